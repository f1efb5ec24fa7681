//! What the report says of a function, in lspci's terms.

use bee_audit::report::{BitNames, PciConfiguration, PciExpress, PciFunction, PciLink, PciRegion};

use crate::{
    guest::Comparison,
    lspci::Function,
    registers::{self, Register},
    reported_extended::{compare_extended, compare_virtualization},
};

/// Every fact that the report and lspci's `function` share.
pub(crate) fn compare(all: &mut Comparison, ours: &PciFunction, theirs: &Function, others: &[Function]) {
    compare_lines(all, ours, theirs);
    compare_regions(all, ours, theirs);
    let Some(configuration) = &ours.configuration else { return };
    compare_configuration(all, configuration, theirs);
    compare_virtualization(all, ours, theirs);
    if let Some(link) = &ours.link {
        compare_link(all, link, theirs, others);
    }
}

/// A value, or nothing.
pub(crate) fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The lines that are not of the configuration space.
fn compare_lines(all: &mut Comparison, ours: &PciFunction, theirs: &Function) {
    let line = |key: &str| theirs.lines.get(key).map_or("", String::as_str);
    let mut same = |kind: &str, told: String, printed: &str| all.same(kind, &ours.address, told, printed);
    let subsystem = ours.subsystem.as_ref().zip(ours.subsystem_vendor.as_ref());
    let ids = subsystem.map(|(device, vendor)| format!("{}:{}", vendor.id, device.id));
    let printed = line("Subsystem").rsplit_once('[').map_or("", |(_, ids)| ids.trim_end_matches(']'));
    same("Subsystem", text(ids), printed);
    same("NUMA node", text(ours.numa_node), line("NUMA node"));
    same("IOMMU group", text(ours.iommu_group), line("IOMMU group"));
    let slot = ours.slot.as_ref().and_then(|slot| slot.kernel_name.clone());
    // What sits behind a switch on a card is in the card's slot, which lspci names at the first device only.
    if slot.is_none() || theirs.lines.contains_key("Physical Slot") {
        same("Physical Slot", text(slot), line("Physical Slot"));
    }
    same("DeviceName", text(ours.label.clone()), line("DeviceName"));
    let driver = ours.driver.as_ref();
    same("driver", text(driver.map(|driver| driver.name.clone())), line("Kernel driver in use"));
    if let Some(module) = driver.and_then(|driver| driver.module.as_deref()) {
        let is_listed = line("Kernel modules").split(", ").any(|name| name == module);
        // Modules that are built in have a folder in /sys/module, but lspci finds no file of theirs.
        if !line("Kernel modules").is_empty() {
            same("module", is_listed.to_string(), "true");
        }
    }
    if let Some((_, number)) = line("Interrupt").rsplit_once("IRQ ") {
        same("Interrupt", text(ours.irq), number);
    }
}

/// `Region 0: Memory at fa000000 (32-bit, prefetchable) [size=16M]`.
fn compare_regions(all: &mut Comparison, ours: &PciFunction, theirs: &Function) {
    let number = |key: &str| key.strip_prefix("Region ").map(|number| format!("bar{number}"));
    let regions = theirs.lines.iter().filter_map(|(key, line)| Some((number(key)?, line.as_str())));
    let rom = |key: &str| key.strip_prefix("Expansion ROM at ").map(|line| ("rom".to_owned(), line.to_owned()));
    let roms: Vec<_> = theirs.lines.keys().filter_map(|key| rom(key)).collect();
    let mut printed: Vec<(String, String)> = regions.map(|(name, line)| (name, line.to_owned())).collect();
    printed.extend(roms);
    for (name, line) in &printed {
        let told = ours.regions.iter().find(|region| region.name == *name).map(|region| said(region, line));
        all.same("region", &format!("{} {name}", ours.address), text(told), line);
    }
    let told = ours.regions.iter().filter(|region| region.name.starts_with("bar") || region.name == "rom").count();
    all.same("regions", &ours.address, told.to_string(), printed.len().to_string());
    for (window, key) in [
        ("window0", "I/O behind bridge"),
        ("window1", "Memory behind bridge"),
        ("window2", "Prefetchable memory behind bridge"),
    ] {
        let size = theirs.lines.get(key).and_then(|line| line.split_once("[size=")?.1.split(']').next());
        let told = ours.regions.iter().find(|region| region.name == window);
        let told = told.map(|region| size_in_units(region.size_bytes.0));
        if theirs.lines.contains_key(key) {
            all.same("window", &format!("{} {key}", ours.address), text(told), size.unwrap_or_default());
        }
    }
}

/// A region in the words of `line`, which can say that it is disabled.
fn said(region: &PciRegion, line: &str) -> String {
    let start = u64::from_str_radix(region.start.trim_start_matches("0x"), 16).unwrap();
    let state = if line.contains("[disabled]") { " [disabled]" } else { "" };
    let size = size_in_units(region.size_bytes.0);
    if region.name == "rom" {
        format!("{start:08x}{state} [size={size}]")
    } else if region.space == "io" {
        format!("I/O ports at {start:04x}{state} [size={size}]")
    } else {
        let width = if region.address_64_bit { "64-bit" } else { "32-bit" };
        let prefetchable = if region.prefetchable { "prefetchable" } else { "non-prefetchable" };
        format!("Memory at {start:08x} ({width}, {prefetchable}){state} [size={size}]")
    }
}

