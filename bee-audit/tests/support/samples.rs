//! The bytes in `fixtures/parts` and `fixtures/bad`.

use std::{fs, path::Path};

/// Every sample of one decoder with its file name. A `.hex` file holds hexadecimal digits, blanks, and comments from
/// `#` to the end of the line; any other is taken as it is.
pub(crate) fn of(kind: &str, decoder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures")).join(kind).join(decoder);
    let mut samples: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            let is_hex = path.extension().is_some_and(|extension| extension == "hex");
            (path.display().to_string(), if is_hex { from_hex(&String::from_utf8(bytes).unwrap()) } else { bytes })
        })
        .collect();
    samples.sort();
    samples
}

/// The octets that the digits of `text` stand for.
pub(crate) fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text
        .lines()
        .flat_map(|line| line.split('#').next().unwrap_or_default().chars())
        .filter(|character| !character.is_whitespace())
        .map(|digit| digit.to_digit(16).unwrap_or_else(|| panic!("{digit:?} is no hexadecimal digit")))
        .collect();
    assert!(digits.len().is_multiple_of(2), "an odd number of digits");
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}
