//! The cards of this repository: that their services start in the order that is promised, and that there is such a
//! program.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use bee_boot::seed::{self, Card, Dependencies, Payload, Readiness, Supervision};

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn card(name: &str) -> Card {
    seed::load(Path::new(&format!("{REPOSITORY}/seeds/{name}.card.json"))).unwrap()
}

/// By label, how many others are ready before a service starts.
fn levels(seed: &Card) -> BTreeMap<&str, usize> {
    let levels = Dependencies::of(seed).levels();
    seed.walk().map(|card| card.label.as_str()).zip(levels.into_iter().map(Option::unwrap)).collect()
}

fn named<'a>(seed: &'a Card, label: &str) -> &'a Card {
    seed.walk().find(|card| card.label == label).unwrap()
}

#[test]
fn the_audit_comes_last_and_waits_for_no_network() {
    for name in ["audit", "prod"] {
        let seed = card(name);
        let level = levels(&seed);
        for pair in ["ssh-setup sshd", "modules network", "network nvidia", "nvidia audit"] {
            let (first, then) = pair.split_once(' ').unwrap();
            assert!(level[first] < level[then], "{name}: {level:?}");
        }
        // Two chains that do not know of each other.
        assert_eq!(level["ssh-setup"], level["modules"]);
        assert!(!named(&seed, "audit").requires.iter().any(|need| named(&seed, "sshd").provides.contains(need)));
        // It is done once it has gone to the background, and what it leaves there stays.
        let network = named(&seed, "network");
        assert_eq!((network.readiness(), &network.supervision), (Readiness::Exit, &Supervision::Delegate));
        assert_eq!(named(&seed, "audit").readiness(), Readiness::Notify);
    }
    assert_eq!(levels(&card("audit"))["getty-console"], levels(&card("audit"))["modules"], "a shell waits for nothing");
}

#[test]
fn the_machine_goes_off_behind_the_audit_and_not_without_one() {
    let seed = card("audit-then-poweroff");
    let level = levels(&seed);
    assert!(
        level["modules"] < level["nvidia"] && level["nvidia"] < level["audit"] && level["audit"] < level["poweroff"]
    );
    let audit = named(&seed, "audit");
    assert_eq!(audit.readiness(), Readiness::Exit);
    assert!(matches!(audit.supervision, Supervision::Restart { .. }), "one that was killed is tried again");
}

#[test]
fn every_program_is_in_the_image() {
    // Of busybox and dropbear, as the image has them.
    const PACKAGED: [&str; 6] =
        ["/bin/sh", "/sbin/getty", "/sbin/mdev", "/sbin/syslogd", "/sbin/klogd", "/usr/sbin/dropbear"];
    const OURS: [&str; 2] = ["/sbin/bee-boot", "/usr/bin/bee-boot-audit"];
    for name in ["minimal", "audit", "prod", "audit-then-poweroff"] {
        for card in card(name).walk() {
            let Payload::Native { exec, .. } = &card.payload else { continue };
            let script = Path::new(REPOSITORY).join("iso/overlay").join(exec.trim_start_matches('/'));
            assert!(PACKAGED.contains(&&**exec) || OURS.contains(&&**exec) || script.is_file(), "{name}: {exec}");
        }
    }
}

#[test]
fn the_script_checks_them_all() {
    let mut script = Command::new(format!("{REPOSITORY}/seeds/validate.sh"));
    let output = script.env("BEE_BOOT_BIN", env!("CARGO_BIN_EXE_bee-boot")).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let cards = fs::read_dir(format!("{REPOSITORY}/seeds")).unwrap();
    let cards = cards.filter(|entry| entry.as_ref().unwrap().path().to_string_lossy().ends_with(".card.json"));
    assert!(output.status.success());
    assert_eq!(told.lines().count(), cards.count(), "{told}");
}
