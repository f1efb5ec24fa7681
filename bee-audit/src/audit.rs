//! The audit: every collector once, in parallel, and what only two of them together can tell.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::mpsc,
    thread::{self, Scope, ScopedJoinHandle},
    time::Instant,
};

use crate::{
    collect::{self, Outcome},
    findings,
    host::Host,
    report::{Component, Gap, Reason, Report, SCHEMA},
};

mod gaps;
mod gpu;
mod power;
mod run;
mod virtualization;

/// What to audit, and how.
#[derive(Default)]
pub struct Options {
    /// Components to leave out; they are `null` in the report and named in `run.skipped`.
    pub skip: BTreeSet<Component>,
    /// A `pci.ids` file to use instead of the newest of the embedded one and the host's.
    pub pci_ids: Option<PathBuf>,
    /// How many entries of the management controller's event log to read, the newest ones;
    /// [`Options::SEL_ENTRIES`] unless given.
    pub sel_entries: Option<usize>,
    /// Called when a component begins and when it ends, from several threads.
    pub progress: Option<Box<dyn Fn(Progress) + Sync>>,
}

impl Options {
    /// Entries that are read of the management controller's event log: the newest ones, since a request each is made.
    pub const SEL_ENTRIES: usize = 512;

    /// To audit these components and no other.
    pub fn only(components: impl IntoIterator<Item = Component>) -> Options {
        let mut skip = BTreeSet::from(Component::ALL);
        components.into_iter().for_each(|component| {
            skip.remove(&component);
        });
        Options { skip, ..Options::default() }
    }
}

/// What an audit is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The collector of a component has started.
    Began(Component),
    /// The collector of a component has ended.
    Ended(Component),
}

/// Audits `host`. Never fails: what cannot be read is a gap of the report.
pub fn audit(host: &dyn Host, options: &Options) -> Report {
    let started = Instant::now();
    thread::scope(|scope| {
        let stage = Stage { scope, options };
        // First what takes longest: configuration space.
        let pci_ids = options.pci_ids.as_deref();
        let (tell, on_bus) = mpsc::channel();
        let pcie = stage.start(Component::Pcie, move || collect::pcie::collect(host, pci_ids, &tell));
        let run = scope.spawn(|| run::read(host));
        let board = stage.start(Component::Board, || collect::board::collect(host));
        let cpu = stage.start(Component::Cpu, || collect::cpu::collect(host));
        let memory = stage.start(Component::Memory, || collect::memory::collect(host));
        let network = stage.start(Component::Network, || collect::network::collect(host));
        let storage = stage.start(Component::Storage, || collect::storage::collect(host));
        // On a machine without accelerators it has nothing to ask.
        let gpu = stage.start(Component::Gpu, move || collect::gpu::collect(host, &on_bus));
        let tpm = stage.start(Component::Tpm, || collect::tpm::collect(host));
        let usb = stage.start(Component::Usb, || collect::usb::collect(host));
        let sensors = stage.start(Component::Sensors, || collect::sensors::collect(host));
        let sel_entries = options.sel_entries.unwrap_or(Options::SEL_ENTRIES);
        let bmc = stage.start(Component::Bmc, move || collect::bmc::collect(host, sel_entries));

        let mut ledger = Ledger::default();
        let mut report = Report {
            schema: SCHEMA.to_owned(),
            board: ledger.enter(Component::Board, board),
            cpu: ledger.enter(Component::Cpu, cpu),
            memory: ledger.enter(Component::Memory, memory),
            network: ledger.enter(Component::Network, network),
            storage: ledger.enter(Component::Storage, storage),
            pcie: ledger.enter(Component::Pcie, pcie),
            gpu: ledger.enter(Component::Gpu, gpu),
            tpm: ledger.enter(Component::Tpm, tpm),
            usb: ledger.enter(Component::Usb, usb),
            sensors: ledger.enter(Component::Sensors, sensors),
            bmc: ledger.enter(Component::Bmc, bmc),
            power_supplies: Vec::new(),
            fans: Vec::new(),
            backplanes: Vec::new(),
            run: run.join().unwrap_or_default(),
            sources: ledger.sources,
            gaps: gaps::merge(ledger.gaps),
            findings: Vec::new(),
        };
        virtualization::join(&mut report);
        gpu::join(&mut report);
        power::join(&mut report);
        report.findings = findings::of(&report);
        report.run.skipped = options.skip.iter().copied().collect();
        run::stamp(&mut report.run, started);
        report
    })
}

/// The report of an audit that gave none, for programs that audit in a process of its own which may be killed or late:
/// a gap for each component. Nothing is asked of the machine.
pub fn failed(reason: Reason, detail: &str) -> Report {
    let gaps = Component::ALL.map(|component| gaps::whole(component, reason, detail.to_owned()));
    Report { schema: SCHEMA.to_owned(), run: run::unread(), gaps: gaps.into(), ..Report::default() }
}

/// Where collectors are started.
struct Stage<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    options: &'env Options,
}

/// A collector at work; `None` for a component that is left out.
type Started<'scope, T> = Option<ScopedJoinHandle<'scope, Result<Outcome<T>, String>>>;

impl<'scope> Stage<'scope, '_> {
    /// Runs a collector in a thread of its own; its panic stays there.
    fn start<T: Send + 'scope>(
        &self,
        component: Component,
        collect: impl FnOnce() -> Outcome<T> + Send + 'scope,
    ) -> Started<'scope, T>
    where
        Self: 'scope,
    {
        if self.options.skip.contains(&component) {
            return None;
        }
        let tell = self.options.progress.as_deref();
        Some(self.scope.spawn(move || {
            tell.inspect(|tell| tell(Progress::Began(component)));
            let outcome = catch_unwind(AssertUnwindSafe(collect)).map_err(|payload| panic_message(&*payload));
            tell.inspect(|tell| tell(Progress::Ended(component)));
            outcome
        }))
    }
}

fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

/// Gathers what collectors leave behind beside their part of the report.
#[derive(Default)]
struct Ledger {
    sources: BTreeMap<Component, BTreeSet<String>>,
    gaps: Vec<Gap>,
}

impl Ledger {
    /// Waits for a collector and enters its sources and gaps.
    fn enter<T>(&mut self, component: Component, started: Started<'_, T>) -> Option<T> {
        match started?.join().unwrap_or_else(|payload| Err(panic_message(&*payload))) {
            Ok(outcome) => {
                self.sources.insert(component, outcome.sources);
                self.gaps.extend(outcome.gaps);
                Some(outcome.value)
            }
            Err(message) => {
                self.gaps.push(gaps::whole(component, Reason::Panicked, message));
                None
            }
        }
    }
}
