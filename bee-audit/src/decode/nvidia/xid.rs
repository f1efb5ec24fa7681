//! Numbers of the errors that a GPU's driver reports (XID), with what NVIDIA's catalogue says of them.
//!
//! Document: NVIDIA, *XID Errors*, "Analyzing Xid Errors with the Xid Catalog" (Ampere and later), and for older GPUs
//! its table of causes; `nverror.h` of the open kernel modules has the same numbers.

use crate::decode::code::codes;

codes! {
    /// An error of a GPU.
    pub struct Xid(u32) {
        8 => "GPU stopped processing",
        11 => "Invalid or corrupted push buffer stream",
        12 => "Driver error handling a GPU exception",
        13 => "Graphics engine exception",
        14 => "Error injected for a test",
        16 => "Display engine hung",
        18 => "Bus mastering disabled in PCI configuration space",
        19 => "Display engine error",
        24 => "GPU semaphore timeout",
        25 => "Invalid or illegal push buffer stream",
        31 => "GPU memory page fault",
        32 => "Invalid or corrupted push buffer stream (DMA controller)",
        37 | 38 => "Driver firmware error",
        39..=41 | 70..=72 | 75..=77 | 85 | 126..=135 => "Copy engine exception",
        42 => "Video processor exception",
        43 => "GPU stopped processing",
        44 => "Graphics engine fault during context switch",
        45 => "Preemptive cleanup, due to previous errors",
        46 => "GPU stopped processing (timeout)",
        47 | 65 | 73 | 142 => "Video encoder exception",
        48 => "Double bit ECC error",
        54 => "Auxiliary power is not connected to the GPU board",
        56 => "Display engine error",
        57 => "Error programming the video memory interface",
        58 => "Unstable video memory interface detected",
        59 => "Internal micro-controller error (older drivers)",
        60 => "Video processor exception",
        61 => "Internal micro-controller breakpoint (newer drivers)",
        62 => "Internal micro-controller halt (newer drivers)",
        63 => "GPU memory remapping or page retirement recorded",
        64 => "GPU memory remapping or page retirement failed",
        66 | 67 => "Illegal access by driver",
        68 | 83 | 84 | 88 | 89 | 96..=98 => "Video decoder exception",
        69 => "Graphics engine class error",
        74 => "NVLink error",
        78 => "vGPU start error",
        79 => "GPU has fallen off the bus",
        80 => "Corrupted data sent to GPU",
        81 => "VGA subsystem error",
        82 | 99..=105 => "JPEG engine error",
        86 | 139 => "Optical flow accelerator exception",
        90 => "Level 2 cache error",
        92 => "High single-bit ECC error rate",
        93 => "InfoROM wear limit exceeded",
        94 => "Contained memory error",
        95 => "Uncontained memory error",
        106 | 107 => "Test message of the system management bus interface",
        108 => "NVLink remote translation error",
        109 => "Context switch timeout",
        110 => "Security fault",
        113 => "DisplayPort link training failed",
        119 => "GSP RPC timeout",
        120 => "GSP error",
        121 => "C2C link error",
        122..=124 => "Access to the firmware's flash failed",
        125 => "InfoROM file system error",
        136 => "Link training failed",
        137 => "NVLink privilege error",
        140 => "Unrecovered ECC error",
        141 => "CUDA fast path error",
        143 => "GPU initialization error",
        144 => "NVLink: SAW error",
        145 => "NVLink: RLW error",
        146 => "NVLink: TLW error",
        147 => "NVLink: TREX error",
        148 => "NVLink: NVLPW_CTRL error",
        149 => "NVLink: NETIR error",
        150 => "NVLink: MSE error",
        151 => "Key rotation error",
        152 | 153 => "Deep learning accelerator error",
        154 => "GPU recovery action changed",
        155 => "NVLink: link taken down by software",
        156 => "Resource retired",
        157 => "Resource retirement failed",
        158 => "GPU fatal timeout",
        159 => "CHI non-data error",
        160 => "Memory channel retired",
        161 => "Memory channel retirement failed",
        162 => "Power smoothing hardware engaged again",
        163 => "Power smoothing hardware disengaged",
        164 => "Power smoothing hardware near the end of its life",
        165 => "Power smoothing hardware at the end of its life",
        166 => "NVLink traffic before encryption was set up",
        167 => "PCI Express fatal timeout",
        168 => "GPU memory capacity reduced",
        169 => "Security micro-controller halt",
        170 => "NVLink interrupt in confidential computing mode",
        171 => "Uncorrectable error of device memory",
        172 => "Uncorrectable error of on-chip memory",
    }
}

impl Xid {
    /// What the catalogue asks for at once, in its words (column *Resolution Bucket, Immediate Action*); `None` where
    /// it names nothing, or refers to another error.
    pub fn immediate_action(self) -> Option<&'static str> {
        let action = match self.0 {
            8 | 11 | 13 | 25 | 31 | 32 | 39..=41 | 60 | 68..=72 | 75..=77 | 80 | 82..=86 | 88 | 89 => "RESTART_APP",
            94 | 96..=105 | 126..=135 | 139 => "RESTART_APP",
            14 | 37 | 38 | 43..=45 | 63 | 66 | 67 | 92 | 93 | 106..=108 | 121 | 137 | 141 | 157 => "IGNORE",
            152 | 153 | 160 | 161 => "IGNORE",
            46 | 62 | 64 | 95 | 109 | 110 | 119 | 120 | 136 | 140 | 143 | 155 | 156 | 158 => "RESET_GPU",
            48 => "WORKFLOW_XID_48",
            54 => "CHECK_MECHANICALS",
            74 => "WORKFLOW_NVLINK_ERR",
            78 => "UPDATE_SWFW",
            79 => "RESTART_BM",
            142 => "CONTACT_SUPPORT",
            144..=150 => "WORKFLOW_NVLINK5_ERR",
            151 => "RESTART_VM",
            159 => "CHECK_UVM",
            _ => return None,
        };
        Some(action)
    }

    /// Whether the machine needs attention: the catalogue asks for more than to start a program again, or a part of the
    /// GPU is worn out, cannot be repaired or was lost.
    pub fn needs_attention(self) -> bool {
        match self.immediate_action() {
            Some("RESTART_APP" | "IGNORE") => matches!(self.0, 92 | 157 | 161),
            Some(_) => true,
            None => matches!(self.0, 57 | 58 | 61 | 125 | 164 | 165 | 167..=169 | 171 | 172),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hardware_is_told_from_programs() {
        for code in [48, 62, 64, 74, 79, 92, 95, 109, 119, 120, 140, 149, 158, 165, 171] {
            assert!(Xid(code).needs_attention(), "{code}");
        }
        for code in [8, 13, 31, 43, 45, 63, 68, 94, 106, 121, 154, 999] {
            assert!(!Xid(code).needs_attention(), "{code}");
        }
        assert!((0..1000).all(|code| Xid(code).immediate_action().is_none() || Xid(code).name().is_some()));
    }
}
