//! Plug-in modules: the samples in `fixtures/parts/module-eeprom`, and the images of 28 real ones in the corpus.

use std::fs;

use bee_audit::{
    decode::{
        Fault,
        code::Code,
        sff::{Cable, Connector, Diagnostics, Length, Management, Module, ModuleMemory},
    },
    units::Watts,
};
use serde_json::Value;

mod corpus;
#[path = "support/samples.rs"]
mod samples;

fn sample(kind: &str, name: &str) -> Module {
    let mut samples = samples::of(kind, "module-eeprom").into_iter();
    let image = samples.find_map(|(path, bytes)| path.ends_with(&format!("/{name}.hex")).then_some(bytes)).unwrap();
    Module::decode(&ModuleMemory::from_image(&image)).unwrap()
}

fn part(name: &str) -> Module {
    let module = sample("parts", name);
    assert_eq!(module.damage, [], "{name}");
    assert_eq!((module.vendor_name.as_deref(), module.vendor_oui.as_deref()), (Some("BEE OPTICS"), Some("00:00:5e")));
    assert_eq!((module.part_revision.as_deref(), module.manufacture_date.as_deref()), (Some("A1"), Some("2024-03-15")));
    assert!(module.serial_number.as_deref().is_some_and(|serial| serial.starts_with("BEEMOD")));
    module
}

fn names<C: Code>(code: Option<C>) -> Option<&'static str> {
    code.and_then(|code| code.name())
}

fn close(number: Option<f64>, expected: f64) -> bool {
    number.is_some_and(|number| (number - expected).abs() < 1e-9)
}

/// Milliwatts that a lane sends and receives, and milliamperes through its laser.
fn lane(told: &Diagnostics, number: usize) -> [Option<f64>; 3] {
    let lane = &told.lanes[number - 1];
    let power = |watts: Option<Watts>| watts.map(|watts| watts.0 * 1e3);
    [
        power(lane.transmit_power_watts),
        power(lane.receive_power_watts),
        lane.transmit_bias_amperes.map(|bias| bias.0 * 1e3),
    ]
}

#[test]
fn an_sfp_that_measures() {
    let module = part("sfp-10g-sr");
    assert_eq!((module.management, module.revision.as_deref()), (Some(Management::Sff8472), Some("11.0")));
    assert_eq!((names(module.connector), names(module.encoding)), (Some("LC"), Some("64B/66B")));
    assert_eq!((module.compliance.as_slice(), module.cable), (["10GBASE-SR"].as_slice(), None));
    assert_eq!((module.signaling_rate_baud, module.wavelength_nanometers), (Some(10_300_000_000), Some(850.0)));
    let reaches: Vec<_> = module.lengths.iter().map(|length| (length.medium, length.meters)).collect();
    assert_eq!(reaches, [("OM2", 80.0), ("OM1", 30.0), ("OM4", 400.0), ("OM3", 300.0)]);
    let told = module.diagnostics.unwrap();
    assert_eq!(told.temperature_celsius.map(|it| it.0), Some(31.5));
    assert!(close(told.supply_volts.map(|it| it.0), 3.2991));
    let [sent, received, bias] = lane(&told, 1);
    assert!(close(sent, 0.5754) && close(received, 0.4842) && close(bias, 6.5));
    let limits = told.temperature_limits.unwrap();
    assert_eq!((limits.high_alarm.0, limits.low_alarm.0), (78.0, -10.0));
    assert_eq!((limits.high_warning.0, limits.low_warning.0), (75.0, 0.0));
    assert!(close(told.receive_power_limits.map(|limits| limits.low_alarm.0 * 1e3), 0.0398));
    assert!(told.flags.is_empty() && told.lanes[0].flags.is_empty());
}

