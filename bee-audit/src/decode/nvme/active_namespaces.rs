//! Active Namespace ID list (Base §5.17.2.2, CNS 02h): up to 1,024 identifiers in ascending order, then zeros.
//!
//! Controllers before NVMe 1.1 do not have it; their namespaces are 1 to NN.

use super::Structure;
use crate::decode::{Error, Fields};

/// The identifiers up to the first 0. Fails on fewer than four octets.
pub fn decode(bytes: &[u8]) -> Result<Vec<u32>, Error> {
    Structure::of(bytes, 4)?;
    let identifiers = bytes.chunks_exact(4).map_while(|octets| octets.u32_le(0));
    Ok(identifiers.take_while(|identifier| *identifier != 0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_ends_at_the_first_zero() {
        assert_eq!(decode(&[1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0]), Ok(vec![1, 256]));
        assert_eq!(decode(&[0; 4096]), Ok(vec![]));
        assert!(decode(&[1, 0]).is_err());
    }
}
