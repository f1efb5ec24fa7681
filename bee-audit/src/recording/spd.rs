//! Serial numbers of memory modules in a recording.
//!
//! Documents: JESD21-C annex K §2.6 (DDR3), annex L §8.6 (DDR4), JESD400-5B §8.3 (DDR5). The number is four octets,
//! which firmware and this library print as hexadecimal digits; of DDR3 the checksum may cover it.

use crate::{decode::jedec::spd::SerialPresenceDetect, host::Query};

/// Octets of a serial number.
const LENGTH: usize = 4;

/// Whether the answer to `query` may be the content of a module's EEPROM.
fn is_eeprom(query: &Query) -> bool {
    matches!(query, Query::Read(path) if path.starts_with("/sys/bus/i2c/") && path.ends_with("/eeprom"))
}

/// The serial number in the answer to `query`, in digits.
pub(super) fn serial_number(query: &Query, bytes: &[u8]) -> Option<String> {
    is_eeprom(query).then(|| SerialPresenceDetect::decode(bytes).ok()?.serial_number).flatten()
}

/// The answer with `replace` done to the digits of its serial number and to the rest; `None` for other answers.
pub(super) fn rewrite(query: &Query, bytes: &[u8], replace: impl Fn(&[u8]) -> Vec<u8>) -> Option<Vec<u8>> {
    let digits = serial_number(query, bytes)?;
    let place = SerialPresenceDetect::serial_number_place(bytes)?;
    let serial = u32::from_str_radix(std::str::from_utf8(&replace(digits.as_bytes())).ok()?, 16).ok()?;
    let (before, after) = (bytes.get(..place)?, bytes.get(place + LENGTH..)?);
    let mut changed = [replace(before), serial.to_be_bytes().to_vec(), replace(after)].concat();
    if let Some((place, sum)) = SerialPresenceDetect::checksum_over_serial_number(bytes, &changed)
        && let Some(octets) = changed.get_mut(place..place + 2)
    {
        octets.copy_from_slice(&sum.to_le_bytes());
    }
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eeprom() -> Query {
        Query::Read("/sys/bus/i2c/drivers/ee1004/0-0050/eeprom".to_owned())
    }

    /// Another serial number of the same length.
    fn replace(bytes: &[u8]) -> Vec<u8> {
        if bytes == b"1A2B3C4D" { b"9E8F7A6B".to_vec() } else { bytes.to_vec() }
    }

    /// A module of `kind` with a serial number at `place` and, of DDR3, the right checksum.
    fn image(first: u8, kind: u8, place: usize) -> Vec<u8> {
        let mut image = vec![0; 1024];
        (image[0], image[2]) = (first, kind);
        image[place..place + 4].copy_from_slice(&[0x1a, 0x2b, 0x3c, 0x4d]);
        for error in SerialPresenceDetect::decode(&image).unwrap().damage {
            let crate::decode::Fault::BadChecksum { computed, .. } = error.fault else { panic!("{error}") };
            image[error.offset..error.offset + 2].copy_from_slice(&u16::try_from(computed).unwrap().to_le_bytes());
        }
        image
    }

    #[test]
    fn serial_numbers_are_replaced_and_checksums_stay_right() {
        for (first, kind, place) in [(0x92, 0x0b, 122), (0x12, 0x0b, 122), (0x23, 0x0c, 325), (0x30, 0x12, 517)] {
            let before = image(first, kind, place);
            assert_eq!(serial_number(&eeprom(), &before).as_deref(), Some("1A2B3C4D"), "{kind:#x}");
            let after = rewrite(&eeprom(), &before, replace).unwrap();
            let spd = SerialPresenceDetect::decode(&after).unwrap();
            assert_eq!((spd.serial_number.as_deref(), spd.damage), (Some("9E8F7A6B"), vec![]), "{kind:#x}");
            assert_eq!(before.len(), after.len());
        }
    }

    #[test]
    fn a_wrong_checksum_stays_wrong() {
        let mut before = image(0x12, 0x0b, 122);
        before[126] ^= 1;
        let after = rewrite(&eeprom(), &before, replace).unwrap();
        assert_eq!(before[126..128], after[126..128]);
    }

    #[test]
    fn other_files_are_left_alone() {
        let other = Query::Read("/sys/bus/nvmem/devices/0-00500/nvmem".to_owned());
        assert_eq!(rewrite(&other, &image(0x23, 0x0c, 325), replace), None);
        for bytes in [&[0xff; 256][..], &[0x23, 0x11, 0x0c], &image(0x23, 0x08, 325)] {
            assert_eq!(rewrite(&eeprom(), bytes, replace), None);
        }
    }
}
