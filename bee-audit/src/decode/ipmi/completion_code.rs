//! Completion codes: how a controller ends a request.
//!
//! Document: IPMI §5.2, table 5-2. 01h to 7Eh are the maker's own, 80h to BEh mean what the command says.

use crate::decode::code::codes;

codes! {
    /// The first octet of an answer (§5.2).
    pub struct CompletionCode(u8) {
        0x00 => "Command Completed Normally", 0xc0 => "Node Busy", 0xc1 => "Invalid Command",
        0xc2 => "Command invalid for given LUN", 0xc3 => "Timeout while processing command", 0xc4 => "Out of space",
        0xc5 => "Reservation Canceled or Invalid Reservation ID", 0xc6 => "Request data truncated",
        0xc7 => "Request data length invalid", 0xc8 => "Request data field length limit exceeded",
        0xc9 => "Parameter out of range", 0xca => "Cannot return number of requested data bytes",
        0xcb => "Requested Sensor, data, or record not present", 0xcc => "Invalid data field in Request",
        0xcd => "Command illegal for specified sensor or record type", 0xce => "Command response could not be provided",
        0xcf => "Cannot execute duplicated request",
        0xd0 => "Command response could not be provided: SDR Repository in update mode",
        0xd1 => "Command response could not be provided: device in firmware update mode",
        0xd2 => "Command response could not be provided: BMC initialization in progress",
        0xd3 => "Destination unavailable", 0xd4 => "Cannot execute command: insufficient privilege level",
        0xd5 => "Cannot execute command: not supported in present state",
        0xd6 => "Cannot execute command: sub-function disabled or unavailable",
        0xff => "Unspecified error",
    }
}

impl CompletionCode {
    /// Whether the controller does not know the request, or not for this sensor, record or parameter.
    pub fn is_unsupported(self) -> bool {
        matches!(self.0, 0xc1 | 0xc2 | 0xcb | 0xcc | 0xcd | 0xd6 | 0x80)
    }

    /// Whether fewer octets could be had where these were too many.
    pub fn asks_for_less(self) -> bool {
        matches!(self.0, 0xc7 | 0xc8 | 0xca | 0xff)
    }
}
