//! The SMBIOS decoder against dmidecode: on every dump of the corpus and every sample of ours, each field that both
//! give is the same, or is in the list of explained differences.

#[path = "../corpus/mod.rs"]
mod corpus;
mod explained;
#[path = "../support/guest.rs"]
mod guest;
mod reported;
mod reported_parts;
mod reported_sensors;
#[path = "../support/samples.rs"]
mod samples;
mod text;
#[path = "../support/tree.rs"]
mod tree;
mod wording;
mod wording_memory;
mod wording_other;
mod wording_sensors;

use std::{collections::BTreeMap, fs, path::Path};

use bee_audit::{
    Options, Replay, Report, audit,
    decode::{smbios::Table, tool::dmidecode},
    report::Component,
};
use text::{Field, Printed};

/// What a comparison has met.
#[derive(Default)]
struct Tally {
    /// Compared values by structure type.
    compared: BTreeMap<u8, usize>,
    /// Differences in words that the list of wordings explains.
    worded: usize,
    /// Whether the bytes are redacted, and the text with them.
    redacted: bool,
    failures: Vec<String>,
}

impl Tally {
    /// Every printed field; `is_left_out` says which of them we need not say.
    fn structure(&mut self, file: &str, printed: &Printed, ours: &[Field], is_left_out: fn(u8, &str) -> bool) {
        for (index, theirs) in printed.fields.iter().enumerate() {
            let nth = printed.fields[..index].iter().filter(|field| field.name == theirs.name).count();
            let place = format!("{file}: 0x{:04X}, type {}, {}", printed.handle, printed.kind, theirs.name);
            match ours.iter().filter(|field| field.name == theirs.name).nth(nth) {
                Some(ours) => self.field(&place, printed.kind, theirs, ours),
                None if is_left_out(printed.kind, &theirs.name) => {}
                None => self.failures.push(format!("{place}: we do not say {:?}", theirs.value)),
            }
        }
    }

    fn field(&mut self, place: &str, kind: u8, theirs: &Field, ours: &Field) {
        let mut pairs = vec![(theirs.value.clone(), ours.value.clone())];
        if !theirs.items.is_empty() || !ours.items.is_empty() {
            let longest = theirs.items.len().max(ours.items.len());
            let at = |items: &[String], index: usize| items.get(index).cloned().unwrap_or_default();
            pairs.extend((0..longest).map(|index| (at(&theirs.items, index), at(&ours.items, index))));
        }
        for (theirs, ours) in pairs {
            *self.compared.entry(kind).or_default() += 1;
            if explained::same(&theirs, &ours) {
                continue;
            }
            if explained::difference(kind, place, &theirs, &ours)
                || (self.redacted && explained::is_short_identity(place, &theirs, &ours))
            {
                self.worded += 1;
            } else {
                self.failures.push(format!("{place}: dmidecode {theirs:?}, we {ours:?}"));
            }
        }
    }

    fn file(&mut self, file: &str, table: &Table, text: &str) {
        let printed = text::parse(text);
        let ours: Vec<(u16, u8)> = table.structures.iter().map(|s| (s.handle.0, s.structure_type.0)).collect();
        let theirs: Vec<(u16, u8)> = printed.iter().map(|p| (p.handle, p.kind)).collect();
        if !ours.starts_with(&theirs) {
            self.failures.push(format!("{file}: structures differ: dmidecode {theirs:x?}, we {ours:x?}"));
        }
        for (structure, printed) in table.structures.iter().zip(&printed) {
            if !explained::not_printed(printed.kind) {
                self.structure(file, printed, &wording::fields(structure), explained::not_compared);
            }
        }
    }

    /// What the report says of each structure.
    fn report(&mut self, file: &str, report: &Report, text: &str) {
        let mut counts = BTreeMap::<u8, usize>::new();
        for mut printed in text::parse(text) {
            let nth = counts.entry(printed.kind).or_default();
            *nth += 1;
            reported::name_makers(&mut printed);
            match reported::fields(report, &printed, *nth - 1) {
                Some(ours) => self.structure(file, &printed, &ours, reported::is_left_out),
                None if !reported::KINDS.contains(&printed.kind) => {}
                None => self.failures.push(format!("{file}: 0x{:04X}, type {}", printed.handle, printed.kind)),
            }
        }
    }

