//! IDENTIFY DEVICE data: 256 words in which an ATA drive describes itself. IDENTIFY PACKET DEVICE data of optical
//! drives has its identity in the same words (ACS-3 §7.13.6).
//!
//! Document: ACS-3 §7.12.7, by word; speeds of word 76 and 77 SATA 3.x §13.2.1; zones ACS-4 word 69, with ZAC.
//!
//! Real drives: the two characters of a word are swapped (ACS-3 §3.3.10), padding may be on either side; words that a
//! drive does not know are 0000h or FFFFh; old and parallel drives have no checksum, WWN, rotation rate or form factor.
//! What is not stated is `None`, never a default.

use serde::Serialize;

use super::STANDARD;
use crate::decode::{
    Error, Fault,
    conformance::{Rule, breaches},
};

mod codes;
mod words;

pub use codes::{
    MajorVersion, NominalFormFactor, SanitizeCapability, SctCapability, SecurityStatus, SerialAtaSpeed,
    TransportVersion,
};
use words::{CHECKSUM_VALID, Words, highest_bit, highest_generation, transport_version};

/// Octets of the data.
const LENGTH: usize = 512;

/// Serial number, firmware revision and model number.
const RULES: &[Rule] = &[Rule::Text(20..40), Rule::Text(46..94), Rule::Stated(54..94)];

/// IDENTIFY DEVICE data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdentifyDevice {
    /// Serial number (words 10 to 19).
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Firmware revision (words 23 to 26).
    pub firmware_revision: Option<String>,
    /// Model number (words 27 to 46).
    pub model_number: Option<String>,
    /// Number of logical sectors that can be addressed by the user (words 100 to 103, else 60 and 61).
    pub logical_sectors: Option<u64>,
    /// Octets of a logical sector (words 117 and 118 where word 106 bit 12 says so, else 512).
    pub logical_sector_bytes: u32,
    /// Octets of a physical sector (word 106 bits 13 and 3 to 0).
    pub physical_sector_bytes: u32,
    /// Whether it is a Serial ATA drive (word 76 is neither 0000h nor FFFFh).
    pub is_serial: bool,
    /// Most commands that the drive queues (word 75 bits 4 to 0, plus 1), where it does so (word 76 bit 8).
    #[doc(alias = "NCQ")]
    pub queue_depth: Option<u8>,
    /// Highest Serial ATA generation that the drive can do (word 76 bits 3 to 1).
    pub highest_speed: Option<SerialAtaSpeed>,
    /// Serial ATA generation in use (word 77 bits 3 to 1).
    pub current_speed: Option<SerialAtaSpeed>,
    /// Newest standard that the drive claims (word 80).
    pub major_version: Option<MajorVersion>,
    /// Newest transport standard that the drive claims (word 222).
    pub transport_version: Option<TransportVersion>,
    /// SMART feature set: supported (word 82 bit 0) and enabled (word 85 bit 0).
    pub smart: Feature,
    /// Volatile write cache: supported (word 82 bit 5) and enabled (word 85 bit 5).
    pub write_cache: Feature,
    /// Read look-ahead: supported (word 82 bit 6) and enabled (word 85 bit 6).
    pub read_look_ahead: Feature,
    /// Advanced power management: supported (word 83 bit 3) and enabled (word 86 bit 3).
    pub advanced_power_management: Feature,
    /// SMART error logging (words 84 and 87 bit 0).
    pub smart_error_logging: bool,
    /// SMART self-test (words 84 and 87 bit 1).
    pub smart_self_test: bool,
    /// General purpose logging (words 84 and 87 bit 5).
    pub general_purpose_logging: bool,
    /// Counters of Serial ATA phy events (word 76 bit 10).
    pub phy_event_counters: bool,
    /// Power-up in standby: supported (word 83 bit 5) and enabled (word 86 bit 5).
    pub power_up_in_standby: Feature,
    /// Host protected area: supported (word 82 bit 10) and enabled (word 85 bit 10).
    #[doc(alias = "HPA")]
    pub host_protected_area: Feature,
    /// SCT command transport (word 206); `None` where it is not supported.
    pub sct: Option<SctCapability>,
    /// SANITIZE DEVICE (word 59); `None` where it is not supported.
    pub sanitize: Option<SanitizeCapability>,
    /// Security feature set (word 128); `None` where it is not supported.
    pub security_status: Option<SecurityStatus>,
    /// Minutes that a security erase takes (word 89); a lower bound from 508 or 65,532 on.
    pub security_erase_minutes: Option<u16>,
    /// Minutes that an enhanced security erase takes (word 90), likewise.
    pub enhanced_security_erase_minutes: Option<u16>,
    /// World wide name (words 108 to 111), where words 84 and 87 bit 8 say that there is one.
    #[doc(alias = "WWN")]
    pub world_wide_name: Option<u64>,
    /// Nominal form factor (word 168 bits 3 to 0).
    pub nominal_form_factor: Option<NominalFormFactor>,
    /// TRIM of DATA SET MANAGEMENT (word 169 bit 0).
    pub trim: bool,
    /// Reads of trimmed sectors always return the same (word 69 bit 14).
    pub deterministic_read_after_trim: bool,
    /// They return zeros (word 69 bit 5).
    pub zeros_after_trim: bool,
    /// Zoned capabilities (word 69 bits 1 and 0, ACS-4): 1 is host aware, 2 device managed; `None` when not reported.
    pub zoned: Option<u8>,
    /// Nominal media rotation rate (word 217) in revolutions a minute: 1 is a medium that does not turn.
    pub nominal_media_rotation_rate_rpm: Option<u16>,
    /// Whether the checksum (word 255) matches; `None` where the drive states none.
    pub checksum_matches: Option<bool>,
    /// What the standard rules out, so that it is not all decoded or something else.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

