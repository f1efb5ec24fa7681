//! Intelligent Platform Management Interface: what a baseboard management controller (BMC) answers.
//!
//! Documents: IPMI Specification 2.0 revision 1.1 with errata 7 (in headers *IPMI*), Platform Management FRU
//! Information Storage Definition 1.0 revision 1.3 (*FRU*), Data Center Manageability Interface 1.5 (*DCMI*). All
//! numbers are least significant octet first.

pub mod channel;
pub mod chassis;
pub mod completion_code;
pub mod dcmi;
pub mod device_id;
pub mod entity;
pub mod event;
pub mod fru;
pub mod lan;
pub mod manufacturer;
pub mod sdr;
pub mod sel;
pub mod self_test;
pub mod sensor;
pub mod sensor_type;
pub mod severity;
pub mod text;
pub mod threshold;
pub mod timestamp;
pub mod unit;
pub mod watchdog;

use super::{Error, Fault, Fields};

const STANDARD: &str = "IPMI";

/// The octets of an answer, at least `length` of them.
fn at_least(bytes: &[u8], length: usize) -> Result<&[u8], Error> {
    let truncated = Fault::Truncated { need: length, have: bytes.len() };
    if bytes.len() < length { Err(Error::new(STANDARD, 0, truncated)) } else { Ok(bytes) }
}

/// The sum of all octets modulo 256; 0 over what ends with its zero checksum (FRU §8, §16.2.1).
fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum: u8, byte| sum.wrapping_add(*byte))
}

/// Three octets, least significant first: how IANA enterprise numbers are written.
fn u24_le(bytes: &[u8], offset: usize) -> Option<u32> {
    bytes.array(offset).map(|[low, middle, high]| u32::from_le_bytes([low, middle, high, 0]))
}

/// A number of `bits` bits in two's complement.
fn signed(number: u32, bits: u32) -> i32 {
    let shift = 32_u32.saturating_sub(bits);
    number.wrapping_shl(shift).cast_signed() >> shift
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_signed() {
        assert_eq!(signed(0x3ff, 10), -1);
        assert_eq!(signed(0x1ff, 10), 511);
        assert_eq!(signed(0xd, 4), -3);
        assert_eq!(u24_le(&[0x7c, 0x2a, 0x00], 0), Some(10_876));
    }
}
