//! A change that met another in the same place: nothing is written until each conflict is settled.

use super::history::Turn;
use super::step::Step;
use super::write::Draft;
use super::{Error, ErrorKind, Outcome, Project, Side};
use crate::merge::{self, Conflict, Merge};

/// A merge that waits for a person.
pub(super) struct Disputed {
    merge: Merge,
    ours: String,
    what: String,
    turn: Turn,
    chain: Option<Step>,
    /// The side chosen for each conflict so far.
    chosen: Vec<Option<Side>>,
}

impl Disputed {
    pub(super) fn new(merge: Merge, ours: String, what: String, turn: Turn, chain: Option<Step>) -> Disputed {
        let chosen = vec![None; merge.conflicts.len()];
        Disputed { merge, ours, what, turn, chain, chosen }
    }

    /// Returns the conflicts that are not settled yet.
    pub(super) fn open(&self) -> Vec<Conflict> {
        self.merge.conflicts.iter().zip(&self.chosen).filter(|(_, side)| side.is_none()).map(|(c, _)| c.clone()).collect()
    }
}

impl Project {
    /// Shows what a merge could not settle.
    pub(super) fn dispute(&mut self, disputed: Disputed) {
        self.disputed = Some(disputed);
        self.show();
    }

    /// Settles the open conflict number `at`; with the last one the merged text is written.
    pub(super) fn resolve(&mut self, at: usize, side: Side) -> Result<Outcome, Error> {
        let none = || Error::new(ErrorKind::Nothing, format!("there is no conflict {} to settle", at + 1));
        let disputed = self.disputed.as_mut().ok_or_else(none)?;
        let slot = disputed.chosen.iter_mut().filter(|side| side.is_none()).nth(at).ok_or_else(none)?;
        *slot = Some(side);
        let open = disputed.open().len();
        if open > 0 {
            self.show();
            return Ok(Outcome::Text(format!("{open} left to settle")));
        }
        let Some(disputed) = self.disputed.take() else { return Err(none()) };
        let plain = |side| match side {
            Side::Ours => merge::Side::Ours,
            Side::Theirs => merge::Side::Theirs,
        };
        let choices: Vec<_> = disputed.chosen.into_iter().flatten().map(plain).collect();
        let text = disputed.merge.settle(&choices).apply(&disputed.ours);
        self.show();
        self.write(Draft { what: disputed.what, turn: disputed.turn, text, item: None, chain: disputed.chain }).map(Outcome::Changed)
    }
}
