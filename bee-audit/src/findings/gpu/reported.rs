//! Rules about errors that drivers reported to the kernel's log.

use super::{super::Observation, each};
use crate::{
    decode::nvidia::xid::Xid,
    report::{Report, ReportedGpuError},
};

/// The driver reported an error that NVIDIA's catalogue does not blame on a program.
pub(in crate::findings) fn xid(report: &Report) -> Vec<Observation> {
    each(report, |gpu| reported(&gpu.xids, |error| xid_of(error).needs_attention()))
}

/// The driver reported an error that a program may have caused, or that ended no more than a program.
pub(in crate::findings) fn xid_of_program(report: &Report) -> Vec<Observation> {
    each(report, |gpu| reported(&gpu.xids, |error| !xid_of(error).needs_attention()))
}

fn xid_of(error: &ReportedGpuError) -> Xid {
    Xid(u32::try_from(error.code.code).unwrap_or_default())
}

/// The driver reported a fatal error of an NVSwitch.
pub(in crate::findings) fn switch_failed(report: &Report) -> Vec<Observation> {
    each_switch(report, |error| error.fatal == Some(true))
}

/// The driver reported another error of an NVSwitch.
pub(in crate::findings) fn switch_errors(report: &Report) -> Vec<Observation> {
    each_switch(report, |error| error.fatal != Some(true))
}

fn each_switch(report: &Report, is_meant: impl Fn(&ReportedGpuError) -> bool) -> Vec<Observation> {
    let switches = report.gpu.iter().flat_map(|gpus| &gpus.switches);
    let found = switches.filter_map(|switch| {
        let name = switch.pci_address.as_deref().unwrap_or("NVSwitch");
        let errors = reported(&switch.sxids, &is_meant)?;
        Some(Observation::new([name], format!("{name} (NVSwitch) {}", errors.replace("XID", "SXID"))))
    });
    found.collect()
}

/// `had XID 79 (GPU has fallen off the bus), 13 × XID 48 (…)`.
fn reported(errors: &[ReportedGpuError], is_meant: impl Fn(&ReportedGpuError) -> bool) -> Option<String> {
    let errors = errors.iter().filter(|error| is_meant(error)).map(|error| {
        let times = if error.count > 1 { format!("{} × ", error.count) } else { String::new() };
        let name = error.code.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        format!("{times}XID {}{name}", error.code.code)
    });
    let errors: Vec<String> = errors.collect();
    (!errors.is_empty()).then(|| format!("had {}", errors.join(", ")))
}
