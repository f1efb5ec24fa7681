//! The worker's end: answers queries from a socket until it is closed.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Write},
    os::{fd::AsFd, unix::net::UnixStream},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::{
        prctl,
        signal::{Signal, kill},
    },
    unistd::{Pid, setpgid},
};

use crate::host::{
    Answer, Error, Query,
    live::{self, Machine},
};

/// What `ps` shows of a worker; the kernel keeps 15 characters (PR_SET_NAME(2const)).
pub(super) const NAME: &str = "bee-worker";

/// How long an answer may be held back for the next ones: longer than a batch of files takes even in emulation, where
/// the asker's waking up is dear.
const LONGEST_WAIT: Duration = Duration::from_millis(20);

/// Whether this process is a worker.
static IS_WORKER: AtomicBool = AtomicBool::new(false);

/// Held while this process is inside NVIDIA's library, where it must not be killed: that can freeze a GPU.
static INSIDE_NVML: Mutex<()> = Mutex::new(());

/// Does `work` inside NVIDIA's library. A worker process does not end meanwhile, nor begin once it ends.
pub(in crate::host) fn inside_nvml<T>(work: impl FnOnce() -> T) -> T {
    let _inside = is_worker().then(|| live::lock(&INSIDE_NVML));
    work()
}

/// Whether this process is a worker: its process group is then its own, and ends with it.
pub(in crate::host) fn is_worker() -> bool {
    IS_WORKER.load(Ordering::Relaxed)
}

/// Makes this process, which was split off for that, a worker until its asker is gone.
pub(super) fn as_process(socket: &UnixStream, root: &Path) -> ! {
    IS_WORKER.store(true, Ordering::Relaxed);
    // Fails for no process that has just been started.
    let _own_group = setpgid(Pid::from_raw(0), Pid::from_raw(0));
    let _named = std::ffi::CString::new(NAME).map(|name| prctl::set_name(&name));
    if let Ok(watched) = socket.try_clone() {
        std::thread::spawn(move || end_with_asker(&watched));
        queries(socket, root);
    }
    end_group()
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
    let _nobody_inside = live::lock(&INSIDE_NVML);
    end_group();
}

/// Answers queries from `socket` until it is closed.
///
/// The answers of files wait for each other while more queries are there, but not for longer than [`LONGEST_WAIT`]: a
/// system call for each would cost as much as reading the file. A device's answers are sent as they come, so that the
/// asker knows what keeps it waiting.
pub(super) fn queries(mut socket: &UnixStream, root: &Path) {
    let mut queries = BufReader::with_capacity(1 << 16, socket);
    let mut machine = Machine::new(root);
    let (mut waiting, mut answers, mut sent_at) = (VecDeque::new(), Vec::new(), Instant::now());
    while read_frames(&mut queries, &mut waiting).is_some() {
        let Some((patience, query)) = waiting.pop_front() else { return };
        let next = waiting.iter().map(|(_, query)| query);
        let answer = Answer(machine.answer(&query, patience, next));
        let is_lost = matches!(answer.0, Err(Error::TimedOut | Error::TransportFailed { .. }));
        let given_up = if is_lost { give_up(query.lane(), &mut waiting) } else { 0 };
        for _ in 0..=given_up {
            if serde_json::to_writer(&mut answers, &answer).is_err() {
                return;
            }
            answers.push(b'\n');
        }
        if waiting.front().is_none_or(|(_, next)| !next.is_file()) || sent_at.elapsed() > LONGEST_WAIT {
            if socket.write_all(&answers).is_err() {
                return;
            }
            answers.clear();
            sent_at = Instant::now();
        }
    }
}

/// Takes off what waits for the device that was just late or lost: it would be so again, and again. Says how much that
/// is.
fn give_up(lane: &str, waiting: &mut VecDeque<(Duration, Query)>) -> usize {
    let together = waiting.iter().take_while(|(_, query)| query.lane() == lane).count();
    waiting.drain(..together).count()
}

/// Appends what was sent to `waiting`, and waits for something only when that is empty; none when nothing more will
/// come.
fn read_frames(queries: &mut BufReader<&UnixStream>, waiting: &mut VecDeque<(Duration, Query)>) -> Option<()> {
    let mut line = String::new();
    while waiting.is_empty() || queries.buffer().contains(&b'\n') {
        line.clear();
        queries.read_line(&mut line).ok().filter(|length| *length > 0)?;
        waiting.push_back(parse_frame(line.trim_end_matches('\n'))?);
    }
    Some(())
}

fn parse_frame(line: &str) -> Option<(Duration, Query)> {
    let (patience, query) = line.split_once(' ')?;
    Some((Duration::from_millis(patience.parse().ok()?), query.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_device_is_not_asked_for_what_came_with_it() {
        let frames = ["ata /dev/sda command=ec feature=00", "ata /dev/sda command=e5 feature=00", "read /x", "list /y"];
        let frames = frames.iter().map(|line| parse_frame(&format!("12000 {line}")).unwrap());
        let mut waiting: VecDeque<_> = frames.collect();
        assert_eq!(give_up("/dev/sda", &mut waiting), 2);
        assert_eq!(give_up("/dev/sda", &mut waiting), 0);
        assert_eq!(waiting.len(), 2);
    }
}
