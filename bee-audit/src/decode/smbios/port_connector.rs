//! Port Connector Information (type 8): what is on the outside and inside of a board.
//!
//! Document: DSP0134 §7.9, §7.9.2 (connectors), §7.9.3 (ports).
//!
//! Real firmware copies this list from the reference board: connectors that do not exist are common.

use serde::Serialize;

use super::Frame;
use crate::decode::code::codes;

/// Type 8.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PortConnector {
    /// Label on the board (offset 04h).
    pub internal_reference_designator: Option<String>,
    /// Connector on the board (05h).
    pub internal_connector_type: Option<ConnectorType>,
    /// Label outside (06h).
    pub external_reference_designator: Option<String>,
    /// Connector outside (07h).
    pub external_connector_type: Option<ConnectorType>,
    /// What it is for (08h).
    pub port_type: Option<PortType>,
}

codes! {
    /// Connector type (§7.9.2).
    pub struct ConnectorType(u8) {
        0x00 => "None", 0x01 => "Centronics", 0x02 => "Mini Centronics", 0x03 => "Proprietary",
        0x04 => "DB-25 pin male", 0x05 => "DB-25 pin female", 0x06 => "DB-15 pin male", 0x07 => "DB-15 pin female",
        0x08 => "DB-9 pin male", 0x09 => "DB-9 pin female", 0x0a => "RJ-11", 0x0b => "RJ-45",
        0x0c => "50-pin MiniSCSI", 0x0d => "Mini-DIN", 0x0e => "Micro-DIN", 0x0f => "PS/2", 0x10 => "Infrared",
        0x11 => "HP-HIL", 0x12 => "Access Bus (USB)", 0x13 => "SSA SCSI", 0x14 => "Circular DIN-8 male",
        0x15 => "Circular DIN-8 female", 0x16 => "On Board IDE", 0x17 => "On Board Floppy",
        0x18 => "9-pin Dual Inline (pin 10 cut)", 0x19 => "25-pin Dual Inline (pin 26 cut)",
        0x1a => "50-pin Dual Inline", 0x1b => "68-pin Dual Inline", 0x1c => "On Board Sound Input from CD-ROM",
        0x1d => "Mini-Centronics Type-14", 0x1e => "Mini-Centronics Type-26", 0x1f => "Mini-jack (headphones)",
        0x20 => "BNC", 0x21 => "1394", 0x22 => "SAS/SATA Plug Receptacle", 0x23 => "USB Type-C Receptacle",
        0xa0 => "PC-98", 0xa1 => "PC-98Hireso", 0xa2 => "PC-H98", 0xa3 => "PC-98Note", 0xa4 => "PC-98Full",
        0xff => "Other",
    }
    /// Port type (§7.9.3).
    pub struct PortType(u8) {
        0x00 => "None", 0x01 => "Parallel Port XT/AT Compatible", 0x02 => "Parallel Port PS/2",
        0x03 => "Parallel Port ECP", 0x04 => "Parallel Port EPP", 0x05 => "Parallel Port ECP/EPP",
        0x06 => "Serial Port XT/AT Compatible", 0x07 => "Serial Port 16450 Compatible",
        0x08 => "Serial Port 16550 Compatible", 0x09 => "Serial Port 16550A Compatible", 0x0a => "SCSI Port",
        0x0b => "MIDI Port", 0x0c => "Joy Stick Port", 0x0d => "Keyboard Port", 0x0e => "Mouse Port",
        0x0f => "SSA SCSI", 0x10 => "USB", 0x11 => "FireWire (IEEE P1394)", 0x12 => "PCMCIA Type I",
        0x13 => "PCMCIA Type II", 0x14 => "PCMCIA Type III", 0x15 => "Cardbus", 0x16 => "Access Bus Port",
        0x17 => "SCSI II", 0x18 => "SCSI Wide", 0x19 => "PC-98", 0x1a => "PC-98-Hireso", 0x1b => "PC-H98",
        0x1c => "Video Port", 0x1d => "Audio Port", 0x1e => "Modem Port", 0x1f => "Network Port", 0x20 => "SATA",
        0x21 => "SAS", 0x22 => "MFDP (Multi-Function Display Port)", 0x23 => "Thunderbolt", 0xa0 => "8251 Compatible",
        0xa1 => "8251 FIFO Compatible", 0xff => "Other",
    }
}

impl PortConnector {
    pub(super) fn decode(frame: &Frame<'_>) -> PortConnector {
        PortConnector {
            internal_reference_designator: frame.string(0x04),
            internal_connector_type: frame.byte(0x05).map(ConnectorType),
            external_reference_designator: frame.string(0x06),
            external_connector_type: frame.byte(0x07).map(ConnectorType),
            port_type: frame.byte(0x08).map(PortType),
        }
    }
}
