//! Device statistics log (04h): counters and temperatures that the standard defines, unlike SMART attributes.
//!
//! Document: ACS-4 §9.5 (in ACS-3 §A.5), one page a sector: 00h the list of pages, 01h general, 02h free-fall, 03h
//! rotating media, 04h general errors, 05h temperature, 06h transport, 07h solid state device. Names are the
//! standard's.
//!
//! Real drives: a statistic that is supported need not be valid; pages that are listed may be refused; drives of before
//! ACS-4 leave later statistics at 0 without the supported flag.

use serde::Serialize;

use super::{STANDARD, sector};
use crate::decode::{Error, Fault, Fields, code::flags};

/// A page of statistics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatisticsPage {
    /// Which page (octet 2).
    pub number: u8,
    /// Revision of the page (octets 0 and 1).
    pub revision: u16,
    /// Statistics that the drive supports, in order.
    pub statistics: Vec<Statistic>,
}

/// One statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Statistic {
    /// Where in the page it is, in octets.
    pub offset: u8,
    /// The standard's name.
    pub name: &'static str,
    /// What is said of the value (octet 7).
    pub flags: StatisticFlags,
    /// The value; `None` where it is not valid.
    pub value: Option<i64>,
}

flags! {
    /// Flags of a statistic (ACS-4 §9.5.3).
    pub struct StatisticFlags(u8) {
        3 => "monitored condition met",
        4 => "supports notification",
        5 => "normalized",
        6 => "valid",
        7 => "supported",
    }
}

/// Offset, octets of the value, name. A size of 1 in the temperature page is signed.
type Definition = (u8, usize, &'static str);

/// ACS-4 §9.5.4.
const GENERAL: [Definition; 9] = [
    (8, 4, "Lifetime Power-On Resets"),
    (16, 4, "Power-on Hours"),
    (24, 6, "Logical Sectors Written"),
    (32, 6, "Number of Write Commands"),
    (40, 6, "Logical Sectors Read"),
    (48, 6, "Number of Read Commands"),
    (56, 6, "Date and Time TimeStamp"),
    (64, 4, "Pending Error Count"),
    (72, 2, "Workload Utilization"),
];
/// ACS-4 §9.5.5.
const FREE_FALL: [Definition; 2] = [(8, 4, "Number of Free-Fall Events Detected"), (16, 4, "Overlimit Shock Events")];
/// ACS-4 §9.5.6.
const ROTATING_MEDIA: [Definition; 8] = [
    (8, 4, "Spindle Motor Power-on Hours"),
    (16, 4, "Head Flying Hours"),
    (24, 4, "Head Load Events"),
    (32, 4, "Number of Reallocated Logical Sectors"),
    (40, 4, "Read Recovery Attempts"),
    (48, 4, "Number of Mechanical Start Failures"),
    (56, 4, "Number of Realloc. Candidate Logical Sectors"),
    (64, 4, "Number of High Priority Unload Events"),
];
/// ACS-4 §9.5.7.
const GENERAL_ERRORS: [Definition; 3] = [
    (8, 4, "Number of Reported Uncorrectable Errors"),
    (16, 4, "Resets Between Cmd Acceptance and Completion"),
    (24, 4, "Physical Element Status Changed"),
];
/// ACS-4 §9.5.8.
const TEMPERATURE: [Definition; 13] = [
    (8, 1, "Current Temperature"),
    (16, 1, "Average Short Term Temperature"),
    (24, 1, "Average Long Term Temperature"),
    (32, 1, "Highest Temperature"),
    (40, 1, "Lowest Temperature"),
    (48, 1, "Highest Average Short Term Temperature"),
    (56, 1, "Lowest Average Short Term Temperature"),
    (64, 1, "Highest Average Long Term Temperature"),
    (72, 1, "Lowest Average Long Term Temperature"),
    (80, 4, "Time in Over-Temperature"),
    (88, 1, "Specified Maximum Operating Temperature"),
    (96, 4, "Time in Under-Temperature"),
    (104, 1, "Specified Minimum Operating Temperature"),
];
/// ACS-4 §9.5.9.
const TRANSPORT: [Definition; 3] =
    [(8, 4, "Number of Hardware Resets"), (16, 4, "Number of ASR Events"), (24, 4, "Number of Interface CRC Errors")];
/// ACS-4 §9.5.10.
const SOLID_STATE: [Definition; 1] = [(8, 1, "Percentage Used Endurance Indicator")];

const TEMPERATURE_PAGE: u8 = 0x05;

fn definitions(page: u8) -> &'static [Definition] {
    match page {
        0x01 => &GENERAL,
        0x02 => &FREE_FALL,
        0x03 => &ROTATING_MEDIA,
        0x04 => &GENERAL_ERRORS,
        TEMPERATURE_PAGE => &TEMPERATURE,
        0x06 => &TRANSPORT,
        0x07 => &SOLID_STATE,
        _ => &[],
    }
}

