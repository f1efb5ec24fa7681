//! The PCI Express capability in the words of lspci 3.9.0.

use bee_audit::{
    decode::pci::express::{Device, Express, Link, PortType, Root, Slot},
    units::{Bytes, GigaTransfers},
};

use super::{
    express_2::{device_2, link_2},
    flag, flags,
};

/// The text of the whole capability.
pub(crate) fn render(express: &Express, has_memory: bool) -> String {
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
fn size(bytes: Option<Bytes>) -> String {
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

fn speed(speed: Option<GigaTransfers>) -> String {
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
