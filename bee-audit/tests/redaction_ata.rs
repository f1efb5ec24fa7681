//! Redaction of what ATA drives state of themselves: swapped characters, words in digits, checksums.

use std::collections::BTreeMap;

use bee_audit::{
    decode::{
        ata::identify_device::IdentifyDevice,
        linux::ata_identify,
        scsi::{designator::Designator, vital_product_data},
    },
    host::{AtaRequest, Manifest, Query, Recording, Reply},
    recording::{Key, redact},
};

const SERIAL: &str = "WD-WX51D8812345";
const WWN: [u8; 8] = [0x50, 0x01, 0x4e, 0xe2, 0xb0, 0xa1, 0xb2, 0xc3];
const ID: &str = "/sys/class/ata_device/dev1.0/id";
const PAGE_80: &str = "/sys/block/sda/device/vpd_pg80";
const PAGE_83: &str = "/sys/block/sda/device/vpd_pg83";
const PAGE_89: &str = "/sys/block/sda/device/vpd_pg89";

fn identify() -> Query {
    Query::Ata { device: "/dev/sda".into(), request: AtaRequest::IdentifyDevice }
}

/// IDENTIFY DEVICE data (ACS-3 §7.12.7) with serial number, world wide name and checksum.
fn data() -> Vec<u8> {
    let mut data = vec![0; 512];
    let mut write = |first: usize, octets: &[u8]| {
        for (index, pair) in octets.chunks(2).enumerate() {
            data[(first + index) * 2] = pair[1];
            data[(first + index) * 2 + 1] = pair[0];
        }
    };
    write(10, format!("{SERIAL:>20}").as_bytes());
    write(27, format!("{:<40}", "WDC WD40EFRX").as_bytes());
    write(84, &[0x41, 0]);
    write(87, &[0x41, 0]);
    write(108, &WWN);
    data[510] = 0xa5;
    data[511] = data.iter().fold(0u8, |sum, octet| sum.wrapping_add(*octet)).wrapping_neg();
    data
}

fn words(data: &[u8]) -> String {
    let words: Vec<String> = data.chunks(2).map(|word| format!("{:02x}{:02x}", word[1], word[0])).collect();
    words.chunks(8).map(|line| line.join(" ") + "\n").collect()
}

/// Page 83h (SPC-5 §7.7.6): NAA, and T10 vendor identification with the serial number.
fn page_83() -> Vec<u8> {
    let text = format!("ATA     {:<40}{SERIAL:>20}", "WDC WD40EFRX");
    let mut page = vec![0, 0x83, 0, u8::try_from(12 + 4 + text.len()).unwrap(), 1, 3, 0, 8];
    page.extend(WWN);
    page.extend([2, 1, 0, u8::try_from(text.len()).unwrap()]);
    page.extend(text.bytes());
    page
}

/// Page 89h (SAT-4 §12.4.2).
fn page_89() -> Vec<u8> {
    let mut page = vec![0; 60];
    (page[1], page[2], page[3], page[56]) = (0x89, 0x02, 0x38, 0xec);
    page.extend(data());
    page
}

fn recording() -> Recording {
    let mut page_80 = vec![0, 0x80, 0, 20];
    page_80.extend(format!("{SERIAL:>20}").bytes());
    let files = [(ID, words(&data()).into_bytes()), (PAGE_80, page_80), (PAGE_83, page_83()), (PAGE_89, page_89())];
    let mut answers: BTreeMap<_, _> =
        files.into_iter().map(|(path, bytes)| (Query::Read(path.into()), Ok(Reply::Bytes(bytes)))).collect();
    answers.insert(identify(), Ok(Reply::Bytes(data())));
    Recording { manifest: Manifest::default(), answers }
}

fn bytes(recording: &Recording, query: &Query) -> Vec<u8> {
    match &recording.answers[query] {
        Ok(Reply::Bytes(bytes)) => bytes.clone(),
        other => panic!("{query}: {other:?}"),
    }
}

fn file(recording: &Recording, path: &str) -> Vec<u8> {
    bytes(recording, &Query::Read(path.into()))
}

#[test]
fn no_serial_number_is_left_in_any_order() {
    let redacted = redact(recording(), Key::from_text("test"));
    let swap = |octets: &[u8]| octets.chunks(2).flat_map(|pair| pair.iter().rev().copied()).collect::<Vec<u8>>();
    // At an odd place the pairs are others.
    let serial = SERIAL.as_bytes();
    let name: String = WWN.iter().map(|octet| format!("{octet:02x}")).collect();
    let forms = [serial.to_vec(), swap(&serial[..14]), swap(&serial[1..]), WWN.to_vec(), swap(&WWN), name.into_bytes()];
    let mut answers: Vec<Vec<u8>> = [PAGE_80, PAGE_83, PAGE_89].map(|path| file(&redacted, path)).into();
    answers.push(bytes(&redacted, &identify()));
    answers.push(ata_identify::decode(&String::from_utf8(file(&redacted, ID)).unwrap()).unwrap());
    for (answer, form) in answers.iter().flat_map(|answer| forms.iter().map(move |form| (answer, form))) {
        assert!(!answer.windows(form.len()).any(|part| part == form), "{form:02x?} is left in {answer:02x?}");
    }
}

#[test]
fn a_drive_is_the_same_in_each_answer_and_its_checksum_right() {
    let redacted = redact(recording(), Key::from_text("test"));
    let words = ata_identify::decode(&String::from_utf8(file(&redacted, ID)).unwrap()).unwrap();
    let page_89 = file(&redacted, PAGE_89);
    let told = [
        IdentifyDevice::decode(&words).unwrap(),
        IdentifyDevice::decode(&bytes(&redacted, &identify())).unwrap(),
        IdentifyDevice::decode(vital_product_data::ata_identify_device(&page_89).unwrap().unwrap()).unwrap(),
    ];
    assert!(told.iter().all(|drive| *drive == told[0] && drive.checksum_matches == Some(true)));
    assert_eq!(told[0].model_number.as_deref(), Some("WDC WD40EFRX"));
    let serial = told[0].serial_number.as_deref().unwrap();
    let unit = vital_product_data::unit_serial_number(&file(&redacted, PAGE_80)).unwrap().unwrap();
    assert_eq!((serial, serial.len()), (unit.as_str(), SERIAL.len()));
    let (designators, _) = Designator::decode_page(&file(&redacted, PAGE_83)).unwrap();
    let name = format!("{:016x}", told[0].world_wide_name.unwrap());
    assert!(name.starts_with("50014e") || name.starts_with("5001"), "{name}");
    assert_eq!(designators[0].value(), Some(name));
    assert!(designators[1].value().unwrap().ends_with(serial));
    assert_eq!(redact(redacted.clone(), Key::from_text("other")), redacted);
}
