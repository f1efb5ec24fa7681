//! The extended capability list, from offset 100h: the walk, and what is small.
//!
//! PCI Express Base 6.0 §7.6 (header: id 15:0, version 19:16, next 31:20); ids from the PCI Code and ID Assignment
//! 1.15 §3.
//!
//! What real hardware gets wrong: lists that loop or point below 100h, and a first header of zero or of all ones, by
//! which functions without extended capabilities answer (§7.6.1).

use serde::Serialize;

use super::{STANDARD, bits, structure};
use crate::decode::code::codes;
use crate::decode::{Error, Fault, Fields as _};

mod access;
mod advanced_error;
mod containment;
mod exchange;
mod latency;
mod physical_layer;
mod resizable_bar;
mod timing;
mod translation;
mod vendor;
mod virtualization;

pub use access::{AccessControl, AccessControlServices, AlternativeRoutingId};
pub use advanced_error::{
    AdvancedErrorReporting, CorrectableErrors, ErrorControl, RootErrorCommand, RootErrorStatus, RootErrors,
    UncorrectableErrors,
};
pub use containment::{DownstreamPortContainment, DpcCapabilities, DpcControl, DpcStatus, DpcTriggerReason};
pub use exchange::{
    DataObjectExchange, DoeStatus, IdeCapabilities, IdeStream, IdeStreamState, IntegrityAndDataEncryption,
};
pub use latency::{L1PmSubstates, L1Substates, LatencyToleranceReporting};
pub use physical_layer::{
    DataLinkFeature, Equalization, LaneMargining, PhysicalLayer, PhysicalLayer32Capabilities, PhysicalLayerStatus,
    SecondaryPciExpress,
};
pub use resizable_bar::ResizableBar;
pub use timing::{PowerBudgeting, PrecisionTimeMeasurement, PtmCapabilities};
pub use translation::{
    AddressTranslationServices, PageRequestInterface, PageRequestStatus, PasidFlags, ProcessAddressSpaceId,
};
pub use vendor::{CxlCapabilities, CxlDvsec, DesignatedVendorSpecific, VendorSpecific};
pub use virtualization::{SingleRootIoVirtualization, SrIovCapabilities, SrIovControl};

codes! {
    /// Extended capability id (PCI Code and ID Assignment 1.15 §3).
    pub struct ExtendedCapabilityId(u16) {
        0x0000 => "Null", 0x0001 => "Advanced Error Reporting", 0x0002 => "Virtual Channel",
        0x0003 => "Device Serial Number", 0x0004 => "Power Budgeting", 0x0005 => "Root Complex Link Declaration",
        0x0006 => "Root Complex Internal Link Control",
        0x0007 => "Root Complex Event Collector Endpoint Association", 0x0008 => "Multi-Function Virtual Channel",
        0x0009 => "Virtual Channel (with MFVC)", 0x000a => "RCRB Header", 0x000b => "Vendor-Specific",
        0x000c => "Configuration Access Correlation", 0x000d => "Access Control Services",
        0x000e => "Alternative Routing-ID Interpretation", 0x000f => "Address Translation Services",
        0x0010 => "Single Root I/O Virtualization", 0x0011 => "Multi-Root I/O Virtualization", 0x0012 => "Multicast",
        0x0013 => "Page Request Interface", 0x0014 => "Reserved for AMD", 0x0015 => "Resizable BAR",
        0x0016 => "Dynamic Power Allocation", 0x0017 => "TPH Requester", 0x0018 => "Latency Tolerance Reporting",
        0x0019 => "Secondary PCI Express", 0x001a => "Protocol Multiplexing",
        0x001b => "Process Address Space ID", 0x001c => "LN Requester", 0x001d => "Downstream Port Containment",
        0x001e => "L1 PM Substates", 0x001f => "Precision Time Measurement", 0x0020 => "PCI Express over M-PHY",
        0x0021 => "FRS Queueing", 0x0022 => "Readiness Time Reporting", 0x0023 => "Designated Vendor-Specific",
        0x0024 => "VF Resizable BAR", 0x0025 => "Data Link Feature", 0x0026 => "Physical Layer 16.0 GT/s",
        0x0027 => "Lane Margining at the Receiver", 0x0028 => "Hierarchy ID",
        0x0029 => "Native PCIe Enclosure Management", 0x002a => "Physical Layer 32.0 GT/s",
        0x002b => "Alternate Protocol", 0x002c => "System Firmware Intermediary", 0x002d => "Shadow Functions",
        0x002e => "Data Object Exchange", 0x002f => "Device 3", 0x0030 => "Integrity and Data Encryption",
        0x0031 => "Physical Layer 64.0 GT/s", 0x0032 => "Flit Logging", 0x0033 => "Flit Performance Measurement",
        0x0034 => "Flit Error Injection", 0x0035 => "Streamlined Virtual Channel",
        0x0036 => "MMIO Register Block Locator", 0x0037 => "NOP Flit", 0x0038 => "Scalable I/O Virtualization",
    }
}

