//! What looks wrong: rules over a report alone.
//!
//! A rule is a small function; [`RULES`] is all of them. What a report does not hold, a rule does not judge: a missing
//! value is never a finding. `docs/findings.md` explains each rule to the people who meet it.

mod bmc;
mod board;
mod cpu;
mod gpu;
mod memory;
mod network;
mod pcie;
mod sensors;
mod storage;
mod tpm;

use network::module;
use storage::{enclosure, health, raid};

use crate::report::{Component, Finding, Report, Severity};

/// One rule.
struct Rule {
    /// Its stable name, which begins with the component's.
    id: &'static str,
    component: Component,
    severity: Severity,
    check: fn(&Report) -> Vec<Observation>,
}

/// One thing that a rule objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Observation {
    subjects: Vec<String>,
    message: String,
}

impl Observation {
    fn new(subjects: impl IntoIterator<Item = impl Into<String>>, message: impl Into<String>) -> Observation {
        Observation { subjects: subjects.into_iter().map(Into::into).collect(), message: message.into() }
    }
}

const RULES: &[Rule] = {
    use Component::{Bmc, Board, Cpu, Gpu, Memory, Network, Pcie, Sensors, Storage, Tpm};
    use Severity::{Critical, Info, Warning};
    &[
        Rule { id: "board.power-supply", component: Board, severity: Warning, check: board::power_supply },
        Rule { id: "board.chassis-state", component: Board, severity: Warning, check: board::chassis_state },
        Rule {
            id: "board.firmware-update-failed",
            component: Board,
            severity: Warning,
            check: board::firmware_update_failed,
        },
        Rule { id: "board.manufacturing-mode", component: Board, severity: Warning, check: board::manufacturing_mode },
        Rule { id: "board.no-serial-number", component: Board, severity: Info, check: board::no_serial_number },
        Rule { id: "cpu.mixed-microcode", component: Cpu, severity: Warning, check: cpu::mixed_microcode },
        Rule { id: "cpu.mixed-models", component: Cpu, severity: Warning, check: cpu::mixed_models },
        Rule { id: "cpu.disabled", component: Cpu, severity: Warning, check: cpu::disabled },
        Rule { id: "cpu.missing", component: Cpu, severity: Warning, check: cpu::missing },
        Rule { id: "cpu.throttled", component: Cpu, severity: Warning, check: cpu::throttled },
        Rule { id: "cpu.vulnerable", component: Cpu, severity: Warning, check: cpu::vulnerable },
        Rule { id: "cpu.machine-check", component: Cpu, severity: Warning, check: cpu::machine_check },
        Rule { id: "cpu.offline", component: Cpu, severity: Info, check: cpu::offline },
        Rule {
            id: "memory.uncorrectable-errors",
            component: Memory,
            severity: Critical,
            check: memory::uncorrectable_errors,
        },
        Rule {
            id: "memory.correctable-errors",
            component: Memory,
            severity: Warning,
            check: memory::correctable_errors,
        },
        Rule { id: "memory.total-differs", component: Memory, severity: Warning, check: memory::total_differs },
        Rule {
            id: "memory.mixed-error-correction",
            component: Memory,
            severity: Warning,
            check: memory::mixed_error_correction,
        },
        Rule { id: "memory.below-rated-speed", component: Memory, severity: Info, check: memory::below_rated_speed },
        Rule { id: "memory.mixed-modules", component: Memory, severity: Info, check: memory::mixed_modules },
        Rule { id: "pcie.fatal-errors", component: Pcie, severity: Critical, check: pcie::fatal_errors },
        Rule { id: "pcie.power-fault", component: Pcie, severity: Critical, check: pcie::power_fault },
        Rule { id: "pcie.contained", component: Pcie, severity: Critical, check: pcie::contained },
        Rule { id: "pcie.nonfatal-errors", component: Pcie, severity: Warning, check: pcie::nonfatal_errors },
        Rule { id: "pcie.link-width", component: Pcie, severity: Warning, check: pcie::link_width },
        Rule { id: "pcie.link-speed", component: Pcie, severity: Info, check: pcie::link_speed },
        Rule { id: "pcie.correctable-errors", component: Pcie, severity: Info, check: pcie::correctable_errors },
        Rule { id: "pcie.no-driver", component: Pcie, severity: Info, check: pcie::no_driver },
        Rule { id: "storage.drive-failing", component: Storage, severity: Critical, check: health::drive_failing },
        Rule { id: "storage.spare-low", component: Storage, severity: Critical, check: health::spare_low },
        Rule {
            id: "storage.drive-overheated",
            component: Storage,
            severity: Critical,
            check: health::drive_overheated,
        },
        Rule { id: "storage.array-degraded", component: Storage, severity: Critical, check: storage::array_degraded },
        Rule { id: "storage.volume-degraded", component: Storage, severity: Critical, check: storage::volume_degraded },
        Rule {
            id: "storage.raid-volume-failed",
            component: Storage,
            severity: Critical,
            check: raid::raid_volume_failed,
        },
        Rule {
            id: "storage.raid-volume-degraded",
            component: Storage,
            severity: Critical,
            check: raid::raid_volume_degraded,
        },
        Rule {
            id: "storage.raid-drive-failed",
            component: Storage,
            severity: Critical,
            check: raid::raid_drive_failed,
        },
        Rule { id: "storage.path-down", component: Storage, severity: Critical, check: storage::path_down },
        Rule { id: "storage.drive-warns", component: Storage, severity: Warning, check: health::drive_warns },
        Rule { id: "storage.media-errors", component: Storage, severity: Warning, check: health::media_errors },
        Rule { id: "storage.pending-sectors", component: Storage, severity: Warning, check: health::pending_sectors },
        Rule { id: "storage.self-test-failed", component: Storage, severity: Warning, check: health::self_test_failed },
        Rule { id: "storage.worn-out", component: Storage, severity: Warning, check: health::worn_out },
        Rule { id: "storage.drive-hot", component: Storage, severity: Warning, check: health::drive_hot },
        Rule { id: "storage.array-inactive", component: Storage, severity: Warning, check: storage::array_inactive },
        Rule {
            id: "storage.raid-drive-predicts-failure",
            component: Storage,
            severity: Warning,
            check: raid::raid_drive_predicts_failure,
        },
        Rule { id: "storage.raid-media-errors", component: Storage, severity: Warning, check: raid::raid_media_errors },
        Rule { id: "storage.raid-battery", component: Storage, severity: Warning, check: raid::raid_battery },
        Rule { id: "storage.raid-controller", component: Storage, severity: Warning, check: raid::raid_controller },
        Rule { id: "storage.raid-foreign", component: Storage, severity: Warning, check: raid::raid_foreign },
        Rule { id: "storage.link-limited", component: Storage, severity: Warning, check: storage::link_limited },
        Rule { id: "storage.timeouts", component: Storage, severity: Warning, check: storage::timeouts },
        Rule { id: "storage.slot-fault", component: Storage, severity: Warning, check: enclosure::slot_fault },
        Rule {
            id: "storage.enclosure-fault",
            component: Storage,
            severity: Warning,
            check: enclosure::enclosure_fault,
        },
        Rule { id: "storage.phy-errors", component: Storage, severity: Warning, check: storage::phy_errors },
        Rule {
            id: "storage.reallocated-sectors",
            component: Storage,
            severity: Info,
            check: health::reallocated_sectors,
        },
        Rule { id: "storage.array-rebuilding", component: Storage, severity: Info, check: storage::array_rebuilding },
        Rule { id: "storage.array-mismatch", component: Storage, severity: Info, check: storage::array_mismatch },
        Rule { id: "storage.link-slow", component: Storage, severity: Info, check: storage::link_slow },
        Rule { id: "storage.mixed-firmware", component: Storage, severity: Info, check: storage::mixed_firmware },
        Rule {
            id: "storage.interface-errors",
            component: Storage,
            severity: Info,
            check: storage::ata::interface_errors,
        },
        Rule { id: "network.half-duplex", component: Network, severity: Warning, check: network::half_duplex },
        Rule { id: "network.slow-link", component: Network, severity: Warning, check: network::slow_link },
        Rule { id: "network.link-errors", component: Network, severity: Warning, check: network::link_errors },
        Rule { id: "network.module-alarm", component: Network, severity: Warning, check: module::module_alarm },
        Rule { id: "network.module-fault", component: Network, severity: Warning, check: module::module_fault },
        Rule { id: "network.rdma-errors", component: Network, severity: Warning, check: network::rdma_errors },
        Rule { id: "network.link-flaps", component: Network, severity: Info, check: network::link_flaps },
        Rule { id: "network.module-warning", component: Network, severity: Info, check: module::module_warning },
        Rule { id: "gpu.lost", component: Gpu, severity: Critical, check: gpu::lost },
        Rule { id: "gpu.memory-failed", component: Gpu, severity: Critical, check: gpu::memory::memory_failed },
        Rule {
            id: "gpu.uncorrectable-errors",
            component: Gpu,
            severity: Critical,
            check: gpu::memory::uncorrectable_errors,
        },
        Rule { id: "gpu.xid", component: Gpu, severity: Critical, check: gpu::reported::xid },
        Rule { id: "gpu.switch-failed", component: Gpu, severity: Critical, check: gpu::reported::switch_failed },
        Rule { id: "gpu.reset-needed", component: Gpu, severity: Warning, check: gpu::reset_needed },
        Rule { id: "gpu.inforom", component: Gpu, severity: Warning, check: gpu::inforom },
        Rule { id: "gpu.slowed-down", component: Gpu, severity: Warning, check: gpu::slowed_down },
        Rule { id: "gpu.errors-before", component: Gpu, severity: Warning, check: gpu::memory::errors_before },
        Rule { id: "gpu.no-spare-rows", component: Gpu, severity: Warning, check: gpu::memory::no_spare_rows },
        Rule { id: "gpu.fabric", component: Gpu, severity: Warning, check: gpu::fabric },
        Rule { id: "gpu.nvlink-down", component: Gpu, severity: Warning, check: gpu::nvlink_down },
        Rule { id: "gpu.link-width", component: Gpu, severity: Warning, check: gpu::link_width },
        Rule { id: "gpu.nvlink-errors", component: Gpu, severity: Warning, check: gpu::nvlink_errors },
        Rule { id: "gpu.memory-repaired", component: Gpu, severity: Info, check: gpu::memory::memory_repaired },
        Rule { id: "gpu.ecc-off", component: Gpu, severity: Info, check: gpu::memory::ecc_off },
        Rule { id: "gpu.mixed-bios", component: Gpu, severity: Info, check: gpu::mixed_bios },
        Rule { id: "gpu.xid-program", component: Gpu, severity: Info, check: gpu::reported::xid_of_program },
        Rule { id: "gpu.switch-errors", component: Gpu, severity: Info, check: gpu::reported::switch_errors },
        Rule { id: "tpm.no-driver", component: Tpm, severity: Info, check: tpm::no_driver },
        Rule {
            id: "sensors.critical-temperature",
            component: Sensors,
            severity: Critical,
            check: sensors::critical_temperature,
        },
        Rule {
            id: "sensors.high-temperature",
            component: Sensors,
            severity: Warning,
            check: sensors::high_temperature,
        },
        Rule { id: "sensors.slow-fan", component: Sensors, severity: Warning, check: sensors::slow_fan },
        Rule { id: "sensors.electrical", component: Sensors, severity: Warning, check: sensors::electrical },
        Rule { id: "sensors.chassis-opened", component: Sensors, severity: Info, check: sensors::chassis_opened },
        Rule { id: "bmc.power-supply-failed", component: Bmc, severity: Critical, check: bmc::power_supply_failed },
        Rule {
            id: "bmc.power-supply-input-lost",
            component: Bmc,
            severity: Critical,
            check: bmc::power_supply_input_lost,
        },
        Rule { id: "bmc.sensor-critical", component: Bmc, severity: Critical, check: bmc::sensor_critical },
        Rule { id: "bmc.state-critical", component: Bmc, severity: Critical, check: bmc::state_critical },
        Rule { id: "bmc.self-test-failed", component: Bmc, severity: Critical, check: bmc::self_test_failed },
        Rule {
            id: "bmc.power-supply-predicts-failure",
            component: Bmc,
            severity: Warning,
            check: bmc::power_supply_predicts_failure,
        },
        Rule { id: "bmc.redundancy-lost", component: Bmc, severity: Warning, check: bmc::redundancy_lost },
        Rule { id: "bmc.sensor-warning", component: Bmc, severity: Warning, check: bmc::sensor_warning },
        Rule { id: "bmc.state-warning", component: Bmc, severity: Warning, check: bmc::state_warning },
        Rule { id: "bmc.intrusion", component: Bmc, severity: Warning, check: bmc::intrusion },
        Rule { id: "bmc.chassis-fault", component: Bmc, severity: Warning, check: bmc::chassis_fault },
        Rule { id: "bmc.critical-events", component: Bmc, severity: Warning, check: bmc::critical_events },
        Rule { id: "bmc.event-log-full", component: Bmc, severity: Warning, check: bmc::event_log_full },
        Rule { id: "bmc.no-driver", component: Bmc, severity: Info, check: bmc::no_driver },
    ]
};

