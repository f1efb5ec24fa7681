//! Attributes of management engines, `/sys/class/mei/*/` (Linux, Documentation/ABI/testing/sysfs-class-mei).
//!
//! `fw_ver` has a line for each part of the firmware, `platform:major.minor.milestone.build`, zeros for a part that is
//! missing. `fw_status` has up to six registers of eight hexadecimal digits; engines on servers leave out what they do
//! not have.

use crate::decode::hex;

/// Versions that `fw_ver` holds: running, recovery, and FITC. Parts that are missing are left out.
pub fn firmware_versions(text: &str) -> Vec<String> {
    let versions = text.lines().map(|line| line.split_once(':').map_or(line, |(_, version)| version).trim());
    versions
        .filter(|version| version.contains(['1', '2', '3', '4', '5', '6', '7', '8', '9']))
        .map(str::to_owned)
        .collect()
}

/// Firmware status registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmwareStatus {
    /// The registers, each as eight hexadecimal digits.
    pub registers: Vec<String>,
    first: u32,
}

impl FirmwareStatus {
    /// From the text of `fw_status`; `None` where it holds no register.
    pub fn decode(text: &str) -> Option<FirmwareStatus> {
        let registers: Vec<u32> = text.lines().map_while(|line| u32::from_str_radix(line.trim(), 16).ok()).collect();
        let first = registers.first().copied()?;
        Some(FirmwareStatus { registers: registers.iter().map(|it| hex(&it.to_be_bytes())).collect(), first })
    }

    /// Whether the engine was left as the factory needs it, its flash open: bit 4 of the first register, as fwupd and
    /// coreboot (`src/soc/intel/common/block/include/intelblocks/cse.h`) read it.
    pub fn manufacturing_mode(&self) -> bool {
        self.first & 1 << 4 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_parts_have_no_version() {
        assert_eq!(firmware_versions("0:4.4.4.202\n0:4.4.4.202\n0:0.0.0.0\n"), ["4.4.4.202", "4.4.4.202"]);
        assert_eq!(firmware_versions(""), Vec::<String>::new());
    }

    #[test]
    fn registers_are_hexadecimal() {
        let status = FirmwareStatus::decode("000F0255\n88110026\n").unwrap();
        assert_eq!(status.registers, ["000f0255", "88110026"]);
        assert!(status.manufacturing_mode());
        assert!(!FirmwareStatus::decode("90000245").unwrap().manufacturing_mode());
        assert_eq!(FirmwareStatus::decode("x"), None);
    }
}
