//! Sense data: what a device server says of its state, or of a command that failed, in fixed or descriptor format.
//!
//! Document: SPC-5 §4.4 (descriptor format §4.4.2, fixed format §4.4.3, sense keys §4.4.6, additional sense codes annex
//! F).
//!
//! Real devices: old ones give eight octets of fixed format without any code; bridges state an additional length that
//! is shorter than what they fill. REQUEST SENSE of a drive that sleeps answers with 5Eh in GOOD status.

use serde::Serialize;

use super::STANDARD;
use crate::decode::{Error, Fault, Fields, code::codes};

codes! {
    /// SENSE KEY (§4.4.6).
    pub struct SenseKey(u8) {
        0x0 => "No sense",
        0x1 => "Recovered error",
        0x2 => "Not ready",
        0x3 => "Medium error",
        0x4 => "Hardware error",
        0x5 => "Illegal request",
        0x6 => "Unit attention",
        0x7 => "Data protect",
        0x8 => "Blank check",
        0x9 => "Vendor specific",
        0xa => "Copy aborted",
        0xb => "Aborted command",
        0xd => "Volume overflow",
        0xe => "Miscompare",
        0xf => "Completed",
    }

    /// ADDITIONAL SENSE CODE (high octet) with its qualifier (low octet): those of drives' health, power and readiness,
    /// and those that end a request (annex F).
    pub struct AdditionalSenseCode(u16) {
        0x0000 => "No additional sense information",
        0x0400 => "Logical unit not ready, cause not reportable",
        0x0401 => "Logical unit is in process of becoming ready",
        0x0402 => "Logical unit not ready, initializing command required",
        0x0403 => "Logical unit not ready, manual intervention required",
        0x0404 => "Logical unit not ready, format in progress",
        0x0409 => "Logical unit not ready, self-test in progress",
        0x0411 => "Logical unit not ready, notify (enable spinup) required",
        0x041b => "Logical unit not ready, sanitize in progress",
        0x0500 => "Logical unit does not respond to selection",
        0x0800 => "Logical unit communication failure",
        0x0b00 => "Warning",
        0x0b01 => "Warning: specified temperature exceeded",
        0x0b02 => "Warning: enclosure degraded",
        0x0b03 => "Warning: background self-test failed",
        0x0b04 => "Warning: background pre-scan detected medium error",
        0x0b05 => "Warning: background medium scan detected medium error",
        0x0b06 => "Warning: non-volatile cache now volatile",
        0x0b07 => "Warning: degraded power to non-volatile cache",
        0x0b08 => "Warning: power loss expected",
        0x0b09 => "Warning: device statistics notification active",
        0x0b0a => "Warning: high critical temperature limit exceeded",
        0x0b0b => "Warning: low critical temperature limit exceeded",
        0x0b0c => "Warning: high operating temperature limit exceeded",
        0x0b0d => "Warning: low operating temperature limit exceeded",
        0x0b0e => "Warning: high critical humidity limit exceeded",
        0x0b0f => "Warning: low critical humidity limit exceeded",
        0x0b10 => "Warning: high operating humidity limit exceeded",
        0x0b11 => "Warning: low operating humidity limit exceeded",
        0x0b14 => "Warning: physical element status change",
        0x0c00 => "Write error",
        0x0c02 => "Write error, auto reallocation failed",
        0x1100 => "Unrecovered read error",
        0x1101 => "Read retries exhausted",
        0x1104 => "Unrecovered read error, auto reallocate failed",
        0x1114 => "Read error, LBA marked bad by application client",
        0x1501 => "Mechanical positioning error",
        0x1600..=0x1604 => "Data synchronization mark error",
        0x1700..=0x1709 => "Recovered data without ECC",
        0x1800..=0x1808 => "Recovered data with ECC",
        0x1900..=0x1903 => "Defect list error",
        0x1c00 => "Defect list not found",
        0x1c01 => "Primary defect list not found",
        0x1c02 => "Grown defect list not found",
        0x2000 => "Invalid command operation code",
        0x2100 => "Logical block address out of range",
        0x2400 => "Invalid field in CDB",
        0x2500 => "Logical unit not supported",
        0x2800 => "Not ready to ready change, medium may have changed",
        0x2900 => "Power on, reset, or bus device reset occurred",
        0x2901 => "Power on occurred",
        0x2a01 => "Mode parameters changed",
        0x3100 => "Medium format corrupted",
        0x3200 => "No defect spare location available",
        0x3700 => "Rounded parameter",
        0x3a00 => "Medium not present",
        0x3e03 => "Logical unit failed self-test",
        0x3f0e => "Reported LUNs data has changed",
        0x4000..=0x40ff => "Diagnostic failure on component",
        0x4400 => "Internal target failure",
        0x5d00 => "Failure prediction threshold exceeded",
        0x5d01 => "Media failure prediction threshold exceeded",
        0x5d02 => "Logical unit failure prediction threshold exceeded",
        0x5d03 => "Spare area exhaustion prediction threshold exceeded",
        0x5d10 => "Hardware impending failure: general hard drive failure",
        0x5d11 => "Hardware impending failure: drive error rate too high",
        0x5d12 => "Hardware impending failure: data error rate too high",
        0x5d13 => "Hardware impending failure: seek error rate too high",
        0x5d14 => "Hardware impending failure: too many block reassigns",
        0x5d15 => "Hardware impending failure: access times too high",
        0x5d16 => "Hardware impending failure: start unit times too high",
        0x5d17..=0x5d1c => "Hardware impending failure",
        0x5d1d => "Hardware impending failure: power loss protection circuit",
        0x5d20..=0x5d2c => "Controller impending failure",
        0x5d30..=0x5d3c => "Data channel impending failure",
        0x5d40..=0x5d4c => "Servo impending failure",
        0x5d50..=0x5d5c => "Spindle impending failure",
        0x5d60..=0x5d6c => "Firmware impending failure",
        0x5d73 => "Media impending failure: endurance limit met",
        0x5dff => "Failure prediction threshold exceeded (false)",
        0x5e00 => "Low power condition on",
        0x5e01 => "Idle condition activated by timer",
        0x5e02 => "Standby condition activated by timer",
        0x5e03 => "Idle condition activated by command",
        0x5e04 => "Standby condition activated by command",
        0x5e05 => "Idle_b condition activated by timer",
        0x5e06 => "Idle_b condition activated by command",
        0x5e07 => "Idle_c condition activated by timer",
        0x5e08 => "Idle_c condition activated by command",
        0x5e09 => "Standby_y condition activated by timer",
        0x5e0a => "Standby_y condition activated by command",
        0x6500 => "Voltage fault",
    }
}

