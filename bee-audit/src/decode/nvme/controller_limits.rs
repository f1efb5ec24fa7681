//! What a controller sets limits to and how it behaves: commands, memory, buffers, times (Base §5.17.2.1, CNS 01h,
//! figure 275), as far as it is neither identity nor capability.
//!
//! Real drives: controllers of older revisions leave newer fields 0; those that are no I/O controllers leave queue
//! entry sizes 0; many count a limit from 0 that the standard counts so, and some from 1.

use serde::Serialize;

use super::{Structure, stated};
use crate::{
    decode::code::{codes, flags},
    units::Counter,
};

/// Units of the fields in octets: pages of memory, the persistent event log, replay protected memory.
const PAGE: u64 = 4096;
const EVENT_LOG_UNIT: u64 = 64 << 10;
const PROTECTED_UNIT: u64 = 128 << 10;
/// Milliseconds that delays and activation times count in.
const TENTH: u32 = 100;

/// Limits and behaviour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ControllerLimits {
    /// Commands that arbitration should take at a time (RAB, octet 72, as a power of two).
    pub arbitration_burst_commands: Option<u64>,
    /// Events that it reports if asked to (OAES, octets 92 to 95).
    pub asynchronous_events: AsynchronousEvents,
    /// Delays in milliseconds after which a command may be tried again (CRDT1 to 3, octets 128 to 133).
    pub command_retry_delay_milliseconds: [Option<u32>; 3],
    /// How the subsystem is managed (NVMSR, octet 253).
    pub management: ManagementReport,
    /// Ways to its management endpoint (MEC, octet 255).
    pub management_endpoints: ManagementEndpoints,
    /// Abort commands at a time (ACL, octet 258, plus 1).
    pub abort_commands: u16,
    /// Asynchronous event requests at a time (AERL, octet 259, plus 1).
    pub asynchronous_event_requests: u16,
    /// It changes power states by itself if asked to (APSTA, octet 265 bit 0).
    pub is_power_state_transition_autonomous: bool,
    /// Longest time in milliseconds that activating firmware without a reset takes (MTFA, octets 270 and 271).
    pub maximum_activation_milliseconds: Option<u32>,
    /// Host memory buffer that it prefers, in octets (HMPRE, octets 272 to 275).
    pub host_memory_buffer_preferred: Option<u64>,
    /// Smallest one that it can use (HMMIN, octets 276 to 279).
    pub host_memory_buffer_minimum: Option<u64>,
    /// Smallest piece of it (HMMINDS, octets 332 to 335).
    pub host_memory_buffer_minimum_piece: Option<u64>,
    /// Most pieces of it (HMMAXD, octets 336 and 337).
    pub host_memory_buffer_maximum_pieces: Option<u16>,
    /// Replay protected memory blocks (RPMBS, octets 312 to 315, bits 2:0).
    pub replay_protected_memory_blocks: u8,
    /// Octets of each (bits 23:16, plus 1).
    pub replay_protected_memory_block_size: Option<u64>,
    /// One self-test runs at a time in the subsystem (DSTO, octet 318 bit 0).
    pub is_self_test_single: bool,
    /// Octets that pieces of a firmware image are a multiple of (FWUG, octet 319); `None` where it does not say or
    /// anything goes.
    pub firmware_update_granularity: Option<u64>,
    /// Granularity of the keep alive timer in milliseconds (KAS, octets 320 and 321); `None` without one.
    pub keep_alive_granularity_milliseconds: Option<u32>,
    /// The host can control its thermal management (HCTMA, octets 322 and 323, bit 0).
    pub is_thermal_management_host_controlled: bool,
    /// Highest NVM set identifier (NSETIDMAX, octets 338 and 339).
    pub nvm_sets: Option<u16>,
    /// Seconds that a change of asymmetric namespace access may take (ANATT, octet 342).
    pub ana_transition_seconds: Option<u8>,
    /// Asymmetric namespace access (ANACAP, octet 343).
    pub ana_capabilities: AnaCapabilities,
    /// Highest ANA group identifier (ANAGRPMAX, octets 344 to 347).
    pub maximum_ana_group: Option<u32>,
    /// Number of ANA groups (NANAGRPID, octets 348 to 351).
    pub ana_groups: Option<u32>,
    /// Octets of the persistent event log (PELS, octets 352 to 355).
    pub persistent_event_log: Option<u64>,
    /// Domain (octets 356 and 357); `None` where the subsystem is one.
    pub domain: Option<u16>,
    /// Largest endurance group in octets (MEGCAP, octets 368 to 383).
    pub maximum_endurance_group: Option<Counter>,
    /// Octets of a submission queue entry, smallest and largest (SQES, octet 512, as powers of two).
    pub submission_queue_entry: [Option<u16>; 2],
    /// Octets of a completion queue entry, likewise (CQES, octet 513).
    pub completion_queue_entry: [Option<u16>; 2],
    /// Commands that may be outstanding (MAXCMD, octets 514 and 515).
    pub maximum_commands: Option<u16>,
    /// Fused operations (FUSES, octets 522 and 523).
    pub fused_operations: FusedOperations,
    /// What Format NVM does (FNA, octet 524).
    pub format_attributes: FormatAttributes,
    /// Logical blocks that are written at once or not at all (AWUN, octets 526 and 527, plus 1).
    pub atomic_write_blocks: u32,
    /// The same over a loss of power (AWUPF, octets 528 and 529, plus 1).
    pub atomic_write_power_fail_blocks: u32,
    /// Logical blocks that are compared and written so (ACWU, octets 532 and 533, plus 1), where it does so.
    pub atomic_compare_and_write_blocks: Option<u32>,
    /// Write protection of namespaces (NWPC, octet 531).
    pub write_protection: WriteProtection,
    /// Scatter gather lists (SGLS, octets 536 to 539, bits 1:0); `None` without.
    pub scatter_gather_lists: Option<ScatterGatherLists>,
    /// Namespaces that may be attached at most (MNAN, octets 540 to 543); `None` where it is the number of them.
    pub maximum_allowed_namespaces: Option<u32>,
}