#[test]
fn an_sfp_whose_readings_must_be_calibrated() {
    let module = part("sfp-external-calibration");
    assert_eq!((module.power_class, module.maximum_power_watts.map(|watts| watts.0)), (Some(3), Some(2.0)));
    let told = module.diagnostics.unwrap();
    assert_eq!(told.temperature_celsius.map(|it| it.0), Some(32.0));
    assert!(close(told.supply_volts.map(|it| it.0), 2.484_325));
    let [sent, received, bias] = lane(&told, 1);
    assert!(close(sent, 1.1498) && close(received, 0.2431) && close(bias, 6.5));
    assert!(close(told.transmit_power_limits.map(|limits| limits.high_alarm.0 * 1e3), 2.5168));
    assert_eq!(told.flags, ["temperature high alarm", "temperature high warning", "temperature low warning"]);
    assert_eq!(
        told.lanes[0].flags,
        ["receive power low alarm", "receive power high warning", "receive power low warning"]
    );
    assert_eq!((told.lanes[0].transmit_fault, told.lanes[0].receive_loss_of_signal), (Some(true), Some(true)));
}

#[test]
fn copper_cables_have_a_length_and_measure_nothing() {
    let cables = [("sfp28-dac", 3.0, 1), ("qsfp-dac", 3.0, 1), ("osfp-dac", 2.0, 1)];
    for (name, meters, class) in cables {
        let module = part(name);
        assert_eq!(module.cable, Some(Cable::PassiveCopper), "{name}");
        assert_eq!(module.lengths, [Length { medium: "cable", meters }], "{name}");
        assert_eq!((module.power_class, module.diagnostics), (Some(class), None), "{name}");
        assert_eq!(module.wavelength_nanometers, None, "{name}");
    }
    let losses: Vec<_> = part("osfp-dac").attenuations.iter().map(|loss| (loss.gigahertz, loss.decibels)).collect();
    assert_eq!(losses, [(5.0, 4), (7.0, 5), (12.9, 8), (25.8, 13)]);
    let applications = part("osfp-dac").applications;
    assert_eq!(applications[0].host_interface.name(), Some("800G-ETC-CR8 or 800GBASE-CR8"));
    assert_eq!(applications[0].media_interface.name, Some("Copper cable"));
}

#[test]
fn a_qsfp_tells_of_each_lane() {
    let module = part("qsfp28-100g-sr4");
    assert_eq!((module.management, module.revision.as_deref()), (Some(Management::Sff8636), Some("2.8 to 2.10")));
    assert_eq!(names(module.extended_specification), Some("100GBASE-SR4 or 25GBASE-SR"));
    assert_eq!(names(module.transmitter_technology), Some("850 nm VCSEL"));
    assert_eq!((module.signaling_rate_baud, module.power_class), (Some(25_750_000_000), Some(4)));
    assert_eq!((module.wavelength_nanometers, module.wavelength_tolerance_nanometers), (Some(850.0), Some(10.0)));
    let reaches: Vec<_> = module.lengths.iter().map(|length| (length.medium, length.meters)).collect();
    assert_eq!(reaches, [("OM3", 70.0), ("OM4", 100.0)]);
    let told = module.diagnostics.unwrap();
    assert!(close(told.temperature_celsius.map(|it| it.0), 26.406_25));
    let [sent, received, bias] = lane(&told, 2);
    assert!(close(sent, 1.1731) && close(received, 0.7411) && close(bias, 7.154));
    assert!(close(told.receive_power_limits.map(|limits| limits.high_warning.0 * 1e3), 1.7378));
    assert!(close(told.transmit_bias_limits.map(|limits| limits.high_alarm.0 * 1e3), 10.0));
    assert!(close(told.transmit_power_limits.map(|limits| limits.low_alarm.0 * 1e3), 0.0575));
    assert_eq!(told.flags, ["supply voltage low warning"]);
    let flags: Vec<_> = told.lanes.iter().map(|lane| lane.flags.clone()).collect();
    let expected: [&[&str]; 4] = [
        &["transmit bias low alarm", "transmit power high alarm"],
        &["receive power low alarm", "receive power low warning"],
        &[],
        &[],
    ];
    assert_eq!(flags, expected);
    let states = told.lanes.iter().map(|lane| {
        [lane.receive_loss_of_signal, lane.transmit_loss_of_signal, lane.transmit_fault].map(Option::unwrap)
    });
    let (no, yes) = (false, true);
    assert_eq!(states.collect::<Vec<_>>(), [[yes, no, no], [no, yes, no], [no, no, no], [no, no, yes]]);
}

