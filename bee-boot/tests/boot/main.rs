//! Whole machines, booted from the image in QEMU. `make boot-test` runs these; they need what it installs.

#[path = "../support/debian.rs"]
mod debian;
mod image;
mod machine;
mod report;
mod ssh;
mod systemd;

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use image::{ROOT, build, with_card, without_card};
use machine::Boot;
use serde_json::{Value, json};
use ssh::Client;

fn card(name: &str) -> Value {
    let text = fs::read_to_string(format!("{ROOT}/seeds/{name}.card.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A card that runs a script as a task.
fn script(number: u8, label: &str, script: &str) -> Value {
    json!({
        "schema_version": 1, "id": format!("01KB0000000000000000009{number:03}"), "label": label,
        "payload": { "Native": { "exec": "/bin/sh", "argv": ["-c", script] } }, "lifecycle": "oneshot"
    })
}

/// The card of a seed's genesis with this label.
fn service<'a>(seed: &'a mut Value, label: &str) -> &'a mut Value {
    let genesis = seed["genesis"].as_array_mut().unwrap();
    genesis.iter_mut().find(|card| card["label"] == label).unwrap()
}

/// Boots a server of iso/machine with the card that audits it and switches it off; gives the report.
fn audited(machine: &str) -> String {
    let share = share();
    let mut seed = card("audit-then-poweroff");
    let mut mount = script(1, "share", MOUNT);
    mount["requires"] = json!([{ "Device": { "class": "Block" } }]);
    mount["provides"] = json!([{ "Device": { "class": "Hidraw" } }]);
    let audit = service(&mut seed, "audit");
    audit["requires"].as_array_mut().unwrap().push(json!({ "Device": { "class": "Hidraw" } }));
    audit["payload"]["Native"]["argv"] = json!(["--output", "/mnt/bee-audit.json"]);
    seed["genesis"].as_array_mut().unwrap().push(mount);

    let image = with_card("audit", &seed.to_string());
    Boot { hardware: Some(machine), share: Some(&share), ..Boot::default() }.start(&image).powers_off();
    fs::read_to_string(share.join("bee-audit.json")).unwrap()
}

/// An empty folder that a guest can mount with [`MOUNT`].
fn share() -> PathBuf {
    let share = Path::new(env!("CARGO_TARGET_TMPDIR")).join("share");
    let _absent = fs::remove_dir_all(&share);
    fs::create_dir_all(&share).unwrap();
    share
}

const MOUNT: &str = "modprobe -a 9p 9pnet_virtio && mount -t 9p -o trans=virtio,version=9p2000.L share /mnt";

#[test]
#[ignore = "builds images: make boot-test"]
fn the_same_inputs_give_the_same_bytes() {
    let again = Path::new(env!("CARGO_TARGET_TMPDIR")).join("again.zst");
    assert!(build("-", &again).status().unwrap().success());
    assert!(fs::read(without_card()).unwrap() == fs::read(again).unwrap(), "two builds differ");
}

#[test]
#[ignore = "builds images: make boot-test"]
fn what_could_not_start_is_refused() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let refused = |card: &str, extra: &Path| {
        let built = build(card, &folder.join("refused.zst")).env("EXTRA_BINS", extra).output().unwrap();
        assert!(!built.status.success());
        String::from_utf8(built.stderr).unwrap()
    };
    let program = folder.join("program");
    fs::write(&program, "#! /nowhere/sh\n").unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o644)).unwrap();
    assert!(refused("-", &program).contains("program: no such program, or it cannot be run"));
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    assert!(refused("-", &program).contains("wants /nowhere/sh, which the image does not have"));
    // The path of the loader, in a program that is otherwise good.
    let dynamic = fs::read(std::env::current_exe().unwrap()).unwrap();
    let at = dynamic.windows(LOADER.len()).position(|window| window == LOADER).unwrap();
    fs::write(&program, [&dynamic[..at], b"/nowhere/ld.so\0", &dynamic[at + 15..]].concat()).unwrap();
    assert!(refused("-", &program).contains("wants the interpreter /nowhere/ld.so, which is not here"));
    let card = folder.join("bad.card.json");
    fs::write(&card, "{}").unwrap();
    assert!(refused(card.to_str().unwrap(), &program).contains("bad.card.json would not boot"));
}

/// PT_INTERP of programs for x86-64 with glibc.
const LOADER: &[u8] = b"/lib64/ld-linux-x86-64.so.2\0";

