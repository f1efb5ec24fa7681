//! What tools print, where no device or kernel file says it: one module a tool.

pub mod arcconf;
pub mod dmidecode;
pub mod ipmitool;
pub mod mvcli;
pub mod nvme_cli;
pub mod raid;
pub mod sas_ircu;
pub mod smartctl;
pub mod ssacli;
pub mod storcli;
