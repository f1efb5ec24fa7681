//! Attributes of watchdog timers, `/sys/class/watchdog/*/` (Linux, Documentation/ABI/testing/sysfs-class-watchdog and
//! watchdog/watchdog-api.rst).
//!
//! `bootstatus` is the decimal number of flags of `include/uapi/linux/watchdog.h`. Many drivers cannot tell and say 0,
//! so that no flag proves nothing.

use crate::decode::code::flags;

flags! {
    /// Why the machine was reset before this boot (`WDIOF_*`).
    pub struct BootStatus(u32) {
        0 => "CPU overheat", 1 => "fan failure", 2 => "external relay 1", 3 => "external relay 2", 4 => "power fault",
        5 => "watchdog", 6 => "power over voltage",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_are_no_causes_have_no_name() {
        assert_eq!(BootStatus(0x8030).names(), ["power fault", "watchdog"]);
        assert!(BootStatus(0).names().is_empty());
    }
}
