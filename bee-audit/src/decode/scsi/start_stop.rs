//! Start-Stop Cycle Counter page (0Eh): when the drive was made, and how often it started and parked its heads.
//!
//! Document: SPC-5 §7.3, Start-Stop Cycle Counter log page.
//!
//! Real devices: a date of manufacture that nobody wrote is blanks, zeros or NULs; the accounting date, which an owner
//! could write, nearly always is. Specified counts of FFFFFFFFh or zero are none. SSDs keep the page with the
//! counts of a disk that they are not.

use serde::Serialize;

use super::log_page::{LogParameters, counter};
use crate::decode::{Fields, text};

/// The page (SPC-5 §7.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StartStopCycles {
    /// Date of manufacture (parameter 0001h).
    pub date_of_manufacture: Option<Week>,
    /// Accounting date (parameter 0002h).
    pub accounting_date: Option<Week>,
    /// Specified cycle count over device lifetime (0003h).
    pub specified_start_stop_cycles: Option<u64>,
    /// Accumulated start-stop cycles (0004h).
    pub accumulated_start_stop_cycles: Option<u64>,
    /// Specified load-unload count over device lifetime (0005h).
    pub specified_load_unload_cycles: Option<u64>,
    /// Accumulated load-unload cycles (0006h).
    pub accumulated_load_unload_cycles: Option<u64>,
}

/// A week of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Week {
    /// YEAR (offset 4, four ASCII digits).
    pub year: u16,
    /// WEEK (offset 8, two ASCII digits), 1 to 53.
    pub week: u8,
}

impl StartStopCycles {
    /// What `page` says.
    pub fn of(page: &LogParameters) -> StartStopCycles {
        let count = |code| page.value(code).and_then(counter).filter(|count| *count != 0xffff_ffff);
        StartStopCycles {
            date_of_manufacture: page.value(1).and_then(week),
            accounting_date: page.value(2).and_then(week),
            specified_start_stop_cycles: count(3).filter(|specified| *specified != 0),
            accumulated_start_stop_cycles: count(4),
            specified_load_unload_cycles: count(5).filter(|specified| *specified != 0),
            accumulated_load_unload_cycles: count(6),
        }
    }
}

fn week(value: &[u8]) -> Option<Week> {
    let year = text(&value.array::<4>(0)?)?.parse().ok().filter(|year| *year > 0)?;
    let week = text(&value.array::<2>(4)?)?.parse().ok().filter(|week| (1..=53).contains(week))?;
    Some(Week { year, week })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_counts() {
        let mut bytes = vec![0x0e, 0, 0, 36, 0, 1, 1, 6];
        bytes.extend(b"201937");
        bytes.extend([0, 2, 0, 6]);
        bytes.extend(b"      ");
        bytes.extend([0, 3, 3, 4, 0xff, 0xff, 0xff, 0xff, 0, 4, 3, 4, 0, 0, 0, 41]);
        let page = StartStopCycles::of(&LogParameters::decode_page(0x0e, 0, &bytes).unwrap());
        assert_eq!(page.date_of_manufacture, Some(Week { year: 2019, week: 37 }));
        assert_eq!((page.accounting_date, page.specified_start_stop_cycles), (None, None));
        assert_eq!(page.accumulated_start_stop_cycles, Some(41));
    }
}
