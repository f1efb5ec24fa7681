//! Every decoder that meets bytes from outside, by the name of its samples in `fixtures/parts` and `fixtures/bad`.

use bee_audit::{
    decode::{
        ata::{
            device_statistics::{self, StatisticsPage},
            error_log::ErrorLog,
            identify_device::IdentifyDevice,
            log_directory::LogDirectory,
            pending_defects::PendingDefects,
            phy_event_counters::PhyEventCounters,
            registers::Registers,
            sct_status::SctStatus,
            self_test_log::SelfTestLog,
            smart_data::SmartData,
            smart_thresholds::SmartThresholds,
        },
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
            net_class, node, pci, storage_text, tpm, usb, vulnerability,
        },
        mfi::{
            controller_information::ControllerInformation, physical_disk::PhysicalDisk, physical_disk_list,
            virtual_disk::VirtualDisk, virtual_disk_list,
        },
        nvidia::{Log, kernel_log, nvml, proc, smi_csv, smi_text, smi_xml},
        nvme::{
            active_namespaces, cloud_health_log::CloudHealthLog, endurance_group_log::EnduranceGroupLog,
            error_log::ErrorLogEntry, firmware_slot_log::FirmwareSlotLog, identify_controller::IdentifyController,
            identify_namespace::IdentifyNamespace, sanitize_log::SanitizeLog, self_test_log, smart_log::SmartLog,
            supported_log_pages,
        },
        pci::{
            ConfigurationSpace, Id,
            header::{ClassCode, Subsystem},
            ids::{self, Names},
            vpd::VitalProductData,
        },
        placeholder,
        scsi::{
            block_device_characteristics::BlockDeviceCharacteristics, defect_list::DefectList, designator::Designator,
            inquiry::Inquiry, log_page::LogPage, read_capacity::ReadCapacity, sense::SenseData, vital_product_data,
            vpd_page::VpdPage,
        },
        ses::{
            self, additional_element_status::AdditionalElementStatus, configuration::Configuration, element,
            element_descriptor::ElementDescriptors, enclosure_status::EnclosureStatus,
        },
        sff::{Module, ModuleMemory},
        smbios::Table,
        tool, uefi,
    },
    host::{Answer, Query},
};

