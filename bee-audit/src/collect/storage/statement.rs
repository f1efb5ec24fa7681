//! What a SCSI unit states of itself: INQUIRY data, vital product data pages, IDENTIFY DEVICE data.

use super::ata;
use crate::{
    collect::{Attributes, Probe, coded, identity},
    decode::{
        Error,
        ata::identify_device::IdentifyDevice,
        scsi::{block_device_characteristics::BlockDeviceCharacteristics, designator, vital_product_data},
    },
    report::{Coded, Designator, Drive},
    units::RevolutionsPerMinute,
};

/// The attributes that it is read from, from the block device's directory, beside
/// [`block::ATTRIBUTES`](super::block::ATTRIBUTES).
pub(super) const ATTRIBUTES: [&str; 8] = [
    "device/vendor",
    "device/model",
    "device/rev",
    "device/wwid",
    "device/vpd_pg80",
    "device/vpd_pg83",
    "device/vpd_pg89",
    "device/vpd_pgb1",
];

/// Maker that a SCSI translation puts for ATA drives (SAT-4 §8.3.2).
const ATA_VENDOR: &str = "ATA";

/// The decoded pages.
pub(super) struct Statement {
    pub(super) identify: Option<IdentifyDevice>,
    pub(super) designators: Vec<designator::Designator>,
    unit_serial_number: Option<String>,
    characteristics: Option<BlockDeviceCharacteristics>,
}

impl Statement {
    /// Decodes the pages of a unit, of which an ATA port, page 89h or the drive itself told `identify`.
    pub(super) fn decode(
        probe: &mut Probe,
        name: &str,
        attributes: &Attributes,
        identify: Option<IdentifyDevice>,
    ) -> Statement {
        let page = |name| page(attributes, name);
        let serial_number = page("device/vpd_pg80").map(vital_product_data::unit_serial_number);
        let characteristics = page("device/vpd_pgb1").map(BlockDeviceCharacteristics::decode);
        let designators = page("device/vpd_pg83").map(designator::Designator::decode_page);
        let (designators, damage) = or_damaged(probe, name, "vpd_pg83", designators).unwrap_or_default();
        damage.inspect(|damage| probe.damaged(name, "vpd_pg83", damage));
        Statement {
            identify,
            designators,
            unit_serial_number: or_damaged(probe, name, "vpd_pg80", serial_number).flatten(),
            characteristics: or_damaged(probe, name, "vpd_pgb1", characteristics),
        }
    }

    /// The drive that it describes, without paths and block devices.
    pub(super) fn drive(&self, name: &str, attributes: &Attributes) -> Drive {
        let identify = self.identify.as_ref();
        let mut drive = Drive {
            name: name.to_owned(),
            wwid: attributes.text("device/wwid"),
            is_rotational: attributes.flag("queue/rotational"),
            rotation_rate_rpm: self.rotation_rate(),
            form_factor: self.form_factor(),
            world_wide_name: self.world_wide_name(),
            ata: identify.map(ata::drive),
            designators: self.designators.iter().filter_map(reported).collect(),
            ..Drive::default()
        };
        // INQUIRY cuts model and firmware revision of an ATA drive to 16 and 4 characters. A maker of its own is a
        // bridge's or a volume's, whose names are not those of the drive behind it.
        let vendor = attributes.text("device/vendor").filter(|vendor| vendor != ATA_VENDOR);
        let identify = identify.filter(|_| vendor.is_none());
        let whole = |ours: Option<&Option<String>>, attribute: &str| {
            ours.cloned().flatten().or_else(|| attributes.text(attribute))
        };
        let model = whole(identify.map(|drive| &drive.model_number), "device/model");
        let revision = whole(identify.map(|drive| &drive.firmware_revision), "device/rev");
        let serial_number = identify.and_then(|drive| drive.serial_number.clone()).or(self.unit_serial_number.clone());
        let placeholders = &mut drive.placeholders;
        drive.vendor = identity(vendor, "vendor", placeholders);
        drive.model = identity(model, "model", placeholders);
        drive.firmware_revision = identity(revision, "firmware_revision", placeholders);
        drive.serial_number = identity(serial_number, "serial_number", placeholders);
        drive
    }

    /// The unit's NAA identifier, else the world wide name of an ATA drive.
    fn world_wide_name(&self) -> Option<String> {
        let of_unit = self.designators.iter().filter(|designator| designator.association.0 == 0);
        let naa = of_unit.filter_map(designator::Designator::naa).max_by_key(String::len);
        let ata = self.identify.as_ref().and_then(|drive| drive.world_wide_name);
        naa.or_else(|| ata.map(|name| format!("{name:016x}")))
    }

    fn rotation_rate(&self) -> Option<RevolutionsPerMinute> {
        let scsi = self.characteristics.as_ref().and_then(|page| page.medium_rotation_rate);
        let ata =
            self.identify.as_ref().and_then(|drive| drive.nominal_media_rotation_rate_rpm).filter(|rate| *rate > 1);
        let rate = scsi.and_then(|rate| rate.revolutions_per_minute()).or(ata);
        rate.map(|rate| RevolutionsPerMinute(u32::from(rate)))
    }

    fn form_factor(&self) -> Option<Coded> {
        let scsi = self.characteristics.as_ref().and_then(|page| page.nominal_form_factor.as_ref().map(coded));
        scsi.or_else(|| self.identify.as_ref()?.nominal_form_factor.as_ref().map(coded))
    }
}

/// Whether the unit is an ATA drive, as the translation says.
pub(super) fn is_ata(attributes: &Attributes) -> bool {
    attributes.text("device/vendor").as_deref() == Some(ATA_VENDOR)
}

/// IDENTIFY DEVICE data of an ATA drive behind a translation, from page 89h.
pub(super) fn translated(probe: &mut Probe, name: &str, attributes: &Attributes) -> Option<IdentifyDevice> {
    ata::identify_translated(probe, name, page(attributes, "device/vpd_pg89"))
}

/// A page that the unit has.
fn page<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a [u8]> {
    attributes.bytes(name).filter(|bytes| !bytes.is_empty())
}

/// The decoded value; an error is a gap.
fn or_damaged<T>(probe: &mut Probe, name: &str, what: &str, decoded: Option<Result<T, Error>>) -> Option<T> {
    decoded?.inspect_err(|error| probe.damaged(name, what, error)).ok()
}

fn reported(designator: &designator::Designator) -> Option<Designator> {
    Some(Designator {
        association: coded(&designator.association),
        kind: coded(&designator.designator_type),
        value: designator.value()?,
    })
}
