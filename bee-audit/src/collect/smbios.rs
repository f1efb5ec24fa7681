//! The SMBIOS table, for every collector that needs it: read in one place, in the same order of preference.
//!
//! - *Reads*: `/sys/firmware/dmi/tables/{smbios_entry_point,DMI}`.
//! - *Falls back to*: `dmidecode -u`, on kernels before 4.2 that do not show the table.
//! - *Needs*: root (or `CAP_DAC_READ_SEARCH`).

use super::Probe;
use crate::{
    decode::{smbios::Table, tool::dmidecode},
    host::{Error, Query, Reply, Tool},
    report::Reason,
};

const TABLES: &str = "/sys/firmware/dmi/tables";
const SUBJECT: &str = "smbios";

/// The decoded table; `None` where the machine has none, and where it was refused (a gap of the asking collector).
///
/// What is damaged in it is in [`Table::damage`]; the board collector reports that, once for all.
pub(crate) fn read_table(probe: &mut Probe) -> Option<Table> {
    let query = Query::Read(format!("{TABLES}/DMI"));
    match probe.try_ask(&query) {
        Ok(Reply::Bytes(table)) => {
            let entry_point = probe.bytes(SUBJECT, &format!("{TABLES}/smbios_entry_point")).unwrap_or_default();
            Some(Table::decode_pair(&entry_point, &table))
        }
        Err(Error::Absent) => dump_table(probe),
        // Asked again, so that the refusal becomes a gap with its query and hint.
        _ => probe.ask(SUBJECT, &query).and(None),
    }
}

/// A machine without SMBIOS makes the tool fail, which is no gap.
fn dump_table(probe: &mut Probe) -> Option<Table> {
    match probe.try_ask(&Query::Tool(Tool::DmidecodeHexDump)) {
        Ok(Reply::Bytes(text)) => dmidecode::decode_hex_dump(&String::from_utf8_lossy(&text)).ok(),
        Err(Error::TimedOut) => {
            probe.gap(SUBJECT, "dmidecode", Reason::TimedOut, Error::TimedOut.to_string());
            None
        }
        _ => None,
    }
}
