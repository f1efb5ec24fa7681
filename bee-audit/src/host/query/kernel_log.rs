//! Messages of the kernel's log that are about something in particular.
//!
//! Only these are answered, so that a recording does not hold what else the kernel had to say.

/// What the messages are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KernelLogTopic {
    /// `nvidia`: errors that NVIDIA's drivers report, and which GPU they name.
    Nvidia,
}

impl KernelLogTopic {
    /// Every topic there is.
    pub const ALL: [KernelLogTopic; 1] = [KernelLogTopic::Nvidia];

    /// The topic in a query's line.
    pub fn word(self) -> &'static str {
        match self {
            KernelLogTopic::Nvidia => "nvidia",
        }
    }

    /// A message that has one of these belongs to the topic.
    pub(crate) fn marks(self) -> &'static [&'static str] {
        match self {
            KernelLogTopic::Nvidia => &["NVRM: Xid (", ": SXid (", "NVRM: GPU at ", "NVRM: GPU Board Serial Number: "],
        }
    }
}
