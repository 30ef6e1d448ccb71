//! What a section's own body holds: list items, groups opened, table rows, paragraphs.

use super::Reader;
use crate::document::{Kind, Line, Span};
use crate::handoff::Concept;
use crate::handoff::dialect;
use crate::handoff::label;
use crate::handoff::outline::{Draft, LABEL};
use std::ops::Range;

/// What a section's own body holds.
#[derive(Default)]
pub(super) struct Body {
    /// Outermost list items, groups opened: their lines.
    pub list: Vec<Range<usize>>,
    /// Body rows, each with the index of its table's header line.
    pub rows: Vec<(usize, usize)>,
    /// Paragraphs outside lists.
    pub paragraphs: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// Sorts the lines of a section's own body.
    pub(super) fn body(&self, draft: &Draft) -> Body {
        let mut body = Body::default();
        let lines = self.lines();
        let end = draft.body.end.min(self.outline.footer.max(draft.body.start));
        let end = if draft.level == LABEL {
            (draft.body.start + 1..end).find(|i| lines[*i].kind == Kind::Rule && lines[*i].depth == 0).unwrap_or(end)
        } else {
            end
        };
        let end = if draft.level == LABEL && draft.line >= self.outline.footer { draft.body.end } else { end };
        let mut at = draft.body.start + usize::from(draft.level == LABEL && draft.value.is_none());
        if draft.level == LABEL && draft.value.is_some() {
            let stop = (at + 1..end).find(|i| lines[*i].kind != Kind::Text || lines[*i].depth > 0).unwrap_or(end);
            body.paragraphs.push(at..stop);
            at = stop;
        }
        let meta = draft.concepts.contains(&Concept::Metadata);
        while at < end {
            let line = &lines[at];
            let is_meta =
                |l: &Line| meta && label::label(self.doc.text(), l.text).is_some_and(|l| dialect::meta_key(self.slice(l.name)).is_some());
            if line.quote > 0 || line.depth == 0 && line.kind == Kind::Text && is_meta(line) {
                at += 1;
            } else if line.depth > 0 && line.is_marked() {
                let stop = self.item_end(at, end);
                self.open_groups(at..stop, &mut body.list);
                at = stop;
            } else if line.kind == Kind::TableHead && line.depth == 0 {
                let head = at;
                at += 1;
                while at < end && matches!(lines[at].kind, Kind::TableRule | Kind::TableRow) {
                    if lines[at].kind == Kind::TableRow {
                        body.rows.push((head, at));
                    }
                    at += 1;
                }
            } else if line.kind == Kind::Text && line.depth == 0 {
                let stop =
                    (at + 1..end).find(|i| lines[*i].kind != Kind::Text || lines[*i].depth > 0 || lines[*i].quote > 0).unwrap_or(end);
                body.paragraphs.push(at..stop);
                at = stop;
            } else {
                at += 1;
            }
        }
        body
    }

    /// Returns the line behind the list item that begins at `at`.
    fn item_end(&self, at: usize, limit: usize) -> usize {
        let lines = self.lines();
        let column = lines[at].marker().map_or(0, |m| m.column);
        // `- 1. One more` begins an item beside the one before, whatever it holds.
        let begins_beside = |line: &Line| line.quote == 0 && line.is_marked() && self.column(line) <= self.column(&lines[at]);
        let stop = (at + 1..limit)
            .find(|i| {
                let line = &lines[*i];
                line.kind != Kind::Blank
                    && (line.depth == 0
                        || begins_beside(line)
                        || line.marker().is_some_and(|m| m.column <= column + 1 && line.depth <= lines[at].depth))
            })
            .unwrap_or(limit);
        self.last_text(at..stop) + 1
    }

    /// Returns how many blanks stand before a line, a tab as one.
    fn column(&self, line: &Line) -> usize {
        let raw = self.slice(line.span);
        raw.len() - raw.trim_start_matches([' ', '\t']).len()
    }

    /// Adds the items of an outermost list item: itself, or, when it is only a label, those of the list in it.
    fn open_groups(&self, lines: Range<usize>, out: &mut Vec<Range<usize>>) {
        let mut todo = vec![lines];
        while let Some(range) = todo.pop() {
            let nested = self.nested(&range);
            if nested.is_empty() || !self.is_group(range.start, nested[0].start) {
                out.push(range);
            } else {
                todo.extend(nested.into_iter().rev());
            }
        }
    }

    /// Returns the list items directly inside one.
    fn nested(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let lines = self.lines();
        let depth = lines[range.start].depth;
        let mut found = Vec::new();
        let mut at = range.start + 1;
        while at < range.end {
            if lines[at].is_marked() && lines[at].depth > depth && lines[at].quote == 0 {
                let stop = self.item_end(at, range.end);
                found.push(at..stop);
                at = stop;
            } else {
                at += 1;
            }
        }
        found
    }

    /// Tells whether a list item says nothing but a label for the list in it.
    fn is_group(&self, at: usize, nested: usize) -> bool {
        let line = &self.lines()[at];
        let text = self.slice(line.text);
        let ticked = line.marker().is_some_and(|m| m.checkbox.is_some());
        if ticked || self.lines()[at + 1..nested].iter().any(|l| l.kind != Kind::Blank) {
            return false;
        }
        match label::bold(self.doc.text(), line.text) {
            Some(l) => l.rest.is_empty() && self.slice(Span::new(l.name.end, line.text.end)).len() <= 6,
            None => label::plain(self.doc.text(), line.text).is_some_and(|l| l.rest.is_empty()) && text.split(' ').count() <= 5,
        }
    }
}
