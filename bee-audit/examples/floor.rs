//! The floor of an audit: reads exactly the files that a recording holds, one after the other, and does nothing else.
//!
//! `floor RECORDING` prints the queries of a recorded folder, one a line; `floor QUERIES` reads what such a file lists.

use std::{
    error::Error,
    fs,
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
        octets += match line.parse()? {
            Query::Read(path) => fs::read(path).map_or(0, |content| content.len()),
            Query::List(path) => fs::read_dir(path).map_or(0, Iterator::count),
            Query::Link(path) => usize::from(fs::read_link(path).is_ok()),
            _ => 0,
        };
    }
    println!("{octets}");
    Ok(())
}

fn print_queries(recording: &Path) -> Result<(), Box<dyn Error>> {
    for line in fs::read_to_string(recording.join("answers.jsonl"))?.lines() {
        let line: serde_json::Value = serde_json::from_str(line)?;
        println!("{}", line["query"].as_str().unwrap_or_default());
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
            println!("{}", if kind.is_symlink() { Query::Link(path) } else { Query::Read(path) });
        }
    }
    Ok(())
}
