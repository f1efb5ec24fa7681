//! A card: whatever the text, reading it ends, and one that is taken can be brought up and written down again.
#![no_main]

use std::time::Duration;

use bee_boot::{
    constellation::Constellation,
    seed::{self, Dependencies},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(card) = seed::parse(text) else { return };
    assert!(Dependencies::of(&card).levels().iter().all(Option::is_some), "cards that wait for each other");
    let mut constellation = Constellation::of(&card);
    constellation.begin(Duration::ZERO);
    assert!(constellation.next_action(Duration::ZERO).is_some(), "nothing begins");
    let written = serde_json::to_value(&card).unwrap();
    let again = seed::parse(&written.to_string()).map(|read| serde_json::to_value(read).unwrap());
    assert!(again.is_ok_and(|again| again == written), "another card when written down");
});