#[test]
fn a_cmis_module_tells_its_state_and_applications() {
    let module = part("osfp-800g-dr8");
    assert_eq!((module.management, module.revision.as_deref()), (Some(Management::Cmis), Some("5.2")));
    assert_eq!((names(module.state), module.fault_cause), (Some("ready"), None));
    let versions = [module.firmware_version, module.inactive_firmware_version, module.hardware_version];
    assert_eq!(versions.map(Option::unwrap), ["2.17", "2.15", "1.3"]);
    let applications = module.applications.iter().map(|application| {
        let media = application.media_interface.name.unwrap();
        (application.host_interface.name().unwrap(), media, application.host_lanes, application.media_lanes)
    });
    let expected = [("800GAUI-8-S C2M", "800GBASE-DR8", 8, 8), ("400GAUI-4-S C2M", "400GBASE-DR4", 4, 4)];
    assert_eq!(applications.collect::<Vec<_>>(), expected);
    assert_eq!((module.power_class, module.maximum_power_watts), (Some(8), Some(Watts(16.0))));
    assert_eq!((names(module.connector), module.wavelength_nanometers), (Some("MPO 1x16"), Some(1311.0)));
    assert_eq!(module.lengths, [Length { medium: "single-mode fiber", meters: 500.0 }]);
    let told = module.diagnostics.unwrap();
    assert_eq!((told.temperature_celsius.map(|it| it.0), told.lanes.len()), (Some(50.25), 7));
    let [sent, received, bias] = lane(&told, 3);
    assert!(close(sent, 1.22) && close(received, 0.88) && close(bias, 80.8));
    assert!(close(told.transmit_bias_limits.map(|limits| limits.high_alarm.0 * 1e3), 120.0));
    assert_eq!(told.flags, ["module firmware error", "temperature high warning", "supply voltage high warning"]);
    let lanes: Vec<_> = told.lanes.iter().filter(|lane| !lane.flags.is_empty()).map(|lane| lane.number).collect();
    assert_eq!((lanes, names(told.lanes[6].state)), (vec![1, 4], Some("activated")));
    assert_eq!(told.lanes[0].flags, ["transmit power high alarm", "transmit power high warning"]);
    assert_eq!(told.lanes[3].flags, ["receive power low alarm", "receive power low warning"]);
    assert_eq!((told.lanes[1].transmit_fault, told.lanes[2].transmit_loss_of_signal), (Some(true), Some(true)));
    assert_eq!(told.lanes[3].receive_loss_of_signal, Some(true));
}

#[test]
fn damage_costs_no_more_than_what_is_damaged() {
    let wrong = sample("bad", "wrong-checksum");
    assert!(matches!(wrong.damage[0].fault, Fault::BadChecksum { .. }) && wrong.damage[0].offset == 63);
    assert_eq!(wrong.part_number.as_deref(), Some("BEE-10G-SR"));
    let cut = sample("bad", "cut-page");
    assert_eq!((cut.vendor_name, names(cut.connector)), (None, Some("No separable connector")));
    let endless = sample("bad", "no-end-of-applications");
    assert_eq!((endless.applications.len(), endless.manufacture_date), (8, None));
    assert_eq!(sample("bad", "erased").management, None);
}

