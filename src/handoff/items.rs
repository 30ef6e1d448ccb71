//! From sections to items: list items, table rows, headings with a body, bold-lead paragraphs, prose.

mod body;

use super::detail::{self, Form, Parts};
use super::dialect::{self, Dialect, FieldKind, Role};
use super::headed;
use super::label::{self, Parted};
use super::outline::Outline;
use super::plain::plain;
use super::table::{self, Columns};
use super::{Carrier, Concept, Concepts, Field, Item, Shape, Why};
use crate::document::{Document, Kind, Line, Span};
use body::Body;
use std::ops::Range;

pub(super) struct Reader<'a> {
    pub doc: &'a Document,
    pub outline: &'a Outline,
    pub own: &'a Dialect,
    pub items: Vec<Item>,
    /// Whether each section says that there is nothing.
    pub empty: Vec<bool>,
}

/// Reads the items of every mapped section, in file order.
pub(super) fn read(doc: &Document, outline: &Outline, own: &Dialect) -> (Vec<Item>, Vec<bool>) {
    let mut reader = Reader { doc, outline, own, items: Vec::new(), empty: vec![false; outline.drafts.len()] };
    let mut covered = 0;
    for (i, draft) in outline.drafts.iter().enumerate() {
        if draft.line < covered {
            continue;
        }
        let Some(concepts) = item_concepts(&draft.concepts) else { continue };
        if draft.is_item {
            reader.heading_item(i, concepts[0]);
            covered = draft.end;
        } else {
            reader.body_items(i, &concepts);
        }
    }
    let mut items = reader.items;
    // Items are big: each is moved once, and only where a list stands behind a paragraph.
    if !items.is_sorted_by_key(|item| item.span.start) {
        items.sort_by_cached_key(|item| item.span.start);
    }
    // Of each block, and of what lies in none: how many items of each concept came before.
    let mut counts = vec![[0; Concept::ALL.len()]; outline.blocks.len() + 1];
    for item in &mut items {
        let count = &mut counts[item.block.map_or(0, |block| block + 1)][item.concept as usize];
        *count += 1;
        item.ordinal = *count;
    }
    (items, reader.empty)
}

/// Returns the concepts whose items a section may hold; metadata and prompts have none.
fn item_concepts(concepts: &[Concept]) -> Option<Concepts> {
    let kept: Concepts = concepts.iter().copied().filter(|c| !matches!(c, Concept::Metadata)).collect();
    (!kept.is_empty() && !kept.contains(&Concept::Prompt)).then_some(kept)
}

/// Tells whether a text says only that something is still to come (`_Pending._`).
pub(super) fn is_waiting(words: &str, own: &Dialect) -> bool {
    let bare = words.trim_matches(['_', '*', '.', '(', ')', ' ']);
    bare.len() < words.len() && own.status_word(bare) == Some(super::StatusKind::Open)
}

/// Tells whether prose is nothing but a remark in parentheses.
pub(super) fn is_remark(words: &str) -> bool {
    let bare = words.trim_matches(['_', '*', ' ']);
    let inner = bare.strip_suffix([')', '）']).and_then(|b| b.strip_prefix(['(', '（']));
    inner.is_some_and(|inner| !inner.contains([')', '）']))
}

