//! What a service consists of.

use serde::{Deserialize, Serialize};

use super::Extensions;

/// What is started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Payload {
    /// A program.
    Native {
        /// Its absolute path.
        exec: String,
        /// Arguments, without the program's own name.
        #[serde(default)]
        argv: Vec<String>,
        /// Environment, names and values.
        #[serde(default)]
        envp: Vec<(String, String)>,
        /// Every other key.
        #[serde(flatten)]
        extensions: Extensions,
    },
    /// A WebAssembly module; kept, and not started by this program.
    Wasm {
        /// SHA-256 of the module.
        module_sha256: [u8; 32],
        /// The function that is called.
        entry: String,
        /// Every other key.
        #[serde(flatten)]
        extensions: Extensions,
    },
    /// Nothing: the card only groups others.
    Virtual,
    /// A program that expects parts of systemd.
    Legacy {
        /// Its absolute path.
        exec: String,
        /// Arguments, without the program's own name.
        #[serde(default)]
        argv: Vec<String>,
        /// The parts.
        #[serde(default)]
        fakes: Vec<Fake>,
        /// Every other key.
        #[serde(flatten)]
        extensions: Extensions,
    },
}

/// A part of systemd that a program expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "systemd's names")]
pub enum Fake {
    SystemdLogind,
    SystemdHostnamed,
    SystemdNotify,
}

impl Payload {
    /// Its keys that are unknown, with the name of the variant that has them.
    pub(super) fn extensions(&self) -> Option<(&'static str, &Extensions)> {
        match self {
            Payload::Native { extensions, .. } => Some(("Native", extensions)),
            Payload::Wasm { extensions, .. } => Some(("Wasm", extensions)),
            Payload::Legacy { extensions, .. } => Some(("Legacy", extensions)),
            Payload::Virtual => None,
        }
    }
}
