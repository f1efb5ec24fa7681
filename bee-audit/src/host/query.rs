//! What can be asked of a machine, each with one readable line of text.
//!
//! The line is the query's key in a recording and its frame to a worker. No query can express a write: files are only
//! read, device requests are enumerated reads, and tools are a closed list with fixed arguments.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};
use thiserror::Error;

mod ata;
mod ata_log;
mod ethtool;
mod ipmi;
mod ipmi_lan;
mod nvme;
mod raid_tool;
mod scsi;

pub use ata::AtaRequest;
pub use ata_log::{GeneralPurposeLog, SmartLog};
pub use ethtool::EthtoolRequest;
pub(super) use ipmi::{IpmiCommand, is_interface as is_ipmi_interface};
pub use ipmi::{IpmiRecordPart, IpmiRequest, IpmiTarget};
pub use ipmi_lan::LanParameter;
pub use nvme::NvmeRequest;
pub(super) use nvme::is_controller;
pub use raid_tool::{ControllerNumber, RaidTool, SasIrcuProgram, SsacliProgram, StorcliProgram, StorcliTopic};
pub(super) use scsi::ScsiCommand;
pub use scsi::{ScsiLogPage, ScsiRequest, ScsiVpdPage};

/// How much of a file [`Query::Head`] gives.
pub const HEAD_BYTES: usize = 1024;

/// One question to a [`Host`](super::Host).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Query {
    /// What time it is: `clock`. Answered by [`Reply::Bytes`](super::Reply::Bytes), the decimal number of seconds since
    /// 1970-01-01 00:00 UTC.
    Clock,
    /// The content of a file: `read /proc/meminfo`. Answered by [`Reply::Bytes`](super::Reply::Bytes).
    Read(String),
    /// The first 1,024 octets of a file: `head /usr/share/misc/pci.ids`, to see whether the rest is worth reading.
    /// Answered by [`Reply::Bytes`](super::Reply::Bytes).
    Head(String),
    /// The names in a directory, sorted: `list /sys/class/net`. Answered by [`Reply::Entries`](super::Reply::Entries).
    List(String),
    /// The target of a symbolic link: `link /sys/class/net/eth0`. Answered by [`Reply::Target`](super::Reply::Target).
    Link(String),
    /// What an ATA drive answers, also one behind a SAS controller or a USB bridge: `ata /dev/sda command=b0 feature=d0`.
    /// Answered by [`Reply::Bytes`](super::Reply::Bytes): the sector that the drive sent, or the sense data that holds
    /// its registers (SAT-4 §12.2.2.6).
    Ata {
        /// The block or generic device, below `/dev/`.
        device: String,
        /// What the drive is asked.
        request: AtaRequest,
    },
    /// The structure with which a network driver answers: `ethtool eth0 link-settings`. Answered by
    /// [`Reply::Bytes`](super::Reply::Bytes), as many as the kernel wrote.
    Ethtool {
        /// Name of the interface.
        interface: String,
        /// What it is asked.
        request: EthtoolRequest,
    },
    /// What a management controller answers: `ipmi /dev/ipmi0 netfn=06 cmd=01`. Answered by
    /// [`Reply::Bytes`](super::Reply::Bytes), completion code left out.
    Ipmi {
        /// The interface, such as `/dev/ipmi0`.
        device: String,
        /// Which controller behind it.
        target: IpmiTarget,
        /// What it is asked.
        request: IpmiRequest,
    },
    /// What a controller answers to an admin command that reads: `nvme-admin /dev/nvme0 opcode=06 nsid=0
    /// cdw10=00000001 len=4096`. Answered by [`Reply::Bytes`](super::Reply::Bytes).
    NvmeAdmin {
        /// Character device of the controller, such as `/dev/nvme0`.
        device: String,
        /// What it is asked.
        request: NvmeRequest,
    },
    /// What a SCSI device answers to a command that reads: `scsi /dev/sg0 log-sense page=0d subpage=00`. Answered by
    /// [`Reply::Bytes`](super::Reply::Bytes); without octets by TEST UNIT READY.
    Scsi {
        /// The generic or block device, below `/dev/`.
        device: String,
        /// What it is asked.
        request: ScsiRequest,
    },
    /// What `smartctl` prints of a drive, which it does not wake: `tool smartctl --json --xall --nocheck=standby /dev/sda`.
    /// Answered by [`Reply::Bytes`](super::Reply::Bytes).
    Smartctl {
        /// The drive, below `/dev/`.
        device: String,
    },
    /// The standard output of a tool: `tool dmidecode -u`. Answered by [`Reply::Bytes`](super::Reply::Bytes).
    Tool(Tool),
}

