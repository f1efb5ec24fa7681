//! One function against what lspci prints of it: ids and names, header, lists of capabilities and their text.

use std::collections::BTreeMap;

use bee_audit::{
    decode::pci::{ConfigurationSpace, extended::Body, header::Header},
    report::PciFunction,
};

use crate::{Explained, Ledger, lspci, render};

/// A record of `lspci -vmm`.
pub(crate) fn compare_record(
    ledger: &mut Ledger,
    function: &PciFunction,
    record: &BTreeMap<String, String>,
    names: bool,
) {
    let subject = function.address.as_str();
    let device = function.device.name.as_deref();
    let mut named = |what: &'static str, key: &str, id: &str, name: Option<&str>, unnamed: &str| {
        let (their_name, their_id) = lspci::name_and_id(&record[key]);
        ledger.compare(what, subject, id, their_id);
        if names && key == "SDevice" && name.is_none() && device == Some(their_name) {
            ledger.explain(Explained::HardwareDatabase);
        } else if names {
            ledger.compare("names", subject, name.unwrap_or(unnamed), their_name);
        }
    };
    // Of a subclass that it does not know, lspci names the class.
    let class = function.class.sub.as_deref().or(function.class.base.as_deref());
    named("class", "Class", &function.class.id[..4], class, "Class");
    named("vendor", "Vendor", &function.vendor.id, function.vendor.name.as_deref(), "Vendor");
    named("device", "Device", &function.device.id, device, "Device");
    if let (Some(vendor), Some(device)) = (&function.subsystem_vendor, &function.subsystem) {
        named("subsystem", "SVendor", &vendor.id, vendor.name.as_deref(), "Unknown vendor");
        named("subsystem", "SDevice", &device.id, device.name.as_deref(), "Device");
    } else {
        assert_eq!(record.get("SVendor"), None, "{subject}");
    }
    let revision = format!("{:02x}", function.revision.unwrap_or_default());
    ledger.compare("revision", subject, &revision, record.get("Rev").map_or("00", String::as_str));
    ledger.compare(
        "programming interface",
        subject,
        &function.class.id[4..],
        record.get("ProgIf").map_or("00", String::as_str),
    );
    let node = function.numa_node.map(|node| node.to_string()).unwrap_or_default();
    ledger.compare("NUMA node", subject, &node, record.get("NUMANode").map_or("", String::as_str));
    let slot = function.slot.as_ref().and_then(|slot| slot.kernel_name.as_deref()).unwrap_or_default();
    match record.get("PhySlot") {
        None if !slot.is_empty() => ledger.explain(Explained::PartOfCard),
        theirs => ledger.compare("slot", subject, slot, theirs.map_or("", String::as_str)),
    }
}

/// The lines before the capabilities.
pub(crate) fn compare_header(ledger: &mut Ledger, function: &lspci::Function, header: &Header) {
    for (key, ours) in render::header(header) {
        let Some(theirs) = function.lines.get(key) else {
            // lspci leaves out the interrupt of functions that use none.
            assert_eq!(key, "Interrupt", "{}: no {key}", function.address);
            continue;
        };
        // Sizes and the number of the interrupt come from elsewhere.
        let theirs = theirs.split(" [size=").next().unwrap();
        let theirs = match key {
            // With every -v there is the range that no range is.
            _ if theirs.contains("[disabled]") => "[disabled]",
            "Interrupt" => theirs.rsplit_once(' ').unwrap().0,
            "I/O behind bridge" => theirs.split(" [16-bit]").next().unwrap().split(" [32-bit]").next().unwrap(),
            "Memory behind bridge" => theirs.split(" [32-bit]").next().unwrap(),
            "Prefetchable memory behind bridge" => {
                theirs.split(" [64-bit]").next().unwrap().split(" [32-bit]").next().unwrap()
            }
            _ => theirs,
        };
        let without_zeros = |text: &str| match text.split_once('-') {
            Some((base, limit)) if key.ends_with("behind bridge") => {
                format!("{}-{}", base.trim_start_matches('0'), limit.trim_start_matches('0'))
            }
            _ => text.to_owned(),
        };
        ledger.compare(key, &function.address, &without_zeros(&ours), &without_zeros(theirs));
    }
}

