//! One file a component: asks the host, decodes, and makes that part of the report.
//!
//! A collector is a function `collect(host) -> Outcome<T>`. It puts its queries through a [`Probe`], which writes down
//! where answers came from and what could not be read; what is not there is simply absent. Where there are many devices
//! of a kind, it has the probe read ahead.

mod attributes;
pub(crate) mod bmc;
pub(crate) mod board;
pub(crate) mod bus;
pub(crate) mod cpu;
pub(crate) mod gpu;
pub(crate) mod memory;
pub(crate) mod network;
pub(crate) mod pcie;
mod probe;
mod read_ahead;
mod refusal;
pub(crate) mod sensors;
mod side_by_side;
pub(crate) mod smbios;
pub(crate) mod storage;
pub(crate) mod tpm;
pub(crate) mod usb;

pub(crate) use attributes::{Attributes, files};
pub(crate) use probe::{Outcome, Probe};

use crate::{
    decode::{code::Code, placeholder},
    report::{Coded, Placeholders},
};

/// A standard's code as the report gives it.
pub(crate) fn coded(code: &impl Code) -> Coded {
    Coded { code: code.code(), name: code.name().map(str::to_owned) }
}

/// The text of a field that identifies; a maker's filler goes to `placeholders` under the field's name instead.
pub(crate) fn identity(text: Option<String>, field: &str, placeholders: &mut Placeholders) -> Option<String> {
    let text = text?;
    if placeholder::is_placeholder(&text) {
        placeholders.insert(field.to_owned(), text);
        return None;
    }
    Some(text)
}