/// What comes before the device.
pub(super) const SMARTCTL: [&str; 4] = ["smartctl", "--json", "--xall", "--nocheck=standby"];

/// A tool that may be run, with the only arguments that it may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// `dmidecode -u`: the SMBIOS structures as a hex dump.
    DmidecodeHexDump,
    /// A tool of a RAID controller.
    Raid(RaidTool),
}

impl Tool {
    /// Every tool there is.
    pub fn all() -> impl Iterator<Item = Tool> {
        std::iter::once(Tool::DmidecodeHexDump).chain(RaidTool::all().map(Tool::Raid))
    }

    /// Program and arguments, none of which comes from outside.
    pub fn command(self) -> &'static [&'static str] {
        match self {
            Tool::DmidecodeHexDump => &["dmidecode", "-u"],
            Tool::Raid(tool) => tool.command(),
        }
    }

    /// Whether what it prints counts whatever its exit status: it ends with an error when one of several controllers has
    /// something to complain of.
    pub(crate) fn speaks_for_itself(self) -> bool {
        matches!(self, Tool::Raid(_))
    }
}

/// A line that is no query.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a query: {0}")]
pub struct UnknownQuery(pub String);

impl Query {
    /// How long an answer may take before the asker goes on without it.
    pub fn patience(&self) -> Duration {
        match self {
            Query::Clock | Query::Read(_) | Query::Head(_) | Query::List(_) | Query::Link(_) => Duration::from_secs(3),
            Query::Ethtool { .. } | Query::NvmeAdmin { .. } => Duration::from_secs(5),
            // A controller that is asked over a bus of its own, or that logs meanwhile, takes seconds.
            Query::Ipmi { .. } => Duration::from_secs(8),
            Query::Ata { .. } | Query::Scsi { .. } => Duration::from_secs(12),
            // A controller that is asked for each of dozens of drives takes its time.
            Query::Tool(Tool::Raid(_)) => Duration::from_secs(40),
            Query::Smartctl { .. } | Query::Tool(_) => Duration::from_secs(15),
        }
    }

    /// Where the answer comes from, as the report names it: `sysfs`, `procfs`, `smbios`, a tool's name, …
    pub fn source(&self) -> &'static str {
        match self {
            Query::Clock => "clock",
            Query::Ata { .. } => "sg-io",
            Query::Ethtool { .. } => "ethtool-ioctl",
            Query::Ipmi { .. } => "ipmi",
            Query::NvmeAdmin { .. } => "nvme-admin",
            Query::Scsi { .. } => "scsi",
            Query::Smartctl { .. } => "smartctl",
            Query::Tool(tool) => tool.command().first().copied().unwrap_or_default(),
            Query::Read(path) | Query::Head(path) | Query::List(path) | Query::Link(path) => file_source(path),
        }
    }

    /// Whether this asks the kernel alone, which answers many queries in the time of a hand-over.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Query::Clock | Query::Read(_) | Query::Head(_) | Query::List(_) | Query::Link(_))
    }

    /// What hangs together: after one query of a lane timed out, the others of that lane are not tried.
    pub(crate) fn lane(&self) -> &str {
        match self {
            Query::Read(path) | Query::Head(path) | Query::List(path) | Query::Link(path) => {
                match path.rsplit_once('/') {
                    Some((device, _)) if path.starts_with("/sys/devices/") => device,
                    _ => path,
                }
            }
            Query::Ata { device, .. } => device,
            Query::Ethtool { interface, .. } => interface,
            Query::Ipmi { device, .. } | Query::NvmeAdmin { device, .. } => device,
            Query::Scsi { device, .. } | Query::Smartctl { device } => device,
            Query::Clock | Query::Tool(_) => self.source(),
        }
    }
}

