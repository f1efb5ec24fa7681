//! FRU devices in a recording, which are read in pieces: an identity can begin in one answer and end in the next.
//!
//! Documents: FRU 1.0 §8 (areas end with a zero checksum), §16.2.1 (so do MultiRecords); IPMI 2.0 §34.2 (an answer is a
//! count and that many octets).

use std::collections::BTreeMap;

use super::identity::Identity;
use crate::{
    decode::ipmi::fru::Fru,
    host::{IpmiRequest, IpmiTarget, Query, Recording, Reply},
};

/// A device: its interface, controller and number.
pub(super) type Device = (String, IpmiTarget, u8);

/// What was read of each device, from its first octet on.
pub(super) fn devices(recording: &Recording) -> BTreeMap<Device, Vec<u8>> {
    let mut devices: BTreeMap<Device, BTreeMap<u16, Vec<u8>>> = BTreeMap::new();
    for (query, answer) in &recording.answers {
        if let (Some((device, offset)), Ok(Reply::Bytes(bytes))) = (piece(query), answer) {
            let octets = bytes.get(1..).unwrap_or_default();
            let known = devices.entry(device).or_default().entry(offset).or_default();
            if octets.len() > known.len() {
                *known = octets.to_vec();
            }
        }
    }
    devices.into_iter().map(|(device, pieces)| (device, joined(pieces))).collect()
}

/// The octets up to the first hole.
fn joined(pieces: BTreeMap<u16, Vec<u8>>) -> Vec<u8> {
    let mut content: Vec<u8> = Vec::new();
    for (offset, piece) in pieces {
        match content.len().checked_sub(offset.into()) {
            Some(known) => content.extend(piece.get(known..).unwrap_or_default()),
            None => break,
        }
    }
    content
}

/// Which octets of which device the answer to `query` holds; none for devices that are read by words, which are rare.
fn piece(query: &Query) -> Option<(Device, u16)> {
    match query {
        Query::Ipmi { device, target, request: IpmiRequest::FruData { device: number, offset, .. } } => {
            Some(((device.clone(), *target, *number), *offset))
        }
        _ => None,
    }
}

/// Serial numbers and asset tags on a device.
pub(super) fn identities(content: &[u8]) -> Vec<Identity> {
    let Ok(fru) = Fru::decode(content) else { return Vec::new() };
    let chassis = fru.chassis.and_then(|chassis| chassis.serial_number);
    let board = fru.board.and_then(|board| board.serial_number);
    let product = fru.product.map(|product| [product.serial_number, product.asset_tag]);
    let product = product.into_iter().flatten().flatten();
    chassis.into_iter().chain(board).chain(product).map(Identity::Text).collect()
}

/// The answer to `query` with the octets that its device has in `changed`; `None` for other answers.
pub(super) fn rewrite(query: &Query, bytes: &[u8], changed: &BTreeMap<Device, Vec<u8>>) -> Option<Vec<u8>> {
    let (device, offset) = piece(query)?;
    let content = changed.get(&device)?;
    let (count, octets) = bytes.split_first()?;
    let start = usize::from(offset);
    let octets = content.get(start..start + octets.len())?;
    Some([&[*count], octets].concat())
}

/// Makes the checksums of areas right that were right before.
pub(super) fn repair(before: &[u8], mut changed: Vec<u8>) -> Vec<u8> {
    // Offsets of chassis, board and product area in units of 8 octets, then their length in such units.
    for place in 2..=4 {
        let start = before.get(place).map_or(0, |offset| usize::from(*offset) * 8);
        let length = before.get(start + 1).map_or(0, |length| usize::from(*length) * 8);
        let end = start + length;
        let (Some(old), Some(new)) = (before.get(start..end), changed.get_mut(start..end)) else { continue };
        if start != 0 && sum(old) == 0 {
            let excess = sum(new);
            if let Some(last) = new.last_mut() {
                *last = last.wrapping_sub(excess);
            }
        }
    }
    changed
}

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum: u8, byte| sum.wrapping_add(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Manifest;

    /// A board area with the serial number `SRX1234567`.
    fn image() -> Vec<u8> {
        let mut area = b"\x01\x04\x19\0\0\0\xc2ME\xc2XY\xcaSRX1234567\xc1".to_vec();
        area.resize(31, 0);
        area.push(0u8.wrapping_sub(sum(&area)));
        [&[1, 0, 0, 1, 0, 0, 0, 0xfe], area.as_slice()].concat()
    }

    fn recording() -> Recording {
        let pieces = image().chunks(16).map(<[u8]>::to_vec).collect::<Vec<_>>();
        let query = |offset| Query::Ipmi {
            device: "/dev/ipmi0".into(),
            target: IpmiTarget::default(),
            request: IpmiRequest::FruData { device: 0, offset, count: 16 },
        };
        let answers = pieces.into_iter().zip((0..).step_by(16));
        let answers = answers.map(|(piece, offset)| {
            let count = u8::try_from(piece.len()).unwrap();
            (query(offset), Ok(Reply::Bytes([&[count], piece.as_slice()].concat())))
        });
        Recording { manifest: Manifest::default(), answers: answers.collect() }
    }

    #[test]
    fn an_identity_over_two_answers_is_found_and_replaced() {
        let devices = devices(&recording());
        let content = devices.values().next().unwrap();
        assert_eq!(*content, image());
        assert_eq!(identities(content), [Identity::Text("SRX1234567".into())]);
        let mut changed = image();
        let at = changed.windows(10).position(|part| part == b"SRX1234567").unwrap();
        changed[at..at + 10].copy_from_slice(b"ABC7654321");
        let changed = repair(content, changed);
        let fru = Fru::decode(&changed).unwrap();
        assert_eq!((fru.board.unwrap().serial_number.as_deref(), fru.damage), (Some("ABC7654321"), vec![]));
    }
}
