//! How commands get to a SCSI device: by its own node, or through the RAID controller that it is behind.

use std::path::{Path, PathBuf};

use super::{
    file::below,
    megaraid,
    scsi_generic::{self, Completion},
};
use crate::host::{Error, query::megaraid_disk};

/// The way to a device.
pub(super) enum Transport {
    /// `/dev/sg0`, `/dev/sda`.
    Node(PathBuf),
    /// `/dev/bus/0/megaraid/8`: SCSI host and target.
    Megaraid(PathBuf, (u16, u8)),
}

impl Transport {
    pub(super) fn to(root: &Path, device: &str) -> Transport {
        match megaraid_disk(device) {
            Some(disk) => Transport::Megaraid(root.to_owned(), disk),
            None => Transport::Node(below(root, device)),
        }
    }

    /// Whether the answer's own words tell how long it is.
    pub(super) fn hides_length(&self) -> bool {
        matches!(self, Transport::Megaraid(..))
    }

    /// Sends `command`, to which the device may fill `allocation_length` octets.
    pub(super) fn send<const N: usize>(&self, command: [u8; N], allocation_length: u16) -> Result<Completion, Error> {
        match self {
            Transport::Node(path) => scsi_generic::send(path, command, allocation_length),
            Transport::Megaraid(root, disk) => megaraid::send(root, *disk, command, allocation_length),
        }
    }
}
