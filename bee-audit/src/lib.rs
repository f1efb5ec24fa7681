//! Says exactly what is inside a server.

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
pub use host::{Host, LiveHost, Recorder, Replay};
pub use report::Report;
pub use summary::summary;