codes! {
    /// Scatter gather lists (SGLS bits 1:0).
    pub struct ScatterGatherLists(u8) {
        1 => "of any alignment",
        2 => "aligned to double words",
    }
}

flags! {
    /// Optional asynchronous events (OAES, octets 92 to 95).
    pub struct AsynchronousEvents(u32) {
        8 => "namespace attributes",
        9 => "firmware activation",
        11 => "asymmetric namespace access",
        12 => "predictable latency",
        13 => "LBA status",
        14 => "endurance groups",
        15 => "normal subsystem shutdown",
        27 => "zone descriptors",
        31 => "discovery log page",
    }

    /// NVM subsystem report (NVMSR, octet 253).
    pub struct ManagementReport(u8) {
        0 => "storage device",
        1 => "enclosure",
    }

    /// Management endpoint capabilities (MEC, octet 255).
    pub struct ManagementEndpoints(u8) {
        0 => "SMBus",
        1 => "PCI Express",
    }

    /// Asymmetric namespace access capabilities (ANACAP, octet 343).
    pub struct AnaCapabilities(u8) {
        0 => "optimized",
        1 => "non-optimized",
        2 => "inaccessible",
        3 => "persistent loss",
        4 => "change",
        6 => "groups do not change while attached",
        7 => "non-zero groups",
    }

    /// Fused operation support (FUSES, octets 522 and 523).
    pub struct FusedOperations(u16) {
        0 => "Compare and Write",
    }

    /// Format NVM attributes (FNA, octet 524).
    pub struct FormatAttributes(u8) {
        0 => "formats all namespaces",
        1 => "erases all namespaces",
        2 => "cryptographic erase",
        3 => "not of all namespaces by one command",
    }

    /// Namespace write protection capabilities (NWPC, octet 531).
    pub struct WriteProtection(u8) {
        0 => "write protect",
        1 => "until power cycle",
        2 => "permanent",
    }
}

impl ControllerLimits {
    pub(super) fn of(data: &Structure) -> ControllerLimits {
        let protected = data.u32(312);
        let fused_operations = FusedOperations(data.u16(522));
        ControllerLimits {
            arbitration_burst_commands: power_of_two(data.u8(72)),
            asynchronous_events: AsynchronousEvents(data.u32(92)),
            command_retry_delay_milliseconds: [128, 130, 132].map(|offset| tenths(data.u16(offset))),
            management: ManagementReport(data.u8(253)),
            management_endpoints: ManagementEndpoints(data.u8(255)),
            abort_commands: u16::from(data.u8(258)) + 1,
            asynchronous_event_requests: u16::from(data.u8(259)) + 1,
            is_power_state_transition_autonomous: data.u8(265) & 1 == 1,
            maximum_activation_milliseconds: tenths(data.u16(270)),
            host_memory_buffer_preferred: units(data.u32(272), PAGE),
            host_memory_buffer_minimum: units(data.u32(276), PAGE),
            host_memory_buffer_minimum_piece: units(data.u32(332), PAGE),
            host_memory_buffer_maximum_pieces: stated(data.u16(336)),
            replay_protected_memory_blocks: data.u8(312) & 0b111,
            replay_protected_memory_block_size: stated(protected)
                .map(|_| (u64::from(data.u8(314)) + 1) * PROTECTED_UNIT),
            is_self_test_single: data.u8(318) & 1 == 1,
            firmware_update_granularity: units(u32::from(data.u8(319)), PAGE).filter(|_| data.u8(319) != u8::MAX),
            keep_alive_granularity_milliseconds: tenths(data.u16(320)),
            is_thermal_management_host_controlled: data.u16(322) & 1 == 1,
            nvm_sets: stated(data.u16(338)),
            ana_transition_seconds: stated(data.u8(342)),
            ana_capabilities: AnaCapabilities(data.u8(343)),
            maximum_ana_group: stated(data.u32(344)),
            ana_groups: stated(data.u32(348)),
            persistent_event_log: units(data.u32(352), EVENT_LOG_UNIT),
            domain: stated(data.u16(356)),
            maximum_endurance_group: stated(data.u128(368)),
            submission_queue_entry: entry_sizes(data.u8(512)),
            completion_queue_entry: entry_sizes(data.u8(513)),
            maximum_commands: stated(data.u16(514)),
            format_attributes: FormatAttributes(data.u8(524)),
            atomic_write_blocks: u32::from(data.u16(526)) + 1,
            atomic_write_power_fail_blocks: u32::from(data.u16(528)) + 1,
            atomic_compare_and_write_blocks: fused_operations.has(0).then(|| u32::from(data.u16(532)) + 1),
            fused_operations,
            write_protection: WriteProtection(data.u8(531)),
            scatter_gather_lists: stated(data.u8(536) & 0b11).map(ScatterGatherLists),
            maximum_allowed_namespaces: stated(data.u32(540)),
        }
    }
}

