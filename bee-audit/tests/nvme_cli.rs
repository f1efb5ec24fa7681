//! What nvme-cli tells in JSON is what the controller sends: fields of the same structure, whichever version told them.

use bee_audit::{
    Host,
    decode::{
        Error,
        nvme::{
            error_log::ErrorLogEntry, firmware_slot_log::FirmwareSlotLog, identify_controller::IdentifyController,
            identify_namespace::IdentifyNamespace, self_test_log::SelfTestLog, smart_log::SmartLog,
        },
        tool::nvme_cli,
    },
    host::{NvmeRequest, Query, Reply},
    units::Counter,
};

mod corpus;
#[path = "support/samples.rs"]
mod samples;
#[path = "support/storage_guest.rs"]
mod storage_guest;

use storage_guest::{fixture, recording, storage};

fn sample(folder: &str, name: &str) -> Vec<u8> {
    let found = samples::of("parts", folder).into_iter().find(|(path, _)| path.ends_with(&format!("/{name}")));
    found.unwrap_or_else(|| panic!("no {folder}/{name}")).1
}

/// What a tool printed in the guest where drives were recorded.
fn printed(name: &str) -> Vec<u8> {
    std::fs::read(fixture(&format!("tools/{name}"))).unwrap()
}

fn same<T: PartialEq + std::fmt::Debug>(
    structure: Result<Vec<u8>, Error>,
    sent: &[u8],
    decode: fn(&[u8]) -> Result<T, Error>,
) {
    assert_eq!(decode(&structure.unwrap()).unwrap(), decode(sent).unwrap());
}

/// In the manner of 1.x: numbers of 32 bits with a sign, scales and status as whole octets.
#[test]
fn version_1_tells_the_same_fields() {
    let told = |name| sample("nvme-cli", name);
    same(
        nvme_cli::identify_controller(&told("id-ctrl.json")),
        &sample("nvme-identify", "controller.hex"),
        IdentifyController::decode,
    );
    same(
        nvme_cli::identify_namespace(&told("id-ns.json")),
        &sample("nvme-identify", "namespace.hex"),
        IdentifyNamespace::decode,
    );
    same(nvme_cli::smart_log(&told("smart-log.json")), &sample("nvme-log", "smart.hex"), SmartLog::decode);
    same(nvme_cli::error_log(&told("error-log.json")), &sample("nvme-log", "error.hex"), ErrorLogEntry::decode_log);
    let slots = nvme_cli::firmware_slot_log(&told("fw-log.json"));
    same(slots, &sample("nvme-log", "firmware-slot.hex"), FirmwareSlotLog::decode);
    let tests = nvme_cli::self_test_log(&told("self-test-log.json"));
    same(tests, &sample("nvme-log", "self-test.hex"), SelfTestLog::decode);
}

/// 2.4 in the guest, against its own binary output.
#[test]
fn version_2_tells_the_same_fields() {
    for controller in ["nvme0", "nvme1", "nvme2"] {
        let [json, sent] =
            ["json", "bin"].map(|form| move |log: &str| printed(&format!("nvme-{log}-{controller}.{form}")));
        same(nvme_cli::identify_controller(&json("id-ctrl")), &sent("id-ctrl"), IdentifyController::decode);
        same(nvme_cli::firmware_slot_log(&json("fw-log")), &sent("fw-log"), FirmwareSlotLog::decode);
        same(nvme_cli::error_log(&json("error-log")), &sent("error-log"), ErrorLogEntry::decode_log);
        let told = SmartLog::decode(&nvme_cli::smart_log(&json("smart-log")).unwrap()).unwrap();
        let later = SmartLog::decode(&sent("smart-log")).unwrap();
        assert!(later.data_units_read >= told.data_units_read && later.host_read_commands >= told.host_read_commands);
        let (data_units_read, host_read_commands) = (later.data_units_read, later.host_read_commands);
        assert_eq!(SmartLog { data_units_read, host_read_commands, ..told }, later);
    }
    for drive in storage().drives.into_iter().filter(|drive| drive.nvme.is_some()) {
        for device in drive.block_devices {
            let namespace = device.namespace.unwrap().identifier.unwrap();
            let sent = drive.paths.iter().find_map(|controller| {
                let device = format!("/dev/{}", controller.name);
                let request = NvmeRequest::IdentifyNamespace { namespace };
                recording().ask(&Query::NvmeAdmin { device, request }).ok()
            });
            let Some(Reply::Bytes(sent)) = sent else { panic!("{}", device.name) };
            let told = nvme_cli::identify_namespace(&printed(&format!("nvme-id-ns-{}.json", device.name)));
            same(told, &sent, IdentifyNamespace::decode);
        }
    }
}

