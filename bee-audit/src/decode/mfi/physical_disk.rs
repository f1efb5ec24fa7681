//! A drive as its controller knows it: state, errors that it counted, size.
//!
//! Document: FreeBSD `struct mfi_pd_info` (`MR_DCMD_PD_GET_INFO`, 02020000h); the drive's INQUIRY data SPC-5 §6.6.2.
//!
//! Real controllers: the counts are those since the controller was started; firmware of before SSDs leaves the
//! medium 0.

use serde::Serialize;

use super::{DiskInterface, DiskMedium, PhysicalDiskState, SECTOR_BYTES, truncated, world_wide_name};
use crate::decode::{Error, Fields, scsi::inquiry::Inquiry};

/// Octets of the structure.
pub const LENGTH: usize = 512;

/// The structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhysicalDisk {
    /// `ref.deviceId` (offset 0).
    pub device_identifier: u16,
    /// `inquiryData` (offset 4, 96 octets); `None` where it cannot be decoded.
    pub inquiry: Option<Inquiry>,
    /// NAA of the unit (`vpdPage83`, offset 100, 64 octets), in hexadecimal digits.
    pub world_wide_name: Option<String>,
    /// `mediaErrCount` (offset 168).
    pub media_errors: u32,
    /// `otherErrCount` (offset 172).
    pub other_errors: u32,
    /// `predFailCount` (offset 176).
    pub predictive_failures: u32,
    /// `fwState` (offset 184).
    pub state: PhysicalDiskState,
    /// `state.ddf.pdType.isForeign` (offset 188, bit 4): it belongs to a volume of another controller.
    pub is_foreign: bool,
    /// `state.ddf.pdType.intf` (offset 188, bits 15 to 12).
    pub interface: DiskInterface,
    /// `rawSize` (offset 232), in octets.
    pub size_bytes: u64,
    /// `enclDeviceId` (offset 256); `None` for a drive without an enclosure.
    pub enclosure_identifier: Option<u16>,
    /// `slotNumber` (offset 259).
    pub slot: u8,
    /// `mediaType` (offset 370).
    pub medium: DiskMedium,
}

impl PhysicalDisk {
    /// Decodes the structure. Fails on fewer octets than it has.
    pub fn decode(bytes: &[u8]) -> Result<PhysicalDisk, Error> {
        let bytes = bytes.get(..LENGTH).ok_or_else(|| truncated(LENGTH, bytes))?;
        let part = |offset: usize, length: usize| bytes.get(offset..offset + length).unwrap_or_default();
        let number = |offset| bytes.u32_le(offset).unwrap_or_default();
        let kind = bytes.u16_le(188).unwrap_or_default();
        Ok(PhysicalDisk {
            device_identifier: bytes.u16_le(0).unwrap_or_default(),
            inquiry: Inquiry::decode(part(4, 96)).ok(),
            world_wide_name: world_wide_name(part(100, 64)).ok().flatten(),
            media_errors: number(168),
            other_errors: number(172),
            predictive_failures: number(176),
            state: PhysicalDiskState(bytes.u16_le(184).unwrap_or_default()),
            is_foreign: kind & 0x10 != 0,
            interface: DiskInterface(u8::try_from(kind >> 12).unwrap_or_default()),
            size_bytes: bytes.u64_le(232).unwrap_or_default().saturating_mul(SECTOR_BYTES),
            enclosure_identifier: bytes.u16_le(256).filter(|enclosure| *enclosure != u16::MAX),
            slot: bytes.byte(259).unwrap_or_default(),
            medium: DiskMedium(bytes.byte(370).unwrap_or_default()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_with_errors() {
        let mut bytes = vec![0; LENGTH];
        let mut put = |offset: usize, part: &[u8]| bytes[offset..offset + part.len()].copy_from_slice(part);
        put(0, &[8]);
        put(4, &[0, 0, 6, 2, 91]);
        put(12, b"SEAGATE ST1200MM0129    C003");
        put(100, &[0, 0x83, 0, 12, 1, 3, 0, 8, 0x50, 0, 0xc5, 0, 0xa1, 0xb2, 0xc3, 0xd4]);
        put(168, &[3]);
        put(176, &[1]);
        put(184, &[0x18]);
        put(188, &[0x10, 0x20]);
        put(232, &[0, 0, 1]);
        put(256, &[252, 0, 1, 4]);
        put(370, &[1]);
        let disk = PhysicalDisk::decode(&bytes).unwrap();
        assert_eq!(disk.inquiry.unwrap().product_identification.as_deref(), Some("ST1200MM0129"));
        assert_eq!(disk.world_wide_name.as_deref(), Some("5000c500a1b2c3d4"));
        assert_eq!((disk.media_errors, disk.other_errors, disk.predictive_failures), (3, 0, 1));
        assert_eq!(
            (disk.state.name(), disk.interface.name(), disk.medium.name()),
            (Some("Online"), Some("SAS"), Some("SSD"))
        );
        assert_eq!((disk.enclosure_identifier, disk.slot, disk.is_foreign), (Some(252), 4, true));
        assert_eq!(disk.size_bytes, 32 << 20);
        assert!(PhysicalDisk::decode(&bytes[1..]).is_err());
    }
}
