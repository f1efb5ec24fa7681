//! NVMe controllers as this library, nvme-cli and smartctl read them in the same guests: every value that they print.

#![expect(clippy::disallowed_methods, reason = "a test reads what tools printed itself")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use bee_audit::{
    Host, Options, Replay, audit,
    decode::nvme::{
        identify_controller::IdentifyController, identify_namespace::IdentifyNamespace, smart_log::SmartLog,
    },
    host::{NvmeRequest, Query, Reply},
    report::{Component, Drive, DriveHealth, NvmeController, Report, Verdict},
    units::Counter,
};
use serde_json::{Value, json};

/// A recorded guest with what the tools printed in it.
struct Guest {
    host: Replay,
    report: Report,
    tools: PathBuf,
}

impl Guest {
    fn all() -> Vec<Guest> {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
        let storage = fixtures.join("parts/storage");
        let places = [
            (storage.join("recording"), storage.join("tools")),
            (fixtures.join("hosts/qemu-q35-small"), fixtures.join("hosts/qemu-q35-small/root/share/tools")),
            (fixtures.join("hosts/qemu-q35-standard"), fixtures.join("hosts/qemu-q35-standard/root/share/tools")),
        ];
        let open = |(recording, tools): (PathBuf, PathBuf)| {
            let host = Replay::open(&recording).unwrap();
            let report = audit(&host, &Options::only([Component::Storage]));
            assert_eq!(report.gaps, [], "an ordinary machine has no gaps");
            Guest { host, report, tools }
        };
        places.into_iter().map(open).collect()
    }

    /// What a tool printed, as JSON; `None` where it refused.
    fn printed(&self, name: &str) -> Option<Value> {
        let path = self.tools.join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).ok()
    }

    fn bytes(&self, controller: &str, request: NvmeRequest) -> Vec<u8> {
        match self.host.ask(&Query::NvmeAdmin { device: format!("/dev/{controller}"), request }) {
            Ok(Reply::Bytes(bytes)) => bytes,
            other => panic!("{controller}, {request}: {other:?}"),
        }
    }

    /// Every controller with its drive.
    fn controllers(&self) -> Vec<(&Drive, &str, &NvmeController)> {
        let drives = &self.report.storage.as_ref().unwrap().drives;
        let paths = drives.iter().flat_map(|drive| drive.paths.iter().map(move |path| (drive, path)));
        paths.filter_map(|(drive, path)| Some((drive, path.name.as_str(), path.nvme.as_ref()?))).collect()
    }
}

/// Compares facts of one subject: name, ours, theirs. Returns how many there were.
fn compare<const N: usize>(subject: &str, facts: [(&str, Value, Value); N]) -> usize {
    for (fact, ours, theirs) in facts {
        assert_eq!(ours, theirs, "{fact} of {subject}");
    }
    N
}

/// A number as nvme-cli prints it: those of 128 bits as text.
fn wide(counter: Counter) -> Value {
    json!(counter.to_string())
}

fn trimmed(value: &Value) -> Value {
    json!(value.as_str().unwrap().trim())
}

/// Kelvins of a temperature, 0 where there is none.
fn kelvins(celsius: Option<i32>) -> i32 {
    celsius.map_or(0, |degrees| degrees + 273)
}

#[test]
fn nvme_identifies_controllers_alike() {
    let mut compared = 0;
    for guest in Guest::all() {
        for (drive, name, controller) in guest.controllers() {
            let theirs = guest.printed(&format!("nvme-id-ctrl-{name}.json")).unwrap();
            let ours = IdentifyController::decode(&guest.bytes(name, NvmeRequest::IdentifyController)).unwrap();
            compared += compare_controller(name, &ours, &theirs);
            compared += compare_power_states(name, &ours, &theirs["psds"]);
            compared += compare(
                name,
                [
                    ("sn", json!(drive.serial_number), trimmed(&theirs["sn"])),
                    ("mn", json!(drive.model), trimmed(&theirs["mn"])),
                    ("fr", json!(drive.firmware_revision), trimmed(&theirs["fr"])),
                    ("cntlid", json!(controller.identifier), theirs["cntlid"].clone()),
                    ("subnqn", json!(drive.nvme.as_ref().unwrap().qualified_name), theirs["subnqn"].clone()),
                ],
            );
        }
    }
    assert!(compared >= 7 * (25 + 5 + 7), "{compared}");
}

