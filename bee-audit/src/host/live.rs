//! This machine: files, devices and tools, asked through workers with deadlines.

#![expect(clippy::disallowed_methods, reason = "this is the door to the machine")]

mod ata;
mod configuration;
mod ethtool;
mod file;
mod ipmi;
mod kernel_log;
mod machine;
mod megaraid;
mod megaraid_node;
mod nvme;
mod nvml;
mod pool;
pub(super) mod process;
mod scsi;
mod scsi_generic;
mod scsi_transport;
mod tool;

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

pub(super) use machine::Machine;
use pool::{Kind, Pool};

use super::{Error, Host, Query, Reply, Tool, worker};

/// The machine that this process runs on.
///
/// Every query is answered by a worker, which is given up when it is late: [`ask`](Host::ask) always returns. Workers
/// are processes when the program called [`start_fork_server`](super::worker::start_fork_server) at its start, else
/// threads.
pub struct LiveHost {
    root: PathBuf,
    deadline: Instant,
    patience: Option<Duration>,
    pool: Pool,
    hung: Mutex<HashSet<String>>,
    tools: Mutex<HashMap<Tool, ToolAnswer>>,
}

/// What a tool has answered; empty while it runs.
type ToolAnswer = Arc<OnceLock<Result<Reply, Error>>>;

/// Queries sent to a worker before its answers are read; keeps the requests below a socket's buffer.
const BATCH: usize = 256;

impl LiveHost {
    /// This machine, with `budget` for all queries together.
    pub fn new(budget: Duration) -> LiveHost {
        LiveHost::with_root("/", budget)
    }

    /// The machine whose files are found below `root`; tools come from there too.
    pub fn with_root(root: impl Into<PathBuf>, budget: Duration) -> LiveHost {
        LiveHost {
            root: root.into(),
            deadline: Instant::now() + budget,
            patience: None,
            pool: Pool::default(),
            hung: Mutex::default(),
            tools: Mutex::default(),
        }
    }

    /// The same host, which waits at most `patience` for any one query.
    pub fn with_patience(mut self, patience: Duration) -> LiveHost {
        self.patience = Some(patience);
        self
    }

    /// When to give up on `query`, counted from now.
    fn give_up_at(&self, query: &Query) -> Instant {
        let patience = self.patience.map_or(query.patience(), |limit| limit.min(query.patience()));
        self.deadline.min(Instant::now() + patience)
    }

    fn is_hung(&self, query: &Query) -> bool {
        lock(&self.hung).contains(query.lane())
    }

    /// Whether `query` is put to a device that this machine does not have: no worker is started to find that out.
    fn is_without_device(&self, query: &Query) -> bool {
        let device = match query {
            Query::Ipmi { device, .. } => device,
            // What dmidecode(8) reads where the kernel does not show the table.
            Query::Tool(Tool::DmidecodeHexDump) => "/dev/mem",
            _ => return false,
        };
        let found = self.root.join(device.trim_start_matches('/')).symlink_metadata();
        found.is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    }

    /// Lets one worker answer `queries` in order, until it is late; returns what it answered.
    ///
    /// A worker sends the answers of several files together, so that being late does not tell which of them hangs:
    /// nothing is said of it, and the caller asks one by one. A single file or a device that is late is
    /// [`Error::TimedOut`], and so is its lane.
    fn ask_worker(&self, queries: &[Query]) -> Vec<Result<Reply, Error>> {
        let kind = Kind::of(queries);
        let mut worker = match self.pool.take(kind, &self.root, self.deadline) {
            None => return vec![Err(Error::TimedOut)],
            Some(Err(error)) => {
                self.pool.give_back(kind, None);
                return vec![Err(error)];
            }
            Some(Ok(worker)) => worker,
        };
        let mut answers = Vec::with_capacity(queries.len());
        let frames = queries.iter().map(|query| (self.give_up_at(query) - Instant::now(), query));
        let mut outcome = worker.send(frames);
        for query in queries {
            match outcome.and_then(|()| worker.receive(self.give_up_at(query))) {
                Ok(answer) => answers.push(answer),
                Err(lost) => {
                    outcome = Err(lost);
                    break;
                }
            }
        }
        match outcome {
            Ok(()) => self.pool.give_back(kind, Some(worker)),
            Err(lost) => {
                match (kind, lost) {
                    (Kind::Nvml, worker::Lost::Late) => worker.leave_alone(),
                    _ => worker.abandon(),
                }
                self.pool.give_back(kind, None);
                let unanswered = queries.get(answers.len()).filter(|query| queries.len() == 1 || !query.is_file());
                if let Some(query) = unanswered {
                    if lost == worker::Lost::Late {
                        lock(&self.hung).insert(query.lane().to_owned());
                    }
                    answers.push(Err(lost.into()));
                }
            }
        }
        answers
    }

    /// The answer of `tool`, which runs once: who asks while it runs waits for that answer, since a tool that hangs for
    /// each of several collectors would leave no worker for the rest.
    fn ask_tool(&self, tool: Tool) -> Result<Reply, Error> {
        let answer = Arc::clone(lock(&self.tools).entry(tool).or_default());
        let run = || self.ask_worker(&[Query::Tool(tool)]).pop().unwrap_or(Err(Error::TimedOut));
        answer.get_or_init(run).clone()
    }

    /// How many of `queries` may go to a worker together: files of lanes that do not hang, or commands to one device.
    fn batch_length(&self, queries: &[Query]) -> usize {
        let hung = lock(&self.hung);
        let Some(first) = queries.first() else { return 1 };
        let goes_along = |query: &&Query| match first.is_file() {
            true => query.is_file() && !hung.contains(query.lane()),
            false => first.is_command() && query.is_command() && query.lane() == first.lane(),
        };
        queries.iter().take(BATCH).take_while(goes_along).count().max(1)
    }
}

impl Host for LiveHost {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        self.ask_all(std::slice::from_ref(query)).pop().unwrap_or(Err(Error::TimedOut))
    }

    fn ask_all(&self, queries: &[Query]) -> Vec<Result<Reply, Error>> {
        let mut answers = Vec::with_capacity(queries.len());
        let mut one_by_one = false;
        while let Some(rest @ [first, ..]) = queries.get(answers.len()..) {
            if self.is_hung(first) || Instant::now() >= self.deadline {
                answers.push(Err(Error::TimedOut));
                continue;
            }
            if self.is_without_device(first) {
                answers.push(Err(Error::Absent));
                continue;
            }
            let length = if one_by_one { 1 } else { self.batch_length(rest) };
            let answered = match first {
                Query::Tool(tool) => vec![self.ask_tool(*tool)],
                _ => self.ask_worker(rest.get(..length).unwrap_or(rest)),
            };
            // After a late batch one by one, up to the query that is late.
            let found_late = matches!(answered.last(), Some(Err(Error::TimedOut)));
            one_by_one = !found_late && (one_by_one || answered.len() < length);
            answers.extend(answered);
        }
        answers
    }
}

/// A mutex whose holder panicked still holds good data here: every critical section is a single step.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
