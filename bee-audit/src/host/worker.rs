//! Workers: who touches files, devices and tools, so that whoever asks can go on without them.
//!
//! A worker is the same executable once more, or a thread where the program does not offer that, at the other end of a
//! socket. It receives one line a query (`MILLISECONDS QUERY`) and sends one line of JSON an answer. A late worker
//! process is killed with its process group; one that sleeps uninterruptibly in the kernel is left to die when it
//! wakes. A worker ends by itself when its asker does.

#![expect(clippy::disallowed_methods, reason = "starts itself once more")]

use std::{
    io::{BufRead, BufReader, Write},
    os::{
        fd::{AsFd, OwnedFd},
        unix::{net::UnixStream, process::CommandExt},
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::signal::{Signal, kill, killpg},
    unistd::Pid,
};

use super::{Answer, Error, Query, Reply, live};

/// The name under which the executable runs as a worker; what `ps` shows.
const WORKER_NAME: &str = "bee-audit-worker";

/// How long an answer may be held back for the next ones.
const LONGEST_WAIT: Duration = Duration::from_millis(2);

/// Whether this program can be run once more as a worker.
static SERVES: AtomicBool = AtomicBool::new(false);
/// Whether this process is a worker.
static IS_WORKER: AtomicBool = AtomicBool::new(false);

/// Whether this process is inside NVIDIA's library, where it must not be killed: that can freeze a GPU.
static IS_INSIDE_NVML: AtomicBool = AtomicBool::new(false);

/// Does `work` inside NVIDIA's library; the end of the asker waits until it is done.
pub(super) fn inside_nvml<T>(work: impl FnOnce() -> T) -> T {
    IS_INSIDE_NVML.store(true, Ordering::SeqCst);
    let result = work();
    IS_INSIDE_NVML.store(false, Ordering::SeqCst);
    result
}

/// Whether this process is a worker: its process group is then its own, and ends with it.
pub(super) fn is_worker() -> bool {
    IS_WORKER.load(Ordering::Relaxed)
}

/// Lets this executable be its own worker process: call it first in `main`.
///
/// In a worker it answers queries and never returns. In the program itself it returns at once, and every
/// [`LiveHost`](super::LiveHost) from then on puts its queries to worker processes. Without the call they are put to
/// threads: deadlines hold all the same, but a late thread stays until the process ends.
pub fn serve_if_worker() {
    let mut arguments = std::env::args_os();
    if arguments.next().is_none_or(|name| name != WORKER_NAME) {
        SERVES.store(true, Ordering::Relaxed);
        return;
    }
    IS_WORKER.store(true, Ordering::Relaxed);
    let root = arguments.next().map_or_else(|| PathBuf::from("/"), PathBuf::from);
    let socket = std::io::stdin().as_fd().try_clone_to_owned();
    if let Ok(socket) = socket.map(UnixStream::from) {
        if let Ok(watched) = socket.try_clone() {
            std::thread::spawn(move || end_with_asker(&watched));
        }
        serve(&socket, &root);
    }
    end_group();
}

/// Ends this process and whatever tools have left in its process group.
fn end_group() -> ! {
    let _gone = kill(Pid::from_raw(0), Signal::SIGKILL);
    std::process::exit(0)
}

/// Waits until the asker is gone, then ends this process and the tool that it may be running.
fn end_with_asker(socket: &UnixStream) {
    // Hang-up is reported without being asked for.
    let mut watched = [PollFd::new(socket.as_fd(), PollFlags::empty())];
    while poll(&mut watched, PollTimeout::NONE) == Err(nix::errno::Errno::EINTR) {}
    while IS_INSIDE_NVML.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(50));
    }
    end_group();
}

/// Answers queries from `socket` until it is closed.
///
/// Answers wait for each other while more queries are there, but not for longer than [`LONGEST_WAIT`]: a system call
/// for each would cost as much as reading the file.
fn serve(mut socket: &UnixStream, root: &Path) {
    let mut queries = BufReader::with_capacity(1 << 16, socket);
    let (mut line, mut answers, mut sent_at) = (String::new(), Vec::new(), Instant::now());
    while queries.read_line(&mut line).is_ok_and(|length| length > 0) {
        let Some((patience, query)) = parse_frame(line.trim_end_matches('\n')) else { return };
        let whole = queries.buffer().iter().rposition(|byte| *byte == b'\n').unwrap_or_default();
        live::announce(root, &query, &String::from_utf8_lossy(queries.buffer().get(..whole).unwrap_or_default()));
        let answer = Answer(live::answer(root, &query, patience));
        if serde_json::to_writer(&mut answers, &answer).is_err() {
            return;
        }
        answers.push(b'\n');
        if !queries.buffer().contains(&b'\n') || sent_at.elapsed() > LONGEST_WAIT {
            if socket.write_all(&answers).is_err() {
                return;
            }
            answers.clear();
            sent_at = Instant::now();
        }
        line.clear();
    }
}

fn parse_frame(line: &str) -> Option<(Duration, Query)> {
    let (patience, query) = line.split_once(' ')?;
    Some((Duration::from_millis(patience.parse().ok()?), query.parse().ok()?))
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
    process: Option<Child>,
}

impl Worker {
    pub(super) fn start(root: &Path) -> Result<Worker, Error> {
        let (ours, theirs) = UnixStream::pair()?;
        let process = if SERVES.load(Ordering::Relaxed) {
            Some(start_process(root, theirs)?)
        } else {
            let root = root.to_owned();
            std::thread::Builder::new().name(WORKER_NAME.into()).spawn(move || serve(&theirs, &root))?;
            None
        };
        Ok(Worker { socket: BufReader::with_capacity(1 << 16, ours), process })
    }

    /// Sends `queries`, each with the time it may take.
    pub(super) fn send(
        &mut self,
        queries: impl Iterator<Item = (Duration, impl std::fmt::Display)>,
    ) -> Result<(), Lost> {
        let frames: String = queries.map(|(patience, query)| format!("{} {query}\n", patience.as_millis())).collect();
        self.socket.get_mut().write_all(frames.as_bytes()).map_err(|_| Lost::Died)
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

    /// Kills a worker that is late or broken. One in uninterruptible sleep is not waited for.
    pub(super) fn abandon(self) {
        let Some(mut process) = self.process else { return };
        if let Ok(group) = i32::try_from(process.id()) {
            let _gone = killpg(Pid::from_raw(group), Signal::SIGKILL);
        }
        let patience = Instant::now() + Duration::from_millis(200);
        while matches!(process.try_wait(), Ok(None)) && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Lets idle workers end by themselves, all at once, and collects them.
pub(super) fn dismiss(workers: Vec<Worker>) {
    let (sockets, processes): (Vec<_>, Vec<_>) =
        workers.into_iter().map(|worker| (worker.socket, worker.process)).unzip();
    drop(sockets);
    for mut process in processes.into_iter().flatten() {
        let _status = process.wait();
    }
}

fn start_process(root: &Path, socket: UnixStream) -> Result<Child, Error> {
    let child = Command::new("/proc/self/exe")
        .arg0(WORKER_NAME)
        .arg(root)
        .stdin(Stdio::from(OwnedFd::from(socket)))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    Ok(child)
}
