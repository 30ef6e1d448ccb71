//! Headings that are items of the section above them: numbered, dated or id'd ones, and those with field labels.

use super::dialect;
use super::label::{self, Parted};
use super::outline::{Draft, LABEL};
use super::{Concept, Mapping};
use crate::document::{Document, Kind};

/// How many subheadings without a meaning of their own a section has, and of which kind.
#[derive(Clone, Copy, Default)]
struct Family {
    all: usize,
    numbered: usize,
    labelled: usize,
}

/// Marks the subheadings that are items: numbered, dated or id'd as half of their siblings are, or with field labels as most are.
pub(super) fn mark(doc: &Document, heads: &mut [Draft]) {
    let mut families = vec![Family::default(); heads.len()];
    let inherits = |d: &Draft| d.mapping == Mapping::Inherited && d.level < LABEL;
    let numbered = |d: &Draft| is_numbered(doc.slice(d.title));
    for head in heads.iter().filter(|h| inherits(h)) {
        if let Some(parent) = head.parent {
            let family = &mut families[parent];
            family.all += 1;
            family.numbered += usize::from(numbered(head));
            family.labelled += usize::from(has_fields(doc, head));
        }
    }
    for i in 0..heads.len() {
        let head = &heads[i];
        let Some(parent) = head.parent.filter(|_| inherits(head)) else { continue };
        let family = families[parent];
        let says = head.body.clone().any(|i| doc.lines()[i].kind != Kind::Blank) || head.end > head.body.end || numbered(head);
        let by_number = family.numbered > 0 && family.numbered * 2 >= family.all && (family.all > 1 || numbered(head));
        let by_label = family.labelled * 2 > family.all && has_fields(doc, head);
        heads[i].is_item = heads[parent].is_item || says && (by_number || by_label);
    }
}

/// Tells whether a section's body begins with a bold label that has a value.
fn has_fields(doc: &Document, head: &Draft) -> bool {
    let first = head.body.clone().map(|i| &doc.lines()[i]).find(|l| l.kind != Kind::Blank);
    first.filter(|l| l.kind == Kind::Text).is_some_and(|line| {
        let label = label::bold(doc.text(), line.text).filter(|l| l.parted == Parted::Colon);
        label.is_some_and(|l| !l.rest.is_empty() || dialect::field_kind(doc.slice(l.name)).is_some())
    })
}

/// Numbered siblings under a mapped heading are its items: a word in one of them gives it no other concept.
pub(super) fn keep_to_parents(doc: &Document, heads: &mut [Draft]) {
    let mut families = vec![(0, 0); heads.len()];
    for head in heads.iter().filter(|h| h.level < LABEL) {
        if let Some(parent) = head.parent
            && is_numbered(doc.slice(head.title))
        {
            let family = &mut families[parent];
            family.0 += 1;
            family.1 += usize::from(head.meaning.as_ref().is_some_and(|m| m.whole));
        }
    }
    let mut means = vec![false; heads.len()];
    for i in 0..heads.len() {
        let inherited = heads[i].parent.is_some_and(|p| means[p]);
        if let Some(parent) = heads[i].parent
            && inherited
            && heads[i].level < LABEL
            && families[parent].0 >= 2
            && families[parent].1 * 2 < families[parent].0
            && is_numbered(doc.slice(heads[i].title))
            // Whose text is a prompt by now is no item of anything.
            && !heads[i].meaning.as_ref().is_some_and(|m| m.concepts.contains(&Concept::Prompt))
        {
            heads[i].meaning = None;
        }
        means[i] = inherited || heads[i].meaning.is_some();
    }
}

/// Tells whether a heading begins with a number, a date or an id (`1.`, `Phase 2`, `2026-01-02:`, `D-5`, `Q:`).
fn is_numbered(title: &str) -> bool {
    let bare = title.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#');
    let bare = dialect::counted(bare).unwrap_or(bare);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let tail = &bare[digits..];
    let number = digits > 0 && digits <= 4 && (tail.starts_with(['.', ')', '-', ' ', ':', '、', '·', '/']) || tail.is_empty());
    number || super::detail::own_id(bare).is_some() || bare.starts_with("Q:")
}

/// Returns the length of the number that a heading begins with, as a list marker would (`1. `, `2) `).
pub(super) fn number_len(title: &str) -> usize {
    let bare = title.trim_start_matches(['*', '_']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let tail = bare[digits..].trim_start_matches(['.', ')']);
    let marked = digits > 0 && digits <= 3 && tail.len() < bare.len() - digits && tail.starts_with(' ');
    if marked && bare.len() == title.len() { title.len() - tail.trim_start().len() } else { 0 }
}