/// One entry of the extended list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExtendedCapability {
    /// Octets from the start of configuration space.
    pub offset: u16,
    /// Bits 15:0 of the header.
    pub id: ExtendedCapabilityId,
    /// Bits 19:16 of the header.
    pub version: u8,
    /// What it says; `None` for an id that is not decoded, and for a structure that is cut off.
    #[serde(flatten)]
    pub body: Option<Body>,
}

/// The extended capabilities that are decoded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// 0001h.
    AdvancedErrorReporting(Box<AdvancedErrorReporting>),
    /// 0003h.
    DeviceSerialNumber(DeviceSerialNumber),
    /// 0004h.
    PowerBudgeting(PowerBudgeting),
    /// 000Bh.
    VendorSpecific(VendorSpecific),
    /// 000Dh.
    AccessControlServices(AccessControlServices),
    /// 000Eh.
    AlternativeRoutingId(AlternativeRoutingId),
    /// 000Fh.
    AddressTranslationServices(AddressTranslationServices),
    /// 0010h.
    SingleRootIoVirtualization(Box<SingleRootIoVirtualization>),
    /// 0013h.
    PageRequestInterface(PageRequestInterface),
    /// 0015h, and 0024h for virtual functions.
    ResizableBar(Vec<ResizableBar>),
    /// 0018h.
    LatencyToleranceReporting(LatencyToleranceReporting),
    /// 0019h.
    SecondaryPciExpress(SecondaryPciExpress),
    /// 001Bh.
    ProcessAddressSpaceId(ProcessAddressSpaceId),
    /// 001Dh.
    DownstreamPortContainment(DownstreamPortContainment),
    /// 001Eh.
    L1PmSubstates(L1PmSubstates),
    /// 001Fh.
    PrecisionTimeMeasurement(PrecisionTimeMeasurement),
    /// 0023h.
    DesignatedVendorSpecific(DesignatedVendorSpecific),
    /// 0025h.
    DataLinkFeature(DataLinkFeature),
    /// 0026h, 002Ah and 0031h.
    PhysicalLayer(PhysicalLayer),
    /// 0027h.
    LaneMargining(LaneMargining),
    /// 002Eh.
    DataObjectExchange(DataObjectExchange),
    /// 0030h.
    IntegrityAndDataEncryption(IntegrityAndDataEncryption),
}

/// Follows the list from 100h; what leads astray ends the walk and goes to `damage`.
pub(super) fn walk(bytes: &[u8], damage: &mut Vec<Error>) -> Vec<ExtendedCapability> {
    let mut list: Vec<ExtendedCapability> = Vec::new();
    // One entry a dword of the extended space: a list cannot be longer without a loop.
    let mut visited = [false; 0x400];
    let mut offset = 0x100u16;
    while offset != 0 {
        let at = usize::from(offset);
        let Some(header) = bytes.u32_le(at) else {
            damage.push(Error::new(STANDARD, at, Fault::Truncated { need: at + 4, have: bytes.len() }));
            break;
        };
        if matches!(header, 0 | u32::MAX) && list.is_empty() {
            break;
        }
        let seen = visited.get_mut(at / 4).is_none_or(|seen| std::mem::replace(seen, true));
        if seen || offset < 0x100 || header == u32::MAX {
            damage.push(Error::new(STANDARD, at, Fault::OutOfBounds));
            break;
        }
        let id = ExtendedCapabilityId(bits(header, 0..=15));
        list.push(ExtendedCapability { offset, id, version: bits(header, 16..=19), body: body(bytes, at, id, damage) });
        offset = bits::<u16>(header, 20..=31) & !3;
    }
    list
}

