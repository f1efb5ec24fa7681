//! The command line. Its help is the manual: the man page is made from it.

use std::{path::PathBuf, time::Duration};

use bee_audit::{Options, report::Component};
use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use crate::exit::Status;

/// Command lines and what they give.
pub(crate) const EXAMPLES: [(&str, &str); 6] = [
    ("sudo bee-audit", "a readable summary of this machine"),
    ("sudo bee-audit | jq .memory", "the whole report is JSON when piped"),
    ("sudo bee-audit --output host.json", "the same into a file, all of it or none"),
    ("sudo bee-audit --only pcie,network", "these components only"),
    ("sudo bee-audit record --redact", "a recording to mail with a bug report"),
    ("bee-audit replay host.bee.tar.zst", "the summary of a machine that is elsewhere"),
];

/// What everybody should know.
pub(crate) const NOTES: &str = "\
Run it as root: it works without, too, and the report then says what is missing for want of privilege.
Nothing is changed on the machine: no device is written to, reset or woken up.";

/// The end of `--help`.
fn after_help() -> String {
    let examples = EXAMPLES.map(|(command, effect)| format!("  {command:<35} {effect}")).join("\n");
    let statuses = Status::MEANINGS.map(|(status, meaning)| format!("{:>4}  {meaning}", status as u8)).join("\n");
    format!("Examples:\n{examples}\n\n{NOTES}\n\nExit status:\n{statuses}")
}

/// Says exactly what is inside this server.
///
/// Reads the firmware tables, the kernel's view and the devices themselves, and reports board, management controller,
/// power supplies, processors, memory modules, GPUs, PCI devices, drives, network ports, TPM, USB and sensors: each
/// fact from the most direct source, and for each that could not be read the reason why. On a terminal the report is a
/// readable summary, in a pipe or file JSON.
#[derive(Debug, Parser)]
#[command(
    name = "bee-audit",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_long_help = after_help(),
    after_help = "More with --help: examples, exit status."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) audit: Audit,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Record(Record),
    Replay(Replay),
    Decode(Decode),
    /// Print the JSON Schema of the report.
    Schema,
    /// Print the manual page: `bee-audit man | man -l -`.
    Man,
    /// Print a completion script for a shell.
    Completions {
        /// The shell that shall complete.
        shell: clap_complete::Shell,
    },
}

/// An audit of this machine.
#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) deadline: Deadline,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Record everything that an audit of this machine reads, so that it can be replayed elsewhere.
///
/// The recording holds each file, device answer and refusal once, as text. `replay` gives the same report from it,
/// which makes it the best bug report there is; look into it before you send it, or use --redact.
#[derive(Debug, Args)]
pub(crate) struct Record {
    /// Where to write: a name that ends in .tar.zst is a packed recording, any other a folder that is made; in a
    /// folder that exists, or without this option in the current one, the recording is HOSTNAME-DATE.bee.tar.zst;
    /// `-` packs to standard output. Other archives are not made, and nothing is overwritten.
    #[arg(short, long, value_name = "FILE|DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Replace serial numbers, asset tags, MAC and IP addresses, world wide names, UUIDs, hostnames and passwords among
    /// the kernel's parameters by tokens of the same length.
    #[arg(long)]
    pub(crate) redact: bool,
    /// Take the tokens from this text, so that recordings with the same one can be compared.
    #[arg(long, value_name = "TEXT", requires = "redact")]
    pub(crate) redact_key: Option<String>,
    /// Also take this file, or the files of this folder, such as a kernel log or what a maker's tool printed. They are
    /// redacted like the rest. May be given several times.
    #[arg(long, value_name = "PATH")]
    pub(crate) include: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) deadline: Deadline,
}

/// Report on a recorded machine.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// A recording (packed or folder), or a folder that holds `sys/` or `proc/`: what is not in it is absent; `-` reads
    /// a packed recording from standard input.
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Decode one blob of bytes to JSON.
///
/// Damaged input gives what can be decoded and exit status 1; input of which nothing can be, status 65.
#[derive(Debug, Args)]
pub(crate) struct Decode {
    /// What the bytes are.
    pub(crate) kind: Kind,
    /// The file to read; `-` for standard input.
    pub(crate) file: PathBuf,
}

