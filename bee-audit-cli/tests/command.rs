//! The command as its users meet it: exit statuses, formats, output files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const BARE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trees/bare");

fn bee_audit<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bee-audit"));
    command.args(arguments);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

/// Exit status, standard output, standard error.
fn run(command: &mut Command) -> (i32, String, String) {
    told(command.output().unwrap())
}

fn told(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A folder of this test's own, empty.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _absent = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn help_is_for_strangers() {
    let (status, help, _) = run(bee_audit(["--help"]).env("COLUMNS", "100"));
    assert_eq!(status, 0);
    insta::assert_snapshot!("help", help);
    for subcommand in ["record", "replay", "decode"] {
        let (status, help, _) = run(bee_audit([subcommand, "--help"]).env("COLUMNS", "100"));
        assert_eq!(status, 0);
        insta::assert_snapshot!(format!("help-{subcommand}"), help);
    }
}

#[test]
fn a_piped_report_is_json_and_a_whole_one_ends_with_0() {
    let (status, json, errors) = run(&mut bee_audit(["replay", BARE]));
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((status, errors.as_str()), (0, ""));
    assert_eq!(report["schema"], "bee-audit/1");
    assert_eq!(report["run"]["hostname"], "bare-tree");
    assert!(json.ends_with("}\n"));
}

