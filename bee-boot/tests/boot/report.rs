//! The report of a booted machine against the golden one in iso/machine.

use std::process::Command;

use serde_json::Value;

use crate::image::ROOT;

/// What differs from boot to boot: times, processor clocks, what is free, and what the kernel keeps for itself.
const VOLATILE: [&str; 10] = [
    "started_at",
    "duration_seconds",
    "tool_version",
    "frequency_hertz",
    "memory_total_bytes",
    "memory_free_bytes",
    "memory_used_bytes",
    "usable_bytes",
    "available_bytes",
    "clock",
];

pub(crate) fn assert_golden(text: &str, machine: &str) {
    // Drives of QEMU give its version as their firmware's.
    let mut report: Value = serde_json::from_str(&text.replace(&qemu_version(), "[QEMU]")).unwrap();
    normalise(&mut report);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("{ROOT}/iso/machine/{machine}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_json_snapshot!("report", report));
}

fn normalise(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if VOLATILE.contains(&key.as_str()) && !value.is_null() {
                    *value = format!("[{key}]").into();
                } else {
                    normalise(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(normalise),
        _ => {}
    }
}

/// `7.2.22` of `QEMU emulator version 7.2.22 (Debian …)`.
fn qemu_version() -> String {
    let output = Command::new("qemu-system-x86_64").arg("--version").output().unwrap().stdout;
    String::from_utf8(output).unwrap().split_whitespace().nth(3).unwrap().to_owned()
}
