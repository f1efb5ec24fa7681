//! Rules about processors.

use super::Observation;
use crate::{
    decode::linux::{cpu_list::CpuList, kernel::MACHINE_CHECK},
    report::{Cpu, CpuPackage, Report, Throttling},
};

/// Logical CPUs of one kind run different microcode. Kinds are told apart: those of a hybrid processor may differ.
pub(super) fn mixed_microcode(report: &Report) -> Vec<Observation> {
    let Some(cpu) = &report.cpu else { return Vec::new() };
    let mixed = cpu.models.iter().filter_map(|model| {
        let runs = |cpus: &str| CpuList::decode(cpus).is_ok_and(|cpus| overlap(&cpus, &model.cpus));
        let revisions: Vec<_> = cpu.microcode.iter().filter(|microcode| runs(&microcode.cpus)).collect();
        let parts: Vec<String> = revisions.iter().map(|one| format!("{} on CPUs {}", one.revision, one.cpus)).collect();
        (parts.len() > 1).then(|| {
            Observation::new(
                revisions.iter().map(|one| one.cpus.clone()),
                format!("microcode differs: {}", parts.join(", ")),
            )
        })
    });
    mixed.collect()
}

/// Packages hold different models or steppings. Different cores within each package are a design, not a mistake.
pub(super) fn mixed_models(report: &Report) -> Vec<Observation> {
    let Some(cpu) = &report.cpu else { return Vec::new() };
    let kinds: Vec<Vec<usize>> = cpu.packages.iter().map(|package| models_of(cpu, package)).collect();
    let differs = kinds.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    let described = cpu.models.iter().map(|model| {
        let name = model.name.as_deref().unwrap_or("unnamed");
        let stepping = model.stepping.map(|stepping| format!(" stepping {stepping}")).unwrap_or_default();
        format!("{name}{stepping} on CPUs {}", model.cpus)
    });
    if !differs {
        return Vec::new();
    }
    let message = format!("packages differ: {}", described.collect::<Vec<_>>().join(", "));
    vec![Observation::new(cpu.models.iter().map(|model| model.cpus.clone()), message)]
}

/// Indexes of the kinds of CPUs that a package has.
fn models_of(cpu: &Cpu, package: &CpuPackage) -> Vec<usize> {
    let Ok(own) = CpuList::decode(&package.cpus) else { return Vec::new() };
    let models = cpu.models.iter().enumerate();
    models.filter(|(_, model)| overlap(&own, &model.cpus)).map(|(index, _)| index).collect()
}

fn overlap(own: &CpuList, others: &str) -> bool {
    CpuList::decode(others).is_ok_and(|others| others.numbers().any(|number| own.contains(number)))
}

/// Firmware has disabled a processor (DSP0134 §7.5: status 2 by the user, 3 for an error).
pub(super) fn disabled(report: &Report) -> Vec<Observation> {
    let sockets = report.cpu.iter().flat_map(|cpu| &cpu.sockets).filter(|socket| socket.populated == Some(true));
    let disabled = sockets.filter_map(|socket| {
        let status = socket.status.as_ref().filter(|status| [2, 3].contains(&status.code))?;
        let how = status.name.as_deref().unwrap_or("disabled");
        let name = socket.designation.as_deref().unwrap_or("without a name");
        Some(Observation::new([name], format!("processor in socket {name}: {how}")))
    });
    disabled.collect()
}

/// Firmware lists more processors than the kernel has packages online.
pub(super) fn missing(report: &Report) -> Vec<Observation> {
    /// DSP0134 §7.5.1: a central processor.
    const CENTRAL: u64 = 3;
    let Some(cpu) = report.cpu.as_ref().filter(|cpu| !cpu.packages.is_empty()) else { return Vec::new() };
    let listed = cpu.sockets.iter().filter(|socket| {
        socket.populated == Some(true) && socket.r#type.as_ref().is_none_or(|kind| kind.code == CENTRAL)
    });
    let names: Vec<&str> = listed.map(|socket| socket.designation.as_deref().unwrap_or("unnamed")).collect();
    let (listed, online) = (names.len(), cpu.packages.len());
    let message = format!("firmware lists {listed} processors ({}), the kernel has {online} online", names.join(", "));
    if listed > online { vec![Observation::new(names, message)] } else { Vec::new() }
}

