//! Workers: who touches files, devices and tools, so that whoever asks can go on without them.
//!
//! A worker is a process, or a thread where the program does not offer that, at the other end of a socket. It receives
//! one line a query (`MILLISECONDS QUERY`) and sends one line of JSON an answer. A late worker process is killed with
//! its process group; one that sleeps uninterruptibly in the kernel is left to die when it wakes. A worker ends by
//! itself when its asker does.

mod fork_server;
mod serve;

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::net::UnixStream,
    path::Path,
    sync::OnceLock,
    time::{Duration, Instant},
};

use fork_server::ForkServer;
use nix::unistd::Pid;
pub(super) use serve::{inside_nvml, is_worker};

use super::{Answer, Error, Reply};

/// Who starts worker processes; absent in a program that did not call [`start_fork_server`].
static SERVER: OnceLock<ForkServer> = OnceLock::new();

/// Lets worker processes answer this program's queries: call it first in `main`, while the program has one thread.
///
/// From then on every [`LiveHost`](super::LiveHost) puts its queries to worker processes. Without the call, or where
/// the program had threads already or no process could be started, they are put to threads: deadlines hold all the
/// same, but a late thread stays until the process ends.
pub fn start_fork_server() {
    if let Ok(server) = ForkServer::start() {
        let _second_call = SERVER.set(server);
    }
}

/// Why a worker gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// It did not answer in time.
    Late,
    /// It ended, or answered with something else than an answer.
    Died,
}

impl From<Lost> for Error {
    fn from(lost: Lost) -> Error {
        match lost {
            Lost::Late => Error::TimedOut,
            Lost::Died => Error::Crashed,
        }
    }
}

/// The asker's end of a worker.
pub(super) struct Worker {
    socket: BufReader<UnixStream>,
    /// `None` for a thread.
    process: Option<Pid>,
}

impl Worker {
    pub(super) fn start(root: &Path) -> Result<Worker, Error> {
        let (ours, theirs) = UnixStream::pair()?;
        let process = match SERVER.get() {
            Some(server) => Some(server.start_worker(root, &theirs).map_err(std::io::Error::from)?),
            None => {
                let root = root.to_owned();
                std::thread::Builder::new().name(serve::NAME.into()).spawn(move || serve::queries(&theirs, &root))?;
                None
            }
        };
        Ok(Worker { socket: BufReader::with_capacity(1 << 16, ours), process })
    }

    /// Sends `queries`, each with the time it may take.
    pub(super) fn send(
        &mut self,
        queries: impl Iterator<Item = (Duration, impl std::fmt::Display)>,
    ) -> Result<(), Lost> {
        let mut frames = Vec::new();
        for (patience, query) in queries {
            let _infallible = writeln!(frames, "{} {query}", patience.as_millis());
        }
        self.socket.get_mut().write_all(&frames).map_err(|_| Lost::Died)
    }

    /// The next answer, at the latest at `give_up_at`.
    pub(super) fn receive(&mut self, give_up_at: Instant) -> Result<Result<Reply, Error>, Lost> {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            if !self.socket.buffer().contains(&b'\n') {
                let left = give_up_at.checked_duration_since(Instant::now()).ok_or(Lost::Late)?;
                let shortest = Duration::from_millis(1);
                self.socket.get_ref().set_read_timeout(Some(left.max(shortest))).map_err(|_| Lost::Died)?;
            }
            match self.socket.read_until(b'\n', &mut line) {
                Ok(0) => return Err(Lost::Died),
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return Err(Lost::Late),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return Err(Lost::Died),
            }
        }
        serde_json::from_slice::<Answer>(&line).map(|answer| answer.0).map_err(|_| Lost::Died)
    }

    /// Turns away from a worker that is late and must not be killed. It ends by itself, if ever it can.
    pub(super) fn leave_alone(self) {
        drop(self.socket);
    }

    /// Kills a worker that is late or broken, and what it has started. One in uninterruptible sleep ends when it wakes.
    pub(super) fn abandon(self) {
        if let (Some(process), Some(server)) = (self.process, SERVER.get()) {
            server.kill(process);
        }
    }
}

/// Lets idle workers end by themselves, all at once, and waits for that.
pub(super) fn dismiss(workers: Vec<Worker>) {
    // Each socket is closed as its worker's process is taken.
    let processes: Vec<Pid> = workers.into_iter().filter_map(|worker| worker.process).collect();
    if let Some(server) = SERVER.get().filter(|_| !processes.is_empty()) {
        server.wait(&processes);
    }
}
