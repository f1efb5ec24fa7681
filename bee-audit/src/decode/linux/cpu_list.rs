//! Lists of CPU and NUMA node numbers: `0-3,8`.
//!
//! Linux, Documentation/admin-guide/cputopology.rst and kernel-parameters.rst, section *cpu lists*: decimal numbers and
//! ranges, separated by commas; `bitmap_print_to_pagebuf` prints them in ascending order and an empty list as an empty
//! line. Older kernels print `(null)` for a mask that was never set up (`nohz_full`). Input to the kernel may also hold
//! strides (`0-31:2/8`); no attribute prints them, so they are not accepted here.

use std::fmt;

use super::STANDARD;
use crate::decode::{Error, Fault};

/// A set of CPU or node numbers, kept as ranges: its memory is bounded by the text, whatever the numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CpuList(
    /// First and last number of each range, ascending, neither touching nor overlapping.
    Vec<(u32, u32)>,
);

impl CpuList {
    /// Reads `0-3,8`, blanks at both ends ignored.
    ///
    /// [`Fault::NotText`] where a number should be, [`Fault::OutOfBounds`] for a range that runs backwards.
    pub fn decode(text: &str) -> Result<CpuList, Error> {
        let text = text.trim();
        if text.is_empty() || text == "(null)" {
            return Ok(CpuList::default());
        }
        let mut ranges = Vec::new();
        let mut offset = 0;
        for item in text.split(',') {
            ranges.push(range(item, offset)?);
            offset += item.len() + 1;
        }
        Ok(CpuList::of_ranges(ranges))
    }

    fn of_ranges(mut ranges: Vec<(u32, u32)>) -> CpuList {
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match joined.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => joined.push((first, last)),
            }
        }
        CpuList(joined)
    }

    /// How many numbers are in it.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| u64::from(last - first) + 1).sum()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `number` is in it.
    pub fn contains(&self, number: u32) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&number))
    }

    /// The lowest number.
    pub fn first(&self) -> Option<u32> {
        self.0.first().map(|(first, _)| *first)
    }

    /// All numbers, ascending. A list from untrusted text can name 2³² of them.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }
}

fn range(item: &str, offset: usize) -> Result<(u32, u32), Error> {
    let number = |digits: &str| {
        let is_decimal = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        let number = digits.parse::<u32>().ok().filter(|_| is_decimal);
        number.ok_or_else(|| Error::new(STANDARD, offset, Fault::NotText))
    };
    let (first, last) = match item.trim().split_once('-') {
        Some((first, last)) => (number(first)?, number(last)?),
        None => (number(item.trim())?, number(item.trim())?),
    };
    if first > last {
        return Err(Error::new(STANDARD, offset, Fault::OutOfBounds));
    }
    Ok((first, last))
}

impl FromIterator<u32> for CpuList {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> CpuList {
        CpuList::of_ranges(numbers.into_iter().map(|number| (number, number)).collect())
    }
}

/// As the kernel prints it: `0-3,8`; nothing for the empty list.
impl fmt::Display for CpuList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (first, last)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            match last - first {
                0 => write!(formatter, "{comma}{first}")?,
                _ => write!(formatter, "{comma}{first}-{last}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_round_trip() {
        for text in ["", "0", "0-3", "0-3,8", "0,2,4", "0-31,64-95", "4294967295"] {
            assert_eq!(CpuList::decode(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn ranges_are_joined_and_counted() {
        let list = CpuList::decode(" 8,0-1,2-3\n").unwrap();
        assert_eq!(list.to_string(), "0-3,8");
        assert_eq!(list.count(), 5);
        assert_eq!(list.first(), Some(0));
        assert!(list.contains(2) && !list.contains(4));
        assert_eq!(list, list.numbers().collect());
        assert_eq!(CpuList::decode("0-4294967295").unwrap().count(), 1 << 32);
        assert!(CpuList::decode("(null)\n").unwrap().is_empty());
    }

    #[test]
    fn other_text_names_its_offset() {
        assert_eq!(CpuList::decode("0,x"), Err(Error::new(STANDARD, 2, Fault::NotText)));
        assert_eq!(CpuList::decode("0,3-1"), Err(Error::new(STANDARD, 2, Fault::OutOfBounds)));
        for text in [",", "0-", "-1", "0-1-2", "+1", "0x1", "4294967296", "0-31:2/8"] {
            assert!(CpuList::decode(text).is_err(), "{text}");
        }
    }
}
