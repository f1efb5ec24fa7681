//! Log pages: the header and parameters that all of them share, and which decoder takes which page.
//!
//! Document: SPC-5 §7.3.2 (page header, log parameters, parameter control byte), §6.8 (LOG SENSE).
//!
//! Real devices: the page is cut by the allocation length of who asked; some firmware states a PAGE LENGTH of zero, or
//! one that is larger than what it sends; USB bridges answer with INQUIRY data instead, so that the page code must be
//! checked. Counters have any width from 1 to 8 octets, in some SSDs 16.

use serde::Serialize;

use super::{
    STANDARD,
    background_scan::BackgroundScan,
    error_counters::ErrorCounters,
    informational_exceptions::InformationalExceptions,
    phy_log::ProtocolSpecificPort,
    self_test_results::SelfTestResult,
    start_stop::StartStopCycles,
    temperature::{EnvironmentalLimits, EnvironmentalReport, Temperature},
};
use crate::decode::{Error, Fault, Fields};

/// Octets of the header, and of what precedes the value of a parameter (§7.3.2).
const HEADER: usize = 4;

/// A log page as its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogParameters<'a> {
    /// PAGE CODE (offset 0, bits 5 to 0).
    pub page_code: u8,
    /// SUBPAGE CODE (offset 1), where SPF (offset 0, bit 6) is set; else 0.
    pub subpage_code: u8,
    /// What follows the header.
    content: &'a [u8],
    /// Fewer octets than PAGE LENGTH (offset 2) states.
    cut: Option<Error>,
}

/// A log parameter (§7.3.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogParameter<'a> {
    /// PARAMETER CODE (offset 0).
    pub code: u16,
    /// Parameter control byte (offset 2).
    pub control: u8,
    /// The parameter value (from offset 4), of PARAMETER LENGTH (offset 3) octets.
    pub value: &'a [u8],
}

impl<'a> LogParameters<'a> {
    /// The page in `bytes`. Fails on fewer than the four octets of the header.
    pub fn decode(bytes: &'a [u8]) -> Result<LogParameters<'a>, Error> {
        let truncated = |need| Error::new(STANDARD, 0, Fault::Truncated { need, have: bytes.len() });
        let [first, subpage_code, ..] = bytes.array::<HEADER>(0).ok_or_else(|| truncated(HEADER))?;
        let end = HEADER + usize::from(bytes.u16_be(2).unwrap_or_default());
        Ok(LogParameters {
            page_code: first & 0x3f,
            subpage_code: if first & 0x40 != 0 { subpage_code } else { 0 },
            content: bytes.get(HEADER..end).or(bytes.get(HEADER..)).unwrap_or_default(),
            cut: (bytes.len() < end).then(|| truncated(end)),
        })
    }

    /// The page, which must be page `code` with subpage `subcode`.
    pub fn decode_page(code: u8, subcode: u8, bytes: &'a [u8]) -> Result<LogParameters<'a>, Error> {
        let page = LogParameters::decode(bytes)?;
        if (page.page_code, page.subpage_code) != (code, subcode) {
            return Err(Error::new(STANDARD, 0, Fault::BadSignature));
        }
        Ok(page)
    }

    /// The whole parameters in order; one that is cut ends them.
    pub fn parameters(&self) -> impl Iterator<Item = LogParameter<'a>> {
        let mut rest = self.content;
        std::iter::from_fn(move || {
            let [high, low, control, length] = rest.array(0)?;
            let value = rest.get(HEADER..HEADER + usize::from(length))?;
            rest = rest.get(HEADER + usize::from(length)..)?;
            Some(LogParameter { code: u16::from_be_bytes([high, low]), control, value })
        })
    }

    /// The value of parameter `code`.
    pub fn value(&self, code: u16) -> Option<&'a [u8]> {
        self.parameters().find(|parameter| parameter.code == code).map(|parameter| parameter.value)
    }

    /// What is wrong with the page as a whole: fewer octets than it states, or a parameter that is cut.
    pub fn damage(&self) -> Option<Error> {
        let whole: usize = self.parameters().map(|parameter| HEADER + parameter.value.len()).sum();
        let left = self.content.len() - whole;
        let cut = (left > 0 && !self.is_list()).then(|| {
            let need = HEADER + usize::from(self.content.byte(whole + 3).unwrap_or_default());
            Error::new(STANDARD, HEADER + whole, Fault::Truncated { need, have: left })
        });
        self.cut.clone().or(cut)
    }

    /// Whether it is one of the lists of pages, which have no parameters.
    fn is_list(&self) -> bool {
        self.page_code == 0 || self.subpage_code == 0xff
    }

