//! Specifications that a module complies to, by bits.
//!
//! Document: SFF-8472 12.4 §5.3 table 5-3 (bytes 3 to 10 of address A0h), SFF-8636 2.10a §6.3.4 table 6-17 (bytes 131
//! to 138 of page 00h). Both give SONET, Fibre Channel and the rest of the codes in the same order but for a few bits.

use super::{super::Fields, monitor::set_bits};

/// A byte, a bit of it and the specification.
type Row = (usize, u8, &'static str);

/// SFF-8472 table 5-3.
const SFP: &[Row] = &[
    (3, 7, "10GBASE-ER"),
    (3, 6, "10GBASE-LRM"),
    (3, 5, "10GBASE-LR"),
    (3, 4, "10GBASE-SR"),
    (3, 3, "InfiniBand 1X SX"),
    (3, 2, "InfiniBand 1X LX"),
    (3, 1, "InfiniBand 1X copper active"),
    (3, 0, "InfiniBand 1X copper passive"),
    (4, 7, "ESCON MMF, 1310 nm LED"),
    (4, 6, "ESCON SMF, 1310 nm laser"),
    (4, 5, "OC-192 short reach"),
    (4, 2, "OC-48 long reach"),
    (4, 1, "OC-48 intermediate reach"),
    (4, 0, "OC-48 short reach"),
    (5, 6, "OC-12 single-mode long reach"),
    (5, 5, "OC-12 single-mode intermediate reach"),
    (5, 4, "OC-12 short reach"),
    (5, 2, "OC-3 single-mode long reach"),
    (5, 1, "OC-3 single-mode intermediate reach"),
    (5, 0, "OC-3 short reach"),
    (6, 7, "BASE-PX"),
    (6, 6, "BASE-BX10"),
    (6, 5, "100BASE-FX"),
    (6, 4, "100BASE-LX/LX10"),
    (6, 3, "1000BASE-T"),
    (6, 2, "1000BASE-CX"),
    (6, 1, "1000BASE-LX"),
    (6, 0, "1000BASE-SX"),
    (7, 7, "Fibre Channel very long distance (V)"),
    (7, 6, "Fibre Channel short distance (S)"),
    (7, 5, "Fibre Channel intermediate distance (I)"),
    (7, 4, "Fibre Channel long distance (L)"),
    (7, 3, "Fibre Channel medium distance (M)"),
    (7, 2, "Fibre Channel shortwave laser, linear Rx (SA)"),
    (7, 1, "Fibre Channel longwave laser (LC)"),
    (7, 0, "Fibre Channel electrical inter-enclosure (EL)"),
    (8, 7, "Fibre Channel electrical intra-enclosure (EL)"),
    (8, 6, "Fibre Channel shortwave laser without OFC (SN)"),
    (8, 5, "Fibre Channel shortwave laser with OFC (SL)"),
    (8, 4, "Fibre Channel longwave laser (LL)"),
    (9, 7, "Fibre Channel twin axial pair (TW)"),
    (9, 6, "Fibre Channel twisted pair (TP)"),
    (9, 5, "Fibre Channel miniature coax (MI)"),
    (9, 4, "Fibre Channel video coax (TV)"),
    (9, 3, "Fibre Channel multimode 62.5 µm (M6)"),
    (9, 2, "Fibre Channel multimode 50 µm (M5)"),
    (9, 0, "Fibre Channel single mode (SM)"),
    (10, 7, "Fibre Channel 1200 MB/s"),
    (10, 6, "Fibre Channel 800 MB/s"),
    (10, 5, "Fibre Channel 1600 MB/s"),
    (10, 4, "Fibre Channel 400 MB/s"),
    (10, 3, "Fibre Channel 3200 MB/s"),
    (10, 2, "Fibre Channel 200 MB/s"),
    (10, 0, "Fibre Channel 100 MB/s"),
];

/// SFF-8636 table 6-17.
const QSFP: &[Row] = &[
    (131, 6, "10GBASE-LRM"),
    (131, 5, "10GBASE-LR"),
    (131, 4, "10GBASE-SR"),
    (131, 3, "40GBASE-CR4"),
    (131, 2, "40GBASE-SR4"),
    (131, 1, "40GBASE-LR4"),
    (131, 0, "40G active cable (XLPPI)"),
    (132, 2, "OC-48 long reach"),
    (132, 1, "OC-48 intermediate reach"),
    (132, 0, "OC-48 short reach"),
    (133, 7, "SAS 24.0 Gbps"),
    (133, 6, "SAS 12.0 Gbps"),
    (133, 5, "SAS 6.0 Gbps"),
    (133, 4, "SAS 3.0 Gbps"),
    (134, 3, "1000BASE-T"),
    (134, 2, "1000BASE-CX"),
    (134, 1, "1000BASE-LX"),
    (134, 0, "1000BASE-SX"),
    (135, 7, "Fibre Channel very long distance (V)"),
    (135, 6, "Fibre Channel short distance (S)"),
    (135, 5, "Fibre Channel intermediate distance (I)"),
    (135, 4, "Fibre Channel long distance (L)"),
    (135, 3, "Fibre Channel medium distance (M)"),
    (135, 1, "Fibre Channel longwave laser (LC)"),
    (135, 0, "Fibre Channel electrical inter-enclosure (EL)"),
    (136, 7, "Fibre Channel electrical intra-enclosure (EL)"),
    (136, 6, "Fibre Channel shortwave laser without OFC (SN)"),
    (136, 5, "Fibre Channel shortwave laser with OFC (SL)"),
    (136, 4, "Fibre Channel longwave laser (LL)"),
    (137, 7, "Fibre Channel twin axial pair (TW)"),
    (137, 6, "Fibre Channel twisted pair (TP)"),
    (137, 5, "Fibre Channel miniature coax (MI)"),
    (137, 4, "Fibre Channel video coax (TV)"),
    (137, 3, "Fibre Channel multimode 62.5 µm (M6)"),
    (137, 2, "Fibre Channel multimode 50 µm (M5)"),
    (137, 1, "Fibre Channel multimode 50 µm (OM3)"),
    (137, 0, "Fibre Channel single mode (SM)"),
    (138, 7, "Fibre Channel 1200 MB/s"),
    (138, 6, "Fibre Channel 800 MB/s"),
    (138, 5, "Fibre Channel 1600 MB/s"),
    (138, 4, "Fibre Channel 400 MB/s"),
    (138, 3, "Fibre Channel 3200 MB/s"),
    (138, 2, "Fibre Channel 200 MB/s"),
    (138, 0, "Fibre Channel 100 MB/s"),
];

/// The specifications of an SFP, whose address A0h is `bytes`.
pub(super) fn of_sfp(bytes: &impl Fields) -> Vec<&'static str> {
    set_bits(bytes, SFP)
}

/// The specifications of a QSFP, whose page 00h is `bytes`.
pub(super) fn of_qsfp(bytes: &impl Fields) -> Vec<&'static str> {
    set_bits(bytes, QSFP)
}
