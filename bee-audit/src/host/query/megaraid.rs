//! What a controller of megaraid_sas can be asked: commands of its firmware interface that read, and no others; and how
//! a drive behind it is named, which is then asked as any SCSI or ATA drive.
//!
//! Document: Linux `drivers/scsi/megaraid/megaraid_sas.h`, `MR_DCMD_*` (direct commands). No rule tells operation codes
//! that read from those that change something, so that each is listed.

use std::fmt;

/// A direct command that a controller answers with data, and that changes nothing in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MegaraidRequest {
    /// `MR_DCMD_CTRL_GET_INFO`: what the controller is; `struct megasas_ctrl_info`.
    Controller,
    /// `MR_DCMD_PD_GET_LIST`: drives by number; `struct MR_PD_LIST` of 256.
    PhysicalDisks,
    /// `MR_DCMD_PD_GET_INFO`: a drive as the controller knows it; `struct MR_PD_INFO`.
    PhysicalDisk(u16),
    /// `MR_DCMD_LD_GET_LIST`: volumes by number; `struct MR_LD_LIST` of 64.
    VirtualDisks,
    /// `MR_DCMD_LD_GET_INFO`: a volume; `struct mfi_ld_info`.
    VirtualDisk(u8),
}

/// A direct command: operation code, mailbox, octets that the controller may send.
pub(crate) struct DirectCommand {
    pub(crate) opcode: u32,
    pub(crate) mailbox: [u8; 12],
    pub(crate) length: u16,
}

impl MegaraidRequest {
    /// What is asked for.
    pub fn name(self) -> &'static str {
        match self {
            MegaraidRequest::Controller => "controller information",
            MegaraidRequest::PhysicalDisks => "list of drives behind the controller",
            MegaraidRequest::PhysicalDisk(_) => "what the controller knows of a drive",
            MegaraidRequest::VirtualDisks => "list of volumes",
            MegaraidRequest::VirtualDisk(_) => "what the controller knows of a volume",
        }
    }

    pub(crate) fn command(self) -> DirectCommand {
        let (opcode, number, length) = match self {
            MegaraidRequest::Controller => (0x0101_0000, 0, 2048),
            MegaraidRequest::PhysicalDisks => (0x0201_0000, 0, 8 + 256 * 24),
            MegaraidRequest::PhysicalDisk(disk) => (0x0202_0000, disk, 512),
            MegaraidRequest::VirtualDisks => (0x0301_0000, 0, 8 + 64 * 16),
            MegaraidRequest::VirtualDisk(disk) => (0x0302_0000, u16::from(disk), 384),
        };
        let [low, high] = number.to_le_bytes();
        DirectCommand { opcode, mailbox: [low, high, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], length }
    }

    /// The request that `words` stand for, as [`Display`](fmt::Display) writes it.
    pub(super) fn parse(words: &str) -> Option<MegaraidRequest> {
        let request = match words.split_once(" number=") {
            None => match words {
                "controller" => MegaraidRequest::Controller,
                "physical-disks" => MegaraidRequest::PhysicalDisks,
                "virtual-disks" => MegaraidRequest::VirtualDisks,
                _ => return None,
            },
            Some(("physical-disk", number)) => MegaraidRequest::PhysicalDisk(number.parse().ok()?),
            Some(("virtual-disk", number)) => MegaraidRequest::VirtualDisk(number.parse().ok()?),
            Some(_) => return None,
        };
        (request.to_string() == words).then_some(request)
    }
}

/// `physical-disks`, `physical-disk number=8`.
impl fmt::Display for MegaraidRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MegaraidRequest::Controller => formatter.write_str("controller"),
            MegaraidRequest::PhysicalDisks => formatter.write_str("physical-disks"),
            MegaraidRequest::PhysicalDisk(number) => write!(formatter, "physical-disk number={number}"),
            MegaraidRequest::VirtualDisks => formatter.write_str("virtual-disks"),
            MegaraidRequest::VirtualDisk(number) => write!(formatter, "virtual-disk number={number}"),
        }
    }
}

/// The SCSI host of a controller, `/dev/bus/0`: smartctl's name for what has no device of its own.
pub(crate) fn megaraid_host(device: &str) -> Option<u16> {
    number(device.strip_prefix("/dev/bus/")?)
}

/// SCSI host and target of a drive behind a controller, `/dev/bus/0/megaraid/8`: smartctl's `-d megaraid,8 /dev/bus/0`.
pub(crate) fn megaraid_disk(device: &str) -> Option<(u16, u8)> {
    let (host, disk) = device.strip_prefix("/dev/bus/")?.split_once("/megaraid/")?;
    Some((number(host)?, u8::try_from(number(disk)?).ok()?))
}

/// A decimal number as it is usually written.
fn number(text: &str) -> Option<u16> {
    text.parse().ok().filter(|number: &u16| number.to_string() == text)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Every kind of request, with the ends of what it counts.
    pub(in super::super) fn samples() -> Vec<MegaraidRequest> {
        vec![
            MegaraidRequest::Controller,
            MegaraidRequest::PhysicalDisks,
            MegaraidRequest::PhysicalDisk(0),
            MegaraidRequest::PhysicalDisk(u16::MAX),
            MegaraidRequest::VirtualDisks,
            MegaraidRequest::VirtualDisk(0),
            MegaraidRequest::VirtualDisk(u8::MAX),
        ]
    }

    /// What is known to read: `MR_DCMD_CTRL_GET_INFO`, `PD_GET_LIST`, `PD_GET_INFO`, `LD_GET_LIST`, `LD_GET_INFO`. Any
    /// other of the 2³² operation codes cannot be sent, and the mailbox holds nothing but the number of what is asked
    /// about.
    #[test]
    fn nothing_that_changes_a_controller_can_be_sent() {
        for request in samples() {
            let command = request.command();
            let reads = [0x0101_0000, 0x0201_0000, 0x0202_0000, 0x0301_0000, 0x0302_0000];
            assert!(reads.contains(&command.opcode), "{request}: {:08x}", command.opcode);
            assert_eq!(command.mailbox[2..], [0; 10], "{request}");
            let has_number = matches!(request, MegaraidRequest::PhysicalDisk(_) | MegaraidRequest::VirtualDisk(_));
            assert!(has_number || command.mailbox == [0; 12], "{request}");
        }
    }

    #[test]
    fn nothing_that_changes_a_controller_can_be_written_down() {
        let changing = ["flush", "shutdown", "pd-set-state", "ld-delete", "cfg-clear", "virtual-disk number=256"];
        let odd = ["physical-disk number=+8", "physical-disk number=08", "physical-disk", "controller number=1", ""];
        for words in changing.into_iter().chain(odd) {
            assert_eq!(MegaraidRequest::parse(words), None, "{words:?}");
        }
        for code in 0..=u8::MAX {
            assert_eq!(MegaraidRequest::parse(&format!("opcode={code:02x}010000")), None);
        }
        for request in samples() {
            assert_eq!(MegaraidRequest::parse(&request.to_string()), Some(request));
        }
    }

    #[test]
    fn drives_behind_controllers_have_names() {
        assert_eq!((megaraid_host("/dev/bus/0"), megaraid_host("/dev/bus/65535")), (Some(0), Some(u16::MAX)));
        assert_eq!(megaraid_disk("/dev/bus/12/megaraid/255"), Some((12, 255)));
        for device in ["/dev/bus/usb/001", "/dev/bus/00", "/dev/bus/0/megaraid/256", "/dev/bus/0/megaraid/", "/dev/sda"]
        {
            assert_eq!((megaraid_host(device), megaraid_disk(device)), (None, None), "{device}");
        }
    }
}
