//! Texts of AMD's GPU driver in sysfs.
//!
//! Linux, Documentation/gpu/amdgpu/ras.rst ("RAS Error Count sysfs Interface"): a file a block of the GPU, `ue: 0` for
//! errors that were not corrected, `ce: 1` for those that were; since Linux 6.8 `de: 0` for those that were put off
//! until the data is used.

use serde::Serialize;

/// Errors of one block since the driver was loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ErrorCounts {
    /// `ue`.
    pub uncorrectable: Option<u64>,
    /// `ce`.
    pub correctable: Option<u64>,
    /// `de`.
    pub deferred: Option<u64>,
}

impl ErrorCounts {
    /// From the text of `ras/BLOCK_err_count`; a block that is not counted says something else.
    pub fn decode(text: &str) -> ErrorCounts {
        let count = |name: &str| {
            let mut lines = text.lines().filter_map(|line| line.split_once(':'));
            lines.find(|(known, _)| known.trim() == name)?.1.trim().parse().ok()
        };
        ErrorCounts { uncorrectable: count("ue"), correctable: count("ce"), deferred: count("de") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_names() {
        let counts = ErrorCounts::decode("ue: 1\nce: 22\nde: 0\n");
        assert_eq!((counts.uncorrectable, counts.correctable, counts.deferred), (Some(1), Some(22), Some(0)));
        assert_eq!(ErrorCounts::decode("Query currently inaccessible\n"), ErrorCounts::default());
        assert_eq!(ErrorCounts::decode("ue: -1\nce: lots"), ErrorCounts::default());
    }
}
