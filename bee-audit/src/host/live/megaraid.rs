//! Controllers of megaraid_sas and the drives behind them: the `MEGASAS_IOC_FIRMWARE` ioctl, frames that read only.
//!
//! Document: Linux `drivers/scsi/megaraid/megaraid_sas.h` (`struct megasas_iocpacket`, `megasas_pthru_frame`,
//! `megasas_dcmd_frame`, `MFI_*`). The driver puts addresses of its own in place of those in the frame, and gives
//! nothing of the frame back but its status: how much a drive sent is not told, the data itself says it.

#![expect(unsafe_code, reason = "an ioctl")]

use std::{fs::File, io, os::fd::AsRawFd, path::Path, ptr};

use super::{
    megaraid_node,
    scsi_generic::{Completion, TIME_OUT},
};
use crate::host::{Error, MegaraidRequest, Reply, query::megaraid_host};

/// `MEGASAS_IOC_FIRMWARE`, `_IOWR('M', 1, struct megasas_iocpacket)`.
const MEGASAS_IOC_FIRMWARE: u32 = 0xc194_4d01;

/// `MFI_CMD_PD_SCSI_IO`, `MFI_CMD_DCMD`.
const PASS_THROUGH: u8 = 0x04;
const DIRECT: u8 = 0x05;
/// `MFI_FRAME_DIR_NONE`, `MFI_FRAME_DIR_READ`: nothing goes towards the drive but the command.
const NO_TRANSFER: u16 = 0x0000;
const FROM_DEVICE: u16 = 0x0010;

/// Where a frame of each kind has its list of buffers, and one of the first kind the address for sense data.
const PASS_THROUGH_BUFFERS: u32 = 0x30;
const DIRECT_BUFFERS: u32 = 0x28;
const SENSE_ADDRESS: u32 = 0x18;
/// Octets of sense data that are taken.
const SENSE_LENGTH: u8 = 96;

/// `MFI_STAT_*`.
const OK: u8 = 0x00;
const INVALID_COMMAND: u8 = 0x01;
const INVALID_DIRECT_COMMAND: u8 = 0x02;
const INVALID_PARAMETER: u8 = 0x03;
const DEVICE_NOT_FOUND: u8 = 0x0c;
const SCSI_DONE_WITH_ERROR: u8 = 0x2d;

/// `struct megasas_iocpacket`.
#[repr(C, packed)]
struct Packet {
    host_no: u16,
    pad: u16,
    sgl_off: u32,
    sge_count: u32,
    sense_off: u32,
    sense_len: u32,
    frame: [u8; 128],
    sgl: [libc::iovec; 16],
}

const _: () = assert!(size_of::<Packet>() == if cfg!(target_pointer_width = "64") { 404 } else { 276 });

/// Asks the controller whose SCSI host is at `device` (`/dev/bus/0`).
pub(super) fn ask(root: &Path, device: &str, request: MegaraidRequest) -> Result<Reply, Error> {
    let host = megaraid_host(device).ok_or(Error::Absent)?;
    let command = request.command();
    let mut data = vec![0; usize::from(command.length)];
    let frame =
        [&header(DIRECT, 0, 0, 0, command.length)[..], &command.opcode.to_le_bytes(), &command.mailbox].concat();
    match submit(&megaraid_node::open(root)?, host, &frame, DIRECT_BUFFERS, &mut data, &mut [])? {
        OK => Ok(Reply::Bytes(data)),
        status => Err(refusal(status)),
    }
}

/// Sends `command` (16 octets at most) to drive `target` behind the controller of SCSI host `host`; the drive may fill
/// `allocation_length` octets.
pub(super) fn send<const N: usize>(
    root: &Path,
    (host, target): (u16, u8),
    command: [u8; N],
    allocation_length: u16,
) -> Result<Completion, Error> {
    const { assert!(N <= 16) };
    let mut data = vec![0; usize::from(allocation_length)];
    let mut sense = vec![0; usize::from(SENSE_LENGTH)];
    let length = u8::try_from(N).unwrap_or_default();
    // After the header the address of the sense data, which `submit` fills in.
    let frame =
        [&header(PASS_THROUGH, target, length, SENSE_LENGTH, allocation_length)[..], &[0; 8], &command].concat();
    match submit(&megaraid_node::open(root)?, host, &frame, PASS_THROUGH_BUFFERS, &mut data, &mut sense)? {
        OK => Ok(Completion::good(data)),
        SCSI_DONE_WITH_ERROR => Ok(Completion::check_condition(data, sense)),
        status => Err(refusal(status)),
    }
}

