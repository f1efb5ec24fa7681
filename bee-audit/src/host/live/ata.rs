//! ATA drives, through the SCSI / ATA translation of the kernel, a SAS controller or a USB bridge.

use std::path::Path;

use super::scsi_transport::Transport;
use crate::host::{AtaRequest, Error, Reply};

/// Asks the drive at `device` (`/dev/sda`): the sectors that it sends, or its registers as sense data.
pub(super) fn ask(root: &Path, device: &str, request: AtaRequest) -> Result<Reply, Error> {
    let command = request.command_descriptor_block();
    let ended = Transport::to(root, device).send(command, request.transfer_length())?;
    if request.transfer_length() > 0 {
        return ended.into_data().map(Reply::Bytes);
    }
    match ended.refusal() {
        // A bridge that does not return the registers that it was asked for.
        None => Err(Error::Unsupported),
        // The registers arrive with CHECK CONDITION, the drive's verdict being in them (SAT-4 §12.2.2.6).
        Some(Error::CheckCondition { sense_key: 0 | 1, .. }) => Ok(Reply::Bytes(ended.sense)),
        Some(error) => Err(error),
    }
}
