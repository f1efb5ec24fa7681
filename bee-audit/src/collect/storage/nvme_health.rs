//! What an NVMe controller states of itself: Identify data structures, log pages, features.
//!
//! What a controller does not have by its own Identify data is not asked for: many count a refusal as an error of
//! theirs. A page that the controller refuses although it should be there is one gap.

use super::{
    nvme_controller::{Controller, Way},
    nvme_report as nvme,
};
use crate::{
    collect::Probe,
    decode::{
        self, Fields as _,
        nvme::{
            active_namespaces,
            cloud_health_log::CloudHealthLog,
            endurance_group_log::EnduranceGroupLog,
            error_log::ErrorLogEntry,
            firmware_slot_log::FirmwareSlotLog,
            identify_controller::{IdentifyController, Version},
            identify_namespace::IdentifyNamespace,
            sanitize_log::SanitizeLog,
            self_test_log::SelfTestLog,
            smart_log::SmartLog,
            supported_log_pages,
        },
    },
    host::{Error, NvmeRequest, Reply},
    report::{BlockDevice, Drive, DriveHealth, DrivePath, NvmeController},
};

/// Entries of the error log that are read at a time.
const CHUNK: u16 = 64;
/// SMART Cloud Health.
const CLOUD_HEALTH: u8 = 0xc0;
/// Active Namespace ID lists came with NVMe 1.1.
const WITH_NAMESPACE_LIST: Version = Version { major: 1, minor: 1, tertiary: 0 };

/// Asks the controllers of every NVMe drive, all drives at the same time.
pub(super) fn read(probe: &mut Probe, drives: &mut [Drive]) {
    let mut drives: Vec<&mut Drive> = drives.iter_mut().filter(|drive| drive.nvme.is_some()).collect();
    probe.at_once(&mut drives, |probe, drive| read_drive(probe, drive));
}

fn read_drive(probe: &mut Probe, drive: &mut Drive) {
    let Drive { paths, block_devices, health, .. } = drive;
    for DrivePath { name, nvme, .. } in paths {
        let Some(detail) = nvme else { continue };
        let mut controller = Controller::new(probe, name);
        let Some(identify) = controller.ask(NvmeRequest::IdentifyController, IdentifyController::decode) else {
            continue;
        };
        let active = controller.active_namespaces(&identify);
        let smart = controller.ask(NvmeRequest::SmartLog, SmartLog::decode);
        let source = controller.source;
        let self_tests = controller.self_tests(&identify);
        // The log is the subsystem's: what one controller tells of it, all do.
        if let (Some(smart), None) = (&smart, &health) {
            let told = nvme::health(&identify, smart, self_tests.as_ref());
            *health = Some(DriveHealth { source: Some(source.to_owned()), ..told });
        }
        detail.smart = smart.as_ref().map(nvme::smart);
        detail.self_tests = self_tests.map(|log| log.results.iter().map(nvme::self_test).collect());
        controller.read_logs(detail, &identify);
        controller.read_namespaces(detail, block_devices, active.as_deref());
        detail.identify = Some(nvme::identify(&identify, active));
    }
}

impl Controller<'_, '_> {
    fn active_namespaces(&mut self, identify: &IdentifyController) -> Option<Vec<u32>> {
        let has_list = identify.version.is_some_and(|version| version >= WITH_NAMESPACE_LIST);
        let request = NvmeRequest::ActiveNamespaces { after: 0 };
        has_list.then(|| self.ask(request, active_namespaces::decode)).flatten()
    }

    fn self_tests(&mut self, identify: &IdentifyController) -> Option<SelfTestLog> {
        let has_self_tests = identify.optional_admin_commands.has(4);
        has_self_tests.then(|| self.ask(NvmeRequest::SelfTestLog, SelfTestLog::decode)).flatten()
    }

    fn read_logs(&mut self, detail: &mut NvmeController, identify: &IdentifyController) {
        detail.errors = self.errors(identify).map(|errors| errors.iter().map(nvme::error).collect());
        let slots = self.ask(NvmeRequest::FirmwareSlotLog, FirmwareSlotLog::decode);
        detail.firmware = slots.map(|slots| nvme::firmware(identify, &slots));
        if identify.sanitize.0 != 0 {
            detail.sanitize = self.ask(NvmeRequest::SanitizeLog, SanitizeLog::decode).as_ref().map(nvme::sanitize);
        }
        if self.has_cloud_health(identify) {
            let log = self.ask(NvmeRequest::CloudHealthLog, cloud_health).flatten();
            detail.cloud_health = log.as_ref().map(nvme::cloud_health);
        }
        detail.power_state = self.feature(NvmeRequest::PowerManagement).map(|value| value.to_le_bytes()[0] & 0x1f);
        let threshold = self.feature(NvmeRequest::TemperatureThreshold);
        detail.temperature_threshold_celsius = threshold.and_then(nvme::temperature_threshold);
        if identify.has_volatile_write_cache {
            let cache = self.feature(NvmeRequest::VolatileWriteCache);
            detail.is_volatile_write_cache_enabled = cache.map(|value| value & 1 != 0);
        }
    }

