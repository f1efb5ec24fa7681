//! The machine as a whole.
//!
//! - *Reports*: product, boards, enclosures, firmware with mode, Secure Boot, boot entries and updatable resources,
//!   what firmware lists of interfaces, supplies, devices and connectors, management engines, and watchdog timers.
//! - *Reads*: SMBIOS types 0–3, 8, 10–13, 24, 32, 38, 39, 41, 42, 45; `/sys/firmware/efi`; `/sys/hypervisor`;
//!   `/sys/class/mei`; `/sys/class/watchdog`; marks of containers in `/run`.
//! - *Falls back to*: `dmidecode -u`; `/sys/class/dmi/id`; `/sys/firmware/devicetree/base`.
//! - *Needs*: root for the SMBIOS table, serial numbers and the ESRT.
//! - *Leaves out*: the environment of process 1, which would name more containers but holds secrets.

mod dmi_id;
mod firmware;
mod interface;
mod management_engine;
mod part;
mod secure_boot;
mod virtualization;
mod watchdog;

use super::{Outcome, Probe, smbios};
use crate::{
    decode::smbios::{Damage, Table},
    host::Host,
    report::{Board, Component, Reason, SmbiosTable},
};

/// The machine as a whole.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Board> {
    let mut probe = Probe::new(host, Component::Board);
    let table = smbios::read_table(&mut probe);
    let mut board = match &table {
        Some(table) => from_table(table),
        None => dmi_id::read(&mut probe),
    };
    report_damage(&mut probe, table.as_ref());
    dmi_id::read_device_tree(&mut probe, &mut board.system);
    firmware::read_uefi(&mut probe, &mut board.firmware);
    board.management_engines = management_engine::read(&mut probe);
    board.watchdogs = watchdog::read(&mut probe);
    board.virtualization = virtualization::read(&mut probe, table.as_ref(), &board);
    probe.outcome(board)
}

fn from_table(table: &Table) -> Board {
    Board {
        system: part::system(table),
        baseboards: part::baseboards(table),
        chassis: part::chassis(table),
        firmware: firmware::from_table(table),
        ipmi_interfaces: interface::ipmi_interfaces(table),
        host_interfaces: interface::host_interfaces(table),
        power_supplies: interface::power_supplies(table),
        onboard_devices: interface::onboard_devices(table),
        ports: interface::ports(table),
        security: interface::security(table),
        oem_strings: part::oem_strings(table),
        configuration_options: part::configuration_options(table),
        smbios: Some(SmbiosTable {
            version: table.version.map(|version| version.to_string()),
            structure_count: u32::try_from(table.structures.len()).unwrap_or(u32::MAX),
        }),
        ..Board::default()
    }
}

/// One gap for each kind of damage, with the first case in words.
fn report_damage(probe: &mut Probe, table: Option<&Table>) {
    let mut damage: Vec<&Damage> = table.map(|table| table.damage.iter().collect()).unwrap_or_default();
    while let Some(first) = damage.first().copied() {
        let (alike, others): (Vec<_>, Vec<_>) = damage.into_iter().partition(|other| other.part() == first.part());
        let more = alike.len() - 1;
        let detail = if more == 0 { first.to_string() } else { format!("{first}; and {more} more like it") };
        probe.gap("smbios", first.part(), Reason::Damaged, detail);
        damage = others;
    }
}
