//! One service: what state it is in, and what follows when it ends.
//!
//! Pure: time comes in with every event, on a clock that starts with this program and never jumps.

mod backoff;

use std::{fmt, time::Duration};

pub use backoff::{ATTEMPTS, Backoff, WINDOW};

use crate::seed::{Card, Readiness, Supervision};

/// Time since this program started.
pub type Time = Duration;

/// A time for people, in seconds with three decimals. Floating point would cost PID 1 more code than all its messages.
#[derive(Debug, Clone, Copy)]
pub struct Seconds(pub Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{:03}", self.0.as_secs(), self.0.subsec_millis())
    }
}

/// How a service ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Its program returned a status.
    Exited(i32),
    /// A signal ended it.
    Killed(i32),
    /// Its program was not started, and why.
    NotStarted(String),
}

impl fmt::Display for End {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Exited(status) => write!(formatter, "ended with status {status}"),
            End::Killed(signal) => write!(formatter, "was ended by signal {signal}"),
            End::NotStarted(why) => write!(formatter, "was not started: {why}"),
        }
    }
}

/// What a service is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for what it requires.
    Waiting,
    /// It may start as soon as fewer others are starting.
    Queued,
    /// Its process is becoming its program.
    Starting,
    /// Its program has been running since then.
    Running(Time),
    /// Its program has ended, and what that has started goes on.
    Detached,
    /// It ended and is started again then.
    Pausing(Time),
    /// It ended as it should.
    Done,
    /// It ended as it should not, and is not started again.
    Failed,
    /// It ended, or never started, because everything stops.
    Stopped,
    /// A card that only groups others.
    Group,
}

impl State {
    /// Whether there is a process.
    pub fn is_live(self) -> bool {
        matches!(self, State::Starting | State::Running(_) | State::Detached)
    }
}

/// One service.
#[derive(Debug, Clone)]
pub struct Service {
    /// What people call it.
    pub label: String,
    /// What it is doing.
    pub state: State,
    /// When others may rely on it.
    pub readiness: Readiness,
    /// How it ended last.
    pub last: Option<End>,
    /// `None` where it is started once.
    backoff: Option<Backoff>,
    is_delegate: bool,
}

impl Service {
    /// The service of a card, before anything has happened.
    pub fn of(card: &Card) -> Service {
        let backoff = match card.supervision {
            Supervision::Restart { initial, max, .. } => Some(Backoff::new(card.id, initial, max)),
            Supervision::OneShot | Supervision::Delegate => None,
        };
        Service {
            label: card.label.clone(),
            state: State::Waiting,
            readiness: card.readiness(),
            last: None,
            backoff,
            is_delegate: card.supervision == Supervision::Delegate,
        }
    }

    /// A process is made for it.
    pub fn started(&mut self, now: Time) {
        self.state = State::Starting;
        if let Some(backoff) = &mut self.backoff {
            backoff.started(now);
        }
    }

    /// It ended, or did not start; its state says what follows.
    pub fn ended(&mut self, end: End, now: Time) {
        let up = if let State::Running(since) = self.state { now.saturating_sub(since) } else { Duration::ZERO };
        let was_started = !matches!(end, End::NotStarted(_));
        let has_succeeded = end == End::Exited(0);
        self.last = Some(end);
        self.state = match &mut self.backoff {
            Some(_) if has_succeeded && self.readiness == Readiness::Exit => State::Done,
            Some(backoff) => State::Pausing(backoff.next(now, up)),
            None if has_succeeded || self.is_delegate && was_started => State::Done,
            None => State::Failed,
        };
    }

    /// Starts that did not last, in a row.
    pub fn failures(&self) -> u32 {
        self.backoff.as_ref().map_or(0, Backoff::ends)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NOW: Time = Duration::from_secs(100);

    fn after(supervision: &Value, lifecycle: &str, end: End) -> State {
        let card = json!({
            "schema_version": 1, "id": "01KB0000000000000000000001", "label": "x",
            "payload": {"Native": {"exec": "/x"}}, "supervision": supervision, "lifecycle": lifecycle
        });
        let mut service = Service::of(&serde_json::from_value(card).unwrap());
        service.started(NOW);
        service.state = State::Running(NOW);
        service.ended(end, NOW);
        service.state
    }

    #[test]
    fn what_follows_an_end() {
        let restart = json!({"Restart": {"initial": 100, "max": 1000}});
        let failed = || End::NotStarted("ENOENT".to_owned());
        for end in [End::Exited(0), End::Exited(1), End::Killed(11), failed()] {
            assert!(matches!(after(&restart, "daemon", end), State::Pausing(_)));
        }
        assert_eq!(after(&restart, "oneshot", End::Exited(0)), State::Done);
        assert!(matches!(after(&restart, "oneshot", End::Exited(3)), State::Pausing(_)));
        assert_eq!(after(&json!("OneShot"), "daemon", End::Exited(0)), State::Done);
        assert_eq!(after(&json!("OneShot"), "oneshot", End::Killed(9)), State::Failed);
        assert_eq!(after(&json!("Delegate"), "daemon", End::Exited(1)), State::Done);
        assert_eq!(after(&json!("Delegate"), "daemon", failed()), State::Failed);
    }
}
