//! Benchmarks of the library: whole audits of recorded and synthetic machines, and the largest decoder.

use std::path::{Path, PathBuf};

use bee_audit::{LiveHost, Options, Replay, audit, decode::smbios::Table, recording};
use divan::{Bencher, black_box};

#[path = "../tests/support/synthetic.rs"]
mod synthetic;

fn main() {
    divan::main();
}

/// A folder for one run.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        let path = std::env::temp_dir().join(format!("bee-audit-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for the benchmark");
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _left = std::fs::remove_dir_all(&self.0);
    }
}

/// The recorded machine with the most files.
fn biggest_fixture() -> PathBuf {
    fn entries(folder: &Path) -> usize {
        let below = std::fs::read_dir(folder).expect("a folder").flatten();
        below
            .map(|entry| {
                1 + if entry.path().is_dir() && !entry.path().is_symlink() { entries(&entry.path()) } else { 0 }
            })
            .sum()
    }
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/hosts");
    let machines = std::fs::read_dir(hosts).expect("fixtures/hosts").flatten().map(|entry| entry.path());
    machines.max_by_key(|path| entries(path)).expect("a recorded machine")
}

#[divan::bench]
fn replay_of_the_biggest_fixture(bencher: Bencher) {
    let replay = Replay::open(&biggest_fixture()).expect("a recording");
    bencher.bench(|| audit(black_box(&replay), &Options::default()));
}

#[divan::bench]
fn decode_of_a_29_kb_smbios_table(bencher: Bencher) {
    let table = synthetic::smbios_table(29_000);
    bencher.counter(divan::counter::BytesCount::new(table.len())).bench(|| Table::decode_bare(black_box(&table), None));
}

#[divan::bench]
fn synthetic_host_of_1000_functions_and_200_drives(bencher: Bencher) {
    let scratch = Scratch::new();
    let packed = scratch.0.join("synthetic.bee.tar.zst");
    synthetic::write_host(&scratch.0.join("tree"), 1000, 200);
    let bare = Replay::open(&scratch.0.join("tree")).expect("a tree");
    let (_, recorded) = recording::record(&bare, &Options::default(), &[]);
    recorded.write_packed(&mut std::fs::File::create(&packed).expect("a file")).expect("a recording");
    let replay = Replay::open(&packed).expect("a recording");
    bencher.bench(|| audit(black_box(&replay), &Options::default()));
}

/// The door and everything behind it, in this process.
#[divan::bench]
fn live_audit_of_this_host(bencher: Bencher) {
    bencher.bench(|| audit(&LiveHost::new(std::time::Duration::from_secs(60)), &Options::default()));
}
