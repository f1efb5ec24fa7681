//! Every decoder that meets bytes from outside, by the name of its samples in `fixtures/parts` and `fixtures/bad`.

use bee_audit::{
    decode::{
        ipmi::{
            channel::ChannelInfo,
            chassis, dcmi,
            device_id::{self, DeviceId},
            fru::{self, Fru},
            lan::LanValue,
            sdr::{self, SensorDataRecord},
            sel::{LogEntry, LogInfo},
            self_test::SelfTest,
            sensor::SensorReading,
            threshold::Thresholds,
            watchdog::WatchdogTimer,
        },
        jedec::{PrintedManufacturers, spd::SerialPresenceDetect},
        linux::{
            amdgpu, ata_identify, cache,
            cpu_list::CpuList,
            cpuinfo,
            device_path::DevicePath,
            ethtool::{self, DriverInformation, FecParameters, LinkModeKind, LinkSettings},
            hwmon,
            infiniband::{self, Rate},
            kernel, kernel_order, mei, meminfo, net_class, node, pci, storage_text, tpm, usb, vulnerability,
        },
        nvidia::{self, Log, kernel_log, nvml, proc, smi_csv, smi_text, smi_xml},
        pci::{
            ConfigurationSpace, Id,
            header::{ClassCode, Subsystem},
            ids::{self, Names},
            vpd::VitalProductData,
        },
        placeholder,
        sff::{Module, ModuleMemory},
        smbios::Table,
        tool, uefi,
    },
    host::{Answer, Manifest, Query, Recording},
    recording::{Key, redact},
};

#[path = "decoders/storage.rs"]
mod storage;

/// A decoder: what it is called with, results dropped.
pub(crate) type Decoder = (&'static str, fn(&[u8]));

pub(crate) const DECODERS: &[Decoder] = &[
    ("arcconf", storage::arcconf),
    ("mfi", storage::mfi_structures),
    ("mvcli", storage::mvcli),
    ("ata", storage::ata),
    ("dmidecode", dmidecode),
    ("ethtool", ethtool),
    ("infiniband", infiniband),
    ("ipmi", ipmi),
    ("ipmi-fru", ipmi_fru),
    ("ipmi-sdr", ipmi_sdr),
    ("ipmi-sel", ipmi_sel),
    ("ipmitool", ipmitool),
    ("jedec", jedec),
    ("linux", linux),
    ("module-eeprom", module_eeprom),
    ("nvidia-kernel", nvidia_kernel),
    ("nvidia-smi", nvidia_smi),
    ("nvml", nvml_answers),
    ("nvme-identify", storage::nvme_identify),
    ("nvme-log", storage::nvme_log),
    ("pci-config", pci_config),
    ("pci-ids", pci_ids),
    ("pci-vpd", pci_vpd),
    ("recording", recording),
    ("sas-ircu", storage::sas_ircu),
    ("scsi", storage::scsi),
    ("scsi-inquiry", storage::scsi_inquiry),
    ("scsi-log", storage::scsi_log),
    ("scsi-sense", storage::scsi_sense),
    ("ses", storage::ses_page),
    ("nvme-cli", storage::nvme_cli),
    ("smartctl", storage::smartctl),
    ("smbios", smbios),
    ("spd", spd),
    ("ssacli", storage::ssacli),
    ("storcli", storage::storcli),
    ("uefi", uefi),
];

/// Answers of the library, of the machine and of a GPU.
fn nvml_answers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    drop(nvml::decode_system(&text));
    if let Ok(gpu) = nvml::decode_device(&text) {
        assert!(gpu.nvlinks.len() <= 64 && gpu.mig_devices.len() <= 64);
        drop(serde_json::to_string(&gpu));
    }
}

/// What NVIDIA's drivers show in `/proc` and reported to the kernel's log.
fn nvidia_kernel(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    drop(serde_json::to_string(&proc::GpuInformation::decode(&text)));
    assert!(proc::parameters(&text).len() <= 512);
    drop((proc::switch_bios(&text), proc::version(&text), nvidia::pci_address(&text)));
    let log = kernel_log::decode(&text);
    assert!(log.errors.len() + log.gpus.len() <= 4096);
    drop((serde_json::to_string(&log), log.errors.iter().map(kernel_log::ReportedError::is_fatal).max()));
}

