//! UEFI variables and tables as Linux shows them.
//!
//! Document: UEFI Specification 2.10 §3.1.3 (load options), §3.3 (global variables), §8.2 (attributes), §23.4 (ESRT);
//! Documentation/filesystems/efivarfs. A file of efivarfs holds four octets of attributes before the variable's data.
//!
//! Real firmware leaves descriptions without their NUL and writes boot orders that name entries which do not exist.

use super::{Error, Fault, Fields as _, code::codes};

mod certificate;
mod signature_database;

pub use certificate::Certificate;
pub use signature_database::SignatureDatabase;

const STANDARD: &str = "UEFI";

/// GUID of the variables that the specification itself defines (§3.3).
pub const GLOBAL_VARIABLE: &str = "8be4df61-93ca-11d2-aa0d-00e098032b8c";
/// GUID of the variables `db` and `dbx` (§32.6.1, `EFI_IMAGE_SECURITY_DATABASE_GUID`).
pub const IMAGE_SECURITY_DATABASE: &str = "d719b2cb-3d3a-4596-a3bc-dad00e67656f";

/// A GUID in its text form: three numbers of which the least significant octet comes first, then octets (appendix A).
fn guid(octets: [u8; 16]) -> String {
    let [a, b, c, d, e, f, g, h, rest @ ..] = octets;
    let (node_start, node) = rest.split_at(2);
    let parts: [&[u8]; 5] = [&[d, c, b, a], &[f, e], &[h, g], node_start, node];
    parts.map(super::hex).join("-")
}

codes! {
    /// Kind of a firmware resource (§23.4, `FwType`).
    pub struct FirmwareResourceType(u32) {
        0 => "Unknown", 1 => "System Firmware", 2 => "Device Firmware", 3 => "UEFI Driver",
    }
    /// How the last update of a firmware resource went (§23.4, `LastAttemptStatus`).
    pub struct LastAttemptStatus(u32) {
        0 => "Success", 1 => "Unsuccessful", 2 => "Insufficient Resources", 3 => "Incorrect Version",
        4 => "Invalid Format", 5 => "Authentication Error", 6 => "Power Event - AC Not Connected",
        7 => "Power Event - Insufficient Battery", 8 => "Unsatisfied Dependencies",
        0x1000..=0x4000 => "Vendor Specific",
    }
}

/// Data of a variable, without the attributes that efivarfs puts in front (§8.2).
pub fn variable_data(file: &[u8]) -> Result<&[u8], Error> {
    let truncated = || Error::new(STANDARD, 0, Fault::Truncated { need: 4, have: file.len() });
    file.get(4..).ok_or_else(truncated)
}

/// A variable of one octet that is 0 or 1: `SecureBoot`, `SetupMode` (§3.3).
pub fn flag(file: &[u8]) -> Result<bool, Error> {
    match variable_data(file)? {
        [0] => Ok(false),
        [1] => Ok(true),
        data => Err(Error::new(STANDARD, 4, Fault::Truncated { need: 1, have: data.len() })),
    }
}

/// A variable of one or more numbers of two octets: `BootOrder`, `BootCurrent`, `Timeout` (§3.3).
pub fn numbers(file: &[u8]) -> Result<Vec<u16>, Error> {
    Ok(variable_data(file)?.chunks_exact(2).filter_map(|pair| pair.u16_le(0)).collect())
}

/// A boot entry, `Boot####` (§3.1.3, `EFI_LOAD_OPTION`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOption {
    /// Attributes (offset 0); bit 0 is *active*.
    pub attributes: u32,
    /// Description (offset 6), up to its NUL.
    pub description: Option<String>,
}

impl LoadOption {
    /// Decodes the data of a variable in a file of efivarfs.
    pub fn decode(file: &[u8]) -> Result<LoadOption, Error> {
        let data = variable_data(file)?;
        let truncated = || Error::new(STANDARD, 4, Fault::Truncated { need: 6, have: data.len() });
        let attributes = data.u32_le(0).ok_or_else(truncated)?;
        let text = data.get(6..).ok_or_else(truncated)?.chunks_exact(2).filter_map(|pair| pair.u16_le(0));
        let units = text.take_while(|unit| *unit != 0);
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Ok(LoadOption { attributes, description: super::text(text.as_bytes()) })
    }

    /// Whether the boot manager tries it on its own (§3.1.3, `LOAD_OPTION_ACTIVE`).
    pub fn active(&self) -> bool {
        self.attributes & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_skipped() {
        assert_eq!(flag(b"\x06\0\0\0\x01"), Ok(true));
        assert_eq!(flag(b"\x06\0\0\0\0"), Ok(false));
        assert!(flag(b"\x06\0\0\0\x02").is_err());
        assert_eq!(numbers(b"\x07\0\0\0\x01\0\x03\0\xff"), Ok(vec![1, 3]));
        assert_eq!(numbers(b"\x07\0").unwrap_err().fault, Fault::Truncated { need: 4, have: 2 });
    }

    #[test]
    fn a_boot_entry_has_a_description() {
        let file = b"\x07\0\0\0\x01\0\0\0\x04\0D\0e\0b\0i\0a\0n\0\0\0\x7f\xff\x04\0";
        let option = LoadOption::decode(file).unwrap();
        assert_eq!((option.active(), option.description.as_deref()), (true, Some("Debian")));
        assert!(LoadOption::decode(&file[..9]).is_err());
        assert_eq!(LoadOption::decode(&file[..12]).unwrap().description.as_deref(), Some("D"));
    }
}