/// What a drive's power condition is, as far as sense data tells it (SPC-5 §5.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PowerCondition {
    /// Idle_a, idle_b or idle_c.
    Idle,
    /// Standby_y or standby_z: the medium does not turn.
    Standby,
    /// Stopped: a START STOP UNIT command, or a NOTIFY (ENABLE SPINUP), is needed.
    Stopped,
}

impl AdditionalSenseCode {
    /// The power condition that it names; `None` where it names none.
    pub fn power_condition(self) -> Option<PowerCondition> {
        match self.0 {
            0x5e01 | 0x5e03 | 0x5e05..=0x5e08 => Some(PowerCondition::Idle),
            0x5e02 | 0x5e04 | 0x5e09 | 0x5e0a => Some(PowerCondition::Standby),
            0x0402 | 0x0411 => Some(PowerCondition::Stopped),
            _ => None,
        }
    }
}

/// Sense data (§4.4), the same for both formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SenseData {
    /// Whether it is about an earlier command (RESPONSE CODE 71h or 73h).
    pub is_deferred: bool,
    /// SENSE KEY (fixed: offset 2; descriptor: offset 1; bits 3 to 0).
    pub sense_key: SenseKey,
    /// ADDITIONAL SENSE CODE and its qualifier (fixed: offset 12; descriptor: offset 2).
    pub additional_sense_code: AdditionalSenseCode,
    /// INFORMATION, where VALID: often the logical block address (fixed: offset 3; descriptor type 00h).
    pub information: Option<u64>,
    /// FIELD REPLACEABLE UNIT CODE (fixed: offset 14; descriptor type 03h); `None` for zero.
    pub field_replaceable_unit_code: Option<u8>,
    /// PROGRESS INDICATION in 65,536ths, where SKSV, of a drive that is not ready or tells no error (§4.4.2.4).
    pub progress: Option<u16>,
}

impl SenseData {
    /// Decodes either format. Fails on other response codes than 70h to 73h, and on fewer octets than their heads have.
    pub fn decode(bytes: &[u8]) -> Result<SenseData, Error> {
        let truncated = |need| Error::new(STANDARD, 0, Fault::Truncated { need, have: bytes.len() });
        let response_code = bytes.byte(0).ok_or_else(|| truncated(1))? & 0x7f;
        match response_code {
            0x70 | 0x71 => fixed(bytes).ok_or_else(|| truncated(3)),
            0x72 | 0x73 => descriptor(bytes).ok_or_else(|| truncated(4)),
            _ => Err(Error::new(STANDARD, 0, Fault::BadSignature)),
        }
    }

