//! Identify Controller data structure (Base §5.17.2.1, CNS 01h, figure 275).
//!
//! Real drives: the version is 0 before NVMe 1.2, and some of 1.2 leave it so; the qualified name is empty before
//! 1.2.1; serial and model numbers are padded with blanks on either side, some with NULs; total capacity is often 0
//! with a single namespace; the IEEE OUI, least significant octet first unlike in EUI64 and NGUID, is the wrong way
//! round in some.

use serde::Serialize;

pub use super::capabilities::{
    ControllerAttributes, ControllerType, LogPageAttributes, MultipathCapabilities, OptionalAdminCommands,
    OptionalCommands, SanitizeCapabilities,
};
use super::{
    Structure, celsius,
    controller_limits::ControllerLimits,
    power_state::{self, PowerState},
    stated,
};
use crate::{
    decode::{Error, conformance::Rule},
    units::Counter,
};

const LENGTH: usize = 4096;

/// Serial number, model number and firmware revision.
const RULES: &[Rule] = &[Rule::Text(4..72), Rule::Stated(24..64)];

/// Identify Controller data structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdentifyController {
    /// PCI vendor of the controller (octets 0 and 1).
    #[doc(alias = "VID")]
    pub vendor_id: u16,
    /// PCI vendor of the subsystem (octets 2 and 3).
    #[doc(alias = "SSVID")]
    pub subsystem_vendor_id: u16,
    /// Serial number (octets 4 to 23).
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Model number (octets 24 to 63).
    #[doc(alias = "MN")]
    pub model_number: Option<String>,
    /// Firmware revision (octets 64 to 71).
    #[doc(alias = "FR")]
    pub firmware_revision: Option<String>,
    /// IEEE identifier of the maker in six hexadecimal digits (octets 73 to 75).
    #[doc(alias = "OUI")]
    pub ieee_oui: Option<String>,
    /// Several ports, controllers and the like in the subsystem (CMIC, octet 76).
    pub multipath: MultipathCapabilities,
    /// Largest transfer in pages of the smallest size that the controller knows (MDTS, octet 77); `None` without limit.
    pub maximum_transfer_pages: Option<u64>,
    /// Controller identifier (CNTLID, octets 78 and 79).
    pub controller_identifier: u16,
    /// Version (octets 80 to 83); `None` before NVMe 1.2.
    pub version: Option<Version>,
    /// Typical time from power on to ready in microseconds (RTD3R, octets 84 to 87); `None` where it is not reported.
    pub resume_latency_microseconds: Option<u32>,
    /// Typical time of a shutdown in microseconds (RTD3E, octets 88 to 91).
    pub shutdown_latency_microseconds: Option<u32>,
    /// Controller attributes (CTRATT, octets 96 to 99).
    pub attributes: ControllerAttributes,
    /// Kind of controller (CNTRLTYPE, octet 111); `None` before NVMe 1.4.
    pub controller_type: Option<ControllerType>,
    /// FRU globally unique identifier in hexadecimal digits (FGUID, octets 112 to 127).
    pub fru_guid: Option<String>,
    /// Optional admin commands (OACS, octets 256 and 257).
    pub optional_admin_commands: OptionalAdminCommands,
    /// Number of firmware slots (FRMW, octet 260 bits 3:1).
    pub firmware_slots: u8,
    /// The first slot can only be read (bit 0).
    pub is_first_slot_read_only: bool,
    /// New firmware can be activated without a reset (bit 4).
    pub activates_without_reset: bool,
    /// Log page attributes (LPA, octet 261).
    pub log_page_attributes: LogPageAttributes,
    /// Entries of the error log (ELPE, octet 262, plus 1).
    pub error_log_entries: u16,
    /// Warning composite temperature threshold in degrees Celsius (WCTEMP, octets 266 and 267).
    pub warning_temperature: Option<i32>,
    /// Critical composite temperature threshold in degrees Celsius (CCTEMP, octets 268 and 269).
    pub critical_temperature: Option<i32>,
    /// Capacity of the subsystem's memory in octets (TNVMCAP, octets 280 to 295); `None` where it is not reported.
    pub total_capacity: Option<Counter>,
    /// Capacity of no namespace in octets (UNVMCAP, octets 296 to 311), where the total is reported.
    pub unallocated_capacity: Option<Counter>,
    /// Time of an extended self-test in minutes (EDSTT, octets 316 and 317); `None` without the command.
    pub extended_self_test_minutes: Option<u16>,
    /// Lowest thermal management temperature in degrees Celsius (MNTMT, octets 324 and 325).
    pub minimum_thermal_management_temperature: Option<i32>,
    /// Highest thermal management temperature in degrees Celsius (MXTMT, octets 326 and 327).
    pub maximum_thermal_management_temperature: Option<i32>,
    /// Ways to sanitize (SANICAP, octets 328 to 331).
    pub sanitize: SanitizeCapabilities,
    /// Highest endurance group identifier (ENDGIDMAX, octets 340 and 341); `None` without endurance groups.
    pub endurance_groups: Option<u16>,
    /// Number of namespaces, of which identifiers are not above (NN, octets 516 to 519).
    pub number_of_namespaces: u32,
    /// Optional commands of the NVM command set (ONCS, octets 520 and 521).
    pub optional_commands: OptionalCommands,
    /// There is a volatile write cache (VWC, octet 525 bit 0).
    pub has_volatile_write_cache: bool,
    /// NVMe qualified name of the subsystem (SUBNQN, octets 768 to 1023).
    #[doc(alias = "SUBNQN")]
    pub qualified_name: Option<String>,
    /// What it sets limits to.
    pub limits: ControllerLimits,
    /// Power states (NPSS, octet 263, plus 1; descriptors from octet 2048).
    pub power_states: Vec<PowerState>,
    /// What the standard rules out, so that it is not all decoded or something else.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