/// A feature set with what the drive can do and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Feature {
    /// The drive can do it.
    pub supported: bool,
    /// It is switched on.
    pub enabled: bool,
}

impl IdentifyDevice {
    /// Decodes 512 octets as the drive sends them. Fails on fewer, and on all alike, which is no drive's answer.
    pub fn decode(bytes: &[u8]) -> Result<IdentifyDevice, Error> {
        let truncated = Fault::Truncated { need: LENGTH, have: bytes.len() };
        let data = bytes.get(..LENGTH).ok_or_else(|| Error::new(STANDARD, 0, truncated))?;
        if data.windows(2).all(|pair| pair.first() == pair.last()) {
            return Err(Error::new(STANDARD, 0, Fault::BadSignature));
        }
        let words = Words(data);
        Ok(IdentifyDevice {
            serial_number: words.string(10, 10),
            firmware_revision: words.string(23, 4),
            model_number: words.string(27, 20),
            logical_sectors: words.logical_sectors(),
            logical_sector_bytes: words.logical_sector_bytes(),
            physical_sector_bytes: words.physical_sector_bytes(),
            is_serial: words.stated(76).is_some(),
            queue_depth: words.serial(76).filter(|word| word & 0x100 != 0).map(|_| (words.low(75) & 0x1f) + 1),
            highest_speed: words.serial(76).and_then(highest_generation),
            current_speed: words.serial(77).map(|_| words.low(77) >> 1 & 0x7).filter(|n| *n != 0).map(SerialAtaSpeed),
            major_version: words.stated(80).and_then(highest_bit).map(MajorVersion),
            transport_version: words.stated(222).and_then(transport_version),
            smart: words.feature(82, 0),
            write_cache: words.feature(82, 5),
            read_look_ahead: words.feature(82, 6),
            advanced_power_management: words.feature(83, 3),
            smart_error_logging: words.logging(0),
            smart_self_test: words.logging(1),
            general_purpose_logging: words.logging(5),
            phy_event_counters: words.serial(76).is_some_and(|word| word & 0x400 != 0),
            power_up_in_standby: words.feature(83, 5),
            host_protected_area: words.feature(82, 10),
            sct: words.stated(206).map(SctCapability).filter(|capability| capability.has(0)),
            sanitize: words.stated(59).map(SanitizeCapability).filter(|capability| capability.has(12)),
            security_erase_minutes: words.erase_minutes(89),
            enhanced_security_erase_minutes: words.erase_minutes(90),
            security_status: words.stated(128).map(SecurityStatus).filter(|status| status.has(0)),
            world_wide_name: words.world_wide_name(),
            nominal_form_factor: Some(words.low(168) & 0x0f).filter(|code| *code != 0).map(NominalFormFactor),
            trim: words.stated(169).is_some_and(|word| word & 1 == 1),
            deterministic_read_after_trim: words.stated(69).is_some_and(|word| word & 0x4000 != 0),
            zeros_after_trim: words.stated(69).is_some_and(|word| word & 0x20 != 0),
            zoned: Some(words.low(69) & 0x03).filter(|code| matches!(code, 1 | 2)),
            nominal_media_rotation_rate_rpm: words.stated(217).filter(|rate| matches!(rate, 1 | 0x0401..=0xfffe)),
            checksum_matches: (words.low(255) == CHECKSUM_VALID).then(|| words.sum() == 0),
            damage: breaches(STANDARD, data, RULES),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A SATA drive with 4 KiB physical sectors.
    fn sample() -> Vec<u8> {
        let mut words = [0u16; 256];
        let mut write = |first: usize, length: usize, text: &str| {
            let padded = format!("{text:<length$}");
            for (index, pair) in padded.as_bytes().chunks(2).enumerate() {
                words[first + index] = u16::from_be_bytes([pair[0], pair[1]]);
            }
        };
        write(10, 20, "ZAD0TEST");
        write(23, 8, "SC60");
        write(27, 40, "ST8000NM0055-1RM112");
        for (number, word) in [
            (75, 31),
            (76, 0x8d0e),
            (77, 0x0006),
            (80, 0x0ff0),
            (82, 0x0021),
            (83, 0x4408),
            (84, 0x4100),
            (85, 0x0001),
            (86, 0),
            (87, 0x4100),
            (100, 0x8000),
            (101, 0xa381),
            (102, 3),
            (106, 0x6003),
            (108, 0x5000),
            (109, 0xc500),
            (110, 0xa1b2),
            (111, 0xc3d4),
            (128, 0x0029),
            (168, 2),
            (206, 1),
            (217, 7200),
            (222, 0x10ff),
        ] {
            words[number] = word;
        }
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes[510] = CHECKSUM_VALID;
        bytes[511] = 0u8.wrapping_sub(Words(&bytes).sum());
        bytes
    }

    #[test]
    fn a_drive_is_read_word_by_word() {
        let drive = IdentifyDevice::decode(&sample()).unwrap();
        assert_eq!(drive.model_number.as_deref(), Some("ST8000NM0055-1RM112"));
        assert_eq!(drive.serial_number.as_deref(), Some("ZAD0TEST"));
        assert_eq!(drive.firmware_revision.as_deref(), Some("SC60"));
        assert_eq!(drive.logical_sectors, Some(0x0003_a381_8000));
        assert_eq!((drive.logical_sector_bytes, drive.physical_sector_bytes), (512, 4096));
        assert_eq!(drive.queue_depth, Some(32));
        assert_eq!(drive.highest_speed.and_then(SerialAtaSpeed::bits_per_second), Some(6_000_000_000));
        assert_eq!(drive.current_speed, Some(SerialAtaSpeed(3)));
        assert_eq!(drive.major_version.and_then(MajorVersion::name), Some("ACS-4"));
        assert_eq!(drive.transport_version.and_then(TransportVersion::name), Some("SATA 3.2"));
        assert_eq!(drive.world_wide_name, Some(0x5000_c500_a1b2_c3d4));
        assert_eq!(drive.smart, Feature { supported: true, enabled: true });
        assert_eq!(drive.write_cache, Feature { supported: true, enabled: false });
        assert_eq!(drive.security_status.unwrap().names(), ["supported", "frozen", "enhanced erase supported"]);
        assert_eq!(drive.nominal_form_factor.and_then(NominalFormFactor::name), Some("3.5 inch"));
        assert_eq!((drive.nominal_media_rotation_rate_rpm, drive.checksum_matches), (Some(7200), Some(true)));
    }

    #[test]
    fn silence_is_no_value() {
        let mut bytes = vec![0; LENGTH];
        bytes[0] = 0x40;
        let drive = IdentifyDevice::decode(&bytes).unwrap();
        assert_eq!((drive.serial_number, drive.logical_sectors, drive.world_wide_name), (None, None, None));
        assert_eq!((drive.queue_depth, drive.checksum_matches), (None, None));
        assert!(IdentifyDevice::decode(&[0xff; LENGTH]).is_err());
    }

    #[test]
    fn hostile_data_is_decoded_or_refused() {
        let sample = sample();
        assert!((0..LENGTH).all(|length| IdentifyDevice::decode(&sample[..length]).is_err()));
        for index in 0..LENGTH {
            let mut flipped = sample.clone();
            flipped[index] ^= 0xff;
            let drive = IdentifyDevice::decode(&flipped).unwrap();
            assert_ne!(drive.checksum_matches, Some(true), "octet {index}");
        }
    }
}
