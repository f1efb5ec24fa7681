//! The command `bee-audit`.

use std::time::Duration;

fn main() {
    bee_audit::host::worker::serve_if_worker();
    let host = bee_audit::LiveHost::new(Duration::from_secs(60));
    let report = bee_audit::audit(&host, &bee_audit::Options::default());
    println!("{}", serde_json::to_string_pretty(&report).unwrap());
}
