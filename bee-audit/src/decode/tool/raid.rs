//! What the tools of RAID controllers tell, in one shape: each has a decoder of its own.
//!
//! Document: the makers' user guides (Broadcom StorCLI 12Gb/s MegaRAID and StorCLI2, SAS-3 Integrated RAID, HPE Smart
//! Storage Administrator, Microchip ARCCONF, Marvell Storage Utility); what they print for a field that has no value
//! differs: `N/A`, `NA`, `-`, nothing.

/// A controller with all that hangs on it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Controller {
    /// The tool's number of it: `/c0`, controller 1, slot 3.
    pub number: Option<u32>,
    /// PCI address in the kernel's form, `0000:3b:00.0`.
    pub pci_address: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// SAS address, in hexadecimal digits.
    pub sas_address: Option<String>,
    /// Version of the firmware.
    pub firmware_version: Option<String>,
    /// Version of the package that the firmware came in.
    pub firmware_package: Option<String>,
    /// Version of the BIOS or UEFI driver on it.
    pub bios_version: Option<String>,
    /// Version of the kernel's driver.
    pub driver_version: Option<String>,
    /// Its own status, such as `Optimal`.
    pub status: Option<String>,
    /// Temperature of its chip in degrees Celsius.
    pub temperature_celsius: Option<f64>,
    /// Cache memory in octets.
    pub cache_bytes: Option<u64>,
    /// Status of the cache, where the tool tells it.
    pub cache_status: Option<String>,
    /// Corrected errors of its memory.
    pub memory_correctable_errors: Option<u64>,
    /// Errors of its memory that could not be corrected.
    pub memory_uncorrectable_errors: Option<u64>,
    /// Drive groups that came from another controller and wait to be taken over.
    pub foreign_groups: Option<u64>,
    /// RAID levels that its volumes can have, such as `RAID6`.
    pub raid_levels: Option<Vec<String>>,
    /// Volumes that it can have at most.
    pub maximum_virtual_disks: Option<u32>,
    /// What keeps its cache alive.
    pub batteries: Vec<Battery>,
    /// Volumes.
    pub virtual_disks: Vec<VirtualDisk>,
    /// Drives.
    pub physical_disks: Vec<PhysicalDisk>,
}

/// A battery or capacitor.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Battery {
    /// Model or kind.
    pub model: Option<String>,
    /// State, as printed.
    pub state: Option<String>,
    /// Degrees Celsius.
    pub temperature_celsius: Option<f64>,
    /// Date of manufacture, as printed.
    pub manufactured: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Charge, or capacitance, of what it should be.
    pub charge_percent: Option<f64>,
    /// Whether the controller wants it replaced.
    pub is_replacement_required: Option<bool>,
}

/// A volume.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VirtualDisk {
    /// The tool's name of it: `0/0` (drive group and number), `1`.
    pub identifier: String,
    /// Name that somebody gave it.
    pub name: Option<String>,
    /// RAID level, such as `RAID6`.
    pub level: Option<String>,
    /// State, as printed.
    pub state: Option<String>,
    /// What the state means.
    pub condition: Option<Condition>,
    /// Size as printed.
    pub stated_size: Option<String>,
    /// Octets, where the tool states them exactly.
    pub size_bytes: Option<u64>,
    /// Octets of a strip.
    pub strip_bytes: Option<u64>,
    /// Cache policy, as printed.
    pub cache_policy: Option<String>,
    /// NAA or other unique identifier, in lower-case hexadecimal digits.
    pub unique_identifier: Option<String>,
    /// Kernel name of its block device, as the tool has it.
    pub device: Option<String>,
}

/// A drive behind the controller.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhysicalDisk {
    /// Enclosure, as the tool numbers it; for HPE port and box, `1I:1`.
    pub enclosure: Option<String>,
    /// Slot or bay.
    pub slot: Option<String>,
    /// The controller's number of the drive.
    pub device_identifier: Option<u32>,
    /// Drive group or array that it belongs to.
    pub group: Option<String>,
    /// State, as printed.
    pub state: Option<String>,
    /// What the state means.
    pub condition: Option<Condition>,
    /// `SAS`, `SATA`, `NVMe`.
    pub interface: Option<String>,
    /// `HDD`, `SSD`.
    pub medium: Option<String>,
    /// Maker.
    pub vendor: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// World wide name, in lower-case hexadecimal digits.
    pub world_wide_name: Option<String>,
    /// Firmware revision.
    pub firmware_revision: Option<String>,
    /// Size as printed.
    pub stated_size: Option<String>,
    /// Octets, where the tool states them exactly.
    pub size_bytes: Option<u64>,
    /// Speed of the link, as printed.
    pub link_speed: Option<String>,
    /// Degrees Celsius.
    pub temperature_celsius: Option<f64>,
    /// Errors of the medium.
    pub media_errors: Option<u64>,
    /// Errors other than of the medium.
    pub other_errors: Option<u64>,
    /// Times that it predicted its failure.
    pub predictive_failures: Option<u64>,
    /// Whether it warns by SMART.
    pub is_smart_alert: Option<bool>,
}

