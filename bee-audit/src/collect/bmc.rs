//! The baseboard management controller.
//!
//! - *Reports*: the controller, chassis, watchdog, channels with their network, FRU inventories, sensors with
//!   thresholds and states, the newest entries of the event log, DCMI power and asset tag.
//! - *Reads*: IPMI through `/dev/ipmi0`.
//! - *Falls back to*: `ipmitool fru`, `sdr elist`, `sel elist`, `lan print`, where the device is refused.
//! - *Needs*: root; the drivers `ipmi_si` (or `ipmi_ssif`) and `ipmi_devintf`.
//! - *Leaves out*: users and sessions, which are no hardware; SPD behind controllers; what takes the controller longer
//!   than 25 seconds altogether.

mod controller;
mod dcmi;
mod event_log;
mod inventory;
mod inventory_report;
mod ipmitool;
mod network;
mod repository;
mod sensors;
mod session;

use std::time::Duration;

use self::session::Session;
use super::{Outcome, Probe};
use crate::{
    host::Host,
    report::{Bmc, Component},
};

/// How long the controller may take altogether: less than half of what a run has.
const TIME: Duration = Duration::from_secs(25);

/// The management controller, with at most `sel_entries` of its event log.
pub(crate) fn collect(host: &dyn Host, sel_entries: usize) -> Outcome<Bmc> {
    collect_within(host, sel_entries, TIME)
}

fn collect_within(host: &dyn Host, sel_entries: usize, time: Duration) -> Outcome<Bmc> {
    let mut probe = Probe::new(host, Component::Bmc);
    let mut bmc = Bmc::default();
    let mut session = Session::new(&mut probe, time);
    if let Some(device) = controller::read_device(&mut session) {
        controller::prepare(&mut session);
        bmc.chassis = controller::read_chassis(&mut session);
        bmc.watchdog = controller::read_watchdog(&mut session);
        bmc.channels = network::read(&mut session);
        let records = repository::read(&mut session, &device);
        bmc.device = Some(controller::device(&mut session, &device));
        (bmc.controllers, bmc.entity_associations) = controller::from_records(&records);
        bmc.frus = inventory::read(&mut session, &records);
        let mut sensors = sensors::of(&records);
        sensors::read_own(&mut session, &mut sensors);
        bmc.event_log = event_log::read(&mut session, sel_entries, &sensors);
        bmc.dcmi = dcmi::read(&mut session);
        // Behind the controller last: one of them that does not answer holds up whatever comes after it.
        inventory::read_satellites(&mut session, &records, &mut bmc.frus);
        sensors::read_satellites(&mut session, &mut sensors);
        bmc.sensors = sensors.into_iter().map(|sensor| sensor.report).collect();
    }
    let is_refused = bmc.device.is_none() && session.is_refused();
    session.finish();
    if is_refused {
        bmc = ipmitool::read(&mut probe, sel_entries);
    }
    probe.outcome(bmc)
}

#[cfg(test)]
mod tests;
