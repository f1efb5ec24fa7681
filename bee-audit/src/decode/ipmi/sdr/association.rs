//! Entity association records: which entities make up another one.
//!
//! Document: IPMI §43.4 (type 08h), §43.5 (device-relative, type 09h).

use serde::Serialize;

use super::Record;
use crate::decode::{Error, ipmi::entity::Entity};

/// A container and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntityAssociation {
    /// The containing entity (offsets 05h and 06h).
    pub container: Entity,
    /// Whether the contained entities are ranges: each pair its first and last (flags, bit 7).
    pub ranges: bool,
    /// Whether further records continue this one (flags, bit 6).
    pub linked: bool,
    /// Up to four contained entities.
    pub contained: Vec<Entity>,
}

impl EntityAssociation {
    /// Pairs of entity ID and instance from 08h on.
    pub(super) fn decode(record: Record<'_>) -> Result<EntityAssociation, Error> {
        EntityAssociation::of(record, 0x07, 0x08, 2)
    }

    /// As above, each entity after the address and channel of its controller.
    pub(super) fn decode_device_relative(record: Record<'_>) -> Result<EntityAssociation, Error> {
        EntityAssociation::of(record, 0x09, 0x0a + 2, 4)
    }

    fn of(record: Record<'_>, flags: usize, first: usize, step: usize) -> Result<EntityAssociation, Error> {
        let container = Entity::of(record.byte(0x05)?, record.byte(0x06)?);
        let flags = record.byte(flags)?;
        let mut contained = Vec::new();
        for offset in (0..4).map(|index| first + index * step) {
            // Entity ID 0 fills unused places.
            if let (Ok(id @ 1..), Ok(instance)) = (record.byte(offset), record.byte(offset + 1)) {
                contained.push(Entity::of(id, instance));
            }
        }
        Ok(EntityAssociation { container, ranges: flags & 0x80 != 0, linked: flags & 0x40 != 0, contained })
    }

    /// Whether `entity` is in it.
    pub fn contains(&self, entity: Entity) -> bool {
        let is_between = |pair: &[Entity]| match pair {
            [first, last] => first.id == entity.id && (first.instance..=last.instance).contains(&entity.instance),
            _ => false,
        };
        if self.ranges { self.contained.chunks(2).any(is_between) } else { self.contained.contains(&entity) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_lists_contain_entities() {
        let list = [1, 0, 0x51, 8, 11, 0x13, 1, 0, 10, 1, 10, 2, 0, 0, 0, 0];
        let list = EntityAssociation::decode(Record(&list)).unwrap();
        assert_eq!(list.contained, [Entity::of(10, 1), Entity::of(10, 2)]);
        assert!(list.contains(Entity::of(10, 2)) && !list.contains(Entity::of(10, 3)));
        let range = [1, 0, 0x51, 8, 11, 0x13, 1, 0x80, 10, 1, 10, 4, 0, 0, 0, 0];
        let range = EntityAssociation::decode(Record(&range)).unwrap();
        assert!(range.contains(Entity::of(10, 3)) && !range.contains(Entity::of(11, 3)));
        assert!(EntityAssociation::decode(Record(&[1, 0, 0x51, 8, 0])).is_err());
    }
}
