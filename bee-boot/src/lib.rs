//! PID 1 that boots a seed card straight into an audit of the machine.
//!
//! So far it has the cards: their model, reader and validation ([`seed`]), and `bee-boot check`. What brings them up
//! comes next; nothing here runs as PID 1 yet.

pub mod seed;
