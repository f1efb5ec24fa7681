//! What a machine answers, refusals included, and the one JSON value that stands for it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The answer to a query that succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Content of a file, bytes of a device, standard output of a tool.
    Bytes(Vec<u8>),
    /// Sorted names.
    Entries(Vec<String>),
    /// Target of a symbolic link, as the link states it.
    Target(String),
}

/// Why a query was not answered.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Error {
    /// There is no such file, device or tool, or it has no value now.
    #[error("not there")]
    Absent,
    /// Permission denied.
    #[error("permission denied")]
    Denied,
    /// The device is in use or asks to try again.
    #[error("busy")]
    Busy,
    /// No answer within the deadline.
    #[error("no answer within the deadline")]
    TimedOut,
    /// The kernel or device does not know the request.
    #[error("not supported")]
    Unsupported,
    /// The kernel reported another error.
    #[error("failed with errno {errno}")]
    Failed {
        /// Linux error number.
        errno: i32,
    },
    /// An NVMe controller refused the command.
    #[error("NVMe status {status:#05x}")]
    NvmeStatus {
        /// Status field of the completion queue entry without its phase tag (NVM Express Base 2.0 §3.3.3.2.1): status
        /// code in bits 7:0, its type in bits 10:8, More in bit 13, Do Not Retry in bit 14.
        status: u16,
    },
    /// A management controller refused the request.
    #[error("completion code {code:02X}h")]
    IpmiCompletion {
        /// Completion code (IPMI 2.0 §5.2).
        code: u8,
    },
    /// NVIDIA's management library refused.
    #[error("NVML status {status}")]
    Nvml {
        /// `nvmlReturn_t` (NVML §4.1.3).
        status: u32,
    },
    /// What was asked took the worker that asked it down with it.
    #[error("crashed")]
    Crashed,
    /// A tool ended with a status other than 0.
    #[error("ended with status {status}: {stderr_head}")]
    ToolFailed {
        /// Exit status, or the negated number of the signal that ended it.
        status: i32,
        /// The first line of its standard error.
        stderr_head: String,
    },
    /// A SCSI device ended a command with CHECK CONDITION (SPC-5 §4.4).
    #[error(
        "check condition: sense key {sense_key:X}h, {additional_sense_code:02X}h/{additional_sense_code_qualifier:02X}h"
    )]
    CheckCondition {
        /// Sense key: 2 is not ready, 3 medium error, 5 illegal request, Bh aborted command.
        sense_key: u8,
        /// Additional sense code (ASC).
        additional_sense_code: u8,
        /// Its qualifier (ASCQ).
        additional_sense_code_qualifier: u8,
    },
    /// A SCSI device ended a command with another status than GOOD or CHECK CONDITION (SAM-5 §5.3.1).
    #[error("ended with status {status:02X}h")]
    DeviceStatus {
        /// The status octet.
        status: u8,
    },
    /// A command did not get to a SCSI device, or its answer not back: a controller or a device that is gone.
    #[error("not transported: host status {host_status:02X}h, driver status {driver_status:02X}h")]
    TransportFailed {
        /// `DID_*` of Linux: 1 is a device that is not connected any more.
        host_status: u16,
        /// `DRIVER_*` of Linux.
        driver_status: u16,
    },
    /// A controller of megaraid_sas ended a command with another status than success.
    #[error("MegaRAID status {status:02X}h")]
    MegaraidStatus {
        /// `MFI_STAT_*` of Linux `megaraid_sas.h`.
        status: u8,
    },
    /// The recording does not hold this query.
    #[error("not in the recording")]
    NotRecorded,
}

impl Error {
    /// From a Linux error number.
    pub fn from_errno(errno: i32) -> Error {
        match errno {
            libc::ENOENT | libc::ENODEV | libc::ENXIO | libc::ENOTDIR | libc::ENODATA => Error::Absent,
            libc::EACCES | libc::EPERM => Error::Denied,
            libc::EBUSY | libc::EAGAIN => Error::Busy,
            libc::ETIMEDOUT => Error::TimedOut,
            libc::EOPNOTSUPP | libc::ENOTTY | libc::EINVAL | libc::ENOSYS => Error::Unsupported,
            errno => Error::Failed { errno },
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::from_errno(error.raw_os_error().unwrap_or(libc::EIO))
    }
}

/// A [`Reply`] or refusal as JSON: `{"text": …}`, `{"hex": …}`, `{"entries": […]}`, `{"target": …}`, `{"error": …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Answer(pub Result<Reply, Error>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wire {
    Text(String),
    Hex(String),
    Entries(Vec<String>),
    Target(String),
    Error(Error),
}

