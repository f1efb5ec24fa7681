//! `bee-boot`: so far the checker of seed cards.

mod check;

use std::process::ExitCode;

const HELP: &str = "\
Checks seed cards: what PID 1 would load, and why it would refuse.

Usage: bee-boot check [--json] CARD...

  check CARD...   read each file and its cards; each problem with line, column and path
  --json          the same as one JSON document on standard output
  -h, --help      this
  -V, --version   the version

Exit status: 0 all are good, 64 wrong usage, 65 a card is bad, 66 a file cannot be read.
";

/// EX_USAGE of sysexits.h(3head).
const USAGE: u8 = 64;

fn main() -> ExitCode {
    match command() {
        Ok(status) => status,
        Err(error) => {
            eprintln!("bee-boot: {error}; see bee-boot --help");
            ExitCode::from(USAGE)
        }
    }
}

fn command() -> Result<ExitCode, lexopt::Error> {
    use lexopt::prelude::*;
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next()? {
        Some(Value(word)) if word == "check" => check::run(arguments),
        Some(Short('h') | Long("help")) => print(HELP),
        Some(Short('V') | Long("version")) => print(concat!("bee-boot ", env!("CARGO_PKG_VERSION"), "\n")),
        Some(argument) => Err(argument.unexpected()),
        None => Err("nothing to do".into()),
    }
}

fn print(text: &str) -> Result<ExitCode, lexopt::Error> {
    use std::io::Write as _;
    // A reader that has gone wants no more.
    let _gone = std::io::stdout().write_all(text.as_bytes());
    Ok(ExitCode::SUCCESS)
}