/// What a state means, whatever the tool calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// In use, and whole.
    Good,
    /// A volume that lacks redundancy, or a drive that is about to fail.
    Degraded,
    /// Being rebuilt, copied or initialised.
    Rebuilding,
    /// Failed.
    Failed,
    /// Taken out of use.
    Offline,
    /// Not there.
    Missing,
    /// Waits to replace another.
    Spare,
    /// Belongs to no volume.
    Unconfigured,
    /// Belongs to a volume of another controller.
    Foreign,
}

/// Name and value of a line: `Name : value`, `Name: value`, `Name:`; the names of some hold colons themselves.
pub(crate) fn fact(line: &str) -> Option<(&str, &str)> {
    let split = [" : ", ": ", ":"].iter().find_map(|separator| line.split_once(separator));
    split.map(|(name, value)| (name.trim(), value.trim()))
}

/// Text that holds something.
pub(super) fn stated(text: &str) -> Option<String> {
    let text = text.trim();
    let is_empty = ["", "-", "NA", "N/A", "Not Available", "Not Applicable", "Unknown", "None"]
        .iter()
        .any(|filler| filler.eq_ignore_ascii_case(text));
    (!is_empty).then(|| text.to_owned())
}

/// The first number in a text: `54C (129.20 F)`, `31 C`, ` 19C`.
pub(super) fn first_number(text: &str) -> Option<f64> {
    let start = text.find(|character: char| character.is_ascii_digit())?;
    let is_negative = text.get(..start)?.ends_with('-');
    let rest = text.get(start..)?;
    let end = rest.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(rest.len());
    let number: f64 = rest.get(..end)?.trim_end_matches('.').parse().ok()?;
    Some(if is_negative { -number } else { number })
}

/// An amount of memory, `2048MB`, `4096 MB`, `8 GB`: the tools count it in powers of two.
pub(super) fn memory(text: &str) -> Option<u64> {
    let digits = text.trim().find(|character: char| !character.is_ascii_digit()).unwrap_or(text.trim().len());
    let (number, unit) = text.trim().split_at_checked(digits)?;
    let shift = match unit.trim().to_ascii_uppercase().as_str() {
        "B" | "" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(1 << shift).filter(|octets| *octets != 0)
}

/// Hexadecimal digits in lower case, of at least eight; other characters between them are dropped.
pub(super) fn digits(text: &str) -> Option<String> {
    let digits: String = text.trim().trim_start_matches("0x").chars().filter(char::is_ascii_hexdigit).collect();
    (digits.len() >= 8 && digits.bytes().any(|digit| digit != b'0')).then(|| digits.to_ascii_lowercase())
}

/// A PCI address of domain, bus, device and function (`00:3b:00:00`, `0000:3B:00.0`, `00h:01h:00h:00h`).
pub(super) fn pci_address(text: &str) -> Option<String> {
    let parts = text.trim().split([':', '.']);
    let number = |part: &str| {
        let digits = part.trim().trim_start_matches("0x").trim_end_matches('h');
        u32::from_str_radix(digits, 16).ok()
    };
    let numbers: Option<Vec<u32>> = parts.map(number).collect();
    match numbers?.as_slice() {
        [domain @ 0..=0xffff, bus @ 0..=0xff, device @ 0..=0x1f, function @ 0..=7] => {
            Some(format!("{domain:04x}:{bus:02x}:{device:02x}.{function:x}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_with_units_around_them() {
        assert_eq!(first_number(" 34C (93.20 F)"), Some(34.0));
        assert_eq!(first_number("-5 C"), Some(-5.0));
        assert_eq!(first_number("N/A"), None);
        assert_eq!(
            (memory("2048MB"), memory("8 GB"), memory("0MB"), memory("many")),
            (Some(2 << 30), Some(8 << 30), None, None)
        );
        assert_eq!((stated(" - "), stated("n/a"), stated(" RAID 5 ")), (None, None, Some("RAID 5".into())));
    }

    #[test]
    fn addresses_are_the_kernels() {
        for text in ["00:3b:00:00", "0000:3B:00.0", "00h:3bh:00h:00h"] {
            assert_eq!(pci_address(text).as_deref(), Some("0000:3b:00.0"), "{text}");
        }
        assert_eq!((pci_address("3b:00.0"), pci_address("00:3b:40:00")), (None, None));
        assert_eq!(digits("4433221-1-0400-0000").as_deref(), Some("4433221104000000"));
        assert_eq!((digits("0000000000000000"), digits("N/A")), (None, None));
    }
}
