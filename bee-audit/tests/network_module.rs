//! How the module in a port is asked for, on a machine that this test makes up.

use std::{collections::BTreeMap, sync::Mutex};

use bee_audit::{
    Host, Options, audit,
    host::{
        Error,
        EthtoolRequest::{self, LinkSettings, ModuleEeprom},
        ModulePage, Query, Reply,
    },
    report::{Component, Gap, NetworkModule, Reason},
};

#[path = "support/samples.rs"]
mod samples;

const DEVICE: &str = "/sys/devices/pci0000:00/0000:01:00.0";
const LOWER: EthtoolRequest = EthtoolRequest::ModulePage(ModulePage::LowerMemory);

/// A machine with one port, of whose driver the answers are made up; whatever else is asked of it is not supported.
#[derive(Default)]
struct Made {
    answers: BTreeMap<EthtoolRequest, Result<Vec<u8>, Error>>,
    asked: Mutex<Vec<EthtoolRequest>>,
}

impl Host for Made {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        match query {
            Query::List(path) if path == "/sys/class/net" => Ok(Reply::Entries(vec!["eth0".to_owned()])),
            Query::Link(path) if path == "/sys/class/net/eth0" => {
                Ok(Reply::Target("../../devices/pci0000:00/0000:01:00.0/net/eth0".to_owned()))
            }
            Query::Read(path) if *path == format!("{DEVICE}/net/eth0/carrier") => Ok(Reply::Bytes(b"1\n".to_vec())),
            Query::Ethtool { request, .. } => {
                self.asked.lock().unwrap().push(*request);
                self.answers.get(request).cloned().unwrap_or(Err(Error::Unsupported)).map(Reply::Bytes)
            }
            _ => Err(Error::Absent),
        }
    }
}

impl Made {
    fn with(answers: impl IntoIterator<Item = (EthtoolRequest, Result<Vec<u8>, Error>)>) -> Made {
        Made { answers: answers.into_iter().collect(), asked: Mutex::default() }
    }

    /// A driver that hands out the pages of a sample.
    fn with_pages(kind: &str, name: &str) -> Made {
        let image = sample(kind, name);
        let pages = [
            (ModulePage::LowerMemory, 0),
            (ModulePage::Page00, 1),
            (ModulePage::Page01, 2),
            (ModulePage::Page02, 3),
            (ModulePage::Page03, 4),
            (ModulePage::Page11, 18),
            // Address A2h follows the 256 octets of A0h.
            (ModulePage::Diagnostics, 2),
        ];
        let half = |number: usize| image.get(number * 128..number * 128 + 128).map(<[u8]>::to_vec);
        let answers = pages.into_iter().filter_map(|(page, number)| Some((page, half(number)?)));
        Made::with(answers.map(|(page, octets)| (EthtoolRequest::ModulePage(page), Ok(octets))))
    }

    fn audit(&self) -> (Option<NetworkModule>, Vec<Gap>, Vec<String>) {
        let report = audit(self, &Options::only([Component::Network]));
        let findings = report.findings.iter().map(|finding| finding.id.clone()).collect();
        (report.network.unwrap().adapters.remove(0).ports.remove(0).module, report.gaps, findings)
    }

    fn asked_for_modules(&self) -> Vec<&'static str> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|request| request.word()).filter(|word| word.starts_with("module")).collect()
    }
}

fn sample(kind: &str, name: &str) -> Vec<u8> {
    let mut samples = samples::of(kind, "module-eeprom").into_iter();
    samples.find_map(|(path, bytes)| path.ends_with(&format!("/{name}.hex")).then_some(bytes)).unwrap()
}

/// `struct ethtool_link_settings` with masks of one word each, of a port of kind `port`.
fn link_settings(port: u8) -> Vec<u8> {
    let mut settings = vec![0; 48 + 3 * 4];
    (settings[0], settings[9], settings[15]) = (0x4c, port, 1);
    settings
}

