//! State of the chassis: power, what happens when it returns, intrusion.
//!
//! Document: IPMI §28.2 (Get Chassis Status), §28.11 (Get System Restart Cause), §28.14 (Get POH Counter).

use serde::Serialize;

use super::at_least;
use crate::decode::{
    Error, Fields,
    code::{codes, flags},
};

flags! {
    /// Power of the machine (§28.2, byte 2, bits 4:0).
    pub struct PowerState(u8) {
        0 => "Power is on", 1 => "Power overload", 2 => "Interlock active", 3 => "Power fault",
        4 => "Power control fault",
    }
    /// What happened last (§28.2, byte 3).
    pub struct LastPowerEvent(u8) {
        0 => "AC failed", 1 => "Power overload", 2 => "Power interlock activated", 3 => "Power fault",
        4 => "Power turned on by IPMI command",
    }
    /// Other states (§28.2, byte 4, bits 3:0).
    pub struct ChassisState(u8) {
        0 => "Chassis intrusion active", 1 => "Front Panel Lockout active", 2 => "Drive fault", 3 => "Cooling/fan fault",
    }
    /// Buttons of the front panel that are disabled (§28.2, byte 5, bits 3:0).
    pub struct DisabledButtons(u8) { 0 => "Power off", 1 => "Reset", 2 => "Diagnostic interrupt", 3 => "Standby" }
}

codes! {
    /// What happens when power returns (§28.2, byte 2, bits 6:5).
    pub struct RestorePolicy(u8) {
        0 => "stays powered off", 1 => "restored to the state it was in", 2 => "powers up", 3 => "unknown",
    }
    /// State of the identification light (§28.2, byte 4, bits 5:4).
    pub struct IdentifyState(u8) { 0 => "off", 1 => "temporarily on", 2 => "on" }
    /// Why the machine was restarted (§28.11, byte 2, bits 3:0).
    pub struct RestartCause(u8) {
        0x0 => "unknown", 0x1 => "Chassis Control command", 0x2 => "reset via pushbutton",
        0x3 => "power-up via power pushbutton", 0x4 => "Watchdog expiration", 0x5 => "OEM",
        0x6 => "automatic power-up on AC being applied due to 'always restore' policy",
        0x7 => "automatic power-up on AC being applied due to 'restore previous power state' policy",
        0x8 => "reset via PEF", 0x9 => "power-cycle via PEF", 0xa => "soft reset", 0xb => "power-up via RTC wakeup",
    }
}

/// The answer to Get Chassis Status (§28.2), completion code left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ChassisStatus {
    /// Power.
    pub power: PowerState,
    /// What happens when power returns.
    pub restore_policy: RestorePolicy,
    /// What happened last.
    pub last_event: LastPowerEvent,
    /// Intrusion, lockout and faults.
    pub state: ChassisState,
    /// The identification light; none where the controller does not tell (byte 4, bit 6).
    pub identify: Option<IdentifyState>,
    /// Disabled buttons; none where the controller does not tell.
    pub disabled_buttons: Option<DisabledButtons>,
}

impl ChassisStatus {
    /// Decodes the answer. Fails when it is shorter than 3 octets.
    pub fn decode(bytes: &[u8]) -> Result<ChassisStatus, Error> {
        let bytes = at_least(bytes, 3)?;
        let byte = |offset| bytes.byte(offset).unwrap_or_default();
        Ok(ChassisStatus {
            power: PowerState(byte(0) & 0x1f),
            restore_policy: RestorePolicy(byte(0) >> 5 & 3),
            last_event: LastPowerEvent(byte(1) & 0x1f),
            state: ChassisState(byte(2) & 0x0f),
            identify: (byte(2) & 0x40 != 0).then(|| IdentifyState(byte(2) >> 4 & 3)),
            disabled_buttons: bytes.byte(3).map(|buttons| DisabledButtons(buttons & 0x0f)),
        })
    }
}

/// The cause in an answer to Get System Restart Cause. Fails when it is empty.
pub fn restart_cause(bytes: &[u8]) -> Result<RestartCause, Error> {
    Ok(RestartCause(at_least(bytes, 1)?.byte(0).unwrap_or_default() & 0x0f))
}

/// Minutes in an answer to Get POH Counter (§28.14): counts times minutes a count. Fails when it is shorter than 5
/// octets.
pub fn power_on_minutes(bytes: &[u8]) -> Result<u64, Error> {
    let bytes = at_least(bytes, 5)?;
    let (minutes, counts) = (bytes.byte(0).unwrap_or_default(), bytes.u32_le(1).unwrap_or_default());
    Ok(u64::from(minutes) * u64::from(counts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chassis_says_how_it_is() {
        let status = ChassisStatus::decode(&[0x41, 0x10, 0x51, 0x02]).unwrap();
        assert_eq!(status.power.names(), ["Power is on"]);
        assert_eq!(status.restore_policy.name(), Some("powers up"));
        assert_eq!(status.last_event.names(), ["Power turned on by IPMI command"]);
        assert_eq!(status.state.names(), ["Chassis intrusion active"]);
        assert_eq!(status.identify, Some(IdentifyState(1)));
        assert_eq!(status.disabled_buttons.unwrap().names(), ["Reset"]);
        assert_eq!(ChassisStatus::decode(&[1, 0, 0]).unwrap().disabled_buttons, None);
    }

    #[test]
    fn hours_are_counted_in_steps() {
        assert_eq!(power_on_minutes(&[60, 2, 1, 0, 0]), Ok(60 * 258));
        assert_eq!(power_on_minutes(&[255, 255, 255, 255, 255]), Ok(255 * u64::from(u32::MAX)));
        assert_eq!(restart_cause(&[0xf4]).unwrap().name(), Some("Watchdog expiration"));
    }
}
