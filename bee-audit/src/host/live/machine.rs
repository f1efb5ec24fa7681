//! The machine as a worker sees it: answers each query here and now, however long that takes.

use std::{
    iter,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{ata, ethtool, file::Files, ipmi, kernel_log, megaraid, nvme, nvml, scsi, tool};
use crate::host::{Error, Query, Reply};

/// The machine whose files are found below a root, with what stays open from one query to the next.
pub(in crate::host) struct Machine<'a> {
    root: &'a Path,
    files: Files<'a>,
}

impl<'a> Machine<'a> {
    pub(in crate::host) fn new(root: &'a Path) -> Machine<'a> {
        Machine { root, files: Files::new(root) }
    }

    /// The answer to `query`; of what will be asked `next`, devices that can work ahead are told now.
    pub(in crate::host) fn answer<'q>(
        &mut self,
        query: &'q Query,
        patience: Duration,
        mut next: impl Iterator<Item = &'q Query>,
    ) -> Result<Reply, Error> {
        let root = self.root;
        match query {
            Query::Clock => Ok(Reply::Bytes(clock().to_string().into_bytes())),
            Query::Read(path) => self.files.read(path, next.next()),
            Query::Head(path) => self.files.head(path),
            Query::List(path) => self.files.list(path),
            Query::Link(path) => self.files.link(path),
            Query::Ata { device, request } => ata::ask(root, device, *request),
            Query::Ethtool { interface, request } => ethtool::ask(interface, *request),
            Query::Ipmi { device, target, request } => {
                ipmi::send_ahead(root, iter::once(query).chain(next));
                ipmi::ask(root, device, *target, *request, patience)
            }
            Query::KernelLog(topic) => kernel_log::ask(root, *topic),
            Query::Megaraid { device, request } => megaraid::ask(root, device, *request),
            Query::NvmeAdmin { device, request } => nvme::ask(root, device, *request),
            Query::Nvml(request) => nvml::ask(root, *request),
            Query::Scsi { device, request } => scsi::ask(root, device, *request),
            Query::NvmeTool { device, tool, form } => tool::nvme(root, &tool.command(device, *form), patience),
            Query::Smartctl { device } => tool::smartctl(root, device, patience),
            Query::Tool(tool) => tool::run(root, *tool, patience),
        }
    }
}

/// Seconds since 1970; 0 where the clock was never set.
fn clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
