//! `bee-boot check`: cards through the code that PID 1 loads them with.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use bee_boot::seed::{self, Card, LoadError, Problem, Unknown};
use serde::Serialize;

/// EX_DATAERR and EX_NOINPUT of sysexits.h(3head).
const BAD: u8 = 65;
const UNREADABLE: u8 = 66;

/// What is said of one file.
#[derive(Serialize)]
struct Verdict {
    file: PathBuf,
    valid: bool,
    /// Cards in it; `null` where it is bad.
    cards: Option<usize>,
    /// Why it could not be read; `null` where it could.
    error: Option<String>,
    problems: Vec<Problem>,
    /// Keys that mean nothing to this program: those of other programs, and misspelt ones.
    unknown: Vec<Unknown>,
    #[serde(skip)]
    status: u8,
}

impl Verdict {
    fn of(file: PathBuf) -> Verdict {
        let loaded = seed::load(&file);
        let unknown = loaded.as_ref().map(seed::unknown).unwrap_or_default();
        let (cards, error, problems, status) = match loaded {
            Ok(card) => (Some(Card::walk(&card).count()), None, Vec::new(), 0),
            Err(LoadError::Bad(problems)) => (None, None, problems, BAD),
            Err(error @ LoadError::Unreadable(_)) => (None, Some(error.to_string()), Vec::new(), UNREADABLE),
            Err(error) => (None, Some(error.to_string()), Vec::new(), BAD),
        };
        Verdict { file, valid: status == 0, cards, error, problems, unknown, status }
    }

    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let file = self.file.display();
        match self.cards {
            Some(1) => writeln!(to, "{file}: 1 card")?,
            Some(count) => writeln!(to, "{file}: {count} cards")?,
            None => {}
        }
        for Unknown { label, path } in &self.unknown {
            writeln!(to, "{file}: card {label:?}, {path}: means nothing here, and is kept")?;
        }
        self.error.iter().try_for_each(|error| writeln!(to, "{file}: {error}"))?;
        self.problems.iter().try_for_each(|problem| writeln!(to, "{file}:{problem}"))
    }
}

/// Checks the files that the arguments name.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<u8, lexopt::Error> {
    use lexopt::prelude::*;
    let (mut json, mut files) = (false, Vec::new());
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("json") => json = true,
            Short('h') | Long("help") => return super::print(super::HELP),
            Value(file) => files.push(PathBuf::from(file)),
            _ => return Err(argument.unexpected()),
        }
    }
    if files.is_empty() {
        return Err("no card is named".into());
    }
    let verdicts: Vec<Verdict> = files.into_iter().map(Verdict::of).collect();
    // A reader that has gone still gets the status.
    let _gone = tell(&verdicts, json);
    Ok(verdicts.iter().map(|verdict| verdict.status).max().unwrap_or_default())
}

fn tell(verdicts: &[Verdict], json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut out, verdicts)?;
        return writeln!(out);
    }
    verdicts.iter().try_for_each(|verdict| verdict.write(&mut out))
}
