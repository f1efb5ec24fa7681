//! The predefined header of configuration space: type 0 (function), type 1 (bridge), type 2 (CardBus bridge).
//!
//! PCI Local Bus 3.0 §6.1–6.2, PCI-to-PCI Bridge 1.2 §3.2, PC Card 8.0 volume 4 §4.5.1; PCI Express Base 6.0 §7.5.1.
//!
//! What real firmware gets wrong: base address registers that answer zero with type bits set (not assigned), bridges
//! whose window base is above its limit (that is the standard's way to say "disabled"), and subsystem ids of 0000h or
//! FFFFh, which §7.5.1.2.3 reserves.

use serde::Serialize;

use super::{Hexadecimal, Id, STANDARD, bit, bits};
use crate::decode::code::{codes, flags};
use crate::decode::{Error, Fault, Fields as _};
use crate::units::Bytes;

flags! {
    /// Command register, offset 04h (PCI 3.0 §6.2.2, §7.5.1.1.3).
    pub struct Command(u16) {
        0 => "I/O Space Enable", 1 => "Memory Space Enable", 2 => "Bus Master Enable", 3 => "Special Cycle Enable",
        4 => "Memory Write and Invalidate", 5 => "VGA Palette Snoop", 6 => "Parity Error Response",
        7 => "IDSEL Stepping", 8 => "SERR# Enable", 9 => "Fast Back-to-Back Transactions Enable",
        10 => "Interrupt Disable",
    }
    /// Status register, offset 06h, and a bridge's secondary status, offset 1Eh (PCI 3.0 §6.2.3, §7.5.1.1.4).
    pub struct Status(u16) {
        0 => "Immediate Readiness", 3 => "Interrupt Status", 4 => "Capabilities List", 5 => "66 MHz Capable",
        6 => "User Definable Features", 7 => "Fast Back-to-Back Transactions Capable",
        8 => "Master Data Parity Error", 11 => "Signaled Target Abort", 12 => "Received Target Abort",
        13 => "Received Master Abort", 14 => "Signaled System Error", 15 => "Detected Parity Error",
    }
    /// Bridge control register, offset 3Eh (PCI-to-PCI Bridge 1.2 §3.2.5.18, §7.5.1.3.13).
    pub struct BridgeControl(u16) {
        0 => "Parity Error Response Enable", 1 => "SERR# Enable", 2 => "ISA Enable", 3 => "VGA Enable",
        4 => "VGA 16-bit Decode", 5 => "Master Abort Mode", 6 => "Secondary Bus Reset",
        7 => "Fast Back-to-Back Transactions Enable", 8 => "Primary Discard Timer", 9 => "Secondary Discard Timer",
        10 => "Discard Timer Status", 11 => "Discard Timer SERR# Enable",
    }
}

impl Status {
    /// Bit 4: the function has a capability list.
    pub const CAPABILITIES_LIST: u32 = 4;
}

codes! {
    /// Header layout, bits 6:0 of offset 0Eh (§7.5.1.1.9).
    pub struct HeaderLayout(u8) { 0 => "Type 0 (function)", 1 => "Type 1 (bridge)", 2 => "Type 2 (CardBus bridge)" }
    /// Timing of DEVSEL#, bits 10:9 of the status register (PCI 3.0 §6.2.3).
    pub struct DeviceSelectTiming(u8) { 0 => "fast", 1 => "medium", 2 => "slow" }
    /// Interrupt pin, offset 3Dh (PCI 3.0 §6.2.4).
    pub struct InterruptPin(u8) { 1 => "A", 2 => "B", 3 => "C", 4 => "D" }
    /// What a base address register decodes, bits 2:0 (PCI 3.0 §6.2.5.1).
    pub struct AddressSpace(u8) { 0 => "Memory, 32 bit", 1 => "I/O", 2 => "Memory below 1 MiB", 4 => "Memory, 64 bit" }
}

