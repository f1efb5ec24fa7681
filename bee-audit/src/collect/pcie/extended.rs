//! Extended capabilities in the form of the report.

use super::{coded, set};
use crate::{
    decode::pci::extended::{
        AdvancedErrorReporting, Body, DesignatedVendorSpecific, DownstreamPortContainment, ExtendedCapability,
        IntegrityAndDataEncryption, PhysicalLayer, ResizableBar,
    },
    report::{
        PciAccessControl, PciAdvancedErrors, PciContainment, PciCxl, PciDataObjectExchange, PciEncryption, PciExtended,
        PciL1Substates, PciLatencyTolerance, PciPhysicalLayer, PciPrecisionTime, PciResizableBar, PciVendorStructure,
    },
};

/// Id of Resizable BAR for virtual functions.
const VF_RESIZABLE_BAR: u16 = 0x24;
/// State of an IDE stream: secure (PCI Express Base 6.0 §7.9.26.4.2).
const SECURE: u8 = 2;

/// What was decoded, for the report.
pub(super) fn report(list: &[ExtendedCapability]) -> PciExtended {
    let mut extended = PciExtended::default();
    for capability in list {
        if let Some(body) = &capability.body {
            add(&mut extended, capability, body);
        }
    }
    extended
}

fn add(extended: &mut PciExtended, capability: &ExtendedCapability, body: &Body) {
    match body {
        Body::DeviceSerialNumber(number) => extended.device_serial_number = Some(number.to_string()),
        Body::AdvancedErrorReporting(errors) => extended.advanced_errors = Some(advanced_errors(errors)),
        Body::AccessControlServices(access) => {
            extended.access_control =
                Some(PciAccessControl { capabilities: set(&access.capabilities), enabled: set(&access.control) });
        }
        Body::AlternativeRoutingId(routing) => extended.next_function_number = Some(routing.next_function_number),
        Body::ResizableBar(bars) => {
            let virtual_functions = capability.id.0 == VF_RESIZABLE_BAR;
            extended.resizable_bars.extend(bars.iter().map(|bar| resizable_bar(bar, virtual_functions)));
        }
        Body::DownstreamPortContainment(containment) => extended.containment = Some(report_containment(containment)),
        Body::PhysicalLayer(layer) => extended.physical_layers.push(physical_layer(layer)),
        Body::DataObjectExchange(exchange) => extended
            .data_object_exchanges
            .push(PciDataObjectExchange { offset: capability.offset, status: set(&exchange.status) }),
        Body::IntegrityAndDataEncryption(encryption) => extended.encryption = Some(report_encryption(encryption)),
        Body::DesignatedVendorSpecific(structure) => designated(extended, structure),
        Body::VendorSpecific(structure) => extended.vendor_structures.push(PciVendorStructure {
            vendor_id: None,
            id: structure.vsec_id.to_string(),
            revision: structure.revision,
            name: None,
        }),
        _ => add_translation(extended, body),
    }
}

fn add_translation(extended: &mut PciExtended, body: &Body) {
    match body {
        Body::AddressTranslationServices(services) => {
            extended.address_translation.get_or_insert_default().ats_enabled = Some(services.enabled);
        }
        Body::PageRequestInterface(requests) => {
            extended.address_translation.get_or_insert_default().page_requests_enabled = Some(requests.enabled);
        }
        Body::ProcessAddressSpaceId(pasid) => {
            let translation = extended.address_translation.get_or_insert_default();
            translation.pasid_enabled = Some(pasid.control.has(0));
            translation.max_pasid_width_bits = Some(pasid.max_pasid_width_bits);
        }
        _ => add_link(extended, body),
    }
}

