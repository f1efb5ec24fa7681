//! NVLinks and ways to other devices.

use nvml_wrapper_sys::bindings::{self as nvml, nvmlDevice_t as Device};

use super::{fill, look_up, number, of_device, status};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetNvLinkInfo(device: Device, out: *mut nvml::nvmlNvLinkInfo_v2_t) -> u32 {
    let (answers, _) = of_device(device);
    status((|| {
        // SAFETY: the caller has room for the structure.
        let out = unsafe { &mut *out };
        out.isNvleEnabled = number(device, "nvmlDeviceGetNvLinkInfo.isNvleEnabled")? as u32;
        for (index, place) in out.firmwareInfo.firmwareVersion.iter_mut().enumerate() {
            let call = format!("nvmlDeviceGetNvLinkInfo.firmwareVersion({index})");
            let Ok(version) = look_up(answers, &call) else { break };
            let mut numbers = version.as_str().unwrap().split('.').map(|number| number.parse().unwrap());
            place.ucodeType = number(device, &format!("{call}.ucodeType"))? as u8;
            [place.major, place.minor, place.subMinor] = std::array::from_fn(|_| numbers.next().unwrap());
            out.firmwareInfo.numValidEntries += 1;
        }
        Ok(())
    })())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetNvLinkErrorCounter(
    device: Device,
    link: u32,
    counter: u32,
    out: *mut u64,
) -> u32 {
    let call = format!("nvmlDeviceGetNvLinkErrorCounter({link},{counter})");
    // SAFETY: the caller has room for the number.
    status(number(device, &call).map(|value| unsafe { *out = value as u64 }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetNvLinkRemotePciInfo_v2(
    device: Device,
    link: u32,
    out: *mut nvml::nvmlPciInfo_t,
) -> u32 {
    let (answers, _) = of_device(device);
    let found = look_up(answers, &format!("nvmlDeviceGetNvLinkRemotePciInfo_v2({link}).busId"));
    // SAFETY: the caller has room for the structure.
    let out = unsafe { &mut *out };
    status(found.map(|text| fill(&mut out.busId, text.as_str().unwrap_or_default())))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetTopologyCommonAncestor(device: Device, peer: Device, out: *mut u32) -> u32 {
    let call = format!("nvmlDeviceGetTopologyCommonAncestor({})", peer as usize - 1);
    // SAFETY: the caller has room for the number.
    status(number(device, &call).map(|value| unsafe { *out = value as u32 }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetP2PStatus(device: Device, peer: Device, access: u32, out: *mut u32) -> u32 {
    let call = format!("nvmlDeviceGetP2PStatus({},{access})", peer as usize - 1);
    // SAFETY: the caller has room for the number.
    status(number(device, &call).map(|value| unsafe { *out = value as u32 }))
}
