//! The JSON of StorCLI and its kin: storcli, storcli2, perccli, perccli2 (`… show all J`).
//!
//! Document: Broadcom, *12Gb/s MegaRAID SAS Software User Guide* (StorCLI, ch. 6) and *StorCLI2 User Guide* (UG104).
//! Names of the objects differ by version: what is taken is told by the fields in it, not by what it is called.
//!
//! Real controllers: one of several may answer with *Failure* and still give its data; HBAs have no volumes; values are
//! numbers or texts by version, padded at either end; a drive of a foreign configuration has `F` for its group.

use serde_json::{Map, Value};

use super::raid::{
    Battery, Condition, Controller, PhysicalDisk, VirtualDisk, digits, first_number, memory, pci_address, stated,
};
use crate::decode::{Error, Fault};

const STANDARD: &str = "storcli";

type Object = Map<String, Value>;

/// What one command says of one controller.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response {
    /// Why the command failed, in part or as a whole.
    pub failure: Option<String>,
    /// What it says.
    pub controller: Controller,
}

/// Decodes what one command printed: a response for each controller, none where there is no controller.
///
/// Fails on what is not the tool's JSON.
pub fn decode(text: &str) -> Result<Vec<Response>, Error> {
    let not_text = Error::new(STANDARD, 0, Fault::NotText);
    let root: Value = serde_json::from_str(text).map_err(|_| not_text.clone())?;
    let controllers = root.get("Controllers").and_then(Value::as_array).ok_or(not_text)?;
    Ok(controllers.iter().filter_map(Value::as_object).map(response).collect())
}

fn response(answer: &Object) -> Response {
    let status = object(answer, "Command Status");
    let text = |key| status.and_then(|status| word(status, key));
    let mut controller = Controller {
        number: status.and_then(|status| number(status, "Controller")).and_then(|number| u32::try_from(number).ok()),
        ..Controller::default()
    };
    if let Some(said) = object(answer, "Response Data") {
        controller_of(said, &mut controller);
        said.iter().for_each(|(name, value)| part(name, value, &mut controller));
    }
    let is_failure = text("Status").is_some_and(|status| status != "Success");
    let failure = is_failure.then(|| text("Description").unwrap_or_else(|| "failed".to_owned()));
    Response { failure, controller }
}

/// Facts of the controller itself: all in one object (`show`), or by topic (`show all`).
fn controller_of(said: &Object, controller: &mut Controller) {
    let topics = ["Basics", "Version", "Status", "HwCfg"].map(|topic| object(said, topic));
    let places: Vec<&Object> = topics.into_iter().flatten().chain([said]).collect();
    let first = |names: &[&str]| names.iter().find_map(|name| places.iter().find_map(|place| word(place, name)));
    let count = |name| places.iter().find_map(|place| number(place, name));
    controller.pci_address = first(&["PCI Address"]).and_then(|text| pci_address(&text));
    controller.model = first(&["Product Name", "Model"]);
    controller.serial_number = first(&["Serial Number"]);
    controller.sas_address = first(&["SAS Address"]).and_then(|text| digits(&text));
    controller.firmware_version = first(&["Firmware Version", "FW Version"]);
    controller.firmware_package = first(&["Firmware Package Build", "FW Package Build", "Package Version"]);
    controller.bios_version = first(&["Bios Version", "BIOS Version"]);
    controller.driver_version = first(&["Driver Version"]);
    controller.status = first(&["Controller Status"]);
    let temperature = ["ROC temperature(Degree Celsius)", "ROC temperature(Degree Celcius)", "Chip temperature(C)"];
    controller.temperature_celsius = first(&temperature).and_then(|text| first_number(&text));
    controller.cache_bytes = first(&["On Board Memory Size"]).and_then(|text| memory(&text));
    controller.memory_correctable_errors = count("Memory Correctable Errors");
    controller.memory_uncorrectable_errors = count("Memory Uncorrectable Errors");
    controller.foreign_groups = count("Total foreign Drive Groups");
}

/// One member of the response: rows of volumes, of drives or of batteries, or what is said of one of them.
fn part(name: &str, value: &Value, controller: &mut Controller) {
    if let Some(rows) = value.as_array().filter(|_| !name.starts_with("PDs for VD")) {
        rows.iter().filter_map(Value::as_object).for_each(|row| row_of(name, row, controller));
    }
    let Some(said) = value.as_object() else { return };
    if let Some(number) = name.strip_prefix("VD").and_then(|rest| rest.strip_suffix(" Properties")) {
        let is_it = |disk: &&mut VirtualDisk| disk.identifier.rsplit('/').next() == Some(number);
        controller.virtual_disks.iter_mut().find(is_it).into_iter().for_each(|disk| volume_properties(said, disk));
    } else if let Some(place) = name.strip_suffix(" - Detailed Information") {
        let (enclosure, slot) = place_of(place);
        let is_it = |disk: &&mut PhysicalDisk| disk.enclosure == enclosure && disk.slot == slot;
        let disk = controller.physical_disks.iter_mut().find(is_it);
        disk.into_iter()
            .for_each(|disk| said.values().filter_map(Value::as_object).for_each(|said| drive_detail(said, disk)));
    }
}