/// The standards that `decode` knows.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    /// A file of `dmidecode --dump-bin`, an entry point followed by its table, or a bare table.
    Smbios,
    /// PCI configuration space: a `config` file of sysfs, of 64, 256 or 4096 bytes.
    PciConfig,
    /// PCI vital product data: a `vpd` file of sysfs.
    PciVpd,
    /// IDENTIFY DEVICE data of an ATA drive: 512 bytes, or an `id` file of sysfs.
    AtaIdentify,
    /// SMART data of an ATA drive: 512 bytes, then its thresholds if there are 512 more.
    AtaSmart,
    /// What `nvidia-smi -q -x` prints of NVIDIA's GPUs.
    NvidiaSmiXml,
    /// NVMe Identify Controller data structure, as `nvme id-ctrl --raw-binary` prints it.
    NvmeIdentifyController,
    /// NVMe Identify Namespace data structure, as `nvme id-ns --raw-binary` prints it.
    NvmeIdentifyNamespace,
    /// NVMe SMART / Health Information, as `nvme smart-log --raw-binary` prints it.
    NvmeSmartLog,
    /// NVMe Error Information, as `nvme error-log --raw-binary` prints it.
    NvmeErrorLog,
    /// NVMe Firmware Slot Information, as `nvme fw-log --raw-binary` prints it.
    NvmeFirmwareSlotLog,
    /// NVMe Device Self-test log, as `nvme self-test-log --raw-binary` prints it.
    NvmeSelfTestLog,
    /// Standard INQUIRY data of a SCSI device, as `sg_inq --raw` prints it.
    ScsiInquiry,
    /// A SCSI vital product data page: a `vpd_pg*` file of sysfs, or what `sg_vpd --raw` prints.
    ScsiVpd,
    /// A SCSI log page, as `sg_logs --raw` prints it.
    ScsiLog,
    /// Content of an IPMI FRU device, as `ipmitool fru read 0 FILE` writes it.
    IpmiFru,
    /// IPMI sensor data records, as `ipmitool sdr dump FILE` writes them.
    IpmiSdr,
    /// Entries of an IPMI system event log of 16 bytes each, as `ipmitool sel writeraw FILE` writes them.
    IpmiSel,
    /// Memory of a transceiver module or cable, as `ethtool -m INTERFACE raw on` prints it.
    ModuleEeprom,
    /// Serial Presence Detect of a memory module (DDR3, DDR4, DDR5): an `eeprom` file of sysfs.
    Spd,
}

/// Which components, and by which names.
#[derive(Debug, Args)]
pub(crate) struct Selection {
    /// These components only.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = component(), conflicts_with = "skip")]
    pub(crate) only: Vec<Component>,
    /// Leave these components out.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = component())]
    pub(crate) skip: Vec<Component>,
    /// Take names of PCI devices from this pci.ids, instead of the newest of this machine's and the built-in one.
    #[arg(long, value_name = "FILE")]
    pub(crate) pci_ids: Option<PathBuf>,
    /// Read at most this many entries of the management controller's event log, the newest ones.
    #[arg(long, value_name = "N", default_value_t = Options::SEL_ENTRIES)]
    pub(crate) sel_entries: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Deadline {
    /// Give up on whatever has not answered after this many seconds, and report the rest.
    #[arg(long, value_name = "S", default_value = "60", value_parser = seconds)]
    pub(crate) timeout: Duration,
}

/// What the report looks like, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// text: the readable summary; json: the whole report [default: text on a terminal, else json].
    #[arg(long, value_enum, hide_possible_values = true)]
    pub(crate) format: Option<Format>,
    /// Write to FILE, whole or not at all: it is replaced only once everything is on disk.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

fn component() -> impl TypedValueParser<Value = Component> {
    PossibleValuesParser::new(Component::ALL.map(Component::name)).try_map(|name| {
        let known = Component::ALL.into_iter().find(|component| component.name() == name);
        known.ok_or("no such component")
    })
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("not a positive number of seconds".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn timeouts_are_positive() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for bad in ["0", "-1", "inf", "nan", "1e300", "soon", ""] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
