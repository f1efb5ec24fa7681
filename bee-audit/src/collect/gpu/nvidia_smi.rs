//! What `nvidia-smi` prints, where the library does not answer.

use crate::{
    collect::Probe,
    decode::{
        self,
        nvidia::{Log, smi_csv, smi_xml},
    },
    host::{Error, Query, Reply, Tool},
};

/// A form of its output: how to ask for it and what reads it.
type Form = (Tool, fn(&str) -> Result<Log, decode::Error>);

/// The richest first.
const FORMS: [Form; 2] = [(Tool::NvidiaSmiXml, smi_xml::decode), (Tool::NvidiaSmiCsv, smi_csv::decode)];

/// What it tells, and the command that told; `None` where it is not installed or does not tell (a gap).
pub(super) fn read(probe: &mut Probe) -> Option<(&'static str, Log)> {
    for (tool, decode) in FORMS {
        let query = Query::Tool(tool);
        match probe.try_ask(&query) {
            Ok(Reply::Bytes(bytes)) => match decode(&String::from_utf8_lossy(&bytes)) {
                Ok(log) => return Some((tool.name(), log)),
                Err(error) => probe.damaged("nvidia-smi", tool.name(), &error),
            },
            Err(Error::Absent | Error::NotRecorded) | Ok(_) => return None,
            Err(error) => {
                let hangs = error == Error::TimedOut;
                probe.refused("nvidia-smi", &query, error);
                if hangs {
                    return None;
                }
            }
        }
    }
    None
}
