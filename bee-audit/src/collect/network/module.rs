//! What is plugged into a port.
//!
//! Drivers tell of an empty cage, and of a port that is none, in many ways: not supported, invalid, no such device, an
//! error of input and output. None of them is a gap: a module is there when its memory can be read.

use super::super::{Probe, coded};
use crate::{
    decode::{
        linux::ethtool::decode_module_eeprom,
        sff::{Application, Attenuation, Cable, Diagnostics, Lane, Length, Limits, Module, ModuleMemory, Region},
    },
    host::{Error, EthtoolRequest, ModulePage, Query, Reply},
    report::{
        ModuleApplication, ModuleAttenuation, ModuleDiagnostics, ModuleLane, ModuleLength, ModuleLimits, NetworkModule,
        PortLink,
    },
};

/// `PORT_FIBRE` and `PORT_DA` (Linux UAPI `linux/ethtool.h`): ports that have a module.
const WITH_MODULE: [u64; 2] = [0x03, 0x05];

/// Reads the module in the port `name`.
pub(super) fn read(probe: &mut Probe, name: &str, link: &PortLink) -> Option<NetworkModule> {
    let memory = read_memory(probe, name, link)?;
    let module = Module::decode(&memory).map_err(|error| probe.damaged(name, "module", &error)).ok()?;
    for error in &module.damage {
        probe.damaged(name, "module", error);
    }
    Some(describe(module))
}

fn read_memory(probe: &mut Probe, name: &str, link: &PortLink) -> Option<ModuleMemory> {
    let mut memory = ModuleMemory::default();
    match ask(probe, name, EthtoolRequest::ModulePage(ModulePage::LowerMemory)) {
        Ok(lower) => memory.insert(Region::Lower, &lower),
        // Before Linux 5.13.
        Err(Error::Unsupported) => {
            let eeprom = ask(probe, name, EthtoolRequest::ModuleEeprom).ok()?;
            let image = decode_module_eeprom(&eeprom).map_err(|error| probe.damaged(name, "module-eeprom", &error));
            return image.ok().map(ModuleMemory::from_image);
        }
        Err(error) => {
            let is_expected = link.port_type.as_ref().is_some_and(|port| WITH_MODULE.contains(&port.code));
            if error == Error::TimedOut || (error == Error::Denied && is_expected) {
                let request = EthtoolRequest::ModulePage(ModulePage::LowerMemory);
                probe.refused(name, &Query::Ethtool { interface: name.to_owned(), request }, error);
            }
            return None;
        }
    }
    for region in memory.announced() {
        let Some(page) = page_of(*region) else { continue };
        let query = Query::Ethtool { interface: name.to_owned(), request: EthtoolRequest::ModulePage(page) };
        if let Some(Reply::Bytes(bytes)) = probe.ask_if_supported(name, &query) {
            memory.insert(*region, &bytes);
        }
    }
    Some(memory)
}

fn ask(probe: &mut Probe, name: &str, request: EthtoolRequest) -> Result<Vec<u8>, Error> {
    match probe.try_ask(&Query::Ethtool { interface: name.to_owned(), request })? {
        Reply::Bytes(bytes) => Ok(bytes),
        _ => Err(Error::Absent),
    }
}

fn page_of(region: Region) -> Option<ModulePage> {
    match region {
        Region::Lower => Some(ModulePage::LowerMemory),
        Region::Diagnostics => Some(ModulePage::Diagnostics),
        Region::Page(0x00) => Some(ModulePage::Page00),
        Region::Page(0x01) => Some(ModulePage::Page01),
        Region::Page(0x02) => Some(ModulePage::Page02),
        Region::Page(0x03) => Some(ModulePage::Page03),
        Region::Page(0x11) => Some(ModulePage::Page11),
        Region::Page(_) => None,
    }
}

