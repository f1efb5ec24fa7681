//! What a SCSI or SAS drive states of its health: log pages, defect list, sense data.
//!
//! A drive that sleeps is left alone; pages that it does not list are not asked for. What it refuses with *illegal request*
//! it does not have, which is ordinary for virtual disks and volumes. After a command that was late or got lost no other
//! one is sent: the drive costs one gap.

use super::{ata, scsi_report as scsi};
use crate::{
    collect::{Probe, coded},
    decode::{
        self,
        scsi::{
            block_limits::BlockLimits,
            defect_list::DefectList,
            inquiry::Inquiry,
            log_page::LogParameters,
            logical_block_provisioning::LogicalBlockProvisioning,
            read_capacity::ReadCapacity,
            sense::{AdditionalSenseCode, SenseData},
            vital_product_data,
        },
    },
    host::{Error, Query, Reply, ScsiLogPage, ScsiRequest, ScsiVpdPage},
    report::{Drive, DriveHealth, DrivePowerState, Reason, ScsiDrive, Transport},
};

/// SENSE KEYs (SPC-5 §4.4.6).
const NO_SENSE: u8 = 0x0;
const NOT_READY: u8 = 0x2;
const ILLEGAL_REQUEST: u8 = 0x5;

/// Asks every drive that speaks SCSI, all at the same time.
pub(super) fn read(probe: &mut Probe, drives: &mut [Drive]) {
    let mut drives: Vec<&mut Drive> =
        drives.iter_mut().filter(|drive| speaks_scsi(drive) && drive.health.is_none()).collect();
    probe.at_once(&mut drives, |probe, drive| read_drive(probe, drive));
}

/// Whether it is neither an ATA drive, which is asked as such, nor a bridge that knows little more than INQUIRY.
fn speaks_scsi(drive: &Drive) -> bool {
    let is_scsi = matches!(
        drive.transport,
        Some(Transport::Sas | Transport::Scsi | Transport::Virtio | Transport::FibreChannel | Transport::Iscsi)
    );
    is_scsi && !ata::speaks_ata(drive)
}

fn read_drive(probe: &mut Probe, drive: &mut Drive) {
    let Some(mut device) = Device::of(probe, drive) else { return };
    let Some(sense) = device.sense() else { return };
    let state = device.state(sense.as_ref());
    let power_state = scsi::power_state(state);
    let mut health = DriveHealth { power_state: Some(power_state), ..DriveHealth::default() };
    let mut detail = ScsiDrive { state: state.as_ref().map(coded), ..ScsiDrive::default() };
    if matches!(power_state, DrivePowerState::Standby | DrivePowerState::Stopped) {
        let detail = "it sleeps, and would be woken by more than a look at its state";
        device.probe.gap(&drive.name, "health", Reason::LeftAlone, detail);
    } else {
        device.read_identity(&mut detail);
        device.read_logs(&mut health, &mut detail, sense.as_ref());
    }
    // A virtual disk that keeps no logs has no health to tell of.
    let tells = DriveHealth { power_state: health.power_state, ..DriveHealth::default() } != health;
    if tells || power_state != DrivePowerState::Active {
        health.source = Some("scsi".to_owned());
        drive.health = Some(health);
    }
    drive.scsi = (detail != ScsiDrive::default()).then_some(detail);
}

/// The asking end of one drive.
struct Device<'a, 'h> {
    probe: &'a mut Probe<'h>,
    name: String,
    /// The generic device; without one the block device.
    path: String,
    has_answered: bool,
    /// A command was late or got lost.
    is_lost: bool,
}

impl<'a, 'h> Device<'a, 'h> {
    /// The first way to `drive` that is not down.
    fn of(probe: &'a mut Probe<'h>, drive: &Drive) -> Option<Device<'a, 'h>> {
        let is_up = |state: &Option<String>| state.as_deref().is_none_or(|state| state == "running");
        let path = drive.paths.iter().find(|path| path.scsi.is_some() && is_up(&path.state))?;
        let node = path.scsi.as_ref()?.generic.as_ref().unwrap_or(&path.name);
        let path = format!("/dev/{node}");
        Some(Device { probe, name: drive.name.clone(), path, has_answered: false, is_lost: false })
    }

    /// The answer to `request`; `None` when the drive does not have it, or failed to give it (a gap).
    fn ask(&mut self, request: ScsiRequest) -> Option<Vec<u8>> {
        if self.is_lost {
            return None;
        }
        let query = Query::Scsi { device: self.path.clone(), request };
        match self.probe.try_ask(&query) {
            Ok(Reply::Bytes(bytes)) => {
                self.has_answered = true;
                Some(bytes)
            }
            Err(Error::CheckCondition { sense_key: ILLEGAL_REQUEST, .. } | Error::Unsupported) | Ok(_) => {
                self.has_answered = true;
                None
            }
            Err(error) => {
                self.is_lost =
                    !matches!(error, Error::CheckCondition { .. } | Error::DeviceStatus { .. } | Error::Busy);
                if self.has_answered {
                    self.probe.refused_later(&self.name, &query, error);
                } else {
                    self.probe.refused(&self.name, &query, error);
                }
                None
            }
        }
    }

