//! The command `bee-audit`: says exactly what is inside this server.
//!
//! `args` is the command line, `command/` one file a subcommand, `output` puts text where the user wants it, `exit` is
//! the contract of the exit status.

mod args;
mod command;
mod exit;
mod output;
mod progress;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    bee_audit::start_fork_server();
    exit::guard(|| match args::Arguments::try_parse() {
        Ok(arguments) => command::run(arguments),
        Err(refusal) => Ok(exit::of_refusal(&refusal)),
    })
    .into()
}
