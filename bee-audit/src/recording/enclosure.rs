//! What names one enclosure, or a drive in it, in diagnostic pages.
//!
//! Document: SES-3 §6.1.2.2 (logical identifiers), §6.1.13.3 (SAS addresses).

use super::identity::{Identity, OUI_DIGITS};
use crate::decode::ses::{additional_element_status::AdditionalElementStatus, configuration::Configuration};

/// Logical identifiers and SAS addresses; none in pages of other kinds.
pub(super) fn identities(bytes: &[u8]) -> Vec<Identity> {
    let configuration = Configuration::decode(bytes).map(|page| page.subenclosures).unwrap_or_default();
    let identifiers = configuration.into_iter().map(|subenclosure| subenclosure.logical_identifier);
    let places = AdditionalElementStatus::decode(bytes).map(|page| page.descriptors).unwrap_or_default();
    let phys = places.into_iter().flat_map(|place| place.phys);
    let addresses = phys.flat_map(|phy| [phy.sas_address, phy.attached_sas_address]).flatten();
    identifiers.chain(addresses).map(|digits| Identity::Hex { digits, kept: OUI_DIGITS }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enclosure_is_named_by_its_identifier() {
        let mut page = vec![1, 0, 0, 44, 0, 0, 0, 5, 0x11, 0, 0, 36, 0x50, 6, 5, 0xb0, 0, 0xab, 0xcd, 0];
        page.resize(48, b' ');
        let named = Identity::Hex { digits: "500605b000abcd00".to_owned(), kept: OUI_DIGITS };
        assert_eq!(identities(&page), [named]);
        assert_eq!(identities(&[2, 0, 0, 4, 0, 0, 0, 5]), []);
    }
}
