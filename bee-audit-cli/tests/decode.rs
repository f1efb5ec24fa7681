//! `bee-audit decode`: every format from standard input, and that nothing is taken for what it is not.

use std::{
    io::Write,
    process::{Command, Stdio},
};

#[path = "../../bee-audit/tests/support/samples.rs"]
mod samples;

/// Formats of drives' bytes: none has a signature.
const DRIVES: [&str; 11] = [
    "nvme-identify-controller",
    "nvme-identify-namespace",
    "nvme-smart-log",
    "nvme-error-log",
    "nvme-firmware-slot-log",
    "nvme-self-test-log",
    "ata-identify",
    "ata-smart",
    "scsi-inquiry",
    "scsi-vpd",
    "scsi-log",
];

/// Samples that break no rule of another format: a list of log pages is one of vital product data pages when all codes
/// are below 40h, where there is nothing but a few numbers they can be those of an error, and a page of ASCII
/// information can have any.
const ALIKE: [(&str, &str); 4] = [
    ("nvme-log/smart.hex", "scsi-vpd"),
    ("scsi-log/00-supported.hex", "scsi-vpd"),
    ("scsi/b0-ssd.hex", "nvme-error-log"),
    ("scsi/b1-hdd-10500.hex", "nvme-error-log"),
];

