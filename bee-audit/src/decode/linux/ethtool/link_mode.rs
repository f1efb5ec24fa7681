//! Link modes: what an Ethernet port and its partner can do, one bit each.
//!
//! Document: Linux UAPI `linux/ethtool.h`, `enum ethtool_link_mode_bit_indices` (Linux 6.17: bits 0–124), in the masks
//! of `struct ethtool_link_settings`; the modes themselves are those of IEEE 802.3-2022 (clause 28 twisted-pair
//! negotiation, 31B PAUSE, 73 backplane and copper negotiation, 74 BASE-R FEC, 91, 108, 119 and 134 RS-FEC, 40
//! 1000BASE-T, 55 10GBASE-T, 84–89 40G and 100G, 110–112 25G, 121–124 200G and 400G, 136–140 50G to 200G lanes,
//! 146 10BASE-T1L, 147 10BASE-T1S, 162 and 163 100G lanes), 802.3df (800G) and 802.3dj (200G lanes).
//!
//! Real drivers: a mask holds only the bits that the *kernel* knew when it was built, so a mode newer than the kernel
//! shows up as a port without modes; some drivers advertise bits that they do not support.

use crate::{
    decode::{Fields as _, code::codes},
    units::BitsPerSecond,
};

codes! {
    /// Number of a bit in a link-mode mask (`ETHTOOL_LINK_MODE_*_BIT`). Most are modes of transmission; the others
    /// name connectors, PAUSE, autonegotiation and forward error correction.
    pub struct LinkModeBit(u32) {
        0 => "10baseT/Half",
        1 => "10baseT/Full",
        2 => "100baseT/Half",
        3 => "100baseT/Full",
        4 => "1000baseT/Half",
        5 => "1000baseT/Full",
        6 => "Autoneg",
        7 => "TP",
        8 => "AUI",
        9 => "MII",
        10 => "FIBRE",
        11 => "BNC",
        12 => "10000baseT/Full",
        13 => "Pause",
        14 => "Asym_Pause",
        15 => "2500baseX/Full",
        16 => "Backplane",
        17 => "1000baseKX/Full",
        18 => "10000baseKX4/Full",
        19 => "10000baseKR/Full",
        20 => "10000baseR_FEC",
        21 => "20000baseMLD2/Full",
        22 => "20000baseKR2/Full",
        23 => "40000baseKR4/Full",
        24 => "40000baseCR4/Full",
        25 => "40000baseSR4/Full",
        26 => "40000baseLR4/Full",
        27 => "56000baseKR4/Full",
        28 => "56000baseCR4/Full",
        29 => "56000baseSR4/Full",
        30 => "56000baseLR4/Full",
        31 => "25000baseCR/Full",
        32 => "25000baseKR/Full",
        33 => "25000baseSR/Full",
        34 => "50000baseCR2/Full",
        35 => "50000baseKR2/Full",
        36 => "100000baseKR4/Full",
        37 => "100000baseSR4/Full",
        38 => "100000baseCR4/Full",
        39 => "100000baseLR4_ER4/Full",
        40 => "50000baseSR2/Full",
        41 => "1000baseX/Full",
        42 => "10000baseCR/Full",
        43 => "10000baseSR/Full",
        44 => "10000baseLR/Full",
        45 => "10000baseLRM/Full",
        46 => "10000baseER/Full",
        47 => "2500baseT/Full",
        48 => "5000baseT/Full",
        49 => "None",
        50 => "RS",
        51 => "BaseR",
        52 => "50000baseKR/Full",
        53 => "50000baseSR/Full",
        54 => "50000baseCR/Full",
        55 => "50000baseLR_ER_FR/Full",
        56 => "50000baseDR/Full",
        57 => "100000baseKR2/Full",
        58 => "100000baseSR2/Full",
        59 => "100000baseCR2/Full",
        60 => "100000baseLR2_ER2_FR2/Full",
        61 => "100000baseDR2/Full",
        62 => "200000baseKR4/Full",
        63 => "200000baseSR4/Full",
        64 => "200000baseLR4_ER4_FR4/Full",
        65 => "200000baseDR4/Full",
        66 => "200000baseCR4/Full",
        67 => "100baseT1/Full",
        68 => "1000baseT1/Full",
        69 => "400000baseKR8/Full",
        70 => "400000baseSR8/Full",
        71 => "400000baseLR8_ER8_FR8/Full",
        72 => "400000baseDR8/Full",
        73 => "400000baseCR8/Full",
        74 => "LLRS",
        75 => "100000baseKR/Full",
        76 => "100000baseSR/Full",
        77 => "100000baseLR_ER_FR/Full",
        78 => "100000baseCR/Full",
        79 => "100000baseDR/Full",
        80 => "200000baseKR2/Full",
        81 => "200000baseSR2/Full",
        82 => "200000baseLR2_ER2_FR2/Full",
        83 => "200000baseDR2/Full",
        84 => "200000baseCR2/Full",
        85 => "400000baseKR4/Full",
        86 => "400000baseSR4/Full",
        87 => "400000baseLR4_ER4_FR4/Full",
        88 => "400000baseDR4/Full",
        89 => "400000baseCR4/Full",
        90 => "100baseFX/Half",
        91 => "100baseFX/Full",
        92 => "10baseT1L/Full",
        93 => "800000baseCR8/Full",
        94 => "800000baseKR8/Full",
        95 => "800000baseDR8/Full",
        96 => "800000baseDR8_2/Full",
        97 => "800000baseSR8/Full",
        98 => "800000baseVR8/Full",
        99 => "10baseT1S/Full",
        100 => "10baseT1S/Half",
        101 => "10baseT1S_P2MP/Half",
        102 => "10baseT1BRR/Full",
        103 => "200000baseCR/Full",
        104 => "200000baseKR/Full",
        105 => "200000baseDR/Full",
        106 => "200000baseDR_2/Full",
        107 => "200000baseSR/Full",
        108 => "200000baseVR/Full",
        109 => "400000baseCR2/Full",
        110 => "400000baseKR2/Full",
        111 => "400000baseDR2/Full",
        112 => "400000baseDR2_2/Full",
        113 => "400000baseSR2/Full",
        114 => "400000baseVR2/Full",
        115 => "800000baseCR4/Full",
        116 => "800000baseKR4/Full",
        117 => "800000baseDR4/Full",
        118 => "800000baseDR4_2/Full",
        119 => "800000baseSR4/Full",
        120 => "800000baseVR4/Full",
        121 => "1600000baseCR8/Full",
        122 => "1600000baseKR8/Full",
        123 => "1600000baseDR8/Full",
        124 => "1600000baseDR8_2/Full",
    }
}

