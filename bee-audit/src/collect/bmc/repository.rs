//! The sensor data records, read in the largest blocks that the controller gives.
//!
//! IPMI §33 (repository), §35.2 to §35.4 (records of a controller without one). A reservation is needed for pieces of a
//! record; where somebody else cancels it (C5h), it is asked for anew and the record read again. A record names the one
//! after it; real firmware numbers them evenly, so that several are asked for at once and kept where the guess was
//! right.

use std::collections::BTreeSet;

use super::session::{AT_ONCE, DEVICE, Session};
use crate::{
    decode::{
        Error as DecodeError, Fault, Fields,
        ipmi::{
            completion_code::CompletionCode,
            device_id::DeviceId,
            sdr::{HEADER_LENGTH, SensorDataRecord},
        },
    },
    host::{Error, IpmiRecordPart, IpmiRequest, IpmiTarget},
    report::Reason,
};

/// A record as it is decoded.
pub(super) type Record = SensorDataRecord;

/// Ways to read a record, tried in this order: octets of a piece (FFh is the whole record), and whether the header
/// comes first, for controllers that refuse to read past the end.
const WAYS: [(u8, bool); 9] = [
    (WHOLE, false),
    (0x40, false),
    (0x40, true),
    (0x20, false),
    (0x20, true),
    (0x10, false),
    (0x10, true),
    (0x08, false),
    (0x08, true),
];
/// As many octets as the record has.
const WHOLE: u8 = 0xff;
/// How often a reservation is made anew.
const MOST_RESERVATIONS: u32 = 16;
/// More records than any repository has: they have room for 64 KiB.
const MOST_RECORDS: usize = 4096;
/// By how much more records are asked for at once when guesses were right.
const GROWTH: usize = 8;
/// The record after the last one.
const END: u16 = 0xffff;
/// Reservation Canceled or Invalid Reservation ID.
const CANCELLED: Error = Error::IpmiCompletion { code: 0xc5 };

/// Which records, and what has been learnt of how to read them.
struct Repository<'s, 'a, 'b> {
    session: &'s mut Session<'a, 'b>,
    of_device: bool,
    reservation: u16,
    reservations: u32,
    /// How many records there are, as far as that is told.
    count: usize,
    /// Index into [`WAYS`].
    way: usize,
}

/// Every record that can be read, in order.
pub(super) fn read(session: &mut Session, device: &DeviceId) -> Vec<Record> {
    // Capability bit 1: SDR Repository Device.
    let of_device = !device.capabilities.has(1);
    if of_device && !device.provides_device_sdrs {
        return Vec::new();
    }
    // Only to guess how many records follow.
    let told = session.peek(IpmiTarget::default(), IpmiRequest::SdrRepositoryInfo).and_then(|bytes| bytes.u16_le(1));
    let count = told.filter(|_| !of_device).map_or(MOST_RECORDS, usize::from);
    let mut repository = Repository { session, of_device, reservation: 0, reservations: 0, count, way: 0 };
    if let Err(error) = repository.reserve() {
        let request = repository.reservation_request();
        repository.session.refused(IpmiTarget::default(), request, error);
        return Vec::new();
    }
    repository.read_all()
}

