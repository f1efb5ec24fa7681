//! Product, boards, enclosures and lists of texts, from the SMBIOS table.

use crate::{
    collect::{coded, identity},
    decode::smbios::{
        BaseboardInformation, ElementType, Handle, OemStrings, SystemConfigurationOptions, SystemEnclosure,
        SystemInformation, Table,
    },
    report::{Baseboard, Chassis, ContainedElement, Placeholders, System},
};

pub(super) fn system(table: &Table) -> System {
    let Some((_, it)) = table.all::<SystemInformation>().next() else { return System::default() };
    let mut fillers = Placeholders::new();
    let uuid = it.uuid.map(|uuid| uuid.to_string());
    System {
        manufacturer: identity(it.manufacturer.clone(), "manufacturer", &mut fillers),
        product_name: identity(it.product_name.clone(), "product_name", &mut fillers),
        version: identity(it.version.clone(), "version", &mut fillers),
        serial_number: identity(it.serial_number.clone(), "serial_number", &mut fillers),
        uuid: identity(uuid, "uuid", &mut fillers),
        sku_number: identity(it.sku_number.clone(), "sku_number", &mut fillers),
        family: identity(it.family.clone(), "family", &mut fillers),
        wake_up_type: it.wake_up_type.as_ref().map(coded),
        placeholders: fillers,
    }
}

pub(super) fn baseboards(table: &Table) -> Vec<Baseboard> {
    table.all::<BaseboardInformation>().map(|(handle, it)| baseboard(handle, it)).collect()
}

fn baseboard(handle: Handle, it: &BaseboardInformation) -> Baseboard {
    let mut fillers = Placeholders::new();
    let features = it.feature_flags.map(|flags| flags.names()).unwrap_or_default();
    Baseboard {
        handle: Some(handle.0),
        manufacturer: identity(it.manufacturer.clone(), "manufacturer", &mut fillers),
        product: identity(it.product.clone(), "product", &mut fillers),
        version: identity(it.version.clone(), "version", &mut fillers),
        serial_number: identity(it.serial_number.clone(), "serial_number", &mut fillers),
        asset_tag: identity(it.asset_tag.clone(), "asset_tag", &mut fillers),
        board_type: it.board_type.as_ref().map(coded),
        features: features.into_iter().map(str::to_owned).collect(),
        location_in_chassis: identity(it.location_in_chassis.clone(), "location_in_chassis", &mut fillers),
        chassis_handle: it.chassis_handle.map(|handle| handle.0),
        contained_handles: it.contained_object_handles.iter().map(|handle| handle.0).collect(),
        placeholders: fillers,
    }
}

pub(super) fn chassis(table: &Table) -> Vec<Chassis> {
    table.all::<SystemEnclosure>().map(|(handle, it)| enclosure(handle, it)).collect()
}

fn enclosure(handle: Handle, it: &SystemEnclosure) -> Chassis {
    let mut fillers = Placeholders::new();
    Chassis {
        handle: Some(handle.0),
        manufacturer: identity(it.manufacturer.clone(), "manufacturer", &mut fillers),
        chassis_type: it.chassis_type.as_ref().map(coded),
        lock_present: it.lock_present,
        version: identity(it.version.clone(), "version", &mut fillers),
        serial_number: identity(it.serial_number.clone(), "serial_number", &mut fillers),
        asset_tag: identity(it.asset_tag.clone(), "asset_tag", &mut fillers),
        sku_number: identity(it.sku_number.clone(), "sku_number", &mut fillers),
        boot_up_state: it.boot_up_state.as_ref().map(coded),
        power_supply_state: it.power_supply_state.as_ref().map(coded),
        thermal_state: it.thermal_state.as_ref().map(coded),
        security_status: it.security_status.as_ref().map(coded),
        oem_defined: it.oem_defined,
        height_rack_units: it.height_rack_units,
        rack_type: it.rack_type.as_ref().map(coded),
        rack_height: it.rack_height,
        power_cord_count: it.power_cord_count,
        contained_elements: it.contained_elements.iter().map(contained_element).collect(),
        placeholders: fillers,
    }
}

fn contained_element(it: &crate::decode::smbios::ContainedElement) -> ContainedElement {
    let (structure_type, board_type) = match it.element {
        ElementType::StructureType(kind) => (Some(coded(&kind)), None),
        ElementType::BoardType(kind) => (None, Some(coded(&kind))),
    };
    ContainedElement { structure_type, board_type, minimum: it.minimum, maximum: it.maximum }
}

/// Texts of all type 11 structures; fillers are left out, since nothing but a value is of use here.
pub(super) fn oem_strings(table: &Table) -> Vec<String> {
    texts(table.all::<OemStrings>().flat_map(|(_, it)| &it.strings))
}

pub(super) fn configuration_options(table: &Table) -> Vec<String> {
    texts(table.all::<SystemConfigurationOptions>().flat_map(|(_, it)| &it.strings))
}

fn texts<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    texts.filter(|text| !crate::decode::placeholder::is_placeholder(text)).cloned().collect()
}
