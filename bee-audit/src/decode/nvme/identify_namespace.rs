//! Identify Namespace data structure (NVM §4.1.5.1, CNS 00h, figure 97).
//!
//! Real drives: NGUID or EUI64 is all 0 in many, and in some the same for every drive of a model; a namespace that is
//! not active is all 0; a format whose data size is 0 is not available; sizes below 512 octets are not allowed and
//! occur in broken firmware only.

use serde::Serialize;

use super::{STANDARD, Structure, stated};
use crate::{
    decode::{
        Error, Fault,
        code::{codes, flags},
        conformance::Rule,
    },
    units::Counter,
};

const LENGTH: usize = 4096;

/// Identify Namespace data structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdentifyNamespace {
    /// Logical blocks (NSZE, octets 0 to 7).
    #[doc(alias = "NSZE")]
    pub size_blocks: u64,
    /// Logical blocks that can be allocated at a time (NCAP, octets 8 to 15).
    #[doc(alias = "NCAP")]
    pub capacity_blocks: u64,
    /// Logical blocks that are allocated (NUSE, octets 16 to 23).
    #[doc(alias = "NUSE")]
    pub utilization_blocks: u64,
    /// Features (NSFEAT, octet 24).
    pub features: NamespaceFeatures,
    /// Which of the formats is in use (FLBAS, octet 26 bits 6:5 and 3:0).
    pub format_index: u8,
    /// Metadata stand at the end of each logical block, not in a buffer of their own (bit 4).
    pub is_metadata_extended: bool,
    /// Kinds of protection that it can do (DPC, octet 28).
    pub protection_capabilities: ProtectionCapabilities,
    /// Protection information that is enabled (DPS, octet 29 bits 2:0); `None` where it is not.
    pub protection_type: Option<ProtectionType>,
    /// Protection information stands first in the metadata (bit 3).
    pub is_protection_first: bool,
    /// It may be attached to several controllers at a time (NMIC, octet 30 bit 0).
    pub is_shared: bool,
    /// How much of a format is still to be done, in percent (FPI, octet 32); `None` where it is not told.
    pub format_remaining_percent: Option<u8>,
    /// Optimal input and output boundary in logical blocks (NOIOB, octets 46 and 47); `None` without.
    pub optimal_io_boundary_blocks: Option<u16>,
    /// Octets of memory for it (NVMCAP, octets 48 to 63); `None` where it is not reported.
    pub nvm_capacity: Option<Counter>,
    /// Preferred write granularity in logical blocks (NPWG, octets 64 and 65, plus 1), where NSFEAT has it.
    pub preferred_write_granularity_blocks: Option<u32>,
    /// ANA group (octets 92 to 95); `None` without asymmetric access.
    pub ana_group: Option<u32>,
    /// It is write protected (NSATTR, octet 99 bit 0).
    pub is_write_protected: bool,
    /// NVM set (octets 100 and 101); `None` without sets.
    pub nvm_set: Option<u16>,
    /// Endurance group (octets 102 and 103); `None` without groups.
    pub endurance_group: Option<u16>,
    /// Globally unique identifier in hexadecimal digits (NGUID, octets 104 to 119).
    #[doc(alias = "NGUID")]
    pub nguid: Option<String>,
    /// IEEE extended unique identifier in hexadecimal digits (EUI64, octets 120 to 127).
    #[doc(alias = "EUI64")]
    pub eui64: Option<String>,
    /// IEEE identifier of the maker in six hexadecimal digits, out of EUI64, else NGUID.
    #[doc(alias = "OUI")]
    pub ieee_oui: Option<String>,
    /// Formats (LBAF, from octet 128, NLBAF in octet 25 plus 1 of them).
    pub formats: Vec<LbaFormat>,
    /// What the standard rules out, so that it is not all decoded or something else.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

/// A format of logical blocks (NVM figure 98).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LbaFormat {
    /// Octets of metadata (bits 15:0).
    pub metadata_bytes: u16,
    /// Octets of data (bits 23:16, as a power of two); `None` where the format is not available.
    pub data_bytes: Option<u64>,
    /// How fast it is among the formats (bits 25:24).
    pub relative_performance: RelativePerformance,
}

codes! {
    /// Relative performance (LBA format, bits 25:24).
    pub struct RelativePerformance(u8) {
        0 => "best",
        1 => "better",
        2 => "good",
        3 => "degraded",
    }

    /// End-to-end data protection type (DPS bits 2:0).
    pub struct ProtectionType(u8) {
        1 => "type 1",
        2 => "type 2",
        3 => "type 3",
    }
}

