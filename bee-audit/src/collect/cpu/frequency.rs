//! Frequencies and who controls them (Linux, Documentation/admin-guide/pm/cpufreq.rst).

use super::{CPUS, group, numbered};
use crate::{
    collect::{Attributes, Probe, coded},
    decode::linux::{cpu_list::CpuList, kernel::EnergyPerformanceBias as Bias},
    report::{CpuFrequency, EnergyPerformanceBias},
    units::Hertz,
};

const NAMES: [&str; 10] = [
    "affected_cpus",
    "cpuinfo_min_freq",
    "cpuinfo_max_freq",
    "base_frequency",
    "scaling_min_freq",
    "scaling_max_freq",
    "bios_limit",
    "scaling_driver",
    "scaling_governor",
    "energy_performance_preference",
];

/// Policies with equal values together, in the order of their first CPU.
pub(super) fn read(probe: &mut Probe, online: &[u32]) -> Vec<CpuFrequency> {
    let policies = numbered(&probe.list("cpufreq", &format!("{CPUS}/cpufreq")), "policy");
    let directories: Vec<String> = if policies.is_empty() {
        online.iter().map(|number| format!("cpu{number}/cpufreq")).collect()
    } else {
        policies.iter().map(|number| format!("cpufreq/policy{number}")).collect()
    };
    probe.read_attributes_ahead(directories.iter().map(|directory| format!("{CPUS}/{directory}")), &NAMES);
    let values = directories.iter().flat_map(|directory| {
        // The policy of CPUs that are offline answers EBUSY.
        let attributes = probe.optional_attributes(directory, &format!("{CPUS}/{directory}"), &NAMES);
        let cpus: Vec<u32> =
            affected(&attributes).into_iter().flat_map(|list| list.numbers().collect::<Vec<_>>()).collect();
        [(Values::of(&attributes), cpus)]
    });
    let mut frequencies: Vec<(CpuList, Values)> = group(values)
        .into_iter()
        .map(|(values, cpus)| (cpus.into_iter().flatten().collect::<CpuList>(), values))
        .filter(|(cpus, _)| !cpus.is_empty())
        .collect();
    frequencies.sort_unstable_by_key(|(cpus, _)| cpus.first());
    frequencies.into_iter().map(|(cpus, values)| values.of_cpus(&cpus)).collect()
}

/// Whether frequencies above the nominal one are allowed.
pub(super) fn read_boost(probe: &mut Probe) -> Option<bool> {
    // intel_pstate answers EAGAIN while it is not the driver.
    let attributes = probe.optional_attributes("cpufreq", CPUS, &["cpufreq/boost", "intel_pstate/no_turbo"]);
    attributes.flag("cpufreq/boost").or_else(|| attributes.flag("intel_pstate/no_turbo").map(|no_turbo| !no_turbo))
}

/// The hints of CPUs that have one (Linux, Documentation/admin-guide/pm/intel_epb.rst).
pub(super) fn read_biases(probe: &mut Probe, online: &[u32]) -> Vec<EnergyPerformanceBias> {
    let name = |number: &u32| format!("cpu{number}/power/energy_perf_bias");
    let mut read = |numbers: &[u32]| {
        let names: Vec<String> = numbers.iter().map(name).collect();
        let attributes = probe.optional_attributes("cpu", CPUS, &names.iter().map(String::as_str).collect::<Vec<_>>());
        let biases = numbers.iter().zip(&names).filter_map(|(number, name)| Some((attributes.number(name)?, *number)));
        biases.collect::<Vec<(u8, u32)>>()
    };
    // All CPUs of a machine have it or none; most have none.
    let (first, others) = online.split_at(online.len().min(1));
    let mut biases = read(first);
    if !biases.is_empty() {
        biases.extend(read(others));
    }
    let alike = group(biases).into_iter().map(|(bias, numbers)| EnergyPerformanceBias {
        cpus: numbers.into_iter().collect::<CpuList>().to_string(),
        bias: coded(&Bias(bias)),
    });
    alike.collect()
}

/// `affected_cpus` parts numbers by blanks.
fn affected(attributes: &Attributes) -> Option<CpuList> {
    let text = attributes.text("affected_cpus")?;
    let numbers = text.split_ascii_whitespace().map(|word| word.parse::<u32>().ok());
    numbers.collect()
}

/// What alike policies share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Values {
    kilohertz: [Option<u64>; 6],
    texts: [Option<String>; 3],
}

impl Values {
    fn of(attributes: &Attributes) -> Values {
        let [_, minimum, maximum, base, lower, upper, firmware, driver, governor, preference] = NAMES;
        let kilohertz = |name| attributes.number(name).filter(|kilohertz| *kilohertz > 0);
        Values {
            kilohertz: [minimum, maximum, base, lower, upper, firmware].map(kilohertz),
            texts: [driver, governor, preference].map(|name| attributes.text(name)),
        }
    }

    fn of_cpus(self, cpus: &CpuList) -> CpuFrequency {
        let hertz = |kilohertz: Option<u64>| kilohertz.map(|kilohertz| Hertz(kilohertz.saturating_mul(1_000)));
        let [minimum, maximum, base, lower, upper, firmware] = self.kilohertz.map(hertz);
        let [driver, governor, energy_performance_preference] = self.texts;
        CpuFrequency {
            cpus: cpus.to_string(),
            minimum_hertz: minimum,
            maximum_hertz: maximum,
            base_hertz: base,
            lower_limit_hertz: lower,
            upper_limit_hertz: upper,
            firmware_limit_hertz: firmware,
            driver,
            governor,
            energy_performance_preference,
        }
    }
}
