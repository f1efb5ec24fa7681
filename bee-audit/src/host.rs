//! The one door to the machine.
//!
//! Collectors put a [`Query`] to a [`Host`] and receive a [`Reply`] or an [`Error`]; they cannot tell whether the host
//! is live, being recorded or replayed. A live host answers within the query's deadline whatever the device does.

mod answer;
mod live;
mod query;
mod record;
mod replay;
mod tree;
mod worker;

pub use answer::{Answer, Error, Reply};
pub use live::LiveHost;
pub use query::{
    AtaRequest, ControllerNumber, EthtoolRequest, GeneralPurposeLog, HEAD_BYTES, IpmiRecordPart, IpmiRequest,
    IpmiTarget, IpmitoolTopic, KernelLogTopic, LanParameter, MegaraidRequest, ModulePage, MvcliTopic, NvmeRequest,
    NvmeTool, NvmeToolForm, NvmlRequest, Query, RaidTool, SasIrcuProgram, ScsiDiagnosticPage, ScsiLogPage, ScsiRequest,
    ScsiVpdPage, SmartLog, SsacliProgram, StorcliProgram, StorcliTopic, Tool, UnknownQuery,
};
pub use record::{Manifest, Recorder, Recording};
pub use replay::{OpenError, Replay};
pub use worker::start_fork_server;

/// A machine that answers queries.
pub trait Host: Sync {
    /// Answers one query.
    fn ask(&self, query: &Query) -> Result<Reply, Error>;

    /// Answers several queries in order; a live host pays for one hand-over to its worker instead of many.
    fn ask_all(&self, queries: &[Query]) -> Vec<Result<Reply, Error>> {
        queries.iter().map(|query| self.ask(query)).collect()
    }
}