/// 2ⁿ, of which 7 means no limit.
fn power_of_two(exponent: u8) -> Option<u64> {
    (exponent & 0b111 != 0b111).then(|| 1 << (exponent & 0b111))
}

/// Tenths of a second in milliseconds.
fn tenths(time: u16) -> Option<u32> {
    stated(time).map(|time| u32::from(time) * TENTH)
}

fn units(number: u32, octets: u64) -> Option<u64> {
    stated(number).map(|number| u64::from(number) * octets)
}

/// Required and largest size of a queue entry, each as a power of two.
fn entry_sizes(exponents: u8) -> [Option<u16>; 2] {
    [exponents & 0xf, exponents >> 4].map(|exponent| stated(exponent).map(|exponent| 1 << exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_its_unit() {
        let mut bytes = vec![0; 4096];
        let mut put = |offset: usize, part: &[u8]| bytes[offset..offset + part.len()].copy_from_slice(part);
        put(72, &[3]);
        put(128, &[30, 0, 0, 0, 1, 0]);
        put(258, &[7, 3]);
        put(265, &[1]);
        put(270, &[100, 0, 0, 0x40, 0, 0, 0, 0x10]);
        put(312, &[1, 0, 3, 0]);
        put(319, &[1, 10, 0, 1]);
        put(342, &[10, 0x9f, 32, 0, 0, 0, 4]);
        put(352, &[2]);
        put(512, &[0x66, 0x44, 0, 4]);
        put(522, &[1, 0, 5, 0, 0xff, 3, 7, 0, 0, 1, 7]);
        put(536, &[1]);
        let limits = ControllerLimits::of(&Structure(&bytes));
        assert_eq!(limits.arbitration_burst_commands, Some(8));
        assert_eq!(limits.command_retry_delay_milliseconds, [Some(3000), None, Some(100)]);
        assert_eq!((limits.abort_commands, limits.asynchronous_event_requests), (8, 4));
        assert_eq!(limits.maximum_activation_milliseconds, Some(10_000));
        assert_eq!(limits.host_memory_buffer_preferred, Some(64 << 20));
        assert_eq!(limits.host_memory_buffer_minimum, Some(16 << 20));
        assert_eq!(
            (limits.replay_protected_memory_blocks, limits.replay_protected_memory_block_size),
            (1, Some(512 << 10))
        );
        assert_eq!(limits.firmware_update_granularity, Some(4096));
        assert_eq!(limits.keep_alive_granularity_milliseconds, Some(1000));
        assert!(limits.is_thermal_management_host_controlled && limits.is_power_state_transition_autonomous);
        assert_eq!((limits.ana_transition_seconds, limits.ana_groups), (Some(10), Some(4)));
        assert_eq!(limits.ana_capabilities.names().len(), 6);
        assert_eq!(limits.persistent_event_log, Some(128 << 10));
        assert_eq!(limits.submission_queue_entry, [Some(64), Some(64)]);
        assert_eq!((limits.completion_queue_entry, limits.maximum_commands), ([Some(16), Some(16)], Some(1024)));
        assert_eq!((limits.atomic_write_blocks, limits.atomic_write_power_fail_blocks), (1024, 8));
        assert_eq!(limits.atomic_compare_and_write_blocks, Some(8));
        assert_eq!(limits.write_protection.names(), ["write protect"]);
        assert_eq!(limits.scatter_gather_lists.and_then(ScatterGatherLists::name), Some("of any alignment"));
    }

    #[test]
    fn what_is_not_there_is_not_told() {
        let limits = ControllerLimits::of(&Structure(&[0; 4096]));
        assert_eq!((limits.host_memory_buffer_preferred, limits.domain, limits.maximum_commands), (None, None, None));
        assert_eq!((limits.atomic_compare_and_write_blocks, limits.scatter_gather_lists), (None, None));
        assert_eq!((power_of_two(7), limits.replay_protected_memory_block_size), (None, None));
        let mut any = [0; 4096];
        any[319] = 0xff;
        assert_eq!(ControllerLimits::of(&Structure(&any)).firmware_update_granularity, None);
    }
}
