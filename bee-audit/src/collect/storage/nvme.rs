//! NVMe: subsystems with their controllers, namespaces, and the paths between them.

use std::collections::BTreeMap;

use super::{adapter::Adapters, block, block::Inventory, kernel_order};
use crate::{
    collect::{Attributes, Probe, identity},
    decode::linux::{device_path::DevicePath, storage_text},
    report::{BlockDevice, Drive, DrivePath, Namespace, NamespacePath, NvmeController, NvmeSubsystem, Transport},
    units::Bytes,
};

const CONTROLLERS: &str = "/sys/class/nvme";
const SUBSYSTEMS: &str = "/sys/class/nvme-subsystem";

/// Keys of authentication are beside these attributes, and not read.
const CONTROLLER_ATTRIBUTES: [&str; 12] = [
    "model",
    "serial",
    "firmware_rev",
    "subsysnqn",
    "cntlid",
    "cntrltype",
    "transport",
    "address",
    "state",
    "numa_node",
    "queue_count",
    "sqsize",
];

const NAMESPACE_ATTRIBUTES: [&str; 9] =
    ["nsid", "eui", "nguid", "uuid", "csi", "metadata_bytes", "nuse", "ana_state", "ana_grpid"];

/// A controller with what is below it in sysfs.
struct Controller {
    name: String,
    attributes: Attributes,
    path: DrivePath,
    /// Namespaces that only it has, and its ways to shared ones.
    children: Vec<String>,
}

/// Every NVM subsystem as a drive; discovery controllers left out.
pub(super) fn read(probe: &mut Probe, inventory: &Inventory, adapters: &mut Adapters) -> Vec<Drive> {
    let mut names = probe.list("NVMe controllers", CONTROLLERS);
    names.sort_by_cached_key(|name| kernel_order(name));
    let targets = probe.links(CONTROLLERS, &names);
    let found = names.into_iter().zip(targets);
    let controllers: Vec<Controller> =
        found.map(|(name, target)| read_controller(probe, adapters, name, target.as_deref())).collect();
    let mut controllers: BTreeMap<String, Controller> =
        controllers.into_iter().map(|controller| (controller.name.clone(), controller)).collect();

    let mut drives = Vec::new();
    for subsystem in probe.list("NVMe subsystems", SUBSYSTEMS) {
        let members = probe.list(&subsystem, &format!("{SUBSYSTEMS}/{subsystem}"));
        let mut own: Vec<Controller> = members.iter().filter_map(|member| controllers.remove(member)).collect();
        own.sort_by_cached_key(|controller| kernel_order(&controller.name));
        drives.extend(read_drive(probe, inventory, Some((&subsystem, &members)), own));
    }
    // Before Linux 4.15 there were no subsystems.
    for controller in controllers.into_values() {
        drives.extend(read_drive(probe, inventory, None, vec![controller]));
    }
    drives
}

fn read_controller(probe: &mut Probe, adapters: &mut Adapters, name: String, target: Option<&str>) -> Controller {
    let directory = format!("{CONTROLLERS}/{name}");
    let attributes = probe.optional_attributes(&name, &directory, &CONTROLLER_ATTRIBUTES);
    let children = probe.list(&name, &directory);
    let way = adapters.way(probe, &name, &DevicePath::parse(target.unwrap_or_default()));
    let path = DrivePath {
        state: attributes.text("state"),
        numa_node: way.numa_node.or_else(|| attributes.number("numa_node")),
        nvme: Some(NvmeController {
            identifier: attributes.number("cntlid"),
            controller_type: attributes.text("cntrltype").filter(|kind| kind != "reserved"),
            transport: attributes.text("transport"),
            address: attributes.text("address"),
            queue_count: attributes.number("queue_count"),
            submission_queue_size: attributes.number("sqsize"),
            ..NvmeController::default()
        }),
        ..way
    };
    Controller { name, attributes, path, children }
}

/// The drive that a subsystem is; `None` without controllers, and for discovery subsystems.
fn read_drive(
    probe: &mut Probe,
    inventory: &Inventory,
    subsystem: Option<(&str, &[String])>,
    controllers: Vec<Controller>,
) -> Option<Drive> {
    let first = controllers.first()?;
    let mut nvme = NvmeSubsystem { qualified_name: first.attributes.text("subsysnqn"), ..NvmeSubsystem::default() };
    if let Some((name, _)) = subsystem {
        let attributes = probe.optional_attributes(name, &format!("{SUBSYSTEMS}/{name}"), &["subsystype", "iopolicy"]);
        nvme.name = Some(name.to_owned());
        nvme.subsystem_type = attributes.text("subsystype");
        nvme.io_policy = attributes.text("iopolicy");
    }
    let is_discovery = |kind: &Option<String>| kind.as_deref() == Some("discovery");
    if is_discovery(&nvme.subsystem_type) || is_discovery(&first.path.nvme.as_ref()?.controller_type) {
        return None;
    }
    let mut drive = Drive { name: first.name.clone(), transport: Some(Transport::Nvme), ..Drive::default() };
    let mut value =
        |attribute: &str, field: &str| identity(first.attributes.text(attribute), field, &mut drive.placeholders);
    drive.model = value("model", "model");
    drive.serial_number = value("serial", "serial_number");
    drive.firmware_revision = value("firmware_rev", "firmware_revision");
    let namespaces = read_namespaces(probe, inventory, subsystem, &controllers);
    let first = namespaces.first().map(|(_, attributes)| attributes);
    drive.is_rotational = first.and_then(|attributes| attributes.flag("queue/rotational"));
    drive.is_removable = first.and_then(|attributes| attributes.flag("removable"));
    drive.block_devices = namespaces.into_iter().map(|(device, _)| device).collect();
    let sizes = drive.block_devices.iter().filter_map(|device| device.size_bytes);
    drive.size_bytes = sizes.reduce(|sum, size| Bytes(sum.0.saturating_add(size.0)));
    drive.paths = controllers.into_iter().map(|controller| controller.path).collect();
    drive.nvme = Some(nvme);
    Some(drive)
}

