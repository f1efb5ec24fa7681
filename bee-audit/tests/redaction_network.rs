//! A redacted recording tells no address of the management controller, in whatever form, and what it tells agrees.

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{collections::BTreeMap, fs, net::Ipv4Addr, path::Path};

use bee_audit::{
    decode::smbios::{HostInterface, Table},
    host::{Manifest, Query, Recording, Reply},
    recording::{Key, redact},
};
use serde_json::Value;

/// `fixtures/parts/bmc-dcmi` with what ipmitool printed of it.
fn recording() -> Recording {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/parts/bmc-dcmi");
    let octets = |digits: &str| -> Vec<u8> {
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
    };
    let mut answers = BTreeMap::new();
    for line in fs::read_to_string(folder.join("answers.jsonl")).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if let Some(digits) = line["answer"]["hex"].as_str() {
            let query: Query = line["query"].as_str().unwrap().parse().unwrap();
            answers.insert(query, Ok(Reply::Bytes(octets(digits))));
        }
    }
    for entry in fs::read_dir(folder.join("root/share/tools")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        answers.insert(Query::Read(format!("/share/tools/{name}")), Ok(Reply::Bytes(fs::read(&path).unwrap())));
    }
    answers.insert(Query::Read("/sys/firmware/dmi/tables/DMI".into()), Ok(Reply::Bytes(host_interface())));
    answers.insert(
        Query::Read("/proc/cmdline".into()),
        Ok(Reply::Bytes(b"ip=192.0.2.12::192.0.2.1:255.255.255.0:node7:eth0:none quiet\n".to_vec())),
    );
    Recording { manifest: Manifest::default(), answers }
}

/// A USB network device, version 2, with Redfish over IP (DSP0134 §7.43, DSP0270 §8.3.3, §8.4).
fn host_interface() -> Vec<u8> {
    let mut service = vec![0; 0x5b];
    service[..16].copy_from_slice(b"\x23\x46\x0c\xec\x3c\xe0\x11\xee\x80\0\xa1\xb2\xc3\xd4\xe5\xf7");
    (service[0x10], service[0x11], service[0x32], service[0x33]) = (1, 1, 1, 1);
    service[0x12..0x16].copy_from_slice(&[169, 254, 0, 2]);
    service[0x22..0x26].copy_from_slice(&[255, 255, 0, 0]);
    service[0x34..0x38].copy_from_slice(&[192, 0, 2, 11]);
    service[0x5a] = 5;
    service.extend(b"redfi");
    let device = [4, 16, 0x6b, 0x1d, 4, 1, 1, 0x52, 0x54, 0, 0x12, 0x34, 0x62, 0, 0, 0, 0];
    let mut table = vec![42, 0, 0x2a, 0, 0x40, u8::try_from(device.len()).unwrap()];
    table.extend(device);
    table.extend([1, 4, u8::try_from(service.len()).unwrap()]);
    table.extend(service);
    table[1] = u8::try_from(table.len()).unwrap();
    table.extend(b"USBSERIAL77\0\0");
    table.extend([127, 4, 3, 0, 0, 0]);
    table
}

fn bytes(recording: &Recording, query: &str) -> Vec<u8> {
    match &recording.answers[&query.parse().unwrap()] {
        Ok(Reply::Bytes(bytes)) => bytes.clone(),
        other => panic!("{query}: {other:?}"),
    }
}

fn text(recording: &Recording, name: &str) -> String {
    String::from_utf8(bytes(recording, &format!("read {name}"))).unwrap()
}

/// The value behind a label.
fn value<'a>(text: &'a str, label: &str) -> &'a str {
    text.lines().find_map(|line| line.trim().strip_prefix(label)).unwrap().trim_start_matches([' ', ':'])
}

fn lan(recording: &Recording, parameter: &str) -> Vec<u8> {
    bytes(recording, &format!("ipmi /dev/ipmi0 netfn=0c cmd=02 data={parameter}"))
}

