//! What a card must keep to, beyond its form.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Capability, Card, ControlGroup, Dependencies, Limits, Payload, Pin, Supervision, Ulid, place::Path,
    problem::Problem,
};

/// The deepest nesting, and the most cards, of a seed.
const DEEPEST: usize = 32;
const MOST_CARDS: usize = 4096;
const LONGEST_LABEL: usize = 256;
const MOST_MEMORY: u64 = 1 << 40;
const MOST_PROCESSES: u64 = 65_535;
const MOST_FILES: u64 = 1_048_576;
const MOST_WEIGHT: u32 = 10_000;
const SHORTEST_PAUSE_MS: u64 = 10;

/// Everything that is wrong with a seed whose text this is, in the order of the text.
pub(super) fn problems(seed: &Card, text: &str) -> Vec<Problem> {
    let mut judge =
        Judge { text, problems: Vec::new(), label: None, ids: BTreeMap::new(), labels: BTreeMap::new(), cards: 0 };
    judge.card(seed, &Path::default(), 1);
    if judge.problems.is_empty() {
        judge.cycle(seed);
    }
    judge.problems
}

struct Judge<'a> {
    text: &'a str,
    problems: Vec<Problem>,
    /// Of the card that is being judged.
    label: Option<String>,
    ids: BTreeMap<Ulid, Path>,
    labels: BTreeMap<String, Path>,
    cards: usize,
}

