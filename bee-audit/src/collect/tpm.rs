//! Trusted Platform Modules.
//!
//! - *Reports*: each device with the version of its specification.
//! - *Reads*: `/sys/class/tpm/*/tpm_version_major`.
//! - *Falls back to*: nothing.
//! - *Needs*: no privilege.
//! - *Leaves out*: what only TPM commands tell.

use super::{Outcome, Probe};
use crate::{
    host::Host,
    report::{Component, Tpm, TpmDevice},
};

const CLASS: &str = "/sys/class/tpm";

/// Every Trusted Platform Module.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Tpm> {
    let mut probe = Probe::new(host, Component::Tpm);
    let names = probe.list("tpm", CLASS);
    let devices = names.into_iter().map(|name| read_device(&mut probe, name)).collect();
    probe.outcome(Tpm { devices })
}

fn read_device(probe: &mut Probe, name: String) -> TpmDevice {
    let attributes = probe.attributes(&name, &format!("{CLASS}/{name}"), &["tpm_version_major"]);
    TpmDevice { version_major: attributes.number("tpm_version_major"), name }
}