/// The predefined header.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Header {
    /// Offset 00h.
    pub vendor_id: Id,
    /// Offset 02h.
    pub device_id: Id,
    /// Offset 04h.
    pub command: Command,
    /// Offset 06h.
    pub status: Status,
    /// Offset 06h, bits 10:9.
    pub device_select_timing: DeviceSelectTiming,
    /// Offset 08h.
    pub revision_id: u8,
    /// Offset 09h to 0Bh.
    pub class: ClassCode,
    /// Offset 0Ch, which counts units of four octets; `None` when zero.
    pub cache_line_size_bytes: Option<Bytes>,
    /// Offset 0Dh, in clocks of the bus; PCI Express functions hold zero.
    pub latency_timer: u8,
    /// Offset 0Eh, bits 6:0.
    pub layout: HeaderLayout,
    /// Offset 0Eh, bit 7.
    pub multi_function: bool,
    /// Offset 10h on; registers that read zero are left out.
    pub base_address_registers: Vec<BaseAddressRegister>,
    /// Offset 30h (type 0) or 38h (type 1); `None` when zero.
    pub expansion_rom: Option<ExpansionRom>,
    /// Offset 2Ch and 2Eh of type 0, 40h and 42h of type 2; `None` when both are zero or cannot be read.
    pub subsystem: Option<Subsystem>,
    /// Offset 3Ch: the legacy interrupt line; meaningless without a pin.
    pub interrupt_line: u8,
    /// Offset 3Dh; `None` when the function uses no pin.
    pub interrupt_pin: Option<InterruptPin>,
    /// Fields of a bridge, type 1 or 2.
    pub bridge: Option<Bridge>,
}

/// Class code, offset 09h to 0Bh (§7.5.1.1.6); the numbers of all of them are in the PCI Code and ID Assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ClassCode {
    /// Offset 0Bh.
    pub base: u8,
    /// Offset 0Ah.
    pub sub: u8,
    /// Offset 09h.
    pub programming_interface: u8,
}

impl ClassCode {
    /// From the number in sysfs' `class`, such as 0x010802.
    pub fn from_number(class: u32) -> ClassCode {
        ClassCode { base: bits(class, 16..=23), sub: bits(class, 8..=15), programming_interface: bits(class, 0..=7) }
    }
}

/// Who sells the board or product, and its number there (§7.5.1.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Subsystem {
    /// Subsystem vendor id.
    pub vendor_id: Id,
    /// Subsystem id.
    pub device_id: Id,
}

/// One base address register, or a pair of them (PCI 3.0 §6.2.5.1).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BaseAddressRegister {
    /// Number of the register; a 64-bit one also takes the next.
    pub index: u8,
    /// What it decodes.
    pub space: AddressSpace,
    /// Bit 3 of a memory register.
    pub prefetchable: bool,
    /// Where it is mapped; `None` when no address was assigned.
    pub address: Option<Hexadecimal>,
}

/// Expansion ROM base address (PCI 3.0 §6.2.5.2).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExpansionRom {
    /// Bits 31:11; `None` when no address was assigned.
    pub address: Option<Hexadecimal>,
    /// Bit 0.
    pub enabled: bool,
}

/// What a bridge has beyond a function (PCI-to-PCI Bridge 1.2 §3.2.5).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bridge {
    /// Offset 18h.
    pub primary_bus: u8,
    /// Offset 19h.
    pub secondary_bus: u8,
    /// Offset 1Ah.
    pub subordinate_bus: u8,
    /// Offset 1Bh, in clocks of the secondary bus.
    pub secondary_latency_timer: u8,
    /// Offset 1Eh (type 2: 16h).
    pub secondary_status: Status,
    /// Offset 1Ch, 1Dh, 30h, 32h of type 1; `None` when disabled.
    pub io_window: Option<Window>,
    /// Offset 20h and 22h of type 1; `None` when disabled.
    pub memory_window: Option<Window>,
    /// Offset 24h, 26h, 28h, 2Ch of type 1; `None` when disabled.
    pub prefetchable_window: Option<Window>,
    /// Offset 3Eh.
    pub control: BridgeControl,
}

/// Addresses that a bridge passes on, both ends included.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Window {
    /// First address.
    pub base: Hexadecimal,
    /// Last address.
    pub limit: Hexadecimal,
}

