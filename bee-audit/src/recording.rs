//! Audits a machine and writes down all that it answered.

mod address;
mod enclosure;
mod excerpt;
mod identify;
mod identity;
mod ipmi;
mod management;
mod megaraid;
mod module;
mod nvidia;
mod raid;
mod redact;
mod spd;
mod token;

pub use redact::redact;
pub use token::Key;

use crate::{
    Options, audit,
    host::{Host, Query, Recorder, Recording, Reply},
    report::Report,
};

/// Audits `host` through a recorder. Replaying the recording gives the same report, run facts aside.
///
/// `included` are absolute paths of files, or of folders with files, that are recorded beside what the audit reads.
pub fn record(host: &dyn Host, options: &Options, included: &[String]) -> (Report, Recording) {
    let recorder = Recorder::new(host);
    let report = audit(&recorder, options);
    for path in included {
        include(&recorder, path);
    }
    let mut recording = recorder.finish();
    excerpt::cut_pci_ids(&mut recording);
    (report, recording)
}

fn include(recorder: &Recorder, path: &str) {
    match recorder.ask(&Query::List(path.to_owned())) {
        Ok(Reply::Entries(names)) => {
            recorder.ask_all(&names.iter().map(|name| Query::Read(format!("{path}/{name}"))).collect::<Vec<_>>());
        }
        _ => drop(recorder.ask(&Query::Read(path.to_owned()))),
    }
}
