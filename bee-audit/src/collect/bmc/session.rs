//! Asking one controller, within a time that is its own.

use std::{
    collections::{BTreeSet, HashMap},
    time::{Duration, Instant},
};

use crate::{
    collect::Probe,
    decode::{self, ipmi::completion_code::CompletionCode},
    host::{Error, IpmiRequest, IpmiTarget, Query, Reply},
    report::Reason,
};

/// The interface that is asked.
pub(super) const DEVICE: &str = "/dev/ipmi0";

/// A controller that takes longer for an answer is not asked several things at once: they could take all of its time.
const QUICK: Duration = Duration::from_millis(200);
/// How many requests go to the controller at once.
const AT_ONCE: usize = 16;

/// What a controller is asked. Once it is late, or has used up its time, it is asked no
/// more; what is then missing is one gap.
pub(super) struct Session<'a, 'b> {
    probe: &'a mut Probe<'b>,
    ends_at: Instant,
    /// Why nothing more is asked.
    closed: Option<&'static str>,
    /// What was not asked for that reason.
    unasked: BTreeSet<&'static str>,
    /// Answers that were asked for ahead.
    ahead: HashMap<Query, Result<Reply, Error>>,
    /// The longest that an answer took.
    slowest: Duration,
    /// Whether the interface is there, and the kernel lets nobody like us use it.
    refused: bool,
}

impl<'a, 'b> Session<'a, 'b> {
    pub(super) fn new(probe: &'a mut Probe<'b>, time: Duration) -> Session<'a, 'b> {
        Session {
            probe,
            ends_at: Instant::now() + time,
            closed: None,
            unasked: BTreeSet::new(),
            ahead: HashMap::new(),
            slowest: Duration::ZERO,
            refused: false,
        }
    }

    /// The answer of the baseboard management controller itself.
    pub(super) fn ask(&mut self, request: IpmiRequest) -> Result<Vec<u8>, Error> {
        self.ask_target(IpmiTarget::default(), request)
    }

    /// The answer to a request, completion code left out. A refusal is nothing else; who needs the answer reports it.
    pub(super) fn ask_target(&mut self, target: IpmiTarget, request: IpmiRequest) -> Result<Vec<u8>, Error> {
        let query = query(target, request);
        let ahead = self.ahead.remove(&query);
        if ahead.is_none() && !self.is_open() {
            self.unasked.insert(request.name());
            return Err(Error::TimedOut);
        }
        let asked_at = Instant::now();
        let answer = ahead.unwrap_or_else(|| self.probe.try_ask(&query));
        self.slowest = self.slowest.max(asked_at.elapsed());
        match answer {
            Ok(Reply::Bytes(bytes)) => Ok(bytes),
            Ok(_) => Err(Error::Unsupported),
            Err(Error::TimedOut) => {
                if self.closed.is_none() {
                    self.probe.refused(DEVICE, &query, Error::TimedOut);
                    self.closed = Some("the controller stopped answering");
                }
                Err(Error::TimedOut)
            }
            Err(error) => Err(error),
        }
    }

    /// Asks for what will be needed next, so that requests do not wait for each other's answers.
    pub(super) fn prepare(&mut self, target: IpmiTarget, requests: impl IntoIterator<Item = IpmiRequest>) {
        let queries: Vec<Query> = requests.into_iter().map(|request| query(target, request)).collect();
        for queries in queries.chunks(AT_ONCE) {
            if self.slowest > QUICK || !self.is_open() {
                return;
            }
            let asked_at = Instant::now();
            let answers = self.probe.try_ask_all(queries);
            self.slowest = self.slowest.max(asked_at.elapsed() / AT_ONCE.try_into().unwrap_or(1));
            self.ahead.extend(queries.iter().cloned().zip(answers));
        }
    }

    /// Whether the controller has time left and answers.
    fn is_open(&mut self) -> bool {
        if self.closed.is_none() && Instant::now() >= self.ends_at {
            self.closed = Some("the controller has used up its time");
        }
        self.closed.is_none()
    }

    /// What `decode` makes of the answer to something that a controller need not support: none without a gap where it
    /// does not.
    pub(super) fn read<T>(
        &mut self,
        target: IpmiTarget,
        request: IpmiRequest,
        decode: impl FnOnce(&[u8]) -> Result<T, decode::Error>,
    ) -> Option<T> {
        let answer = self.ask_target(target, request);
        match answer {
            Ok(bytes) => decode(&bytes).map_err(|error| self.damaged(DEVICE, request.name(), &error)).ok(),
            Err(error) => {
                self.refused(target, request, error);
                None
            }
        }
    }

    /// Reports a refusal, unless it says that there is no such thing, or the session is over anyway.
    pub(super) fn refused(&mut self, target: IpmiTarget, request: IpmiRequest, error: Error) {
        let is_absence = match &error {
            Error::IpmiCompletion { code } => CompletionCode(*code).is_unsupported(),
            error => *error == Error::TimedOut,
        };
        if !is_absence {
            self.refused |= matches!(error, Error::Denied | Error::Busy | Error::Failed { .. } | Error::Unsupported);
            self.probe.refused(DEVICE, &query(target, request), error);
        }
    }

    pub(super) fn damaged(&mut self, subject: &str, missing: &str, error: &decode::Error) {
        self.probe.damaged(subject, missing, error);
    }

    pub(super) fn gap(&mut self, subject: &str, missing: &str, reason: Reason, detail: impl Into<String>) {
        self.probe.gap(subject, missing, reason, detail);
    }

    /// Whether the interface is there and refused to us.
    pub(super) fn is_refused(&self) -> bool {
        self.refused
    }

    /// Whether nothing more is asked.
    pub(super) fn is_closed(&self) -> bool {
        self.closed.is_some()
    }

    /// Reports what was not asked.
    pub(super) fn finish(self) {
        if let Some(why) = self.closed.filter(|_| !self.unasked.is_empty()) {
            let missing = self.unasked.into_iter().collect::<Vec<_>>().join(", ");
            self.probe.gap(DEVICE, &missing, Reason::TimedOut, why);
        }
    }
}

fn query(target: IpmiTarget, request: IpmiRequest) -> Query {
    Query::Ipmi { device: DEVICE.to_owned(), target, request }
}