impl Header {
    /// Decodes the first 64 bytes; the vendor id FFFFh is `BadSignature`.
    pub fn decode(bytes: &[u8]) -> Result<Header, Error> {
        let have = bytes.len();
        let header =
            bytes.first_chunk::<64>().ok_or_else(|| Error::new(STANDARD, 0, Fault::Truncated { need: 64, have }))?;
        if header.starts_with(&[0xff, 0xff]) {
            return Err(Error::new(STANDARD, 0, Fault::BadSignature));
        }
        // 64 bytes are there, so every `?` in `fields` is a formality.
        Self::fields(bytes).ok_or_else(|| Error::new(STANDARD, 0, Fault::Truncated { need: 64, have }))
    }

    fn fields(bytes: &[u8]) -> Option<Header> {
        let layout = HeaderLayout(bytes.byte(0x0e)? & 0x7f);
        let status = bytes.u16_le(6)?;
        let pin = InterruptPin(bytes.byte(0x3d)?);
        Some(Header {
            vendor_id: Id(bytes.u16_le(0)?),
            device_id: Id(bytes.u16_le(2)?),
            command: Command(bytes.u16_le(4)?),
            status: Status(status),
            device_select_timing: DeviceSelectTiming(bits(status, 9..=10)),
            revision_id: bytes.byte(8)?,
            class: ClassCode { base: bytes.byte(0xb)?, sub: bytes.byte(0xa)?, programming_interface: bytes.byte(9)? },
            cache_line_size_bytes: Some(bytes.byte(0xc)?)
                .filter(|size| *size != 0)
                .map(|size| Bytes(u64::from(size) * 4)),
            latency_timer: bytes.byte(0xd)?,
            layout,
            multi_function: bit(bytes.byte(0xe)?, 7),
            base_address_registers: base_address_registers(bytes, layout),
            expansion_rom: match layout.0 {
                0 => expansion_rom(bytes.u32_le(0x30)?),
                1 => expansion_rom(bytes.u32_le(0x38)?),
                _ => None,
            },
            subsystem: match layout.0 {
                0 => subsystem(bytes, 0x2c, 0x2e),
                2 => subsystem(bytes, 0x40, 0x42),
                _ => None,
            },
            interrupt_line: bytes.byte(0x3c)?,
            interrupt_pin: (pin.0 != 0).then_some(pin),
            bridge: match layout.0 {
                1 => Some(bridge(bytes)?),
                2 => Some(cardbus_bridge(bytes)?),
                _ => None,
            },
        })
    }

    /// Offset of the first capability: in 34h, of a CardBus bridge in 14h; bits 1:0 are reserved (§7.5.1.1.11).
    pub(super) fn capabilities_pointer(&self, bytes: &[u8]) -> Option<u8> {
        bytes.byte(if self.layout.0 == 2 { 0x14 } else { 0x34 }).map(|pointer| pointer & !3)
    }
}

fn base_address_registers(bytes: &[u8], layout: HeaderLayout) -> Vec<BaseAddressRegister> {
    let count = match layout.0 {
        0 => 6,
        1 => 2,
        2 => 1,
        _ => 0,
    };
    let mut registers = Vec::new();
    let mut index = 0u8;
    while index < count {
        let Some(low) = bytes.u32_le(0x10 + usize::from(index) * 4) else { break };
        let io = bit(low, 0);
        let wide = !io && bits::<u8>(low, 1..=2) == 2 && index + 1 < count;
        let high = if wide { bytes.u32_le(0x14 + usize::from(index) * 4).unwrap_or(0) } else { 0 };
        if low != 0 || high != 0 {
            let address = u64::from(high) << 32 | u64::from(low & if io { !3 } else { !0xf });
            registers.push(BaseAddressRegister {
                index,
                space: AddressSpace(if io { 1 } else { bits::<u8>(low, 1..=2) << 1 }),
                prefetchable: !io && bit(low, 3),
                address: (address != 0).then_some(Hexadecimal(address)),
            });
        }
        index += if wide { 2 } else { 1 };
    }
    registers
}

