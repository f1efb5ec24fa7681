//! What NVIDIA's drivers reported to the kernel's log, at the GPU or NVSwitch that it is about.

use std::collections::BTreeMap;

use crate::{
    collect::{Probe, coded},
    decode::nvidia::kernel_log::{self, ErrorCode, NamedGpu, ReportedError},
    host::{Error, KernelLogTopic, Query, Reply},
    report::{Gpu, Gpus, NvSwitch, ReportedGpuError},
    units::Seconds,
};

/// Errors by PCI address.
type Errors = BTreeMap<Option<String>, Vec<ReportedGpuError>>;

/// Enters the errors, and who the driver said a GPU is of which nobody else could tell. What only the log names was
/// there when the driver reported its error.
pub(super) fn read(probe: &mut Probe, gpus: &mut Gpus) {
    let query = Query::KernelLog(KernelLogTopic::Nvidia);
    let text = match probe.try_ask(&query) {
        Ok(Reply::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(Error::NotRecorded) | Ok(_) => return,
        Err(error) => return probe.refused("nvidia", &query, error),
    };
    let log = kernel_log::decode(&text);
    enter_errors(gpus, &log.errors);
    for gpu in &mut gpus.devices {
        let named = log.gpus.iter().rev().find(|named| named.pci_address == gpu.pci_address);
        named.into_iter().for_each(|named| name(gpu, named));
    }
}

/// Each error at the GPU or switch that has its address; those that nobody has are added.
fn enter_errors(gpus: &mut Gpus, errors: &[ReportedError]) {
    let (mut xids, mut sxids) = (Errors::new(), Errors::new());
    for error in errors {
        let errors = if matches!(error.code, ErrorCode::Xid(_)) { &mut xids } else { &mut sxids };
        enter(errors.entry(error.pci_address.clone()).or_default(), error);
    }
    for gpu in &mut gpus.devices {
        gpu.xids = xids.remove(&gpu.pci_address).unwrap_or_default();
    }
    for switch in &mut gpus.switches {
        switch.sxids = sxids.remove(&switch.pci_address).unwrap_or_default();
    }
    gpus.devices.extend(xids.into_iter().map(|(pci_address, xids)| Gpu {
        pci_address,
        vendor: Some("NVIDIA".to_owned()),
        sources: vec!["kernel-log".to_owned()],
        xids,
        ..Gpu::default()
    }));
    gpus.switches.extend(sxids.into_iter().map(|(pci_address, sxids)| NvSwitch {
        pci_address,
        sxids,
        ..NvSwitch::default()
    }));
}

/// Adds an error to those of its number.
fn enter(errors: &mut Vec<ReportedGpuError>, error: &ReportedError) {
    let (code, action) = match error.code {
        ErrorCode::Xid(xid) => (coded(&xid), xid.immediate_action()),
        ErrorCode::Sxid(sxid) => (coded(&sxid), None),
    };
    #[expect(clippy::cast_precision_loss, reason = "microseconds of centuries are below 2⁵³")]
    let since_boot = error.since_boot_us.map(|microseconds| Seconds(microseconds as f64 / 1e6));
    match errors.iter_mut().find(|known| known.code == code) {
        Some(known) => {
            known.count += 1;
            known.last_since_boot_seconds = since_boot.or(known.last_since_boot_seconds);
            known.fatal = known.fatal.max(error.is_fatal());
            known.last_message.clone_from(&error.message);
        }
        None => errors.push(ReportedGpuError {
            code,
            count: 1,
            fatal: error.is_fatal(),
            immediate_action: action.map(str::to_owned),
            first_since_boot_seconds: since_boot,
            last_since_boot_seconds: since_boot,
            last_message: error.message.clone(),
        }),
    }
}

/// The driver names a GPU before its first error: all that is known of one which answers no more.
fn name(gpu: &mut Gpu, named: &NamedGpu) {
    if gpu.uuid.is_none() && gpu.serial_number.is_none() {
        gpu.uuid.clone_from(&named.uuid);
        gpu.serial_number.clone_from(&named.board_serial_number);
    }
}
