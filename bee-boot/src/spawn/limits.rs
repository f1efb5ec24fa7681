//! The control group of a service, and its limits: of the group where the kernel has the controller, of each process
//! where it has not.

use std::io;

use nix::{sched::CpuSet, sys::resource::Resource};

use super::{
    failure::{Shortfall, worded},
    open_files,
    stage::Stage,
};
use crate::{
    cgroup::{self, Group, Hierarchy},
    seed::Card,
};

/// A limit that the child sets for itself (setrlimit(2)).
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub(super) stage: Stage,
    pub(super) resource: Resource,
    pub(super) soft: u64,
    pub(super) hard: u64,
}

/// The group of a card. That there is none is a shortfall, without cgroup v2 only of a card that names one.
pub(super) fn group(card: &Card, groups: Option<&Hierarchy>, shortfalls: &mut Vec<Shortfall>) -> Option<Group> {
    let named = card.soma.cgroup.path.as_deref();
    let Some(groups) = groups else {
        shortfalls.extend(named.map(|_| Shortfall::new("soma.cgroup.path", "there are no control groups")));
        return None;
    };
    let made = match named {
        Some(path) => groups.leaf(path),
        None => groups.leaf(&cgroup::name_of(&card.label, &card.id.to_string())),
    };
    made.map_err(|error| shortfalls.push(Shortfall::new("soma.cgroup", words(&error)))).ok()
}

/// Limits the group, and returns what the child is to limit by itself.
pub(super) fn set(card: &Card, group: Option<&Group>, shortfalls: &mut Vec<Shortfall>) -> Vec<Limit> {
    let (limits, weights) = (&card.soma.rlimits, &card.soma.cgroup);
    let mut of_process = Vec::new();
    if let Some((soft, hard)) = limits.nofile.map(|value| (value, value)).or_else(open_files::inherited) {
        of_process.push(Limit { stage: Stage::OpenFiles, resource: Resource::RLIMIT_NOFILE, soft, hard });
    }
    let memory = (Stage::AddressSpace, Resource::RLIMIT_AS, "RLIMIT_AS limits each process by itself");
    let processes =
        (Stage::Processes, Resource::RLIMIT_NPROC, "RLIMIT_NPROC counts a user's processes, and not root's");
    for (file, value, (stage, resource, left)) in
        [("memory.max", limits.mem_bytes, memory), ("pids.max", limits.nproc, processes)]
    {
        let Some(value) = value else { continue };
        if let Err(why) = set_one(group, file, value) {
            shortfalls.push(Shortfall::new(stage.key(), format!("{why}; {left}")));
            of_process.push(Limit { stage, resource, soft: value, hard: value });
        }
    }
    for (file, value, key) in [
        ("cpu.weight", weights.cpu_weight, "soma.cgroup.cpu_weight"),
        ("io.weight", weights.io_weight, "soma.cgroup.io_weight"),
    ] {
        if let Some(Err(why)) = value.map(|value| set_one(group, file, value.into())) {
            shortfalls.push(Shortfall::new(key, why));
        }
    }
    of_process
}

fn set_one(group: Option<&Group>, file: &str, value: u64) -> Result<(), String> {
    let group = group.ok_or("no control group")?;
    group.set(file, value).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("the control group has no {file}"),
        _ => format!("{file}: {}", words(&error)),
    })
}

/// The processors that a card names; one that no kernel has is a shortfall.
pub(super) fn processors(card: &Card, shortfalls: &mut Vec<Shortfall>) -> Option<CpuSet> {
    let named = card.soma.cpu_affinity.as_ref()?;
    let mut set = CpuSet::new();
    for processor in named {
        let known = usize::try_from(*processor).is_ok_and(|processor| set.set(processor).is_ok());
        if !known {
            shortfalls.push(Shortfall::new("soma.cpu_affinity", format!("there is no processor {processor}")));
        }
    }
    Some(set)
}

fn words(error: &io::Error) -> String {
    error.raw_os_error().map_or_else(|| error.to_string(), |errno| worded(nix::errno::Errno::from_raw(errno)))
}
