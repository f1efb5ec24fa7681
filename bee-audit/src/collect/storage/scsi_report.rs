//! Decoded SCSI pages as the report gives them.

use crate::{
    collect::coded,
    decode::scsi::{
        background_scan::{BackgroundScan, MediumScanResult},
        block_limits::BlockLimits,
        error_counters::ErrorCounters,
        informational_exceptions::InformationalExceptions,
        log_page::{self, LogParameters},
        logical_block_provisioning::LogicalBlockProvisioning,
        phy_log::{PhyLog, ProtocolSpecificPort},
        self_test_results::SelfTestResult,
        sense::{AdditionalSenseCode, PowerCondition, SenseData},
        start_stop::{StartStopCycles, Week},
        temperature::{EnvironmentalLimits, EnvironmentalReport, Temperature},
    },
    host::ScsiLogPage,
    report::{
        Coded, CycleCount, DriveHealth, DrivePowerState, DriveTemperature, RunningSelfTest, SasDrivePhy, SasDrivePort,
        ScsiBackgroundScan, ScsiBlockLimits, ScsiDrive, ScsiErrorCounters, ScsiScanResult, SelfTest, Verdict,
    },
    units::{BitsPerSecond, Bytes, Celsius, Counter, Percent},
};

/// ADDITIONAL SENSE CODEs by which a drive warns, and by which it predicts its failure (SPC-5 annex F).
const WARNING: u16 = 0x0b;
const FAILURE_PREDICTION: u16 = 0x5d;

/// The power condition that a drive's state names; a drive that names none is active.
pub(super) fn power_state(state: Option<AdditionalSenseCode>) -> DrivePowerState {
    match state.and_then(AdditionalSenseCode::power_condition) {
        None => DrivePowerState::Active,
        Some(PowerCondition::Idle) => DrivePowerState::Idle,
        Some(PowerCondition::Standby) => DrivePowerState::Standby,
        Some(PowerCondition::Stopped) => DrivePowerState::Stopped,
    }
}

pub(super) fn provisioning_type(page: &LogicalBlockProvisioning) -> Option<Coded> {
    (page.provisioning_type.0 != 0).then(|| coded(&page.provisioning_type))
}

/// Limits in octets, of logical blocks of `block` octets; `None` where none is reported.
pub(super) fn block_limits(limits: &BlockLimits, block: u64) -> Option<ScsiBlockLimits> {
    let bytes = |blocks: u32| Bytes(u64::from(blocks).saturating_mul(block));
    let reported = ScsiBlockLimits {
        maximum_transfer_bytes: limits.maximum_transfer_blocks.map(bytes),
        optimal_transfer_bytes: limits.optimal_transfer_blocks.map(bytes),
        transfer_granularity_bytes: limits.optimal_transfer_granularity_blocks.map(u32::from).map(bytes),
        unmap_granularity_bytes: limits.optimal_unmap_granularity_blocks.map(bytes),
    };
    (reported != ScsiBlockLimits::default()).then_some(reported)
}

/// Puts what a log page says into the report.
pub(super) fn note(code: ScsiLogPage, page: &LogParameters, health: &mut DriveHealth, detail: &mut ScsiDrive) {
    match code {
        ScsiLogPage::SupportedPages | ScsiLogPage::SupportedSubpages => {}
        ScsiLogPage::WriteErrors => detail.write_errors = Some(counters(&ErrorCounters::of(page))),
        ScsiLogPage::ReadErrors => detail.read_errors = Some(counters(&ErrorCounters::of(page))),
        ScsiLogPage::VerifyErrors => detail.verify_errors = Some(counters(&ErrorCounters::of(page))),
        ScsiLogPage::NonMediumErrors => detail.non_medium_errors = log_page::non_medium_errors(page),
        ScsiLogPage::Temperature | ScsiLogPage::EnvironmentalReporting | ScsiLogPage::EnvironmentalLimits => {
            note_temperature(code, page, health, detail)
        }
        ScsiLogPage::StartStopCycles => note_cycles(&StartStopCycles::of(page), detail),
        ScsiLogPage::SelfTestResults => note_self_tests(&SelfTestResult::all_of(page), health),
        ScsiLogPage::SolidStateMedia => {
            health.life_used_percent = log_page::percentage_used(page).map(|used| Percent(f64::from(used)));
        }
        ScsiLogPage::BackgroundScan => detail.background_scan = background_scan(&BackgroundScan::of(page)),
        ScsiLogPage::ProtocolSpecificPort => {
            detail.ports = ProtocolSpecificPort::all_of(page).iter().map(port).collect();
        }
        ScsiLogPage::InformationalExceptions => note_verdict(&InformationalExceptions::of(page), health, detail),
    }
}

