//! Starting programs: what they get, and how each way of failing reads.

mod common;

use std::{
    fs::{self, File},
    io::Read as _,
    os::{fd::AsFd as _, unix::fs::PermissionsExt as _},
    path::PathBuf,
};

use bee_boot::spawn::{self, Outcome, Stage};
use common::*;
use nix::errno::Errno;
use serde_json::json;

/// A file of the test's with this content and mode.
fn file(name: &str, content: &[u8], mode: u32) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path
}

fn fails(payload: serde_json::Value) -> (Stage, Errno, String) {
    loop {
        let mut started = start(&card(payload.clone(), json!({})), None).unwrap();
        let failure = started.outcome().unwrap_err();
        assert!(matches!(started.end(), nix::sys::wait::WaitStatus::Exited(_, 127)));
        // While the file was written, a test beside this one may have copied this process with its descriptors.
        if failure.errno != Errno::ETXTBSY {
            return (failure.stage, failure.errno, failure.to_string());
        }
    }
}

fn native(path: &std::path::Path) -> serde_json::Value {
    json!({"Native": {"exec": path}})
}

#[test]
fn each_way_of_failing_has_its_number() {
    let cases = [
        (native("/nowhere/x".as_ref()), Errno::ENOENT, "exec /nowhere/x: ENOENT (No such file or directory)"),
        (native(&file("not-executable", b"#!/bin/sh\n", 0o644)), Errno::EACCES, "EACCES (Permission denied)"),
        (native("/tmp".as_ref()), Errno::EACCES, "EACCES (Permission denied)"),
        (native("/bin/sh/x".as_ref()), Errno::ENOTDIR, "ENOTDIR (Not a directory)"),
        (native(&file("no-format", b"echo hi\n", 0o755)), Errno::ENOEXEC, "ENOEXEC (Exec format error)"),
        (
            json!({"Native": {"exec": "/bin/true", "argv": ["x".repeat(200_000)]}}),
            Errno::E2BIG,
            "exec /bin/true: E2BIG (Argument list too long)",
        ),
    ];
    for (payload, errno, words) in cases {
        let (stage, found, told) = fails(payload);
        assert_eq!((stage, found), (Stage::Exec, errno), "{told}");
        assert!(told.ends_with(words), "{told}");
    }
}

/// An ELF file whose segment PT_INTERP names an interpreter that is not there: /bin/true, with a letter of it changed.
fn without_loader() -> Vec<u8> {
    let mut program = fs::read("/bin/true").unwrap();
    let at = program.windows(4).position(|octets| octets == b"/ld-").unwrap();
    program[at + 1] = b'x';
    program
}

#[test]
fn a_missing_interpreter_is_named() {
    let script = |name: &str, content: &str| native(&file(name, content.as_bytes(), 0o755));
    let (_, errno, told) = fails(native(&file("no-loader", &without_loader(), 0o755)));
    assert_eq!(errno, Errno::ENOENT);
    assert!(told.contains("no-loader: ENOENT (No such file or directory): the interpreter \"/lib"), "{told}");
    assert!(told.contains("/xd-") && told.ends_with("\" that it names is missing"), "{told}");
    let (.., told) = fails(script("no-shell", "#! /nowhere/sh -e\n"));
    assert!(
        told.ends_with("ENOENT (No such file or directory): the interpreter \"/nowhere/sh\" that it names is missing"),
        "{told}"
    );
    // Written on another system.
    let (.., told) = fails(script("carriage-return", "#!/bin/sh\r\n"));
    assert!(told.contains("the interpreter \"/bin/sh\\r\" that it names is missing"), "{told}");
    let of = script("interpreter-of-script", &format!("#!{}/no-loader\n", env!("CARGO_TARGET_TMPDIR")));
    let (.., told) = fails(of);
    assert!(told.contains("/xd-"), "{told}");
}

#[test]
fn a_payload_that_is_no_program_is_refused() {
    let wasm = json!({"Wasm": {"module_sha256": vec![7; 32], "entry": "main"}});
    for (payload, words) in [(wasm, "WebAssembly"), (json!("Virtual"), "virtual")] {
        let failure = start(&card(payload, json!({})), None).err().unwrap();
        assert_eq!((failure.stage, failure.errno), (Stage::Payload, Errno::ENOTSUP));
        assert!(failure.to_string().contains(words), "{failure}");
    }
}

#[test]
fn the_program_gets_its_arguments_and_environment() {
    let payload = json!({"Native": {
        "exec": "/bin/sh", "argv": ["-c", "echo \"$0 $1 $PATH $A\"; pwd; umask", "zero", "one two"], "envp": [["A", "b"]]
    }});
    let printed = start(&card(payload, json!({})), None).unwrap().printed();
    assert_eq!(printed, "zero one two /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin b\n/\n0022\n");
}

#[test]
fn the_cards_environment_replaces_the_orders() {
    let null = File::options().read(true).write(true).open("/dev/null").unwrap();
    let (read, write) = nix::unistd::pipe().unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let environment = [pair("PATH", "/order"), pair("A", "order"), pair("B", "order")];
    let payload = json!({"Native": {"exec": "/bin/sh", "argv": ["-c", "echo $PATH $A $B"], "envp": [["A", "card"]]}});
    let card = card(payload, json!({}));
    let stdio = [null.as_fd(), write.as_fd(), null.as_fd()];
    let child = spawn::start(&spawn::Order { card: &card, environment: &environment, stdio, groups: None });
    drop(write);
    let mut printed = String::new();
    File::from(read).read_to_string(&mut printed).unwrap();
    assert_eq!(printed, "/order card order\n");
    assert!(matches!(child.unwrap().outcome(), Outcome::Running { shortfalls } if shortfalls.is_empty()));
}

#[test]
fn the_program_starts_clean() {
    let mut started = start(&shell("read x", json!({})), None).unwrap();
    started.outcome().unwrap();
    let pid = started.child.pid.as_raw();
    for key in ["SigBlk", "SigIgn"] {
        assert_eq!(started.status(key), "0000000000000000", "{key}");
    }
    assert_eq!(started.status("NoNewPrivs"), "0");
    let stat = started.proc("stat");
    let numbers: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    // Process group and session: numbers 5 and 6 of proc_pid_stat(5).
    assert_eq!(numbers[2..4], [pid.to_string(), pid.to_string()]);
    let fds = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(fds.collect::<std::collections::BTreeSet<_>>(), ["0", "1", "2"].map(Into::into).into());
    started.end();
}