/// Exit status, standard output, standard error.
fn decode(kind: &str, input: &[u8]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bee-audit"));
    command.args(["decode", kind, "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Samples of drives' structures with their format.
fn of_drives() -> Vec<(&'static str, String, Vec<u8>)> {
    let all = ["nvme-identify", "nvme-log", "ata", "scsi-inquiry", "scsi", "scsi-log"];
    let samples = all.into_iter().flat_map(|folder| samples::of("parts", folder));
    let formats = [
        ("/nvme-identify/controller", "nvme-identify-controller"),
        ("/nvme-identify/namespace", "nvme-identify-namespace"),
        ("/nvme-log/smart", "nvme-smart-log"),
        ("/nvme-log/error", "nvme-error-log"),
        ("/nvme-log/firmware-slot", "nvme-firmware-slot-log"),
        ("/nvme-log/self-test", "nvme-self-test-log"),
        ("/ata/identify", "ata-identify"),
        ("/ata/smart-data", "ata-smart"),
        ("/scsi-inquiry/inquiry", "scsi-inquiry"),
        ("/scsi/", "scsi-vpd"),
        ("/scsi-log/", "scsi-log"),
    ];
    let known = samples.filter_map(|(file, bytes)| {
        let (_, kind) = formats.iter().find(|(part, _)| file.contains(part))?;
        Some((*kind, file, bytes))
    });
    known.collect()
}

#[test]
fn drives_are_told_whole_and_never_as_something_else() {
    let samples = of_drives();
    for kind in DRIVES {
        assert!(samples.iter().any(|(of, ..)| *of == kind), "no sample of {kind}");
    }
    for (of, file, bytes) in &samples {
        for kind in DRIVES {
            let (status, json, errors) = decode(kind, bytes);
            let is_alike = ALIKE.iter().any(|(name, as_kind)| file.ends_with(name) && kind == *as_kind);
            assert_eq!(status == 0, kind == *of || is_alike, "{file} as {kind}: {status}: {errors}{json}");
        }
        let (status, _, errors) = decode(of, &bytes[..bytes.len() / 2]);
        assert!([1, 65].contains(&status), "{file}, cut: {status}: {errors}");
    }
}

#[test]
fn noise_is_no_drive() {
    let lengths = [4096, 4096, 512, 512, 512, 564, 512, 1024, 96, 64, 64];
    for (kind, length) in DRIVES.into_iter().zip(lengths) {
        let (status, json, errors) = decode(kind, b"");
        assert_eq!((status, json.as_str()), (65, ""), "{kind}");
        assert!(errors.contains(", has 0\n"), "{errors}");
        for seed in 1..=12_u32 {
            let mut state = seed.wrapping_mul(0x9e37_79b9);
            let noise = std::iter::repeat_with(|| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                state.to_le_bytes()[1]
            });
            let noise: Vec<u8> = noise.take(length).collect();
            let (status, json, errors) = decode(kind, &noise);
            assert!([1, 65].contains(&status), "{kind}: {json}");
            assert!(
                status == 65 || json.contains("damage") || json.contains("\"checksum_matches\": false"),
                "{errors}"
            );
        }
    }
}

#[test]
fn input_that_cannot_be_decoded_ends_with_65() {
    let (status, output, errors) = decode("smbios", b"no");
    assert_eq!((status, output.as_str()), (65, ""));
    assert_eq!(errors, "bee-audit: standard input: not smbios: SMBIOS, offset 0x0: wrong signature\n");
}

#[test]
fn each_kind_is_decoded_from_standard_input() {
    // A function without capabilities: vendor 8086h, device 1533h, class 020000h (PCI 3.0 §6.1).
    let mut configuration = [0_u8; 64];
    configuration[..4].copy_from_slice(&[0x86, 0x80, 0x33, 0x15]);
    configuration[9..12].copy_from_slice(&[0, 0, 2]);
    // Identifier string `NIC`, end tag (PCI 3.0 appendix I).
    let product = [0x82, 3, 0, b'N', b'I', b'C', 0x78];
    // End-of-table structure (DSP0134 §7.45), no strings.
    let table = [127, 4, 0, 0, 0, 0];
    // IDENTIFY DEVICE data with a model number in words 27 and 28 (ACS-3 §7.12.7).
    let mut drive = [0_u8; 512];
    drive[54..58].copy_from_slice(b"IDKS");
    // SMART data and thresholds with attribute 5 and right checksums (SFF-8035i 2.0 §5).
    let mut attributes = [0_u8; 1024];
    (attributes[2], attributes[511]) = (5, 251);
    (attributes[514], attributes[1023]) = (5, 251);
    // A disk that claims SPC-4 (SPC-5 §6.6.2).
    let inquiry = *b"\0\0\x06\x02\x1f\0\0\x02MAKER   DISK            1.0 ";
    let nvme = |octets: &[u8], length: usize| [octets, &vec![0; length - octets.len()]].concat();
    let controller = nvme(b"\x4d\x14\x4d\x14SERIAL              MODEL", 4096);
    let namespace = nvme(&[9], 4096);
    let (health, slots) = (nvme(&[4, 0x2c, 1, 100], 512), nvme(b"\x01\0\0\0\0\0\0\0REV1", 512));
    let (errors, tests) = (nvme(&[1], 64), nvme(&[0, 0, 0, 0, 0x10], 32));
    // Header of FRU 1.3 §8 without any area.
    let fru = [1, 0, 0, 0, 0, 0, 0, 0xff];
    // A controller confirmation record (IPMI §43.10) and an OEM log entry (§32.3).
    let (sdr, sel) = ([7, 0, 0x51, 0x13, 1, 0x20], [9, 0, 0xe0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    for (kind, bytes, expected) in [
        ("ipmi-fru", &fru[..], r#""format_version": 1"#),
        ("ipmi-sdr", &sdr[..], r#""record_id": 7"#),
        ("ipmi-sel", &sel[..], r#""record_type": 224"#),
        ("ata-identify", &drive[..], r#""model_number": "DISK""#),
        ("ata-smart", &attributes[..], r#""name": "Reallocated_Sector_Ct""#),
        ("nvme-identify-controller", &controller[..], r#""serial_number": "SERIAL""#),
        ("nvme-identify-namespace", &namespace[..], r#""size_blocks": 9"#),
        ("nvme-smart-log", &health[..], r#""reliability is degraded""#),
        ("nvme-error-log", &errors[..], r#""error_count": 1"#),
        ("nvme-firmware-slot-log", &slots[..], r#""REV1""#),
        ("nvme-self-test-log", &tests[..], r#""short""#),
        ("smbios", &table[..], r#""code": 127"#),
        ("pci-config", &configuration[..], r#""device_id": "1533""#),
        ("pci-vpd", &product[..], r#""identifier": "NIC""#),
        ("scsi-inquiry", &inquiry[..], r#""vendor_identification": "MAKER""#),
        ("scsi-vpd", &[0, 0x80, 0, 2, b'S', b'1'], r#""unit_serial_number": "S1""#),
        ("spd", &[128, 0x12, 0x08], r#""name": "DDR2 SDRAM""#),
        ("module-eeprom", &[0x06], r#""name": "XFP""#),
        ("scsi-log", &[0x0d, 0, 0, 6, 0, 0, 3, 2, 0, 31], r#""temperature_celsius": 31"#),
    ] {
        let (status, json, errors) = decode(kind, bytes);
        assert_eq!((status, errors.as_str()), (0, ""), "{kind}");
        assert!(json.contains(expected), "{kind}: {json}");
        let (status, json, _) = decode(kind, &bytes[..bytes.len() - 1]);
        assert!([0, 1, 65].contains(&status) && json.is_empty() == (status == 65), "{kind}: {status}");
    }
}

#[test]
fn a_structure_of_fixed_length_is_not_found_in_any_file() {
    for (kind, length) in [("nvme-smart-log", 512), ("nvme-identify-controller", 4096), ("ata-identify", 512)] {
        for other in [length - 1, length + 1, 3000] {
            let (status, json, errors) = decode(kind, &vec![b'x'; other]);
            assert_eq!((status, json.as_str()), (65, ""), "{kind} of {other}");
            assert!(errors.contains(&format!("input: not {kind}: ")), "{errors}");
            assert!(errors.contains(&format!("{other}")) && errors.contains(&length.to_string()), "{errors}");
        }
    }
}

#[test]
fn damaged_input_ends_with_1_and_gives_the_rest() {
    let (status, json, _) = decode("smbios", &[127, 4, 0, 0, b'x']);
    assert_eq!(status, 1);
    assert!(json.contains(r#""code": 127"#) && !json.contains(r#""damage": []"#), "{json}");
}
