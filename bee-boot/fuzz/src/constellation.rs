//! The machine of services: whatever it is told and when, nobody is started twice or while everything stops, and it
//! comes to an end.
#![no_main]

use std::{sync::LazyLock, time::Duration};

use bee_boot::{
    constellation::{Action, Constellation},
    seed::{self, Card},
    service::{End, State},
};
use libfuzzer_sys::fuzz_target;

static SEED: LazyLock<Card> = LazyLock::new(|| seed::parse(include_str!("../../../seeds/prod.card.json")).unwrap());
/// Longer than stopping takes when nobody ends.
const HOUR: Duration = Duration::from_secs(3600);

/// Does what is to be done; tells whether nothing is left to supervise.
fn act(constellation: &mut Constellation, now: Duration) -> bool {
    while let Some(action) = constellation.next_action(now) {
        match action {
            Action::Start(service) => {
                assert!(!constellation.is_stopping(), "started while everything stops");
                assert_eq!(constellation.services()[service].state, State::Starting);
            }
            Action::Down => return true,
            Action::Terminate(_) | Action::Kill(_) | Action::Say(..) => {}
        }
    }
    false
}

/// Tells the machine one thing of a service.
fn tell(constellation: &mut Constellation, what: u8, service: usize, now: Duration) {
    match what % 8 {
        0 => constellation.executed(service, now),
        1 => constellation.notified(service, now),
        2 => constellation.ended(service, End::Exited(0), now),
        3 => constellation.ended(service, End::Exited(1), now),
        4 => constellation.ended(service, End::Killed(9), now),
        5 => constellation.ended(service, End::NotStarted("ENOENT".to_owned()), now),
        6 => constellation.detached(service),
        _ => constellation.vanished(service, now),
    }
}

fuzz_target!(|events: &[u8]| {
    let mut constellation = Constellation::of(&SEED);
    let mut now = Duration::ZERO;
    constellation.begin(now);
    let mut is_down = false;
    for event in events.chunks_exact(3) {
        let &[what, service, later] = event else { unreachable!() };
        is_down |= act(&mut constellation, now);
        now += Duration::from_millis(u64::from(later) * u64::from(later));
        match what {
            0xff => constellation.stop(now),
            _ => tell(&mut constellation, what, usize::from(service) % 16, now),
        }
        constellation.tick(now);
        assert!(constellation.deadline().is_none_or(|deadline| deadline > now), "a deadline that has passed");
    }
    constellation.stop(now);
    let end = now + HOUR;
    while !is_down && !act(&mut constellation, now) {
        now = constellation.deadline().expect("nothing follows, and it is not down");
        assert!(now < end, "it does not come to an end");
        constellation.tick(now);
    }
});
