//! Texts of an RDMA device in `/sys/class/infiniband`.
//!
//! Documents: Documentation/ABI/stable/sysfs-class-infiniband (`node_type`,
//! `ports/*/{state,phys_state,rate,cap_mask}`); InfiniBand Architecture Specification volume 1, release 1.6, §14.2.5.6
//! (PortInfo: PortState, PortPhysicalState, LinkWidthActive, LinkSpeedActive) and §14.2.5.3 (NodeInfo: NodeType).
//!
//! Real drivers: RoCE devices state InfiniBand's words for an Ethernet link (`100 Gb/sec (4X EDR)`); a port without a
//! link keeps a rate, most often `10 Gb/sec (4X SDR)`; counters may read `N/A (no PMA)`.

use crate::{decode::code::codes, units::BitsPerSecond};

codes! {
    /// Logical state of a port (IBA vol. 1 §14.2.5.6, PortState).
    pub struct PortState(u8) {
        0 => "NOP",
        1 => "DOWN",
        2 => "INIT",
        3 => "ARMED",
        4 => "ACTIVE",
        5 => "ACTIVE_DEFER",
    }

    /// Physical state of a port (IBA vol. 1 §14.2.5.6, PortPhysicalState).
    pub struct PortPhysicalState(u8) {
        1 => "Sleep",
        2 => "Polling",
        3 => "Disabled",
        4 => "PortConfigurationTraining",
        5 => "LinkUp",
        6 => "LinkErrorRecovery",
        7 => "Phy Test",
    }

    /// Kind of node (IBA vol. 1 §14.2.5.3, NodeType; from 4 on the kernel's `enum rdma_node_type`).
    pub struct NodeType(u8) {
        1 => "CA",
        2 => "switch",
        3 => "router",
        4 => "RNIC",
        5 => "usNIC",
        6 => "usNIC UDP",
        7 => "unspecified",
    }
}

/// The number before the colon of `4: ACTIVE`.
pub fn numbered(text: &str) -> Option<u8> {
    text.split(':').next()?.trim().parse().ok()
}

/// Data rate of a port.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// Of all lanes together.
    pub bits_per_second: BitsPerSecond,
    /// Lanes (LinkWidthActive).
    pub lanes: Option<u32>,
    /// Generation of the signalling (LinkSpeedActive): `SDR` … `XDR`.
    pub generation: Option<String>,
}

impl Rate {
    /// From `ports/*/rate`: `400 Gb/sec (4X NDR)`, `2.5 Gb/sec (1X SDR)`; before QDR had a name, `10 Gb/sec (4X)`.
    pub fn decode(text: &str) -> Option<Rate> {
        let (number, rest) = text.trim().split_once(" Gb/sec")?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let tenths = match fraction.as_bytes() {
            [digit @ b'0'..=b'9'] => u64::from(digit - b'0'),
            _ => return None,
        };
        let gigabits: u64 = whole.parse().ok()?;
        let bits = gigabits.checked_mul(1_000_000_000)?.checked_add(tenths * 100_000_000)?;
        let inner = rest.trim().strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or_default();
        let mut words = inner.split_whitespace();
        let lanes = words.next().and_then(|width| width.strip_suffix('X')?.parse().ok());
        Some(Rate { bits_per_second: BitsPerSecond(bits), lanes, generation: words.next().map(str::to_owned) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_numbers() {
        let rate = |bits, lanes, generation: Option<&str>| {
            Some(Rate { bits_per_second: BitsPerSecond(bits), lanes, generation: generation.map(str::to_owned) })
        };
        assert_eq!(Rate::decode("400 Gb/sec (4X NDR)\n"), rate(400_000_000_000, Some(4), Some("NDR")));
        assert_eq!(Rate::decode("2.5 Gb/sec (1X SDR)"), rate(2_500_000_000, Some(1), Some("SDR")));
        assert_eq!(Rate::decode("10 Gb/sec (4X)"), rate(10_000_000_000, Some(4), None));
        assert_eq!(Rate::decode("10 Gb/sec"), rate(10_000_000_000, None, None));
    }

    #[test]
    fn other_texts_are_no_rates() {
        for text in ["", "N/A (no PMA)", "x Gb/sec", "1.25 Gb/sec", "99999999999999999999 Gb/sec (4X)"] {
            assert_eq!(Rate::decode(text), None, "{text}");
        }
    }

    #[test]
    fn states_keep_their_numbers() {
        assert_eq!(numbered("4: ACTIVE").map(PortState).and_then(PortState::name), Some("ACTIVE"));
        assert_eq!(numbered("9: <unknown>").map(PortPhysicalState), Some(PortPhysicalState(9)));
        assert_eq!(numbered("<unknown>"), None);
    }
}
