//! The control group of a service, and its limits.

use super::failure::Shortfall;
use crate::{
    cgroup::{self, Group, Hierarchy},
    seed::Card,
};

/// The group of a card; without one, that is a shortfall.
pub(super) fn group(card: &Card, groups: &Hierarchy, shortfalls: &mut Vec<Shortfall>) -> Option<Group> {
    let made = match &card.soma.cgroup.path {
        Some(path) => groups.leaf(path),
        None => groups.leaf(&cgroup::name_of(&card.label, &card.id.to_string())),
    };
    made.map_err(|error| shortfalls.push(Shortfall { what: "soma.cgroup".to_owned(), why: error.to_string() })).ok()
}
