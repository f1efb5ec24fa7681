//! A drive behind a controller of megaraid_sas, as this library and smartctl read it through the controller.

use std::path::PathBuf;

use bee_audit::{
    Host, Options, Replay, audit,
    decode::scsi::{inquiry::Inquiry, read_capacity::ReadCapacity},
    host::{Error, MegaraidRequest, Query, Reply, ScsiRequest},
    report::{Component, Drive, RaidController, Verdict},
};
use serde_json::{Value, json};

#[path = "support/storage_guest.rs"]
mod storage_guest;

use storage_guest::{Comparison, printed_json, recording, storage};

/// Its volumes are QEMU's disks once more.
fn controller() -> (RaidController, Vec<Drive>) {
    let storage = storage();
    let mut controllers = storage.raid_controllers;
    assert_eq!(controllers.len(), 1);
    (controllers.remove(0), storage.drives)
}

fn answer(request: ScsiRequest) -> Vec<u8> {
    let host = printed_json("smartctl-megaraid-0.json")["device"]["name"].as_str().unwrap().to_owned();
    let query = Query::Scsi { device: format!("{host}/megaraid/0"), request };
    match recording().ask(&query) {
        Ok(Reply::Bytes(bytes)) => bytes,
        other => panic!("{query}: {other:?}"),
    }
}

#[test]
fn smartctl_reads_the_same_through_the_controller() {
    let (controller, _) = controller();
    let disk = controller.physical_disks.iter().find(|disk| disk.device_identifier == Some(0)).unwrap();
    let scsi = disk.scsi.as_ref().unwrap();
    let theirs = printed_json("smartctl-megaraid-0.json");
    let capacity = ReadCapacity::decode(&answer(ScsiRequest::ReadCapacity)).unwrap();
    let inquiry = Inquiry::decode(&answer(ScsiRequest::Inquiry)).unwrap();
    let mut comparison = Comparison::default();
    let identifier = disk.world_wide_name.as_ref().map(|digits| format!("0x{digits}"));
    let facts: [(&str, Value); 11] = [
        ("scsi_vendor", json!(disk.vendor)),
        ("scsi_product", json!(disk.model)),
        ("scsi_revision", json!(disk.firmware_revision)),
        ("serial_number", json!(disk.serial_number)),
        ("logical_unit_id", json!(identifier)),
        ("scsi_version", json!(scsi.version.as_ref().and_then(|version| version.name.clone()))),
        ("user_capacity/bytes", json!(disk.size_bytes)),
        ("user_capacity/blocks", json!(capacity.last_logical_block_address + 1)),
        ("logical_block_size", json!(capacity.logical_block_bytes)),
        ("scsi_lb_provisioning/value", json!(scsi.provisioning_type.as_ref().map(|kind| kind.code))),
        ("device_type/scsi_value", json!(inquiry.peripheral_device_type.0)),
    ];
    for (key, ours) in facts {
        let theirs = theirs.pointer(&format!("/{key}")).cloned().unwrap_or_default();
        comparison.add(key, "disk 0", ours, theirs);
    }
    comparison.judge(&[], 11);
    // Neither finds any health: QEMU's disks keep no logs.
    assert_eq!((theirs["smart_support"]["available"].as_bool(), &disk.health), (Some(false), &None));
}

#[test]
fn volumes_are_the_disks_that_the_driver_shows() {
    let (controller, drives) = controller();
    assert_eq!((controller.source.as_str(), controller.serial_number.as_deref()), ("megaraid", Some("SV12345678")));
    for volume in &controller.virtual_disks {
        let drive = drives.iter().find(|drive| Some(&drive.name) == volume.drive.as_ref()).unwrap();
        assert!(drive.raid_volume.is_some());
        assert_eq!((drive.size_bytes, volume.level.as_deref()), (volume.size_bytes, Some("RAID0")));
    }
    assert_eq!(controller.virtual_disks.len(), 2);
    // What is numbered above an octet is known by the controller alone.
    let beyond = controller.physical_disks.iter().find(|disk| disk.device_identifier == Some(256)).unwrap();
    assert_eq!((&beyond.scsi, beyond.state.as_deref()), (&None, Some("Offline")));
}

/// A machine without the driver has no controllers, and nothing is said of it.
#[test]
fn without_the_driver_there_is_nothing() {
    let recording = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/enclosure/recording"));
    let recording = Replay::open(&recording).unwrap();
    let report = bee_audit::audit(&recording, &bee_audit::Options::default());
    assert_eq!(report.storage.unwrap().raid_controllers, []);
}

/// The recorded controller, whose first drive is the recorded SATA disk instead.
struct WithSata {
    recording: Replay,
    disk: Drive,
}

impl Host for WithSata {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        match query {
            Query::Megaraid { request: MegaraidRequest::PhysicalDisk(0), .. } => {
                let Ok(Reply::Bytes(mut told)) = self.recording.ask(query) else { panic!("{query}") };
                // `state.ddf.v.pd_type`, whose uppermost four bits are the interface.
                told[189] = told[189] & 0x0f | 0x30;
                Ok(Reply::Bytes(told))
            }
            Query::Ata { device, request } if device == "/dev/bus/0/megaraid/0" => {
                let device = format!("/dev/{}", self.disk.name);
                self.recording.ask(&Query::Ata { device, request: *request })
            }
            Query::Scsi { device, .. } if device == "/dev/bus/0/megaraid/0" => panic!("{query}"),
            query => self.recording.ask(query),
        }
    }
}

#[test]
fn a_sata_disk_behind_the_controller_is_asked_by_ata_commands() {
    let is_sata = |drive: &Drive| drive.ata.as_ref().is_some_and(|ata| ata.smart.is_some());
    let itself = storage().drives.into_iter().find(is_sata).unwrap();
    let machine = WithSata { recording: recording(), disk: itself.clone() };
    let report = audit(&machine, &Options::only([Component::Storage]));
    assert_eq!(report.gaps, []);
    let storage = report.storage.unwrap();
    let disks = &storage.raid_controllers[0].physical_disks;
    let disk = disks.iter().find(|disk| disk.device_identifier == Some(0)).unwrap();
    assert_eq!((disk.interface.as_deref(), &disk.serial_number), (Some("SATA"), &itself.serial_number));
    assert_eq!(disk.health.as_ref().unwrap().verdict, Some(Verdict::Passed));
    assert_eq!(disk.ata.as_ref().unwrap().smart, itself.ata.unwrap().smart);
    // A frame has one octet for a drive's number: QEMU's second drive is asked of the controller only.
    let far = disks.iter().find(|disk| disk.device_identifier == Some(256)).unwrap();
    assert!(far.size_bytes.is_some() && far.health.is_none());
}
