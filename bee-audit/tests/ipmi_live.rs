//! The live way to a management controller, from the collector through worker processes to the driver's `ioctl`s, with
//! a stand-in for the driver (`mock_ipmi`) that answers as the recorded controller of `fixtures/parts/bmc` and
//! misbehaves.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use bee_audit::{
    Options, Replay, Report, audit,
    report::{Bmc, BmcSensor, Component, Gap, Reason},
};
use nix::sys::stat::Mode;

#[path = "support/tree.rs"]
mod support;

const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/bmc");

fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.parent().and_then(Path::parent).unwrap().join("examples").join(name)
}

/// A machine with a management controller and nothing else, that behaves like this.
struct Machine {
    root: PathBuf,
    manners: &'static str,
}

impl Machine {
    fn new(manners: &'static str) -> Machine {
        let root = support::folder(&format!("ipmi-{manners}"));
        fs::create_dir_all(root.join("dev")).unwrap();
        nix::unistd::mkfifo(&root.join("dev/ipmi0"), Mode::S_IRWXU).unwrap();
        Machine { root, manners }
    }

    /// An ipmitool that prints what the real one printed of the same controller.
    fn with_ipmitool(self) -> Machine {
        let tools = format!("{RECORDED}/recording/root/share/tools/ipmitool");
        // Its listing of all records; without *all* it leaves the locators out.
        let script = format!(
            "#!/bin/sh\ncase \"$*\" in\nfru) cat {tools}-fru.txt;;\n\
             'sdr elist') grep -v -e 'Logical FRU' -e 'Dynamic MC' {tools}-sdr-elist.txt;;\n\
             'sel elist') cat {tools}-sel-elist.txt;;\n'lan print') cat {tools}-lan-print.txt;;\n*) exit 1;;\nesac\n"
        );
        support::file(&self.root, "usr/bin/ipmitool", script.as_bytes());
        fs::set_permissions(self.root.join("usr/bin/ipmitool"), fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    /// What is told of the controller within `seconds`, and what is not.
    fn audit(&self, seconds: u64) -> (Bmc, Vec<Gap>) {
        let started = Instant::now();
        let output = Command::new(example("embed"))
            .args([self.root.as_os_str(), seconds.to_string().as_ref()])
            .env("LD_PRELOAD", example("libmock_ipmi.so"))
            .env("MOCK_IPMI", format!("{RECORDED}/recording/answers.jsonl"))
            .env("MOCK_IPMI_MANNERS", self.manners)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        assert!(started.elapsed() < Duration::from_secs(seconds + 10), "{:?}", started.elapsed());
        let report: Report = serde_json::from_slice(&output.stdout).unwrap();
        let gaps = report.gaps.into_iter().filter(|gap| gap.component == Component::Bmc).collect();
        (report.bmc.unwrap(), gaps)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.root);
    }
}

fn replayed() -> Bmc {
    audit(&Replay::open(Path::new(RECORDED).join("recording").as_path()).unwrap(), &Options::default()).bmc.unwrap()
}

fn reasons(gaps: &[Gap]) -> Vec<(&str, Reason)> {
    gaps.iter().map(|gap| (gap.missing.as_str(), gap.reason)).collect()
}

#[test]
fn the_drivers_ioctls_give_what_was_recorded() {
    assert_eq!(Machine::new("").audit(60), (replayed(), vec![]));
}

#[test]
fn replies_find_their_requests_whatever_the_order() {
    assert_eq!(Machine::new("reversed").audit(60), (replayed(), vec![]));
}

#[test]
fn replies_that_nobody_waits_for_are_dropped() {
    assert_eq!(Machine::new("stray").audit(60), (replayed(), vec![]));
}

#[test]
fn a_busy_controller_is_asked_again() {
    assert_eq!(Machine::new("busy").audit(60), (replayed(), vec![]));
}

#[test]
fn a_controller_that_falls_silent_costs_what_it_did_not_tell() {
    let (bmc, gaps) = Machine::new("silent").audit(20);
    assert!(bmc.device.is_some() && bmc.chassis.is_some());
    assert!(gaps.len() <= 2 && gaps.iter().all(|gap| gap.reason == Reason::TimedOut), "{gaps:?}");
}

#[test]
fn a_controller_that_takes_five_seconds_gets_its_time() {
    let (bmc, gaps) = Machine::new("slow").audit(12);
    assert!(bmc.device.is_some());
    assert!(!gaps.is_empty() && gaps.iter().all(|gap| gap.reason == Reason::TimedOut), "{gaps:?}");
}

#[test]
fn noise_is_damage() {
    let (bmc, gaps) = Machine::new("garbage").audit(60);
    assert!(bmc.device.is_some() && !gaps.is_empty() && gaps.len() < 200, "{}", gaps.len());
}

#[test]
fn records_in_a_circle_end_the_walk() {
    let (bmc, gaps) = Machine::new("circle").audit(60);
    assert!(bmc.device.is_some());
    assert_eq!(reasons(&gaps), [("event-log", Reason::Damaged), ("sensor data records", Reason::Damaged)]);
}

#[test]
fn a_refused_interface_is_no_end() {
    let native = replayed();
    // EACCES, EBUSY.
    for (manners, reason) in [("13", Reason::Denied), ("16", Reason::Busy)] {
        let machine = Machine::new(manners).with_ipmitool();
        let (bmc, gaps) = machine.audit(60);
        assert_eq!(reasons(&gaps), [("device-id", reason)]);
        for (ours, theirs) in facts(&native).iter().zip(facts(&bmc)) {
            assert_eq!(*ours, theirs);
        }
        assert_eq!(facts(&native).len(), facts(&bmc).len());
        fs::remove_file(machine.root.join("usr/bin/ipmitool")).unwrap();
        let (bmc, gaps) = machine.audit(60);
        assert_eq!((bmc, reasons(&gaps)), (Bmc::default(), vec![("device-id", reason)]));
    }
}

/// What the interface and the four listings of ipmitool both tell.
fn facts(bmc: &Bmc) -> Vec<String> {
    let lan = bmc.channels.iter().find_map(|channel| channel.lan.as_ref()).unwrap();
    let mut facts = vec![format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        lan.ip_address,
        lan.subnet_mask,
        lan.mac_address,
        lan.default_gateway,
        lan.default_gateway_mac_address,
        lan.vlan_id,
        lan.cipher_suites
    )];
    for fru in &bmc.frus {
        let board =
            fru.board.as_ref().map(|it| (&it.manufacturer, &it.product_name, &it.serial_number, &it.part_number));
        let product = fru.product.as_ref().map(|it| {
            (&it.manufacturer, &it.product_name, &it.part_number, &it.version, &it.serial_number, &it.asset_tag)
        });
        let chassis = fru.chassis.as_ref().map(|it| (&it.chassis_type.name, &it.part_number, &it.serial_number));
        let made = fru.board.as_ref().map(|it| &it.manufactured_at);
        facts.push(format!("{} {chassis:?} {board:?} {made:?} {product:?}", fru.device_id));
    }
    facts.extend(bmc.sensors.iter().map(sensor_fact));
    let events = bmc.event_log.iter().flat_map(|log| &log.events);
    facts.extend(events.map(|event| {
        let told = (&event.timestamp, event.seconds_since_initialization);
        let oem = (event.record_type, &event.manufacturer, if event.record_type == 2 { "" } else { &event.data });
        format!("{} {told:?} {:?} {oem:?}", event.record_id, event.asserted)
    }));
    facts
}

/// Readings as ipmitool rounds them; its words for states are its own, but not how many there are.
fn sensor_fact(sensor: &BmcSensor) -> String {
    let reading = sensor.reading.map(|reading| format!("{reading:.2}"));
    let entity = (sensor.entity.id.code, sensor.entity.instance);
    let states = sensor.states.as_ref().map(Vec::len);
    format!("{:?} {:02x} {entity:?} {reading:?} {:?} {states:?}", sensor.name, sensor.number, sensor.unit)
}