/// Everything that the rules object to in `report`, the worst first, then in the order of the components.
pub(crate) fn of(report: &Report) -> Vec<Finding> {
    let severities = [Severity::Critical, Severity::Warning, Severity::Info].into_iter();
    let rules = severities.flat_map(|severity| RULES.iter().filter(move |rule| rule.severity == severity));
    rules.flat_map(|rule| apply(rule, report)).collect()
}

fn apply(rule: &Rule, report: &Report) -> impl Iterator<Item = Finding> {
    let observations = (rule.check)(report).into_iter();
    observations.map(|Observation { subjects, message }| Finding {
        id: rule.id.to_owned(),
        component: rule.component,
        severity: rule.severity,
        subjects,
        message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_begin_with_their_component() {
        let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
        for rule in RULES {
            assert!(rule.id.starts_with(&format!("{}.", rule.component.name())), "{}", rule.id);
        }
    }

    #[test]
    fn every_rule_is_documented_with_its_severity() {
        let documented = include_str!("../../docs/findings.md");
        for rule in RULES {
            let row = format!("| `{}` | {} |", rule.id, format!("{:?}", rule.severity).to_lowercase());
            assert!(documented.contains(&row), "docs/findings.md lacks a row `{row} …`");
        }
    }

    #[test]
    fn an_empty_report_has_no_findings() {
        assert_eq!(of(&Report::default()), []);
    }
}
