//! What services say of themselves: one datagram of sd_notify(3).
//!
//! Lines `NAME=VALUE`; `READY=1` and `STATUS=…` are understood, everything else is passed over. The datagram is from
//! somebody who may be hostile: nothing here panics, and nothing is longer than the datagram.

/// The longest datagram that is read, in octets; systemd takes as much.
pub const LONGEST: usize = 4096;

/// What one datagram says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notice<'a> {
    /// The service is ready.
    pub is_ready: bool,
    /// What it is doing, for people.
    pub status: Option<&'a str>,
}

/// Reads a datagram; of several values of a name, the last counts.
pub fn read(datagram: &[u8]) -> Notice<'_> {
    let mut notice = Notice::default();
    for line in datagram.split(|octet| matches!(octet, b'\n' | 0)).filter_map(|line| std::str::from_utf8(line).ok()) {
        match line.split_once('=') {
            Some(("READY", value)) => notice.is_ready = value == "1",
            Some(("STATUS", value)) => notice.status = Some(value).filter(|value| !value.is_empty()),
            _ => {}
        }
    }
    notice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values() {
        let ready = Notice { is_ready: true, status: None };
        assert_eq!(read(b"READY=1"), ready);
        assert_eq!(read(b"MAINPID=7\nREADY=1\nERRNO=\n"), ready);
        assert_eq!(read(b"STATUS=a=b\nREADY=1"), Notice { is_ready: true, status: Some("a=b") });
        for nothing in [
            &b""[..],
            b"READY",
            b"READY=",
            b"READY=11",
            b"ready=1",
            b"READY=1\nREADY=0",
            b"\xff\xfe=\0",
            b"STATUS=\xff",
        ] {
            assert_eq!(read(nothing), Notice::default(), "{nothing:?}");
        }
    }
}
