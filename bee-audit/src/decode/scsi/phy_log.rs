//! Protocol Specific Port page (18h) of SAS: what each phy of the drive is attached to, and what went wrong on it.
//!
//! Document: SPL-4 §9.2.8 (Protocol Specific Port log page, phy log descriptor); SPC-5 §7.3.
//!
//! Real devices: descriptors of before SAS-1.1 state a length of zero and have 48 octets. The counters start at power
//! on; a few losses of synchronisation are what plugging leaves. The second port of a single-ported backplane is there
//! with a negotiated rate of zero.

use serde::Serialize;

use super::log_page::{LogParameter, LogParameters};
use crate::decode::{Fields, code::codes, hex};

/// Octets of a descriptor that states no length, and the least that holds all counters.
const SHORTEST: usize = 48;
/// PROTOCOL IDENTIFIER of SAS (SPC-5 §7.6.1).
const SAS: u8 = 6;

codes! {
    /// ATTACHED DEVICE TYPE (SPL-4 §9.2.8).
    pub struct AttachedDeviceType(u8) {
        0 => "no device attached",
        1 => "SAS or SATA device",
        2 => "expander device",
        3 => "fanout expander device",
    }

    /// REASON and ATTACHED REASON: why the phy was last reset (SPL-4 §9.2.8).
    pub struct PhyResetReason(u8) {
        0x0 => "unknown",
        0x1 => "power on",
        0x2 => "hard reset",
        0x3 => "SMP PHY CONTROL",
        0x4 => "loss of dword synchronization",
        0x5 => "multiplexing mixed up",
        0x6 => "I_T nexus loss timer expired",
        0x7 => "break timeout timer expired",
        0x8 => "phy test function stopped",
        0x9 => "expander device reduced functionality",
    }

    /// NEGOTIATED LOGICAL LINK RATE (SPL-4 §9.2.8).
    pub struct NegotiatedRate(u8) {
        0x0 => "unknown",
        0x1 => "disabled",
        0x2 => "phy reset problem",
        0x3 => "spinup hold",
        0x4 => "port selector",
        0x5 => "reset in progress",
        0x6 => "unsupported phy attached",
        0x8 => "1.5 Gbit/s",
        0x9 => "3 Gbit/s",
        0xa => "6 Gbit/s",
        0xb => "12 Gbit/s",
        0xc => "22.5 Gbit/s",
    }
}

impl NegotiatedRate {
    /// Bits a second; `None` without a link.
    pub fn bits_per_second(self) -> Option<u64> {
        let megabits = match self.0 {
            0x8 => 1_500,
            0x9 => 3_000,
            0xa => 6_000,
            0xb => 12_000,
            0xc => 22_500,
            _ => return None,
        };
        Some(megabits * 1_000_000)
    }
}

/// One port of the drive: a parameter of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProtocolSpecificPort {
    /// RELATIVE TARGET PORT IDENTIFIER (the parameter code).
    pub relative_target_port: u16,
    /// GENERATION CODE (offset 6); zero where none is kept.
    pub generation_code: u8,
    /// SAS phy log descriptors (from offset 8), NUMBER OF PHYS (offset 7) at most.
    pub phys: Vec<PhyLog>,
}

/// A SAS phy log descriptor (SPL-4 §9.2.8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhyLog {
    /// PHY IDENTIFIER (offset 1).
    pub phy_identifier: u8,
    /// ATTACHED DEVICE TYPE (offset 4, bits 6 to 4).
    pub attached_device_type: AttachedDeviceType,
    /// ATTACHED REASON (offset 4, bits 3 to 0).
    pub attached_reason: PhyResetReason,
    /// REASON (offset 5, bits 7 to 4).
    pub reason: PhyResetReason,
    /// NEGOTIATED LOGICAL LINK RATE (offset 5, bits 3 to 0).
    pub negotiated_logical_link_rate: NegotiatedRate,
    /// SAS ADDRESS (offset 8), in hexadecimal digits; `None` for zero.
    pub sas_address: Option<String>,
    /// ATTACHED SAS ADDRESS (offset 16), in hexadecimal digits; `None` for zero.
    pub attached_sas_address: Option<String>,
    /// ATTACHED PHY IDENTIFIER (offset 24).
    pub attached_phy_identifier: u8,
    /// INVALID DWORD COUNT (offset 32).
    pub invalid_dwords: u32,
    /// RUNNING DISPARITY ERROR COUNT (offset 36).
    pub running_disparity_errors: u32,
    /// LOSS OF DWORD SYNCHRONIZATION (offset 40).
    pub losses_of_dword_synchronization: u32,
    /// PHY RESET PROBLEM (offset 44).
    pub phy_reset_problems: u32,
}