fn describe(module: Module) -> NetworkModule {
    let length = |length: Length| ModuleLength { medium: length.medium.to_owned(), length_meters: length.meters };
    let attenuation = |loss: Attenuation| ModuleAttenuation {
        frequency_gigahertz: loss.gigahertz,
        attenuation_decibels: loss.decibels,
    };
    let application = |application: &Application| ModuleApplication {
        host_interface: coded(&application.host_interface),
        media_interface: coded(&application.media_interface),
        host_lanes: application.host_lanes,
        media_lanes: application.media_lanes,
    };
    NetworkModule {
        identifier: coded(&module.identifier),
        management: module.management.map(|management| management.name().to_owned()),
        management_revision: module.revision,
        connector: module.connector.as_ref().map(coded),
        encoding: module.encoding.as_ref().map(coded),
        compliance: module.compliance.into_iter().map(str::to_owned).collect(),
        extended_specification: module.extended_specification.as_ref().map(coded),
        media_type: module.media_type.as_ref().map(coded),
        applications: module.applications.iter().map(application).collect(),
        vendor_name: module.vendor_name,
        vendor_oui: module.vendor_oui,
        part_number: module.part_number,
        part_revision: module.part_revision,
        serial_number: module.serial_number,
        date_code: module.date_code,
        manufacture_date: module.manufacture_date,
        signaling_rate_baud: module.signaling_rate_baud,
        transmitter_technology: module.transmitter_technology.as_ref().map(coded),
        wavelength_nanometers: module.wavelength_nanometers,
        wavelength_tolerance_nanometers: module.wavelength_tolerance_nanometers,
        cable: module.cable.map(cable),
        lengths: module.lengths.into_iter().map(length).collect(),
        attenuations: module.attenuations.into_iter().map(attenuation).collect(),
        power_class: module.power_class,
        maximum_power_watts: module.maximum_power_watts,
        state: module.state.as_ref().map(coded),
        fault_cause: module.fault_cause.as_ref().map(coded),
        firmware_version: module.firmware_version,
        inactive_firmware_version: module.inactive_firmware_version,
        hardware_version: module.hardware_version,
        diagnostics: module.diagnostics.map(diagnostics),
    }
}

fn cable(cable: Cable) -> String {
    let name = match cable {
        Cable::PassiveCopper => "passive-copper",
        Cable::ActiveCopper => "active-copper",
        Cable::ActiveOptical => "active-optical",
    };
    name.to_owned()
}

fn diagnostics(told: Diagnostics) -> ModuleDiagnostics {
    ModuleDiagnostics {
        temperature_celsius: told.temperature_celsius,
        supply_voltage_volts: told.supply_volts,
        lanes: told.lanes.into_iter().map(lane).collect(),
        temperature_limits: told.temperature_limits.map(limits),
        supply_voltage_limits: told.supply_limits.map(limits),
        transmit_bias_limits: told.transmit_bias_limits.map(limits),
        transmit_power_limits: told.transmit_power_limits.map(limits),
        receive_power_limits: told.receive_power_limits.map(limits),
        flags: told.flags.into_iter().map(str::to_owned).collect(),
    }
}

fn lane(lane: Lane) -> ModuleLane {
    ModuleLane {
        number: lane.number,
        state: lane.state.as_ref().map(coded),
        transmit_bias_amperes: lane.transmit_bias_amperes,
        transmit_power_watts: lane.transmit_power_watts,
        receive_power_watts: lane.receive_power_watts,
        transmit_fault: lane.transmit_fault,
        transmit_loss_of_signal: lane.transmit_loss_of_signal,
        receive_loss_of_signal: lane.receive_loss_of_signal,
        flags: lane.flags.into_iter().map(str::to_owned).collect(),
    }
}

fn limits<T>(limits: Limits<T>) -> ModuleLimits<T> {
    let Limits { high_alarm, low_alarm, high_warning, low_warning } = limits;
    ModuleLimits { high_alarm, low_alarm, high_warning, low_warning }
}
