//! Block devices: which there are, what they can do, and what stands on them.

use crate::{
    collect::{Attributes, Probe},
    decode::linux::{device_path::DevicePath, storage_text},
    report::{BlockDevice, Holder, Integrity, Zones},
    units::Bytes,
};

/// Block devices by what the audit does with them.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// Real ones with the target of their link in `/sys/block`.
    pub(super) devices: Vec<(String, String)>,
    /// Arrays of the md driver.
    pub(super) arrays: Vec<String>,
    /// What stands on other block devices or their partitions.
    holders: Vec<Holder>,
}

/// Unit of sizes in sysfs, whatever the logical block size is.
pub(super) const SECTOR: u64 = 512;

/// Attributes of a block device, from its directory.
pub(super) const ATTRIBUTES: [&str; 21] = [
    "size",
    "ro",
    "removable",
    "alignment_offset",
    "queue/rotational",
    "queue/logical_block_size",
    "queue/physical_block_size",
    "queue/minimum_io_size",
    "queue/optimal_io_size",
    "queue/max_hw_sectors_kb",
    "queue/discard_granularity",
    "queue/discard_max_bytes",
    "queue/write_cache",
    "queue/fua",
    "queue/dax",
    "queue/scheduler",
    "queue/nr_requests",
    "queue/zoned",
    "integrity/format",
    "wwid",
    "serial",
];

/// Attributes of a zoned one.
const ZONE_ATTRIBUTES: [&str; 4] =
    ["queue/chunk_sectors", "queue/nr_zones", "queue/max_open_zones", "queue/max_active_zones"];

/// Attributes of one that carries protection information.
const INTEGRITY_ATTRIBUTES: [&str; 3] =
    ["integrity/tag_size", "integrity/protection_interval_bytes", "integrity/device_is_integrity_capable"];

/// Block devices that the kernel makes of memory or files; hundreds on some machines, and none worth a look.
const PSEUDO: [&str; 6] = ["loop", "ram", "zram", "nbd", "sr", "fd"];

impl Inventory {
    /// Every block device, in the order of names.
    pub(super) fn read(probe: &mut Probe) -> Inventory {
        let names = probe.list("block devices", "/sys/block");
        let is_pseudo = |name: &String| PSEUDO.iter().any(|prefix| is_numbered(name, prefix));
        let (arrays, names): (Vec<_>, Vec<_>) =
            names.into_iter().filter(|name| !is_pseudo(name)).partition(|name| name.starts_with("md"));
        let (mappings, names): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| name.starts_with("dm-") || name.starts_with("bcache"));
        let targets = probe.links("/sys/block", &names);
        let real = |target: &String| {
            let path = DevicePath::parse(target);
            !path.is_virtual() || path.has_prefix("nvme-subsys")
        };
        let devices = names.into_iter().zip(targets).filter_map(|(name, target)| Some((name, target.filter(real)?)));
        let devices = devices.filter(|(_, target)| !DevicePath::parse(target).has_prefix("rbd")).collect();
        let holders = [&mappings, &arrays].into_iter().flatten().flat_map(|name| read_slaves(probe, name)).collect();
        Inventory { devices, arrays, holders }
    }

    /// What stands on a block device or its partitions.
    fn holders_of(&self, device: &str) -> Vec<Holder> {
        let stands_on = |holder: &&Holder| holder.device == device || is_partition(&holder.device, device);
        self.holders.iter().filter(stands_on).cloned().collect()
    }
}

/// The devices on which a mapping or array stands, one entry each.
fn read_slaves(probe: &mut Probe, name: &str) -> Vec<Holder> {
    let directory = format!("/sys/block/{name}");
    let slaves = probe.list(name, &format!("{directory}/slaves"));
    let mapping = match name.starts_with("dm-") {
        true => probe.attributes(name, &directory, &["dm/name", "dm/uuid"]),
        false => Attributes::default(),
    };
    let holder = |device| Holder {
        name: name.to_owned(),
        device,
        mapping_name: mapping.text("dm/name"),
        mapping_uuid: mapping.text("dm/uuid"),
    };
    slaves.into_iter().map(holder).collect()
}

/// Reads a block device in `directory` together with `more` of its attributes.
pub(super) fn read(
    probe: &mut Probe,
    inventory: &Inventory,
    name: &str,
    directory: &str,
    more: &[&str],
) -> (BlockDevice, Attributes) {
    // Attributes of a device that has no value for them answer EINVAL: wwid, access_state, vpd pages.
    let attributes = probe.optional_attributes(name, directory, &[&ATTRIBUTES[..], more].concat());
    (device(probe, inventory, name, directory, &attributes), attributes)
}

