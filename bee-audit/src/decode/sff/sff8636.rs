//! QSFP, QSFP+, QSFP28 and their cables.
//!
//! Document: SFF-8636 2.10a: lower memory (§6.2), page 00h (§6.3), page 03h (§6.6). SFF-8436 has the same map with
//! fewer bytes in use.
//!
//! Real modules: monitors came before the bits that announce them (byte 220, revision 2.8), so a reading that is not
//! zero is one; cables of copper leave all of them zero, and some name a laser as their technology.

use super::{
    super::Fields,
    Attenuation, Cable, Connector, ExtendedSpecification, Module, Named, QsfpEncoding, TransmitterTechnology, checksum,
    codes::QsfpRevision,
    compliance,
    memory::{ModuleMemory, Region, View},
    monitor::{Diagnostics, Lane, Limits, amperes, celsius, set_bits, volts, watts},
    vendor::VendorPlaces,
};
use crate::units::Watts;

const STANDARD: &str = "SFF-8636";

/// Table 6-15.
const VENDOR: VendorPlaces = VendorPlaces {
    name: 148,
    oui: 165,
    part_number: 168,
    revision: 184,
    revision_length: 2,
    serial_number: 196,
    date_code: 212,
};

/// Table 6-6, bytes 6 and 7.
const FLAGS: [(usize, u8, &str); 8] = [
    (6, 7, "temperature high alarm"),
    (6, 6, "temperature low alarm"),
    (6, 5, "temperature high warning"),
    (6, 4, "temperature low warning"),
    (7, 7, "supply voltage high alarm"),
    (7, 6, "supply voltage low alarm"),
    (7, 5, "supply voltage high warning"),
    (7, 4, "supply voltage low warning"),
];

/// Table 6-7: the first of two bytes, each with four flags of two lanes, the lower lane in the upper half.
const LANE_FLAGS: [(usize, [&str; 4]); 3] = [
    (
        11,
        [
            "transmit bias high alarm",
            "transmit bias low alarm",
            "transmit bias high warning",
            "transmit bias low warning",
        ],
    ),
    (
        13,
        [
            "transmit power high alarm",
            "transmit power low alarm",
            "transmit power high warning",
            "transmit power low warning",
        ],
    ),
    (
        9,
        [
            "receive power high alarm",
            "receive power low alarm",
            "receive power high warning",
            "receive power low warning",
        ],
    ),
];

/// Adds what lower memory, page 00h and page 03h say.
pub(super) fn decode(memory: &ModuleMemory, module: &mut Module) {
    let (lower, page) = (memory.view(Region::Lower), memory.view(Region::Page(0)));
    module.revision = lower.byte(1).map(QsfpRevision).and_then(QsfpRevision::name).map(str::to_owned);
    module.connector = page.byte(130).map(Connector);
    module.encoding = page.byte(139).filter(|code| *code != 0).map(|code| Named::of(&QsfpEncoding(code)));
    module.compliance = compliance::of_qsfp(&page);
    module.extended_specification = page.byte(192).filter(|code| *code != 0).map(ExtendedSpecification);
    module.signaling_rate_baud = signaling_rate(&page);
    module.transmitter_technology = page.byte(147).map(|octet| TransmitterTechnology(octet >> 4));
    module.read_vendor(&page, &VENDOR);
    module.cable = cable(module);
    read_lengths(&page, module);
    read_medium(&page, module);
    read_power(&lower, &page, module);
    // §6.3.20 and §6.3.30: CC_BASE and CC_EXT.
    module.damage.extend(checksum(&page, STANDARD, 128, 191));
    module.damage.extend(checksum(&page, STANDARD, 192, 223));
    module.diagnostics = read_diagnostics(&lower, &page, &memory.view(Region::Page(3)));
}

/// §6.3.6 and §6.3.29: units of 100 MBd, or of 250 MBd in byte 222.
fn signaling_rate(page: &View<'_>) -> Option<u64> {
    let rate = match page.byte(140)? {
        0xff => u64::from(page.byte(222)?) * 250_000_000,
        hundreds => u64::from(hundreds) * 100_000_000,
    };
    Some(rate).filter(|rate| *rate != 0)
}

/// §6.3.8 table 6-19: the technology of the transmitter tells copper, and light without a connector is a cable too.
fn cable(module: &Module) -> Option<Cable> {
    let specification = module.extended_specification.map_or(0, |code| code.0);
    let is_fixed = module.connector == Some(Connector(0x23));
    match module.transmitter_technology?.0 {
        0x0a | 0x0b => Some(Cable::PassiveCopper),
        0x0c..=0x0f => Some(Cable::ActiveCopper),
        _ if module.compliance.contains(&"40GBASE-CR4") || matches!(specification, 0x0b..=0x0d) => {
            Some(Cable::PassiveCopper)
        }
        _ if is_fixed || matches!(specification, 0x01 | 0x18 | 0x31 | 0x33) => Some(Cable::ActiveOptical),
        _ => None,
    }
}

