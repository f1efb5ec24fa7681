//! What the CPUs are, what runs in them, and what is wrong with them.

use super::{CPUS, group};
use crate::{
    collect::{Probe, coded},
    decode::{
        arm,
        linux::{
            cpu_list::CpuList,
            cpuinfo::{Identity, Processor},
            vulnerability,
        },
    },
    report::{CpuModel, MemoryProtection, Microcode, Vulnerability},
};

pub(super) fn read_architecture(probe: &mut Probe, processors: &[Processor]) -> Option<String> {
    let stated = probe.text("cpu", "/proc/sys/kernel/arch");
    let identity = &processors.first()?.identity;
    let of_cpus = || match identity.architecture {
        Some(8) => Some("aarch64".to_owned()),
        _ => has_flag(identity, "lm").then(|| "x86_64".to_owned()),
    };
    stated.or_else(of_cpus)
}

fn has_flag(identity: &Identity, flag: &str) -> bool {
    identity.flags.split_ascii_whitespace().any(|word| word == flag)
}

/// Kinds of CPUs, each once.
pub(super) fn models(processors: &[Processor]) -> Vec<CpuModel> {
    let kinds = group(processors.iter().map(|processor| (&processor.identity, processor.number)));
    kinds.into_iter().map(|(identity, numbers)| model(identity, numbers)).collect()
}

fn model(identity: &Identity, numbers: Vec<u32>) -> CpuModel {
    let words = |text: &str| text.split_ascii_whitespace().map(str::to_owned).collect();
    let part_name = || arm::part_name(identity.implementer?, identity.part?);
    CpuModel {
        cpus: numbers.into_iter().collect::<CpuList>().to_string(),
        vendor_id: identity.vendor_id.map(str::to_owned),
        name: identity.model_name.or_else(part_name).map(str::to_owned),
        family: identity.family,
        model: identity.model,
        stepping: identity.stepping,
        implementer: identity.implementer.map(|code| coded(&arm::Implementer(code))),
        part: identity.part,
        variant: identity.variant,
        revision: identity.revision,
        physical_address_bits: identity.physical_address_bits,
        virtual_address_bits: identity.virtual_address_bits,
        flags: words(identity.flags),
        bugs: words(identity.bugs),
    }
}

/// Revisions of microcode with their CPUs.
pub(super) fn read_microcode(probe: &mut Probe, online: &[u32], processors: &[Processor]) -> Vec<Microcode> {
    let stated = processors.iter().filter_map(|processor| Some((processor.microcode?.to_owned(), processor.number)));
    let mut revisions: Vec<(String, u32)> = stated.collect();
    if revisions.is_empty() {
        let names: Vec<String> = online.iter().map(|number| format!("cpu{number}/microcode/version")).collect();
        let attributes = probe.attributes("microcode", CPUS, &names.iter().map(String::as_str).collect::<Vec<_>>());
        let read = online.iter().zip(&names).filter_map(|(number, name)| Some((attributes.text(name)?, *number)));
        revisions.extend(read);
    }
    let revision = |(revision, numbers): (String, Vec<u32>)| Microcode {
        revision,
        cpus: numbers.into_iter().collect::<CpuList>().to_string(),
    };
    group(revisions).into_iter().map(revision).collect()
}

/// What the kernel knows to be wrong with the CPUs.
pub(super) fn read_vulnerabilities(probe: &mut Probe) -> Vec<Vulnerability> {
    let folder = format!("{CPUS}/vulnerabilities");
    let names = probe.list("vulnerabilities", &folder);
    let texts = probe.attributes("vulnerabilities", &folder, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let vulnerability = |name: String| {
        let text = texts.text(&name)?;
        Some(match vulnerability::decode(&text) {
            Some(known) => Vulnerability {
                name,
                state: Some(known.state.name().to_owned()),
                detail: known.detail.map(str::to_owned),
                of_guests: known.of_guests,
            },
            None => Vulnerability { name, state: None, detail: Some(text), of_guests: false },
        })
    };
    names.into_iter().filter_map(vulnerability).collect()
}

/// Techniques by vendor: the flag of the CPU, and the parameter of KVM where there is one.
const INTEL: &[(&str, Option<&str>)] = &[
    ("sgx", Some("kvm_intel/parameters/sgx")),
    ("tme", None),
    ("tdx_host_platform", Some("kvm_intel/parameters/tdx")),
    ("tdx_guest", None),
];
const AMD: &[(&str, Option<&str>)] = &[
    ("sme", None),
    ("sev", Some("kvm_amd/parameters/sev")),
    ("sev_es", Some("kvm_amd/parameters/sev_es")),
    ("sev_snp", Some("kvm_amd/parameters/sev_snp")),
];

/// How the CPUs protect memory; nothing for vendors whose flags do not tell.
pub(super) fn read_memory_protection(probe: &mut Probe, processors: &[Processor]) -> Vec<MemoryProtection> {
    let Some(identity) = processors.first().map(|processor| &processor.identity) else { return Vec::new() };
    let techniques = match identity.vendor_id {
        Some("GenuineIntel") => INTEL,
        Some("AuthenticAMD" | "HygonGenuine") => AMD,
        _ => return Vec::new(),
    };
    let parameters: Vec<&str> = techniques.iter().filter_map(|(_, parameter)| *parameter).collect();
    let used = probe.attributes("cpu", "/sys/module", &parameters);
    let technique = |(name, parameter): &(&str, Option<&str>)| MemoryProtection {
        name: (*name).to_owned(),
        offered: Some(has_flag(identity, name)),
        used_by_kvm: parameter.and_then(|parameter| used.flag(parameter)),
    };
    techniques.iter().map(technique).collect()
}