/// The file system or firmware table that a path belongs to.
fn file_source(path: &str) -> &'static str {
    if path.ends_with("/pci.ids") {
        return "pci.ids";
    }
    const SOURCES: [(&str, &str); 6] = [
        ("/sys/firmware/dmi/tables", "smbios"),
        ("/sys/firmware/efi", "efi"),
        ("/sys/class/dmi/id", "dmi-id"),
        ("/sys/", "sysfs"),
        ("/proc/", "procfs"),
        ("/dev/", "device"),
    ];
    SOURCES.iter().find(|(prefix, _)| path.starts_with(prefix)).map_or("file", |(_, source)| source)
}

/// Blanks, control characters and `%` as `%XX`, so that a query stays one line of words.
fn escape(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for character in path.chars() {
        match character {
            '%' | '\u{0}'..=' ' | '\u{7f}' => escaped.push_str(&format!("%{:02X}", u32::from(character))),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn unescape(word: &str) -> Option<String> {
    let mut parts = word.split('%');
    let mut text = parts.next()?.to_owned();
    for part in parts {
        let code = u8::from_str_radix(part.get(..2)?, 16).ok().filter(u8::is_ascii)?;
        text.push(char::from(code));
        text.push_str(part.get(2..)?);
    }
    Some(text)
}

impl fmt::Display for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::Clock => formatter.write_str("clock"),
            Query::Read(path) => write!(formatter, "read {}", escape(path)),
            Query::Head(path) => write!(formatter, "head {}", escape(path)),
            Query::List(path) => write!(formatter, "list {}", escape(path)),
            Query::Link(path) => write!(formatter, "link {}", escape(path)),
            Query::Ata { device, request } => write!(formatter, "ata {} {request}", escape(device)),
            Query::Ethtool { interface, request } => {
                write!(formatter, "ethtool {} {}", escape(interface), request.word())
            }
            Query::Ipmi { device, target, request } => {
                write!(formatter, "ipmi {} ", escape(device))?;
                ipmi::write(*target, *request, formatter)
            }
            Query::NvmeAdmin { device, request } => write!(formatter, "nvme-admin {} {request}", escape(device)),
            Query::Scsi { device, request } => write!(formatter, "scsi {} {request}", escape(device)),
            Query::Smartctl { device } => write!(formatter, "tool {} {}", SMARTCTL.join(" "), escape(device)),
            Query::Tool(tool) => write!(formatter, "tool {}", tool.command().join(" ")),
        }
    }
}

impl FromStr for Query {
    type Err = UnknownQuery;

    fn from_str(line: &str) -> Result<Query, UnknownQuery> {
        parse(line).ok_or_else(|| UnknownQuery(line.to_owned()))
    }
}

