//! How many files PID 1 may have open, and its services.
//!
//! PID 1 has a pidfd for each service, and the kernel gives it 1,024 descriptors. It raises its own limit; its services
//! get what it had before, since programs close or poll as many as they may have (select(2) knows 1,024).

use std::sync::OnceLock;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Enough for the largest seed: a pidfd each, and what starting takes.
const ENOUGH: u64 = 16_384;

/// Soft and hard limit from before.
static INHERITED: OnceLock<(u64, u64)> = OnceLock::new();

/// Raises the limit of this process, and has services get the one that it has now.
pub fn raise() -> nix::Result<()> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    // Raising the hard limit takes a privilege that a container's PID 1 may lack.
    setrlimit(Resource::RLIMIT_NOFILE, soft.max(ENOUGH), hard.max(ENOUGH))
        .or_else(|_| setrlimit(Resource::RLIMIT_NOFILE, soft.max(hard.min(ENOUGH)), hard))?;
    // Only the first is what was inherited.
    let _known = INHERITED.set((soft, hard));
    Ok(())
}

/// What services get that say nothing; `None` where the limit was not raised.
pub(super) fn inherited() -> Option<(u64, u64)> {
    INHERITED.get().copied()
}
