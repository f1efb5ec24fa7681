//! The event loop: one thread that waits for everything at once and never for one thing.
//!
//! Events are taken in batches with an upper limit, and every round sees to all sources: however many children end at
//! once or however much is sent, timers and signals have their turn. Children are reaped after each wake-up, whoever
//! they belonged to.

mod events;
mod notifications;
mod processes;
mod starts;

use std::{collections::BTreeMap, io, path::Path, time::Duration};

use nix::sys::signal::Signal;

use crate::{
    cgroup::Hierarchy,
    constellation::{Action, Constellation},
    log::{Level, Log},
    notify,
    power::Verb,
    seed::{Card, Readiness, Supervision},
    service::{End, State, Time},
    supervise::{
        events::{Events, Source},
        notifications::{Datagram, Notifications},
        processes::Processes,
    },
    sys,
};

/// Children that are reaped, and datagrams that are read, in one round.
const BATCH: usize = 256;
/// How long until lines that the console did not take are offered again.
const CONSOLE_PAUSE: Duration = Duration::from_millis(50);
/// How often a service can say what it is doing: the log is for all.
const STATUS_PAUSE: Duration = Duration::from_secs(1);

/// For whom services run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// For the machine, or container, whose PID 1 this is.
    Machine,
    /// To try a card on a machine that has another PID 1; until then, if a time is given.
    Trial(Option<Time>),
}

/// What services are given, and where they are put.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// Their environment, before the card's own.
    pub environment: Vec<(String, String)>,
    /// Where the socket for notifications is made.
    pub notify: &'a Path,
    /// Where control groups are made.
    pub groups: Option<Hierarchy>,
}

/// Brings the services of a seed up and looks after them until they are asked to stop and have. Returns what the
/// machine is to do next, which is nothing after a trial. Fails where the kernel denies what the loop stands on.
pub fn run(seed: &Card, purpose: Purpose, surroundings: Surroundings<'_>, log: &mut Log) -> io::Result<Option<Verb>> {
    let events = Events::new()?;
    let notifications = notifications(seed, surroundings.notify, &events, log)?;
    let mut supervisor = Supervisor {
        cards: seed.walk().collect(),
        constellation: Constellation::of(seed),
        processes: Processes::default(),
        purpose,
        verb: None,
        environment: surroundings.environment,
        groups: surroundings.groups,
        events,
        notifications,
        statuses: BTreeMap::new(),
        log,
    };
    supervisor.run()
}

/// The socket for those who say that they are ready, if there are any.
fn notifications(seed: &Card, path: &Path, events: &Events, log: &mut Log) -> io::Result<Option<Notifications>> {
    if !seed.walk().any(|card| card.readiness() == Readiness::Notify) {
        return Ok(None);
    }
    match Notifications::listen(path) {
        Ok(socket) => {
            events.watch(&socket, Source::Notifications)?;
            Ok(Some(socket))
        }
        Err(error) => {
            let text = format!("{}: {error}: services count as ready once they run", path.display());
            log.say(Level::Error, text);
            Ok(None)
        }
    }
}

struct Supervisor<'a> {
    cards: Vec<&'a Card>,
    constellation: Constellation,
    processes: Processes,
    purpose: Purpose,
    verb: Option<Verb>,
    environment: Vec<(String, String)>,
    groups: Option<Hierarchy>,
    events: Events,
    notifications: Option<Notifications>,
    /// When each service last said what it is doing.
    statuses: BTreeMap<usize, Time>,
    log: &'a mut Log,
}

