//! Management engines of Intel chipsets (Linux, Documentation/ABI/testing/sysfs-class-mei); nothing is sent to them.

use crate::{
    collect::Probe,
    decode::linux::mei::{FirmwareStatus, firmware_versions},
    report::ManagementEngine,
};

const CLASS: &str = "/sys/class/mei";

/// Every engine, in the order of their numbers.
pub(super) fn read(probe: &mut Probe) -> Vec<ManagementEngine> {
    let names = probe.list("mei", CLASS);
    names.into_iter().map(|name| read_one(probe, name)).collect()
}

fn read_one(probe: &mut Probe, name: String) -> ManagementEngine {
    // An engine that is being reset, or whose firmware is too old to tell, refuses.
    let names = ["kind", "dev_state", "fw_ver", "fw_status"];
    let values = probe.optional_attributes(&name, &format!("{CLASS}/{name}"), &names);
    let status = values.text("fw_status").and_then(|text| FirmwareStatus::decode(&text));
    ManagementEngine {
        kind: values.text("kind"),
        state: values.text("dev_state"),
        firmware_versions: values.text("fw_ver").map(|text| firmware_versions(&text)).unwrap_or_default(),
        manufacturing_mode: status.as_ref().map(FirmwareStatus::manufacturing_mode),
        status_registers: status.map(|status| status.registers).unwrap_or_default(),
        name,
    }
}
