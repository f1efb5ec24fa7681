//! What `smartctl --json --xall` tells of a drive, for drives that do not answer us.
//!
//! Document: smartctl(8) of smartmontools 7.0 and later, whose names of values are taken as they are. A value that is
//! not there, or not of the expected type, is none: drives differ, and so do versions of the tool.

use serde::Serialize;
use serde_json::Value;

use crate::decode::{Error, Fault};

const STANDARD: &str = "smartctl --json";

/// Octets in a data unit of NVMe: 1,000 blocks of 512 (NVM Express Base 2.0 §5.16.1.3).
const DATA_UNIT: u128 = 512_000;

/// Health of a drive in the tool's words, whichever protocol it speaks.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Smartctl {
    /// `ATA`, `SCSI`, `NVMe`.
    pub protocol: Option<String>,
    /// Model or product name.
    pub model: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Firmware revision.
    pub firmware_revision: Option<String>,
    /// The drive's own verdict.
    pub passed: Option<bool>,
    /// Endurance that is used, in percent.
    pub life_used_percent: Option<u64>,
    /// Spare capacity that is left, in percent.
    pub available_spare_percent: Option<u64>,
    /// Spare capacity below which the drive warns, in percent.
    pub available_spare_threshold_percent: Option<u64>,
    /// Hours of operation.
    pub power_on_hours: Option<u64>,
    /// Times that it was switched on.
    pub power_cycles: Option<u64>,
    /// Times that it lost power without being told before.
    pub unsafe_shutdowns: Option<u64>,
    /// Media and data integrity errors (NVMe).
    pub media_errors: Option<u64>,
    /// Reallocated sectors, or the length of the grown defect list.
    pub reallocated_sectors: Option<u64>,
    /// Sectors that wait to be replaced.
    pub pending_sectors: Option<u64>,
    /// Errors that were not corrected.
    pub uncorrectable_errors: Option<u64>,
    /// Octets that the host has read.
    pub data_read_bytes: Option<u128>,
    /// Octets that the host has written.
    pub data_written_bytes: Option<u128>,
    /// Temperature now, in degrees Celsius.
    pub temperature_celsius: Option<i64>,
    /// Temperature that it should not exceed.
    pub warning_celsius: Option<i64>,
    /// Highest temperature of its life.
    pub highest_celsius: Option<i64>,
    /// Lowest temperature of its life.
    pub lowest_celsius: Option<i64>,
    /// Self-tests that ended, the latest first; `None` without such a log.
    pub self_tests: Option<Vec<SelfTest>>,
    /// Attributes of an ATA drive that failed now or in the past.
    pub failed_attributes: Vec<String>,
    /// What the tool complains of: commands that the drive refused, a device that cannot be opened.
    pub errors: Vec<String>,
}

/// A self-test that ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SelfTest {
    /// Code and name of its kind.
    pub kind: (u64, Option<String>),
    /// Code and name of its end.
    pub result: (u64, Option<String>),
    /// Whether it passed; `None` where the tool does not say.
    pub passed: Option<bool>,
    /// Hours of operation then.
    pub power_on_hours: Option<u64>,
    /// First logical block that failed.
    pub failing_logical_block_address: Option<u64>,
}

impl Smartctl {
    /// Reads what the tool printed. Fails where that is not its JSON.
    pub fn decode(output: &[u8]) -> Result<Smartctl, Error> {
        let json: Value = serde_json::from_slice(output).map_err(|error| {
            // The column counts octets in a text of one line, which is as near as the library tells.
            Error::new(STANDARD, error.column(), Fault::NotText)
        })?;
        if json.get("smartctl").is_none() {
            return Err(Error::new(STANDARD, 0, Fault::BadSignature));
        }
        let at = Document(&json);
        let mut drive = Smartctl {
            protocol: at.text("/device/protocol"),
            model: at.text("/model_name").or_else(|| at.text("/scsi_model_name")),
            serial_number: at.text("/serial_number"),
            firmware_revision: at.text("/firmware_version").or_else(|| at.text("/scsi_revision")),
            passed: json.pointer("/smart_status/passed").and_then(Value::as_bool),
            power_on_hours: at.number("/power_on_time/hours"),
            power_cycles: at.number("/power_cycle_count"),
            temperature_celsius: at.degrees("/temperature/current"),
            warning_celsius: at.degrees("/temperature/op_limit_max").or_else(|| at.degrees("/temperature/drive_trip")),
            highest_celsius: at.degrees("/temperature/lifetime_max"),
            lowest_celsius: at.degrees("/temperature/lifetime_min"),
            errors: at.rows("/smartctl/messages").filter_map(|row| row.text("/string")).collect(),
            ..Smartctl::default()
        };
        drive.read_nvme(&at);
        drive.read_ata(&at);
        drive.read_scsi(&at);
        Ok(drive)
    }

    fn read_nvme(&mut self, at: &Document) {
        let Some(log) = at.below("/nvme_smart_health_information_log") else { return };
        self.life_used_percent = log.number("/percentage_used");
        self.available_spare_percent = log.number("/available_spare");
        self.available_spare_threshold_percent = log.number("/available_spare_threshold");
        self.unsafe_shutdowns = log.number("/unsafe_shutdowns");
        self.media_errors = log.number("/media_errors");
        let octets = |units: Option<u64>| u128::from(units?).checked_mul(DATA_UNIT);
        self.data_read_bytes = octets(log.number("/data_units_read"));
        self.data_written_bytes = octets(log.number("/data_units_written"));
        self.self_tests = at.below("/nvme_self_test_log").map(|log| log.rows("/table").filter_map(nvme_test).collect());
    }

