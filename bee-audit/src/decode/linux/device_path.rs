//! The path of a device below `/sys/devices`: each of its names tells one step of how the device is attached.
//!
//! Documents: Documentation/admin-guide/sysfs-rules.rst (the path is the place of a device); names as the bus drivers
//! give them: PCI `0000:3b:00.0`, SCSI `host0/target0:0:1/0:0:1:0`, `ata1`, SAS `port-0:1/end_device-0:1`, FC
//! `rport-5:0-1`, iSCSI `session1`, USB `1-2.3`, virtio `virtio0`, MMC `mmc0:0001`.
//!
//! On real machines PCI domains have more than four digits behind Intel VMD (`10000:01:00.0`), and one PCI function is
//! below others, so that the last one is the controller.

/// A path below `/sys/devices`, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevicePath<'a> {
    names: Vec<&'a str>,
}

impl<'a> DevicePath<'a> {
    /// From an absolute path, or the relative target of a link in `/sys`: what stands behind `devices/`.
    pub fn parse(path: &'a str) -> DevicePath<'a> {
        let below = path.split_once("devices/").map_or(path, |(_, below)| below);
        DevicePath { names: below.split('/').filter(|name| !matches!(*name, "" | "." | "..")).collect() }
    }

    /// Whether the device is made by the kernel alone: a loop device, an array, a mapping.
    pub fn is_virtual(&self) -> bool {
        self.names.first() == Some(&"virtual")
    }

    /// Address of the PCI function that the device is behind.
    pub fn pci_address(&self) -> Option<&'a str> {
        self.last(is_pci_address)
    }

    /// The device that has the SCSI host: a PCI address, else the name before the ATA port or host.
    pub fn adapter(&self) -> Option<&'a str> {
        let is_below = |name: &&str| is_numbered(name, "ata") || is_numbered(name, "host");
        let place = self.names.iter().position(is_below)?.checked_sub(1)?;
        self.pci_address().or_else(|| self.names.get(place).copied())
    }

    /// Addresses of all PCI functions on the way, the outermost first.
    pub fn pci_addresses(&self) -> impl Iterator<Item = &'a str> {
        self.names.iter().copied().filter(|name| is_pci_address(name))
    }

    /// PCI root bus, such as `pci0000:3a`; behind Intel VMD its own, `pci10000:00`.
    pub fn pci_root_bus(&self) -> Option<&'a str> {
        self.last(|name| name.strip_prefix("pci").is_some_and(|rest| is_pci_address(&format!("{rest}:00.0"))))
    }

    /// SCSI address host:channel:target:lun.
    #[doc(alias = "HCTL")]
    pub fn scsi_address(&self) -> Option<&'a str> {
        self.last(is_scsi_address)
    }

    /// SCSI host, such as `host0`.
    pub fn scsi_host(&self) -> Option<&'a str> {
        self.last(|name| is_numbered(name, "host"))
    }

    /// ATA port, such as `ata1`.
    pub fn ata_port(&self) -> Option<&'a str> {
        self.last(|name| is_numbered(name, "ata"))
    }

    /// USB device, such as `1-2.3`.
    pub fn usb_device(&self) -> Option<&'a str> {
        self.last(is_usb_device)
    }

    /// SAS end device, such as `end_device-0:1:4`.
    pub fn sas_end_device(&self) -> Option<&'a str> {
        self.last(|name| name.starts_with("end_device-"))
    }

    /// SAS expander that is nearest to the device, such as `expander-0:1`.
    pub fn sas_expander(&self) -> Option<&'a str> {
        self.last(|name| name.starts_with("expander-"))
    }

    /// Path of the SAS port to which the end device is attached, absolute.
    pub fn sas_port(&self) -> Option<String> {
        self.up_to(|name| name.starts_with("port-"))
    }

    /// Remote port of Fibre Channel, such as `rport-5:0-1`.
    pub fn remote_port(&self) -> Option<&'a str> {
        self.last(|name| name.starts_with("rport-"))
    }

    /// iSCSI session, such as `session1`.
    pub fn iscsi_session(&self) -> Option<&'a str> {
        self.last(|name| is_numbered(name, "session"))
    }

    /// Virtio device, such as `virtio0`.
    pub fn virtio(&self) -> Option<&'a str> {
        self.last(|name| is_numbered(name, "virtio"))
    }

    /// MMC or SD card, such as `mmc0:0001`.
    pub fn mmc_card(&self) -> Option<&'a str> {
        self.last(|name| name.strip_prefix("mmc").is_some_and(|rest| rest.contains(':')))
    }

    /// NVMe controller, such as `nvme0`.
    pub fn nvme_controller(&self) -> Option<&'a str> {
        self.last(|name| is_numbered(name, "nvme"))
    }

    /// Whether a name of the path begins with `prefix`.
    pub fn has_prefix(&self, prefix: &str) -> bool {
        self.names.iter().any(|name| name.starts_with(prefix))
    }

    /// The last name that `is_it` accepts.
    fn last(&self, is_it: impl Fn(&str) -> bool) -> Option<&'a str> {
        self.names.iter().rev().find(|name| is_it(name)).copied()
    }

    /// The path that ends with the last name that `is_it` accepts.
    fn up_to(&self, is_it: impl Fn(&str) -> bool) -> Option<String> {
        let end = self.names.iter().rposition(|name| is_it(name))?;
        Some(format!("/sys/devices/{}", self.names.get(..=end)?.join("/")))
    }
}

