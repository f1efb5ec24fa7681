//! PCI Express capability, id 10h: device, link, slot and root registers.
//!
//! PCI Express Base 6.0 §7.5.3. Version 1 of the structure ends where its port type's registers end; version 2 has all
//! of them, those that do not apply reading zero.
//!
//! What real hardware gets wrong: root complex integrated endpoints that leave link registers filled with zeros or
//! leftovers (§7.5.3.1 says they have none, so they are not read), and a maximum width of zero on unused ports.

use serde::Serialize;

use super::{bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::codes;
use crate::units::GigaTransfers;

mod device;
mod link;
mod root;
mod slot;

pub use device::{
    Device, Device2, DeviceCapabilities, DeviceCapabilities2, DeviceControl, DeviceControl2, DeviceStatus,
};
pub use link::{
    ActiveStatePowerManagement, Link, Link2, LinkCapabilities, LinkControl, LinkControl2, LinkStatus, LinkStatus2,
};
pub use root::{Root, RootControl};
pub use slot::{Slot, SlotCapabilities, SlotControl, SlotIndicator, SlotStatus};

codes! {
    /// Device or port type, bits 7:4 of offset 2 (§7.5.3.2).
    pub struct PortType(u8) {
        0x0 => "PCI Express Endpoint", 0x1 => "Legacy PCI Express Endpoint", 0x4 => "Root Port",
        0x5 => "Upstream Switch Port", 0x6 => "Downstream Switch Port", 0x7 => "PCI Express to PCI/PCI-X Bridge",
        0x8 => "PCI/PCI-X to PCI Express Bridge", 0x9 => "Root Complex Integrated Endpoint",
        0xa => "Root Complex Event Collector",
    }
}

impl PortType {
    /// Whether the function ends a link; the two integrated types sit inside the root complex.
    pub fn has_link(self) -> bool {
        !matches!(self.0, 0x9 | 0xa)
    }

    /// Whether the link of this function leads away from the root complex.
    pub fn is_downstream(self) -> bool {
        matches!(self.0, 0x4 | 0x6 | 0x8)
    }

    fn has_root(self) -> bool {
        matches!(self.0, 0x4 | 0xa)
    }
}

/// PCI Express capability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Express {
    /// Offset 2, bits 3:0: version of the structure, not of the link.
    pub version: u8,
    /// Offset 2, bits 7:4.
    pub port_type: PortType,
    /// Offset 2, bit 8: the link leads to a slot.
    pub slot_implemented: bool,
    /// Offset 2, bits 13:9: which message signals hot-plug and power events.
    pub interrupt_message_number: u8,
    /// Offset 2, bit 15 (new in 6.0).
    pub flit_mode_supported: bool,
    /// Offset 4 to 0Bh.
    pub device: Device,
    /// Offset 0Ch to 13h; `None` inside the root complex.
    pub link: Option<Link>,
    /// Offset 14h to 1Bh; `None` where no slot is implemented.
    pub slot: Option<Slot>,
    /// Offset 1Ch to 23h; `None` unless root port or event collector.
    pub root: Option<Root>,
    /// Offset 24h to 29h; `None` in version 1.
    pub device_2: Option<Device2>,
    /// Offset 2Ch to 33h; `None` in version 1 and inside the root complex.
    pub link_2: Option<Link2>,
}

impl Express {
    /// From the capability's first octet; `None` when cut off.
    pub(super) fn decode(bytes: &[u8]) -> Option<Express> {
        let capabilities = bytes.u16_le(2)?;
        let version = bits(capabilities, 0..=3);
        let port_type = PortType(bits(capabilities, 4..=7));
        let slot_implemented = bit(capabilities, 8) && port_type.is_downstream();
        Some(Express {
            version,
            port_type,
            slot_implemented,
            interrupt_message_number: bits(capabilities, 9..=13),
            flit_mode_supported: bit(capabilities, 15),
            device: Device::decode(bytes)?,
            link: if port_type.has_link() { Some(Link::decode(bytes)?) } else { None },
            slot: if slot_implemented { Some(Slot::decode(bytes)?) } else { None },
            root: if port_type.has_root() { Some(Root::decode(bytes)?) } else { None },
            device_2: if version >= 2 { Some(Device2::decode(bytes)?) } else { None },
            link_2: if version >= 2 && port_type.has_link() { Some(Link2::decode(bytes)?) } else { None },
        })
    }
}

/// Raw bit rate of a lane for the encoding of link speed registers (§7.5.3.6); `None` for a reserved code.
pub fn link_speed(code: u8) -> Option<GigaTransfers> {
    let rate = match code {
        1 => 2.5,
        2 => 5.0,
        3 => 8.0,
        4 => 16.0,
        5 => 32.0,
        6 => 64.0,
        _ => return None,
    };
    Some(GigaTransfers(rate))
}
