//! Secure Boot: whether it is in force, and whom it trusts.

use crate::{
    collect::Probe,
    decode::uefi::{self, Certificate, GLOBAL_VARIABLE, IMAGE_SECURITY_DATABASE},
    report::{Firmware, FirmwareCertificate, SignatureDatabase},
};

const VARIABLES: &str = "/sys/firmware/efi/efivars";
const SUBJECT: &str = "firmware";

/// The databases, and the GUID in the name of their variables (UEFI 2.10 §3.3, §32.6.1).
const DATABASES: [(&str, &str); 4] = [
    ("PK", GLOBAL_VARIABLE),
    ("KEK", GLOBAL_VARIABLE),
    ("db", IMAGE_SECURITY_DATABASE),
    ("dbx", IMAGE_SECURITY_DATABASE),
];

/// Fills in what the variables say; firmware without Secure Boot has none of them.
pub(super) fn read(probe: &mut Probe, firmware: &mut Firmware) {
    firmware.secure_boot = read_flag(probe, "SecureBoot");
    firmware.setup_mode = read_flag(probe, "SetupMode");
    firmware.signature_databases =
        DATABASES.iter().filter_map(|(name, guid)| read_database(probe, name, guid)).collect();
}

fn read_flag(probe: &mut Probe, name: &str) -> Option<bool> {
    let file = probe.bytes(SUBJECT, &format!("{VARIABLES}/{name}-{GLOBAL_VARIABLE}"))?;
    uefi::flag(&file).map_err(|error| probe.damaged(SUBJECT, name, &error)).ok()
}

fn read_database(probe: &mut Probe, name: &str, guid: &str) -> Option<SignatureDatabase> {
    let file = probe.bytes(SUBJECT, &format!("{VARIABLES}/{name}-{guid}"))?;
    let database = uefi::SignatureDatabase::decode(&file).map_err(|error| probe.damaged(SUBJECT, name, &error)).ok()?;
    let certificates = database.certificates.iter().filter_map(|(owner, bytes)| {
        let decoded = Certificate::decode(bytes).map_err(|error| probe.damaged(SUBJECT, name, &error)).ok()?;
        Some(certificate(owner.clone(), decoded))
    });
    Some(SignatureDatabase {
        name: name.to_owned(),
        certificates: certificates.collect(),
        hash_count: database.hash_count,
        other_count: database.other_count,
        sha256: database.sha256,
    })
}

fn certificate(owner: String, it: Certificate) -> FirmwareCertificate {
    FirmwareCertificate {
        owner,
        subject: it.subject,
        issuer: it.issuer,
        serial_number: it.serial_number,
        not_before: it.not_before,
        not_after: it.not_after,
        sha256: it.sha256,
    }
}
