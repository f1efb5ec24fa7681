//! What NVIDIA's management library is asked: everything that one part of the machine has, at once.
//!
//! Document: NVIDIA, *NVML API Reference Guide*, vR580, and `nvml.h` of CUDA 13.5. Only `nvml…Get…` and
//! `nvmlDeviceValidateInforom` are called, which read; the answer holds a line for each, `CALL = VALUE` or
//! `CALL ! STATUS`, so that a recording needs no library.

use std::fmt;

/// The most GPUs that are asked for.
const MOST: u32 = 256;

/// A question to NVML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NvmlRequest {
    /// `system`: driver, library, how many GPUs there are.
    System,
    /// `device 0`: all of one GPU, by its index.
    Device(u32),
}

impl NvmlRequest {
    /// From the words that [`Display`](fmt::Display) writes.
    pub(super) fn parse(words: &str) -> Option<NvmlRequest> {
        match words.split_once(' ') {
            None => (words == "system").then_some(NvmlRequest::System),
            Some(("device", index)) => {
                let number = index.parse::<u32>().ok().filter(|number| *number < MOST)?;
                (number.to_string() == index).then_some(NvmlRequest::Device(number))
            }
            Some(_) => None,
        }
    }
}

impl fmt::Display for NvmlRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NvmlRequest::System => formatter.write_str("system"),
            NvmlRequest::Device(index) => write!(formatter, "device {index}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for request in [NvmlRequest::System, NvmlRequest::Device(0), NvmlRequest::Device(255)] {
            assert_eq!(NvmlRequest::parse(&request.to_string()), Some(request));
        }
        for bad in ["", "device", "device 256", "device 00", "device -1", "system 0", "set 0"] {
            assert_eq!(NvmlRequest::parse(bad), None, "{bad}");
        }
    }
}
