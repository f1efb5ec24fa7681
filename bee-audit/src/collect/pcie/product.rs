//! Vital product data of a card.

use crate::{
    collect::Probe,
    decode::pci::vpd::{Field, VitalProductData},
    report::{PciProduct, PciProductField},
};

/// What the card says; nothing for cards that have the capability but answer with ones or zeros.
pub(super) fn read(probe: &mut Probe, subject: &str, directory: &str) -> Option<PciProduct> {
    let bytes = probe.bytes(subject, &format!("{directory}/vpd"))?;
    if bytes.iter().all(|byte| *byte == 0xff) || bytes.iter().all(|byte| *byte == 0) {
        return None;
    }
    let decoded = VitalProductData::decode(&bytes);
    match decoded {
        Ok(vpd) => {
            if let Some(first) = vpd.damage.first() {
                probe.damaged(subject, "vpd", first);
            }
            Some(report(vpd))
        }
        Err(error) => {
            probe.damaged(subject, "vpd", &error);
            None
        }
    }
}

fn report(vpd: VitalProductData) -> PciProduct {
    let text = |keyword| vpd.read_only_text(keyword).map(str::to_owned);
    PciProduct {
        part_number: text("PN"),
        serial_number: text("SN"),
        engineering_change: text("EC"),
        manufacture_id: text("MN"),
        checksum_valid: vpd.checksum_valid,
        name: vpd.identifier,
        read_only: vpd.read_only.into_iter().map(field).collect(),
        read_write: vpd.read_write.into_iter().map(field).collect(),
    }
}

fn field(field: Field) -> PciProductField {
    PciProductField { keyword: field.keyword, text: field.text, hex: field.hex }
}
