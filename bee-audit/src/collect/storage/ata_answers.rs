//! What an ATA drive answered, as the report gives it.

use super::ata;
use crate::{
    collect::coded,
    decode::ata::{
        device_statistics::{Statistic, StatisticsPage},
        error_log::{ErrorLog, LoggedCommand},
        identify_device::IdentifyDevice,
        pending_defects::PendingDefects,
        phy_event_counters::PhyEventCounters,
        registers::PowerMode,
        sct_status::SctStatus,
        self_test_log::SelfTestLog,
        smart_data::{Attribute, Failure, SmartData},
        smart_thresholds::SmartThresholds,
    },
    report::{
        AtaAttribute, AtaCommand, AtaDrive, AtaError, AtaErrorLog, AtaPhyEventCounter, AtaSctStatus, AtaSmart,
        AtaStatistic, AttributeFailure, Drive, DriveHealth, DrivePowerState, DriveTemperature, RunningSelfTest,
        SelfTest, Verdict,
    },
    units::{Celsius, Counter, Percent, Seconds},
};

/// Everything that a drive answered; `None` where it was not asked or refused.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) power_mode: Option<PowerMode>,
    pub(super) identify: Option<IdentifyDevice>,
    pub(super) smart: Option<SmartData>,
    pub(super) thresholds: Option<SmartThresholds>,
    /// What SMART RETURN STATUS says.
    pub(super) threshold_exceeded: Option<bool>,
    pub(super) errors: Option<ErrorLog>,
    pub(super) self_tests: Option<SelfTestLog>,
    pub(super) statistics: Vec<StatisticsPage>,
    pub(super) pending_defects: Option<PendingDefects>,
    pub(super) sct_status: Option<SctStatus>,
    pub(super) phy_events: Option<PhyEventCounters>,
}

/// Whether the medium does not turn, and would have to in order to answer.
pub(super) fn is_asleep(mode: PowerMode) -> bool {
    power_state(mode) == Some(DrivePowerState::Standby)
}

/// ACS-3 table 34.
fn power_state(mode: PowerMode) -> Option<DrivePowerState> {
    match mode.0 {
        0x00 | 0x01 | 0x40 => Some(DrivePowerState::Standby),
        0x80..=0x83 => Some(DrivePowerState::Idle),
        0x41 | 0xff => Some(DrivePowerState::Active),
        _ => None,
    }
}

impl Answers {
    /// Puts all of it into the report of `drive`.
    pub(super) fn tell(&self, drive: &mut Drive) {
        drive.health = Some(self.health());
        let known = self.identify.as_ref().map(ata::drive).or(drive.ata.take());
        drive.ata = known.map(|known| AtaDrive {
            power_mode: self.power_mode.as_ref().map(coded),
            smart: self.smart.as_ref().map(|smart| self.reported_smart(smart)),
            statistics: self.statistics.iter().flat_map(reported_page).collect(),
            error_log: self.errors.as_ref().map(reported_errors),
            sct: self.sct_status.as_ref().map(reported_sct),
            phy_event_counters: self.phy_events.as_ref().map(reported_phy_events).unwrap_or_default(),
            ..known
        });
    }

    /// The value of the device statistic at `offset` of `page`, where it is not negative.
    fn statistic(&self, page: u8, offset: u8) -> Option<u64> {
        let page = self.statistics.iter().find(|known| known.number == page)?;
        page.value(offset).and_then(|value| u64::try_from(value).ok())
    }

    /// Octets of so many logical sectors as the device statistic counts.
    fn octets(&self, offset: u8) -> Option<Counter> {
        let size = u128::from(self.identify.as_ref()?.logical_sector_bytes);
        self.statistic(1, offset).map(|sectors| Counter(u128::from(sectors) * size))
    }

    /// The common shape of health.
    fn health(&self) -> DriveHealth {
        let verdict = self.threshold_exceeded.map(|exceeded| if exceeded { Verdict::Failing } else { Verdict::Passed });
        DriveHealth {
            source: Some("sg-io".to_owned()),
            verdict,
            warnings: self.warnings(),
            temperature: self.temperature(),
            running_self_test: self.running_self_test(),
            self_tests: self.self_tests.as_ref().map(reported_tests),
            power_state: self.power_mode.and_then(power_state),
            ..self.counts()
        }
    }