#[test]
fn no_address_is_left() {
    let redacted = redact(recording(), Key::from_text("test"));
    let words: [&[u8]; 17] = [
        b"192.0.2.1",
        b"169.254.0.2",
        b"52:54:00:12:34:61",
        b"fe12:3461",
        b"2001:db8::",
        b"bmc-example-0001",
        b"node7",
        b"USBSERIAL77",
        b"redfi",
        &[192, 0, 2, 11],
        &[192, 0, 2, 1],
        &[169, 254, 0, 2],
        &[0x54, 0, 0xff, 0xfe, 0x12, 0x34, 0x61],
        &[0x20, 0x01, 0x0d, 0xb8],
        &[0x52, 0x54, 0, 0x12, 0x34, 0x61],
        &[0x52, 0x54, 0, 0x12, 0x34, 0x62],
        b"\x23\x46\x0c\xec\x3c\xe0\x11\xee\x80\0\xa1\xb2\xc3\xd4\xe5",
    ];
    for (query, answer) in &redacted.answers {
        let Ok(Reply::Bytes(bytes)) = answer else { continue };
        for word in words {
            assert!(!bytes.windows(word.len()).any(|part| part == word), "{query}: {}", String::from_utf8_lossy(word));
        }
    }
}

#[test]
fn octets_and_text_agree() {
    let redacted = redact(recording(), Key::from_text("test"));
    let printed = text(&redacted, "/share/tools/ipmitool-lan-print.txt");
    let ipv4 = |octets: &[u8]| Ipv4Addr::from(<[u8; 4]>::try_from(octets).unwrap()).to_string();
    let address = ipv4(&lan(&redacted, "01030000")[1..]);
    let gateway = ipv4(&lan(&redacted, "010c0000")[1..]);
    assert_eq!(value(&printed, "IP Address   "), address);
    assert_eq!(value(&printed, "Default Gateway IP"), gateway);
    assert_eq!((value(&printed, "Subnet Mask"), value(&printed, "Backup Gateway IP")), ("255.255.255.0", "0.0.0.0"));
    let line = text(&redacted, "/proc/cmdline");
    assert!(line.contains(&format!("::{gateway}:255.255.255.0:")) && line.contains(":eth0:none quiet"), "{line}");
    let table = Table::decode_bare(&bytes(&redacted, "read /sys/firmware/dmi/tables/DMI"), None).unwrap();
    let (_, interface) = table.all::<HostInterface>().next().unwrap();
    let service = interface.protocols[0].redfish.as_ref().unwrap();
    assert_eq!(service.service_ip_address.unwrap().to_string(), address);
    assert!(service.host_ip_address.unwrap().to_string().starts_with("169.254."));
    assert_eq!(service.host_ip_mask.unwrap().to_string(), "255.255.0.0");
    let identifier = bytes(&redacted, "ipmi /dev/ipmi0 netfn=2c cmd=09 data=dc0010");
    assert!(
        text(&redacted, "/share/tools/ipmitool-dcmi-identifier.txt")
            .contains(str::from_utf8(&identifier[2..]).unwrap())
    );
}

#[test]
fn an_ipv6_address_made_of_the_mac_address_still_is() {
    for key in ["test", "other", "third"] {
        let redacted = redact(recording(), Key::from_text(key));
        let mac = lan(&redacted, "01050000");
        let address = lan(&redacted, "013b0000");
        assert_eq!(address[11..19], [mac[1] ^ 2, mac[2], mac[3], 0xff, 0xfe, mac[4], mac[5], mac[6]]);
        let written = std::net::Ipv6Addr::from(<[u8; 16]>::try_from(&address[3..19]).unwrap()).to_string();
        let printed = text(&redacted, "/share/tools/ipmitool-lan6-print.txt");
        assert!(printed.contains(&format!("{written}/64")) && printed.contains("::/0"), "{printed}");
    }
}