impl Supervisor<'_> {
    fn run(&mut self) -> io::Result<Option<Verb>> {
        self.constellation.begin(self.now());
        let mut is_behind = false;
        loop {
            if self.act() {
                return Ok(self.verb);
            }
            let is_told = self.log.flush();
            self.step_aside();
            let patience = if is_behind { Some(Duration::ZERO) } else { self.patience(is_told) };
            for source in self.events.wait(patience)? {
                self.take(source);
            }
            is_behind = self.reap();
            self.constellation.tick(self.now());
            if self.purpose_ends() {
                self.constellation.stop(self.now());
            }
        }
    }

    /// Leaves the group above those of the services, which can take as long as starting some: not before they run.
    fn step_aside(&mut self) {
        if self.constellation.is_starting() {
            return;
        }
        if let Some(Err(error)) = self.groups.as_mut().map(Hierarchy::step_aside) {
            self.log.say(Level::Warning, format!("a control group for PID 1: {error}"));
        }
    }

    fn now(&self) -> Time {
        self.log.start().elapsed()
    }

    fn patience(&self, is_told: bool) -> Option<Duration> {
        let trial_end = match self.purpose {
            Purpose::Trial(Some(end)) if !self.constellation.is_stopping() => Some(end),
            Purpose::Trial(_) | Purpose::Machine => None,
        };
        let deadline = self.constellation.deadline().into_iter().chain(trial_end).min();
        let until_deadline = deadline.map(|deadline| deadline.saturating_sub(self.now()));
        until_deadline.into_iter().chain((!is_told).then_some(CONSOLE_PAUSE)).min()
    }

    fn purpose_ends(&self) -> bool {
        matches!(self.purpose, Purpose::Trial(Some(end)) if end <= self.now()) && !self.constellation.is_stopping()
    }

    /// Does what is to be done; tells whether nothing is left to supervise.
    fn act(&mut self) -> bool {
        while let Some(action) = self.constellation.next_action(self.now()) {
            match action {
                Action::Start(service) => self.start(service),
                Action::Terminate(service) => self.processes.terminate(service),
                Action::Kill(service) => self.processes.kill(service),
                Action::Say(level, text) => self.log.say(level, text),
                Action::Down => return true,
            }
        }
        false
    }

    fn take(&mut self, source: Source) {
        match source {
            Source::Signals => self.events.signals().into_iter().for_each(|signal| self.take_signal(signal)),
            Source::Timer => self.events.clear_timer(),
            Source::Notifications => self.take_notifications(),
            Source::Report(service) => self.take_report(service),
        }
    }

    fn take_signal(&mut self, signal: Signal) {
        match (self.purpose, Verb::asked_by(signal)) {
            (Purpose::Machine, Some(verb)) => {
                self.log.say(Level::Info, format!("{signal}: {}", verb.name()));
                self.verb = Some(verb);
                self.constellation.stop(self.now());
            }
            (Purpose::Machine, None) if signal == Signal::SIGHUP => self.tell_state(),
            (Purpose::Trial(_), _) if matches!(signal, Signal::SIGTERM | Signal::SIGINT | Signal::SIGHUP) => {
                self.constellation.stop(self.now());
            }
            _ => {}
        }
    }

    fn tell_state(&mut self) {
        let services = self.constellation.services();
        let count = |wanted: fn(State) -> bool| services.iter().filter(|service| wanted(service.state)).count();
        let [running, pausing, failed] = [
            count(State::is_live),
            count(|state| matches!(state, State::Pausing(_))),
            count(|state| state == State::Failed),
        ];
        let waiting = count(|state| matches!(state, State::Waiting | State::Queued));
        let text = format!("{running} services run, {waiting} wait, {pausing} pause, {failed} failed");
        self.log.say(Level::Info, text);
    }

    fn take_notifications(&mut self) {
        for _ in 0..BATCH {
            let Some(datagram) = self.notifications.as_ref().and_then(Notifications::next) else { break };
            self.take_datagram(&datagram);
        }
    }

    fn take_datagram(&mut self, datagram: &Datagram) {
        let Some(service) = datagram.speaks_for().find_map(|process| self.processes.service_of(process)) else {
            return;
        };
        // What was sent before the program started cannot be the program's word; what follows its start, may be read
        // first.
        self.take_report(service);
        let notice = notify::read(&datagram.content);
        if let Some(status) = notice.status {
            self.tell_status(service, status);
        }
        if notice.is_ready {
            self.constellation.notified(service, self.now());
        }
    }

    fn tell_status(&mut self, service: usize, status: &str) {
        let now = self.now();
        let is_soon = self.statuses.get(&service).is_some_and(|last| now < *last + STATUS_PAUSE);
        if let Some(card) = self.cards.get(service).filter(|_| !is_soon) {
            self.statuses.insert(service, now);
            self.log.say(Level::Info, format!("{}: {status}", card.label));
        }
    }

    /// Reaps children; tells whether more may be waiting.
    fn reap(&mut self) -> bool {
        for _ in 0..BATCH {
            let Ok(Some((process, end))) = sys::wait::ended() else {
                self.remove_empty_groups();
                return false;
            };
            if let Some(service) = self.processes.service_of(process) {
                self.take_end(service, end);
            }
            if sys::wait::reap(process).is_err() {
                return false;
            }
        }
        true
    }

    fn take_end(&mut self, service: usize, end: End) {
        // Whether it ended as its program, or before it became that.
        self.take_report(service);
        let is_delegate = self.cards.get(service).is_some_and(|card| card.supervision == Supervision::Delegate);
        let goes_on = self.processes.ended(service, is_delegate && !self.constellation.is_stopping());
        self.constellation.ended(service, end, self.now());
        if goes_on {
            self.constellation.detached(service);
        }
    }

    fn remove_empty_groups(&mut self) {
        for service in self.processes.remove_empty_groups() {
            self.constellation.vanished(service, self.now());
        }
    }
}
