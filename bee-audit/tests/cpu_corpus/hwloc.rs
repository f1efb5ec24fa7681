//! hwloc's readings: its XML, and the console form that its tests keep.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use bee_audit::decode::linux::cpu_list::CpuList;

use super::Facts;

/// The XML of `lstopo` for a tree; `None`, with a notice, where it is not installed.
pub(crate) fn run(tree: &Path) -> Option<String> {
    let output = Command::new("lstopo").arg("--input").arg(tree).args(["--of", "xml"]).output();
    match output {
        Ok(output) if output.status.success() => Some(String::from_utf8(output.stdout).unwrap()),
        _ => {
            crate::corpus::skip("lstopo");
            None
        }
    }
}

/// One object with its place among the others.
#[derive(Default)]
struct Object {
    kind: String,
    attributes: BTreeMap<String, String>,
    cpus: BTreeSet<u32>,
}

impl Object {
    fn get(&self, name: &str) -> String {
        self.attributes.get(name).cloned().unwrap_or_default()
    }

    fn list(&self) -> String {
        self.cpus.iter().copied().collect::<CpuList>().to_string()
    }

    fn facts(&self, facts: &mut Facts) {
        let list = self.list();
        let cache = |size: &str| format!("{} octets, line {}, ways {}", size, self.get("line"), self.get("ways"));
        let (name, value) = match self.kind.as_str() {
            "Package" => {
                let info = ["CPUVendor", "CPUFamilyNumber", "CPUModelNumber", "CPUStepping", "CPUModel"];
                for (info, value) in info.map(|info| (info, self.get(info))) {
                    if !value.is_empty() {
                        facts.insert(format!("{info} of package {list}"), value);
                    }
                }
                (format!("package {list}"), self.get("id"))
            }
            "Die" => (format!("die {list}"), self.get("id")),
            "Core" => (format!("core {list}"), self.get("id")),
            "PU" => (format!("cpu {}", self.get("id")), String::new()),
            "NUMANode" => (format!("node {}", self.get("id")), self.get("memory")),
            "L1dCache" | "L1iCache" | "L2Cache" | "L3Cache" => {
                (format!("{} {list}", cache_kind(&self.kind)), cache(&self.get("size")))
            }
            _ => return,
        };
        facts.insert(name, value);
    }
}

/// The kinds of caches in words, so that the numbers in the names of facts are those of CPUs.
fn cache_kind(kind: &str) -> &str {
    match kind {
        "L1dCache" => "first-level data cache",
        "L1iCache" => "first-level instruction cache",
        "L2Cache" => "second-level cache",
        _ => "third-level cache",
    }
}

/// From `lstopo --of xml`.
pub(crate) fn of_xml(text: &str) -> Facts {
    let mut facts = Facts::new();
    let mut open: Vec<Object> = Vec::new();
    let mut side_caches: Vec<String> = Vec::new();
    let mut distances = Distances::default();
    for item in text.split('<').skip(1) {
        let (tag, content) = item.split_once('>').unwrap_or((item, ""));
        let attributes = attributes(tag);
        let get = |name: &str| attributes.get(name).cloned().unwrap_or_default();
        match tag.split([' ', '/', '>']).next().unwrap_or_default() {
            "object" => {
                open.push(object(&attributes));
                let Some(opened) = open.last() else { continue };
                if opened.kind == "MemCache" {
                    side_caches.push(format!("{} octets, line {}", get("cache_size"), get("cache_linesize")));
                } else if opened.kind == "NUMANode" {
                    for cache in side_caches.drain(..) {
                        facts.insert(format!("memory-side cache of node {}", get("os_index")), cache);
                    }
                }
            }
            "info" => {
                if let Some(object) = open.last_mut() {
                    object.attributes.insert(get("name"), get("value"));
                }
            }
            "page_type" if get("size") != "4096" => {
                let node = open.last().map(|object| object.get("id")).unwrap_or_default();
                facts.insert(format!("huge pages of node {node}, {} octets", get("size")), get("count"));
            }
            "distances2" => distances = Distances { of: get("name") + &get("type"), ..Distances::default() },
            "indexes" => distances.nodes.extend(content.split_whitespace().map(str::to_owned)),
            "u64values" => distances.values.extend(content.split_whitespace().map(str::to_owned)),
            "" if tag.starts_with("/distances2") => distances.facts(&mut facts),
            _ => {}
        }
        if tag.starts_with("/object") || (tag.starts_with("object") && tag.ends_with('/')) {
            open.pop().unwrap().facts(&mut facts);
        }
    }
    facts
}

#[derive(Default)]
struct Distances {
    of: String,
    nodes: Vec<String>,
    values: Vec<String>,
}

