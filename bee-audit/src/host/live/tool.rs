//! Tools: a closed list of commands, each run without a shell and with a clean environment.
//!
//! A tool is in a process group that ends with it or with its asker: its own, or that of its worker process.

use std::{
    io::Read,
    os::{fd::AsFd, unix::process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

use crate::host::{Error, Reply, Tool, query::SMARTCTL, worker::is_worker};

const PATH: [&str; 6] = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
/// Where makers' packages put their tools, without a link in any of the above.
const OF_MAKERS: [&str; 8] = [
    "/opt/MegaRAID/storcli",
    "/opt/MegaRAID/storcli2",
    "/opt/MegaRAID/perccli",
    "/opt/MegaRAID/perccli2",
    "/opt/smartstorageadmin/ssacli/bin",
    "/opt/hp/hpssacli/bld",
    "/usr/Arcconf",
    "/opt/marvell/storage/cli",
];
/// More than any tool prints; one that prints more is ended and refused with `EFBIG`.
const LONGEST_OUTPUT: usize = 16 << 20;

/// Runs `tool`, from below `root`.
pub(super) fn run(root: &Path, tool: Tool, patience: Duration) -> Result<Reply, Error> {
    let manner = Manner { speaks_for_itself: tool.speaks_for_itself(), is_left_alone: tool.is_left_alone() };
    run_command(root, tool.command(), manner, patience)
}

/// Runs smartctl, from below `root`. Its exit status tells of the drive as well: what it prints counts.
pub(super) fn smartctl(root: &Path, device: &str, patience: Duration) -> Result<Reply, Error> {
    let command: Vec<&str> = SMARTCTL.into_iter().chain([device]).collect();
    run_command(root, &command, Manner { speaks_for_itself: true, ..Manner::default() }, patience)
}

/// Runs nvme-cli, from below `root`.
pub(super) fn nvme(root: &Path, command: &[String], patience: Duration) -> Result<Reply, Error> {
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    run_command(root, &command, Manner::default(), patience)
}

/// How a tool is to be taken.
#[derive(Default)]
struct Manner {
    /// What it prints counts whatever its exit status.
    speaks_for_itself: bool,
    /// It is not ended when it is late, nor when the asker ends.
    is_left_alone: bool,
}

/// Ends the tool, with all that it started in its process group, when `patience` is over.
fn run_command(root: &Path, command: &[&str], manner: Manner, patience: Duration) -> Result<Reply, Error> {
    let (program, arguments) = command.split_first().ok_or(Error::Absent)?;
    let path = find(root, program).ok_or(Error::Absent)?;
    let mut command = Command::new(path);
    command
        .args(arguments)
        .env_clear()
        .env("PATH", PATH.join(":"))
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if !is_worker() || manner.is_left_alone {
        command.process_group(0);
    }
    let mut child = command.spawn()?;
    // A tenth is kept so that this end, which can tell how the tool ended, acts before the asker does.
    let output = collect_output(&mut child, Instant::now() + patience.mul_f64(0.9));
    if manner.is_left_alone && output.is_err() {
        return Err(output.err().unwrap_or(Error::TimedOut));
    }
    end(&mut child);
    let status = child.wait();
    let (stdout, stderr) = output?;
    if manner.speaks_for_itself && !stdout.is_empty() {
        return Ok(Reply::Bytes(stdout));
    }
    exit_result(status?, stdout, &stderr)
}

/// Ends a tool that may have ended, and what it has started unless the worker's end will do that.
fn end(child: &mut Child) {
    match i32::try_from(child.id()) {
        Ok(group) if !is_worker() => drop(killpg(Pid::from_raw(group), Signal::SIGKILL)),
        _ => drop(child.kill()),
    }
}

fn find(root: &Path, program: &str) -> Option<PathBuf> {
    let folders = PATH.iter().chain(&OF_MAKERS).map(|folder| root.join(folder.trim_start_matches('/')));
    folders.map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn exit_result(status: std::process::ExitStatus, stdout: Vec<u8>, stderr: &[u8]) -> Result<Reply, Error> {
    use std::os::unix::process::ExitStatusExt as _;
    if status.success() {
        return Ok(Reply::Bytes(stdout));
    }
    let status = status.code().or(status.signal().map(|signal| -signal)).unwrap_or(-1);
    // nvidia-smi complains on its standard output.
    let complaint = if stderr.trim_ascii().is_empty() { stdout.as_slice() } else { stderr };
    let stderr_head = String::from_utf8_lossy(complaint).lines().next().unwrap_or_default().chars().take(200).collect();
    Err(Error::ToolFailed { status, stderr_head })
}

/// Standard output and error of `child`, which has exited when this returns `Ok`.
fn collect_output(child: &mut Child, give_up_at: Instant) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let (mut stdout, mut stderr) = (child.stdout.take(), child.stderr.take());
    let (mut output, mut complaints) = (Vec::new(), Vec::new());
    while stdout.is_some() || stderr.is_some() {
        let left = give_up_at.checked_duration_since(Instant::now()).ok_or(Error::TimedOut)?;
        wait_readable(stdout.as_ref(), stderr.as_ref(), left)?;
        read_ready(&mut stdout, &mut output)?;
        read_ready(&mut stderr, &mut complaints)?;
        if output.len().max(complaints.len()) > LONGEST_OUTPUT {
            return Err(Error::Failed { errno: libc::EFBIG });
        }
    }
    while child.try_wait()?.is_none() {
        if Instant::now() > give_up_at {
            return Err(Error::TimedOut);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok((output, complaints))
}

fn wait_readable(first: Option<&impl AsFd>, second: Option<&impl AsFd>, patience: Duration) -> Result<(), Error> {
    let fds = [first.map(AsFd::as_fd), second.map(AsFd::as_fd)];
    let mut watched: Vec<PollFd> = fds.into_iter().flatten().map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
    let timeout = PollTimeout::try_from(patience).unwrap_or(PollTimeout::MAX);
    match poll(&mut watched, timeout) {
        Ok(_) | Err(nix::errno::Errno::EINTR) => Ok(()),
        Err(errno) => Err(Error::from_errno(errno as i32)),
    }
}

/// Appends what `pipe` holds now, if anything; at its end the pipe becomes `None`.
fn read_ready(pipe: &mut Option<impl Read + AsFd>, into: &mut Vec<u8>) -> Result<(), Error> {
    let Some(open) = pipe else { return Ok(()) };
    let mut watched = [PollFd::new(open.as_fd(), PollFlags::POLLIN)];
    if poll(&mut watched, PollTimeout::ZERO) != Ok(1) {
        return Ok(());
    }
    let mut chunk = [0; 1 << 16];
    match open.read(&mut chunk)? {
        0 => *pipe = None,
        length => into.extend_from_slice(chunk.get(..length).unwrap_or_default()),
    }
    Ok(())
}
