//! Every decoder that meets bytes from outside, by the name of its samples in `fixtures/parts` and `fixtures/bad`.

use bee_audit::host::{Answer, Query};

/// A decoder: what it is called with, results dropped.
pub(crate) type Decoder = (&'static str, fn(&[u8]));

pub(crate) const DECODERS: &[Decoder] = &[("recording", recording)];

fn recording(bytes: &[u8]) {
    #[derive(serde::Deserialize)]
    struct Line {
        query: Query,
        answer: Answer,
    }
    for line in String::from_utf8_lossy(bytes).lines() {
        if let Ok(line) = serde_json::from_str::<Line>(line) {
            drop((line.query, line.answer));
        }
    }
}
