//! Names of USB classes.
//!
//! USB-IF, *Defined Class Codes* (usb.org/defined-class-codes), which USB 3.2 §9.6.1 (device) and §9.6.5 (interface)
//! refer to. A device of class 00h, EFh or FFh tells nothing by itself: its interfaces do.

use super::code::codes;

codes! {
    /// Base class of a device or an interface.
    pub struct Class(u8) {
        0x00 => "Defined by the interfaces",
        0x01 => "Audio",
        0x02 => "Communications and CDC Control",
        0x03 => "Human Interface Device",
        0x05 => "Physical",
        0x06 => "Image",
        0x07 => "Printer",
        0x08 => "Mass Storage",
        0x09 => "Hub",
        0x0a => "CDC-Data",
        0x0b => "Smart Card",
        0x0d => "Content Security",
        0x0e => "Video",
        0x0f => "Personal Healthcare",
        0x10 => "Audio/Video Devices",
        0x11 => "Billboard Device",
        0x12 => "USB Type-C Bridge",
        0x13 => "USB Bulk Display Protocol",
        0x14 => "MCTP over USB",
        0x3c => "I3C Device",
        0xdc => "Diagnostic Device",
        0xe0 => "Wireless Controller",
        0xef => "Miscellaneous",
        0xfe => "Application Specific",
        0xff => "Vendor Specific",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        assert_eq!(Class(0x08).name(), Some("Mass Storage"));
        assert_eq!(Class(0x04).name(), None);
    }
}
