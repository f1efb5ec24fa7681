//! Structures that are lists: OEM Strings (type 11), System Configuration Options (type 12), BIOS Language
//! Information (type 13), Group Associations (type 14) and String Property (type 46).
//!
//! Document: DSP0134 §7.12–§7.15 and §7.47.
//!
//! Real firmware: OEM strings hold service tags, licence data and placeholders; jumper descriptions are copied from the
//! reference board.

use serde::Serialize;

use super::{Frame, Handle, StructureType};
use crate::decode::code::codes;

/// Type 11: free text of the vendor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OemStrings {
    /// The strings; an empty one keeps its place.
    pub strings: Vec<String>,
}

/// Type 12: what jumpers and switches are for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemConfigurationOptions {
    /// The descriptions; an empty one keeps its place.
    pub strings: Vec<String>,
}

/// Type 13: languages of the firmware's user interface.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BiosLanguage {
    /// Languages that can be chosen, in the form `en|US|iso8859-1` or abbreviated (offset 04h).
    pub installable_languages: Vec<String>,
    /// Whether the abbreviated form is used (05h, bit 0).
    pub abbreviated: Option<bool>,
    /// Language now (15h).
    pub current_language: Option<String>,
}

/// Type 14: structures that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupAssociations {
    /// Name of the group (offset 04h).
    pub group_name: Option<String>,
    /// The members (from 05h, three octets each).
    pub items: Vec<GroupItem>,
}

/// A member of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GroupItem {
    /// Type of the structure.
    pub structure_type: StructureType,
    /// Its handle.
    pub handle: Handle,
}

/// Type 46: one more string for a structure that has no field for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StringProperty {
    /// What the string is (offset 04h).
    pub id: Option<StringPropertyId>,
    /// The string (06h).
    pub value: Option<String>,
    /// The structure to which it belongs (07h).
    pub parent_handle: Option<Handle>,
}

codes! {
    /// What the string of a type 46 structure is (§7.47.1).
    pub struct StringPropertyId(u16) {
        0x0001 => "UEFI device path", 0x8000..=0xbfff => "BIOS vendor", 0xc000..=0xffff => "OEM",
    }
}

impl OemStrings {
    pub(super) fn decode(frame: &Frame<'_>) -> OemStrings {
        OemStrings { strings: frame.counted_strings(0x04) }
    }
}

impl SystemConfigurationOptions {
    pub(super) fn decode(frame: &Frame<'_>) -> SystemConfigurationOptions {
        SystemConfigurationOptions { strings: frame.counted_strings(0x04) }
    }
}

impl BiosLanguage {
    pub(super) fn decode(frame: &Frame<'_>) -> BiosLanguage {
        BiosLanguage {
            installable_languages: frame.counted_strings(0x04),
            abbreviated: frame.byte(0x05).map(|flags| flags & 1 == 1),
            current_language: frame.string(0x15),
        }
    }
}

impl GroupAssociations {
    pub(super) fn decode(frame: &Frame<'_>) -> GroupAssociations {
        let items = frame.formatted().get(0x05..).unwrap_or_default().chunks_exact(3);
        let items = items.filter_map(|item| match item {
            [kind, low, high] => Some(GroupItem {
                structure_type: StructureType(*kind),
                handle: Handle(u16::from_le_bytes([*low, *high])),
            }),
            _ => None,
        });
        GroupAssociations { group_name: frame.string(0x04), items: items.collect() }
    }
}

impl StringProperty {
    pub(super) fn decode(frame: &Frame<'_>) -> StringProperty {
        StringProperty {
            id: frame.word(0x04).map(StringPropertyId),
            value: frame.string(0x06),
            parent_handle: frame.handle_at(0x07),
        }
    }
}