fn compare_controller(name: &str, ours: &IdentifyController, theirs: &Value) -> usize {
    let their = |key: &str| theirs[key].clone();
    let version = ours.version.unwrap();
    let number = u32::from(version.major) << 16 | u32::from(version.minor) << 8 | u32::from(version.tertiary);
    let oui = u32::from_str_radix(ours.ieee_oui.as_deref().unwrap(), 16).unwrap();
    let firmware = ours.firmware_slots << 1 | u8::from(ours.is_first_slot_read_only);
    compare(
        name,
        [
            ("sn", json!(ours.serial_number), trimmed(&theirs["sn"])),
            ("mn", json!(ours.model_number), trimmed(&theirs["mn"])),
            ("fr", json!(ours.firmware_revision), trimmed(&theirs["fr"])),
            ("subnqn", json!(ours.qualified_name), their("subnqn")),
            ("vid", json!(ours.vendor_id), their("vid")),
            ("ssvid", json!(ours.subsystem_vendor_id), their("ssvid")),
            ("ieee", json!(oui), their("ieee")),
            ("cmic", json!(ours.multipath.0), their("cmic")),
            ("mdts", json!(ours.maximum_transfer_pages.map(u64::ilog2)), their("mdts")),
            ("cntlid", json!(ours.controller_identifier), their("cntlid")),
            ("ver", json!(number), their("ver")),
            ("rtd3r", json!(ours.resume_latency_microseconds.unwrap_or(0)), their("rtd3r")),
            ("rtd3e", json!(ours.shutdown_latency_microseconds.unwrap_or(0)), their("rtd3e")),
            ("ctratt", json!(ours.attributes.0), their("ctratt")),
            ("cntrltype", json!(ours.controller_type.map(|kind| kind.0)), their("cntrltype")),
            ("oacs", json!(ours.optional_admin_commands.0), their("oacs")),
            ("frmw", json!(firmware), their("frmw")),
            ("lpa", json!(ours.log_page_attributes.0), their("lpa")),
            ("elpe", json!(ours.error_log_entries - 1), their("elpe")),
            ("npss", json!(ours.power_states.len() - 1), their("npss")),
            ("wctemp", json!(kelvins(ours.warning_temperature)), their("wctemp")),
            ("cctemp", json!(kelvins(ours.critical_temperature)), their("cctemp")),
            ("tnvmcap", wide(ours.total_capacity.unwrap_or_default()), their("tnvmcap")),
            ("unvmcap", wide(ours.unallocated_capacity.unwrap_or_default()), their("unvmcap")),
            ("edstt", json!(ours.extended_self_test_minutes.unwrap_or(0)), their("edstt")),
            ("mntmt", json!(kelvins(ours.minimum_thermal_management_temperature)), their("mntmt")),
            ("mxtmt", json!(kelvins(ours.maximum_thermal_management_temperature)), their("mxtmt")),
            ("sanicap", json!(ours.sanitize.0), their("sanicap")),
            ("endgidmax", json!(ours.endurance_groups.unwrap_or(0)), their("endgidmax")),
            ("nn", json!(ours.number_of_namespaces), their("nn")),
            ("oncs", json!(ours.optional_commands.0), their("oncs")),
            ("vwc", json!(ours.has_volatile_write_cache), json!(theirs["vwc"].as_u64().unwrap() & 1 == 1)),
        ],
    )
}

fn compare_power_states(name: &str, ours: &IdentifyController, theirs: &Value) -> usize {
    let theirs = theirs.as_array().unwrap();
    assert_eq!(ours.power_states.len(), theirs.len());
    let states = ours.power_states.iter().zip(theirs);
    let compared = states.map(|(ours, theirs)| {
        compare(
            name,
            [
                ("max_power", json!(ours.maximum_power_microwatts.unwrap_or(0) / 10_000), theirs["max_power"].clone()),
                ("flags", json!(u8::from(ours.is_non_operational) << 1), theirs["flags"].clone()),
                ("entry_lat", json!(ours.entry_latency_microseconds.unwrap_or(0)), theirs["entry_lat"].clone()),
                ("exit_lat", json!(ours.exit_latency_microseconds.unwrap_or(0)), theirs["exit_lat"].clone()),
                ("read_tput", json!(ours.relative_read_throughput), theirs["read_tput"].clone()),
                ("read_lat", json!(ours.relative_read_latency), theirs["read_lat"].clone()),
                ("write_tput", json!(ours.relative_write_throughput), theirs["write_tput"].clone()),
                ("write_lat", json!(ours.relative_write_latency), theirs["write_lat"].clone()),
                ("idle_power", json!(ours.idle_power_microwatts.unwrap_or(0)), theirs["idle_power"].clone()),
                ("active_power", json!(ours.active_power_microwatts.unwrap_or(0)), theirs["active_power"].clone()),
            ],
        )
    });
    compared.sum()
}

