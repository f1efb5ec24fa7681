//! Additional Element Status page (0Ah): which slot an element is, and the SAS addresses of what is in it.
//!
//! Document: SES-3 §6.1.13; for SAS SPL-4 §9.2.8 is the origin of the codes.
//!
//! Real enclosures: this is what joins a drive to its place, since the drive's port has the SAS address that its phy
//! descriptor holds. An empty slot has a phy without an address, or a descriptor marked invalid. Enclosures of before
//! SES-2 leave EIP clear: then descriptors come in the order of the elements that have one.

use serde::Serialize;

use super::{Page, STANDARD};
use crate::decode::{Cursor, Error, Fields, hex, scsi::designator::ProtocolIdentifier};

/// PROTOCOL IDENTIFIER of SAS (SPC-5 §7.6.1).
const SAS: u8 = 0x6;
/// Octets of a phy descriptor (§6.1.13.3.2).
const PHY_DESCRIPTOR: usize = 28;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AdditionalElementStatus {
    /// GENERATION CODE (offset 4).
    pub generation_code: u32,
    /// Descriptors, in the page's order.
    pub descriptors: Vec<ElementPlace>,
}

/// An Additional Element Status descriptor (§6.1.13.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ElementPlace {
    /// INVALID (offset 0, bit 7): nothing else of it counts.
    pub is_invalid: bool,
    /// Which element it is of; `None` with EIP (offset 0, bit 4) clear: the next that can have one.
    pub element: Option<ElementIndex>,
    /// PROTOCOL IDENTIFIER (offset 0, bits 3 to 0).
    pub protocol_identifier: ProtocolIdentifier,
    /// DEVICE SLOT NUMBER; `None` where it is no slot, or the protocol is another than SAS.
    pub device_slot_number: Option<u8>,
    /// Phys of what is in the slot, of SAS.
    pub phys: Vec<SlotPhy>,
}

/// ELEMENT INDEX (offset 3) with how it counts, EIIOE (offset 2, bits 1 and 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ElementIndex {
    /// From 0.
    pub index: u8,
    /// Overall elements are counted (EIIOE 01b), or not (00b); `None` for another way.
    pub counts_overall: Option<bool>,
}

/// A phy descriptor of a slot (§6.1.13.3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlotPhy {
    /// DEVICE TYPE (offset 0, bits 6 to 4): 0 is none, 1 an end device.
    pub device_type: u8,
    /// SATA DEVICE (offset 3, bit 0).
    pub is_sata: bool,
    /// ATTACHED SAS ADDRESS (offset 4), in hexadecimal digits; `None` where it is 0.
    pub attached_sas_address: Option<String>,
    /// SAS ADDRESS (offset 12) of the port of what is in the slot, in hexadecimal digits; `None` where it is 0.
    pub sas_address: Option<String>,
    /// PHY IDENTIFIER (offset 20).
    pub phy_identifier: u8,
}

impl AdditionalElementStatus {
    /// Decodes the page. Fails when it is another page, or cut within a descriptor.
    pub fn decode(bytes: &[u8]) -> Result<AdditionalElementStatus, Error> {
        let page = Page::decode(0x0a, bytes)?;
        let mut cursor = Cursor::new(STANDARD, page.content);
        let mut descriptors = Vec::new();
        while !cursor.rest().is_empty() {
            let first = cursor.byte()?;
            let length = cursor.byte()?;
            descriptors.push(ElementPlace::decode(first, cursor.take(usize::from(length))?));
        }
        Ok(AdditionalElementStatus { generation_code: page.generation_code, descriptors })
    }
}

impl ElementPlace {
    /// From the first octet, and what follows the length.
    fn decode(first: u8, content: &[u8]) -> ElementPlace {
        let has_index = first & 0x10 != 0;
        let element = content.array(0).filter(|_| has_index).map(|[how, index]| {
            let counts_overall = match how & 3 {
                0 => Some(false),
                1 => Some(true),
                _ => None,
            };
            ElementIndex { index, counts_overall }
        });
        let protocol = first & 0x0f;
        let specific = content.get(if has_index { 2 } else { 0 }..).unwrap_or_default();
        let (device_slot_number, phys) = if protocol == SAS { slot(specific, has_index) } else { Default::default() };
        ElementPlace {
            is_invalid: first & 0x80 != 0,
            element,
            protocol_identifier: ProtocolIdentifier(protocol),
            device_slot_number,
            phys,
        }
    }
}

