//! The hex dump of `dmidecode -u`, back to bytes, so that the SMBIOS decoder reads it.
//!
//! Document: `dmidecode(8)`, option `--dump`; the bytes are those of DSP0134 §6.1.2 and §6.1.3. Versions 2.0 to 3.7 print
//! the same rows: the formatted area, then for each string its octets with the NUL and after them its text, in quotes
//! up to 3.2. A text can itself look like a row of digits, so rows are counted by their NUL.

use crate::decode::{
    Error, Fault,
    smbios::{Table, Version},
};

const STANDARD: &str = "dmidecode -u";

/// The table that the dump shows, decoded. Fails where it shows no structure.
pub fn decode_hex_dump(text: &str) -> Result<Table, Error> {
    let mut dump = Dump::default();
    for line in text.lines() {
        dump.line(line);
    }
    dump.end_structure();
    if dump.table.is_empty() {
        return Err(Error::new(STANDARD, 0, Fault::NotText));
    }
    Table::decode_bare(&dump.table, dump.version)
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

#[derive(Debug, Default)]
struct Dump {
    version: Option<Version>,
    table: Vec<u8>,
    expected: Expected,
    in_structure: bool,
    strings: usize,
}

impl Dump {
    fn line(&mut self, line: &str) {
        let row = line.trim();
        match (self.expected, row) {
            (Expected::StringText, _) if line.starts_with("\t\t") => self.expected = Expected::StringOctets,
            (_, "Header and Data:") => self.begin_structure(),
            (_, "Strings:") if self.in_structure => self.expected = Expected::StringOctets,
            (Expected::Formatted, _) => self.formatted(row),
            (Expected::StringOctets, _) => self.string_octets(row),
            _ => self.version = self.version.or_else(|| present(row)),
        }
    }

    fn begin_structure(&mut self) {
        self.end_structure();
        self.expected = Expected::Formatted;
        self.in_structure = true;
    }

    fn formatted(&mut self, row: &str) {
        match octets(row) {
            Some(octets) => self.table.extend(octets),
            None => self.expected = Expected::Nothing,
        }
    }

    fn string_octets(&mut self, row: &str) {
        let Some(octets) = octets(row) else {
            self.expected = Expected::Nothing;
            return;
        };
        if octets.last() == Some(&0) {
            self.expected = Expected::StringText;
            self.strings += 1;
        }
        self.table.extend(octets);
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
