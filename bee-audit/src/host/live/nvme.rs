//! NVMe controllers: the `NVME_IOCTL_ADMIN_CMD` ioctl, reading commands only.
//!
//! The command itself has the kernel's own time limit, never a shorter one: when an admin command is late, Linux resets
//! the controller. Who asked goes on without the answer long before.

#![expect(unsafe_code, reason = "an ioctl")]

use std::{fs::File, io, os::fd::AsRawFd, path::Path};

use crate::host::{Error, NvmeRequest, Reply, query::is_controller};

/// `NVME_IOCTL_ADMIN_CMD`, `_IOWR('N', 0x41, struct nvme_admin_cmd)` (Linux UAPI `linux/nvme_ioctl.h`).
const NVME_IOCTL_ADMIN_CMD: u32 = 0xc048_4e41;

/// `struct nvme_passthru_cmd`, which is `struct nvme_admin_cmd`.
#[repr(C)]
#[derive(Default)]
struct AdminCommand {
    opcode: u8,
    flags: u8,
    rsvd1: u16,
    nsid: u32,
    cdw2: u32,
    cdw3: u32,
    metadata: u64,
    addr: u64,
    metadata_len: u32,
    data_len: u32,
    cdw10: u32,
    cdw11: u32,
    cdw12: u32,
    cdw13: u32,
    cdw14: u32,
    cdw15: u32,
    /// 0 is the kernel's default.
    timeout_ms: u32,
    result: u32,
}

const _: () = assert!(size_of::<AdminCommand>() == 72);

/// Asks the controller behind `device`; without data to transfer, the answer is dword 0 of its completion.
pub(super) fn ask(root: &Path, device: &str, request: NvmeRequest) -> Result<Reply, Error> {
    if !is_controller(device) {
        return Err(Error::Absent);
    }
    let controller = File::open(root.join(device.trim_start_matches('/')))?;
    let command = request.command();
    let [cdw10, cdw11, cdw12] = command.dwords;
    let mut bytes = vec![0; usize::try_from(command.length).unwrap_or_default()];
    let mut admin = AdminCommand {
        opcode: command.opcode,
        nsid: command.namespace,
        addr: u64::try_from(bytes.as_mut_ptr().expose_provenance()).unwrap_or_default(),
        data_len: command.length,
        cdw10,
        cdw11,
        cdw12,
        ..AdminCommand::default()
    };
    // SAFETY: the device is open; `admin` is the structure that the command takes, with the address of `bytes` and the
    // number of octets that it holds; both outlive the call, after which the kernel keeps neither. The command reads
    // only (`NvmeRequest`) and states the same number of octets to the controller.
    let status = unsafe { libc::ioctl(controller.as_raw_fd(), NVME_IOCTL_ADMIN_CMD as _, &raw mut admin) };
    match status {
        0 if bytes.is_empty() => Ok(Reply::Bytes(admin.result.to_le_bytes().to_vec())),
        0 => Ok(Reply::Bytes(bytes)),
        ..0 => Err(io::Error::last_os_error().into()),
        refused => Err(Error::NvmeStatus { status: u16::try_from(refused).unwrap_or(u16::MAX) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_controller_is_not_asked() {
        for device in ["/dev/null", "/dev/nvme0n1", "/dev/nvme-none"] {
            assert_eq!(ask(Path::new("/"), device, NvmeRequest::IdentifyController), Err(Error::Absent));
        }
        let nowhere = ask(Path::new("/nowhere"), "/dev/nvme0", NvmeRequest::IdentifyController);
        assert_eq!(nowhere, Err(Error::Absent));
    }
}
