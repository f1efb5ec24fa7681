//! SFP, SFP+, SFP28 and their cables.
//!
//! Document: SFF-8472 12.4: address A0h (§5 to §8), address A2h (§9). Power levels: SFF-8419 §9.
//!
//! Real modules: many of before 2010 have no A2h although a driver reads 512 bytes; some leave the compliance codes of
//! 25G modules empty, so that only the extended specification tells what they are.

use super::{
    super::Fields,
    Cable, Connector, ExtendedSpecification, Module, Named, SfpEncoding, checksum,
    codes::SfpRevision,
    compliance,
    memory::{ModuleMemory, Region, View},
    monitor::{Diagnostics, Lane, Limits, amperes, celsius, set_bits, volts, watts},
    vendor::VendorPlaces,
};
use crate::units::{Amperes, Celsius, Volts, Watts};

const STANDARD: &str = "SFF-8472";

/// Table 4-1.
const VENDOR: VendorPlaces = VendorPlaces {
    name: 20,
    oui: 37,
    part_number: 40,
    revision: 56,
    revision_length: 4,
    serial_number: 68,
    date_code: 84,
};

/// Table 9-13 of address A2h, alarms in bytes 112 and 113, warnings in 116 and 117.
const FLAGS: [(usize, u8, &str); 8] = [
    (112, 7, "temperature high alarm"),
    (112, 6, "temperature low alarm"),
    (112, 5, "supply voltage high alarm"),
    (112, 4, "supply voltage low alarm"),
    (116, 7, "temperature high warning"),
    (116, 6, "temperature low warning"),
    (116, 5, "supply voltage high warning"),
    (116, 4, "supply voltage low warning"),
];
const LANE_FLAGS: [(usize, u8, &str); 12] = [
    (112, 3, "transmit bias high alarm"),
    (112, 2, "transmit bias low alarm"),
    (112, 1, "transmit power high alarm"),
    (112, 0, "transmit power low alarm"),
    (113, 7, "receive power high alarm"),
    (113, 6, "receive power low alarm"),
    (116, 3, "transmit bias high warning"),
    (116, 2, "transmit bias low warning"),
    (116, 1, "transmit power high warning"),
    (116, 0, "transmit power low warning"),
    (117, 7, "receive power high warning"),
    (117, 6, "receive power low warning"),
];

/// Adds what addresses A0h and A2h say.
pub(super) fn decode(memory: &ModuleMemory, module: &mut Module) {
    let bytes = memory.view(Region::Lower);
    module.revision = bytes.byte(94).map(SfpRevision).and_then(SfpRevision::name).map(str::to_owned);
    module.connector = bytes.byte(2).map(Connector);
    module.encoding = bytes.byte(11).filter(|code| *code != 0).map(|code| Named::of(&SfpEncoding(code)));
    module.compliance = compliance::of_sfp(&bytes);
    module.extended_specification = bytes.byte(36).filter(|code| *code != 0).map(ExtendedSpecification);
    module.signaling_rate_baud = signaling_rate(&bytes);
    module.read_vendor(&bytes, &VENDOR);
    module.cable = cable(&bytes, module);
    read_lengths(&bytes, module);
    if module.cable.is_none() {
        // §8.1: whole nanometres, with the hundredths in byte 62 where it is used for them.
        module.wavelength_nanometers = bytes.u16_be(60).filter(|whole| *whole != 0).map(f64::from);
    }
    read_power(&bytes, module);
    // §8.2 and §8.9: CC_BASE and CC_EXT.
    module.damage.extend(checksum(&bytes, STANDARD, 0, 63));
    module.damage.extend(checksum(&bytes, STANDARD, 64, 95));
    let diagnostics = memory.view(Region::Diagnostics);
    let type_of_monitoring = bytes.byte(92).unwrap_or_default();
    // §8.8: bit 6 says that there are diagnostics.
    if type_of_monitoring & 0x40 != 0 && diagnostics.byte(0x7f).is_some() {
        module.diagnostics = Some(read_diagnostics(&diagnostics, type_of_monitoring));
        // §9.6: CC_DMI.
        module.damage.extend(checksum(&diagnostics, "SFF-8472 A2h", 0, 95));
    }
}

/// §5.7 and §8.4: units of 100 MBd, or of 250 MBd in byte 66.
fn signaling_rate(bytes: &View<'_>) -> Option<u64> {
    let rate = match bytes.byte(12)? {
        0xff => u64::from(bytes.byte(66)?) * 250_000_000,
        hundreds => u64::from(hundreds) * 100_000_000,
    };
    Some(rate).filter(|rate| *rate != 0)
}

/// §5.3 table 5-3: byte 8, bits 3 (active) and 2 (passive); the extended specification tells active optical ones.
fn cable(bytes: &View<'_>, module: &Module) -> Option<Cable> {
    let technology = bytes.byte(8)?;
    let is_optical = module.extended_specification.is_some_and(|code| matches!(code.0, 0x01 | 0x18 | 0x31 | 0x33));
    match (technology >> 2 & 0b11, is_optical) {
        (_, true) => Some(Cable::ActiveOptical),
        (0b01, _) => Some(Cable::PassiveCopper),
        (0b10 | 0b11, _) => Some(Cable::ActiveCopper),
        _ => None,
    }
}

