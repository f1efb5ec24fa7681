//! Physical slots: firmware's list, the kernel's, and the ports' own numbers, joined to the functions that sit in them.

use super::{Found, coded, set, topology::leads_down};
use crate::{
    collect::{Probe, smbios},
    decode::{
        linux::{kernel_order, pci::link_speed},
        smbios::{SlotPeer, SystemSlot},
    },
    report::{PciSlot, PciSlotPeer, PciSlotPlace},
};

const SLOTS: &str = "/sys/bus/pci/slots";

/// Every slot; and every function learns its own.
pub(super) fn read(probe: &mut Probe, found: &mut [Found]) -> Vec<PciSlot> {
    let table = smbios::read_table(probe);
    let mut slots: Vec<PciSlot> =
        table.iter().flat_map(|table| table.all::<SystemSlot>()).map(|(_, slot)| firmware_slot(slot)).collect();
    for slot in read_kernel_slots(probe) {
        match slots.iter_mut().find(|known| is_same(known, &slot, found)) {
            Some(known) => {
                known.kernel_name = slot.kernel_name;
                known.kernel_address = slot.kernel_address;
                known.speed_gt_s = slot.speed_gt_s;
                known.max_speed_gt_s = slot.max_speed_gt_s;
            }
            None => slots.push(slot),
        }
    }
    let numbers: Vec<Option<u16>> = found.iter().map(|one| slot_number(one, found)).collect();
    for (found, number) in found.iter_mut().zip(numbers) {
        found.function.slot = place(found, number, &mut slots);
    }
    slots
}

fn firmware_slot(slot: &SystemSlot) -> PciSlot {
    let characteristics = slot.characteristics_1.as_ref().map(set).into_iter().flatten();
    PciSlot {
        designation: slot.designation.clone(),
        kind: slot.slot_type.as_ref().map(coded),
        data_bus_width: slot.data_bus_width.as_ref().map(coded),
        usage: slot.current_usage.as_ref().map(coded),
        length: slot.slot_length.as_ref().map(coded),
        id: slot.id,
        characteristics: characteristics
            .chain(slot.characteristics_2.as_ref().map(set).into_iter().flatten())
            .collect(),
        firmware_address: slot.address.map(|address| address.to_string()),
        base_data_bus_width: slot.base_data_bus_width.filter(|lanes| *lanes != 0),
        peers: slot.peers.iter().map(peer).collect(),
        pci_express_generation: slot.pci_express_generation,
        physical_width: slot.physical_width.as_ref().map(coded),
        pitch_micrometres: slot.pitch_hundredths_millimetre.map(|pitch| u32::from(pitch) * 10),
        height: slot.height.as_ref().map(coded),
        ..PciSlot::default()
    }
}

fn peer(peer: &SlotPeer) -> PciSlotPeer {
    PciSlotPeer { address: peer.address.map(|address| address.to_string()), data_bus_width: peer.data_bus_width }
}

/// `address` and the two speeds are kept by the kernel; the other attributes of a slot would ask its controller.
fn read_kernel_slots(probe: &mut Probe) -> Vec<PciSlot> {
    const ATTRIBUTES: [&str; 3] = ["address", "cur_bus_speed", "max_bus_speed"];
    let mut names = probe.list("slots", SLOTS);
    names.sort_by_cached_key(|name| kernel_order(name));
    probe.read_attributes_ahead(names.iter().map(|name| format!("{SLOTS}/{name}")), &ATTRIBUTES);
    let mut slots = Vec::new();
    for name in names {
        let attributes = probe.optional_attributes(&name, &format!("{SLOTS}/{name}"), &ATTRIBUTES);
        let speed = |name| link_speed(&attributes.text(name)?);
        slots.push(PciSlot {
            kernel_address: attributes.text("address"),
            speed_gt_s: speed("cur_bus_speed"),
            max_speed_gt_s: speed("max_bus_speed"),
            kernel_name: Some(name),
            ..PciSlot::default()
        });
    }
    slots
}

/// Whether the kernel's slot is the one that firmware lists: the same device, or firmware names the bridge above it.
fn is_same(firmware: &PciSlot, kernel: &PciSlot, found: &[Found]) -> bool {
    let (Some(named), Some(device)) = (&firmware.firmware_address, &kernel.kernel_address) else { return false };
    let is_there = |found: &&Found| device_of(&found.function.address) == device;
    let is_below = found.iter().find(is_there).is_some_and(|found| found.ancestors.first() == Some(named));
    firmware.kernel_name.is_none() && (device_of(named) == device || is_below)
}

/// The slot of a function: the first that names it or a bridge above it, nearest first.
fn place(found: &Found, number: Option<u16>, slots: &mut [PciSlot]) -> Option<PciSlotPlace> {
    let address = &found.function.address;
    // Firmware often names the port above a slot; that port is not in the slot.
    let own = (!leads_down(found)).then_some(address);
    let steps = own.into_iter().chain(&found.ancestors);
    let index = steps.into_iter().find_map(|step| slots.iter().position(|slot| is_at(slot, step, step == address)));
    let mut place = PciSlotPlace { number, ..PciSlotPlace::default() };
    if let Some(slot) = index.and_then(|index| slots.get_mut(index)) {
        slot.functions.push(address.clone());
        place.designation.clone_from(&slot.designation);
        place.kernel_name.clone_from(&slot.kernel_name);
    }
    (place != PciSlotPlace::default()).then_some(place)
}

/// Whether a slot is at this address. All functions of one device are in one slot; of bridges above, the one named.
fn is_at(slot: &PciSlot, address: &str, is_own: bool) -> bool {
    let by_firmware = slot
        .firmware_address
        .as_deref()
        .is_some_and(|named| if is_own { device_of(named) == device_of(address) } else { named == address });
    by_firmware || slot.kernel_address.as_deref() == Some(device_of(address))
}

/// The number of the nearest port above that has a slot and a number.
fn slot_number(one: &Found, found: &[Found]) -> Option<u16> {
    one.ancestors.iter().find_map(|ancestor| {
        let port = found.iter().find(|found| found.function.address == *ancestor)?;
        let slot = port.function.configuration.as_ref()?.express.as_ref()?.slot.as_ref()?;
        Some(slot.number).filter(|number| *number != 0)
    })
}

/// An address without its function: `0000:3b:00`.
fn device_of(address: &str) -> &str {
    address.rsplit_once('.').map_or(address, |(device, _)| device)
}
