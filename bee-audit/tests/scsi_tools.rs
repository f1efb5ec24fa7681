//! The SCSI disks of a machine with drives of every kind (virtio, megasas, mptsas, scsi_debug), as this library and
//! sg3_utils read what they are at the same time: every value, or why it is left out.

use bee_audit::{
    decode::scsi::{
        block_limits::BlockLimits, inquiry::Inquiry, logical_block_provisioning::LogicalBlockProvisioning,
        read_capacity::ReadCapacity, vital_product_data,
    },
    host::{ScsiRequest, ScsiVpdPage},
};
use serde_json::{Value, json};

#[path = "support/storage_guest.rs"]
mod storage_guest;

use storage_guest::{Comparison, Explained, asked_disks, devices, hold, number, sections, storage};

const SG_INQ: &[Explained] = &[Explained {
    fact: "sg_inq length",
    subjects: &["TWOPATHS", "NOWWN", "ST1200MM0129", "HUC101860CSS200"],
    reason: "QEMU states as many octets as it was asked for: sg_inq asks for 36 first, we for 96",
}];

const SG_VPD: &[Explained] = &[Explained {
    fact: "sg_vpd designators",
    subjects: &["QEMU HARDDISK"],
    reason: "the kernel asks no USB device for page 83h, because some of them hang; sg_vpd sends the command itself",
}];

/// Bits of parallel SCSI and of SPC-2, which no drive of today sets, and what the vendor means by one.
const INQUIRY_LEFT_OUT: &[&str] = &[
    "LU_CONG",
    "hot_pluggable",
    "AERC",
    "TrmTsk",
    "NormACA",
    "BQue",
    "VS",
    "MChngr",
    "ACKREQQ",
    "Addr16",
    "RelAdr",
    "WBus16",
    "Sync",
    "Linked",
    "TranDis",
    "Clocking",
    "QAS",
    "IUS",
];

/// Atomic writes beyond their longest, which no kernel of today asks for either.
const LIMITS_LEFT_OUT: &[&str] = &[
    "Atomic alignment",
    "Atomic transfer length granularity",
    "Maximum atomic transfer length with atomic boundary",
    "Maximum atomic boundary size",
];

/// Percentages of thresholds (SBC-4), and a group descriptor.
const PROVISIONING_LEFT_OUT: &[&str] = &["Descriptor present (DP)", "Minimum percentage", "Threshold percentage"];

/// Lines of `name: value` with the number that the value begins with.
fn numbered_lines(text: &str) -> Vec<(String, Value)> {
    let pairs = text.lines().filter_map(|line| line.trim().split_once(": "));
    pairs.map(|(name, value)| (name.to_owned(), number(value))).collect()
}

#[test]
fn sg_inq_decodes_the_same() {
    let mut comparison = Comparison::default();
    for (subject, drive, _, asked, text) in asked_disks(&storage(), "sg_inq.txt") {
        let inquiry = Inquiry::decode(&asked.answer(ScsiRequest::Inquiry).unwrap()).unwrap();
        let flag = |bit: u32| json!(inquiry.flags.0 >> bit & 1);
        let words = text.split([' ', '\n', '[', ']', '(', ')']).filter_map(|word| word.split_once('='));
        let theirs: Vec<_> = words.map(|(name, value)| (name.to_owned(), number(value))).collect();
        let ours = [
            ("PQual", json!(inquiry.peripheral_qualifier)),
            ("PDT", json!(inquiry.peripheral_device_type)),
            ("RMB", json!(u8::from(inquiry.is_removable))),
            ("version", json!(inquiry.version)),
            ("HiSUP", json!(u8::from(inquiry.is_hierarchical))),
            ("Resp_data_format", json!(inquiry.response_data_format)),
            ("SCCS", flag(23)),
            ("ACC", flag(22)),
            ("TPGS", json!(inquiry.target_port_group_support)),
            ("3PC", flag(19)),
            ("Protect", flag(16)),
            ("EncServ", flag(14)),
            ("MultiP", flag(12)),
            ("CmdQue", flag(1)),
            ("length", json!(inquiry.additional_length + 5)),
        ];
        let ours = ours.map(|(name, value)| (name, value.get("code").cloned().unwrap_or(value)));
        hold(&mut comparison, ("sg_inq", &subject), &theirs, &ours, INQUIRY_LEFT_OUT);
        let line = |key: &str| json!(text.lines().find_map(|line| line.trim().strip_prefix(key)).map(str::trim));
        let version = drive.scsi.as_ref().unwrap().version.as_ref().unwrap().name.clone().unwrap();
        assert!(text.contains(&format!("[{version}]")), "{subject}: {version}");
        comparison.add("sg_inq vendor", &subject, json!(drive.vendor), line("Vendor identification:"));
        comparison.add("sg_inq product", &subject, json!(drive.model), line("Product identification:"));
        comparison.add("sg_inq revision", &subject, json!(drive.firmware_revision), line("Product revision level:"));
        comparison.add("sg_inq serial", &subject, json!(drive.serial_number), line("Unit serial number:"));
    }
    comparison.judge(SG_INQ, 11 * 19);
}