fn add_link(extended: &mut PciExtended, body: &Body) {
    match body {
        Body::LatencyToleranceReporting(tolerance) => {
            extended.latency_tolerance = Some(PciLatencyTolerance {
                max_snoop_nanoseconds: tolerance.max_snoop_latency_nanoseconds,
                max_no_snoop_nanoseconds: tolerance.max_no_snoop_latency_nanoseconds,
            });
        }
        Body::L1PmSubstates(substates) => {
            extended.l1_substates = Some(PciL1Substates {
                supported: set(&substates.supported),
                enabled: set(&substates.enabled),
                ltr_l1_2_threshold_nanoseconds: substates.ltr_l1_2_threshold_nanoseconds,
            });
        }
        Body::PrecisionTimeMeasurement(time) => {
            extended.precision_time =
                Some(PciPrecisionTime { capabilities: set(&time.capabilities), enabled: time.enabled });
        }
        Body::SecondaryPciExpress(secondary) => extended.lane_errors = Some(secondary.lane_error_status.to_string()),
        Body::DataLinkFeature(feature) => extended.data_link_feature_exchanged = Some(feature.remote_valid),
        Body::LaneMargining(margining) => extended.margining_ready = Some(margining.margining_ready),
        Body::PowerBudgeting(budget) => extended.power_budget_watts = budget.base_power_watts,
        _ => {}
    }
}

fn advanced_errors(errors: &AdvancedErrorReporting) -> PciAdvancedErrors {
    PciAdvancedErrors {
        uncorrectable_status: set(&errors.uncorrectable_status),
        uncorrectable_mask: format!("{:#x}", errors.uncorrectable_mask.0),
        uncorrectable_severity: format!("{:#x}", errors.uncorrectable_severity.0),
        correctable_status: set(&errors.correctable_status),
        correctable_mask: format!("{:#x}", errors.correctable_mask.0),
        first_error_pointer: errors.first_error_pointer,
        header_log: errors.header_log.map(|log| log.iter().map(ToString::to_string).collect()),
        root_status: errors.root.as_ref().map(|root| set(&root.status)).unwrap_or_default(),
    }
}

fn resizable_bar(bar: &ResizableBar, of_virtual_functions: bool) -> PciResizableBar {
    PciResizableBar {
        of_virtual_functions,
        bar: bar.bar_index,
        size_bytes: bar.size_bytes,
        supported_sizes_bytes: bar.supported_sizes_bytes.clone(),
    }
}

fn report_containment(containment: &DownstreamPortContainment) -> PciContainment {
    PciContainment {
        trigger: coded(&containment.trigger_enable),
        status: set(&containment.status),
        reason: containment.trigger_reason.as_ref().map(coded),
        source: containment.error_source.map(|source| source.to_string()),
    }
}

fn physical_layer(layer: &PhysicalLayer) -> PciPhysicalLayer {
    PciPhysicalLayer {
        rate_gt_s: Some(layer.rate_gt_s),
        equalization: set(&layer.equalization),
        parity_mismatch: layer.local_parity_mismatch.map(|lanes| lanes.to_string()),
    }
}

fn report_encryption(encryption: &IntegrityAndDataEncryption) -> PciEncryption {
    let secure = encryption.link_streams.iter().filter(|stream| stream.state.0 == SECURE).count();
    PciEncryption {
        capabilities: set(&encryption.capabilities),
        link_streams: encryption.link_streams_supported,
        selective_streams: encryption.selective_streams_supported,
        secure_link_streams: u32::try_from(secure).unwrap_or(u32::MAX),
    }
}

fn designated(extended: &mut PciExtended, structure: &DesignatedVendorSpecific) {
    let cxl = structure.cxl.as_ref();
    extended.vendor_structures.push(PciVendorStructure {
        vendor_id: Some(structure.vendor_id.to_string()),
        id: structure.dvsec_id.to_string(),
        revision: structure.revision,
        name: cxl.and_then(|cxl| cxl.id.name()).map(str::to_owned),
    });
    if let Some(device) = cxl.filter(|cxl| cxl.capabilities.is_some()) {
        extended.cxl = Some(PciCxl {
            capabilities: device.capabilities.as_ref().map(set).unwrap_or_default(),
            enabled: device.enabled.as_ref().map(set).unwrap_or_default(),
            memory_ranges: device.hdm_count,
        });
    }
}
