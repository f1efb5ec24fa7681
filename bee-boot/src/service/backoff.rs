//! When a service that has ended is started again.
//!
//! The pause after the n-th end in a row is `initial` · 2ⁿ (n from 0), at most `max`, less a part of up to an eighth
//! that the identity of the card and n decide: services that die together do not come back together, and every run is
//! like the last. A service that stayed up for `max` begins anew. Whatever the pauses, a service is started no more
//! than [`ATTEMPTS`] times in any [`WINDOW`]. Starts that fail count like ends, and nothing makes a service give up.

use std::{collections::VecDeque, time::Duration};

use crate::{seed::Ulid, service::Time};

/// Starts in a [`WINDOW`].
pub const ATTEMPTS: usize = 10;
/// How long a start counts.
pub const WINDOW: Duration = Duration::from_secs(10);

/// The pauses of one service.
#[derive(Debug, Clone)]
pub struct Backoff {
    id: Ulid,
    initial: Duration,
    max: Duration,
    /// Ends in a row without a longer stay between them.
    ends: u32,
    /// The latest starts, the oldest first.
    starts: VecDeque<Time>,
}

impl Backoff {
    /// Those of a card with `"Restart": {"initial": …, "max": …}`, in milliseconds.
    pub fn new(id: Ulid, initial: u64, max: u64) -> Backoff {
        let [initial, max] = [initial, max].map(Duration::from_millis);
        Backoff { id, initial, max, ends: 0, starts: VecDeque::new() }
    }

    /// The pause after the end that `ends` others preceded.
    pub fn pause(&self, ends: u32) -> Duration {
        let factor = 1_u32.checked_shl(ends).unwrap_or(u32::MAX);
        let pause = self.initial.saturating_mul(factor).min(self.max);
        pause - pause / 8 / u32::from(u16::MAX) * u32::from(scatter(self.id, ends))
    }

    /// The service is started.
    pub fn started(&mut self, now: Time) {
        if self.starts.len() == ATTEMPTS {
            self.starts.pop_front();
        }
        self.starts.push_back(now);
    }

    /// When it is started again, having ended after `up`; zero where it did not start.
    pub fn next(&mut self, now: Time, up: Duration) -> Time {
        if up >= self.max {
            self.ends = 0;
        }
        let next = now.saturating_add(self.pause(self.ends));
        self.ends = self.ends.saturating_add(1);
        let oldest = self.starts.front().filter(|_| self.starts.len() == ATTEMPTS);
        oldest.map_or(next, |oldest| next.max(oldest.saturating_add(WINDOW)))
    }

    /// Ends in a row without a longer stay between them.
    pub fn ends(&self) -> u32 {
        self.ends
    }
}

/// 16 bits that depend on all of both: the finalizer of SplitMix64 (Steele, Lea, Flood 2014, §4).
fn scatter(id: Ulid, ends: u32) -> u16 {
    let [low, high] = [id.0, id.0 >> 64].map(|half| u64::try_from(half & u128::from(u64::MAX)).unwrap_or_default());
    let mut bits = low ^ high.rotate_left(32) ^ u64::from(ends).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    u16::try_from((bits ^ bits >> 31) >> 48).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Ulid = Ulid(0x0123_4567_89AB_CDEF_0123_4567_89AB_CDEF);

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let backoff = Backoff::new(ID, 100, 30_000);
        for (ends, whole) in [(0, 100), (1, 200), (2, 400), (8, 25_600), (9, 30_000), (31, 30_000), (u32::MAX, 30_000)]
        {
            let pause = backoff.pause(ends);
            assert!(pause <= ms(whole) && pause >= ms(whole) * 7 / 8, "{ends}: {pause:?}");
        }
        let farthest = Backoff::new(ID, u64::MAX, u64::MAX).next(Duration::MAX, ms(0));
        assert_eq!(farthest, Duration::MAX);
    }

    #[test]
    fn two_cards_do_not_come_back_together() {
        let [one, two] = [ID, Ulid(ID.0 + 1)].map(|id| Backoff::new(id, 1000, 1000));
        assert_ne!(one.pause(0), two.pause(0));
        assert_ne!(one.pause(0), one.pause(1));
        assert_eq!(one.pause(3), Backoff::new(ID, 1000, 1000).pause(3));
    }

    #[test]
    fn a_long_stay_begins_anew() {
        let mut backoff = Backoff::new(ID, 100, 1000);
        let mut pause = |up| backoff.next(ms(5000), ms(up)).checked_sub(ms(5000)).unwrap();
        let closed = Backoff::new(ID, 100, 1000);
        assert_eq!(pause(0), closed.pause(0));
        assert_eq!(pause(999), closed.pause(1));
        assert_eq!(pause(1000), closed.pause(0));
        assert_eq!(pause(0), closed.pause(1));
    }

    #[test]
    fn a_window_holds_few_starts() {
        let mut backoff = Backoff::new(ID, 10, 10);
        let mut now = Duration::ZERO;
        let mut starts = Vec::new();
        for _ in 0..100 {
            backoff.started(now);
            starts.push(now);
            now = backoff.next(now, ms(0));
        }
        for (early, late) in starts.iter().zip(starts.iter().skip(ATTEMPTS)) {
            assert!(*late >= *early + WINDOW);
        }
        assert!(starts[9] <= ms(90));
    }
}
