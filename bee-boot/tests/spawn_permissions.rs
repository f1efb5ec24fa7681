//! Permissions: what a service can no longer do, tried by services.

mod common;

use std::fs;

use common::*;
use serde_json::{Value, json};

/// What a script prints under these permissions, none of which may be a shortfall.
fn under(permissions: Value, script: &str) -> String {
    let mut started = start(&shell(script, json!({ "permissions": permissions })), None).unwrap();
    assert_eq!(started.outcome().unwrap(), []);
    started.printed()
}

#[test]
fn networking_none_has_nothing_up() {
    if !is_root() {
        return;
    }
    let printed = under(json!({"networking": "none"}), "cat /proc/net/dev /proc/net/if_inet6");
    let interfaces = printed.lines().filter(|line| line.contains(": ")).count();
    assert_eq!((interfaces, printed.contains("00000000000000000000000000000001")), (1, false), "{printed}");
    assert!(connects(json!({"networking": "none"})).contains("unreachable"));
}

#[test]
fn networking_loopback_reaches_itself() {
    if !is_root() {
        return;
    }
    let printed = under(json!({"networking": "loopback"}), "cat /proc/net/if_inet6");
    assert!(printed.starts_with("00000000000000000000000000000001"), "{printed}");
    assert!(connects(json!({"networking": "loopback"})).contains("refused"));
}

/// What a service is told that connects to a port on which nobody listens.
fn connects(permissions: Value) -> String {
    again("ignored_connects", permissions)
}

#[test]
#[ignore = "run by others"]
fn ignored_connects() {
    println!("{}", std::net::TcpStream::connect("127.0.0.1:9").unwrap_err());
}

/// What this program prints when it is started once more, to run one of the ignored tests.
fn again(test: &str, permissions: Value) -> String {
    let argv = ["--exact", test, "--ignored", "--nocapture", "--test-threads=2"];
    let payload = json!({"Native": {"exec": std::env::current_exe().unwrap(), "argv": argv}});
    let printed = start(&card(payload, json!({ "permissions": permissions })), None).unwrap().printed();
    assert!(printed.contains("1 passed"), "{printed}");
    printed
}

#[test]
fn a_restricted_service_cannot_undo_it() {
    if !is_root() {
        return;
    }
    let printed =
        under(json!({"networking": "none"}), "nsenter -t 1 -n true 2>&1; mount -t tmpfs none /mnt 2>&1; echo $?");
    assert!(printed.contains("nsenter") && !printed.ends_with("\n0\n"), "{printed}");
    let mut started = start(&shell("read x", json!({"permissions": {"networking": "none"}})), None).unwrap();
    started.outcome().unwrap();
    assert_eq!(started.status("NoNewPrivs"), "1");
    let bounding = u64::from_str_radix(&started.status("CapBnd"), 16).unwrap();
    let effective = u64::from_str_radix(&started.status("CapEff"), 16).unwrap();
    for lost in [16, 17, 19, 21, 39] {
        assert_eq!((bounding >> lost & 1, effective >> lost & 1), (0, 0), "{lost}");
    }
    // CAP_CHOWN is for something else.
    assert_eq!(effective & 1, 1);
    started.end();
}

