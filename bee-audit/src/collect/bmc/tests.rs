//! Controllers that misbehave: gaps, never the run or its time.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::collect_within;
use crate::{
    collect::Outcome,
    host::{Error, Host, IpmiRecordPart, IpmiRequest, Query, Reply},
    report::{Bmc, Reason},
};

/// A controller that answers by a function, and counts what it is asked.
struct Controller<F> {
    answer: F,
    asked: AtomicUsize,
}

impl<F: Fn(IpmiRequest) -> Result<Vec<u8>, Error> + Sync> Host for Controller<F> {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        let Query::Ipmi { request, .. } = query else { return Err(Error::Absent) };
        self.asked.fetch_add(1, Ordering::Relaxed);
        (self.answer)(*request).map(Reply::Bytes)
    }
}

/// What is collected of such a controller, and how many requests that took.
fn collected(answer: impl Fn(IpmiRequest) -> Result<Vec<u8>, Error> + Sync) -> (Outcome<Bmc>, usize) {
    let controller = Controller { answer, asked: AtomicUsize::new(0) };
    let outcome = collect_within(&controller, 16, Duration::from_millis(400));
    (outcome, controller.asked.load(Ordering::Relaxed))
}

const DEVICE_ID: [u8; 15] = [0x20, 1, 1, 0x54, 2, 0x0f, 0x7c, 0x2a, 0, 0x1b, 0x0a, 1, 0, 0, 0];

fn refused(code: u8) -> Result<Vec<u8>, Error> {
    Err(Error::IpmiCompletion { code })
}

/// Controller locator records 1 to 5 (IPMI §43.9).
fn record(part: IpmiRecordPart) -> Vec<u8> {
    let id = part.record.max(1);
    let next = if id < 5 { id + 1 } else { 0xffff };
    let mut record = id.to_le_bytes().to_vec();
    record.extend(*b"\x51\x12\x0f\x20\0\0\xbf\0\0\0\x07\x01\0\xc4BMC1");
    let end = usize::from(part.offset).saturating_add(part.count.into()).min(record.len());
    [&next.to_le_bytes(), &record[usize::from(part.offset)..end]].concat()
}

/// A FRU device of 64 octets with a board area.
fn fru(offset: u16, count: u8) -> Vec<u8> {
    let mut image = b"\x01\0\0\x01\0\0\0\xfe\x01\x03\x19\0\0\0\xc2ME\xc3SRV\xc3SER\xc1".to_vec();
    image.resize(31, 0);
    let sum = image[8..].iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    image.push(0u8.wrapping_sub(sum));
    image.resize(64, 0);
    let piece = &image[offset.into()..(usize::from(offset) + usize::from(count)).min(64)];
    [&[u8::try_from(piece.len()).unwrap()], piece].concat()
}

/// A controller that gives at most `most` octets at once.
fn small(request: IpmiRequest, most: u8) -> Result<Vec<u8>, Error> {
    match request {
        IpmiRequest::DeviceId => Ok(DEVICE_ID.to_vec()),
        IpmiRequest::ReserveSdrRepository => Ok(vec![1, 0]),
        IpmiRequest::Sdr(part) if part.count > most => refused(0xca),
        IpmiRequest::Sdr(part) => Ok(record(part)),
        IpmiRequest::FruInventoryArea(0) => Ok(vec![64, 0, 0]),
        IpmiRequest::FruData { count, .. } if count > most => refused(0xc8),
        IpmiRequest::FruData { offset, count, .. } => Ok(fru(offset, count)),
        _ => refused(0xc1),
    }
}

#[test]
fn without_a_controller_there_is_nothing_to_say() {
    let (outcome, asked) = collected(|_| Err(Error::Absent));
    assert_eq!((outcome.value, outcome.gaps, outcome.sources.len(), asked), (Bmc::default(), vec![], 0, 1));
}

#[test]
fn blocks_shrink_to_what_the_controller_gives() {
    for most in [255, 64, 40, 16, 8] {
        let (outcome, _) = collected(|request| small(request, most));
        assert_eq!(outcome.gaps, [], "{most}");
        assert_eq!(outcome.value.controllers.len(), 5, "{most}");
        let board = outcome.value.frus[0].board.clone().unwrap();
        assert_eq!(board.serial_number.as_deref(), Some("SER"), "{most}");
    }
}

#[test]
fn a_cancelled_reservation_is_made_anew() {
    let cancelled = AtomicUsize::new(0);
    let (outcome, _) = collected(|request| match request {
        IpmiRequest::Sdr(part) if part.record == 3 && cancelled.fetch_add(1, Ordering::Relaxed) < 3 => refused(0xc5),
        request => small(request, 255),
    });
    assert_eq!((outcome.gaps, outcome.value.controllers.len()), (vec![], 5));
    let (outcome, asked) = collected(|request| match request {
        IpmiRequest::Sdr(_) => refused(0xc5),
        request => small(request, 255),
    });
    assert_eq!((outcome.gaps.len(), outcome.gaps[0].missing.as_str()), (1, "sdr-repository"));
    assert!(asked < 100, "{asked}");
}

