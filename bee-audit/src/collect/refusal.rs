//! What a refused query means to the reader of a report: what is missing, why, and that in words.

use crate::{
    decode::{ipmi::completion_code::CompletionCode, nvidia::codes::Return, nvme::status::Status},
    host::{Error, Query},
    report::Reason,
};

/// The last name of a path, or the tool.
pub(super) fn what_is_missing(query: &Query) -> &str {
    match query {
        Query::Read(path) | Query::Head(path) | Query::List(path) | Query::Link(path) => {
            path.rsplit('/').next().unwrap_or(path)
        }
        Query::Ata { request, .. } => request.name(),
        Query::Ethtool { request, .. } => request.word(),
        Query::Ipmi { request, .. } => request.name(),
        Query::Megaraid { request, .. } => request.name(),
        Query::NvmeAdmin { request, .. } => request.name(),
        Query::KernelLog(_) => "messages of the kernel's log",
        Query::Nvml(_) => "answers of NVML",
        Query::Scsi { request, .. } => request.name(),
        Query::Clock | Query::NvmeTool { .. } | Query::Smartctl { .. } | Query::Tool(_) => query.source(),
    }
}

/// The refusal in words, with the standard's name for a status.
pub(super) fn in_words(error: &Error) -> String {
    let name = match error {
        Error::Nvml { status } => Return(*status).name(),
        Error::NvmeStatus { status } => Status::of_field(*status).name(),
        Error::IpmiCompletion { code } => CompletionCode(*code).name(),
        _ => None,
    };
    name.map_or_else(|| error.to_string(), |name| format!("{error}: {name}"))
}

/// `nvmlReturn_t` as a reason (NVML §4.1.3).
fn nvml_reason(status: u32) -> Reason {
    match status {
        3 => Reason::NotApplicable,
        4 => Reason::Denied,
        9 => Reason::DriverNotLoaded,
        10 => Reason::TimedOut,
        13 => Reason::DriverTooOld,
        15 => Reason::GpuIsLost,
        18 => Reason::VersionMismatch,
        _ => Reason::Failed,
    }
}

/// The reason that stands in the gap.
pub(super) fn reason(error: &Error) -> Reason {
    match error {
        Error::Denied => Reason::Denied,
        Error::Busy => Reason::Busy,
        Error::TimedOut => Reason::TimedOut,
        Error::Unsupported => Reason::Unsupported,
        Error::CheckCondition { sense_key: 0x5, .. } => Reason::Unsupported,
        Error::Absent
        | Error::Failed { .. }
        | Error::Crashed
        | Error::CheckCondition { .. }
        | Error::DeviceStatus { .. }
        | Error::MegaraidStatus { .. }
        | Error::TransportFailed { .. } => Reason::Failed,
        Error::IpmiCompletion { code } if CompletionCode(*code).is_unsupported() => Reason::Unsupported,
        Error::IpmiCompletion { .. } => Reason::Failed,
        Error::ToolFailed { .. } => Reason::ToolFailed,
        Error::Nvml { status } => nvml_reason(*status),
        Error::NvmeStatus { status } => match status & 0x7ff {
            // Invalid Command Opcode, Invalid Field in Command, Invalid Log Page.
            0x001 | 0x002 | 0x109 => Reason::Unsupported,
            _ => Reason::Failed,
        },
        Error::NotRecorded => Reason::NotRecorded,
    }
}
