//! Physical and data link layer: Secondary PCI Express (0019h), Data Link Feature (0025h), Physical Layer 16.0 GT/s
//! (0026h), 32.0 GT/s (002Ah) and 64.0 GT/s (0031h), Lane Margining at the Receiver (0027h).
//!
//! PCI Express Base 6.0 §7.7.3–7.7.7 and §7.7.10. The per-lane registers are left out: their number is the link
//! width of another capability, and they hold presets, not results.

use serde::Serialize;

use super::super::{Hexadecimal, bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::flags;
use crate::units::GigaTransfers;

flags! {
    /// How far equalisation got, bits 4:0 of the status, offset 0Ch (§7.7.5.4, §7.7.6.4, §7.7.7.4).
    pub struct Equalization(u8) {
        0 => "Equalization Complete", 1 => "Equalization Phase 1 Successful", 2 => "Equalization Phase 2 Successful",
        3 => "Equalization Phase 3 Successful", 4 => "Link Equalization Request",
    }
    /// The rest of the status at 32.0 and 64.0 GT/s, offset 0Ch (§7.7.6.4).
    pub struct PhysicalLayerStatus(u32) {
        5 => "Modified TS Received", 8 => "Transmitter Precoding On", 9 => "Transmitter Precode Request",
        10 => "No Equalization Needed Received",
    }
    /// Capabilities at 32.0 GT/s, offset 4 (§7.7.6.2).
    pub struct PhysicalLayer32Capabilities(u32) {
        0 => "Equalization bypass to highest rate Supported", 1 => "No Equalization Needed Supported",
        8 => "Modified TS Usage Mode 0 Supported - PCI Express",
        9 => "Modified TS Usage Mode 1 Supported - Training Set Message",
        10 => "Modified TS Usage Mode 2 Supported - Alternate Protocol",
    }
}

/// Secondary PCI Express: equalisation at 8.0 GT/s.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecondaryPciExpress {
    /// Offset 4, bit 0.
    pub perform_equalization: bool,
    /// Offset 4, bit 1.
    pub link_equalization_request_interrupt_enabled: bool,
    /// Offset 8: one bit a lane that detected an error.
    pub lane_error_status: Hexadecimal,
}

impl SecondaryPciExpress {
    pub(super) fn decode(bytes: &[u8]) -> Option<SecondaryPciExpress> {
        let control = bytes.u32_le(4)?;
        Some(SecondaryPciExpress {
            perform_equalization: bit(control, 0),
            link_equalization_request_interrupt_enabled: bit(control, 1),
            lane_error_status: Hexadecimal(bytes.u32_le(8)?.into()),
        })
    }
}

/// Data Link Feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DataLinkFeature {
    /// Offset 4, bit 0: scaled flow control, as this side supports it.
    pub local_scaled_flow_control_supported: bool,
    /// Offset 4, bits 22:1.
    pub local_features: Hexadecimal,
    /// Offset 4, bit 31.
    pub exchange_enabled: bool,
    /// Offset 8, bit 31: what the other side said is valid.
    pub remote_valid: bool,
    /// Offset 8, bits 22:0.
    pub remote_features: Hexadecimal,
}

impl DataLinkFeature {
    pub(super) fn decode(bytes: &[u8]) -> Option<DataLinkFeature> {
        let (capabilities, status) = (bytes.u32_le(4)?, bytes.u32_le(8)?);
        Some(DataLinkFeature {
            local_scaled_flow_control_supported: bit(capabilities, 0),
            local_features: Hexadecimal(bits(capabilities, 1..=22)),
            exchange_enabled: bit(capabilities, 31),
            remote_valid: bit(status, 31),
            remote_features: Hexadecimal(bits(status, 0..=22)),
        })
    }
}

