//! Counting the prompt's tokens on a thread of its own: loading the vocabulary takes a tenth of a second.

use super::Event;
use crate::app::Msg;
use crate::project::Snapshot;
use crate::tokens;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// The thread that counts; it has nothing to do before the first prompt.
pub(super) struct Counter {
    snapshots: Sender<Arc<Snapshot>>,
}

impl Counter {
    /// Starts it; without a thread nothing is counted.
    pub(super) fn start(events: Sender<Event>) -> Counter {
        let (snapshots, waiting) = channel();
        let counting = move || count(&waiting, &events);
        // Without a thread the channel is closed, and the title does without tokens.
        let _ = std::thread::Builder::new().name(format!("{}count", super::THREAD)).spawn(counting);
        Counter { snapshots }
    }

    /// Has the prompt of a snapshot counted.
    pub(super) fn count(&self, snapshot: Arc<Snapshot>) {
        if snapshot.prompt.is_ok() {
            let _ = self.snapshots.send(snapshot);
        }
    }
}

fn count(waiting: &Receiver<Arc<Snapshot>>, events: &Sender<Event>) {
    let mut before = String::new();
    while let Ok(first) = waiting.recv() {
        let newest = waiting.try_iter().last().unwrap_or(first);
        let Ok(prompt) = &newest.prompt else { continue };
        if prompt.text == before {
            continue;
        }
        before.clone_from(&prompt.text);
        let counted = Event::App(Msg::Counted(tokens::count(&prompt.text)));
        if events.send(counted).is_err() {
            return;
        }
    }
}