#[test]
fn nvme_identifies_namespaces_alike() {
    let mut compared = 0;
    for guest in Guest::all() {
        for (drive, name, _) in guest.controllers() {
            for device in &drive.block_devices {
                let namespace = device.namespace.as_ref().unwrap();
                let request = NvmeRequest::IdentifyNamespace { namespace: namespace.identifier.unwrap() };
                // The second controller of a subsystem is not asked once more.
                if drive.paths[0].name != name {
                    continue;
                }
                let ours = IdentifyNamespace::decode(&guest.bytes(name, request)).unwrap();
                let theirs = guest.printed(&format!("nvme-id-ns-{}.json", device.name)).unwrap();
                compared += compare_namespace(&device.name, &ours, &theirs);
                let identify = namespace.identify.as_ref().unwrap();
                assert_eq!(identify.size_bytes, device.size_bytes, "{}", device.name);
                assert_eq!(namespace.eui64, ours.eui64, "the kernel shows the same");
            }
        }
    }
    assert!(compared >= 6 * (18 + 8 * 3), "{compared}");
}

fn compare_namespace(name: &str, ours: &IdentifyNamespace, theirs: &Value) -> usize {
    let their = |key: &str| theirs[key].clone();
    let or_zeros = |identifier: &Option<String>, length| json!(identifier.clone().unwrap_or("0".repeat(length)));
    let format = ours.format_index & 0xf | u8::from(ours.is_metadata_extended) << 4;
    let protection = ours.protection_type.map_or(0, |kind| kind.0) | u8::from(ours.is_protection_first) << 3;
    let formats = ours.formats.iter().map(|format| {
        let size = format.data_bytes.unwrap().ilog2();
        json!({"ms": format.metadata_bytes, "ds": size, "rp": format.relative_performance.0})
    });
    let compared = compare(
        name,
        [
            ("nsze", json!(ours.size_blocks), their("nsze")),
            ("ncap", json!(ours.capacity_blocks), their("ncap")),
            ("nuse", json!(ours.utilization_blocks), their("nuse")),
            ("nsfeat", json!(ours.features.0), their("nsfeat")),
            ("nlbaf", json!(ours.formats.len() - 1), their("nlbaf")),
            ("flbas", json!(format), their("flbas")),
            ("dpc", json!(ours.protection_capabilities.0), their("dpc")),
            ("dps", json!(protection), their("dps")),
            ("nmic", json!(u8::from(ours.is_shared)), their("nmic")),
            ("fpi", json!(ours.format_remaining_percent.unwrap_or(0)), their("fpi")),
            ("noiob", json!(ours.optimal_io_boundary_blocks.unwrap_or(0)), their("noiob")),
            ("nvmcap", wide(ours.nvm_capacity.unwrap_or_default()), their("nvmcap")),
            ("npwg", json!(ours.preferred_write_granularity_blocks.unwrap_or(1) - 1), their("npwg")),
            ("anagrpid", json!(ours.ana_group.unwrap_or(0)), their("anagrpid")),
            ("nsattr", json!(u8::from(ours.is_write_protected)), their("nsattr")),
            ("nvmsetid", json!(ours.nvm_set.unwrap_or(0)), their("nvmsetid")),
            ("endgid", json!(ours.endurance_group.unwrap_or(0)), their("endgid")),
            ("nguid", or_zeros(&ours.nguid, 32), their("nguid")),
            ("eui64", or_zeros(&ours.eui64, 16), their("eui64")),
            ("lbafs", formats.collect(), their("lbafs")),
        ],
    );
    compared - 1 + 3 * ours.formats.len()
}

