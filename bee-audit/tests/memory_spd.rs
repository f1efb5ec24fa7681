//! How the memory modules' own descriptions are found and joined to slots, on a machine that this test makes up.

use std::collections::BTreeMap;

use bee_audit::{
    Host, Options, audit,
    host::{Error, Query, Reply},
    report::{Component, Gap, Memory, Reason},
};

#[path = "support/samples.rs"]
mod samples;

/// A machine of files.
#[derive(Default)]
struct Made(BTreeMap<String, Result<Vec<u8>, Error>>);

impl Made {
    fn module(mut self, driver: &str, device: &str, content: Result<Vec<u8>, Error>) -> Made {
        self.0.insert(format!("/sys/bus/i2c/drivers/{driver}/{device}/eeprom"), content);
        self
    }

    fn file(mut self, path: &str, content: &[u8]) -> Made {
        self.0.insert(path.to_owned(), Ok(content.to_vec()));
        self
    }

    fn memory(&self) -> (Memory, Vec<Gap>) {
        let report = audit(self, &Options::only([Component::Memory]));
        assert!(report.memory.is_some());
        let gaps = report.gaps.into_iter().filter(|gap| gap.missing != "smbios").collect();
        (report.memory.unwrap(), gaps)
    }
}

impl Host for Made {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        match query {
            Query::Read(path) => self.0.get(path).cloned().unwrap_or(Err(Error::Absent)).map(Reply::Bytes),
            Query::List(path) => {
                let below = format!("{path}/");
                let rests = self.0.keys().filter_map(|path| path.strip_prefix(&below));
                let mut names: Vec<_> = rests.filter_map(|rest| rest.split('/').next()).map(str::to_owned).collect();
                names.dedup();
                if names.is_empty() { Err(Error::Absent) } else { Ok(Reply::Entries(names)) }
            }
            _ => Err(Error::Absent),
        }
    }
}

fn sample(kind: &str, name: &str) -> Vec<u8> {
    let mut samples = samples::of(kind, "spd").into_iter();
    samples.find_map(|(path, bytes)| path.ends_with(&format!("/{name}.hex")).then_some(bytes)).unwrap()
}

/// An SMBIOS table of one memory device (DSP0134 §7.18) with a maker, a serial number and perhaps a part number.
fn table(strings: [&str; 2], part_number: Option<&str>) -> Vec<u8> {
    let mut device = vec![0; 0x28];
    (device[0], device[1], device[2]) = (17, 0x28, 0x42);
    // Size 32 GiB in MiB, maker, serial number, part number.
    device[0x0c..0x0e].copy_from_slice(&0x7fffu16.to_le_bytes());
    device[0x1c..0x20].copy_from_slice(&32768u32.to_le_bytes());
    (device[0x17], device[0x18], device[0x1a]) = (1, 2, if part_number.is_some() { 3 } else { 0 });
    for text in strings.into_iter().chain(part_number) {
        device.extend(text.bytes().chain([0]));
    }
    device.extend([0, 127, 4, 0xff, 0xff, 0, 0]);
    device
}

const TABLE: &str = "/sys/firmware/dmi/tables/DMI";

#[test]
fn modules_of_every_driver_are_read() {
    let made = Made::default()
        .module("ee1004", "0-0050", Ok(sample("parts", "ddr4-rdimm")))
        .module("spd5118", "1-0051", Ok(sample("parts", "ddr5-rdimm")))
        .module("at24", "2-0052", Ok(sample("parts", "ddr3-rdimm")))
        .file("/sys/bus/i2c/drivers/at24/2-0052/name", b"spd\n")
        .module("eeprom", "3-0053", Ok(sample("parts", "ddr3-udimm-xmp")))
        .file("/sys/bus/i2c/drivers/ee1004/module/refcnt", b"1\n")
        .module("jc42", "0-0018", Ok(vec![0; 16]));
    let (memory, gaps) = made.memory();
    assert_eq!(gaps, []);
    let told = memory.spd.iter().map(|spd| (spd.bus_address.as_str(), spd.serial_number.as_deref().unwrap()));
    let expected = [("0-0050", "03A5C7E9"), ("1-0051", "80A1B2C3"), ("2-0052", "1A2B3C4D"), ("3-0053", "00C0FFEE")];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert_eq!(memory.spd[0].module_manufacturer.as_deref(), Some("Samsung"));
    assert_eq!(memory.spd[1].support_devices.len(), 4);
}

#[test]
fn other_eeproms_are_left_alone_and_silent() {
    let made = Made::default()
        .module("at24", "4-0050", Err(Error::TimedOut))
        .file("/sys/bus/i2c/drivers/at24/4-0050/name", b"24c02\n")
        .module("eeprom", "5-0050", Ok(sample("bad", "empty")));
    assert_eq!(made.memory().1, []);
    assert_eq!(Made::default().memory().0.spd, []);
}

#[test]
fn damage_and_refusals_are_gaps() {
    let made = Made::default()
        .module("ee1004", "0-0050", Ok(sample("bad", "wrong-checksum")))
        .module("ee1004", "0-0051", Ok(sample("bad", "truncated")))
        .module("ee1004", "0-0052", Err(Error::Failed { errno: 121 }));
    let (memory, gaps) = made.memory();
    assert_eq!(memory.spd.len(), 1);
    let told: Vec<_> = gaps.iter().map(|gap| (gap.subjects[0].as_str(), gap.reason)).collect();
    assert_eq!(told, [("0-0052", Reason::Failed), ("0-0050", Reason::Damaged), ("0-0051", Reason::Damaged)]);
}

#[test]
fn a_module_is_joined_to_its_slot() {
    let module = || Made::default().module("ee1004", "0-0050", Ok(sample("parts", "ddr4-rdimm")));
    let (memory, _) = module().file(TABLE, &table(["Samsung", "03A5C7E9"], Some("BEE393A4K40DB3-CWE"))).memory();
    assert_eq!((memory.spd[0].device_handle, memory.devices[0].spd_part_number.as_deref()), (Some(0x42), None));
    assert_eq!(memory.devices[0].spd_bus_address.as_deref(), Some("0-0050"));
    let (memory, _) = module().file(TABLE, &table(["Samsung", "03A5C7E9"], None)).memory();
    assert_eq!(memory.devices[0].spd_part_number.as_deref(), Some("BEE393A4K40DB3-CWE"));
    let (memory, _) = module().file(TABLE, &table(["Samsung", "03A5C7E8"], Some("BEE393A4K40DB3-CWE"))).memory();
    assert_eq!((memory.spd[0].device_handle, memory.devices[0].spd_bus_address.as_deref()), (None, None));
}
