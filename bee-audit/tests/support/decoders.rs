//! Every decoder that meets bytes from outside, by the name of its samples in `fixtures/parts` and `fixtures/bad`.

use bee_audit::{
    decode::linux::ethtool::{self, DriverInformation, FecParameters, LinkModeKind, LinkSettings},
    host::{Answer, Query},
};

/// A decoder: what it is called with, results dropped.
pub(crate) type Decoder = (&'static str, fn(&[u8]));

pub(crate) const DECODERS: &[Decoder] = &[("ethtool", ethtool), ("recording", recording)];

fn ethtool(bytes: &[u8]) {
    drop((DriverInformation::decode(bytes), FecParameters::decode(bytes), ethtool::decode_link(bytes)));
    for settings in [LinkSettings::decode(bytes), LinkSettings::decode_legacy(bytes)].into_iter().flatten() {
        let masks = [settings.supported, settings.advertised, settings.partner];
        for bit in masks.iter().flat_map(|mask| mask.of_kind(LinkModeKind::Mode)) {
            assert!(bit.speed().is_some() && bit.lanes().is_some(), "{bit}");
        }
    }
    drop((ethtool::decode_permanent_address(bytes), ethtool::decode_strings(bytes)));
    drop((ethtool::decode_statistics(bytes), ethtool::decode_features(bytes)));
}

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
