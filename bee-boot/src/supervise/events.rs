//! What wakes the loop: signals, the next deadline, notifications and reports of starts, through one epoll(7).

use std::{os::fd::AsFd, time::Duration};

use nix::{
    errno::Errno,
    sys::{
        epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout},
        signal::Signal,
        signalfd::{SfdFlags, SignalFd},
        time::TimeSpec,
        timerfd::{ClockId, Expiration, TimerFd, TimerFlags, TimerSetTimeFlags},
    },
};

use crate::sys;

/// Events and signals that are taken in one round, so that no source starves the others.
const BATCH: usize = 64;

/// What woke the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Signals,
    Timer,
    Notifications,
    /// The report of the start of a service.
    Report(usize),
}

impl Source {
    const FIRST_REPORT: u64 = 3;

    fn number(self) -> u64 {
        match self {
            Source::Signals => 0,
            Source::Timer => 1,
            Source::Notifications => 2,
            Source::Report(service) => u64::try_from(service).unwrap_or(u64::MAX).saturating_add(Source::FIRST_REPORT),
        }
    }

    fn numbered(number: u64) -> Source {
        match number {
            0 => Source::Signals,
            1 => Source::Timer,
            2 => Source::Notifications,
            report => Source::Report(usize::try_from(report - Source::FIRST_REPORT).unwrap_or(usize::MAX)),
        }
    }
}

/// Everything that the loop waits for.
#[derive(Debug)]
pub(super) struct Events {
    epoll: Epoll,
    signals: SignalFd,
    timer: TimerFd,
}

impl Events {
    /// From now on signals, except those of faults, arrive here and nowhere else. The clock is monotonic: setting the
    /// time of day moves no deadline.
    pub(super) fn new() -> nix::Result<Events> {
        let all = sys::faults::others();
        all.thread_block()?;
        let signals = SignalFd::with_flags(&all, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK)?;
        let timer = TimerFd::new(ClockId::CLOCK_MONOTONIC, TimerFlags::TFD_CLOEXEC | TimerFlags::TFD_NONBLOCK)?;
        let events = Events { epoll: Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?, signals, timer };
        events.watch(&events.signals, Source::Signals)?;
        events.watch(&events.timer, Source::Timer)?;
        Ok(events)
    }

    /// Wakes the loop whenever there is something to read, until the descriptor is closed.
    pub(super) fn watch(&self, descriptor: impl AsFd, source: Source) -> nix::Result<()> {
        self.epoll.add(descriptor, EpollEvent::new(EpollFlags::EPOLLIN, source.number()))
    }

    /// Waits until something happens, for at most `patience`; without one, until something happens.
    pub(super) fn wait(&self, patience: Option<Duration>) -> nix::Result<Vec<Source>> {
        let timeout = match patience {
            Some(Duration::ZERO) => EpollTimeout::ZERO,
            Some(patience) => {
                let patience = Expiration::OneShot(TimeSpec::from_duration(patience));
                self.timer.set(patience, TimerSetTimeFlags::empty())?;
                EpollTimeout::NONE
            }
            None => {
                self.timer.unset()?;
                EpollTimeout::NONE
            }
        };
        let mut events = [EpollEvent::empty(); BATCH];
        match self.epoll.wait(&mut events, timeout) {
            Ok(count) => Ok(events.iter().take(count).map(|event| Source::numbered(event.data())).collect()),
            Err(Errno::EINTR) => Ok(Vec::new()),
            Err(errno) => Err(errno),
        }
    }

    /// Signals that have arrived; those that have no name are nobody's.
    pub(super) fn signals(&self) -> Vec<Signal> {
        let arrived = std::iter::from_fn(|| self.signals.read_signal().ok().flatten());
        arrived.take(BATCH).filter_map(|from| Signal::try_from(i32::try_from(from.ssi_signo).ok()?).ok()).collect()
    }

    /// The deadline has been seen.
    pub(super) fn clear_timer(&self) {
        // Not readable if it was set anew in the meantime, which is as good.
        let _read = self.timer.wait();
    }
}