#[test]
fn a_report_with_gaps_ends_with_1() {
    let folder = folder("gaps").join("host");
    fs::create_dir_all(folder.join("root")).unwrap();
    fs::write(folder.join("host.json"), r#"{"format": "bee-recording/1", "recorded_by": "0", "redacted": false}"#)
        .unwrap();
    fs::write(folder.join("answers.jsonl"), "").unwrap();
    let (status, json, _) = run(bee_audit(["replay"]).arg(&folder));
    assert_eq!(status, 1);
    assert!(json.contains(r#""reason": "not_recorded""#));
}

#[test]
fn usage_errors_end_with_64() {
    for arguments in [
        vec!["--no-such-option"],
        vec!["no-such-command"],
        vec!["--only", "cpu,no-such-component"],
        vec!["--only", "cpu", "--skip", "tpm"],
        vec!["--timeout", "0"],
        vec!["--timeout", "soon"],
        vec!["replay"],
        vec!["decode", "no-such-standard", "-"],
        vec!["--format", "yaml"],
        vec!["--only", "cpu", "replay", BARE],
    ] {
        let (status, output, errors) = run(bee_audit([]).args(&arguments));
        assert_eq!((status, output.as_str()), (64, ""), "{arguments:?}");
        assert!(errors.starts_with("error: "), "{errors}");
    }
}

#[test]
fn input_that_cannot_be_read_ends_with_66() {
    for arguments in [["replay", "/nonexistent"], ["replay", "/etc/passwd"], ["replay", "/etc"]] {
        let (status, output, errors) = run(&mut bee_audit(arguments));
        assert_eq!((status, output.as_str()), (66, ""), "{arguments:?}");
        assert!(errors.starts_with(&format!("bee-audit: {}: ", arguments[1])), "{errors}");
    }
    assert_eq!(run(&mut bee_audit(["decode", "smbios", "/nonexistent"])).0, 66);
    for names in ["/nonexistent", "/etc/passwd", "/dev/null"] {
        let (status, output, errors) = run(&mut bee_audit(["replay", BARE, "--pci-ids", names]));
        assert_eq!((status, output.as_str()), (66, ""), "{names}");
        assert!(errors.starts_with(&format!("bee-audit: {names}: ")), "{errors}");
    }
}

#[test]
fn output_that_cannot_be_written_ends_with_74() {
    let (status, _, errors) = run(&mut bee_audit(["replay", BARE, "--output", "/nonexistent/report.json"]));
    assert_eq!(status, 74);
    assert!(errors.starts_with("bee-audit: cannot write /nonexistent/report.json: "), "{errors}");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let (status, _, errors) = run(bee_audit(["replay", BARE]).stdout(full));
    assert_eq!(status, 74);
    assert!(errors.starts_with("bee-audit: cannot write standard output: "), "{errors}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let (status, _, errors) = run(bee_audit(["replay", BARE]).stdout(writer));
    assert_eq!((status, errors.as_str()), (0, ""));
}

#[test]
fn an_output_file_is_replaced_whole() {
    let folder = folder("whole");
    let target = folder.join("report.json");
    let link = folder.join("link.json");
    fs::write(&target, "old").unwrap();
    std::os::unix::fs::symlink("report.json", &link).unwrap();
    let before = fs::File::open(&target).unwrap();
    let (status, output, _) = run(bee_audit(["replay", BARE, "--output"]).arg(&link));
    assert_eq!((status, output.as_str()), (0, ""));
    assert!(fs::read_to_string(&target).unwrap().starts_with("{\n"));
    assert!(link.is_symlink(), "a link stays a link");
    assert_eq!(std::io::read_to_string(before).unwrap(), "old", "who reads the old file still has all of it");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "nothing is left beside it");
}

#[test]
fn a_failed_write_leaves_the_old_file() {
    let folder = folder("old");
    fs::create_dir(folder.join("report.json")).unwrap();
    let (status, _, _) = run(bee_audit(["replay", BARE, "-o"]).arg(folder.join("report.json")));
    assert_eq!(status, 74);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn what_is_no_file_is_written_to() {
    let (status, output, _) = run(&mut bee_audit(["replay", BARE, "--output", "/dev/stdout"]));
    assert_eq!(status, 0);
    assert!(output.starts_with("{\n"));
    assert_eq!(run(&mut bee_audit(["replay", BARE, "--output", "/dev/null"])).0, 0);
    assert!(!Path::new("/dev/null").is_file());
}

#[test]
fn text_is_plain_in_a_pipe_and_100_columns_wide() {
    let (status, text, _) = run(&mut bee_audit(["replay", BARE, "--format", "text"]));
    assert_eq!(status, 0);
    assert!(text.starts_with("bare-tree, Linux 6.1.0-25-amd64 x86_64, "), "{text}");
    assert!(!text.contains('\x1b'));
    let (_, coloured, _) = run(bee_audit(["replay", BARE, "--format", "text"]).env("CLICOLOR_FORCE", "1"));
    assert!(coloured.contains('\x1b'), "{coloured}");
    let (_, narrow, _) = run(bee_audit(["replay", BARE, "--format", "text"]).env("COLUMNS", "40"));
    assert!(narrow.lines().all(|line| line.chars().count() <= 40), "{narrow}");
}

#[test]
fn skipped_components_are_null_and_named() {
    let (_, json, _) = run(&mut bee_audit(["replay", BARE, "--skip", "tpm"]));
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&report["tpm"], &report["run"]["skipped"]), (&serde_json::Value::Null, &serde_json::json!(["tpm"])));
    let (_, json, _) = run(&mut bee_audit(["replay", BARE, "--only", "tpm"]));
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(report["tpm"].is_object());
    assert!(!report["run"]["skipped"].as_array().unwrap().contains(&"tpm".into()));
}

#[test]
fn the_schema_is_the_committed_one() {
    let (status, schema, _) = run(&mut bee_audit(["schema"]));
    assert_eq!(status, 0);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/report.schema.json");
    assert_eq!(schema, fs::read_to_string(path).unwrap());
}

#[test]
fn the_manual_tells_all_of_the_help() {
    let (status, manual, _) = run(&mut bee_audit(["man"]));
    assert_eq!(status, 0);
    insta::assert_snapshot!("manual", manual.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn completions_name_every_subcommand() {
    for shell in ["bash", "zsh", "fish"] {
        let (status, script, _) = run(&mut bee_audit(["completions", shell]));
        assert_eq!(status, 0);
        for subcommand in ["record", "replay", "decode", "schema"] {
            assert!(script.contains(subcommand), "{shell}: {subcommand}");
        }
    }
}
