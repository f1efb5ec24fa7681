//! `bee-audit decode`: one blob of bytes to JSON.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use bee_audit::decode::{
    Error, Fault,
    ata::{identify_device::IdentifyDevice, smart_data::SmartData, smart_thresholds::SmartThresholds},
    ipmi::{fru::Fru, sdr::SensorDataRecord, sel::LogEntry},
    jedec::spd::SerialPresenceDetect,
    linux::ata_identify,
    nvidia::smi_xml,
    nvme::{
        error_log::ErrorLogEntry, firmware_slot_log::FirmwareSlotLog, identify_controller::IdentifyController,
        identify_namespace::IdentifyNamespace, self_test_log::SelfTestLog, smart_log::SmartLog,
    },
    pci::{ConfigurationSpace, vpd::VitalProductData},
    scsi::{inquiry::Inquiry, log_page::LogPage, vpd_page::VpdPage},
    sff::{Module, ModuleMemory},
    smbios::Table,
};
use clap::ValueEnum as _;
use serde::Serialize;

use crate::{
    args::{Decode, Kind},
    exit::{Failure, Status},
    output,
};

/// More than any of the decoded structures can span; what is beyond is not read.
const LARGEST: u64 = 64 << 20;

/// Decodes a file and prints what is in it.
pub(super) fn run(arguments: &Decode) -> Result<Status, Failure> {
    let place = place(&arguments.file);
    let bytes = read(&arguments.file).map_err(|error| Failure::Unreadable { place: place.clone(), error })?;
    let undecodable = |error| Failure::Undecodable { place, kind: name(arguments.kind), error };
    let (json, status) = decode(arguments.kind, &bytes).map_err(undecodable)?;
    output::print(&json)?;
    Ok(status)
}

/// What the bytes are as JSON, and whether that is all of them.
fn decode(kind: Kind, bytes: &[u8]) -> Result<(String, Status), Error> {
    match kind {
        Kind::Smbios => told(Table::decode(bytes), |it| it.damage.is_empty()),
        Kind::PciConfig => told(ConfigurationSpace::decode(bytes), |it| it.damage.is_empty()),
        Kind::PciVpd => told(VitalProductData::decode(bytes), |it| it.damage.is_empty()),
        Kind::AtaIdentify => {
            told(identify_device(bytes), |it| it.damage.is_empty() && it.checksum_matches != Some(false))
        }
        Kind::AtaSmart => told(AtaSmart::decode(bytes), AtaSmart::is_sound),
        Kind::NvidiaSmiXml => {
            told(smi_xml::decode(&String::from_utf8_lossy(bytes)), |it| it.gpus.iter().all(|gpu| gpu.other.is_empty()))
        }
        Kind::NvmeIdentifyController => {
            told(of_length(4096, bytes).and_then(IdentifyController::decode), |it| it.damage.is_empty())
        }
        Kind::NvmeIdentifyNamespace => {
            told(of_length(4096, bytes).and_then(IdentifyNamespace::decode), |it| it.damage.is_empty())
        }
        Kind::NvmeSmartLog => told(of_length(512, bytes).and_then(SmartLog::decode), |it| it.damage.is_empty()),
        Kind::NvmeErrorLog => told(error_log(bytes), |log| log.iter().all(|entry| entry.damage.is_empty())),
        Kind::NvmeFirmwareSlotLog => {
            told(of_length(512, bytes).and_then(FirmwareSlotLog::decode), |it| it.damage.is_empty())
        }
        Kind::NvmeSelfTestLog => told(self_test_log(bytes), |it| it.damage.is_empty()),
        Kind::ScsiInquiry => told(Inquiry::decode(bytes), |it| it.damage.is_empty()),
        Kind::ScsiVpd => told(VpdPage::decode(bytes), |it| it.damage.is_none()),
        Kind::ScsiLog => told(LogPage::decode(bytes), |it| it.damage.is_none()),
        Kind::IpmiFru => told(Fru::decode(bytes), |it| it.damage.is_empty()),
        Kind::IpmiSdr => several(SensorDataRecord::decode_all(bytes)),
        Kind::IpmiSel => several(LogEntry::decode_all(bytes)),
        Kind::ModuleEeprom => told(Module::decode(&ModuleMemory::from_image(bytes)), |it| it.damage.is_empty()),
        Kind::Spd => told(SerialPresenceDetect::decode(bytes), |it| it.damage.is_empty()),
    }
}

