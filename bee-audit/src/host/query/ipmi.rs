//! What a management controller can be asked: the requests of IPMI 2.0 and DCMI 1.5 that read, and of these only what is
//! listed here.
//!
//! A reservation (§33.11, §31.4) lets a repository be read in pieces; it changes nothing that is kept, and cancels no more
//! than another reader's reservation, who asks again. Nothing that sets, clears, deletes, adds, resets, arms or controls
//! has a writing here.

use std::fmt;

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

/// Network functions (§5.1, table 5-1).
const CHASSIS: u8 = 0x00;
const SENSOR: u8 = 0x04;
const APPLICATION: u8 = 0x06;
const STORAGE: u8 = 0x0a;
const TRANSPORT: u8 = 0x0c;
const GROUP_EXTENSION: u8 = 0x2c;

/// Group extension identification of DCMI (§5.1, table 5-1), the first octet of its requests.
const DCMI: u8 = 0xdc;
/// Octets of a text that DCMI gives at once.
const DCMI_TEXT: u8 = 16;

/// A request as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IpmiCommand {
    pub(crate) network_function: u8,
    pub(crate) command: u8,
    pub(crate) data: Vec<u8>,
}

fn sent(network_function: u8, command: u8, data: &[u8]) -> IpmiCommand {
    IpmiCommand { network_function, command, data: data.to_vec() }
}

impl IpmiRecordPart {
    fn data(self) -> [u8; 6] {
        let ([first, second], [low, high]) = (self.reservation.to_le_bytes(), self.record.to_le_bytes());
        [first, second, low, high, self.offset, self.count]
    }

    fn of(data: &[u8]) -> Option<IpmiRecordPart> {
        let [first, second, low, high, offset, count] = *data.first_chunk::<6>()?;
        let (reservation, record) = (u16::from_le_bytes([first, second]), u16::from_le_bytes([low, high]));
        Some(IpmiRecordPart { reservation, record, offset, count })
    }
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

    /// Network function, command and data that the controller is sent.
    pub(crate) fn command(self) -> IpmiCommand {
        match self {
            IpmiRequest::ChassisStatus => sent(CHASSIS, 0x01, &[]),
            IpmiRequest::SystemRestartCause => sent(CHASSIS, 0x07, &[]),
            IpmiRequest::PowerOnHoursCounter => sent(CHASSIS, 0x0f, &[]),
            IpmiRequest::DeviceSdrInfo => sent(SENSOR, 0x20, &[]),
            IpmiRequest::DeviceSdr(part) => sent(SENSOR, 0x21, &part.data()),
            IpmiRequest::ReserveDeviceSdr => sent(SENSOR, 0x22, &[]),
            IpmiRequest::SensorReadingFactors(sensor, reading) => sent(SENSOR, 0x23, &[sensor, reading]),
            IpmiRequest::SensorThresholds(sensor) => sent(SENSOR, 0x27, &[sensor]),
            IpmiRequest::SensorReading(sensor) => sent(SENSOR, 0x2d, &[sensor]),
            IpmiRequest::DeviceId => sent(APPLICATION, 0x01, &[]),
            IpmiRequest::SelfTestResults => sent(APPLICATION, 0x04, &[]),
            IpmiRequest::DeviceGuid => sent(APPLICATION, 0x08, &[]),
            IpmiRequest::WatchdogTimer => sent(APPLICATION, 0x25, &[]),
            IpmiRequest::SystemGuid => sent(APPLICATION, 0x37, &[]),
            IpmiRequest::ChannelInfo(channel) => sent(APPLICATION, 0x42, &[channel]),
            IpmiRequest::FruInventoryArea(device) => sent(STORAGE, 0x10, &[device]),
            IpmiRequest::FruData { device, offset, count } => {
                let [low, high] = offset.to_le_bytes();
                sent(STORAGE, 0x11, &[device, low, high, count])
            }
            IpmiRequest::SdrRepositoryInfo => sent(STORAGE, 0x20, &[]),
            IpmiRequest::ReserveSdrRepository => sent(STORAGE, 0x22, &[]),
            IpmiRequest::Sdr(part) => sent(STORAGE, 0x23, &part.data()),
            IpmiRequest::SelInfo => sent(STORAGE, 0x40, &[]),
            IpmiRequest::SelEntry(part) => sent(STORAGE, 0x43, &part.data()),
            IpmiRequest::SelTime => sent(STORAGE, 0x48, &[]),
            IpmiRequest::LanParameter { channel, parameter, set } => {
                sent(TRANSPORT, 0x02, &[channel, parameter.number(), set, 0])
            }
            IpmiRequest::DcmiCapabilities => sent(GROUP_EXTENSION, 0x01, &[DCMI, 0x01]),
            IpmiRequest::DcmiPowerReading => sent(GROUP_EXTENSION, 0x02, &[DCMI, 0x01, 0, 0]),
            IpmiRequest::DcmiAssetTag(offset) => sent(GROUP_EXTENSION, 0x06, &[DCMI, offset, DCMI_TEXT]),
            IpmiRequest::DcmiControllerIdentifier(offset) => sent(GROUP_EXTENSION, 0x09, &[DCMI, offset, DCMI_TEXT]),
        }
    }

