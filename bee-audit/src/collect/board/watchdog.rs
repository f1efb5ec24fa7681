//! Watchdog timers, as the kernel knows them; their devices are not opened, for that would start them.

use crate::{
    collect::{Attributes, Probe},
    decode::linux::watchdog::BootStatus,
    report::Watchdog,
    units::Seconds,
};

const WATCHDOGS: &str = "/sys/class/watchdog";

/// Every timer, in the order of their numbers.
pub(super) fn read(probe: &mut Probe) -> Vec<Watchdog> {
    let names = probe.list("watchdog", WATCHDOGS);
    names.into_iter().map(|name| read_one(probe, name)).collect()
}

fn read_one(probe: &mut Probe, name: String) -> Watchdog {
    const NAMES: [&str; 6] = ["identity", "state", "timeout", "pretimeout", "nowayout", "bootstatus"];
    let values = probe.optional_attributes(&name, &format!("{WATCHDOGS}/{name}"), &NAMES);
    // 0 is what the kernel keeps for a time that was never set.
    let seconds = |name| values.number::<u32>(name).filter(|seconds| *seconds != 0).map(|it| Seconds(it.into()));
    Watchdog {
        identity: values.text("identity"),
        active: values.text("state").map(|state| state == "active"),
        timeout_seconds: seconds("timeout"),
        pretimeout_seconds: seconds("pretimeout"),
        no_way_out: values.flag("nowayout"),
        reset_causes: reset_causes(&values),
        name,
    }
}

fn reset_causes(values: &Attributes) -> Vec<String> {
    let status = values.number("bootstatus").map(BootStatus);
    status.into_iter().flat_map(|status| status.names()).map(str::to_owned).collect()
}