/// Both lists, and the text of all capabilities or of the one at `only`.
pub(crate) fn compare_lists(
    ledger: &mut Ledger,
    function: &lspci::Function,
    space: &ConfigurationSpace,
    only: Option<u16>,
) {
    let is_meant = |offset: u16| only.is_none_or(|only| only == offset);
    let theirs: Vec<String> =
        function.capabilities.iter().map(|(offset, (version, _))| place(*offset, *version)).collect();
    let conventional = space.capabilities.iter().flatten();
    let extended = space.extended_capabilities.iter().flatten();
    let mut ours: Vec<(u16, Option<u8>)> =
        conventional.clone().map(|capability| (capability.offset.into(), None)).collect();
    ours.extend(extended.clone().map(|capability| (capability.offset, Some(capability.version))));
    ours.sort_unstable();
    let ours: Vec<String> = ours.into_iter().map(|(offset, version)| place(offset, version)).collect();
    for index in 0..ours.len().max(theirs.len()) {
        let at = |list: &[String]| list.get(index).cloned().unwrap_or_default();
        ledger.compare("offset", &function.address, &at(&ours), &at(&theirs));
    }
    for capability in conventional.filter(|capability| is_meant(capability.offset.into())) {
        let Some((_, theirs)) = function.capabilities.get(&capability.offset.into()) else { continue };
        if let Some(ours) = render::render(space, capability) {
            compare_text(ledger, "capability", function, &ours, theirs);
        } else if let Some(ours) = render::render_start(capability) {
            let theirs = theirs.get(..ours.len()).unwrap_or(theirs);
            ledger.compare("beginning", &function.address, &ours, theirs);
        }
    }
    for capability in extended.filter(|capability| is_meant(capability.offset)) {
        let Some((_, theirs)) = function.capabilities.get(&capability.offset) else { continue };
        let Some((ours, whole)) = render::render_extended(capability) else { continue };
        let root = match &capability.body {
            Some(Body::AdvancedErrorReporting(errors)) if theirs.contains(" RootCmd: ") => render::root_errors(errors),
            _ => None,
        };
        let ours = root.map_or(ours.clone(), |root| format!("{ours} {root}"));
        let theirs = if whole { theirs } else { theirs.get(..ours.len()).unwrap_or(theirs) };
        compare_text(ledger, "extended capability", function, &ours, theirs);
    }
}

fn place(offset: u16, version: Option<u8>) -> String {
    version.map_or(format!("{offset:x}"), |version| format!("{offset:x} v{version}"))
}

fn compare_text(ledger: &mut Ledger, what: &'static str, function: &lspci::Function, ours: &str, theirs: &str) {
    match explanation(ours, theirs) {
        Some(reason) => ledger.explain(reason),
        None => ledger.compare(what, &function.address, ours, theirs),
    }
}

/// Why the texts differ, where that is known.
fn explanation(ours: &str, theirs: &str) -> Option<Explained> {
    if ours == theirs {
        return None;
    }
    if ours.contains("Unknown type") || theirs.contains("out of specification") || differ_in_reserved(ours, theirs) {
        Some(Explained::ReservedCode)
    } else if ours.starts_with("Secondary PCI Express") && ours.contains("LaneErr") {
        Some(Explained::LanesPastTheLink)
    } else if ours.starts_with("Data Object Exchange") {
        Some(Explained::ErrorOfDataObjectExchange)
    } else if ours.starts_with("Power Management") && theirs.split(" Bridge: ").next() == Some(ours) {
        Some(Explained::BridgeExtensions)
    } else {
        None
    }
}

/// Whether each word that differs is one that stands for a reserved code, on either side.
fn differ_in_reserved(ours: &str, theirs: &str) -> bool {
    // How an unknown speed compares with the maximum is no news.
    let words = |text: &str| text.replace(" (downgraded)", "").replace(" (overdriven)", "");
    let (ours, theirs) = (words(ours), words(theirs));
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (ours.split(' ').collect(), theirs.split(' ').collect());
    let is_reserved = |ours: &str, theirs: &str| {
        ["reserved", "unknown", "Unknown"].iter().any(|word| ours.contains(word)) || theirs == "RsvdP,"
    };
    ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(|(ours, theirs)| ours == theirs || is_reserved(ours, theirs))
}
