//! All services of a seed: who starts when, what is said of it, and how everything stops.
//!
//! Pure: events come in with the time, actions come out ([`Constellation::next_action`]). The event loop turns what the
//! kernel says into the former and the latter into system calls; tests do without a kernel.

mod stop;

use std::{
    collections::{BTreeSet, VecDeque},
    time::Duration,
};

pub use stop::{ASK_FOR, KILL_FOR, STOP_FOR};

use crate::{
    constellation::stop::Phase,
    log::Level,
    seed::{Card, Dependencies, Progress, Readiness},
    service::{End, Seconds, Service, State, Time},
};

/// Processes that are becoming programs at any time: more would only wait for each other, and hold descriptors.
pub const STARTING_AT_ONCE: usize = 32;

/// When it is told who keeps everybody waiting.
pub const LATE: Duration = Duration::from_secs(30);
/// Labels in one message.
const LISTED: usize = 8;

/// What the event loop is to do. Services are numbered in the order of [`Card::walk`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Start a service, and tell how that went.
    Start(usize),
    /// Ask a service to end (SIGTERM).
    Terminate(usize),
    /// End a service and all that it started (SIGKILL).
    Kill(usize),
    /// Tell people.
    Say(Level, String),
    /// Nothing is left to supervise.
    Down,
}

/// What was said of how much is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    /// Who keeps everybody waiting.
    Late,
    Part,
    All,
}

/// The services of a seed.
#[derive(Debug, Clone)]
pub struct Constellation {
    services: Vec<Service>,
    progress: Progress,
    /// By service: those of a higher level stop first.
    levels: Vec<usize>,
    /// Those that may start, and how many are starting.
    queue: VecDeque<usize>,
    starting: usize,
    /// Those that pause, and until when.
    pauses: BTreeSet<(Time, usize)>,
    phase: Phase,
    /// When coming up takes long.
    late: Time,
    told: Told,
    actions: VecDeque<Action>,
}

impl Constellation {
    /// The services of a seed, none of them started.
    pub fn of(seed: &Card) -> Constellation {
        let dependencies = Dependencies::of(seed);
        Constellation {
            services: seed.walk().map(Service::of).collect(),
            // None is stuck: validation refuses cards that wait for each other.
            levels: dependencies.levels().into_iter().map(Option::unwrap_or_default).collect(),
            progress: Progress::of(dependencies),
            queue: VecDeque::new(),
            starting: 0,
            pauses: BTreeSet::new(),
            phase: Phase::Up,
            late: LATE,
            told: Told::Nothing,
            actions: VecDeque::new(),
        }
    }

    /// The next thing to do, decided only now; `None` until something happens.
    pub fn next_action(&mut self, now: Time) -> Option<Action> {
        self.actions.pop_front().or_else(|| self.next_start(now))
    }

    fn next_start(&mut self, now: Time) -> Option<Action> {
        while self.starting < STARTING_AT_ONCE {
            let number = self.queue.pop_front()?;
            let service = self.services.get_mut(number)?;
            if self.progress.can_start(number) {
                service.started(now);
                self.starting += 1;
                return Some(Action::Start(number));
            }
            // What it needs has gone while it was waiting for its turn.
            service.state = State::Waiting;
        }
        None
    }

    /// The services, by number.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Whether a process is becoming the program of a service.
    pub fn is_starting(&self) -> bool {
        self.starting > 0
    }

    /// Whether others may rely on a service.
    pub fn is_ready(&self, number: usize) -> bool {
        self.progress.is_ready(number)
    }

    /// When [`Constellation::tick`] is next due.
    pub fn deadline(&self) -> Option<Time> {
        let pause = self.pauses.first().map(|(until, _)| *until);
        let late = (self.told == Told::Nothing && self.is_up()).then_some(self.late);
        pause.into_iter().chain(late).chain(self.phase.deadline()).min()
    }

    /// Everything begins.
    pub fn begin(&mut self, now: Time) {
        self.late = now.saturating_add(LATE);
        self.advance(now);
    }

    /// A service's program runs.
    pub fn executed(&mut self, number: usize, now: Time) {
        let Some(service) = self.services.get_mut(number).filter(|service| service.state == State::Starting) else {
            return;
        };
        service.state = State::Running(now);
        self.starting = self.starting.saturating_sub(1);
        if service.readiness == Readiness::Exec {
            self.progress.set_ready(number, true);
        }
        self.advance(now);
    }

    /// A service says that it is ready; what was not asked to say it, is ready otherwise.
    pub fn notified(&mut self, number: usize, now: Time) {
        let Some(service) = self.services.get(number) else { return };
        if service.readiness == Readiness::Notify && service.state.is_live() {
            self.progress.set_ready(number, true);
            self.advance(now);
        }
    }

