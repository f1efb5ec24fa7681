//! ATA drives: their IDENTIFY DEVICE data and the link to them.

use crate::{
    collect::{Attributes, Probe, coded},
    decode::{
        ata::identify_device::IdentifyDevice,
        linux::{ata_identify, device_path::DevicePath, storage_text},
        scsi::vital_product_data,
    },
    report::{AtaDrive, AtaLink, Drive, Transport},
    units::{BitsPerSecond, Seconds},
};

const DEVICE_ATTRIBUTES: [&str; 4] = ["id", "xfer_mode", "spdn_cnt", "trim"];
const LINK_ATTRIBUTES: [&str; 2] = ["sata_spd", "sata_spd_limit"];

/// The ATA port of a drive that libata drives, and what the drive says of itself.
pub(super) struct Port {
    pub(super) link: AtaLink,
    pub(super) identify: Option<IdentifyDevice>,
    /// Negotiated speed; `null` for a parallel port.
    pub(super) speed: Option<BitsPerSecond>,
}

/// Where a drive on an ATA port has its attributes.
pub(super) struct Place<'a> {
    port: &'a str,
    device: String,
    link: String,
}

impl<'a> Place<'a> {
    /// The place of the drive at `path`; `None` where it is not on an ATA port.
    pub(super) fn of(path: &DevicePath<'a>) -> Option<Place<'a>> {
        let port = path.ata_port()?;
        let (link, device) = names(port.strip_prefix("ata")?, path.scsi_address()?)?;
        Some(Place { port, device, link })
    }

    /// Has the files of all places that `paths` lead to read.
    pub(super) fn read_ahead<'p>(probe: &mut Probe, paths: impl Iterator<Item = &'p DevicePath<'p>>) {
        let places: Vec<Place> = paths.filter_map(Place::of).collect();
        probe.read_attributes_ahead(places.iter().map(Place::device_directory), &DEVICE_ATTRIBUTES);
        probe.read_attributes_ahead(places.iter().map(Place::link_directory), &LINK_ATTRIBUTES);
    }

    fn device_directory(&self) -> String {
        format!("/sys/class/ata_device/{}", self.device)
    }

    fn link_directory(&self) -> String {
        format!("/sys/class/ata_link/{}", self.link)
    }

    /// What the attributes of device and link say.
    pub(super) fn port(self, probe: &mut Probe, subject: &str) -> Port {
        let device = &probe.optional_attributes(subject, &self.device_directory(), &DEVICE_ATTRIBUTES);
        let link = probe.optional_attributes(subject, &self.link_directory(), &LINK_ATTRIBUTES);
        let rate = |name: &str| storage_text::bits_per_second(&link.text(name)?).map(BitsPerSecond);
        Port {
            identify: identify(probe, subject, device),
            speed: rate("sata_spd"),
            link: AtaLink {
                port: self.port.to_owned(),
                device: self.device,
                transfer_mode: device.text("xfer_mode"),
                speed_limit_bits_per_second: rate("sata_spd_limit"),
                slow_downs: device.number("spdn_cnt"),
                trim: device.text("trim"),
            },
        }
    }
}

/// Names of link and device: behind a port multiplier the SCSI channel is its port, else the target is the device.
fn names(port: &str, scsi_address: &str) -> Option<(String, String)> {
    let mut numbers = scsi_address.split(':').skip(1);
    let (channel, target) = (numbers.next()?, numbers.next()?);
    Some(match channel {
        "0" => (format!("link{port}"), format!("dev{port}.{target}")),
        channel => (format!("link{port}.{channel}"), format!("dev{port}.{channel}.0")),
    })
}

fn identify(probe: &mut Probe, subject: &str, device: &Attributes) -> Option<IdentifyDevice> {
    let text = device.text("id")?;
    let decoded = ata_identify::decode(&text).and_then(|bytes| IdentifyDevice::decode(&bytes));
    decoded.inspect_err(|error| probe.damaged(subject, "id", error)).ok()
}

/// IDENTIFY DEVICE data of a drive behind a SCSI translation, from page 89h.
pub(super) fn identify_translated(probe: &mut Probe, subject: &str, page: Option<&[u8]>) -> Option<IdentifyDevice> {
    let decoded =
        vital_product_data::ata_identify_device(page?).and_then(|data| data.map(IdentifyDevice::decode).transpose());
    decoded.inspect_err(|error| probe.damaged(subject, "vpd_pg89", error)).ok().flatten()
}

/// Whether a drive is to be asked by ATA commands, and then by no SCSI ones: it names `ATA` as its maker, or nothing,
/// as translations must (SAT-4 §8.3.2), or is behind a USB bridge that shows its IDENTIFY DEVICE data. Whatever else
/// shows such data (page 89h) has a maker of its own, and speaks SCSI; volumes are nobody's drive.
pub(super) fn speaks_ata(drive: &Drive) -> bool {
    let is_ata = drive.vendor.is_none() || drive.transport == Some(Transport::Usb);
    drive.ata.is_some() && is_ata && drive.raid_volume.is_none()
}

/// What the report keeps of IDENTIFY DEVICE data beside the identity.
pub(super) fn drive(identify: &IdentifyDevice) -> AtaDrive {
    AtaDrive {
        standard: identify.major_version.as_ref().map(coded),
        transport_standard: identify.transport_version.as_ref().map(coded),
        queue_depth: identify.queue_depth,
        is_smart_supported: identify.smart.supported,
        is_smart_enabled: identify.smart.enabled,
        is_write_cache_supported: identify.write_cache.supported,
        is_write_cache_enabled: identify.write_cache.enabled,
        is_read_look_ahead_enabled: identify.read_look_ahead.enabled,
        is_advanced_power_management_enabled: identify.advanced_power_management.enabled,
        is_host_protected_area_enabled: identify.host_protected_area.enabled,
        is_sct_supported: identify.sct.is_some(),
        is_trim_supported: identify.trim,
        is_read_after_trim_deterministic: identify.deterministic_read_after_trim,
        is_read_after_trim_zeros: identify.zeros_after_trim,
        security_erase_seconds: identify.security_erase_minutes.map(|minutes| Seconds(f64::from(minutes) * 60.0)),
        sanitize: identify.sanitize.map(|capability| {
            let ways = capability.names().into_iter().filter(|name| *name != "supported");
            ways.map(str::to_owned).collect()
        }),
        security: identify.security_status.map(|status| status.names().into_iter().map(str::to_owned).collect()),
        ..AtaDrive::default()
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn links_and_devices_are_named_with_and_without_port_multiplier() {
        let pair = |link: &str, device: &str| Some((link.to_owned(), device.to_owned()));
        assert_eq!(names("3", "2:0:0:0"), pair("link3", "dev3.0"));
        assert_eq!(names("3", "2:0:1:0"), pair("link3", "dev3.1"));
        assert_eq!(names("3", "2:4:0:0"), pair("link3.4", "dev3.4.0"));
        assert_eq!(names("3", "2"), None);
    }
}
