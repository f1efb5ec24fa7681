//! SCSI devices, through the generic device of the kernel.

use std::path::Path;

use super::{scsi_generic::Completion, scsi_transport::Transport};
use crate::host::{Error, Reply, ScsiRequest, query::ScsiCommand};

const RECOVERED_ERROR: u8 = 0x1;
const UNIT_ATTENTION: u8 = 0x6;
/// A device tells each of its attentions (power on, changed parameters, …) in place of an answer, once.
const MOST_ATTENTIONS: usize = 4;

/// Asks the device at `device` (`/dev/sg0`): the data that it sends.
pub(super) fn ask(root: &Path, device: &str, request: ScsiRequest) -> Result<Reply, Error> {
    let transport = Transport::to(root, device);
    let mut ended = send(&transport, request)?;
    for _ in 0..MOST_ATTENTIONS {
        if !is_attention(request, &ended) {
            break;
        }
        ended = send(&transport, request)?;
    }
    if transport.hides_length() {
        ended.data.truncate(request.stated_length(&ended.data));
    }
    match ended.refusal() {
        None => Ok(Reply::Bytes(ended.data)),
        // Data is there, such as a defect list in another format than was asked for.
        Some(Error::CheckCondition { sense_key: RECOVERED_ERROR, .. }) if !ended.data.is_empty() => {
            Ok(Reply::Bytes(ended.data))
        }
        Some(error) => Err(error),
    }
}

fn send(transport: &Transport, request: ScsiRequest) -> Result<Completion, Error> {
    let length = request.allocation_length();
    match request.command_descriptor_block() {
        ScsiCommand::Six(block) => transport.send(block, length),
        ScsiCommand::Ten(block) => transport.send(block, length),
        ScsiCommand::Twelve(block) => transport.send(block, length),
        ScsiCommand::Sixteen(block) => transport.send(block, length),
    }
}

/// Whether a unit attention took the place of an answer; REQUEST SENSE gives it as its data (SPC-5 §4.4.2, §4.4.3).
fn is_attention(request: ScsiRequest, ended: &Completion) -> bool {
    match ended.refusal() {
        Some(Error::CheckCondition { sense_key, .. }) => sense_key == UNIT_ATTENTION,
        None if request == ScsiRequest::RequestSense => {
            let is_descriptor_format = ended.data.first().is_some_and(|code| matches!(code & 0x7f, 0x72 | 0x73));
            let key = ended.data.get(if is_descriptor_format { 1 } else { 2 });
            key.is_some_and(|key| key & 0x0f == UNIT_ATTENTION)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_scsi_device_is_refused() {
        for request in ScsiRequest::all() {
            assert_eq!(ask(Path::new("/"), "/dev/none-such", request), Err(Error::Absent));
            assert_eq!(ask(Path::new("/"), "/dev/null", request), Err(Error::Unsupported));
            assert_eq!(ask(Path::new("/nowhere"), "/dev/bus/0/megaraid/8", request), Err(Error::Absent));
        }
    }
}
