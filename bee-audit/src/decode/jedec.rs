//! JEDEC's manufacturer numbers, in bytes and as firmware prints them.
//!
//! Document: JEDEC JEP106BK. A number is a bank, counted from 1 and transmitted as so many continuation codes 7Fh less
//! one, and a code of seven bits with odd parity in the eighth. In SPD (JESD400-5 §8.3, DDR4 SPD annex L) the number
//! is two octets: the count of continuation codes, with odd parity, then the code.
//!
//! Real firmware: a quarter of servers print these octets in place of a name, in every order and with or without the
//! parity bit: `80AD000080AD`, `00CE00B300CE`, `0x2C`, `CE01`, `7F98000000000000`.

mod manufacturers;
pub mod spd;

use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use manufacturers::MANUFACTURERS;

/// A manufacturer's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ManufacturerId {
    /// Bank, counted from 1.
    pub bank: u8,
    /// Code with its parity bit.
    pub code: u8,
}

impl ManufacturerId {
    /// From the two octets of an SPD, the count of continuation codes in the low one.
    pub fn from_spd(word: u16) -> ManufacturerId {
        let [continuation, code] = word.to_le_bytes();
        ManufacturerId { bank: (continuation & 0x7f) + 1, code }
    }

    /// The manufacturer's name; `None` for a number that is not in this list of memory and drive makers.
    pub fn name(self) -> Option<&'static str> {
        let place =
            MANUFACTURERS.binary_search_by_key(&(self.bank, self.code), |(bank, code, _)| (*bank, *code)).ok()?;
        MANUFACTURERS.get(place).map(|(_, _, name)| *name)
    }

    /// From two octets in the order of an SPD; `None` unless both can be what they should and the number has a name.
    fn named(continuation: u8, code: u8) -> Option<ManufacturerId> {
        let count = continuation & 0x7f;
        let parity_fits = continuation & 0x80 == 0 || odd(continuation);
        let id = ManufacturerId { bank: count + 1, code };
        (parity_fits && odd(code) && id.name().is_some()).then_some(id)
    }

    /// From two octets in either order.
    ///
    /// `CE01` and its like are code first; firmware that writes 01 for the first bank was seen with the three big
    /// makers of memory, so these win over their namesakes in the second bank.
    fn from_pair(first: u8, second: u8) -> Option<ManufacturerId> {
        let big = |code| matches!(code, 0x2c | 0xad | 0xce);
        match (first, second) {
            (code, 0x01) if big(code) => Some(ManufacturerId { bank: 1, code }),
            _ => ManufacturerId::named(first, second).or_else(|| ManufacturerId::named(second, first)),
        }
    }
}

fn odd(octet: u8) -> bool {
    octet.count_ones() % 2 == 1
}

/// Serialises as `{"bank": 1, "code": 206, "name": "Samsung"}`.
impl Serialize for ManufacturerId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut id = serializer.serialize_struct("ManufacturerId", 3)?;
        id.serialize_field("bank", &self.bank)?;
        id.serialize_field("code", &self.code)?;
        id.serialize_field("name", &self.name())?;
        id.end()
    }
}

/// What a string of digits in a manufacturer field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PrintedManufacturers {
    /// Maker of the module.
    pub module: ManufacturerId,
    /// Maker of the register or clock driver on it.
    pub register: Option<ManufacturerId>,
    /// Maker of its memory chips.
    pub dram: Option<ManufacturerId>,
}

impl PrintedManufacturers {
    /// Reads digits that firmware printed in place of a name; `None` for anything else, names of makers included.
    ///
    /// Twelve digits are three numbers (module, register, chips), sixteen the octets 64–71 of a DDR2 SPD.
    pub fn parse(text: &str) -> Option<PrintedManufacturers> {
        let octets = octets(text)?;
        let only = |module| PrintedManufacturers { module, register: None, dram: None };
        match *octets {
            [code] => ManufacturerId::named(0, code).map(only),
            [0x7f, ..] => continued(&octets).map(only),
            [a, b] => ManufacturerId::from_pair(a, b).map(only),
            [a, b, c, d, e, f] => ManufacturerId::from_pair(a, b).map(|module| PrintedManufacturers {
                module,
                register: ManufacturerId::from_pair(c, d),
                dram: ManufacturerId::from_pair(e, f),
            }),
            [code, ref filler @ ..] if filler.iter().all(|octet| matches!(octet, 0 | 0xff)) => {
                ManufacturerId::named(0, code).map(only)
            }
            [a, b, ..] => ManufacturerId::from_pair(a, b).map(only),
            [] => None,
        }
    }
}

