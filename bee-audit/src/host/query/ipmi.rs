//! What a management controller can be asked: the requests of IPMI 2.0 and DCMI 1.5 that read, and of these only what
//! is listed here.
//!
//! A reservation (§33.11, §31.4) lets a repository be read in pieces; it changes nothing that is kept, and cancels no
//! more than another reader's reservation, who asks again. Nothing that sets, clears, deletes, adds, resets, arms or
//! controls has a writing here.

mod command;

use std::fmt;

pub(crate) use self::command::IpmiCommand;
use super::{super::answer, LanParameter};

/// Which controller is asked, and which of its logical units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct IpmiTarget {
    /// Channel and slave address (eight bits) of a controller behind the baseboard management controller; none is that
    /// controller itself.
    pub bridge: Option<(u8, u8)>,
    /// Logical unit, 0 to 3.
    pub logical_unit: u8,
}

/// A piece of a record or device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IpmiRecordPart {
    /// What a reservation gave; 0 is none, which suffices for whole records.
    pub reservation: u16,
    /// Number of the record; 0000h is the first, FFFFh the last one.
    pub record: u16,
    /// Octets of the record that are left out.
    pub offset: u8,
    /// How many octets; FFh is the rest of the record.
    pub count: u8,
}

/// A request that reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IpmiRequest {
    /// Get Chassis Status (§28.2).
    ChassisStatus,
    /// Get System Restart Cause (§28.11).
    SystemRestartCause,
    /// Get POH Counter (§28.14).
    PowerOnHoursCounter,
    /// Get Device SDR Info (§35.2): of a controller that keeps records of its own.
    DeviceSdrInfo,
    /// Get Device SDR (§35.3).
    DeviceSdr(IpmiRecordPart),
    /// Reserve Device SDR Repository (§35.4).
    ReserveDeviceSdr,
    /// Get Sensor Reading Factors (§35.5) of sensor and raw reading.
    SensorReadingFactors(u8, u8),
    /// Get Sensor Thresholds (§35.9).
    SensorThresholds(u8),
    /// Get Sensor Reading (§35.14).
    SensorReading(u8),
    /// Get Device ID (§20.1).
    DeviceId,
    /// Get Self Test Results (§20.4).
    SelfTestResults,
    /// Get Device GUID (§20.8).
    DeviceGuid,
    /// Get Watchdog Timer (§27.7).
    WatchdogTimer,
    /// Get System GUID (§22.14).
    SystemGuid,
    /// Get Channel Info (§22.24).
    ChannelInfo(u8),
    /// Get FRU Inventory Area Info (§34.1) of a FRU device.
    FruInventoryArea(u8),
    /// Read FRU Data (§34.2).
    FruData {
        /// Number of the FRU device.
        device: u8,
        /// Octets, or words, that are left out.
        offset: u16,
        /// How many of them.
        count: u8,
    },
    /// Get SDR Repository Info (§33.9).
    SdrRepositoryInfo,
    /// Reserve SDR Repository (§33.11).
    ReserveSdrRepository,
    /// Get SDR (§33.12).
    Sdr(IpmiRecordPart),
    /// Get SEL Info (§31.2).
    SelInfo,
    /// Get SEL Entry (§31.5).
    SelEntry(IpmiRecordPart),
    /// Get SEL Time (§31.10).
    SelTime,
    /// Get LAN Configuration Parameters (§23.2).
    LanParameter {
        /// Number of the channel.
        channel: u8,
        /// Which parameter.
        parameter: LanParameter,
        /// Which of its sets.
        set: u8,
    },
    /// Get DCMI Capabilities Info (DCMI §6.1.1), parameter 1.
    DcmiCapabilities,
    /// Get Power Reading (DCMI §6.6.1), system power statistics.
    DcmiPowerReading,
    /// Get Asset Tag (DCMI §6.4.1), up to 16 octets from an offset.
    DcmiAssetTag(u8),
    /// Get Management Controller Identifier String (DCMI §6.4.6.1), up to 16 octets from an offset.
    DcmiControllerIdentifier(u8),
}

