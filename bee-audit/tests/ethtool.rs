//! The decoders of a network driver's answers, on the samples in `fixtures/parts/ethtool` and `fixtures/bad/ethtool`.

use std::fs;

use bee_audit::{
    decode::{
        Fault,
        linux::ethtool::{
            Autonegotiation, DriverInformation, Duplex, Feature, FecParameters, LinkModeBit, LinkModeKind,
            LinkSettings, Mdix, PortType, decode_features, decode_link, decode_permanent_address, decode_statistics,
            decode_strings,
        },
    },
    units::BitsPerSecond,
};

mod corpus;
#[path = "support/samples.rs"]
mod samples;

fn sample(kind: &str, name: &str) -> Vec<u8> {
    let mut samples = samples::of(kind, "ethtool").into_iter();
    samples.find_map(|(path, bytes)| path.ends_with(&format!("/{name}.hex")).then_some(bytes)).unwrap()
}

fn part(name: &str) -> Vec<u8> {
    sample("parts", name)
}

fn bad(name: &str) -> Vec<u8> {
    sample("bad", name)
}

fn modes(settings: &LinkSettings) -> Vec<(String, u64)> {
    let modes = settings.supported.of_kind(LinkModeKind::Mode);
    modes.map(|bit| (bit.to_string(), bit.speed().unwrap().0)).collect()
}

#[test]
fn a_negotiated_copper_link() {
    let settings = LinkSettings::decode(&part("link-settings-100g-copper")).unwrap();
    assert_eq!(settings.speed, Some(BitsPerSecond(100_000_000_000)));
    assert_eq!(settings.duplex, Some(Duplex(1)));
    assert_eq!((settings.port, settings.autonegotiation), (PortType(5), Autonegotiation(1)));
    assert_eq!((settings.mdix, settings.mdix_control), (None, None));
    let supported = modes(&settings);
    assert_eq!(supported.len(), 5);
    assert_eq!(supported[3], ("100000baseCR4/Full".to_owned(), 100_000_000_000));
    assert_eq!(settings.partner.bits().collect::<Vec<_>>(), [6, 38, 50].map(LinkModeBit));
}

#[test]
fn a_mode_that_is_newer_than_the_table_keeps_its_bit() {
    let settings = LinkSettings::decode(&part("link-settings-800g-optical")).unwrap();
    assert_eq!(settings.speed, Some(BitsPerSecond(800_000_000_000)));
    assert!(modes(&settings).contains(&("800000baseDR8_2/Full".to_owned(), 800_000_000_000)));
    let unknown: Vec<_> = settings.supported.of_kind(LinkModeKind::Unknown).collect();
    assert_eq!(unknown, [LinkModeBit(130)]);
    assert!(settings.partner.is_empty());
}

#[test]
fn without_a_link_speed_and_duplex_are_not_known() {
    let settings = LinkSettings::decode(&part("link-settings-no-link")).unwrap();
    assert_eq!((settings.speed, settings.duplex), (None, None));
    assert_eq!((settings.mdix, settings.mdix_control), (None, Some(Mdix(3))));
}

#[test]
fn the_old_structure_says_the_same() {
    let settings = LinkSettings::decode_legacy(&part("settings-legacy-25g")).unwrap();
    assert_eq!(settings.speed, Some(BitsPerSecond(25_000_000_000)));
    assert_eq!(modes(&settings), [("10000baseT/Full".to_owned(), 10_000_000_000)]);
    assert!(settings.advertised.bits().any(|bit| bit.name() == Some("TP")));
}

#[test]
fn driver_and_addresses() {
    let information = DriverInformation::decode(&part("driver-information")).unwrap();
    assert_eq!(information.driver.as_deref(), Some("mlx5_core"));
    assert_eq!(information.firmware_version.as_deref(), Some("22.39.1002 (MT_0000000359)"));
    assert_eq!(information.bus_address.as_deref(), Some("0000:8a:00.0"));
    assert_eq!(information.expansion_rom_version, None, "N/A is no version");
    let address = decode_permanent_address(&part("permanent-address")).unwrap();
    assert_eq!(address, Some(vec![0, 0, 0x5e, 0, 0x53, 1]));
    assert_eq!(decode_permanent_address(&part("permanent-address-infiniband")).unwrap().unwrap().len(), 20);
    assert_eq!(decode_link(&part("link")), Ok(true));
}

#[test]
fn corrections_statistics_and_features() {
    let fec = FecParameters::decode(&part("fec")).unwrap();
    assert_eq!((fec.active.names(), fec.configured.names()), (vec!["RS"], vec!["Auto", "RS"]));
    let names = decode_strings(&part("statistic-names")).unwrap();
    let names: Vec<_> = names.iter().map(Option::as_deref).collect();
    assert_eq!(names, [Some("rx_packets"), Some("rx_discards"), None, Some("rx_crc_errors_phy")]);
    assert_eq!(decode_statistics(&part("statistics")).unwrap(), [1_000_000_000_000, 7, 0, u64::MAX]);
    let features = decode_features(&part("features")).unwrap();
    assert_eq!(features.len(), 64);
    assert_eq!(features[0], Feature { changeable: true, requested: true, active: true });
    assert_eq!(features[1], Feature { changeable: false, requested: false, active: true });
    assert_eq!(features[2], Feature { changeable: true, requested: true, active: false });
    assert!(features[33].active && !features[32].active);
}

#[test]
fn damaged_answers_are_refused_with_the_offset() {
    let fault = |error: bee_audit::decode::Error| (error.offset, error.fault);
    let settings = |name| fault(LinkSettings::decode(&bad(name)).unwrap_err());
    assert_eq!(settings("link-settings-handshake"), (15, Fault::OutOfBounds));
    assert_eq!(settings("link-settings-short-masks"), (52, Fault::Truncated { need: 1572, have: 52 }));
    let strings = fault(decode_strings(&bad("statistic-names-endless")).unwrap_err());
    assert!(matches!(strings, (44, Fault::Truncated { have: 44, .. }) | (8, Fault::OutOfBounds)), "{strings:?}");
    assert!(decode_permanent_address(&bad("permanent-address-endless")).is_err());
    let short = fault(DriverInformation::decode(&bad("driver-information-short")).unwrap_err());
    assert_eq!(short, (72, Fault::Truncated { need: 196, have: 72 }));
}

/// What `ethtool` printed on real machines (jc's fixtures): each mode is one that the table knows.
#[test]
fn every_mode_that_ethtool_printed_is_known() {
    let Some(corpus) = corpus::corpus() else { return };
    let names: Vec<&str> = (0..125).filter_map(|bit| LinkModeBit(bit).name()).collect();
    let mut compared = 0;
    for entry in fs::read_dir(corpus.join("cli-text/jc/generic")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if !name.starts_with("ethtool") || !name.ends_with(".out") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for mode in text.split_whitespace().filter(|word| word.contains("base") && word.contains('/')) {
            assert!(names.contains(&mode), "{mode} in {}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared} modes compared");
}
