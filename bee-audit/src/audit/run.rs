//! Facts of the run itself.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::{
    decode::{self, calendar, linux::kernel},
    host::{Host, Query, Reply},
    report::Run,
    units::Seconds,
};

/// Time, kernel, hostname and user, as the machine states them.
pub(super) fn read(host: &dyn Host) -> Run {
    const FILES: [&str; 8] = [
        "/proc/sys/kernel/hostname",
        "/proc/sys/kernel/osrelease",
        "/proc/sys/kernel/version",
        "/proc/sys/kernel/arch",
        "/proc/cmdline",
        "/sys/kernel/security/lockdown",
        "/proc/sys/kernel/tainted",
        "/proc/self/status",
    ];
    let files = FILES.map(|path| Query::Read(path.to_owned()));
    let queries: Vec<Query> = [Query::Clock].into_iter().chain(files).collect();
    let mut answers = host.ask_all(&queries).into_iter();
    let mut text = || match answers.next() {
        Some(Ok(Reply::Bytes(bytes))) => decode::text(&bytes),
        _ => None,
    };
    Run {
        started_at: calendar::date_time(text().and_then(|seconds| seconds.parse().ok()).unwrap_or_else(now)) + "Z",
        hostname: text(),
        kernel_release: text(),
        kernel_version: text(),
        architecture: text(),
        kernel_command_line: text(),
        kernel_lockdown: text().and_then(|modes| kernel::chosen(&modes).map(str::to_owned)),
        kernel_taints: text().map(|taints| kernel::taints(&taints)).unwrap_or_default(),
        effective_user_id: text().and_then(|status| effective_user_id(&status)),
        ..unread()
    }
}

/// The facts of a run that read nothing.
pub(super) fn unread() -> Run {
    Run {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: calendar::date_time(now()) + "Z",
        ..Run::default()
    }
}

/// For a machine that does not tell the time: one recorded without a clock.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// proc(5), `/proc/pid/status`: `Uid: real effective saved filesystem`.
fn effective_user_id(status: &str) -> Option<u32> {
    let ids = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    ids.split_whitespace().nth(1)?.parse().ok()
}

/// Enters how long the run took.
pub(super) fn stamp(run: &mut Run, started: Instant) {
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    run.duration_seconds = Seconds(milliseconds.round() / 1000.0);
}
