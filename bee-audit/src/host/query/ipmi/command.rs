//! Requests as they are sent: network function, command and data, and back.
//!
//! Document: IPMI §5.1 (network functions), appendix G (command numbers); DCMI §6.

use super::{super::LanParameter, IpmiRecordPart, IpmiRequest};

/// Network functions (§5.1, table 5-1).
pub(super) const CHASSIS: u8 = 0x00;
pub(super) const SENSOR: u8 = 0x04;
pub(super) const APPLICATION: u8 = 0x06;
pub(super) const STORAGE: u8 = 0x0a;
pub(super) const TRANSPORT: u8 = 0x0c;
pub(super) const GROUP_EXTENSION: u8 = 0x2c;

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

pub(super) fn sent(network_function: u8, command: u8, data: &[u8]) -> IpmiCommand {
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
    pub(super) fn of_command(sent: &IpmiCommand) -> Option<IpmiRequest> {
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