#[test]
fn sg_readcap_decodes_the_same() {
    let mut comparison = Comparison::default();
    for (subject, drive, device, asked, text) in asked_disks(&storage(), "sg_readcap.txt") {
        let capacity = ReadCapacity::decode(&asked.answer(ScsiRequest::ReadCapacity).unwrap()).unwrap();
        let words = text.split([' ', '\n', ',']).filter_map(|word| word.split_once('='));
        let mut theirs: Vec<_> = words.map(|(name, value)| (name.to_owned(), number(value))).collect();
        let size = text.lines().find_map(|line| line.trim().strip_prefix("Device size: ")).unwrap();
        theirs.push(("size".to_owned(), number(size)));
        let is_protected = capacity.protection_type.is_some();
        let kind = capacity.protection_type.map_or(0, |kind| kind - 1);
        let block = u64::from(capacity.logical_block_bytes);
        let ours = [
            ("prot_en", json!(u8::from(is_protected))),
            ("p_type", json!(kind)),
            ("lbpme", json!(u8::from(capacity.is_provisioned))),
            ("lbprz", json!(u8::from(capacity.is_unmapped_zero))),
            // `Last LBA=`, `Number of logical blocks=`, `Logical block length=`, `… per physical block exponent=`.
            ("LBA", json!(capacity.last_logical_block_address)),
            ("blocks", json!(device.size_bytes.unwrap().0 / block)),
            ("length", json!(device.logical_block_size_bytes)),
            ("exponent", json!(capacity.physical_block_exponent)),
            ("size", json!(drive.size_bytes)),
        ];
        // Which of several intervals protection information covers; the second LBA is the lowest aligned one.
        let aligned = theirs.iter().rposition(|(name, _)| name == "LBA").unwrap();
        let (_, theirs_aligned) = theirs.remove(aligned);
        comparison.add(
            "sg_readcap aligned",
            &subject,
            json!(capacity.lowest_aligned_logical_block_address),
            theirs_aligned,
        );
        let length = theirs.iter().rposition(|(name, _)| name == "length");
        // `[so physical block length=4096 bytes]`
        let physical = length.filter(|_| capacity.physical_block_exponent > 0).map(|at| theirs.remove(at).1);
        if let Some(physical) = physical {
            comparison.add("sg_readcap physical", &subject, json!(device.physical_block_size_bytes), physical);
        }
        hold(&mut comparison, ("sg_readcap", &subject), &theirs, &ours, &["p_i_exponent"]);
        comparison.add(
            "sg_readcap protection",
            &subject,
            json!(drive.scsi.unwrap().protection_type),
            json!(is_protected.then_some(kind + 1)),
        );
    }
    comparison.judge(&[], 11 * 11);
}

#[test]
fn sg_vpd_decodes_limits_and_provisioning_alike() {
    let mut comparison = Comparison::default();
    for (subject, _, _, asked, text) in asked_disks(&storage(), "sg_vpd.txt") {
        let page = |page| asked.answer(ScsiRequest::VitalProductData(page));
        let parts: Vec<&str> = text.split(" VPD page").collect();
        let part = |name: &str| {
            let at = parts.iter().position(|part| part.ends_with(name))?;
            parts.get(at + 1).copied().map(numbered_lines)
        };
        let listed = vital_product_data::supported_pages(&page(ScsiVpdPage::SupportedPages).unwrap()).unwrap();
        let list = text.split("Supported VPD pages VPD page:\n").nth(1).unwrap_or_default();
        let theirs = list.lines().take_while(|line| line.starts_with("  ")).count();
        comparison.add("sg_vpd pages", &subject, json!(listed.len()), json!(theirs));
        if let (Some(theirs), Some(bytes)) = (part("Block limits"), page(ScsiVpdPage::BlockLimits)) {
            let limits = BlockLimits::decode(&bytes).unwrap();
            hold(&mut comparison, ("sg_vpd", &subject), &theirs, &limit_facts(&limits), LIMITS_LEFT_OUT);
        }
        let provisioning = page(ScsiVpdPage::LogicalBlockProvisioning);
        if let (Some(theirs), Some(bytes)) = (part("Logical block provisioning"), provisioning) {
            let page = LogicalBlockProvisioning::decode(&bytes).unwrap();
            hold(&mut comparison, ("sg_vpd", &subject), &theirs, &provisioning_facts(&page), PROVISIONING_LEFT_OUT);
        }
    }
    comparison.judge(&[], 11 * (1 + 13 + 7));
}

