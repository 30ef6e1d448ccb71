//! The one merge (DESIGN §6): by unit, never by similarity.
//!
//! A missed match costs a conflict that need not have been, never a silent loss: each unit of
//! either side is in the result, in a conflict, or was deleted by one side while the other left it
//! alone.

mod compare;
mod pairs;
mod three;
mod units;

pub use compare::{Change, Proposal, compare, unwrap};
pub use pairs::pair_by;
pub use three::merge3;

use crate::document::{Edit, Span, Splice};

/// What a merge came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// Splices on ours that take in all of theirs that does not conflict.
    pub edit: Edit,
    /// What a person must settle; empty when the edit is the whole answer.
    pub conflicts: Vec<Conflict>,
}

/// One thing that both sides changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What it is about, in a few words.
    pub title: String,
    /// The base's text, if it had one.
    pub base: Option<String>,
    /// Where ours stands in our text; empty where it would stand when we deleted it.
    pub span: Span,
    /// Our text; `None` when we deleted it.
    pub ours: Option<String>,
    /// Their text; `None` when they deleted it.
    pub theirs: Option<String>,
}

/// Whose text a conflict is settled by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The text that the merge writes on.
    Ours,
    /// The other one.
    Theirs,
    /// Ours, then theirs.
    Both,
}

impl Merge {
    /// Returns the edit on ours with every conflict settled by the side chosen for it (missing choices: ours).
    pub fn settle(&self, choices: &[Side]) -> Edit {
        let mut splices = self.edit.splices().to_vec();
        for (conflict, side) in self.conflicts.iter().zip(choices) {
            let theirs = conflict.theirs.clone().unwrap_or_default();
            let with = match side {
                Side::Ours => continue,
                Side::Theirs => theirs,
                Side::Both => conflict.ours.clone().unwrap_or_default() + &theirs,
            };
            splices.push(Splice::new(conflict.span, with));
        }
        joined(splices)
    }
}

/// Makes an edit of splices of which several may insert at one place: they stand there in the order given.
fn joined(splices: Vec<Splice>) -> Edit {
    let mut out: Vec<Splice> = Vec::with_capacity(splices.len());
    let mut sorted: Vec<(usize, Splice)> = splices.into_iter().enumerate().collect();
    sorted.sort_by_key(|(n, s)| (s.span.start, !s.span.is_empty(), *n));
    for (_, splice) in sorted {
        match out.last_mut() {
            Some(last) if last.span.is_empty() && last.span.start == splice.span.start => {
                last.with.push_str(&splice.with);
                last.span = splice.span;
            }
            _ => out.push(splice),
        }
    }
    Edit::new(out).unwrap_or_default()
}
