//! What tools print, where no device or kernel file says it: one module a tool.

pub mod dmidecode;
pub mod smartctl;
