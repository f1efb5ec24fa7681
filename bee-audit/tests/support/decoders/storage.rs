//! Decoders of drives, enclosures and RAID controllers.

use bee_audit::decode::{
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
    mfi::{
        self, controller_information::ControllerInformation, physical_disk::PhysicalDisk, physical_disk_list,
        virtual_disk::VirtualDisk, virtual_disk_list,
    },
    nvme::{
        active_namespaces, cloud_health_log::CloudHealthLog, endurance_group_log::EnduranceGroupLog,
        error_log::ErrorLogEntry, firmware_slot_log::FirmwareSlotLog, identify_controller::IdentifyController,
        identify_namespace::IdentifyNamespace, sanitize_log::SanitizeLog, self_test_log, smart_log::SmartLog,
        supported_log_pages,
    },
    scsi::{
        block_device_characteristics::BlockDeviceCharacteristics, defect_list::DefectList, designator::Designator,
        inquiry::Inquiry, log_page::LogPage, read_capacity::ReadCapacity, sense::SenseData, vital_product_data,
        vpd_page::VpdPage,
    },
    ses::{
        self, additional_element_status::AdditionalElementStatus, configuration::Configuration, element,
        element_descriptor::ElementDescriptors, enclosure_status::EnclosureStatus,
    },
    tool,
};

/// Sectors and registers of ATA drives, each to every decoder.
pub(super) fn ata(bytes: &[u8]) {
    drop((IdentifyDevice::decode(bytes), SmartThresholds::decode(bytes), Registers::decode(bytes)));
    drop(SmartThresholds::decode_after_data(bytes));
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

/// Identify data structures, each of them to every decoder.
pub(super) fn nvme_identify(bytes: &[u8]) {
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
pub(super) fn nvme_log(bytes: &[u8]) {
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

/// JSON of nvme-cli, each to every reader, and what these give to the decoders of the structures.
pub(super) fn nvme_cli(bytes: &[u8]) {
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

pub(super) fn smartctl(bytes: &[u8]) {
    drop(tool::smartctl::Smartctl::decode(bytes));
}

/// Vital product data pages, each of them to every decoder.
pub(super) fn scsi(bytes: &[u8]) {
    drop(VpdPage::decode(bytes).map(|page| serde_json::to_string(&page)));
    drop((vital_product_data::unit_serial_number(bytes), vital_product_data::ata_identify_device(bytes)));
    drop((vital_product_data::supported_pages(bytes), mfi::world_wide_name(bytes)));
    drop(BlockDeviceCharacteristics::decode(bytes));
    if let Ok((designators, _)) = Designator::decode_page(bytes) {
        assert!(designators.len() <= bytes.len() / 4);
        designators.iter().for_each(|designator| drop((designator.value(), designator.naa())));
    }
}

/// What single commands answer: standard INQUIRY data, capacity, the header of defects.
pub(super) fn scsi_inquiry(bytes: &[u8]) {
    drop(Inquiry::decode(bytes).map(|inquiry| serde_json::to_string(&inquiry)));
    drop(ReadCapacity::decode(bytes));
    drop(DefectList::decode(bytes).map(|list| list.count()));
}

pub(super) fn scsi_log(bytes: &[u8]) {
    drop(LogPage::decode(bytes).map(|page| serde_json::to_string(&page)));
}

pub(super) fn scsi_sense(bytes: &[u8]) {
    drop(SenseData::decode(bytes).map(|sense| (sense.power_condition(), sense.sense_key.name())));
}

/// Diagnostic pages of enclosures, each of them to every decoder; put together with themselves in every role.
pub(super) fn ses_page(bytes: &[u8]) {
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

/// Structures of the MegaRAID firmware interface, each of them to every decoder.
pub(super) fn mfi_structures(bytes: &[u8]) {
    drop((ControllerInformation::decode(bytes), PhysicalDisk::decode(bytes)));
    drop(VirtualDisk::decode(bytes).map(|volume| (volume.level(), volume.strip_bytes())));
    assert!(physical_disk_list::decode(bytes).map_or(0, |list| list.len()) <= bytes.len() / 24);
    assert!(virtual_disk_list::decode(bytes).map_or(0, |list| list.len()) <= bytes.len() / 16);
}

pub(super) fn arcconf(bytes: &[u8]) {
    drop(tool::arcconf::decode(&String::from_utf8_lossy(bytes)));
}

pub(super) fn mvcli(bytes: &[u8]) {
    drop(tool::mvcli::decode(&String::from_utf8_lossy(bytes)));
}

pub(super) fn sas_ircu(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    drop((tool::sas_ircu::decode_list(&text), tool::sas_ircu::decode_display(&text)));
}

pub(super) fn ssacli(bytes: &[u8]) {
    drop(tool::ssacli::decode(&String::from_utf8_lossy(bytes)));
}

pub(super) fn storcli(bytes: &[u8]) {
    drop(tool::storcli::decode(&String::from_utf8_lossy(bytes)));
}
