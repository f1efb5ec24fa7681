//! What a controller is: model, serial number, firmware, memory.
//!
//! Document: Linux `struct megasas_ctrl_info`, FreeBSD `struct mfi_ctrl_info` (`MR_DCMD_CTRL_GET_INFO`, 01010000h).
//!
//! Real controllers: the firmware's version is that of the component `APP`; texts are padded with NULs or blanks, and
//! empty where the maker of the server did not fill them.

use serde::Serialize;

use super::truncated;
use crate::decode::{Error, Fields, code::flags, text};

/// Octets of the structure.
pub const LENGTH: usize = 2048;

/// `image_component` (offset 184): its number, and the octets of one.
const COMPONENTS: (usize, usize, usize) = (184, 8, 72);

/// The structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ControllerInformation {
    /// `max_lds` (offset 1343): volumes that it can have.
    pub maximum_virtual_disks: u8,
    /// `product_name` (offset 1344, 80 octets).
    pub product_name: Option<String>,
    /// `serial_no` (offset 1424, 32 octets).
    pub serial_number: Option<String>,
    /// Version of the component `APP` (offset 184, 8 of 72 octets).
    pub firmware_version: Option<String>,
    /// Version of the component `BIOS`.
    pub bios_version: Option<String>,
    /// `package_version` (offset 1600, 96 octets).
    pub package_version: Option<String>,
    /// `memory_size` (offset 1488), in octets; the structure counts MiB.
    pub memory_bytes: u64,
    /// `memory_correctable_error_count` (offset 1492).
    pub memory_correctable_errors: u16,
    /// `memory_uncorrectable_error_count` (offset 1494).
    pub memory_uncorrectable_errors: u16,
    /// `raid_levels` (offset 1500).
    pub raid_levels: RaidLevels,
}

flags! {
    /// RAID levels that volumes can have.
    pub struct RaidLevels(u32) {
        0 => "RAID0",
        1 => "RAID1",
        2 => "RAID5",
        3 => "RAID1E",
        4 => "RAID6",
    }
}

impl ControllerInformation {
    /// Decodes the structure. Fails on fewer octets than it has.
    pub fn decode(bytes: &[u8]) -> Result<ControllerInformation, Error> {
        let bytes = bytes.get(..LENGTH).ok_or_else(|| truncated(LENGTH, bytes))?;
        let field = |offset: usize, length: usize| bytes.get(offset..offset + length).and_then(text);
        let number = |offset| bytes.u16_le(offset).unwrap_or_default();
        let (first, count, length) = COMPONENTS;
        let version = |name: &str| {
            let mut components = (0..count).map(|component| first + component * length);
            components
                .find(|offset| field(*offset, 8).as_deref() == Some(name))
                .and_then(|offset| field(offset + 8, 32))
        };
        Ok(ControllerInformation {
            maximum_virtual_disks: bytes.byte(1343).unwrap_or_default(),
            product_name: field(1344, 80),
            serial_number: field(1424, 32),
            firmware_version: version("APP"),
            bios_version: version("BIOS"),
            package_version: field(1600, 96),
            memory_bytes: u64::from(number(1488)) << 20,
            memory_correctable_errors: number(1492),
            memory_uncorrectable_errors: number(1494),
            raid_levels: RaidLevels(bytes.u32_le(1500).unwrap_or_default()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_controller_with_its_firmware() {
        let mut bytes = vec![0; LENGTH];
        let mut put = |offset: usize, text: &[u8]| bytes[offset..offset + text.len()].copy_from_slice(text);
        put(184, b"BIOS");
        put(192, b"6.36.00");
        put(256, b"APP ");
        put(264, b"4.680.00-8563");
        put(1343, &[64]);
        put(1344, b"MegaRAID 9361-8i  ");
        put(1424, b"SK00000001");
        put(1488, &[0, 4]);
        put(1494, &[1]);
        put(1500, &[0b10111]);
        let controller = ControllerInformation::decode(&bytes).unwrap();
        assert_eq!(controller.product_name.as_deref(), Some("MegaRAID 9361-8i"));
        assert_eq!(controller.serial_number.as_deref(), Some("SK00000001"));
        assert_eq!(controller.firmware_version.as_deref(), Some("4.680.00-8563"));
        assert_eq!((controller.bios_version.as_deref(), controller.package_version), (Some("6.36.00"), None));
        assert_eq!((controller.memory_bytes, controller.memory_uncorrectable_errors), (1 << 30, 1));
        assert_eq!(controller.raid_levels.names(), ["RAID0", "RAID1", "RAID5", "RAID6"]);
        assert_eq!(controller.maximum_virtual_disks, 64);
        assert_eq!(ControllerInformation::decode(&bytes[1..]), Err(truncated(LENGTH, &bytes[1..])));
    }
}