fn parse(line: &str) -> Option<Query> {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    let path = || unescape(rest).filter(|path| path.starts_with('/') && !rest.contains(' '));
    match verb {
        "clock" => (line == "clock").then_some(Query::Clock),
        "read" => path().map(Query::Read),
        "head" => path().map(Query::Head),
        "list" => path().map(Query::List),
        "link" => path().map(Query::Link),
        "ata" => {
            let (device, words) = rest.split_once(' ')?;
            let device = device_path(device)?;
            AtaRequest::parse(words).map(|request| Query::Ata { device, request })
        }
        "ethtool" => {
            let (interface, word) = rest.split_once(' ')?;
            let request = EthtoolRequest::ALL.into_iter().find(|request| request.word() == word)?;
            let interface = unescape(interface).filter(|name| !name.is_empty())?;
            Some(Query::Ethtool { interface, request })
        }
        "ipmi" => {
            let (device, words) = rest.split_once(' ').filter(|(device, _)| is_ipmi_interface(device))?;
            let (target, request) = ipmi::parse(words)?;
            Some(Query::Ipmi { device: device.to_owned(), target, request })
        }
        "nvme-admin" => {
            let (device, words) = rest.split_once(' ').filter(|(device, _)| is_controller(device))?;
            Some(Query::NvmeAdmin { device: device.to_owned(), request: NvmeRequest::parse(words)? })
        }
        "scsi" => {
            let (device, words) = rest.split_once(' ')?;
            Some(Query::Scsi { device: device_path(device)?, request: ScsiRequest::parse(words)? })
        }
        "tool" if rest.starts_with(SMARTCTL[0]) => {
            let device = rest.strip_prefix(&SMARTCTL.join(" "))?.strip_prefix(' ')?;
            device_path(device).filter(|_| !device.contains(' ')).map(|device| Query::Smartctl { device })
        }
        "tool" => Tool::all().find(|tool| tool.command().join(" ") == rest).map(Query::Tool),
        _ => None,
    }
}

/// The path of a device, which is below `/dev/`.
fn device_path(word: &str) -> Option<String> {
    unescape(word).filter(|path| path.starts_with("/dev/") && !path.split('/').any(|name| name == ".."))
}

impl Serialize for Query {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Query {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Query, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips() {
        let paths = ["/sys/class/net", "/a b/c%d\ne", "/sys/bus/pci/devices/0000:00:1f.0/vendor", "/é"];
        let files = paths.into_iter().map(str::to_owned);
        let queries = files.flat_map(|path| {
            [Query::Read(path.clone()), Query::Head(path.clone()), Query::List(path.clone()), Query::Link(path)]
        });
        let interface = || "eth0%1 é".to_owned();
        let ethtool = EthtoolRequest::ALL.map(|request| Query::Ethtool { interface: interface(), request });
        let ata = SmartLog::ALL.map(AtaRequest::SmartReadLog);
        let ata = ata.map(|request| Query::Ata { device: "/dev/sd a".to_owned(), request });
        let nvme = nvme::tests::samples().into_iter();
        let nvme = nvme.map(|request| Query::NvmeAdmin { device: "/dev/nvme10".to_owned(), request });
        let ipmi = ipmi::tests::samples().into_iter();
        let target = IpmiTarget::default();
        let ipmi = ipmi.map(|request| Query::Ipmi { device: "/dev/ipmi0".to_owned(), target, request });
        let smartctl = ["/dev/sda", "/dev/disk/a b"].map(|device| Query::Smartctl { device: device.to_owned() });
        let scsi = ScsiRequest::all().map(|request| Query::Scsi { device: "/dev/sg0".to_owned(), request });
        for query in queries
            .chain(ethtool)
            .chain(ata)
            .chain(nvme)
            .chain(ipmi)
            .chain(scsi)
            .chain(Tool::all().map(Query::Tool))
            .chain(smartctl)
            .chain([Query::Clock])
        {
            let line = query.to_string();
            assert!(!line.contains('\n'), "{line:?}");
            assert_eq!(line.parse(), Ok(query));
        }
    }

    #[test]
    fn other_lines_are_no_queries() {
        let device = ["/etc/x", "/dev/../x", "sda"].map(|device| format!("ata {device} command=ec feature=00"));
        let other = [
            "",
            "clock ",
            "clock 1",
            "read",
            "read relative",
            "write /x",
            "tool rm -rf /",
            "read /x%zz",
            "read /x /y",
            "ethtool eth0 reset",
            "scsi /etc/passwd inquiry",
            "scsi /dev/sg0 format-unit",
            "nvme-admin /dev/nvme0 opcode=80 nsid=1 cdw10=00000000 len=0",
            "nvme-admin /dev/sda opcode=06 nsid=0 cdw10=00000001 len=4096",
        ];
        for line in device.iter().map(String::as_str).chain(other) {
            assert_eq!(line.parse::<Query>(), Err(UnknownQuery(line.to_owned())));
        }
    }
}