    #[track_caller]
    fn finish(self, least: usize) {
        let compared: usize = self.compared.values().sum();
        println!("{compared} values compared, {} differ in words only; by type: {:?}", self.worded, self.compared);
        assert!(self.failures.is_empty(), "{} differences:\n{}", self.failures.len(), self.failures.join("\n"));
        assert!(compared >= least, "only {compared} values compared");
    }
}

/// Every trusted text with the bytes that it was made of.
fn pairs(corpus: &Path) -> Vec<(String, Vec<u8>, String)> {
    let raw = corpus.join("smbios-raw");
    let mut pairs = Vec::new();
    let mut add = |text: &Path, bytes: &Path| {
        let name = text.file_name().unwrap().to_string_lossy().into_owned();
        let read = |path: &Path| fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        pairs.push((name, read(bytes), String::from_utf8_lossy(&read(text)).into_owned()));
    };
    for text in files(&raw.join("decoded-dmidecode-3.4"), ".txt") {
        let name = text.file_stem().unwrap().to_string_lossy().into_owned();
        let wrapped = text.with_file_name(format!("{name}.wrapped.bin"));
        let (folder, file) = name.split_once('_').unwrap();
        add(&text, &if wrapped.exists() { wrapped } else { raw.join(folder).join(file) });
    }
    for text in files(&raw.join("u-root-smbios"), ".orig.txt") {
        let bytes = text.to_string_lossy().replace(".orig.txt", ".bin");
        add(&text, Path::new(&bytes));
    }
    pairs
}

fn files(folder: &Path, end: &str) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(end))
        .collect();
    files.sort();
    files
}

#[test]
fn agrees_with_dmidecode_on_real_machines() {
    let Some(corpus) = corpus::corpus() else { return };
    let mut tally = Tally::default();
    for (name, bytes, text) in pairs(&corpus) {
        tally.file(&name, &Table::decode(&bytes).unwrap(), &text);
    }
    tally.finish(9_300);
}

/// Our samples with dmidecode's text of them.
fn sample_pairs() -> Vec<(String, Vec<u8>, String)> {
    let texts = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smbios_corpus/dmidecode"));
    let samples = samples::of("parts", "smbios").into_iter().map(|(sample, bytes)| {
        let name = Path::new(&sample).file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(texts.join(format!("{name}.txt"))).unwrap();
        (name, bytes, text)
    });
    samples.collect()
}

#[test]
fn agrees_with_dmidecode_on_our_samples() {
    let mut tally = Tally::default();
    for (name, bytes, text) in sample_pairs() {
        tally.file(&name, &Table::decode(&bytes).unwrap(), &text);
    }
    tally.finish(700);
}

/// The components that say something of the table.
const COMPONENTS: [Component; 5] =
    [Component::Board, Component::Cpu, Component::Memory, Component::Pcie, Component::Sensors];

#[test]
fn the_report_agrees_with_dmidecode_on_real_machines() {
    let Some(corpus) = corpus::corpus() else { return };
    compare_reports("smbios-report", pairs(&corpus)).finish(8_200);
}

#[test]
fn the_report_agrees_with_dmidecode_on_our_samples() {
    compare_reports("smbios-report-sample", sample_pairs()).finish(580);
}

/// Machines that have a table and nothing else.
fn compare_reports(test: &str, pairs: Vec<(String, Vec<u8>, String)>) -> Tally {
    let mut tally = Tally::default();
    for (index, (name, bytes, text)) in pairs.into_iter().enumerate() {
        let root = tree::folder(&format!("{test}-{index}"));
        tree::file(&root, "sys/firmware/dmi/tables/smbios_entry_point", &bytes[..0x20]);
        tree::file(&root, "sys/firmware/dmi/tables/DMI", &bytes[0x20..]);
        let options = Options::only(COMPONENTS);
        tally.report(&name, &audit(&Replay::open(&root).unwrap(), &options), &text);
    }
    tally
}

