//! The audit as a service of systemd: Debian's, as PID 1 of a large server in QEMU.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    MOUNT,
    debian::{copy, libraries, package, script},
    image::{ROOT, with_layer},
    machine::Boot,
    report::lasting,
    share,
};

const PACKAGES: [&str; 4] = ["systemd", "libsystemd-shared", "libapparmor1", "libip4tc2"];
const PROGRAMS: [&str; 4] =
    ["lib/systemd/systemd", "lib/systemd/systemd-journald", "lib/systemd/systemd-shutdown", "bin/systemctl"];
const DRIVERS: &str = "[Unit]\nBefore=bee-audit.service\n\
                       [Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/sbin/bee-modules\n";
/// Audits once more, with nothing confined, when the service is up.
const COMPARE: &str = "[Unit]\nRequires=drivers.service bee-audit.service\nAfter=bee-audit.service\n\
                       [Service]\nType=oneshot\nExecStart=/bin/sh /compare\n";

/// systemd, the units, and what they need besides the image.
fn layer() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("systemd");
    let _absent = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("etc/systemd/system")).unwrap();
    for name in PACKAGES {
        copy(&package(name).unwrap(), &root);
    }
    for program in PROGRAMS {
        libraries(&root.join(program), &root);
    }
    let units = root.join("etc/systemd/system");
    fs::copy(format!("{ROOT}/iso/service/bee-audit.service"), units.join("bee-audit.service")).unwrap();
    fs::write(units.join("drivers.service"), DRIVERS).unwrap();
    fs::write(units.join("compare.service"), COMPARE).unwrap();
    let compare = format!(
        "{MOUNT}\nsystemctl show bee-audit >/mnt/service\ncp /var/log/bee-audit.json /mnt/\n\
         bee-boot-audit --output /mnt/free.json >/dev/null\numount /mnt\nsystemctl poweroff --no-block\n"
    );
    script(&root.join("compare"), &compare);
    root
}

#[test]
#[ignore = "boots a machine in QEMU: make boot-test"]
fn the_service_is_up_and_its_confinement_hides_nothing() {
    let image = with_layer("systemd", &layer());
    let share = share();
    let words = "rdinit=/lib/systemd/systemd systemd.unit=compare.service systemd.firstboot=off";
    Boot { hardware: Some("standard"), share: Some(&share), words, ..Boot::default() }.start(&image).ends();
    let read = |name: &str| fs::read_to_string(share.join(name)).unwrap();
    let service = read("service");
    for told in ["Type=notify", "ActiveState=active", "SubState=exited", "Result=success", "StatusText=32 parts, "] {
        assert!(service.lines().any(|line| line.starts_with(told)), "no {told} in:\n{service}");
    }
    assert_eq!(lasting(&read("bee-audit.json")), lasting(&read("free.json")));
}
