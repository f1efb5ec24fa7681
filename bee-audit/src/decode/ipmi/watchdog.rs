//! The controller's watchdog timer.
//!
//! Document: IPMI §27.7 (Get Watchdog Timer), §27.6 (what the octets mean).

use serde::Serialize;

use super::at_least;
use crate::decode::{
    Error, Fields,
    code::{codes, flags},
};

codes! {
    /// Who uses the timer (§27.6, byte 1, bits 2:0).
    pub struct TimerUse(u8) { 1 => "BIOS FRB2", 2 => "BIOS/POST", 3 => "OS Load", 4 => "SMS/OS", 5 => "OEM" }
    /// What happens when it expires (byte 2, bits 2:0).
    pub struct TimeoutAction(u8) { 0 => "no action", 1 => "Hard Reset", 2 => "Power Down", 3 => "Power Cycle" }
    /// What happens before that (byte 2, bits 6:4).
    pub struct PretimeoutInterrupt(u8) { 0 => "none", 1 => "SMI", 2 => "NMI / Diagnostic Interrupt", 3 => "Messaging Interrupt" }
}

flags! {
    /// Uses for which it has expired since that was last cleared (byte 4).
    pub struct Expirations(u8) { 1 => "BIOS FRB2", 2 => "BIOS/POST", 3 => "OS Load", 4 => "SMS/OS", 5 => "OEM" }
}

/// The answer to Get Watchdog Timer (§27.7), completion code left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WatchdogTimer {
    /// Who uses it.
    pub timer_use: TimerUse,
    /// Whether it runs (byte 1, bit 6).
    pub running: bool,
    /// Whether its expiry is kept out of the event log (byte 1, bit 7).
    pub logs_nothing: bool,
    /// What happens when it expires.
    pub action: TimeoutAction,
    /// What happens before that.
    pub pretimeout_interrupt: PretimeoutInterrupt,
    /// How long before, in seconds (byte 3).
    pub pretimeout_seconds: u8,
    /// Uses for which it has expired.
    pub expirations: Expirations,
    /// What it counts down from, in steps of 100 ms (bytes 5, 6).
    pub initial_deciseconds: u16,
    /// Where it is, in steps of 100 ms (bytes 7, 8).
    pub present_deciseconds: Option<u16>,
}

impl WatchdogTimer {
    /// Decodes the answer. Fails when it is shorter than 6 octets.
    pub fn decode(bytes: &[u8]) -> Result<WatchdogTimer, Error> {
        let bytes = at_least(bytes, 6)?;
        let byte = |offset| bytes.byte(offset).unwrap_or_default();
        Ok(WatchdogTimer {
            timer_use: TimerUse(byte(0) & 0x07),
            running: byte(0) & 0x40 != 0,
            logs_nothing: byte(0) & 0x80 != 0,
            action: TimeoutAction(byte(1) & 0x07),
            pretimeout_interrupt: PretimeoutInterrupt(byte(1) >> 4 & 0x07),
            pretimeout_seconds: byte(2),
            expirations: Expirations(byte(3)),
            initial_deciseconds: bytes.u16_le(4).unwrap_or_default(),
            present_deciseconds: bytes.u16_le(6),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_says_what_it_will_do() {
        let timer = WatchdogTimer::decode(&[0x44, 0x21, 10, 0x12, 0x58, 0x02, 0x57, 0x02]).unwrap();
        assert_eq!(
            (timer.timer_use.name(), timer.running, timer.action.name()),
            (Some("SMS/OS"), true, Some("Hard Reset"))
        );
        assert_eq!(timer.pretimeout_interrupt.name(), Some("NMI / Diagnostic Interrupt"));
        assert_eq!(timer.expirations.names(), ["BIOS FRB2", "SMS/OS"]);
        assert_eq!((timer.initial_deciseconds, timer.present_deciseconds), (600, Some(599)));
        assert!(WatchdogTimer::decode(&[0; 5]).is_err());
    }
}