#[test]
fn numbers_keep_their_digits_in_each_manner_of_writing() {
    let text = String::from_utf8(sample("nvme-cli", "smart-log.json")).unwrap();
    let units = |written: &str| {
        let json = text.replace("1180591620717411303429", written);
        let log = SmartLog::decode(&nvme_cli::smart_log(json.as_bytes())?)?;
        Ok::<_, Error>(log.data_units_written)
    };
    let all = "340282366920938463463374607431768211455";
    assert_eq!(units(all), Ok(Counter(u128::MAX)));
    assert_eq!(units(&format!("\"{all}\"")), Ok(Counter(u128::MAX)));
    assert_eq!((units("3.0"), units("1.5e+19")), (Ok(Counter(3)), Ok(Counter(15_000_000_000_000_000_000))));
    for other in ["null", "\"many\"", "[]", "1e400"] {
        assert!(units(other).is_err(), "{other}");
    }
    // An octet has no room for 256; what every version tells must be there.
    assert!(nvme_cli::smart_log(text.replace("\"avail_spare\": 100", "\"avail_spare\": 256").as_bytes()).is_err());
    assert!(nvme_cli::smart_log(text.replace("percent_used", "percent").as_bytes()).is_err());
}

#[test]
fn what_versions_tell_apart_is_put_together() {
    let errors = r#"{"errors": [{"error_count": 7, "sqid": 65535, "cmdid": 65535, "status_field": 8194, "phase_tag": 1,
        "parm_error_location": 65535, "lba": 0, "nsid": 4294967295, "vs": 0}]}"#;
    let [error] = &ErrorLogEntry::decode_log(&nvme_cli::error_log(errors.as_bytes()).unwrap()).unwrap()[..] else {
        panic!("one entry")
    };
    assert_eq!((error.status.0, error.do_not_retry, error.namespace), (0x002, false, None));
    let without = nvme_cli::error_log(br#"{"errors": []}"#).unwrap();
    assert_eq!(ErrorLogEntry::decode_log(&without), Ok(Vec::new()));
    // Slots counted from 0, each told whether it is used or not.
    let slots = r#"{"nvme0n1": {"Active Firmware Slot (afi)": 2, "Firmware Rev Slot 0": "0 ()",
        "Firmware Rev Slot 1": "2314885530819505713 (1.0.....)"}}"#;
    let log = FirmwareSlotLog::decode(&nvme_cli::firmware_slot_log(slots.as_bytes()).unwrap()).unwrap();
    assert_eq!((log.active_slot, &log.revisions[..2]), (Some(2), &[None, Some("1.0".to_owned())][..]));
    // Flags and scales of a power state by their bits.
    let state = r#""max_power": 2500, "max_power_scale": 1, "non-operational_state": 1, "entry_lat": 180"#;
    let text = String::from_utf8(sample("nvme-cli", "id-ctrl.json")).unwrap();
    let state = text.replacen("\"max_power\": 2500,\n      \"flags\": 0,\n      \"entry_lat\": 180", state, 1);
    let newer = state.replace("\"idle_scale\": 128", "\"idle_scale\": 2");
    let newer = newer.replace("\"active_work_scale\": 130", "\"active_scale\": 2, \"active_power_work\": 2");
    assert_ne!(text, newer);
    let [older, newer] = [text, newer].map(|json| {
        IdentifyController::decode(&nvme_cli::identify_controller(json.as_bytes()).unwrap()).unwrap().power_states
    });
    assert_eq!((newer[0].maximum_power_microwatts, newer[0].is_non_operational), (Some(250_000), true));
    assert_eq!(older[0].idle_power_microwatts, newer[0].idle_power_microwatts);
    assert_eq!(older[0].active_power_microwatts, newer[0].active_power_microwatts);
    assert_eq!(older[0].active_power_workload, newer[0].active_power_workload);
}

#[test]
fn the_corpus_is_read() {
    let Some(corpus) = corpus::corpus() else { return };
    let output = std::fs::read(corpus.join("machines/ironlib/utils/nvme/nvmecli-id-ctrl")).unwrap();
    let controller = IdentifyController::decode(&nvme_cli::identify_controller(&output).unwrap()).unwrap();
    assert_eq!(controller.firmware_revision.as_deref(), Some("3B2QGXA7"));
    assert_eq!((controller.vendor_id, controller.extended_self_test_minutes), (0x144d, Some(35)));
    assert_eq!(controller.ieee_oui.as_deref(), Some("002538"));
}
