//! What storcli, perccli and sas3ircu printed on real machines, field by field against a second reading of the same
//! text.

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use bee_audit::decode::tool::{
    raid::{Condition, Controller, PhysicalDisk},
    sas_ircu, storcli,
};
use serde_json::Value;

mod corpus;

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

/// A JSON value as its text, fillers aside.
fn text(value: &Value) -> Option<String> {
    let text = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned());
    (!value.is_null() && !["", "-", "N/A"].contains(&text.as_str())).then_some(text)
}

fn compare_drive(ours: &PhysicalDisk, theirs: &Value) -> usize {
    let place = [ours.enclosure.as_deref().unwrap_or(" "), ours.slot.as_deref().unwrap()].join(":");
    assert_eq!(Some(place.as_str()), theirs["EID:Slt"].as_str(), "{theirs}");
    assert_eq!(ours.device_identifier.map(u64::from), theirs["DID"].as_u64());
    let fields = [
        (&ours.state, "State"),
        (&ours.group, "DG"),
        (&ours.stated_size, "Size"),
        (&ours.interface, "Intf"),
        (&ours.medium, "Med"),
        (&ours.model, "Model"),
    ];
    for (ours, name) in &fields {
        assert_eq!(**ours, text(&theirs[*name]), "{name} of {place}");
    }
    let known = [("Onln", Condition::Good), ("UGood", Condition::Unconfigured), ("Offln", Condition::Offline)];
    let expected = known.iter().find(|(state, _)| theirs["State"] == *state).map(|(_, condition)| *condition);
    assert_eq!(ours.condition, expected, "{place}");
    fields.len() + 4
}

fn compare_controller(ours: &Controller, said: &Value) -> usize {
    let fields = [
        (&ours.model, "Product Name"),
        (&ours.serial_number, "Serial Number"),
        (&ours.sas_address, "SAS Address"),
        (&ours.firmware_version, "FW Version"),
        (&ours.firmware_package, "FW Package Build"),
        (&ours.bios_version, "BIOS Version"),
        (&ours.driver_version, "Driver Version"),
    ];
    for (ours, name) in &fields {
        assert_eq!(**ours, text(&said[*name]), "{name}");
    }
    // The buses are told twice, as numbers too.
    if let (Some(address), Some(bus)) = (&ours.pci_address, said["Bus Number"].as_u64()) {
        let (device, function) = (said["Device Number"].as_u64().unwrap(), said["Function Number"].as_u64().unwrap());
        assert_eq!(*address, format!("0000:{bus:02x}:{device:02x}.{function:x}"));
    }
    fields.len() + 3
}

/// Compares all rows that `said` has; gives the number of facts.
fn compare(ours: &Controller, said: &Value) -> usize {
    let rows = |names: [&'static str; 2]| {
        names.into_iter().flat_map(|name| said[name].as_array().cloned().unwrap_or_default())
    };
    let mut facts = if said["Product Name"].is_string() { compare_controller(ours, said) } else { 0 };
    let drives: Vec<Value> = rows(["PD LIST", "Drive Information"]).collect();
    assert_eq!(ours.physical_disks.len(), drives.len());
    facts += ours.physical_disks.iter().zip(&drives).map(|(ours, theirs)| compare_drive(ours, theirs)).sum::<usize>();
    // A volume that was asked for by its number is told under its name.
    let by_name = |(name, rows): (&String, &Value)| name.starts_with("/c").then(|| rows.as_array().cloned()).flatten();
    let named = said.as_object().into_iter().flatten().filter_map(by_name).flatten();
    let volumes: Vec<Value> = rows(["VD LIST", "Virtual Drives"]).chain(named).collect();
    assert_eq!(ours.virtual_disks.len(), volumes.len());
    for (ours, theirs) in ours.virtual_disks.iter().zip(&volumes) {
        assert_eq!(Some(ours.identifier.as_str()), theirs["DG/VD"].as_str());
        let fields = [(&ours.level, "TYPE"), (&ours.state, "State"), (&ours.stated_size, "Size"), (&ours.name, "Name")];
        fields.iter().for_each(|(ours, name)| assert_eq!(**ours, text(&theirs[*name]), "{name}"));
        assert_eq!((ours.condition, theirs["State"].as_str()), (Some(Condition::Good), Some("Optl")));
        facts += fields.len() + 2;
    }
    let batteries: Vec<Value> = rows(["Cachevault_Info", "BBU_Info"]).collect();
    assert_eq!(ours.batteries.len(), batteries.len());
    for (ours, theirs) in ours.batteries.iter().zip(&batteries) {
        assert_eq!(
            (ours.model.as_deref(), ours.state.as_deref()),
            (theirs["Model"].as_str(), theirs["State"].as_str())
        );
        assert_eq!(ours.temperature_celsius.map(|degrees| format!("{degrees}C")), text(&theirs["Temp"]));
        facts += 3;
    }
    assert_eq!(ours.foreign_groups, said["Total foreign Drive Groups"].as_u64());
    facts
}