/// A package throttled for heat for a second or more since boot; on kernels that do not tell how long, at all.
pub(super) fn throttled(report: &Report) -> Vec<Observation> {
    let packages = report.cpu.iter().flat_map(|cpu| &cpu.packages);
    let hot = packages.filter_map(|package| {
        let Throttling { count, total_milliseconds, .. } = package.throttling.as_ref()?;
        let events = count.filter(|count| *count > 0)?;
        if total_milliseconds.is_some_and(|total| total < 1_000) {
            return None;
        }
        let duration = total_milliseconds.map(|total| format!(", {} s in all", total / 1_000)).unwrap_or_default();
        let name = package.id.map_or_else(|| format!("CPUs {}", package.cpus), |id| format!("package {id}"));
        Some(Observation::new([&name], format!("{name} throttled for heat {events} times since boot{duration}")))
    });
    hot.collect()
}

/// The kernel sees itself exposed to a vulnerability.
pub(super) fn vulnerable(report: &Report) -> Vec<Observation> {
    let known = report.cpu.iter().flat_map(|cpu| &cpu.vulnerabilities);
    let exposed: Vec<_> = known.filter(|known| known.state.as_deref() == Some("Vulnerable")).collect();
    let described = exposed.iter().map(|vulnerability| {
        let detail = vulnerability.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        format!("{}{detail}", vulnerability.name)
    });
    let message = format!("vulnerable to {}", described.collect::<Vec<_>>().join(", "));
    let names = exposed.iter().map(|vulnerability| &vulnerability.name);
    if exposed.is_empty() { Vec::new() } else { vec![Observation::new(names, message)] }
}

/// The kernel met a machine check exception; which part it names is in the kernel's log.
pub(super) fn machine_check(report: &Report) -> Vec<Observation> {
    let met = report.run.kernel_taints.iter().any(|taint| taint == MACHINE_CHECK);
    let message = "the kernel has met a machine check exception since it started";
    met.then(|| Observation::new(["cpu"], message)).into_iter().collect()
}