/// Namespaces of the subsystem, and those that single controllers have.
fn read_namespaces(
    probe: &mut Probe,
    inventory: &Inventory,
    subsystem: Option<(&str, &[String])>,
    controllers: &[Controller],
) -> Vec<(BlockDevice, Attributes)> {
    let mut places: Vec<(String, String)> = Vec::new();
    if let Some((subsystem, members)) = subsystem {
        let shared = members.iter().filter(|name| is_namespace(name));
        places.extend(shared.map(|name| (name.clone(), format!("{SUBSYSTEMS}/{subsystem}/{name}"))));
    }
    for controller in controllers {
        let own = controller.children.iter().filter(|name| is_namespace(name));
        places.extend(own.map(|name| (name.clone(), format!("{CONTROLLERS}/{}/{name}", controller.name))));
    }
    places.sort_by_cached_key(|(name, _)| kernel_order(name));
    let read = |(name, directory): (String, String)| {
        let (mut device, attributes) = block::read(probe, inventory, &name, &directory, &NAMESPACE_ATTRIBUTES);
        let paths = read_paths(probe, &name, controllers, &attributes);
        device.namespace = Some(namespace(&attributes, device.logical_block_size_bytes, paths));
        (device, attributes)
    };
    places.into_iter().map(read).collect()
}

fn namespace(attributes: &Attributes, block_size: Option<Bytes>, paths: Vec<NamespacePath>) -> Namespace {
    let identifier = |name: &str| attributes.text(name).and_then(|text| storage_text::identifier(&text));
    let nguid = identifier("nguid");
    // A namespace without UUID shows its NGUID in its place, by an old promise of the kernel.
    let uuid = identifier("uuid").filter(|uuid| Some(uuid) != nguid.as_ref());
    let used: Option<u64> = attributes.number("nuse");
    Namespace {
        identifier: attributes.number("nsid"),
        wwid: attributes.text("wwid"),
        eui64: identifier("eui"),
        nguid,
        uuid: uuid.and_then(|uuid| storage_text::uuid(&uuid)),
        command_set_identifier: attributes.number("csi"),
        metadata_bytes: attributes.number("metadata_bytes").map(Bytes),
        utilization_bytes: used.zip(block_size).map(|(blocks, size)| Bytes(blocks.saturating_mul(size.0))),
        identify: None,
        paths,
    }
}

/// The ways to a namespace: hidden block devices below controllers; without them, the one controller's own state.
fn read_paths(
    probe: &mut Probe,
    namespace: &str,
    controllers: &[Controller],
    attributes: &Attributes,
) -> Vec<NamespacePath> {
    let mut paths = Vec::new();
    for controller in controllers {
        let hidden = controller.children.iter().filter(|child| path_namespace(child).as_deref() == Some(namespace));
        for name in hidden {
            let directory = format!("{CONTROLLERS}/{}/{name}", controller.name);
            let attributes =
                probe.optional_attributes(namespace, &directory, &["ana_state", "ana_grpid", "numa_nodes"]);
            paths.push(namespace_path(name, controller, &attributes));
        }
        if controller.children.iter().any(|child| child == namespace) && attributes.text("ana_state").is_some() {
            paths.push(namespace_path(namespace, controller, attributes));
        }
    }
    paths
}

fn namespace_path(name: &str, controller: &Controller, attributes: &Attributes) -> NamespacePath {
    NamespacePath {
        name: name.to_owned(),
        controller: controller.name.clone(),
        ana_state: attributes.text("ana_state"),
        ana_group: attributes.number("ana_grpid"),
        numa_nodes: attributes.text("numa_nodes"),
    }
}

/// `nvme0n1`: subsystem or controller, and namespace.
fn is_namespace(name: &str) -> bool {
    numbers(name, 'n').is_some_and(|(subsystem, rest)| is_number(subsystem) && is_number(rest))
}

/// The namespace `nvme0n1` of the path `nvme0c1n1`.
fn path_namespace(name: &str) -> Option<String> {
    let (subsystem, rest) = numbers(name, 'c')?;
    let (controller, namespace) = rest.split_once('n')?;
    let is_path = [subsystem, controller, namespace].into_iter().all(is_number);
    is_path.then(|| format!("nvme{subsystem}n{namespace}"))
}

fn numbers(name: &str, separator: char) -> Option<(&str, &str)> {
    name.strip_prefix("nvme")?.split_once(separator)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_and_paths_are_told_apart() {
        assert!(is_namespace("nvme0n1") && is_namespace("nvme10n12"));
        assert!(!is_namespace("nvme0") && !is_namespace("nvme0c1n1") && !is_namespace("nvme0n1p1"));
        assert_eq!(path_namespace("nvme0c12n3").as_deref(), Some("nvme0n3"));
        assert_eq!(path_namespace("nvme0n1"), None);
        assert_eq!(path_namespace("nvme0cxn1"), None);
    }
}