#[test]
fn nvme_reads_the_same_health() {
    let mut compared = 0;
    for guest in Guest::all() {
        for (drive, name, controller) in guest.controllers() {
            let theirs = guest.printed(&format!("nvme-smart-log-{name}.json")).unwrap();
            let ours = SmartLog::decode(&guest.bytes(name, NvmeRequest::SmartLog)).unwrap();
            compared += compare_health(name, &ours, &theirs);
            let health = drive.health.as_ref().unwrap();
            let units: u128 = theirs["data_units_read"].as_str().unwrap().parse().unwrap();
            // Each of two controllers counts for itself; the drive has what the first one tells.
            if drive.paths[0].name == name {
                assert_eq!(health.data_read_bytes, Some(Counter(units * 512_000)));
            }
            let is_well = theirs["critical_warning"] == 0;
            assert_eq!(health.verdict, Some(if is_well { Verdict::Passed } else { Verdict::Failing }));
            compared += compare_logs(&guest, name, controller);
        }
    }
    assert!(compared >= 7 * (24 + 2), "{compared}");
}

fn compare_health(name: &str, ours: &SmartLog, theirs: &Value) -> usize {
    let their = |key: &str| theirs[key].clone();
    compare(
        name,
        [
            ("critical_warning", json!(ours.critical_warning.0), their("critical_warning")),
            ("temperature", json!(kelvins(ours.composite_temperature)), their("temperature")),
            ("avail_spare", json!(ours.available_spare_percent), their("avail_spare")),
            ("spare_thresh", json!(ours.available_spare_threshold_percent), their("spare_thresh")),
            ("percent_used", json!(ours.percentage_used), their("percent_used")),
            (
                "endurance_grp",
                json!(ours.endurance_group_critical_warning.0),
                their("endurance_grp_critical_warning_summary"),
            ),
            ("data_units_read", wide(ours.data_units_read), their("data_units_read")),
            ("data_units_written", wide(ours.data_units_written), their("data_units_written")),
            ("host_read_commands", wide(ours.host_read_commands), their("host_read_commands")),
            ("host_write_commands", wide(ours.host_write_commands), their("host_write_commands")),
            ("controller_busy_time", wide(ours.controller_busy_time), their("controller_busy_time")),
            ("power_cycles", wide(ours.power_cycles), their("power_cycles")),
            ("power_on_hours", wide(ours.power_on_hours), their("power_on_hours")),
            ("unsafe_shutdowns", wide(ours.unsafe_shutdowns), their("unsafe_shutdowns")),
            ("media_errors", wide(ours.media_errors), their("media_errors")),
            ("num_err_log_entries", wide(ours.error_log_entries), their("num_err_log_entries")),
            ("warning_temp_time", json!(ours.warning_temperature_minutes), their("warning_temp_time")),
            ("critical_comp_time", json!(ours.critical_temperature_minutes), their("critical_comp_time")),
            ("thm_temp1_trans", json!(ours.thermal_management_transitions[0]), their("thm_temp1_trans_count")),
            ("thm_temp2_trans", json!(ours.thermal_management_transitions[1]), their("thm_temp2_trans_count")),
            ("thm_temp1_total", json!(ours.thermal_management_time[0]), their("thm_temp1_total_time")),
            ("thm_temp2_total", json!(ours.thermal_management_time[1]), their("thm_temp2_total_time")),
            ("sensor 1", json!(ours.temperature_sensors[0].map(|_| 0)), their("temperature_sensor_1")),
        ],
    )
}

/// Error log, firmware slots and self-tests.
fn compare_logs(guest: &Guest, name: &str, controller: &NvmeController) -> usize {
    let errors = guest.printed(&format!("nvme-error-log-{name}.json")).unwrap();
    let used = errors["errors"].as_array().unwrap().iter().filter(|entry| entry["error_count"] != 0);
    let counts: Vec<u64> = controller.errors.iter().flatten().map(|error| error.error_count).collect();
    let slots = &guest.printed(&format!("nvme-fw-log-{name}.json")).unwrap()[name];
    let firmware = controller.firmware.as_ref().unwrap();
    // The octets as a number, then as text with a point for each NUL.
    let their_revision = slots["Firmware Rev Slot 1"].as_str().unwrap().split(['(', ')']).nth(1).unwrap();
    let revision = their_revision.trim_end_matches('.').trim();
    assert_eq!(guest.printed(&format!("nvme-self-test-log-{name}.json")), None, "QEMU has no self-tests");
    compare(
        name,
        [
            ("errors", json!(counts), used.map(|entry| entry["error_count"].clone()).collect()),
            ("afi", json!(firmware.active_slot), slots["Active Firmware Slot (afi)"].clone()),
            ("frs1", json!(firmware.revisions[0]), json!(revision)),
            ("self-tests", json!(controller.self_tests), Value::Null),
        ],
    )
}

