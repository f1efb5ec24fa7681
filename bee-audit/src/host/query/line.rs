//! Queries as lines of text, and back.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    AtaRequest, EthtoolRequest, KernelLogTopic, MegaraidRequest, NvmeRequest, NvmeTool, NvmlRequest, Query, SMARTCTL,
    ScsiRequest, Tool, ipmi, is_controller, is_ipmi_interface, megaraid_host,
};

/// A line that is no query.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a query: {0}")]
pub struct UnknownQuery(pub String);

/// Blanks, control characters and `%` as `%XX`, so that a query stays one line of words. Hardly any path has them.
fn escape(path: &str) -> Cow<'_, str> {
    let is_special = |character: char| matches!(character, '%' | '\u{0}'..=' ' | '\u{7f}');
    if !path.bytes().any(|octet| is_special(char::from(octet))) {
        return Cow::Borrowed(path);
    }
    let mut escaped = String::with_capacity(path.len());
    for character in path.chars() {
        if is_special(character) {
            escaped.push_str(&format!("%{:02X}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
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
            Query::KernelLog(topic) => write!(formatter, "kernel-log {}", topic.word()),
            Query::Megaraid { device, request } => write!(formatter, "megaraid {device} {request}"),
            Query::NvmeAdmin { device, request } => write!(formatter, "nvme-admin {} {request}", escape(device)),
            Query::NvmeTool { device, tool, form } => {
                write!(formatter, "tool {}", tool.command(device, *form).join(" "))
            }
            Query::Nvml(request) => write!(formatter, "nvml {request}"),
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
        "kernel-log" => KernelLogTopic::ALL.into_iter().find(|topic| topic.word() == rest).map(Query::KernelLog),
        "megaraid" => {
            let (device, words) = rest.split_once(' ').filter(|(device, _)| megaraid_host(device).is_some())?;
            Some(Query::Megaraid { device: device.to_owned(), request: MegaraidRequest::parse(words)? })
        }
        "nvme-admin" => {
            let (device, words) = rest.split_once(' ').filter(|(device, _)| is_controller(device))?;
            Some(Query::NvmeAdmin { device: device.to_owned(), request: NvmeRequest::parse(words)? })
        }
        "nvml" => NvmlRequest::parse(rest).map(Query::Nvml),
        "scsi" => {
            let (device, words) = rest.split_once(' ')?;
            Some(Query::Scsi { device: device_path(device)?, request: ScsiRequest::parse(words)? })
        }
        "tool" if rest.starts_with(SMARTCTL[0]) => {
            let device = rest.strip_prefix(&SMARTCTL.join(" "))?.strip_prefix(' ')?;
            device_path(device).filter(|_| !device.contains(' ')).map(|device| Query::Smartctl { device })
        }
        "tool" if rest.starts_with("nvme ") => {
            let (device, tool, form) = NvmeTool::parse(rest.strip_prefix("nvme ")?)?;
            let query = is_controller(&device).then_some(Query::NvmeTool { device, tool, form })?;
            (query.to_string() == line).then_some(query)
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
    use super::{
        super::{IpmiTarget, NvmeToolForm, SmartLog, megaraid, nvme, nvme_tool},
        *,
    };

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
        let ipmi = ipmi::tests::samples().into_iter();
        let target = IpmiTarget::default();
        let ipmi = ipmi.map(|request| Query::Ipmi { device: "/dev/ipmi0".to_owned(), target, request });
        let megaraid = megaraid::tests::samples().into_iter();
        let megaraid = megaraid.map(|request| Query::Megaraid { device: "/dev/bus/12".to_owned(), request });
        let nvme = nvme::tests::samples().into_iter();
        let nvme = nvme.map(|request| Query::NvmeAdmin { device: "/dev/nvme10".to_owned(), request });
        let tools = nvme_tool::tests::ALL.into_iter();
        let forms = [NvmeToolForm::Binary, NvmeToolForm::Json];
        let tools =
            tools.flat_map(|tool| forms.map(|form| Query::NvmeTool { device: "/dev/nvme10".to_owned(), tool, form }));
        let smartctl = ["/dev/sda", "/dev/disk/a b"].map(|device| Query::Smartctl { device: device.to_owned() });
        let scsi = ScsiRequest::all().map(|request| Query::Scsi { device: "/dev/sg0".to_owned(), request });
        for query in queries
            .chain(ethtool)
            .chain(ata)
            .chain(ipmi)
            .chain(megaraid)
            .chain(nvme)
            .chain(tools)
            .chain(scsi)
            .chain(Tool::all().map(Query::Tool))
            .chain(smartctl)
            .chain(KernelLogTopic::ALL.map(Query::KernelLog))
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
            "kernel-log",
            "kernel-log clear",
            "scsi /etc/passwd inquiry",
            "scsi /dev/sg0 format-unit",
            "megaraid /dev/sda controller",
            "megaraid /dev/bus/0 flush",
            "nvme-admin /dev/nvme0 opcode=80 nsid=1 cdw10=00000000 len=0",
            "tool nvme format /dev/nvme0 --output-format=binary",
            "tool nvme id-ctrl /dev/sda --output-format=binary",
            "tool nvme id-ctrl /dev/nvme0 --vendor-specific --output-format=binary",
            "nvme-admin /dev/sda opcode=06 nsid=0 cdw10=00000001 len=4096",
        ];
        for line in device.iter().map(String::as_str).chain(other) {
            assert_eq!(line.parse::<Query>(), Err(UnknownQuery(line.to_owned())));
        }
    }
}
