//! Link registers of the PCI Express capability, and their second set.
//!
//! PCI Express Base 6.0 §7.5.3.6–7.5.3.8, §7.5.3.18–7.5.3.20. A link at rest often runs below its maximum speed on
//! purpose, and the maximum speed says nothing of what the partner can do.

use serde::Serialize;

use super::super::{bit, bits};
use super::link_speed;
use crate::decode::Fields as _;
use crate::decode::code::{codes, flags};
use crate::units::GigaTransfers;

codes! {
    /// Active State Power Management, supported (offset 0Ch, bits 11:10) or enabled (offset 10h, bits 1:0) (§7.5.3.6).
    pub struct ActiveStatePowerManagement(u8) { 0 => "None", 1 => "L0s", 2 => "L1", 3 => "L0s and L1" }
    /// Exit latency from L0s, offset 0Ch, bits 14:12 (§7.5.3.6).
    pub struct L0sExitLatency(u8) {
        0 => "less than 64 ns", 1 => "64 ns to 128 ns", 2 => "128 ns to 256 ns", 3 => "256 ns to 512 ns",
        4 => "512 ns to 1 µs", 5 => "1 µs to 2 µs", 6 => "2 µs to 4 µs", 7 => "more than 4 µs",
    }
    /// Exit latency from L1, offset 0Ch, bits 17:15 (§7.5.3.6).
    pub struct L1ExitLatency(u8) {
        0 => "less than 1 µs", 1 => "1 µs to 2 µs", 2 => "2 µs to 4 µs", 3 => "4 µs to 8 µs", 4 => "8 µs to 16 µs",
        5 => "16 µs to 32 µs", 6 => "32 µs to 64 µs", 7 => "more than 64 µs",
    }
    /// Crosslink resolution, offset 32h, bits 9:8 (§7.5.3.20).
    pub struct CrosslinkResolution(u8) {
        0 => "Not supported", 1 => "Upstream Port", 2 => "Downstream Port", 3 => "Not completed",
    }
    /// What is at the other end of a downstream port, offset 32h, bits 14:12 (§7.5.3.20).
    pub struct DownstreamComponentPresence(u8) {
        0 => "Link Down, not determined", 1 => "Link Down, not present", 2 => "Link Down, present",
        4 => "Link Up, present", 5 => "Link Up, present and DRS received",
    }
}

impl ActiveStatePowerManagement {
    /// Bit 0: the state L0s, in which one direction of the link rests.
    pub fn has_l0s(self) -> bool {
        self.0 & 1 != 0
    }

    /// Bit 1: the state L1, in which both do.
    pub fn has_l1(self) -> bool {
        self.0 & 2 != 0
    }
}

flags! {
    /// Link capabilities, offset 0Ch, without the fields that are numbers (§7.5.3.6).
    pub struct LinkCapabilities(u32) {
        18 => "Clock Power Management", 19 => "Surprise Down Error Reporting Capable",
        20 => "Data Link Layer Link Active Reporting Capable", 21 => "Link Bandwidth Notification Capability",
        22 => "ASPM Optionality Compliance",
    }
    /// Link control, offset 10h, without bits 1:0 and 15:14 (§7.5.3.7).
    pub struct LinkControl(u16) {
        3 => "Read Completion Boundary 128 Bytes", 4 => "Link Disable", 5 => "Retrain Link",
        6 => "Common Clock Configuration", 7 => "Extended Synch", 8 => "Enable Clock Power Management",
        9 => "Hardware Autonomous Width Disable", 10 => "Link Bandwidth Management Interrupt Enable",
        11 => "Link Autonomous Bandwidth Interrupt Enable", 12 => "SRIS Clocking", 13 => "Flit Mode Disable",
    }
    /// Link status, offset 12h, without speed and width (§7.5.3.8).
    pub struct LinkStatus(u16) {
        11 => "Link Training", 12 => "Slot Clock Configuration", 13 => "Data Link Layer Link Active",
        14 => "Link Bandwidth Management Status", 15 => "Link Autonomous Bandwidth Status",
    }
    /// Link capabilities 2, offset 2Ch, without the speeds (§7.5.3.18).
    pub struct LinkCapabilities2(u32) {
        8 => "Crosslink Supported", 23 => "Retimer Presence Detect Supported",
        24 => "Two Retimers Presence Detect Supported", 31 => "DRS Supported",
    }
    /// Link control 2, offset 30h, without the fields that are numbers (§7.5.3.19).
    pub struct LinkControl2(u16) {
        4 => "Enter Compliance", 5 => "Hardware Autonomous Speed Disable", 6 => "Selectable De-emphasis -3.5 dB",
        10 => "Enter Modified Compliance", 11 => "Compliance SOS",
    }
    /// Link status 2, offset 32h, without the fields that are numbers (§7.5.3.20).
    pub struct LinkStatus2(u16) {
        0 => "Current De-emphasis Level -3.5 dB", 1 => "Equalization 8.0 GT/s Complete",
        2 => "Equalization 8.0 GT/s Phase 1 Successful", 3 => "Equalization 8.0 GT/s Phase 2 Successful",
        4 => "Equalization 8.0 GT/s Phase 3 Successful", 5 => "Link Equalization Request 8.0 GT/s",
        6 => "Retimer Presence Detected", 7 => "Two Retimers Presence Detected", 10 => "Flit Mode Status",
        15 => "DRS Message Received",
    }
}

