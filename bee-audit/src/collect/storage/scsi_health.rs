//! What a SCSI or SAS drive states of its health: log pages, defect list, sense data.
//!
//! A drive that sleeps is left alone; pages that it does not list are not asked for. What it refuses with *illegal
//! request* it does not have, which is ordinary for virtual disks and volumes. After a command that was late or got
//! lost no other one is sent: the drive costs one gap.

use super::{ata, scsi_report as scsi, scsi_unit::Unit};
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
    host::{Error, ScsiLogPage, ScsiRequest, ScsiVpdPage},
    report::{Drive, DriveHealth, DrivePowerState, Reason, ScsiDrive, Transport},
};

/// SENSE KEYs (SPC-5 §4.4.6).
const NO_SENSE: u8 = 0x0;
const NOT_READY: u8 = 0x2;

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
    let Some(device) = device_of(drive) else { return };
    (drive.health, drive.scsi) = tell(&mut Unit::new(probe, &drive.name, device));
}

/// The generic device of the first way to `drive` that is not down; without one the block device.
fn device_of(drive: &Drive) -> Option<String> {
    let is_up = |state: &Option<String>| state.as_deref().is_none_or(|state| state == "running");
    let path = drive.paths.iter().find(|path| path.scsi.is_some() && is_up(&path.state))?;
    let node = path.scsi.as_ref()?.generic.as_ref().unwrap_or(&path.name);
    Some(format!("/dev/{node}"))
}

/// Everything that a disk tells of itself; nothing of one that does not answer or keeps no logs.
pub(super) fn tell(unit: &mut Unit) -> (Option<DriveHealth>, Option<ScsiDrive>) {
    let Some(sense) = unit.sense() else { return (None, None) };
    let state = unit.state(sense.as_ref());
    let power_state = scsi::power_state(state);
    let mut health = DriveHealth { power_state: Some(power_state), ..DriveHealth::default() };
    let mut detail = ScsiDrive { state: state.as_ref().map(coded), ..ScsiDrive::default() };
    if matches!(power_state, DrivePowerState::Standby | DrivePowerState::Stopped) {
        let detail = "it sleeps, and would be woken by more than a look at its state";
        unit.probe.gap(&unit.name, "health", Reason::LeftAlone, detail);
    } else {
        unit.read_identity(&mut detail);
        unit.read_logs(&mut health, &mut detail, sense.as_ref());
    }
    // A virtual disk that keeps no logs has no health to tell of.
    let tells = DriveHealth { power_state: health.power_state, ..DriveHealth::default() } != health;
    let is_told = tells || power_state != DrivePowerState::Active;
    let health = is_told.then(|| DriveHealth { source: Some("scsi".to_owned()), ..health });
    (health, (detail != ScsiDrive::default()).then_some(detail))
}

impl Unit<'_, '_> {
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
        let query = self.query(ScsiRequest::TestUnitReady);
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