/// Each form of the text to each of its decoders.
fn nvidia_smi(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let logs: [Result<Log, _>; 3] = [smi_xml::decode(&text), smi_text::decode(&text), smi_csv::decode(&text)];
    for log in logs.into_iter().flatten() {
        assert!(log.gpus.len() <= 256);
        drop(serde_json::to_string(&log));
    }
}

/// Variables of UEFI as efivarfs shows them.
fn uefi(bytes: &[u8]) {
    drop((uefi::flag(bytes), uefi::numbers(bytes), uefi::LoadOption::decode(bytes)));
    if let Ok(database) = uefi::SignatureDatabase::decode(bytes) {
        assert!(database.certificates.len() + database.hash_count + database.other_count <= bytes.len() / 17);
        database.certificates.iter().for_each(|(_, certificate)| drop(uefi::Certificate::decode(certificate)));
    }
}

fn ethtool(bytes: &[u8]) {
    drop((DriverInformation::decode(bytes), FecParameters::decode(bytes), ethtool::decode_link(bytes)));
    for settings in [LinkSettings::decode(bytes), LinkSettings::decode_legacy(bytes)].into_iter().flatten() {
        let masks = [settings.supported, settings.advertised, settings.partner];
        for bit in masks.iter().flat_map(|mask| mask.of_kind(LinkModeKind::Mode)) {
            assert!(bit.speed().is_some() && bit.lanes().is_some(), "{bit}");
        }
    }
    drop((ethtool::decode_permanent_address(bytes), ethtool::decode_strings(bytes)));
    drop((ethtool::decode_statistics(bytes), ethtool::decode_features(bytes)));
}

/// The kernel's small texts, each of them to every decoder.
fn linux(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    drop(serde_json::to_string(&amdgpu::ErrorCounts::decode(&text)));
    let processors = cpuinfo::decode(&text);
    if let Ok(list) = CpuList::decode(&text) {
        assert_eq!(CpuList::decode(&list.to_string()), Ok(list));
    }
    drop((processors, cache::size(&text), vulnerability::decode(&text).map(|known| known.state)));
    drop((pci::link_speed(&text), pci::link_width(&text), pci::resources(&text), pci::error_counts(&text)));
    drop((node::amount(&text, "MemTotal"), node::distances(&text)));
    drop((hwmon::Attribute::of_name(&text), hwmon::number(&text), tpm::capabilities(&text)));
    let path = DevicePath::parse(&text);
    drop((path.pci_address(), path.scsi_address(), path.adapter(), path.sas_port(), path.mmc_card()));
    drop((storage_text::bits_per_second(&text), storage_text::chosen(&text), storage_text::uuid(&text)));
    drop(ata_identify::decode(&text));
    drop((usb::speed(&text), usb::current(&text), usb::octet(&text), usb::release(&text)));
    drop((
        meminfo::amount(&text, "MemTotal"),
        meminfo::count(&text, "HugePages_Total"),
        storage_text::identifier(&text),
    ));
    drop((kernel::taints(&text), kernel::chosen(&text), kernel_order(&text)));
    drop((mei::firmware_versions(&text), mei::FirmwareStatus::decode(&text)));
}

fn module_eeprom(bytes: &[u8]) {
    let memory = ModuleMemory::from_image(bytes);
    assert!(memory.announced().len() <= 4);
    if let Ok(module) = Module::decode(&memory) {
        assert!(module.applications.len() <= 15);
        drop(serde_json::to_string(&module));
    }
    drop(ethtool::decode_module_eeprom(bytes));
}

fn pci_config(bytes: &[u8]) {
    drop(ConfigurationSpace::decode(bytes).map(|space| serde_json::to_string(&space)));
}

