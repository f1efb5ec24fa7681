//! FRU devices, read as far as their areas go.
//!
//! IPMI §34.1 (how large a device is), §34.2 (reading it). Pieces are as large as the controller gives: it refuses
//! larger ones with C7h, C8h, CAh or FFh, or gives less.

use std::collections::BTreeSet;

use super::{
    inventory_report::report,
    repository::Record,
    session::{DEVICE, Session},
};
use crate::{
    decode::{
        self, Fault, Fields,
        ipmi::{
            completion_code::CompletionCode,
            fru::{self, Fru as Decoded},
            sdr::{Body, Owner, locator::FruDeviceLocator},
        },
    },
    host::{Error, IpmiRequest, IpmiTarget},
    report::{Fru, Reason},
};

/// Lengths of a read, tried in this order.
const BLOCKS: [u8; 6] = [0xf0, 0x80, 0x40, 0x20, 0x10, 0x08];
/// More than any inventory takes, whatever the size of its memory.
const MOST_OCTETS: usize = 8192;
/// Device 0 belongs to the controller itself and needs no record (§34).
const OWN_DEVICE: u8 = 0;

/// Inventories that the controller itself keeps.
pub(super) fn read(session: &mut Session, records: &[Record]) -> Vec<Fru> {
    let mut block = 0;
    let own = locators(records).filter(|locator| locator.access_address == Owner::BMC).collect::<Vec<_>>();
    let sizes = own.iter().map(|locator| IpmiRequest::FruInventoryArea(locator.device_id));
    session.prepare(IpmiTarget::default(), sizes);
    let mut devices: Vec<(u8, u8, Option<&FruDeviceLocator>)> = Vec::new();
    if !own.iter().any(|locator| locator.device_id == OWN_DEVICE && locator.logical_unit == 0) {
        devices.push((OWN_DEVICE, 0, None));
    }
    let mut seen = BTreeSet::new();
    let told = own.into_iter().filter(|locator| seen.insert((locator.device_id, locator.logical_unit)));
    devices.extend(told.map(|locator| (locator.device_id, locator.logical_unit, Some(locator))));
    let mut frus = Vec::new();
    for (index, (device, logical_unit, locator)) in devices.iter().enumerate() {
        let target = IpmiTarget { bridge: None, logical_unit: *logical_unit };
        frus.extend(read_device(session, &mut block, target, *device, *locator));
        if index == 0 {
            // Now that it is known how much the controller gives at once.
            prepare(session, block, devices.iter().skip(1).map(|(device, ..)| *device));
        }
    }
    frus
}

/// Asks for the first piece of each device whose size is known.
fn prepare(session: &mut Session, block: usize, devices: impl Iterator<Item = u8>) {
    let request = |device| {
        let area = session.peek(IpmiTarget::default(), IpmiRequest::FruInventoryArea(device))?;
        let (size, by_words) = (area.u16_le(0)?, area.byte(2)? & 1 != 0);
        Some(piece(device, by_words, 0, octets(block).min(size.into())))
    };
    let requests: Vec<_> = devices.filter_map(request).collect();
    session.prepare(IpmiTarget::default(), requests);
}

/// How many octets [`BLOCKS`] has there.
fn octets(block: usize) -> usize {
    BLOCKS.get(block).map_or(8, |octets| usize::from(*octets))
}

/// The request for a piece of a device.
fn piece(device: u8, by_words: bool, offset: usize, count: usize) -> IpmiRequest {
    let unit = if by_words { 2 } else { 1 };
    IpmiRequest::FruData {
        device,
        offset: u16::try_from(offset / unit).unwrap_or(u16::MAX),
        count: u8::try_from(count / unit).unwrap_or(u8::MAX),
    }
}

/// Inventories that controllers behind it keep.
pub(super) fn read_satellites(session: &mut Session, records: &[Record], frus: &mut Vec<Fru>) {
    for locator in locators(records).filter(|locator| !matches!(locator.access_address, Owner::BMC | 0)) {
        let bridge = Some((locator.channel, locator.access_address));
        let target = IpmiTarget { bridge, logical_unit: locator.logical_unit };
        // A bridge passes on less than the controller itself gives.
        let mut block = 0;
        frus.extend(read_device(session, &mut block, target, locator.device_id, Some(locator)));
    }
}

fn locators(records: &[Record]) -> impl Iterator<Item = &FruDeviceLocator> {
    let locators = records.iter().filter_map(|record| match &record.body {
        Body::FruDeviceLocator(locator) => Some(locator),
        _ => None,
    });
    locators.filter(|locator| locator.holds_inventory())
}