/// Version of the specification that a controller follows (octets 80 to 83).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Version {
    /// Major version.
    pub major: u16,
    /// Minor version.
    pub minor: u8,
    /// Tertiary version.
    pub tertiary: u8,
}

impl IdentifyController {
    /// Decodes 4,096 octets; fails on fewer.
    pub fn decode(bytes: &[u8]) -> Result<IdentifyController, Error> {
        let data = Structure::of(bytes, LENGTH)?;
        let firmware_updates = data.u8(260);
        let total_capacity = stated(data.u128(280));
        let attributes = ControllerAttributes(data.u32(96));
        Ok(IdentifyController {
            vendor_id: data.u16(0),
            subsystem_vendor_id: data.u16(2),
            serial_number: data.text(4, 20),
            model_number: data.text(24, 40),
            firmware_revision: data.text(64, 8),
            ieee_oui: oui(&data),
            multipath: MultipathCapabilities(data.u8(76)),
            maximum_transfer_pages: stated(data.u8(77)).and_then(|exponent| 1u64.checked_shl(u32::from(exponent))),
            controller_identifier: data.u16(78),
            version: stated(data.u32(80)).map(Version::of),
            resume_latency_microseconds: stated(data.u32(84)),
            shutdown_latency_microseconds: stated(data.u32(88)),
            attributes,
            controller_type: stated(data.u8(111)).map(ControllerType),
            fru_guid: data.identifier(112, 16),
            optional_admin_commands: OptionalAdminCommands(data.u16(256)),
            firmware_slots: firmware_updates >> 1 & 0b111,
            is_first_slot_read_only: firmware_updates & 1 == 1,
            activates_without_reset: firmware_updates & 0x10 != 0,
            log_page_attributes: LogPageAttributes(data.u8(261)),
            error_log_entries: u16::from(data.u8(262)) + 1,
            warning_temperature: celsius(data.u16(266)),
            critical_temperature: celsius(data.u16(268)),
            unallocated_capacity: total_capacity.map(|_| data.u128(296)),
            total_capacity,
            extended_self_test_minutes: stated(data.u16(316)),
            minimum_thermal_management_temperature: celsius(data.u16(324)),
            maximum_thermal_management_temperature: celsius(data.u16(326)),
            sanitize: SanitizeCapabilities(data.u32(328)),
            endurance_groups: Some(data.u16(340)).filter(|_| attributes.has(4)).and_then(stated),
            number_of_namespaces: data.u32(516),
            optional_commands: OptionalCommands(data.u16(520)),
            has_volatile_write_cache: data.u8(525) & 1 == 1,
            qualified_name: data.text(768, 256),
            limits: ControllerLimits::of(&data),
            power_states: power_states(&data),
            damage: data.breaches(RULES),
        })
    }
}

impl Version {
    fn of(number: u32) -> Version {
        let [tertiary, minor, major @ ..] = number.to_le_bytes();
        Version { major: u16::from_le_bytes(major), minor, tertiary }
    }
}

/// `1.4`, and `1.2.1` where there is a third number.
impl std::fmt::Display for Version {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)?;
        stated(self.tertiary).map_or(Ok(()), |tertiary| write!(formatter, ".{tertiary}"))
    }
}

