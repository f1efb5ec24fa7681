//! A datagram of a service: whatever is in it, reading it ends, and what it says is one line of the datagram.
#![no_main]

use bee_boot::notify;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|datagram: &[u8]| {
    let notice = notify::read(datagram);
    assert!(!notice.is_ready || datagram.windows(7).any(|part| part == b"READY=1"));
    assert!(notice.status.is_none_or(|status| !status.contains(['\n', '\0']) && status.len() <= datagram.len()));
});
