//! What PID 1 tells: lines with the time since it started, for the kernel's log and the console.
//!
//! Nothing here waits. The kernel's log takes every line at once; what the kernel does not print on the console itself
//! goes there through a descriptor that does not block, and lines that a stuck console does not take are counted and
//! dropped. Lines are kept until [`Log::flush`], so that what is urgent comes before talk.

use std::{
    collections::VecDeque,
    fmt,
    fs::File,
    io::{self, Write as _},
    time::Instant,
};

use crate::service::Seconds;

/// Octets that wait for a slow console; what is more is dropped.
const BACKLOG: usize = 32 << 10;
/// Octets of a line, so that the kernel's log takes it whole (kernel/printk/printk.c, PRINTKRB_RECORD_MAX).
const LONGEST_LINE: usize = 900;
/// The facility of daemons, in the upper bits of a priority (syslog(3)).
const DAEMON: u8 = 3 << 3;

/// How much a line matters; the numbers are those of syslog(3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something is lost.
    Error = 3,
    /// Something is not as it should be.
    Warning = 4,
    /// What happens.
    Info = 6,
}

/// Where lines go.
#[derive(Debug, Default)]
pub struct Sinks {
    /// `/dev/kmsg`.
    pub kernel: Option<File>,
    /// A console, opened so that it does not block.
    pub console: Option<File>,
    /// The kernel prints levels below this one on the console itself.
    pub printed_below: u8,
}

/// The log.
#[derive(Debug)]
pub struct Log {
    start: Instant,
    open: fn() -> Sinks,
    sinks: Option<Sinks>,
    lines: VecDeque<(Level, String)>,
    unsent: Vec<u8>,
    lost: usize,
}

impl Log {
    /// A log whose time begins at `start`, and whose sinks are opened when lines are first sent.
    pub fn new(start: Instant, open: fn() -> Sinks) -> Log {
        Log { start, open, sinks: None, lines: VecDeque::new(), unsent: Vec::new(), lost: 0 }
    }

    /// When this program started.
    pub fn start(&self) -> Instant {
        self.start
    }

    /// Something to tell.
    pub fn say(&mut self, level: Level, what: impl fmt::Display) {
        let kind = match level {
            Level::Error => "error: ",
            Level::Warning => "warning: ",
            Level::Info => "",
        };
        let line = format!("bee-boot: {} {kind}{what}", Seconds(self.start.elapsed()));
        self.lines.push_back((level, one_line(line)));
    }

    /// Sends what is there, as far as that goes without waiting; tells whether nothing is left.
    pub fn flush(&mut self) -> bool {
        let mut sinks = self.sinks.take().unwrap_or_else(self.open);
        while let Some((level, line)) = self.lines.pop_front() {
            // One write is one record.
            let record = format!("<{}>{line}\n", DAEMON | level as u8);
            let is_logged = sinks.kernel.as_mut().is_some_and(|kernel| kernel.write_all(record.as_bytes()).is_ok());
            if !is_logged || level as u8 >= sinks.printed_below {
                self.queue(&line);
            }
        }
        self.send(sinks.console.as_mut());
        self.sinks = Some(sinks);
        self.unsent.is_empty()
    }

    fn queue(&mut self, line: &str) {
        if self.unsent.len() + line.len() > BACKLOG {
            self.lost += 1;
            return;
        }
        if self.lost > 0 {
            let lost = std::mem::take(&mut self.lost);
            self.unsent.extend(format!("bee-boot: {lost} lines are only in the kernel's log, if anywhere\n").bytes());
        }
        self.unsent.extend(line.bytes());
        self.unsent.push(b'\n');
    }

    fn send(&mut self, console: Option<&mut File>) {
        let Some(console) = console else { return self.unsent.clear() };
        while !self.unsent.is_empty() {
            match console.write(&self.unsent) {
                Ok(sent @ 1..) => drop(self.unsent.drain(..sent)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Ok(0) | Err(_) => return self.unsent.clear(),
            }
        }
    }
}

/// Without what would end the line or change the terminal, and not too long.
fn one_line(mut line: String) -> String {
    // Which is most of them, and seen faster than each character.
    let is_plain = line.bytes().all(|octet| matches!(octet, b' '..=b'~'));
    if !is_plain {
        line = line.replace(char::is_control, "?");
    }
    let end = (0..=LONGEST_LINE.min(line.len())).rev().find(|end| line.is_char_boundary(*end));
    line.truncate(end.unwrap_or_default());
    line
}
