//! The fork server: a process that the program splits off before it has threads, and that splits off the workers.
//!
//! A worker is ready after 0.3 ms so; the executable started anew takes 1.5 ms to be linked and relocated. The program
//! itself cannot fork once it has threads (fork(2), NOTES). The server is the workers' parent and collects them: a
//! process id that it knows is never that of somebody else.

use std::{
    ffi::OsStr,
    io::IoSlice,
    os::{
        fd::{AsFd, AsRawFd as _, OwnedFd},
        unix::{ffi::OsStrExt as _, net::UnixStream},
    },
    path::{Path, PathBuf},
    sync::Mutex,
    time::{Duration, Instant},
};

use nix::{
    errno::Errno,
    fcntl::{OFlag, open},
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::{
        signal::{SigSet, Signal, killpg},
        signalfd::{SfdFlags, SignalFd},
        socket::{AddressFamily, ControlMessage, MsgFlags, SockFlag, SockType, recv, send, sendmsg, socketpair},
        stat::Mode,
        wait::{WaitPidFlag, waitpid},
    },
    unistd::{Pid, dup2_stderr, dup2_stdin, dup2_stdout},
};

use super::serve;
use crate::host::live::{lock, process};

/// The longest message: its kind and a path.
const LONGEST: usize = 1 + 4096;

/// How long the end of workers that were let go is waited for.
const FAREWELL: Duration = Duration::from_millis(200);

/// Kinds of messages, in their first octet. Process ids and answers are 32-bit numbers in the processor's order.
mod kind {
    /// A path follows, and the worker's end of its socket comes with it. Answer: a process id, or an errno, negative.
    pub(super) const START: u8 = b's';
    /// A process id follows. No answer.
    pub(super) const KILL: u8 = b'k';
    /// A process id follows. Answer, once it has ended or [`super::FAREWELL`] is over: 0.
    pub(super) const WAIT: u8 = b'w';
}

/// The program's end.
pub(super) struct ForkServer {
    socket: Mutex<OwnedFd>,
}

impl ForkServer {
    /// Splits the server off.
    pub(super) fn start() -> nix::Result<ForkServer> {
        let (ours, theirs) = socketpair(AddressFamily::Unix, SockType::SeqPacket, None, SockFlag::SOCK_CLOEXEC)?;
        if process::split()?.is_none() {
            drop(ours);
            serve_program(theirs);
        }
        Ok(ForkServer { socket: Mutex::new(ours) })
    }

    /// Starts a worker for the machine below `root`, at the other end of `socket`.
    pub(super) fn start_worker(&self, root: &Path, socket: &UnixStream) -> nix::Result<Pid> {
        let message = [IoSlice::new(&[kind::START]), IoSlice::new(root.as_os_str().as_bytes())];
        let descriptors = [socket.as_raw_fd()];
        let server = lock(&self.socket);
        let enclosed = [ControlMessage::ScmRights(&descriptors)];
        sendmsg::<()>(server.as_raw_fd(), &message, &enclosed, MsgFlags::MSG_NOSIGNAL, None)?;
        match answer(&server)? {
            errno @ ..=0 => Err(Errno::from_raw(-errno)),
            process => Ok(Pid::from_raw(process)),
        }
    }

    /// Kills a worker and what it has started.
    pub(super) fn kill(&self, worker: Pid) {
        // Where the server is gone, so are its workers.
        let _gone = tell(&lock(&self.socket), kind::KILL, worker);
    }

    /// Waits for workers that end by themselves.
    pub(super) fn wait(&self, workers: &[Pid]) {
        let server = lock(&self.socket);
        for worker in workers {
            let _gone = tell(&server, kind::WAIT, *worker).and_then(|()| answer(&server));
        }
    }
}

fn tell(server: &OwnedFd, kind: u8, worker: Pid) -> nix::Result<()> {
    let [a, b, c, d] = worker.as_raw().to_ne_bytes();
    send(server.as_raw_fd(), &[kind, a, b, c, d], MsgFlags::MSG_NOSIGNAL).map(drop)
}

fn answer(server: &OwnedFd) -> nix::Result<i32> {
    let mut answer = [0; 4];
    match recv(server.as_raw_fd(), &mut answer, MsgFlags::empty())? {
        4 => Ok(i32::from_ne_bytes(answer)),
        _ => Err(Errno::EPIPE),
    }
}

