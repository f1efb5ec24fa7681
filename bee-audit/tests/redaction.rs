//! Redaction replaces every identity wherever it stands, keeps lengths and relations, and does nothing twice.

use std::collections::BTreeMap;

use bee_audit::{
    decode::{
        pci::{ConfigurationSpace, extended::Body, vpd::VitalProductData},
        smbios::{SystemInformation, Table},
        tool::dmidecode::decode_hex_dump,
    },
    host::{EthtoolRequest, Manifest, NvmeRequest, Query, Recording, Reply, Tool},
    recording::{Key, redact},
};

#[path = "support/samples.rs"]
mod samples;

const SERIAL: &str = "PHLJ0123004E1P0F";
const SYSTEM_SERIAL: &str = "J300XYZ7";
const MAC: &str = "a4:bf:01:23:45:67";
const SWITCH: &str = "67452301005fbfa4";
const PORT_GUID: &str = "a6bf:01ff:fe23:4568";
const DEVICE_SERIAL: &str = "00-25-38-ff-ff-12-34-56";
const WWID: &str = "naa.5000c500a1b2c3d4";
const FILE_SYSTEM: &str = "3f6b9d2e-51c4-4f0a-9b7e-2d8c6a1e4f53";
const UUID: [u8; 16] = [0x44, 0x45, 0x4c, 0x4c, 0x37, 0x00, 0x10, 0x48, 0x80, 0x4e, 0xb7, 0xc0, 0x4f, 0x51, 0x44, 0x32];
const UUID_TEXT: &str = "4c4c4544-0037-4810-804e-b7c04f514432";

/// System Information (DSP0134 §7.2) with serial number and UUID, and an OEM structure that repeats the serial.
fn smbios() -> Vec<u8> {
    let mut table = vec![1, 27, 1, 0, 1, 2, 0, 3];
    table.extend(UUID);
    table.extend([6, 0, 0]);
    table.extend(format!("Maker\0Model\0{SYSTEM_SERIAL}\0\0").bytes());
    table.extend([0xd0, 4, 2, 0]);
    table.extend(format!("tag={SYSTEM_SERIAL};\0\0").bytes());
    table.extend([127, 4, 3, 0, 0, 0]);
    table
}

/// The same table as `dmidecode -u` shows it.
fn hex_dump() -> String {
    let row = |octets: &[u8]| {
        let digits: Vec<String> = octets.iter().map(|octet| format!("{octet:02X}")).collect();
        format!("\t\t{}\n", digits.join(" "))
    };
    let mut text = String::from("# dmidecode 3.4\nSMBIOS 3.0.0 present.\n\n");
    let mut rest = smbios();
    while let Some(length) = rest.get(1).copied() {
        let end = rest.windows(2).skip(usize::from(length)).position(|pair| pair == [0, 0]).unwrap();
        let following = rest.split_off(usize::from(length) + end + 2);
        let (formatted, strings) = rest.split_at(usize::from(length));
        text += "Handle, DMI type, bytes\n\tHeader and Data:\n";
        text.extend(formatted.chunks(16).map(row));
        let strings: Vec<&[u8]> = strings.split(|octet| *octet == 0).filter(|string| !string.is_empty()).collect();
        text += if strings.is_empty() { "" } else { "\tStrings:\n" };
        for string in strings {
            text.extend([string, &[0]].concat().chunks(16).map(row));
            text += &format!("\t\t{}\n", String::from_utf8_lossy(string));
        }
        text += "\n";
        rest = following;
    }
    text
}

const CARD_SERIAL: &str = "MT2031X12345";

/// Vital product data with an identifier, a serial number and a right checksum (PCI 3.0 appendix I).
fn vpd() -> Vec<u8> {
    let mut bytes = vec![0x82, 4, 0];
    bytes.extend(b"Card");
    bytes.extend([0x90, u8::try_from(3 + CARD_SERIAL.len() + 4).unwrap(), 0]);
    bytes.extend([b'S', b'N', u8::try_from(CARD_SERIAL.len()).unwrap()]);
    bytes.extend(CARD_SERIAL.bytes());
    bytes.extend(b"RV\x01");
    bytes.push(bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)).wrapping_neg());
    bytes.push(0x78);
    bytes
}