fn expansion_rom(register: u32) -> Option<ExpansionRom> {
    let address = register & !0x7ff;
    (register != 0).then(|| ExpansionRom {
        address: (address != 0).then_some(Hexadecimal(address.into())),
        enabled: bit(register, 0),
    })
}

fn subsystem(bytes: &[u8], vendor: usize, device: usize) -> Option<Subsystem> {
    let (vendor_id, device_id) = (bytes.u16_le(vendor)?, bytes.u16_le(device)?);
    let absent = matches!((vendor_id, device_id), (0, 0) | (0xffff, 0xffff));
    (!absent).then_some(Subsystem { vendor_id: Id(vendor_id), device_id: Id(device_id) })
}

fn bridge(bytes: &[u8]) -> Option<Bridge> {
    Some(Bridge {
        primary_bus: bytes.byte(0x18)?,
        secondary_bus: bytes.byte(0x19)?,
        subordinate_bus: bytes.byte(0x1a)?,
        secondary_latency_timer: bytes.byte(0x1b)?,
        secondary_status: Status(bytes.u16_le(0x1e)?),
        io_window: io_window(bytes)?,
        memory_window: memory_window(bytes)?,
        prefetchable_window: prefetchable_window(bytes)?,
        control: BridgeControl(bytes.u16_le(0x3e)?),
    })
}

/// The CardBus windows are left out, and the control bits from 7 on, which mean something else there: nothing sits
/// behind such a bridge in a server.
fn cardbus_bridge(bytes: &[u8]) -> Option<Bridge> {
    Some(Bridge {
        primary_bus: bytes.byte(0x18)?,
        secondary_bus: bytes.byte(0x19)?,
        subordinate_bus: bytes.byte(0x1a)?,
        secondary_latency_timer: bytes.byte(0x1b)?,
        secondary_status: Status(bytes.u16_le(0x16)?),
        io_window: None,
        memory_window: None,
        prefetchable_window: None,
        control: BridgeControl(bytes.u16_le(0x3e)? & 0x7f),
    })
}

/// Units of 4 KiB; bits 3:0 of the base say whether the upper 16 bits count (PCI-to-PCI Bridge 1.2 §3.2.5.6).
fn io_window(bytes: &[u8]) -> Option<Option<Window>> {
    let (low, high) = (bytes.byte(0x1c)?, bytes.byte(0x1d)?);
    let upper = |offset| if low & 0xf == 1 { bytes.u16_le(offset).map(u64::from) } else { Some(0) };
    let base = u64::from(low & 0xf0) << 8 | upper(0x30)? << 16;
    let limit = u64::from(high & 0xf0) << 8 | upper(0x32)? << 16 | 0xfff;
    Some(window(base, limit))
}

/// Units of 1 MiB (PCI-to-PCI Bridge 1.2 §3.2.5.8).
fn memory_window(bytes: &[u8]) -> Option<Option<Window>> {
    let base = u64::from(bytes.u16_le(0x20)? & !0xf) << 16;
    let limit = u64::from(bytes.u16_le(0x22)? & !0xf) << 16 | 0xf_ffff;
    Some(window(base, limit))
}

/// Units of 1 MiB; bits 3:0 of the base say whether the upper 32 bits count (PCI-to-PCI Bridge 1.2 §3.2.5.9).
fn prefetchable_window(bytes: &[u8]) -> Option<Option<Window>> {
    let (low, high) = (bytes.u16_le(0x24)?, bytes.u16_le(0x26)?);
    let upper = |offset| if low & 0xf == 1 { bytes.u32_le(offset).map(u64::from) } else { Some(0) };
    let base = u64::from(low & !0xf) << 16 | upper(0x28)? << 32;
    let limit = u64::from(high & !0xf) << 16 | upper(0x2c)? << 32 | 0xf_ffff;
    Some(window(base, limit))
}

/// A base above the limit disables a window.
fn window(base: u64, limit: u64) -> Option<Window> {
    (base <= limit).then_some(Window { base: Hexadecimal(base), limit: Hexadecimal(limit) })
}