/// What follows from the pages together.
pub(super) fn conclude(health: &mut DriveHealth, detail: &ScsiDrive, sense: Option<&SenseData>) {
    let counted = [&detail.read_errors, &detail.write_errors, &detail.verify_errors];
    let uncorrected = counted.into_iter().flatten().filter_map(|errors| errors.uncorrected);
    health.uncorrectable_errors = uncorrected.reduce(u64::saturating_add);
    let of_reading = detail.read_errors.as_ref();
    health.media_errors = of_reading.and_then(|errors| errors.uncorrected).map(Counter::from);
    let processed = |errors: Option<&ScsiErrorCounters>| Some(Counter::from(errors?.processed_bytes?.0));
    health.data_read_bytes = processed(of_reading);
    health.data_written_bytes = processed(detail.write_errors.as_ref());
    health.reallocated_sectors = detail.grown_defects;
    let minutes = detail.background_scan.as_ref().and_then(|scan| scan.power_on_minutes);
    health.power_on_hours = minutes.map(|minutes| Counter::from(minutes / 60));
    if let (Some(running), Some(progress)) = (&mut health.running_self_test, sense.and_then(|sense| sense.progress)) {
        running.completed_percent = Some(share(progress));
    }
}

/// 65,536ths in percent.
fn share(progress: u16) -> Percent {
    Percent(f64::from(progress) * 100.0 / 65_536.0)
}

fn counters(errors: &ErrorCounters) -> ScsiErrorCounters {
    ScsiErrorCounters {
        corrected_without_substantial_delay: errors.corrected_without_substantial_delay,
        corrected_with_possible_delays: errors.corrected_with_possible_delays,
        rewrites_or_rereads: errors.rewrites_or_rereads,
        total_corrected: errors.total_errors_corrected,
        correction_algorithm_invocations: errors.correction_algorithm_invocations,
        processed_bytes: errors.total_bytes_processed.map(Bytes),
        uncorrected: errors.total_uncorrected_errors,
    }
}

fn note_temperature(code: ScsiLogPage, page: &LogParameters, health: &mut DriveHealth, detail: &mut ScsiDrive) {
    let mut temperature = health.temperature.take().unwrap_or_default();
    let celsius = |degrees: Option<i8>| degrees.map(|degrees| Celsius(f64::from(degrees)));
    match code {
        ScsiLogPage::Temperature => {
            let page = Temperature::of(page);
            temperature.current_celsius = page.temperature_celsius.map(|degrees| Celsius(f64::from(degrees)));
            temperature.warning_celsius = page.reference_temperature_celsius.map(|degrees| Celsius(f64::from(degrees)));
        }
        ScsiLogPage::EnvironmentalReporting => {
            let readings = EnvironmentalReport::of(page).temperature.unwrap_or_default();
            temperature.current_celsius = temperature.current_celsius.or(celsius(readings.current));
            temperature.highest_celsius = celsius(readings.lifetime_maximum);
            temperature.lowest_celsius = celsius(readings.lifetime_minimum);
            detail.highest_since_power_on_celsius = celsius(readings.maximum_since_power_on);
            detail.lowest_since_power_on_celsius = celsius(readings.minimum_since_power_on);
        }
        _ => {
            let limits = EnvironmentalLimits::of(page);
            temperature.critical_celsius = celsius(limits.high_critical_trigger_celsius);
            temperature.warning_celsius =
                celsius(limits.high_operating_trigger_celsius).or(temperature.warning_celsius);
        }
    }
    health.temperature = Some(temperature).filter(|known| *known != DriveTemperature::default());
}

