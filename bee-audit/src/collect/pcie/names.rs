//! Names of ids: from the given file, else from the newest of the host's copies of pci.ids and the embedded one.

use std::path::Path;

use super::Found;
use crate::{
    collect::Probe,
    decode::pci::{
        Id,
        ids::{Names, embedded, names_vendors, newer, version},
    },
    host::{Query, Reply},
    report::{PciClass, PciName, PciNames, Reason},
};

/// Where distributions keep pci.ids; the last is what `update-pciids` of older pciutils writes.
const COPIES: [&str; 3] = ["/usr/share/hwdata/pci.ids", "/usr/share/misc/pci.ids", "/var/lib/pciutils/pci.ids"];

/// Names everything that was found, and says by which database.
pub(super) fn name(probe: &mut Probe, given: Option<&Path>, found: &mut [Found]) -> PciNames {
    let mut names = Names::default();
    for identity in found.iter().map(|found| &found.identity) {
        names.want_device(identity.vendor, identity.device);
        names.want_class(identity.class);
        if let Some(subsystem) = identity.subsystem {
            names.want_subsystem(identity.vendor, identity.device, subsystem);
        }
    }
    let database = given
        .and_then(|path| scan_given(probe, path, &mut names))
        .or_else(|| scan_newest_copy(probe, &mut names))
        .unwrap_or_else(|| {
            embedded::scan(&mut names);
            PciNames { source: "embedded".to_owned(), version: Some(embedded::VERSION.to_owned()) }
        });
    found.iter_mut().for_each(|found| fill(&names, found));
    database
}

/// The file that the user asked for, on the machine where the report is made.
#[expect(clippy::disallowed_methods, reason = "a file of the user, not of the audited machine")]
fn scan_given(probe: &mut Probe, path: &Path, names: &mut Names) -> Option<PciNames> {
    let source = path.display().to_string();
    match std::fs::read(path) {
        Ok(text) if !names_vendors(&text) => {
            probe.gap(&source, "pci.ids", Reason::Damaged, "no line names a vendor".to_owned());
            None
        }
        Ok(text) => {
            names.scan(&text);
            Some(PciNames { source, version: version(&text) })
        }
        Err(error) => {
            probe.gap(&source, "pci.ids", Reason::Failed, error.to_string());
            None
        }
    }
}

/// The newest copy on the host, when that is newer than the embedded one. Only the head of the others is read.
fn scan_newest_copy(probe: &mut Probe, names: &mut Names) -> Option<PciNames> {
    let mut best: Option<(String, &str)> = None;
    let head = |path: &str| Query::Head(path.to_owned());
    probe.read_ahead(COPIES.map(head));
    for path in COPIES {
        let Ok(Reply::Bytes(head)) = probe.try_ask(&head(path)) else { continue };
        let Some(version) = version(&head) else { continue };
        let known = best.as_ref().map_or(embedded::VERSION, |(version, _)| version);
        if newer(&version, known) {
            best = Some((version, path));
        }
    }
    let (version, path) = best?;
    names.scan(&probe.bytes("pci.ids", path)?);
    Some(PciNames { source: path.to_owned(), version: Some(version) })
}

fn fill(names: &Names, found: &mut Found) {
    let (identity, function) = (&found.identity, &mut found.function);
    let owned = |name: Option<&str>| name.map(str::to_owned);
    let vendor = |id: Id| PciName { id: id.to_string(), name: owned(names.vendor(id)) };
    function.vendor = vendor(identity.vendor);
    function.device =
        PciName { id: identity.device.to_string(), name: owned(names.device(identity.vendor, identity.device)) };
    function.subsystem_vendor = identity.subsystem.map(|subsystem| vendor(subsystem.vendor_id));
    function.subsystem = identity.subsystem.map(|subsystem| PciName {
        id: subsystem.device_id.to_string(),
        name: owned(names.subsystem(identity.vendor, identity.device, subsystem)),
    });
    let class = names.class(identity.class);
    function.class = PciClass {
        id: std::mem::take(&mut function.class.id),
        base: class.base,
        sub: class.sub,
        programming_interface: class.programming_interface,
    };
}