const FRU_GUID: [u8; 16] = *b"\x10\x32\x54\x76\x98\xba\xdc\xfe\x00\x25\x38\x91\x92\x93\x94\x95";
const EUI64: [u8; 8] = *b"\x00\x25\x38\x81\x82\x83\x84\x85";
const EUI64_TEXT: &str = "00 25 38 81 82 83 84 85";

/// Identify Controller and Namespace data structures with what they identify themselves by.
fn nvme() -> [(Query, Vec<u8>); 2] {
    let structure = |parts: &[(usize, &[u8])]| {
        let mut bytes = vec![0; 4096];
        for (offset, part) in parts {
            bytes[*offset..offset + part.len()].copy_from_slice(part);
        }
        bytes
    };
    let query = |request| Query::NvmeAdmin { device: "/dev/nvme0".into(), request };
    let name = format!("nqn.2014.08.org.nvmexpress:8086{SERIAL}MODEL");
    let controller = structure(&[(4, SERIAL.as_bytes()), (112, &FRU_GUID), (768, name.as_bytes())]);
    let namespace = structure(&[(104, &FRU_GUID), (120, &EUI64)]);
    [
        (query(NvmeRequest::IdentifyController), controller),
        (query(NvmeRequest::IdentifyNamespace { namespace: 1 }), namespace),
    ]
}

fn recording() -> Recording {
    let read = |path: &str, bytes: &[u8]| (Query::Read(path.into()), Ok(Reply::Bytes(bytes.to_vec())));
    let line = |path: &str, text: &str| read(path, format!("{text}\n").as_bytes());
    let hex: String = SERIAL.bytes().map(|byte| format!("{byte:02x}")).collect();
    let permanent = [0x20, 0, 0, 0, 6, 0, 0, 0, 0xa4, 0xbf, 0x01, 0x23, 0x45, 0x67];
    let request = EthtoolRequest::PermanentAddress;
    let mut answers = BTreeMap::from([
        read("/sys/firmware/dmi/tables/DMI", &smbios()),
        (Query::Tool(Tool::DmidecodeHexDump), Ok(Reply::Bytes(hex_dump().into_bytes()))),
        line("/sys/class/dmi/id/product_serial", SYSTEM_SERIAL),
        line("/sys/class/dmi/id/product_uuid", UUID_TEXT),
        line("/sys/class/dmi/id/board_serial", "To be filled by O.E.M."),
        line("/sys/bus/usb/devices/usb1/serial", "0000:86:00.0"),
        line("/sys/class/nvme/nvme0/serial", &format!("{SERIAL}    ")),
        line("/sys/class/nvme/nvme0/nvme0n1/wwid", &format!("nvme.8086-{hex}-4d-00000001")),
        line("/sys/class/nvme/nvme0/nvme0n1/eui", EUI64_TEXT),
        line("/sys/class/net/enxa4bf01234567/address", MAC),
        line("/sys/class/net/enxa4bf01234567/phys_switch_id", SWITCH),
        line("/sys/class/infiniband/mlx5_0/ports/1/gids/0", &format!("fe80:0000:0000:0000:{PORT_GUID}")),
        line("/sys/class/net/lo/address", "00:00:00:00:00:00"),
        line("/sys/bus/pci/slots/4/address", "0000:86:00"),
        (Query::Ethtool { interface: "enxa4bf01234567".into(), request }, Ok(Reply::Bytes(permanent.to_vec()))),
        read("/sys/bus/pci/devices/0000:86:00.0/vpd", &vpd()),
        line("/sys/block/sda/device/wwid", WWID),
        line("/sys/block/sda/size", "0123004"),
        line("/proc/sys/kernel/hostname", "rack"),
        line("/proc/cmdline", &format!("root=UUID={FILE_SYSTEM} ip=192.0.2.7::: iscsi.password=Tr0ub4dor quiet")),
        line("/proc/version", "built on rack by rack@rack"),
        (Query::List("/sys/class/net".into()), Ok(Reply::Entries(vec!["enxa4bf01234567".into(), "lo".into()]))),
        (Query::Link("/sys/class/net/enxa4bf01234567".into()), Ok(Reply::Target(format!("../by-id/{SERIAL}")))),
    ]);
    answers.extend(nvme().map(|(query, bytes)| (query, Ok(Reply::Bytes(bytes)))));
    let samples = samples::of("parts", "pci-config");
    let (_, config) = samples.iter().find(|(path, _)| path.contains("nvme-drive")).unwrap();
    answers.extend([
        read("/sys/bus/pci/devices/0000:86:00.0/config", config),
        line("/share/tools/lspci.txt", &format!("Device Serial Number {DEVICE_SERIAL}")),
    ]);
    Recording { manifest: Manifest::default(), answers }
}

