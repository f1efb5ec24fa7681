//! The hex dump of `dmidecode -u`, back to bytes, so that the SMBIOS decoder reads it.
//!
//! Document: `dmidecode(8)`, option `--dump`; the bytes are those of DSP0134 §6.1.2 and §6.1.3. Versions 2.0 to 3.7
//! print the same rows: the formatted area, then for each string its octets with the NUL and after them its text, in
//! quotes up to 3.2. A text can itself look like a row of digits, so rows are counted by their NUL.

use std::ops::Range;

use crate::decode::{
    Error, Fault,
    smbios::{Table, Version},
};

const STANDARD: &str = "dmidecode -u";

/// The table that the dump shows, decoded. Fails where it shows no structure.
pub fn decode_hex_dump(text: &str) -> Result<Table, Error> {
    let dump = HexDump::of(text);
    if dump.table.is_empty() {
        return Err(Error::new(STANDARD, 0, Fault::NotText));
    }
    Table::decode_bare(&dump.table, dump.version)
}

/// The dump's table, and where in the text each of its octets stands.
#[derive(Debug, Default)]
pub(crate) struct HexDump {
    /// The structures one after another, as the firmware has them.
    pub(crate) table: Vec<u8>,
    version: Option<Version>,
    rows: Vec<Row>,
    expected: Expected,
    in_structure: bool,
    strings: usize,
    string_starts_at: usize,
}

/// A line that shows octets of the table.
#[derive(Debug)]
struct Row {
    line: usize,
    octets: Range<usize>,
    /// Whether it shows them as text, not as digits.
    is_text: bool,
}

/// What the next row is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Expected {
    #[default]
    Nothing,
    /// Octets of the formatted area.
    Formatted,
    /// Octets of a string.
    StringOctets,
    /// The text of the string whose octets were complete.
    StringText,
}

impl HexDump {
    /// Reads the text of `dmidecode -u`; what is no row of it is passed over.
    pub(crate) fn of(text: &str) -> HexDump {
        let mut dump = HexDump::default();
        for (number, line) in text.lines().enumerate() {
            dump.line(number, line);
        }
        dump.end_structure();
        dump
    }

    /// The text again, which shows `table` instead; that has the structures of this one, octet for octet.
    pub(crate) fn with_table(&self, text: &str, table: &[u8]) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for row in &self.rows {
            let (before, after) = (self.table.get(row.octets.clone()), table.get(row.octets.clone()));
            let (Some(line), Some(before), Some(after)) = (lines.get_mut(row.line), before, after) else { continue };
            let shown = |octets: &[u8]| match row.is_text {
                true => String::from_utf8_lossy(octets).into_owned(),
                false => octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(" "),
            };
            *line = line.replace(&shown(before), &shown(after));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn line(&mut self, number: usize, line: &str) {
        let row = line.trim();
        match (self.expected, row) {
            (Expected::StringText, _) if line.starts_with("\t\t") => {
                self.expected = Expected::StringOctets;
                // Without the NUL, which the text does not show.
                let octets = self.string_starts_at..self.table.len().saturating_sub(1);
                self.rows.push(Row { line: number, octets, is_text: true });
                self.string_starts_at = self.table.len();
            }
            (_, "Header and Data:") => self.begin_structure(),
            (_, "Strings:") if self.in_structure => {
                self.expected = Expected::StringOctets;
                self.string_starts_at = self.table.len();
            }
            (Expected::Formatted | Expected::StringOctets, _) => self.octets(number, row),
            _ => self.version = self.version.or_else(|| present(row)),
        }
    }

    fn begin_structure(&mut self) {
        self.end_structure();
        self.expected = Expected::Formatted;
        self.in_structure = true;
    }

    fn octets(&mut self, number: usize, row: &str) {
        let Some(octets) = octets(row) else {
            self.expected = Expected::Nothing;
            return;
        };
        if self.expected == Expected::StringOctets && octets.last() == Some(&0) {
            self.expected = Expected::StringText;
            self.strings += 1;
        }
        let from = self.table.len();
        self.table.extend(octets);
        self.rows.push(Row { line: number, octets: from..self.table.len(), is_text: false });
    }

    /// Closes the string set: one NUL behind the last string, two where there is none (§6.1.3).
    fn end_structure(&mut self) {
        if std::mem::take(&mut self.in_structure) {
            let strings = std::mem::take(&mut self.strings);
            self.table.extend(if strings == 0 { &[0u8, 0][..] } else { &[0] });
        }
    }
}

/// `SMBIOS 3.1.1 present.`, `Legacy DMI 2.0 present.`
fn present(row: &str) -> Option<Version> {
    let words = row.strip_suffix(" present.")?;
    let mut numbers = words.rsplit(' ').next()?.split('.').map(|number| number.parse().ok());
    let (major, minor) = (numbers.next()??, numbers.next()??);
    Some(Version { major, minor, revision: numbers.next().flatten().unwrap_or(0) })
}

/// A row of one to sixteen octets, two digits each.
fn octets(row: &str) -> Option<Vec<u8>> {
    let octet = |word: &str| u8::from_str_radix(word, 16).ok().filter(|_| word.len() == 2);
    let octets: Option<Vec<u8>> = row.split(' ').map(octet).collect();
    octets.filter(|octets| octets.len() <= 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::smbios::OemStrings;

    const DUMP: &str = "# dmidecode 3.4\nGetting SMBIOS data from sysfs.\nSMBIOS 3.1.1 present.\n\n\
        Handle 0x0007, DMI type 11, 5 bytes\n\tHeader and Data:\n\t\t0B 05 07 00 02\n\tStrings:\n\
        \t\t41 42 00\n\t\tAB\n\t\t30 31 20 30 32 00\n\t\t01 02\n\n\
        Handle 0x0008, DMI type 127, 4 bytes\n\tHeader and Data:\n\t\t7F 04 08 00\n\n";

    #[test]
    fn rows_become_the_structures_again() {
        let table = decode_hex_dump(DUMP).unwrap();
        assert_eq!(table.version.map(|version| version.to_string()), Some("3.1.1".into()));
        assert_eq!(table.damage, []);
        let (_, strings) = table.all::<OemStrings>().next().unwrap();
        assert_eq!(strings.strings, ["AB", "01 02"]);
    }

    #[test]
    fn quoted_texts_of_older_versions_are_the_same() {
        let quoted = DUMP.replace("\t\tAB\n", "\t\t\"AB\"\n").replace("\t\t01 02\n", "\t\t\"01 02\"\n");
        assert_eq!(decode_hex_dump(&quoted), decode_hex_dump(DUMP));
    }

    #[test]
    fn another_table_is_shown_in_the_same_places() {
        let dump = HexDump::of(DUMP);
        assert_eq!(dump.with_table(DUMP, &dump.table), DUMP);
        let table: Vec<u8> = dump.table.iter().map(|octet| if *octet == b'A' { b'X' } else { *octet }).collect();
        assert_eq!(dump.with_table(DUMP, &table), DUMP.replace("\t41 42", "\t58 42").replace("AB", "XB"));
    }

    #[test]
    fn other_texts_are_refused_and_cut_ones_give_what_they_have() {
        assert_eq!(
            decode_hex_dump("# No SMBIOS nor DMI entry point found, sorry.\n").unwrap_err().fault,
            Fault::NotText
        );
        for end in (0..DUMP.len()).filter(|end| DUMP.is_char_boundary(*end)) {
            let _whatever = decode_hex_dump(&DUMP[..end]);
        }
    }
}