/// Link registers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// Offset 0Ch, bits 3:0; `None` for a reserved code.
    pub max_link_speed_gt_s: Option<GigaTransfers>,
    /// Offset 0Ch, bits 9:4: lanes; `None` when zero.
    pub max_link_width: Option<u8>,
    /// Offset 0Ch, bits 11:10.
    pub aspm_support: ActiveStatePowerManagement,
    /// Offset 0Ch, bits 14:12.
    pub l0s_exit_latency: L0sExitLatency,
    /// Offset 0Ch, bits 17:15.
    pub l1_exit_latency: L1ExitLatency,
    /// Offset 0Ch, the single bits.
    pub capabilities: LinkCapabilities,
    /// Offset 0Ch, bits 31:24.
    pub port_number: u8,
    /// Offset 10h, bits 1:0.
    pub aspm_control: ActiveStatePowerManagement,
    /// Offset 10h, the single bits.
    pub control: LinkControl,
    /// Offset 12h, bits 3:0; `None` for a reserved code, which is what a dead link shows.
    pub current_link_speed_gt_s: Option<GigaTransfers>,
    /// Offset 12h, bits 9:4: lanes; `None` when zero, which is what a dead link shows.
    pub negotiated_link_width: Option<u8>,
    /// Offset 12h, the single bits.
    pub status: LinkStatus,
}

impl Link {
    pub(super) fn decode(bytes: &[u8]) -> Option<Link> {
        let (capabilities, control, status) = (bytes.u32_le(0xc)?, bytes.u16_le(0x10)?, bytes.u16_le(0x12)?);
        Some(Link {
            max_link_speed_gt_s: link_speed(bits(capabilities, 0..=3)),
            max_link_width: width(bits(capabilities, 4..=9)),
            aspm_support: ActiveStatePowerManagement(bits(capabilities, 10..=11)),
            l0s_exit_latency: L0sExitLatency(bits(capabilities, 12..=14)),
            l1_exit_latency: L1ExitLatency(bits(capabilities, 15..=17)),
            capabilities: LinkCapabilities(capabilities),
            port_number: bits(capabilities, 24..=31),
            aspm_control: ActiveStatePowerManagement(bits(control, 0..=1)),
            control: LinkControl(control),
            current_link_speed_gt_s: link_speed(bits(status, 0..=3)),
            negotiated_link_width: width(bits(status, 4..=9)),
            status: LinkStatus(status),
        })
    }
}

fn width(lanes: u8) -> Option<u8> {
    (lanes != 0).then_some(lanes)
}

/// Link registers 2.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link2 {
    /// Offset 2Ch, bits 7:1, lowest first; empty on hardware older than 3.0.
    pub supported_link_speeds_gt_s: Vec<GigaTransfers>,
    /// Offset 2Ch, the single bits.
    pub capabilities: LinkCapabilities2,
    /// Offset 30h, bits 3:0; `None` for a reserved code. Components that are capable of 2.5 GT/s only may give 0
    /// (§7.5.3.19).
    pub target_link_speed_gt_s: Option<GigaTransfers>,
    /// Offset 30h, bits 9:7; zero is the normal operating range.
    pub transmit_margin: u8,
    /// Offset 30h, bits 15:12.
    pub compliance_preset: u8,
    /// Offset 30h, the single bits.
    pub control: LinkControl2,
    /// Offset 32h, bits 9:8.
    pub crosslink_resolution: CrosslinkResolution,
    /// Offset 32h, bits 14:12; meaningful where DRS is supported.
    pub downstream_component_presence: DownstreamComponentPresence,
    /// Offset 32h, the single bits.
    pub status: LinkStatus2,
}

impl Link2 {
    pub(super) fn decode(bytes: &[u8]) -> Option<Link2> {
        let (capabilities, control, status) = (bytes.u32_le(0x2c)?, bytes.u16_le(0x30)?, bytes.u16_le(0x32)?);
        Some(Link2 {
            supported_link_speeds_gt_s: (1..=7u8)
                .filter(|speed| bit(capabilities, (*speed).into()))
                .filter_map(link_speed)
                .collect(),
            capabilities: LinkCapabilities2(capabilities),
            target_link_speed_gt_s: link_speed(u8::max(bits(control, 0..=3), 1)),
            transmit_margin: bits(control, 7..=9),
            compliance_preset: bits(control, 12..=15),
            control: LinkControl2(control),
            crosslink_resolution: CrosslinkResolution(bits(status, 8..=9)),
            downstream_component_presence: DownstreamComponentPresence(bits(status, 12..=14)),
            status: LinkStatus2(status),
        })
    }
}
