//! How an NVMe controller is asked: by the kernel's ioctl, and what that refuses by nvme-cli.
//!
//! The tool is asked for the structure itself, and where it does not give that, being too old, for its JSON. After a
//! command that did not get to the controller, or was late, no other is sent: the drive costs one gap.

use crate::{
    collect::Probe,
    decode::{self, tool::nvme_cli},
    host::{Error, NvmeRequest, NvmeTool, NvmeToolForm, Query, Reply},
};

/// The asking end of one controller.
pub(super) struct Controller<'a, 'h> {
    pub(super) probe: &'a mut Probe<'h>,
    pub(super) name: &'a str,
    /// What answered last; empty before anything did.
    pub(super) source: &'static str,
    pub(super) way: Way,
    /// What nvme-cli is asked for first.
    form: NvmeToolForm,
}

/// How a controller is asked.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// By the kernel's ioctl.
    Kernel,
    /// By nvme-cli, since the kernel refused something that the tool then told.
    Tool,
    /// By nvme-cli alone: the kernel refused again what the tool has no command for.
    ToolAlone,
    /// Not any more: it did not answer at all.
    Lost,
}

/// Why there is no answer.
enum Refusal {
    /// A query was refused.
    Refused(Query, Error),
    /// nvme-cli printed something else than its JSON.
    Damaged(decode::Error),
}

impl<'a, 'h> Controller<'a, 'h> {
    /// The controller `name`, which the kernel is to ask.
    pub(super) fn new(probe: &'a mut Probe<'h>, name: &'a str) -> Controller<'a, 'h> {
        Controller { probe, name, source: "", way: Way::Kernel, form: NvmeToolForm::Binary }
    }

    /// The decoded answer; a refusal or damage is a gap.
    pub(super) fn ask<T>(&mut self, request: NvmeRequest, decode: fn(&[u8]) -> Result<T, decode::Error>) -> Option<T> {
        let answer = match (self.way, NvmeTool::instead_of(request)) {
            (Way::Lost, _) | (Way::ToolAlone, None) => return None,
            (Way::Tool | Way::ToolAlone, Some(tool)) => self.told(request, tool),
            (Way::Kernel | Way::Tool, tool) => self.answer(request, tool),
        };
        let decoded = match answer {
            Ok(bytes) => decode(&bytes),
            Err(Refusal::Damaged(error)) => Err(error),
            Err(Refusal::Refused(query, error)) => {
                self.note_refusal(&query, error);
                return None;
            }
        };
        decoded.inspect_err(|error| self.probe.damaged(self.name, request.name(), error)).ok()
    }

    pub(super) fn query(&self, request: NvmeRequest) -> Query {
        Query::NvmeAdmin { device: format!("/dev/{}", self.name), request }
    }

    /// The controller's answer. Where the kernel refuses, and not the controller, which would refuse nvme-cli as well,
    /// what the tool tells; what is late is left alone.
    fn answer(&mut self, request: NvmeRequest, tool: Option<NvmeTool>) -> Result<Vec<u8>, Refusal> {
        let query = self.query(request);
        let error = match self.probe.try_ask(&query) {
            Ok(Reply::Bytes(bytes)) => {
                self.source = query.source();
                return Ok(bytes);
            }
            Ok(_) => Error::Absent,
            Err(error) => error,
        };
        let is_the_kernels = matches!(error, Error::Denied | Error::Unsupported | Error::Failed { .. });
        if let (Some(tool), true) = (tool, is_the_kernels)
            && let Ok(bytes) = self.told(request, tool)
        {
            self.way = Way::Tool;
            return Ok(bytes);
        }
        Err(Refusal::Refused(query, error))
    }

    /// The structure as nvme-cli tells it: in binary, or from its JSON where it does not give that.
    fn told(&mut self, request: NvmeRequest, tool: NvmeTool) -> Result<Vec<u8>, Refusal> {
        let query = |form| Query::NvmeTool { device: format!("/dev/{}", self.name), tool, form };
        if self.form == NvmeToolForm::Binary {
            let binary = query(self.form);
            match self.probe.try_ask(&binary) {
                Ok(Reply::Bytes(bytes)) if bytes.len() == request.answer_length() => {
                    self.source = binary.source();
                    return Ok(bytes);
                }
                Err(error @ (Error::Absent | Error::TimedOut)) => return Err(Refusal::Refused(binary, error)),
                _ => {}
            }
        }
        let json = query(NvmeToolForm::Json);
        match self.probe.try_ask(&json) {
            Ok(Reply::Bytes(output)) => {
                let structure = structure(tool, &output).map_err(Refusal::Damaged)?;
                (self.form, self.source) = (NvmeToolForm::Json, json.source());
                Ok(structure)
            }
            Ok(_) => Err(Refusal::Refused(json, Error::Absent)),
            Err(error) => Err(Refusal::Refused(json, error)),
        }
    }

    /// Reports a refusal, and by which way to go on.
    pub(super) fn note_refusal(&mut self, query: &Query, error: Error) {
        self.way = match (self.way, &error) {
            // Of this one command.
            (way, Error::NvmeStatus { .. } | Error::ToolFailed { .. }) => way,
            (Way::Tool | Way::ToolAlone, _) => Way::ToolAlone,
            _ => Way::Lost,
        };
        // The first request tells whether there is a controller to ask at all.
        if self.source.is_empty() {
            self.probe.refused(self.name, query, error);
        } else {
            self.probe.refused_later(self.name, query, error);
        }
    }
}

/// The structure of which nvme-cli told in JSON.
fn structure(tool: NvmeTool, output: &[u8]) -> Result<Vec<u8>, decode::Error> {
    match tool {
        NvmeTool::IdentifyController => nvme_cli::identify_controller(output),
        NvmeTool::IdentifyNamespace { .. } => nvme_cli::identify_namespace(output),
        NvmeTool::SmartLog => nvme_cli::smart_log(output),
        NvmeTool::ErrorLog { .. } => nvme_cli::error_log(output),
        NvmeTool::FirmwareSlotLog => nvme_cli::firmware_slot_log(output),
        NvmeTool::SelfTestLog => nvme_cli::self_test_log(output),
    }
}
