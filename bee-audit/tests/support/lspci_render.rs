//! Decoded configuration space in the words of lspci 3.9.0, to compare with what it prints.

use bee_audit::decode::pci::{
    ConfigurationSpace,
    capability::{Body, Capability},
    express::{Device, Device2, Express, Link, Link2, PortType, Root, Slot},
    header::{Bridge, Header},
    message::{Msi, MsiX},
    power::PowerManagement,
};

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
            render_express(
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

fn render_express(express: &Express, has_memory: bool) -> String {
    let mut parts = vec![
        format!(
            "Express (v{}) {}, MSI {:02x}",
            express.version,
            port(express.port_type, express.slot_implemented),
            express.interrupt_message_number
        ),
        device(&express.device, express.port_type),
    ];
    parts.extend(express.link.as_ref().map(|link_registers| link(link_registers, express.port_type)));
    parts.extend(express.slot.as_ref().map(slot));
    parts.extend(express.root.as_ref().map(root));
    parts.extend(express.device_2.as_ref().map(|device| device_2(device, express.port_type, has_memory)));
    parts.extend(express.link_2.as_ref().map(|link| link_2(link, express.port_type)));
    parts.join(" ")
}

fn port(port_type: PortType, slot: bool) -> String {
    let slot = flag("(Slot", slot) + ")";
    match port_type.0 {
        0 => "Endpoint".to_owned(),
        1 => "Legacy Endpoint".to_owned(),
        4 => format!("Root Port {slot}"),
        5 => "Upstream Port".to_owned(),
        6 => format!("Downstream Port {slot}"),
        7 => "PCI-Express to PCI/PCI-X Bridge".to_owned(),
        8 => format!("PCI/PCI-X to PCI-Express Bridge {slot}"),
        9 => "Root Complex Integrated Endpoint".to_owned(),
        10 => "Root Complex Event Collector".to_owned(),
        code => format!("Unknown type {code}"),
    }
}

const L0S: [&str; 8] = ["<64ns", "<128ns", "<256ns", "<512ns", "<1us", "<2us", "<4us", "unlimited"];
const L1: [&str; 8] = ["<1us", "<2us", "<4us", "<8us", "<16us", "<32us", "<64us", "unlimited"];

/// Reserved codes are printed as the sizes that they would be.
fn size(bytes: Option<bee_audit::units::Bytes>) -> String {
    bytes.map_or("reserved".to_owned(), |bytes| bytes.0.to_string())
}

fn device(device: &Device, port_type: PortType) -> String {
    let endpoint = matches!(port_type.0, 0 | 1);
    let raw = device.capabilities.0;
    let mut text = format!(
        "DevCap: MaxPayload {} bytes, PhantFunc {}",
        size(device.max_payload_size_supported_bytes),
        (1 << device.phantom_function_bits) - 1
    );
    if endpoint {
        text += &format!(
            ", Latency L0s {}, L1 {}",
            L0S[usize::from(device.acceptable_l0s_latency)],
            L1[usize::from(device.acceptable_l1_latency)]
        );
    }
    text += &format!(" {}", flags(raw, &[("ExtTag", 5)]));
    if endpoint || matches!(port_type.0, 5 | 7) {
        text += &format!(" {}", flags(raw, &[("AttnBtn", 12), ("AttnInd", 13), ("PwrInd", 14)]));
    }
    text += &format!(" {}", flags(raw, &[("RBE", 15)]));
    if endpoint || port_type.0 == 9 {
        text += &format!(" {}", flags(raw, &[("FLReset", 28)]));
    }
    if matches!(port_type.0, 0 | 5 | 7) {
        let watts = device.captured_slot_power_limit_watts.map_or(0.0, |limit| limit.0);
        text += &format!(" SlotPowerLimit {}W", significant(watts));
    }
    let control = device.control.0;
    text += &format!(
        " DevCtl: {}",
        flags(
            control,
            &[
                ("CorrErr", 0),
                ("NonFatalErr", 1),
                ("FatalErr", 2),
                ("UnsupReq", 3),
                ("RlxdOrd", 4),
                ("ExtTag", 8),
                ("PhantFunc", 9),
                ("AuxPwr", 10),
                ("NoSnoop", 11)
            ]
        )
    );
    if port_type.0 == 7 {
        text += &format!(" {}", flags(control, &[("BrConfRtry", 15)]));
    }
    if (endpoint || port_type.0 == 9) && raw >> 28 & 1 == 1 {
        text += &format!(" {}", flags(control, &[("FLReset", 15)]));
    }
    text += &format!(
        " MaxPayload {} bytes, MaxReadReq {} bytes DevSta: {}",
        size(device.max_payload_size_bytes),
        size(device.max_read_request_size_bytes),
        flags(
            device.status.0,
            &[("CorrErr", 0), ("NonFatalErr", 1), ("FatalErr", 2), ("UnsupReq", 3), ("AuxPwr", 4), ("TransPend", 5)]
        )
    );
    text
}

/// As C's `%g`: six significant digits.
fn significant(number: f64) -> String {
    let digits = if number >= 100.0 {
        3
    } else if number >= 10.0 {
        4
    } else if number >= 1.0 {
        5
    } else {
        6
    };
    let text = format!("{number:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn speed(speed: Option<bee_audit::units::GigaTransfers>) -> String {
    speed.map_or("unknown".to_owned(), |speed| format!("{}GT/s", speed.0))
}

fn link(link: &Link, port_type: PortType) -> String {
    let aspm = usize::from(link.aspm_support.0);
    let l0s = format!("L0s {}", L0S[usize::from(link.l0s_exit_latency.0)]);
    let l1 = format!("L1 {}", L1[usize::from(link.l1_exit_latency.0)]);
    let exit = match aspm {
        0 => String::new(),
        1 => format!(", Exit Latency {l0s}"),
        2 => format!(", Exit Latency {l1}"),
        _ => format!(", Exit Latency {l0s}, {l1}"),
    };
    let mut text = format!(
        "LnkCap: Port #{}, Speed {}, Width x{}, ASPM {}{exit} {}",
        link.port_number,
        speed(link.max_link_speed_gt_s),
        link.max_link_width.unwrap_or(0),
        ["not supported", "L0s", "L1", "L0s L1"][aspm],
        flags(
            link.capabilities.0,
            &[("ClockPM", 18), ("Surprise", 19), ("LLActRep", 20), ("BwNot", 21), ("ASPMOptComp", 22)]
        )
    );
    let control = link.control.0;
    text += &format!(
        " LnkCtl: ASPM {};",
        ["Disabled", "L0s Enabled", "L1 Enabled", "L0s L1 Enabled"][usize::from(link.aspm_control.0)]
    );
    if matches!(port_type.0, 0 | 1 | 4 | 7) {
        text += &format!(" RCB {} bytes,", if control >> 3 & 1 == 1 { 128 } else { 64 });
    }
    text += &format!(
        " {} LnkSta: Speed {}{}, Width x{}{} {}",
        flags(
            control,
            &[
                ("Disabled", 4),
                ("CommClk", 6),
                ("ExtSynch", 7),
                ("ClockPM", 8),
                ("AutWidDis", 9),
                ("BWInt", 10),
                ("AutBWInt", 11)
            ]
        ),
        speed(link.current_link_speed_gt_s),
        compared(
            port_type,
            link.current_link_speed_gt_s.map(|speed| speed.0),
            link.max_link_speed_gt_s.map(|speed| speed.0)
        ),
        link.negotiated_link_width.unwrap_or(0),
        compared(port_type, link.negotiated_link_width.or(Some(0)), link.max_link_width.or(Some(0))),
        flags(
            link.status.0,
            &[("TrErr", 10), ("Train", 11), ("SlotClk", 12), ("DLActive", 13), ("BWMgmt", 14), ("ABWMgmt", 15)]
        )
    );
    text
}

/// A port whose link leads down is not called downgraded: its partner may know no better.
fn compared<T: PartialOrd>(port_type: PortType, now: Option<T>, most: Option<T>) -> &'static str {
    match (now, most) {
        (Some(now), Some(most)) if now > most => " (overdriven)",
        (Some(now), Some(most)) if now < most && !port_type.is_downstream() => " (downgraded)",
        _ => "",
    }
}

fn slot(slot: &Slot) -> String {
    let capabilities = slot.capabilities.0;
    let indicator = |code: u8| ["Unknown", "On", "Blink", "Off"][usize::from(code)];
    format!(
        "SltCap: {} Slot #{}, PowerLimit {}W; {} SltCtl: Enable: {} Control: AttnInd {}, PwrInd {}, {} SltSta: Status: {} \
         Changed: {}",
        flags(
            capabilities,
            &[
                ("AttnBtn", 0),
                ("PwrCtrl", 1),
                ("MRL", 2),
                ("AttnInd", 3),
                ("PwrInd", 4),
                ("HotPlug", 6),
                ("Surprise", 5)
            ]
        ),
        slot.physical_slot_number,
        slot.power_limit_watts.map_or("reserved".to_owned(), |limit| significant(limit.0)),
        flags(capabilities, &[("Interlock", 17), ("NoCompl", 18)]),
        flags(
            slot.control.0,
            &[("AttnBtn", 0), ("PwrFlt", 1), ("MRL", 2), ("PresDet", 3), ("CmdCplt", 4), ("HPIrq", 5), ("LinkChg", 12)]
        ),
        indicator(slot.attention_indicator.0),
        indicator(slot.power_indicator.0),
        flags(slot.control.0, &[("Power", 10), ("Interlock", 11)]),
        flags(
            slot.status.0,
            &[("AttnBtn", 0), ("PowerFlt", 1), ("MRL", 5), ("CmdCplt", 4), ("PresDet", 6), ("Interlock", 7)]
        ),
        flags(slot.status.0, &[("MRL", 2), ("PresDet", 3), ("LinkState", 8)])
    )
}

fn root(root: &Root) -> String {
    format!(
        "RootCap: {} RootCtl: {} RootSta: PME ReqID {:04x}, {} {}",
        flag("CRSVisible", root.request_retry_status_visibility),
        flags(
            root.control.0,
            &[("ErrCorrectable", 0), ("ErrNon-Fatal", 1), ("ErrFatal", 2), ("PMEIntEna", 3), ("CRSVisible", 4)]
        ),
        root.pme_requester_id.0,
        flag("PMEStatus", root.pme_status),
        flag("PMEPending", root.pme_pending)
    )
}

fn device_2(device: &Device2, port_type: PortType, has_memory: bool) -> String {
    let raw = device.capabilities.0;
    let ranges = match device.completion_timeout_ranges.0 {
        0 => "Not Supported",
        1 => "Range A",
        2 => "Range B",
        3 => "Range AB",
        6 => "Range BC",
        7 => "Range ABC",
        14 => "Range BCD",
        15 => "Range ABCD",
        _ => "Unknown",
    };
    let downstream = matches!(port_type.0, 4 | 6);
    let mut text = format!(
        "DevCap2: Completion Timeout: {ranges}, {} OBFF {}, {}",
        flags(raw, &[("TimeoutDis", 4), ("NROPrPrP", 10), ("LTR", 11), ("10BitTagComp", 16), ("10BitTagReq", 17)]),
        ["Not Supported", "Via message", "Via WAKE#", "Via message/WAKE#"][(raw >> 18 & 3) as usize],
        flags(raw, &[("ExtFmt", 20), ("EETLPPrefix", 21)])
    );
    if let Some(prefixes) = device.max_end_end_tlp_prefixes {
        text += &format!(", MaxEETLPPrefixes {prefixes}");
    }
    text += &format!(
        " EmergencyPowerReduction {}, {} {}",
        ["Not Supported", "Dev Specific", "Form Factor Dev Specific", "Reserved"]
            [usize::from(device.emergency_power_reduction)],
        flags(raw, &[("EmergencyPowerReductionInit", 26)]),
        flags(raw, &[("FRS", 31)])
    );
    if port_type.0 == 4 {
        let closure = ["Not Supported", "64byte cachelines", "128byte cachelines", "Reserved"];
        text += &format!(" LN System CLS {},", closure[(raw >> 14 & 3) as usize]);
    }
    // The code 2 is reserved, and not printed.
    if matches!(port_type.0, 0 | 4) && raw >> 12 & 3 != 2 {
        text += &format!(" {}", flags(raw, &[("TPHComp", 12), ("ExtTPHComp", 13)]));
    }
    if downstream {
        text += &format!(" {}", flags(raw, &[("ARIFwd", 5)]));
    }
    let routes = matches!(port_type.0, 4..=6);
    if routes || has_memory {
        text += " AtomicOpsCap:";
        if routes {
            text += &format!(" {}", flags(raw, &[("Routing", 6)]));
        }
        if has_memory {
            text += &format!(" {}", flags(raw, &[("32bit", 7), ("64bit", 8), ("128bitCAS", 9)]));
        }
    }
    text + " " + &device_control_2(device, port_type, downstream)
}

fn device_control_2(device: &Device2, port_type: PortType, downstream: bool) -> String {
    let control = device.control.0;
    let timeout = match device.completion_timeout.0 {
        0 => "50us to 50ms",
        1 => "50us to 100us",
        2 => "1ms to 10ms",
        5 => "16ms to 55ms",
        6 => "65ms to 210ms",
        9 => "260ms to 900ms",
        10 => "1s to 3.5s",
        13 => "4s to 13s",
        14 => "17s to 64s",
        _ => "Unknown",
    };
    let mut text = format!(
        "DevCtl2: Completion Timeout: {timeout}, {} OBFF {},",
        flags(control, &[("TimeoutDis", 4), ("LTR", 10), ("10BitTagReq", 12)]),
        ["Disabled", "Via message A", "Via message B", "Via WAKE#"][usize::from(device.obff_enable)]
    );
    if downstream {
        text += &format!(" {}", flags(control, &[("ARIFwd", 5)]));
    }
    if matches!(port_type.0, 0 | 1 | 4 | 5 | 6 | 9) {
        text += " AtomicOpsCtl:";
        if matches!(port_type.0, 0 | 1 | 4 | 9) {
            text += &format!(" {}", flags(control, &[("ReqEn", 6)]));
        }
        if matches!(port_type.0, 4..=6) {
            text += &format!(" {}", flags(control, &[("EgressBlck", 7)]));
        }
    }
    text
}

fn link_2(link: &Link2, port_type: PortType) -> String {
    // The bridge to PCI Express, whose link is below it, counts as one.
    let downstream = matches!(port_type.0, 4 | 6 | 8);
    let control = link.control.0;
    let status = link.status.0;
    let mut text = String::new();
    // Integrated endpoints apart, lspci prints these for every port.
    let speeds = link.supported_link_speeds_gt_s.last().map_or("Unknown".to_owned(), |most| match most.0 {
        2.5 => "2.5GT/s".to_owned(),
        most if most > 32.0 => "RsvdP".to_owned(),
        most => format!("2.5-{most}GT/s"),
    });
    // Reserved before revision 3.0.
    if link.capabilities.0 != 0 {
        text += &format!(
            "LnkCap2: Supported Link Speeds: {speeds}, {} ",
            flags(link.capabilities.0, &[("Crosslink", 8), ("Retimer", 23), ("2Retimers", 24), ("DRS", 31)])
        );
    }
    let target = link.target_link_speed_gt_s.map_or("Unknown".to_owned(), |speed| format!("{}GT/s", speed.0));
    text += &format!(
        "LnkCtl2: Target Link Speed: {target}, {}",
        flags(control, &[("EnterCompliance", 4), ("SpeedDis", 5)])
    );
    if port_type.0 == 6 {
        text += &format!(", Selectable De-emphasis: {}", if control >> 6 & 1 == 1 { "-3.5dB" } else { "-6dB" });
    }
    text += &format!(
        " Transmit Margin: {}, {} Compliance Preset/De-emphasis: {}",
        margin(link.transmit_margin),
        flags(control, &[("EnterModifiedCompliance", 10), ("ComplianceSOS", 11)]),
        preset(link.compliance_preset)
    );
    text += &format!(
        " LnkSta2: Current De-emphasis Level: {}, {} CrosslinkRes: {}",
        if status & 1 == 1 { "-3.5dB" } else { "-6dB" },
        flags(
            status,
            &[
                ("EqualizationComplete", 1),
                ("EqualizationPhase1", 2),
                ("EqualizationPhase2", 3),
                ("EqualizationPhase3", 4),
                ("LinkEqualizationRequest", 5),
                ("Retimer", 6),
                ("2Retimers", 7)
            ]
        ),
        ["unsupported", "Upstream Port", "Downstream Port", "incomplete"][usize::from(link.crosslink_resolution.0)]
    );
    if downstream && link.capabilities.0 >> 31 == 1 {
        let presence = [
            "Link Down - Not Determined",
            "Link Down - Not Present",
            "Link Down - Present",
            "Reserved",
            "Link Up - Present",
            "Link Up - Present and DRS Received",
            "Reserved",
            "Reserved",
        ];
        text += &format!(
            ", {} DownstreamComp: {}",
            flags(status, &[("DRS", 15)]),
            presence[usize::from(link.downstream_component_presence.0)]
        );
    }
    text
}

fn margin(code: u8) -> &'static str {
    match code {
        0 => "Normal Operating Range",
        1 => "800-1200mV(full-swing)/400-700mV(half-swing)",
        2..=5 => "200-400mV(full-swing)/100-200mV(half-swing)",
        _ => "Unknown",
    }
}

fn preset(code: u8) -> &'static str {
    match code {
        0 => "-6dB de-emphasis, 0dB preshoot",
        1 => "-3.5dB de-emphasis, 0dB preshoot",
        2 => "-4.4dB de-emphasis, 0dB preshoot",
        3 => "-2.5dB de-emphasis, 0dB preshoot",
        4 => "0dB de-emphasis, 0dB preshoot",
        5 => "0dB de-emphasis, 1.9dB preshoot",
        6 => "0dB de-emphasis, 2.5dB preshoot",
        7 => "-6.0dB de-emphasis, 3.5dB preshoot",
        8 => "-3.5dB de-emphasis, 3.5dB preshoot",
        9 => "0dB de-emphasis, 3.5dB preshoot",
        10 => "Unknown",
        _ => "Unknown",
    }
}
