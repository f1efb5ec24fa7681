//! What NVIDIA's drivers report to the kernel's log: XIDs of GPUs, SXIDs of NVSwitches.
//!
//! Document: NVIDIA, *XID Errors* and *Fabric Manager User Guide*, "NVSwitch SXids"; records as Linux,
//! Documentation/ABI/testing/dev-kmsg has them, `PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;MESSAGE`.
//!
//! Real drivers write the address in several ways (`PCI:0000:3b:00`, `0000:3b:00`, `PCI:0000:3b:00.0`), behind which a
//! part of the GPU may stand (`GPU-I:05`), and one SXID in several lines, of which those with data repeat its number.

use super::{pci_address, sxid::Sxid, xid::Xid};

/// The most messages that are taken from one log.
const MOST: usize = 4096;

/// What a log says.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct KernelLog {
    /// Errors, in the order of the log.
    pub errors: Vec<ReportedError>,
    /// GPUs of which the driver said who they are, which it does before their first error.
    pub gpus: Vec<NamedGpu>,
}

/// An error with a number.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ReportedError {
    /// PCI address of the GPU or NVSwitch, in the kernel's form.
    pub pci_address: Option<String>,
    /// When, in microseconds since the machine was started.
    pub since_boot_us: Option<u64>,
    /// Its number.
    pub code: ErrorCode,
    /// What follows the number.
    pub message: String,
}

/// The number of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Of a GPU.
    Xid(Xid),
    /// Of an NVSwitch.
    Sxid(Sxid),
}

impl ReportedError {
    /// Whether the message of an SXID calls it fatal; `None` where it does not say, and for XIDs.
    pub fn is_fatal(&self) -> Option<bool> {
        match (self.code, self.message.split(',').next()?) {
            (ErrorCode::Sxid(_), "Fatal") => Some(true),
            (ErrorCode::Sxid(_), "Non-fatal") => Some(false),
            _ => None,
        }
    }

    /// Whether this is a line of data that belongs to the error of the line before.
    fn goes_on(&self) -> bool {
        ["Severity ", "Data {"].iter().any(|start| self.message.starts_with(start))
    }
}

/// A GPU and who it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct NamedGpu {
    /// PCI address in the kernel's form.
    pub pci_address: Option<String>,
    /// `GPU-…`.
    pub uuid: Option<String>,
    /// Serial number of the board.
    pub board_serial_number: Option<String>,
}

/// The errors and names in the records of a log; other records are passed over.
pub fn decode(records: &str) -> KernelLog {
    let mut log = KernelLog::default();
    for record in records.lines().take(MOST) {
        let (head, message) = record.split_once(';').unwrap_or(("", record));
        if let Some(error) = error(head, message) {
            log.errors.extend(Some(error).filter(|error| !error.goes_on()));
        } else if let Some(place) = behind(message, "NVRM: GPU at ") {
            let (address, uuid) = place.rsplit_once(": ").unwrap_or((place, ""));
            let uuid = Some(uuid.trim().to_owned()).filter(|uuid| !uuid.is_empty());
            log.gpus.push(NamedGpu { pci_address: address_in(address), uuid, board_serial_number: None });
        } else if let Some(serial) = behind(message, "NVRM: GPU Board Serial Number: ")
            && let Some(gpu) = log.gpus.last_mut()
        {
            gpu.board_serial_number = Some(serial.trim().to_owned()).filter(|serial| !serial.is_empty());
        }
    }
    log
}

fn error(head: &str, message: &str) -> Option<ReportedError> {
    let (rest, is_xid) = match behind(message, "NVRM: Xid (") {
        Some(rest) => (rest, true),
        None => (behind(message, ": SXid (")?, false),
    };
    let (place, rest) = rest.split_once("): ")?;
    let (number, message) = rest.split_once(',').unwrap_or((rest, ""));
    let number = number.trim().parse().ok()?;
    Some(ReportedError {
        pci_address: address_in(place),
        since_boot_us: head.split(',').nth(2).and_then(|time| time.parse().ok()),
        code: if is_xid { ErrorCode::Xid(Xid(number)) } else { ErrorCode::Sxid(Sxid(number)) },
        message: message.trim().to_owned(),
    })
}

/// What follows `mark`.
fn behind<'a>(message: &'a str, mark: &str) -> Option<&'a str> {
    message.split_once(mark).map(|(_, rest)| rest)
}

/// `PCI:0000:3b:00 GPU-I:05`: the first word, without what says that it is an address.
fn address_in(place: &str) -> Option<String> {
    let word = place.split_whitespace().next()?;
    pci_address(word.strip_prefix("PCI:").unwrap_or(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_their_gpu() {
        let log = decode(
            "4,1203,81230417,-;NVRM: GPU at PCI:0000:3b:00: GPU-5a1f1b1e-0000-1111-2222-333344445555\n\
             4,1204,81230418,-;NVRM: GPU Board Serial Number: 1650224000111\n\
             4,1205,81230420,-;NVRM: Xid (PCI:0000:3b:00): 79, pid=77, name=python3, GPU has fallen off the bus.\n\
             4,1206,81230421,-;NVRM: Xid (0000:0a:00 GPU-I:05): 13\n\
             3,1207,9,-,caller=T12;nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 12028, Non-fatal, Link 32 egress\n\
             3,1208,9,-;nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 12028, Severity 0 Engine instance 32\n\
             3,1209,9,-;nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 12028, Data {0x00000001, 0x00000001}\n\
             6,1210,9,-;NVRM: loading NVIDIA UNIX x86_64 Kernel Module\n",
        );
        let [gone, part, switch] = &log.errors[..] else { panic!("{log:?}") };
        assert_eq!((gone.pci_address.as_deref(), gone.since_boot_us), (Some("0000:3b:00.0"), Some(81_230_420)));
        assert_eq!((gone.code, gone.is_fatal()), (ErrorCode::Xid(Xid(79)), None));
        assert!(gone.message.ends_with("GPU has fallen off the bus."));
        assert_eq!((part.pci_address.as_deref(), part.message.as_str()), (Some("0000:0a:00.0"), ""));
        assert_eq!((switch.code, switch.is_fatal()), (ErrorCode::Sxid(Sxid(12_028)), Some(false)));
        assert_eq!(switch.pci_address.as_deref(), Some("0000:c1:00.0"));
        let [gpu] = &log.gpus[..] else { panic!("{log:?}") };
        assert_eq!(gpu.pci_address.as_deref(), Some("0000:3b:00.0"));
        assert_eq!(gpu.uuid.as_deref(), Some("GPU-5a1f1b1e-0000-1111-2222-333344445555"));
        assert_eq!(gpu.board_serial_number.as_deref(), Some("1650224000111"));
    }

    #[test]
    fn other_messages_are_passed_over() {
        for message in ["", "NVRM: Xid (", "NVRM: Xid (x): y", "x: SXid (PCI:0): 1e9, Fatal", "NVRM: GPU at "] {
            assert!(decode(message).errors.is_empty(), "{message}");
        }
    }
}
