//! Names in the Main ID Register of Arm CPUs.
//!
//! Arm Architecture Reference Manual (DDI 0487), register MIDR_EL1: bits 31:24 are the implementer, whose code Arm
//! assigns; bits 15:4 the part number, which the implementer assigns. Part numbers are in the Technical Reference
//! Manual of each CPU. Firmware may hide the real CPU behind another's number in virtual machines.

use crate::decode::code::codes;

codes! {
    /// Implementer of an Arm CPU (MIDR_EL1\[31:24\]).
    pub struct Implementer(u32) {
        0x41 => "Arm Limited",
        0x42 => "Broadcom Corporation",
        0x43 => "Cavium Inc.",
        0x44 => "Digital Equipment Corporation",
        0x46 => "Fujitsu Ltd.",
        0x48 => "HiSilicon",
        0x49 => "Infineon Technologies AG",
        0x4d => "Motorola or Freescale Semiconductor Inc.",
        0x4e => "NVIDIA Corporation",
        0x50 => "Applied Micro Circuits Corporation",
        0x51 => "Qualcomm Inc.",
        0x53 => "Samsung Electronics",
        0x56 => "Marvell International Ltd.",
        0x61 => "Apple Inc.",
        0x66 => "Faraday Technology Corporation",
        0x69 => "Intel Corporation",
        0x6d => "Microsoft Corporation",
        0x70 => "Phytium Technology",
        0xc0 => "Ampere Computing",
    }
}

/// The name of a part (MIDR_EL1\[15:4\]) of `implementer`, for CPUs that servers and accelerators have.
pub fn part_name(implementer: u32, part: u32) -> Option<&'static str> {
    match implementer {
        0x41 => arm_limited(part),
        0x43 => {
            named(part, &[(0x0a1, "ThunderX"), (0x0a2, "ThunderX T81"), (0x0a3, "ThunderX T83"), (0x0af, "ThunderX2")])
        }
        0x42 => named(part, &[(0x516, "ThunderX2")]),
        0x46 => named(part, &[(0x001, "A64FX"), (0x003, "MONAKA")]),
        0x48 => named(part, &[(0xd01, "TaiShan v110"), (0xd02, "TaiShan v120")]),
        0x4e => named(part, &[(0x000, "Denver"), (0x003, "Denver 2"), (0x004, "Carmel"), (0x010, "Olympus")]),
        0x50 => named(part, &[(0x000, "X-Gene")]),
        0x51 => named(part, &[(0x800, "Falkor V1/Kryo"), (0xc00, "Falkor"), (0x001, "Oryon")]),
        0x6d => named(part, &[(0xd49, "Azure Cobalt 100")]),
        0x70 => named(part, &[(0x662, "FTC662"), (0x663, "FTC663"), (0x664, "FTC664"), (0x862, "FTC862")]),
        0xc0 => named(part, &[(0xac3, "Ampere-1"), (0xac4, "Ampere-1a"), (0xac5, "Ampere-1b")]),
        _ => None,
    }
}

fn named(part: u32, names: &[(u32, &'static str)]) -> Option<&'static str> {
    names.iter().find(|(number, _)| *number == part).map(|(_, name)| *name)
}

fn arm_limited(part: u32) -> Option<&'static str> {
    const CORES: &[(u32, &str)] = &[
        (0xd02, "Cortex-A34"),
        (0xd03, "Cortex-A53"),
        (0xd04, "Cortex-A35"),
        (0xd05, "Cortex-A55"),
        (0xd06, "Cortex-A65"),
        (0xd07, "Cortex-A57"),
        (0xd08, "Cortex-A72"),
        (0xd09, "Cortex-A73"),
        (0xd0a, "Cortex-A75"),
        (0xd0b, "Cortex-A76"),
        (0xd0c, "Neoverse-N1"),
        (0xd0d, "Cortex-A77"),
        (0xd0e, "Cortex-A76AE"),
        (0xd40, "Neoverse-V1"),
        (0xd41, "Cortex-A78"),
        (0xd42, "Cortex-A78AE"),
        (0xd43, "Cortex-A65AE"),
        (0xd44, "Cortex-X1"),
        (0xd46, "Cortex-A510"),
        (0xd47, "Cortex-A710"),
        (0xd48, "Cortex-X2"),
        (0xd49, "Neoverse-N2"),
        (0xd4a, "Neoverse-E1"),
        (0xd4b, "Cortex-A78C"),
        (0xd4c, "Cortex-X1C"),
        (0xd4d, "Cortex-A715"),
        (0xd4e, "Cortex-X3"),
        (0xd4f, "Neoverse-V2"),
        (0xd80, "Cortex-A520"),
        (0xd81, "Cortex-A720"),
        (0xd82, "Cortex-X4"),
        (0xd83, "Neoverse-V3AE"),
        (0xd84, "Neoverse-V3"),
        (0xd85, "Cortex-X925"),
        (0xd87, "Cortex-A725"),
        (0xd8e, "Neoverse-N3"),
    ];
    named(part, CORES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        assert_eq!(Implementer(0xc0).name(), Some("Ampere Computing"));
        assert_eq!(Implementer(0x00).name(), None);
        assert_eq!(part_name(0x41, 0xd0c), Some("Neoverse-N1"));
        assert_eq!(part_name(0xc0, 0xac3), Some("Ampere-1"));
        assert_eq!(part_name(0x41, 0xfff), None);
        assert_eq!(part_name(0xffff_ffff, 0xd0c), None);
    }
}
