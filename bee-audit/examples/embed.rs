//! A program that embeds the audit with full protection: queries are answered by worker processes.
//!
//! `embed [ROOT [SECONDS]]` audits this host, or the files below ROOT, and prints the report as JSON.

use std::time::Duration;

use bee_audit::{LiveHost, Options, audit, start_fork_server};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The one call: in a worker process it never returns.
    start_fork_server();

    let mut arguments = std::env::args().skip(1);
    let root = arguments.next().unwrap_or_else(|| "/".to_owned());
    let seconds = arguments.next().map_or(Ok(60), |text| text.parse())?;

    let host = LiveHost::with_root(root, Duration::from_secs(seconds));
    let report = audit(&host, &Options::default());
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
