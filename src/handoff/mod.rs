//! What a document says: concepts, sections, items and their parts, each with its span.
//!
//! Reading is total: any document gives a handoff, what is not understood stays a section without
//! a concept. Nothing here outlives its document but an [`ItemRef`].

mod concept;
mod detail;
mod dialect;
mod intent;
mod item;
mod items;
mod label;
mod log;
mod meta;
mod outline;
mod plain;
mod plan;
mod read;
mod reference;
mod section;
mod table;

pub use concept::Concept;
pub use dialect::{LANGUAGES, heading_for, none_said};
pub use intent::{Intent, Plan, Refusal};
pub use item::{Carrier, Field, Item, Shape, Status, StatusKind, Why};
pub use plain::is_placeholder;
pub use plan::plan;
pub use reference::{ItemRef, RefError};
pub use section::{Block, Mapping, Meta, MetaKey, PromptPart, Section};

use crate::document::{Document, Span};

/// A document and what was understood of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Handoff {
    document: Document,
    sections: Vec<Section>,
    items: Vec<Item>,
    metadata: Vec<Meta>,
    blocks: Vec<Block>,
    newest: Option<usize>,
    prompt: Option<PromptPart>,
}

impl Handoff {
    /// Parses and reads a text with the built-in dialects.
    pub fn parse(text: impl Into<String>) -> Handoff {
        Handoff::read(Document::parse(text))
    }

    /// Reads a document with the built-in dialects.
    pub fn read(document: Document) -> Handoff {
        read::read(document)
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

    /// Tells whether a part of block `block` belongs to the present state of the file.
    pub fn is_current(&self, block: Option<usize>) -> bool {
        block.is_none() || block == self.newest
    }
}