#[test]
#[ignore = "boots a machine in QEMU: make boot-test"]
fn the_report_of_a_small_server_is_the_golden_one() {
    report::assert_golden(&audited("small"), "small");
}

#[test]
#[ignore = "boots a machine in QEMU: make boot-test"]
fn the_report_of_a_larger_server_is_the_golden_one_and_has_every_serial_number() {
    let report = audited("standard");
    report::assert_golden(&report, "standard");
    let arguments = fs::read_to_string(format!("{ROOT}/iso/machine/standard/arguments")).unwrap();
    let values = arguments.split([',', '\n']).filter_map(|word| word.split_once('='));
    let identities: Vec<&str> =
        values.filter(|(key, _)| ["serial", "mac", "wwn"].contains(key)).map(|(_, value)| value).collect();
    assert!(identities.len() > 15, "{identities:?}");
    for identity in identities {
        assert!(report.contains(identity.trim_start_matches("0x")), "{identity} is not in the report");
    }
}

#[test]
#[ignore = "boots a machine in QEMU: make boot-test"]
fn half_a_gigabyte_is_enough_for_everything_and_a_key_lets_in() {
    let client = Client::new();
    let image = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ssh.zst");
    let mut with_key = Command::new(build("-", &image).get_program());
    with_key.arg("--authorized-keys").arg(&client.authorized).arg(format!("{ROOT}/seeds/audit.card.json")).arg(&image);
    assert!(with_key.status().unwrap().success());

    let mut machine = Boot { hardware: Some("small"), ssh: Some(client.port), ..Boot::default() }.start(&image);
    machine.says("sshd runs");
    machine.says("network runs");
    machine.says("PowerEdge T160");
    machine.says("audit ended with status 0");
    for user in ["root", "bee"] {
        assert_eq!(client.run(user, "id -un; grep -c 5A3C101F /var/log/bee-audit.json"), format!("{user}\n1\n"));
        client.is_refused_without_key(user);
        machine.says(&format!("Bad password attempt for '{user}'"));
    }
    // Not before the client has its answer.
    let poweroff = "(sleep 1; poweroff) </dev/null >/dev/null 2>&1 &";
    let memory = client.run("root", &format!("grep MemTotal /proc/meminfo; {poweroff}"));
    assert!(memory.starts_with("MemTotal:         4"), "{memory}");
    machine.powers_off();
}

#[test]
#[ignore = "boots a machine in QEMU: make boot-test"]
fn a_bad_card_ends_in_emergency_shells_with_the_reason() {
    let bad = card("minimal").to_string().replace("/bin/sh", "bin/sh");
    let image = with_card("bad-card", &bad);
    // A screen besides the serial console.
    let mut machine = Boot { hardware: Some("small"), words: "console=tty0", ..Boot::default() }.start(&image);
    machine.says("error: /ente/seed.card.json: 1:");
    machine.says("card \"shell\", $.genesis[0].payload.Native.exec: the path of a program begins with /");
    machine.says("emergency shell");
    machine.says("built-in commands");
    machine.type_line("screen() { fold -w 80 /dev/vcs1 | grep -e '^bee-boot: /ente/seed.card.json: 1:' -e '^/ # '; }");
    machine.type_line("until [ $(screen | wc -l) = 2 ]; do usleep 10000; done; echo seen $((6 * 7)); poweroff");
    machine.says("\nseen 42\n");
    machine.powers_off();
}

#[test]
#[ignore = "boots a machine in QEMU: make boot-test"]
fn without_a_card_there_is_an_emergency_shell_and_disks_stay_clean() {
    let disk = Path::new(env!("CARGO_TARGET_TMPDIR")).join("disk");
    fs::write(&disk, vec![0; 4 << 20]).unwrap();
    let mut machine = Boot { disk: Some(&disk), ..Boot::default() }.start(without_card());
    machine.says("error: there is no seed card: /ente/seed.card.json");
    machine.says("emergency shell");
    machine.type_line("modprobe -a virtio_pci virtio_blk ext4; until [ -b /dev/vda ]; do usleep 10000; done");
    machine.type_line("mke2fs /dev/vda >/dev/null && mount -t ext4 /dev/vda /mnt && echo mounted $((6 * 7))");
    machine.says("\nmounted 42\n");
    assert_eq!(ext2_state(&disk), 0);
    // Once more, with something in it that has no disk and so stays: there it is busy. Who writes is ended before.
    machine.type_line("mkdir /media && mount /dev/vda /media && mount -t tmpfs none /media/lost+found");
    machine.type_line("sleep 1000 >/mnt/busy & bee-boot poweroff");
    let console = machine.powers_off();
    for told in ["/mnt is unmounted", "/media is busy: it is read-only now", "clean: 1 unmounted, 1 read-only"] {
        assert!(console.contains(told), "no {told:?} in:\n{console}");
    }
    assert_eq!(ext2_state(&disk), CLEAN);
}

