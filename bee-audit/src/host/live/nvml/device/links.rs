//! How a GPU hangs together with others: NVLinks (NVML §4.20), links to the processor (C2C) and the ways to the other
//! GPUs (§4.14).

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::ffi::c_void;

use nvml_wrapper_sys::bindings as nvml;
use nvml_wrapper_sys::bindings::nvmlDevice_t as Device;

use super::{
    super::answers::{Answers, c_text, function, versioned},
    fields,
};

/// `NVML_NVLINK_MAX_LINKS`.
const MOST_LINKS: u32 = 36;
/// `NVML_FI_DEV_NVLINK_LINK_COUNT`.
const LINK_COUNT: u32 = 91;
/// The most GPUs to which a way is asked for.
const MOST_PEERS: u32 = 64;
/// What is counted of a link since Blackwell: errors of packets, buffers and the line, and recoveries (`nvml.h`,
/// `NVML_FI_DEV_NVLINK_COUNT_*`).
const COUNTERS: [u32; 9] = [206, 207, 208, 209, 211, 213, 214, 219, 221];
/// `NVML_FI_DEV_C2C_LINK_COUNT`.
const C2C_LINK_COUNT: u32 = 170;
/// More than any processor has to its GPU.
const MOST_C2C_LINKS: u32 = 32;
/// What a link to the processor tells: status, bandwidth, errors (`NVML_FI_DEV_C2C_LINK_*`).
const C2C: [u32; 5] = [171, 172, 231, 232, 233];
/// `NVML_P2P_CAPS_INDEX_READ` and `_NVLINK`.
const ACCESS: [u32; 2] = [0, 2];

pub(super) fn ask(answers: &mut Answers, index: u32) {
    encryption_and_firmware(answers);
    let count = link_count(answers, LINK_COUNT);
    for link in 0..count.unwrap_or(MOST_LINKS).min(MOST_LINKS) {
        if answers.number_of::<u32>(c"nvmlDeviceGetNvLinkState", link).is_some() {
            ask_link(answers, link);
        } else if count.is_none() {
            // A driver that does not count them: the first that is not there ends them.
            break;
        }
    }
    for link in 0..link_count(answers, C2C_LINK_COUNT).unwrap_or_default().min(MOST_C2C_LINKS) {
        for field in C2C {
            fields::value(answers, &format!("nvmlDeviceGetFieldValues({field},{link})"), field, link);
        }
    }
    let count = answers.library.number(c"nvmlDeviceGetCount_v2").unwrap_or_default().min(MOST_PEERS);
    (0..count).filter(|peer| *peer != index).for_each(|peer| ask_way(answers, peer));
}

fn link_count(answers: &mut Answers, field: u32) -> Option<u32> {
    fields::value(answers, &format!("nvmlDeviceGetFieldValues({field})"), field, 0)?.parse().ok()
}

/// Of all links: whether they encrypt, and each kind of firmware with its version.
fn encryption_and_firmware(answers: &mut Answers) {
    let call = "nvmlDeviceGetNvLinkInfo";
    let Some(told) = answers.structure(c"nvmlDeviceGetNvLinkInfo", versioned!(nvml::nvmlNvLinkInfo_v2_t, 2)) else {
        return;
    };
    answers.value(&format!("{call}.isNvleEnabled"), told.isNvleEnabled);
    let count = usize::try_from(told.firmwareInfo.numValidEntries).unwrap_or(usize::MAX);
    for (index, firmware) in told.firmwareInfo.firmwareVersion.iter().take(count).enumerate() {
        let call = format!("{call}.firmwareVersion({index})");
        answers.value(&format!("{call}.ucodeType"), firmware.ucodeType);
        answers.value(&call, format_args!("{}.{}.{}", firmware.major, firmware.minor, firmware.subMinor));
    }
}

fn ask_link(answers: &mut Answers, link: u32) {
    answers.number_of::<u32>(c"nvmlDeviceGetNvLinkVersion", link);
    answers.number_of::<u32>(c"nvmlDeviceGetNvLinkRemoteDeviceType", link);
    (0..4).for_each(|counter| answers.number_of_two(c"nvmlDeviceGetNvLinkErrorCounter", link, counter));
    for counter in std::iter::once(164).chain(COUNTERS) {
        fields::value(answers, &format!("nvmlDeviceGetFieldValues({counter},{link})"), counter, link);
    }
    let (call, device) = (format!("nvmlDeviceGetNvLinkRemotePciInfo_v2({link})"), answers.device);
    // SAFETY: a structure of numbers and characters, for which zeros are values.
    let mut pci = unsafe { std::mem::zeroed::<nvml::nvmlPciInfo_t>() };
    // SAFETY: `f(device, unsigned, nvmlPciInfo_t *)`.
    let filled = answers.call(&call, c"nvmlDeviceGetNvLinkRemotePciInfo_v2", |f| unsafe {
        function!(f, Device, u32, *mut nvml::nvmlPciInfo_t)(device, link, &raw mut pci)
    });
    if filled {
        answers.value(&format!("{call}.busId"), c_text(&pci.busId));
    }
}

/// The way to another GPU, which is told by its index.
fn ask_way(answers: &mut Answers, index: u32) {
    let device = answers.device;
    let Ok(peer) = answers.library.device(index) else { return };
    let (call, mut level) = (format!("nvmlDeviceGetTopologyCommonAncestor({index})"), 0_u32);
    // SAFETY: `f(device, device, nvmlGpuTopologyLevel_t *)`.
    let filled = answers.call(&call, c"nvmlDeviceGetTopologyCommonAncestor", |f| unsafe {
        function!(f, Device, Device, *mut u32)(device, peer, &raw mut level)
    });
    if filled {
        answers.value(&call, level);
    }
    for access in ACCESS {
        let (call, mut status) = (format!("nvmlDeviceGetP2PStatus({index},{access})"), 0_u32);
        // SAFETY: `f(device, device, nvmlGpuP2PCapsIndex_t, nvmlGpuP2PStatus_t *)`.
        let filled = answers.call(&call, c"nvmlDeviceGetP2PStatus", |f| unsafe {
            function!(f, Device, Device, u32, *mut u32)(device, peer, access, &raw mut status)
        });
        if filled {
            answers.value(&call, status);
        }
    }
}
