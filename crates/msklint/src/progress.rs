//! A line on a terminal that says how far a long run is.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A run that is shorter shows nothing.
const PATIENCE: Duration = Duration::from_secs(2);
const STEP: Duration = Duration::from_millis(200);

/// Counts root modules; takes its line away when it is dropped.
pub struct Progress {
    state: Arc<State>,
    painter: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    done: AtomicUsize,
    is_over: AtomicBool,
}

impl Progress {
    pub fn start(all: usize, wanted: bool) -> Progress {
        let state = Arc::new(State::default());
        let shown = wanted && all > 1 && stderr().is_terminal();
        let painter = shown.then(|| {
            let state = state.clone();
            std::thread::spawn(move || paint(&state, all))
        });
        Progress { state, painter }
    }

    pub fn step(&self) {
        self.state.done.fetch_add(1, Ordering::Relaxed);
    }
}

fn paint(state: &State, all: usize) {
    std::thread::park_timeout(PATIENCE);
    while !state.is_over.load(Ordering::Relaxed) {
        let done = state.done.load(Ordering::Relaxed);
        let _ = write!(stderr(), "\r{done} of {all} root modules");
        std::thread::park_timeout(STEP);
    }
    let _ = write!(stderr(), "\r\x1b[K");
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::Relaxed);
        if let Some(painter) = self.painter.take() {
            painter.thread().unpark();
            let _ = painter.join();
        }
    }
}
