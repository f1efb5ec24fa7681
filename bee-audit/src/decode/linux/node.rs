//! NUMA nodes, `/sys/devices/system/node/node*/`.
//!
//! Linux, Documentation/ABI/stable/sysfs-devices-node: `meminfo` has lines `Node 0 MemTotal:  388492316 kB` (kB meaning
//! KiB; counts of huge pages have no unit), `distance` one decimal a node that is online, as ACPI 6.5 §5.2.17 (SLIT)
//! scales it: 10 is local.

use super::STANDARD;
use crate::{
    decode::{Error, Fault},
    units::Bytes,
};

/// One amount of `meminfo`; `None` when the line is not there or not an amount.
///
/// `key` is the name that the kernel prints, such as `MemTotal`.
pub fn amount(meminfo: &str, key: &str) -> Option<Bytes> {
    let (_, value) = meminfo.lines().filter_map(statement).find(|(name, _)| *name == key)?;
    let kib = value.strip_suffix("kB")?.trim().parse().ok()?;
    Some(Bytes::from_kib(kib))
}

/// `Node 0 MemTotal:  388492316 kB` as name and value.
fn statement(line: &str) -> Option<(&str, &str)> {
    let (_number, rest) = line.trim().strip_prefix("Node ")?.split_once(' ')?;
    let (name, value) = rest.split_once(':')?;
    Some((name.trim(), value.trim()))
}

/// The relative distances from a node to the nodes that are online, in their order.
///
/// [`Fault::NotText`] when one is not a decimal number.
pub fn distances(text: &str) -> Result<Vec<u32>, Error> {
    let mut distances = Vec::new();
    for word in text.split_ascii_whitespace() {
        distances.push(word.parse().map_err(|_| Error::new(STANDARD, 0, Fault::NotText))?);
    }
    Ok(distances)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMINFO: &str = "Node 0 MemTotal:       388492316 kB\nNode 0 MemFree:        387668228 kB\n\
                           Node 0 HugePages_Total:     4\nNode 0 Bad:   x kB\nNode\nNode 0\n";

    #[test]
    fn amounts_are_kib() {
        assert_eq!(amount(MEMINFO, "MemTotal"), Some(Bytes(388_492_316 << 10)));
        assert_eq!(amount(MEMINFO, "MemFree"), Some(Bytes(387_668_228 << 10)));
        for key in ["HugePages_Total", "Bad", "Node", "", "MemUsed"] {
            assert_eq!(amount(MEMINFO, key), None, "{key}");
        }
    }

    #[test]
    fn distances_are_decimal() {
        assert_eq!(distances("10 11 21 21\n"), Ok(vec![10, 11, 21, 21]));
        assert_eq!(distances(""), Ok(vec![]));
        assert!(distances("10 x").is_err());
        assert!(distances("10 -1").is_err());
    }
}