/// Physical layer at 16.0, 32.0 or 64.0 GT/s.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalLayer {
    /// The rate that this capability is about.
    pub rate_gt_s: GigaTransfers,
    /// Offset 0Ch, bits 4:0.
    pub equalization: Equalization,
    /// Offset 4, at 32.0 GT/s only.
    pub capabilities: Option<PhysicalLayer32Capabilities>,
    /// Offset 8, bit 0, at 32.0 GT/s only.
    pub equalization_bypass_disabled: Option<bool>,
    /// Offset 8, bit 1, at 32.0 GT/s only.
    pub no_equalization_needed_disabled: Option<bool>,
    /// Offset 0Ch, the bits above equalisation, at 32.0 and 64.0 GT/s.
    pub status: Option<PhysicalLayerStatus>,
    /// Offset 10h, at 16.0 GT/s only: one bit a lane.
    pub local_parity_mismatch: Option<Hexadecimal>,
    /// Offset 14h, at 16.0 GT/s only: one bit a lane.
    pub first_retimer_parity_mismatch: Option<Hexadecimal>,
    /// Offset 18h, at 16.0 GT/s only: one bit a lane.
    pub second_retimer_parity_mismatch: Option<Hexadecimal>,
}

impl PhysicalLayer {
    fn common(bytes: &[u8], rate: f64) -> Option<PhysicalLayer> {
        Some(PhysicalLayer {
            rate_gt_s: GigaTransfers(rate),
            equalization: Equalization(bits(bytes.u32_le(0xc)?, 0..=4)),
            capabilities: None,
            equalization_bypass_disabled: None,
            no_equalization_needed_disabled: None,
            status: None,
            local_parity_mismatch: None,
            first_retimer_parity_mismatch: None,
            second_retimer_parity_mismatch: None,
        })
    }

    /// Id 0026h (§7.7.5).
    pub(super) fn decode_16(bytes: &[u8]) -> Option<PhysicalLayer> {
        let mismatch = |offset| bytes.u32_le(offset).map(|lanes| Hexadecimal(lanes.into()));
        Some(PhysicalLayer {
            local_parity_mismatch: Some(mismatch(0x10)?),
            first_retimer_parity_mismatch: Some(mismatch(0x14)?),
            second_retimer_parity_mismatch: Some(mismatch(0x18)?),
            ..Self::common(bytes, 16.0)?
        })
    }

    /// Id 002Ah (§7.7.6).
    pub(super) fn decode_32(bytes: &[u8]) -> Option<PhysicalLayer> {
        let control = bytes.u32_le(8)?;
        Some(PhysicalLayer {
            capabilities: Some(PhysicalLayer32Capabilities(bytes.u32_le(4)?)),
            equalization_bypass_disabled: Some(bit(control, 0)),
            no_equalization_needed_disabled: Some(bit(control, 1)),
            status: Some(PhysicalLayerStatus(bytes.u32_le(0xc)?)),
            ..Self::common(bytes, 32.0)?
        })
    }

    /// Id 0031h (§7.7.7).
    pub(super) fn decode_64(bytes: &[u8]) -> Option<PhysicalLayer> {
        Some(PhysicalLayer { status: Some(PhysicalLayerStatus(bytes.u32_le(0xc)?)), ..Self::common(bytes, 64.0)? })
    }
}

/// Lane Margining at the Receiver.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LaneMargining {
    /// Offset 4, bit 0: margining needs the device's driver.
    pub uses_driver_software: bool,
    /// Offset 6, bit 0.
    pub margining_ready: bool,
    /// Offset 6, bit 1.
    pub margining_software_ready: bool,
}

impl LaneMargining {
    pub(super) fn decode(bytes: &[u8]) -> Option<LaneMargining> {
        let (capabilities, status) = (bytes.u16_le(4)?, bytes.u16_le(6)?);
        Some(LaneMargining {
            uses_driver_software: bit(capabilities, 0),
            margining_ready: bit(status, 0),
            margining_software_ready: bit(status, 1),
        })
    }
}
