//! From document to handoff.

use super::plain::plain;
use super::{Dialect, Handoff, Section, items, meta, outline, successor};
use crate::document::{Document, Span};
use std::sync::Arc;

/// Reads a document.
pub(super) fn read(document: Document, dialect: &Arc<Dialect>) -> Handoff {
    let outline = outline::outline(&document, dialect);
    let (mut items, empty) = items::read(&document, &outline, dialect);
    let metadata = meta::read(&document, &outline, dialect);
    let offset = |line: usize| document.lines().get(line).map_or(document.text().len(), |l| l.span.start);
    let sections = outline.drafts.into_iter().zip(empty).map(|(draft, stated_empty)| {
        let start = draft.heading.map_or_else(|| offset(draft.line), |h| offset(document.line_at(h.start)));
        let own = draft.value.map_or_else(|| draft.heading.filter(|_| draft.level == outline::LABEL).map(|h| h.end), |v| Some(v.start));
        let from = own.unwrap_or_else(|| offset(draft.body.start));
        Section {
            heading: draft.heading,
            title: title(plain(document.slice(draft.title))),
            level: draft.level,
            concepts: draft.concepts,
            mapping: draft.mapping,
            span: Span::new(start, offset(draft.end).max(start)),
            body: Span::new(from, offset(draft.body.end).max(from)),
            parent: draft.parent,
            block: draft.block,
            stated_empty,
        }
    });
    let sections: Vec<Section> = sections.collect();
    let footer = offset(outline.footer);
    successor::mark(&document, &sections, outline.newest, &mut items);
    Handoff {
        sections,
        items,
        metadata,
        blocks: outline.blocks,
        newest: outline.newest,
        prompt: outline.prompt,
        profile: outline.profile,
        footer,
        dialect: Arc::clone(dialect),
        document,
    }
}

/// Returns a heading's words without the emoji before and the emoji and colon behind them.
fn title(mut words: String) -> String {
    let sign = |c: char| {
        !c.is_ascii() && !c.is_alphanumeric() && !matches!(c, '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
    };
    let outside = |c| matches!(c, ' ' | ':' | '：') || sign(c);
    words.truncate(words.trim_end_matches(outside).len());
    words.drain(..words.len() - words.trim_start_matches(outside).len());
    words
}