/// Logical CPUs are present but not online, other than for SMT that was switched off.
pub(super) fn offline(report: &Report) -> Vec<Observation> {
    let Some(cpu) = &report.cpu else { return Vec::new() };
    if matches!(cpu.smt.control.as_deref(), Some("off" | "forceoff")) {
        return Vec::new();
    }
    let list = |text: &Option<String>| text.as_deref().and_then(|text| CpuList::decode(text).ok());
    let (Some(present), Some(online)) = (list(&cpu.cpus.present), list(&cpu.cpus.online)) else { return Vec::new() };
    let offline: Vec<String> =
        present.numbers().filter(|number| !online.contains(*number)).map(|number| number.to_string()).collect();
    match offline.len() {
        0 => Vec::new(),
        count => vec![Observation::new(offline, format!("{count} of {} logical CPUs are offline", present.count()))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::linux::kernel::taints;
    use crate::report::{Coded, CpuModel, CpuSets, CpuSocket, Microcode, Smt, Vulnerability};

    fn report(cpu: Cpu) -> Report {
        Report { cpu: Some(cpu), ..Report::default() }
    }

    fn model(name: &str, cpus: &str) -> CpuModel {
        CpuModel { name: Some(name.into()), cpus: cpus.into(), ..CpuModel::default() }
    }

    fn microcode(revision: &str, cpus: &str) -> Microcode {
        Microcode { revision: revision.into(), cpus: cpus.into() }
    }

    #[test]
    fn a_machine_check_taints_the_kernel() {
        let mut report = Report::default();
        report.run.kernel_taints = taints("4096");
        assert_eq!(machine_check(&report), []);
        report.run.kernel_taints = taints("4112");
        assert_eq!(machine_check(&report).len(), 1);
    }

    fn package(id: u32, cpus: &str) -> CpuPackage {
        CpuPackage { id: Some(id), cpus: cpus.into(), ..CpuPackage::default() }
    }

    #[test]
    fn microcode_may_differ_between_kinds_only() {
        let mixed = vec![microcode("0x1", "0-3"), microcode("0x2", "4-7")];
        let one_kind = Cpu { models: vec![model("X", "0-7")], microcode: mixed.clone(), ..Cpu::default() };
        let found = mixed_microcode(&report(one_kind));
        assert_eq!(found, [Observation::new(["0-3", "4-7"], "microcode differs: 0x1 on CPUs 0-3, 0x2 on CPUs 4-7")]);
        let hybrid = Cpu { models: vec![model("P", "0-3"), model("E", "4-7")], microcode: mixed, ..Cpu::default() };
        assert_eq!(mixed_microcode(&report(hybrid)), []);
    }

    #[test]
    fn models_may_differ_within_packages_only() {
        let models = vec![model("X", "0-3"), model("Y", "4-7")];
        let packages = vec![package(0, "0-3"), package(1, "4-7")];
        let found = mixed_models(&report(Cpu { models: models.clone(), packages, ..Cpu::default() }));
        assert_eq!(found, [Observation::new(["0-3", "4-7"], "packages differ: X on CPUs 0-3, Y on CPUs 4-7")]);
        let packages = vec![package(0, "0-7")];
        assert_eq!(mixed_models(&report(Cpu { models, packages, ..Cpu::default() })), []);
    }

    #[test]
    fn firmware_and_kernel_are_compared() {
        let socket = |name: &str, status| CpuSocket {
            designation: Some(name.into()),
            populated: Some(true),
            status: Some(Coded { code: status, name: Some("Disabled By BIOS (POST Error)".into()) }),
            ..CpuSocket::default()
        };
        let packages = vec![package(0, "0-3")];
        let cpu = Cpu { packages, sockets: vec![socket("CPU1", 1), socket("CPU2", 3)], ..Cpu::default() };
        let message = "processor in socket CPU2: Disabled By BIOS (POST Error)";
        assert_eq!(disabled(&report(cpu.clone())), [Observation::new(["CPU2"], message)]);
        let message = "firmware lists 2 processors (CPU1, CPU2), the kernel has 1 online";
        assert_eq!(missing(&report(cpu.clone())), [Observation::new(["CPU1", "CPU2"], message)]);
        let packages = vec![package(0, "0-1"), package(1, "2-3")];
        assert_eq!(missing(&report(Cpu { packages, ..cpu })), []);
    }

    #[test]
    fn a_short_throttling_is_normal() {
        let with = |count, total_milliseconds| {
            let throttling = Some(Throttling { count: Some(count), longest_milliseconds: None, total_milliseconds });
            throttled(&report(Cpu { packages: vec![CpuPackage { throttling, ..package(1, "0") }], ..Cpu::default() }))
        };
        assert_eq!(with(7, Some(999)), []);
        assert_eq!(with(0, None), []);
        let message = "package 1 throttled for heat 7 times since boot, 61 s in all";
        assert_eq!(with(7, Some(61_500)), [Observation::new(["package 1"], message)]);
        assert_eq!(with(7, None)[0].message, "package 1 throttled for heat 7 times since boot");
    }

    #[test]
    fn a_mitigated_vulnerability_is_none() {
        let known = |state: &str| Vulnerability {
            name: "mds".into(),
            state: Some(state.into()),
            detail: Some("SMT vulnerable".into()),
            of_guests: false,
        };
        let vulnerabilities = vec![known("Mitigation"), known("Vulnerable"), known("Not affected")];
        let found = vulnerable(&report(Cpu { vulnerabilities, ..Cpu::default() }));
        assert_eq!(found, [Observation::new(["mds"], "vulnerable to mds (SMT vulnerable)")]);
    }

    #[test]
    fn threads_switched_off_are_not_missing() {
        let with = |control: &str| {
            let cpus = CpuSets { present: Some("0-3".into()), online: Some("0-1,3".into()), ..CpuSets::default() };
            let smt = Smt { active: Some(false), control: Some(control.into()) };
            offline(&report(Cpu { cpus, smt, ..Cpu::default() }))
        };
        assert_eq!(with("off"), []);
        assert_eq!(with("on"), [Observation::new(["2"], "1 of 4 logical CPUs are offline")]);
    }
}
