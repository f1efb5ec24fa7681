//! The order of OpenRC's services, by OpenRC itself: Debian's, in a root of its own, with programs that only say their
//! name.

#[path = "support/debian.rs"]
mod debian;
#[path = "support/skip.rs"]
mod skip;

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use debian::{REPOSITORY, copy, libraries, package, script};

/// Alpine's, as far as order is concerned: it wants a network, which is not what we want.
const DROPBEAR: &str =
    "depend() { use logger; need net; after firewall; }\nstart() { echo \"dropbear $DROPBEAR_OPTS\" >>/log; }";
const SERVICES: [&str; 6] = ["bee-audit", "bee-modules", "bee-network", "bee-nvidia", "bee-sshsetup", "dropbear"];

/// A root with OpenRC, the overlay, and programs that write their name into `/log`; the audit's fails.
fn root() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openrc");
    let _absent = fs::remove_dir_all(&root);
    for folder in ["proc", "run", "tmp", "bin", "usr/bin", "etc/runlevels"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    for name in ["openrc", "librc1", "libeinfo1"] {
        copy(&package(name)?, &root);
    }
    let busybox = package("busybox")?.join("bin/busybox");
    fs::copy(&busybox, root.join("bin/busybox")).unwrap();
    let applets = Command::new(busybox).arg("--list").output().unwrap().stdout;
    for applet in String::from_utf8(applets).unwrap().lines() {
        let _there = symlink("busybox", root.join("bin").join(applet));
    }
    for program in ["sbin/openrc", "sbin/openrc-run", "bin/rc-status"] {
        libraries(&root.join(program), &root);
    }
    copy(Path::new(&format!("{REPOSITORY}/iso/overlay")), &root);
    fs::write(root.join("etc/insserv.conf"), "").unwrap();

    for name in &SERVICES[1..5] {
        script(&root.join("usr/sbin").join(name), &format!("#!/bin/sh\necho {name} >>/log\n"));
    }
    script(&root.join("usr/bin/bee-boot-audit"), "#!/bin/sh\necho bee-audit >>/log\nexit 70\n");
    script(&root.join("etc/init.d/localmount"), "#!/sbin/openrc-run\nstart() { echo localmount >>/log; }\n");
    script(&root.join("etc/init.d/dropbear"), &format!("#!/sbin/openrc-run\n{DROPBEAR}\n"));
    for (level, service) in [("boot", "localmount")].into_iter().chain(SERVICES.map(|service| ("default", service))) {
        fs::create_dir_all(root.join("etc/runlevels").join(level)).unwrap();
        symlink(format!("/etc/init.d/{service}"), root.join("etc/runlevels").join(level).join(service)).unwrap();
    }
    Some(root)
}

#[test]
fn services_start_in_order_and_none_fails() {
    let root = if nix::unistd::geteuid().is_root() { root() } else { None };
    let Some(root) = root else {
        return skip::lacking("root with Debian's openrc");
    };
    let up =
        "mount -t proc proc /proc && mount -t tmpfs run /run && mkdir /run/openrc && openrc boot && openrc default";
    let mut command = Command::new("unshare");
    command.args(["--mount", "--pid", "--fork", "--net", "--kill-child", "chroot"]);
    let output = command.arg(&root).args(["/bin/sh", "-c", &format!("{up} && rc-status default")]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(told.matches("[  started  ]").count(), SERVICES.len(), "{told}");
    let log = fs::read_to_string(root.join("log")).unwrap();
    let expected =
        ["localmount", "bee-modules", "bee-sshsetup", "bee-network", "dropbear -R", "bee-nvidia", "bee-audit"];
    assert_eq!(log.lines().collect::<Vec<_>>(), expected);
}