/// A decoder: what it is called with, results dropped.
pub(crate) type Decoder = (&'static str, fn(&[u8]));

pub(crate) const DECODERS: &[Decoder] = &[
    ("arcconf", arcconf),
    ("mfi", mfi_structures),
    ("mvcli", mvcli),
    ("ata", ata),
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
    ("nvme-identify", nvme_identify),
    ("nvme-log", nvme_log),
    ("pci-config", pci_config),
    ("pci-ids", pci_ids),
    ("pci-vpd", pci_vpd),
    ("recording", recording),
    ("sas-ircu", sas_ircu),
    ("scsi", scsi),
    ("scsi-inquiry", scsi_inquiry),
    ("scsi-log", scsi_log),
    ("scsi-sense", scsi_sense),
    ("ses", ses_page),
    ("nvme-cli", nvme_cli),
    ("smartctl", smartctl),
    ("smbios", smbios),
    ("spd", spd),
    ("ssacli", ssacli),
    ("storcli", storcli),
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
    drop((proc::switch_bios(&text), proc::version(&text)));
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

/// JSON of nvme-cli, each to every reader, and what these give to the decoders of the structures.
fn nvme_cli(bytes: &[u8]) {
    drop(tool::nvme_cli::identify_controller(bytes).and_then(|structure| IdentifyController::decode(&structure)));
    drop(tool::nvme_cli::identify_namespace(bytes).and_then(|structure| IdentifyNamespace::decode(&structure)));
    drop(tool::nvme_cli::smart_log(bytes).and_then(|structure| SmartLog::decode(&structure)));
    drop(tool::nvme_cli::firmware_slot_log(bytes).and_then(|structure| FirmwareSlotLog::decode(&structure)));
    drop(tool::nvme_cli::self_test_log(bytes).and_then(|structure| self_test_log::SelfTestLog::decode(&structure)));
    if let Ok(entries) = tool::nvme_cli::error_log(bytes) {
        assert!(entries.len() <= bytes.len().max(64));
        drop(ErrorLogEntry::decode_log(&entries));
    }
}

fn smartctl(bytes: &[u8]) {
    drop(tool::smartctl::Smartctl::decode(bytes));
}

/// Sectors and registers of ATA drives, each to every decoder.
fn ata(bytes: &[u8]) {
    drop((IdentifyDevice::decode(bytes), SmartThresholds::decode(bytes), Registers::decode(bytes)));
    if let Ok(smart) = SmartData::decode(bytes) {
        assert!(smart.attributes.len() <= 30);
        assert!(smart.temperature().is_none_or(|degrees| degrees < 128));
        assert!(smart.reallocated_sectors().is_none_or(|sectors| sectors <= 0xffff));
    }
    drop((ErrorLog::decode(bytes), SelfTestLog::decode(bytes), LogDirectory::decode(bytes), SctStatus::decode(bytes)));
    let errors = ErrorLog::decode_extended(bytes).map_or(0, |log| log.errors.len());
    assert!(errors <= bytes.len() / 512 * 4);
    drop((SelfTestLog::decode_extended(bytes), PhyEventCounters::decode(bytes), PendingDefects::decode(bytes)));
    drop(device_statistics::supported_pages(bytes));
    (0..=8).for_each(|page| drop(StatisticsPage::decode(page, bytes)));
}

/// What single commands answer: standard INQUIRY data, capacity, the header of defects.
fn scsi_inquiry(bytes: &[u8]) {
    drop(Inquiry::decode(bytes).map(|inquiry| serde_json::to_string(&inquiry)));
    drop(ReadCapacity::decode(bytes));
    drop(DefectList::decode(bytes).map(|list| list.count()));
}

fn scsi_log(bytes: &[u8]) {
    drop(LogPage::decode(bytes).map(|page| serde_json::to_string(&page)));
}

fn scsi_sense(bytes: &[u8]) {
    drop(SenseData::decode(bytes).map(|sense| (sense.power_condition(), sense.sense_key.name())));
}

/// Vital product data pages, each of them to every decoder.
fn scsi(bytes: &[u8]) {
    drop(VpdPage::decode(bytes).map(|page| serde_json::to_string(&page)));
    drop((vital_product_data::unit_serial_number(bytes), vital_product_data::ata_identify_device(bytes)));
    drop(BlockDeviceCharacteristics::decode(bytes));
    if let Ok((designators, _)) = Designator::decode_page(bytes) {
        assert!(designators.len() <= bytes.len() / 4);
        designators.iter().for_each(|designator| drop((designator.value(), designator.naa())));
    }
}

/// Structures of the MegaRAID firmware interface, each of them to every decoder.
fn mfi_structures(bytes: &[u8]) {
    drop((ControllerInformation::decode(bytes), PhysicalDisk::decode(bytes)));
    drop(VirtualDisk::decode(bytes).map(|volume| (volume.level(), volume.strip_bytes())));
    assert!(physical_disk_list::decode(bytes).map_or(0, |list| list.len()) <= bytes.len() / 24);
    assert!(virtual_disk_list::decode(bytes).map_or(0, |list| list.len()) <= bytes.len() / 16);
}

/// Diagnostic pages of enclosures, each of them to every decoder; put together with themselves in every role.
fn ses_page(bytes: &[u8]) {
    drop((ses::supported_pages(bytes), ses::is_busy(bytes)));
    let names = ElementDescriptors::decode(bytes).ok();
    let places = AdditionalElementStatus::decode(bytes).ok();
    let status = EnclosureStatus::decode(&[&[2], bytes.get(1..).unwrap_or_default()].concat());
    let Ok(status) = status else { return };
    if let Ok(configuration) = Configuration::decode(bytes) {
        let elements = element::elements(&configuration, &status, names.as_ref(), places.as_ref());
        assert!(elements.len() <= status.elements.len());
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

/// Identify data structures, each of them to every decoder.
fn nvme_identify(bytes: &[u8]) {
    if let Ok(controller) = IdentifyController::decode(bytes) {
        assert!(controller.power_states.len() <= 32);
        drop((serde_json::to_string(&controller), controller.version.map(|version| version.to_string())));
    }
    if let Ok(namespace) = IdentifyNamespace::decode(bytes) {
        assert!(namespace.formats.len() <= 64);
        drop((serde_json::to_string(&namespace), namespace.octets(namespace.size_blocks)));
    }
    drop(active_namespaces::decode(bytes).map(|identifiers| assert!(!identifiers.contains(&0))));
}

/// Log pages, each of them to every decoder.
fn nvme_log(bytes: &[u8]) {
    if let Ok(log) = SmartLog::decode(bytes) {
        drop((serde_json::to_string(&log), log.data_read(), log.data_written()));
    }
    drop(ErrorLogEntry::decode_log(bytes).map(|log| serde_json::to_string(&log)));
    drop(FirmwareSlotLog::decode(bytes).map(|log| serde_json::to_string(&log)));
    drop(self_test_log::SelfTestLog::decode(bytes).map(|log| serde_json::to_string(&log)));
    drop(EnduranceGroupLog::decode(bytes).map(|log| serde_json::to_string(&log)));
    drop(SanitizeLog::decode(bytes).map(|log| serde_json::to_string(&log)));
    drop((CloudHealthLog::decode(bytes), supported_log_pages::decode(bytes)));
}

fn pci_config(bytes: &[u8]) {
    drop(ConfigurationSpace::decode(bytes).map(|space| serde_json::to_string(&space)));
}

fn pci_ids(bytes: &[u8]) {
    let class = ClassCode::from_number(0x01_0802);
    let mut names = Names::default();
    names.want_device(Id(0x8086), Id(0x1000));
    names.want_subsystem(Id(0x8086), Id(0x1000), Subsystem { vendor_id: Id(0x8086), device_id: Id(1) });
    names.want_class(class);
    names.scan(bytes);
    drop((names.class(class), ids::version(bytes)));
}

fn pci_vpd(bytes: &[u8]) {
    drop(VitalProductData::decode(bytes).map(|data| serde_json::to_string(&data)));
}

fn recording(bytes: &[u8]) {
    #[derive(serde::Deserialize)]
    struct Line {
        query: Query,
        answer: Answer,
    }
    for line in String::from_utf8_lossy(bytes).lines() {
        if let Ok(line) = serde_json::from_str::<Line>(line) {
            drop((line.query, line.answer));
        }
    }
}

fn smbios(bytes: &[u8]) {
    drop(Table::decode(bytes).map(|table| serde_json::to_string(&table)));
    drop(Table::decode_pair(bytes, bytes));
}

fn mvcli(bytes: &[u8]) {
    drop(tool::mvcli::decode(&String::from_utf8_lossy(bytes)));
}

fn arcconf(bytes: &[u8]) {
    drop(tool::arcconf::decode(&String::from_utf8_lossy(bytes)));
}

fn sas_ircu(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    drop((tool::sas_ircu::decode_list(&text), tool::sas_ircu::decode_display(&text)));
}

fn ssacli(bytes: &[u8]) {
    drop(tool::ssacli::decode(&String::from_utf8_lossy(bytes)));
}

fn storcli(bytes: &[u8]) {
    drop(tool::storcli::decode(&String::from_utf8_lossy(bytes)));
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
