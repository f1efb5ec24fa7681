//! The audit as a service: reports on disk, what its manager is told, and that nothing makes it fail.

#[path = "support/skip.rs"]
mod skip;

use std::{
    fs,
    os::{
        linux::net::SocketAddrExt as _,
        unix::net::{SocketAddr, UnixDatagram},
    },
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

/// A folder of the test's own, empty.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _absent = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn service(output: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bee-boot-audit"));
    command.arg("--output").arg(output);
    for name in ["NOTIFY_SOCKET", "LC_ALL", "LC_CTYPE", "LANG", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

/// Has every collector run out of stack, which no process survives.
fn crashing(output: &Path) -> Command {
    let mut command = service(output);
    command.env("RUST_MIN_STACK", "16384");
    command
}

/// What it printed, once it has succeeded.
fn printed(output: Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn report(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn the_report_is_on_disk_and_its_summary_on_the_console() {
    // The folder is made, and what a killed service left goes.
    let folder = folder("report").join("log");
    let path = folder.join("bee-audit.json");
    printed(service(&path).output().unwrap());
    fs::write(folder.join(".bee-audit-4194304-0.tmp"), "half").unwrap();
    let console = printed(service(&path).output().unwrap());
    assert_eq!(names(&folder), ["bee-audit.json"]);
    let report = report(&path);
    assert_eq!(report["schema"], "bee-audit/1");
    assert!(report["cpu"].is_object() && report["board"].is_object());
    let kernel = report["run"]["kernel_release"].as_str().unwrap();
    assert!(console.contains(&format!("Linux {kernel}")) && console.contains("█▀▀"), "{console}");
    assert!(console.trim_end().ends_with(&format!("; {}", path.display())), "{console}");
    assert!(!printed(service(&path).arg("--no-qr").output().unwrap()).contains('█'));
    assert!(printed(service(&path).env("LANG", "C").output().unwrap()).contains("########"));
}

#[test]
fn it_carries_the_notice_of_the_names_in_it() {
    let output = Command::new(env!("CARGO_BIN_EXE_bee-boot-audit")).arg("--licence").output().unwrap();
    assert!(printed(output).contains("Copyright Martin Mares"));
}

#[test]
fn a_crash_leaves_the_last_report_and_one_of_itself() {
    let folder = folder("crash");
    let path = folder.join("bee-audit.json");
    let output = crashing(&path).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("bee-boot-audit: the audit failed: signal: 6 (SIGABRT)"));
    printed(output);
    let told = |report: &Value| report["gaps"][0]["detail"].as_str().unwrap().contains("SIGABRT");
    assert!(told(&report(&path)), "nothing better was there");

    printed(service(&path).output().unwrap());
    let good = fs::read(&path).unwrap();
    printed(crashing(&path).output().unwrap());
    assert_eq!(fs::read(&path).unwrap(), good);
    let failed = report(&folder.join("bee-audit.failed.json"));
    assert!(told(&failed) && failed["board"].is_null());
    assert_eq!((&failed["gaps"][0]["reason"], failed["gaps"].as_array().unwrap().len()), (&"panicked".into(), 11));

    printed(service(&path).output().unwrap());
    assert_eq!(names(&folder), ["bee-audit.json"]);
}

#[test]
fn what_cannot_be_written_is_told_and_no_failure() {
    let folder = folder("unwritable");
    for path in [folder.clone(), PathBuf::from("/proc/bee/bee-audit.json")] {
        let output = service(&path).output().unwrap();
        assert!(String::from_utf8_lossy(&output.stderr).contains(&format!("cannot write {}", path.display())));
        assert!(printed(output).trim_end().ends_with("; not written"));
    }
    let full = Command::new("/bin/sh")
        .args(["-c", "exec \"$0\" --output \"$1\" >/dev/full", env!("CARGO_BIN_EXE_bee-boot-audit")])
        .arg(folder.join("report.json"))
        .status();
    assert!(full.unwrap().success());
}

#[test]
fn the_manager_is_told_that_it_is_ready_whatever_happened() {
    let folder = folder("manager");
    let named = SocketAddr::from_pathname(folder.join("notify")).unwrap();
    let name = format!("bee-boot-audit-{}", std::process::id());
    let abstract_one = SocketAddr::from_abstract_name(&name).unwrap();
    let places = [(named, folder.join("notify").display().to_string()), (abstract_one, format!("@{name}"))];
    for (address, place) in places {
        let manager = UnixDatagram::bind_addr(&address).unwrap();
        for mut command in [service(&folder.join("report.json")), crashing(&folder.join("report.json"))] {
            printed(command.env("NOTIFY_SOCKET", &place).output().unwrap());
            let told = [(); 2].map(|()| {
                let mut datagram = [0; 512];
                let length = manager.recv(&mut datagram).unwrap();
                String::from_utf8_lossy(&datagram[..length]).into_owned()
            });
            assert_eq!(told[0], "STATUS=auditing");
            assert!(told[1].starts_with("READY=1\nSTATUS=") && told[1].contains(" gap"), "{told:?}");
        }
        manager.set_nonblocking(true).unwrap();
        assert!(manager.recv(&mut [0; 1]).is_err(), "nothing else was told");
    }
    // A manager that has gone is no failure.
    printed(service(&folder.join("report.json")).env("NOTIFY_SOCKET", "/nowhere").output().unwrap());
}

#[test]
fn usage_is_told() {
    let run = |argument: &str| Command::new(env!("CARGO_BIN_EXE_bee-boot-audit")).arg(argument).output().unwrap();
    assert!(printed(run("--help")).contains("Exit status"));
    assert_eq!(printed(run("--version")), format!("bee-boot-audit {}\n", env!("CARGO_PKG_VERSION")));
    for wrong in ["--timeout=0", "--timeout=soon", "--timeout=1e18", "--loud", "file"] {
        assert_eq!(run(wrong).status.code(), Some(64), "{wrong}");
    }
}

#[test]
fn systemd_accepts_the_unit() {
    let unit = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../iso/service/bee-audit.service")).unwrap();
    let path = folder("systemd").join("bee-audit.service");
    fs::write(&path, unit.replace("/usr/bin/bee-boot-audit", env!("CARGO_BIN_EXE_bee-boot-audit"))).unwrap();
    let Ok(output) = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&path).output() else {
        return skip::skip("no systemd-analyze");
    };
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

/// What the unit's capabilities and address families leave out is not missed.
#[test]
fn the_units_capabilities_are_enough() {
    let unit = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../iso/service/bee-audit.service")).unwrap();
    let set = unit.lines().find_map(|line| line.strip_prefix("CapabilityBoundingSet=")).unwrap();
    let set: String =
        set.split(' ').map(|name| format!(",+{}", name.trim_start_matches("CAP_").to_lowercase())).collect();
    let folder = folder("capabilities");
    let [full, bounded] = ["full", "bounded"].map(|name| folder.join(name).with_extension("json"));
    printed(service(&full).output().unwrap());
    let mut command = Command::new("setpriv");
    command.arg(format!("--bounding-set=-all{set}")).arg("--no-new-privs");
    command.arg(env!("CARGO_BIN_EXE_bee-boot-audit")).arg("--output").arg(&bounded);
    match command.output() {
        Ok(output) if output.status.success() => {}
        refused => return skip::skip(&format!("{refused:?}")),
    }
    let gaps = |path| report(path)["gaps"].clone();
    assert_eq!(gaps(&full), gaps(&bounded));
}
