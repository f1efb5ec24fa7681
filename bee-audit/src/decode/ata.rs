//! ATA: what a drive says about itself in its IDENTIFY DEVICE data.
//!
//! Document: ACS-3 (INCITS 522, T13/2161-D); ACS-4 and ACS-5 add the bits that are marked so.

pub mod identify_device;

/// The standard's name in errors of these decoders.
const STANDARD: &str = "ACS";