#[test]
fn a_controller_that_stops_answering_is_asked_no_more() {
    let (outcome, asked) = collected(|request| match request {
        IpmiRequest::Sdr(part) if part.record == 3 => Err(Error::TimedOut),
        request => small(request, 255),
    });
    assert_eq!(outcome.value.controllers.len(), 2);
    let gaps: Vec<_> = outcome.gaps.iter().map(|gap| (gap.missing.as_str(), gap.reason)).collect();
    let unasked = "fru-data";
    assert_eq!(gaps, [("sdr-repository", Reason::TimedOut), (unasked, Reason::TimedOut)]);
    assert!(asked < 30, "{asked}");
}

#[test]
fn garbage_is_damage() {
    for length in [0, 1, 3, 7, 40] {
        for octet in [0, 0x55, 0xff] {
            let (outcome, asked) = collected(|request| match request {
                IpmiRequest::DeviceId => Ok(DEVICE_ID.to_vec()),
                _ => Ok(vec![octet; length]),
            });
            assert!(outcome.value.device.is_some() && asked < 20_000, "{length} × {octet:x}: {asked}");
            assert!(outcome.gaps.len() < 100, "{length} × {octet:x}: {}", outcome.gaps.len());
        }
    }
}

#[test]
fn a_record_that_comes_after_itself_ends_the_walk() {
    let (outcome, asked) = collected(|request| match request {
        IpmiRequest::Sdr(part) => Ok([&[2, 0], &record(part)[2..]].concat()),
        IpmiRequest::SelInfo => Ok([&[0x51, 0xff, 0xff][..], &[0; 11]].concat()),
        IpmiRequest::SelEntry(_) => Ok([&[7, 0, 7, 0, 2][..], &[0; 13]].concat()),
        request => small(request, 255),
    });
    let missing: Vec<_> = outcome.gaps.iter().map(|gap| (gap.missing.as_str(), gap.reason)).collect();
    assert_eq!(missing, [("sensor data records", Reason::Damaged), ("event-log", Reason::Damaged)]);
    assert!(asked < 100, "{asked}");
}

#[test]
fn a_slow_controller_gets_its_time_and_no_more() {
    let started = Instant::now();
    let (outcome, asked) = collected(|request| {
        thread::sleep(Duration::from_millis(50));
        small(request, 255)
    });
    assert!(started.elapsed() < Duration::from_secs(5) && asked < 20, "{:?}, {asked}", started.elapsed());
    assert!(outcome.value.device.is_some());
    assert_eq!(outcome.gaps.len(), 1, "{:?}", outcome.gaps);
    assert_eq!(
        (outcome.gaps[0].reason, outcome.gaps[0].detail.as_str()),
        (Reason::TimedOut, "the controller has used up its time")
    );
}

#[test]
fn the_newest_events_come_first_whatever_the_numbers() {
    let entries = |numbers: &'static [u16]| {
        let (outcome, _) = collected(move |request| match request {
            IpmiRequest::SelInfo => Ok([&[0x51, u8::try_from(numbers.len()).unwrap(), 0][..], &[0xff; 11]].concat()),
            IpmiRequest::SelEntry(part) => {
                let wanted = match part.record {
                    0 => Some(0),
                    0xffff => numbers.len().checked_sub(1),
                    number => numbers.iter().position(|known| *known == number),
                };
                let Some(at) = wanted else { return refused(0xcb) };
                let next = numbers.get(at + 1).copied().unwrap_or(0xffff);
                Ok([&next.to_le_bytes()[..], &numbers[at].to_le_bytes(), &[2], &[0x63; 13]].concat())
            }
            request => small(request, 255),
        });
        let log = outcome.value.event_log.unwrap();
        let numbers: Vec<u16> = log.events.iter().map(|event| event.record_id).collect();
        (numbers, log.left_out)
    };
    assert_eq!(entries(&[1, 2, 3]), (vec![3, 2, 1], 0));
    assert_eq!(entries(&[1, 5, 9, 10]), (vec![10, 9, 5, 1], 0));
    assert_eq!(entries(&[900, 1, 2]), (vec![2, 1, 900], 0));
    assert_eq!(entries(&[]), (vec![], 0));
    const MANY: &[u16] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18];
    let (numbers, left_out) = entries(MANY);
    assert_eq!((numbers.len(), numbers[0], left_out), (16, 18, 2));
}
