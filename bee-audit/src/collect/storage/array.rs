//! Arrays of the multiple devices driver.

use super::block::{Inventory, sectors};
use crate::{
    collect::{Attributes, Probe},
    decode::linux::storage_text,
    report::{Array, ArrayMember},
    units::{Bytes, Percent},
};

const ATTRIBUTES: [&str; 13] = [
    "size",
    "md/uuid",
    "md/level",
    "md/metadata_version",
    "md/component_size",
    "md/chunk_size",
    "md/raid_disks",
    "md/degraded",
    "md/array_state",
    "md/sync_action",
    "md/sync_completed",
    "md/mismatch_cnt",
    "md/consistency_policy",
];

/// Every array, in the order of names.
pub(super) fn read(probe: &mut Probe, inventory: &Inventory) -> Vec<Array> {
    let mut names = inventory.arrays.clone();
    names.sort_by_cached_key(|name| super::kernel_order(name));
    names.into_iter().map(|name| read_array(probe, name)).collect()
}

fn read_array(probe: &mut Probe, name: String) -> Array {
    let directory = format!("/sys/block/{name}");
    let attributes = probe.optional_attributes(&name, &directory, &ATTRIBUTES);
    let text = |attribute: &str| attributes.text(attribute).filter(|text| text != "none");
    Array {
        uuid: text("md/uuid").and_then(|text| storage_text::uuid(&text)),
        level: text("md/level").filter(|level| level != "container"),
        container: text("md/metadata_version").and_then(|text| container(&text)),
        metadata_version: text("md/metadata_version"),
        size_bytes: sectors(&attributes, "size"),
        component_size_bytes: attributes.number("md/component_size").filter(|kib| *kib != 0).map(Bytes::from_kib),
        chunk_size_bytes: attributes.number("md/chunk_size").filter(|size| *size != 0).map(Bytes),
        raid_devices: raid_devices(&attributes),
        degraded_devices: attributes.number("md/degraded"),
        state: text("md/array_state"),
        sync_action: text("md/sync_action"),
        sync_progress_percent: text("md/sync_completed").and_then(|text| progress(&text)),
        mismatch_sectors: attributes.number("md/mismatch_cnt"),
        // Of a container, which has none.
        consistency_policy: text("md/consistency_policy").filter(|policy| policy != "unknown"),
        members: read_members(probe, &name, &directory),
        name,
    }
}

/// The container in `external:/md127/0`, or `external:-md127/0` while nobody may write to the array.
fn container(metadata_version: &str) -> Option<String> {
    let member = metadata_version.strip_prefix("external:")?.strip_prefix(['/', '-'])?;
    member.split_once('/').map(|(container, _)| container.to_owned())
}

/// `4`, or `5 (4)` while the array is reshaped from four.
fn raid_devices(attributes: &Attributes) -> Option<u32> {
    attributes.text("md/raid_disks")?.split(' ').next()?.parse().ok()
}

/// `1234 / 5678` sectors.
#[expect(clippy::cast_precision_loss, reason = "a percentage of counts below 2^53 in practice")]
fn progress(text: &str) -> Option<Percent> {
    let (done, all) = text.split_once(" / ")?;
    let (done, all) = (done.parse::<u64>().ok()?, all.parse::<u64>().ok().filter(|all| *all != 0)?);
    Some(Percent((done as f64 / all as f64 * 10_000.0).round() / 100.0))
}

fn read_members(probe: &mut Probe, subject: &str, array: &str) -> Vec<ArrayMember> {
    let names = probe.list(subject, &format!("{array}/md"));
    let devices = names.iter().filter_map(|name| name.strip_prefix("dev-"));
    let mut members: Vec<ArrayMember> = devices.map(|device| read_member(probe, subject, array, device)).collect();
    members.sort_by_cached_key(|member| (member.slot.is_none(), member.slot, super::kernel_order(&member.device)));
    members
}

fn read_member(probe: &mut Probe, subject: &str, array: &str, device: &str) -> ArrayMember {
    let directory = format!("{array}/md/dev-{device}");
    let attributes = probe.optional_attributes(subject, &directory, &["slot", "state", "errors", "size"]);
    let states = attributes.text("state").unwrap_or_default();
    ArrayMember {
        device: device.to_owned(),
        slot: attributes.number("slot"),
        states: states.split([',', ' ']).filter(|state| !state.is_empty()).map(str::to_owned).collect(),
        corrected_errors: attributes.number("errors"),
        size_bytes: attributes.number::<u64>("size").filter(|kib| *kib != 0).map(Bytes::from_kib),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_in_containers() {
        assert_eq!(container("external:/md127/0").as_deref(), Some("md127"));
        assert_eq!(container("external:-md127/0").as_deref(), Some("md127"));
        assert_eq!((container("external:imsm"), container("1.2")), (None, None));
    }

    #[test]
    fn progress_is_a_share_of_sectors() {
        assert_eq!(progress("1 / 8"), Some(Percent(12.5)));
        for text in ["delayed", "1 / 0", "x / 8", ""] {
            assert_eq!(progress(text), None);
        }
    }
}
