//! What the machine is to do once everything has stopped, and the signals that ask for it.
//!
//! The signals are those of busybox init, so that its `poweroff`, `reboot` and `halt` work here too; Ctrl-Alt-Del
//! arrives as SIGINT (reboot(2), `LINUX_REBOOT_CMD_CAD_OFF`), failing power as SIGPWR.

use nix::sys::{reboot::RebootMode, signal::Signal};

/// What the machine is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Switch itself off.
    PowerOff,
    /// Start anew.
    Reboot,
    /// Stand still, switched on.
    Halt,
}

impl Verb {
    /// All, in the order of the help text.
    pub const ALL: [Verb; 3] = [Verb::PowerOff, Verb::Reboot, Verb::Halt];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Verb::PowerOff => "poweroff",
            Verb::Reboot => "reboot",
            Verb::Halt => "halt",
        }
    }

    /// The signal that asks PID 1 for it.
    pub fn signal(self) -> Signal {
        match self {
            Verb::PowerOff => Signal::SIGUSR2,
            Verb::Reboot => Signal::SIGTERM,
            Verb::Halt => Signal::SIGUSR1,
        }
    }

    /// What a signal asks for.
    pub fn asked_by(signal: Signal) -> Option<Verb> {
        match signal {
            Signal::SIGUSR2 | Signal::SIGPWR => Some(Verb::PowerOff),
            Signal::SIGTERM | Signal::SIGINT => Some(Verb::Reboot),
            Signal::SIGUSR1 => Some(Verb::Halt),
            _ => None,
        }
    }

    /// How reboot(2) is told.
    pub fn mode(self) -> RebootMode {
        match self {
            Verb::PowerOff => RebootMode::RB_POWER_OFF,
            Verb::Reboot => RebootMode::RB_AUTOBOOT,
            Verb::Halt => RebootMode::RB_HALT_SYSTEM,
        }
    }
}
