//! Names of vendors, devices, subsystems and classes from the text of pci.ids.
//!
//! Format: the comment at the head of <https://pci-ids.ucw.cz/v2.2/pci.ids>. One line an entry, nested by tabs:
//! `vvvv  vendor`, `⇥dddd  device`, `⇥⇥vvvv dddd  subsystem`, and behind them `C cc  class`, `⇥ss  subclass`,
//! `⇥⇥pp  programming interface`.
//!
//! A scan goes over the text once and keeps only what was asked for, because a machine has some dozens of the 40,000
//! entries. Old copies are not all UTF-8; some lack the version line.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Id;
use super::header::{ClassCode, Subsystem};

pub mod embedded;

/// The names that are wanted, and once text was scanned those that were found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    vendors: BTreeMap<u16, Option<String>>,
    devices: BTreeMap<(u16, u16), Option<String>>,
    subsystems: BTreeMap<[u16; 4], Option<String>>,
    /// Keyed by base class, subclass and programming interface, the absent ones −1.
    classes: BTreeMap<[i16; 3], Option<String>>,
}

/// Names of a class code, from the general to the special.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ClassNames {
    /// Of the base class.
    pub base: Option<String>,
    /// Of the subclass.
    pub sub: Option<String>,
    /// Of the programming interface.
    pub programming_interface: Option<String>,
}

impl Names {
    /// Asks for the names of a device and its vendor.
    pub fn want_device(&mut self, vendor: Id, device: Id) {
        self.vendors.entry(vendor.0).or_default();
        self.devices.entry((vendor.0, device.0)).or_default();
    }

    /// Asks for the names of a subsystem of that device, and of who sells it.
    pub fn want_subsystem(&mut self, vendor: Id, device: Id, subsystem: Subsystem) {
        self.vendors.entry(subsystem.vendor_id.0).or_default();
        self.subsystems.entry(subsystem_key(vendor, device, subsystem)).or_default();
    }

    /// Asks for the names of a class.
    pub fn want_class(&mut self, class: ClassCode) {
        for key in class_keys(class) {
            self.classes.entry(key).or_default();
        }
    }

    /// What is wanted, as vendor (upper half) and device; a vendor alone has the device 0.
    fn wanted(&self) -> impl Iterator<Item = u32> {
        let key = |vendor: u16, device: u16| u32::from(vendor) << 16 | u32::from(device);
        let vendors = self.vendors.keys().map(move |vendor| key(*vendor, 0));
        vendors.chain(self.devices.keys().map(move |(vendor, device)| key(*vendor, *device)))
    }

    /// Name of a vendor, when it was wanted and found.
    pub fn vendor(&self, vendor: Id) -> Option<&str> {
        self.vendors.get(&vendor.0)?.as_deref()
    }

    /// Name of a device, when it was wanted and found.
    pub fn device(&self, vendor: Id, device: Id) -> Option<&str> {
        self.devices.get(&(vendor.0, device.0))?.as_deref()
    }

    /// Name of a subsystem of a device; where subsystem and device ids are the same, the device's own name.
    pub fn subsystem(&self, vendor: Id, device: Id, subsystem: Subsystem) -> Option<&str> {
        let named = self.subsystems.get(&subsystem_key(vendor, device, subsystem)).and_then(Option::as_deref);
        let same = subsystem.vendor_id == vendor && subsystem.device_id == device;
        named.or_else(|| if same { self.device(vendor, device) } else { None })
    }

    /// Names of a class, as far as they were wanted and found.
    pub fn class(&self, class: ClassCode) -> ClassNames {
        let [base, sub, programming_interface] = class_keys(class).map(|key| self.classes.get(&key).cloned().flatten());
        ClassNames { base, sub, programming_interface }
    }

    /// Goes over pci.ids text once and keeps the wanted names; those found before are replaced.
    pub fn scan(&mut self, text: &[u8]) {
        let mut place = Place::Outside;
        for line in text.split(|byte| *byte == b'\n') {
            let depth = line.iter().take_while(|byte| **byte == b'\t').count();
            let entry = line.get(depth..).unwrap_or_default();
            match depth {
                0 => place = self.top(entry, place),
                1 => place = self.second(entry, place),
                2 => self.third(entry, place),
                _ => {}
            }
        }
    }