/// As lspci writes sizes: the largest unit that divides them.
fn size_in_units(bytes: u64) -> String {
    let mut size = bytes;
    for unit in ["", "K", "M", "G"] {
        if size < 1024 || !size.is_multiple_of(1024) {
            return format!("{size}{unit}");
        }
        size /= 1024;
    }
    format!("{size}T")
}

fn compare_configuration(all: &mut Comparison, ours: &PciConfiguration, theirs: &Function) {
    let line = |key: &str| theirs.lines.get(key).map_or("", String::as_str);
    let subject = theirs.address.as_str();
    registers::compare(all, subject, registers::CONTROL, &ours.command, line("Control"));
    registers::compare(all, subject, registers::STATUS, &ours.status, line("Status"));
    let listed: Vec<String> =
        ours.capabilities.iter().flatten().map(|capability| format!("{:x}", capability.offset)).collect();
    let printed: Vec<String> = theirs.capabilities.keys().map(|offset| format!("{offset:x}")).collect();
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list.join(" ")
    };
    all.same("capabilities", subject, sorted(listed), sorted(printed));
    for (_, capability) in theirs.capabilities.values() {
        if let (true, Some(express)) = (capability.starts_with("Express "), &ours.express) {
            compare_express(all, subject, express, capability);
        }
        compare_conventional(all, subject, ours, capability);
        if let Some(extended) = &ours.extended {
            compare_extended(all, subject, extended, capability);
        }
    }
}

/// Power Management, MSI and MSI-X.
fn compare_conventional(all: &mut Comparison, subject: &str, ours: &PciConfiguration, printed: &str) {
    if let (true, Some(power)) = (printed.starts_with("Power Management"), &ours.power_management) {
        let (_, states) = printed.split_once("PME(").unwrap();
        let (states, status) = states.split_once(')').unwrap();
        let told = ["D0", "D1", "D2", "D3hot", "D3cold"].map(|state| {
            let supported = power.pme_support.iter().any(|name| name.replace('_', "").eq_ignore_ascii_case(state));
            format!("{state}{}", if supported { '+' } else { '-' })
        });
        all.same("PME support", subject, told.join(","), states);
        let flag = |set: bool| if set { '+' } else { '-' };
        let state = power.state.name.clone().unwrap_or_default().replace("hot", "");
        let told =
            format!(" Status: {state} NoSoftRst{} PME-Enable{}", flag(power.no_soft_reset), flag(power.pme_enabled));
        all.same("power state", subject, told, status.split(" DSel").next().unwrap());
    }
    let Some(interrupts) = &ours.interrupts else { return };
    let flag = |set: Option<bool>| if set == Some(true) { '+' } else { '-' };
    if let Some(rest) = printed.strip_prefix("MSI: ") {
        let told = format!("Enable{} of {}", flag(interrupts.msi_enabled), text(interrupts.msi_messages));
        let (enabled, count) = rest.split_once(" Count=").unwrap();
        let (_, capable) = count.split(' ').next().unwrap().split_once('/').unwrap();
        all.same("MSI", subject, told, format!("{enabled} of {capable}"));
    } else if let Some(rest) = printed.strip_prefix("MSI-X: ") {
        let told = format!("Enable{} Count={}", flag(interrupts.msix_enabled), text(interrupts.msix_vectors));
        all.same("MSI-X", subject, told, rest.split(" Masked").next().unwrap());
    }
}

fn between<'a>(text: &'a str, before: &str, behind: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(behind)?.0)
}

