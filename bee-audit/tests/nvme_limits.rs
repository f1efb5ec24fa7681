//! Limits of NVMe controllers as this library and nvme-cli read them: of the machines in `fixtures/hosts`, and of a
//! drive that nvme-cli alone was asked about.

#![expect(clippy::disallowed_methods, reason = "a test reads what tools printed itself")]

use std::fs;

use bee_audit::{
    Host, Replay,
    decode::{
        nvme::{controller_limits::ControllerLimits, identify_controller::IdentifyController},
        tool::nvme_cli,
    },
    host::{NvmeRequest, Query, Reply},
};
use serde_json::Value;

mod corpus;
#[path = "support/guest.rs"]
mod guest;

/// Octets of the units that the structure counts in: pages, 64 KiB.
const PAGE: u64 = 4096;
const EVENT_LOG_UNIT: u64 = 65_536;

/// The limits as the numbers that nvme-cli prints, by its names.
fn numbers(limits: &ControllerLimits) -> Vec<(&'static str, u128)> {
    let tenths = |time: Option<u32>| u128::from(time.unwrap_or(0) / 100);
    let units = |octets: Option<u64>, unit: u64| u128::from(octets.unwrap_or(0) / unit);
    let exponents =
        |[low, high]: [Option<u16>; 2]| u128::from(low.map_or(0, u16::ilog2) | high.map_or(0, u16::ilog2) << 4);
    let [crdt1, crdt2, crdt3] = limits.command_retry_delay_milliseconds.map(tenths);
    vec![
        ("rab", limits.arbitration_burst_commands.map_or(7, |commands| u128::from(commands.ilog2()))),
        ("oaes", limits.asynchronous_events.0.into()),
        ("crdt1", crdt1),
        ("crdt2", crdt2),
        ("crdt3", crdt3),
        ("nvmsr", limits.management.0.into()),
        ("mec", limits.management_endpoints.0.into()),
        ("acl", u128::from(limits.abort_commands - 1)),
        ("aerl", u128::from(limits.asynchronous_event_requests - 1)),
        ("apsta", limits.is_power_state_transition_autonomous.into()),
        ("mtfa", tenths(limits.maximum_activation_milliseconds)),
        ("hmpre", units(limits.host_memory_buffer_preferred, PAGE)),
        ("hmmin", units(limits.host_memory_buffer_minimum, PAGE)),
        ("hmminds", units(limits.host_memory_buffer_minimum_piece, PAGE)),
        ("hmmaxd", limits.host_memory_buffer_maximum_pieces.unwrap_or(0).into()),
        ("dsto", limits.is_self_test_single.into()),
        ("fwug", units(limits.firmware_update_granularity, PAGE)),
        ("kas", tenths(limits.keep_alive_granularity_milliseconds)),
        ("hctma", limits.is_thermal_management_host_controlled.into()),
        ("nsetidmax", limits.nvm_sets.unwrap_or(0).into()),
        ("anatt", limits.ana_transition_seconds.unwrap_or(0).into()),
        ("anacap", limits.ana_capabilities.0.into()),
        ("anagrpmax", limits.maximum_ana_group.unwrap_or(0).into()),
        ("nanagrpid", limits.ana_groups.unwrap_or(0).into()),
        ("pels", units(limits.persistent_event_log, EVENT_LOG_UNIT)),
        ("domainid", limits.domain.unwrap_or(0).into()),
        ("megcap", limits.maximum_endurance_group.unwrap_or_default().0),
        ("sqes", exponents(limits.submission_queue_entry)),
        ("cqes", exponents(limits.completion_queue_entry)),
        ("maxcmd", limits.maximum_commands.unwrap_or(0).into()),
        ("fuses", limits.fused_operations.0.into()),
        ("fna", limits.format_attributes.0.into()),
        ("awun", u128::from(limits.atomic_write_blocks - 1)),
        ("awupf", u128::from(limits.atomic_write_power_fail_blocks - 1)),
        ("acwu", limits.atomic_compare_and_write_blocks.map_or(0, |blocks| u128::from(blocks - 1))),
        ("nwpc", limits.write_protection.0.into()),
        ("sgls", limits.scatter_gather_lists.map_or(0, |lists| lists.0.into())),
        ("mnan", limits.maximum_allowed_namespaces.unwrap_or(0).into()),
    ]
}

/// A number as nvme-cli prints it: those of 128 bits as text.
fn number(value: &Value) -> Option<u128> {
    value.as_u64().map(u128::from).or_else(|| value.as_str()?.parse().ok())
}

/// How many values were compared, and how many of them are not 0.
fn compare(name: &str, ours: &ControllerLimits, theirs: &Value) -> (usize, usize) {
    let (mut compared, mut stated) = (0, 0);
    for (key, ours) in numbers(ours) {
        // Versions of the tool leave out what they do not know.
        let Some(theirs) = number(&theirs[key]) else { continue };
        let theirs = if key == "sgls" { theirs & 0b11 } else { theirs };
        assert_eq!(ours, theirs, "{key} of {name}");
        compared += 1;
        stated += usize::from(theirs != 0);
    }
    (compared, stated)
}

#[test]
fn the_tool_reads_the_same_of_the_same_controllers() {
    let (mut compared, mut stated) = (0, 0);
    for guest in guest::guests() {
        let host = Replay::open(&guest.folder).unwrap();
        for controller in (0..16).map(|number| format!("nvme{number}")) {
            let Some(theirs) = guest.printed(&format!("nvme-id-ctrl-{controller}.json")) else { continue };
            let request = NvmeRequest::IdentifyController;
            let query = Query::NvmeAdmin { device: format!("/dev/{controller}"), request };
            let Ok(Reply::Bytes(bytes)) = host.ask(&query) else { panic!("{}: {controller}", guest.name) };
            let ours = IdentifyController::decode(&bytes).unwrap().limits;
            let counts = compare(&controller, &ours, &serde_json::from_str(&theirs).unwrap());
            (compared, stated) = (compared + counts.0, stated + counts.1);
        }
    }
    assert!(compared >= 4 * 35 && stated >= 4 * 6, "{compared}, {stated}");
}

#[test]
fn what_only_the_tool_read_is_told_too() {
    let Some(corpus) = corpus::corpus() else { return };
    let text = fs::read(corpus.join("machines/ironlib/utils/nvme/nvmecli-id-ctrl")).unwrap();
    let structure = nvme_cli::identify_controller(&text).unwrap();
    let ours = IdentifyController::decode(&structure).unwrap();
    let (compared, stated) = compare("ironlib's drive", &ours.limits, &serde_json::from_slice(&text).unwrap());
    assert!(compared >= 35 && stated >= 10, "{compared}, {stated}");
}
