//! Sections, log blocks, metadata and the prompt part.

use super::Concepts;
use crate::document::Span;

/// A heading (or label, or preamble) and what stands under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The heading's line or label; `None` for the preamble.
    pub heading: Option<Span>,
    /// The heading's words without markup, numbering and emoji; empty for the preamble.
    pub title: String,
    /// 1 to 6 for headings, 7 for a label, 0 for the preamble.
    pub level: u8,
    /// What it was understood as; empty when not.
    pub concepts: Concepts,
    /// Why it was understood so.
    pub mapping: Mapping,
    /// From the heading to where the section ends, subsections included.
    pub span: Span,
    /// From behind the heading to the first subsection or the end.
    pub body: Span,
    /// The enclosing section.
    pub parent: Option<usize>,
    /// The log block it lies in.
    pub block: Option<usize>,
    /// Whether the body says "none", in any language.
    pub stated_empty: bool,
}

/// How a section got its concepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapping {
    /// A word of the dialect: the word and its language.
    Word(&'static str, &'static str),
    /// A word of the reader's own dialect: the word, and the language it is listed under.
    Own(String, Option<String>),
    /// Taken over from the enclosing section.
    Inherited,
    /// The file's profile says so: its name.
    Profile(&'static str),
    /// Not understood; kept as text.
    None,
}

/// One block of a running log.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Index of the section that is the block.
    pub section: usize,
    /// From its heading to its end.
    pub span: Span,
    /// The date in its heading, as year, month, day.
    pub date: Option<(i16, u8, u8)>,
    /// The session counter in its heading.
    pub number: Option<u32>,
}

/// One metadata value.
#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    /// What it is.
    pub key: MetaKey,
    /// The key as written.
    pub name: Span,
    /// The value as written.
    pub value: Span,
    /// The log block it lies in.
    pub block: Option<usize>,
}

/// The metadata that baton knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MetaKey {
    /// Session id or counter (`Session 3 → 4`).
    Session,
    /// Start or generation time.
    Time,
    /// Last updated.
    Updated,
    /// Who wrote it.
    Actor,
    /// Active scope.
    Scope,
    /// Git branch.
    Branch,
    /// Commit.
    Commit,
    /// Project name.
    Project,
    /// Overall status or phase.
    Status,
    /// Platform.
    Platform,
    /// Model.
    Model,
    /// Any other key.
    Other,
}

/// The author's own prompt for the next session; nothing inside it maps to a concept.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptPart {
    /// Its section.
    pub section: usize,
    /// The text to paste: the inside of the fence, or what follows "Copy everything below".
    pub text: Span,
    /// Whether it stands in a fence.
    pub fenced: bool,
}