/// DEVICE SLOT NUMBER and phys of a slot; of expanders and ports, which have another DESCRIPTOR TYPE (offset 1, bits 7
/// and 6), none (§6.1.13.3).
fn slot(specific: &[u8], has_index: bool) -> (Option<u8>, Vec<SlotPhy>) {
    let Some([count, _]) = specific.array(0).filter(|[_, kind]| kind >> 6 == 0) else { return Default::default() };
    let number = specific.byte(3).filter(|_| has_index);
    let phys = specific.get(if has_index { 4 } else { 2 }..).unwrap_or_default();
    (number, phys.chunks_exact(PHY_DESCRIPTOR).take(usize::from(count)).map(SlotPhy::decode).collect())
}

impl SlotPhy {
    fn decode(descriptor: &[u8]) -> SlotPhy {
        let address =
            |offset| descriptor.array::<8>(offset).filter(|octets| *octets != [0; 8]).map(|octets| hex(&octets));
        SlotPhy {
            device_type: descriptor.byte(0).unwrap_or_default() >> 4 & 0x07,
            is_sata: descriptor.byte(3).is_some_and(|protocols| protocols & 0x01 != 0),
            attached_sas_address: address(4),
            sas_address: address(12),
            phy_identifier: descriptor.byte(20).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phy(address: u8) -> Vec<u8> {
        let mut phy = vec![0x10, 0, 0, 0x08, 0x50, 6, 5, 0xb0, 0, 0xab, 0xcd, 0x7f, 0, 0, 0, 0, 0, 0, 0, address, 3];
        phy.resize(PHY_DESCRIPTOR, 0);
        phy
    }

    fn page(descriptor: &[u8]) -> Vec<u8> {
        let length = u8::try_from(descriptor.len() + 4).unwrap();
        [&[0x0a, 0, 0, length, 0, 0, 0, 5], descriptor].concat()
    }

    #[test]
    fn a_drive_with_its_slot_and_address() {
        let bytes = page(&[&[0x16, 34, 1, 3, 1, 0, 0, 7][..], &phy(0x55)].concat());
        let place = AdditionalElementStatus::decode(&bytes).unwrap().descriptors.remove(0);
        assert_eq!(place.element, Some(ElementIndex { index: 3, counts_overall: Some(true) }));
        assert_eq!((place.device_slot_number, place.is_invalid), (Some(7), false));
        assert_eq!(place.phys[0].sas_address.as_deref(), Some("0000000000000055"));
        assert_eq!((place.phys[0].phy_identifier, place.phys[0].is_sata), (3, false));
        let without_index = page(&[&[0x06, 30, 1, 0][..], &phy(0)].concat());
        let place = AdditionalElementStatus::decode(&without_index).unwrap().descriptors.remove(0);
        assert_eq!((place.element, place.device_slot_number, place.phys.len()), (None, None, 1));
        assert_eq!(place.phys[0].sas_address, None);
    }

    #[test]
    fn what_is_no_slot_has_no_number() {
        let expander = AdditionalElementStatus::decode(&page(&[0x16, 6, 0, 1, 2, 0x40, 0, 0])).unwrap();
        assert_eq!((expander.descriptors[0].device_slot_number, expander.descriptors[0].phys.len()), (None, 0));
        let other = AdditionalElementStatus::decode(&page(&[0x90, 6, 2, 1, 2, 0, 0, 9])).unwrap();
        assert!(other.descriptors[0].is_invalid && other.descriptors[0].device_slot_number.is_none());
        assert_eq!(other.descriptors[0].element.unwrap().counts_overall, None);
        assert!(AdditionalElementStatus::decode(&page(&[0x16, 7, 0, 1, 2, 0x40, 0, 0])).is_err());
    }
}
