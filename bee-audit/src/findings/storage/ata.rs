//! Rules about what ATA drives alone tell.

use super::{Observation, described, drives};
use crate::report::Report;

/// Data was damaged on the way between an ATA drive and its host.
pub(in crate::findings) fn interface_errors(report: &Report) -> Vec<Observation> {
    let noisy = drives(report).filter_map(|drive| {
        let ata = drive.ata.as_ref()?;
        // Device statistics, page 06h (ACS-4 §9.5.9); else attribute 199.
        let statistic = ata.statistics.iter().find(|statistic| (statistic.page, statistic.offset) == (6, 24));
        let attribute = || ata.smart.as_ref()?.attributes.iter().find(|attribute| attribute.id == 199);
        let counted = statistic.and_then(|statistic| u64::try_from(statistic.value?).ok());
        let errors = counted.or_else(|| attribute().map(|attribute| attribute.raw)).filter(|errors| *errors > 0)?;
        let message = format!("{} saw {errors} interface CRC errors ({})", drive.name, described(drive));
        Some(Observation::new([&drive.name], message))
    });
    noisy.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{AtaAttribute, AtaDrive, AtaSmart, Drive, Storage};

    fn with_drive(drive: Drive) -> Report {
        let drive = Drive { name: "sda".into(), model: Some("MODEL".into()), ..drive };
        Report { storage: Some(Storage { drives: vec![drive], ..Storage::default() }), ..Report::default() }
    }

    #[test]
    fn errors_on_the_cable_are_in_attribute_199() {
        let attribute = |raw| AtaAttribute { id: 199, raw, ..AtaAttribute::default() };
        let found = |raw| {
            let smart = AtaSmart { attributes: vec![attribute(raw)], ..AtaSmart::default() };
            let ata = AtaDrive { smart: Some(smart), ..AtaDrive::default() };
            interface_errors(&with_drive(Drive { ata: Some(ata), ..Drive::default() }))
        };
        assert_eq!(found(0), []);
        assert_eq!(found(3)[0].message, "sda saw 3 interface CRC errors (MODEL)");
    }
}
