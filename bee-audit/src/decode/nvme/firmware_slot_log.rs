//! Firmware Slot Information (Base §5.16.1.4, LID 03h, figure 208).
//!
//! How many of the seven slots there are, Identify Controller says (FRMW). Real drives: those with one slot often leave
//! the log's revision empty or pad it with blanks; a slot that was never written is all 0.

use serde::Serialize;

use super::{Structure, stated};
use crate::decode::{Error, conformance::Rule};

const LENGTH: usize = 512;

/// What is reserved beside and behind the slots, and the revisions.
const RULES: &[Rule] =
    &[Rule::ReservedBits(0, 0x88), Rule::Reserved(1..8), Rule::Text(8..64), Rule::Reserved(64..LENGTH)];

/// Firmware Slot Information log page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirmwareSlotLog {
    /// Slot from which the running firmware was loaded (octet 0, bits 2:0).
    pub active_slot: Option<u8>,
    /// Slot that will be activated at the next controller level reset (octet 0, bits 6:4); `None` where it is not
    /// stated.
    pub next_slot: Option<u8>,
    /// Firmware revisions of slots 1 to 7 (octets 8 to 63, 8 each); `None` for one that is empty or not there.
    pub revisions: [Option<String>; 7],
    /// What the standard rules out, so that it is not all decoded or something else.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

impl FirmwareSlotLog {
    /// Decodes 512 octets; fails on fewer.
    pub fn decode(bytes: &[u8]) -> Result<FirmwareSlotLog, Error> {
        let log = Structure::of(bytes, LENGTH)?;
        Ok(FirmwareSlotLog {
            active_slot: stated(log.u8(0) & 0b111),
            next_slot: stated(log.u8(0) >> 4 & 0b111),
            revisions: [8, 16, 24, 32, 40, 48, 56].map(|offset| log.text(offset, 8)),
            damage: log.breaches(RULES),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_counted_from_one() {
        let mut bytes = [0; LENGTH];
        bytes[0] = 0x21;
        bytes[8..16].copy_from_slice(b"GDC5902Q");
        bytes[16..24].copy_from_slice(b"GDC56   ");
        let log = FirmwareSlotLog::decode(&bytes).unwrap();
        assert_eq!((log.active_slot, log.next_slot), (Some(1), Some(2)));
        assert_eq!(log.revisions[..3], [Some("GDC5902Q".into()), Some("GDC56".into()), None]);
        assert!(FirmwareSlotLog::decode(&bytes[..100]).is_err());
    }
}
