//! The two ends of each link, joined.

use std::collections::BTreeMap;

use super::Found;
use crate::report::PciLinkEnd;

/// Base class and subclass of a PCI-to-PCI bridge.
const BRIDGE: (u8, u8) = (6, 4);

/// Gives every link its upper end: the port above, for functions whose own link leads up.
pub(super) fn join_links(found: &mut [Found]) {
    let ports: BTreeMap<String, PciLinkEnd> = found.iter().filter(|found| leads_down(found)).filter_map(end).collect();
    for found in found {
        let leads_up = !leads_down(found);
        if let Some(link) = found.function.link.as_mut().filter(|_| leads_up) {
            link.upstream = found.ancestors.first().and_then(|parent| ports.get(parent).cloned());
        }
    }
}

fn end(found: &Found) -> Option<(String, PciLinkEnd)> {
    let (address, link) = (&found.function.address, found.function.link.as_ref()?);
    let end = PciLinkEnd {
        address: address.clone(),
        speed_gt_s: link.speed_gt_s,
        max_speed_gt_s: link.max_speed_gt_s,
        width: link.width,
        max_width: link.max_width,
    };
    Some((address.clone(), end))
}

/// Whether the function is a port whose link leads away from the processor.
///
/// The port type tells. Where it could not be read: ports on a root bus do, and below them upstream and downstream
/// ports of switches take turns (PCI Express Base 6.0 §1.3).
pub(super) fn leads_down(found: &Found) -> bool {
    let express = found.function.configuration.as_ref().and_then(|configuration| configuration.express.as_ref());
    match express {
        Some(express) => matches!(express.port_type.code, 4 | 6 | 8),
        None => {
            let is_bridge = (found.identity.class.base, found.identity.class.sub) == BRIDGE;
            is_bridge && found.ancestors.len().is_multiple_of(2)
        }
    }
}
