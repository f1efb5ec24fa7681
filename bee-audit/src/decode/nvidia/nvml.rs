//! The library's answers as a recording has them: a line a call, `CALL = VALUE` or `CALL ! STATUS`.
//!
//! Document: NVIDIA, *NVML API Reference Guide*, vR580, and `nvml.h` of CUDA 13.5; statuses are
//! `nvmlReturn_t` (§4.1.3).
//!
//! Real drivers: an older one lacks functions (13), a field number that it does not know is an invalid argument (2);
//! once a GPU is lost (15), every call of it says so. Counters that are not supported may be all ones.

use std::collections::BTreeMap;

use super::{
    Answer, ConfidentialComputing, Gpu, Log, Reading, Readings, Refusal,
    codes::{ConfidentialCpu, ConfidentialEnvironment, ConfidentialGpus, ConfidentialMultiGpu, NvLinkFirmware, Return},
    nvml_fields::{self, C2C_LINK, MIG_DEVICE, MIG_PROFILE, NVLINK, Row, Unit, WAY},
    pci_address,
};
use crate::decode::{Error, Fault};

/// `NVML_ERROR_CORRUPTED_INFOROM`.
const CORRUPTED_INFOROM: u32 = 14;
/// The most parts, links, profiles or other GPUs that are looked for.
const MOST: u32 = 64;

/// Answers by call.
struct Answers<'a>(BTreeMap<&'a str, Result<&'a str, u32>>);