/// Everything in a recording, as one string of bytes.
fn all(recording: &Recording) -> Vec<u8> {
    let parts = recording.answers.iter().flat_map(|(query, answer)| {
        let reply = match answer {
            Ok(Reply::Bytes(bytes)) => bytes.clone(),
            other => format!("{other:?}").into_bytes(),
        };
        [query.to_string().into_bytes(), reply]
    });
    parts.collect::<Vec<_>>().concat()
}

fn text(recording: &Recording, path: &str) -> String {
    match &recording.answers[&Query::Read(path.into())] {
        Ok(Reply::Bytes(bytes)) => String::from_utf8(bytes.clone()).unwrap().trim().to_owned(),
        other => panic!("{path}: {other:?}"),
    }
}

#[test]
fn no_identity_is_left_anywhere() {
    let key = Key::from_text("test");
    let redacted = redact(recording(), key);
    let everything = all(&redacted);
    assert_eq!(everything.len(), all(&recording()).len(), "every length stays");
    let hex: String = SERIAL.bytes().map(|byte| format!("{byte:02x}")).collect();
    let words: [&[u8]; 19] = [
        DEVICE_SERIAL.as_bytes(),
        &[0x56, 0x34, 0x12, 0xff, 0xff, 0x38, 0x25, 0x00],
        CARD_SERIAL.as_bytes(),
        SERIAL.as_bytes(),
        SYSTEM_SERIAL.as_bytes(),
        MAC.as_bytes(),
        SWITCH.as_bytes(),
        PORT_GUID.as_bytes(),
        EUI64_TEXT.as_bytes(),
        &EUI64,
        &FRU_GUID,
        b"a4bf01234567",
        hex.as_bytes(),
        &UUID,
        b"5000c500a1b2c3d4",
        &[0xa4, 0xbf, 0x01, 0x23, 0x45, 0x67],
        FILE_SYSTEM.as_bytes(),
        b"192.0.2.7",
        b"Tr0ub4dor",
    ];
    for word in words {
        assert!(!everything.windows(word.len()).any(|part| part == word), "{} is left", String::from_utf8_lossy(word));
    }
}

#[test]
fn what_belonged_together_still_does() {
    let redacted = redact(recording(), Key::from_text("test"));
    let Ok(Reply::Bytes(table)) = &redacted.answers[&Query::Read("/sys/firmware/dmi/tables/DMI".into())] else {
        panic!()
    };
    let table = Table::decode_bare(table, None).unwrap();
    let (_, system) = table.all::<SystemInformation>().next().unwrap();
    assert_eq!(system.serial_number.as_deref(), Some(text(&redacted, "/sys/class/dmi/id/product_serial").as_str()));
    assert_eq!(system.uuid.unwrap().to_string(), text(&redacted, "/sys/class/dmi/id/product_uuid"));
    let interfaces = redacted.answers.keys().find_map(|query| match query {
        Query::Read(path) if path.starts_with("/sys/class/net/enx") => Some(path.clone()),
        _ => None,
    });
    let interface = interfaces.unwrap();
    let address = text(&redacted, &interface);
    assert!(interface.contains(&address.replace(':', "")), "{interface} {address}");
    assert!(address.starts_with("a4:bf:01:"), "the maker stays");
    let Ok(Reply::Bytes(config)) = &redacted.answers[&Query::Read("/sys/bus/pci/devices/0000:86:00.0/config".into())]
    else {
        panic!()
    };
    let capabilities = ConfigurationSpace::decode(config).unwrap().extended_capabilities.unwrap();
    let serial = capabilities.into_iter().find_map(|capability| match capability.body {
        Some(Body::DeviceSerialNumber(serial)) => Some(serial.to_string()),
        _ => None,
    });
    assert_eq!(format!("Device Serial Number {}", serial.unwrap()), text(&redacted, "/share/tools/lspci.txt"));
    assert!(text(&redacted, "/sys/block/sda/device/wwid").starts_with("naa.5000c5"));
    let [(controller, _), (namespace, _)] = nvme();
    let octets = |query, from: usize, to: usize| match &redacted.answers[&query] {
        Ok(Reply::Bytes(bytes)) => bytes[from..to].to_vec(),
        other => panic!("{other:?}"),
    };
    assert_eq!(octets(controller, 4, 20), text(&redacted, "/sys/class/nvme/nvme0/serial").into_bytes());
    let eui64: Vec<String> = octets(namespace, 120, 128).iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(eui64.join(" "), text(&redacted, "/sys/class/nvme/nvme0/nvme0n1/eui"));
}

