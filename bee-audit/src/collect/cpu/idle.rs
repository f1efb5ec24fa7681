//! Idle states (Linux, Documentation/admin-guide/pm/cpuidle.rst).

use super::{CPUS, numbered};
use crate::{
    collect::Probe,
    report::{CpuIdle, IdleState},
};

/// Driver, governor, and the states of the first CPU.
pub(super) fn read(probe: &mut Probe, online: &[u32]) -> CpuIdle {
    let names = ["current_driver", "current_governor", "current_governor_ro"];
    let attributes = probe.attributes("cpuidle", &format!("{CPUS}/cpuidle"), &names);
    let named = |name: &str| attributes.text(name).filter(|name| name != "none");
    CpuIdle {
        driver: named("current_driver"),
        governor: named("current_governor").or_else(|| named("current_governor_ro")),
        states: online.first().map(|number| read_states(probe, *number)).unwrap_or_default(),
    }
}

fn read_states(probe: &mut Probe, number: u32) -> Vec<IdleState> {
    let directory = format!("{CPUS}/cpu{number}/cpuidle");
    let states = numbered(&probe.list("cpuidle", &directory), "state");
    let names = ["name", "desc", "latency", "residency", "disable"];
    probe.read_attributes_ahead(states.iter().map(|state| format!("{directory}/state{state}")), &names);
    let state = |state| {
        let attributes = probe.attributes("cpuidle", &format!("{directory}/state{state}"), &names);
        IdleState {
            name: attributes.text("name"),
            description: attributes.text("desc"),
            exit_latency_microseconds: attributes.number("latency"),
            target_residency_microseconds: attributes.number("residency"),
            disabled: attributes.number::<u64>("disable").map(|disabled| disabled != 0),
        }
    };
    states.into_iter().map(state).collect()
}