/// What a bit of a link-mode mask is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkModeKind {
    /// A way of transmitting, with a speed.
    Mode,
    /// Autonegotiation itself (IEEE 802.3 clauses 28, 37 and 73).
    Autonegotiation,
    /// A connector that the port has.
    Port,
    /// PAUSE frames, symmetric or asymmetric (IEEE 802.3 §28B.2, annex 31B).
    Pause,
    /// A forward error correction (IEEE 802.3 clauses 74, 91, 108).
    ForwardErrorCorrection,
    /// A bit newer than this table.
    Unknown,
}

impl LinkModeBit {
    /// What the bit is about.
    pub fn kind(self) -> LinkModeKind {
        match self.0 {
            6 => LinkModeKind::Autonegotiation,
            7..=11 | 16 => LinkModeKind::Port,
            13 | 14 => LinkModeKind::Pause,
            49..=51 | 74 => LinkModeKind::ForwardErrorCorrection,
            _ if self.name().is_some() => LinkModeKind::Mode,
            _ => LinkModeKind::Unknown,
        }
    }

    /// Data rate in one direction: the number before `base`, in Mbit/s. `None` for what is no mode.
    pub fn speed(self) -> Option<BitsPerSecond> {
        let (megabits, _) = self.name()?.split_once("base")?;
        Some(BitsPerSecond(megabits.parse::<u64>().ok()?.checked_mul(1_000_000)?))
    }

