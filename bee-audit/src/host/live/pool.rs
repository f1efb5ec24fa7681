//! The workers of a host: started when there is need, used again and again.

use std::{
    path::Path,
    sync::{Condvar, Mutex, PoisonError},
    time::Instant,
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
    /// Signalled when a worker is given back.
    freed: Condvar,
}

#[derive(Default)]
struct Workers {
    idle: Vec<Worker>,
    at_work_on_files: usize,
    at_work_on_devices: usize,
}

/// What a worker is asked for. Hanging devices must not take the workers of the files.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Answered in microseconds: more workers than three cost more to start than they save.
    Files,
    /// Devices and tools, which keep a worker waiting: enough for every drive of a server.
    Devices,
}

impl Kind {
    pub(super) fn of(queries: &[Query]) -> Kind {
        if queries.iter().all(Query::is_file) { Kind::Files } else { Kind::Devices }
    }

    /// How many workers may be at work at the same time.
    fn most(self) -> usize {
        match self {
            Kind::Files => 3,
            Kind::Devices => 32,
        }
    }
}

impl Workers {
    fn at_work(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Files => &mut self.at_work_on_files,
            Kind::Devices => &mut self.at_work_on_devices,
        }
    }
}

impl Pool {
    /// Takes an idle worker or starts one, as soon as fewer of its kind are at work than may be; `None` once the
    /// deadline has passed. Each one taken is to be given back.
    pub(super) fn take(&self, kind: Kind, root: &Path, deadline: Instant) -> Option<Result<Worker, Error>> {
        let mut workers = lock(&self.workers);
        while *workers.at_work(kind) >= kind.most() {
            let left = deadline.checked_duration_since(Instant::now())?;
            workers = self.freed.wait_timeout(workers, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        *workers.at_work(kind) += 1;
        let idle = workers.idle.pop();
        drop(workers);
        Some(idle.map_or_else(|| Worker::start(root), Ok))
    }

    /// Gives a worker back, or `None` for one that is lost or was never there.
    pub(super) fn give_back(&self, kind: Kind, worker: Option<Worker>) {
        let mut workers = lock(&self.workers);
        workers.idle.extend(worker);
        *workers.at_work(kind) -= 1;
        drop(workers);
        self.freed.notify_all();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        worker::dismiss(lock(&self.workers).idle.drain(..).collect());
    }
}
