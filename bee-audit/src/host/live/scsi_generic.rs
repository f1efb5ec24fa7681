//! SCSI devices and whatever the kernel shows as one: the `SG_IO` ioctl, commands that read only.
//!
//! Document: Linux UAPI `scsi/sg.h`, interface version 3 (`struct sg_io_hdr`); SPC-5 §4.4 (sense data), SAM-5 §5.3.1
//! (status). A buffer is only ever filled by the device: no transfer goes towards it.

#![expect(unsafe_code, reason = "an ioctl")]

use std::{
    fs::OpenOptions,
    io,
    os::{fd::AsRawFd, unix::fs::OpenOptionsExt},
    path::Path,
    ptr,
    time::Duration,
};

use crate::host::Error;

/// How long the kernel waits for a command. A command that is late makes it abort, then reset the device: the time is
/// what a healthy but busy disk may need, and less than any asker's patience with a SCSI device.
pub(super) const TIME_OUT: Duration = Duration::from_secs(10);

/// `SG_IO`.
const SG_IO: u32 = 0x2285;
/// `SG_DXFER_NONE` and `SG_DXFER_FROM_DEV`.
const NO_TRANSFER: libc::c_int = -1;
const FROM_DEVICE: libc::c_int = -3;
/// The longest sense data there is (SPC-5 §4.4.1).
const SENSE_LENGTH: u8 = 252;
/// `DID_TIME_OUT`, in `host_status`; `DRIVER_TIMEOUT`, in the low half of `driver_status`.
const HOST_TIMED_OUT: u16 = 0x03;
const DRIVER_TIMED_OUT: u16 = 0x06;
/// `DRIVER_SENSE`: sense data is there, which is no failure of the driver.
const DRIVER_SENSE: u16 = 0x08;

/// Status octets (SAM-5 §5.3.1).
const GOOD: u8 = 0x00;
const CHECK_CONDITION: u8 = 0x02;
const BUSY: u8 = 0x08;
const TASK_SET_FULL: u8 = 0x28;

/// `struct sg_io_hdr`.
#[repr(C)]
struct Header {
    interface_id: libc::c_int,
    dxfer_direction: libc::c_int,
    cmd_len: u8,
    mx_sb_len: u8,
    iovec_count: u16,
    dxfer_len: u32,
    dxferp: *mut u8,
    cmdp: *const u8,
    sbp: *mut u8,
    timeout: u32,
    flags: u32,
    pack_id: libc::c_int,
    usr_ptr: *mut libc::c_void,
    status: u8,
    masked_status: u8,
    msg_status: u8,
    sb_len_wr: u8,
    host_status: u16,
    driver_status: u16,
    resid: libc::c_int,
    duration: u32,
    info: u32,
}

/// A command as it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Completion {
    /// What the device sent, no octet more.
    pub(super) data: Vec<u8>,
    /// Status octet.
    status: u8,
    host_status: u16,
    driver_status: u16,
    /// Sense data, as much as there is.
    pub(super) sense: Vec<u8>,
}

/// Sends `command` (16 octets at most) to the device at `path`, which may fill `allocation_length` octets.
///
/// Opened without access for writing, and without waiting for a medium.
pub(super) fn send<const N: usize>(path: &Path, command: [u8; N], allocation_length: u16) -> Result<Completion, Error> {
    const { assert!(N <= 16) };
    let device = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC).open(path)?;
    let mut data = vec![0; usize::from(allocation_length)];
    let mut sense = vec![0; usize::from(SENSE_LENGTH)];
    let mut header = Header {
        interface_id: libc::c_int::from(b'S'),
        dxfer_direction: if data.is_empty() { NO_TRANSFER } else { FROM_DEVICE },
        cmd_len: u8::try_from(N).unwrap_or_default(),
        mx_sb_len: SENSE_LENGTH,
        iovec_count: 0,
        dxfer_len: u32::from(allocation_length),
        dxferp: data.as_mut_ptr(),
        cmdp: command.as_ptr(),
        sbp: sense.as_mut_ptr(),
        timeout: u32::try_from(TIME_OUT.as_millis()).unwrap_or(u32::MAX),
        flags: 0,
        pack_id: 0,
        usr_ptr: ptr::null_mut(),
        status: 0,
        masked_status: 0,
        msg_status: 0,
        sb_len_wr: 0,
        host_status: 0,
        driver_status: 0,
        resid: 0,
        duration: 0,
        info: 0,
    };
    // SAFETY: the file is open; `header` is the structure that SG_IO takes (on anything that is no SCSI device the call
    // fails). `command`, `data` and `sense` outlive the call and have the lengths that the header states, which the
    // kernel does not exceed. The direction lets the kernel read nothing but header and command.
    let status = unsafe { libc::ioctl(device.as_raw_fd(), SG_IO as _, &raw mut header) };
    if status < 0 {
        return Err(io::Error::last_os_error().into());
    }
    // A residual larger than the buffer, or negative, would be a defect of the driver; then nothing arrived.
    let residual = usize::try_from(header.resid).unwrap_or(usize::MAX);
    data.truncate(data.len().saturating_sub(residual));
    sense.truncate(usize::from(header.sb_len_wr));
    Ok(Completion {
        data,
        status: header.status,
        host_status: header.host_status,
        driver_status: header.driver_status,
        sense,
    })
}

