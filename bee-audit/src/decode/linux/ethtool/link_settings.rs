//! Link settings of an interface: speed, duplex, negotiation, connector, and three link-mode masks.
//!
//! Document: Linux UAPI `linux/ethtool.h`, `struct ethtool_link_settings` (command `ETHTOOL_GLINKSETTINGS`, Linux 4.6)
//! and its predecessor `struct ethtool_cmd` (`ETHTOOL_GSET`), which some drivers and old kernels know only. Duplex is
//! IEEE 802.3 §1.4, MDI and MDI-X are §40.4.4, negotiation is clauses 28, 37 and 73.
//!
//! Real drivers: state speed 0 or 65,535 instead of `SPEED_UNKNOWN` while there is no link; virtio-net states an
//! unknown speed but a duplex of its configuration; many leave port and transceiver at 0 whatever is plugged in.

use super::{super::super::code::codes, LinkModes, STANDARD, need};
use crate::{
    decode::{Error, Fault, Fields as _},
    units::BitsPerSecond,
};

codes! {
    /// Directions at a time (`DUPLEX_*`); 255 is unknown.
    pub struct Duplex(u8) {
        0 => "Half",
        1 => "Full",
    }

    /// Connector in use (`PORT_*`).
    pub struct PortType(u8) {
        0x00 => "Twisted Pair",
        0x01 => "AUI",
        0x02 => "MII",
        0x03 => "FIBRE",
        0x04 => "BNC",
        0x05 => "Direct Attach Copper",
        0xef => "None",
        0xff => "Other",
    }

    /// Whether speed and duplex are negotiated (`AUTONEG_*`).
    pub struct Autonegotiation(u8) {
        0 => "off",
        1 => "on",
    }

    /// Where the transceiver is (`XCVR_*`).
    pub struct Transceiver(u8) {
        0 => "internal",
        1 => "external",
    }

    /// Crossing of the twisted pairs (`ETH_TP_MDI*`, IEEE 802.3 §40.4.4); 0 is unknown.
    pub struct Mdix(u8) {
        1 => "MDI",
        2 => "MDI-X",
        3 => "Auto",
    }
}

/// State of the link and what both ends can do.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkSettings {
    /// Data rate (`speed`, offset 4, in Mbit/s); `None` when the driver does not know, as without a link.
    pub speed: Option<BitsPerSecond>,
    /// Directions at a time (`duplex`, offset 8); `None` when the driver does not know.
    pub duplex: Option<Duplex>,
    /// Connector in use (`port`, offset 9).
    pub port: PortType,
    /// MDIO address of the PHY (`phy_address`, offset 10).
    pub phy_address: u8,
    /// Whether speed and duplex are negotiated (`autoneg`, offset 11).
    pub autonegotiation: Autonegotiation,
    /// Crossing of the pairs now (`eth_tp_mdix`, offset 13); `None` when unknown or no twisted pair.
    pub mdix: Option<Mdix>,
    /// Crossing as configured (`eth_tp_mdix_ctrl`, offset 14).
    pub mdix_control: Option<Mdix>,
    /// Where the transceiver is (`transceiver`, offset 16).
    pub transceiver: Transceiver,
    /// What the port can do (first mask).
    pub supported: LinkModes,
    /// What it tells its partner (second mask).
    pub advertised: LinkModes,
    /// What its partner tells (third mask, `lp_advertising`).
    pub partner: LinkModes,
}

/// Octets before the masks of `struct ethtool_link_settings`.
const HEAD: usize = 48;

impl LinkSettings {
    /// Decodes the answer to `ETHTOOL_GLINKSETTINGS`: the head, then three masks of `link_mode_masks_nwords`
    /// (offset 15) words each. A number of words below 1 is the first half of the kernel's handshake and no answer.
    pub fn decode(bytes: &[u8]) -> Result<LinkSettings, Error> {
        let head = need(bytes, HEAD)?;
        let byte = |offset| head.byte(offset).unwrap_or_default();
        let mask = match byte(15) {
            words @ 1..=127 => 4 * usize::from(words),
            _ => return Err(Error::new(STANDARD, 15, Fault::OutOfBounds)),
        };
        let masks = need(bytes, HEAD + 3 * mask)?.get(HEAD..).unwrap_or_default();
        let modes = |index: usize| LinkModes::decode(masks.get(index * mask..(index + 1) * mask).unwrap_or_default());
        Ok(LinkSettings {
            speed: speed(head.u32_le(4).unwrap_or_default()),
            duplex: duplex(byte(8)),
            port: PortType(byte(9)),
            phy_address: byte(10),
            autonegotiation: Autonegotiation(byte(11)),
            mdix: mdix(byte(13)),
            mdix_control: mdix(byte(14)),
            transceiver: Transceiver(byte(16)),
            supported: modes(0),
            advertised: modes(1),
            partner: modes(2),
        })
    }

    /// Decodes the answer to `ETHTOOL_GSET` (`struct ethtool_cmd`, 44 octets): the same facts at other offsets, the
    /// speed in two halves (`speed` at 12, `speed_hi` at 28) and masks of one word (4, 8 and 32).
    pub fn decode_legacy(bytes: &[u8]) -> Result<LinkSettings, Error> {
        let bytes = need(bytes, 44)?;
        let byte = |offset| bytes.byte(offset).unwrap_or_default();
        let half = |offset| u32::from(bytes.u16_le(offset).unwrap_or_default());
        let modes = |offset| LinkModes::from_word(bytes.u32_le(offset).unwrap_or_default());
        Ok(LinkSettings {
            speed: speed(half(28) << 16 | half(12)),
            duplex: duplex(byte(14)),
            port: PortType(byte(15)),
            phy_address: byte(16),
            autonegotiation: Autonegotiation(byte(18)),
            mdix: mdix(byte(30)),
            mdix_control: mdix(byte(31)),
            transceiver: Transceiver(byte(17)),
            supported: modes(4),
            advertised: modes(8),
            partner: modes(32),
        })
    }
}

/// From Mbit/s; `SPEED_UNKNOWN` is -1, of 32 bits now and of 16 once; no link is faster than `INT_MAX`.
fn speed(megabits: u32) -> Option<BitsPerSecond> {
    match megabits {
        0 | 0xffff | 0x8000_0000.. => None,
        known => Some(BitsPerSecond(u64::from(known) * 1_000_000)),
    }
}

/// `DUPLEX_UNKNOWN` is 255.
fn duplex(code: u8) -> Option<Duplex> {
    (code != 0xff).then_some(Duplex(code))
}

/// `ETH_TP_MDI_INVALID` is 0.
fn mdix(code: u8) -> Option<Mdix> {
    (code != 0).then_some(Mdix(code))
}