impl<'a> Answers<'a> {
    fn parse(text: &'a str) -> Result<Answers<'a>, Error> {
        let parsed = text.lines().map(|line| match line.split_once(" = ") {
            Some((call, value)) => Some((call, Ok(value))),
            None => line.split_once(" ! ").and_then(|(call, status)| Some((call, Err(status.parse().ok()?)))),
        });
        let answers: Option<BTreeMap<_, _>> = parsed.collect();
        answers.map(Answers).ok_or(Error::new("NVML answers", 0, Fault::NotText))
    }

    fn text(&self, call: &str) -> Option<String> {
        self.0.get(call)?.ok().filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// What the calls say, the first that has a value; else why the last has none.
    fn answer(&self, calls: &str, unit: Unit) -> Option<Answer> {
        let mut answer = None;
        for call in calls.split(' ') {
            let of_call = || self.0.get(call.split('.').next().unwrap_or(call));
            answer = match self.0.get(call).or_else(of_call) {
                Some(Ok(value)) => return decode(value, unit),
                Some(Err(status)) => Some(Err(refusal(*status, call))),
                None => answer,
            };
        }
        answer
    }

    fn readings(&self, rows: impl IntoIterator<Item = &'static Row>, number: u32, prefix: &str) -> Readings {
        let mut readings = Readings::default();
        for (name, calls, unit) in rows {
            let calls = format!("{prefix}{}", calls.replace('#', &number.to_string()));
            if let Some(answer) = self.answer(&calls, *unit) {
                readings.enter(name, answer);
            }
        }
        readings
    }

    /// The members of a list: the numbers of which something is said.
    fn each(&self, rows: &'static [Row], prefix: impl Fn(u32) -> String) -> Vec<(u32, Readings)> {
        let each = (0..MOST).map(|number| (number, self.readings(rows, number, &prefix(number))));
        each.filter(|(_, readings)| readings.0.values().any(Result::is_ok)).collect()
    }
}

/// What the library says of the driver; which GPUs there are is another question for each.
pub fn decode_system(text: &str) -> Result<Log, Error> {
    let answers = Answers::parse(text)?;
    let number = |call: &str| answers.text(call)?.parse::<u32>().ok();
    let cuda = number("nvmlSystemGetCudaDriverVersion_v2");
    let excluded =
        (0..MOST).map_while(|index| answers.text(&format!("nvmlGetExcludedDeviceInfoByIndex({index}).busId")));
    Ok(Log {
        driver_version: answers.text("nvmlSystemGetDriverVersion"),
        library_version: answers.text("nvmlSystemGetNVMLVersion"),
        // 13000 is 13.0 (NVML §4.13, `NVML_CUDA_DRIVER_VERSION_MAJOR`).
        cuda_version: cuda.map(|version| format!("{}.{}", version / 1000, version % 1000 / 10)),
        attached_gpus: number("nvmlDeviceGetCount_v2"),
        confidential_computing: confidential_computing(&answers),
        excluded_gpus: excluded.filter_map(|address| pci_address(&address)).collect(),
        ..Log::default()
    })
}

/// Whether and how the machine computes in confidence; `None` where the library does not say.
fn confidential_computing(answers: &Answers) -> Option<ConfidentialComputing> {
    let number = |member: &str| {
        let forms = ["nvmlSystemGetConfComputeSettings", "nvmlSystemGetConfComputeState"];
        forms.iter().find_map(|form| answers.text(&format!("{form}.{member}"))?.parse::<u32>().ok())
    };
    let text = |code: Option<u32>, name: fn(u32) -> Option<&'static str>| {
        code.map(|code| name(code).map_or_else(|| code.to_string(), str::to_owned))
    };
    let capability =
        |member: &str| answers.text(&format!("nvmlSystemGetConfComputeCapabilities.{member}"))?.parse::<u32>().ok();
    let ready = answers.text("nvmlSystemGetConfComputeGpusReadyState").and_then(|ready| ready.parse::<u32>().ok());
    Some(ConfidentialComputing {
        enabled: number("ccFeature")? != 0,
        environment: text(number("environment"), |code| ConfidentialEnvironment(code).name()),
        cpu_capability: text(capability("cpuCaps"), |code| ConfidentialCpu(code).name()),
        gpu_capability: text(capability("gpusCaps"), |code| ConfidentialGpus(code).name()),
        multi_gpu: text(number("multiGpuMode"), |code| ConfidentialMultiGpu(code).name()),
        developer_tools: number("devToolsMode").map(|mode| mode != 0),
        gpus_ready: ready.map(|ready| ready != 0),
    })
}

/// What the library says of one GPU.
pub fn decode_device(text: &str) -> Result<Gpu, Error> {
    let answers = Answers::parse(text)?;
    let mut readings = answers.readings(nvml_fields::rows(), 0, "");
    if answers.0.get("nvmlDeviceValidateInforom") == Some(&Err(CORRUPTED_INFOROM)) {
        readings.enter("inforom.valid", Ok(Reading::Flag(false)));
    }
    compute_capability(&answers, &mut readings);
    performance_state(&answers, &mut readings);
    let processes = ["nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetGraphicsRunningProcesses_v3"];
    let processes = processes.into_iter().filter_map(|call| answers.text(call)?.parse::<u32>().ok());
    Ok(Gpu {
        pci_address: answers.text("nvmlDeviceGetPciInfo_v3.busId").and_then(|address| pci_address(&address)),
        readings,
        mig_devices: parts(&answers),
        mig_profiles: answers.each(MIG_PROFILE, |_| String::new()).into_iter().map(|(_, profile)| profile).collect(),
        nvlinks: answers.each(NVLINK, |_| String::new()),
        c2c_links: answers.each(C2C_LINK, |_| String::new()),
        ways: answers.each(WAY, |_| String::new()),
        firmware: nvlink_firmware(&answers),
        processes: processes.reduce(u32::saturating_add),
        ..Gpu::default()
    })
}

fn parts(answers: &Answers) -> Vec<Readings> {
    let parts = answers.each(MIG_DEVICE, |index| format!("nvmlDeviceGetMigDeviceHandleByIndex({index})/"));
    let numbered = parts.into_iter().map(|(index, mut part)| {
        part.enter("index", Ok(Reading::Integer(index.into())));
        part
    });
    numbered.collect()
}

/// Kinds of firmware with their versions, one of each, since all links have the same.
fn nvlink_firmware(answers: &Answers) -> BTreeMap<String, String> {
    let firmware = (0..MOST).map_while(|index| {
        let call = format!("nvmlDeviceGetNvLinkInfo.firmwareVersion({index})");
        let kind: u32 = answers.text(&format!("{call}.ucodeType"))?.parse().ok()?;
        let name = NvLinkFirmware(kind).name().map_or_else(|| format!("nvlink_{kind}"), str::to_owned);
        Some((name, answers.text(&call)?))
    });
    firmware.collect()
}

fn compute_capability(answers: &Answers, readings: &mut Readings) {
    let part = |member: &str| answers.text(&format!("nvmlDeviceGetCudaComputeCapability.{member}"));
    if let (Some(major), Some(minor)) = (part("major"), part("minor")) {
        readings.enter("compute_capability", Ok(Reading::Text(format!("{major}.{minor}"))));
    }
}

/// `P0` to `P15`; 32 is none (`nvmlPstates_t`).
fn performance_state(answers: &Answers, readings: &mut Readings) {
    let answer = answers.answer("nvmlDeviceGetPerformanceState", Unit::Count);
    match answer {
        Some(Ok(Reading::Integer(state @ 0..=15))) => {
            readings.enter("performance_state", Ok(Reading::Text(format!("P{state}"))));
        }
        Some(Err(refusal)) => readings.enter("performance_state", Err(refusal)),
        _ => {}
    }
}

fn refusal(status: u32, call: &str) -> Refusal {
    match status {
        3 | 26 => Refusal::NotSupported,
        4 => Refusal::NotPermitted,
        13 | 25 => Refusal::DriverTooOld,
        // A field number that the driver does not know.
        2 if call.starts_with("nvmlDeviceGetFieldValues") => Refusal::DriverTooOld,
        15 => Refusal::GpuIsLost,
        status => Refusal::Failed(Return(status).name().map_or_else(|| format!("NVML status {status}"), str::to_owned)),
    }
}

/// A value in the unit of the report; `None` for one that says that there is none.
fn decode(value: &str, unit: Unit) -> Option<Answer> {
    let number = || value.parse::<i64>().ok();
    let decimal = || value.parse::<f64>().ok();
    let small = || value.parse::<u32>().ok();
    let named = |code: u32, name: fn(u32) -> Option<&'static str>| {
        Reading::Text(name(code).map_or_else(|| code.to_string(), str::to_owned))
    };
    let reading = match unit {
        Unit::Text => return (!value.is_empty()).then(|| Ok(Reading::Text(value.to_owned()))),
        Unit::Flag => number().map(|number| Reading::Flag(number != 0)),
        Unit::Count => number().map(Reading::Integer),
        Unit::Mega(scale) => number().and_then(|number| number.checked_mul(scale)).map(Reading::Integer),
        // A margin below zero that the library calls unsigned.
        Unit::Whole => {
            decimal().map(|whole| Reading::Decimal(if whole > 2e9 { whole - 4_294_967_296.0 } else { whole }))
        }
        Unit::Thousandth => decimal().map(|number| Reading::Decimal(number / 1e3)),
        Unit::Millionth => decimal().map(|number| Reading::Decimal(number / 1e6)),
        Unit::Billionth => decimal().map(|number| Reading::Decimal(number / 1e9)),
        Unit::Hexadecimal => value.parse::<u64>().ok().map(|number| Reading::Text(format!("{number:#x}"))),
        Unit::Bit(bit) => value.parse::<u64>().ok().map(|mask| Reading::Flag(mask >> bit & 1 == 1)),
        Unit::Bits(first, count, name) => match small()? >> first & ((1 << count) - 1) {
            0 => return Some(Err(Refusal::NotSupported)),
            code if name(code) == Some("True") => Some(Reading::Flag(true)),
            code if name(code) == Some("False") => Some(Reading::Flag(false)),
            code => Some(named(code, name)),
        },
        Unit::Code(name) => small().map(|code| named(code, name)),
        Unit::Uuid => uuid(value).map(Reading::Text),
        Unit::Names(_) if small() == Some(0) => return None,
        Unit::Names(names) => small().map(|mask| Reading::Text(set(mask, names))),
    };
    Some(reading.ok_or_else(|| Refusal::Failed(value.to_owned())))
}

