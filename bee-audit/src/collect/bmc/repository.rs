//! The sensor data records, read in the largest blocks that the controller gives.
//!
//! IPMI §33 (repository), §35.2 to §35.4 (records of a controller without one). A reservation is needed for pieces of a
//! record; where somebody else cancels it (C5h), it is asked for anew and the record read again.

use std::collections::BTreeSet;

use super::session::{DEVICE, Session};
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

/// Ways to read a record, tried in this order: octets of a piece (FFh is the whole record), and whether the header comes
/// first, for controllers that refuse to read past the end.
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
    let mut repository = Repository { session, of_device, reservation: 0, reservations: 0, way: 0 };
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
        let mut id = 0;
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
                    id = next;
                }
                Err(error) => {
                    let request = self.request(id, 0, WHOLE);
                    self.session.refused(IpmiTarget::default(), request, error);
                    break;
                }
            }
        }
        records
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

    /// The id of the next record, and the octets of this one.
    fn read_record(&mut self, id: u16) -> Result<(u16, Vec<u8>), Error> {
        loop {
            let (block, header_first) = WAYS.get(self.way).copied().unwrap_or((8, true));
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
        let first = if header_first { u8::try_from(HEADER_LENGTH).unwrap_or_default() } else { block };
        let (next, mut bytes) = self.read_part(id, 0, first)?;
        let length = HEADER_LENGTH + bytes.get(4).map_or(0, |length| usize::from(*length));
        // Read by its own number: 0000h is the first record only.
        let own = bytes.u16_le(0).unwrap_or(id);
        while bytes.len() < length {
            let count = (length - bytes.len()).min(block.into());
            let offset = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
            let (_, piece) = self.read_part(own, offset, u8::try_from(count).unwrap_or(block))?;
            if piece.is_empty() {
                break;
            }
            bytes.extend(piece.into_iter().take(count));
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
