//! Signature databases of Secure Boot: the variables `PK`, `KEK`, `db` and `dbx`.
//!
//! UEFI 2.10 §32.4.1 (`EFI_SIGNATURE_LIST`): lists follow each other, each of signatures of one type and size. Real
//! firmware mixes types in one variable and repeats signatures.

use sha2::{Digest as _, Sha256};

use super::{guid, variable_data};
use crate::decode::{Error, Fault, Fields as _, hex};

const STANDARD: &str = "UEFI";

/// Types of signatures (§32.4.1).
const X509: &str = "a5c059a1-94e4-4aa7-87b5-ab155c2bf072";
const SHA256: &str = "c1c41626-504c-4092-aca9-41f936934328";

/// Octets before the first signature's header: type, three sizes (§32.4.1).
const LIST_HEADER: usize = 28;
/// Octets of a signature's owner.
const OWNER: usize = 16;

/// What one variable holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureDatabase<'a> {
    /// Certificates in DER with the GUIDs of their owners.
    pub certificates: Vec<(String, &'a [u8])>,
    /// Number of SHA-256 hashes of images.
    pub hash_count: usize,
    /// Number of signatures of other types.
    pub other_count: usize,
    /// SHA-256 of the variable's data; hexadecimal digits.
    pub sha256: String,
}

impl SignatureDatabase<'_> {
    /// Decodes a variable in a file of efivarfs. Fails where a list is longer than what is left, or has no sensible
    /// sizes.
    pub fn decode(file: &[u8]) -> Result<SignatureDatabase<'_>, Error> {
        let mut rest = variable_data(file)?;
        let sha256 = hex(&Sha256::digest(rest));
        let mut database = SignatureDatabase { certificates: Vec::new(), hash_count: 0, other_count: 0, sha256 };
        while !rest.is_empty() {
            let offset = file.len() - rest.len();
            let truncated = || Error::new(STANDARD, offset, Fault::Truncated { need: LIST_HEADER, have: rest.len() });
            let size = |at: usize| rest.u32_le(at).and_then(|size| usize::try_from(size).ok());
            let kind = rest.array(0).map(guid).ok_or_else(truncated)?;
            let list_size = size(16).filter(|size| *size >= LIST_HEADER).ok_or_else(truncated)?;
            let header_size = size(20).ok_or_else(truncated)?;
            let signature_size = size(24).filter(|size| *size > OWNER).ok_or_else(truncated)?;
            let list = rest.get(..list_size).ok_or_else(truncated)?;
            let signatures = list.get(LIST_HEADER..).and_then(|list| list.get(header_size..)).ok_or_else(truncated)?;
            database.add(&kind, signatures.chunks_exact(signature_size));
            rest = rest.get(list_size..).unwrap_or_default();
        }
        Ok(database)
    }
}

impl<'a> SignatureDatabase<'a> {
    fn add(&mut self, kind: &str, signatures: impl ExactSizeIterator<Item = &'a [u8]>) {
        match kind {
            X509 => self
                .certificates
                .extend(signatures.filter_map(|signature| Some((guid(signature.array(0)?), signature.get(OWNER..)?)))),
            SHA256 => self.hash_count += signatures.len(),
            _ => self.other_count += signatures.len(),
        }
    }
}
