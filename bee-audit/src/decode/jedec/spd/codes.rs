//! Codes of SPD.
//!
//! Documents: JESD21-C annex K table 4 and 5, annex L table 4 and 5, JESD400-5B tables 17, 18, 63 to 69.

use super::super::super::code::codes;

codes! {
    /// Kind of memory (key byte, octet 2).
    pub struct MemoryType(u8) {
        0x01 => "Fast Page Mode DRAM",
        0x02 => "EDO DRAM",
        0x04 => "SDR SDRAM",
        0x07 => "DDR SDRAM",
        0x08 => "DDR2 SDRAM",
        0x09 => "DDR2 SDRAM FB-DIMM",
        0x0a => "DDR2 SDRAM FB-DIMM PROBE",
        0x0b => "DDR3 SDRAM",
        0x0c => "DDR4 SDRAM",
        0x0e => "DDR4E SDRAM",
        0x0f => "LPDDR3 SDRAM",
        0x10 => "LPDDR4 SDRAM",
        0x11 => "LPDDR4X SDRAM",
        0x12 => "DDR5 SDRAM",
        0x13 => "LPDDR5 SDRAM",
        0x14 => "DDR5 NVDIMM-P",
        0x15 => "LPDDR5X SDRAM",
    }

    /// Kind of a DDR3 module (annex K, octet 3).
    pub struct Ddr3ModuleType(u8) {
        0x1 => "RDIMM",
        0x2 => "UDIMM",
        0x3 => "SO-DIMM",
        0x4 => "Micro-DIMM",
        0x5 => "Mini-RDIMM",
        0x6 => "Mini-UDIMM",
        0x7 => "Mini-CDIMM",
        0x8 => "72b-SO-UDIMM",
        0x9 => "72b-SO-RDIMM",
        0xa => "72b-SO-CDIMM",
        0xb => "LRDIMM",
        0xc => "16b-SO-DIMM",
        0xd => "32b-SO-DIMM",
    }

    /// Kind of a DDR4 module (annex L, octet 3).
    pub struct Ddr4ModuleType(u8) {
        0x1 => "RDIMM",
        0x2 => "UDIMM",
        0x3 => "SO-DIMM",
        0x4 => "LRDIMM",
        0x5 => "Mini-RDIMM",
        0x6 => "Mini-UDIMM",
        0x8 => "72b-SO-RDIMM",
        0x9 => "72b-SO-UDIMM",
        0xc => "16b-SO-DIMM",
        0xd => "32b-SO-DIMM",
    }

    /// Kind of a DDR5 module (JESD400-5B, octet 3).
    pub struct Ddr5ModuleType(u8) {
        0x1 => "RDIMM",
        0x2 => "UDIMM",
        0x3 => "SO-DIMM",
        0x4 => "LRDIMM",
        0x5 => "CUDIMM",
        0x6 => "CSO-DIMM",
        0x7 => "MRDIMM",
        0x8 => "CAMM2",
        0xa => "DDIMM",
        0xb => "Solder down",
    }

    /// SPD hub of a DDR5 module (JESD400-5B, octet 196).
    pub struct SpdHubType(u8) { 0x0 => "SPD5118", 0x1 => "ESPD5216" }

    /// Power management circuit of a DDR5 module (JESD400-5B, octets 200, 204 and 208).
    pub struct PmicType(u8) {
        0x0 => "PMIC5000", 0x1 => "PMIC5010", 0x2 => "PMIC5100", 0x3 => "PMIC5020", 0x4 => "PMIC5120", 0x5 => "PMIC5200",
        0x6 => "PMIC5030",
    }

    /// Temperature sensor of a DDR5 module (JESD400-5B, octet 212).
    pub struct TemperatureSensorType(u8) { 0x0 => "TS5111", 0x1 => "TS5110", 0x2 => "TS5211", 0x3 => "TS5210" }

    /// Registering clock driver of a DDR5 module (JESD400-5B, octet 242).
    pub struct RegisterType(u8) {
        0x0 => "DDR5RCD01", 0x1 => "DDR5RCD02", 0x2 => "DDR5RCD03", 0x3 => "DDR5RCD04", 0x4 => "DDR5RCD05",
    }
}