    /// Lanes as the kernel counts them (`struct link_mode_info`): 4 for `100000baseCR4`, 1 where the name has no
    /// number and for twisted pair.
    pub fn lanes(self) -> Option<u32> {
        let (_, medium) = self.name()?.split_once("base")?;
        let digits = medium.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
        let end = digits.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(digits.len());
        Some(digits.get(..end)?.parse().unwrap_or(1))
    }

    /// `Full` or `Half`; `None` where the name does not say.
    pub fn duplex(self) -> Option<&'static str> {
        self.name()?.split_once('/').map(|(_, duplex)| duplex)
    }
}

/// A link-mode mask: 32-bit words, the lowest bits first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkModes(Vec<u32>);

impl LinkModes {
    /// From the words of a mask, each four octets in the machine's (little-endian) order; an incomplete word is left
    /// out.
    pub fn decode(bytes: &[u8]) -> LinkModes {
        LinkModes(bytes.chunks_exact(4).filter_map(|word| word.u32_le(0)).collect())
    }

    /// From a mask of one word, as `struct ethtool_cmd` has it (bits 0–31 mean the same there).
    pub fn from_word(word: u32) -> LinkModes {
        LinkModes(vec![word])
    }

    /// The bits that are set, lowest first, those without a name included.
    pub fn bits(&self) -> impl Iterator<Item = LinkModeBit> + '_ {
        let words = (0u32..).zip(&self.0);
        words.flat_map(|(index, word)| {
            (0..32).filter(move |bit| word >> bit & 1 == 1).map(move |bit| LinkModeBit(index * 32 + bit))
        })
    }

    /// The bits that are set and about `kind`.
    pub fn of_kind(&self, kind: LinkModeKind) -> impl Iterator<Item = LinkModeBit> + '_ {
        self.bits().filter(move |bit| bit.kind() == kind)
    }

    /// Whether no bit is set; what a driver reports that does not know.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_up_to_the_last_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = (0..=124).filter_map(|bit| LinkModeBit(bit).name()).collect();
        assert_eq!(names.len(), 125);
        assert_eq!(LinkModeBit(125).name(), None);
        assert_eq!(LinkModeBit(125).kind(), LinkModeKind::Unknown);
    }

    #[test]
    fn every_mode_has_a_speed_of_ieee_802_3() {
        const MEGABITS: [u64; 14] =
            [10, 100, 1_000, 2_500, 5_000, 10_000, 20_000, 25_000, 40_000, 50_000, 56_000, 100_000, 200_000, 400_000];
        for bit in (0..125).map(LinkModeBit) {
            let megabits = bit.speed().map(|speed| speed.0 / 1_000_000);
            let known =
                megabits.is_some_and(|speed| MEGABITS.contains(&speed) || [800_000, 1_600_000].contains(&speed));
            assert_eq!(known, bit.kind() == LinkModeKind::Mode, "{bit}");
        }
    }

    #[test]
    fn lanes_and_duplex_come_from_the_name() {
        let lanes = |bit| LinkModeBit(bit).lanes();
        assert_eq!(
            [lanes(38), lanes(39), lanes(96), lanes(18), lanes(21)],
            [Some(4), Some(4), Some(8), Some(4), Some(2)]
        );
        assert_eq!(
            [lanes(5), lanes(67), lanes(106), lanes(20), lanes(41), lanes(7)],
            [Some(1), Some(1), Some(1), Some(1), Some(1), None]
        );
        assert_eq!(
            [LinkModeBit(4).duplex(), LinkModeBit(124).duplex(), LinkModeBit(20).duplex()],
            [Some("Half"), Some("Full"), None]
        );
    }

    #[test]
    fn a_mask_keeps_bits_that_are_newer_than_the_table() {
        let modes = LinkModes::decode(&[0x20, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0xff]);
        assert_eq!(modes.bits().map(|bit| bit.0).collect::<Vec<_>>(), [5, 31, 128]);
        assert!(!modes.is_empty());
        assert!(LinkModes::decode(&[0; 7]).is_empty());
    }
}
