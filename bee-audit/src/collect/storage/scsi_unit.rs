//! Asking one SCSI unit: a disk, an enclosure, or a disk behind a RAID controller.
//!
//! What it refuses with *illegal request* it does not have. After a command that was late or got lost no other one is
//! sent: the unit costs one gap.

use crate::{
    collect::Probe,
    decode,
    host::{Error, Query, Reply, ScsiRequest},
};

/// SENSE KEY of a unit that does not know what it was asked (SPC-5 §4.4.6).
const ILLEGAL_REQUEST: u8 = 0x5;

/// The asking end of one unit.
pub(super) struct Unit<'a, 'h> {
    pub(super) probe: &'a mut Probe<'h>,
    /// What its gaps are reported for.
    pub(super) name: String,
    device: String,
    pub(super) has_answered: bool,
    /// A command was late or got lost.
    pub(super) is_lost: bool,
}

impl<'a, 'h> Unit<'a, 'h> {
    /// The unit behind `device`, such as `/dev/sg0`.
    pub(super) fn new(probe: &'a mut Probe<'h>, name: &str, device: String) -> Unit<'a, 'h> {
        Unit { probe, name: name.to_owned(), device, has_answered: false, is_lost: false }
    }

    /// `request` to this unit.
    pub(super) fn query(&self, request: ScsiRequest) -> Query {
        Query::Scsi { device: self.device.clone(), request }
    }

    /// The answer to `request`; `None` when the drive does not have it, or failed to give it (a gap).
    pub(super) fn ask(&mut self, request: ScsiRequest) -> Option<Vec<u8>> {
        if self.is_lost {
            return None;
        }
        let query = self.query(request);
        match self.probe.try_ask(&query) {
            Ok(Reply::Bytes(bytes)) => {
                self.has_answered = true;
                Some(bytes)
            }
            Err(Error::CheckCondition { sense_key: ILLEGAL_REQUEST, .. } | Error::Unsupported) | Ok(_) => {
                self.has_answered = true;
                None
            }
            Err(error) => {
                self.is_lost =
                    !matches!(error, Error::CheckCondition { .. } | Error::DeviceStatus { .. } | Error::Busy);
                if self.has_answered {
                    self.probe.refused_later(&self.name, &query, error);
                } else {
                    self.probe.refused(&self.name, &query, error);
                }
                None
            }
        }
    }

    pub(super) fn decoded<T>(
        &mut self,
        request: ScsiRequest,
        decode: fn(&[u8]) -> Result<T, decode::Error>,
    ) -> Option<T> {
        let bytes = self.ask(request)?;
        decode(&bytes).inspect_err(|error| self.probe.damaged(&self.name, request.name(), error)).ok()
    }
}
