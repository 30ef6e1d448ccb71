//! Arriving: whether a person who opens the project should be told first where its live file stands.
//!
//! What was seen last lies in the user's state. Without it, as in a fresh clone, everything is news.

use super::{Project, Snapshot, now};
use crate::chain::Time;
use crate::store::write_private;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Why a person should be told where the live file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The project was never opened here: a fresh clone, another machine.
    First,
    /// It was not opened for some days.
    Back,
    /// HEAD or the base is another one than when it was left.
    Moved,
}

/// What was seen last.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    time: Time,
    base: Vec<String>,
    commit: Option<String>,
}

/// Name of the file in the project's state.
const FILE: &str = "seen";
/// How many seconds away make a return.
const AWAY: u64 = 3 * 24 * 3600;

impl Project {
    /// Takes note that a person looks at the project now, and finds out what they should be told (see [`super::Snapshot::arrival`]).
    ///
    /// Called once by a front end that shows it, after [`Project::gather`].
    pub fn arrive(&mut self) {
        let before = self.state.path(FILE).and_then(|path| std::fs::read(path).ok()).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let now = self.seen_now();
        self.arrival = match before {
            _ if self.past.chain.sessions().is_empty() || self.world.state.is_none() => None,
            None => Some(Arrival::First),
            Some(Seen { base, commit, .. }) if base != now.base || commit != now.commit => Some(Arrival::Moved),
            Some(Seen { time, .. }) => (now.time.since(time) >= AWAY).then_some(Arrival::Back),
        };
        self.arrived = true;
        self.have_seen();
        if self.arrival.is_some() {
            self.snapshot = Arc::new(Snapshot { arrival: self.arrival, ..(*self.snapshot).clone() });
        }
    }

    /// Takes note of what a person has seen, or done by their own hand.
    pub(super) fn have_seen(&self) {
        if self.arrived
            && let (Some(path), Ok(json)) = (self.state.path(FILE), serde_json::to_vec(&self.seen_now()))
        {
            // Without it the next start tells too much, nothing worse.
            let _ = write_private(&path, &json);
        }
    }

    fn seen_now(&self) -> Seen {
        Seen {
            time: now().parse().unwrap_or_default(),
            base: self.base_ids().iter().map(ToString::to_string).collect(),
            commit: self.git.as_ref().and_then(|git| git.head.commit.clone()),
        }
    }
}
