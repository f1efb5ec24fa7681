//! Sensor chips.
//!
//! - *Reports*: temperatures, fans, voltages, currents, powers, energies and humidities with limits, alarms and faults;
//!   fan controls, intrusion detectors; thermal zones that no chip stands for; probes and fans that firmware lists.
//! - *Reads*: `/sys/class/hwmon`, `/sys/class/thermal`; SMBIOS types 26–29 and 34–36.
//! - *Falls back to*: the device's own folder before Linux 3.14.
//! - *Needs*: root for SMBIOS; drivers for the chips (`modprobe coretemp`, `drivetemp`, `nct6775`, …).
//! - *Leaves out*: sensors of a device that sleeps, since reading would wake it; sensors behind a BMC.

mod channels;
mod firmware;
mod thermal;

use super::{Attributes, Outcome, Probe, files, smbios};
use crate::{
    decode::linux::{
        device_path::DevicePath,
        hwmon::{Attribute, number},
        runtime_power::is_asleep,
    },
    host::{Host, Query},
    report::{Component, Reason, SensorChip, Sensors},
};

const CLASS: &str = "/sys/class/hwmon";
/// What tells about a chip; reading it asks no device.
const ABOUT: [&str; 3] = ["name", "label", "device/power/runtime_status"];

/// Every sensor of the kernel's.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Sensors> {
    let mut probe = Probe::new(host, Component::Sensors);
    let names = probe.list("hwmon", CLASS);
    probe.read_ahead(names.iter().flat_map(|name| queries(&format!("{CLASS}/{name}"))));
    let mut chips: Vec<(SensorChip, String)> = names.into_iter().map(|hwmon| read_chip(&mut probe, hwmon)).collect();
    // The kernel numbers chips as their drivers come; names and places stay.
    chips.sort_unstable_by(|(a, place), (b, other)| (&a.name, place, &a.hwmon).cmp(&(&b.name, other, &b.hwmon)));
    let thermal_zones = thermal::read(&mut probe);
    let chips = chips.into_iter().map(|(chip, _)| chip).collect();
    let firmware = smbios::read_table(&mut probe).map(|table| firmware::describe(&table));
    probe.outcome(Sensors { chips, thermal_zones, firmware })
}

/// What will be asked of a chip before its readings.
fn queries(class: &str) -> Vec<Query> {
    let links = [class.to_owned(), format!("{class}/device")].map(Query::Link);
    links.into_iter().chain([Query::List(class.to_owned())]).chain(files(class, &ABOUT)).collect()
}

/// The chip, and its place in the tree of devices.
fn read_chip(probe: &mut Probe, hwmon: String) -> (SensorChip, String) {
    let class = format!("{CLASS}/{hwmon}");
    let mut files = probe.list(&hwmon, &class);
    let mut directory = class.clone();
    if !files.iter().any(|file| file == "name") {
        directory = format!("{class}/device");
        files = probe.list(&hwmon, &directory);
    }
    let about = probe.optional_attributes(&hwmon, &directory, &ABOUT);
    let place = probe.link(&hwmon, &class).unwrap_or_default();
    let mut chip = SensorChip {
        name: about.text("name"),
        label: about.text("label"),
        device: probe.link_name(&hwmon, &format!("{class}/device")),
        pci_address: DevicePath::parse(&place).pci_address().map(str::to_owned),
        hwmon,
        ..SensorChip::default()
    };
    if about.text("device/power/runtime_status").is_some_and(|status| is_asleep(&status)) {
        let detail = "the device sleeps, and reading would wake it";
        probe.gap(&subject(&chip), "sensors", Reason::LeftAlone, detail);
    } else {
        let values = read_values(probe, &subject(&chip), &directory, &files);
        channels::fill(&mut chip, &files, &values);
    }
    (chip, place)
}

fn subject(chip: &SensorChip) -> String {
    chip.name.clone().map_or_else(|| chip.hwmon.clone(), |name| format!("{name} ({})", chip.hwmon))
}

/// Files of channels: readings, whose failures are gaps, and the rest, which drivers may refuse for want of a value.
fn read_values(probe: &mut Probe, subject: &str, directory: &str, present: &[String]) -> Values {
    let (mut readings, mut others) = (Vec::new(), Vec::new());
    for file in present {
        match Attribute::of_name(file).map(|attribute| attribute.item) {
            Some("input" | "average") => readings.push(file.as_str()),
            Some(item) if item.ends_with("alarm") || channels::ITEMS.contains(&item) => others.push(file.as_str()),
            _ => {}
        }
    }
    probe.read_ahead(files(directory, &readings).into_iter().chain(files(directory, &others)));
    let readings = Values {
        readings: probe.attributes(subject, directory, &readings),
        others: probe.optional_attributes(subject, directory, &others),
    };
    for file in present.iter().filter(|file| !file.ends_with("_label")) {
        let damage = readings.text(file).and_then(|text| number(&text).err());
        damage.inspect(|error| probe.damaged(subject, file, error));
    }
    readings
}

/// What the files of one chip hold.
struct Values {
    readings: Attributes,
    others: Attributes,
}

impl Values {
    fn text(&self, file: &str) -> Option<String> {
        self.readings.text(file).or_else(|| self.others.text(file))
    }

    fn number(&self, file: &str) -> Option<i64> {
        number(&self.text(file)?).ok()
    }
}
