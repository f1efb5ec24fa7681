//! QSFP-DD, OSFP and whatever else is managed by the Common Management Interface Specification.
//!
//! Document: CMIS 5.2 (OIF-CMIS-05.2): lower memory (§8.2), pages 00h (§8.3), 01h (§8.4), 02h (§8.5) and 11h (§8.10) of
//! bank 0, which has lanes 1 to 8. A module with flat memory has page 00h only.
//!
//! Real modules: of CMIS 3.0 write their date in eight digits; a laser's bias must be scaled by a factor that page 01h
//! holds.

use super::{
    super::Fields,
    Application, Attenuation, Cable, Connector, DataPathState, FaultCause, HostInterface, MediaType, Module,
    ModuleState, Named, TransmitterTechnology, checksum,
    memory::{ModuleMemory, Region, View},
    monitor::{Diagnostics, Lane, Limits, amperes, celsius, set_bits, volts, watts},
    specification::media_interface,
    vendor::VendorPlaces,
};
use crate::units::{Amperes, Watts};

/// Table 8-26.
const VENDOR: VendorPlaces = VendorPlaces {
    name: 129,
    oui: 145,
    part_number: 148,
    revision: 164,
    revision_length: 2,
    serial_number: 166,
    date_code: 182,
};

/// Table 8-9, byte 9.
const FLAGS: [(usize, u8, &str); 10] = [
    (8, 1, "module firmware error"),
    (8, 2, "data path firmware error"),
    (9, 0, "temperature high alarm"),
    (9, 1, "temperature low alarm"),
    (9, 2, "temperature high warning"),
    (9, 3, "temperature low warning"),
    (9, 4, "supply voltage high alarm"),
    (9, 5, "supply voltage low alarm"),
    (9, 6, "supply voltage high warning"),
    (9, 7, "supply voltage low warning"),
];

/// Tables 8-86 and 8-87 of page 11h: a byte a flag, a bit a lane.
const LANE_FLAGS: [(usize, &str); 12] = [
    (139, "transmit power high alarm"),
    (140, "transmit power low alarm"),
    (141, "transmit power high warning"),
    (142, "transmit power low warning"),
    (143, "transmit bias high alarm"),
    (144, "transmit bias low alarm"),
    (145, "transmit bias high warning"),
    (146, "transmit bias low warning"),
    (149, "receive power high alarm"),
    (150, "receive power low alarm"),
    (151, "receive power high warning"),
    (152, "receive power low warning"),
];

/// Lanes of bank 0.
const LANES: u8 = 8;

/// Adds what lower memory and pages 00h, 01h, 02h and 11h say.
pub(super) fn decode(memory: &ModuleMemory, module: &mut Module) {
    let lower = memory.view(Region::Lower);
    let [page, advertised, limits] = [0, 1, 2].map(|page| memory.view(Region::Page(page)));
    module.revision = lower.byte(1).map(|octet| format!("{}.{}", octet >> 4, octet & 0x0f));
    module.state = lower.byte(3).map(|octet| ModuleState(octet >> 1 & 0b111));
    module.fault_cause = lower.byte(41).filter(|code| *code != 0).map(FaultCause);
    module.firmware_version = version(&lower, 39);
    module.inactive_firmware_version = version(&advertised, 128);
    module.hardware_version = version(&advertised, 130);
    module.media_type = lower.byte(85).filter(|code| *code != 0).map(MediaType);
    module.applications = applications(&lower, &advertised, module.media_type);
    module.connector = page.byte(203).map(Connector);
    module.transmitter_technology = page.byte(212).map(TransmitterTechnology);
    module.read_vendor(&page, &VENDOR);
    module.cable = cable(module);
    read_lengths(&page, &advertised, module);
    read_medium(&page, &advertised, module);
    // §8.3.9: class 1 to 8 in bits 7 to 5, the most power in units of 0.25 W.
    module.power_class = page.byte(200).map(|octet| (octet >> 5) + 1);
    module.maximum_power_watts = page.byte(201).map(|quarters| Watts(f64::from(quarters) / 4.0));
    module.damage.extend(checksum(&page, "CMIS page 00h", 128, 222));
    module.damage.extend(checksum(&advertised, "CMIS page 01h", 130, 255));
    module.damage.extend(checksum(&limits, "CMIS page 02h", 128, 255));
    module.diagnostics = read_diagnostics(memory, module.cable);
}

