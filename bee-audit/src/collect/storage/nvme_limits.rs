//! What an NVMe controller sets limits to, as the report has it.

use super::nvme_report::owned;
use crate::{
    collect::coded,
    decode::nvme::identify_controller::IdentifyController,
    report::NvmeLimits,
    units::{Bytes, Seconds},
};

/// The limits that `identify` states.
pub(super) fn limits(identify: &IdentifyController) -> NvmeLimits {
    let it = &identify.limits;
    NvmeLimits {
        asynchronous_events: owned(it.asynchronous_events.names()),
        management: owned(it.management.names()),
        management_endpoints: owned(it.management_endpoints.names()),
        ana_capabilities: owned(it.ana_capabilities.names()),
        fused_operations: owned(it.fused_operations.names()),
        format_attributes: owned(it.format_attributes.names()),
        write_protection: owned(it.write_protection.names()),
        scatter_gather_lists: it.scatter_gather_lists.as_ref().map(coded),
        submission_queue_entry_bytes: it.submission_queue_entry,
        completion_queue_entry_bytes: it.completion_queue_entry,
        is_power_state_transition_autonomous: it.is_power_state_transition_autonomous,
        is_thermal_management_host_controlled: it.is_thermal_management_host_controlled,
        is_self_test_single: it.is_self_test_single,
        ..amounts(identify)
    }
}

/// Numbers, sizes and times.
fn amounts(identify: &IdentifyController) -> NvmeLimits {
    let it = &identify.limits;
    let bytes = |octets: Option<u64>| octets.map(Bytes);
    let seconds = |milliseconds: Option<u32>| milliseconds.map(|time| Seconds(f64::from(time) / 1e3));
    NvmeLimits {
        maximum_transfer_pages: identify.maximum_transfer_pages,
        endurance_groups: identify.endurance_groups,
        maximum_commands: it.maximum_commands,
        arbitration_burst_commands: it.arbitration_burst_commands,
        abort_commands: it.abort_commands,
        asynchronous_event_requests: it.asynchronous_event_requests,
        command_retry_delay_seconds: it.command_retry_delay_milliseconds.map(seconds),
        keep_alive_granularity_seconds: seconds(it.keep_alive_granularity_milliseconds),
        maximum_activation_seconds: seconds(it.maximum_activation_milliseconds),
        firmware_update_granularity_bytes: bytes(it.firmware_update_granularity),
        host_memory_buffer_preferred_bytes: bytes(it.host_memory_buffer_preferred),
        host_memory_buffer_minimum_bytes: bytes(it.host_memory_buffer_minimum),
        host_memory_buffer_minimum_piece_bytes: bytes(it.host_memory_buffer_minimum_piece),
        host_memory_buffer_maximum_pieces: it.host_memory_buffer_maximum_pieces,
        replay_protected_memory_blocks: it.replay_protected_memory_blocks,
        replay_protected_memory_block_size_bytes: bytes(it.replay_protected_memory_block_size),
        persistent_event_log_bytes: bytes(it.persistent_event_log),
        nvm_sets: it.nvm_sets,
        maximum_endurance_group_bytes: it.maximum_endurance_group,
        domain: it.domain,
        maximum_allowed_namespaces: it.maximum_allowed_namespaces,
        ana_transition_seconds: it.ana_transition_seconds.map(|time| Seconds(f64::from(time))),
        maximum_ana_group: it.maximum_ana_group,
        ana_groups: it.ana_groups,
        atomic_write_blocks: it.atomic_write_blocks,
        atomic_write_power_fail_blocks: it.atomic_write_power_fail_blocks,
        atomic_compare_and_write_blocks: it.atomic_compare_and_write_blocks,
        ..NvmeLimits::default()
    }
}
