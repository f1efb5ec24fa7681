//! RAID controllers through their makers' tools, which know what the kernel is not told: the drives behind a volume;
//! those of megaraid_sas are asked themselves as well.
//!
//! A tool is asked only where a controller of its driver is. One that is not installed is absent; one that prints
//! something unexpected costs a gap.

use std::collections::BTreeSet;

use super::{host::Placed, megaraid, raid_report};
use crate::{
    collect::Probe,
    decode::{
        self,
        tool::{arcconf, mvcli, raid::Controller, sas_ircu, ssacli, storcli},
    },
    host::{
        ControllerNumber, Error, MvcliTopic, Query, RaidTool, Reply, SasIrcuProgram, SsacliProgram, StorcliProgram,
        StorcliTopic, Tool,
    },
    report::{Drive, RaidController, Reason},
};

/// PCI vendor of Marvell's boot adapters, as the kernel writes it.
const MARVELL: &[u8] = b"0x1b4b";

/// Every controller that a tool knows, joined with the drives that its volumes are.
pub(super) fn read(probe: &mut Probe, hosts: &[Placed], drives: &[Drive]) -> Vec<RaidController> {
    let has = |names: &[&str]| {
        let drivers = hosts.iter().filter_map(|placed| placed.host.driver.as_deref());
        drivers.into_iter().any(|driver| names.contains(&driver))
    };
    let mut found = Vec::new();
    if has(&["megaraid_sas", "mpt3sas", "mpt2sas"]) {
        let programs =
            [StorcliProgram::Storcli64, StorcliProgram::Storcli, StorcliProgram::Perccli64, StorcliProgram::Perccli];
        found.extend(read_storcli(probe, &programs));
    }
    if has(&["mpi3mr"]) {
        found.extend(read_storcli(probe, &[StorcliProgram::Storcli2, StorcliProgram::Perccli2]));
    }
    if has(&["mpt3sas", "mpt2sas"]) {
        add(&mut found, read_sas_ircu(probe));
    }
    if has(&["smartpqi", "hpsa", "cciss"]) {
        found.extend(read_ssacli(probe));
    }
    if has(&["smartpqi", "aacraid"]) {
        add(&mut found, read_arcconf(probe));
    }
    if has(&["mvumi"]) || has_marvell(probe, hosts) {
        found.extend(read_mvcli(probe));
    }
    let mut told: Vec<RaidController> =
        found.into_iter().map(|(source, said)| raid_report::controller(source, said, drives)).collect();
    megaraid::read(probe, hosts, drives, &mut told);
    told
}

/// Whether an adapter of Marvell is there, which the driver of any AHCI controller drives.
fn has_marvell(probe: &mut Probe, hosts: &[Placed]) -> bool {
    let ahci = hosts.iter().filter(|placed| placed.host.driver.as_deref() == Some("ahci"));
    let addresses: BTreeSet<&str> = ahci.filter_map(|placed| placed.pci_address.as_deref()).collect();
    let vendors = addresses.iter().map(|address| Query::Read(format!("/sys/bus/pci/devices/{address}/vendor")));
    let vendors = probe.try_ask_all(&vendors.collect::<Vec<_>>());
    vendors.iter().any(|vendor| matches!(vendor, Ok(Reply::Bytes(text)) if text.trim_ascii() == MARVELL))
}