fn compare_express(all: &mut Comparison, subject: &str, ours: &PciExpress, printed: &str) {
    let section = |name: &str| registers::section(printed, name);
    let mut same = |kind: &str, told: String, printed: Option<&str>| {
        if let Some(printed) = printed {
            all.same(kind, subject, told, printed.trim_end_matches([',', ';']));
        }
    };
    let after = |name: &str, words: &str| -> Option<&str> {
        let (_, rest) = section(name)?.split_once(words)?;
        Some(rest.trim_start().split([' ', ',']).next().unwrap_or_default())
    };
    let bytes = |size: Option<bee_audit::units::Bytes>| text(size.map(|size| size.0));
    same("version", format!("(v{})", ours.version), printed.split(' ').nth(1));
    same("MaxPayload supported", bytes(ours.max_payload_supported_bytes), after("DevCap", "MaxPayload "));
    same("MaxPayload", bytes(ours.max_payload_bytes), after("DevCtl", "MaxPayload "));
    same("MaxReadReq", bytes(ours.max_read_request_bytes), after("DevCtl", "MaxReadReq "));
    if let Some(link) = &ours.link {
        same("port number", format!("#{}", link.port_number), after("LnkCap", "Port "));
        let aspm = |code: &bee_audit::report::Coded| text(code.name.clone());
        same("ASPM", aspm(&link.aspm_support), section("LnkCap").and_then(|text| between(text, "ASPM ", ", Exit")));
        same(
            "ASPM",
            aspm(&link.aspm_control).replace("None", "Disabled"),
            section("LnkCtl").and_then(|text| between(text, "ASPM ", ";")),
        );
        let target = link.target_speed_gt_s.map(|speed| format!("{}GT/s", speed.0));
        same("target speed", text(target), after("LnkCtl2", "Target Link Speed: "));
        let speeds = &link.supported_speeds_gt_s;
        let range = match (speeds.first(), speeds.last()) {
            (Some(least), Some(most)) if most > least => format!("{}-{}GT/s", least.0, most.0),
            (Some(only), _) => format!("{}GT/s", only.0),
            _ => "Unknown".to_owned(),
        };
        same("supported speeds", range, after("LnkCap2", "Supported Link Speeds: "));
    }
    if let Some(slot) = &ours.slot {
        same("slot number", format!("#{}", slot.number), after("SltCap", "Slot "));
        same(
            "slot power",
            format!("{}W", text(slot.power_limit_watts.map(|limit| limit.0))),
            after("SltCap", "PowerLimit "),
        );
        let present = if slot.card_present { "PresDet+" } else { "PresDet-" };
        let states = section("SltSta").and_then(|states| states.split(" Changed:").next());
        same(
            "card",
            present.to_owned(),
            states.and_then(|states| states.split(' ').find(|word| word.starts_with("PresDet"))),
        );
        let light = |name: Option<&String>| text(name.cloned()).split(' ').next().unwrap_or_default().to_owned();
        same("attention indicator", light(slot.attention_indicator.name.as_ref()), after("SltCtl", "AttnInd "));
        same("power indicator", light(slot.power_indicator.name.as_ref()), after("SltCtl", "PwrInd "));
    }
    compare_registers(all, subject, ours, printed);
}

/// The single bits of PCI Express.
fn compare_registers(all: &mut Comparison, subject: &str, ours: &PciExpress, printed: &str) {
    let nothing = BitNames::new();
    let link = |pick: fn(&bee_audit::report::PciExpressLink) -> &BitNames| ours.link.as_ref().map_or(&nothing, pick);
    let slot = |pick: fn(&bee_audit::report::PciExpressSlot) -> &BitNames| ours.slot.as_ref().map_or(&nothing, pick);
    let all_registers: [(&Register, &BitNames); 12] = [
        (registers::DEVICE_CAPABILITIES, &ours.capabilities),
        (registers::DEVICE_CONTROL, &ours.control),
        (registers::DEVICE_STATUS, &ours.status),
        (registers::LINK_CAPABILITIES, link(|link| &link.capabilities)),
        (registers::LINK_CONTROL, link(|link| &link.control)),
        (registers::LINK_STATUS, link(|link| &link.status)),
        (registers::LINK_CAPABILITIES_2, link(|link| &link.capabilities)),
        (registers::LINK_STATUS_2, link(|link| &link.status)),
        (registers::SLOT_CAPABILITIES, slot(|slot| &slot.capabilities)),
        (registers::SLOT_CONTROL, slot(|slot| &slot.control)),
        (registers::SLOT_STATUS, slot(|slot| &slot.status)),
        (registers::SLOT_CHANGES, slot(|slot| &slot.status)),
    ];
    for (register, bits) in all_registers {
        if let Some(flags) = registers::section(printed, register.name) {
            registers::compare(all, subject, register, bits, flags);
        }
    }
}

/// Speed and width of both ends.
fn compare_link(all: &mut Comparison, ours: &PciLink, theirs: &Function, others: &[Function]) {
    let speed = |speed: Option<bee_audit::units::GigaTransfers>| text(speed.map(|speed| format!("{}GT/s", speed.0)));
    let width = |width: Option<u8>| format!("x{}", width.unwrap_or(0));
    let mut ends =
        vec![(theirs, [(ours.max_speed_gt_s, ours.max_width, "LnkCap"), (ours.speed_gt_s, ours.width, "LnkSta")])];
    if let Some(end) = &ours.upstream {
        let printed = others.iter().find(|other| other.address == end.address).unwrap();
        ends.push((printed, [(end.max_speed_gt_s, end.max_width, "LnkCap"), (end.speed_gt_s, end.width, "LnkSta")]));
    }
    for (printed, registers) in ends {
        let Some((_, express)) = printed.capabilities.values().find(|(_, text)| text.starts_with("Express ")) else {
            continue;
        };
        for (told_speed, told_width, name) in registers {
            let Some(section) = registers::section(express, name) else { continue };
            let after =
                |word: &str| section.split_once(word).map_or("", |(_, rest)| rest.split([' ', ',']).next().unwrap());
            let printed_speed = if after("Speed ") == "unknown" { "" } else { after("Speed ") };
            all.same("link", &format!("{} {name} speed", theirs.address), speed(told_speed), printed_speed);
            all.same("link", &format!("{} {name} width", theirs.address), width(told_width), after("Width "));
        }
    }
}
