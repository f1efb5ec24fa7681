//! The kernel's log, `/dev/kmsg`.
//!
//! Linux, Documentation/ABI/testing/dev-kmsg: each open file has a position of its own that begins with the oldest
//! record, so reading takes nothing away from others; each read gives one record; without another one a file that does
//! not block says `EAGAIN`; where records were overwritten before they were read, `EPIPE`.

use std::{
    collections::VecDeque,
    fs::OpenOptions,
    io::{BufRead, BufReader, ErrorKind},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use super::file::below;
use crate::host::{Error, KernelLogTopic, Reply};

/// More than any record (`PRINTK_MESSAGE_MAX` is 2,048 octets, 8,192 before Linux 6.2).
const LONGEST: usize = 16 << 10;
/// The most that is answered; where there is more, the newest.
const MOST_OCTETS: usize = 256 << 10;

/// The records of `topic`, a line each, without the lines of properties that may follow a record.
pub(super) fn ask(root: &Path, topic: KernelLogTopic) -> Result<Reply, Error> {
    let log = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(below(root, "/dev/kmsg"))?;
    let mut log = BufReader::with_capacity(LONGEST, log);
    let mut kept = Newest::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        match log.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => kept.consider(&line, topic),
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) if error.raw_os_error() == Some(libc::EPIPE) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Reply::Bytes(kept.lines.into_iter().flatten().collect()))
}

/// The newest lines that fit.
#[derive(Default)]
struct Newest {
    lines: VecDeque<Vec<u8>>,
    octets: usize,
}

impl Newest {
    fn consider(&mut self, line: &[u8], topic: KernelLogTopic) {
        let has = |mark: &str| line.windows(mark.len()).any(|part| part == mark.as_bytes());
        if line.first() == Some(&b' ') || !topic.marks().iter().any(|mark| has(mark)) {
            return;
        }
        self.octets += line.len();
        self.lines.push_back(line.to_vec());
        while self.octets > MOST_OCTETS {
            self.octets -= self.lines.pop_front().map_or(self.octets, |line| line.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_a_topic_are_kept() {
        let mut kept = Newest::default();
        kept.consider(b"6,1,0,-;usb 1-1: new device\n", KernelLogTopic::Nvidia);
        kept.consider(b" SUBSYSTEM=NVRM: Xid (\n", KernelLogTopic::Nvidia);
        assert!(kept.lines.is_empty());
        for number in 0..10_000 {
            let line = format!("4,{number},0,-;NVRM: Xid (PCI:0000:53:00): 79, GPU has fallen off the bus.\n");
            kept.consider(line.as_bytes(), KernelLogTopic::Nvidia);
        }
        assert!(kept.octets <= MOST_OCTETS && kept.octets > MOST_OCTETS - 128, "{}", kept.octets);
        assert!(kept.lines.back().unwrap().starts_with(b"4,9999,"));
    }
}