    fn read_ata(&mut self, at: &Document) {
        for row in at.rows("/ata_smart_attributes/table") {
            let raw = row.number("/raw/value");
            match row.number("/id") {
                // The raw value's lower half; some drives keep other counts above it.
                Some(5) => self.reallocated_sectors = raw.map(|raw| raw & 0xffff_ffff),
                Some(197) => self.pending_sectors = raw.map(|raw| raw & 0xffff_ffff),
                Some(198) => self.uncorrectable_errors = raw.map(|raw| raw & 0xffff_ffff),
                _ => {}
            }
            if row.text("/when_failed").is_some() {
                self.failed_attributes.extend(row.text("/name"));
            }
        }
        for log in ["/ata_smart_self_test_log/extended", "/ata_smart_self_test_log/standard"] {
            let log = at.below(log).filter(|_| self.self_tests.is_none());
            self.self_tests =
                self.self_tests.take().or(log.map(|log| log.rows("/table").filter_map(ata_test).collect()));
        }
    }

    fn read_scsi(&mut self, at: &Document) {
        self.reallocated_sectors = self.reallocated_sectors.or(at.number("/scsi_grown_defect_list"));
        self.life_used_percent = self.life_used_percent.or(at.number("/scsi_percentage_used_endurance_indicator"));
        let Some(log) = at.below("/scsi_error_counter_log") else { return };
        let uncorrected =
            ["read", "write", "verify"].map(|kind| log.number(&format!("/{kind}/total_uncorrected_errors")));
        self.uncorrectable_errors = uncorrected.into_iter().flatten().reduce(u64::saturating_add);
        self.data_read_bytes = log.text("/read/gigabytes_processed").and_then(|number| gigabytes(&number));
        self.data_written_bytes = log.text("/write/gigabytes_processed").and_then(|number| gigabytes(&number));
    }
}

/// A value of the JSON and what is below it.
struct Document<'a>(&'a Value);

impl Document<'_> {
    fn below(&self, path: &str) -> Option<Document<'_>> {
        self.0.pointer(path).map(Document)
    }

    fn number(&self, path: &str) -> Option<u64> {
        self.0.pointer(path)?.as_u64()
    }

    fn degrees(&self, path: &str) -> Option<i64> {
        self.0.pointer(path)?.as_i64()
    }

    fn text(&self, path: &str) -> Option<String> {
        let text = self.0.pointer(path)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn rows(&self, path: &str) -> impl Iterator<Item = Document<'_>> {
        self.0.pointer(path).and_then(Value::as_array).into_iter().flatten().map(Document)
    }

    fn code(&self, path: &str) -> Option<(u64, Option<String>)> {
        let code = self.below(path)?;
        Some((code.number("/value")?, code.text("/string")))
    }
}

fn nvme_test(row: Document) -> Option<SelfTest> {
    let result = row.code("/self_test_result")?;
    // NVM Express Base 2.0 figure 213: 0 without error, 5 to 7 failed, the others were aborted.
    let passed = match result.0 {
        0 => Some(true),
        5..=7 => Some(false),
        _ => None,
    };
    Some(SelfTest {
        kind: row.code("/self_test_code")?,
        result,
        passed,
        power_on_hours: row.number("/power_on_hours"),
        failing_logical_block_address: row.number("/lba/value").or_else(|| row.number("/lba")),
    })
}

fn ata_test(row: Document) -> Option<SelfTest> {
    Some(SelfTest {
        kind: row.code("/type")?,
        result: row.code("/status")?,
        passed: row.below("/status").and_then(|status| status.0.get("passed")?.as_bool()),
        power_on_hours: row.number("/lifetime_hours"),
        failing_logical_block_address: row.number("/lba"),
    })
}

/// `64396.534`, in units of 10⁹ octets with three digits behind the point.
fn gigabytes(number: &str) -> Option<u128> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let part: u128 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    whole.parse::<u128>().ok()?.checked_mul(1_000_000_000)?.checked_add(part.checked_mul(1_000_000)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_their_digits() {
        assert_eq!(gigabytes("64396.534"), Some(64_396_534_000_000));
        assert_eq!(gigabytes("7"), Some(7_000_000_000));
        assert_eq!(gigabytes("1.5"), Some(1_500_000_000));
        assert_eq!(gigabytes("many"), None);
    }

    #[test]
    fn values_of_another_type_are_none_and_other_texts_errors() {
        let odd = br#"{"smartctl": {"messages": 7}, "temperature": {"current": "hot"}, "serial_number": "  "}"#;
        assert_eq!(Smartctl::decode(odd), Ok(Smartctl::default()));
        assert_eq!(Smartctl::decode(b"{}").unwrap_err().fault, Fault::BadSignature);
        assert_eq!(Smartctl::decode(b"smartctl: not found").unwrap_err().fault, Fault::NotText);
    }
}