#[test]
fn the_hex_dump_of_a_tool_shows_the_redacted_table() {
    let redacted = redact(recording(), Key::from_text("test"));
    let reply = |query| match &redacted.answers[&query] {
        Ok(Reply::Bytes(bytes)) => bytes.clone(),
        other => panic!("{other:?}"),
    };
    let table = Table::decode_bare(&reply(Query::Read("/sys/firmware/dmi/tables/DMI".into())), None).unwrap();
    let dump = String::from_utf8(reply(Query::Tool(Tool::DmidecodeHexDump))).unwrap();
    let serial = table.all::<SystemInformation>().next().unwrap().1.serial_number.clone().unwrap();
    assert!(dump.contains(&format!("tag={serial};\n")), "{dump}");
    assert_eq!(decode_hex_dump(&dump).unwrap().structures, table.structures);
    assert_ne!(dump, hex_dump());
}

#[test]
fn what_smartctl_says_has_no_serial_and_no_world_wide_name() {
    let json = br#"{"smartctl": {}, "serial_number": "ZC1A2B3C4D", "wwn": {"naa": 5, "oui": 3152, "id": 22870393612},
        "temperature": {"current": 31}}"#;
    let query = Query::Smartctl { device: "/dev/sda".into() };
    let answers = BTreeMap::from([(query.clone(), Ok(Reply::Bytes(json.to_vec())))]);
    let redacted = redact(Recording { manifest: Manifest::default(), answers }, Key::from_text("test"));
    let Ok(Reply::Bytes(bytes)) = &redacted.answers[&query] else { panic!() };
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(!text.contains("ZC1A2B3C4D") && !text.contains("22870393612") && text.contains("31"), "{text}");
}

#[test]
fn checksums_over_changed_bytes_are_repaired() {
    assert_eq!(VitalProductData::decode(&vpd()).unwrap().checksum_valid, Some(true));
    let redacted = redact(recording(), Key::from_text("test"));
    let query = Query::Read("/sys/bus/pci/devices/0000:86:00.0/vpd".into());
    let Ok(Reply::Bytes(bytes)) = &redacted.answers[&query] else { panic!() };
    assert_ne!(*bytes, vpd());
    assert_eq!(VitalProductData::decode(bytes).unwrap().checksum_valid, Some(true));
}

#[test]
fn what_is_no_identity_stays() {
    let redacted = redact(recording(), Key::from_text("test"));
    assert_eq!(text(&redacted, "/sys/class/dmi/id/board_serial"), "To be filled by O.E.M.");
    assert_eq!(text(&redacted, "/sys/class/net/lo/address"), "00:00:00:00:00:00");
    assert_eq!(text(&redacted, "/sys/bus/pci/slots/4/address"), "0000:86:00");
    assert_eq!(text(&redacted, "/sys/bus/usb/devices/usb1/serial"), "0000:86:00.0");
    assert_eq!(text(&redacted, "/sys/block/sda/size"), "0123004");
    assert_ne!(text(&redacted, "/proc/sys/kernel/hostname"), "rack");
}

#[test]
fn redacting_twice_changes_nothing_and_the_key_decides_the_tokens() {
    let once = redact(recording(), Key::from_text("test"));
    assert_eq!(redact(once.clone(), Key::from_text("other")), once);
    assert_eq!(redact(recording(), Key::from_text("test")), once);
    assert_ne!(redact(recording(), Key::from_text("other")).answers, once.answers);
    assert_ne!(redact(recording(), Key::random()).answers, redact(recording(), Key::random()).answers);
}
