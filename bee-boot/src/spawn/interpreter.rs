//! Which program a program needs to be started: the kernel says of one that is missing that the program itself is.
//!
//! The interpreter of a script is behind `#!` (execve(2)), that of an ELF file in its segment PT_INTERP (elf(5)).

use std::{
    ffi::OsStr,
    fs::File,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{FileExt as _, OpenOptionsExt as _},
    },
    path::{Path, PathBuf},
};

/// How many interpreters of interpreters the kernel follows.
const DEEPEST: usize = 5;
/// BINPRM_BUF_SIZE, of which the first two octets are `#!`.
const LONGEST_LINE: usize = 256;
const LONGEST_PATH: usize = 4096;
/// More segments than the kernel reads: 64 KiB of them.
const MOST_SEGMENTS: u16 = 2048;
const PT_INTERP: u32 = 3;

/// The interpreter that `program`, which exists, cannot do without and that does not.
pub(super) fn missing(program: &Path) -> Option<PathBuf> {
    let mut program = program.to_owned();
    for _ in 0..DEEPEST {
        program = named_by(&program)?;
        if !program.exists() {
            return Some(program);
        }
    }
    None
}

fn named_by(program: &Path) -> Option<PathBuf> {
    let file = File::options().read(true).custom_flags(libc::O_NONBLOCK).open(program).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let start = read(&file, 0, LONGEST_LINE)?;
    let path = match start.strip_prefix(b"#!") {
        Some(line) => of_script(line)?.to_owned(),
        None => of_elf(&file, &start)?,
    };
    (!path.is_empty()).then(|| PathBuf::from(OsStr::from_bytes(&path)))
}

fn of_script(line: &[u8]) -> Option<&[u8]> {
    let line = line.split(|octet| *octet == b'\n').next()?;
    line.split(|octet| matches!(octet, b' ' | b'\t')).find(|word| !word.is_empty())
}

fn of_elf(file: &File, header: &[u8]) -> Option<Vec<u8>> {
    let layout = Layout::of(header.get(..6)?)?;
    let (table, size) = (layout.word(header, layout.table)?, u64::from(half(header, layout.size)?));
    let count = half(header, layout.size + 2)?.min(MOST_SEGMENTS);
    let segments = (0..u64::from(count))
        .filter_map(|number| read(file, number.checked_mul(size)?.checked_add(table)?, layout.segment));
    let segment = segments.into_iter().find(|segment| full(segment, 0) == Some(PT_INTERP))?;
    let length = usize::try_from(layout.word(&segment, layout.length)?).ok()?.min(LONGEST_PATH);
    let path = read(file, layout.word(&segment, layout.offset)?, length)?;
    path.split(|octet| *octet == 0).next().map(<[u8]>::to_owned)
}

/// Where things are in an ELF file of a class.
struct Layout {
    is_64: bool,
    /// Offset of the table's offset, and of the size of its entries, which their number follows, in the header.
    table: usize,
    size: usize,
    /// Octets of an entry; offsets of offset and length in it.
    segment: usize,
    offset: usize,
    length: usize,
}

impl Layout {
    /// From the first six octets: magic number, class, and the order of octets, which is little-endian here.
    fn of(identification: &[u8]) -> Option<Layout> {
        match identification {
            [0x7f, b'E', b'L', b'F', 2, 1] => {
                Some(Layout { is_64: true, table: 0x20, size: 0x36, segment: 56, offset: 8, length: 32 })
            }
            [0x7f, b'E', b'L', b'F', 1, 1] => {
                Some(Layout { is_64: false, table: 0x1C, size: 0x2A, segment: 32, offset: 4, length: 16 })
            }
            _ => None,
        }
    }

    fn word(&self, octets: &[u8], at: usize) -> Option<u64> {
        if self.is_64 {
            Some(u64::from_le_bytes(octets.get(at..)?.first_chunk().copied()?))
        } else {
            full(octets, at).map(u64::from)
        }
    }
}

fn half(octets: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(octets.get(at..)?.first_chunk().copied()?))
}

fn full(octets: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(octets.get(at..)?.first_chunk().copied()?))
}

/// As many octets as there are, up to `length`.
fn read(file: &File, at: u64, length: usize) -> Option<Vec<u8>> {
    let mut octets = vec![0; length];
    let count = file.read_at(&mut octets, at).ok()?;
    octets.truncate(count);
    Some(octets)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// An ELF file of 64 bits with one segment, which names `/nowhere/ld`.
    fn program() -> Vec<u8> {
        let mut octets = vec![0; 132];
        octets[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', 2, 1]);
        octets[0x20] = 64;
        octets[0x36..0x3A].copy_from_slice(&[56, 0, 1, 0]);
        octets[64] = 3;
        octets[64 + 8] = 120;
        octets[64 + 32] = 12;
        octets[120..131].copy_from_slice(b"/nowhere/ld");
        octets
    }

    #[test]
    fn a_program_that_is_cut_off_or_damaged_is_no_harm() {
        let path = std::env::temp_dir().join(format!("bee-elf-{}", std::process::id()));
        let missing_in = |octets: &[u8]| {
            fs::write(&path, octets).unwrap();
            missing(&path)
        };
        let whole = program();
        assert_eq!(missing_in(&whole), Some("/nowhere/ld".into()));
        for length in 0..120 {
            assert_eq!(missing_in(&whole[..length]), None, "{length}");
        }
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] = 0xFF;
            missing_in(&damaged);
        }
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_is_no_file_names_nothing() {
        assert_eq!(missing("/dev/zero".as_ref()), None);
        assert_eq!(missing("/".as_ref()), None);
        assert_eq!(missing("/nowhere".as_ref()), None);
    }
}