impl IpmiRequest {
    /// What it asks for, as gaps name it.
    pub fn name(self) -> &'static str {
        match self {
            IpmiRequest::ChassisStatus => "chassis-status",
            IpmiRequest::SystemRestartCause => "system-restart-cause",
            IpmiRequest::PowerOnHoursCounter => "power-on-hours",
            IpmiRequest::DeviceSdrInfo | IpmiRequest::DeviceSdr(_) | IpmiRequest::ReserveDeviceSdr => "device-sdr",
            IpmiRequest::SensorReadingFactors(..) => "sensor-reading-factors",
            IpmiRequest::SensorThresholds(_) => "sensor-thresholds",
            IpmiRequest::SensorReading(_) => "sensor-reading",
            IpmiRequest::DeviceId => "device-id",
            IpmiRequest::SelfTestResults => "self-test",
            IpmiRequest::DeviceGuid => "device-guid",
            IpmiRequest::WatchdogTimer => "watchdog-timer",
            IpmiRequest::SystemGuid => "system-guid",
            IpmiRequest::ChannelInfo(_) => "channel-info",
            IpmiRequest::FruInventoryArea(_) | IpmiRequest::FruData { .. } => "fru-data",
            IpmiRequest::SdrRepositoryInfo | IpmiRequest::ReserveSdrRepository | IpmiRequest::Sdr(_) => {
                "sdr-repository"
            }
            IpmiRequest::SelInfo | IpmiRequest::SelEntry(_) | IpmiRequest::SelTime => "event-log",
            IpmiRequest::LanParameter { .. } => "lan-parameter",
            IpmiRequest::DcmiCapabilities => "dcmi-capabilities",
            IpmiRequest::DcmiPowerReading => "dcmi-power-reading",
            IpmiRequest::DcmiAssetTag(_) => "dcmi-asset-tag",
            IpmiRequest::DcmiControllerIdentifier(_) => "dcmi-controller-identifier",
        }
    }
}

/// `netfn=06 cmd=01`, `channel=0 address=2c lun=1 netfn=0a cmd=23 data=0000010000ff`; all numbers are hexadecimal, and
/// what is 0 or empty is left out, except `netfn` and `cmd`.
pub(super) fn write(target: IpmiTarget, request: IpmiRequest, out: &mut impl fmt::Write) -> fmt::Result {
    if let Some((channel, address)) = target.bridge {
        write!(out, "channel={channel:x} address={address:02x} ")?;
    }
    if target.logical_unit != 0 {
        write!(out, "lun={:x} ", target.logical_unit)?;
    }
    let IpmiCommand { network_function, command, data } = request.command();
    write!(out, "netfn={network_function:02x} cmd={command:02x}")?;
    if data.is_empty() { Ok(()) } else { write!(out, " data={}", answer::to_hex(&data)) }
}

/// What is written as `words`: nothing else than what [`write()`] writes.
pub(super) fn parse(words: &str) -> Option<(IpmiTarget, IpmiRequest)> {
    let (mut channel, mut address, mut unit) = (None, None, 0);
    let mut command = command::sent(0, 0, &[]);
    for word in words.split(' ') {
        let (name, value) = word.split_once('=')?;
        let octet = || u8::from_str_radix(value, 16).ok();
        match name {
            "channel" => channel = Some(octet()?),
            "address" => address = Some(octet()?),
            "lun" => unit = octet().filter(|unit| *unit < 4)?,
            "netfn" => command.network_function = octet()?,
            "cmd" => command.command = octet()?,
            "data" => command.data = answer::from_hex(value)?,
            _ => return None,
        }
    }
    let target = IpmiTarget { bridge: channel.zip(address), logical_unit: unit };
    let request = IpmiRequest::of_command(&command)?;
    let mut written = String::new();
    write(target, request, &mut written).ok()?;
    (written == words).then_some((target, request))
}

/// Whether this is the device of an IPMI interface: `/dev/ipmi0`.
pub(crate) fn is_interface(device: &str) -> bool {
    device.strip_prefix("/dev/ipmi").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
pub(super) mod tests;
