//! One line on standard error while an audit runs, when somebody is there to read it.

use std::{
    collections::BTreeSet,
    io::{self, IsTerminal, Write},
    sync::{Arc, Mutex, PoisonError},
};

use bee_audit::{audit::Progress, report::Component};

/// The line; erased when dropped.
pub(crate) struct Line {
    total: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: BTreeSet<Component>,
    ended: usize,
}

impl Line {
    /// For an audit of `total` components; `None` when standard error is no terminal that can erase a line.
    pub(crate) fn on_terminal(total: usize) -> Option<Arc<Line>> {
        let capable = std::env::var_os("TERM").is_some_and(|terminal| terminal != "dumb");
        (capable && io::stderr().is_terminal()).then(|| Arc::new(Line { total, state: Mutex::default() }))
    }

    /// Shows what has begun or ended.
    pub(crate) fn show(&self, progress: Progress) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Progress::Began(component) => drop(state.running.insert(component)),
            Progress::Ended(component) => {
                state.ended += usize::from(state.running.remove(&component));
            }
        }
        // Still under the lock: lines of two threads must not mix.
        write(&text(&state, self.total));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        write("\r\x1b[K");
    }
}

fn text(state: &State, total: usize) -> String {
    let running: Vec<&str> = state.running.iter().map(|component| component.name()).collect();
    // At most 79 columns: a line that wraps cannot be erased.
    let line: String = format!("auditing {}/{total}: {}", state.ended, running.join(" ")).chars().take(79).collect();
    format!("\r\x1b[K{line}")
}

fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    // Progress that cannot be shown is not worth a word.
    let _shown = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_what_is_running_and_never_wraps() {
        let state = State { running: [Component::Pcie, Component::Storage].into(), ended: 3 };
        assert_eq!(text(&state, 9), "\r\x1b[Kauditing 3/9: pcie storage");
        let state = State { running: Component::ALL.into(), ended: 0 };
        assert!(text(&state, 9).chars().count() <= 79 + "\r\x1b[K".len());
    }
}