impl Reader<'_> {
    fn lines(&self) -> &[Line] {
        self.doc.lines()
    }

    fn slice(&self, span: Span) -> &str {
        self.doc.slice(span)
    }

    fn heading_item(&mut self, section: usize, concept: Concept) {
        let outline = self.outline;
        let draft = &outline.drafts[section];
        // What closes the file is nothing of its last heading.
        let last = self.last_text(draft.line..draft.end.min(outline.footer.max(draft.line + 1)));
        let span = self.whole(draft.line..last + 1);
        let words = Span::new(draft.title.start + headed::number_len(self.slice(draft.title)), draft.title.end);
        let body = Span::new(words.start, self.lines()[last].text.end.max(words.end));
        let parts = detail::read(self.doc, self.own, concept, words, None, Form::Heading);
        let lines = draft.body.start..last + 1;
        self.push(section, concept, Shape::Heading, span, body, parts, lines, draft.title.end);
    }

    fn body_items(&mut self, section: usize, concepts: &[Concept]) {
        let outline = self.outline;
        let draft = &outline.drafts[section];
        let body = self.body(draft);
        let listed = concepts[0];
        // A previous session's list is what was done; its prose is its summary.
        let prose = if concepts.starts_with(&[Concept::Completed, Concept::Summary]) { Concept::Summary } else { listed };
        let before = self.items.len();
        if let Some(records) = self.records(&body) {
            for (lead, lines) in records {
                self.record(section, listed, lead, lines);
            }
            return;
        }
        let mut nothing = false;
        for lines in &body.list {
            nothing |= !self.list_item(section, listed, lines.clone());
        }
        let mut header: Option<(usize, Columns)> = None;
        for (head, row) in &body.rows {
            if header.as_ref().is_none_or(|(at, _)| at != head) {
                header = Some((*head, Columns::read(self.doc.text(), self.lines()[*head].text, self.own)));
            }
            if let Some((_, columns)) = &header {
                self.row(section, listed, columns, *row);
            }
        }
        let listing = self.items.len() > before;
        let value = draft.value.filter(|v| !self.slice(*v).ends_with([':', '：']));
        if let Some(value) = value {
            nothing |= !self.value_item(section, prose, value, &body, listing);
        } else if !listing || body.paragraphs.iter().any(|p| self.is_lead(p)) {
            nothing |= self.paragraphs(section, prose, &body, listing);
        }
        self.empty[section] = nothing && self.items.len() == before;
    }

    /// Finds bold-lead paragraphs that have lists of their own: the paragraph and the lines up to the next one.
    fn records(&self, body: &Body) -> Option<Vec<(Range<usize>, Range<usize>)>> {
        let first = body.list.iter().map(|l| l.start).chain(body.rows.iter().map(|r| r.0)).min()?;
        let ends = body.list.iter().map(|l| l.end).chain(body.rows.iter().map(|r| r.1 + 1)).chain(body.paragraphs.iter().map(|p| p.end));
        let last = ends.max()?;
        let leads: Vec<_> = body.paragraphs.iter().filter(|p| self.is_lead(p)).cloned().collect();
        let owns = |p: &Range<usize>| self.lines().get(p.end).is_some_and(|l| l.is_marked() || l.kind == Kind::TableHead);
        if leads.len() < 2 || leads[0].start > first || body.paragraphs[0] != leads[0] || !leads.iter().any(owns) {
            return None;
        }
        let ends: Vec<_> = leads[1..].iter().map(|l| l.start).chain([last]).collect();
        let records = leads.into_iter().zip(ends).map(|(lead, end)| {
            let end = self.last_text(lead.start..end) + 1;
            (lead.clone(), lead.start..end)
        });
        Some(records.collect())
    }

    fn record(&mut self, section: usize, concept: Concept, lead: Range<usize>, lines: Range<usize>) {
        let raw = Span::new(self.lines()[lead.start].text.start, self.lines()[lead.end - 1].text.end);
        let body = Span::new(raw.start, self.lines()[lines.end - 1].text.end.max(raw.end));
        let parts = detail::read(self.doc, self.own, concept, raw, None, Form::Line);
        let span = self.whole(lines.clone());
        self.push(section, concept, Shape::Lead, span, body, parts, lead.end..lines.end, raw.end);
    }

    /// Adds a list item; returns false when it says that there is nothing.
    fn list_item(&mut self, section: usize, concept: Concept, lines: Range<usize>) -> bool {
        let line = self.lines()[lines.start];
        let Some(marker) = line.marker() else { return true };
        let end = self.paragraph_end(lines.clone());
        let raw = Span::new(line.text.start, self.lines()[end - 1].text.end.max(line.text.start));
        let words = self.slice(raw);
        let single = end == lines.end;
        if single && dialect::none_said(words) {
            return false;
        }
        let empty_field = !words.starts_with("**") && label::plain(self.doc.text(), raw).is_some_and(|l| l.rest.is_empty());
        let blank = words.chars().all(|c| !c.is_alphanumeric()) && !words.contains('`') || empty_field || is_waiting(words, self.own);
        if single && blank || words.is_empty() && lines.len() == 1 {
            return true;
        }
        if !single && self.only_none(&lines, end) {
            return false;
        }
        let last = lines.end - 1;
        let span = self.whole(lines.clone());
        let body = Span::new(line.text.start, self.lines()[last].text.end.max(line.text.start));
        let concept = self.named(section, raw).unwrap_or(concept);
        let parts = detail::read(self.doc, self.own, concept, raw, marker.checkbox, Form::Line);
        self.push(section, concept, Shape::Bullet, span, body, parts, end..lines.end, raw.end);
        true
    }

    /// Returns the concept that an item of an update block of 003 names itself (`Next: …`, `Discovered gotcha: …`).
    fn named(&self, section: usize, raw: Span) -> Option<Concept> {
        if !self.outline.drafts[section].is_update() {
            return None;
        }
        let label = label::label(self.doc.text(), raw).filter(|l| l.parted == Parted::Colon)?;
        self.own.understand(self.slice(label.name)).filter(|m| !m.weak)?.concepts.first().copied()
    }

    /// Tells whether all that stands below an item's first paragraph says that there is nothing.
    fn only_none(&self, lines: &Range<usize>, from: usize) -> bool {
        let head = self.slice(self.lines()[lines.start].text);
        let mut below = self.lines()[from..lines.end].iter().filter(|l| l.kind != Kind::Blank);
        head.ends_with([':', '：']) && below.clone().count() == 1 && below.all(|l| dialect::none_said(self.slice(l.text)))
    }

    /// Returns the line behind the first paragraph of the item in `lines`.
    fn paragraph_end(&self, lines: Range<usize>) -> usize {
        let all = self.lines();
        let count = |line: &Line, signs: [char; 2]| self.slice(line.text).matches(signs).count();
        let mut open = 0;
        let mut within = |line: &Line| {
            open = (open + count(line, ['(', '（'])).saturating_sub(count(line, [')', '）']));
            open > 0
        };
        let mut inside = within(&all[lines.start]);
        (lines.start + 1..lines.end)
            .find(|i| {
                let line = &all[*i];
                // A line that closes parentheses goes on with the words before it, however it begins.
                let goes_on = inside && count(line, [')', '）']) > 0;
                inside = within(line);
                line.kind != Kind::Text || line.is_marked() || self.field_line(line) && !goes_on
            })
            .unwrap_or(lines.end)
    }

    fn field_line(&self, line: &Line) -> bool {
        detail::is_field(self.doc, self.own, line.text)
    }

    fn row(&mut self, section: usize, concept: Concept, columns: &Columns, at: usize) {
        let text = self.doc.text();
        let line = self.lines()[at];
        let cells = table::cells(text, line.text);
        if cells.iter().all(|c| c.of(text).chars().all(|c| !c.is_alphanumeric())) {
            return;
        }
        let topic = columns.topic(text, &cells);
        let Some(cell) = cells.get(topic).copied() else { return };
        let mut parts = detail::read_cell(self.doc, self.own, concept, cell);
        let column = |role| columns.find(role).filter(|i| *i != topic).and_then(|i| cells.get(i).copied()).filter(|c| !c.is_empty());
        let (status, id) = (column(Role::Status), column(Role::Id));
        if let Some(status) = status {
            parts.status = detail::cell_status(text, self.own, status, Carrier::Column);
        }
        let waits = matches!(concept, Concept::Tasks | Concept::Pending | Concept::Next);
        let reason = if waits { column(Role::Blocked).or_else(|| column(Role::Why)) } else { column(Role::Why) };
        let reason = reason.or_else(|| column(Role::Notes).filter(|_| concept == Concept::Decisions));
        let reason = reason.filter(|c| !dialect::none_said(c.of(text)));
        parts.why = reason.map(|span| Why { text: plain(span.of(text)), span, whole: span }).or(parts.why);
        parts.id = id.map(|c| plain(c.of(text))).or(parts.id);
        let used = |span: &Span| Some(*span) == reason && parts.why.is_some() || Some(*span) == status || Some(*span) == id;
        let fields: Vec<_> = cells
            .iter()
            .enumerate()
            .filter(|(i, c)| *i != topic && !c.is_empty() && !used(c))
            .map(|(i, c)| Field { name: columns.headers.get(i).map_or_else(String::new, |h| plain(h.of(text))), value: *c })
            .collect();
        // In a table of names and values the value is half of what the row says; so is one of the state, whatever its head.
        parts.topic = Some(parts.text.clone());
        let named = columns.find(Role::Topic) != Some(topic) || matches!(concept, Concept::State | Concept::Environment);
        if cells.len() == 2 && fields.len() == 1 && named {
            parts.text = format!("{}: {}", parts.text, plain(fields[0].value.of(text)));
        }
        let (first, last) = (cells[0], cells[cells.len() - 1]);
        let body = Span::new(first.start, last.end.max(first.start));
        let span = line.span;
        let lines = at + 1..at + 1;
        self.push(section, concept, Shape::Row, span, body, parts, lines, body.end);
        if let Some(item) = self.items.last_mut() {
            item.fields = fields;
        }
    }

    /// Adds what a label says on its own line; returns false when that is "none".
    fn value_item(&mut self, section: usize, concept: Concept, value: Span, body: &Body, listing: bool) -> bool {
        let Some(lines) = body.paragraphs.first().cloned() else { return true };
        let last = self.lines()[lines.end - 1];
        let raw = Span::new(value.start, last.text.end.max(value.end));
        if dialect::none_said(self.slice(raw)) {
            return false;
        }
        let end = if listing { lines.end } else { body.paragraphs.last().map_or(lines.end, |p| p.end) };
        let span = self.whole(lines.start..end);
        let whole = Span::new(value.start, self.lines()[end - 1].text.end.max(value.end));
        let parts = detail::read(self.doc, self.own, concept, whole, None, Form::Prose);
        self.push(section, concept, Shape::Prose, span, whole, parts, end..end, whole.end);
        true
    }

    fn is_lead(&self, lines: &Range<usize>) -> bool {
        let line = &self.lines()[lines.start];
        label::bold(self.doc.text(), line.text).is_some_and(|l| !l.rest.is_empty() || l.parted == Parted::Bold || lines.len() > 1)
    }

    /// Adds bold-lead paragraphs, else all the prose as one item; returns whether it says that there is nothing.
    fn paragraphs(&mut self, section: usize, concept: Concept, body: &Body, listing: bool) -> bool {
        let leads: Vec<_> = body.paragraphs.iter().filter(|p| self.is_lead(p)).flat_map(|p| self.split_lead(p)).collect();
        if !leads.is_empty() && (listing || leads.len() > 1 || body.paragraphs.len() == 1 || self.is_lead(&body.paragraphs[0])) {
            for lines in leads {
                let (first, last) = (self.lines()[lines.start], self.lines()[lines.end - 1]);
                let raw = Span::new(first.text.start, last.text.end);
                let value = label::bold(self.doc.text(), raw).map_or(raw, |l| l.rest);
                if dialect::none_said(self.slice(value)) && !value.is_empty() {
                    continue;
                }
                let parts = detail::read(self.doc, self.own, concept, raw, None, Form::Line);
                let span = self.whole(lines.clone());
                self.push(section, concept, Shape::Lead, span, raw, parts, lines.end..lines.end, raw.end);
            }
            return false;
        }
        if listing {
            return false;
        }
        let Some((first, last)) = body.paragraphs.first().zip(body.paragraphs.last()) else { return false };
        let lines = first.start..last.end;
        let raw = Span::new(self.lines()[lines.start].text.start, self.lines()[lines.end - 1].text.end);
        if dialect::none_said(self.slice(raw)) {
            return true;
        }
        let introduces = body.list.len() + body.rows.len() > 0
            || self
                .outline
                .drafts
                .get(section + 1)
                .is_some_and(|d| d.line == self.outline.drafts[section].body.end && d.parent == Some(section));
        let draft = &self.outline.drafts[section];
        let closing = self.slice(raw).ends_with([':', '：']);
        let remark = is_remark(self.slice(raw)) || is_waiting(self.slice(raw), self.own);
        if remark
            || introduces && closing
            || self.slice(raw).chars().all(|c| !c.is_alphanumeric())
            || draft.line >= self.outline.footer && draft.value.is_none()
        {
            return false;
        }
        let mut parts = detail::read(self.doc, self.own, concept, raw, None, Form::Prose);
        if body.paragraphs.len() > 1 {
            // What stands between paragraphs (code, quotes) is no part of the words.
            let shown = |l: &Line| matches!(l.kind, Kind::FenceOpen | Kind::Code | Kind::TableHead);
            let first_shown = lines.clone().find(|i| shown(&self.lines()[*i])).unwrap_or(lines.end);
            // Those behind code stand below, each where it was.
            let words: Vec<_> = body
                .paragraphs
                .iter()
                .filter(|p| p.start < first_shown)
                .map(|p| plain(self.slice(Span::new(self.lines()[p.start].text.start, self.lines()[p.end - 1].text.end))))
                .collect();
            if parts.why.is_none() && parts.status.is_none() {
                parts.text = words.join(" ");
            }
        }
        let span = self.whole(lines.clone());
        let words_only = body.paragraphs.len() > 1 && parts.why.is_none() && parts.status.is_none();
        self.push(section, concept, Shape::Prose, span, raw, parts, lines.end..lines.end, raw.end);
        if let Some(item) = self.items.last_mut().filter(|_| words_only) {
            item.below = span;
        }
        false
    }

    /// Parts a paragraph of which every line is a bold label with a value into its lines.
    fn split_lead(&self, lines: &Range<usize>) -> Vec<Range<usize>> {
        let starts: Vec<usize> = lines
            .clone()
            .filter(|i| label::bold(self.doc.text(), self.lines()[*i].text).is_some_and(|l| l.parted != Parted::Bold))
            .collect();
        if starts.len() < 2 || starts[0] != lines.start {
            return vec![lines.clone()];
        }
        let ends = starts[1..].iter().copied().chain([lines.end]);
        starts.iter().zip(ends).map(|(s, e)| *s..e).collect()
    }

    /// Adds an item, with the fields that stand in `below`.
    #[allow(clippy::too_many_arguments, reason = "one item's parts, all different")]
    fn push(
        &mut self,
        section: usize,
        concept: Concept,
        shape: Shape,
        span: Span,
        body: Span,
        parts: Parts,
        below: Range<usize>,
        before: usize,
    ) {
        let mut item = Item {
            concept,
            section,
            block: self.outline.drafts[section].block,
            ordinal: 0,
            shape,
            span,
            body,
            below: if below.is_empty() { Span::new(body.end, body.end) } else { self.whole(below.clone()) },
            text: parts.text,
            topic: parts.topic,
            why: parts.why,
            status: parts.status,
            id: parts.id,
            fields: Vec::new(),
            replaced: false,
        };
        self.fields(&mut item, below, before);
        self.items.push(item);
    }

    fn fields(&self, item: &mut Item, below: Range<usize>, mut before: usize) {
        let raw = Span::new(item.body.start, before.max(item.body.start));
        let lines = self.lines();
        let base = lines.get(below.start).map_or(0, |l| l.depth);
        let mut at = below.start;
        while at < below.end {
            let line = &lines[at];
            if line.kind == Kind::Text && line.depth <= base.max(1) + 1 {
                let stop = (at + 1..below.end)
                    .find(|i| lines[*i].kind != Kind::Text || lines[*i].is_marked() || self.field_line(&lines[*i]))
                    .unwrap_or(below.end);
                let end = lines[stop - 1].text.end;
                if let Some(sub) = detail::sub(self.doc, self.own, line.text, end, before) {
                    self.field(item, sub, raw);
                }
                before = end;
                at = stop;
            } else {
                if line.kind != Kind::Blank {
                    before = line.text.end.max(before);
                }
                at += 1;
            }
        }
    }

    fn field(&self, item: &mut Item, sub: detail::Sub, raw: Span) {
        let value = sub.field.value;
        let waits = matches!(item.concept, Concept::Tasks | Concept::Pending | Concept::Next);
        match sub.kind {
            Some(FieldKind::Why | FieldKind::Blocked) if !value.is_empty() && (sub.kind == Some(FieldKind::Why) || waits) => {
                if item.concept == Concept::Decisions && item.why.take().is_some() {
                    // What looked like the reason was the choice.
                    item.text = detail::read(self.doc, self.own, Concept::Context, raw, None, Form::Line).text;
                }
                item.why = Some(Why { text: plain(self.slice(value)), span: value, whole: sub.whole });
            }
            Some(FieldKind::Status) if item.status.as_ref().is_none_or(|s| s.carrier == Carrier::Checkbox) => {
                item.status = detail::cell_status(self.doc.text(), self.own, value, Carrier::Field).or(item.status.take());
            }
            _ => item.fields.push(sub.field),
        }
    }

    /// Returns the whole lines of a range.
    fn whole(&self, lines: Range<usize>) -> Span {
        let all = self.lines();
        Span::new(all[lines.start].span.start, all[lines.end - 1].span.end)
    }

    /// Returns the last line of a range that is not blank.
    fn last_text(&self, lines: Range<usize>) -> usize {
        lines.clone().rev().find(|i| self.lines()[*i].kind != Kind::Blank).unwrap_or(lines.start)
    }
}