/// Continuation codes 7Fh, then the code.
fn continued(octets: &[u8]) -> Option<ManufacturerId> {
    let count = octets.iter().take_while(|octet| **octet == 0x7f).count();
    ManufacturerId::named(u8::try_from(count).ok()?, *octets.get(count)?)
}

/// One to eight octets in hexadecimal digits, after the words that firmware puts around them.
fn octets(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().trim_end_matches(')');
    let digits = text.rsplit_once([':', '(']).map_or(text, |(_, digits)| digits).trim();
    let digits = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")).unwrap_or(digits);
    let digits: Vec<char> = digits.chars().filter(|c| *c != ' ').take(17).collect();
    if !(1..=16).contains(&digits.len()) || !digits.len().is_multiple_of(2) {
        return None;
    }
    let octet = |pair: &[char]| match pair {
        [high, low] => Some(u8::try_from(high.to_digit(16)? * 16 + low.to_digit(16)?).ok()?),
        _ => None,
    };
    digits.chunks_exact(2).map(octet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(text: &str) -> Option<&'static str> {
        PrintedManufacturers::parse(text)?.module.name()
    }

    #[test]
    fn the_table_is_sorted_and_its_codes_have_odd_parity() {
        assert!(MANUFACTURERS.is_sorted_by(|(a, b, _), (c, d, _)| (a, b) < (c, d)));
        assert!(MANUFACTURERS.iter().all(|(bank, code, _)| (1..=17).contains(bank) && odd(*code)));
    }

    #[test]
    fn digits_give_the_maker_in_every_form_that_firmware_prints() {
        let forms = [
            ("80AD000080AD", "SK Hynix"),
            ("00CE00B300CE", "Samsung"),
            ("802C0000802C", "Micron Technology"),
            ("802C869D802C", "Micron Technology"),
            ("019804B300AD", "Kingston"),
            ("0x2C", "Micron Technology"),
            ("CE01", "Samsung"),
            ("CE00", "Samsung"),
            ("00CE", "Samsung"),
            ("AD80", "SK Hynix"),
            ("9801", "Kingston"),
            ("0198", "Kingston"),
            ("04CD", "G.Skill"),
            ("029E", "Corsair"),
            ("859B", "Crucial"),
            ("7F98000000000000", "Kingston"),
            ("7F7F7F7F7F9B0000", "Crucial"),
            ("2CFFFFFFFFFFFFFF", "Micron Technology"),
            ("Unknown (80CE)", "Samsung"),
            ("JEDEC ID:80 AD", "SK Hynix"),
        ];
        for (text, name) in forms {
            assert!(module(text).is_some_and(|found| found.starts_with(name)), "{text}: {:?}", module(text));
        }
    }

    #[test]
    fn twelve_digits_name_the_register_and_the_chips_too() {
        let printed = PrintedManufacturers::parse("019804B300AD").unwrap();
        assert_eq!(printed.register.and_then(ManufacturerId::name), Some("Inphi"));
        assert_eq!(printed.dram.and_then(ManufacturerId::name), Some("SK Hynix"));
        assert_eq!(PrintedManufacturers::parse("80AD000080AD").unwrap().register, None);
    }

    #[test]
    fn names_and_fillers_are_not_numbers() {
        for text in ["Samsung", "ADATA", "", "0000", "FFFFFFFFFFFF", "C1D6", "123", "NO DIMM", "0x", "héé9"] {
            assert_eq!(module(text), None, "{text}");
        }
    }

    #[test]
    fn spd_octets_hold_the_bank_first() {
        let id = ManufacturerId::from_spd(0x9801);
        assert_eq!((id.bank, id.code, id.name()), (2, 0x98, Some("Kingston")));
        assert_eq!(serde_json::to_string(&id).unwrap(), r#"{"bank":2,"code":152,"name":"Kingston"}"#);
    }
}