/// The 24 octets with which every frame begins.
fn header(command: u8, target: u8, command_length: u8, sense_length: u8, data_length: u16) -> Vec<u8> {
    let buffers = u8::from(data_length > 0);
    let direction = if data_length > 0 { FROM_DEVICE } else { NO_TRANSFER };
    let seconds = u16::try_from(TIME_OUT.as_secs()).unwrap_or_default();
    let mut header = vec![command, sense_length, 0xff, 0, target, 0, command_length, buffers];
    header.extend([0; 8]);
    header.extend(direction.to_le_bytes());
    header.extend(seconds.to_le_bytes());
    header.extend(u32::from(data_length).to_le_bytes());
    header
}

/// The status with which the controller ended `frame`; it fills `data`, and `sense` where a drive has something to say.
fn submit(
    node: &File,
    host: u16,
    frame: &[u8],
    buffers_at: u32,
    data: &mut [u8],
    sense: &mut [u8],
) -> Result<u8, Error> {
    let mut buffers = [libc::iovec { iov_base: ptr::null_mut(), iov_len: 0 }; 16];
    let [buffer, ..] = &mut buffers;
    *buffer = libc::iovec { iov_base: data.as_mut_ptr().cast(), iov_len: data.len() };
    let mut packet = Packet {
        host_no: host,
        pad: 0,
        sgl_off: buffers_at,
        sge_count: u32::from(!data.is_empty()),
        sense_off: SENSE_ADDRESS,
        sense_len: u32::try_from(sense.len()).unwrap_or_default(),
        frame: [0; 128],
        sgl: buffers,
    };
    let address = sense.as_mut_ptr().expose_provenance().to_le_bytes();
    let with_address = if sense.is_empty() { frame.to_vec() } else { place(frame, &address) };
    packet.frame.iter_mut().zip(with_address).for_each(|(to, from)| *to = from);
    // SAFETY: the file is open; `packet` is the structure that the command takes, and states one buffer at most:
    // `data`, which like `sense` outlives the call and is as long as stated, which the driver does not exceed. Neither
    // is read.
    let status = unsafe { libc::ioctl(node.as_raw_fd(), MEGASAS_IOC_FIRMWARE as _, &raw mut packet) };
    if status < 0 {
        return Err(io::Error::last_os_error().into());
    }
    let [_, _, ended, ..] = packet.frame;
    Ok(ended)
}

/// `frame` with the address for sense data in its place.
fn place(frame: &[u8], address: &[u8]) -> Vec<u8> {
    let at = usize::try_from(SENSE_ADDRESS).unwrap_or_default();
    let (before, rest) = frame.split_at_checked(at).unwrap_or((frame, &[]));
    [before, address, rest.get(address.len()..).unwrap_or_default()].concat()
}

fn refusal(status: u8) -> Error {
    match status {
        DEVICE_NOT_FOUND => Error::Absent,
        INVALID_COMMAND | INVALID_DIRECT_COMMAND | INVALID_PARAMETER => Error::Unsupported,
        status => Error::MegaraidStatus { status },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_as_the_driver_takes_them() {
        let frame = header(PASS_THROUGH, 8, 6, SENSE_LENGTH, 96);
        let expected = [4, 96, 0xff, 0, 8, 0, 6, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 10, 0, 96, 0, 0, 0];
        assert_eq!(frame, expected);
        let placed = place(&[&frame[..], &[0; 8], &[0x12, 0, 0, 0, 96, 0]].concat(), &[1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(placed[24..32], [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(placed[32..], [0x12, 0, 0, 0, 96, 0]);
        assert_eq!(header(PASS_THROUGH, 8, 6, 0, 0)[16..18], [0, 0]);
    }

    #[test]
    fn what_is_no_controller_is_not_asked() {
        assert_eq!(ask(Path::new("/nowhere"), "/dev/bus/0", MegaraidRequest::Controller), Err(Error::Absent));
        assert_eq!(ask(Path::new("/"), "/dev/sda", MegaraidRequest::Controller), Err(Error::Absent));
        assert_eq!(send(Path::new("/nowhere"), (0, 8), [0; 6], 0), Err(Error::Absent));
    }
}
