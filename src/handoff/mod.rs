//! What a document says: concepts, sections, items and their parts, each with its span.
//!
//! Reading is total: any document gives a handoff, what is not understood stays a section without
//! a concept. Nothing here outlives its document but an [`ItemRef`].

mod concept;
mod detail;
mod dialect;
mod headed;
mod intent;
mod item;
mod items;
mod label;
mod log;
mod meta;
mod note;
mod outline;
mod plain;
mod plan;
mod profile;
mod read;
mod reference;
mod section;
mod successor;
mod table;

pub use concept::{Concept, Concepts};
pub use dialect::{Dialect, LANGUAGES, heading_for, none_said, with_heading};
pub use intent::{Intent, Plan, Refusal};
pub use item::{Carrier, Field, Item, Shape, Status, StatusKind, Why};
pub use note::{Note, introduces};
pub use plain::{fingerprint, is_placeholder, is_unfilled};
pub use plan::plan;
pub(crate) use profile::front_values;
pub use profile::{Followed, Profile};
pub use reference::{ItemRef, RefError};
pub use section::{Block, Mapping, Meta, MetaKey, PromptPart, Section};
pub use successor::norm;

use crate::document::{Document, Kind, Span};
use dialect::FieldKind;
use std::sync::Arc;

/// A document and what was understood of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Handoff {
    document: Document,
    dialect: Arc<Dialect>,
    sections: Vec<Section>,
    items: Vec<Item>,
    metadata: Vec<Meta>,
    blocks: Vec<Block>,
    newest: Option<usize>,
    prompt: Option<PromptPart>,
    profile: Option<Followed>,
    /// Where what closes the file begins, behind its last rule.
    footer: usize,
}

impl Handoff {
    /// Parses and reads a text with the built-in dialects.
    pub fn parse(text: impl Into<String>) -> Handoff {
        Handoff::read(Document::parse(text))
    }

    /// Reads a document with the built-in dialects.
    pub fn read(document: Document) -> Handoff {
        read::read(document, Dialect::built_in())
    }

    /// Parses and reads a text with a dialect of the reader's own.
    pub fn parse_with(text: impl Into<String>, dialect: &Arc<Dialect>) -> Handoff {
        read::read(Document::parse(text), dialect)
    }

    /// Reads another text as this one was read.
    pub fn again(&self, text: impl Into<String>) -> Handoff {
        Handoff::parse_with(text, &self.dialect)
    }

    /// Returns the dialect it was read with.
    pub fn dialect(&self) -> &Arc<Dialect> {
        &self.dialect
    }

    /// Returns the document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        self.document.text()
    }

    /// Returns the text under `span`.
    pub fn slice(&self, span: Span) -> &str {
        self.document.slice(span)
    }

    /// Returns every section in file order, the preamble first where there is one.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Returns every item in file order, of all blocks of a log.
    pub fn all_items(&self) -> &[Item] {
        &self.items
    }

    /// Returns the items of `concept` in file order; in a log those of the newest block and those outside any block.
    pub fn items(&self, concept: Concept) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |i| i.concept == concept && self.is_current(i.block))
    }

    /// Returns the sections that carry `concept` and are current (see [`Handoff::items`]).
    pub fn sections_of(&self, concept: Concept) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |s| s.concepts.contains(&concept) && self.is_current(s.block))
    }

    /// Returns the metadata found, in file order.
    pub fn metadata(&self) -> &[Meta] {
        &self.metadata
    }

    /// Returns the first current value of a metadata key.
    pub fn meta(&self, key: MetaKey) -> Option<&str> {
        let current = |m: &&Meta| m.key == key && self.is_current(m.block);
        self.metadata.iter().find(current).map(|m| self.slice(m.value))
    }

    /// Returns the blocks of a log in file order; empty when the file is no log.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Returns the index of the newest block of a log.
    pub fn newest(&self) -> Option<usize> {
        self.newest
    }

    /// Returns the author's own prompt section.
    pub fn prompt(&self) -> Option<&PromptPart> {
        self.prompt.as_ref()
    }

    /// Returns the named profile that the text follows.
    pub fn profile(&self) -> Option<&Followed> {
        self.profile.as_ref()
    }

    /// Returns the language of the headings (ISO 639-1, as [`heading_for`] takes it): that of most understood ones, else English.
    pub fn language(&self) -> &'static str {
        let mut counts: Vec<(&'static str, usize)> = Vec::new();
        for section in &self.sections {
            if let Mapping::Word(_, language) = &section.mapping {
                match counts.iter_mut().find(|(l, _)| l == language) {
                    Some((_, n)) => *n += 1,
                    None => counts.push((language, 1)),
                }
            }
        }
        counts.into_iter().rev().max_by_key(|(_, n)| *n).map_or("en", |(language, _)| language)
    }

    /// Returns the keys that 000's `carry_forward = ["key1", "key2"]` names, in file order, quotes taken off.
    pub fn carry_forward(&self) -> Vec<&str> {
        let code = self.document.lines().iter().filter(|l| l.kind == Kind::Code).map(|l| self.slice(l.text));
        let lists = code.filter_map(|l| l.strip_prefix("carry_forward")?.trim_start().strip_prefix('=')?.trim().strip_prefix('['));
        let keys = lists.flat_map(|l| l.split(']').next().unwrap_or_default().split(','));
        keys.map(|k| k.trim().trim_matches(['"', '\''])).filter(|k| !k.is_empty()).collect()
    }

    /// Tells whether the reason of an item is what it waits for: that of a pending action, and of a task or next step where the
    /// words say so.
    pub fn waits(&self, item: &Item) -> bool {
        let Some(why) = &item.why else { return item.concept == Concept::Pending };
        let label = || self.slice(Span::new(why.whole.start, why.span.start)).trim_matches(|c: char| !c.is_alphanumeric());
        match item.concept {
            Concept::Pending => true,
            // Beside its own words only what blocks it is taken for a reason.
            Concept::Tasks | Concept::Next if item.shape != Shape::Row && (item.below.is_empty() || why.whole.start < item.below.start) => {
                self.dialect.field_kind(label()) != Some(FieldKind::Why)
            }
            Concept::Tasks | Concept::Next => self.dialect.field_kind(label()) == Some(FieldKind::Blocked),
            _ => false,
        }
    }

    /// Tells whether a part of block `block` belongs to the present state of the file.
    pub fn is_current(&self, block: Option<usize>) -> bool {
        block.is_none() || block == self.newest
    }
}
