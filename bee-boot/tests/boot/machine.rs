//! A machine in QEMU, and what is said on its serial console.

use std::{
    io::{self, Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

use crate::image::ROOT;

/// From start to power-off: 20 s for the slowest on an idle host, and three times that on a busy one, four times over.
const LIMIT: Duration = Duration::from_secs(240);
/// Until the kernel hands over to PID 1: 5 s on an idle host. On a busy one an emulated kernel hangs once in some
/// dozens of boots.
const UNTIL_PID_1: Duration = Duration::from_secs(80);
/// How often such a machine is switched on.
const ATTEMPTS: usize = 3;
/// The kernel's last words before PID 1 (init/main.c, `run_init_process`). What hangs after them is never tried again.
const HANDED_OVER: &str = " as init process";
/// In emulation, so that the processor is the same everywhere.
const ACCELERATOR: &str = "tcg";

/// Two emulated machines at the same time take more than twice as long.
static ALONE: Mutex<()> = Mutex::new(());

/// What is booted, and on what.
#[derive(Default)]
pub(crate) struct Boot<'a> {
    /// A folder of iso/machine; a machine with little in it where `None`.
    pub(crate) hardware: Option<&'a str>,
    /// A folder of this host that the guest can mount.
    pub(crate) share: Option<&'a Path>,
    /// A file of this host that is the guest's `/dev/vda`.
    pub(crate) disk: Option<&'a Path>,
    /// A port of this host that leads to SSH in the guest.
    pub(crate) ssh: Option<u16>,
    /// More words for the kernel's command line.
    pub(crate) words: &'a str,
}

/// A machine that runs. Dropping it switches it off.
pub(crate) struct Machine {
    qemu: Child,
    output: Receiver<Vec<u8>>,
    console: String,
    /// Where the text begins that nobody has waited for.
    at: usize,
    give_up_at: Instant,
    _alone: MutexGuard<'static, ()>,
}

impl Boot<'_> {
    /// A machine whose kernel has handed over to PID 1, or that has ended before.
    pub(crate) fn start(&self, image: &Path) -> Machine {
        for attempt in 1.. {
            let mut machine = self.switch_on(image);
            if machine.leaves_the_kernel() || attempt == ATTEMPTS {
                return machine;
            }
            let told =
                format!("notice: switched on anew, since it hung before PID 1; last words: {}\n", machine.last_words());
            // Past the test harness, which keeps what tests print that pass.
            io::stderr().write_all(told.as_bytes()).unwrap();
        }
        unreachable!("attempts are counted")
    }

    fn switch_on(&self, image: &Path) -> Machine {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut qemu = self.command(image).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut from_it = qemu.stdout.take().unwrap();
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut octets = [0; 4096];
            while let Ok(length @ 1..) = from_it.read(&mut octets) {
                if sender.send(octets[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let give_up_at = Instant::now() + LIMIT;
        Machine { qemu, output, console: String::new(), at: 0, give_up_at, _alone: alone }
    }

    fn command(&self, image: &Path) -> Command {
        let mut command = Command::new(format!("{ROOT}/iso/run-qemu.sh"));
        command.arg(image);
        command.env("ACCEL", ACCELERATOR).env_remove("MACHINE").env_remove("SHARE");
        command.env("KERNEL_CMD", format!("panic=-1 {}", self.words));
        command.env("TIMEOUT", (2 * LIMIT).as_secs().to_string());
        if let Some(hardware) = self.hardware {
            command.env("MACHINE", format!("{ROOT}/iso/machine/{hardware}"));
        }
        if let Some(share) = self.share {
            command.env("SHARE", share);
        }
        command.arg("--");
        if let Some(disk) = self.disk {
            command.args(["-drive", &format!("if=virtio,format=raw,file={}", disk.display())]);
        }
        if let Some(port) = self.ssh {
            let passed_on = format!("user,id=ssh,restrict=on,hostfwd=tcp:127.0.0.1:{port}-:22");
            command.args(["-netdev", &passed_on, "-device", "virtio-net-pci,netdev=ssh"]);
        }
        command
    }
}

impl Machine {
    /// Waits until PID 1 takes over; tells whether it did, or the machine ended, before the time for that was up.
    fn leaves_the_kernel(&mut self) -> bool {
        let until = Instant::now() + UNTIL_PID_1;
        while !self.console.contains(HANDED_OVER) {
            if !self.read_until(until) {
                return Instant::now() < until;
            }
        }
        true
    }

    fn last_words(&self) -> &str {
        self.console.trim_end().rsplit('\n').next().unwrap_or_default()
    }

    /// Waits until the console says this, after all that was waited for before.
    pub(crate) fn says(&mut self, what: &str) {
        loop {
            if let Some(found) = self.console[self.at..].find(what) {
                self.at += found + what.len();
                return;
            }
            assert!(self.read(), "the machine does not say {what:?}:\n{}", self.console);
        }
    }

    /// Types a line.
    pub(crate) fn type_line(&mut self, line: &str) {
        let input = self.qemu.stdin.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
        input.flush().unwrap();
    }

    /// Waits until the machine is off, which it must be by PID 1's will and with clean file systems; gives all that it
    /// said.
    pub(crate) fn powers_off(mut self) -> String {
        self.says("file systems are clean: ");
        self.ends();
        let bad = ["Kernel panic", " error: ", "has not ended", "Attempted to kill init"];
        let at = self.console.find("all services have stopped").unwrap_or_else(|| panic!("{}", self.console));
        for words in bad {
            assert!(!self.console[at..].contains(words), "{words:?}:\n{}", self.console);
        }
        std::mem::take(&mut self.console)
    }

    /// Waits until the machine is off.
    pub(crate) fn ends(&mut self) {
        self.says("reboot: Power down");
        while self.read() {}
        let status = self.qemu.wait().unwrap();
        assert!(status.success(), "{status}:\n{}", self.console);
    }

    /// Reads on; tells whether anything came before the machine ended or the time was up.
    fn read(&mut self) -> bool {
        self.read_until(self.give_up_at)
    }

    fn read_until(&mut self, until: Instant) -> bool {
        let patience = until.saturating_duration_since(Instant::now());
        let received = self.output.recv_timeout(patience);
        if let Ok(octets) = &received {
            self.console.push_str(&String::from_utf8_lossy(octets).replace('\r', ""));
        }
        received.is_ok()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // `timeout` passes it on. What has ended already does not mind.
        let pid = nix::unistd::Pid::from_raw(self.qemu.id().cast_signed());
        if matches!(self.qemu.try_wait(), Ok(None)) {
            let _gone = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM);
            let _reaped = self.qemu.wait();
        }
    }
}
