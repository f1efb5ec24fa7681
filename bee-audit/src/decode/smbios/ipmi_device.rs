//! IPMI Device Information (type 38): how the management controller is reached.
//!
//! Document: DSP0134 §7.39, §7.39.1; IPMI 2.0 appendix C1, table C1-1 (base address modifier).
//!
//! Real firmware: 88.6 % of servers have it; some state address 0, and some an interface that is not there.

use serde::Serialize;

use super::Frame;
use crate::decode::code::codes;

/// Type 38.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IpmiDevice {
    /// Interface (offset 04h).
    pub interface_type: Option<IpmiInterfaceType>,
    /// Version of the IPMI specification, as `major.minor` from BCD digits (05h).
    pub specification_version: Option<String>,
    /// Slave address on the I²C bus, eight bits with the direction bit 0 (06h).
    pub i2c_slave_address: Option<u8>,
    /// Bus address of the non-volatile storage; none where there is no such device (07h).
    pub nv_storage_device_address: Option<u8>,
    /// Address of the first register, with the least significant bit of the modifier (08h, 10h); for SSIF the slave
    /// address in seven bits.
    pub base_address: Option<u64>,
    /// Whether the address is in I/O space; none for SSIF (08h, bit 0).
    pub io_mapped: Option<bool>,
    /// Distance of the registers (10h, bits 7:6).
    pub register_spacing: Option<RegisterSpacing>,
    /// Number of the interrupt (11h); 0 is none. Bit 3 of the modifier speaks of the two bits below only.
    pub interrupt_number: Option<u8>,
    /// Whether the interrupt is active high (10h, bit 1).
    pub interrupt_active_high: Option<bool>,
    /// Whether the interrupt is level-triggered (10h, bit 0).
    pub interrupt_level_triggered: Option<bool>,
}

codes! {
    /// IPMI interface (§7.39.1).
    pub struct IpmiInterfaceType(u8) {
        0x00 => "Unknown", 0x01 => "KCS (Keyboard Control Style)", 0x02 => "SMIC (Server Management Interface Chip)",
        0x03 => "BT (Block Transfer)", 0x04 => "SSIF (SMBus System Interface)",
    }
    /// Distance of the registers (§7.39, offset 10h).
    pub struct RegisterSpacing(u8) {
        0 => "Successive Byte Boundaries", 1 => "32-bit Boundaries", 2 => "16-byte Boundaries",
    }
}

const SSIF: IpmiInterfaceType = IpmiInterfaceType(4);

impl IpmiDevice {
    pub(super) fn decode(frame: &Frame<'_>) -> IpmiDevice {
        let interface_type = frame.byte(0x04).map(IpmiInterfaceType);
        let registers = interface_type.is_some_and(|kind| kind != SSIF);
        let modifier = frame.byte(0x10).filter(|_| registers);
        let interrupt = modifier.filter(|modifier| modifier & 0x08 != 0);
        IpmiDevice {
            interface_type,
            specification_version: frame.byte(0x05).map(|bcd| format!("{}.{}", bcd >> 4, bcd & 0x0f)),
            i2c_slave_address: frame.byte(0x06),
            nv_storage_device_address: frame.byte(0x07).filter(|address| *address != 0xff),
            base_address: base_address(frame, registers),
            io_mapped: frame.qword(0x08).filter(|_| registers).map(|address| address & 1 == 1),
            register_spacing: modifier.map(|modifier| RegisterSpacing(modifier >> 6)),
            interrupt_number: frame.byte(0x11).filter(|number| *number != 0),
            interrupt_active_high: interrupt.map(|modifier| modifier & 0x02 != 0),
            interrupt_level_triggered: interrupt.map(|modifier| modifier & 0x01 != 0),
        }
    }
}

/// Bit 0 of the address is the space; its true value is bit 4 of the modifier (§7.39, offsets 08h and 10h).
fn base_address(frame: &Frame<'_>, registers: bool) -> Option<u64> {
    let address = frame.qword(0x08)?;
    if !registers {
        return Some(address >> 1 & 0x7f).filter(|address| *address != 0);
    }
    let lowest = frame.byte(0x10).map_or(0, |modifier| u64::from(modifier >> 4 & 1));
    Some(address & !1 | lowest).filter(|address| *address != 0)
}
