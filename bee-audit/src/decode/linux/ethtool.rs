//! Answers of a network driver to the `SIOCETHTOOL` ioctl, one structure a command.
//!
//! Document: Linux UAPI `linux/ethtool.h` (Linux 6.17): `struct ethtool_drvinfo`, `ethtool_perm_addr`,
//! `ethtool_fecparam`, `ethtool_gstrings`, `ethtool_stats`, `ethtool_gfeatures`, `ethtool_value`,
//! `ethtool_link_settings`, `ethtool_cmd`. Numbers are in the machine's order, which is little-endian wherever this
//! runs.
//!
//! Real drivers: fill `version` with the kernel's release or with nothing since 5.11, `fw_version` with `N/A`; pad
//! names of statistics with blanks on the left, repeat a name for each queue, or leave names empty.

mod link_mode;
mod link_settings;

pub use link_mode::{LinkModeBit, LinkModeKind, LinkModes};
pub use link_settings::{Autonegotiation, Duplex, LinkSettings, Mdix, PortType, Transceiver};

use super::super::{Error, Fault, Fields as _, code::flags, text};

pub(super) const STANDARD: &str = "linux/ethtool.h";

/// Longest text in a structure (`ETHTOOL_FWVERS_LEN`, `ETHTOOL_BUSINFO_LEN`, `ETH_GSTRING_LEN`).
const TEXT: usize = 32;

/// The driver and firmware behind an interface (`struct ethtool_drvinfo`, command `ETHTOOL_GDRVINFO`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriverInformation {
    /// Driver (`driver`, offset 4).
    pub driver: Option<String>,
    /// Its version (`version`, offset 36); in-tree drivers state the kernel's release.
    pub version: Option<String>,
    /// Firmware (`fw_version`, offset 68).
    #[doc(alias = "fw_version")]
    pub firmware_version: Option<String>,
    /// Address on the bus (`bus_info`, offset 100).
    pub bus_address: Option<String>,
    /// Expansion ROM (`erom_version`, offset 132).
    #[doc(alias = "erom_version")]
    pub expansion_rom_version: Option<String>,
}

impl DriverInformation {
    /// Octets of the structure.
    const LENGTH: usize = 196;

    /// Decodes the answer to `ETHTOOL_GDRVINFO`.
    pub fn decode(bytes: &[u8]) -> Result<DriverInformation, Error> {
        let bytes = need(bytes, DriverInformation::LENGTH)?;
        let field = |offset| bytes.array::<TEXT>(offset).as_ref().and_then(|field| known_text(field));
        Ok(DriverInformation {
            driver: field(4),
            version: field(36),
            firmware_version: field(68),
            bus_address: field(100),
            expansion_rom_version: field(132),
        })
    }
}

/// The hardware address that is burnt in (`struct ethtool_perm_addr`, command `ETHTOOL_GPERMADDR`): `size` octets
/// (offset 4) from offset 8; 6 for Ethernet, 20 for InfiniBand. `None` when all are 0, as from drivers that do not
/// know.
pub fn decode_permanent_address(bytes: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let length = length_at(bytes, 4)?;
    let address = need(bytes, 8usize.saturating_add(length))?.get(8..).unwrap_or_default();
    let address = address.get(..length).unwrap_or_default();
    Ok(address.iter().any(|octet| *octet != 0).then(|| address.to_vec()))
}

/// Whether there is a link (`struct ethtool_value`, command `ETHTOOL_GLINK`; `data` at offset 4).
pub fn decode_link(bytes: &[u8]) -> Result<bool, Error> {
    Ok(need(bytes, 8)?.u32_le(4).is_some_and(|data| data != 0))
}

flags! {
    /// Forward error corrections (`enum ethtool_fec_config_bits`): BASE-R is IEEE 802.3 clause 74, RS is clauses 91,
    /// 108, 119 and 134, LLRS is the Ethernet Technology Consortium's low-latency RS-FEC.
    pub struct ForwardErrorCorrections(u32) {
        0 => "None",
        1 => "Auto",
        2 => "Off",
        3 => "RS",
        4 => "BaseR",
        5 => "LLRS",
    }
}

/// Forward error correction of a port (`struct ethtool_fecparam`, command `ETHTOOL_GFECPARAM`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FecParameters {
    /// In use on the link now (`active_fec`, offset 4); nothing while there is no link.
    pub active: ForwardErrorCorrections,
    /// Configured (`fec`, offset 8).
    pub configured: ForwardErrorCorrections,
}