fn body(bytes: &[u8], offset: usize, id: ExtendedCapabilityId, damage: &mut Vec<Error>) -> Option<Body> {
    let decode: fn(&[u8]) -> Option<Body> = match id.0 {
        0x0001 => |bytes| AdvancedErrorReporting::decode(bytes).map(Box::new).map(Body::AdvancedErrorReporting),
        0x0003 => |bytes| DeviceSerialNumber::decode(bytes).map(Body::DeviceSerialNumber),
        0x0004 => |bytes| PowerBudgeting::decode(bytes).map(Body::PowerBudgeting),
        0x000b => |bytes| VendorSpecific::decode(bytes).map(Body::VendorSpecific),
        0x000d => |bytes| AccessControlServices::decode(bytes).map(Body::AccessControlServices),
        0x000e => |bytes| AlternativeRoutingId::decode(bytes).map(Body::AlternativeRoutingId),
        0x000f => |bytes| AddressTranslationServices::decode(bytes).map(Body::AddressTranslationServices),
        0x0010 => |bytes| SingleRootIoVirtualization::decode(bytes).map(Box::new).map(Body::SingleRootIoVirtualization),
        0x0013 => |bytes| PageRequestInterface::decode(bytes).map(Body::PageRequestInterface),
        0x0015 | 0x0024 => |bytes| resizable_bar::decode(bytes).map(Body::ResizableBar),
        0x0018 => |bytes| LatencyToleranceReporting::decode(bytes).map(Body::LatencyToleranceReporting),
        0x0019 => |bytes| SecondaryPciExpress::decode(bytes).map(Body::SecondaryPciExpress),
        0x001b => |bytes| ProcessAddressSpaceId::decode(bytes).map(Body::ProcessAddressSpaceId),
        0x001d => |bytes| DownstreamPortContainment::decode(bytes).map(Body::DownstreamPortContainment),
        0x001e => |bytes| L1PmSubstates::decode(bytes).map(Body::L1PmSubstates),
        0x001f => |bytes| PrecisionTimeMeasurement::decode(bytes).map(Body::PrecisionTimeMeasurement),
        0x0023 => |bytes| DesignatedVendorSpecific::decode(bytes).map(Body::DesignatedVendorSpecific),
        0x0025 => |bytes| DataLinkFeature::decode(bytes).map(Body::DataLinkFeature),
        0x0026 => |bytes| PhysicalLayer::decode_16(bytes).map(Body::PhysicalLayer),
        0x0027 => |bytes| LaneMargining::decode(bytes).map(Body::LaneMargining),
        0x002a => |bytes| PhysicalLayer::decode_32(bytes).map(Body::PhysicalLayer),
        0x002e => |bytes| DataObjectExchange::decode(bytes).map(Body::DataObjectExchange),
        0x0030 => |bytes| IntegrityAndDataEncryption::decode(bytes).map(Body::IntegrityAndDataEncryption),
        0x0031 => |bytes| PhysicalLayer::decode_64(bytes).map(Body::PhysicalLayer),
        _ => return None,
    };
    structure(bytes, offset, damage, decode)
}

/// Device Serial Number, id 0003h: an EUI-64 (§7.9.3), shown as `00-1b-21-ff-ff-a1-b2-c4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceSerialNumber(pub u64);

impl DeviceSerialNumber {
    /// Offset 4: lower half first (§7.9.3.2).
    fn decode(bytes: &[u8]) -> Option<DeviceSerialNumber> {
        bytes.u64_le(4).map(DeviceSerialNumber)
    }
}

impl std::fmt::Display for DeviceSerialNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [first, rest @ ..] = self.0.to_be_bytes();
        write!(formatter, "{first:02x}")?;
        rest.iter().try_for_each(|byte| write!(formatter, "-{byte:02x}"))
    }
}

impl Serialize for DeviceSerialNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
