//! What names one controller, or a drive or volume behind it, in answers of the firmware of megaraid_sas.
//!
//! Document: as `decode/mfi.rs`; SAS addresses have their least significant octet first (`MR_PD_ADDRESS`, offsets 8 and
//! 16; `struct mfi_pd_info`, offsets 200 and 208).

use super::identity::{Identity, OUI_DIGITS};
use crate::{
    decode::{
        Fields,
        mfi::{controller_information::ControllerInformation, physical_disk::PhysicalDisk, virtual_disk::VirtualDisk},
    },
    host::MegaraidRequest,
};

/// Octets before the entries of the list of drives, and of an entry.
const LIST: (usize, usize) = (8, 24);

/// Serial number, world wide names and SAS addresses.
pub(super) fn identities(request: MegaraidRequest, bytes: &[u8]) -> Vec<Identity> {
    let addresses = |offsets: [usize; 2]| offsets.into_iter().filter_map(|offset| bytes.array(offset));
    let named = |digits: Option<String>| digits.map(|digits| Identity::Hex { digits, kept: OUI_DIGITS });
    match request {
        MegaraidRequest::Controller => {
            let serial = ControllerInformation::decode(bytes).ok().and_then(|controller| controller.serial_number);
            serial.map(Identity::Text).into_iter().collect()
        }
        MegaraidRequest::PhysicalDisks => {
            let (first, length) = LIST;
            let entries = (first..bytes.len()).step_by(length);
            entries.flat_map(|entry| addresses([entry + 8, entry + 16])).map(Identity::DeviceSerial).collect()
        }
        MegaraidRequest::PhysicalDisk(_) => {
            let name = PhysicalDisk::decode(bytes).ok().and_then(|disk| disk.world_wide_name);
            named(name).into_iter().chain(addresses([200, 208]).map(Identity::DeviceSerial)).collect()
        }
        MegaraidRequest::VirtualDisks => Vec::new(),
        MegaraidRequest::VirtualDisk(_) => {
            let name = VirtualDisk::decode(bytes).ok().and_then(|volume| volume.unique_identifier);
            named(name).into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_are_named_by_their_addresses() {
        let mut list = vec![0; 32];
        list[16..24].copy_from_slice(&[0xd4, 0xc3, 0xb2, 0xa1, 0, 0xc5, 0, 0x50]);
        let found = identities(MegaraidRequest::PhysicalDisks, &list);
        assert_eq!(found[0], Identity::DeviceSerial([0xd4, 0xc3, 0xb2, 0xa1, 0, 0xc5, 0, 0x50]));
        let mut controller = vec![0; 2048];
        controller[1424..1432].copy_from_slice(b"SV000001");
        assert_eq!(identities(MegaraidRequest::Controller, &controller), [Identity::Text("SV000001".to_owned())]);
    }
}