    /// The current value of a feature (Base §5.27.1): power state in bits 4:0, temperature threshold in kelvins in bits
    /// 15:0, volatile write cache in bit 0. One that the controller does not have is none.
    fn feature(&mut self, request: NvmeRequest) -> Option<u32> {
        if matches!(self.way, Way::Lost | Way::ToolAlone) {
            return None;
        }
        let query = self.query(request);
        match self.probe.try_ask(&query) {
            Ok(Reply::Bytes(bytes)) => bytes.u32_le(0),
            Ok(_) | Err(Error::NvmeStatus { .. } | Error::NotRecorded) => None,
            Err(error) => {
                self.note_refusal(&query, error);
                None
            }
        }
    }

    /// Every entry of the error log that was used, in chunks that any controller takes. The second chunk and those
    /// after it need an offset (LPA bit 2).
    fn errors(&mut self, identify: &IdentifyController) -> Option<Vec<ErrorLogEntry>> {
        let mut errors: Vec<ErrorLogEntry> = Vec::new();
        let has_offset = identify.log_page_attributes.has(2);
        let end = if has_offset { identify.error_log_entries } else { identify.error_log_entries.min(CHUNK) };
        for skipped in (0..end).step_by(usize::from(CHUNK)) {
            let entries = (end - skipped).min(CHUNK);
            let [skipped, wanted] = [skipped, entries].map(|number| u8::try_from(number).unwrap_or(u8::MAX));
            let request = NvmeRequest::ErrorLog { skipped, entries: wanted };
            let chunk = self.ask(request, ErrorLogEntry::decode_log)?;
            let is_full = chunk.len() == usize::from(entries);
            errors.extend(chunk);
            if !is_full {
                break;
            }
        }
        Some(errors)
    }

    fn has_cloud_health(&mut self, identify: &IdentifyController) -> bool {
        let tells_pages = identify.log_page_attributes.has(5);
        let pages = tells_pages.then(|| self.ask(NvmeRequest::SupportedLogPages, supported_log_pages::decode));
        pages.flatten().is_some_and(|pages| pages.contains(&CLOUD_HEALTH))
    }

    /// The namespaces that this controller has and no other one has told of yet, with their endurance groups.
    fn read_namespaces(
        &mut self,
        detail: &mut NvmeController,
        block_devices: &mut [BlockDevice],
        active: Option<&[u32]>,
    ) {
        for namespace in block_devices.iter_mut().filter_map(|device| device.namespace.as_mut()) {
            let Some(identifier) = namespace.identifier else { continue };
            let is_here = active.is_none_or(|active| active.contains(&identifier));
            if !is_here || namespace.identify.is_some() {
                continue;
            }
            let request = NvmeRequest::IdentifyNamespace { namespace: identifier };
            let Some(identify) = self.ask(request, IdentifyNamespace::decode) else { continue };
            nvme::namespace(namespace, &identify);
            self.read_endurance_group(detail, identify.endurance_group);
        }
    }

    fn read_endurance_group(&mut self, detail: &mut NvmeController, group: Option<u16>) {
        let known = |group: &u16| detail.endurance_groups.iter().any(|known| known.identifier == *group);
        let Some(group) = group.filter(|group| !known(group)) else { return };
        let request = NvmeRequest::EnduranceGroupLog { group };
        let log = self.ask(request, EnduranceGroupLog::decode);
        detail.endurance_groups.extend(log.map(|log| nvme::endurance_group(group, &log)));
    }
}

/// The page, where it is the Open Compute Project's and not another one of that number.
fn cloud_health(bytes: &[u8]) -> Result<Option<CloudHealthLog>, decode::Error> {
    match CloudHealthLog::decode(bytes) {
        Err(error) if error.fault == decode::Fault::BadSignature => Ok(None),
        decoded => decoded.map(Some),
    }
}
