//! The part of pci.ids that a recording needs: the entries of this machine's devices, not all 40,000.

use std::collections::BTreeSet;

use crate::{
    decode::{self, pci::ConfigurationSpace},
    host::{Query, Recording, Reply},
};

/// Cuts every copy of pci.ids in `recording` down to the ids that the recording mentions.
pub(super) fn cut_pci_ids(recording: &mut Recording) {
    let ids: BTreeSet<u16> = recording.answers.iter().flat_map(ids_in).collect();
    for (query, answer) in &mut recording.answers {
        if let (Query::Read(path), Ok(Reply::Bytes(text))) = (query, answer)
            && path.ends_with("/pci.ids")
        {
            *text = excerpt(text, &ids);
        }
    }
}

/// Ids of vendors, devices and subsystems in one answer.
fn ids_in<E>((query, answer): (&Query, &Result<Reply, E>)) -> Vec<u16> {
    let (Query::Read(path), Ok(Reply::Bytes(bytes))) = (query, answer) else { return Vec::new() };
    match path.rsplit('/').next() {
        Some("vendor" | "device" | "subsystem_vendor" | "subsystem_device") => {
            let text = decode::text(bytes).unwrap_or_default();
            u16::from_str_radix(text.trim_start_matches("0x"), 16).into_iter().collect()
        }
        Some("config") => {
            let subsystem = ConfigurationSpace::decode(bytes).ok().and_then(|config| config.subsystem());
            subsystem.map(|subsystem| vec![subsystem.vendor_id.0, subsystem.device_id.0]).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Lines whose ids, and those of the lines they are nested in, are all among `ids`; the version; every class.
fn excerpt(text: &[u8], ids: &BTreeSet<u16>) -> Vec<u8> {
    let is_known = |word: &[u8]| {
        let id = std::str::from_utf8(word).ok().and_then(|word| u16::from_str_radix(word, 16).ok());
        id.is_some_and(|id| ids.contains(&id))
    };
    let mut kept = Vec::new();
    // Whether the last entry of each depth was kept: vendor, device, subsystem.
    let mut open = [false; 3];
    let mut in_classes = false;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        in_classes |= line.starts_with(b"C ");
        let depth = line.iter().take_while(|byte| **byte == b'\t').count();
        let keep = if line.starts_with(b"#") {
            line.windows(8).any(|part| part == b"Version:")
        } else {
            let words: Vec<&[u8]> = line.trim_ascii().split(|byte| *byte == b' ').take(1 + depth / 2).collect();
            let inside = open.get(..depth).is_some_and(|outer| outer.iter().all(|open| *open));
            in_classes || (inside && words.iter().all(|word| is_known(word)))
        };
        if let Some(place) = open.get_mut(depth)
            && !line.starts_with(b"#")
        {
            *place = keep;
        }
        kept.extend_from_slice(if keep { line } else { b"" });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_entries_of_known_ids_stay() {
        let text = "#\n#\tVersion: 2026.10.09\n# text\n\
            8086  Intel\n\t100e  Gigabit\n\t\t1af4 1100  QEMU\n\t\t8086 1100  Other\n\t100f  Not here\n\t\t1af4 1100  QEMU\n\
            9999  Nobody\n\t100e  Gigabit\nC 01  Storage\n\t06  SATA\n\t\t01  AHCI\n";
        let kept = excerpt(text.as_bytes(), &BTreeSet::from([0x8086, 0x100e, 0x1af4, 0x1100]));
        let expected = "#\tVersion: 2026.10.09\n8086  Intel\n\t100e  Gigabit\n\t\t1af4 1100  QEMU\n\t\t8086 1100  Other\n\
            C 01  Storage\n\t06  SATA\n\t\t01  AHCI\n";
        assert_eq!(String::from_utf8(kept).unwrap(), expected);
    }
}
