//! The one merge (DESIGN §6): unit by unit, and field by field of a unit that all three texts have.
//!
//! Units match by id, the same words, or name; those of an edit of baton's own by their places too, see [`Order`]. Likeness never decides: it
//! says what is shown beside what. A missed match costs a conflict that need not have been, never a silent loss: each unit of either side is
//! in the result, in a conflict, or was deleted by one side while the other left it alone.

mod compare;
mod conflict;
mod fields;
mod lost;
mod markers;
mod pairs;
mod place;
mod three;
mod units;

pub use compare::{Change, Proposal, compare, fenced, unwrap};
pub use conflict::{Conflict, Take};
pub use lost::{Lost, lost};
pub use markers::{Unmarked, is_as_left, unmarked};
pub use pairs::pair_by;
pub use three::{Order, merge3, merge3_with};

use crate::document::{Edit, Splice};

/// What a merge came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// Splices on ours that take in all of theirs that does not conflict.
    pub edit: Edit,
    /// What a person must settle; empty when the edit is the whole answer.
    pub conflicts: Vec<Conflict>,
}

impl Merge {
    /// Returns the edit on ours with every conflict settled by what is taken for it (missing choices: ours).
    pub fn settle(&self, taken: &[Take]) -> Edit {
        let mut splices = self.edit.splices().to_vec();
        let taken = taken.iter().chain(std::iter::repeat(&Take::Ours));
        splices.extend(self.conflicts.iter().zip(taken).map(|(conflict, take)| Splice::new(conflict.span, conflict.taken(take))));
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
