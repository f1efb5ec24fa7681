//! Facts of the run itself.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::{
    decode::{self, linux::kernel},
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
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: rfc3339(text().and_then(|seconds| seconds.parse().ok()).unwrap_or_else(now)),
        hostname: text(),
        kernel_release: text(),
        kernel_version: text(),
        architecture: text(),
        kernel_command_line: text(),
        kernel_lockdown: text().and_then(|modes| kernel::chosen(&modes).map(str::to_owned)),
        kernel_taints: text().map(|taints| kernel::taints(&taints)).unwrap_or_default(),
        effective_user_id: text().and_then(|status| effective_user_id(&status)),
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

/// Seconds since 1970 as `2026-11-21T22:00:24Z` (civil calendar from days, RFC 3339 §5.6).
fn rfc3339(seconds: u64) -> String {
    let (days, second_of_day) = (seconds / 86_400, seconds % 86_400);
    // Counted from 0000-03-01, so that a leap day ends its year; an era is 400 years.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc3339() {
        // `date -u -d @N +%FT%TZ`
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(rfc3339(951_868_799), "2000-02-29T23:59:59Z");
        assert_eq!(rfc3339(1_795_305_624), "2026-11-22T00:00:24Z");
    }
}
