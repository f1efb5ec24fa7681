//! The elements of an enclosure: what its pages say of each, put together.
//!
//! Document: SES-3 §6.1.4, §6.1.10 and §6.1.13.2, whose order is that of the type descriptors in §6.1.2.3.
//!
//! Real enclosures: pages read while a part comes or goes are of different generations; they are not joined. An index
//! that leads to an element which cannot have an additional status is an error of the enclosure's and not followed.

use super::{
    ElementType,
    additional_element_status::{AdditionalElementStatus, ElementPlace},
    configuration::{Configuration, TypeDescriptor},
    element_descriptor::ElementDescriptors,
    element_status::ElementStatus,
    enclosure_status::EnclosureStatus,
};

/// One element.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its type.
    pub element_type: ElementType,
    /// Which of its type descriptor's elements it is, from 0.
    pub index: u8,
    /// SUBENCLOSURE IDENTIFIER of where it is.
    pub subenclosure: u8,
    /// Its own name.
    pub name: Option<String>,
    /// Name of its type descriptor.
    pub type_name: Option<String>,
    /// How it is.
    pub status: ElementStatus,
    /// Its slot and addresses.
    pub place: Option<ElementPlace>,
}

/// Every element, overall ones left out. Names and places of another generation than `configuration` are left out too.
pub fn elements(
    configuration: &Configuration,
    status: &EnclosureStatus,
    names: Option<&ElementDescriptors>,
    places: Option<&AdditionalElementStatus>,
) -> Vec<Element> {
    let generation = configuration.generation_code;
    let names = names.filter(|page| page.generation_code == generation).map_or(&[][..], |page| &page.names);
    let places = places.filter(|page| page.generation_code == generation).map_or(&[][..], |page| &page.descriptors);
    let mut elements = Vec::new();
    let mut without_index = places.iter().filter(|place| place.element.is_none());
    let mut position = 0;
    for (type_number, described) in configuration.types.iter().enumerate() {
        for index in 0..described.possible_elements {
            // Before each type's elements there is its overall one.
            let overall = type_number + 1;
            let Some(octets) = status.elements.get(position + overall) else { return elements };
            let name = names.get(position + overall).cloned().flatten();
            let has_place = described.element_type.has_additional_status();
            let indexed = |place: &&ElementPlace| is_of(place, position, overall);
            let place = has_place.then(|| places.iter().find(indexed).or_else(|| without_index.next())).flatten();
            elements.push(element(described, index, *octets, name, place));
            position += 1;
        }
    }
    elements
}

/// Whether a descriptor is of the element at `position`, before which there are `overall` overall elements.
fn is_of(place: &ElementPlace, position: usize, overall: usize) -> bool {
    place.element.is_some_and(|element| {
        let counted = element.counts_overall.map(|counts| if counts { position + overall } else { position });
        counted == Some(usize::from(element.index))
    })
}

fn element(
    described: &TypeDescriptor,
    index: u8,
    octets: [u8; 4],
    name: Option<String>,
    place: Option<&ElementPlace>,
) -> Element {
    Element {
        element_type: described.element_type,
        index,
        subenclosure: described.subenclosure,
        name,
        type_name: described.text.clone(),
        status: ElementStatus::decode(described.element_type, octets),
        place: place.filter(|place| !place.is_invalid).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::ses::additional_element_status::ElementIndex;

    fn configuration(types: &[(u8, u8)]) -> Configuration {
        let types = types.iter().map(|(element_type, possible_elements)| TypeDescriptor {
            element_type: ElementType(*element_type),
            possible_elements: *possible_elements,
            subenclosure: 0,
            text: None,
        });
        Configuration { generation_code: 1, subenclosures: Vec::new(), types: types.collect() }
    }

    fn place(element: Option<(u8, bool)>, slot: u8) -> ElementPlace {
        ElementPlace {
            is_invalid: false,
            element: element.map(|(index, counts)| ElementIndex { index, counts_overall: Some(counts) }),
            protocol_identifier: crate::decode::scsi::designator::ProtocolIdentifier(6),
            device_slot_number: Some(slot),
            phys: Vec::new(),
        }
    }

    fn status(count: usize) -> EnclosureStatus {
        let bytes = [&[2, 0, 0, u8::try_from(count * 4 + 4).unwrap(), 0, 0, 0, 1][..], &vec![1; count * 4]].concat();
        EnclosureStatus::decode(&bytes).unwrap()
    }

    fn slots(places: Vec<ElementPlace>, generation_code: u32) -> Vec<Option<u8>> {
        let places = AdditionalElementStatus { generation_code, descriptors: places };
        let configuration = configuration(&[(0x02, 1), (0x17, 2), (0x07, 1)]);
        let elements = elements(&configuration, &status(7), None, Some(&places));
        elements.iter().map(|element| element.place.as_ref().and_then(|place| place.device_slot_number)).collect()
    }

    #[test]
    fn places_are_counted_as_they_say() {
        let with_overall = vec![place(Some((4, true)), 11), place(Some((3, true)), 10)];
        assert_eq!(slots(with_overall, 1), [None, Some(10), Some(11), None]);
        let without_overall = vec![place(Some((1, false)), 10), place(Some((2, false)), 11)];
        assert_eq!(slots(without_overall, 1), [None, Some(10), Some(11), None]);
        assert_eq!(slots(vec![place(None, 10), place(None, 11)], 1), [None, Some(10), Some(11), None]);
        // A supply has none, and another generation counts otherwise.
        assert_eq!(slots(vec![place(Some((0, false)), 10)], 1), [None; 4]);
        assert_eq!(slots(vec![place(Some((1, false)), 10)], 2), [None; 4]);
    }

    #[test]
    fn fewer_statuses_than_elements_end_them() {
        let configuration = configuration(&[(0x03, 2), (0x04, 200)]);
        let found = elements(&configuration, &status(5), None, None);
        assert_eq!(found.iter().map(|element| element.index).collect::<Vec<_>>(), [0, 1, 0]);
    }
}
