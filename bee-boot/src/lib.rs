//! PID 1 that boots a seed card straight into an audit of the machine.
//!
//! So far it has the cards: their model, reader and validation ([`seed`]), `bee-boot check`, and how a service is started
//! ([`spawn`]) in its control group ([`cgroup`]). What brings them up comes next; nothing here runs as PID 1 yet.

pub mod cgroup;
pub mod seed;
pub mod spawn;
mod sys;