#[test]
fn filesystem_read_only_changes_nothing() {
    if !is_root() {
        return;
    }
    let path = std::env::temp_dir().join(format!("bee-read-only-{}", std::process::id()));
    fs::write(&path, "as it was").unwrap();
    let file = path.display();
    let script = format!(
        "cat {file}; echo; for c in 'echo x >{file}' 'echo x >{file}.new' 'rm {file}' 'chmod 777 {file}' 'chown 1 {file}' \
         'touch {file}' 'mv {file} {file}.new' 'mkdir {file}.d' 'mount -o remount,rw /' 'umount /proc' \
         'echo x >/dev/kmsg' 'echo 1 >/proc/sys/kernel/sysrq'; \
         do sh -c \"$c\" 2>/dev/null && echo \"done: $c\"; done; echo x >/dev/null && echo null; sh -c 'echo self'"
    );
    assert_eq!(under(json!({"filesystem": "read-only"}), &script), "as it was\nnull\nself\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), "as it was");
    fs::remove_file(path).unwrap();
}

#[test]
fn filesystem_none_reads_nothing_but_libraries() {
    if !is_root() {
        return;
    }
    let script = "for f in /etc/passwd /proc/self/status /tmp; do read x <$f && echo \"read: $f\"; done 2>/dev/null
        cd /etc && for f in *; do echo \"$f\"; done; cat /etc/passwd 2>&1; echo x >/dev/null && echo null";
    let printed = under(json!({"filesystem": "none"}), script);
    // The shell itself ran, though nothing else does; an unreadable folder has no names for the star.
    assert!(printed.starts_with("*\n") && printed.contains("Permission denied"), "{printed}");
    assert!(printed.ends_with("null\n"), "{printed}");
}

#[test]
fn processes_false_leaves_threads_and_exec() {
    if !is_root() {
        return;
    }
    let forbidden = json!({"processes": false});
    let printed = under(forbidden.clone(), "echo one; (echo two); echo three");
    assert!(printed.starts_with("one\n") && !printed.contains("two"), "{printed}");
    assert_eq!(under(forbidden.clone(), "exec echo two"), "two\n");
    let mut started = start(&shell("read x", json!({ "permissions": forbidden })), None).unwrap();
    started.outcome().unwrap();
    assert_eq!(started.status("Seccomp"), "2");
    started.end();
}

#[test]
fn threads_can_be_made_where_processes_cannot() {
    again("ignored_makes_a_thread_and_no_process", json!({"processes": false}));
}

#[test]
#[ignore = "run by the one above"]
fn ignored_makes_a_thread_and_no_process() {
    assert_eq!(std::thread::spawn(|| 7).join().unwrap(), 7);
    let refused = std::process::Command::new("/bin/true").status().unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::PermissionDenied);
}

#[test]
fn what_no_kernel_enforces_is_told() {
    let more = json!({"permissions": {"networking": "outbound", "ipc": {"allow": ["wit-v1"]}}});
    let mut started = start(&shell("exit 0", more), None).unwrap();
    let told: Vec<String> = started.outcome().unwrap().into_iter().map(|shortfall| shortfall.what).collect();
    assert_eq!(told, ["permissions.ipc.allow", "permissions.networking"]);
    started.end();
    let more = json!({"permissions": {"networking": "outbound"}, "strict": true});
    assert_eq!(start(&shell("exit 0", more), None).err().unwrap().subject, "permissions.networking");
}

#[test]
fn outbound_serves_no_port_of_its_choice() {
    let more = json!({"permissions": {"networking": "outbound"}});
    let mut started = start(&shell("exit 0", more), None).unwrap();
    let told = started.outcome().unwrap().remove(0).why;
    started.end();
    if told.contains("knows no ports") {
        return skip::notice(&format!("not here: {told}"));
    }
    again("ignored_binds", json!({"networking": "outbound"}));
}

#[test]
#[ignore = "run by the one above"]
fn ignored_binds() {
    use std::net::TcpListener;
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(TcpListener::bind(port).unwrap_err().kind(), std::io::ErrorKind::PermissionDenied);
}

#[test]
fn everything_at_once() {
    if !is_root() {
        return;
    }
    let all = json!({"mount": true, "pid": true, "net": true, "uts": true, "ipc": true, "user": true, "cgroup": true});
    let more = json!({
        "strict": true, "soma": {"namespaces": all, "rlimits": {"nofile": 64}, "cpu_affinity": [0]},
        "permissions": {"networking": "none", "filesystem": "none", "processes": false}
    });
    let mut started = start(&shell("echo $$; read x </etc/passwd", more), None).unwrap();
    assert_eq!(started.outcome().unwrap(), []);
    let printed = started.printed();
    assert!(printed.starts_with("1\n") && printed.contains("ermission denied"), "{printed}");
}

#[test]
fn missing_parts_of_systemd_are_told() {
    let payload = json!({"Legacy": {"exec": "/bin/true", "argv": [], "fakes": ["SystemdLogind", "SystemdNotify"]}});
    let mut started = start(&card(payload, json!({})), None).unwrap();
    let told: Vec<String> = started.outcome().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(told, ["payload.Legacy.fakes is not fully enforced: nothing here answers for org.freedesktop.login1"]);
    started.end();
}
