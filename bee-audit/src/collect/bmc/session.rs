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

/// How long requests that go to the controller at once may take together: a slow one is asked one thing at a time,
/// since several could take all of its time.
const TOGETHER: Duration = Duration::from_secs(2);
/// How many requests go to the controller at once: hand-overs to who asks it cost more than most answers.
pub(super) const AT_ONCE: usize = 64;

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
    /// How long an answer took of late.
    pace: Duration,
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
            pace: Duration::ZERO,
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
        let answer = ahead.unwrap_or_else(|| {
            let asked_at = Instant::now();
            let answer = self.probe.try_ask(&query);
            self.pace = asked_at.elapsed();
            answer
        });
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
        let mut queries: Vec<Query> = requests.into_iter().map(|request| query(target, request)).collect();
        queries.retain(|query| !self.ahead.contains_key(query));
        while !queries.is_empty() && self.is_open() {
            let together = queries.len().min(self.at_once());
            if together < 2 {
                return;
            }
            let batch: Vec<Query> = queries.drain(..together).collect();
            let asked_at = Instant::now();
            let answers = self.probe.try_ask_all(&batch);
            self.pace = asked_at.elapsed() / u32::try_from(together).unwrap_or(u32::MAX);
            let is_late = answers.contains(&Err(Error::TimedOut));
            self.ahead.extend(batch.into_iter().zip(answers));
            if is_late {
                return;
            }
        }
    }

    /// How many requests the controller answers in the time that they may take together.
    fn at_once(&self) -> usize {
        let time = TOGETHER.min(self.ends_at.saturating_duration_since(Instant::now()) / 2);
        let requests = time.as_nanos() / self.pace.as_nanos().max(1);
        usize::try_from(requests).unwrap_or(AT_ONCE).min(AT_ONCE)
    }

    /// What has been asked ahead and was answered, before it is asked for.
    pub(super) fn peek(&self, target: IpmiTarget, request: IpmiRequest) -> Option<&[u8]> {
        match self.ahead.get(&query(target, request)) {
            Some(Ok(Reply::Bytes(bytes))) => Some(bytes),
            _ => None,
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
        self.judge(target, request, answer, decode)
    }

    /// As [`read`](Session::read), of an answer that is there.
    pub(super) fn judge<T>(
        &mut self,
        target: IpmiTarget,
        request: IpmiRequest,
        answer: Result<Vec<u8>, Error>,
        decode: impl FnOnce(&[u8]) -> Result<T, decode::Error>,
    ) -> Option<T> {
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