    /// Page and subpage codes of Supported Log Pages (00h) or Supported Log Pages and Subpages (00h/FFh); `None` for
    /// any other page.
    pub fn supported_pages(&self) -> Option<Vec<PageCode>> {
        let pair = |page: &u8, subpage: &u8| PageCode { page: page & 0x3f, subpage: *subpage };
        match (self.page_code, self.subpage_code) {
            (0, 0) => Some(self.content.iter().map(|page| pair(page, &0)).collect()),
            (0, 0xff) => {
                let pairs = self.content.chunks_exact(2);
                Some(pairs.filter_map(|two| Some(pair(two.first()?, two.get(1)?))).collect())
            }
            _ => None,
        }
    }
}

/// A log page and subpage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PageCode {
    /// PAGE CODE.
    pub page: u8,
    /// SUBPAGE CODE; 0 is the page without one.
    pub subpage: u8,
}

/// A number of up to 8 octets, most significant first; `None` when it is empty or does not fit (§7.3.2.2.2).
pub(super) fn counter(value: &[u8]) -> Option<u64> {
    let significant = value.iter().position(|octet| *octet != 0).map_or(&[][..], |at| value.get(at..).unwrap_or(&[]));
    let fits = !value.is_empty() && significant.len() <= 8;
    fits.then(|| significant.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
}

/// A log page, decoded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogPage {
    /// PAGE CODE.
    pub page_code: u8,
    /// SUBPAGE CODE; 0 for a page without subpages.
    pub subpage_code: u8,
    /// What the page says.
    pub content: LogContent,
    /// What is wrong behind the last good octet.
    #[serde(serialize_with = "as_text")]
    pub damage: Option<Error>,
}

/// The pages that are decoded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogContent {
    /// 00h, 00h/FFh.
    SupportedPages(Vec<PageCode>),
    /// 02h, 03h, 05h.
    ErrorCounters(ErrorCounters),
    /// 06h: errors other than of reading, writing and verifying.
    NonMediumErrors(Option<u64>),
    /// 0Dh.
    Temperature(Temperature),
    /// 0Dh/01h.
    EnvironmentalReport(EnvironmentalReport),
    /// 0Dh/02h.
    EnvironmentalLimits(EnvironmentalLimits),
    /// 0Eh.
    StartStopCycles(StartStopCycles),
    /// 10h.
    SelfTestResults(Vec<SelfTestResult>),
    /// 11h: PERCENTAGE USED ENDURANCE INDICATOR.
    SolidStateMedia(Option<u8>),
    /// 15h.
    BackgroundScan(BackgroundScan),
    /// 18h.
    ProtocolSpecificPorts(Vec<ProtocolSpecificPort>),
    /// 2Fh.
    InformationalExceptions(InformationalExceptions),
    /// Any other page: its parameters as hexadecimal digits.
    Parameters(Vec<RawParameter>),
}

/// A parameter of a page that is not decoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RawParameter {
    /// PARAMETER CODE.
    pub code: u16,
    /// Its value as hexadecimal digits.
    pub value: String,
}

impl LogPage {
    /// Decodes whichever page it is. Fails on fewer octets than a header.
    pub fn decode(bytes: &[u8]) -> Result<LogPage, Error> {
        let page = LogParameters::decode(bytes)?;
        let content = match (page.page_code, page.subpage_code) {
            (0x00, 0x00 | 0xff) => LogContent::SupportedPages(page.supported_pages().unwrap_or_default()),
            (0x02 | 0x03 | 0x05, 0) => LogContent::ErrorCounters(ErrorCounters::of(&page)),
            (0x06, 0) => LogContent::NonMediumErrors(non_medium_errors(&page)),
            (0x0d, 0) => LogContent::Temperature(Temperature::of(&page)),
            (0x0d, 1) => LogContent::EnvironmentalReport(EnvironmentalReport::of(&page)),
            (0x0d, 2) => LogContent::EnvironmentalLimits(EnvironmentalLimits::of(&page)),
            (0x0e, 0) => LogContent::StartStopCycles(StartStopCycles::of(&page)),
            (0x10, 0) => LogContent::SelfTestResults(SelfTestResult::all_of(&page)),
            (0x11, 0) => LogContent::SolidStateMedia(percentage_used(&page)),
            (0x15, 0) => LogContent::BackgroundScan(BackgroundScan::of(&page)),
            (0x18, 0) => LogContent::ProtocolSpecificPorts(ProtocolSpecificPort::all_of(&page)),
            (0x2f, 0) => LogContent::InformationalExceptions(InformationalExceptions::of(&page)),
            _ => LogContent::Parameters(page.parameters().map(raw).collect()),
        };
        let damage = page.damage().or_else(|| surplus(bytes)).or_else(|| reserved(&page, bytes));
        Ok(LogPage { page_code: page.page_code, subpage_code: page.subpage_code, content, damage })
    }
}

