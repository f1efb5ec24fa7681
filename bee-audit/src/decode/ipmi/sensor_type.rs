//! What a sensor watches, and how its events are to be read.
//!
//! Document: IPMI §42.1, table 42-1 (event/reading type codes), §42.2, table 42-3 (sensor type codes).

use crate::decode::code::codes;

codes! {
    /// What a sensor watches (§42.2, table 42-3).
    pub struct SensorType(u8) {
        0x01 => "Temperature", 0x02 => "Voltage", 0x03 => "Current", 0x04 => "Fan",
        0x05 => "Physical Security (Chassis Intrusion)", 0x06 => "Platform Security Violation Attempt",
        0x07 => "Processor", 0x08 => "Power Supply", 0x09 => "Power Unit", 0x0a => "Cooling Device",
        0x0b => "Other Units-based Sensor", 0x0c => "Memory", 0x0d => "Drive Slot (Bay)",
        0x0e => "POST Memory Resize", 0x0f => "System Firmware Progress", 0x10 => "Event Logging Disabled",
        0x11 => "Watchdog 1", 0x12 => "System Event", 0x13 => "Critical Interrupt", 0x14 => "Button / Switch",
        0x15 => "Module / Board", 0x16 => "Microcontroller / Coprocessor", 0x17 => "Add-in Card", 0x18 => "Chassis",
        0x19 => "Chip Set", 0x1a => "Other FRU", 0x1b => "Cable / Interconnect", 0x1c => "Terminator",
        0x1d => "System Boot / Restart Initiated", 0x1e => "Boot Error", 0x1f => "Base OS Boot / Installation Status",
        0x20 => "OS Stop / Shutdown", 0x21 => "Slot / Connector", 0x22 => "System ACPI Power State",
        0x23 => "Watchdog 2", 0x24 => "Platform Alert", 0x25 => "Entity Presence", 0x26 => "Monitor ASIC / IC",
        0x27 => "LAN", 0x28 => "Management Subsystem Health", 0x29 => "Battery", 0x2a => "Session Audit",
        0x2b => "Version Change", 0x2c => "FRU State", 0xc0..=0xff => "OEM",
    }
    /// How states and events of a sensor are to be read (§42.1, table 42-1).
    pub struct EventReadingType(u8) {
        0x01 => "Threshold", 0x02..=0x0c => "Generic Discrete", 0x6f => "Sensor-specific Discrete",
        0x70..=0x7f => "OEM",
    }
}

impl SensorType {
    /// Temperature.
    pub const TEMPERATURE: SensorType = SensorType(0x01);
    /// Fan.
    pub const FAN: SensorType = SensorType(0x04);
    /// Physical Security (Chassis Intrusion).
    pub const PHYSICAL_SECURITY: SensorType = SensorType(0x05);
    /// Power Supply.
    pub const POWER_SUPPLY: SensorType = SensorType(0x08);
    /// Power Unit.
    pub const POWER_UNIT: SensorType = SensorType(0x09);
}

impl EventReadingType {
    /// An analog sensor with thresholds.
    pub const THRESHOLD: EventReadingType = EventReadingType(0x01);
    /// States that the sensor type defines.
    pub const SENSOR_SPECIFIC: EventReadingType = EventReadingType(0x6f);
    /// Redundancy states (§42.2, table 42-2).
    pub const REDUNDANCY: EventReadingType = EventReadingType(0x0b);
}
