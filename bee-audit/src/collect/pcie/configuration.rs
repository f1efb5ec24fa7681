//! Configuration space in the form of the report.

use super::{coded, extended, set};
use crate::{
    decode::pci::{
        ConfigurationSpace,
        capability::Body,
        express::{Express, Link, Link2, Slot, SlotStatus},
        message::{Msi, MsiX},
        power::PowerManagement,
    },
    report::{
        PciCapability, PciConfiguration, PciExpress, PciExpressLink, PciExpressSlot, PciInterrupts, PciPowerManagement,
    },
    units::Bytes,
};

/// What was decoded, for the report.
pub(super) fn report(space: &ConfigurationSpace) -> PciConfiguration {
    let mut configuration = PciConfiguration {
        length_bytes: Bytes(u64::try_from(space.length_bytes).unwrap_or(u64::MAX)),
        command: set(&space.header.command),
        status: set(&space.header.status),
        capabilities: capabilities(space),
        extended: space.extended_capabilities.as_deref().filter(|list| !list.is_empty()).map(extended::report),
        ..PciConfiguration::default()
    };
    for body in space.capabilities.iter().flatten().filter_map(|capability| capability.body.as_ref()) {
        match body {
            Body::PciExpress(express) => configuration.express = Some(report_express(express)),
            Body::PowerManagement(power) => configuration.power_management = Some(report_power(power)),
            Body::Msi(msi) => report_msi(configuration.interrupts.get_or_insert_default(), msi),
            Body::MsiX(msi_x) => report_msi_x(configuration.interrupts.get_or_insert_default(), msi_x),
            _ => {}
        }
    }
    configuration
}

/// Both lists, one behind the other.
fn capabilities(space: &ConfigurationSpace) -> Option<Vec<PciCapability>> {
    let conventional = space.capabilities.as_ref()?.iter().map(|capability| PciCapability {
        offset: capability.offset.into(),
        id: coded(&capability.id),
        version: None,
    });
    let extended = space.extended_capabilities.iter().flatten().map(|capability| PciCapability {
        offset: capability.offset,
        id: coded(&capability.id),
        version: Some(capability.version),
    });
    Some(conventional.chain(extended).collect())
}

fn report_power(power: &PowerManagement) -> PciPowerManagement {
    PciPowerManagement {
        state: coded(&power.power_state),
        pme_support: set(&power.pme_support),
        pme_enabled: power.pme_enabled,
        no_soft_reset: power.no_soft_reset,
    }
}

fn report_msi(interrupts: &mut PciInterrupts, msi: &Msi) {
    interrupts.msi_messages = msi.messages_capable;
    interrupts.msi_enabled = Some(msi.enabled);
}

fn report_msi_x(interrupts: &mut PciInterrupts, msi_x: &MsiX) {
    interrupts.msix_vectors = Some(msi_x.table_size);
    interrupts.msix_enabled = Some(msi_x.enabled);
}

fn report_express(express: &Express) -> PciExpress {
    let device = &express.device;
    let second = express.device_2.as_ref();
    PciExpress {
        version: express.version,
        port_type: coded(&express.port_type),
        max_payload_supported_bytes: device.max_payload_size_supported_bytes,
        max_payload_bytes: device.max_payload_size_bytes,
        max_read_request_bytes: device.max_read_request_size_bytes,
        captured_slot_power_limit_watts: device.captured_slot_power_limit_watts,
        capabilities: [set(&device.capabilities), second.map(|second| set(&second.capabilities)).unwrap_or_default()]
            .concat(),
        control: [set(&device.control), second.map(|second| set(&second.control)).unwrap_or_default()].concat(),
        status: set(&device.status),
        completion_timeout: second.map(|second| coded(&second.completion_timeout)),
        link: express.link.as_ref().map(|link| report_link(link, express.link_2.as_ref())),
        slot: express.slot.as_ref().map(report_slot),
    }
}

fn report_link(link: &Link, second: Option<&Link2>) -> PciExpressLink {
    PciExpressLink {
        port_number: link.port_number,
        aspm_support: coded(&link.aspm_support),
        l0s_exit_latency: link.aspm_support.has_l0s().then(|| coded(&link.l0s_exit_latency)),
        l1_exit_latency: link.aspm_support.has_l1().then(|| coded(&link.l1_exit_latency)),
        aspm_control: coded(&link.aspm_control),
        supported_speeds_gt_s: second.map(|second| second.supported_link_speeds_gt_s.clone()).unwrap_or_default(),
        target_speed_gt_s: second.and_then(|second| second.target_link_speed_gt_s),
        capabilities: [set(&link.capabilities), second.map(|second| set(&second.capabilities)).unwrap_or_default()]
            .concat(),
        control: [set(&link.control), second.map(|second| set(&second.control)).unwrap_or_default()].concat(),
        status: [set(&link.status), second.map(|second| set(&second.status)).unwrap_or_default()].concat(),
    }
}

fn report_slot(slot: &Slot) -> PciExpressSlot {
    PciExpressSlot {
        number: slot.physical_slot_number,
        power_limit_watts: slot.power_limit_watts,
        capabilities: set(&slot.capabilities),
        control: set(&slot.control),
        status: set(&slot.status),
        card_present: slot.status.has(SlotStatus::PRESENCE),
        attention_indicator: coded(&slot.attention_indicator),
        power_indicator: coded(&slot.power_indicator),
    }
}