    /// A vendor or a class; blank lines and comments leave the place as it is.
    fn top(&mut self, entry: &[u8], place: Place) -> Place {
        match entry {
            [] | [b'#', ..] => place,
            [b'C', b' ', rest @ ..] => match number(rest, 2) {
                Some((class, name)) => {
                    let key = [class.cast_signed(), -1, -1];
                    fill(self.classes.get_mut(&key), name);
                    Place::Class(class.cast_signed())
                }
                None => Place::Outside,
            },
            _ => match number(entry, 4) {
                Some((vendor, name)) => match self.vendors.get_mut(&vendor) {
                    Some(wanted) => {
                        fill(Some(wanted), name);
                        Place::Vendor(vendor)
                    }
                    None => Place::Outside,
                },
                None => Place::Outside,
            },
        }
    }

    /// A device or a subclass.
    fn second(&mut self, entry: &[u8], place: Place) -> Place {
        match place {
            Place::Vendor(vendor) | Place::Device(vendor, _) => match number(entry, 4) {
                Some((device, name)) => {
                    fill(self.devices.get_mut(&(vendor, device)), name);
                    Place::Device(vendor, device)
                }
                None => Place::Vendor(vendor),
            },
            Place::Class(class) | Place::Subclass(class, _) => match number(entry, 2) {
                Some((subclass, name)) => {
                    fill(self.classes.get_mut(&[class, subclass.cast_signed(), -1]), name);
                    Place::Subclass(class, subclass.cast_signed())
                }
                None => Place::Class(class),
            },
            Place::Outside => place,
        }
    }

    /// A subsystem or a programming interface.
    fn third(&mut self, entry: &[u8], place: Place) {
        match place {
            Place::Device(vendor, device) => {
                let Some((sub_vendor, rest)) = number(entry, 4) else { return };
                let Some((sub_device, name)) = number(rest, 4) else { return };
                fill(self.subsystems.get_mut(&[vendor, device, sub_vendor, sub_device]), name);
            }
            Place::Subclass(class, subclass) => {
                let Some((interface, name)) = number(entry, 2) else { return };
                fill(self.classes.get_mut(&[class, subclass, interface.cast_signed()]), name);
            }
            Place::Outside | Place::Vendor(_) | Place::Class(_) => {}
        }
    }
}

/// The entry that a nested line belongs to. A vendor that is not wanted is `Outside`.
#[derive(Clone, Copy)]
enum Place {
    Outside,
    Vendor(u16),
    Device(u16, u16),
    Class(i16),
    Subclass(i16, i16),
}

fn fill(wanted: Option<&mut Option<String>>, name: &[u8]) {
    if let Some(wanted) = wanted {
        *wanted = Some(String::from_utf8_lossy(name).trim().to_owned());
    }
}

/// `digits` hexadecimal digits and what follows their blanks.
fn number(entry: &[u8], digits: usize) -> Option<(u16, &[u8])> {
    let (digits, rest) = entry.split_at_checked(digits)?;
    let number = digits.iter().try_fold(0u16, |number, digit| {
        let value = char::from(*digit).to_digit(16)?;
        Some(number << 4 | u16::try_from(value).ok()?)
    })?;
    rest.starts_with(b" ").then(|| (number, rest.trim_ascii_start()))
}

fn subsystem_key(vendor: Id, device: Id, subsystem: Subsystem) -> [u16; 4] {
    [vendor.0, device.0, subsystem.vendor_id.0, subsystem.device_id.0]
}

fn class_keys(class: ClassCode) -> [[i16; 3]; 3] {
    let (base, sub) = (i16::from(class.base), i16::from(class.sub));
    [[base, -1, -1], [base, sub, -1], [base, sub, class.programming_interface.into()]]
}

