//! What lspci prints, taken apart.

use std::collections::BTreeMap;

/// One function of `lspci -vvv`.
#[derive(Debug, Default)]
pub(crate) struct Function {
    /// Address as printed, without the domain where that was left out.
    pub(crate) address: String,
    /// Other lines than those of capabilities, by their first words: `Control:`, `Status:`, `Kernel driver in use:`, …
    pub(crate) lines: BTreeMap<String, String>,
    /// Capabilities by their offset: version of an extended one, and the text with every run of blanks as one.
    pub(crate) capabilities: BTreeMap<u16, (Option<u8>, String)>,
}

/// Every function of a text.
pub(crate) fn functions(text: &str) -> Vec<Function> {
    text.split("\n\n").filter(|block| !block.trim().is_empty()).map(function).collect()
}

fn function(block: &str) -> Function {
    let mut function = Function::default();
    let mut capability: Option<u16> = None;
    let mut key = String::new();
    for line in block.lines() {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !line.starts_with('\t') {
            function.address = line.split(' ').next().unwrap().to_owned();
        } else if let Some(rest) = words.strip_prefix("Capabilities: [") {
            let (place, text) = rest.split_once("] ").unwrap();
            let (offset, version) = match place.split_once(" v") {
                Some((offset, version)) => (offset, Some(version.parse().unwrap())),
                None => (place, None),
            };
            let offset = u16::from_str_radix(offset, 16).unwrap();
            function.capabilities.insert(offset, (version, text.to_owned()));
            capability = Some(offset);
        } else if line.starts_with("\t\t") {
            match capability.and_then(|offset| function.capabilities.get_mut(&offset)) {
                Some((_, text)) => *text += &format!(" {words}"),
                None => *function.lines.entry(key.clone()).or_default() += &format!(" {words}"),
            }
        } else {
            // Kernel driver and modules come after the last capability.
            capability = None;
            let (name, value) = words.split_once(": ").unwrap_or((&words, ""));
            key = name.to_owned();
            function.lines.insert(key.clone(), value.to_owned());
        }
    }
    function
}

/// Every record of `lspci -vmm`, by key.
pub(crate) fn records(text: &str) -> Vec<BTreeMap<String, String>> {
    let records = text.split("\n\n").filter(|record| !record.trim().is_empty());
    records.map(|record| record.lines().filter_map(pair).collect()).collect()
}

fn pair(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(":\t")?;
    Some((key.to_owned(), value.to_owned()))
}

/// `Host bridge [0600]` as name and id.
pub(crate) fn name_and_id(text: &str) -> (&str, &str) {
    let (name, id) = text.rsplit_once(" [").unwrap_or(("", text));
    (name, id.trim_end_matches(']'))
}

/// Configuration space in the form that `lspci -F` reads.
pub(crate) fn dump(address: &str, bytes: &[u8]) -> String {
    let rows = bytes.chunks(16).enumerate().map(|(row, bytes)| {
        let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{:02x}: {}\n", row * 16, digits.join(" "))
    });
    format!("{address} Function\n{}\n", rows.collect::<String>())
}
