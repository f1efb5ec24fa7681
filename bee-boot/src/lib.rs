//! PID 1 that boots a seed card straight into an audit of the machine.
//!
//! The crate holds its place in the workspace; it has no code yet. It will bring up a *seed card* (a tree of
//! services in JSON) as PID 1, supervise it, and run the library `bee-audit` as one of those services.