impl Judge<'_> {
    fn object(&mut self, path: &Path, message: impl Into<String>) {
        self.problems.push(Problem::new(self.text, self.label.as_deref(), path, message.into()));
    }

    fn card(&mut self, card: &Card, path: &Path, depth: usize) {
        self.label = Some(card.label.clone());
        self.cards += 1;
        if depth > DEEPEST {
            return self.object(path, format!("cards are nested deeper than {DEEPEST}"));
        }
        if self.cards > MOST_CARDS {
            // Once is enough.
            if self.cards == MOST_CARDS + 1 {
                self.object(path, format!("more than {MOST_CARDS} cards"));
            }
            return;
        }
        if card.schema_version != 1 {
            self.object(
                &path.key("schema_version"),
                format!("version 1 is understood, this is {}", card.schema_version),
            );
        }
        self.identity(card, path);
        if let Some(socket) = &card.service_socket {
            self.no_nul(socket, &path.key("service_socket"));
        }
        if let Some(terminal) = &card.terminal {
            self.absolute(terminal, "a terminal", &path.key("terminal"));
            self.no_nul(terminal, &path.key("terminal"));
        }
        self.capabilities(card, path);
        self.payload(&card.payload, &path.key("payload"));
        self.supervision(&card.supervision, &path.key("supervision").key("Restart"));
        let soma = path.key("soma");
        self.limits(&card.soma.rlimits, &soma.key("rlimits"));
        self.control_group(&card.soma.cgroup, &soma.key("cgroup"));
        if card.soma.cpu_affinity.as_ref().is_some_and(Vec::is_empty) {
            self.object(&soma.key("cpu_affinity"), "a service needs a processor; null allows all of them");
        }
        self.pins(&card.flow.input, &path.key("flow").key("input"));
        self.pins(&card.flow.output, &path.key("flow").key("output"));
        for (index, child) in card.genesis.iter().enumerate() {
            self.card(child, &path.key("genesis").index(index), depth + 1);
        }
    }

    fn identity(&mut self, card: &Card, path: &Path) {
        let label = path.key("label");
        if card.label.trim().is_empty() || card.label.len() > LONGEST_LABEL {
            self.object(&label, format!("a label has 1 to {LONGEST_LABEL} octets, and not only blanks"));
        }
        self.no_nul(&card.label, &label);
        if let Some(other) = self.labels.insert(card.label.clone(), label.clone()) {
            self.object(&label, format!("{other} is the same"));
        }
        let id = path.key("id");
        if card.id.0 == 0 {
            self.object(&id, "all zeros identify nothing");
        }
        if let Some(other) = self.ids.insert(card.id, id.clone()) {
            self.object(&id, format!("{other} is the same"));
        }
    }

    fn capabilities(&mut self, card: &Card, path: &Path) {
        for capability in card.requires.iter().filter(|need| card.provides.contains(need)) {
            self.object(&path.key("requires"), format!("{} is what the card itself provides", worded(capability)));
        }
    }

    fn payload(&mut self, payload: &Payload, path: &Path) {
        match payload {
            Payload::Native { exec, argv, envp, .. } => {
                let path = path.key("Native");
                self.program(exec, argv, &path);
                for (index, (name, value)) in envp.iter().enumerate() {
                    let path = path.key("envp").index(index);
                    if name.is_empty() || name.contains('=') {
                        self.object(&path.index(0), "a name of the environment is not empty and has no =");
                    }
                    self.no_nul(name, &path.index(0));
                    self.no_nul(value, &path.index(1));
                }
            }
            Payload::Legacy { exec, argv, .. } => self.program(exec, argv, &path.key("Legacy")),
            Payload::Wasm { module_sha256, entry, .. } => {
                let path = path.key("Wasm");
                if module_sha256.iter().all(|octet| *octet == 0) {
                    self.object(&path.key("module_sha256"), "all zeros are no hash");
                }
                self.no_nul(entry, &path.key("entry"));
            }
            Payload::Virtual => {}
        }
    }

    fn program(&mut self, exec: &str, argv: &[String], path: &Path) {
        let place = path.key("exec");
        if exec.trim().is_empty() {
            self.object(&place, "the path of a program is not blank");
        } else {
            self.absolute(exec, "a program", &place);
        }
        self.no_nul(exec, &place);
        for (index, argument) in argv.iter().enumerate() {
            self.no_nul(argument, &path.key("argv").index(index));
        }
    }

    fn absolute(&mut self, file: &str, what: &str, place: &Path) {
        if !file.starts_with('/') {
            self.object(place, format!("the path of {what} begins with /, this is {file:?}"));
        }
    }

    fn supervision(&mut self, supervision: &Supervision, path: &Path) {
        let &Supervision::Restart { initial, max, .. } = supervision else { return };
        if initial < SHORTEST_PAUSE_MS {
            self.object(&path.key("initial"), format!("the shortest pause is {SHORTEST_PAUSE_MS} ms"));
        }
        if max < initial {
            self.object(&path.key("max"), format!("shorter than the first pause, {initial} ms"));
        }
    }

    fn limits(&mut self, limits: &Limits, path: &Path) {
        for (name, value, most) in [
            ("mem_bytes", limits.mem_bytes, MOST_MEMORY),
            ("nproc", limits.nproc, MOST_PROCESSES),
            ("nofile", limits.nofile, MOST_FILES),
        ] {
            if value.is_some_and(|value| value == 0 || value > most) {
                self.object(&path.key(name), format!("from 1 to {most}; null for no limit"));
            }
        }
    }

    fn control_group(&mut self, group: &ControlGroup, path: &Path) {
        for (name, weight) in [("cpu_weight", group.cpu_weight), ("io_weight", group.io_weight)] {
            if weight.is_some_and(|weight| !(1..=MOST_WEIGHT).contains(&weight)) {
                self.object(&path.key(name), format!("from 1 to {MOST_WEIGHT}; null for the kernel's own"));
            }
        }
        let Some(place) = &group.path else { return };
        let path = path.key("path");
        if place.split('/').any(|part| matches!(part, "" | "." | "..")) {
            self.object(&path, "a path below the root of control groups has no empty part, no . and no ..");
        }
        self.no_nul(place, &path);
    }

    fn pins(&mut self, pins: &[Pin], path: &Path) {
        let mut names = BTreeSet::new();
        for (index, pin) in pins.iter().enumerate() {
            if !names.insert(&pin.name) {
                self.object(&path.index(index).key("name"), format!("{:?} is there twice", pin.name));
            }
        }
    }

    fn no_nul(&mut self, text: &str, path: &Path) {
        if text.contains('\0') {
            self.object(path, "a NUL ends every text of the kernel's");
        }
    }

    /// Cards that could never start, because they wait for each other.
    fn cycle(&mut self, seed: &Card) {
        let levels = Dependencies::of(seed).levels();
        let cards = seed.walk_with_paths().zip(levels);
        let mut stuck = cards.filter_map(|(card, level)| level.is_none().then_some(card)).peekable();
        let Some((card, path)) = stuck.peek().cloned() else { return };
        let labels: Vec<String> = stuck.map(|(card, _)| format!("{:?}", card.label)).collect();
        self.label = Some(card.label.clone());
        self.object(&path.key("requires"), format!("cards that wait for each other: {}", labels.join(", ")));
    }
}

fn worded(capability: &Capability) -> String {
    serde_json::to_string(capability).unwrap_or_default()
}