fn note_cycles(cycles: &StartStopCycles, detail: &mut ScsiDrive) {
    let counted = |accumulated: Option<u64>, specified: Option<u64>| {
        (accumulated.is_some() || specified.is_some()).then_some(CycleCount { accumulated, specified })
    };
    detail.manufactured = cycles.date_of_manufacture.map(|Week { year, week }| format!("{year}-W{week:02}"));
    detail.start_stop_cycles = counted(cycles.accumulated_start_stop_cycles, cycles.specified_start_stop_cycles);
    detail.load_unload_cycles = counted(cycles.accumulated_load_unload_cycles, cycles.specified_load_unload_cycles);
}

fn note_self_tests(results: &[SelfTestResult], health: &mut DriveHealth) {
    let (running, ended): (Vec<_>, Vec<_>) = results.iter().partition(|test| test.self_test_results.is_in_progress());
    health.running_self_test = running
        .first()
        .map(|test| RunningSelfTest { kind: Some(coded(&test.self_test_code)), completed_percent: None });
    let report = |test: &SelfTestResult| SelfTest {
        kind: coded(&test.self_test_code),
        result: coded(&test.self_test_results),
        is_failed: test.self_test_results.is_failed(),
        power_on_hours: Some(Counter::from(u64::from(test.accumulated_power_on_hours))),
        failing_logical_block_address: test.address_of_first_failure,
    };
    health.self_tests = Some(ended.into_iter().map(report).collect());
}

fn note_verdict(exceptions: &InformationalExceptions, health: &mut DriveHealth, detail: &mut ScsiDrive) {
    let Some(code) = exceptions.additional_sense_code else { return };
    detail.informational_exception = Some(coded(&code));
    health.verdict = match code.0 >> 8 {
        0 => Some(Verdict::Passed),
        WARNING | FAILURE_PREDICTION => Some(Verdict::Failing),
        _ => None,
    };
    health.warnings.extend(exceptions.exception().map(described));
    let temperature = health.temperature.get_or_insert_default();
    if temperature.current_celsius.is_none() {
        let last = exceptions.most_recent_temperature_celsius;
        temperature.current_celsius = last.map(|degrees| Celsius(f64::from(degrees)));
    }
    health.temperature = health.temperature.take().filter(|known| *known != DriveTemperature::default());
}

/// The standard's words, else the code.
fn described(code: AdditionalSenseCode) -> String {
    let [high, low] = code.0.to_be_bytes();
    code.name().map_or_else(|| format!("additional sense code {high:02X}h/{low:02X}h"), str::to_owned)
}

fn background_scan(scan: &BackgroundScan) -> Option<ScsiBackgroundScan> {
    let status = scan.status?;
    Some(ScsiBackgroundScan {
        status: Some(coded(&status.status)),
        progress_percent: (status.progress != 0).then(|| share(status.progress)),
        scans_performed: Some(u64::from(status.scans_performed)),
        power_on_minutes: Some(u64::from(status.accumulated_power_on_minutes)),
        results: scan.results.iter().map(scan_result).collect(),
    })
}

fn scan_result(result: &MediumScanResult) -> ScsiScanResult {
    ScsiScanResult {
        logical_block_address: result.logical_block_address,
        reassign_status: coded(&result.reassign_status),
        sense_key: coded(&result.sense_key),
        additional_sense_code: coded(&result.additional_sense_code),
        power_on_minutes: u64::from(result.accumulated_power_on_minutes),
    }
}

fn port(port: &ProtocolSpecificPort) -> SasDrivePort {
    SasDrivePort { identifier: u32::from(port.relative_target_port), phys: port.phys.iter().map(phy).collect() }
}

fn phy(phy: &PhyLog) -> SasDrivePhy {
    SasDrivePhy {
        identifier: u32::from(phy.phy_identifier),
        attached_device_type: Some(coded(&phy.attached_device_type)),
        speed_bits_per_second: phy.negotiated_logical_link_rate.bits_per_second().map(BitsPerSecond),
        sas_address: phy.sas_address.clone(),
        attached_sas_address: phy.attached_sas_address.clone(),
        invalid_dwords: u64::from(phy.invalid_dwords),
        running_disparity_errors: u64::from(phy.running_disparity_errors),
        losses_of_dword_synchronization: u64::from(phy.losses_of_dword_synchronization),
        phy_reset_problems: u64::from(phy.phy_reset_problems),
    }
}
