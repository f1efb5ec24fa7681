//! `/proc/cpuinfo` of x86 and arm64 kernels.
//!
//! Linux, Documentation/filesystems/proc.rst §1.2 and Documentation/arch/x86/cpuinfo.rst: blocks of `key : value`, one
//! a logical CPU that is online, parted by an empty line. arm64 prints MIDR_EL1 in pieces (Documentation/arch/arm64/
//! cpu-feature-registers.rst §4): `CPU implementer`, `variant`, `part`, `revision`. Hypervisors leave out or invent
//! much of it: `microcode : 0xffffffff`, `cpu MHz : 0.000`, `address sizes : 0 bits physical` have been seen. Blocks
//! without a `processor` number (machine facts at the end on 32-bit Arm) are not CPUs.

use crate::units::Hertz;

/// One logical CPU.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Processor<'a> {
    /// `processor`: the kernel's number of the logical CPU.
    pub number: u32,
    /// What the CPU is; alike CPUs have equal ones.
    pub identity: Identity<'a>,
    /// x86 `microcode`: revision of the update that is loaded, as printed (`0x2b000590`).
    pub microcode: Option<&'a str>,
    /// x86 `cpu MHz`: frequency at the time of reading.
    pub frequency: Option<Hertz>,
}

/// The fields that alike CPUs share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Identity<'a> {
    /// x86 `vendor_id`: CPUID leaf 0 (`GenuineIntel`).
    pub vendor_id: Option<&'a str>,
    /// x86 `cpu family`: family with the extended family added, decimal.
    pub family: Option<u32>,
    /// x86 `model`: model with the extended model in front, decimal.
    pub model: Option<u32>,
    /// x86 `stepping`.
    pub stepping: Option<u32>,
    /// x86 `model name` (CPUID leaves 8000_0002h to 8000_0004h); `cpu` on POWER.
    pub model_name: Option<&'a str>,
    /// x86 `flags`, arm64 `Features`: names of CPU features, parted by blanks.
    pub flags: &'a str,
    /// x86 `bugs`: names of hardware defects that the kernel knows of.
    pub bugs: &'a str,
    /// x86 `address sizes`: bits of a physical address.
    pub physical_address_bits: Option<u32>,
    /// x86 `address sizes`: bits of a virtual address.
    pub virtual_address_bits: Option<u32>,
    /// arm64 `CPU implementer`: MIDR_EL1\[31:24\].
    pub implementer: Option<u32>,
    /// arm64 `CPU architecture`: 8 on every arm64 kernel.
    pub architecture: Option<u32>,
    /// arm64 `CPU variant`: MIDR_EL1\[23:20\], the major revision (*r*).
    pub variant: Option<u32>,
    /// arm64 `CPU part`: MIDR_EL1\[15:4\].
    pub part: Option<u32>,
    /// arm64 `CPU revision`: MIDR_EL1\[3:0\], the minor revision (*p*).
    pub revision: Option<u32>,
}

/// Every logical CPU, in the order of the file.
pub fn decode(text: &str) -> Vec<Processor<'_>> {
    let mut processors = Vec::new();
    let mut block: Option<Processor<'_>> = None;
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':') else {
            processors.extend(block.take());
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        if key == "processor" {
            processors.extend(block.take());
            block = value.parse().ok().map(|number| Processor { number, ..Processor::default() });
        } else if let Some(processor) = &mut block {
            processor.enter(key, value);
        }
    }
    processors.extend(block);
    processors
}

impl<'a> Processor<'a> {
    fn enter(&mut self, key: &str, value: &'a str) {
        let identity = &mut self.identity;
        match key {
            "vendor_id" => identity.vendor_id = filled(value),
            "cpu family" => identity.family = number(value),
            "model" => identity.model = number(value),
            "stepping" => identity.stepping = number(value),
            "model name" | "cpu" => identity.model_name = filled(value),
            "flags" | "Features" => identity.flags = value,
            "bugs" => identity.bugs = value,
            "address sizes" => {
                (identity.physical_address_bits, identity.virtual_address_bits) = address_sizes(value);
            }
            "CPU implementer" => identity.implementer = number(value),
            "CPU architecture" => identity.architecture = number(value),
            "CPU variant" => identity.variant = number(value),
            "CPU part" => identity.part = number(value),
            "CPU revision" => identity.revision = number(value),
            "microcode" => self.microcode = filled(value),
            "cpu MHz" => self.frequency = megahertz(value),
            _ => {}
        }
    }
}