    /// Device statistics where there are, whose meaning is defined; else the attributes on which makers agree.
    fn counts(&self) -> DriveHealth {
        let smart = self.smart.as_ref();
        let pending = self.pending_defects.as_ref().map(|log| u64::from(log.count));
        let hours = self.statistic(1, 16).or_else(|| smart?.power_on_hours().map(u64::from));
        let cycles = self.statistic(1, 8).or_else(|| smart?.power_cycles());
        let life_used = self.statistic(7, 8).and_then(|used| u32::try_from(used).ok());
        DriveHealth {
            life_used_percent: life_used.map(|used| Percent(used.into())),
            power_on_hours: hours.map(Counter::from),
            power_cycles: cycles.map(Counter::from),
            media_errors: self.statistic(4, 8).map(Counter::from),
            reallocated_sectors: smart.and_then(SmartData::reallocated_sectors).or_else(|| self.statistic(3, 32)),
            pending_sectors: smart.and_then(SmartData::pending_sectors).or(pending),
            uncorrectable_errors: smart.and_then(SmartData::offline_uncorrectable_sectors),
            data_read_bytes: self.octets(40),
            data_written_bytes: self.octets(24),
            ..DriveHealth::default()
        }
    }

    fn running_self_test(&self) -> Option<RunningSelfTest> {
        let remaining = self.smart.as_ref()?.self_test_remaining_percent?;
        let completed = f64::from(100_u8.saturating_sub(remaining));
        Some(RunningSelfTest { kind: None, completed_percent: Some(Percent(completed)) })
    }

    /// Attributes that fail now.
    fn warnings(&self) -> Vec<String> {
        let Some(smart) = &self.smart else { return Vec::new() };
        let failing = smart.attributes.iter().filter(|attribute| self.failure(attribute) == Some(Failure::Now));
        let named = failing.map(|attribute| {
            let name = self.name(attribute).map(|name| format!(" ({name})")).unwrap_or_default();
            format!("attribute {}{name} is at its threshold", attribute.id.0)
        });
        named.collect()
    }

    fn failure(&self, attribute: &Attribute) -> Option<Failure> {
        attribute.failure(self.thresholds.as_ref()?.of(attribute.id)?)
    }

    fn name(&self, attribute: &Attribute) -> Option<&'static str> {
        let rate = self.identify.as_ref().and_then(|identify| identify.nominal_media_rotation_rate_rpm);
        attribute.id.name_on(rate == Some(1))
    }

    fn temperature(&self) -> Option<DriveTemperature> {
        let statistic = |offset| {
            let page = self.statistics.iter().find(|page| page.number == 5)?;
            i32::try_from(page.value(offset)?).ok().map(|degrees| Celsius(degrees.into()))
        };
        let sct = self.sct_status.as_ref();
        let of_sct = |degrees: fn(&SctStatus) -> Option<i8>| sct.and_then(degrees).map(celsius);
        let of_attribute = || self.smart.as_ref()?.temperature().map(|degrees| Celsius(degrees.into()));
        // Minutes (ACS-4 §9.5.8).
        let above = self.statistic(5, 80).and_then(|minutes| u32::try_from(minutes).ok());
        let temperature = DriveTemperature {
            current_celsius: of_sct(|sct| sct.temperature_celsius).or_else(|| statistic(8)).or_else(of_attribute),
            warning_celsius: statistic(88),
            highest_celsius: of_sct(|sct| sct.highest_celsius).or_else(|| statistic(32)),
            lowest_celsius: of_sct(|sct| sct.lowest_celsius).or_else(|| statistic(40)),
            above_warning_seconds: above.map(|minutes| Seconds(f64::from(minutes) * 60.0)),
            ..DriveTemperature::default()
        };
        Some(temperature).filter(|temperature| *temperature != DriveTemperature::default())
    }

    fn reported_smart(&self, smart: &SmartData) -> AtaSmart {
        let offline = smart.offline_capability;
        let minutes = |minutes: u16, bit| offline.has(bit).then(|| Seconds(f64::from(minutes) * 60.0));
        AtaSmart {
            attributes: smart.attributes.iter().map(|attribute| self.reported_attribute(attribute)).collect(),
            offline_data_collection: Some(coded(&smart.offline_data_collection)),
            capabilities: owned(offline.names()),
            last_self_test: Some(coded(&smart.self_test)),
            short_self_test_seconds: minutes(smart.short_self_test_minutes.into(), 4),
            extended_self_test_seconds: minutes(smart.extended_self_test_minutes, 4),
            conveyance_self_test_seconds: minutes(smart.conveyance_self_test_minutes.into(), 5),
        }
    }

    fn reported_attribute(&self, attribute: &Attribute) -> AtaAttribute {
        AtaAttribute {
            id: attribute.id.0,
            name: self.name(attribute).map(str::to_owned),
            flags: owned(attribute.flags.names()),
            value: attribute.value,
            worst: attribute.worst,
            threshold: self.thresholds.as_ref().and_then(|thresholds| thresholds.of(attribute.id)),
            failure: self.failure(attribute).map(|failure| match failure {
                Failure::Now => AttributeFailure::Now,
                Failure::Past => AttributeFailure::Past,
            }),
            raw: attribute.raw_number(),
        }
    }
}

