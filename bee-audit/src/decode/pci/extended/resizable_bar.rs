//! Resizable BAR (0015h) and VF Resizable BAR (0024h) extended capabilities.
//!
//! PCI Express Base 6.0 §7.8.6 and §7.8.7: pairs of registers, their number in the first control register. A current
//! size that is not among the supported ones does occur on graphics cards before firmware has set it.

use serde::Serialize;

use super::super::{bit, bits};
use crate::decode::Fields as _;
use crate::units::Bytes;

/// One base address register whose size can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResizableBar {
    /// Control register, bits 2:0.
    pub bar_index: u8,
    /// Control register, bits 13:8: 1 MiB times two to this power.
    pub size_bytes: Option<Bytes>,
    /// Capability register, bits 31:4 for 1 MiB to 128 TiB, and control, bits 31:16, for 256 TiB to 8 EiB; ascending.
    pub supported_sizes_bytes: Vec<Bytes>,
}

/// The pairs from offset 4 on; §7.8.6 allows six at most.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<ResizableBar>> {
    let count: usize = bits(bytes.u32_le(8)?, 5..=7);
    (0..count.min(6))
        .map(|pair| {
            let (capability, control) = (bytes.u32_le(4 + pair * 8)?, bytes.u32_le(8 + pair * 8)?);
            let low = (4..=31u8).filter(|number| bit(capability, (*number).into())).map(|number| number - 4);
            let high = (16..=31u8).filter(|number| bit(control, (*number).into())).map(|number| number + 12);
            Some(ResizableBar {
                bar_index: bits(control, 0..=2),
                size_bytes: mebibytes(bits(control, 8..=13)),
                supported_sizes_bytes: low.chain(high).filter_map(mebibytes).collect(),
            })
        })
        .collect()
}

/// 1 MiB times two to the power of `exponent`; `None` past 8 EiB, the greatest that is defined.
fn mebibytes(exponent: u8) -> Option<Bytes> {
    (exponent <= 43).then(|| Bytes(1 << (20 + exponent)))
}