impl Repository<'_, '_, '_> {
    fn read_all(&mut self) -> Vec<Record> {
        let (mut records, mut seen) = (Vec::new(), BTreeSet::new());
        let (mut id, mut ahead) = (0, Ahead::new(self.count));
        while id != END && records.len() < MOST_RECORDS {
            if !seen.insert(id) {
                let detail = format!("record {id:04x}h comes after itself");
                self.session.gap(DEVICE, "sensor data records", Reason::Damaged, detail);
                break;
            }
            match self.read_record(id) {
                Ok((next, bytes)) => {
                    match SensorDataRecord::decode(&bytes) {
                        Ok(record) => records.push(record),
                        Err(error) => self.session.damaged(&format!("record {id:04x}h"), "sensor data record", &error),
                    }
                    let own = bytes.u16_le(0).unwrap_or(id);
                    let ids = ahead.after(own, next, self.way);
                    self.prepare(&ids);
                    id = next;
                }
                Err(error) => {
                    self.refused(id, error);
                    break;
                }
            }
        }
        records
    }

    /// An empty repository has no first record; one that another names is there.
    fn refused(&mut self, id: u16, error: Error) {
        match error {
            Error::IpmiCompletion { code } if id != 0 && CompletionCode(code).is_unsupported() => {
                let detail = format!("record {id:04x}h: {error}");
                self.session.gap(DEVICE, "sensor data records", Reason::Failed, detail);
            }
            error => self.session.refused(IpmiTarget::default(), self.request(id, 0, WHOLE), error),
        }
    }

    fn reservation_request(&self) -> IpmiRequest {
        if self.of_device { IpmiRequest::ReserveDeviceSdr } else { IpmiRequest::ReserveSdrRepository }
    }

    fn reserve(&mut self) -> Result<(), Error> {
        self.reservations += 1;
        match self.session.ask(self.reservation_request()) {
            Ok(bytes) => self.reservation = bytes.u16_le(0).unwrap_or_default(),
            // Without reservations, whole records can be read.
            Err(Error::IpmiCompletion { code }) if CompletionCode(code).is_unsupported() => self.reservation = 0,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn request(&self, record: u16, offset: u8, count: u8) -> IpmiRequest {
        let part = IpmiRecordPart { reservation: self.reservation, record, offset, count };
        if self.of_device { IpmiRequest::DeviceSdr(part) } else { IpmiRequest::Sdr(part) }
    }

    /// Asks for all of these records, in the way that the one before could be read.
    fn prepare(&mut self, ids: &[u16]) {
        let (block, header_first) = self.way();
        let first = first_piece(block, header_first);
        let target = IpmiTarget::default();
        let firsts: Vec<IpmiRequest> = ids.iter().map(|id| self.request(*id, 0, first)).collect();
        self.session.prepare(target, firsts);
        if block == WHOLE {
            return;
        }
        let rest = ids.iter().flat_map(|id| {
            let bytes = self.session.peek(target, self.request(*id, 0, first)).unwrap_or_default();
            let record = bytes.get(2..).unwrap_or_default();
            pieces(record, block)
                .into_iter()
                .map(|(offset, count)| self.request(*id, offset, count))
                .collect::<Vec<_>>()
        });
        let rest: Vec<IpmiRequest> = rest.collect();
        self.session.prepare(target, rest);
    }

    fn way(&self) -> (u8, bool) {
        WAYS.get(self.way).copied().unwrap_or((8, true))
    }

    /// The id of the next record, and the octets of this one.
    fn read_record(&mut self, id: u16) -> Result<(u16, Vec<u8>), Error> {
        loop {
            let (block, header_first) = self.way();
            let read =
                if block == WHOLE { self.read_part(id, 0, WHOLE) } else { self.read_pieces(id, block, header_first) };
            match read {
                Err(CANCELLED) if self.reservations < MOST_RESERVATIONS => self.reserve()?,
                Err(Error::IpmiCompletion { code })
                    if CompletionCode(code).asks_for_less() && self.way + 1 < WAYS.len() =>
                {
                    self.way += 1;
                }
                other => return other,
            }
        }
    }

    fn read_pieces(&mut self, id: u16, block: u8, header_first: bool) -> Result<(u16, Vec<u8>), Error> {
        let (next, mut bytes) = self.read_part(id, 0, first_piece(block, header_first))?;
        // Read by its own number: 0000h is the first record only.
        let own = bytes.u16_le(0).unwrap_or(id);
        for (offset, count) in pieces(&bytes, block) {
            let (_, piece) = self.read_part(own, offset, count)?;
            let is_whole = piece.len() >= count.into();
            bytes.extend(piece.into_iter().take(count.into()));
            if !is_whole {
                break;
            }
        }
        Ok((next, bytes))
    }

    fn read_part(&mut self, id: u16, offset: u8, count: u8) -> Result<(u16, Vec<u8>), Error> {
        let mut bytes = self.session.ask(self.request(id, offset, count))?;
        let next = bytes.u16_le(0);
        if let Some(next) = next {
            return Ok((next, bytes.split_off(2)));
        }
        let fault = Fault::Truncated { need: 2, have: bytes.len() };
        self.session.damaged(&format!("record {id:04x}h"), "sensor data record", &DecodeError::new("IPMI", 0, fault));
        Ok((END, Vec::new()))
    }
}

/// How much of a record is read first.
fn first_piece(block: u8, header_first: bool) -> u8 {
    if header_first { u8::try_from(HEADER_LENGTH).unwrap_or_default() } else { block }
}

/// Offset and length of the pieces that follow the first one of a record.
fn pieces(first: &[u8], block: u8) -> Vec<(u8, u8)> {
    let length = HEADER_LENGTH + first.get(4).map_or(0, |length| usize::from(*length));
    let offsets = (first.len()..length).step_by(block.max(1).into());
    let piece =
        |offset: usize| Some((u8::try_from(offset).ok()?, u8::try_from(length - offset).unwrap_or(block).min(block)));
    offsets.map_while(piece).collect()
}

/// Guesses which records follow.
struct Ahead {
    /// Records that the repository says it has left.
    left: usize,
    /// Records that were asked for and not yet read.
    prepared: usize,
    /// How many to ask for next.
    size: usize,
    /// From the number of a record to the next one, and the way in which it could be read.
    even: (u16, usize),
}

impl Ahead {
    fn new(left: usize) -> Ahead {
        Ahead { left, prepared: 0, size: 1, even: (0, 0) }
    }

    /// The records to ask for when `own` was read in this way and names `next`; none while enough have been asked for.
    fn after(&mut self, own: u16, next: u16, way: usize) -> Vec<u16> {
        self.left = self.left.saturating_sub(1);
        self.prepared = self.prepared.saturating_sub(1);
        let step = next.wrapping_sub(own);
        if self.even != (step, way) {
            (self.prepared, self.size, self.even) = (0, 1, (step, way));
        }
        if self.prepared != 0 || next == END {
            return Vec::new();
        }
        self.prepared = self.size.min(self.left);
        self.size = (self.size * GROWTH).min(AT_ONCE);
        let ids = (0..).map_while(|count: u16| next.checked_add(step.checked_mul(count)?));
        ids.take(self.prepared).collect()
    }
}
