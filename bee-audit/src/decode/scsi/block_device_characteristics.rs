//! Block Device Characteristics page (B1h): how the medium turns and how big the case is.
//!
//! Document: SBC-4 §6.6.2; zones are ZBC-2's.
//!
//! Real devices: many virtual disks and RAID volumes leave every field zero, "not reported"; pages of SBC-2 times have
//! fewer octets than the 3Ch of today.

use serde::Serialize;

use super::vital_product_data::{BLOCK_DEVICE_CHARACTERISTICS, page};
use crate::decode::{Error, Fields, code::codes};

/// Page B1h (SBC-4 §6.6.2). Offsets count from the start of the page, header included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BlockDeviceCharacteristics {
    /// MEDIUM ROTATION RATE (offset 4); `None` when not reported.
    pub medium_rotation_rate: Option<MediumRotationRate>,
    /// NOMINAL FORM FACTOR (offset 7, bits 3 to 0); `None` when not reported.
    pub nominal_form_factor: Option<NominalFormFactor>,
    /// ZONED (offset 8, bits 5 and 4); `None` when not reported.
    pub zoned: Option<Zoned>,
}

codes! {
    /// MEDIUM ROTATION RATE (SBC-4 §6.6.2): 1 for a medium that does not turn, from 0401h revolutions a minute.
    pub struct MediumRotationRate(u16) {
        0x0001 => "Non-rotating medium",
    }

    /// NOMINAL FORM FACTOR (SBC-4 §6.6.2), in inches.
    pub struct NominalFormFactor(u8) {
        1 => "5.25 inch",
        2 => "3.5 inch",
        3 => "2.5 inch",
        4 => "1.8 inch",
        5 => "less than 1.8 inch",
    }

    /// ZONED (SBC-4 §6.6.2).
    pub struct Zoned(u8) {
        1 => "host aware",
        2 => "device managed",
    }
}

impl MediumRotationRate {
    /// Revolutions a minute; `None` for a medium that does not turn, and for reserved values.
    pub fn revolutions_per_minute(self) -> Option<u16> {
        (0x0401..=0xfffe).contains(&self.0).then_some(self.0)
    }
}

impl BlockDeviceCharacteristics {
    /// Decodes page B1h. Fails when the bytes are another page.
    pub fn decode(bytes: &[u8]) -> Result<BlockDeviceCharacteristics, Error> {
        let fields = page(BLOCK_DEVICE_CHARACTERISTICS, bytes)?;
        let reported = |value: Option<u8>| value.filter(|value| *value != 0);
        Ok(BlockDeviceCharacteristics {
            medium_rotation_rate: fields.u16_be(0).filter(|rate| *rate != 0).map(MediumRotationRate),
            nominal_form_factor: reported(fields.byte(3).map(|byte| byte & 0x0f)).map(NominalFormFactor),
            zoned: reported(fields.byte(4).map(|byte| byte >> 4 & 0x03)).map(Zoned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page_b1(fields: &[u8]) -> Vec<u8> {
        [&[0, 0xb1, 0, u8::try_from(fields.len()).unwrap()], fields].concat()
    }

    #[test]
    fn rates_and_form_factors() {
        let disk = BlockDeviceCharacteristics::decode(&page_b1(&[0x29, 0x04, 0, 3, 0, 0])).unwrap();
        assert_eq!(disk.medium_rotation_rate.unwrap().revolutions_per_minute(), Some(10_500));
        assert_eq!(disk.nominal_form_factor.unwrap().name(), Some("2.5 inch"));
        let solid = BlockDeviceCharacteristics::decode(&page_b1(&[0, 1, 0, 0x0e, 0x10])).unwrap();
        assert_eq!(solid.medium_rotation_rate.unwrap().revolutions_per_minute(), None);
        assert_eq!((solid.nominal_form_factor.unwrap().0, solid.nominal_form_factor.unwrap().name()), (14, None));
        assert_eq!(solid.zoned, Some(Zoned(1)));
    }

    #[test]
    fn zero_is_not_reported() {
        let silent = BlockDeviceCharacteristics { medium_rotation_rate: None, nominal_form_factor: None, zoned: None };
        assert_eq!(BlockDeviceCharacteristics::decode(&page_b1(&[0; 60])), Ok(silent));
        assert_eq!(BlockDeviceCharacteristics::decode(&page_b1(&[])), Ok(silent));
        assert!(BlockDeviceCharacteristics::decode(&[0, 0xb0, 0, 0]).is_err());
    }
}