    fn decoded<T>(&mut self, request: ScsiRequest, decode: fn(&[u8]) -> Result<T, decode::Error>) -> Option<T> {
        let bytes = self.ask(request)?;
        decode(&bytes).inspect_err(|error| self.probe.damaged(&self.name, request.name(), error)).ok()
    }

    /// Sense data of a drive that answers; the inner `None` where it has none to give.
    fn sense(&mut self) -> Option<Option<SenseData>> {
        let sense = self.decoded(ScsiRequest::RequestSense, SenseData::decode);
        self.has_answered.then_some(sense).filter(|_| !self.is_lost)
    }

    /// What the drive says of its state, if anything: some say it to REQUEST SENSE, others to TEST UNIT READY alone.
    fn state(&mut self, sense: Option<&SenseData>) -> Option<AdditionalSenseCode> {
        // Others give the error of whoever was last.
        let own = sense.filter(|sense| matches!(sense.sense_key.0, NO_SENSE | NOT_READY));
        if let Some(sense) = own.filter(|sense| sense.additional_sense_code.0 != 0) {
            return Some(sense.additional_sense_code);
        }
        let query = Query::Scsi { device: self.path.clone(), request: ScsiRequest::TestUnitReady };
        match self.probe.try_ask(&query) {
            Err(Error::CheckCondition {
                sense_key: NOT_READY,
                additional_sense_code,
                additional_sense_code_qualifier,
            }) => {
                let code = [additional_sense_code, additional_sense_code_qualifier];
                Some(AdditionalSenseCode(u16::from_be_bytes(code)))
            }
            _ => None,
        }
    }

    fn read_identity(&mut self, detail: &mut ScsiDrive) {
        let capacity = self.decoded(ScsiRequest::ReadCapacity, ReadCapacity::decode);
        detail.version = self.decoded(ScsiRequest::Inquiry, Inquiry::decode).map(|inquiry| coded(&inquiry.version));
        detail.protection_type = capacity.and_then(|capacity| capacity.protection_type);
        let list = ScsiRequest::VitalProductData(ScsiVpdPage::SupportedPages);
        let pages = self.decoded(list, vital_product_data::supported_pages).unwrap_or_default();
        let mut page = |page: ScsiVpdPage| {
            let bytes = pages.contains(&(page as u8)).then(|| self.ask(ScsiRequest::VitalProductData(page)))??;
            Some(bytes)
        };
        let limits = page(ScsiVpdPage::BlockLimits).map(|bytes| BlockLimits::decode(&bytes));
        let provisioning =
            page(ScsiVpdPage::LogicalBlockProvisioning).map(|bytes| LogicalBlockProvisioning::decode(&bytes));
        let mut sound = |error: &decode::Error| self.probe.damaged(&self.name, "vital product data", error);
        let limits = limits.and_then(|limits| limits.inspect_err(&mut sound).ok());
        let provisioning = provisioning.and_then(|page| page.inspect_err(&mut sound).ok());
        detail.provisioning_type = provisioning.as_ref().and_then(scsi::provisioning_type);
        let block = capacity.map(|capacity| u64::from(capacity.logical_block_bytes));
        detail.block_limits = limits.zip(block).and_then(|(limits, block)| scsi::block_limits(&limits, block));
    }

    fn read_logs(&mut self, health: &mut DriveHealth, detail: &mut ScsiDrive, sense: Option<&SenseData>) {
        let listed = self.log_pages();
        for page in ScsiLogPage::ALL {
            let is_list = matches!(page, ScsiLogPage::SupportedPages | ScsiLogPage::SupportedSubpages);
            if is_list || !listed.contains(&page.codes()) {
                continue;
            }
            if let Some(bytes) = self.ask(ScsiRequest::LogSense(page)) {
                self.note(page, &bytes, health, detail);
            }
        }
        if !listed.is_empty() {
            let defects = self.decoded(ScsiRequest::ReadDefectData, DefectList::decode);
            detail.grown_defects =
                defects.filter(|list| list.has_grown_list).and_then(|list| list.count()).map(u64::from);
        }
        scsi::conclude(health, detail, sense);
    }

    /// Page and subpage codes that the drive lists; none where it keeps no logs.
    fn log_pages(&mut self) -> Vec<(u8, u8)> {
        let mut listed = Vec::new();
        for list in [ScsiLogPage::SupportedPages, ScsiLogPage::SupportedSubpages] {
            let Some(bytes) = self.ask(ScsiRequest::LogSense(list)) else { break };
            let page = LogParameters::decode(&bytes);
            // Drives of before subpages answer the second with the first.
            let pages = page.ok().and_then(|page| page.supported_pages()).unwrap_or_default();
            listed.extend(pages.into_iter().map(|code| (code.page, code.subpage)));
        }
        listed
    }

    /// Puts what a log page says into the report.
    fn note(&mut self, code: ScsiLogPage, bytes: &[u8], health: &mut DriveHealth, detail: &mut ScsiDrive) {
        let name = code.name();
        let (page, subpage) = code.codes();
        match LogParameters::decode_page(page, subpage, bytes) {
            Ok(page) => {
                scsi::note(code, &page, health, detail);
                page.damage().inspect(|damage| self.probe.damaged(&self.name, name, damage));
            }
            Err(error) => self.probe.damaged(&self.name, name, &error),
        }
    }
}