flags! {
    /// Namespace features (NSFEAT, octet 24).
    pub struct NamespaceFeatures(u8) {
        0 => "thin provisioning",
        1 => "atomic write units of its own",
        2 => "error for deallocated blocks",
        3 => "identifiers are never reused",
        4 => "optimal sizes of writes",
    }

    /// End-to-end data protection capabilities (DPC, octet 28).
    pub struct ProtectionCapabilities(u8) {
        0 => "type 1",
        1 => "type 2",
        2 => "type 3",
        3 => "first in the metadata",
        4 => "last in the metadata",
    }
}

impl IdentifyNamespace {
    /// Decodes 4,096 octets; fails on fewer.
    pub fn decode(bytes: &[u8]) -> Result<IdentifyNamespace, Error> {
        let data = Structure::of(bytes, LENGTH)?;
        let (protection, format_progress) = (data.u8(29), data.u8(32));
        let features = NamespaceFeatures(data.u8(24));
        let count = usize::from(data.u8(25)) + 1;
        Ok(IdentifyNamespace {
            size_blocks: data.u64(0),
            capacity_blocks: data.u64(8),
            utilization_blocks: data.u64(16),
            features,
            format_index: format_index(&data),
            is_metadata_extended: data.u8(26) & 0x10 != 0,
            protection_capabilities: ProtectionCapabilities(data.u8(28)),
            protection_type: stated(protection & 0b111).map(ProtectionType),
            is_protection_first: protection & 0b1000 != 0,
            is_shared: data.u8(30) & 1 == 1,
            format_remaining_percent: (format_progress & 0x80 != 0).then_some(format_progress & 0x7f),
            optimal_io_boundary_blocks: stated(data.u16(46)),
            nvm_capacity: stated(data.u128(48)),
            preferred_write_granularity_blocks: features.has(4).then(|| u32::from(data.u16(64)) + 1),
            ana_group: stated(data.u32(92)),
            is_write_protected: data.u8(99) & 1 == 1,
            nvm_set: stated(data.u16(100)),
            endurance_group: stated(data.u16(102)),
            nguid: data.identifier(104, 16),
            eui64: data.identifier(120, 8),
            ieee_oui: data.identifier(120, 3).or_else(|| data.identifier(112, 3)),
            formats: data
                .part(128, count.min(64) * 4)
                .chunks_exact(4)
                .map(|one| LbaFormat::of(&Structure(one)))
                .collect(),
            damage: breaches(&data),
        })
    }

    /// The format in use.
    pub fn format(&self) -> Option<&LbaFormat> {
        self.formats.get(usize::from(self.format_index))
    }

    /// Octets of `blocks` in the format in use.
    pub fn octets(&self, blocks: u64) -> Option<u64> {
        blocks.checked_mul(self.format()?.data_bytes?)
    }
}

/// FLBAS bits 6:5 and 3:0, of which the upper ones are reserved where there are not more than 16 formats.
fn format_index(data: &Structure) -> u8 {
    let (last_format, in_use) = (data.u8(25), data.u8(26));
    in_use & 0xf | if last_format >= 16 { in_use >> 1 & 0x30 } else { 0 }
}

/// What cannot be: more allocated than can be or than there is, more formats than 64, one in use that is not among
/// them, and logical blocks below 512 octets (figures 97 and 98).
fn breaches(data: &Structure) -> Vec<Error> {
    let [size, capacity, used] = [0, 8, 16].map(|offset| data.u64(offset));
    let last_format = data.u8(25);
    let mut faults = data.breaches(&[Rule::AtMost(25, 63), Rule::ReservedBits(26, 0x80), Rule::ReservedBits(27, 0xfc)]);
    let mut rule_out = |offset, is_wrong: bool| {
        faults.extend(is_wrong.then(|| Error::new(STANDARD, offset, Fault::OutOfRange)));
    };
    rule_out(8, capacity > size);
    rule_out(16, used > capacity);
    rule_out(26, format_index(data) > last_format);
    let exponents = (0..=usize::from(last_format.min(63))).map(|format| 128 + format * 4 + 2);
    exponents.for_each(|offset| rule_out(offset, matches!(data.u8(offset), 1..=8 | 64..)));
    faults
}