/// What the index calls a module that its own memory calls otherwise, or not at all.
const EXPLAINED: [(&str, &str); 8] = [
    ("74752-9519", "no compliance code; a passive cable by byte 8"),
    ("74752-9520", "no compliance code; a passive cable by byte 8"),
    ("616740003", "no code for 10GBASE-CR exists; a passive cable by byte 8"),
    ("FTLX1871M3BCL", "no code for 10GBASE-ZR exists; 80 km over single-mode fibre by byte 14"),
    ("AFBR-79EBPZ-CS1", "two lanes in both directions are not in the standard; no compliance code"),
    ("FTL4C3QE1C", "no code for a mode of 1 km and of multi-mode fibre; no compliance code"),
    ("NDAQGF-0003", "a passive cable of 25 GBd by byte 8; its extended specification is empty"),
    ("QSFP-4SFP+-CU2M", "no compliance code; and byte 146 says 3 m, the name 2 m"),
];

#[test]
fn the_images_of_real_modules_agree_with_their_index() {
    let Some(corpus) = corpus::corpus() else { return };
    let folder = corpus.join("eeprom-modules/bigcode-sff");
    let index: Value = serde_json::from_slice(&fs::read(folder.join("index-dev.json")).unwrap()).unwrap();
    let entries = index.as_array().unwrap();
    assert_eq!(entries.len(), 28);
    for entry in entries {
        let field = |name: &str| entry[name].as_str().unwrap();
        let image = fs::read(folder.join(field("file"))).unwrap();
        let module = Module::decode(&ModuleMemory::from_image(&image)).unwrap();
        let file = field("file");
        assert_eq!(module.damage, [], "{file}");
        assert_eq!(module.vendor_name.as_deref(), Some(field("vendor")), "{file}");
        assert_eq!(module.part_number.as_deref(), Some(field("model")), "{file}");
        assert_eq!(module.serial_number.as_deref(), Some(field("serial")), "{file}");
        assert!(module.manufacture_date.is_some() && module.connector.is_some(), "{file}");
        assert!(module.identifier.name().is_some_and(|name| name.contains(field("sfp_type"))), "{file}");
        assert_eq!(is_copper(&module), field("media") == "Copper", "{file}");
        if EXPLAINED.iter().all(|(model, _)| *model != field("model")) {
            assert_eq!(length(&module), length_of(field("length")), "{file}");
            assert!(complies(&module, field("module_type")), "{file}: {module:?}");
        }
    }
}

fn is_copper(module: &Module) -> bool {
    let is_twisted_pair = module.connector == Some(Connector(0x22));
    is_twisted_pair || matches!(module.cable, Some(Cable::PassiveCopper | Cable::ActiveCopper))
}

/// The index gives lengths of cables and of twisted pairs only.
fn length(module: &Module) -> Option<f64> {
    let fixed = module.lengths.iter().find(|length| matches!(length.medium, "cable" | "twisted pair"));
    fixed.map(|length| length.meters)
}

fn length_of(text: &str) -> Option<f64> {
    let number = match text.strip_prefix("0x") {
        Some(digits) => i32::from_str_radix(digits, 16).unwrap(),
        None => text.parse().unwrap(),
    };
    (number >= 0).then(|| f64::from(number))
}

/// Whether the module calls itself by one of the names of what the index calls it.
fn complies(module: &Module, kind: &str) -> bool {
    let names = match kind {
        "1GBASE-SX" => vec!["1000BASE-SX"],
        "1GBASE-LR" => vec!["1000BASE-LX"],
        "1GBASE-T" => vec!["1000BASE-T"],
        "100G-AOC" => vec!["100G AOC"],
        "400G-DR4" => vec!["400GBASE-DR4"],
        // Cables of which the technology tells more than the codes do.
        "40GBASE-CR4" if module.cable == Some(Cable::PassiveCopper) => return true,
        kind => vec![kind],
    };
    let applications = module.applications.iter().filter_map(|application| application.media_interface.name);
    let told: Vec<&str> = module.compliance.iter().copied().chain(names_of(module)).chain(applications).collect();
    names.iter().any(|name| told.iter().any(|told| told.contains(name)))
}

fn names_of(module: &Module) -> Option<&'static str> {
    module.extended_specification.and_then(|code| code.name())
}
