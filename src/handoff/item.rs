//! Items: the entries of a section, and their parts.

use super::Concept;
use crate::document::Span;
use serde::{Deserialize, Serialize};

/// One entry of a mapped section.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its kind.
    pub concept: Concept,
    /// Index of its section.
    pub section: usize,
    /// The log block it lies in.
    pub block: Option<usize>,
    /// 1-based place among the items of its concept in its block.
    pub ordinal: usize,
    /// How it is written.
    pub shape: Shape,
    /// Its whole lines.
    pub span: Span,
    /// Its content: behind the marker and checkbox (a row: between the outer bars) up to the last line's text.
    pub body: Span,
    /// The whole lines below its own words: fields, lists, further paragraphs, code. Empty where there are none; of prose all
    /// of it where code stands between its paragraphs.
    pub below: Span,
    /// What it says on one line: no marker, status, emphasis, why; wrapped lines joined by a space.
    pub text: String,
    /// The subject it names (a bold lead, a topic column, `X` of `X: why` or `X over Y`).
    pub topic: Option<String>,
    /// The reason: of a decision its why, of anything that waits what blocks it.
    pub why: Option<Why>,
    /// Its status, where it carries one.
    pub status: Option<Status>,
    /// The file's own id (`D-5`, `ADR-001`, `#12`).
    pub id: Option<String>,
    /// Named values inside it other than why and status.
    pub fields: Vec<Field>,
    /// Whether another decision of the file, or its own heading, says that it holds no more.
    pub replaced: bool,
}

/// How an item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A list item, bulleted or numbered.
    Bullet,
    /// A table row.
    Row,
    /// A heading with its body.
    Heading,
    /// A paragraph with a bold lead.
    Lead,
    /// All the prose of a section.
    Prose,
}

/// A reason and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// Its words on one line.
    pub text: String,
    /// Where they stand, without the separator or label.
    pub span: Span,
    /// The separator or label with them (`: reason`, ` — reason`, `**Why:** reason`), which goes when the why goes.
    pub whole: Span,
}

/// A status as its file writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// What it means.
    pub kind: StatusKind,
    /// The token as written (`x`, `✅`, `in-progress`).
    pub token: String,
    /// What stands beside it (`29/29 tests`).
    pub note: Option<String>,
    /// Where the token stands.
    pub span: Span,
    /// What carries it.
    pub carrier: Carrier,
}

/// What a status stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    /// `[x]`.
    Checkbox,
    /// A table column.
    Column,
    /// Before the text.
    Leading,
    /// After the text.
    Trailing,
    /// In parentheses, with or without `status:`.
    Parenthesis,
    /// A `status:` field.
    Field,
    /// `~~text~~`.
    Strike,
    /// The end of the item's heading.
    Heading,
}

/// What a status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusKind {
    /// Not begun.
    Open,
    /// Being worked on.
    InProgress,
    /// Cannot go on.
    Blocked,
    /// Finished.
    Done,
    /// Put off.
    Deferred,
    /// Given up.
    Dropped,
    /// Replaced by a later one.
    Superseded,
    /// A token that baton does not know.
    Odd,
}

/// A named value inside an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name as written.
    pub name: String,
    /// Its value.
    pub value: Span,
}

impl Item {
    /// Returns five base32 characters of the text (DESIGN §5 "Reference").
    pub fn fingerprint(&self) -> String {
        super::plain::fingerprint(&self.text)
    }
}

impl Item {
    /// Returns what its status says of it, or what took its place; nothing for the bare checkbox of a decision, which 000's template gives to each.
    pub fn standing(&self) -> Option<StatusKind> {
        let bare = |s: &&Status| {
            !(self.concept == Concept::Decisions && s.carrier == Carrier::Checkbox && matches!(s.kind, StatusKind::Open | StatusKind::Done))
        };
        let said = self.status.as_ref().filter(bare).map(|s| s.kind);
        if self.replaced { said.filter(|kind| *kind == StatusKind::Dropped).or(Some(StatusKind::Superseded)) } else { said }
    }

    /// Returns the kind of its status as its file writes it, a bare checkbox too, or what took its place.
    pub fn kind(&self) -> Option<StatusKind> {
        if self.is_over() { self.standing() } else { self.status.as_ref().map(|s| s.kind) }
    }

    /// Tells whether it was given up, or another took its place.
    pub fn is_over(&self) -> bool {
        matches!(self.standing(), Some(StatusKind::Superseded | StatusKind::Dropped))
    }
}

impl StatusKind {
    /// The kinds a person can set, in the order in which Space cycles.
    pub const ALL: [StatusKind; 7] = [
        StatusKind::Open,
        StatusKind::InProgress,
        StatusKind::Blocked,
        StatusKind::Done,
        StatusKind::Deferred,
        StatusKind::Dropped,
        StatusKind::Superseded,
    ];

    /// Returns the name used in JSON and the command line.
    pub fn id(self) -> &'static str {
        match self {
            StatusKind::Open => "open",
            StatusKind::InProgress => "in-progress",
            StatusKind::Blocked => "blocked",
            StatusKind::Done => "done",
            StatusKind::Deferred => "deferred",
            StatusKind::Dropped => "dropped",
            StatusKind::Superseded => "superseded",
            StatusKind::Odd => "odd",
        }
    }

    /// Returns the kind that a person can set and whose name is `id`.
    pub fn from_id(id: &str) -> Option<StatusKind> {
        StatusKind::ALL.into_iter().find(|k| k.id() == id)
    }

    /// Tells whether nothing is left to do.
    pub fn is_closed(self) -> bool {
        matches!(self, StatusKind::Done | StatusKind::Dropped | StatusKind::Superseded)
    }
}
