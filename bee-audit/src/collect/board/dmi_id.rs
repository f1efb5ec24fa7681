//! Identities that the kernel shows by itself, for when the SMBIOS table is closed to us or is not there.

use crate::{
    collect::{Attributes, Probe, coded, identity},
    decode::smbios::ChassisType,
    report::{Baseboard, Board, Chassis, Firmware, Placeholders, System},
};

const DMI: &str = "/sys/class/dmi/id";
const DEVICE_TREE: &str = "/sys/firmware/devicetree/base";

/// `/sys/class/dmi/id`: the first board and enclosure only. Documentation/ABI/testing/sysfs-class-dmi.
pub(super) fn read(probe: &mut Probe) -> Board {
    let names = probe.list("dmi", DMI);
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| name.contains('_')).collect();
    let attributes = probe.attributes("dmi", DMI, &names);
    let has = |prefix: &str| names.iter().any(|name| name.starts_with(prefix));
    Board {
        system: system(&attributes),
        baseboards: has("board_").then(|| baseboard(&attributes)).into_iter().collect(),
        chassis: has("chassis_").then(|| chassis(&attributes)).into_iter().collect(),
        firmware: firmware(&attributes),
        ..Board::default()
    }
}

fn system(attributes: &Attributes) -> System {
    let mut fillers = Placeholders::new();
    let mut of = |field: &str, name: &str| identity(attributes.text(name), field, &mut fillers);
    System {
        manufacturer: of("manufacturer", "sys_vendor"),
        product_name: of("product_name", "product_name"),
        version: of("version", "product_version"),
        serial_number: of("serial_number", "product_serial"),
        uuid: of("uuid", "product_uuid").map(|uuid| uuid.to_lowercase()),
        sku_number: of("sku_number", "product_sku"),
        family: of("family", "product_family"),
        wake_up_type: None,
        placeholders: fillers,
    }
}

fn baseboard(attributes: &Attributes) -> Baseboard {
    let mut fillers = Placeholders::new();
    let mut of = |field: &str, name: &str| identity(attributes.text(name), field, &mut fillers);
    Baseboard {
        manufacturer: of("manufacturer", "board_vendor"),
        product: of("product", "board_name"),
        version: of("version", "board_version"),
        serial_number: of("serial_number", "board_serial"),
        asset_tag: of("asset_tag", "board_asset_tag"),
        placeholders: fillers,
        ..Baseboard::default()
    }
}

fn chassis(attributes: &Attributes) -> Chassis {
    let mut fillers = Placeholders::new();
    let mut of = |field: &str, name: &str| identity(attributes.text(name), field, &mut fillers);
    Chassis {
        manufacturer: of("manufacturer", "chassis_vendor"),
        version: of("version", "chassis_version"),
        serial_number: of("serial_number", "chassis_serial"),
        asset_tag: of("asset_tag", "chassis_asset_tag"),
        chassis_type: attributes.number("chassis_type").map(|code: u8| coded(&ChassisType(code & 0x7f))),
        placeholders: fillers,
        ..Chassis::default()
    }
}

fn firmware(attributes: &Attributes) -> Firmware {
    let mut fillers = Placeholders::new();
    let mut of = |field: &str, name: &str| identity(attributes.text(name), field, &mut fillers);
    Firmware {
        vendor: of("vendor", "bios_vendor"),
        version: of("version", "bios_version"),
        release_date: of("release_date", "bios_date"),
        release: attributes.text("bios_release"),
        embedded_controller_release: attributes.text("ec_firmware_release"),
        placeholders: fillers,
        ..Firmware::default()
    }
}

/// Model and serial number of a machine without SMBIOS (Devicetree Specification 0.4 §2.3.1; `serial-number` is
/// Linux').
pub(super) fn read_device_tree(probe: &mut Probe, system: &mut System) {
    if system.manufacturer.is_none() && system.product_name.is_none() {
        let attributes = probe.attributes("devicetree", DEVICE_TREE, &["model", "serial-number"]);
        let serial = attributes.text("serial-number");
        system.product_name = attributes.text("model");
        system.serial_number = identity(serial, "serial_number", &mut system.placeholders);
    }
}