#[test]
fn smartctl_reads_the_same() {
    let mut compared = 0;
    for guest in Guest::all() {
        for (drive, name, controller) in guest.controllers() {
            let theirs = guest.printed(&format!("smartctl-{name}.json")).unwrap();
            let identify = controller.identify.as_ref().unwrap();
            let id = |digits: &str| json!(u32::from_str_radix(digits, 16).unwrap());
            compared += compare(
                name,
                [
                    ("model", json!(drive.model), theirs["model_name"].clone()),
                    ("serial", json!(drive.serial_number), theirs["serial_number"].clone()),
                    ("firmware", json!(drive.firmware_revision), theirs["firmware_version"].clone()),
                    ("vendor", id(&identify.vendor_id), theirs["nvme_pci_vendor"]["id"].clone()),
                    ("subsystem", id(&identify.subsystem_vendor_id), theirs["nvme_pci_vendor"]["subsystem_id"].clone()),
                    ("oui", id(identify.ieee_oui.as_ref().unwrap()), theirs["nvme_ieee_oui_identifier"].clone()),
                    ("controller", json!(controller.identifier), theirs["nvme_controller_id"].clone()),
                    ("version", json!(identify.version), theirs["nvme_version"]["string"].clone()),
                    ("namespaces", json!(identify.number_of_namespaces), theirs["nvme_number_of_namespaces"].clone()),
                ],
            );
            compared += compare_common(name, drive.health.as_ref().unwrap(), controller, &theirs);
        }
    }
    assert!(compared >= 7 * (9 + 16), "{compared}");
}

fn compare_common(name: &str, health: &DriveHealth, controller: &NvmeController, theirs: &Value) -> usize {
    let log = &theirs["nvme_smart_health_information_log"];
    let temperature = health.temperature.as_ref().unwrap();
    let whole = |number: f64| json!(format!("{number}").parse::<i64>().unwrap());
    let minutes = |seconds: Option<bee_audit::units::Seconds>| whole(seconds.unwrap().0 / 60.0);
    let smart = controller.smart.as_ref().unwrap();
    compare(
        name,
        [
            ("passed", json!(health.verdict == Some(Verdict::Passed)), theirs["smart_status"]["passed"].clone()),
            ("temperature", whole(temperature.current_celsius.unwrap().0), theirs["temperature"]["current"].clone()),
            ("spare", whole(health.available_spare_percent.unwrap().0), log["available_spare"].clone()),
            (
                "threshold",
                whole(health.available_spare_threshold_percent.unwrap().0),
                log["available_spare_threshold"].clone(),
            ),
            ("used", whole(health.life_used_percent.unwrap().0), log["percentage_used"].clone()),
            ("cycles", json!(health.power_cycles), theirs["power_cycle_count"].clone()),
            ("hours", json!(health.power_on_hours), theirs["power_on_time"]["hours"].clone()),
            ("unsafe", json!(health.unsafe_shutdowns), log["unsafe_shutdowns"].clone()),
            ("media errors", json!(health.media_errors), log["media_errors"].clone()),
            ("warning time", minutes(temperature.above_warning_seconds), log["warning_temp_time"].clone()),
            ("critical time", minutes(temperature.above_critical_seconds), log["critical_comp_time"].clone()),
            ("reads", json!(smart.host_read_commands), log["host_reads"].clone()),
            ("writes", json!(smart.host_write_commands), log["host_writes"].clone()),
            ("busy", json!(smart.controller_busy_minutes), log["controller_busy_time"].clone()),
            ("errors", json!(smart.error_log_entries), log["num_err_log_entries"].clone()),
            (
                "warnings",
                json!(smart.critical_warnings.len()),
                json!(log["critical_warning"].as_u64().unwrap().count_ones()),
            ),
        ],
    )
}
