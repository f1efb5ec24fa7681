//! What was recorded is answered again, refusals included, from a folder and from a packed file.

use std::{fs, io::BufWriter, os::unix::fs::symlink, path::PathBuf};

use bee_audit::{
    Host, Options, Recorder, Replay,
    host::{Error, Query, Recording, Reply},
    recording,
};

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("bee-audit-recording-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

/// A machine with one network interface behind two links.
fn machine(scratch: &Scratch) -> Replay {
    let root = scratch.0.join("machine");
    let interface = root.join("sys/devices/pci0000:00/0000:00:03.0/net/eth0");
    fs::create_dir_all(&interface).unwrap();
    fs::create_dir_all(root.join("sys/class/net")).unwrap();
    fs::write(interface.join("address"), "02:00:00:00:00:01\n").unwrap();
    fs::write(interface.join("config"), [0x86, 0x80, 0, 0xff]).unwrap();
    symlink("../../../0000:00:03.0", interface.join("device")).unwrap();
    fs::write(root.join("sys/devices/pci0000:00/0000:00:03.0/vendor"), "0x8086\n").unwrap();
    symlink("../../devices/pci0000:00/0000:00:03.0/net/eth0", root.join("sys/class/net/eth0")).unwrap();
    Replay::open(&root).unwrap()
}

fn queries() -> Vec<Query> {
    let read = |path: &str| Query::Read(path.into());
    vec![
        Query::List("/sys/class/net".into()),
        read("/sys/class/net/eth0/address"),
        read("/sys/class/net/eth0/config"),
        read("/sys/class/net/eth0/device/vendor"),
        read("/sys/class/net/eth0/speed"),
        read("/sys/class/net"),
        Query::Link("/sys/class/net/eth0/device".into()),
        Query::Link("/sys/class/net/eth0/driver".into()),
    ]
}

fn recorded(host: &dyn Host) -> Recording {
    let recorder = Recorder::new(host);
    recorder.ask_all(&queries());
    recorder.finish()
}

fn assert_same_answers(host: &dyn Host, replay: &Replay) {
    assert_eq!(replay.ask_all(&queries()), host.ask_all(&queries()));
    assert_eq!(replay.ask(&Query::Read("/proc/meminfo".into())), Err(Error::NotRecorded));
}

#[test]
fn a_folder_replays() {
    let scratch = Scratch::new("folder");
    let host = machine(&scratch);
    let folder = scratch.0.join("recording");
    recorded(&host).write_folder(&folder).unwrap();
    assert_same_answers(&host, &Replay::open(&folder).unwrap());
    // The tree is a real one: links lead where they led on the machine.
    assert_eq!(fs::read(folder.join("root/sys/class/net/eth0/device/vendor")).unwrap(), b"0x8086\n");
    assert!(recorded(&host).write_folder(&folder).is_err(), "an existing recording is not overwritten");
}

#[test]
fn a_packed_file_replays() {
    let scratch = Scratch::new("packed");
    let host = machine(&scratch);
    let path = scratch.0.join("machine.bee.tar.zst");
    recorded(&host).write_packed(&mut BufWriter::new(fs::File::create(&path).unwrap())).unwrap();
    assert_same_answers(&host, &Replay::open(&path).unwrap());
}

#[test]
fn recording_a_replay_gives_the_same_recording() {
    let scratch = Scratch::new("again");
    let host = machine(&scratch);
    let folder = scratch.0.join("recording");
    let first = recorded(&host);
    first.write_folder(&folder).unwrap();
    let replay = Replay::open(&folder).unwrap();
    assert_eq!(recorded(&replay).answers, first.answers);
}

#[test]
fn the_report_of_a_replay_is_the_report_of_the_machine() {
    let scratch = Scratch::new("report");
    let host = machine(&scratch);
    let (mut report, recording) = recording::record(&host, &Options::default(), &[]);
    let folder = scratch.0.join("recording");
    recording.write_folder(&folder).unwrap();
    let mut replayed = bee_audit::audit(&Replay::open(&folder).unwrap(), &Options::default());
    for report in [&mut report, &mut replayed] {
        report.run.started_at.clear();
        report.run.duration_seconds = Default::default();
    }
    assert_eq!(replayed, report);
}

#[test]
fn damaged_recordings_are_refused_with_the_reason() {
    let scratch = Scratch::new("bad");
    let refusal = |path: PathBuf| Replay::open(&path).unwrap_err().to_string();
    assert!(refusal(scratch.0.join("nowhere")).contains("nowhere"));
    assert!(refusal(scratch.0.clone()).contains("neither a recording nor a tree"));

    let garbage = scratch.0.join("garbage.bee.tar.zst");
    fs::write(&garbage, b"not a recording at all").unwrap();
    assert!(refusal(garbage.clone()).contains("neither a recording nor a tree"));
    fs::write(&garbage, b"\x28\xb5\x2f\xfd and no more").unwrap();
    assert!(refusal(garbage).contains("not a packed recording"));

    let folder = scratch.0.join("folder");
    recorded(&machine(&scratch)).write_folder(&folder).unwrap();
    fs::write(folder.join("answers.jsonl"), "{\"query\":\"read /x\",\"answer\":{\"text\":\"\"}}\n{}\n").unwrap();
    assert!(refusal(folder.clone()).contains("answers.jsonl, line 2"));
    fs::write(folder.join("host.json"), "{\"format\":\"bee-recording/9\",\"recorded_by\":\"\",\"redacted\":false}")
        .unwrap();
    assert!(refusal(folder).contains("bee-recording/9"));
}

#[test]
fn a_recorded_answer_is_asked_for_once() {
    struct Clock(std::sync::atomic::AtomicU8);
    impl Host for Clock {
        fn ask(&self, _: &Query) -> Result<Reply, Error> {
            Ok(Reply::Bytes(vec![self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst)]))
        }
    }
    let clock = Clock(0.into());
    let recorder = Recorder::new(&clock);
    let query = Query::Read("/proc/uptime".into());
    assert_eq!(recorder.ask(&query), recorder.ask(&query));
}
