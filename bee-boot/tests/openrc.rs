//! The order of OpenRC's services, by OpenRC itself: Debian's, in a root of its own, with programs that only say their name.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::Command,
};

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// Alpine's, as far as order is concerned: it wants a network, which is not what we want.
const DROPBEAR: &str =
    "depend() { use logger; need net; after firewall; }\nstart() { echo \"dropbear $DROPBEAR_OPTS\" >>/log; }";
const SERVICES: [&str; 6] = ["bee-audit", "bee-modules", "bee-network", "bee-nvidia", "bee-sshsetup", "dropbear"];

/// The files of a Debian package; `None` where it cannot be had.
fn package(name: &str, versions: &str) -> Option<PathBuf> {
    let mut fetch = Command::new(format!("{REPOSITORY}/iso/builder/fetch.sh"));
    let output = fetch.arg(name).env("VERSIONS", format!("{REPOSITORY}/{versions}")).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim_end().into())
}

fn script(path: PathBuf, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn copy(what: &Path, into: &Path) {
    assert!(Command::new("cp").arg("-a").arg(what.join(".")).arg(into).status().unwrap().success());
}

/// Copies the libraries that a program is linked with to where its loader looks for them.
fn libraries(program: &Path, root: &Path) {
    let output = Command::new("ldd").arg(program).env("LD_LIBRARY_PATH", root.join("lib/x86_64-linux-gnu")).output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    for library in text.split_whitespace().filter(|word| word.starts_with('/')).map(Path::new) {
        let place = root.join(library.strip_prefix("/").unwrap());
        if !library.starts_with(root) && !place.exists() {
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::copy(library, place).unwrap();
        }
    }
}

/// A root with OpenRC, the overlay, and programs that write their name into `/log`; the audit's fails.
fn root() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openrc");
    let _absent = fs::remove_dir_all(&root);
    for folder in ["proc", "run", "tmp", "bin", "usr/bin", "etc/runlevels"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    for name in ["openrc", "librc1", "libeinfo1"] {
        copy(&package(name, "bee-boot/tests/openrc/VERSIONS")?, &root);
    }
    let busybox = package("busybox", "iso/builder/VERSIONS")?.join("bin/busybox");
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
        script(root.join("usr/sbin").join(name), &format!("#!/bin/sh\necho {name} >>/log\n"));
    }
    script(root.join("usr/bin/bee-boot-audit"), "#!/bin/sh\necho bee-audit >>/log\nexit 70\n");
    script(root.join("etc/init.d/localmount"), "#!/sbin/openrc-run\nstart() { echo localmount >>/log; }\n");
    script(root.join("etc/init.d/dropbear"), &format!("#!/sbin/openrc-run\n{DROPBEAR}\n"));
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
        assert!(std::env::var_os("CI").is_none(), "this needs root and Debian's openrc");
        println!("skipped: not root, or Debian's openrc cannot be had");
        return;
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