/// EXT2_VALID_FS of `s_state`, which the kernel takes away while the file system is mounted (kernel:
/// Documentation/filesystems/ext4/super.rst, offset 0x3A).
const CLEAN: u8 = 1;

fn ext2_state(disk: &Path) -> u8 {
    fs::read(disk).unwrap()[1024 + 0x3a] & CLEAN
}

#[test]
#[ignore = "boots a machine in QEMU: make boot-test"]
fn an_audit_that_crashes_is_told_and_holds_nothing_up() {
    let mut seed = card("audit");
    let crash = "until killall -q -ABRT bee-boot-audit-attempt; do usleep 1000; done";
    seed["genesis"].as_array_mut().unwrap().insert(0, script(1, "crash", crash));
    let image = with_card("crash", &seed.to_string());
    let mut machine = Boot::default().start(&image);
    machine.says("audit ended with status 0");
    machine.type_line("grep -m1 -o 'the audit failed: signal: 6' /var/log/bee-audit.json; poweroff");
    machine.says("\nthe audit failed: signal: 6");
    machine.powers_off();
}

/// The time of day is set forth and back all the while; and what a delegated service has left is asked to end in its
/// turn.
#[test]
#[ignore = "boots a machine in QEMU: make boot-test"]
fn pauses_outlast_a_clock_that_jumps_and_delegates_stop_in_order() {
    let mut seed = card("minimal");
    let clock = "while :; do date -s '2040-01-01 0:00'; sleep 0.4; date -s '2001-01-01 0:00'; sleep 0.4; done";
    let mut looping = script(2, "looping", "exit 3");
    looping["supervision"] = json!({ "Restart": { "initial": 2000, "max": 2000 } });
    let says = |what| format!("trap 'sleep 0.5; echo {what} stops; exit' TERM; while :; do sleep 0.1; done");
    let mut provider = script(3, "provider", &says("provider"));
    provider["provides"] = json!(["Journal"]);
    provider["lifecycle"] = json!("daemon");
    let mut delegate = script(4, "delegate", &format!("setsid sh -c \"{}\" &", says("rest")));
    delegate["requires"] = json!(["Journal"]);
    delegate["supervision"] = json!("Delegate");
    let genesis = seed["genesis"].as_array_mut().unwrap();
    genesis.extend([script(1, "clock", clock), looping, provider, delegate]);

    let image = with_card("clock", &seed.to_string());
    let mut machine = Boot::default().start(&image);
    machine.says("UTC 2040");
    machine.says("UTC 2001");
    machine.says("looping ended with status 3; attempt 4 follows");
    machine.type_line("poweroff");
    let console = machine.powers_off();
    let at = |what: &str| console.find(what).unwrap_or_else(|| panic!("no {what:?} in:\n{console}"));
    assert!(at("rest stops") < at("provider stops"), "{console}");
    let ends = pauses(&console, "looping ended with status 3; attempt ");
    let starts = pauses(&console, "looping runs");
    for ((end, pause), (start, _)) in ends.iter().zip(&starts[1..]) {
        let late = start - end - pause;
        assert!((0.0..1.0).contains(&late), "{late} s late:\n{console}");
    }
}

/// When PID 1 said this, and the pause that it announced, in seconds.
fn pauses(console: &str, what: &str) -> Vec<(f64, f64)> {
    let told = console.lines().filter_map(|line| line.split_once("bee-boot: ")?.1.split_once(' '));
    let told = told.filter(|(_, rest)| rest.starts_with(what));
    told.map(|(time, rest)| {
        let pause = rest.rsplit_once("follows in ").map_or("0", |(_, pause)| pause.trim_end_matches(" s"));
        (time.parse().unwrap(), pause.parse().unwrap())
    })
    .collect()
}