fn limit_facts(limits: &BlockLimits) -> [(&'static str, Value); 13] {
    let count = |blocks: Option<u32>| json!(blocks.unwrap_or(0));
    [
        ("Write same non-zero (WSNZ)", json!(u8::from(limits.is_write_same_of_zero_refused))),
        ("Maximum compare and write length", json!(limits.maximum_compare_and_write_blocks.unwrap_or(0))),
        ("Optimal transfer length granularity", json!(limits.optimal_transfer_granularity_blocks.unwrap_or(0))),
        ("Maximum transfer length", count(limits.maximum_transfer_blocks)),
        ("Optimal transfer length", count(limits.optimal_transfer_blocks)),
        ("Maximum prefetch transfer length", count(limits.maximum_prefetch_blocks)),
        ("Maximum unmap LBA count", count(limits.maximum_unmap_blocks)),
        ("Maximum unmap block descriptor count", count(limits.maximum_unmap_descriptors)),
        ("Optimal unmap granularity", count(limits.optimal_unmap_granularity_blocks)),
        ("Unmap granularity alignment valid", json!(limits.unmap_granularity_alignment_blocks.is_some().to_string())),
        ("Unmap granularity alignment", count(limits.unmap_granularity_alignment_blocks)),
        ("Maximum write same length", json!(limits.maximum_write_same_blocks.unwrap_or(0))),
        ("Maximum atomic transfer length", count(limits.maximum_atomic_transfer_blocks)),
    ]
}

fn provisioning_facts(page: &LogicalBlockProvisioning) -> [(&'static str, Value); 7] {
    [
        ("Unmap command supported (LBPU)", json!(u8::from(page.is_unmap_supported))),
        ("Write same (16) with unmap bit supported (LBPWS)", json!(u8::from(page.is_write_same_16_supported))),
        ("Write same (10) with unmap bit supported (LBPWS10)", json!(u8::from(page.is_write_same_10_supported))),
        ("Logical block provisioning read zeros (LBPRZ)", json!(page.unmapped_reads.0)),
        ("Anchored LBAs supported (ANC_SUP)", json!(u8::from(page.is_anchor_supported))),
        ("Threshold exponent", json!(page.threshold_exponent.unwrap_or(0))),
        ("Provisioning type", json!(page.provisioning_type.0)),
    ]
}
#[test]
fn sg_vpd_decodes_the_same() {
    let storage = storage();
    let mut comparison = Comparison::default();
    for (name, text) in sections("sg_vpd.txt") {
        let name = name.as_str();
        let all = devices(&storage);
        let (drive, _, _) = all.iter().find(|(_, _, device)| device.name == name).unwrap();
        let line = |key: &str| text.lines().find_map(|line| line.trim().strip_prefix(key)).map(str::trim);
        comparison.add(
            "sg_vpd serial",
            name,
            json!(drive.serial_number.as_deref().filter(|_| line("Unit serial number: ").is_some())),
            json!(line("Unit serial number: ")),
        );
        let rpm = line("Nominal rotation rate: ").and_then(|text| text.split(' ').next()?.parse::<u32>().ok());
        comparison.add("sg_vpd rotation", name, json!(drive.rotation_rate_rpm), json!(rpm));
        let theirs = text.lines().map(str::trim).filter_map(|line| line.strip_prefix("0x"));
        let ours =
            drive.designators.iter().filter(|designator| designator.kind.code == 3).map(|one| one.value.as_str());
        comparison.add("sg_vpd NAA", name, ours.collect(), theirs.collect());
        let theirs = text.lines().filter(|line| line.contains("designator type:")).count();
        let subject = format!("{name} {}", drive.model.as_deref().unwrap_or_default());
        comparison.add("sg_vpd designators", &subject, json!(drive.designators.len()), json!(theirs));
    }
    comparison.judge(SG_VPD, 14 * 4);
}
