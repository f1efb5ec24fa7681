//! The subcommands, one file each.

mod audit;
mod decode;
mod manual;
mod record;
mod replay;
mod schema;

use std::{io, sync::Arc};

use bee_audit::{Options, decode::pci::ids::names_vendors, report::Component};

use crate::{
    args::{Arguments, Command, Selection},
    exit::{Failure, Status},
    progress,
};

/// Runs what the command line asks for.
pub(crate) fn run(arguments: Arguments) -> Result<Status, Failure> {
    match arguments.command {
        None => audit::run(arguments.audit),
        Some(Command::Record(record)) => record::run(record),
        Some(Command::Replay(replay)) => replay::run(replay),
        Some(Command::Decode(decode)) => decode::run(&decode),
        Some(Command::Schema) => schema::run(),
        Some(Command::Man) => manual::page(),
        Some(Command::Completions { shell }) => manual::completions(shell),
    }
}

/// The options of the library, and the progress line that is shown until it is dropped.
fn options(selection: Selection) -> Result<(Options, Option<Arc<progress::Line>>), Failure> {
    if let Some(path) = &selection.pci_ids {
        // To the library this is a gap; who names the file wants to know before the audit.
        let unreadable = |error| Failure::Unreadable { place: path.display().to_string(), error };
        if !names_vendors(&std::fs::read(path).map_err(unreadable)?) {
            let reason = "not one line names a vendor, so it is no pci.ids";
            return Err(unreadable(io::Error::new(io::ErrorKind::InvalidData, reason)));
        }
    }
    let wanted = if selection.only.is_empty() { Component::ALL.into() } else { selection.only };
    let mut options = Options {
        sel_entries: Some(selection.sel_entries),
        ..Options::only(wanted.into_iter().filter(|component| !selection.skip.contains(component)))
    };
    let line = progress::Line::on_terminal(Component::ALL.len() - options.skip.len());
    if let Some(line) = line.clone() {
        options.progress = Some(Box::new(move |progress| line.show(progress)));
    }
    options.pci_ids = selection.pci_ids;
    Ok((options, line))
}