/// What told, and what.
type Told = (&'static str, Controller);

/// Adds controllers that no other tool has told of.
fn add(known: &mut Vec<Told>, more: Vec<Told>) {
    let is_known = |one: &Told| {
        let address = one.1.pci_address.as_ref();
        address.is_some() && known.iter().any(|(_, known)| known.pci_address.as_ref() == address)
    };
    let new: Vec<Told> = more.into_iter().filter(|one| !is_known(one)).collect();
    known.extend(new);
}

/// What `tool` prints; `None` when it is not installed, or failed (a gap).
fn ask(probe: &mut Probe, tool: RaidTool) -> Option<String> {
    let query = Query::Tool(Tool::Raid(tool));
    match probe.ask(query.source(), &query)? {
        Reply::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        _ => None,
    }
}

/// The decoded text of `tool`; what cannot be is a gap.
fn ask_decoded<T>(
    probe: &mut Probe,
    tool: RaidTool,
    decode: fn(&str) -> Result<T, decode::Error>,
) -> Option<(&'static str, T)> {
    let text = ask(probe, tool)?;
    let source = Tool::Raid(tool).command().first().copied().unwrap_or_default();
    let decoded =
        decode(&text).inspect_err(|error| probe.damaged(source, &Tool::Raid(tool).command().join(" "), error));
    Some((source, decoded.ok()?))
}

/// The first of `programs` that is installed.
fn read_storcli(probe: &mut Probe, programs: &[StorcliProgram]) -> Vec<Told> {
    let is_there = |probe: &mut Probe, program: StorcliProgram| {
        let tool = Tool::Raid(RaidTool::Storcli(program, StorcliTopic::Controllers));
        probe.try_ask(&Query::Tool(tool)) != Err(Error::Absent)
    };
    let Some(program) = programs.iter().copied().find(|program| is_there(probe, *program)) else { return Vec::new() };
    let mut controllers: Vec<Told> = Vec::new();
    for topic in StorcliTopic::ALL {
        let tool = RaidTool::Storcli(program, topic);
        let Some((source, responses)) = ask_decoded(probe, tool, storcli::decode) else { continue };
        for response in responses {
            // That there are no volumes, drives or foreign groups is a failure to the tool.
            if let Some(failure) = response.failure.filter(|_| topic == StorcliTopic::Controllers) {
                probe.gap(source, &Tool::Raid(tool).command().join(" "), Reason::ToolFailed, failure);
            }
            let said = response.controller;
            match controllers.iter_mut().find(|(_, known)| known.number == said.number) {
                Some((_, known)) => raid_report::join(known, said),
                None if said.number.is_some() && topic == StorcliTopic::Controllers => controllers.push((source, said)),
                None => {}
            }
        }
    }
    controllers
}

fn read_sas_ircu(probe: &mut Probe) -> Vec<Told> {
    let mut controllers = Vec::new();
    for program in SasIrcuProgram::ALL {
        let Some((_, numbers)) = ask_decoded(probe, RaidTool::SasIrcuList(program), sas_ircu::decode_list) else {
            continue;
        };
        for (number, which) in (0..).zip(ControllerNumber::ALL).filter(|(number, _)| numbers.contains(number)) {
            let tool = RaidTool::SasIrcuDisplay(program, which);
            let told = ask_decoded(probe, tool, sas_ircu::decode_display);
            controllers.extend(told.map(|(source, said)| (source, Controller { number: Some(number), ..said })));
        }
    }
    controllers
}

fn read_ssacli(probe: &mut Probe) -> Vec<Told> {
    let told = SsacliProgram::ALL
        .into_iter()
        .find_map(|program| ask_decoded(probe, RaidTool::Ssacli(program), ssacli::decode));
    told.map(|(source, controllers)| controllers.into_iter().map(|said| (source, said)).collect()).unwrap_or_default()
}

/// Controllers with their volumes and drives, which the tool lists apart.
fn read_mvcli(probe: &mut Probe) -> Vec<Told> {
    let mut controllers: Vec<Told> = Vec::new();
    for topic in MvcliTopic::ALL {
        let Some((source, told)) = ask_decoded(probe, RaidTool::Mvcli(topic), mvcli::decode) else {
            return controllers;
        };
        for said in told {
            match controllers.iter_mut().find(|(_, known)| known.number == said.number) {
                Some((_, known)) => raid_report::join(known, said),
                None => controllers.push((source, said)),
            }
        }
    }
    controllers
}

/// Asks for one controller after another, until there is none.
fn read_arcconf(probe: &mut Probe) -> Vec<Told> {
    let mut controllers = Vec::new();
    for (number, which) in (1..).zip(ControllerNumber::ALL) {
        match ask_decoded(probe, RaidTool::Arcconf(which), arcconf::decode) {
            Some((source, Some(said))) => controllers.push((source, Controller { number: Some(number), ..said })),
            _ => break,
        }
    }
    controllers
}
