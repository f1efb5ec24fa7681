//! Starting services: with which streams and environment, and what becomes of each start.

use std::{
    io,
    os::fd::{AsFd as _, BorrowedFd},
};

use super::{Supervisor, events::Source};
use crate::{
    log::Level,
    seed::{Card, Readiness},
    service::End,
    spawn::{self, Outcome, Shortfall},
    terminal,
};

impl Supervisor<'_> {
    /// Starts a service; how that went, its report tells later.
    pub(super) fn start(&mut self, service: usize) {
        let Some(card) = self.cards.get(service) else { return };
        let started = match &card.terminal {
            None => self.start_with(card, [io::stdin().as_fd(), io::stdout().as_fd(), io::stderr().as_fd()]),
            Some(path) => match terminal::for_programs(path) {
                Ok(terminal) => self.start_with(card, [terminal.as_fd(); 3]),
                Err(error) => Err(format!("{path}: {error}")),
            },
        };
        match started {
            Ok(child) => self.watch(service, child),
            Err(why) => self.constellation.ended(service, End::NotStarted(why), self.now()),
        }
    }

    fn watch(&mut self, service: usize, child: spawn::Child) {
        let watched = self.events.watch(&child.report, Source::Report(service));
        self.processes.add(service, child);
        if watched.is_err() {
            // Nobody would learn how the start went; the end is learnt of.
            self.processes.kill(service);
        }
    }

    fn start_with(&self, card: &Card, stdio: [BorrowedFd<'_>; 3]) -> Result<spawn::Child, String> {
        let mut environment = self.environment.clone();
        if let (Readiness::Notify, Some(socket)) = (card.readiness(), &self.notifications) {
            environment.push(("NOTIFY_SOCKET".to_owned(), socket.path().to_string_lossy().into_owned()));
        }
        let order = spawn::Order { card, environment: &environment, stdio, groups: self.groups.as_ref() };
        spawn::start(&order).map_err(|failure| failure.to_string())
    }

    /// What has become of the start of a service, as far as that is known.
    pub(super) fn take_report(&mut self, service: usize) {
        match self.processes.outcome(service) {
            None | Some(Outcome::NotYet) => {}
            Some(Outcome::Running { shortfalls }) => self.program_runs(service, &shortfalls),
            Some(Outcome::Failed(failure)) => {
                self.constellation.ended(service, End::NotStarted(failure.to_string()), self.now());
            }
        }
    }

    fn program_runs(&mut self, service: usize, shortfalls: &[Shortfall]) {
        let Some(card) = self.cards.get(service) else { return };
        for shortfall in shortfalls {
            self.log.say(Level::Warning, format!("{}: {shortfall}", card.label));
        }
        let process = self.processes.process_of(service).map(|pid| format!(" as process {pid}")).unwrap_or_default();
        self.log.say(Level::Info, format!("{} runs{process}", card.label));
        self.constellation.executed(service, self.now());
        if self.notifications.is_none() {
            self.constellation.notified(service, self.now());
        }
    }
}
