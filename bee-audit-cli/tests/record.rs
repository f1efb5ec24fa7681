//! Recording this machine, and what replay makes of it.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

fn bee_audit(arguments: &[&str], in_folder: &Path) -> std::process::Output {
    let command = &mut Command::new(env!("CARGO_BIN_EXE_bee-audit"));
    command.args(arguments).current_dir(in_folder).output().unwrap()
}

/// The report without what differs from run to run.
fn report(json: &[u8]) -> Value {
    let mut report: Value = serde_json::from_slice(json).unwrap();
    report["run"] = Value::Null;
    report
}

fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _absent = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn packed_and_unpacked_replay_alike() {
    let folder = folder("forms");
    let recorded = bee_audit(&["record", "-o", "host.bee.tar.zst"], &folder);
    let packed = bee_audit(&["replay", "host.bee.tar.zst"], &folder);
    assert!([Some(0), Some(1)].contains(&recorded.status.code()), "{recorded:?}");
    assert_eq!(packed.status.code(), recorded.status.code());
    let file = fs::File::open(folder.join("host.bee.tar.zst")).unwrap();
    let archive = ruzstd::decoding::StreamingDecoder::new(file).unwrap();
    tar::Archive::new(archive).unpack(folder.join("host")).unwrap();
    let unpacked = bee_audit(&["replay", "host"], &folder);
    assert_eq!(report(&unpacked.stdout), report(&packed.stdout));
}

#[test]
fn a_name_without_suffix_is_a_folder() {
    let folder = folder("folder");
    let recorded = bee_audit(&["record", "-o", "host"], &folder);
    assert!(folder.join("host/host.json").is_file());
    assert_eq!(bee_audit(&["replay", "host"], &folder).status.code(), recorded.status.code());
}

#[test]
fn identities_are_for_the_one_who_recorded_them() {
    let folder = folder("mode");
    let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o077;
    bee_audit(&["record", "--only", "tpm", "-o", "mine.tar.zst"], &folder);
    bee_audit(&["record", "--only", "tpm", "-o", "mine"], &folder);
    bee_audit(&["record", "--only", "tpm", "-o", "ours.tar.zst", "--redact"], &folder);
    assert_eq!((mode("mine.tar.zst"), mode("mine")), (0, 0));
    assert_ne!(mode("ours.tar.zst"), 0);
}

#[test]
fn nothing_is_overwritten() {
    let folder = folder("overwrite");
    for name in ["host.bee.tar.zst", "host"] {
        fs::write(folder.join(name), "mine").unwrap();
        let refused = bee_audit(&["record", "-o", name], &folder);
        assert_eq!(refused.status.code(), Some(74));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("--output names another place"));
        assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), "mine");
    }
}

#[test]
fn the_default_name_is_host_and_date() {
    let folder = folder("default");
    let recorded = bee_audit(&["record"], &folder);
    let name = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().file_name().into_string().unwrap();
    let (hostname, date) =
        name.strip_suffix(".bee.tar.zst").unwrap().split_at(name.len() - "-2026-11-21.bee.tar.zst".len());
    assert!(!hostname.is_empty() && date.starts_with("-20"), "{name}");
    let told = String::from_utf8(recorded.stderr).unwrap();
    assert!(told.lines().next().unwrap().ends_with(&name) && told.contains("--redact"), "{told}");
    assert!(recorded.stdout.is_empty());
}

#[test]
fn a_redacted_recording_says_so_and_does_not_name_its_host() {
    let folder = folder("redacted");
    let status = bee_audit(&["record", "--redact"], &folder).status.code();
    let name = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().file_name().into_string().unwrap();
    assert!(name.starts_with("host-20"), "{name}");
    assert_eq!(bee_audit(&["replay", &name], &folder).status.code(), status);
    bee_audit(&["record", "--redact", "-o", "host"], &folder);
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("host/host.json")).unwrap()).unwrap();
    assert_eq!(manifest["redacted"], true);
}

#[test]
fn standard_output_takes_a_packed_recording() {
    let folder = folder("stdout");
    let recorded = bee_audit(&["record", "-o", "-"], &folder);
    assert!(recorded.stdout.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]), "zstd magic number, RFC 8878 §3.1.1");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    fs::write(folder.join("packed"), &recorded.stdout).unwrap();
    let replay = |file: &str| {
        let command = &mut Command::new(env!("CARGO_BIN_EXE_bee-audit"));
        command.args(["replay", "-"]).stdin(fs::File::open(folder.join(file)).unwrap()).output().unwrap()
    };
    let replayed = replay("packed");
    assert_eq!(replayed.status.code(), recorded.status.code());
    assert_eq!(report(&replayed.stdout), report(&bee_audit(&["replay", "packed"], &folder).stdout));
    fs::write(folder.join("other"), "no recording").unwrap();
    let refused = replay("other");
    assert_eq!(refused.status.code(), Some(66));
    assert!(refused.stderr.starts_with(b"bee-audit: standard input: neither a recording"), "{refused:?}");
}

#[test]
fn an_archive_of_another_kind_is_refused() {
    let folder = folder("archives");
    for name in ["rec.tgz", "rec.zst", "rec.tar", "rec.tar.GZ", "rec.zip"] {
        let refused = bee_audit(&["record", "-o", name], &folder);
        assert_eq!(refused.status.code(), Some(64), "{name}");
        assert!(!folder.join(name).exists(), "{name}");
    }
}
