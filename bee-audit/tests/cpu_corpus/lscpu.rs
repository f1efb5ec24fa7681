//! What lscpu says of a tree.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use bee_audit::decode::linux::cpu_list::CpuList;

use super::Facts;

/// Its summary, its table of CPUs and its table of caches; `None` where it cannot be run.
pub(crate) fn run(tree: &Path) -> Option<Facts> {
    let mut facts = Facts::new();
    let summary = call(tree, &[])?;
    add_summary(summary.lines().filter_map(|line| line.trim().split_once(':')), &mut facts);
    add_cpus(&rows(&call(tree, &["-e=CPU,CORE,SOCKET,NODE,CACHE,MAXMHZ,MINMHZ"])?), &mut facts);
    let columns = "-C=NAME,ONE-SIZE,ALL-SIZE,WAYS,TYPE,LEVEL,SETS,PHY-LINE,COHERENCY-SIZE";
    add_caches(&rows(&call(tree, &["-B", columns])?), &mut facts);
    Some(facts)
}

/// The same from the JSON that it printed on a recorded machine, in `folder`.
pub(crate) fn recorded(folder: &Path) -> Facts {
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
    };
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let rows = |table: &serde_json::Value| -> Vec<Row> {
        let rows = table.as_array().unwrap().iter().map(|row| row.as_object().unwrap().iter());
        rows.map(|row| row.map(|(name, value)| (name.to_uppercase(), text(value))).collect()).collect()
    };
    let mut facts = Facts::new();
    let summary = rows(&read("lscpu.json")["lscpu"]);
    let statements = summary.iter().map(|row| (row["FIELD"].trim_end_matches(':'), row["DATA"].as_str()));
    add_summary(statements, &mut facts);
    add_cpus(&rows(&read("lscpu-extended.json")["cpus"]), &mut facts);
    add_caches(&rows(&read("lscpu-caches.json")["caches"]), &mut facts);
    facts
}

/// Values of one line by the name of their column.
type Row = BTreeMap<String, String>;

/// A table whose columns are parted by blanks, or, those of caches, by colons.
fn rows(text: &str) -> Vec<Row> {
    let mut lines = text.lines().map(|line| line.split_whitespace().flat_map(|words| words.split(':')));
    let columns: Vec<&str> = lines.next().unwrap().collect();
    let named = lines.map(|line| columns.iter().zip(line).map(|(name, value)| ((*name).to_owned(), value.to_owned())));
    named.map(Iterator::collect).collect()
}

fn call(tree: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("lscpu");
    let output = command.env("LC_ALL", "C").arg("--sysroot").arg(tree).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

fn add_summary<'a>(statements: impl Iterator<Item = (&'a str, &'a str)>, facts: &mut Facts) {
    // Not the architecture: lscpu states that of the machine that it runs on.
    const COMPARED: [&str; 13] = [
        "CPU(s)",
        "On-line CPU(s) list",
        "NUMA node(s)",
        "Socket(s)",
        "Core(s) per socket",
        "Thread(s) per core",
        "Vendor ID",
        "Model name",
        "CPU family",
        "Model",
        "Stepping",
        "Flags",
        "Address sizes",
    ];
    for (name, value) in statements {
        let value = value.trim();
        let value = match name {
            "On-line CPU(s) list" => CpuList::decode(value).unwrap().to_string(),
            _ if name.starts_with("NUMA node") && name.ends_with("CPU(s)") => {
                CpuList::decode(value).unwrap().to_string()
            }
            // lscpu turns some colons into semicolons or nothing.
            _ if name.starts_with("Vulnerability") => value.replace([':', ';'], ""),
            _ if COMPARED.contains(&name) => value.to_owned(),
            _ => continue,
        };
        facts.insert(name.to_owned(), value);
    }
}

/// Numbers of cores, sockets, nodes and caches are lscpu's own, so that only who shares what can be compared.
fn add_cpus(rows: &[Row], facts: &mut Facts) {
    let is_part = |column: &&String| !matches!(column.as_str(), "CPU" | "MAXMHZ" | "MINMHZ" | "ONLINE");
    for part in rows.iter().take(1).flat_map(|row| row.keys()).filter(is_part) {
        let mut sharing: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.get(part).is_some_and(|number| number != "-")) {
            sharing.entry(&row[part]).or_default().push(row["CPU"].parse().unwrap());
        }
        let name = if part.starts_with('L') { part.clone() } else { part.to_lowercase() };
        for cpus in sharing.values() {
            let list = cpus.iter().copied().collect::<CpuList>().to_string();
            facts.extend(cpus.iter().map(|number| (format!("{name} of cpu {number}"), list.clone())));
        }
    }
    for row in rows {
        for column in ["MAXMHZ", "MINMHZ"] {
            if let Some((megahertz, _)) = row.get(column).and_then(|value| value.split_once('.')) {
                facts.insert(format!("{column} of cpu {}", row["CPU"]), megahertz.to_owned());
            }
        }
    }
}

fn add_caches(rows: &[Row], facts: &mut Facts) {
    for row in rows {
        let values = row.iter().filter(|(column, _)| *column != "NAME");
        facts.extend(values.map(|(column, value)| (format!("{column} of cache {}", row["NAME"]), value.clone())));
    }
}