/// The block device in `directory` whose [`ATTRIBUTES`] are known.
pub(super) fn device(
    probe: &mut Probe,
    inventory: &Inventory,
    name: &str,
    directory: &str,
    attributes: &Attributes,
) -> BlockDevice {
    let children = probe.list(name, directory);
    let partitions = children.iter().filter(|child| is_partition(child, name)).count();
    BlockDevice {
        partition_count: u32::try_from(partitions).unwrap_or(u32::MAX),
        holders: inventory.holders_of(name),
        zones: zones(probe, name, directory, attributes),
        integrity: integrity(probe, name, directory, attributes),
        ..block_device(name, attributes)
    }
}

/// What the attributes say.
fn block_device(name: &str, attributes: &Attributes) -> BlockDevice {
    let bytes = |name: &str| attributes.number(name).map(Bytes);
    let some_bytes = |name: &str| bytes(name).filter(|bytes| bytes.0 != 0);
    let discard_maximum_bytes = some_bytes("queue/discard_max_bytes");
    BlockDevice {
        name: name.to_owned(),
        size_bytes: sectors(attributes, "size"),
        logical_block_size_bytes: some_bytes("queue/logical_block_size"),
        physical_block_size_bytes: some_bytes("queue/physical_block_size"),
        minimum_io_size_bytes: some_bytes("queue/minimum_io_size"),
        optimal_io_size_bytes: some_bytes("queue/optimal_io_size"),
        maximum_io_size_bytes: attributes.number("queue/max_hw_sectors_kb").map(Bytes::from_kib),
        alignment_offset_bytes: bytes("alignment_offset"),
        is_read_only: attributes.flag("ro"),
        discard_granularity_bytes: discard_maximum_bytes.and_then(|_| some_bytes("queue/discard_granularity")),
        discard_maximum_bytes,
        write_cache: attributes.text("queue/write_cache"),
        is_force_unit_access: attributes.flag("queue/fua"),
        is_direct_access: attributes.flag("queue/dax"),
        scheduler: attributes.text("queue/scheduler").and_then(|text| Some(storage_text::chosen(&text)?.to_owned())),
        queue_requests: attributes.number("queue/nr_requests"),
        ..BlockDevice::default()
    }
}

/// A size in sectors of 512 octets, whatever the block size; 0 is "no medium".
pub(super) fn sectors(attributes: &Attributes, name: &str) -> Option<Bytes> {
    attributes.number::<u64>(name).filter(|sectors| *sectors != 0).map(|sectors| Bytes(sectors.saturating_mul(SECTOR)))
}

fn zones(probe: &mut Probe, name: &str, directory: &str, attributes: &Attributes) -> Option<Zones> {
    let model = attributes.text("queue/zoned").filter(|model| model != "none")?;
    let attributes = &probe.optional_attributes(name, directory, &ZONE_ATTRIBUTES);
    let limit = |name: &str| attributes.number(name).filter(|limit| *limit != 0);
    Some(Zones {
        model,
        size_bytes: sectors(attributes, "queue/chunk_sectors"),
        count: attributes.number("queue/nr_zones"),
        maximum_open: limit("queue/max_open_zones"),
        maximum_active: limit("queue/max_active_zones"),
    })
}

fn integrity(probe: &mut Probe, name: &str, directory: &str, attributes: &Attributes) -> Option<Integrity> {
    // The kernel says "none" for a queue without a profile, "nop" for one that carries metadata but does not check it.
    let format = attributes.text("integrity/format").filter(|format| !matches!(format.as_str(), "none" | "nop"))?;
    let attributes = probe.optional_attributes(name, directory, &INTEGRITY_ATTRIBUTES);
    Some(Integrity {
        format,
        tag_size_bytes: attributes.number("integrity/tag_size").map(Bytes),
        protection_interval_bytes: attributes.number("integrity/protection_interval_bytes").map(Bytes),
        is_device_capable: attributes.flag("integrity/device_is_integrity_capable"),
    })
}

/// Whether `name` is a partition of `device`: a number follows, behind a `p` where the device's name ends in a digit.
fn is_partition(name: &str, device: &str) -> bool {
    let Some(rest) = name.strip_prefix(device) else { return false };
    let number = if device.ends_with(|c: char| c.is_ascii_digit()) { rest.strip_prefix('p') } else { Some(rest) };
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_numbered(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::is_partition;

    #[test]
    fn partitions_are_told_from_other_devices() {
        assert!(is_partition("sda1", "sda") && is_partition("nvme0n1p2", "nvme0n1"));
        assert!(is_partition("mmcblk0p1", "mmcblk0"));
        for (name, device) in [("sdaa1", "sda"), ("nvme0n12", "nvme0n1"), ("sda", "sda"), ("mmcblk0boot0", "mmcblk0")] {
            assert!(!is_partition(name, device), "{name} of {device}");
        }
    }
}