    /// The power condition that it tells; `None` for an active drive, or one that does not say.
    pub fn power_condition(&self) -> Option<PowerCondition> {
        self.additional_sense_code.power_condition()
    }
}

/// Fixed format (§4.4.3). Shorter ones than 18 octets were allowed in SPC-2; what is not there is none.
fn fixed(bytes: &[u8]) -> Option<SenseData> {
    let [first, _, third] = bytes.array(0)?;
    let sense_key = SenseKey(third & 0x0f);
    Some(SenseData {
        is_deferred: first & 1 != 0,
        sense_key,
        additional_sense_code: AdditionalSenseCode(bytes.u16_be(12).unwrap_or_default()),
        information: bytes.u32_be(3).filter(|_| first & 0x80 != 0).map(u64::from),
        field_replaceable_unit_code: bytes.byte(14).filter(|code| *code != 0),
        progress: bytes.get(15..18).and_then(|specific| progress(sense_key, specific)),
    })
}

/// Descriptor format (§4.4.2): from offset 8 one descriptor after another.
fn descriptor(bytes: &[u8]) -> Option<SenseData> {
    let [first, second, code, qualifier] = bytes.array(0)?;
    let sense_key = SenseKey(second & 0x0f);
    let mut sense = SenseData {
        is_deferred: first & 1 != 0,
        sense_key,
        additional_sense_code: AdditionalSenseCode(u16::from_be_bytes([code, qualifier])),
        information: None,
        field_replaceable_unit_code: None,
        progress: None,
    };
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some([kind, length]) = rest.array(0) {
        let Some(one) = rest.get(..2 + usize::from(length)) else { break };
        match kind {
            0x00 => sense.information = one.u64_be(4).filter(|_| one.byte(2).is_some_and(|valid| valid & 0x80 != 0)),
            0x02 => sense.progress = one.get(4..7).and_then(|specific| progress(sense_key, specific)),
            0x03 => sense.field_replaceable_unit_code = one.byte(3).filter(|code| *code != 0),
            _ => {}
        }
        rest = rest.get(one.len()..).unwrap_or_default();
    }
    Some(sense)
}

/// PROGRESS INDICATION of the sense key specific octets (§4.4.2.4.4), where SKSV says that they are valid.
fn progress(sense_key: SenseKey, specific: &[u8]) -> Option<u16> {
    let tells_progress = matches!(sense_key.0, 0x0 | 0x2);
    specific.byte(0).filter(|first| tells_progress && first & 0x80 != 0).and(specific.u16_be(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_say_the_same() {
        let fixed = [0xf0, 0, 3, 0, 0, 0x12, 0x34, 10, 0, 0, 0, 0, 0x11, 0x04, 0x7f, 0, 0, 0];
        let descriptor =
            [0x72, 3, 0x11, 0x04, 0, 0, 0, 16, 0, 10, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 3, 2, 0, 0x7f];
        let sense = SenseData::decode(&fixed).unwrap();
        assert_eq!(SenseData::decode(&descriptor), Ok(sense));
        assert_eq!(sense.additional_sense_code.name(), Some("Unrecovered read error, auto reallocate failed"));
        assert_eq!((sense.information, sense.field_replaceable_unit_code), (Some(0x1234), Some(0x7f)));
        assert!(!sense.is_deferred);
    }

    #[test]
    fn power_conditions_and_progress() {
        let standby = [0x70, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x5e, 0x04, 0, 0, 0, 0];
        assert_eq!(SenseData::decode(&standby).unwrap().power_condition(), Some(PowerCondition::Standby));
        let test = [0x72, 2, 4, 9, 0, 0, 0, 8, 2, 6, 0, 0, 0x80, 0x80, 0, 0];
        assert_eq!(SenseData::decode(&test).unwrap().progress, Some(0x8000));
        let other = [0x72, 5, 0x24, 0, 0, 0, 0, 8, 2, 6, 0, 0, 0xc0, 0, 2, 0];
        assert_eq!(SenseData::decode(&other).unwrap().progress, None, "a field pointer is no progress");
    }

    #[test]
    fn short_and_foreign_data() {
        let old = SenseData::decode(&[0x70, 0, 6, 0, 0, 0, 0, 0]).unwrap();
        assert_eq!((old.sense_key.name(), old.additional_sense_code.0), (Some("Unit attention"), 0));
        assert_eq!(SenseData::decode(&[]), Err(Error::new(STANDARD, 0, Fault::Truncated { need: 1, have: 0 })));
        assert_eq!(SenseData::decode(&[0x7f, 0, 0]), Err(Error::new(STANDARD, 0, Fault::BadSignature)));
    }
}
