//! What the kernel says of PCI functions in text: link speeds, regions, error counters.
//!
//! Linux `Documentation/ABI/testing/sysfs-bus-pci` and `sysfs-bus-pci-devices-aer_stats`; resource flags as in
//! `include/linux/ioport.h`.
//!
//! What real kernels do: a speed is "8.0 GT/s PCIe" since 5.8 and "8 GT/s" before, a dead link is "Unknown" or
//! "Unknown speed", and an unknown width is 0 or 255. How many regions there are depends on the kernel's options.

use crate::units::GigaTransfers;

/// Speed of a link or of a slot's bus; `None` when unknown, or counted in MHz as those of conventional buses.
pub fn link_speed(text: &str) -> Option<GigaTransfers> {
    let mut words = text.split_whitespace();
    let rate = words.next()?.parse().ok()?;
    words.next().is_some_and(|unit| unit == "GT/s").then_some(GigaTransfers(rate))
}

/// Lanes of a link; `None` when unknown.
pub fn link_width(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|width| !matches!(width, 0 | 255))
}

/// One line of `resource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// `bar0` to `bar5`, `rom`, `vf_bar0` to `vf_bar5`, `window0` to `window3` of a bridge.
    pub name: String,
    /// First address.
    pub start: u64,
    /// Octets.
    pub length: u64,
    /// `IORESOURCE_*`.
    pub flags: u64,
}

impl Resource {
    /// Whether it is I/O space (`IORESOURCE_IO`).
    pub fn is_io(&self) -> bool {
        self.flags & 0x100 != 0
    }

    /// Whether it is memory (`IORESOURCE_MEM`).
    pub fn is_memory(&self) -> bool {
        self.flags & 0x200 != 0
    }

    /// Whether reads have no side effects (`IORESOURCE_PREFETCH`).
    pub fn is_prefetchable(&self) -> bool {
        self.flags & 0x2000 != 0
    }

    /// Whether it can lie above 4 GiB (`IORESOURCE_MEM_64`).
    pub fn is_64_bit(&self) -> bool {
        self.flags & 0x10_0000 != 0
    }
}

/// The regions of `resource` that are assigned; lines of zeros are not.
pub fn resources(text: &str) -> Vec<Resource> {
    // Without CONFIG_PCI_IOV there are no lines for virtual functions: 7 lines, or 11 for a bridge; else 13 or 17.
    let virtual_functions = if text.lines().count() > 11 { 6 } else { 0 };
    let name = |line: usize| match line {
        0..=5 => format!("bar{line}"),
        6 => "rom".to_owned(),
        line if line < 7 + virtual_functions => format!("vf_bar{}", line - 7),
        line => format!("window{}", line - 7 - virtual_functions),
    };
    let resource = |(line, text): (usize, &str)| {
        let mut numbers = text.split_whitespace().map(|number| {
            let digits = number.strip_prefix("0x")?;
            u64::from_str_radix(digits, 16).ok()
        });
        let (start, end, flags) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let length = end.checked_sub(start)?.checked_add(1)?;
        (end != 0).then(|| Resource { name: name(line), start, length, flags })
    };
    text.lines().enumerate().filter_map(resource).collect()
}

/// One file of `aer_dev_*`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorCounts {
    /// The line `TOTAL_ERR_…`.
    pub total: Option<u64>,
    /// Kinds that happened, in the words of the standard (PCI Express Base 6.0 §7.8.4.2, §7.8.4.5), in the file's
    /// order.
    pub by_kind: Vec<(String, u64)>,
}

/// Errors that the kernel counted for a function.
pub fn error_counts(text: &str) -> ErrorCounts {
    let mut counts = ErrorCounts::default();
    for (kind, count) in text.lines().filter_map(|line| line.trim().rsplit_once(' ')) {
        let Ok(count) = count.parse() else { continue };
        if kind.starts_with("TOTAL_") {
            counts.total = Some(count);
        } else if count > 0 {
            counts.by_kind.push((error_name(kind).to_owned(), count));
        }
    }
    counts
}