/// One inventory; none where there is no such device.
fn read_device(
    session: &mut Session,
    block: &mut usize,
    target: IpmiTarget,
    device: u8,
    locator: Option<&FruDeviceLocator>,
) -> Option<Fru> {
    let size_request = IpmiRequest::FruInventoryArea(device);
    let area = session.read(target, size_request, |bytes| Ok(bytes.u16_le(0).zip(bytes.byte(2))))?;
    let (size, access) = area?;
    // Bit 0: offsets and counts are words.
    let by_words = access & 1 != 0;
    let mut content = Content { session, target, device, by_words, block };
    let bytes = content.read(size.into())?;
    let subject = subject(device, locator);
    let fru = Decoded::decode(&bytes);
    match &fru {
        Err(error) => session.damaged(&subject, "fru", error),
        Ok(fru) => {
            for damage in &fru.damage {
                session.damaged(&subject, &format!("fru {}", damage.area), &damage.error);
            }
        }
    }
    let mut told = report(fru.as_ref().ok(), locator, device);
    if let Err(error) = &fru {
        told.damage.push(crate::report::FruDamage {
            area: "header".to_owned(),
            detail: error.to_string(),
            raw: decode::hex(bytes.get(..fru::HEADER_LENGTH).unwrap_or(&bytes)),
        });
    }
    told.size_bytes = Some(size);
    Some(told)
}

/// `PSU1 FRU (FRU 1)`.
fn subject(device: u8, locator: Option<&FruDeviceLocator>) -> String {
    match locator.and_then(|locator| locator.name.as_deref()) {
        Some(name) => format!("{name} (FRU {device})"),
        None => format!("FRU {device}"),
    }
}

/// A device that is read piece by piece.
struct Content<'s, 'a, 'b> {
    session: &'s mut Session<'a, 'b>,
    target: IpmiTarget,
    device: u8,
    by_words: bool,
    /// Index into [`BLOCKS`], learnt from one device for the next.
    block: &'s mut usize,
}

impl Content<'_, '_, '_> {
    /// The octets from the start of the device to the end of its last area; none where it is not there.
    fn read(&mut self, size: usize) -> Option<Vec<u8>> {
        let (mut bytes, mut prepared_to) = (Vec::new(), 0);
        loop {
            let wanted = if bytes.is_empty() { size.min(fru::HEADER_LENGTH) } else { fru::extent(&bytes, size) };
            if bytes.len() >= wanted.min(MOST_OCTETS) {
                return Some(bytes);
            }
            if !bytes.is_empty() && wanted > prepared_to {
                self.prepare(bytes.len(), wanted, size);
                prepared_to = wanted;
            }
            match self.read_piece(bytes.len(), size) {
                Ok(piece) if piece.is_empty() => {
                    let fault = Fault::Truncated { need: wanted, have: bytes.len() };
                    let error = decode::Error::new("IPMI", bytes.len(), fault);
                    self.session.damaged(&format!("FRU {}", self.device), "fru-data", &error);
                    return Some(bytes);
                }
                Ok(piece) => bytes.extend(piece),
                // Not there, or no longer; the refusal of a first piece is the device's absence.
                Err(error) if bytes.is_empty() => {
                    self.session.refused(self.target, self.request(0, 8), error);
                    return None;
                }
                Err(error) => {
                    let detail = format!("octets from {} on: {error}", bytes.len());
                    if !self.session.is_closed() {
                        self.session.gap(DEVICE, &format!("FRU {}", self.device), Reason::Failed, detail);
                    }
                    return Some(bytes);
                }
            }
        }
    }

    fn request(&self, offset: usize, count: usize) -> IpmiRequest {
        piece(self.device, self.by_words, offset, count)
    }

    /// Asks for all pieces up to `end`, once the size that the controller gives is known.
    fn prepare(&mut self, offset: usize, end: usize, size: usize) {
        let block = octets(*self.block);
        let pieces = (offset..end).step_by(block);
        let requests: Vec<_> = pieces.map(|at| self.request(at, block.min(size - at))).collect();
        self.session.prepare(self.target, requests);
    }

    /// Octets from `offset` on, in the largest piece that the controller gives.
    fn read_piece(&mut self, offset: usize, size: usize) -> Result<Vec<u8>, Error> {
        loop {
            let block = octets(*self.block);
            let count = block.min(size - offset);
            match self.session.ask_target(self.target, self.request(offset, count)) {
                // The first octet counts those that follow.
                Ok(bytes) => {
                    let unit = if self.by_words { 2 } else { 1 };
                    let given = usize::from(bytes.byte(0).unwrap_or_default()) * unit;
                    return Ok(bytes.into_iter().skip(1).take(given.min(count)).collect());
                }
                Err(Error::IpmiCompletion { code })
                    if CompletionCode(code).asks_for_less() && *self.block + 1 < BLOCKS.len() =>
                {
                    *self.block += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}