/// A structure, complete where it is sound.
fn told<T: Serialize>(decoded: Result<T, Error>, is_sound: fn(&T) -> bool) -> Result<(String, Status), Error> {
    decoded.map(|structure| (output::json(&structure), complete(is_sound(&structure))))
}

/// Structures that follow each other: those that can be decoded; the error of the first when none can.
fn several<T: Serialize>(decoded: Vec<Result<T, Error>>) -> Result<(String, Status), Error> {
    let (good, bad): (Vec<_>, Vec<_>) = decoded.into_iter().partition(Result::is_ok);
    let good: Vec<T> = good.into_iter().filter_map(Result::ok).collect();
    match bad.into_iter().find_map(Result::err) {
        Some(error) if good.is_empty() => Err(error),
        damage => Ok((output::json(&good), complete(damage.is_none()))),
    }
}

/// As the drive sends it, or as words in hexadecimal digits.
fn identify_device(bytes: &[u8]) -> Result<IdentifyDevice, Error> {
    let words = std::str::from_utf8(bytes).ok().and_then(|text| ata_identify::decode(text).ok());
    IdentifyDevice::decode(of_length(512, words.as_deref().unwrap_or(bytes))?)
}

/// SMART data, and the thresholds that its attributes are judged by.
#[derive(Serialize)]
struct AtaSmart {
    data: SmartData,
    thresholds: Option<SmartThresholds>,
}

impl AtaSmart {
    fn decode(bytes: &[u8]) -> Result<AtaSmart, Error> {
        let bytes = of_length(if bytes.len() > 512 { 1024 } else { 512 }, bytes)?;
        let thresholds = SmartThresholds::decode_after_data(bytes).transpose()?;
        Ok(AtaSmart { data: SmartData::decode(bytes)?, thresholds })
    }

    fn is_sound(&self) -> bool {
        self.data.checksum_matches
            && self.data.damage.is_empty()
            && self.thresholds.as_ref().is_none_or(|thresholds| thresholds.checksum_matches)
    }
}

/// The bytes, which must be as many as the standard says: a structure without any signature would be found in every
/// file.
fn of_length(need: usize, bytes: &[u8]) -> Result<&[u8], Error> {
    let fault = match bytes.len() {
        have if have < need => Fault::Truncated { need, have },
        have if have > need => Fault::Surplus { need, have },
        _ => return Ok(bytes),
    };
    Err(Error::new("structure of fixed length", 0, fault))
}

/// Entries of 64 octets, at least one.
fn error_log(bytes: &[u8]) -> Result<Vec<ErrorLogEntry>, Error> {
    ErrorLogEntry::decode_log(of_length(bytes.len().next_multiple_of(64), bytes)?)
}

/// The head of 4 octets, then up to 20 results of 28: nvme-cli gives as many as it was asked for.
fn self_test_log(bytes: &[u8]) -> Result<SelfTestLog, Error> {
    let length = 4 + 28 * bytes.len().saturating_sub(4).div_ceil(28).clamp(1, 20);
    SelfTestLog::decode(of_length(length, bytes)?)
}

fn complete(sound: bool) -> Status {
    if sound { Status::Complete } else { Status::Gaps }
}

/// As the command line spells it.
fn name(kind: Kind) -> String {
    kind.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn place(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)?;
    } else {
        File::open(file)?.take(LARGEST).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