impl Distances {
    fn facts(&self, facts: &mut Facts) {
        if !self.of.starts_with("NUMALatency") && self.of != "NUMANode" {
            return;
        }
        assert_eq!(self.values.len(), self.nodes.len() * self.nodes.len());
        for (row, from) in self.values.chunks(self.nodes.len()).zip(&self.nodes) {
            for (value, to) in row.iter().zip(&self.nodes) {
                facts.insert(format!("distance {from} {to}"), value.clone());
            }
        }
    }
}

/// `name="value"` pairs of a tag.
fn attributes(tag: &str) -> BTreeMap<String, String> {
    let mut parts = tag.split('"');
    let mut attributes = BTreeMap::new();
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        let name = name.trim().trim_end_matches('=').rsplit(' ').next().unwrap_or_default();
        attributes.insert(name.to_owned(), value.replace("&quot;", "\"").replace("&amp;", "&"));
    }
    attributes
}

fn object(attributes: &BTreeMap<String, String>) -> Object {
    let get = |name: &str| attributes.get(name).cloned().unwrap_or_default();
    // Data caches of level 1 are "L1Cache" in XML and "L1dCache" on the console.
    let kind = if get("type") == "L1Cache" { "L1dCache".to_owned() } else { get("type") };
    let names = [
        ("id", "os_index"),
        ("size", "cache_size"),
        ("line", "cache_linesize"),
        ("ways", "cache_associativity"),
        ("memory", "local_memory"),
    ];
    let attributes = names.map(|(name, theirs)| (name.to_owned(), get(theirs))).into_iter().collect();
    Object { kind, attributes, cpus: mask(&get("cpuset")) }
}

/// `0x0000ffff,0xffffffff`: words of 32 bits, the most significant first; an empty word is 0.
fn mask(text: &str) -> BTreeSet<u32> {
    let words = text.split(',').rev().map(|word| u32::from_str_radix(word.trim_start_matches("0x"), 16).unwrap_or(0));
    let bits = words
        .zip(0u32..)
        .flat_map(|(word, place)| (0..32).filter(move |bit| word >> bit & 1 == 1).map(move |bit| place * 32 + bit));
    bits.collect()
}

/// From the indented text that hwloc's tests keep (`lstopo --of console -v`): what stands below an object is in it.
pub(crate) fn of_console(text: &str) -> Facts {
    let mut facts = Facts::new();
    let mut open: Vec<(usize, Object)> = Vec::new();
    let mut side_cache = None;
    let lines = text.lines().take_while(|line| !line.starts_with("depth "));
    for line in lines.chain([""]) {
        let indent = line.len() - line.trim_start().len();
        while open.last().is_some_and(|(depth, _)| *depth >= indent) {
            open.pop().unwrap().1.facts(&mut facts);
        }
        let Some(object) = console_object(line.trim()) else { continue };
        if object.kind == "PU" {
            let number = object.get("id").parse().unwrap();
            for (_, outer) in &mut open {
                outer.cpus.insert(number);
            }
        }
        if object.kind == "MemCache" {
            side_cache = Some(format!("{} octets, line {}", object.get("size"), object.get("line")));
        } else if let Some(cache) = side_cache.take() {
            facts.insert(format!("memory-side cache of node {}", object.get("id")), cache);
        }
        open.push((indent, object));
    }
    facts
}

/// `L2Cache L#0 (P#0 size=1024KiB linesize=64 ways=16)`.
fn console_object(line: &str) -> Option<Object> {
    let (kind, rest) = line.split_once(" L#")?;
    let inner = rest.split_once('(').map_or("", |(_, inner)| inner.rsplit_once(')').map_or(inner, |(inner, _)| inner));
    let mut object = Object { kind: kind.to_owned(), ..Object::default() };
    let mut words = inner.split(' ').peekable();
    while let Some(word) = words.next() {
        if let Some(id) = word.strip_prefix("P#") {
            object.attributes.insert("id".to_owned(), id.to_owned());
        }
        let Some((name, value)) = word.split_once('=') else { continue };
        let mut value = value.to_owned();
        if value.starts_with('"') {
            while !value.ends_with('"') || value.len() < 2 {
                value = format!("{value} {}", words.next()?);
            }
            value = value.trim_matches('"').to_owned();
        }
        let (name, value) = match name {
            "local" => ("memory", value),
            "linesize" => ("line", value),
            _ => (name, value),
        };
        object.attributes.insert(name.to_owned(), value);
    }
    Some(object)
}

/// As hwloc prints octets on the console: rounded to the unit below ten thousand.
pub(crate) fn rounded(octets: u64) -> String {
    let units = [(10, "KiB"), (20, "MiB"), (30, "GiB")];
    let fits = |shift: &u32| octets < 10 << (shift + 10);
    let (shift, unit) = units.into_iter().find(|(shift, _)| fits(shift)).unwrap_or((40, "TiB"));
    format!("{}{unit}", ((octets >> (shift - 1)) + 1) >> 1)
}
