//! Reading ahead: what all devices of a kind will be asked, put to the host in one go before each is looked at.
//!
//! Collectors stay a walk from device to device. Without this a machine of 256 CPUs takes a thousand hand-overs to
//! workers.

use std::collections::HashMap;

use crate::host::{Error, Host, Query, Reply};

/// A host whose answers can be there already.
pub(super) struct ReadAhead<'a> {
    pub(super) host: &'a dyn Host,
    answers: HashMap<Query, Result<Reply, Error>>,
}

impl<'a> ReadAhead<'a> {
    pub(super) fn new(host: &'a dyn Host) -> ReadAhead<'a> {
        ReadAhead { host, answers: HashMap::new() }
    }

    /// Asks now what [`ask_all`](ReadAhead::ask_all) will be asked for.
    pub(super) fn read(&mut self, queries: impl IntoIterator<Item = Query>) {
        let queries: Vec<Query> = queries.into_iter().collect();
        let answers = self.host.ask_all(&queries);
        self.answers.extend(queries.into_iter().zip(answers));
    }

    /// The answers in order; each that was there already is given once.
    pub(super) fn ask_all(&mut self, queries: &[Query]) -> Vec<Result<Reply, Error>> {
        let mut known: Vec<_> = queries.iter().map(|query| self.answers.remove(query)).collect();
        let open = queries.iter().zip(&known).filter(|(_, answer)| answer.is_none());
        let open: Vec<Query> = open.map(|(query, _)| query.clone()).collect();
        let asked = self.host.ask_all(&open);
        let places = known.iter_mut().filter(|answer| answer.is_none());
        places.zip(asked).for_each(|(place, answer)| *place = Some(answer));
        // A host answers every query.
        known.into_iter().map(|answer| answer.unwrap_or(Err(Error::TimedOut))).collect()
    }

    /// The answer to one query.
    pub(super) fn ask(&mut self, query: &Query) -> Result<Reply, Error> {
        self.answers.remove(query).unwrap_or_else(|| self.host.ask(query))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Answers with the query's text, and notes what it is asked in one go.
    #[derive(Default)]
    struct Noting(Mutex<Vec<Vec<String>>>);

    impl Host for Noting {
        fn ask(&self, query: &Query) -> Result<Reply, Error> {
            self.ask_all(std::slice::from_ref(query)).remove(0)
        }

        fn ask_all(&self, queries: &[Query]) -> Vec<Result<Reply, Error>> {
            let texts: Vec<String> = queries.iter().map(Query::to_string).collect();
            let answers = texts.iter().map(|text| Ok(Reply::Bytes(text.clone().into_bytes()))).collect();
            self.0.lock().unwrap().push(texts);
            answers
        }
    }

    fn list(names: &[&str]) -> Vec<Query> {
        names.iter().map(|name| Query::Read((*name).to_owned())).collect()
    }

    #[test]
    fn what_was_read_ahead_is_not_asked_again_and_answers_stay_in_order() {
        let host = Noting::default();
        let mut ahead = ReadAhead::new(&host);
        ahead.read(list(&["/b", "/d", "/e"]));
        let answers = ahead.ask_all(&list(&["/a", "/b", "/b", "/c", "/d"]));
        let texts: Vec<String> = answers
            .into_iter()
            .map(|answer| match answer {
                Ok(Reply::Bytes(bytes)) => String::from_utf8(bytes).unwrap(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(texts, ["read /a", "read /b", "read /b", "read /c", "read /d"]);
        assert!(ahead.ask(&Query::Read("/e".to_owned())).is_ok());
        let asked = host.0.into_inner().unwrap();
        assert_eq!(asked, [vec!["read /b", "read /d", "read /e"], vec!["read /a", "read /b", "read /c"]]);
    }
}
