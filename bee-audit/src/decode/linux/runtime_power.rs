//! Runtime power management (Linux, Documentation/ABI/testing/sysfs-devices-power, `runtime_status`).

/// Whether a device sleeps or is about to, so that asking it would wake it.
pub fn is_asleep(runtime_status: &str) -> bool {
    matches!(runtime_status, "suspended" | "suspending")
}
