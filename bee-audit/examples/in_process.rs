//! A program that embeds the audit and starts no processes: queries are answered by threads.
//!
//! Deadlines hold all the same; a thread that hangs in the kernel stays until the program ends.
//!
//! `in_process [ROOT [SECONDS]]` audits this host, or the files below ROOT, and prints the report as JSON.

use std::time::Duration;

use bee_audit::{LiveHost, Options, audit};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let root = arguments.next().unwrap_or_else(|| "/".to_owned());
    let seconds = arguments.next().map_or(Ok(60), |text| text.parse())?;

    let host = LiveHost::with_root(root, Duration::from_secs(seconds));
    let report = audit(&host, &Options::default());
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