#[test]
fn storcli_and_perccli_of_real_machines() {
    let Some(corpus) = corpus::corpus() else { return };
    let mut paths = Vec::new();
    ["puppet-storcli", "pystorcli2"]
        .iter()
        .for_each(|folder| files(&corpus.join("storage-hba").join(folder), &mut paths));
    let (mut answers, mut facts, mut failures) = (0, 0, 0);
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let printed = fs::read_to_string(path).unwrap();
        let Ok(root) = serde_json::from_str::<Value>(&printed) else {
            // What the tool says in words, although it was asked for JSON.
            assert!(storcli::decode(&printed).is_err(), "{}", path.display());
            continue;
        };
        // The samples' own index is no output of the tool.
        let Some(controllers) = root["Controllers"].as_array() else {
            assert_eq!(path.file_name().unwrap(), "device.json");
            continue;
        };
        let responses = storcli::decode(&printed).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(responses.len(), controllers.len(), "{}", path.display());
        for (ours, theirs) in responses.iter().zip(controllers) {
            let status = &theirs["Command Status"];
            assert_eq!(ours.failure.is_some(), status["Status"] != "Success", "{}", path.display());
            assert_eq!(ours.controller.number.map(u64::from), status["Controller"].as_u64(), "{}", path.display());
            facts += 2 + compare(&ours.controller, &theirs["Response Data"]);
            answers += 1;
            failures += usize::from(ours.failure.is_some());
        }
    }
    println!("{answers} answers, {failures} of them failures, {facts} facts");
    assert!(answers >= 40 && failures >= 5 && facts >= 1500, "{answers} answers, {failures} failures, {facts} facts");
}

#[test]
fn sas3ircu_of_a_real_machine() {
    let Some(corpus) = corpus::corpus() else { return };
    let folder = corpus.join("storage-hba/canonical-hardware-exporter/sas3ircu");
    let printed = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(sas_ircu::decode_list(&printed("list.txt")), Ok(vec![0, 1]));
    let display = printed("display_no_volume.txt");
    let controller = sas_ircu::decode_display(&display).unwrap();
    assert_eq!(controller.pci_address.as_deref(), Some("0000:01:00.0"));
    assert_eq!(controller.firmware_version.as_deref(), Some("16.00.11.00"));
    assert!(controller.virtual_disks.is_empty());
    let blocks: Vec<&str> = display.split("Device is a ").filter(|block| block.starts_with("Hard disk")).collect();
    assert_eq!(controller.physical_disks.len(), blocks.len());
    let mut facts = 4;
    for (disk, block) in controller.physical_disks.iter().zip(blocks) {
        let value = |name: &str| {
            let line = block.lines().find(|line| line.trim().starts_with(name)).unwrap();
            line.split_once(':').map(|(_, value)| value.trim().to_owned())
        };
        assert_eq!((&disk.enclosure, &disk.slot), (&value("Enclosure #"), &value("Slot #")));
        assert_eq!((&disk.state, disk.condition), (&value("State"), Some(Condition::Unconfigured)));
        assert_eq!((&disk.model, &disk.firmware_revision), (&value("Model Number"), &value("Firmware Revision")));
        assert_eq!((&disk.serial_number, &disk.world_wide_name), (&value("Unit Serial No(VPD)"), &value("GUID")));
        assert_eq!((&disk.interface, disk.medium.as_deref()), (&value("Protocol"), Some("SSD")));
        assert_eq!(disk.size_bytes, Some(937_703_087 * 512));
        facts += 11;
    }
    assert!(facts >= 26, "{facts} facts");
}