#[test]
fn every_kind_of_module_is_read_by_its_pages() {
    let kinds: [(&str, &[&str]); 4] = [
        ("sfp-10g-sr", &["module-lower-memory", "module-diagnostics"]),
        ("sfp28-dac", &["module-lower-memory"]),
        ("qsfp28-100g-sr4", &["module-lower-memory", "module-page-00", "module-page-03"]),
        (
            "osfp-800g-dr8",
            &["module-lower-memory", "module-page-00", "module-page-01", "module-page-02", "module-page-11"],
        ),
    ];
    for (name, pages) in kinds {
        let made = Made::with_pages("parts", name);
        let (module, gaps, _) = made.audit();
        assert_eq!((gaps, made.asked_for_modules().as_slice()), (vec![], pages), "{name}");
        let module = module.unwrap();
        assert!(module.serial_number.is_some_and(|serial| serial.starts_with("BEEMOD")), "{name}");
        let is_cable = module.cable.is_some();
        assert_eq!(module.diagnostics.is_some_and(|told| told.temperature_limits.is_some()), !is_cable, "{name}");
    }
}

#[test]
fn an_old_kernel_hands_out_all_at_once() {
    let image = sample("parts", "qsfp28-100g-sr4");
    let head = [0x43u32, 0, 0, u32::try_from(image.len()).unwrap()];
    let eeprom = [head.iter().flat_map(|word| word.to_le_bytes()).collect(), image].concat();
    let made = Made::with([(ModuleEeprom, Ok(eeprom.clone()))]);
    let (module, gaps, _) = made.audit();
    assert_eq!((gaps, made.asked_for_modules()), (vec![], vec!["module-lower-memory", "module-eeprom"]));
    assert_eq!(module, Made::with_pages("parts", "qsfp28-100g-sr4").audit().0);
    let (module, gaps, _) = Made::with([(ModuleEeprom, Ok(eeprom[..100].to_vec()))]).audit();
    assert_eq!((module, gaps.len(), gaps[0].reason), (None, 1, Reason::Damaged));
}

#[test]
fn no_module_is_no_gap() {
    let refusals = [Error::Unsupported, Error::Absent, Error::Failed { errno: 5 }, Error::Busy, Error::NotRecorded];
    for refusal in refusals {
        let (module, gaps, _) = Made::with([(LOWER, Err(refusal.clone()))]).audit();
        assert_eq!((module, gaps), (None, vec![]), "{refusal:?}");
    }
}

#[test]
fn without_the_privilege_a_port_that_has_a_module_is_a_gap() {
    for (port, expected) in [(3, 1), (5, 1), (0, 0), (0xef, 0)] {
        let answers = [(LOWER, Err(Error::Denied)), (LinkSettings, Ok(link_settings(port)))];
        let (_, gaps, _) = Made::with(answers).audit();
        assert_eq!(gaps.len(), expected, "port {port}");
        assert!(gaps.iter().all(|gap| gap.reason == Reason::Denied && gap.hint.as_deref() == Some("run as root")));
    }
    assert_eq!(Made::with([(LOWER, Err(Error::TimedOut))]).audit().1.len(), 1);
}

#[test]
fn damage_and_faults_are_told() {
    let (module, gaps, _) = Made::with_pages("bad", "no-end-of-applications").audit();
    assert_eq!((module.unwrap().applications.len(), gaps.len()), (8, 0));
    let (module, gaps, _) = Made::with([(LOWER, Ok(sample("bad", "wrong-checksum")[..128].to_vec()))]).audit();
    assert!(module.is_some() && gaps.len() == 1 && gaps[0].reason == Reason::Damaged);
    let (_, gaps, findings) = Made::with_pages("parts", "osfp-800g-dr8").audit();
    assert_eq!((gaps, findings), (vec![], vec!["network.module-alarm".to_owned(), "network.module-fault".to_owned()]));
}
