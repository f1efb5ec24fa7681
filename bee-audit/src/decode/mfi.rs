//! MegaRAID Firmware Interface: what controllers of megaraid_sas tell of themselves, their drives and their volumes.
//!
//! Documents: Linux `drivers/scsi/megaraid/megaraid_sas.h` (`struct megasas_ctrl_info`, `MR_PD_LIST`, `MR_LD_LIST`,
//! `MR_DCMD_*`), FreeBSD `sys/dev/mfi/mfireg.h` (`struct mfi_pd_info`, `mfi_ld_info`, `mfi_ddf_*`), SNIA Common RAID
//! Disk Data Format 2.0 §4.1 (RAID levels). Numbers have their least significant octet first.
//!
//! Real controllers: newer firmware appends fields and makes lists longer; what is decoded here has been in place since
//! the first. A drive that is its own enclosure is the enclosure's services device and no drive.

pub mod controller_information;
pub mod physical_disk;
pub mod physical_disk_list;
pub mod virtual_disk;
pub mod virtual_disk_list;

use super::{Error, Fault, code::codes, scsi::designator::Designator};

/// The interface's name in errors of these decoders.
const STANDARD: &str = "MFI";

/// Octets of the sectors in which sizes are counted, whatever the drive's are.
const SECTOR_BYTES: u64 = 512;

/// ASSOCIATION of a designator that names the unit, not a port of it (SPC-5 §7.7.6.1).
const LOGICAL_UNIT: u8 = 0;

codes! {
    /// State of a drive (`MR_PD_STATE_*`), in the words of the makers' tools.
    pub struct PhysicalDiskState(u16) {
        0x00 => "Unconfigured Good",
        0x01 => "Unconfigured Bad",
        0x02 => "Hot Spare",
        0x10 => "Offline",
        0x11 => "Failed",
        0x14 => "Rebuild",
        0x18 => "Online",
        0x20 => "Copyback",
        0x40 => "JBOD",
    }

    /// State of a volume (`MFI_LD_STATE_*`), in the words of the makers' tools.
    pub struct VirtualDiskState(u8) {
        0 => "Offline",
        1 => "Partially Degraded",
        2 => "Degraded",
        3 => "Optimal",
    }

    /// Interface of a drive (`mfi_ddf_pd_interface`).
    pub struct DiskInterface(u8) {
        1 => "parallel SCSI",
        2 => "SAS",
        3 => "SATA",
        4 => "FC",
    }

    /// Medium of a drive.
    pub struct DiskMedium(u8) {
        0 => "HDD",
        1 => "SSD",
    }
}

/// The error for fewer than `need` octets.
fn truncated(need: usize, bytes: &[u8]) -> Error {
    Error::new(STANDARD, 0, Fault::Truncated { need, have: bytes.len() })
}

/// The NAA of the unit in a Device Identification page (SPC-5 §7.7.6), such as structures hold, in hexadecimal digits.
/// Fails on another page.
pub fn world_wide_name(page: &[u8]) -> Result<Option<String>, Error> {
    let (designators, _) = Designator::decode_page(page)?;
    let mut of_unit = designators.iter().filter(|designator| designator.association.0 == LOGICAL_UNIT);
    Ok(of_unit.find_map(Designator::naa))
}
