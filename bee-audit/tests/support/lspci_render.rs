//! Decoded configuration space in the words of lspci 3.9.0, to compare with what it prints.

use bee_audit::decode::pci::{
    ConfigurationSpace,
    capability::{Body, Capability},
    header::{Bridge, Header},
    message::{Msi, MsiX},
    power::PowerManagement,
};

#[path = "lspci_express.rs"]
mod express;
#[path = "lspci_express_2.rs"]
mod express_2;
#[path = "lspci_extended.rs"]
mod extended;

pub(crate) use extended::{render as render_extended, root_errors};

/// `Name+` or `Name-`.
pub(crate) fn flag(name: &str, set: bool) -> String {
    format!("{name}{}", if set { '+' } else { '-' })
}

/// Names with their bit numbers, as `Name+ Other-`.
pub(crate) fn flags(raw: impl Into<u64>, names: &[(&str, u32)]) -> String {
    let raw = raw.into();
    let flags: Vec<String> = names.iter().map(|(name, bit)| flag(name, raw >> bit & 1 == 1)).collect();
    flags.join(" ")
}

/// Lines of the header, by their first word.
pub(crate) fn header(header: &Header) -> Vec<(&'static str, String)> {
    let mut lines = vec![("Control", control(header)), ("Status", status(header))];
    if let Some(pin) = header.interrupt_pin.and_then(|pin| pin.name()) {
        lines.push(("Interrupt", format!("pin {pin} routed to IRQ")));
    }
    if let Some(bridge) = &header.bridge {
        lines.push((
            "Bus",
            format!(
                "primary={:02x}, secondary={:02x}, subordinate={:02x}, sec-latency={}",
                bridge.primary_bus, bridge.secondary_bus, bridge.subordinate_bus, bridge.secondary_latency_timer
            ),
        ));
        if header.layout.0 == 1 {
            lines.extend(bridge_lines(bridge));
        }
    }
    lines
}

fn control(header: &Header) -> String {
    const NAMES: [(&str, u32); 11] = [
        ("I/O", 0),
        ("Mem", 1),
        ("BusMaster", 2),
        ("SpecCycle", 3),
        ("MemWINV", 4),
        ("VGASnoop", 5),
        ("ParErr", 6),
        ("Stepping", 7),
        ("SERR", 8),
        ("FastB2B", 9),
        ("DisINTx", 10),
    ];
    flags(header.command.0, &NAMES)
}

fn status(header: &Header) -> String {
    let raw = header.status.0;
    let first = flags(raw, &[("Cap", 4), ("66MHz", 5), ("UDF", 6), ("FastB2B", 7), ("ParErr", 8)]);
    let last =
        flags(raw, &[(">TAbort", 11), ("<TAbort", 12), ("<MAbort", 13), (">SERR", 14), ("<PERR", 15), ("INTx", 3)]);
    format!("{first} DEVSEL={} {last}", header.device_select_timing.name().unwrap_or("??"))
}

fn bridge_lines(bridge: &Bridge) -> Vec<(&'static str, String)> {
    let control = &[
        ("Parity", 0),
        ("SERR", 1),
        ("NoISA", 2),
        ("VGA", 3),
        ("VGA16", 4),
        ("MAbort", 5),
        (">Reset", 6),
        ("FastB2B", 7),
        ("PriDiscTmr", 8),
        ("SecDiscTmr", 9),
        ("DiscTmrStat", 10),
        ("DiscTmrSERREn", 11),
    ];
    let raw = bridge.secondary_status.0;
    let devsel = ["fast", "medium", "slow", "??"][usize::from(raw >> 9 & 3)];
    let first = flags(raw, &[("66MHz", 5), ("FastB2B", 7), ("ParErr", 8)]);
    let last = flags(raw, &[(">TAbort", 11), ("<TAbort", 12), ("<MAbort", 13), ("<SERR", 14), ("<PERR", 15)]);
    let window = |window: &Option<bee_audit::decode::pci::header::Window>, digits: usize| match window {
        Some(window) => format!("{:0digits$x}-{:0digits$x}", window.base.0, window.limit.0),
        None => "[disabled]".to_owned(),
    };
    vec![
        ("BridgeCtl", flags(bridge.control.0, control)),
        ("Secondary status", format!("{first} DEVSEL={devsel} {last}")),
        ("I/O behind bridge", window(&bridge.io_window, 0)),
        ("Memory behind bridge", window(&bridge.memory_window, 8)),
        ("Prefetchable memory behind bridge", window(&bridge.prefetchable_window, 0)),
    ]
}

