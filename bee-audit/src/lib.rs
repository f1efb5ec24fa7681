//! Says exactly what is inside a server: every part with its serial number, firmware, slot and health, what could not
//! be read and why, and what looks wrong.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use bee_audit::{LiveHost, Options, audit, start_fork_server};
//!
//! start_fork_server(); // first in `main`: queries get processes of their own, so none can hang this one
//! let host = LiveHost::new(Duration::from_secs(60));
//! let report = audit(&host, &Options::default());
//! for drive in report.storage.iter().flat_map(|storage| &storage.drives) {
//!     println!("{} {:?}", drive.name, drive.serial_number);
//! }
//! ```
//!
//! - [`audit()`] puts a [`Host`] through every collector and gives a [`Report`]; it never fails. What could not be read
//!   is one of its [gaps](report::Gap), with the query and the reason; what looks wrong is one of its
//!   [findings](report::Finding).
//! - [`LiveHost`] is this machine: no query outlasts its deadline, and all of them together no more than a budget.
//!   Without [`start_fork_server`] queries are put to threads instead of processes: deadlines hold, but a thread that
//!   hangs stays until the program ends.
//! - [`Recorder`] notes what a host answers, [`recording`] keeps that in one file, and [`Replay`] is a machine from
//!   such a file: the same report elsewhere.
//! - [`decode`] reads the structures of the standards, from bytes that come from anywhere.
//! - [`summary()`] is a report for the eye.
//!
//! The feature `schema` adds the report's JSON Schema.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::print_stdout,
        clippy::print_stderr,
        clippy::disallowed_methods
    )
)]

pub mod atomic_file;
pub mod audit;
mod collect;
pub mod decode;
mod findings;
pub mod host;
pub mod recording;
pub mod report;
mod summary;
pub mod units;

pub use audit::{Options, audit};
pub use host::{Host, LiveHost, Recorder, Replay, start_fork_server};
pub use report::Report;
pub use summary::summary;

/// The README's program compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
