//! `bee-boot`: PID 1; elsewhere a trial of cards, their checker, and the client for power verbs.

#![no_main]

mod check;

use std::{fs, path::PathBuf, time::Instant};

use bee_boot::{
    power::Verb,
    stage::{self, Words, early::NAME},
};

const HELP: &str = "\
Boots a seed card as PID 1. Elsewhere:

Usage: bee-boot [--stay] [--seed CARD]
       bee-boot check [--json] CARD...
       bee-boot poweroff|reboot|halt

  without a word          bring the services of a card up, here, for four seconds
  --stay                  until a signal
  --seed CARD             the card, instead of /ente/seed.card.json, /ente/seed.card, ./seed.card.json
                          and ./seed.card; without any, a shell
  check CARD...           read each file and its cards; each problem with line, column and path, and keys
                          that mean nothing here
  --json                  the same as one JSON document on standard output
  poweroff, reboot, halt  ask PID 1, if it is bee-boot
  -h, --help              this
  -V, --version           the version

Exit status: 0 all is well, 64 wrong usage, 65 a card is bad, 66 a file cannot be read, 69 PID 1 is
another program, 71 the kernel refuses.
";

const SUCCESS: u8 = 0;
/// EX_USAGE, EX_DATAERR, EX_UNAVAILABLE and EX_OSERR of sysexits.h(3head).
const USAGE: i32 = 64;
const BAD_CARD: u8 = 65;
const UNAVAILABLE: u8 = 69;
const REFUSED: u8 = 71;

/// What the C library calls. Of what Rust's runtime does before, PID 1 needs little, and does that for itself
/// ([`stage::begin`], [`stage::boot`]).
#[expect(unsafe_code, reason = "a name that the C library knows")]
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    let start = Instant::now();
    stage::begin();
    if std::process::id() == 1 {
        boot(start);
    }
    command(start).map_or_else(
        |error| {
            eprintln!("bee-boot: {error}; see bee-boot --help");
            USAGE
        },
        i32::from,
    )
}

/// The kernel hands over every word of its command line that it does not know; PID 1 does not stop at one.
fn boot(start: Instant) -> ! {
    let mut arguments = std::env::args_os().skip(1);
    let mut words = Words::default();
    while let Some(word) = arguments.next() {
        match word.to_str() {
            Some("--seed") => words.seed = arguments.next().map(PathBuf::from),
            Some("--crashed") => words.crashed = arguments.next().map(|signal| signal.to_string_lossy().into_owned()),
            _ => words.unknown.push(word.to_string_lossy().into_owned()),
        }
    }
    stage::boot(start, words)
}

fn command(start: Instant) -> Result<u8, lexopt::Error> {
    use lexopt::prelude::*;
    let mut arguments = lexopt::Parser::from_env();
    let (mut seed, mut stay) = (None, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(word) if word == "check" => return check::run(arguments),
            Value(word) => match Verb::ALL.into_iter().find(|verb| word == verb.name()) {
                Some(verb) => return Ok(ask(verb)),
                None => return Err(Value(word).unexpected()),
            },
            Long("seed") => seed = Some(PathBuf::from(arguments.value()?)),
            Long("stay") => stay = true,
            Short('h') | Long("help") => return print(HELP),
            Short('V') | Long("version") => return print(concat!("bee-boot ", env!("CARGO_PKG_VERSION"), "\n")),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(try_out(start, seed, stay))
}

fn try_out(start: Instant, seed: Option<PathBuf>, stay: bool) -> u8 {
    match stage::try_out(start, seed, stay) {
        Ok(()) => SUCCESS,
        Err(error) => {
            eprintln!("bee-boot: {error}");
            BAD_CARD
        }
    }
}

/// Asks PID 1 by the signal that it understands. Another PID 1 may understand something else by it.
fn ask(verb: Verb) -> u8 {
    let (name, own) = (fs::read_to_string("/proc/1/comm").unwrap_or_default(), NAME.to_string_lossy());
    if name.trim_end() != own {
        eprintln!("bee-boot: PID 1 is {:?}, not {own}: use its own {}", name.trim_end(), verb.name());
        return UNAVAILABLE;
    }
    match nix::sys::signal::kill(nix::unistd::Pid::from_raw(1), verb.signal()) {
        Ok(()) => SUCCESS,
        Err(errno) => {
            eprintln!("bee-boot: PID 1 cannot be asked: {errno}");
            REFUSED
        }
    }
}

fn print(text: &str) -> Result<u8, lexopt::Error> {
    use std::io::Write as _;
    // A reader that has gone wants no more.
    let _gone = std::io::stdout().write_all(text.as_bytes());
    Ok(SUCCESS)
}
