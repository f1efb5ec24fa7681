//! System calls that `nix` lacks, or whose safety it leaves to the caller: thin, with safe signatures.
//!
//! The only part of this crate with `unsafe`. What a child does between clone3(2) and execve(2) may only use functions
//! that neither allocate nor take a lock (signal-safety(7)); those here that keep to that say so.

pub(crate) mod capabilities;
pub(crate) mod clone;
pub(crate) mod descriptors;
pub(crate) mod entry;
pub(crate) mod exec;
pub(crate) mod faults;
pub(crate) mod fork;
pub(crate) mod interface;
pub(crate) mod landlock;
pub(crate) mod mounts;
pub(crate) mod pidfd;
pub(crate) mod seccomp;
pub(crate) mod signals;
pub(crate) mod terminal;
pub(crate) mod wait;