/// Pages whose statistics have a name here.
pub const KNOWN_PAGES: std::ops::RangeInclusive<u8> = 0x01..=0x07;

/// Numbers of the pages that page 00h lists (octet 8 of them, from octet 9 on).
pub fn supported_pages(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let data = sector(bytes)?;
    check_number(data, 0)?;
    let count = usize::from(data.byte(8).unwrap_or_default());
    Ok(data.get(9..9 + count).map(<[u8]>::to_vec).unwrap_or_default())
}

impl StatisticsPage {
    /// Decodes page `number`, one sector. Fails on less, and on another page, which is what a drive returns that does
    /// not have the one asked for.
    pub fn decode(number: u8, bytes: &[u8]) -> Result<StatisticsPage, Error> {
        let data = sector(bytes)?;
        check_number(data, number)?;
        let statistics = definitions(number).iter().filter_map(|definition| statistic(data, number, *definition));
        Ok(StatisticsPage { number, revision: data.u16_le(0).unwrap_or_default(), statistics: statistics.collect() })
    }

    /// The valid value at `offset`.
    pub fn value(&self, offset: u8) -> Option<i64> {
        self.statistics.iter().find(|statistic| statistic.offset == offset)?.value
    }
}

/// Page number in bits 23 to 16 of the header (ACS-4 §9.5.2).
fn check_number(data: &[u8], number: u8) -> Result<(), Error> {
    if data.byte(2) == Some(number) { Ok(()) } else { Err(Error::new(STANDARD, 2, Fault::BadSignature)) }
}

/// `None` where it is not supported.
fn statistic(data: &[u8], page: u8, (offset, size, name): Definition) -> Option<Statistic> {
    let field: [u8; 8] = data.array(usize::from(offset))?;
    let (flags, octets) = field.split_last()?;
    let flags = StatisticFlags(*flags);
    let number = octets.get(..size)?.iter().rev().fold(0, |number, octet| number << 8 | i64::from(*octet));
    let is_signed = page == TEMPERATURE_PAGE && size == 1;
    let value = if is_signed { i64::from(i8::from_le_bytes([*octets.first()?])) } else { number };
    flags.has(7).then_some(Statistic { offset, name, flags, value: flags.has(6).then_some(value) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u8, fields: &[(usize, [u8; 8])]) -> Vec<u8> {
        let mut data = vec![0u8; 512];
        (data[0], data[2]) = (1, number);
        for (offset, field) in fields {
            data[*offset..offset + 8].copy_from_slice(field);
        }
        data
    }

    #[test]
    fn what_is_supported_and_valid_has_a_value() {
        let fields = [
            (16, [0x10, 0x27, 0, 0, 0xff, 0, 0, 0xc0]),
            (24, [1, 2, 3, 4, 5, 6, 0, 0xc8]),
            (64, [0, 0, 0, 0, 0, 0, 0, 0x80]),
        ];
        let decoded = StatisticsPage::decode(1, &page(1, &fields)).unwrap();
        assert_eq!((decoded.value(16), decoded.value(24)), (Some(10_000), Some(0x0605_0403_0201)));
        assert_eq!((decoded.statistics.len(), decoded.value(64), decoded.value(8)), (3, None, None));
        assert_eq!(decoded.statistics[1].flags.names(), ["monitored condition met", "valid", "supported"]);
    }

    #[test]
    fn temperatures_are_signed() {
        let fields = [(8, [0xfb, 0, 0, 0, 0, 0, 0, 0xc0]), (80, [0xff, 0, 0, 0, 0, 0, 0, 0xc0])];
        let decoded = StatisticsPage::decode(5, &page(5, &fields)).unwrap();
        assert_eq!((decoded.value(8), decoded.value(80)), (Some(-5), Some(255)));
    }

    #[test]
    fn another_page_than_asked_for_is_refused() {
        assert!(StatisticsPage::decode(1, &page(5, &[])).is_err());
        assert!(StatisticsPage::decode(1, &[0; 511]).is_err());
        let list = page(0, &[(8, [3, 0, 1, 5, 0, 0, 0, 0])]);
        assert_eq!(supported_pages(&list).unwrap(), [0, 1, 5]);
    }
}
