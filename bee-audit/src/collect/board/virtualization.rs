//! Signs of a hypervisor and of a container. What CPUs say of a hypervisor joins them in the audit.

use crate::{
    collect::Probe,
    decode::smbios::{BiosInformation, Table},
    report::{Board, Virtualization},
};

/// The bit that says that a table describes a virtual machine (DSP0134 §7.1.2).
const VIRTUAL_MACHINE_BIT: u32 = 12;

/// Words that only hypervisors write into identities, and their names. Clouds that also rent whole machines under the
/// same name (Amazon EC2, Oracle, Alibaba) are not among them.
const IDENTITIES: &[(&str, &str)] = &[
    ("QEMU", "QEMU"),
    ("KVM", "KVM"),
    ("KubeVirt", "KVM"),
    ("OpenStack", "OpenStack"),
    ("VMware", "VMware"),
    ("VirtualBox", "VirtualBox"),
    ("innotek GmbH", "VirtualBox"),
    ("Bochs", "Bochs"),
    ("BHYVE", "bhyve"),
    ("Parallels", "Parallels"),
    ("HVM domU", "Xen"),
    ("Google Compute Engine", "Google Compute Engine"),
    ("Apple Virtualization", "Apple Virtualization"),
    ("Firecracker", "Firecracker"),
];

pub(super) fn read(probe: &mut Probe, table: Option<&Table>, board: &Board) -> Virtualization {
    let mut found = Virtualization::default();
    let bios = table.and_then(|table| table.all::<BiosInformation>().next());
    if bios.and_then(|(_, it)| it.characteristics_extension).is_some_and(|flags| flags.has(VIRTUAL_MACHINE_BIT)) {
        found.evidence.push("SMBIOS virtual machine bit".to_owned());
    }
    if let Some((sign, name)) = identity(board) {
        found.evidence.push(format!("identity {sign:?}"));
        found.hypervisor = Some(name.to_owned());
    }
    if let Some(kind) = probe.text("hypervisor", "/sys/hypervisor/type") {
        found.evidence.push("/sys/hypervisor/type".to_owned());
        found.hypervisor.get_or_insert(kind);
    }
    found.virtual_machine = (!found.evidence.is_empty()).then_some(true);
    read_container(probe, &mut found);
    found
}

/// The first word of a hypervisor in the machine's identities.
fn identity(board: &Board) -> Option<(&str, &'static str)> {
    let system = &board.system;
    let hyper_v = system.manufacturer.as_deref() == Some("Microsoft Corporation")
        && system.product_name.as_deref() == Some("Virtual Machine");
    if hyper_v {
        return Some(("Virtual Machine", "Hyper-V"));
    }
    let texts = [&system.manufacturer, &system.product_name, &board.firmware.vendor];
    texts.into_iter().flatten().find_map(|text| {
        let (_, name) = IDENTITIES.iter().find(|(word, _)| text.contains(word))?;
        Some((text.as_str(), *name))
    })
}

/// Marks that container managers leave: systemd's interface, Podman's and Docker's files.
fn read_container(probe: &mut Probe, found: &mut Virtualization) {
    let marks =
        [("/run/systemd/container", None), ("/run/.containerenv", Some("podman")), ("/.dockerenv", Some("docker"))];
    for (path, name) in marks {
        let Some(content) = probe.bytes("container", path) else { continue };
        let stated = crate::decode::text(&content).filter(|_| name.is_none());
        found.evidence.push(path.to_owned());
        found.container = found.container.take().or(stated).or(name.map(str::to_owned));
    }
}