/// `dddd:bb:dd.f`, the domain with four digits or more.
pub fn is_pci_address(name: &str) -> bool {
    let is_hex = |text: &str, length: usize| text.len() == length && text.chars().all(|c| c.is_ascii_hexdigit());
    let Some((slot, function)) = name.rsplit_once('.') else { return false };
    let mut parts = slot.split(':');
    let (Some(domain), Some(bus), Some(device), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    domain.len() >= 4 && is_hex(domain, domain.len()) && is_hex(bus, 2) && is_hex(device, 2) && is_hex(function, 1)
}

/// Four decimal numbers with colons between them.
pub fn is_scsi_address(name: &str) -> bool {
    name.split(':').count() == 4 && name.split(':').all(is_number)
}

/// `1-2`, `1-2.3.4`: bus number and ports, without the interface behind a colon.
fn is_usb_device(name: &str) -> bool {
    name.split_once('-').is_some_and(|(bus, ports)| is_number(bus) && ports.split('.').all(is_number))
}

fn is_numbered(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(is_number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sata_drive() {
        let path = DevicePath::parse("../devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sda");
        assert_eq!(path.pci_address(), Some("0000:00:1f.2"));
        assert_eq!(path.ata_port(), Some("ata3"));
        assert_eq!((path.scsi_host(), path.scsi_address()), (Some("host2"), Some("2:0:0:0")));
        assert_eq!((path.usb_device(), path.is_virtual()), (None, false));
    }

    #[test]
    fn a_drive_behind_a_sas_expander() {
        let path = DevicePath::parse(
            "/sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0/host0/port-0:1/expander-0:0/port-0:0:7\
             /end_device-0:0:7/target0:0:7/0:0:7:0/block/sdh",
        );
        assert_eq!(path.pci_address(), Some("0000:3b:00.0"));
        assert_eq!(path.sas_end_device(), Some("end_device-0:0:7"));
        assert_eq!(path.sas_expander(), Some("expander-0:0"));
        let port = "/sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0/host0/port-0:1/expander-0:0/port-0:0:7";
        assert_eq!(path.sas_port().as_deref(), Some(port));
    }

    #[test]
    fn other_buses() {
        let usb = "../devices/pci0000:00/0000:00:0e.0/usb1/1-2/1-2.4/1-2.4:1.0/host9/target9:0:0/9:0:0:0/block/sde";
        assert_eq!(DevicePath::parse(usb).usb_device(), Some("1-2.4"));
        let vmd = "../devices/pci0000:80/0000:80:05.5/pci10000:00/10000:00:02.0/10000:01:00.0/nvme/nvme3/nvme3n1";
        assert_eq!(DevicePath::parse(vmd).pci_address(), Some("10000:01:00.0"));
        assert_eq!(DevicePath::parse(vmd).nvme_controller(), Some("nvme3"));
        assert_eq!(DevicePath::parse(vmd).pci_root_bus(), Some("pci10000:00"));
        assert_eq!(DevicePath::parse(vmd).pci_addresses().collect::<Vec<_>>().len(), 3);
        let mmc = "../devices/platform/fe340000.mmc/mmc_host/mmc0/mmc0:0001/block/mmcblk0";
        assert_eq!(DevicePath::parse(mmc).mmc_card(), Some("mmc0:0001"));
        assert!(DevicePath::parse("../devices/virtual/block/loop0").is_virtual());
    }

    #[test]
    fn hostile_paths_are_nothing() {
        for path in ["", "/", "../../..", ":::", "a:b:c.d", "0000:00:00", "-", "1-", "devices/", "::::.", "é-1"] {
            let path = DevicePath::parse(path);
            assert_eq!((path.pci_address(), path.scsi_address(), path.usb_device()), (None, None, None));
        }
    }
}