/// Whether the text names at least one vendor, without which it is no pci.ids.
pub fn names_vendors(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').any(|line| number(line, 4).is_some_and(|(_, name)| !name.is_empty()))
}

/// What the `Version:` comment says, such as `2026.10.09`, from the first lines of the text.
pub fn version(text: &[u8]) -> Option<String> {
    let comments = text.split(|byte| *byte == b'\n').take_while(|line| line.is_empty() || line.starts_with(b"#"));
    let mut version = comments.filter_map(|line| {
        let line = String::from_utf8_lossy(line);
        line.trim_start_matches('#').trim().strip_prefix("Version:").map(|version| version.trim().to_owned())
    });
    version.find(|version| !version.is_empty())
}

/// Whether the version `candidate` is later than `other`; versions are dates from the year down, the day may lack.
pub fn newer(candidate: &str, other: &str) -> bool {
    let date = |version: &str| version.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u32>>();
    date(candidate) > date(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"#\n#\tVersion: 2031.02.03\n\n0001  First\n\tabcd  Gadget \xe9\n\t\t1111 2222  Board\n\
        8086  Maker\n\t1000  Thing\n\t\t8086 0001  Card\n\t\t8086\n\tzz\n\t\t8086 0001  Lost\nC 02  Network controller\n\
        \t00  Ethernet controller\n\t\t05  Odd\nffff\n";

    fn subsystem(vendor: u16, device: u16) -> Subsystem {
        Subsystem { vendor_id: Id(vendor), device_id: Id(device) }
    }

    #[test]
    fn a_scan_keeps_what_was_wanted() {
        let class = ClassCode { base: 2, sub: 0, programming_interface: 5 };
        let mut names = Names::default();
        names.want_device(Id(0x8086), Id(0x1000));
        names.want_subsystem(Id(0x8086), Id(0x1000), subsystem(0x8086, 1));
        names.want_class(class);
        names.scan(TEXT);
        assert_eq!(names.vendor(Id(0x8086)), Some("Maker"));
        assert_eq!(names.device(Id(0x8086), Id(0x1000)), Some("Thing"));
        assert_eq!(names.subsystem(Id(0x8086), Id(0x1000), subsystem(0x8086, 1)), Some("Card"));
        assert_eq!(names.subsystem(Id(0x8086), Id(0x1000), subsystem(0x8086, 0x1000)), Some("Thing"));
        let class = names.class(class);
        assert_eq!(class.base.as_deref(), Some("Network controller"));
        assert_eq!(class.sub.as_deref(), Some("Ethernet controller"));
        assert_eq!(class.programming_interface.as_deref(), Some("Odd"));
        assert_eq!(names.vendor(Id(1)), None, "not wanted");
    }

    #[test]
    fn text_that_is_not_utf_8_is_kept_readable() {
        let mut names = Names::default();
        names.want_device(Id(1), Id(0xabcd));
        names.scan(TEXT);
        assert_eq!(names.device(Id(1), Id(0xabcd)), Some("Gadget \u{fffd}"));
    }

    #[test]
    fn text_without_vendors_is_no_pci_ids() {
        assert!(names_vendors(TEXT));
        for other in ["", "root:x:0:0:root:/root:/bin/bash\n", "C 02  Network controller\n", "ffff\n"] {
            assert!(!names_vendors(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn versions_are_dates() {
        assert_eq!(version(TEXT).as_deref(), Some("2031.02.03"));
        assert_eq!(version(b"0001  First\n#\tVersion: 2031.02.03\n"), None);
        assert!(newer("2026.10.09", "2026.10") && newer("2026.10", "2023.04.10") && !newer("2026.9", "2026.10"));
    }

    #[test]
    fn cut_off_text_is_harmless() {
        let mut names = Names::default();
        names.want_device(Id(0x8086), Id(0x1000));
        names.want_subsystem(Id(0x8086), Id(0x1000), subsystem(0x8086, 1));
        for end in 0..TEXT.len() {
            names.scan(&TEXT[..end]);
            let _ = version(&TEXT[..end]);
        }
    }
}
