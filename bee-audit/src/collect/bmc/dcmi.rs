//! Data Center Manageability Interface, where the controller implements it.

use super::{controller::set, session::Session};
use crate::{
    decode::ipmi::dcmi::{self, Capabilities, PowerReading},
    host::{IpmiRequest, IpmiTarget},
    report::BmcDcmi,
    units::{Seconds, Watts},
};

const BMC: IpmiTarget = IpmiTarget { bridge: None, logical_unit: 0 };
/// Longest text (DCMI §6.4.1), and the octets of one piece.
const LONGEST_TEXT: u8 = 64;
const PIECE: u8 = 16;

/// Capabilities, power and texts; `None` where the controller does not know DCMI.
pub(super) fn read(session: &mut Session) -> Option<BmcDcmi> {
    let capabilities = session.read(BMC, IpmiRequest::DcmiCapabilities, Capabilities::decode)?;
    let power = session.read(BMC, IpmiRequest::DcmiPowerReading, PowerReading::decode).filter(|power| power.active);
    let watts = |of: fn(&PowerReading) -> u16| power.as_ref().map(|power| Watts(of(power).into()));
    Some(BmcDcmi {
        version: Some(capabilities.version),
        capabilities: set(&capabilities.platform),
        asset_tag: read_text(session, IpmiRequest::DcmiAssetTag),
        controller_identifier: read_text(session, IpmiRequest::DcmiControllerIdentifier),
        power_watts: watts(|power| power.current_watts),
        minimum_power_watts: watts(|power| power.minimum_watts),
        maximum_power_watts: watts(|power| power.maximum_watts),
        average_power_watts: watts(|power| power.average_watts),
        period_seconds: power.as_ref().map(|power| Seconds(f64::from(power.period_milliseconds) / 1000.0)),
    })
}

/// A text, piece by piece.
fn read_text(session: &mut Session, request: fn(u8) -> IpmiRequest) -> Option<String> {
    let mut text = Vec::new();
    for offset in (0..LONGEST_TEXT).step_by(PIECE.into()) {
        let part = |bytes: &[u8]| dcmi::text_part(bytes).map(|(length, part)| (length, part.to_vec()));
        let Some((length, part)) = session.read(BMC, request(offset), part) else { break };
        let is_last = part.len() < PIECE.into() || text.len() + part.len() >= length;
        text.extend(part);
        text.truncate(length);
        if is_last {
            break;
        }
    }
    dcmi::whole_text(&text)
}