impl From<Answer> for Wire {
    fn from(answer: Answer) -> Wire {
        match answer.0 {
            Ok(Reply::Bytes(bytes)) => match String::from_utf8(bytes) {
                Ok(text) if !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') => Wire::Text(text),
                Ok(text) => Wire::Hex(to_hex(text.as_bytes())),
                Err(error) => Wire::Hex(to_hex(error.as_bytes())),
            },
            Ok(Reply::Entries(names)) => Wire::Entries(names),
            Ok(Reply::Target(target)) => Wire::Target(target),
            Err(error) => Wire::Error(error),
        }
    }
}

impl TryFrom<Wire> for Answer {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Answer, &'static str> {
        Ok(Answer(match wire {
            Wire::Text(text) => Ok(Reply::Bytes(text.into_bytes())),
            Wire::Hex(digits) => Ok(Reply::Bytes(from_hex(&digits).ok_or("odd or other than hexadecimal digits")?)),
            Wire::Entries(names) => Ok(Reply::Entries(names)),
            Wire::Target(target) => Ok(Reply::Target(target)),
            Wire::Error(error) => Err(error),
        }))
    }
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

pub(super) fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    let mut digits = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes {
        digits.extend_from_slice(&[digit(byte >> 4), digit(byte & 0xf)]);
    }
    String::from_utf8(digits).unwrap_or_default()
}

pub(super) fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    };
    let (pairs, odd) = digits.as_bytes().as_chunks();
    let mut bytes = Vec::with_capacity(pairs.len());
    for [high, low] in pairs {
        bytes.push(value(*high)? << 4 | value(*low)?);
    }
    odd.is_empty().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_round_trips() {
        let answers = [
            (Ok(Reply::Bytes(b"up\n".to_vec())), r#"{"text":"up\n"}"#),
            (Ok(Reply::Bytes(vec![0x86, 0x80, 0])), r#"{"hex":"868000"}"#),
            (Ok(Reply::Entries(vec!["lo".into()])), r#"{"entries":["lo"]}"#),
            (Ok(Reply::Target("../x".into())), r#"{"target":"../x"}"#),
            (Err(Error::Denied), r#"{"error":"denied"}"#),
            (
                Err(Error::CheckCondition {
                    sense_key: 5,
                    additional_sense_code: 0x24,
                    additional_sense_code_qualifier: 0,
                }),
                r#"{"error":{"check_condition":{"sense_key":5,"additional_sense_code":36,"additional_sense_code_qualifier":0}}}"#,
            ),
            (Err(Error::DeviceStatus { status: 0x18 }), r#"{"error":{"device_status":{"status":24}}}"#),
            (
                Err(Error::TransportFailed { host_status: 1, driver_status: 0 }),
                r#"{"error":{"transport_failed":{"host_status":1,"driver_status":0}}}"#,
            ),
            (Err(Error::NvmeStatus { status: 0x4002 }), r#"{"error":{"nvme_status":{"status":16386}}}"#),
            (Err(Error::Nvml { status: 15 }), r#"{"error":{"nvml":{"status":15}}}"#),
            (Err(Error::MegaraidStatus { status: 5 }), r#"{"error":{"megaraid_status":{"status":5}}}"#),
            (Err(Error::Crashed), r#"{"error":"crashed"}"#),
            (Err(Error::IpmiCompletion { code: 0xca }), r#"{"error":{"ipmi_completion":{"code":202}}}"#),
            (Err(Error::Failed { errno: 5 }), r#"{"error":{"failed":{"errno":5}}}"#),
        ];
        for (result, json) in answers {
            assert_eq!(serde_json::to_string(&Answer(result.clone())).unwrap(), json);
            assert_eq!(serde_json::from_str::<Answer>(json).unwrap(), Answer(result));
        }
        assert!(serde_json::from_str::<Answer>(r#"{"hex":"8"}"#).is_err());
    }
}
