//! What a controller can do: codes and flags of the Identify Controller data structure (Base §5.17.2.1, figure 275).
//!
//! Real drives: bits that a revision has not yet are 0; some drives set reserved ones.

use crate::decode::code::{codes, flags};

codes! {
    /// Controller type (octet 111).
    pub struct ControllerType(u8) {
        1 => "I/O controller",
        2 => "Discovery controller",
        3 => "Administrative controller",
    }
}

flags! {
    /// Controller Multi-Path I/O and Namespace Sharing Capabilities (CMIC, octet 76).
    pub struct MultipathCapabilities(u8) {
        0 => "more than one port",
        1 => "more than one controller",
        2 => "virtual function",
        3 => "asymmetric namespace access",
    }

    /// Controller attributes (CTRATT, octets 96 to 99).
    pub struct ControllerAttributes(u32) {
        0 => "128-bit host identifier",
        1 => "non-operational power state permissive mode",
        2 => "NVM sets",
        3 => "read recovery levels",
        4 => "endurance groups",
        5 => "predictable latency mode",
        6 => "traffic based keep alive",
        7 => "namespace granularity",
        8 => "SQ associations",
        9 => "UUID list",
        10 => "multi-domain subsystem",
        11 => "fixed capacity management",
        12 => "variable capacity management",
        13 => "delete endurance group",
        14 => "delete NVM set",
        15 => "extended LBA formats",
    }

    /// Optional admin command support (OACS, octets 256 and 257).
    pub struct OptionalAdminCommands(u16) {
        0 => "Security Send and Receive",
        1 => "Format NVM",
        2 => "Firmware Commit and Image Download",
        3 => "Namespace Management",
        4 => "Device Self-test",
        5 => "Directives",
        6 => "NVMe-MI Send and Receive",
        7 => "Virtualization Management",
        8 => "Doorbell Buffer Config",
        9 => "Get LBA Status",
        10 => "Command and Feature Lockdown",
    }

    /// Log page attributes (LPA, octet 261).
    pub struct LogPageAttributes(u8) {
        0 => "SMART log of each namespace",
        1 => "Commands Supported and Effects log",
        2 => "extended data for Get Log Page",
        3 => "Telemetry logs",
        4 => "Persistent Event log",
        5 => "Supported Log Pages log",
        6 => "Telemetry data area 4",
    }

    /// Sanitize capabilities (SANICAP, octets 328 to 331); bits 29 to 31 say what becomes of the media afterwards.
    pub struct SanitizeCapabilities(u32) {
        0 => "crypto erase",
        1 => "block erase",
        2 => "overwrite",
    }

    /// Optional NVM command support (ONCS, octets 520 and 521).
    pub struct OptionalCommands(u16) {
        0 => "Compare",
        1 => "Write Uncorrectable",
        2 => "Dataset Management",
        3 => "Write Zeroes",
        4 => "Save and Select in features",
        5 => "Reservations",
        6 => "Timestamp",
        7 => "Verify",
        8 => "Copy",
    }
}