fn row_of(name: &str, row: &Object, controller: &mut Controller) {
    // StorCLI2 puts row and details side by side.
    let volume = object(row, "VD Info").unwrap_or(row);
    let drive = object(row, "Drive Information").unwrap_or(row);
    if let Some(identifier) = word(volume, "DG/VD") {
        let mut disk = virtual_disk(identifier, volume);
        object(row, "VD Properties").into_iter().for_each(|said| volume_properties(said, &mut disk));
        controller.virtual_disks.push(disk);
    } else if drive.contains_key("EID:Slt") {
        let mut disk = physical_disk(drive);
        object(row, "Drive Detailed Information").into_iter().for_each(|said| drive_detail(said, &mut disk));
        controller.physical_disks.push(disk);
    } else if let (Some(name), Some(value)) = (word(row, "Property"), word(row, "Value")) {
        // A battery or capacitor that was asked for by itself.
        if controller.batteries.is_empty() {
            controller.batteries.push(Battery::default());
        }
        controller.batteries.iter_mut().for_each(|battery| battery_property(&name, &value, battery));
    } else if ["BBU_Info", "Cachevault_Info", "Energy Pack Info"].contains(&name) {
        controller.batteries.push(battery(row));
    }
}

fn virtual_disk(identifier: String, row: &Object) -> VirtualDisk {
    let state = word(row, "State");
    VirtualDisk {
        identifier,
        name: word(row, "Name"),
        level: word(row, "TYPE"),
        condition: state.as_deref().and_then(volume_condition),
        state,
        stated_size: word(row, "Size"),
        cache_policy: word(row, "Cache"),
        ..VirtualDisk::default()
    }
}

fn volume_properties(said: &Object, disk: &mut VirtualDisk) {
    disk.strip_bytes = word(said, "Strip Size").and_then(|text| memory(&text));
    disk.unique_identifier =
        ["SCSI NAA Id", "SCSI NAA ID"].into_iter().find_map(|name| word(said, name)).and_then(|text| digits(&text));
    disk.device = word(said, "OS Drive Name").map(|device| device.trim_start_matches("/dev/").to_owned());
}

fn physical_disk(row: &Object) -> PhysicalDisk {
    let place = word(row, "EID:Slt").unwrap_or_default();
    let (enclosure, slot) = place.split_once(':').unwrap_or(("", &place));
    let group = word(row, "DG");
    // StorCLI2: State is `Conf`, `UConf`, `JBOD`; Status says how it is.
    let state = word(row, "Status").or_else(|| word(row, "State"));
    let is_foreign = group.as_deref() == Some("F");
    let condition = state.as_deref().and_then(drive_condition);
    PhysicalDisk {
        enclosure: stated(enclosure),
        slot: stated(slot),
        device_identifier: ["DID", "PID"]
            .into_iter()
            .find_map(|name| number(row, name))
            .and_then(|id| u32::try_from(id).ok()),
        group: group.filter(|_| !is_foreign),
        state,
        condition: if is_foreign { Some(Condition::Foreign) } else { condition },
        interface: word(row, "Intf"),
        medium: word(row, "Med"),
        model: word(row, "Model"),
        stated_size: word(row, "Size"),
        ..PhysicalDisk::default()
    }
}

/// Any of the objects that say more of a drive; what one of them lacks stays as it is.
fn drive_detail(said: &Object, disk: &mut PhysicalDisk) {
    let text = |field: &mut Option<String>, names: &[&str]| {
        *field = names.iter().find_map(|name| word(said, name)).or_else(|| field.take());
    };
    let count = |field: &mut Option<u64>, name: &str| *field = number(said, name).or(*field);
    text(&mut disk.vendor, &["Manufacturer Id", "Vendor"]);
    text(&mut disk.model, &["Model Number", "Model"]);
    text(&mut disk.serial_number, &["SN", "Serial Number"]);
    text(&mut disk.firmware_revision, &["Firmware Revision", "Firmware Revision Level"]);
    text(&mut disk.link_speed, &["Link Speed", "Negotiated Link Speed"]);
    count(&mut disk.media_errors, "Media Error Count");
    count(&mut disk.other_errors, "Other Error Count");
    count(&mut disk.predictive_failures, "Predictive Failure Count");
    let name = word(said, "WWN").and_then(|text| digits(&text));
    disk.world_wide_name = name.or_else(|| disk.world_wide_name.take());
    let temperature = ["Drive Temperature", "Temperature(C)"].into_iter().find_map(|name| word(said, name));
    disk.temperature_celsius = temperature.and_then(|text| first_number(&text)).or(disk.temperature_celsius);
    let alert = ["S.M.A.R.T alert flagged by drive", "SMART alert flagged by drive"];
    let alert = alert.into_iter().find_map(|name| word(said, name));
    disk.is_smart_alert = alert.map(|alert| alert.eq_ignore_ascii_case("yes")).or(disk.is_smart_alert);
    let sector = word(said, "Logical Sector Size").and_then(|text| memory(&text)).unwrap_or(512);
    let sectors = word(said, "Raw size").and_then(|text| sectors(&text));
    disk.size_bytes = sectors.and_then(|sectors| sectors.checked_mul(sector)).or(disk.size_bytes);
}

