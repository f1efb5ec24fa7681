//! The floor of an audit: reads exactly the files that a recording holds, one after the other, and does nothing else.
//!
//! `floor RECORDING` prints the queries of a recorded folder, one a line, each behind the octets that were read for it;
//! `floor QUERIES` reads what such a file lists.

use std::{
    error::Error,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use bee_audit::host::Query;

fn main() -> Result<(), Box<dyn Error>> {
    let path = PathBuf::from(std::env::args_os().nth(1).ok_or("floor RECORDING|QUERIES")?);
    if path.is_dir() {
        return print_queries(&path);
    }
    let mut octets = 0;
    for line in fs::read_to_string(path)?.lines() {
        let (most, query) = line.split_once(' ').ok_or("no number before the query")?;
        octets += match query.parse()? {
            Query::Read(path) => read(Path::new(&path), most.parse()?).unwrap_or(0),
            Query::List(path) => fs::read_dir(path).map_or(0, Iterator::count),
            Query::Link(path) => usize::from(fs::read_link(path).is_ok()),
            _ => 0,
        };
    }
    println!("{octets}");
    Ok(())
}

/// Reads at most `most` octets: of configuration space an audit takes only what the lists of capabilities reach.
fn read(path: &Path, most: u64) -> io::Result<usize> {
    File::open(path)?.take(most).read_to_end(&mut Vec::new())
}

fn print_queries(recording: &Path) -> Result<(), Box<dyn Error>> {
    for line in fs::read_to_string(recording.join("answers.jsonl"))?.lines() {
        let line: serde_json::Value = serde_json::from_str(line)?;
        println!("{} {}", u64::MAX, line["query"].as_str().unwrap_or_default());
    }
    print_tree(&recording.join("root"), "")
}

fn print_tree(root: &Path, folder: &str) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(root.join(folder.trim_start_matches('/')))? {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            print_tree(root, &path)?;
        } else {
            let query = if kind.is_symlink() { Query::Link(path) } else { Query::Read(path) };
            println!("{} {query}", octets_read(&entry.path(), kind.is_symlink())?);
        }
    }
    Ok(())
}

/// Zeros at the end of configuration space were not read.
fn octets_read(file: &Path, is_link: bool) -> io::Result<usize> {
    if is_link || file.file_name().is_none_or(|name| name != "config") {
        return Ok(usize::MAX);
    }
    let content = fs::read(file)?;
    Ok(content.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1))
}