/// Major and minor number; `None` for 0.0, which is "no version".
fn version(bytes: &View<'_>, offset: usize) -> Option<String> {
    let [major, minor] = bytes.array(offset)?;
    ((major, minor) != (0, 0)).then(|| format!("{major}.{minor}"))
}

/// §8.2.13 and §8.4.15: eight descriptors of four bytes in lower memory from byte 86 on, seven more in page 01h from
/// byte 223 on; the first of FFh, or of 0, ends them.
fn applications(lower: &View<'_>, advertised: &View<'_>, media_type: Option<MediaType>) -> Vec<Application> {
    let first = (0..8).map(|index| lower.array::<4>(86 + index * 4));
    let more = (0..7).map(|index| advertised.array::<4>(223 + index * 4));
    let descriptors = first.chain(more).map_while(|descriptor| descriptor);
    let used = descriptors.take_while(|[host, ..]| !matches!(host, 0 | 0xff));
    let application = |[host, media, lanes, _]: [u8; 4]| Application {
        host_interface: HostInterface(host),
        media_interface: Named {
            code: media.into(),
            name: media_type.and_then(|media_type| media_interface(media_type, media)),
        },
        host_lanes: lanes >> 4,
        media_lanes: lanes & 0x0f,
    };
    used.map(application).collect()
}

/// §8.3.12 and table 8-20: the media type, and for active cables the technology.
fn cable(module: &Module) -> Option<Cable> {
    let is_active_copper = matches!(module.transmitter_technology?.0, 0x0c..=0x0f);
    match module.media_type?.0 {
        3 if is_active_copper => Some(Cable::ActiveCopper),
        3 => Some(Cable::PassiveCopper),
        4 if is_active_copper => Some(Cable::ActiveCopper),
        4 => Some(Cable::ActiveOptical),
        _ => None,
    }
}

/// §8.3.10 (a cable: base and multiplier) and §8.4.3 (fibres).
fn read_lengths(page: &View<'_>, advertised: &View<'_>, module: &mut Module) {
    let scaled = |octet: u8| {
        let base = f64::from(octet & 0x3f);
        match octet >> 6 {
            0 => base / 10.0,
            1 => base,
            2 => base * 10.0,
            _ => base * 100.0,
        }
    };
    if module.cable.is_some() {
        module.reaches("cable", page.byte(202).map_or(0.0, scaled));
        return;
    }
    let [single_mode, om5, om4, om3, om2] = advertised.array::<5>(132).unwrap_or_default();
    module.reaches("single-mode fiber", scaled(single_mode) * 1000.0);
    module.reaches("OM5", f64::from(om5) * 2.0);
    module.reaches("OM4", f64::from(om4) * 2.0);
    module.reaches("OM3", f64::from(om3) * 2.0);
    module.reaches("OM2", f64::from(om2));
}

/// §8.3.11 (attenuation of copper) and §8.4.4 (wavelength and tolerance).
fn read_medium(page: &View<'_>, advertised: &View<'_>, module: &mut Module) {
    if matches!(module.cable, Some(Cable::PassiveCopper | Cable::ActiveCopper)) {
        let frequencies = [5.0, 7.0, 12.9, 25.8].into_iter().zip(page.array::<4>(204).unwrap_or_default());
        let stated = frequencies.filter(|(_, decibels)| *decibels != 0);
        module.attenuations = stated.map(|(gigahertz, decibels)| Attenuation { gigahertz, decibels }).collect();
    } else {
        let filled = |place| advertised.u16_be(place).filter(|word| *word != 0).map(f64::from);
        module.wavelength_nanometers = filled(138).map(|twentieths| twentieths / 20.0);
        module.wavelength_tolerance_nanometers = filled(140).map(|parts| parts / 200.0);
    }
}

