//! What can be asked of a machine, each with one readable line of text.
//!
//! The line is the query's key in a recording and its frame to a worker. No query can express a write: files are only
//! read, device requests are enumerated reads, and tools are a closed list with fixed arguments.

use std::time::Duration;

mod ata;
mod ata_log;
mod ethtool;
mod ipmi;
mod ipmi_lan;
mod ipmitool;
mod kernel_log;
mod line;
mod megaraid;
mod nvme;
mod nvme_tool;
mod nvml;
mod raid_tool;
mod scsi;
mod scsi_page;

pub use ata::AtaRequest;
pub use ata_log::{GeneralPurposeLog, SmartLog};
pub use ethtool::{EthtoolRequest, ModulePage};
pub(super) use ipmi::{IpmiCommand, is_interface as is_ipmi_interface};
pub use ipmi::{IpmiRecordPart, IpmiRequest, IpmiTarget};
pub use ipmi_lan::LanParameter;
pub use ipmitool::IpmitoolTopic;
pub use kernel_log::KernelLogTopic;
pub use line::UnknownQuery;
pub use megaraid::MegaraidRequest;
pub(super) use megaraid::{megaraid_disk, megaraid_host};
pub use nvme::NvmeRequest;
pub(super) use nvme::is_controller;
pub use nvme_tool::{NvmeTool, NvmeToolForm};
pub use nvml::NvmlRequest;
pub use raid_tool::{
    ControllerNumber, MvcliTopic, RaidTool, SasIrcuProgram, SsacliProgram, StorcliProgram, StorcliTopic,
};
pub(super) use scsi::ScsiCommand;
pub use scsi::ScsiRequest;
pub use scsi_page::{ScsiDiagnosticPage, ScsiLogPage, ScsiVpdPage};

/// How much of a file [`Query::Head`] gives.
pub const HEAD_BYTES: usize = 1024;

/// One question to a [`Host`](super::Host).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
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
    /// What an ATA drive answers, also one behind a SAS controller or a USB bridge: `ata /dev/sda command=b0
    /// feature=d0`. Answered by [`Reply::Bytes`](super::Reply::Bytes): the sector that the drive sent, or the sense
    /// data that holds its registers (SAT-4 §12.2.2.6).
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
    /// What a controller of megaraid_sas answers: `megaraid /dev/bus/0 physical-disks`. Answered by
    /// [`Reply::Bytes`](super::Reply::Bytes).
    Megaraid {
        /// Its SCSI host, such as `/dev/bus/0`.
        device: String,
        /// What it is asked.
        request: MegaraidRequest,
    },
    /// What a controller answers to an admin command that reads: `nvme-admin /dev/nvme0 opcode=06 nsid=0
    /// cdw10=00000001 len=4096`. Answered by [`Reply::Bytes`](super::Reply::Bytes).
    NvmeAdmin {
        /// Character device of the controller, such as `/dev/nvme0`.
        device: String,
        /// What it is asked.
        request: NvmeRequest,
    },
    /// Messages of the kernel's log about something: `kernel-log nvidia`. Answered by
    /// [`Reply::Bytes`](super::Reply::Bytes): the records of `/dev/kmsg`, a line each, which stay in the log.
    KernelLog(KernelLogTopic),
    /// What NVIDIA's management library answers, a line a call: `nvml device 0`. Answered by
    /// [`Reply::Bytes`](super::Reply::Bytes).
    Nvml(NvmlRequest),
    /// What a SCSI device answers to a command that reads: `scsi /dev/sg0 log-sense page=0d subpage=00`. Answered by
    /// [`Reply::Bytes`](super::Reply::Bytes); without octets by TEST UNIT READY.
    Scsi {
        /// The generic or block device, below `/dev/`; `/dev/bus/0/megaraid/8` for a drive behind a RAID controller.
        device: String,
        /// What it is asked.
        request: ScsiRequest,
    },
    /// What `smartctl` prints of a drive, which it does not wake: `tool smartctl --json --xall --nocheck=standby
    /// /dev/sda`. Answered by [`Reply::Bytes`](super::Reply::Bytes).
    Smartctl {
        /// The drive, below `/dev/`.
        device: String,
    },
    /// What nvme-cli shows of a controller: `tool nvme smart-log /dev/nvme0 --output-format=binary`. Answered by
    /// [`Reply::Bytes`](super::Reply::Bytes): the structure as the controller sent it, or JSON.
    NvmeTool {
        /// Character device of the controller, such as `/dev/nvme0`.
        device: String,
        /// What is to be shown.
        tool: NvmeTool,
        /// How it is to be shown.
        form: NvmeToolForm,
    },
    /// The standard output of a tool: `tool dmidecode -u`. Answered by [`Reply::Bytes`](super::Reply::Bytes).
    Tool(Tool),
}

