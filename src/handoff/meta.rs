//! Metadata: what a file says about itself (corpus.md §2.5).

use super::dialect::{Dialect, meta_key};
use super::label;
use super::outline::{LABEL, Outline};
use super::table;
use super::{Concept, Meta, MetaKey};
use crate::document::{Document, Kind, Span};

/// Reads the metadata of the front matter, the preamble, meta sections and the footer, in file order.
pub(super) fn read(doc: &Document, outline: &Outline, own: &Dialect) -> Vec<Meta> {
    let mut found = Vec::new();
    let drafts = &outline.drafts;
    for (i, draft) in drafts.iter().enumerate() {
        let is_meta = draft.concepts.contains(&Concept::Metadata);
        let head = draft.level <= 1 && draft.concepts.is_empty()
            || draft.block.and_then(|b| outline.blocks.get(b)).is_some_and(|b| b.section == i);
        if !is_meta && (draft.level == LABEL || !head) {
            continue;
        }
        let mut gather = Gather { doc, own, block: draft.block, known: !is_meta, found: &mut found };
        let mut lines = draft.body.clone();
        if let Some(value) = draft.value {
            gather.add(draft.title, value);
            lines.start += 1;
        }
        let before = gather.found.len();
        for at in lines.clone() {
            gather.line(at);
        }
        // `## Last Updated` with the value below it.
        let first = lines.map(|i| &doc.lines()[i]).find(|l| l.kind == Kind::Text);
        if found.len() == before
            && is_meta
            && let Some(line) = first
            && let Some(key) = meta_key(doc.slice(draft.title))
        {
            found.push(Meta { key, name: draft.title, value: line.text, block: draft.block });
        }
    }
    let mut gather = Gather { doc, own, block: None, known: true, found: &mut found };
    for at in outline.footer..doc.lines().len() {
        gather.line(at);
    }
    found.sort_by_key(|m| m.name.start);
    found.dedup_by_key(|m| m.value);
    found
}

struct Gather<'a> {
    doc: &'a Document,
    own: &'a Dialect,
    block: Option<usize>,
    /// Whether only known keys count.
    known: bool,
    found: &'a mut Vec<Meta>,
}

impl Gather<'_> {
    fn line(&mut self, at: usize) {
        let text = self.doc.text();
        let line = &self.doc.lines()[at];
        match line.kind {
            Kind::FrontMatter => {
                let row = label::trimmed(text, line.span);
                let indented = row.start > line.span.start;
                if let Some((name, value)) = row.of(text).split_once(':').filter(|(n, _)| !n.contains(' ') && !indented) {
                    let name = Span::new(row.start, row.start + name.len());
                    let value = label::trimmed(text, Span::new(row.end - value.len(), row.end));
                    self.put(name, value, true);
                }
            }
            Kind::TableRow | Kind::TableHead => {
                if let [name, value] = table::cells(text, line.text)[..] {
                    self.add(name, value);
                }
            }
            Kind::Text if line.depth <= 1 => self.words(line.text),
            _ => {}
        }
    }

    /// Reads one line: `**Key:** value`, `Key: value`, several of them parted by `|` or `·`, in italics or not.
    fn words(&mut self, span: Span) {
        let text = self.doc.text();
        let line = span.of(text);
        if line.contains(" | ") || line.contains(" · ") || line.contains("** |") {
            let mut at = span.start;
            for part in line.split(['|', '·']) {
                self.pair(label::trimmed(text, Span::new(at, at + part.len())));
                at += part.len();
                at += text[at..].chars().next().map_or(0, char::len_utf8);
            }
        } else {
            self.pair(span);
        }
    }

    fn pair(&mut self, span: Span) {
        let text = self.doc.text();
        let line = span.of(text);
        let italic = ['_', '*']
            .iter()
            .any(|m| line.strip_prefix(*m).and_then(|l| l.strip_suffix(*m)).is_some_and(|l| !l.starts_with(*m) && !l.is_empty()));
        let inner = if italic { Span::new(span.start + 1, span.end - 1) } else { span };
        let first = (line.starts_with("Session ") || line.starts_with("session ")) && line.contains(['→', '>']);
        match label::label(text, inner) {
            Some(l) if !l.rest.is_empty() => self.add(l.name, l.rest),
            _ if first => self.found.push(Meta { key: MetaKey::Session, name: Span::at(span.start), value: span, block: self.block }),
            _ => {}
        }
    }

    fn add(&mut self, name: Span, value: Span) {
        self.put(name, value, !self.known);
    }

    fn put(&mut self, name: Span, value: Span, any: bool) {
        let key = match meta_key(self.doc.slice(name)) {
            Some(key) => key,
            None if any && self.own.understand(self.doc.slice(name)).is_none() => MetaKey::Other,
            None => return,
        };
        if !value.is_empty() {
            self.found.push(Meta { key, name, value, block: self.block });
        }
    }
}