/// The kernel prints `unknown` for what CPUID does not tell (`vendor_id`, `model name`, `stepping`).
fn filled(value: &str) -> Option<&str> {
    (!value.is_empty() && value != "unknown").then_some(value)
}

/// Decimal, or hexadecimal with `0x`.
fn number(value: &str) -> Option<u32> {
    match value.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => value.parse().ok(),
    }
}

/// `46 bits physical, 48 bits virtual`.
fn address_sizes(value: &str) -> (Option<u32>, Option<u32>) {
    let bits = |kind: &str| {
        let statement = value.split(',').find(|statement| statement.trim_end().ends_with(kind))?;
        let bits = statement.split_ascii_whitespace().next()?.parse().ok();
        bits.filter(|bits| *bits > 0)
    };
    (bits("physical"), bits("virtual"))
}

/// `2596.122`, in 10⁶ Hz with at most three decimals.
fn megahertz(value: &str) -> Option<Hertz> {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    let thousandths: u64 = format!("{decimals:0<3}").get(..3)?.parse().ok()?;
    let kilohertz = whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(thousandths)?;
    (kilohertz > 0).then_some(Hertz(kilohertz.checked_mul(1_000)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const X86: &str = include_str!("../../../../fixtures/parts/linux/cpuinfo-x86-mixed-microcode.txt");
    const ARM64: &str = include_str!("../../../../fixtures/parts/linux/cpuinfo-arm64.txt");
    const BAD: &str = include_str!("../../../../fixtures/bad/linux/cpuinfo.txt");

    #[test]
    fn x86() {
        let processors = decode(X86);
        assert_eq!(processors.iter().map(|processor| processor.number).collect::<Vec<_>>(), [0, 1]);
        let [first, second] = &processors[..] else { panic!() };
        assert_eq!(first.identity, second.identity);
        assert_eq!((first.microcode, second.microcode), (Some("0x2b000590"), Some("0x2b000571")));
        assert_eq!(first.frequency, Some(Hertz(2_000_000_000)));
        let identity = &first.identity;
        assert_eq!(identity.vendor_id, Some("GenuineIntel"));
        assert_eq!((identity.family, identity.model, identity.stepping), (Some(6), Some(143), Some(8)));
        assert_eq!((identity.physical_address_bits, identity.virtual_address_bits), (Some(52), Some(57)));
        assert!(identity.flags.starts_with("fpu vme") && identity.bugs.starts_with("spectre_v1"));
    }

    #[test]
    fn arm64() {
        let processors = decode(ARM64);
        assert_eq!(processors.len(), 2);
        let identity = &processors[0].identity;
        assert_eq!((identity.implementer, identity.part), (Some(0x41), Some(0xd0c)));
        assert_eq!((identity.architecture, identity.variant, identity.revision), (Some(8), Some(3), Some(1)));
        assert!(identity.flags.ends_with("asimddp"));
        assert_eq!(processors[0].microcode, None);
    }

    #[test]
    fn what_is_wrong_is_left_out() {
        let [processor] = &decode(BAD)[..] else { panic!() };
        assert_eq!(*processor, Processor { number: 3, ..Processor::default() });
    }

    #[test]
    fn cut_and_changed_text_never_panics() {
        for sample in [X86, ARM64, BAD] {
            for end in (0..sample.len()).filter(|end| sample.is_char_boundary(*end)) {
                let _no_panic = decode(&sample[..end]);
                let mut bytes = sample.as_bytes().to_vec();
                bytes[end] ^= 0xff;
                let _no_panic = decode(&String::from_utf8_lossy(&bytes));
            }
        }
    }
}