/// What comes before the device.
pub(super) const SMARTCTL: [&str; 4] = ["smartctl", "--json", "--xall", "--nocheck=standby"];

/// Columns that `nvidia-smi` has known since version 450, some of them by the name that they had then: it refuses all
/// when it does not know one.
const NVIDIA_COLUMNS: &str = "--query-gpu=driver_version,count,name,serial,uuid,pci.bus_id,pcie.link.gen.current,\
pcie.link.gen.max,pcie.link.width.current,pcie.link.width.max,display_active,persistence_mode,accounting.mode,\
accounting.buffer_size,vbios_version,inforom.img,inforom.oem,inforom.ecc,inforom.pwr,gom.current,gom.pending,fan.speed,\
pstate,memory.total,memory.used,memory.free,compute_mode,utilization.gpu,utilization.memory,ecc.mode.current,\
ecc.mode.pending,retired_pages.single_bit_ecc.count,retired_pages.double_bit.count,retired_pages.pending,\
temperature.gpu,temperature.memory,power.management,power.draw,power.limit,enforced.power.limit,power.default_limit,\
power.min_limit,power.max_limit,clocks.current.graphics,clocks.current.sm,clocks.current.memory,clocks.current.video,\
clocks.max.graphics,clocks.max.sm,clocks.max.memory,mig.mode.current,mig.mode.pending";

/// A tool that may be run, with the only arguments that it may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// `dmidecode -u`: the SMBIOS structures as a hex dump.
    DmidecodeHexDump,
    /// `nvidia-smi -q -x`: everything about NVIDIA's GPUs, as XML.
    NvidiaSmiXml,
    /// `nvidia-smi --query-gpu=… --format=csv`: what even old versions know about them.
    NvidiaSmiCsv,
    /// `ipmitool`, which asks the management controller by ways of its own.
    Ipmitool(IpmitoolTopic),
    /// A tool of a RAID controller.
    Raid(RaidTool),
}

impl Tool {
    /// Every tool there is.
    pub fn all() -> impl Iterator<Item = Tool> {
        let own = [Tool::DmidecodeHexDump, Tool::NvidiaSmiXml, Tool::NvidiaSmiCsv];
        own.into_iter().chain(IpmitoolTopic::ALL.map(Tool::Ipmitool)).chain(RaidTool::all().map(Tool::Raid))
    }

    /// Program and arguments, none of which comes from outside.
    pub fn command(self) -> &'static [&'static str] {
        match self {
            Tool::DmidecodeHexDump => &["dmidecode", "-u"],
            Tool::NvidiaSmiXml => &["nvidia-smi", "-q", "-x"],
            Tool::NvidiaSmiCsv => &["nvidia-smi", NVIDIA_COLUMNS, "--format=csv"],
            Tool::Ipmitool(topic) => topic.command(),
            Tool::Raid(tool) => tool.command(),
        }
    }

    /// Program and first arguments, as the report names a source.
    pub fn name(self) -> &'static str {
        match self {
            Tool::NvidiaSmiXml => "nvidia-smi -q -x",
            Tool::NvidiaSmiCsv => "nvidia-smi --query-gpu",
            tool => tool.command().first().copied().unwrap_or_default(),
        }
    }

    /// Whether it is left alone when it is late: killed inside NVIDIA's driver it could freeze the GPU.
    pub(crate) fn is_left_alone(self) -> bool {
        matches!(self, Tool::NvidiaSmiXml | Tool::NvidiaSmiCsv)
    }

    /// Whether what it prints counts whatever its exit status: it ends with an error when one of several controllers or
    /// devices has something to complain of.
    pub(crate) fn speaks_for_itself(self) -> bool {
        matches!(self, Tool::Raid(_) | Tool::Ipmitool(_))
    }
}

