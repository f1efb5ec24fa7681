//! The workers of a host: started when there is need, used again and again.

use std::{
    path::Path,
    sync::{Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::lock;
use crate::host::{
    Error, Query,
    worker::{self, Worker},
};

/// Workers at work and idle ones.
#[derive(Default)]
pub(super) struct Pool {
    workers: Mutex<Workers>,
    /// Signalled when a worker is given back, once for each kind.
    freed_for_files: Condvar,
    freed_for_nvml: Condvar,
    freed_for_devices: Condvar,
}

/// Workers of a kind that are started without a wait.
const FEW: usize = 4;
/// How long one of these is waited for before another is started. Drives that answer at once share the few, each of
/// which costs more to start than all of their answers; those that let one wait get workers of their own a moment
/// later.
const MOMENT: Duration = Duration::from_millis(20);

#[derive(Default)]
struct Workers {
    idle: Vec<Worker>,
    at_work_on_files: usize,
    at_work_on_devices: usize,
    /// A worker in which NVIDIA's library is initialised: it is kept for that.
    idle_in_nvml: Vec<Worker>,
    at_work_in_nvml: usize,
}

/// What a worker is asked for. Hanging devices must not take the workers of the files.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Answered in microseconds: more workers than three cost more to start than they save.
    Files,
    /// NVIDIA's library, which has a worker of its own.
    Nvml,
    /// Devices and tools, which keep a worker waiting: enough for every drive of a server.
    Devices,
}

impl Kind {
    pub(super) fn of(queries: &[Query]) -> Kind {
        match queries {
            [Query::Nvml(_)] => Kind::Nvml,
            _ if queries.iter().all(Query::is_file) => Kind::Files,
            _ => Kind::Devices,
        }
    }

    /// How many workers may be at work at the same time.
    fn most(self) -> usize {
        match self {
            Kind::Files => 3,
            Kind::Nvml => 1,
            Kind::Devices => 32,
        }
    }
}

impl Workers {
    fn at_work(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Files => &mut self.at_work_on_files,
            Kind::Nvml => &mut self.at_work_in_nvml,
            Kind::Devices => &mut self.at_work_on_devices,
        }
    }

    fn idle(&mut self, kind: Kind) -> &mut Vec<Worker> {
        match kind {
            Kind::Nvml => &mut self.idle_in_nvml,
            Kind::Files | Kind::Devices => &mut self.idle,
        }
    }
}

impl Pool {
    fn freed(&self, kind: Kind) -> &Condvar {
        match kind {
            Kind::Files => &self.freed_for_files,
            Kind::Nvml => &self.freed_for_nvml,
            Kind::Devices => &self.freed_for_devices,
        }
    }

    /// Takes an idle worker or starts one, as soon as fewer of its kind are at work than may be; `None` once the
    /// deadline has passed. Each one taken is to be given back.
    pub(super) fn take(&self, kind: Kind, root: &Path, deadline: Instant) -> Option<Result<Worker, Error>> {
        let patient_until = deadline.min(Instant::now() + MOMENT);
        let mut workers = lock(&self.workers);
        loop {
            let at_work = *workers.at_work(kind);
            let now = Instant::now();
            let wait_until = if at_work >= kind.most() {
                deadline
            } else if at_work >= FEW && workers.idle.is_empty() && now < patient_until {
                patient_until
            } else {
                break;
            };
            let left = wait_until.checked_duration_since(now)?;
            workers = self.freed(kind).wait_timeout(workers, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        *workers.at_work(kind) += 1;
        let idle = workers.idle(kind).pop();
        drop(workers);
        Some(idle.map_or_else(|| Worker::start(root), Ok))
    }

    /// Gives a worker back, or `None` for one that is lost or was never there.
    pub(super) fn give_back(&self, kind: Kind, worker: Option<Worker>) {
        let mut workers = lock(&self.workers);
        workers.idle(kind).extend(worker);
        *workers.at_work(kind) -= 1;
        drop(workers);
        self.freed(kind).notify_one();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut workers = lock(&self.workers);
        let idle = [Kind::Files, Kind::Nvml].map(|kind| std::mem::take(workers.idle(kind)));
        worker::dismiss(idle.into_iter().flatten().collect());
    }
}
