//! How everything stops: dependants before what they depend on, one level after the other.
//!
//! Each service of a level is asked (SIGTERM), and killed with all that it started if it has not ended after
//! [`ASK_FOR`]. What even that does not end within [`KILL_FOR`] is named and left behind. A second request, and the end
//! of [`STOP_FOR`], kill all that is left at once; a third request waits for nothing.

use std::time::Duration;

use super::{Action, Constellation};
use crate::{
    log::Level,
    service::{State, Time},
};

/// How long the services of a level have to end by themselves.
pub const ASK_FOR: Duration = Duration::from_secs(5);
/// How long killed ones have to be gone.
pub const KILL_FOR: Duration = Duration::from_secs(2);
/// How long asking may take altogether.
pub const STOP_FOR: Duration = Duration::from_secs(30);

/// Whether everything is to run or to stop, and how far that has come.
#[derive(Debug, Clone, Copy)]
pub(super) enum Phase {
    /// It is to run.
    Up,
    /// The services of `level` and above were asked; they are killed at `until`, and all others at `end`.
    Asking { level: usize, until: Time, end: Time },
    /// The services of `level` and above were killed; after `until` they are left behind.
    Killing { level: usize, until: Time, end: Time },
    /// Nothing is left.
    Down,
}

impl Phase {
    pub(super) fn deadline(self) -> Option<Time> {
        match self {
            Phase::Up | Phase::Down => None,
            Phase::Asking { until, end, .. } => Some(until.min(end)),
            Phase::Killing { until, .. } => Some(until),
        }
    }
}

impl Constellation {
    /// Everything is to stop; again: at once.
    pub fn stop(&mut self, now: Time) {
        match self.phase {
            Phase::Up => self.begin_to_stop(now),
            Phase::Asking { .. } | Phase::Killing { level: 1.., .. } => {
                self.say(Level::Warning, "asked again: all services are killed".to_owned());
                self.kill_from(0, now, now);
            }
            Phase::Killing { level: 0, .. } => self.down(),
            Phase::Down => {}
        }
        self.advance(now);
    }

    /// Whether [`Constellation::stop`] has been called.
    pub fn is_stopping(&self) -> bool {
        !self.is_up()
    }

    fn begin_to_stop(&mut self, now: Time) {
        self.queue.clear();
        self.pauses.clear();
        for service in &mut self.services {
            if matches!(service.state, State::Waiting | State::Queued | State::Pausing(_)) {
                service.state = State::Stopped;
            }
        }
        self.ask_below(usize::MAX, now, now.saturating_add(STOP_FOR));
    }

    /// Asks the highest level below `above` that has live services.
    fn ask_below(&mut self, above: usize, now: Time, end: Time) {
        let highest = self.live().map(|(_, level)| level).filter(|level| *level < above).max();
        let Some(level) = highest else { return self.down() };
        let asked: Vec<usize> = self.live_from(level);
        self.actions.extend(asked.into_iter().map(Action::Terminate));
        self.phase = Phase::Asking { level, until: now.saturating_add(ASK_FOR), end };
    }

    fn kill_from(&mut self, level: usize, now: Time, end: Time) {
        let killed = self.live_from(level);
        self.actions.extend(killed.into_iter().map(Action::Kill));
        self.phase = Phase::Killing { level, until: now.saturating_add(KILL_FOR), end };
    }

    /// The part of [`Constellation::advance`] after everything was told to stop; tells whether that may not be all.
    pub(super) fn advance_stop(&mut self, now: Time) -> bool {
        match self.phase {
            Phase::Asking { level, end, .. } | Phase::Killing { level, end, .. }
                if self.live_from(level).is_empty() =>
            {
                self.ask_below(level, now, end);
            }
            Phase::Asking { end, .. } if end <= now => {
                self.name_culprits(0, "has not ended in time: killed");
                self.kill_from(0, now, end);
            }
            Phase::Asking { level, until, end } if until <= now => {
                self.name_culprits(level, &format!("has not ended {} s after SIGTERM: killed", ASK_FOR.as_secs()));
                self.kill_from(level, now, end);
            }
            Phase::Killing { level, until, end } if until <= now => {
                self.name_culprits(
                    level,
                    &format!("has not ended {} s after SIGKILL: left behind", KILL_FOR.as_secs()),
                );
                self.leave_behind(level);
                self.ask_below(level, now, end);
            }
            Phase::Up | Phase::Down | Phase::Asking { .. } | Phase::Killing { .. } => return false,
        }
        true
    }

    fn name_culprits(&mut self, level: usize, what: &str) {
        for number in self.live_from(level) {
            let label = self.services.get(number).map(|service| service.label.clone()).unwrap_or_default();
            self.say(Level::Warning, format!("{label} {what}"));
        }
    }

    fn leave_behind(&mut self, level: usize) {
        for number in self.live_from(level) {
            if let Some(service) = self.services.get_mut(number) {
                service.state = State::Stopped;
            }
        }
    }

    fn down(&mut self) {
        self.phase = Phase::Down;
        self.actions.push_back(Action::Down);
    }

    /// Services with a process, and their levels.
    fn live(&self) -> impl Iterator<Item = (usize, usize)> {
        let services = self.services.iter().zip(&self.levels).enumerate();
        services.filter(|(_, (service, _))| service.state.is_live()).map(|(number, (_, level))| (number, *level))
    }

    fn live_from(&self, lowest: usize) -> Vec<usize> {
        self.live().filter(|(_, level)| *level >= lowest).map(|(number, _)| number).collect()
    }
}