fn oui(data: &Structure) -> Option<String> {
    let octets = [data.u8(75), data.u8(74), data.u8(73)];
    (octets != [0; 3]).then(|| crate::decode::hex(&octets))
}

fn power_states(data: &Structure) -> Vec<PowerState> {
    let count = usize::from(data.u8(263).min(31)) + 1;
    let descriptors = data.part(2048, count * power_state::LENGTH).chunks_exact(power_state::LENGTH);
    descriptors.map(|descriptor| PowerState::of(&Structure(descriptor))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let mut bytes = vec![0; LENGTH];
        let mut put = |offset: usize, part: &[u8]| bytes[offset..offset + part.len()].copy_from_slice(part);
        put(0, &[0x4d, 0x14, 0x4d, 0x14]);
        put(4, b"S0TESTNE0R700001    ");
        put(24, b"TEST MZQL21T9HCJR-00A07                 ");
        put(64, b"GDC5902Q");
        put(73, &[0x38, 0x25, 0x00, 0x03, 9, 6, 0]);
        put(80, &[0, 4, 1, 0]);
        put(96, &[0x10, 2, 0, 0]);
        put(111, &[1]);
        put(256, &[0x5f, 0]);
        put(260, &[0x17, 0x2e, 63, 1]);
        put(266, &[0x57, 0x01, 0x66, 0x01]);
        put(280, &1_920_383_410_176u64.to_le_bytes());
        put(316, &[35, 0]);
        put(328, &[3, 0, 0, 0xa0]);
        put(340, &[1, 0]);
        put(516, &[32, 0, 0, 0, 0x5f, 0]);
        put(525, &[6]);
        put(768, b"nqn.1994-11.com.test:nvme:PM9A3:2.5-inch:S0TESTNE0R700001");
        put(2048, &[0xc4, 0x09]);
        put(2080, &[0x20, 0x03]);
        bytes
    }

    #[test]
    fn a_controller_is_read_field_by_field() {
        let controller = IdentifyController::decode(&sample()).unwrap();
        assert_eq!((controller.vendor_id, controller.subsystem_vendor_id), (0x144d, 0x144d));
        assert_eq!(controller.serial_number.as_deref(), Some("S0TESTNE0R700001"));
        assert_eq!(controller.model_number.as_deref(), Some("TEST MZQL21T9HCJR-00A07"));
        assert_eq!(controller.ieee_oui.as_deref(), Some("002538"));
        assert_eq!(controller.multipath.names(), ["more than one port", "more than one controller"]);
        assert_eq!((controller.maximum_transfer_pages, controller.controller_identifier), (Some(512), 6));
        assert_eq!(controller.version.map(|version| version.to_string()).as_deref(), Some("1.4"));
        assert_eq!(controller.controller_type.and_then(ControllerType::name), Some("I/O controller"));
        assert_eq!((controller.firmware_slots, controller.is_first_slot_read_only), (3, true));
        assert!(controller.activates_without_reset && controller.optional_admin_commands.has(4));
        assert_eq!((controller.error_log_entries, controller.log_page_attributes.has(5)), (64, true));
        assert_eq!((controller.warning_temperature, controller.critical_temperature), (Some(70), Some(85)));
        assert_eq!(controller.total_capacity, Some(Counter(1_920_383_410_176)));
        assert_eq!(controller.unallocated_capacity, Some(Counter(0)));
        assert_eq!(controller.sanitize.names(), ["crypto erase", "block erase"]);
        assert_eq!((controller.endurance_groups, controller.number_of_namespaces), (Some(1), 32));
        assert!(!controller.has_volatile_write_cache);
        let power: Vec<_> = controller.power_states.iter().map(|state| state.maximum_power_microwatts).collect();
        assert_eq!(power, [Some(25_000_000), Some(8_000_000)]);
    }

    #[test]
    fn an_old_controller_leaves_out_what_is_newer() {
        let mut bytes = sample();
        bytes[77..1024].fill(0);
        bytes[82] = 1;
        let controller = IdentifyController::decode(&bytes).unwrap();
        assert_eq!(controller.version.map(|version| version.to_string()).as_deref(), Some("1.0"));
        assert_eq!((controller.controller_type, controller.total_capacity), (None, None));
        assert_eq!((controller.maximum_transfer_pages, controller.qualified_name), (None, None));
        assert!(IdentifyController::decode(&bytes[..4095]).is_err());
    }
}
