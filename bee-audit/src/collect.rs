//! One file a component: asks the host, decodes, and makes that part of the report.
//!
//! A collector is a function `collect(host) -> Outcome<T>`. It puts its queries through a [`Probe`], which writes down
//! where answers came from and what could not be read; what is not there is simply absent.

#[allow(dead_code)]
mod probe;
pub(crate) mod tpm;

pub(crate) use probe::{Outcome, Probe};
