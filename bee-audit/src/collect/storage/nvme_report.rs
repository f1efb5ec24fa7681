//! What was decoded of an NVMe controller, as the report has it.

use super::nvme_limits::limits;
use crate::{
    collect::coded,
    decode::nvme::{
        cloud_health_log::CloudHealthLog,
        endurance_group_log::EnduranceGroupLog,
        error_log::ErrorLogEntry,
        firmware_slot_log::FirmwareSlotLog,
        identify_controller::IdentifyController,
        identify_namespace::{IdentifyNamespace, LbaFormat},
        power_state::PowerState,
        sanitize_log::SanitizeLog,
        self_test_log::{SelfTestLog, SelfTestResult},
        smart_log::SmartLog,
    },
    report::{
        DriveHealth, DriveTemperature, Namespace, NamespaceFormat, NamespaceIdentify, NvmeCloudHealth,
        NvmeEnduranceGroup, NvmeError, NvmeFirmware, NvmeIdentify, NvmePowerState, NvmeSanitize, NvmeSelfTest,
        NvmeSmart, RunningSelfTest, SelfTest, Verdict,
    },
    units::{Bytes, Celsius, Counter, Percent, Seconds, Watts},
};

/// The drive's health in the shape of every protocol.
pub(super) fn health(identify: &IdentifyController, smart: &SmartLog, self_tests: Option<&SelfTestLog>) -> DriveHealth {
    DriveHealth {
        verdict: Some(if smart.critical_warning.0 == 0 { Verdict::Passed } else { Verdict::Failing }),
        warnings: owned(smart.critical_warning.names()),
        life_used_percent: Some(percent(smart.percentage_used)),
        available_spare_percent: Some(percent(smart.available_spare_percent)),
        available_spare_threshold_percent: Some(percent(smart.available_spare_threshold_percent)),
        power_on_hours: Some(smart.power_on_hours),
        power_cycles: Some(smart.power_cycles),
        unsafe_shutdowns: Some(smart.unsafe_shutdowns),
        media_errors: Some(smart.media_errors),
        data_read_bytes: smart.data_read(),
        data_written_bytes: smart.data_written(),
        temperature: Some(temperature(identify, smart)),
        running_self_test: self_tests.and_then(running_self_test),
        self_tests: self_tests.map(|log| log.results.iter().map(common_self_test).collect()),
        ..DriveHealth::default()
    }
}

fn temperature(identify: &IdentifyController, smart: &SmartLog) -> DriveTemperature {
    // Without a limit the drive does not count either.
    let minutes = |minutes: u32, limit: Option<i32>| limit.map(|_| Seconds(f64::from(minutes) * 60.0));
    DriveTemperature {
        current_celsius: smart.composite_temperature.map(celsius),
        warning_celsius: identify.warning_temperature.map(celsius),
        critical_celsius: identify.critical_temperature.map(celsius),
        above_warning_seconds: minutes(smart.warning_temperature_minutes, identify.warning_temperature),
        above_critical_seconds: minutes(smart.critical_temperature_minutes, identify.critical_temperature),
        ..DriveTemperature::default()
    }
}

fn running_self_test(log: &SelfTestLog) -> Option<RunningSelfTest> {
    let completed_percent = log.completed_percent.map(percent)?;
    Some(RunningSelfTest { kind: Some(coded(&log.current_operation)), completed_percent: Some(completed_percent) })
}

fn common_self_test(test: &SelfTestResult) -> SelfTest {
    SelfTest {
        kind: coded(&test.code),
        result: coded(&test.result),
        is_failed: test.result.is_failed(),
        power_on_hours: Some(Counter::from(test.power_on_hours)),
        failing_logical_block_address: test.failing_logical_block_address,
    }
}

pub(super) fn identify(identify: &IdentifyController, active_namespaces: Option<Vec<u32>>) -> NvmeIdentify {
    let microseconds = |latency: Option<u32>| latency.map(microseconds);
    NvmeIdentify {
        vendor_id: format!("{:04x}", identify.vendor_id),
        subsystem_vendor_id: format!("{:04x}", identify.subsystem_vendor_id),
        ieee_oui: identify.ieee_oui.clone(),
        version: identify.version.map(|version| version.to_string()),
        fru_guid: identify.fru_guid.clone(),
        number_of_namespaces: identify.number_of_namespaces,
        active_namespaces,
        total_capacity_bytes: identify.total_capacity,
        unallocated_capacity_bytes: identify.unallocated_capacity,
        multipath: owned(identify.multipath.names()),
        attributes: owned(identify.attributes.names()),
        optional_admin_commands: owned(identify.optional_admin_commands.names()),
        optional_commands: owned(identify.optional_commands.names()),
        sanitize_operations: owned(identify.sanitize.names()),
        has_volatile_write_cache: identify.has_volatile_write_cache,
        error_log_entries: identify.error_log_entries,
        extended_self_test_seconds: identify.extended_self_test_minutes.map(|time| Seconds(f64::from(time) * 60.0)),
        resume_latency_seconds: microseconds(identify.resume_latency_microseconds),
        shutdown_latency_seconds: microseconds(identify.shutdown_latency_microseconds),
        minimum_thermal_management_celsius: identify.minimum_thermal_management_temperature.map(celsius),
        maximum_thermal_management_celsius: identify.maximum_thermal_management_temperature.map(celsius),
        limits: limits(identify),
        power_states: identify.power_states.iter().map(power_state).collect(),
    }
}

