//! Error Information (Base §5.16.1.2, LID 01h, figure 206): entries of 64 octets, the newest first.
//!
//! A controller has as many entries as Identify Controller's ELPE says, plus one; those never used have an error count
//! of 0. Real drives: most of the entries in most drives are commands that a host sent and the controller does not
//! know, which harms nothing; some log every start of the operating system so.

use serde::Serialize;

use super::{Structure, stated, status::Status};
use crate::decode::{Error, conformance::Rule};

/// Octets of an entry.
pub const ENTRY_LENGTH: usize = 64;

/// What no revision has used so far: octet 63 is the version of the page since Base 2.1.
const RULES: &[Rule] = &[Rule::Reserved(42..63)];
/// And beside the bit where a parameter is at fault.
const LOCATED: &[Rule] = &[Rule::ReservedBits(15, 0xf8), Rule::Reserved(42..63)];

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorLogEntry {
    /// Which error of the controller's life it is (octets 0 to 7), counted from 1.
    pub error_count: u64,
    /// Submission queue of the command (octets 8 and 9); `None` where no command is at fault.
    pub submission_queue: Option<u16>,
    /// Identifier of the command (octets 10 and 11); `None` likewise.
    pub command: Option<u16>,
    /// How the command ended (octets 12 and 13, bits 15:1 without More and Do Not Retry).
    pub status: Status,
    /// Do Not Retry (bit 15 of octets 12 and 13).
    pub do_not_retry: bool,
    /// Octet of the command that is at fault (octet 14), where `parameter_location` is stated.
    pub parameter_octet: Option<u8>,
    /// Bit of that octet (octet 15, bits 2:0).
    pub parameter_bit: Option<u8>,
    /// First logical block at fault (octets 16 to 23).
    pub logical_block_address: u64,
    /// Namespace (octets 24 to 27); `None` where the error is of none.
    pub namespace: Option<u32>,
    /// Log page with more from the maker (octet 28).
    pub vendor_log_page: Option<u8>,
    /// Transport (octet 29): 0 is not stated, 1 RDMA, 2 Fibre Channel, 3 TCP, 254 within the host.
    pub transport: u8,
    /// What the command says of it (octets 32 to 39).
    pub command_specific: u64,
    /// What the standard rules out, so that it is not all decoded or something else.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

/// `FFFFh` is "not of a command" (SQID, CMDID, parameter error location).
const NONE: u16 = u16::MAX;

impl ErrorLogEntry {
    /// Decodes the entries that were ever used; octets behind the last whole entry are left out. Fails on less than one
    /// entry.
    pub fn decode_log(bytes: &[u8]) -> Result<Vec<ErrorLogEntry>, Error> {
        Structure::of(bytes, ENTRY_LENGTH)?;
        let entries = bytes.chunks_exact(ENTRY_LENGTH).map(|entry| ErrorLogEntry::of(&Structure(entry)));
        Ok(entries.filter(|entry| entry.error_count != 0).collect())
    }

    fn of(entry: &Structure) -> ErrorLogEntry {
        let status = entry.u16(12);
        let is_located = entry.u16(14) != NONE;
        ErrorLogEntry {
            error_count: entry.u64(0),
            submission_queue: Some(entry.u16(8)).filter(|queue| *queue != NONE),
            command: Some(entry.u16(10)).filter(|command| *command != NONE),
            status: Status::of_field(status >> 1),
            do_not_retry: status & 0x8000 != 0,
            parameter_octet: is_located.then(|| entry.u8(14)),
            parameter_bit: is_located.then(|| entry.u8(15) & 0b111),
            logical_block_address: entry.u64(16),
            namespace: stated(entry.u32(24)).filter(|namespace| *namespace != u32::MAX),
            vendor_log_page: stated(entry.u8(28)),
            transport: entry.u8(29),
            command_specific: entry.u64(32),
            damage: entry.breaches(if is_located { LOCATED } else { RULES }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unused_entries_are_left_out() {
        let mut bytes = [0; 3 * ENTRY_LENGTH];
        bytes[..8].copy_from_slice(&7u64.to_le_bytes());
        bytes[8..16].copy_from_slice(&[0, 0, 0x0b, 0x50, 0x04, 0xc0, 0x28, 0x00]);
        bytes[128..136].copy_from_slice(&6u64.to_le_bytes());
        bytes[136..144].copy_from_slice(&[0xff, 0xff, 0xff, 0xff, 0x02, 0x05, 0xff, 0xff]);
        bytes[144..156].copy_from_slice(&[0x10, 0x20, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
        bytes[156] = 0xca;
        let entries = ErrorLogEntry::decode_log(&bytes).unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].status.name(), Some("Invalid Field in Command"));
        assert_eq!((entries[0].submission_queue, entries[0].command), (Some(0), Some(0x500b)));
        assert_eq!((entries[0].parameter_octet, entries[0].parameter_bit), (Some(0x28), Some(0)));
        assert_eq!((entries[0].do_not_retry, entries[0].namespace), (true, None));
        assert_eq!(entries[1].status.name(), Some("Unrecovered Read Error"));
        assert_eq!((entries[1].submission_queue, entries[1].parameter_octet), (None, None));
        assert_eq!((entries[1].logical_block_address, entries[1].namespace), (0x2010, Some(1)));
        assert_eq!(entries[1].vendor_log_page, Some(0xca));
        assert!(ErrorLogEntry::decode_log(&bytes[..63]).is_err());
    }
}
