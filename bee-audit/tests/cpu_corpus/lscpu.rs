//! What lscpu says of a tree.

use std::{collections::BTreeMap, path::Path, process::Command};

use bee_audit::decode::linux::cpu_list::CpuList;

use super::Facts;

/// Its summary, its table of CPUs and its table of caches; `None` where it cannot be run.
pub(crate) fn run(tree: &Path) -> Option<Facts> {
    let mut facts = Facts::new();
    add_summary(&call(tree, &[])?, &mut facts);
    add_cpus(&call(tree, &["-e=CPU,CORE,SOCKET,NODE,CACHE,MAXMHZ,MINMHZ"])?, &mut facts);
    let columns = "-C=NAME,ONE-SIZE,WAYS,TYPE,LEVEL,SETS,PHY-LINE,COHERENCY-SIZE";
    add_caches(&call(tree, &["-B", columns])?, &mut facts);
    Some(facts)
}

fn call(tree: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("lscpu");
    let output = command.env("LC_ALL", "C").arg("--sysroot").arg(tree).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

fn add_summary(text: &str, facts: &mut Facts) {
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
    for (name, value) in text.lines().filter_map(|line| line.trim().split_once(':')) {
        let value = value.trim();
        let value = match name {
            "On-line CPU(s) list" => CpuList::decode(value).unwrap().to_string(),
            _ if name.starts_with("NUMA node") && name.ends_with("CPU(s)") => {
                CpuList::decode(value).unwrap().to_string()
            }
            // lscpu turns colons into semicolons or nothing.
            _ if name.starts_with("Vulnerability") => value.replacen(';', "", 1).replace(':', ""),
            _ if COMPARED.contains(&name) => value.to_owned(),
            _ => continue,
        };
        facts.insert(name.to_owned(), value);
    }
}

/// A table with one CPU a line; numbers of cores, sockets, nodes and caches are lscpu's own, so that only who shares what
/// can be compared.
fn add_cpus(text: &str, facts: &mut Facts) {
    let mut lines = text.lines().map(|line| line.split_whitespace().flat_map(|words| words.split(':')));
    let columns: Vec<&str> = lines.next().unwrap().collect();
    let rows: Vec<BTreeMap<&str, &str>> = lines.map(|line| columns.iter().copied().zip(line).collect()).collect();
    for part in columns.iter().filter(|column| !matches!(**column, "CPU" | "MAXMHZ" | "MINMHZ")) {
        let mut sharing: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.get(part).is_some_and(|number| *number != "-")) {
            sharing.entry(row[part]).or_default().push(row["CPU"].parse().unwrap());
        }
        let name = if part.starts_with('L') { (*part).to_owned() } else { part.to_lowercase() };
        for cpus in sharing.values() {
            let list = cpus.iter().copied().collect::<CpuList>().to_string();
            facts.extend(cpus.iter().map(|number| (format!("{name} of cpu {number}"), list.clone())));
        }
    }
    for row in &rows {
        for column in ["MAXMHZ", "MINMHZ"] {
            if let Some((megahertz, _)) = row.get(column).and_then(|value| value.split_once('.')) {
                facts.insert(format!("{column} of cpu {}", row["CPU"]), megahertz.to_owned());
            }
        }
    }
}

fn add_caches(text: &str, facts: &mut Facts) {
    for line in text.lines().skip(1) {
        let [name, size, ways, kind, level, sets, partition, coherency] =
            line.split_whitespace().collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let value = format!(
            "{size} octets, {ways} ways, {kind}, level {level}, {sets} sets, {partition} a tag, line {coherency}"
        );
        facts.insert(format!("cache {name}"), value);
    }
}
