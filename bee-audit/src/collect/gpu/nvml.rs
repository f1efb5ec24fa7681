//! What NVIDIA's library answers, GPU by GPU: one that hangs or takes the library down costs itself and no other.

use crate::{
    collect::Probe,
    decode::nvidia::{Gpu, Log, nvml},
    host::{Error, NvmlRequest, Query, Reply},
};

/// The most GPUs of a machine.
const MOST: u32 = 64;

/// What came of asking.
pub(super) enum Told {
    /// It answered.
    Everything(Box<Log>),
    /// There is no library, or it failed in a way in which its tool may do better.
    Nothing,
    /// It said why it does not answer, or it hangs; its tool would do the same.
    Refused,
}

pub(super) fn read(probe: &mut Probe) -> Told {
    let query = Query::Nvml(NvmlRequest::System);
    let text = match probe.try_ask(&query) {
        Ok(Reply::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(Error::Absent | Error::NotRecorded) | Ok(_) => return Told::Nothing,
        Err(error) => {
            let told = if error == Error::Crashed { Told::Nothing } else { Told::Refused };
            probe.refused("nvidia", &query, error);
            hint(probe);
            return told;
        }
    };
    match nvml::decode_system(&text) {
        Ok(mut log) => {
            let count = log.attached_gpus.unwrap_or_default().min(MOST);
            log.gpus = (0..count).filter_map(|index| read_device(probe, index)).collect();
            Told::Everything(Box::new(log))
        }
        Err(error) => {
            probe.damaged("nvidia", "answers of NVML", &error);
            Told::Nothing
        }
    }
}

fn read_device(probe: &mut Probe, index: u32) -> Option<Gpu> {
    let query = Query::Nvml(NvmlRequest::Device(index));
    let subject = format!("NVML device {index}");
    match probe.try_ask(&query) {
        Ok(Reply::Bytes(bytes)) => match nvml::decode_device(&String::from_utf8_lossy(&bytes)) {
            Ok(gpu) => return Some(Gpu { index: Some(index), ..gpu }),
            Err(error) => probe.damaged(&subject, "answers of NVML", &error),
        },
        Ok(_) => {}
        Err(error) => {
            probe.refused_later(&subject, &query, error);
            hint(probe);
        }
    }
    None
}

/// What would close the gap that was just reported.
fn hint(probe: &mut Probe) {
    use crate::report::Reason;
    let hint = match probe.last_reason() {
        Some(Reason::DriverNotLoaded) => "modprobe nvidia; see the kernel's log when that fails",
        Some(Reason::VersionMismatch) => "reboot, or load the driver that belongs to the library",
        Some(Reason::GpuIsLost) => "see the kernel's log for its XID; power-cycle the machine",
        Some(Reason::TimedOut) => "the driver hangs: see the kernel's log; the call was left alone",
        Some(Reason::DriverTooOld) => "update NVIDIA's driver",
        _ => return,
    };
    probe.hint(hint);
}