/// The kernel's short words (`drivers/pci/pcie/aer.c`) in those of the standard; a newer one stays as it is.
fn error_name(kind: &str) -> &str {
    match kind {
        "RxErr" => "Receiver Error",
        "BadTLP" => "Bad TLP",
        "BadDLLP" => "Bad DLLP",
        "Rollover" => "REPLAY_NUM Rollover",
        "Timeout" => "Replay Timer Timeout",
        "NonFatalErr" => "Advisory Non-Fatal Error",
        "CorrIntErr" => "Corrected Internal Error",
        "HeaderOF" => "Header Log Overflow",
        "DLP" => "Data Link Protocol Error",
        "SDES" => "Surprise Down Error",
        "TLP" => "Poisoned TLP Received",
        "FCP" => "Flow Control Protocol Error",
        "CmpltTO" => "Completion Timeout",
        "CmpltAbrt" => "Completer Abort",
        "UnxCmplt" => "Unexpected Completion",
        "RxOF" => "Receiver Overflow",
        "MalfTLP" => "Malformed TLP",
        "ECRC" => "ECRC Error",
        "UnsupReq" => "Unsupported Request Error",
        "ACSViol" => "ACS Violation",
        "UncorrIntErr" => "Uncorrectable Internal Error",
        "BlockedTLP" => "MC Blocked TLP",
        "AtomicOpBlocked" => "AtomicOp Egress Blocked",
        "TLPBlockedErr" => "TLP Prefix Blocked Error",
        "PoisonTLPBlocked" => "Poisoned TLP Egress Blocked",
        "DMWrReqBlocked" => "DMWr Request Egress Blocked",
        "IDECheck" => "IDE Check Failed",
        "MisIDETLP" => "Misrouted IDE TLP",
        "PCRC_CHECK" => "PCRC Check Failed",
        "TLPXlatBlocked" => "TLP Translation Egress Blocked",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_and_widths_of_every_kernel() {
        let speed = |text| link_speed(text).map(|speed| speed.0);
        assert_eq!((speed("8.0 GT/s PCIe"), speed("2.5 GT/s"), speed("16 GT/s\n")), (Some(8.0), Some(2.5), Some(16.0)));
        assert_eq!(
            (speed("Unknown"), speed("Unknown speed"), speed("66 MHz PCI"), speed("")),
            (None, None, None, None)
        );
        assert_eq!(
            (link_width("16\n"), link_width("0"), link_width("255"), link_width("")),
            (Some(16), None, None, None)
        );
    }

    #[test]
    fn regions_are_named_by_the_number_of_lines() {
        const NONE: &str = "0x0000000000000000 0x0000000000000000 0x0000000000000000\n";
        const WINDOW: &str = "0x0000000000003000 0x0000000000003fff 0x0000000000000101\n";
        let names = |text: &str| resources(text).into_iter().map(|resource| resource.name).collect::<Vec<_>>();
        assert_eq!(names(&(NONE.repeat(7) + WINDOW + &NONE.repeat(3))), ["window0"]);
        assert_eq!(names(&(NONE.repeat(7) + WINDOW + &NONE.repeat(5))), ["vf_bar0"]);
        assert_eq!(names(&(NONE.repeat(13) + WINDOW + &NONE.repeat(3))), ["window0"]);
        let bar = resources("0x0000004000000000 0x000000400007ffff 0x0000000000142204\n").remove(0);
        assert_eq!((bar.length, bar.is_memory(), bar.is_io()), (0x8_0000, true, false));
        assert!(bar.is_64_bit() && bar.is_prefetchable());
        assert_eq!(resources("0x0000000000000002 0x0000000000000001 0x0\nnothing\n0x1\n"), []);
    }

    #[test]
    fn error_counters_take_the_names_of_the_standard() {
        let counts = error_counts("RxErr 0\nBadTLP 12\nOfTomorrow 1\nnonsense\nTOTAL_ERR_COR 13\n");
        assert_eq!(counts.total, Some(13));
        assert_eq!(counts.by_kind, [("Bad TLP".to_owned(), 12), ("OfTomorrow".to_owned(), 1)]);
    }
}
