//! Work on many devices at the same time: on a few where they answer at once, on all where they let one wait.
//!
//! A thread, and the worker that its device needs, cost more than a drive that answers at once; a drive that lets one
//! wait must not keep the others.

use std::{
    panic,
    sync::{Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

/// Devices that are begun with.
const FEW: usize = 4;
/// Where none of them is done within this time, all others are begun as well.
const MOMENT: Duration = Duration::from_millis(50);

/// Does `work` on each of `items`; gives the results in their order. A panic goes on in the caller.
pub(super) fn side_by_side<T: Send, R: Send>(items: &mut [T], work: impl Fn(&mut T) -> R + Sync) -> Vec<R> {
    let count = items.len();
    let open = Mutex::new(items.iter_mut().enumerate());
    let (open, work) = (&open, &work);
    let (tell, done) = mpsc::channel();
    let mut results = Vec::with_capacity(count);
    thread::scope(|scope| {
        let work_off = |tell: mpsc::Sender<(usize, R)>| {
            let next = || open.lock().unwrap_or_else(PoisonError::into_inner).next();
            while let Some((index, item)) = next() {
                let _asker_has_gone = tell.send((index, work(item)));
            }
        };
        let begin = |tell: &mpsc::Sender<_>| {
            let tell = tell.clone();
            scope.spawn(move || work_off(tell))
        };
        let mut threads: Vec<_> = (0..FEW.min(count)).map(|_| begin(&tell)).collect();
        let mut waited = false;
        while results.len() + threads.len() < count && !waited {
            match done.recv_timeout(MOMENT) {
                Ok(result) => results.push(result),
                Err(_) => waited = true,
            }
        }
        if waited {
            threads.extend((results.len() + threads.len()..count).map(|_| begin(&tell)));
        }
        drop(tell);
        results.extend(done.iter());
        for thread in threads {
            thread.join().unwrap_or_else(|payload| panic::resume_unwind(payload));
        }
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Instant,
    };

    use super::*;

    #[test]
    fn quick_devices_share_a_few_threads_and_slow_ones_have_their_own() {
        for (delay, least, most) in [(0, 1, FEW), (200, 24, 24)] {
            let (busy, busiest) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let mut items: Vec<usize> = (0..24).collect();
            let begun = Instant::now();
            let results = side_by_side(&mut items, |item| {
                busiest.fetch_max(busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(delay));
                busy.fetch_sub(1, Ordering::SeqCst);
                *item * 2
            });
            assert!(results.into_iter().eq((0..24).map(|item| item * 2)));
            let busiest = busiest.into_inner();
            assert!((least..=most).contains(&busiest), "{busiest}");
            assert!(begun.elapsed() < Duration::from_millis(delay * 3 + 1000));
        }
        assert!(side_by_side(&mut [0; 0], |item| *item).is_empty());
    }

    #[test]
    fn a_panic_goes_on_in_the_caller() {
        let panicked =
            panic::catch_unwind(|| side_by_side(&mut [0, 1, 2, 3, 4, 5], |item| assert_ne!(*item, 1, "one")));
        let payload = panicked.unwrap_err();
        assert!(payload.downcast_ref::<String>().is_some_and(|message| message.contains("one")));
    }
}