fn pci_ids(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let class = ClassCode::from_number(0x01_0802);
    let mut names = Names::default();
    names.want_device(Id(0x8086), Id(0x1000));
    names.want_subsystem(Id(0x8086), Id(0x1000), Subsystem { vendor_id: Id(0x8086), device_id: Id(1) });
    names.want_class(class);
    names.scan(bytes);
    assert!(!ids::newer(&text, &text), "a version is not newer than itself");
    drop((names.class(class), ids::version(bytes), ids::names_vendors(bytes)));
}

fn pci_vpd(bytes: &[u8]) {
    drop(VitalProductData::decode(bytes).map(|data| serde_json::to_string(&data)));
}

/// Queries with their answers, and what redaction finds in these.
fn recording(bytes: &[u8]) {
    #[derive(serde::Deserialize)]
    struct Line {
        query: Query,
        answer: Answer,
    }
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    let recording =
        Recording { manifest: Manifest::default(), answers: lines.map(|line| (line.query, line.answer.0)).collect() };
    assert!(redact(recording, Key::from_text("key")).manifest.redacted);
}

fn smbios(bytes: &[u8]) {
    drop(Table::decode(bytes).map(|table| serde_json::to_string(&table)));
    drop((Table::decode_pair(bytes, bytes), Table::decode_bare(bytes, None)));
}

fn dmidecode(bytes: &[u8]) {
    drop(tool::dmidecode::decode_hex_dump(&String::from_utf8_lossy(bytes)));
}

fn ipmitool(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    drop((tool::ipmitool::frus(&text), tool::ipmitool::sensors(&text), tool::ipmitool::events(&text)));
    drop((tool::ipmitool::fields(&text), tool::ipmitool::date_of_manufacture(&text)));
}

fn infiniband(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    drop((Rate::decode(&text), infiniband::numbered(&text), net_class::counts_errors(&text)));
}

/// Short answers of a management controller, each to every decoder.
fn ipmi(bytes: &[u8]) {
    drop((DeviceId::decode(bytes), device_id::guid(bytes), SelfTest::decode(bytes), ChannelInfo::decode(bytes)));
    drop((chassis::ChassisStatus::decode(bytes), chassis::restart_cause(bytes), chassis::power_on_minutes(bytes)));
    drop((WatchdogTimer::decode(bytes), Thresholds::decode(bytes), LogInfo::decode(bytes)));
    drop((dcmi::Capabilities::decode(bytes), dcmi::PowerReading::decode(bytes), dcmi::text_part(bytes)));
    drop(dcmi::whole_text(bytes));
    if let Ok(value) = LanValue::decode(bytes) {
        drop((value.ipv4(), value.mac(), value.vlan(), value.cipher_suites(), value.ipv6(), value.ipv6_counts()));
    }
}

fn ipmi_fru(bytes: &[u8]) {
    assert!(fru::extent(bytes, bytes.len()) <= bytes.len());
    drop(Fru::decode(bytes).map(|fru| serde_json::to_string(&fru)));
}

fn ipmi_sdr(bytes: &[u8]) {
    for record in SensorDataRecord::decode_all(bytes).into_iter().flatten() {
        drop(serde_json::to_string(&record));
        let sdr::Body::Sensor(sensor) = record.body else { continue };
        assert!(sensor.sensors().count() <= 15);
        if let (Some(factors), Ok(reading)) = (&sensor.factors, SensorReading::decode(bytes)) {
            drop((factors.quantity(reading.raw), factors.distance(reading.raw), factors.of_reading(bytes)));
        }
    }
}

fn ipmi_sel(bytes: &[u8]) {
    for entry in LogEntry::decode_all(bytes).into_iter().flatten() {
        drop((serde_json::to_string(&entry), entry.severity()));
    }
}

fn spd(bytes: &[u8]) {
    drop(SerialPresenceDetect::decode(bytes).map(|spd| serde_json::to_string(&spd)));
}

fn jedec(bytes: &[u8]) {
    for line in String::from_utf8_lossy(bytes).lines() {
        let _makers = PrintedManufacturers::parse(line);
        let _filler = placeholder::is_placeholder(line);
    }
}
