//! How a collector asks: successes go into its sources, failures into its gaps, absence into neither.

use std::collections::{BTreeSet, HashMap};

use super::{
    attributes::{Attributes, files},
    read_ahead::ReadAhead,
    refusal::{in_words, reason, what_is_missing},
    side_by_side::side_by_side,
};
use crate::{
    decode,
    host::{Error, Host, Query, Reply},
    report::{Component, Gap, Reason},
};

/// A part of the report with what it is based on and what it lacks.
#[derive(Debug)]
pub(crate) struct Outcome<T> {
    pub(crate) value: T,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) sources: BTreeSet<String>,
}

/// The asking end of a collector. `subject` is always the part that a failure is reported for: `eth0`, `0000:00:1f.0`.
pub(crate) struct Probe<'a> {
    host: ReadAhead<'a>,
    component: Component,
    gaps: Vec<Gap>,
    sources: BTreeSet<String>,
}

impl<'a> Probe<'a> {
    pub(crate) fn new(host: &'a dyn Host, component: Component) -> Probe<'a> {
        Probe { host: ReadAhead::new(host), component, gaps: Vec::new(), sources: BTreeSet::new() }
    }

    /// What was collected, with the gaps and sources of this probe.
    pub(crate) fn outcome<T>(self, value: T) -> Outcome<T> {
        Outcome { value, gaps: self.gaps, sources: self.sources }
    }

    /// Asks in one go what will be asked one by one: files of many devices, or commands to a single one. Devices that
    /// can keep a worker waiting must not wait for each other.
    pub(crate) fn read_ahead(&mut self, queries: impl IntoIterator<Item = Query>) {
        self.host.read(queries);
    }

    /// As [`read_ahead`](Probe::read_ahead), the same files of several directories.
    pub(crate) fn read_attributes_ahead(&mut self, directories: impl IntoIterator<Item = String>, names: &[&str]) {
        self.read_ahead(directories.into_iter().flat_map(|directory| files(&directory, names)));
    }

    /// The answer to any query; `None` when absent, or refused (a gap).
    pub(crate) fn ask(&mut self, subject: &str, query: &Query) -> Option<Reply> {
        let answer = self.host.ask(query);
        self.judge(subject, query, answer)
    }

    /// Does `work` on all of `items` at the same time, each with a probe of its own: for devices that let one wait.
    /// Results and gaps are in the order of `items`.
    pub(crate) fn at_once<T: Send, R: Send>(
        &mut self,
        items: &mut [T],
        work: impl Fn(&mut Probe, &mut T) -> R + Sync,
    ) -> Vec<R> {
        if let [item] = items {
            return vec![work(self, item)];
        }
        let (host, component) = (self.host.host, self.component);
        let told = side_by_side(items, |item| {
            let mut probe = Probe::new(host, component);
            let result = work(&mut probe, item);
            (result, probe)
        });
        let told = told.into_iter().map(|(result, probe)| {
            self.gaps.extend(probe.gaps);
            self.sources.extend(probe.sources);
            result
        });
        told.collect()
    }

    /// The answer to any query, for collectors that read a meaning into a refusal. Successes count as a source, unless
    /// only a head was read, to decide whether the file is one.
    pub(crate) fn try_ask(&mut self, query: &Query) -> Result<Reply, Error> {
        let answer = self.host.ask(query);
        if answer.is_ok() && !matches!(query, Query::Head(_)) {
            self.note_source(query);
        }
        answer
    }

    /// As [`try_ask`](Probe::try_ask), several files in one go.
    pub(crate) fn try_ask_all(&mut self, queries: &[Query]) -> Vec<Result<Reply, Error>> {
        let answers = self.host.ask_all(queries);
        let answered = queries.iter().zip(&answers).filter(|(_, answer)| answer.is_ok());
        answered.for_each(|(query, _)| self.note_source(query));
        answers
    }

    /// The answer to a query for something that not every driver offers; `None` when absent or not supported, or
    /// refused otherwise (a gap).
    pub(crate) fn ask_if_supported(&mut self, subject: &str, query: &Query) -> Option<Reply> {
        let answer = self.host.ask(query);
        let answer = answer.map_err(|error| if error == Error::Unsupported { Error::Absent } else { error });
        self.judge(subject, query, answer)
    }

    /// The content of a file.
    pub(crate) fn bytes(&mut self, subject: &str, path: &str) -> Option<Vec<u8>> {
        match self.ask(subject, &Query::Read(path.to_owned()))? {
            Reply::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The content of a text file, without blanks at both ends; `None` when nothing is left.
    pub(crate) fn text(&mut self, subject: &str, path: &str) -> Option<String> {
        decode::text(&self.bytes(subject, path)?)
    }

    /// The names in a directory, sorted; none when it is absent.
    pub(crate) fn list(&mut self, subject: &str, path: &str) -> Vec<String> {
        match self.ask(subject, &Query::List(path.to_owned())) {
            Some(Reply::Entries(names)) => names,
            _ => Vec::new(),
        }
    }

    /// The target of a link, as the link states it.
    pub(crate) fn link(&mut self, subject: &str, path: &str) -> Option<String> {
        match self.ask(subject, &Query::Link(path.to_owned()))? {
            Reply::Target(target) => Some(target),
            _ => None,
        }
    }

    /// The targets of several links of one directory, in one go; each link is its own subject.
    pub(crate) fn links(&mut self, directory: &str, names: &[String]) -> Vec<Option<String>> {
        let queries: Vec<Query> = names.iter().map(|name| Query::Link(format!("{directory}/{name}"))).collect();
        let answers = self.host.ask_all(&queries);
        let judged = names.iter().zip(&queries).zip(answers);
        let targets = judged.map(|((name, query), answer)| match self.judge(name, query, answer) {
            Some(Reply::Target(target)) => Some(target),
            _ => None,
        });
        targets.collect()
    }

    /// The last name of a link's target: the driver, the IOMMU group, the device.
    pub(crate) fn link_name(&mut self, subject: &str, path: &str) -> Option<String> {
        self.link(subject, path)?.rsplit('/').next().map(str::to_owned)
    }

    /// Several files of one directory, in one go: how the attributes of a device are read.
    pub(crate) fn attributes(&mut self, subject: &str, directory: &str, names: &[&str]) -> Attributes {
        self.attributes_unless(subject, directory, names, |_| false)
    }

    /// As [`attributes`](Probe::attributes), of files by which the kernel says *no value now* with EINVAL or EBUSY:
    /// these refusals are no gaps.
    pub(crate) fn optional_attributes(&mut self, subject: &str, directory: &str, names: &[&str]) -> Attributes {
        self.attributes_unless(subject, directory, names, |error| matches!(error, Error::Unsupported | Error::Busy))
    }

    fn attributes_unless(
        &mut self,
        subject: &str,
        directory: &str,
        names: &[&str],
        is_no_value: fn(&Error) -> bool,
    ) -> Attributes {
        let queries = files(directory, names);
        let answers = self.host.ask_all(&queries);
        let mut values = HashMap::new();
        for ((name, query), answer) in names.iter().zip(&queries).zip(answers) {
            let answer = answer.map_err(|error| if is_no_value(&error) { Error::Absent } else { error });
            if let Some(Reply::Bytes(bytes)) = self.judge(subject, query, answer) {
                values.insert((*name).to_owned(), bytes);
            }
        }
        Attributes(values)
    }

    /// Reports that `missing` could not be had of `subject`, for a reason that is not a refused query.
    pub(crate) fn gap(&mut self, subject: &str, missing: &str, reason: Reason, detail: impl Into<String>) {
        self.gaps.push(Gap {
            component: self.component,
            subjects: vec![subject.to_owned()],
            missing: missing.to_owned(),
            reason,
            detail: detail.into(),
            query: None,
            hint: None,
        });
    }

    /// Whether something was reported late of `subject`: it is then better left alone.
    pub(crate) fn was_late(&self, subject: &str) -> bool {
        let late = self.gaps.iter().filter(|gap| gap.reason == Reason::TimedOut);
        late.flat_map(|gap| &gap.subjects).any(|known| known == subject)
    }

    /// Why the gap was reported that was reported last.
    pub(crate) fn last_reason(&self) -> Option<Reason> {
        self.gaps.last().map(|gap| gap.reason)
    }

    /// Reports bytes that are not as their standard says.
    pub(crate) fn damaged(&mut self, subject: &str, missing: &str, error: &decode::Error) {
        self.gap(subject, missing, Reason::Damaged, error.to_string());
    }

    /// Adds a hint to the gap that was reported last.
    pub(crate) fn hint(&mut self, hint: &str) {
        if let Some(gap) = self.gaps.last_mut() {
            gap.hint = Some(hint.to_owned());
        }
    }

    /// Reports that `query` was refused with `error`; absence stays silent.
    pub(crate) fn refused(&mut self, subject: &str, query: &Query, error: Error) {
        self.judge(subject, query, Err(error));
    }

    /// As [`refused`](Probe::refused), of a device that has answered before: that it is absent now is a gap.
    pub(crate) fn refused_later(&mut self, subject: &str, query: &Query, error: Error) {
        if error == Error::Absent {
            self.gap(subject, what_is_missing(query), Reason::Failed, "it went away while it was asked");
        } else {
            self.refused(subject, query, error);
        }
    }

    /// Of the thousands of answers of a machine nearly all come from where the last one came from.
    fn note_source(&mut self, query: &Query) {
        if !self.sources.contains(query.source()) {
            self.sources.insert(query.source().to_owned());
        }
    }

    fn judge(&mut self, subject: &str, query: &Query, answer: Result<Reply, Error>) -> Option<Reply> {
        match answer {
            Ok(reply) => {
                self.note_source(query);
                Some(reply)
            }
            Err(Error::Absent) => None,
            Err(error) => {
                self.gap(subject, what_is_missing(query), reason(&error), in_words(&error));
                if let Some(gap) = self.gaps.last_mut() {
                    gap.query = Some(query.to_string());
                    gap.hint = (error == Error::Denied).then(|| "run as root".to_owned());
                }
                None
            }
        }
    }
}