fn power_state(state: &PowerState) -> NvmePowerState {
    let watts = |power: Option<u32>| power.map(|microwatts| Watts(f64::from(microwatts) / 1e6));
    NvmePowerState {
        maximum_power_watts: watts(state.maximum_power_microwatts),
        active_power_watts: watts(state.active_power_microwatts),
        idle_power_watts: watts(state.idle_power_microwatts),
        is_non_operational: state.is_non_operational,
        entry_latency_seconds: state.entry_latency_microseconds.map(microseconds),
        exit_latency_seconds: state.exit_latency_microseconds.map(microseconds),
    }
}

pub(super) fn smart(log: &SmartLog) -> NvmeSmart {
    let last = log.temperature_sensors.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    NvmeSmart {
        critical_warnings: owned(log.critical_warning.names()),
        endurance_group_warnings: owned(log.endurance_group_critical_warning.names()),
        host_read_commands: log.host_read_commands,
        host_write_commands: log.host_write_commands,
        controller_busy_minutes: log.controller_busy_time,
        error_log_entries: log.error_log_entries,
        temperature_sensors_celsius: log.temperature_sensors.iter().take(last).map(|one| one.map(celsius)).collect(),
        thermal_management_transitions: log.thermal_management_transitions,
        thermal_management_seconds: log.thermal_management_time.map(|time| Seconds(f64::from(time))),
    }
}

pub(super) fn error(entry: &ErrorLogEntry) -> NvmeError {
    NvmeError {
        error_count: entry.error_count,
        status: coded(&entry.status),
        submission_queue: entry.submission_queue,
        command: entry.command,
        parameter_octet: entry.parameter_octet,
        parameter_bit: entry.parameter_bit,
        logical_block_address: entry.logical_block_address,
        namespace: entry.namespace,
        vendor_log_page: entry.vendor_log_page,
    }
}

pub(super) fn firmware(identify: &IdentifyController, log: &FirmwareSlotLog) -> NvmeFirmware {
    let slots = usize::from(identify.firmware_slots);
    NvmeFirmware {
        active_slot: log.active_slot,
        next_slot: log.next_slot,
        is_first_slot_read_only: identify.is_first_slot_read_only,
        is_activated_without_reset: identify.activates_without_reset,
        revisions: log.revisions.iter().take(slots).cloned().collect(),
    }
}

pub(super) fn self_test(test: &SelfTestResult) -> NvmeSelfTest {
    NvmeSelfTest {
        kind: coded(&test.code),
        result: coded(&test.result),
        segment: test.segment,
        power_on_hours: test.power_on_hours,
        namespace: test.namespace,
        failing_logical_block_address: test.failing_logical_block_address,
        status: test.status.as_ref().map(coded),
    }
}

pub(super) fn endurance_group(identifier: u16, log: &EnduranceGroupLog) -> NvmeEnduranceGroup {
    NvmeEnduranceGroup {
        identifier,
        critical_warnings: owned(log.critical_warning.names()),
        available_spare_percent: percent(log.available_spare_percent),
        available_spare_threshold_percent: percent(log.available_spare_threshold_percent),
        life_used_percent: percent(log.percentage_used),
        endurance_estimate_bytes: log.endurance_estimate,
        data_read_bytes: log.data_read,
        data_written_bytes: log.data_written,
        media_written_bytes: log.media_written,
        media_errors: log.media_errors,
        total_capacity_bytes: log.total_capacity,
        unallocated_capacity_bytes: log.unallocated_capacity,
    }
}

pub(super) fn sanitize(log: &SanitizeLog) -> NvmeSanitize {
    let seconds = |time: Option<u32>| time.map(|seconds| Seconds(f64::from(seconds)));
    NvmeSanitize {
        status: coded(&log.status),
        operation: (log.status.0 != 0).then(|| coded(&log.action)),
        progress_percent: log.progress.map(|part| Percent(f64::from(part) * 100.0 / 65_536.0)),
        is_data_erased: log.is_data_erased,
        overwrite_seconds: seconds(log.overwrite_seconds),
        block_erase_seconds: seconds(log.block_erase_seconds),
        crypto_erase_seconds: seconds(log.crypto_erase_seconds),
    }
}

