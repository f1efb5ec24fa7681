//! Informational Exceptions page (2Fh): the drive's own verdict, what ATA calls SMART status.
//!
//! Document: SPC-5 §7.3, Informational Exceptions log page (parameter 0000h); additional sense codes 5Dh (failure
//! prediction) and 0Bh (warning), SPC-5 annex F.
//!
//! Real devices: code 0/0 is "nothing wrong". Drives whose exceptions are switched off in the mode page (DEXCPT) give
//! 0/0 whatever happens. 5Dh/FFh is a test that somebody set. The temperature is that of the last reading, maybe an
//! hour old.

use serde::Serialize;

use super::{log_page::LogParameters, sense::AdditionalSenseCode};
use crate::decode::Fields;

/// Parameter 0000h (SPC-5 §7.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InformationalExceptions {
    /// INFORMATIONAL EXCEPTION ADDITIONAL SENSE CODE (offset 4) and its qualifier (offset 5); `None` without the
    /// parameter.
    pub additional_sense_code: Option<AdditionalSenseCode>,
    /// MOST RECENT TEMPERATURE READING (offset 6), in degrees Celsius; `None` for FFh, and for zero, which is none.
    pub most_recent_temperature_celsius: Option<u8>,
}

impl InformationalExceptions {
    /// What `page` says.
    pub fn of(page: &LogParameters) -> InformationalExceptions {
        let value = page.value(0).unwrap_or_default();
        let temperature = value.byte(2).filter(|degrees| !matches!(degrees, 0 | 0xff));
        InformationalExceptions {
            additional_sense_code: value.u16_be(0).map(AdditionalSenseCode),
            most_recent_temperature_celsius: temperature,
        }
    }

    /// The exception, if there is one.
    pub fn exception(&self) -> Option<AdditionalSenseCode> {
        self.additional_sense_code.filter(|code| code.0 != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_has_a_name() {
        let of = |asc, ascq, degrees| {
            let bytes = [0x2f, 0, 0, 8, 0, 0, 3, 4, asc, ascq, degrees, 0];
            InformationalExceptions::of(&LogParameters::decode_page(0x2f, 0, &bytes).unwrap())
        };
        assert_eq!((of(0, 0, 33).exception(), of(0, 0, 33).most_recent_temperature_celsius), (None, Some(33)));
        let failing = of(0x5d, 0x10, 0xff);
        let name = "Hardware impending failure: general hard drive failure";
        assert_eq!(failing.exception().and_then(AdditionalSenseCode::name), Some(name));
        assert_eq!(failing.most_recent_temperature_celsius, None);
    }
}
