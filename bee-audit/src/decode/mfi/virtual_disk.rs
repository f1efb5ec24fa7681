//! A volume as its controller knows it: level, state, size, identifier.
//!
//! Document: FreeBSD `struct mfi_ld_info` (`MR_DCMD_LD_GET_INFO`, 03020000h); levels SNIA DDF 2.0 §4.1.1 (PRL), §4.1.3
//! (SRL).
//!
//! Real controllers: a level of two stages, such as RAID 10, is its first with a depth of spans above one. The
//! identifier is the one by which the kernel knows the volume; QEMU's has a text in its place.

use serde::Serialize;

use super::{SECTOR_BYTES, VirtualDiskState, truncated, world_wide_name};
use crate::decode::{Error, Fields, text};

/// Octets of the structure.
pub const LENGTH: usize = 384;

/// The structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VirtualDisk {
    /// `properties.ld.targetId` (offset 0).
    pub target: u8,
    /// `properties.name` (offset 4, 16 octets).
    pub name: Option<String>,
    /// `params.primary_raid_level` (offset 32).
    pub primary_level: u8,
    /// `params.span_depth` (offset 37): above one, data is striped over so many sets.
    pub span_depth: u8,
    /// `params.stripe_size` (offset 35): a strip is so many powers of two of 512 octets.
    pub strip_exponent: u8,
    /// `params.state` (offset 38).
    pub state: VirtualDiskState,
    /// `size` (offset 256), in octets.
    pub size_bytes: u64,
    /// NAA of the volume (`vpd_page83`, offset 304, 64 octets), in hexadecimal digits.
    pub unique_identifier: Option<String>,
}

impl VirtualDisk {
    /// Decodes the structure. Fails on fewer octets than it has.
    pub fn decode(bytes: &[u8]) -> Result<VirtualDisk, Error> {
        let bytes = bytes.get(..LENGTH).ok_or_else(|| truncated(LENGTH, bytes))?;
        let octet = |offset| bytes.byte(offset).unwrap_or_default();
        Ok(VirtualDisk {
            target: octet(0),
            name: bytes.get(4..20).and_then(text),
            primary_level: octet(32),
            span_depth: octet(37),
            strip_exponent: octet(35),
            state: VirtualDiskState(octet(38)),
            size_bytes: bytes.u64_le(256).unwrap_or_default().saturating_mul(SECTOR_BYTES),
            unique_identifier: bytes.get(304..368).and_then(|page| world_wide_name(page).ok()?),
        })
    }

    /// The level as the makers' tools write it; `None` for one that they do not offer.
    pub fn level(&self) -> Option<&'static str> {
        match (self.primary_level, self.span_depth > 1) {
            (0, false) => Some("RAID0"),
            (0, true) => Some("RAID00"),
            (1, false) => Some("RAID1"),
            (1, true) => Some("RAID10"),
            (5, false) => Some("RAID5"),
            (5, true) => Some("RAID50"),
            (6, false) => Some("RAID6"),
            (6, true) => Some("RAID60"),
            _ => None,
        }
    }

    /// Octets of a strip; `None` for an exponent that none has.
    pub fn strip_bytes(&self) -> Option<u64> {
        (1..=16).contains(&self.strip_exponent).then(|| SECTOR_BYTES << self.strip_exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degraded_mirror_of_stripes() {
        let mut bytes = vec![0; LENGTH];
        let mut put = |offset: usize, part: &[u8]| bytes[offset..offset + part.len()].copy_from_slice(part);
        put(0, &[3]);
        put(4, b"data");
        put(32, &[1, 0, 3, 7, 2, 2, 2]);
        put(256, &[0, 0, 1]);
        put(304, &[0, 0x83, 0, 20, 1, 3, 0, 16, 0x60, 5, 7, 6]);
        put(327, &[1]);
        let volume = VirtualDisk::decode(&bytes).unwrap();
        assert_eq!((volume.target, volume.name.as_deref(), volume.level()), (3, Some("data"), Some("RAID10")));
        assert_eq!((volume.state.name(), volume.strip_bytes()), (Some("Degraded"), Some(65_536)));
        assert_eq!(
            (volume.size_bytes, volume.unique_identifier.as_deref()),
            (32 << 20, Some("60050706000000000000000000000001"))
        );
        assert_eq!(VirtualDisk { primary_level: 0x1f, strip_exponent: 63, ..volume.clone() }.level(), None);
        assert_eq!(VirtualDisk { strip_exponent: 63, ..volume }.strip_bytes(), None);
        assert!(VirtualDisk::decode(&bytes[1..]).is_err());
    }
}