    /// The request that is sent like this.
    fn of_command(sent: &IpmiCommand) -> Option<IpmiRequest> {
        let data = sent.data.as_slice();
        let first = || data.first().copied();
        let part = || IpmiRecordPart::of(data);
        let request = match (sent.network_function, sent.command) {
            (CHASSIS, 0x01) => IpmiRequest::ChassisStatus,
            (CHASSIS, 0x07) => IpmiRequest::SystemRestartCause,
            (CHASSIS, 0x0f) => IpmiRequest::PowerOnHoursCounter,
            (SENSOR, 0x20) => IpmiRequest::DeviceSdrInfo,
            (SENSOR, 0x21) => IpmiRequest::DeviceSdr(part()?),
            (SENSOR, 0x22) => IpmiRequest::ReserveDeviceSdr,
            (SENSOR, 0x23) => IpmiRequest::SensorReadingFactors(first()?, *data.get(1)?),
            (SENSOR, 0x27) => IpmiRequest::SensorThresholds(first()?),
            (SENSOR, 0x2d) => IpmiRequest::SensorReading(first()?),
            (APPLICATION, 0x01) => IpmiRequest::DeviceId,
            (APPLICATION, 0x04) => IpmiRequest::SelfTestResults,
            (APPLICATION, 0x08) => IpmiRequest::DeviceGuid,
            (APPLICATION, 0x25) => IpmiRequest::WatchdogTimer,
            (APPLICATION, 0x37) => IpmiRequest::SystemGuid,
            (APPLICATION, 0x42) => IpmiRequest::ChannelInfo(first()?),
            (STORAGE, 0x10) => IpmiRequest::FruInventoryArea(first()?),
            (STORAGE, 0x11) => {
                let [device, low, high, count] = *data.first_chunk::<4>()?;
                IpmiRequest::FruData { device, offset: u16::from_le_bytes([low, high]), count }
            }
            (STORAGE, 0x20) => IpmiRequest::SdrRepositoryInfo,
            (STORAGE, 0x22) => IpmiRequest::ReserveSdrRepository,
            (STORAGE, 0x23) => IpmiRequest::Sdr(part()?),
            (STORAGE, 0x40) => IpmiRequest::SelInfo,
            (STORAGE, 0x43) => IpmiRequest::SelEntry(part()?),
            (STORAGE, 0x48) => IpmiRequest::SelTime,
            (TRANSPORT, 0x02) => {
                let [channel, number, set, _] = *data.first_chunk::<4>()?;
                let parameter = LanParameter::ALL.into_iter().find(|parameter| parameter.number() == number)?;
                IpmiRequest::LanParameter { channel, parameter, set }
            }
            (GROUP_EXTENSION, 0x01) => IpmiRequest::DcmiCapabilities,
            (GROUP_EXTENSION, 0x02) => IpmiRequest::DcmiPowerReading,
            (GROUP_EXTENSION, 0x06) => IpmiRequest::DcmiAssetTag(*data.get(1)?),
            (GROUP_EXTENSION, 0x09) => IpmiRequest::DcmiControllerIdentifier(*data.get(1)?),
            _ => return None,
        };
        Some(request).filter(|request| request.command() == *sent)
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
    let mut command = sent(0, 0, &[]);
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
