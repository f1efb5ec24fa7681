//! `/proc/meminfo`: lines `MemTotal:  24684092 kB`, where kB means KiB (proc(5)).

use crate::units::Bytes;

/// One amount; `None` when the line is not there or holds no amount. `key` is the name that the kernel prints.
pub fn amount(meminfo: &str, key: &str) -> Option<Bytes> {
    let (_, value) = meminfo.lines().filter_map(|line| line.split_once(':')).find(|(name, _)| *name == key)?;
    let kib = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(Bytes::from_kib(kib))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_kib() {
        let text = "MemTotal:       24684092 kB\nHugePages_Total:       0\nBad: kB\n";
        assert_eq!(amount(text, "MemTotal"), Some(Bytes(24_684_092 << 10)));
        assert_eq!(amount(text, "HugePages_Total"), None);
        assert_eq!(amount(text, "Bad"), None);
    }
}