impl FecParameters {
    /// Decodes the answer to `ETHTOOL_GFECPARAM`.
    pub fn decode(bytes: &[u8]) -> Result<FecParameters, Error> {
        let bytes = need(bytes, 16)?;
        let at = |offset| ForwardErrorCorrections(bytes.u32_le(offset).unwrap_or_default());
        Ok(FecParameters { active: at(4), configured: at(8) })
    }
}

/// Names of a set (`struct ethtool_gstrings`, command `ETHTOOL_GSTRINGS`): `len` (offset 8) names of 32 octets from
/// offset 12, in order; an empty one is `None` and still holds its place.
pub fn decode_strings(bytes: &[u8]) -> Result<Vec<Option<String>>, Error> {
    let entries = entries(bytes, 8, 12, TEXT)?;
    Ok(entries.chunks_exact(TEXT).map(text).collect())
}

/// Values of the driver's statistics (`struct ethtool_stats`, command `ETHTOOL_GSTATS`): `n_stats` (offset 4) numbers
/// of eight octets from offset 8, in the order of their names.
pub fn decode_statistics(bytes: &[u8]) -> Result<Vec<u64>, Error> {
    let entries = entries(bytes, 4, 8, 8)?;
    Ok(entries.chunks_exact(8).filter_map(|value| value.u64_le(0)).collect())
}

/// The memory of a plug-in module (`struct ethtool_eeprom`, command `ETHTOOL_GMODULEEEPROM`): `len` (offset 12) octets
/// from offset 16.
pub fn decode_module_eeprom(bytes: &[u8]) -> Result<&[u8], Error> {
    entries(bytes, 12, 16, 1)
}

/// One offload or other feature of an interface (`struct ethtool_get_features_block`, a bit of its four words).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// It can be switched on (`available`, offset 0, and not `never_changed`, offset 12).
    pub changeable: bool,
    /// Somebody asked for it (`requested`, offset 4).
    pub requested: bool,
    /// It is on (`active`, offset 8).
    pub active: bool,
}

/// Features (`struct ethtool_gfeatures`, command `ETHTOOL_GFEATURES`): `size` (offset 4) blocks of 32 features from
/// offset 8, in the order of their names; the last block is filled up with features that do not exist.
pub fn decode_features(bytes: &[u8]) -> Result<Vec<Feature>, Error> {
    const BLOCK: usize = 16;
    let mut features = Vec::new();
    for block in entries(bytes, 4, 8, BLOCK)?.chunks_exact(BLOCK) {
        let word = |offset| block.u32_le(offset).unwrap_or_default();
        let (available, requested, active, never_changed) = (word(0), word(4), word(8), word(12));
        features.extend((0..32).map(|bit| Feature {
            changeable: (available & !never_changed) >> bit & 1 == 1,
            requested: requested >> bit & 1 == 1,
            active: active >> bit & 1 == 1,
        }));
    }
    Ok(features)
}

/// `bytes`, if there are at least `length`.
pub(super) fn need(bytes: &[u8], length: usize) -> Result<&[u8], Error> {
    let fault = Fault::Truncated { need: length, have: bytes.len() };
    if bytes.len() < length { Err(Error::new(STANDARD, bytes.len(), fault)) } else { Ok(bytes) }
}

/// A number of entries or octets that the structure states at `offset`.
fn length_at(bytes: &[u8], offset: usize) -> Result<usize, Error> {
    let stated = need(bytes, offset + 4)?.u32_le(offset).unwrap_or_default();
    usize::try_from(stated).map_err(|_| Error::new(STANDARD, offset, Fault::OutOfBounds))
}

/// The array at `start`, of as many entries of `size` octets as stated at `count`.
fn entries(bytes: &[u8], count: usize, start: usize, size: usize) -> Result<&[u8], Error> {
    let out_of_bounds = || Error::new(STANDARD, count, Fault::OutOfBounds);
    let length = length_at(bytes, count)?.checked_mul(size).ok_or_else(out_of_bounds)?;
    let end = start.checked_add(length).ok_or_else(out_of_bounds)?;
    Ok(need(bytes, end)?.get(start..end).unwrap_or_default())
}

/// Text that says something: drivers write `N/A` where they have nothing to say.
fn known_text(field: &[u8]) -> Option<String> {
    text(field).filter(|text| !text.eq_ignore_ascii_case("n/a"))
}
