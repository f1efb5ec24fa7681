//! Errors of the memories, and what became of them (NVML §4.14, `nvml.h` of CUDA 13.5).

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::ffi::c_void;

use nvml_wrapper_sys::bindings::{self as nvml, nvmlDevice_t as Device};

use super::super::answers::{Answers, function, members, versioned};

/// Counters by memory: corrected and not, since the driver was loaded and ever; SRAM 7, device memory 2.
pub(super) fn ask(answers: &mut Answers) {
    for (kind, period, place) in
        [0, 1].into_iter().flat_map(|kind| [(kind, 0, 7), (kind, 0, 2), (kind, 1, 7), (kind, 1, 2)])
    {
        error_counter(answers, kind, period, place);
    }
    members!(
        answers,
        c"nvmlDeviceGetSramEccErrorStatus",
        versioned!(nvml::nvmlEccSramErrorStatus_v1_t, 1),
        aggregateUncParity,
        aggregateUncSecDed,
        aggregateCor,
        volatileUncParity,
        volatileUncSecDed,
        volatileCor,
        aggregateUncBucketL2,
        aggregateUncBucketSm,
        aggregateUncBucketPcie,
        aggregateUncBucketMcu,
        aggregateUncBucketOther,
        bThresholdExceeded
    );
    let repair = versioned!(nvml::nvmlRepairStatus_v1_t, 1);
    members!(answers, c"nvmlDeviceGetRepairStatus", repair, bChannelRepairPending, bTpcRepairPending);
    remapped_rows(answers);
    remapped_banks(answers);
    unrepairable_memory(answers);
}

/// Errors not corrected (1) or corrected (0), ever (1) or since the driver was loaded (0), of one memory.
pub(super) fn error_counter(answers: &mut Answers, kind: u32, period: u32, place: u32) {
    let device = answers.device;
    let (call, mut count) = (format!("nvmlDeviceGetMemoryErrorCounter({kind},{period},{place})"), 0_u64);
    // SAFETY: `f(device, unsigned, unsigned, unsigned, unsigned long long *)`.
    let filled = answers.call(&call, c"nvmlDeviceGetMemoryErrorCounter", |f| unsafe {
        function!(f, Device, u32, u32, u32, *mut u64)(device, kind, period, place, &raw mut count)
    });
    if filled {
        answers.value(&call, count);
    }
}

/// `nvmlRemappedRowsInfo_v2_t`, newer than the bindings.
#[repr(C)]
#[derive(Clone, Copy, Default)]
#[expect(non_snake_case, reason = "names of nvml.h")]
struct RemappedRows {
    corrActiveRemaps: u32,
    corrInactiveRemaps: u32,
    uncActiveRemaps: u32,
    uncInactiveRemaps: u32,
    bPending: u32,
    bFailureOccurred: u32,
}

/// `nvmlEccBankRemapperStatus_v1_t`, newer than the bindings; the last two are its histogram.
#[repr(C)]
#[derive(Clone, Copy, Default)]
#[expect(non_snake_case, reason = "names of nvml.h")]
struct RemappedBanks {
    activeRemappings: u32,
    inactiveRemappings: u32,
    bPending: u32,
    maxSpareGroupCount: u32,
    noSpareGroupCount: u32,
}

fn remapped_rows(answers: &mut Answers) {
    let histogram = nvml::nvmlRowRemapperHistogramValues_t { max: 0, high: 0, partial: 0, low: 0, none: 0 };
    members!(answers, c"nvmlDeviceGetRowRemapperHistogram", histogram, max, high, partial, low, none);
    members!(
        answers,
        c"nvmlDeviceGetRemappedRows_v2",
        RemappedRows::default(),
        corrActiveRemaps,
        corrInactiveRemaps,
        uncActiveRemaps,
        uncInactiveRemaps,
        bPending,
        bFailureOccurred
    );
    let (call, device, mut counts) = ("nvmlDeviceGetRemappedRows", answers.device, [0_u32; 4]);
    let [correctable, uncorrectable, pending, failure] = &mut counts;
    // SAFETY: `f(device, unsigned *, unsigned *, unsigned *, unsigned *)`.
    let filled = answers.call(call, c"nvmlDeviceGetRemappedRows", |f| unsafe {
        let f = function!(f, Device, *mut u32, *mut u32, *mut u32, *mut u32);
        f(device, correctable, uncorrectable, pending, failure)
    });
    if filled {
        let names = ["corrRows", "uncRows", "isPending", "failureOccurred"];
        names.iter().zip(counts).for_each(|(name, count)| answers.value(&format!("{call}.{name}"), count));
    }
}

/// Banks replaced (since Rubin): a driver without the function knows no GPU that has spare ones.
fn remapped_banks(answers: &mut Answers) {
    if answers.library.symbol(c"nvmlDeviceGetBankRemapperStatus_v1").is_none() {
        return;
    }
    members!(
        answers,
        c"nvmlDeviceGetBankRemapperStatus_v1",
        RemappedBanks::default(),
        activeRemappings,
        inactiveRemappings,
        bPending,
        maxSpareGroupCount,
        noSpareGroupCount
    );
}

/// `nvmlUnrepairableMemoryStatus_v1_t` is the flag alone in `nvml.h` (CUDA 13.1 to 13.5), and a version and the flag in
/// nvidia-ml-py (13.590 to 13.615): there is room for both, and who writes the flag alone overwrites the version.
fn unrepairable_memory(answers: &mut Answers) {
    const VERSION: u32 = 1 << 24 | 8;
    if let Some([first, second]) = answers.structure(c"nvmlDeviceGetUnrepairableMemoryFlag_v1", [VERSION, 0]) {
        let flag = if first == VERSION { second } else { first };
        answers.value("nvmlDeviceGetUnrepairableMemoryFlag_v1.bUnrepairableMemory", flag);
    }
}
