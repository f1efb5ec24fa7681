//! Machines of `fixtures/hosts` that hold what trusted tools printed in them at the same time, and a comparison that
//! counts.

#![allow(dead_code, reason = "not every comparison needs all of it")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use bee_audit::{Options, Replay, Report, audit, report::Component};

/// Where `fixtures/record-fake-server.sh` keeps what tools printed.
const TOOLS: &str = "root/share/tools";

/// A recorded machine.
pub(crate) struct Guest {
    /// Name of its folder.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
}

/// Every recorded machine with the output of tools.
pub(crate) fn guests() -> Vec<Guest> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/hosts"));
    let folders = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders.filter(|host| host.join(TOOLS).is_dir()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "no recorded machine with {TOOLS}");
    let name = |folder: &Path| folder.file_name().unwrap().to_string_lossy().into_owned();
    folders.into_iter().map(|folder| Guest { name: name(&folder), folder }).collect()
}

impl Guest {
    /// What `tool` printed, if it was kept and is anything.
    pub(crate) fn printed(&self, tool: &str) -> Option<String> {
        fs::read_to_string(self.tools().join(tool)).ok().filter(|text| !text.is_empty())
    }

    /// The same, for tools that print JSON.
    pub(crate) fn printed_json(&self, tool: &str) -> Option<serde_json::Value> {
        self.printed(tool).map(|text| serde_json::from_str(&text).unwrap())
    }

    /// The folder with what the tools printed.
    pub(crate) fn tools(&self) -> PathBuf {
        self.folder.join(TOOLS)
    }

    /// A file or folder of the machine.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.join("root").join(path.trim_start_matches('/'))
    }

    /// The report of these components.
    pub(crate) fn report(&self, components: &[Component]) -> Report {
        let options = Options::only(components.iter().copied());
        audit(&Replay::open(&self.folder).unwrap(), &options)
    }
}

/// Collects differences instead of stopping at the first, and counts what was the same by kinds.
#[derive(Default)]
pub(crate) struct Comparison {
    compared: BTreeMap<String, usize>,
    differences: Vec<String>,
}

impl Comparison {
    /// `kind` is what is counted together, `subject` the part of the machine.
    pub(crate) fn same(&mut self, kind: &str, subject: &str, told: impl AsRef<str>, printed: impl AsRef<str>) {
        let (told, printed) = (told.as_ref(), printed.as_ref());
        // What neither knows is no fact.
        if !(told.is_empty() && printed.is_empty()) {
            *self.compared.entry(kind.to_owned()).or_default() += 1;
        }
        if told != printed {
            self.differences.push(format!("{subject} {kind}: report {told:?}, tool {printed:?}"));
        }
    }

    /// What one of both does not know at all.
    pub(crate) fn lacks(&mut self, difference: String) {
        self.differences.push(difference);
    }

    /// Everything agreed, and at least `least` facts of each kind were compared.
    #[track_caller]
    pub(crate) fn close(self, least: &[(&str, usize)]) {
        let all: usize = self.compared.values().sum();
        println!("{all} facts compared: {:?}", self.compared);
        let told = self.differences.join("\n");
        assert!(self.differences.is_empty(), "{} differences:\n{told}", self.differences.len());
        for (kind, least) in least {
            let compared = self.compared.get(*kind).copied().unwrap_or_default();
            assert!(compared >= *least, "{kind}: only {compared} compared, expected {least}");
        }
    }
}