/// §6.3.7: each medium in units of its own; byte 146 is a cable's length, or OM4 in twos of metres.
fn read_lengths(page: &View<'_>, module: &mut Module) {
    let [kilometers, om3, om2, om1, last] = page.array::<5>(142).unwrap_or_default().map(f64::from);
    if module.cable.is_some() {
        module.reaches("cable", last);
        return;
    }
    module.reaches("single-mode fiber", kilometers * 1000.0);
    module.reaches("OM3", om3 * 2.0);
    module.reaches("OM2", om2);
    module.reaches("OM1", om1);
    module.reaches("OM4", last * 2.0);
}

/// §6.3.16 and §6.3.17: bytes 186 to 189 are a wavelength with its tolerance, or the attenuation of copper.
fn read_medium(page: &View<'_>, module: &mut Module) {
    if matches!(module.cable, Some(Cable::PassiveCopper | Cable::ActiveCopper)) {
        let frequencies = [2.5, 5.0, 7.0, 12.9].into_iter().zip(page.array::<4>(186).unwrap_or_default());
        let stated = frequencies.filter(|(_, decibels)| *decibels != 0);
        module.attenuations = stated.map(|(gigahertz, decibels)| Attenuation { gigahertz, decibels }).collect();
    } else {
        let filled = |place| page.u16_be(place).filter(|word| *word != 0).map(f64::from);
        module.wavelength_nanometers = filled(186).map(|twentieths| twentieths / 20.0);
        module.wavelength_tolerance_nanometers = filled(188).map(|parts| parts / 200.0);
    }
}

/// §6.3.2 table 6-16: classes 1 to 4 in bits 7 and 6, 5 to 7 in bits 1 and 0, 8 in bit 5 with its power in byte 107.
fn read_power(lower: &View<'_>, page: &View<'_>, module: &mut Module) {
    let Some(octet) = page.byte(129) else { return };
    let (class, watts) = match (octet >> 5 & 1, octet & 0b11, octet >> 6) {
        (1, _, _) => (8, lower.byte(107).filter(|tenths| *tenths != 0).map(|tenths| f64::from(tenths) / 10.0)),
        (_, 1, _) => (5, Some(4.0)),
        (_, 2, _) => (6, Some(4.5)),
        (_, 3, _) => (7, Some(5.0)),
        (_, _, 0) => (1, Some(1.5)),
        (_, _, 1) => (2, Some(2.0)),
        (_, _, 2) => (3, Some(2.5)),
        _ => (4, Some(3.5)),
    };
    module.power_class = Some(class);
    module.maximum_power_watts = watts.map(Watts);
}

/// §6.2.4 and §6.2.5 with the limits of §6.6.1.
fn read_diagnostics(lower: &View<'_>, page: &View<'_>, limits: &View<'_>) -> Option<Diagnostics> {
    let measured = |place| lower.u16_be(place).filter(|word| *word != 0);
    let (temperature, supply) = (measured(22), measured(26));
    let has_power = (34..58).step_by(2).any(|place| measured(place).is_some());
    let announced = page.byte(220).unwrap_or_default() & 0b0011_0100 != 0;
    if temperature.is_none() && supply.is_none() && !has_power && !announced {
        return None;
    }
    let has_optics = has_power || Limits::decode(limits, 176, watts).is_some();
    Some(Diagnostics {
        temperature_celsius: temperature.map(celsius),
        supply_volts: supply.map(volts),
        lanes: (0..4).map(|lane| read_lane(lower, lane, has_optics)).collect(),
        temperature_limits: Limits::decode(limits, 128, celsius),
        supply_limits: Limits::decode(limits, 144, volts),
        receive_power_limits: Limits::decode(limits, 176, watts),
        transmit_bias_limits: Limits::decode(limits, 184, amperes),
        transmit_power_limits: Limits::decode(limits, 192, watts),
        flags: set_bits(lower, &FLAGS),
    })
}

/// Lane 0 to 3: readings from bytes 34, 42 and 50 on, loss of signal in byte 3, faults in byte 4 (tables 6-5 and 6-9).
fn read_lane(lower: &View<'_>, lane: u8, has_optics: bool) -> Lane {
    let place = usize::from(lane) * 2;
    let word = |first| lower.u16_be(first + place).filter(|_| has_optics);
    let bit = |byte, shift: u8| lower.byte(byte).map(|octet| octet >> (shift + lane) & 1 == 1);
    let mut flags = Vec::new();
    for (first, names) in LANE_FLAGS {
        let octet = lower.byte(first + usize::from(lane / 2)).unwrap_or_default();
        let nibble = if lane.is_multiple_of(2) { octet >> 4 } else { octet & 0x0f };
        flags.extend((0..4).rev().zip(names).filter(|(bit, _)| nibble >> bit & 1 == 1).map(|(_, name)| name));
    }
    Lane {
        number: lane + 1,
        receive_power_watts: word(34).map(watts),
        transmit_bias_amperes: word(42).map(amperes),
        transmit_power_watts: word(50).map(watts),
        receive_loss_of_signal: bit(3, 0),
        transmit_loss_of_signal: bit(3, 4),
        transmit_fault: bit(4, 0),
        flags,
        ..Lane::default()
    }
}
