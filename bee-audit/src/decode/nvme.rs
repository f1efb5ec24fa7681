//! NVM Express: what a controller answers to Identify and Get Log Page.
//!
//! Base Specification 2.0 (in headers *Base*), NVM Command Set Specification 1.0 (*NVM*), and the OCP Datacenter NVMe
//! SSD Specification 2.0. All numbers are least significant octet first; controllers of older revisions leave newer
//! fields 0, which reads as *not reported* wherever the standard gives that meaning.

pub mod active_namespaces;
mod capabilities;
pub mod cloud_health_log;
pub mod controller_limits;
pub mod endurance_group_log;
pub mod error_log;
pub mod firmware_slot_log;
pub mod identify_controller;
pub mod identify_namespace;
pub mod power_state;
pub mod sanitize_log;
pub mod self_test_log;
pub mod smart_log;
pub mod status;
pub mod supported_log_pages;

use super::{
    Error, Fault, Fields,
    conformance::{Rule, breaches},
};
use crate::units::Counter;

const STANDARD: &str = "NVMe";

/// Octets of a data structure, of which a field past the end cannot be named, and would read as 0.
struct Structure<'a>(&'a [u8]);

impl<'a> Structure<'a> {
    /// The first `length` octets of `bytes`; fails on fewer.
    fn of(bytes: &'a [u8], length: usize) -> Result<Structure<'a>, Error> {
        let truncated = Fault::Truncated { need: length, have: bytes.len() };
        bytes.get(..length).map(Structure).ok_or_else(|| Error::new(STANDARD, 0, truncated))
    }

    /// What of it breaks `rules`.
    fn breaches(&self, rules: &[Rule]) -> Vec<Error> {
        breaches(STANDARD, self.0, rules)
    }

    /// The octets from `offset`, `length` of them.
    fn part(&self, offset: usize, length: usize) -> &'a [u8] {
        self.0.get(offset..offset.saturating_add(length)).unwrap_or_default()
    }

    fn u8(&self, offset: usize) -> u8 {
        self.0.byte(offset).unwrap_or_default()
    }

    fn u16(&self, offset: usize) -> u16 {
        self.0.u16_le(offset).unwrap_or_default()
    }

    fn u32(&self, offset: usize) -> u32 {
        self.0.u32_le(offset).unwrap_or_default()
    }

    fn u64(&self, offset: usize) -> u64 {
        self.0.u64_le(offset).unwrap_or_default()
    }

    fn u128(&self, offset: usize) -> Counter {
        Counter(self.0.array(offset).map(u128::from_le_bytes).unwrap_or_default())
    }

    /// Printable text; `None` when it is empty.
    fn text(&self, offset: usize, length: usize) -> Option<String> {
        super::text(self.part(offset, length))
    }

    /// An identifier in hexadecimal digits; `None` when all of it is 0.
    fn identifier(&self, offset: usize, length: usize) -> Option<String> {
        let octets = self.part(offset, length);
        octets.iter().any(|octet| *octet != 0).then(|| super::hex(octets))
    }
}

/// A number of which 0 means *not reported*.
fn stated<N: Default + PartialEq>(number: N) -> Option<N> {
    Some(number).filter(|number| *number != N::default())
}

/// Temperatures are in kelvins, which the standard counts from -273 °C (Base figure 207).
fn celsius(kelvins: u16) -> Option<i32> {
    stated(kelvins).map(|kelvins| i32::from(kelvins) - 273)
}