/// Names of the bits that are set.
fn set(mask: u32, names: &[&str]) -> String {
    let set = names.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1);
    set.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
}

/// 32 digits with the hyphens of RFC 9562 §4.
fn uuid(digits: &str) -> Option<String> {
    let part = |from, to| digits.get(from..to);
    Some([part(0, 8)?, part(8, 12)?, part(12, 16)?, part(16, 20)?, part(20, 32)?].join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_readings_and_refusals() {
        let text = "nvmlDeviceGetSerial = 165\nnvmlDeviceGetBrand = 99\nnvmlDeviceGetPciInfo_v3.busId = 00000000:53:00.0\n\
                    nvmlDeviceGetMemoryInfo_v2 ! 13\nnvmlDeviceGetMemoryInfo.total = 1024\nnvmlDeviceGetFanSpeed ! 3\n\
                    nvmlDeviceGetFieldValues(185,0) = 68570\nnvmlDeviceGetFieldValues(230) ! 2\n\
                    nvmlDeviceGetCurrentClocksEventReasons = 9\nnvmlDeviceGetGpuFabricInfoV.healthMask = 2\n";
        let gpu = decode_device(text).unwrap();
        let readings = &gpu.readings;
        assert_eq!(gpu.pci_address.as_deref(), Some("0000:53:00.0"));
        assert_eq!(readings.text("brand").as_deref(), Some("99"), "an unknown code keeps its number");
        assert_eq!(readings.count("memory.total_bytes"), Some(1024_u64));
        assert_eq!(readings.0["memory.reserved_bytes"], Err(Refusal::DriverTooOld));
        assert_eq!(readings.0["fan_speed_percent"], Err(Refusal::NotSupported));
        assert_eq!(readings.0["recovery_action"], Err(Refusal::DriverTooOld));
        assert_eq!(readings.decimal("power.draw_watts"), Some(68.57));
        assert_eq!(
            (readings.flag("clock_events.idle"), readings.flag("clock_events.power_cap")),
            (Some(true), Some(false))
        );
        assert_eq!(readings.text("fabric.bandwidth").as_deref(), Some("Full"));
        assert!(decode_device("what").is_err());
    }

    #[test]
    fn parts_and_links_are_lists() {
        let text = "nvmlDeviceGetNvLinkState(0) = 1\nnvmlDeviceGetNvLinkErrorCounter(0,2) = 7\nnvmlDeviceGetNvLinkState(1) ! 2\n\
                    nvmlDeviceGetMigDeviceHandleByIndex(2)/nvmlDeviceGetUUID = MIG-1\n\
                    nvmlDeviceGetGpuInstanceProfileInfoV(9).name = 1g.10gb\n";
        let gpu = decode_device(text).unwrap();
        let [(0, link)] = &gpu.nvlinks[..] else { panic!("{:?}", gpu.nvlinks) };
        assert_eq!((link.flag("active"), link.count("crc_flit_errors")), (Some(true), Some(7_u64)));
        assert_eq!(
            (gpu.mig_devices[0].count("index"), gpu.mig_profiles[0].text("name")),
            (Some(2), Some("1g.10gb".into()))
        );
    }
}