    /// A service's process is gone, or there never was one.
    pub fn ended(&mut self, number: usize, end: End, now: Time) {
        let is_up = self.is_up();
        let Some(service) = self.services.get_mut(number).filter(|service| service.state.is_live()) else { return };
        if service.state == State::Starting {
            self.starting = self.starting.saturating_sub(1);
        }
        service.ended(end, now);
        if !is_up {
            service.state = State::Stopped;
        }
        if let State::Pausing(until) = service.state {
            self.pauses.insert((until, number));
        }
        let is_done = service.state == State::Done;
        self.progress.set_ready(number, is_done);
        self.tell_end(number, now);
        self.advance(now);
    }

    /// A service's program has ended well, and what that has started goes on without it.
    pub fn detached(&mut self, number: usize) {
        if let Some(service) = self.services.get_mut(number).filter(|service| service.state == State::Done) {
            service.state = State::Detached;
        }
    }

    /// What went on without its program is gone as well.
    pub fn vanished(&mut self, number: usize, now: Time) {
        let follows = if self.is_up() { State::Done } else { State::Stopped };
        if let Some(service) = self.services.get_mut(number).filter(|service| service.state == State::Detached) {
            service.state = follows;
            self.advance(now);
        }
    }

    /// Time has passed: at the latest due at [`Constellation::deadline`].
    pub fn tick(&mut self, now: Time) {
        while let Some((_, number)) = self.pauses.first().copied().filter(|(until, _)| *until <= now) {
            self.pauses.pop_first();
            if let Some(service) = self.services.get_mut(number) {
                service.state = State::Waiting;
            }
        }
        self.advance(now);
        if self.told == Told::Nothing && self.is_up() && self.late <= now {
            let text = format!("after {} s not ready: {}", LATE.as_secs(), listed(&self.unready()));
            self.say(Level::Warning, text);
            self.told = Told::Late;
        }
    }

    fn is_up(&self) -> bool {
        matches!(self.phase, Phase::Up)
    }

    fn say(&mut self, level: Level, text: String) {
        self.actions.push_back(Action::Say(level, text));
    }

    /// Whatever can happen now.
    fn advance(&mut self, now: Time) {
        while self.advance_stop(now) {}
        if !self.is_up() {
            return;
        }
        self.queue_what_can_start();
        self.tell_settled();
    }

    /// Groups that start may let others start.
    fn queue_what_can_start(&mut self) {
        loop {
            let mut has_group = false;
            for (number, service) in self.services.iter_mut().enumerate() {
                if service.state != State::Waiting || !self.progress.can_start(number) {
                    continue;
                }
                self.progress.start(number);
                if self.progress.is_group(number) {
                    service.state = State::Group;
                    has_group = true;
                } else {
                    service.state = State::Queued;
                    self.queue.push_back(number);
                }
            }
            if !has_group {
                break;
            }
        }
    }

    fn tell_end(&mut self, number: usize, now: Time) {
        let Some(service) = self.services.get(number) else { return };
        let how = service.last.as_ref().map(ToString::to_string).unwrap_or_default();
        let (level, follows) = match service.state {
            State::Pausing(until) => {
                let pause = Seconds(until.saturating_sub(now));
                (Level::Warning, format!("; attempt {} follows in {pause} s", service.failures() + 1))
            }
            State::Failed => (Level::Error, "; it is not started again".to_owned()),
            _ => (Level::Info, String::new()),
        };
        let text = format!("{} {how}{follows}", service.label);
        self.say(level, text);
    }

    /// Tells once what is up as soon as nothing more comes by itself, and later once that all is.
    fn tell_settled(&mut self) {
        if self.told == Told::All || self.starting > 0 || !self.queue.is_empty() {
            return;
        }
        let is_busy = |(number, service): (usize, &Service)| match service.state {
            State::Running(_) => !self.progress.is_ready(number),
            _ => false,
        };
        if self.services.iter().enumerate().any(is_busy) {
            return;
        }
        let unready = self.unready();
        let seed = self.services.first().map_or("", |service| service.label.as_str());
        if unready.is_empty() {
            self.actions.push_back(Action::Say(Level::Info, format!("all of {seed} is up")));
            self.told = Told::All;
        } else if self.told != Told::Part {
            let text = format!("{seed} is up, but for {}", listed(&unready));
            self.actions.push_back(Action::Say(Level::Warning, text));
            self.told = Told::Part;
        }
    }

    /// Labels of those on whom others cannot rely; groups follow from them.
    fn unready(&self) -> Vec<&str> {
        let unready = self.services.iter().enumerate().filter(|(number, _)| !self.progress.is_ready(*number));
        unready
            .filter(|(_, service)| service.state != State::Group)
            .map(|(_, service)| service.label.as_str())
            .collect()
    }
}

/// The first few of many.
fn listed(labels: &[&str]) -> String {
    match labels.get(..LISTED) {
        Some(few) if few.len() < labels.len() => format!("{} and {} more", few.join(", "), labels.len() - few.len()),
        _ => labels.join(", "),
    }
}
