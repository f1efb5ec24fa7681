//! `bee-audit man` and `bee-audit completions`: both made from the command line's own description.

use std::io;

use clap::CommandFactory;

use crate::{
    args::Arguments,
    exit::{Failure, Status},
    output,
};

/// Prints the manual page: the main one, then a section for each subcommand.
pub(super) fn page() -> Result<Status, Failure> {
    let mut roff = Vec::new();
    render_page(&mut roff).map_err(|error| Failure::writing("the manual page", error))?;
    output::print_bytes(&roff)?;
    Ok(Status::Complete)
}

fn render_page(into: &mut Vec<u8>) -> io::Result<()> {
    clap_mangen::Man::new(Arguments::command()).render(into)
}

/// Prints a completion script.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "bee-audit", &mut script);
    output::print_bytes(&script)?;
    Ok(Status::Complete)
}
