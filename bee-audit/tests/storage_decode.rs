//! SCSI and ATA decoders on the samples in fixtures/: what they give, and that hostile bytes never do harm.

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{fs, path::Path};

use bee_audit::decode::{
    ata::identify_device::IdentifyDevice,
    scsi::{
        block_device_characteristics::BlockDeviceCharacteristics, designator::Designator, vital_product_data as page,
    },
};

/// The octets of a `.hex` file: digits, blanks, and comments from `#`.
fn sample(path: &Path) -> Vec<u8> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| line.split('#').next().unwrap());
    let digits: Vec<u32> = lines.flat_map(str::chars).filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

fn samples(standard: &str) -> Vec<(String, Vec<u8>)> {
    let folder = |kind| Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(kind).join(standard);
    let files = ["parts", "bad"].into_iter().flat_map(|kind| fs::read_dir(folder(kind)).unwrap());
    let paths = files.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), sample(&path))).collect()
}

fn named(standard: &str, name: &str) -> Vec<u8> {
    samples(standard).into_iter().find(|(stem, _)| stem == name).unwrap_or_else(|| panic!("no {name}")).1
}

/// Every decoder that meets a vital product data page or IDENTIFY DEVICE data.
fn decode(bytes: &[u8]) {
    drop(page::unit_serial_number(bytes));
    drop(page::ata_identify_device(bytes));
    drop(BlockDeviceCharacteristics::decode(bytes));
    drop(IdentifyDevice::decode(bytes));
    if let Ok((designators, _)) = Designator::decode_page(bytes) {
        assert!(designators.len() <= bytes.len() / 4);
        designators.iter().for_each(|designator| drop((designator.value(), designator.naa())));
    }
}

#[test]
fn cut_and_flipped_samples_do_no_harm() {
    let samples = [samples("scsi"), samples("ata")].concat();
    assert!(samples.len() >= 13);
    for (_, bytes) in samples {
        (0..=bytes.len()).for_each(|length| decode(&bytes[..length]));
        for index in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[index] ^= 0xff;
            decode(&flipped);
        }
    }
}

#[test]
fn a_volume_of_an_array_has_names_of_every_kind() {
    let (designators, damage) = Designator::decode_page(&named("scsi", "83-array-volume")).unwrap();
    assert_eq!(damage, None);
    let values: Vec<_> = designators.iter().filter_map(Designator::value).collect();
    let expected = ["600a0980005bb1f800001a2b5e0c3d4e", "2", "000a0980005bb1f8", "11111111222243338444555555555555"];
    assert_eq!(values, expected);
    assert_eq!(designators.iter().find_map(Designator::naa).as_deref(), Some(expected[0]));
}

#[test]
fn a_sata_drive_gives_model_and_serial_number_to_t10() {
    let (designators, _) = Designator::decode_page(&named("scsi", "83-sata-t10")).unwrap();
    let t10 = designators.iter().find(|one| one.designator_type.0 == 1).and_then(Designator::value).unwrap();
    assert!(t10.starts_with("ATA     HUH728080ALE600") && t10.ends_with("VLKWX123"), "{t10}");
}

#[test]
fn bad_pages_are_refused_or_cut() {
    assert!(page::unit_serial_number(&named("scsi", "80-bridge-answers-with-83")).is_err());
    assert!(BlockDeviceCharacteristics::decode(&named("scsi", "b1-length-without-bytes")).is_err());
    let (designators, damage) = Designator::decode_page(&named("scsi", "83-descriptor-past-the-end")).unwrap();
    assert_eq!((designators.len(), damage.is_some()), (1, true));
}

#[test]
fn impossible_identify_data_stays_bounded() {
    assert!(IdentifyDevice::decode(&named("ata", "identify-all-ones")).is_err());
    let drive = IdentifyDevice::decode(&named("ata", "identify-impossible-sectors")).unwrap();
    assert_eq!((drive.physical_sector_bytes, drive.checksum_matches), (u32::MAX, None));
    let parallel = IdentifyDevice::decode(&named("ata", "identify-parallel")).unwrap();
    assert_eq!((parallel.highest_speed, parallel.world_wide_name, parallel.queue_depth), (None, None, None));
    assert_eq!(parallel.logical_sectors, Some(0x0fff_ffff));
}
