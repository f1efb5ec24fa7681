//! What the kernel says of itself (Linux, Documentation/admin-guide/tainted-kernels.rst and
//! pm/intel_epb.rst; kernel_lockdown(7)).
//!
//! `tainted` is a decimal number of flags that stay set until the next boot. A choice is a line of words, the chosen
//! one in brackets: `none [integrity] confidentiality`.

use crate::decode::code::{codes, flags};

codes! {
    /// Hint of a CPU to the hardware, bits 3:0 of IA32_ENERGY_PERF_BIAS (Documentation/admin-guide/pm/intel_epb.rst).
    pub struct EnergyPerformanceBias(u8) {
        0 => "performance", 4 => "balance-performance", 6 => "normal", 8 => "balance-power", 15 => "power",
    }
}

flags! {
    /// Events that taint a kernel, by bit.
    pub struct Taints(u64) {
        0 => "proprietary module was loaded", 1 => "module was force loaded", 2 => "kernel running on an out of specification system",
        3 => "module was force unloaded", 4 => MACHINE_CHECK, 5 => "bad page referenced",
        6 => "taint requested by userspace", 7 => "kernel died recently", 8 => "ACPI table overridden by user",
        9 => "kernel issued warning", 10 => "staging driver was loaded", 11 => "workaround for firmware bug applied",
        12 => "externally-built module was loaded", 13 => "unsigned module was loaded", 14 => "soft lockup occurred",
        15 => "kernel has been live patched", 16 => "auxiliary taint", 17 => "kernel was built with the struct randomization plugin",
        18 => "in-kernel test has been run", 19 => "userspace used a mutating debug operation in fwctl",
    }
}

/// The taint of a machine check exception.
pub const MACHINE_CHECK: &str = "machine check exception";

/// The events of `/proc/sys/kernel/tainted`; none for a text that is no number.
pub fn taints(text: &str) -> Vec<String> {
    let taints = text.trim().parse().map(Taints);
    taints.map(|taints| taints.names().into_iter().map(str::to_owned).collect()).unwrap_or_default()
}

/// The chosen word of a line of choices.
pub fn chosen(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('[')?;
    Some(rest.split_once(']')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taints_have_names() {
        assert_eq!(taints("0\n"), Vec::<String>::new());
        assert_eq!(taints("4112"), ["machine check exception", "externally-built module was loaded"]);
        assert_eq!(taints("x"), Vec::<String>::new());
    }

    #[test]
    fn the_chosen_word_is_in_brackets() {
        assert_eq!(chosen("none [integrity] confidentiality\n"), Some("integrity"));
        assert_eq!(chosen("[none"), None);
        assert_eq!(chosen("none"), None);
    }
}