#[test]
fn the_report_agrees_with_dmidecode_in_the_guests() {
    for guest in guest::guests() {
        let mut tally = Tally { redacted: true, ..Tally::default() };
        let text = guest.printed("dmidecode.txt").unwrap();
        tally.report(&guest.name, &guest.report(&COMPONENTS), &text);
        tally.finish(150);
    }
}

/// The three forms of a table give the same structures.
#[test]
fn bare_tables_and_hex_dumps_decode_alike() {
    let Some(corpus) = corpus::corpus() else { return };
    for (name, bytes, _) in pairs(&corpus) {
        let whole = Table::decode(&bytes).unwrap();
        let bare = Table::decode_bare(&bytes[0x20..], whole.version).unwrap();
        assert_eq!(whole.structures, bare.structures, "{name}");
        let dumped = dmidecode::decode_hex_dump(&hex_dump(&bytes, &whole)).unwrap();
        let without_place = |table: &Table| {
            let fields = table.structures.iter().map(|s| (s.handle, s.structure_type, s.content.clone()));
            fields.collect::<Vec<_>>()
        };
        assert_eq!(without_place(&whole), without_place(&dumped), "{name}");
    }
}

/// The form of `dmidecode -u`, written anew from the bytes behind the entry point.
fn hex_dump(bytes: &[u8], table: &Table) -> String {
    let row = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(" ");
    let mut dump = format!("SMBIOS {} present.\n\n", table.version.unwrap());
    for structure in &table.structures {
        let start = 0x20 + structure.offset;
        let strings = start + usize::from(structure.length);
        dump += &format!("Handle {}\n\tHeader and Data:\n", structure.handle);
        for octets in bytes[start..strings.min(bytes.len())].chunks(16) {
            dump += &format!("\t\t{}\n", row(octets));
        }
        let set = bytes.get(strings..).unwrap_or_default();
        let end = set.windows(2).position(|pair| pair == [0, 0]).unwrap_or(set.len());
        dump += if end == 0 { "" } else { "\tStrings:\n" };
        for string in set[..end].split(|octet| *octet == 0).filter(|_| end > 0) {
            for octets in [string, &[0]].concat().chunks(16) {
                dump += &format!("\t\t{}\n", row(octets));
            }
            dump += "\t\ttext\n";
        }
    }
    dump
}

/// Each bad sample: how many structures stay, and the damage that is reported.
#[test]
fn damage_is_named_and_nothing_before_it_is_lost() {
    let expected: &[(&str, usize, &[&str])] = &[
        ("checksum-wrong", 2, &["checksum of _SM3_ is 0x00, computed 0x1f"]),
        (
            "count-differs",
            2,
            &["table has 16 bytes, entry point states 17", "entry point counts 9 structures, found 2"],
        ),
        ("length-of-type-34", 2, &["structure 0x0001 at 0x0 states a length of 16, has 11"]),
        ("length-zero", 1, &["structure at 0xa states a length of 0; nothing after it can be decoded"]),
        ("no-table", 0, &["the table has no end-of-table structure"]),
        ("records-past-the-end", 7, &["the table has no end-of-table structure"]),
        (
            "string-index",
            3,
            &["refers to string 9 of 1", "string 200 of", "string 255 of", "string 2 of", "string 3 of"],
        ),
        ("strings-unterminated", 1, &["strings of structure 0x0001 at 0x0 have no end"]),
        ("structure-cut", 1, &["structure 0x0002 at 0x0 is cut: states 92 bytes, has 20"]),
    ];
    let samples = samples::of("bad", "smbios");
    assert_eq!(samples.len(), expected.len());
    for ((path, bytes), (name, structures, damage)) in samples.iter().zip(expected) {
        assert!(path.contains(name), "{path} is not {name}");
        let table = Table::decode(bytes).unwrap();
        let found: Vec<String> = table.damage.iter().map(ToString::to_string).collect();
        assert_eq!(table.structures.len(), *structures, "{name}: {found:?}");
        for (found, expected) in found.iter().zip(*damage) {
            assert!(found.contains(expected), "{name}: {found:?}");
        }
        assert!(found.len() >= damage.len(), "{name}: {found:?}");
    }
}
