//! Channels of a controller: over what it can be reached.
//!
//! Document: IPMI §22.24 (Get Channel Info), §6.5 (table 6-3, media), §6.4 (table 6-2, protocols).

use serde::Serialize;

use super::{at_least, manufacturer::Manufacturer, u24_le};
use crate::decode::{Error, Fields, code::codes};

codes! {
    /// Medium of a channel (table 6-3).
    pub struct ChannelMedium(u8) {
        0x01 => "IPMB (I2C)", 0x02 => "ICMB v1.0", 0x03 => "ICMB v0.9", 0x04 => "802.3 LAN",
        0x05 => "Asynch. Serial/Modem (RS-232)", 0x06 => "Other LAN", 0x07 => "PCI SMBus", 0x08 => "SMBus v1.0/1.1",
        0x09 => "SMBus v2.0", 0x0a => "USB 1.x", 0x0b => "USB 2.x", 0x0c => "System Interface (KCS, SMIC, or BT)",
        0x60..=0x7f => "OEM",
    }
    /// Protocol of a channel (table 6-2).
    pub struct ChannelProtocol(u8) {
        0x01 => "IPMB-1.0", 0x02 => "ICMB-1.0", 0x04 => "IPMI-SMBus", 0x05 => "KCS", 0x06 => "SMIC", 0x07 => "BT-10",
        0x08 => "BT-15", 0x09 => "TMode", 0x1c..=0x1f => "OEM",
    }
}

impl ChannelMedium {
    /// Whether LAN configuration parameters tell of it.
    pub fn is_lan(self) -> bool {
        matches!(self.0, 0x04 | 0x06)
    }
}

/// The answer to Get Channel Info (§22.24), completion code left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ChannelInfo {
    /// Number of the channel (byte 2, bits 3:0).
    pub number: u8,
    /// Medium (byte 3, bits 6:0).
    pub medium: ChannelMedium,
    /// Protocol (byte 4, bits 4:0).
    pub protocol: ChannelProtocol,
    /// How many sessions are active (byte 5, bits 5:0).
    pub active_sessions: u8,
    /// Who defined the protocol (bytes 6 to 8): the IPMI forum, or a maker.
    pub vendor: Option<Manufacturer>,
}

impl ChannelInfo {
    /// Decodes the answer. Fails when it is shorter than 4 octets.
    pub fn decode(bytes: &[u8]) -> Result<ChannelInfo, Error> {
        let bytes = at_least(bytes, 4)?;
        let byte = |offset| bytes.byte(offset).unwrap_or_default();
        Ok(ChannelInfo {
            number: byte(0) & 0x0f,
            medium: ChannelMedium(byte(1) & 0x7f),
            protocol: ChannelProtocol(byte(2) & 0x1f),
            active_sessions: byte(3) & 0x3f,
            vendor: u24_le(bytes, 4).map(Manufacturer),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lan_channel_is_recognised() {
        let channel = ChannelInfo::decode(&[1, 4, 1, 0x82, 0xf2, 0x1b, 0, 0, 0]).unwrap();
        assert!(channel.medium.is_lan());
        assert_eq!((channel.number, channel.active_sessions), (1, 2));
        assert_eq!(channel.vendor.and_then(Manufacturer::name), Some("IPMI forum"));
        assert!(ChannelInfo::decode(&[1, 4, 1]).is_err());
    }
}
