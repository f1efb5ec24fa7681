//! RAID controllers as their makers' tools tell of them: which are asked, what is joined, what an unexpected text
//! costs.

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{collections::BTreeMap, fs, sync::Mutex};

use bee_audit::{
    Host, Options, Report, audit,
    host::{ControllerNumber, Error, MvcliTopic, Query, RaidTool, Reply, StorcliProgram, StorcliTopic, Tool},
    report::{Component, RaidCondition, RaidController, Reason},
};

/// A machine with one SCSI host and the tools that are installed.
struct Machine {
    files: BTreeMap<Query, Reply>,
    tools: BTreeMap<RaidTool, String>,
    asked: Mutex<Vec<RaidTool>>,
}

impl Machine {
    fn with(driver: &str) -> Machine {
        let text = |text: &str| Reply::Bytes(format!("{text}\n").into_bytes());
        let names = |names: &[&str]| Reply::Entries(names.iter().map(|name| (*name).to_owned()).collect());
        let target = "../../devices/pci0000:00/0000:00:03.0/host0/scsi_host/host0";
        let files = [
            (Query::List("/sys/class/scsi_host".into()), names(&["host0"])),
            (Query::List("/sys/class/scsi_host/host0".into()), names(&["proc_name"])),
            (Query::Link("/sys/class/scsi_host/host0".into()), Reply::Target(target.into())),
            (Query::Read("/sys/class/scsi_host/host0/proc_name".into()), text(driver)),
            (Query::Read("/sys/bus/pci/devices/0000:00:03.0/vendor".into()), text("0x1b4b")),
        ];
        Machine { files: files.into(), tools: BTreeMap::new(), asked: Mutex::default() }
    }

    fn report(&self) -> Report {
        audit(self, &Options::only([Component::Storage]))
    }

    /// The only controller, of a report without gaps.
    fn controller(&self) -> RaidController {
        let report = self.report();
        assert_eq!(report.gaps, []);
        let [controller] = report.storage.unwrap().raid_controllers.try_into().unwrap();
        controller
    }
}

impl Host for Machine {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        let Query::Tool(Tool::Raid(tool)) = query else { return self.files.get(query).cloned().ok_or(Error::Absent) };
        self.asked.lock().unwrap().push(*tool);
        self.tools.get(tool).map(|text| Reply::Bytes(text.clone().into_bytes())).ok_or(Error::Absent)
    }
}

fn sample(name: &str) -> String {
    fs::read_to_string(format!("{}/../fixtures/parts/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn mvcli() -> Machine {
    let mut machine = Machine::with("ahci");
    let topics =
        [(MvcliTopic::Controllers, "hba"), (MvcliTopic::VirtualDisks, "vd"), (MvcliTopic::PhysicalDisks, "pd")];
    machine.tools = topics.map(|(topic, name)| (RaidTool::Mvcli(topic), sample(&format!("mvcli/{name}.txt")))).into();
    machine
}

#[test]
fn what_mvcli_lists_apart_is_one_controller() {
    let controller = mvcli().controller();
    assert_eq!((controller.source.as_str(), controller.model.as_deref()), ("mvcli", Some("BOSS-S1")));
    assert_eq!(controller.serial_number.as_deref(), Some("BOSS0000001"));
    assert_eq!(controller.virtual_disks[0].condition, Some(RaidCondition::Degraded));
    let conditions: Vec<_> = controller.physical_disks.iter().map(|disk| disk.condition).collect();
    assert_eq!(conditions, [Some(RaidCondition::Good), Some(RaidCondition::Offline)]);
    assert_eq!(controller.physical_disks[1].world_wide_name.as_deref(), Some("500a075100000002"));
}

#[test]
fn a_tool_is_asked_where_a_controller_of_its_is_and_no_other() {
    let tools = |driver: &str| {
        let machine = Machine::with(driver);
        assert_eq!(machine.report().gaps, [], "a tool that is not there is absent");
        let asked = machine.asked.into_inner().unwrap();
        let mut programs: Vec<_> = asked.iter().map(|tool| tool.command()[0]).collect();
        programs.dedup();
        programs
    };
    assert_eq!(tools("megaraid_sas"), ["storcli64", "storcli", "perccli64", "perccli"]);
    assert_eq!(tools("mpi3mr"), ["storcli2", "perccli2"]);
    assert_eq!(tools("mpt3sas"), ["storcli64", "storcli", "perccli64", "perccli", "sas3ircu", "sas2ircu"]);
    assert_eq!(tools("smartpqi"), ["ssacli", "hpssacli", "hpacucli", "arcconf"]);
    assert_eq!(tools("aacraid"), ["arcconf"]);
    assert_eq!(tools("ahci"), ["mvcli"], "of Marvell, by the PCI vendor");
    assert_eq!(tools("virtio_scsi"), [""; 0]);
}

#[test]
fn a_text_that_is_not_the_tools_costs_a_gap() {
    let mut machine = Machine::with("aacraid");
    machine.tools.insert(RaidTool::Arcconf(ControllerNumber::First), "Segmentation fault".into());
    let [gap] = machine.report().gaps.try_into().unwrap();
    assert_eq!((gap.reason, gap.subjects), (Reason::Damaged, vec!["arcconf".to_owned()]));
    let mut machine = mvcli();
    machine.tools.insert(RaidTool::Mvcli(MvcliTopic::PhysicalDisks), "error".into());
    let report = machine.report();
    assert_eq!((report.gaps.len(), report.storage.unwrap().raid_controllers.len()), (1, 1), "the rest stands");
}

#[test]
fn a_battery_is_completed_by_what_is_said_of_it_alone() {
    let answer = |data: &str| {
        format!(
            r#"{{"Controllers":[{{"Command Status":{{"Controller":0,"Status":"Success"}},"Response Data":{data}}}]}}"#
        )
    };
    let mut machine = Machine::with("megaraid_sas");
    let tool = |topic| RaidTool::Storcli(StorcliProgram::Storcli64, topic);
    let known = r#"{"Cachevault_Info":[{"Model":"CVPM02","State":"Optimal","Temp":"28C","MfgDate":"2014/10/15"}]}"#;
    let alone = r#"{"Cachevault_Info":[{"Property":"Type","Value":"CVPM02"}],"Firmware_Status":[{"Property":
        "Replacement required","Value":"Yes"}],"GasGaugeStatus":[{"Property":"Capacitance","Value":"45 %"}]}"#;
    machine.tools.insert(tool(StorcliTopic::Controllers), answer(known));
    machine.tools.insert(tool(StorcliTopic::CacheVaults), answer(alone));
    let report = machine.report();
    let batteries = &report.storage.as_ref().unwrap().raid_controllers[0].batteries;
    assert_eq!((batteries.len(), batteries[0].state.as_deref()), (1, Some("Optimal")));
    assert_eq!(batteries[0].charge_percent.map(|charge| charge.0), Some(45.0));
    assert!(report.findings.iter().any(|finding| finding.id == "storage.raid-battery"), "{:?}", report.findings);
}
