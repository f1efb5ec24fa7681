//! Any vital product data page, decoded by its code.
//!
//! Document: SPC-5 §7.7 (header §7.7.2, Supported VPD Pages §7.7.16); SBC-4 §6.6.
//!
//! Real devices: some list page 00h itself not at all, some twice, and others pages that they then refuse.

use serde::Serialize;

use super::{
    STANDARD,
    block_device_characteristics::BlockDeviceCharacteristics,
    block_limits::BlockLimits,
    designator::Designator,
    log_page::{as_text, surplus},
    logical_block_provisioning::LogicalBlockProvisioning,
    vital_product_data as vpd,
};
use crate::decode::{Error, Fault, Fields, hex};

/// A vital product data page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VpdPage {
    /// PAGE CODE (offset 1).
    pub page_code: u8,
    /// What the page says.
    pub content: VpdContent,
    /// What is wrong behind the last good octet.
    #[serde(serialize_with = "as_text")]
    pub damage: Option<Error>,
}

/// The pages that are decoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VpdContent {
    /// 00h: codes of the pages that there are.
    SupportedPages(Vec<u8>),
    /// 80h.
    UnitSerialNumber(Option<String>),
    /// 83h.
    DeviceIdentification(Vec<Designator>),
    /// B0h.
    BlockLimits(BlockLimits),
    /// B1h.
    BlockDeviceCharacteristics(BlockDeviceCharacteristics),
    /// B2h.
    LogicalBlockProvisioning(LogicalBlockProvisioning),
    /// Any other page: what follows its header, as hexadecimal digits.
    Other(String),
}

impl VpdPage {
    /// Decodes whichever page it is. Fails on fewer octets than it states.
    pub fn decode(bytes: &[u8]) -> Result<VpdPage, Error> {
        let truncated = || Error::new(STANDARD, 0, Fault::Truncated { need: vpd::HEADER, have: bytes.len() });
        let page_code = bytes.byte(1).ok_or_else(truncated)?;
        let mut damage = None;
        let content = match page_code {
            vpd::SUPPORTED_PAGES => {
                let codes = vpd::supported_pages(bytes)?;
                // In ascending order (SPC-4 §7.8.15): parameters of a log page are not.
                let is_list = codes.is_sorted_by(|one, next| one < next);
                damage = (!is_list).then(|| Error::new(STANDARD, vpd::HEADER, Fault::OutOfRange));
                VpdContent::SupportedPages(codes)
            }
            vpd::UNIT_SERIAL_NUMBER => VpdContent::UnitSerialNumber(vpd::unit_serial_number(bytes)?),
            vpd::DEVICE_IDENTIFICATION => {
                let (designators, behind) = Designator::decode_page(bytes)?;
                damage = behind;
                VpdContent::DeviceIdentification(designators)
            }
            vpd::BLOCK_LIMITS => VpdContent::BlockLimits(BlockLimits::decode(bytes)?),
            vpd::BLOCK_DEVICE_CHARACTERISTICS => {
                VpdContent::BlockDeviceCharacteristics(BlockDeviceCharacteristics::decode(bytes)?)
            }
            vpd::LOGICAL_BLOCK_PROVISIONING => {
                VpdContent::LogicalBlockProvisioning(LogicalBlockProvisioning::decode(bytes)?)
            }
            other => VpdContent::Other(hex(vpd::page(other, bytes)?)),
        };
        let damage = damage.or_else(|| surplus(bytes)).or_else(|| reserved(bytes));
        Ok(VpdPage { page_code, content, damage })
    }
}

/// PERIPHERAL QUALIFIER 010b (SPC-5 §6.6.2): a log page with a subpage code begins so, and has the same header.
fn reserved(bytes: &[u8]) -> Option<Error> {
    let is_reserved = bytes.byte(0).is_some_and(|octet| octet >> 5 == 0b010);
    is_reserved.then(|| Error::new(STANDARD, 0, Fault::Reserved))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_apart() {
        let content = |bytes: &[u8]| VpdPage::decode(bytes).unwrap().content;
        assert_eq!(content(&[0, 0, 0, 2, 0, 0x83]), VpdContent::SupportedPages(vec![0, 0x83]));
        assert_eq!(content(&[0, 0x80, 0, 2, 65, 66]), VpdContent::UnitSerialNumber(Some("AB".into())));
        assert_eq!(content(&[0, 0xc0, 0, 2, 1, 2]), VpdContent::Other("0102".into()));
        let cut = VpdPage::decode(&[0, 0x83, 0, 4, 1, 3, 0, 8]).unwrap();
        assert!(cut.damage.is_some());
        assert!(VpdPage::decode(&[0]).is_err() && VpdPage::decode(&[0, 0xc0, 0, 9]).is_err());
        let damage = |bytes: &[u8]| VpdPage::decode(bytes).unwrap().damage.map(|damage| damage.fault);
        assert_eq!(damage(&[0, 0, 0, 2, 0, 0x83, 1]), Some(Fault::Surplus { need: 6, have: 7 }));
        assert_eq!(damage(&[0, 0, 0, 2, 0, 0x83, 0, 0]), None, "filled up");
        assert_eq!(damage(&[0x0d, 0, 0, 4, 0, 1, 3, 2]), Some(Fault::OutOfRange), "a log page");
        assert_eq!(damage(&[0x4d, 1, 0, 1, 0]), Some(Fault::Reserved), "a log page with a subpage");
    }
}