/// The text of a capability; `None` for those that are compared by their id alone.
pub(crate) fn render(space: &ConfigurationSpace, capability: &Capability) -> Option<String> {
    Some(match capability.body.as_ref()? {
        Body::PowerManagement(power) => power_management(power),
        Body::Msi(msi) => render_msi(msi),
        Body::MsiX(msi_x) => render_msi_x(msi_x),
        Body::PciExpress(express) => {
            // Only functions with memory of their own can complete atomic operations.
            let registers = &space.header.base_address_registers;
            express::render(
                express,
                registers.iter().any(|register| register.space.0 != 1 && register.address.is_some()),
            )
        }
        Body::VendorSpecific { length_bytes } if space.header.vendor_id.0 != 0x1af4 => {
            format!("Vendor Specific Information: Len={length_bytes:02x} <?>")
        }
        _ => return None,
    })
}

/// The beginning of the text of capabilities of which lspci tells more.
pub(crate) fn render_start(capability: &Capability) -> Option<String> {
    Some(match capability.body.as_ref()? {
        Body::HyperTransport { kind } => format!("HyperTransport: {}", kind.name()?),
        Body::AdvancedFeatures { transactions_pending_supported, function_level_reset_supported } => format!(
            "PCI Advanced Features AFCap: {} {}",
            flag("TP", *transactions_pending_supported),
            flag("FLR", *function_level_reset_supported)
        ),
        Body::EnhancedAllocation { entries } => {
            let mut text = format!("Enhanced Allocation (EA): NumEntries={}", entries.len());
            if let Some(first) = entries.first() {
                text += &format!(" Entry 0: {} {}", flag("Enable", first.enabled), flag("Writable", first.writable));
            }
            text
        }
        Body::VitalProductData {} => "Vital Product Data".to_owned(),
        Body::Subsystem(_) => "Subsystem: ".to_owned(),
        _ => return None,
    })
}

fn power_management(power: &PowerManagement) -> String {
    let pme = &[("D0", 0), ("D1", 1), ("D2", 2), ("D3hot", 3), ("D3cold", 4)];
    format!(
        "Power Management version {} Flags: {} {} {} {} AuxCurrent={}mA PME({}) Status: {} {} {} DSel={} DScale={} {}",
        power.version,
        flag("PMEClk", power.pme_clock),
        flag("DSI", power.device_specific_initialization),
        flag("D1", power.d1_supported),
        flag("D2", power.d2_supported),
        power.auxiliary_current_milliamperes,
        flags(power.pme_support.0, pme).replace(' ', ","),
        ["D0", "D1", "D2", "D3"][usize::from(power.power_state.0)],
        flag("NoSoftRst", power.no_soft_reset),
        flag("PME-Enable", power.pme_enabled),
        power.data_select,
        power.data_scale,
        flag("PME", power.pme_status)
    )
}

fn render_msi(msi: &Msi) -> String {
    // lspci prints reserved exponents as 64 and 128.
    let count = |count: Option<u8>| count.map_or("reserved".to_owned(), |count| count.to_string());
    let digits = if msi.address_64_bit { 16 } else { 8 };
    let mut text = format!(
        "MSI: {} Count={}/{} {} {} Address: {:0digits$x} Data: {:04x}",
        flag("Enable", msi.enabled),
        count(msi.messages_enabled),
        count(msi.messages_capable),
        flag("Maskable", msi.per_vector_masking),
        flag("64bit", msi.address_64_bit),
        msi.address.0,
        msi.message.0
    );
    if let (Some(mask), Some(pending)) = (msi.mask, msi.pending) {
        text += &format!(" Masking: {:08x} Pending: {:08x}", mask.0, pending.0);
    }
    text
}

fn render_msi_x(msi_x: &MsiX) -> String {
    let place = |place: &bee_audit::decode::pci::message::TablePlace| {
        format!("BAR={} offset={:08x}", place.bar_indicator, place.offset.0)
    };
    format!(
        "MSI-X: {} Count={} {} Vector table: {} PBA: {}",
        flag("Enable", msi_x.enabled),
        msi_x.table_size,
        flag("Masked", msi_x.function_mask),
        place(&msi_x.table),
        place(&msi_x.pending_bit_array)
    )
}