/// §8.2.6 with the limits of page 02h and the lanes of page 11h; page 01h says what is measured (§8.4.9), and without
/// it a reading that is not zero is one.
fn read_diagnostics(memory: &ModuleMemory, cable: Option<Cable>) -> Option<Diagnostics> {
    let lower = memory.view(Region::Lower);
    let [page, advertised, limits, status] = [0, 1, 2, 0x11].map(|page| memory.view(Region::Page(page)));
    let is_copper = matches!(cable, Some(Cable::PassiveCopper | Cable::ActiveCopper));
    let module_monitors = advertised.byte(159);
    let measured = |place: usize, bit: u8| match module_monitors {
        Some(monitors) => lower.u16_be(place).filter(|_| monitors >> bit & 1 == 1),
        None => lower.u16_be(place).filter(|word| *word != 0),
    };
    let (temperature, supply) = (measured(14, 0), measured(16, 1));
    let lane_monitors = LaneMonitors::decode(&advertised);
    let is_lane = |lane: u8| page.byte(210).unwrap_or_default() >> lane & 1 == 0;
    let lanes: Vec<Lane> = match status.byte(255) {
        Some(_) if !is_copper => {
            (0..LANES).filter(|lane| is_lane(*lane)).map(|lane| read_lane(&status, lane, &lane_monitors)).collect()
        }
        _ => Vec::new(),
    };
    if temperature.is_none() && supply.is_none() && lanes.is_empty() {
        return None;
    }
    Some(Diagnostics {
        temperature_celsius: temperature.map(celsius),
        supply_volts: supply.map(volts),
        lanes,
        temperature_limits: Limits::decode(&limits, 128, celsius),
        supply_limits: Limits::decode(&limits, 136, volts),
        transmit_power_limits: Limits::decode(&limits, 176, watts),
        transmit_bias_limits: Limits::decode(&limits, 184, |word| lane_monitors.bias(word)),
        receive_power_limits: Limits::decode(&limits, 192, watts),
        flags: set_bits(&lower, &FLAGS),
    })
}

/// What is measured of each lane (byte 160 of page 01h).
struct LaneMonitors {
    announced: u8,
}

impl LaneMonitors {
    fn decode(advertised: &View<'_>) -> LaneMonitors {
        LaneMonitors { announced: advertised.byte(160).unwrap_or_default() }
    }

    /// Bits 4 and 3: a factor of 1, 2 or 4.
    fn bias(&self, word: u16) -> Amperes {
        let factor = f64::from(1u8 << (self.announced >> 3 & 0b11).min(2));
        Amperes(amperes(word).0 * factor)
    }

    fn has(&self, bit: u8) -> bool {
        self.announced >> bit & 1 == 1
    }
}

/// Lane 0 to 7 of page 11h: state (§8.10.1), flags (§8.10.3), readings (§8.10.4).
fn read_lane(status: &View<'_>, lane: u8, monitors: &LaneMonitors) -> Lane {
    let place = usize::from(lane) * 2;
    let word = |first: usize, monitor: u8| status.u16_be(first + place).filter(|_| monitors.has(monitor));
    let bit = |byte: usize| status.byte(byte).map(|octet| octet >> lane & 1 == 1);
    let states = status.byte(128 + usize::from(lane / 2));
    let state = states.map(|octet| if lane.is_multiple_of(2) { octet & 0x0f } else { octet >> 4 });
    Lane {
        number: lane + 1,
        state: state.filter(|state| *state != 0).map(DataPathState),
        transmit_bias_amperes: word(170, 0).map(|word| monitors.bias(word)),
        transmit_power_watts: word(154, 1).map(watts),
        receive_power_watts: word(186, 2).map(watts),
        transmit_fault: bit(135),
        transmit_loss_of_signal: bit(136),
        receive_loss_of_signal: bit(147),
        flags: LANE_FLAGS.iter().filter(|(byte, _)| bit(*byte) == Some(true)).map(|(_, name)| *name).collect(),
    }
}
