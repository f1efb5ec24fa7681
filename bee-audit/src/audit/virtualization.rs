//! What the CPUs say of a hypervisor, joined to the board's signs of one.

use crate::report::Report;

/// The flag that hypervisors set for their guests (CPUID leaf 1, ECX bit 31), and one that every x86 CPU has.
const HYPERVISOR: &str = "hypervisor";
const EVERY_X86: &str = "fpu";

/// Adds the CPUs' sign; without any sign a machine whose CPUs could show one is none.
pub(super) fn join(report: &mut Report) {
    let (Some(board), Some(cpu)) = (&mut report.board, &report.cpu) else { return };
    let has = |flag: &str| cpu.models.iter().any(|model| model.flags.iter().any(|word| word == flag));
    let found = &mut board.virtualization;
    if has(HYPERVISOR) {
        found.evidence.push("cpuinfo flag hypervisor".to_owned());
        found.virtual_machine = Some(true);
    } else if has(EVERY_X86) {
        found.virtual_machine.get_or_insert(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Board, Cpu, CpuModel};

    fn joined(flags: &[&str]) -> Option<bool> {
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        let cpu = Cpu { models: vec![CpuModel { flags, ..CpuModel::default() }], ..Cpu::default() };
        let mut report = Report { board: Some(Board::default()), cpu: Some(cpu), ..Report::default() };
        join(&mut report);
        report.board?.virtualization.virtual_machine
    }

    #[test]
    fn only_cpus_that_could_show_a_hypervisor_show_that_there_is_none() {
        assert_eq!(joined(&["fpu", "hypervisor"]), Some(true));
        assert_eq!(joined(&["fpu"]), Some(false));
        assert_eq!(joined(&["asimd"]), None);
    }
}