/// More octets than PAGE LENGTH states (offset 2, here and in vital product data): then it may be no page at all.
pub(super) fn surplus(bytes: &[u8]) -> Option<Error> {
    beyond(HEADER + usize::from(bytes.u16_be(2)?), bytes)
}

/// Something behind the first `need` octets. Zeros are nothing: adapters fill up what was asked for with them.
pub(super) fn beyond(need: usize, bytes: &[u8]) -> Option<Error> {
    let is_filled = bytes.get(need..)?.iter().any(|octet| *octet != 0);
    is_filled.then(|| Error::new(STANDARD, need, Fault::Surplus { need, have: bytes.len() }))
}

/// A subpage code without SPF (§7.3.2), or a code of more than six bits in the list of pages (§7.3.16): a vital product
/// data page is no log page.
fn reserved(page: &LogParameters, bytes: &[u8]) -> Option<Error> {
    let codes = if page.supported_pages().is_some() && page.subpage_code == 0 { page.content } else { &[] };
    let code = codes.iter().position(|code| code & 0xc0 != 0).map(|at| HEADER + at);
    let subpage = bytes.byte(1).filter(|code| page.subpage_code == 0 && *code != 0).map(|_| 1);
    subpage.or(code).map(|offset| Error::new(STANDARD, offset, Fault::Reserved))
}

/// PERCENTAGE USED ENDURANCE INDICATOR of the Solid State Media page (SBC-4 §6.4, page 11h, parameter 0001h, offset 7):
/// may exceed 100, ends at 255.
pub fn percentage_used(page: &LogParameters) -> Option<u8> {
    page.value(1)?.byte(3)
}

/// The count of the Non-Medium Error page (SPC-5 §7.3, page 06h, parameter 0000h).
pub fn non_medium_errors(page: &LogParameters) -> Option<u64> {
    page.value(0).and_then(counter)
}

fn raw(parameter: LogParameter) -> RawParameter {
    RawParameter { code: parameter.code, value: crate::decode::hex(parameter.value) }
}

pub(super) fn as_text<S: serde::Serializer>(damage: &Option<Error>, serializer: S) -> Result<S::Ok, S::Error> {
    match damage {
        Some(error) => serializer.collect_str(error),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_walked_and_cut_ones_told() {
        let bytes = [0x02, 0, 0, 16, 0, 3, 2, 4, 0, 0, 1, 0, 0, 6, 2, 8, 0, 0, 0, 0];
        let page = LogParameters::decode_page(2, 0, &bytes).unwrap();
        assert_eq!(page.parameters().count(), 1);
        assert_eq!(page.value(3).and_then(counter), Some(256));
        assert_eq!(page.damage(), Some(Error::new(STANDARD, 12, Fault::Truncated { need: 12, have: 8 })));
        let cut = LogParameters::decode(&bytes[..8]).unwrap();
        assert_eq!(cut.damage(), Some(Error::new(STANDARD, 0, Fault::Truncated { need: 20, have: 8 })));
        assert_eq!(LogParameters::decode_page(3, 0, &bytes), Err(Error::new(STANDARD, 0, Fault::BadSignature)));
    }

    #[test]
    fn lists_of_pages_come_with_and_without_subpages() {
        let plain = LogParameters::decode(&[0, 0, 0, 3, 0, 2, 0x2f]).unwrap();
        assert_eq!(plain.supported_pages().unwrap().last(), Some(&PageCode { page: 0x2f, subpage: 0 }));
        let both = LogParameters::decode(&[0x40, 0xff, 0, 4, 0, 0xff, 0x0d, 1]).unwrap();
        assert_eq!(both.supported_pages().unwrap().last(), Some(&PageCode { page: 0x0d, subpage: 1 }));
        assert_eq!((plain.damage(), both.damage()), (None, None));
    }

    #[test]
    fn what_is_no_log_page_is_told() {
        let damage = |bytes: &[u8]| LogPage::decode(bytes).unwrap().damage.map(|damage| damage.fault);
        assert_eq!(damage(&[0, 0x80, 0, 1, 0x41]), Some(Fault::Reserved), "a subpage without SPF");
        assert_eq!(damage(&[0, 0, 0, 2, 0, 0x83]), Some(Fault::Reserved), "a list of vital product data pages");
        assert_eq!(damage(&[0, 0, 0, 1, 0, 2]), Some(Fault::Surplus { need: 5, have: 6 }));
        assert_eq!(damage(&[0, 0, 0, 1, 0, 0, 0]), None, "filled up");
        assert_eq!(damage(&[0, 0, 0, 2, 0, 0x2f]), None);
    }

    #[test]
    fn counters_have_any_width() {
        assert_eq!(counter(&[]), None);
        assert_eq!(counter(&[0; 16]), Some(0));
        assert_eq!(counter(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 2]), Some(258));
        assert_eq!(counter(&[1; 9]), None);
    }
}
