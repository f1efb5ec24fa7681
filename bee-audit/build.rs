//! Packs the database of PCI names, so that a machine without pci.ids gets names too.
//!
//! Writes three files for `decode::pci::ids::embedded`: the text in pieces of raw DEFLATE, each beginning with a
//! vendor's line and the last holding the classes; an index of the pieces; and the version. See
//! docs/decisions/pci-ids.md.

use std::fmt::Write as _;
use std::{env, fs, io, path::PathBuf};

use pci_ids_rs::{Classes, Device, Vendor, Vendors};

/// What the pinned version of `pci-ids-rs` is called: `1.` and the month of its copy.
const VERSION: &str = "2026.10";

/// A piece ends with the device that takes it past this size: small enough that the devices of a machine need a tenth
/// of the text, large enough that packing them apart costs little (7 %).
const PIECE_BYTES: usize = 16 << 10;

/// The slowest and densest.
const LEVEL: u8 = 10;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let (mut packed, mut index) = (Vec::new(), Vec::new());
    for Piece { first, text } in pieces() {
        let piece = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), LEVEL);
        index.extend_from_slice(&first.to_le_bytes());
        for number in [packed.len(), piece.len(), text.len()] {
            index.extend_from_slice(&u32::try_from(number).map_err(io::Error::other)?.to_le_bytes());
        }
        packed.extend_from_slice(&piece);
    }
    fs::write(out.join("pci.ids.deflate"), packed)?;
    fs::write(out.join("pci.ids.index"), index)?;
    fs::write(out.join("pci.ids.version"), VERSION)
}

struct Piece {
    /// Vendor and device that come first, the vendor in the upper half.
    first: u32,
    text: String,
}

/// The text in pieces. A vendor that goes on in a further piece has its line there again.
fn pieces() -> Vec<Piece> {
    let mut vendors: Vec<&Vendor> = Vendors::iter().collect();
    vendors.sort_unstable_by_key(|vendor| vendor.id());
    let mut pieces = vec![Piece { first: 0, text: String::new() }];
    for vendor in vendors {
        let line = format!("{:04x}  {}\n", vendor.id(), vendor.name());
        open(&mut pieces, vendor.id(), 0).text.push_str(&line);
        let mut devices: Vec<_> = vendor.devices().collect();
        devices.sort_unstable_by_key(|device| device.as_vid_pid());
        for device in devices {
            let piece = open(&mut pieces, vendor.id(), device.id());
            if piece.text.is_empty() {
                piece.text.push_str(&line);
            }
            write_device(&mut piece.text, device);
        }
    }
    pieces.push(Piece { first: u32::MAX, text: classes() });
    pieces
}

/// The piece that takes the next line: the last one, or a new one when that is full.
fn open(pieces: &mut Vec<Piece>, vendor: u16, device: u16) -> &mut Piece {
    if pieces.last().is_none_or(|piece| piece.text.len() >= PIECE_BYTES) {
        pieces.push(Piece { first: u32::from(vendor) << 16 | u32::from(device), text: String::new() });
    }
    let last = pieces.len() - 1;
    &mut pieces[last]
}

// Writing to a String cannot fail.
fn write_device(text: &mut String, device: &Device) {
    let _ = writeln!(text, "\t{:04x}  {}", device.id(), device.name());
    for subsystem in device.subsystems() {
        let (subvendor, subdevice) = (subsystem.subvendor(), subsystem.subdevice());
        let _ = writeln!(text, "\t\t{subvendor:04x} {subdevice:04x}  {}", subsystem.name());
    }
}

fn classes() -> String {
    let mut classes: Vec<_> = Classes::iter().collect();
    classes.sort_unstable_by_key(|class| class.id());
    let mut text = String::new();
    for class in classes {
        let _ = writeln!(text, "C {:02x}  {}", class.id(), class.name());
        for subclass in class.subclasses() {
            let _ = writeln!(text, "\t{:02x}  {}", subclass.id(), subclass.name());
            for interface in subclass.prog_ifs() {
                let _ = writeln!(text, "\t\t{:02x}  {}", interface.id(), interface.name());
            }
        }
    }
    text
}
