//! Registers of a drive after a command, as sense data: how CHECK POWER MODE and SMART RETURN STATUS answer.
//!
//! Document: SAT-4 §12.2.2.6 (ATA Status Return descriptor) and §12.2.2.7 (fixed format); ACS-3 §7.3 (CHECK POWER
//! MODE), §7.48.8 (SMART RETURN STATUS).
//!
//! Real translators: libata returns the descriptor format whatever the control mode page says, up to Linux 6.10; some
//! USB bridges return an empty descriptor, which is told by a status of 0 (a drive that has ended a command is ready).

use serde::Serialize;

use super::STANDARD;
use crate::decode::{Error, Fault, Fields, code::codes};

/// What the registers hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Registers {
    /// ERROR.
    pub error: u8,
    /// COUNT bits 7 to 0.
    pub count: u8,
    /// LBA bits 23 to 0.
    pub lba: u32,
    /// DEVICE.
    pub device: u8,
    /// STATUS.
    pub status: u8,
}

codes! {
    /// Power mode (ACS-3 table 34, COUNT of CHECK POWER MODE).
    pub struct PowerMode(u8) {
        0x00 => "Standby_z",
        0x01 => "Standby_y",
        0x40 => "NV cache, spun down or spinning down",
        0x41 => "NV cache, spun up or spinning up",
        0x80 => "Idle",
        0x81 => "Idle_a",
        0x82 => "Idle_b",
        0x83 => "Idle_c",
        0xff => "Active or Idle",
    }
}

/// Code and length of the ATA Status Return descriptor.
const DESCRIPTOR: [u8; 2] = [0x09, 0x0c];
/// ATA PASS-THROUGH INFORMATION AVAILABLE, which says that fixed sense data holds registers.
const INFORMATION_AVAILABLE: [u8; 2] = [0x00, 0x1d];

impl Registers {
    /// Decodes sense data of either format. Fails where it holds no registers, or none that a drive has set.
    pub fn decode(sense: &[u8]) -> Result<Registers, Error> {
        let registers = match sense.byte(0).map(|code| code & 0x7f) {
            Some(0x72) => descriptor(sense),
            Some(0x70) => fixed(sense),
            _ => None,
        };
        let is_set = |registers: &Registers| registers.status != 0;
        registers.filter(is_set).ok_or_else(|| Error::new(STANDARD, 0, Fault::BadSignature))
    }

    /// The power mode that CHECK POWER MODE returned.
    pub fn power_mode(&self) -> PowerMode {
        PowerMode(self.count)
    }

    /// What SMART RETURN STATUS returned: `true` where a threshold was exceeded (LBA bits 23 to 8: 2CF4h), `false`
    /// where none was (C24Fh); `None` where it is neither.
    pub fn threshold_exceeded(&self) -> Option<bool> {
        match self.lba >> 8 {
            0x2c_f4 => Some(true),
            0xc2_4f => Some(false),
            _ => None,
        }
    }
}

/// The ATA Status Return descriptor among the others (SPC-4 §4.5.2 for their walk).
fn descriptor(sense: &[u8]) -> Option<Registers> {
    let mut rest = sense.get(8..)?;
    loop {
        if rest.get(..2)? == DESCRIPTOR {
            let [lba_low, lba_mid, lba_high] = [rest.byte(7)?, rest.byte(9)?, rest.byte(11)?];
            return Some(Registers {
                error: rest.byte(3)?,
                count: rest.byte(5)?,
                lba: u32::from_le_bytes([lba_low, lba_mid, lba_high, 0]),
                device: rest.byte(12)?,
                status: rest.byte(13)?,
            });
        }
        rest = rest.get(2 + usize::from(rest.byte(1)?)..)?;
    }
}

/// INFORMATION and COMMAND-SPECIFIC INFORMATION of fixed sense data.
fn fixed(sense: &[u8]) -> Option<Registers> {
    let [error, status, device, count] = sense.array(3)?;
    let [lba_low, lba_mid, lba_high] = sense.array(9)?;
    let lba = u32::from_le_bytes([lba_low, lba_mid, lba_high, 0]);
    let holds_registers = sense.array(12)? == INFORMATION_AVAILABLE;
    holds_registers.then_some(Registers { error, count, lba, device, status })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What libata returns for SMART RETURN STATUS of a drive that is well.
    const WELL: [u8; 22] = [0x72, 1, 0, 0x1d, 0, 0, 0, 14, 0x09, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0x4f, 0, 0xc2, 0, 0x50];

    #[test]
    fn the_verdict_is_in_the_address() {
        let mut sense = WELL;
        assert_eq!(Registers::decode(&sense).unwrap().threshold_exceeded(), Some(false));
        (sense[17], sense[19]) = (0xf4, 0x2c);
        assert_eq!(Registers::decode(&sense).unwrap().threshold_exceeded(), Some(true));
        (sense[17], sense[19]) = (0, 0);
        assert_eq!(Registers::decode(&sense).unwrap().threshold_exceeded(), None);
    }

    #[test]
    fn fixed_format_holds_the_same() {
        let fixed = [0x70, 0, 1, 0, 0x50, 0x40, 0xff, 10, 0, 0x12, 0x4f, 0xc2, 0, 0x1d, 0, 0, 0, 0];
        let registers = Registers::decode(&fixed).unwrap();
        assert_eq!((registers.power_mode().name(), registers.device), (Some("Active or Idle"), 0x40));
        assert_eq!((registers.threshold_exceeded(), registers.lba), (Some(false), 0xc2_4f12));
        let other = [0x70, 0, 1, 0, 0x50, 0x40, 0xff, 10, 0, 0, 0x4f, 0xc2, 0, 0, 0, 0, 0, 0];
        assert!(Registers::decode(&other).is_err());
    }

    #[test]
    fn other_descriptors_are_passed_over() {
        let mut sense = vec![0x72, 1, 0, 0x1d, 0, 0, 0, 18, 0x02, 2, 0, 0];
        sense.extend(&WELL[8..]);
        assert!(Registers::decode(&sense).is_ok());
        sense.truncate(16);
        assert!(Registers::decode(&sense).is_err());
    }

    #[test]
    fn an_empty_descriptor_is_no_answer() {
        let mut sense = WELL;
        sense[21] = 0;
        assert!(Registers::decode(&sense).is_err());
    }
}