impl LbaFormat {
    fn of(format: &Structure) -> LbaFormat {
        LbaFormat {
            metadata_bytes: format.u16(0),
            data_bytes: stated(format.u8(2)).and_then(|exponent| 1u64.checked_shl(u32::from(exponent))),
            relative_performance: RelativePerformance(format.u8(3) & 0b11),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let mut bytes = vec![0; LENGTH];
        let mut put = |offset: usize, part: &[u8]| bytes[offset..offset + part.len()].copy_from_slice(part);
        for offset in [0, 8] {
            put(offset, &937_684_566u64.to_le_bytes());
        }
        put(16, &1000u64.to_le_bytes());
        put(24, &[0x12, 1, 0x11, 3, 0x1f, 0x09, 1]);
        put(32, &[0x85]);
        put(46, &[0, 1]);
        put(64, &[7, 0]);
        put(102, &[1, 0]);
        put(104, &[0x36, 0x31, 0x30, 0x30, 0x52, 0x70, 0, 1, 0x00, 0x25, 0x38, 0x45, 0, 0, 0, 1]);
        put(128, &[0, 0, 9, 0, 8, 0, 12, 2]);
        bytes
    }

    #[test]
    fn a_namespace_is_read_field_by_field() {
        let namespace = IdentifyNamespace::decode(&sample()).unwrap();
        assert_eq!(namespace.octets(namespace.size_blocks), Some(3_840_755_982_336));
        assert_eq!((namespace.format_index, namespace.is_metadata_extended), (1, true));
        let format =
            LbaFormat { metadata_bytes: 8, data_bytes: Some(4096), relative_performance: RelativePerformance(2) };
        assert_eq!((namespace.formats.len(), namespace.format()), (2, Some(&format)));
        assert_eq!(namespace.protection_type.and_then(ProtectionType::name), Some("type 1"));
        assert!(namespace.is_protection_first && namespace.is_shared && !namespace.is_write_protected);
        assert_eq!((namespace.format_remaining_percent, namespace.optimal_io_boundary_blocks), (Some(5), Some(256)));
        assert_eq!((namespace.preferred_write_granularity_blocks, namespace.endurance_group), (Some(8), Some(1)));
        assert_eq!(namespace.nguid.as_deref(), Some("36313030527000010025384500000001"));
        assert_eq!((namespace.eui64.as_deref(), namespace.ieee_oui.as_deref()), (None, Some("002538")));
    }

    #[test]
    fn more_than_sixteen_formats_need_the_upper_bits() {
        let mut bytes = sample();
        bytes[25] = 16;
        bytes[26] = 0x20;
        bytes[128 + 16 * 4 + 2] = 12;
        let namespace = IdentifyNamespace::decode(&bytes).unwrap();
        assert_eq!((namespace.format_index, namespace.formats.len()), (16, 17));
        assert_eq!(namespace.octets(2), Some(8192));
        bytes[25] = 1;
        assert_eq!(IdentifyNamespace::decode(&bytes).unwrap().format_index, 0);
    }

    #[test]
    fn an_inactive_namespace_has_nothing() {
        let namespace = IdentifyNamespace::decode(&[0; LENGTH]).unwrap();
        assert_eq!((namespace.size_blocks, namespace.octets(1), namespace.nguid), (0, None, None));
        assert!(IdentifyNamespace::decode(&[0; 4095]).is_err());
    }

    #[test]
    fn what_no_namespace_can_be_is_told() {
        let damage = |offset: usize, octet: u8| {
            let mut bytes = sample();
            bytes[offset] = octet;
            let damage = IdentifyNamespace::decode(&bytes).unwrap().damage;
            damage.into_iter().map(|error| (error.offset, error.fault)).collect::<Vec<_>>()
        };
        assert_eq!(damage(25, 1), [], "as it is");
        assert_eq!(damage(15, 1), [(8, Fault::OutOfRange)], "more can be allocated than there is");
        assert_eq!(damage(20, 99), [(16, Fault::OutOfRange)], "more is allocated than can be");
        assert_eq!(damage(26, 2), [(26, Fault::OutOfRange)], "the third of two formats");
        assert_eq!(damage(130, 8), [(130, Fault::OutOfRange)], "blocks of 256 octets");
        assert_eq!(damage(27, 4), [(27, Fault::Reserved)]);
        assert_eq!(IdentifyNamespace::decode(&[0; LENGTH]).unwrap().damage, [], "one that is not active");
    }
}