impl Completion {
    /// A command that ended well.
    pub(super) fn good(data: Vec<u8>) -> Completion {
        Completion { data, status: GOOD, host_status: 0, driver_status: 0, sense: Vec::new() }
    }

    /// A command that ended with `sense` data.
    pub(super) fn check_condition(data: Vec<u8>, sense: Vec<u8>) -> Completion {
        Completion { data, status: CHECK_CONDITION, host_status: 0, driver_status: 0, sense }
    }

    /// What the device sent with GOOD status.
    pub(super) fn into_data(self) -> Result<Vec<u8>, Error> {
        match self.refusal() {
            Some(error) => Err(error),
            None => Ok(self.data),
        }
    }

    /// Why the command failed; `None` with GOOD status.
    pub(super) fn refusal(&self) -> Option<Error> {
        let driver_status = self.driver_status & !DRIVER_SENSE;
        if self.host_status == HOST_TIMED_OUT || driver_status & 0xf == DRIVER_TIMED_OUT {
            return Some(Error::TimedOut);
        }
        if self.status == CHECK_CONDITION {
            return Some(check_condition(&self.sense));
        }
        if self.host_status != 0 || driver_status != 0 {
            return Some(Error::TransportFailed { host_status: self.host_status, driver_status: self.driver_status });
        }
        match self.status {
            GOOD => None,
            BUSY | TASK_SET_FULL => Some(Error::Busy),
            status => Some(Error::DeviceStatus { status }),
        }
    }
}

/// Sense key, additional sense code and its qualifier (SPC-5 §4.4.2 for descriptor format, §4.4.3 for fixed format); 0
/// where the device tells none.
fn check_condition(sense: &[u8]) -> Error {
    let octet = |offset: usize| sense.get(offset).copied().unwrap_or_default();
    let is_descriptor_format = matches!(octet(0) & 0x7f, 0x72 | 0x73);
    let (key, code) = if is_descriptor_format { (1, 2) } else { (2, 12) };
    Error::CheckCondition {
        sense_key: octet(key) & 0x0f,
        additional_sense_code: octet(code),
        additional_sense_code_qualifier: octet(code + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST_UNIT_READY: [u8; 6] = [0; 6];

    fn ended(status: u8, host_status: u16, driver_status: u16, sense: &[u8]) -> Completion {
        Completion { data: vec![1], status, host_status, driver_status, sense: sense.to_vec() }
    }

    #[test]
    fn good_status_gives_what_was_sent() {
        assert_eq!(ended(GOOD, 0, 0, &[]).into_data(), Ok(vec![1]));
    }

    #[test]
    fn sense_data_is_read_in_both_formats() {
        let refusal =
            Error::CheckCondition { sense_key: 5, additional_sense_code: 0x24, additional_sense_code_qualifier: 1 };
        let fixed = [0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x24, 1];
        for sense in [&fixed[..], &[0x72, 5, 0x24, 1, 0, 0, 0, 0]] {
            assert_eq!(ended(CHECK_CONDITION, 0, DRIVER_SENSE, sense).refusal(), Some(refusal.clone()));
        }
        let none = Error::CheckCondition { sense_key: 0, additional_sense_code: 0, additional_sense_code_qualifier: 0 };
        assert_eq!(ended(CHECK_CONDITION, 0, 0, &[]).refusal(), Some(none));
    }

    #[test]
    fn other_ends_are_told_apart() {
        assert_eq!(ended(GOOD, HOST_TIMED_OUT, 0, &[]).refusal(), Some(Error::TimedOut));
        assert_eq!(ended(GOOD, 0, 0x06, &[]).refusal(), Some(Error::TimedOut));
        assert_eq!(ended(BUSY, 0, 0, &[]).refusal(), Some(Error::Busy));
        assert_eq!(ended(0x18, 0, 0, &[]).refusal(), Some(Error::DeviceStatus { status: 0x18 }));
        let gone = Error::TransportFailed { host_status: 1, driver_status: 0 };
        assert_eq!(ended(GOOD, 1, 0, &[]).refusal(), Some(gone));
    }

    #[test]
    fn what_is_no_scsi_device_does_not_take_commands() {
        assert_eq!(send(Path::new("/dev/none-such"), TEST_UNIT_READY, 0), Err(Error::Absent));
        assert_eq!(send(Path::new("/dev/null"), TEST_UNIT_READY, 0), Err(Error::Unsupported));
    }

    #[test]
    fn the_header_is_as_long_as_the_kernels() {
        let expected = if cfg!(target_pointer_width = "64") { 88 } else { 64 };
        assert_eq!(size_of::<Header>(), expected);
    }
}
