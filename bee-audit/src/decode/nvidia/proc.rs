//! What NVIDIA's kernel drivers show in `/proc/driver/nvidia` and `/proc/driver/nvidia-nvswitch`: lines `NAME: VALUE`.
//!
//! Document: NVIDIA, *Driver README*, "/proc Interface"; `nv-procfs.c` and `procfs_nvswitch.c` of the open kernel
//! modules.
//!
//! Real drivers pad names with blanks and tabs, and print question marks for what a GPU that is not initialised cannot
//! tell: `GPU-????????-????-…`, `??.??.??.??.??`.

use std::collections::BTreeMap;

use serde::Serialize;

/// The most lines that are taken.
const MOST: usize = 512;

/// A GPU as `gpus/ADDRESS/information` tells of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GpuInformation {
    /// `Model`.
    pub model: Option<String>,
    /// `GPU UUID`.
    pub uuid: Option<String>,
    /// `Video BIOS`.
    pub video_bios: Option<String>,
    /// `Device Minor`.
    pub device_minor: Option<u32>,
    /// `GPU Firmware`: of the system processor (GSP).
    pub firmware: Option<String>,
    /// `GPU Excluded`.
    pub excluded: Option<bool>,
}

impl GpuInformation {
    /// From the text of the file.
    pub fn decode(text: &str) -> GpuInformation {
        let mut values = values(text);
        let mut known = |name: &str| values.remove(name).filter(|value| !value.contains('?') && value != "N/A");
        GpuInformation {
            model: known("Model"),
            uuid: known("GPU UUID"),
            video_bios: known("Video BIOS"),
            device_minor: known("Device Minor").and_then(|number| number.parse().ok()),
            firmware: known("GPU Firmware"),
            excluded: match known("GPU Excluded").as_deref() {
                Some("Yes") => Some(true),
                Some("No") => Some(false),
                _ => None,
            },
        }
    }
}

/// `params`: with what the driver was loaded; texts without their quotes.
pub fn parameters(text: &str) -> BTreeMap<String, String> {
    let bare = |value: String| value.trim_matches('"').to_owned();
    values(text).into_iter().map(|(name, value)| (name, bare(value))).collect()
}

/// `BIOS Version` of an NVSwitch, from `devices/ADDRESS/information`.
pub fn switch_bios(text: &str) -> Option<String> {
    values(text).remove("BIOS Version").filter(|version| version != "N/A")
}

/// `NVRM version` of the driver, blanks made one.
pub fn version(text: &str) -> Option<String> {
    values(text).remove("NVRM version").map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn values(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().take(MOST).filter_map(|line| line.split_once(':'));
    let values = lines.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    values.filter(|(name, value)| !name.is_empty() && !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_and_question_marks_are_no_values() {
        let gpu = GpuInformation::decode(
            "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 18\nGPU UUID: \t GPU-????????-????-????-????-????????????\n\
             Video BIOS: \t 96.00.89.00.01\nBus Type: \t PCIe\nDMA Size: \t 52 bits\nDevice Minor: \t 3\n\
             GPU Firmware: \t 580.105.08\nGPU Excluded:\t No\n",
        );
        assert_eq!((gpu.model.as_deref(), gpu.uuid), (Some("NVIDIA H100 80GB HBM3"), None));
        assert_eq!((gpu.video_bios.as_deref(), gpu.device_minor), (Some("96.00.89.00.01"), Some(3)));
        assert_eq!((gpu.firmware.as_deref(), gpu.excluded), (Some("580.105.08"), Some(false)));
        let parameters = parameters("EnableMSI: 1\nRegistryDwords: \"RMx=1\"\nRmMsg: \"\"\n");
        assert_eq!(parameters.get("RegistryDwords").map(String::as_str), Some("RMx=1"));
        assert_eq!(parameters.len(), 3);
        assert_eq!(switch_bios("BIOS Version: 96.10.3f.00.01\n").as_deref(), Some("96.10.3f.00.01"));
        assert_eq!(switch_bios("BIOS Version: N/A\n"), None);
        assert_eq!(version("NVRM version: NVIDIA  580.1 \nGCC version: x\n").as_deref(), Some("NVIDIA 580.1"));
    }
}
