//! The registers that version 2 of the PCI Express capability adds, in the words of lspci 3.9.0.

use bee_audit::decode::pci::express::{Device2, Link2, PortType};

use super::flags;

pub(crate) fn device_2(device: &Device2, port_type: PortType, has_memory: bool) -> String {
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

pub(crate) fn link_2(link: &Link2, port_type: PortType) -> String {
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