fn celsius(degrees: i8) -> Celsius {
    Celsius(degrees.into())
}

fn owned(names: Vec<&'static str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn reported_page(page: &StatisticsPage) -> impl Iterator<Item = AtaStatistic> {
    let page_number = page.number;
    page.statistics.iter().map(move |statistic: &Statistic| AtaStatistic {
        page: page_number,
        offset: statistic.offset,
        name: statistic.name.to_owned(),
        value: statistic.value,
        flags: owned(statistic.flags.names())
            .into_iter()
            .filter(|flag| flag != "supported" && flag != "valid")
            .collect(),
    })
}

fn reported_tests(log: &SelfTestLog) -> Vec<SelfTest> {
    let ended = log.tests.iter().filter(|test| !test.result.is_running());
    let reported = ended.map(|test| SelfTest {
        kind: coded(&test.kind),
        result: coded(&test.result),
        is_failed: test.result.is_failed(),
        power_on_hours: Some(Counter(test.power_on_hours.into())),
        failing_logical_block_address: test.failing_lba,
    });
    reported.collect()
}

fn reported_errors(log: &ErrorLog) -> AtaErrorLog {
    let errors = log.errors.iter().map(|error| AtaError {
        power_on_hours: error.power_on_hours,
        error: error.error.0,
        errors: owned(error.error.names()),
        status: error.status,
        count: error.count,
        logical_block_address: error.lba,
        device: error.device,
        commands: error.commands.iter().map(reported_command).collect(),
    });
    AtaErrorLog { error_count: log.device_error_count, errors: errors.collect() }
}

fn reported_command(command: &LoggedCommand) -> AtaCommand {
    AtaCommand {
        command: command.command,
        feature: command.feature,
        count: command.count,
        logical_block_address: command.lba,
        device: command.device,
        device_control: command.device_control,
        since_power_on_seconds: Seconds(f64::from(command.milliseconds) / 1000.0),
    }
}

fn reported_sct(status: &SctStatus) -> AtaSctStatus {
    AtaSctStatus {
        device_state: Some(coded(&status.device_state)),
        temperature_celsius: status.temperature_celsius.map(celsius),
        lowest_since_power_on_celsius: status.lowest_since_power_on_celsius.map(celsius),
        highest_since_power_on_celsius: status.highest_since_power_on_celsius.map(celsius),
        lowest_celsius: status.lowest_celsius.map(celsius),
        highest_celsius: status.highest_celsius.map(celsius),
        over_limit_count: status.over_limit_count,
        under_limit_count: status.under_limit_count,
    }
}

fn reported_phy_events(log: &PhyEventCounters) -> Vec<AtaPhyEventCounter> {
    let counters = log.counters.iter().map(|counter| AtaPhyEventCounter {
        event: coded(&counter.id),
        count: counter.value,
        is_saturated: counter.is_saturated,
    });
    counters.collect()
}
