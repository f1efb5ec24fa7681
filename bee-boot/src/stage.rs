//! What PID 1 goes through: early ([`early`]), the services ([`crate::supervise`]), shutdown ([`shutdown`]); where
//! something cannot be mended, the services are emergency shells ([`emergency`]).
//!
//! PID 1 never ends: the kernel panics if it does. A panic of its own ends in the emergency shell.

pub mod early;
pub mod emergency;
pub mod shutdown;

use std::{
    env, io,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use crate::{
    cgroup::Hierarchy,
    log::{Level, Log},
    power::Verb,
    seed::{Card, lookup},
    spawn::open_files,
    supervise::{self, Purpose, Surroundings},
    sys,
};

/// Where services send notifications.
const NOTIFY: &str = "/run/bee-boot/notify";
/// Between a panic and the emergency shell, so that one panic after the other does not fill the log.
const AFTER_PANIC: Duration = Duration::from_secs(1);
/// How long a trial lasts unless it is told otherwise.
const TRIAL: Duration = Duration::from_secs(4);
/// The card of a trial without one.
const MINIMAL: &str = include_str!("../../seeds/minimal.card.json");

/// What PID 1 was told.
#[derive(Debug, Default)]
pub struct Words {
    /// The card, instead of the machine's.
    pub seed: Option<PathBuf>,
    /// The signal of the fault after which this program was started anew.
    pub crashed: Option<String>,
    /// What the kernel did not know, and this program does not know either.
    pub unknown: Vec<String>,
}

/// Comes before all else in a program without Rust's runtime: standard streams that are closed get a stand-in, and
/// writing to a pipe that nobody reads fails.
pub fn begin() {
    sys::entry::begin();
}

/// Boots as PID 1. Time counts from `start`.
pub fn boot(start: Instant, words: Words) -> ! {
    keep_panics();
    let mut log = Log::new(start, early::sinks);
    log.say(Level::Info, concat!("version ", env!("CARGO_PKG_VERSION")));
    if !words.unknown.is_empty() {
        log.say(Level::Info, format!("words that mean nothing here: {}", words.unknown.join(" ")));
    }
    for (what, done) in [("faults", sys::faults::survive()), ("open files", open_files::raise())] {
        done.unwrap_or_else(|errno| log.say(Level::Warning, format!("{what}: {errno}")));
    }
    early::prepare(&mut log);
    let seed = match words.crashed {
        Some(signal) => Err(format!("PID 1 crashed by signal {signal}; nobody looks after the services that it had")),
        None => machine_seed(words.seed, &mut log),
    };
    let mut seed = seed.unwrap_or_else(|why| emergency::seed(&why, &mut log));
    loop {
        let verb = panic::catch_unwind(AssertUnwindSafe(|| serve(&seed, &mut log)));
        let why = match verb {
            Ok(Ok(Some(verb))) => shutdown::finish(verb, &mut log),
            Ok(Ok(None)) => "the services stopped and nobody had asked".to_owned(),
            Ok(Err(error)) => format!("the event loop cannot go on: {error}"),
            Err(_) => format!("PID 1 {}", last_panic()),
        };
        seed = emergency::seed(&why, &mut log);
        thread::sleep(AFTER_PANIC);
    }
}

fn serve(seed: &Card, log: &mut Log) -> io::Result<Option<Verb>> {
    let surroundings = Surroundings { environment: environment(), notify: Path::new(NOTIFY), groups: groups(log) };
    supervise::run(seed, Purpose::Machine, surroundings, log)
}

/// The environment that the kernel gave, with what else programs expect.
fn environment() -> Vec<(String, String)> {
    let given = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    given.collect()
}

fn groups(log: &mut Log) -> Option<Hierarchy> {
    let opened = Hierarchy::open();
    opened.map_err(|error| log.say(Level::Warning, format!("no control groups: {error}"))).ok()
}

fn machine_seed(given: Option<PathBuf>, log: &mut Log) -> Result<Card, String> {
    let found = match &given {
        Some(path) => lookup::find([path]),
        None => lookup::find(lookup::OF_THE_MACHINE),
    };
    let missing = || given.map_or(lookup::OF_THE_MACHINE.join(", "), |path| path.display().to_string());
    let found = found.ok_or_else(|| format!("there is no seed card: {}", missing()))?;
    let card = found.card.map_err(|error| format!("{}: {error}", found.path.display()))?;
    log.say(Level::Info, format!("seed {}: {} cards", found.path.display(), card.walk().count()));
    Ok(card)
}

/// Tries a card: the first of `given`, the machine's and this folder's that is there, or else the minimal one. Ends
/// after a few seconds unless it is to stay.
pub fn try_out(start: Instant, given: Option<PathBuf>, stay: bool) -> Result<(), String> {
    let mut log = Log::new(start, early::standard_error);
    let card = trial_seed(given)?;
    let folder = env::var_os("XDG_RUNTIME_DIR").map_or_else(|| PathBuf::from("/run"), PathBuf::from);
    let notify = folder.join(format!("bee-boot-{}", std::process::id())).join("notify");
    let surroundings = Surroundings { environment: environment(), notify: &notify, groups: None };
    let purpose = Purpose::Trial((!stay).then_some(TRIAL));
    let ended = supervise::run(&card, purpose, surroundings, &mut log);
    log.flush();
    ended.map(drop).map_err(|error| error.to_string())
}

fn trial_seed(given: Option<PathBuf>) -> Result<Card, String> {
    let found = match &given {
        Some(path) => lookup::find([path]),
        None => lookup::find(lookup::OF_THE_MACHINE.into_iter().chain(lookup::OF_A_TRIAL)),
    };
    match (found, given) {
        (Some(found), _) => found.card.map_err(|error| format!("{}: {error}", found.path.display())),
        (None, Some(path)) => Err(format!("{}: no such file", path.display())),
        (None, None) => crate::seed::parse(MINIMAL).map_err(|error| error.to_string()),
    }
}

/// What the latest panic said. Standard error, where panics are told otherwise, may be a console that blocks.
static PANIC: Mutex<String> = Mutex::new(String::new());

fn keep_panics() {
    panic::set_hook(Box::new(|panic| {
        if let Ok(mut kept) = PANIC.lock() {
            *kept = panic.to_string();
        }
    }));
}

fn last_panic() -> String {
    PANIC.lock().map(|kept| kept.clone()).unwrap_or_default()
}
