//! Supported Log Pages (Base §5.16.1.1, LID 00h, figure 204): four octets for each of the 256 identifiers.
//!
//! Only controllers that say so (LPA bit 5) have it. Real drives: some leave out the mandatory pages 01h to 03h.

use super::Structure;
use crate::decode::{Error, Fields};

const LENGTH: usize = 1024;

/// Identifiers of the log pages that a controller has (LSUPP, bit 0), in order. Fails on fewer than 1,024 octets.
pub fn decode(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let log = Structure::of(bytes, LENGTH)?;
    let supported = |identifier: &u8| log.0.byte(usize::from(*identifier) * 4).is_some_and(|octet| octet & 1 == 1);
    Ok((0..=u8::MAX).filter(supported).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_bit_says_whether_there_is_a_page() {
        let mut bytes = [0; LENGTH];
        for (identifier, octet) in [(0x00, 1), (0x02, 3), (0x06, 2), (0xc0, 1), (0xff, 1)] {
            bytes[identifier * 4] = octet;
        }
        assert_eq!(decode(&bytes), Ok(vec![0x00, 0x02, 0xc0, 0xff]));
        assert!(decode(&bytes[..1023]).is_err());
    }
}
