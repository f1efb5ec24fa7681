//! Audits a machine and writes down all that it answered.

mod identity;
mod redact;
mod token;

pub use redact::redact;
pub use token::Key;

use crate::{
    Options, audit,
    host::{Host, Recorder, Recording},
    report::Report,
};

/// Audits `host` through a recorder. Replaying the recording gives the same report, run facts aside.
pub fn record(host: &dyn Host, options: &Options) -> (Report, Recording) {
    let recorder = Recorder::new(host);
    let report = audit(&recorder, options);
    (report, recorder.finish())
}