impl Query {
    /// How long an answer may take before the asker goes on without it.
    pub fn patience(&self) -> Duration {
        match self {
            Query::Clock | Query::Read(_) | Query::Head(_) | Query::List(_) | Query::Link(_) => Duration::from_secs(3),
            Query::Ethtool { .. } | Query::KernelLog(_) | Query::NvmeAdmin { .. } => Duration::from_secs(5),
            // A controller that is asked over a bus of its own, or that logs meanwhile, takes seconds.
            Query::Ipmi { .. } => Duration::from_secs(8),
            Query::Ata { .. } | Query::Megaraid { .. } | Query::Scsi { .. } => Duration::from_secs(12),
            // A controller that is asked for each of dozens of drives takes its time.
            Query::Tool(Tool::Raid(_) | Tool::Ipmitool(_)) => Duration::from_secs(40),
            // Initialising eight GPUs takes seconds.
            Query::Nvml(_) | Query::Tool(Tool::NvidiaSmiXml | Tool::NvidiaSmiCsv) => Duration::from_secs(30),
            Query::NvmeTool { .. } | Query::Smartctl { .. } | Query::Tool(_) => Duration::from_secs(15),
        }
    }

    /// Where the answer comes from, as the report names it: `sysfs`, `procfs`, `smbios`, a tool's name, …
    pub fn source(&self) -> &'static str {
        match self {
            Query::Clock => "clock",
            Query::Ata { .. } => "sg-io",
            Query::Ethtool { request: EthtoolRequest::ModulePage(_), .. } => "ethtool-netlink",
            Query::Ethtool { .. } => "ethtool-ioctl",
            Query::Ipmi { .. } => "ipmi",
            Query::KernelLog(_) => "kernel-log",
            Query::Megaraid { .. } => "megaraid",
            Query::NvmeAdmin { .. } => "nvme-admin",
            Query::Nvml(_) => "nvml",
            Query::Scsi { .. } => "scsi",
            Query::NvmeTool { .. } => "nvme-cli",
            Query::Smartctl { .. } => "smartctl",
            Query::Tool(tool) => tool.command().first().copied().unwrap_or_default(),
            Query::Read(path) | Query::Head(path) | Query::List(path) | Query::Link(path) => file_source(path),
        }
    }

    /// Whether this asks the kernel alone, which answers many queries in the time of a hand-over.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Query::Clock | Query::Read(_) | Query::Head(_) | Query::List(_) | Query::Link(_))
    }

    /// Whether this is a command to a device that is asked for several together.
    pub(crate) fn is_command(&self) -> bool {
        matches!(self, Query::Ata { .. } | Query::Ipmi { .. })
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
            Query::Ata { device, .. } | Query::Megaraid { device, .. } => device,
            Query::Ethtool { interface, .. } => interface,
            Query::Ipmi { device, .. } | Query::NvmeAdmin { device, .. } | Query::NvmeTool { device, .. } => device,
            Query::Scsi { device, .. } | Query::Smartctl { device } => device,
            Query::Clock | Query::KernelLog(_) | Query::Nvml(_) | Query::Tool(_) => self.source(),
        }
    }
}

/// The file system or firmware table that a path belongs to.
fn file_source(path: &str) -> &'static str {
    if path.ends_with("/pci.ids") {
        return "pci.ids";
    }
    const SOURCES: [(&str, &str); 7] = [
        ("/sys/bus/i2c/drivers", "spd"),
        ("/sys/firmware/dmi/tables", "smbios"),
        ("/sys/firmware/efi", "efi"),
        ("/sys/class/dmi/id", "dmi-id"),
        ("/sys/", "sysfs"),
        ("/proc/", "procfs"),
        ("/dev/", "device"),
    ];
    SOURCES.iter().find(|(prefix, _)| path.starts_with(prefix)).map_or("file", |(_, source)| source)
}
