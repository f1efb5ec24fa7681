//! What a card must keep to, beyond its form.

use std::collections::BTreeSet;

use super::{
    Capability, Card, ControlGroup, Dependencies, Limits, Payload, Pin, Supervision, Ulid,
    place::{Path, Place},
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
    let mut judge = Judge {
        seed,
        text,
        problems: Vec::new(),
        label: None,
        ids: BTreeSet::new(),
        labels: BTreeSet::new(),
        cards: 0,
    };
    judge.card(seed, &Place::Root, 1);
    if judge.problems.is_empty() {
        judge.cycle();
    }
    judge.problems
}

struct Judge<'a> {
    seed: &'a Card,
    text: &'a str,
    problems: Vec<Problem>,
    /// Of the card that is being judged.
    label: Option<&'a str>,
    ids: BTreeSet<Ulid>,
    labels: BTreeSet<&'a str>,
    cards: usize,
}

impl<'a> Judge<'a> {
    fn object(&mut self, path: &Place<'_>, message: impl Into<String>) {
        self.object_at(&path.path(), message.into());
    }

    fn object_at(&mut self, path: &Path, message: String) {
        self.problems.push(Problem::new(self.text, self.label, path, message));
    }

    fn card(&mut self, card: &'a Card, path: &Place<'_>, depth: usize) {
        self.label = Some(&card.label);
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

    fn identity(&mut self, card: &'a Card, path: &Place<'_>) {
        let label = path.key("label");
        if card.label.trim().is_empty() || card.label.len() > LONGEST_LABEL {
            self.object(&label, format!("a label has 1 to {LONGEST_LABEL} octets, and not only blanks"));
        }
        self.no_nul(&card.label, &label);
        if !self.labels.insert(&card.label) {
            self.again(&label, "label", |other| other.label == card.label);
        }
        let id = path.key("id");
        if card.id.0 == 0 {
            self.object(&id, "all zeros identify nothing");
        }
        if !self.ids.insert(card.id) {
            self.again(&id, "id", |other| other.id == card.id);
        }
    }

    /// The member `key` is the same as that of another card.
    fn again(&mut self, place: &Place<'_>, key: &str, is_same: impl Fn(&Card) -> bool) {
        if let Some((_, first)) = self.seed.walk_with_paths().find(|(other, _)| is_same(other)) {
            self.object(place, format!("{} is the same", first.key(key)));
        }
    }

    fn capabilities(&mut self, card: &Card, path: &Place<'_>) {
        for capability in card.requires.iter().filter(|need| card.provides.contains(need)) {
            self.object(&path.key("requires"), format!("{} is what the card itself provides", worded(capability)));
        }
    }

    fn payload(&mut self, payload: &Payload, path: &Place<'_>) {
        match payload {
            Payload::Native { exec, argv, envp, .. } => {
                let path = path.key("Native");
                self.program(exec, argv, &path);
                let list = path.key("envp");
                for (index, (name, value)) in envp.iter().enumerate() {
                    let path = list.index(index);
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

    fn program(&mut self, exec: &str, argv: &[String], path: &Place<'_>) {
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

    fn absolute(&mut self, file: &str, what: &str, place: &Place<'_>) {
        if !file.starts_with('/') {
            self.object(place, format!("the path of {what} begins with /, this is {file:?}"));
        }
    }

    fn supervision(&mut self, supervision: &Supervision, path: &Place<'_>) {
        let &Supervision::Restart { initial, max, .. } = supervision else { return };
        if initial < SHORTEST_PAUSE_MS {
            self.object(&path.key("initial"), format!("the shortest pause is {SHORTEST_PAUSE_MS} ms"));
        }
        if max < initial {
            self.object(&path.key("max"), format!("shorter than the first pause, {initial} ms"));
        }
    }

    fn limits(&mut self, limits: &Limits, path: &Place<'_>) {
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

    fn control_group(&mut self, group: &ControlGroup, path: &Place<'_>) {
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

    fn pins(&mut self, pins: &[Pin], path: &Place<'_>) {
        let mut names = BTreeSet::new();
        for (index, pin) in pins.iter().enumerate() {
            if !names.insert(&pin.name) {
                self.object(&path.index(index).key("name"), format!("{:?} is there twice", pin.name));
            }
        }
    }

    fn no_nul(&mut self, text: &str, path: &Place<'_>) {
        if text.contains('\0') {
            self.object(path, "a NUL ends every text of the kernel's");
        }
    }

    /// Cards that could never start, because they wait for each other.
    fn cycle(&mut self) {
        let levels = Dependencies::of(self.seed).levels();
        let cards = self.seed.walk_with_paths().zip(levels);
        let mut stuck = cards.filter_map(|(card, level)| level.is_none().then_some(card)).peekable();
        let Some((card, path)) = stuck.peek().cloned() else { return };
        let labels: Vec<String> = stuck.map(|(card, _)| format!("{:?}", card.label)).collect();
        self.label = Some(&card.label);
        self.object_at(&path.key("requires"), format!("cards that wait for each other: {}", labels.join(", ")));
    }
}

fn worded(capability: &Capability) -> String {
    serde_json::to_string(capability).unwrap_or_default()
}