/// The server's end.
struct Server {
    socket: OwnedFd,
    /// Readable when a worker has ended.
    ended: SignalFd,
    /// Workers that have not been collected.
    workers: Vec<Pid>,
}

/// What a new worker is to serve: the machine below a folder, at the end of a socket.
type Post = (PathBuf, OwnedFd);

/// Serves the program until it is gone; its workers come out of here too.
fn serve_program(socket: OwnedFd) -> ! {
    let signals = SigSet::from(Signal::SIGCHLD);
    if let Ok(mut server) = Server::new(socket, &signals)
        && let Ok(Some((root, socket))) = server.run()
    {
        drop(server);
        let _inherited_by_tools = signals.thread_unblock();
        serve::as_process(&UnixStream::from(socket), &root);
    }
    std::process::exit(0)
}

impl Server {
    fn new(socket: OwnedFd, signals: &SigSet) -> nix::Result<Server> {
        // Who reads what the program prints must not wait for a worker that hangs.
        let nothing = open("/dev/null", OFlag::O_RDWR | OFlag::O_CLOEXEC, Mode::empty())?;
        dup2_stdin(&nothing).and(dup2_stdout(&nothing)).and(dup2_stderr(&nothing))?;
        signals.thread_block()?;
        let ended = SignalFd::with_flags(signals, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK)?;
        Ok(Server { socket, ended, workers: Vec::new() })
    }

    /// Answers the program until it is gone. In a worker that was split off meanwhile, gives its post.
    fn run(&mut self) -> nix::Result<Option<Post>> {
        let mut message = [0; LONGEST];
        loop {
            self.collect()?;
            if !wait_for(&[&self.socket, &self.ended], None)? {
                continue;
            }
            let (length, enclosed) = process::receive(&self.socket, &mut message)?;
            let message = message.get(..length).and_then(|message| message.split_first());
            match (message, enclosed) {
                (Some((&kind::START, root)), Some(socket)) => match process::split() {
                    Ok(None) => return Ok(Some((Path::new(OsStr::from_bytes(root)).to_owned(), socket))),
                    Ok(Some(worker)) => {
                        self.workers.push(worker);
                        self.answer(worker.as_raw())?;
                    }
                    Err(errno) => self.answer(-(errno as i32))?,
                },
                (Some((&kind::KILL, worker)), _) => self.kill(worker),
                (Some((&kind::WAIT, worker)), _) => self.wait(worker)?,
                _ => return Ok(None),
            }
        }
    }

    fn answer(&self, answer: i32) -> nix::Result<()> {
        send(self.socket.as_raw_fd(), &answer.to_ne_bytes(), MsgFlags::MSG_NOSIGNAL).map(drop)
    }

    /// Collects every worker that has ended.
    fn collect(&mut self) -> nix::Result<()> {
        while self.ended.read_signal()?.is_some() {}
        loop {
            match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
                Ok(status) => match status.pid() {
                    Some(ended) => self.workers.retain(|worker| *worker != ended),
                    None => return Ok(()),
                },
                Err(Errno::ECHILD) => return Ok(()),
                Err(errno) => return Err(errno),
            }
        }
    }

    fn worker(&self, message: &[u8]) -> Option<Pid> {
        let process = Pid::from_raw(i32::from_ne_bytes(message.try_into().ok()?));
        self.workers.contains(&process).then_some(process)
    }

    fn kill(&self, message: &[u8]) {
        if let Some(worker) = self.worker(message) {
            let _ending = killpg(worker, Signal::SIGKILL);
        }
    }

    fn wait(&mut self, message: &[u8]) -> nix::Result<()> {
        let until = Instant::now() + FAREWELL;
        while self.worker(message).is_some() && Instant::now() < until {
            wait_for(&[&self.ended], Some(until))?;
            self.collect()?;
        }
        self.answer(0)
    }
}

/// Waits until one of the ends can be read, or until a time; gives whether it is the first.
fn wait_for(ends: &[&dyn AsFd], until: Option<Instant>) -> nix::Result<bool> {
    let mut events: Vec<_> = ends.iter().map(|end| PollFd::new(end.as_fd(), PollFlags::POLLIN)).collect();
    let left = until.map(|until| until.saturating_duration_since(Instant::now()));
    let timeout = left.map_or(PollTimeout::NONE, |left| PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX));
    match poll(&mut events, timeout) {
        Ok(_) => Ok(events.first().and_then(PollFd::any).unwrap_or_default()),
        Err(Errno::EINTR) => Ok(false),
        Err(errno) => Err(errno),
    }
}
