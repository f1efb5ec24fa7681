//! The controller itself, and what it knows of chassis and watchdog.

use super::{network, repository::Record, session::Session};
use crate::{
    collect::coded,
    decode::{
        code::Flags,
        ipmi::{
            chassis::{self, ChassisStatus},
            device_id::{self, DeviceId},
            entity::Entity,
            sdr::Body,
            self_test::SelfTest,
            watchdog::WatchdogTimer,
        },
    },
    host::{Error, IpmiRequest, IpmiTarget},
    report::{BitNames, BmcChassis, BmcDevice, BmcEntity, BmcEntityAssociation, BmcSatellite, BmcWatchdog},
    units::Seconds,
};

const BMC: IpmiTarget = IpmiTarget { bridge: None, logical_unit: 0 };

/// Names of the bits that are set.
pub(super) fn set(flags: &impl Flags) -> BitNames {
    flags.names().into_iter().map(Into::into).collect()
}

pub(super) fn entity(entity: Entity) -> BmcEntity {
    BmcEntity { id: coded(&entity.id), instance: entity.instance }
}

/// Asks for all that every controller is asked: of itself, its channels, its records and its log.
pub(super) fn prepare(session: &mut Session) {
    let requests = [
        IpmiRequest::ChassisStatus,
        IpmiRequest::SystemRestartCause,
        IpmiRequest::PowerOnHoursCounter,
        IpmiRequest::WatchdogTimer,
        IpmiRequest::DeviceGuid,
        IpmiRequest::SystemGuid,
        IpmiRequest::SelfTestResults,
        IpmiRequest::SdrRepositoryInfo,
        IpmiRequest::SelInfo,
        IpmiRequest::SelTime,
        IpmiRequest::DcmiCapabilities,
        IpmiRequest::ChannelInfo(network::FIRST),
    ];
    session.prepare(BMC, requests);
}

/// What the controller is; `None` where there is none.
pub(super) fn read_device(session: &mut Session) -> Option<DeviceId> {
    match session.ask(IpmiRequest::DeviceId) {
        Err(Error::Absent) => None,
        Err(error) => {
            session.refused(BMC, IpmiRequest::DeviceId, error);
            None
        }
        Ok(bytes) => {
            DeviceId::decode(&bytes).map_err(|error| session.damaged(super::session::DEVICE, "device-id", &error)).ok()
        }
    }
}

pub(super) fn device(session: &mut Session, id: &DeviceId) -> BmcDevice {
    let mut guid = |request| session.read(BMC, request, |bytes| Ok(device_id::guid(bytes))).flatten();
    let (device_guid, system_guid) = (guid(IpmiRequest::DeviceGuid), guid(IpmiRequest::SystemGuid));
    let self_test = session.read(BMC, IpmiRequest::SelfTestResults, SelfTest::decode);
    BmcDevice {
        device_id: id.device_id,
        device_revision: id.device_revision,
        firmware_revision: id.firmware_revision.clone(),
        auxiliary_firmware_revision: id.auxiliary_revision.clone(),
        ipmi_version: id.ipmi_version.clone(),
        manufacturer: coded(&id.manufacturer),
        product_id: id.product_id,
        capabilities: set(&id.capabilities),
        provides_device_sdrs: id.provides_device_sdrs,
        update_in_progress: id.update_in_progress,
        device_guid,
        system_guid,
        self_test: self_test.map(|test| coded(&test.outcome)),
        self_test_failures: self_test.and_then(|test| test.failures).as_ref().map(set).unwrap_or_default(),
    }
}

pub(super) fn read_chassis(session: &mut Session) -> Option<BmcChassis> {
    let status = session.read(BMC, IpmiRequest::ChassisStatus, ChassisStatus::decode)?;
    let restart_cause = session.read(BMC, IpmiRequest::SystemRestartCause, chassis::restart_cause);
    let minutes = session.read(BMC, IpmiRequest::PowerOnHoursCounter, chassis::power_on_minutes);
    let but = |names: BitNames, first: bool| names.into_iter().skip(usize::from(first)).collect();
    Some(BmcChassis {
        power_on: status.power.has(0),
        power_faults: but(set(&status.power), status.power.has(0)),
        restore_policy: coded(&status.restore_policy),
        last_power_events: set(&status.last_event),
        intrusion: status.state.has(0),
        faults: but(set(&status.state), status.state.has(0)),
        identify: status.identify.as_ref().map(coded),
        disabled_buttons: status.disabled_buttons.as_ref().map(set),
        restart_cause: restart_cause.as_ref().map(coded),
        power_on_hours: minutes.map(|minutes| minutes / 60),
    })
}

pub(super) fn read_watchdog(session: &mut Session) -> Option<BmcWatchdog> {
    let timer = session.read(BMC, IpmiRequest::WatchdogTimer, WatchdogTimer::decode)?;
    let tenths = |count: u16| Seconds(f64::from(count) / 10.0);
    Some(BmcWatchdog {
        running: timer.running,
        timer_use: coded(&timer.timer_use),
        action: coded(&timer.action),
        pretimeout_interrupt: coded(&timer.pretimeout_interrupt),
        pretimeout_seconds: Seconds(timer.pretimeout_seconds.into()),
        initial_seconds: tenths(timer.initial_deciseconds),
        present_seconds: timer.present_deciseconds.map(tenths),
        expirations: set(&timer.expirations),
    })
}

/// Controllers and associations that the sensor data records list.
pub(super) fn from_records(records: &[Record]) -> (Vec<BmcSatellite>, Vec<BmcEntityAssociation>) {
    let (mut controllers, mut associations) = (Vec::new(), Vec::new());
    for record in records {
        match &record.body {
            Body::ManagementControllerLocator(it) => controllers.push(BmcSatellite {
                name: it.name.clone(),
                address: it.slave_address,
                channel: it.channel,
                entity: entity(it.entity),
                capabilities: set(&it.capabilities),
            }),
            Body::EntityAssociation(it) => associations.push(BmcEntityAssociation {
                container: entity(it.container),
                contained: it.contained.iter().copied().map(entity).collect(),
                ranges: it.ranges,
            }),
            _ => {}
        }
    }
    (controllers, associations)
}