/// `111.790 GB [0xdf94bb0 Sectors]`.
fn sectors(text: &str) -> Option<u64> {
    let digits = text.split_once("[0x")?.1.split([' ', ']']).next()?;
    u64::from_str_radix(digits, 16).ok()
}

fn battery(row: &Object) -> Battery {
    Battery {
        model: word(row, "Model").or_else(|| word(row, "SubType")).or_else(|| word(row, "Type")),
        state: word(row, "State").or_else(|| word(row, "Status")),
        temperature_celsius: ["Temp", "Temperature"]
            .into_iter()
            .find_map(|name| word(row, name))
            .and_then(|text| first_number(&text)),
        manufactured: word(row, "MfgDate"),
        ..Battery::default()
    }
}

fn battery_property(name: &str, value: &str, battery: &mut Battery) {
    match name {
        "Type" => battery.model = stated(value),
        "State" | "Battery State" => battery.state = stated(value),
        "Temperature" => battery.temperature_celsius = first_number(value),
        "Date of Manufacture" => battery.manufactured = stated(value),
        "Serial Number" => battery.serial_number = stated(value),
        "Relative State of Charge" | "Capacitance" => battery.charge_percent = first_number(value),
        "Replacement required" | "Battery Replacement required" => {
            battery.is_replacement_required = Some(value.eq_ignore_ascii_case("yes"));
        }
        _ => {}
    }
}

/// `Drive /c0/e252/s3`, `Drive /c0/s3`.
fn place_of(name: &str) -> (Option<String>, Option<String>) {
    let part = |letter: char| {
        let mut parts = name.split('/').filter_map(|part| part.trim().strip_prefix(letter));
        parts.rfind(|number| number.bytes().all(|digit| digit.is_ascii_digit())).map(str::to_owned)
    };
    (part('e'), part('s'))
}

fn volume_condition(state: &str) -> Option<Condition> {
    Some(match state.to_ascii_lowercase().as_str() {
        "optl" | "optimal" => Condition::Good,
        "dgrd" | "pdgd" | "degraded" | "partially degraded" => Condition::Degraded,
        "rec" | "recovery" | "rbld" => Condition::Rebuilding,
        "ofln" | "offln" | "offline" => Condition::Offline,
        "frgn" | "foreign" => Condition::Foreign,
        "failed" => Condition::Failed,
        _ => return None,
    })
}

fn drive_condition(state: &str) -> Option<Condition> {
    Some(match state.to_ascii_lowercase().as_str() {
        "onln" | "online" | "jbod" => Condition::Good,
        "rbld" | "rebuild" | "cpybck" | "copyback" | "replace" => Condition::Rebuilding,
        "failed" | "fail" | "ubad" | "bad" | "predictive-failure" => Condition::Failed,
        "offln" | "ofln" | "offline" => Condition::Offline,
        "msng" | "missing" => Condition::Missing,
        "dhs" | "ghs" | "dedicated" | "global" => Condition::Spare,
        "ugood" | "good" | "uconf" | "ready" | "rdy" | "unconf" => Condition::Unconfigured,
        "frgn" | "foreign" => Condition::Foreign,
        _ => return None,
    })
}

fn object<'a>(place: &'a Object, name: &str) -> Option<&'a Object> {
    place.get(name)?.as_object()
}

