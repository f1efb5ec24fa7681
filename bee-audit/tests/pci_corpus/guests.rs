//! The recorded machines: what lspci printed in them, against their configuration space and the report.

use std::fs;

use bee_audit::{decode::pci::ConfigurationSpace, report::Pcie};

use crate::{
    Explained, Ledger,
    compare::{compare_header, compare_lists, compare_record},
    guest::{Comparison, Guest, guests},
    lspci, names_of_lspci, report, reported,
};

/// The report with the names that lspci had, where they are here, and whether they are.
fn report_of(guest: &Guest) -> (Pcie, bool) {
    (report(&guest.folder), names_of_lspci().is_some())
}

fn functions(guest: &Guest) -> Vec<lspci::Function> {
    lspci::functions(&guest.printed("lspci-Dnnvvv.txt").unwrap())
}

#[test]
fn ids_names_and_drivers_in_the_guests() {
    for guest in guests() {
        let mut ledger = Ledger::default();
        let (pcie, names) = report_of(&guest);
        let records = lspci::records(&guest.printed("lspci-Dvmmnnk.txt").unwrap());
        assert_eq!(pcie.functions.len(), records.len(), "{}", guest.name);
        for record in &records {
            let function = pcie.functions.iter().find(|function| function.address == record["Slot"]).unwrap();
            compare_record(&mut ledger, function, record, names);
            let mut same = |what: &'static str, ours: Option<String>, theirs: &str| {
                let theirs = record.get(theirs).map_or("", String::as_str);
                ledger.compare(what, &function.address, &ours.unwrap_or_default(), theirs);
            };
            same("driver", function.driver.as_ref().map(|driver| driver.name.clone()), "Driver");
            same("IOMMU group", function.iommu_group.map(|group| group.to_string()), "IOMMUGroup");
        }
        ledger.close(&[("vendor", records.len()), ("subsystem", records.len()), ("driver", records.len())]);
    }
}

#[test]
fn configuration_space_in_the_guests() {
    for guest in guests() {
        let mut ledger = Ledger::default();
        for function in functions(&guest) {
            let config = guest.path(&format!("/sys/bus/pci/devices/{}/config", function.address));
            let Ok(config) = fs::read(config) else {
                ledger.explain(Explained::LeftAsleep);
                continue;
            };
            let space = ConfigurationSpace::decode(&config).unwrap();
            compare_header(&mut ledger, &function, &space.header);
            compare_lists(&mut ledger, &function, &space, None);
        }
        ledger.close(&[("Control", 9), ("capability", 5), ("extended capability", 1)]);
    }
}

#[test]
fn the_report_agrees_with_lspci_in_the_guests() {
    for guest in guests() {
        let mut comparison = Comparison::default();
        let (pcie, _) = report_of(&guest);
        let printed = functions(&guest);
        for theirs in &printed {
            let ours = pcie.functions.iter().find(|function| function.address == theirs.address).unwrap();
            reported::compare(&mut comparison, ours, theirs, &printed);
        }
        let least = [
            ("Control", 120),
            ("Status", 120),
            ("region", 20),
            ("link", 16),
            ("DevCtl", 30),
            ("SltCap", 18),
            ("UESta", 36),
            ("driver", 10),
            ("serial number", 1),
        ];
        comparison.close(&least);
    }
}
