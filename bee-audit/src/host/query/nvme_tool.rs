//! What nvme-cli can be asked of a controller: commands that show one data structure, as the controller sent it or as
//! JSON.
//!
//! Document: nvme-id-ctrl(1), nvme-id-ns(1), nvme-smart-log(1), nvme-error-log(1), nvme-fw-log(1),
//! nvme-self-test-log(1) of nvme-cli 1.5 and later, `--output-format`.

use std::fmt;

use super::NvmeRequest;

/// A form in which nvme-cli shows a data structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NvmeToolForm {
    /// The octets that the controller sent.
    Binary,
    /// Names and values.
    Json,
}

impl NvmeToolForm {
    const ALL: [NvmeToolForm; 2] = [NvmeToolForm::Binary, NvmeToolForm::Json];

    /// What comes behind every command.
    fn option(self) -> &'static str {
        match self {
            NvmeToolForm::Binary => "--output-format=binary",
            NvmeToolForm::Json => "--output-format=json",
        }
    }
}

/// A command of nvme-cli.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NvmeTool {
    /// `nvme id-ctrl`: Identify Controller.
    IdentifyController,
    /// `nvme id-ns`: Identify Namespace.
    IdentifyNamespace {
        /// Namespace identifier.
        namespace: u32,
    },
    /// `nvme smart-log`: SMART / Health Information.
    SmartLog,
    /// `nvme error-log`: the newest entries of the error log.
    ErrorLog {
        /// How many, 1 to 64.
        entries: u8,
    },
    /// `nvme fw-log`: Firmware Slot Information.
    FirmwareSlotLog,
    /// `nvme self-test-log`: Device Self-test.
    SelfTestLog,
}

impl NvmeTool {
    /// The command that tells what `request` asks for; `None` where there is none.
    pub fn instead_of(request: NvmeRequest) -> Option<NvmeTool> {
        Some(match request {
            NvmeRequest::IdentifyController => NvmeTool::IdentifyController,
            NvmeRequest::IdentifyNamespace { namespace } => NvmeTool::IdentifyNamespace { namespace },
            NvmeRequest::SmartLog => NvmeTool::SmartLog,
            NvmeRequest::ErrorLog { skipped: 0, entries } => NvmeTool::ErrorLog { entries: entries.clamp(1, 64) },
            NvmeRequest::FirmwareSlotLog => NvmeTool::FirmwareSlotLog,
            NvmeRequest::SelfTestLog => NvmeTool::SelfTestLog,
            _ => return None,
        })
    }

    /// Program and arguments for the controller at `device`.
    pub(crate) fn command(self, device: &str, form: NvmeToolForm) -> Vec<String> {
        let (name, argument) = match self {
            NvmeTool::IdentifyController => ("id-ctrl", None),
            NvmeTool::IdentifyNamespace { namespace } => ("id-ns", Some(format!("--namespace-id={namespace}"))),
            NvmeTool::SmartLog => ("smart-log", None),
            NvmeTool::ErrorLog { entries } => ("error-log", Some(format!("--log-entries={entries}"))),
            NvmeTool::FirmwareSlotLog => ("fw-log", None),
            NvmeTool::SelfTestLog => ("self-test-log", None),
        };
        let words = [Some("nvme".to_owned()), Some(name.to_owned()), Some(device.to_owned()), argument];
        words.into_iter().flatten().chain([form.option().to_owned()]).collect()
    }

    /// Device, command and form of a line of [`command`](NvmeTool::command) without its program.
    pub(super) fn parse(words: &str) -> Option<(String, NvmeTool, NvmeToolForm)> {
        let form = NvmeToolForm::ALL.into_iter().find(|form| words.ends_with(form.option()))?;
        let mut words = words.split(' ');
        let (name, device) = (words.next()?, words.next()?);
        let argument = words.next().and_then(|word| word.strip_prefix("--")?.split_once('='));
        let number = |wanted: &str| argument.filter(|(name, _)| *name == wanted)?.1.parse::<u32>().ok();
        let tool = match name {
            "id-ctrl" => NvmeTool::IdentifyController,
            "id-ns" => NvmeTool::IdentifyNamespace { namespace: number("namespace-id")? },
            "smart-log" => NvmeTool::SmartLog,
            "error-log" => {
                let entries = number("log-entries").filter(|entries| (1..=64).contains(entries))?;
                NvmeTool::ErrorLog { entries: u8::try_from(entries).ok()? }
            }
            "fw-log" => NvmeTool::FirmwareSlotLog,
            "self-test-log" => NvmeTool::SelfTestLog,
            _ => return None,
        };
        Some((device.to_owned(), tool, form))
    }
}

/// What it shows, as gaps name it.
impl fmt::Display for NvmeTool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.command("", NvmeToolForm::Binary).get(1).map_or("", String::as_str))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::host::query) const ALL: [NvmeTool; 7] = [
        NvmeTool::IdentifyController,
        NvmeTool::IdentifyNamespace { namespace: 1 },
        NvmeTool::SmartLog,
        NvmeTool::ErrorLog { entries: 1 },
        NvmeTool::ErrorLog { entries: 64 },
        NvmeTool::FirmwareSlotLog,
        NvmeTool::SelfTestLog,
    ];

    #[test]
    fn commands_show_and_nothing_else() {
        for (tool, form) in ALL.into_iter().flat_map(|tool| NvmeToolForm::ALL.map(|form| (tool, form))) {
            let command = tool.command("/dev/nvme0", form);
            assert_eq!((command[0].as_str(), command[2].as_str()), ("nvme", "/dev/nvme0"));
            assert!(command[1].starts_with("id-") || command[1].ends_with("-log"), "{command:?}");
            assert_eq!(command.last().map(String::as_str), Some(form.option()));
        }
        for words in ["format /dev/nvme0", "id-ns /dev/nvme0", "error-log /dev/nvme0 --log-entries=65", ""] {
            assert_eq!(NvmeTool::parse(&format!("{words} --output-format=json")), None, "{words}");
        }
    }
}
