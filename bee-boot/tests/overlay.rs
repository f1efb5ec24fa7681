//! The scripts of the image in a root of their own: what they write there, and what they call.

#[path = "support/skip.rs"]
mod skip;

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const OVERLAY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../iso/overlay");
/// Programs that are not to be run here: they say how they were called, and each has its own way to answer.
const PROGRAMS: [(&str, &str); 6] = [
    ("modprobe", "cat >/dev/null"),
    ("insmod", "case $* in *nvidia-uvm*) exit 1 ;; esac"),
    ("ip", ""),
    ("udhcpc", "exec sleep 0.5"),
    ("mount", ""),
    ("mkpasswd", "read -r word; echo \"\\$6\\$salt\\$${#word}\""),
];

/// A root for one test.
struct Root(PathBuf);

impl Root {
    fn new(test: &str) -> Root {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("overlay").join(test);
        let _absent = fs::remove_dir_all(&root);
        for (name, answer) in PROGRAMS {
            let path = root.join("programs").join(name);
            let text = format!("#!/bin/sh\necho \"{name} $*\" >>\"$BEE_ROOT/calls\"\n{answer}\n");
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Root(root).with("etc/passwd", "").with("dev/console", "")
    }

    fn with(self, path: &str, content: &str) -> Root {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn with_gpu(self) -> Root {
        let device = "sys/bus/pci/devices/0000:01:00.0";
        self.with(&format!("{device}/vendor"), "0x10de\n").with(&format!("{device}/class"), "0x030200\n")
    }

    /// Runs a script, which succeeds.
    fn run(&self, script: &str, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = Command::new("/bin/sh");
        command.arg(format!("{OVERLAY}/{script}")).args(arguments).env("BEE_ROOT", &self.0).env("BEE_PAUSE", "0.01");
        let path = format!("{}:{}", self.0.join("programs").display(), std::env::var("PATH").unwrap());
        let output = command.env("PATH", path).envs(environment.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        output
    }

    /// What was called, without the root in paths.
    fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.0.join("calls")).unwrap_or_default();
        calls.replace(&*self.0.to_string_lossy(), "").lines().map(str::to_owned).collect()
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn mode(&self, path: &str) -> u32 {
        fs::metadata(self.0.join(path)).unwrap().permissions().mode() & 0o777
    }
}

#[test]
fn without_keys_a_password_is_drawn_and_shown_on_the_consoles_only() {
    let root =
        Root::new("password").with("sys/class/tty/console/active", "tty0 ttyS0\n").with("etc/shadow", "root::0:::::\n");
    let output = root.run("usr/sbin/bee-sshsetup", &[], &[]);
    assert!(output.stdout.is_empty() && root.read("dev/console").is_empty());
    let shown = root.read("dev/tty0");
    assert_eq!(shown, root.read("dev/ttyS0"));
    let word = shown.trim().rsplit(' ').next().unwrap();
    assert!(word.len() == 12 && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{shown}");
    assert_eq!(root.read("etc/shadow"), "root:$6$salt$12:0:::::\nbee:$6$salt$12::0:::::\n");
    assert_eq!((root.mode("etc/shadow"), root.mode("etc/passwd")), (0o600, 0o644));
    assert!(root.read("etc/passwd").contains("\nbee:x:1000:1000:bee:/home/bee:/bin/sh\n"));

    root.run("usr/sbin/bee-sshsetup", &[], &[]);
    assert_ne!(root.read("dev/tty0"), shown, "each boot draws its own");
    assert_eq!(root.read("etc/passwd").lines().count(), 2, "accounts are made once");
    assert!(!root.read("calls").contains(word), "whoever lists processes does not see it");
}

#[test]
fn with_keys_nobody_logs_in_by_password() {
    let keys = "# operators\nssh-ed25519 AAAAC3 someone\n";
    let root = Root::new("keys").with("root/.ssh/authorized_keys", keys).with("etc/shadow", "root:$6$old:0:::::\n");
    root.run("usr/sbin/bee-sshsetup", &[], &[]);
    assert_eq!(root.read("etc/shadow"), "root:*:0:::::\nbee:*::0:::::\n");
    assert_eq!(root.read("home/bee/.ssh/authorized_keys"), keys);
    assert_eq!((root.mode("root/.ssh"), root.mode("home/bee/.ssh/authorized_keys")), (0o700, 0o600));
    assert!(root.read("dev/console").is_empty() && root.calls().is_empty());
}

#[test]
fn keys_that_are_comments_are_none() {
    let root = Root::new("no-keys").with("root/.ssh/authorized_keys", "# ssh-ed25519 AAAA nobody\n\n");
    root.run("usr/sbin/bee-sshsetup", &[], &[]);
    assert!(root.read("dev/console").contains("with the password"));
}

#[test]
fn addresses_are_asked_for_on_hardware_and_nothing_waits() {
    let root = Root::new("network");
    for (name, is_hardware) in [("lo", false), ("bond0", false), ("eth0", true), ("eth1", true)] {
        let folder = root.0.join("sys/class/net").join(name);
        fs::create_dir_all(&folder).unwrap();
        if is_hardware {
            fs::create_dir(folder.join("device")).unwrap();
        }
    }
    let output = root.run("usr/sbin/bee-network", &[], &[]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "bee-network: asking for addresses on 2 interfaces\n");
    // The background says so in its own time.
    std::thread::sleep(std::time::Duration::from_secs(1));
    let mut calls = root.calls();
    calls.sort();
    let asked = |name: &str| format!("udhcpc -b -i {name} -s /usr/share/bee/udhcpc -p /run/udhcpc.{name}.pid");
    assert_eq!(
        calls,
        ["ip link set eth0 up", "ip link set eth1 up", "ip link set lo up", &asked("eth0"), &asked("eth1")]
    );
}

#[test]
fn an_address_is_taken_and_told() {
    let root = Root::new("address").with("sys/class/net/eth0/ifindex", "3\n");
    let lease = [
        ("interface", "eth0"),
        ("ip", "192.0.2.7"),
        ("mask", "26"),
        ("router", "192.0.2.1 192.0.2.2"),
        ("dns", "192.0.2.3"),
    ];
    root.run("usr/share/bee/udhcpc", &lease, &["bound"]);
    assert_eq!(
        root.calls()[1..],
        ["ip -4 address add 192.0.2.7/26 dev eth0", "ip -4 route replace default via 192.0.2.1 dev eth0 metric 3"]
    );
    assert_eq!(root.read("etc/resolv.conf"), "nameserver 192.0.2.3\n");
    assert_eq!(root.read("dev/console"), "bee-network: eth0 has 192.0.2.7\n");
    root.run("usr/share/bee/udhcpc", &lease, &["leasefail"]);
    assert_eq!(root.calls().len(), 3, "no answer changes nothing");
}

#[test]
fn nvidias_modules_are_loaded_by_path_behind_what_they_need() {
    let root = Root::new("nvidia").with_gpu().with("sys/module/nvidia_modeset/initstate", "live");
    let root = ["nvidia", "nvidia-modeset", "nvidia-uvm", "nvidia-drm"]
        .iter()
        .fold(root, |root, name| root.with(&format!("usr/local/lib/nvidia/{name}.ko"), ""))
        .with("usr/lib/libnvidia-ml.so.580.105.08", "");
    let output = root.run("usr/sbin/bee-nvidia", &[], &[]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "bee-nvidia: nvidia-uvm.ko was not loaded\n");
    let calls = root.calls();
    let first = calls.iter().position(|call| call.starts_with("insmod")).unwrap();
    assert!(
        calls[..first].iter().any(|call| call == "modprobe -q drm")
            && calls[..first].contains(&"modprobe -q video".into())
    );
    let loaded: Vec<&str> =
        calls[first..].iter().filter_map(|call| call.strip_prefix("insmod /usr/local/lib/nvidia/")).collect();
    assert_eq!(loaded, ["nvidia.ko", "nvidia-uvm.ko", "nvidia-drm.ko"], "one was there");
    assert!(calls.iter().all(|call| !call.starts_with("modprobe") || !call.contains("nvidia")));
    let link = fs::read_link(root.0.join("usr/lib/libnvidia-ml.so.1")).unwrap();
    assert_eq!(link, Path::new("libnvidia-ml.so.580.105.08"));
}

#[test]
fn without_gpu_or_modules_nvidia_is_silent() {
    for root in [
        Root::new("nvidia-no-modules").with_gpu(),
        Root::new("nvidia-no-gpu").with("usr/local/lib/nvidia/nvidia.ko", ""),
    ] {
        let output = root.run("usr/sbin/bee-nvidia", &[], &[]);
        assert!(output.stdout.is_empty() && output.stderr.is_empty() && root.calls().is_empty(), "{output:?}");
    }
}

#[test]
fn drivers_are_loaded_once_for_each_kind_of_device() {
    let root = Root::new("modules").with("etc/bee/modules", "# why\nsg\nipmi_si  # and why\n");
    let root = root.with("sys/bus/pci/devices/a/modalias", "pci:x\n").with("sys/bus/pci/devices/b/modalias", "pci:x\n");
    let root =
        root.with("sys/bus/usb/devices/c/modalias", "usb:y\n").with("sys/devices/system/cpu/modalias", "cpu:z\n");
    fs::create_dir_all(root.0.join("sys/firmware/efi/efivars")).unwrap();
    root.run("usr/sbin/bee-modules", &[], &[]);
    let efivars = "mount -t efivarfs -o ro efivarfs /sys/firmware/efi/efivars";
    assert_eq!(root.calls(), ["modprobe -a -q -b sg ipmi_si", "modprobe -a -q -b cpu:z pci:x usb:y", efivars]);
}

#[test]
fn every_script_is_clean_and_can_be_run() {
    let scripts: Vec<PathBuf> = ["usr/sbin", "usr/share/bee", "etc/init.d"]
        .iter()
        .flat_map(|folder| fs::read_dir(format!("{OVERLAY}/{folder}")).unwrap().map(|entry| entry.unwrap().path()))
        .collect();
    for script in &scripts {
        assert_eq!(fs::metadata(script).unwrap().permissions().mode() & 0o111, 0o111, "{script:?}");
    }
    let Ok(output) = Command::new("shellcheck").args(["--shell=sh", "--exclude=SC2034"]).args(&scripts).output() else {
        return skip::lacking("shellcheck");
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