/// Text or a number as text.
fn word(place: &Object, name: &str) -> Option<String> {
    match place.get(name)? {
        Value::String(text) => stated(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A number or its digits.
fn number(place: &Object, name: &str) -> Option<u64> {
    match place.get(name)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(data: &str) -> Controller {
        let text = format!(
            r#"{{"Controllers":[{{"Command Status":{{"Controller":1,"Status":"Success"}},"Response Data":{data}}}]}}"#
        );
        decode(&text).unwrap().pop().unwrap().controller
    }

    #[test]
    fn details_find_their_drive() {
        let disk = only(
            r#"{"Drive /c1/e252/s3":[{"EID:Slt":"252:3","DID":9,"State":"Onln","DG":0,"Size":"1.818 TB"}],
            "Drive /c1/e252/s3 - Detailed Information":{"Drive /c1/e252/s3 State":{"Media Error Count":7,
            "Drive Temperature":" 31C (87.80 F)","S.M.A.R.T alert flagged by drive":"Yes"},
            "Drive /c1/e252/s3 Device attributes":{"SN":"  SN123 ","WWN":"5000C500A1B2C3D4","Raw size":"1.819 TB [0x10 Sectors]"}}}"#,
        );
        let disk = &disk.physical_disks[0];
        assert_eq!(
            (disk.media_errors, disk.temperature_celsius, disk.is_smart_alert),
            (Some(7), Some(31.0), Some(true))
        );
        assert_eq!((disk.serial_number.as_deref(), disk.size_bytes), (Some("SN123"), Some(8192)));
        assert_eq!(disk.world_wide_name.as_deref(), Some("5000c500a1b2c3d4"));
    }

    #[test]
    fn volumes_get_their_properties_in_both_generations() {
        let first = only(
            r#"{"/c1/v2":[{"DG/VD":"0/2","TYPE":"RAID5","State":"Dgrd"}],"PDs for VD 2":[{"EID:Slt":"252:3"}],
            "VD2 Properties":{"Strip Size":"256 KB","SCSI NAA Id":"600605b00c0ffee0","OS Drive Name":"/dev/sda"}}"#,
        );
        let second = only(
            r#"{"Virtual Drives":[{"VD Info":{"DG/VD":"0/2","TYPE":"RAID5","State":"Dgrd"},"VD Properties":
            {"Strip Size":"256 KB","SCSI NAA Id":"600605b00c0ffee0","OS Drive Name":"/dev/sda"}}]}"#,
        );
        assert_eq!(first.virtual_disks, second.virtual_disks);
        assert!(first.physical_disks.is_empty(), "members of a volume are told again with the drives");
        let disk = &first.virtual_disks[0];
        assert_eq!((disk.condition, disk.strip_bytes), (Some(Condition::Degraded), Some(256 << 10)));
        assert_eq!(
            (disk.device.as_deref(), disk.unique_identifier.as_deref()),
            (Some("sda"), Some("600605b00c0ffee0"))
        );
    }

    #[test]
    fn a_capacitor_tells_of_its_charge() {
        let battery = only(
            r#"{"Cachevault_Info":[{"Property":"Type","Value":"CVPM02"},{"Property":"Temperature","Value":"28 C"},
            {"Property":"State","Value":"Optimal"}],"Firmware_Status":[{"Property":"Replacement required","Value":"No"}],
            "GasGaugeStatus":[{"Property":"Capacitance","Value":"96 %"}],"Design_Info":[{"Property":"Serial Number","Value":
            "10001"},{"Property":"Date of Manufacture","Value":"04/11/2014"}]}"#,
        );
        let [battery] = battery.batteries.try_into().unwrap();
        assert_eq!((battery.model.as_deref(), battery.state.as_deref()), (Some("CVPM02"), Some("Optimal")));
        assert_eq!((battery.charge_percent, battery.is_replacement_required), (Some(96.0), Some(false)));
        assert_eq!((battery.serial_number.as_deref(), battery.temperature_celsius), (Some("10001"), Some(28.0)));
    }

    #[test]
    fn failures_and_other_texts() {
        let none = r#"{"Controllers":[{"Command Status":{"Status":"Failure","Description":"No Controller found"}}]}"#;
        let response = decode(none).unwrap().pop().unwrap();
        assert_eq!((response.failure.as_deref(), response.controller.number), (Some("No Controller found"), None));
        for text in ["", "storcli: not found", "[]", r#"{"Controllers":{}}"#] {
            assert_eq!(decode(text), Err(Error::new("storcli", 0, Fault::NotText)), "{text:?}");
        }
        assert_eq!(decode(r#"{"Controllers":[7, {}]}"#).unwrap(), [Response::default()]);
    }

    #[test]
    fn foreign_drives_belong_to_no_group() {
        let controller =
            only(r#"{"PD LIST":[{"EID:Slt":" :4","State":"UGood","DG":"F"}],"Total foreign Drive Groups":1}"#);
        let disk = &controller.physical_disks[0];
        assert_eq!((disk.condition, &disk.group, &disk.enclosure), (Some(Condition::Foreign), &None, &None));
        assert_eq!((disk.slot.as_deref(), controller.foreign_groups), (Some("4"), Some(1)));
    }
}
