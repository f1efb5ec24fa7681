//! PID 1 that boots a seed card straight into an audit of the machine.
//!
//! A seed card ([`seed`]) says which services there are. Their life is a pure machine ([`service`], [`constellation`]):
//! events and time in, actions out. The event loop ([`supervise`]) turns what the kernel says into events and the
//! actions into system calls, of which starting a service ([`spawn`]) in its control group ([`cgroup`]) is one.
//! [`stage`] is what comes before and after.

pub mod cgroup;
pub mod constellation;
pub mod log;
pub mod notify;
pub mod power;
pub mod seed;
pub mod service;
pub mod spawn;
pub mod stage;
pub mod supervise;
mod sys;
mod terminal;