/// §6: each medium in units of its own.
fn read_lengths(bytes: &View<'_>, module: &mut Module) {
    let [kilometers, hundreds, om2, om1, fourth, om3] = bytes.array::<6>(14).unwrap_or_default().map(f64::from);
    let single_mode = if hundreds > 0.0 && hundreds < 255.0 { hundreds * 100.0 } else { kilometers * 1000.0 };
    module.reaches("single-mode fiber", single_mode);
    module.reaches("OM2", om2 * 10.0);
    module.reaches("OM1", om1 * 10.0);
    // Byte 18 is a cable's length in metres, or OM4 in tens of them.
    let is_twisted_pair = module.connector == Some(Connector(0x22));
    match module.cable {
        Some(_) => module.reaches("cable", fourth),
        None if is_twisted_pair => module.reaches("twisted pair", fourth),
        None => module.reaches("OM4", fourth * 10.0),
    }
    if module.cable.is_none() {
        module.reaches("OM3", om3 * 10.0);
    }
}

/// §8.3: byte 64, bits 6, 5 and 1 say the power level.
fn read_power(bytes: &View<'_>, module: &mut Module) {
    let Some(options) = bytes.byte(64) else { return };
    let (level, watts) = match options {
        options if options & 0x40 != 0 => (4, None),
        options if options & 0x20 != 0 => (3, Some(2.0)),
        options if options & 0x02 != 0 => (2, Some(1.5)),
        _ => (1, Some(1.0)),
    };
    module.power_class = Some(level);
    module.maximum_power_watts = watts.map(Watts);
}

/// How readings become quantities (§9.3): the module does it (all factors 1), or we must.
struct Calibration {
    /// Coefficients of the received power, of the fourth power first.
    receive: [f64; 5],
    /// Slope and offset of bias, transmitted power, temperature and voltage.
    lines: [(f64, f64); 4],
}

impl Calibration {
    const INTERNAL: Calibration = Calibration { receive: [0.0, 0.0, 0.0, 1.0, 0.0], lines: [(1.0, 0.0); 4] };

    /// Table 9-6: floating-point numbers in bytes 56 to 75, then slopes (8.8 bits) and signed offsets.
    fn decode(bytes: &View<'_>) -> Calibration {
        let number = |place| bytes.u32_be(place).map(|bits| f64::from(f32::from_bits(bits)));
        let coefficient = |place| number(place).filter(|number| number.is_finite()).unwrap_or_default();
        let line = |place| {
            let slope = bytes.u16_be(place).map_or(0.0, |slope| f64::from(slope) / 256.0);
            (slope, bytes.u16_be(place + 2).map_or(0.0, |offset| f64::from(offset.cast_signed())))
        };
        Calibration { receive: [56, 60, 64, 68, 72].map(coefficient), lines: [76, 80, 84, 88].map(line) }
    }

    fn line(&self, quantity: usize, reading: f64) -> f64 {
        self.lines.get(quantity).map_or(reading, |(slope, offset)| slope * reading + offset)
    }

    fn amperes(&self, word: u16) -> Amperes {
        Amperes(amperes(1).0 * self.line(0, f64::from(word)))
    }

    fn transmitted(&self, word: u16) -> Watts {
        Watts(watts(1).0 * self.line(1, f64::from(word)))
    }

    fn celsius(&self, word: u16) -> Celsius {
        Celsius(celsius(1).0 * self.line(2, f64::from(word.cast_signed())))
    }

    fn volts(&self, word: u16) -> Volts {
        Volts(volts(1).0 * self.line(3, f64::from(word)))
    }

    fn received(&self, word: u16) -> Watts {
        let reading = f64::from(word);
        Watts(watts(1).0 * self.receive.iter().fold(0.0, |sum, coefficient| sum * reading + coefficient))
    }
}

/// §9.4 and §9.7.
fn read_diagnostics(bytes: &View<'_>, type_of_monitoring: u8) -> Diagnostics {
    // §8.8: bit 4 says that readings must be calibrated by whoever reads them.
    let external = type_of_monitoring & 0x10 != 0;
    let calibration = if external { Calibration::decode(bytes) } else { Calibration::INTERNAL };
    let status = bytes.byte(110);
    let lane = Lane {
        number: 1,
        transmit_bias_amperes: bytes.u16_be(100).map(|word| calibration.amperes(word)),
        transmit_power_watts: bytes.u16_be(102).map(|word| calibration.transmitted(word)),
        receive_power_watts: bytes.u16_be(104).map(|word| calibration.received(word)),
        transmit_fault: status.map(|status| status & 0x04 != 0),
        receive_loss_of_signal: status.map(|status| status & 0x02 != 0),
        flags: set_bits(bytes, &LANE_FLAGS),
        ..Lane::default()
    };
    Diagnostics {
        temperature_celsius: bytes.u16_be(96).map(|word| calibration.celsius(word)),
        supply_volts: bytes.u16_be(98).map(|word| calibration.volts(word)),
        lanes: vec![lane],
        temperature_limits: Limits::decode(bytes, 0, |word| calibration.celsius(word)),
        supply_limits: Limits::decode(bytes, 8, |word| calibration.volts(word)),
        transmit_bias_limits: Limits::decode(bytes, 16, |word| calibration.amperes(word)),
        transmit_power_limits: Limits::decode(bytes, 24, |word| calibration.transmitted(word)),
        receive_power_limits: Limits::decode(bytes, 32, |word| calibration.received(word)),
        flags: set_bits(bytes, &FLAGS),
    }
}