pub(super) fn cloud_health(log: &CloudHealthLog) -> NvmeCloudHealth {
    NvmeCloudHealth {
        physical_media_written_bytes: log.physical_media_written,
        physical_media_read_bytes: log.physical_media_read,
        bad_user_blocks: log.bad_user_blocks,
        bad_user_blocks_normalized: log.bad_user_blocks_normalized,
        bad_system_blocks: log.bad_system_blocks,
        bad_system_blocks_normalized: log.bad_system_blocks_normalized,
        xor_recoveries: log.xor_recoveries,
        uncorrectable_read_errors: log.uncorrectable_read_errors,
        soft_ecc_errors: log.soft_ecc_errors,
        end_to_end_detected_errors: log.end_to_end_detected_errors,
        end_to_end_corrected_errors: log.end_to_end_corrected_errors,
        system_data_used_percent: percent(log.system_data_percent_used),
        refresh_count: log.refresh_count,
        maximum_erase_count: log.maximum_erase_count,
        minimum_erase_count: log.minimum_erase_count,
        thermal_throttling_events: log.thermal_throttling_events,
        thermal_throttling_status: log.thermal_throttling_status,
        pcie_correctable_errors: log.pcie_correctable_errors,
        incomplete_shutdowns: log.incomplete_shutdowns,
        free_blocks_percent: percent(log.free_blocks_percent),
        capacitor_health_percent: log.capacitor_health_percent.map(|health| Percent(f64::from(health))),
        unaligned_commands: log.unaligned_commands,
        power_loss_protection_starts: log.power_loss_protection_starts,
        endurance_estimate_bytes: log.endurance_estimate,
        pcie_link_retrainings: log.pcie_link_retrainings,
        power_state_changes: log.power_state_changes,
        log_page_version: log.log_page_version,
    }
}

/// Adds what the controller states; what is in both, only where the kernel does not show it.
pub(super) fn namespace(namespace: &mut Namespace, identify: &IdentifyNamespace) {
    let octets = |blocks: u64| identify.octets(blocks).map(Bytes);
    namespace.eui64 = namespace.eui64.take().or_else(|| identify.eui64.clone());
    namespace.nguid = namespace.nguid.take().or_else(|| identify.nguid.clone());
    let metadata = identify.format().map(|format| Bytes(u64::from(format.metadata_bytes)));
    namespace.metadata_bytes = namespace.metadata_bytes.or(metadata);
    namespace.utilization_bytes = namespace.utilization_bytes.or(octets(identify.utilization_blocks));
    namespace.identify = Some(NamespaceIdentify {
        size_bytes: octets(identify.size_blocks),
        capacity_bytes: octets(identify.capacity_blocks),
        utilization_bytes: octets(identify.utilization_blocks),
        nvm_capacity_bytes: identify.nvm_capacity,
        ieee_oui: identify.ieee_oui.clone(),
        features: owned(identify.features.names()),
        formats: identify.formats.iter().map(format).collect(),
        format_index: identify.format_index,
        is_metadata_extended: identify.is_metadata_extended,
        protection_capabilities: owned(identify.protection_capabilities.names()),
        protection_type: identify.protection_type.as_ref().map(coded),
        is_protection_first: identify.is_protection_first,
        is_shared: identify.is_shared,
        is_write_protected: identify.is_write_protected,
        format_remaining_percent: identify.format_remaining_percent.map(percent),
        optimal_io_boundary_bytes: identify.optimal_io_boundary_blocks.and_then(|blocks| octets(u64::from(blocks))),
        preferred_write_granularity_bytes: identify
            .preferred_write_granularity_blocks
            .and_then(|blocks| octets(u64::from(blocks))),
        nvm_set: identify.nvm_set,
        endurance_group: identify.endurance_group,
    });
}

fn format(format: &LbaFormat) -> NamespaceFormat {
    NamespaceFormat {
        data_size_bytes: format.data_bytes.map(Bytes),
        metadata_size_bytes: Bytes(u64::from(format.metadata_bytes)),
        relative_performance: coded(&format.relative_performance),
    }
}

pub(super) fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn percent(number: u8) -> Percent {
    Percent(f64::from(number))
}

/// The value of the feature; none where it is as low or as high as can be, by which no temperature is meant.
pub(super) fn temperature_threshold(value: u32) -> Option<Celsius> {
    let kelvins = i32::try_from(value & 0xffff).ok().filter(|kelvins| !matches!(kelvins, 0 | 0xffff))?;
    Some(celsius(kelvins - 273))
}

fn celsius(degrees: i32) -> Celsius {
    Celsius(f64::from(degrees))
}

fn microseconds(latency: u32) -> Seconds {
    Seconds(f64::from(latency) / 1e6)
}