impl ProtocolSpecificPort {
    /// The SAS ports of `page`.
    pub fn all_of(page: &LogParameters) -> Vec<ProtocolSpecificPort> {
        page.parameters().filter_map(port).collect()
    }
}

fn port(parameter: LogParameter) -> Option<ProtocolSpecificPort> {
    let [protocol, _, generation_code, phys] = parameter.value.array(0)?;
    if protocol & 0x0f != SAS {
        return None;
    }
    let mut rest = parameter.value.get(4..)?;
    let descriptors = std::iter::from_fn(|| {
        // SAS PHY LOG DESCRIPTOR LENGTH counts from behind itself.
        let length = (usize::from(rest.byte(3)?) + 4).max(SHORTEST);
        let phy = phy(rest.get(..length.min(rest.len()))?)?;
        rest = rest.get(length..).unwrap_or_default();
        Some(phy)
    });
    let phys = descriptors.take(usize::from(phys)).collect();
    Some(ProtocolSpecificPort { relative_target_port: parameter.code, generation_code, phys })
}

fn phy(descriptor: &[u8]) -> Option<PhyLog> {
    let [_, phy_identifier, _, _, attached, own] = descriptor.array(0)?;
    let address = |offset| {
        let octets: [u8; 8] = descriptor.array(offset)?;
        octets.iter().any(|octet| *octet != 0).then(|| hex(&octets))
    };
    Some(PhyLog {
        phy_identifier,
        attached_device_type: AttachedDeviceType(attached >> 4 & 0x07),
        attached_reason: PhyResetReason(attached & 0x0f),
        reason: PhyResetReason(own >> 4),
        negotiated_logical_link_rate: NegotiatedRate(own & 0x0f),
        sas_address: address(8),
        attached_sas_address: address(16),
        attached_phy_identifier: descriptor.byte(24)?,
        invalid_dwords: descriptor.u32_be(32)?,
        running_disparity_errors: descriptor.u32_be(36)?,
        losses_of_dword_synchronization: descriptor.u32_be(40)?,
        phy_reset_problems: descriptor.u32_be(44)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptor(length: u8) -> Vec<u8> {
        let mut bytes = vec![0; usize::from(length.max(44)) + 4];
        bytes[1..6].copy_from_slice(&[1, 0, length, 0x21, 0x1b]);
        bytes[8..16].copy_from_slice(&[0x50, 0, 0xc5, 0, 0xa1, 0xb2, 0xc3, 0xd5]);
        bytes[32..48].copy_from_slice(&[0, 0, 0, 9, 0, 0, 0, 8, 0, 0, 0, 3, 0, 0, 0, 1]);
        bytes
    }

    fn page(descriptors: &[Vec<u8>], count: u8) -> Vec<u8> {
        let value = [vec![6, 0, 2, count], descriptors.concat()].concat();
        let length = u8::try_from(value.len()).unwrap();
        [vec![0x18, 0, 0, length + 4, 0, 1, 3, length], value].concat()
    }

    #[test]
    fn lengths_of_all_ages() {
        for length in [0, 44, 48, 60] {
            let bytes = page(&[descriptor(length), descriptor(length)], 2);
            let ports = ProtocolSpecificPort::all_of(&LogParameters::decode_page(0x18, 0, &bytes).unwrap());
            let [first, second] = ports[0].phys.as_slice() else { panic!("{length}: {ports:?}") };
            assert_eq!(first, second);
            assert_eq!(first.negotiated_logical_link_rate.bits_per_second(), Some(12_000_000_000));
            assert_eq!((first.sas_address.as_deref(), &first.attached_sas_address), (Some("5000c500a1b2c3d5"), &None));
            let counts = (first.invalid_dwords, first.losses_of_dword_synchronization, first.phy_reset_problems);
            assert_eq!(counts, (9, 3, 1));
        }
    }

    #[test]
    fn other_protocols_and_counts_that_lie() {
        let mut bytes = page(&[descriptor(44)], 200);
        assert_eq!(ProtocolSpecificPort::all_of(&LogParameters::decode(&bytes).unwrap())[0].phys.len(), 1);
        bytes[8] = 0;
        assert_eq!(ProtocolSpecificPort::all_of(&LogParameters::decode(&bytes).unwrap()), []);
    }
}
