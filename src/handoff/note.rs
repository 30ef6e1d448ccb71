//! What a handoff says beyond the words of its items: what stands below them, beside them, and in sections without a meaning.

use super::detail::{self, box_kind};
use super::items::{is_remark, is_waiting};
use super::plain::{is_unfilled, plain};
use super::{Concept, Handoff, Item, Mapping, PromptPart, Section, Shape, StatusKind, none_said};
use crate::document::{Kind, Line, Span};
use std::ops::Range;

/// Something said beyond the words of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How many list items deep below its item, from 1.
    pub depth: u8,
    /// Its words on one line; of code and tables their lines, byte for byte.
    pub text: String,
    /// Whether it is code or a table.
    pub verbatim: bool,
    /// What the checkbox before it says.
    pub status: Option<StatusKind>,
    /// Where it stands.
    pub span: Span,
}

/// What lies deeper is written so deep.
const DEEPEST: u8 = 4;

impl Handoff {
    /// Returns what stands below the words of an item in file order: lists in it, further paragraphs, fields other than its why
    /// and status, code. A row's other cells are one note.
    pub fn notes_below(&self, item: &Item) -> Vec<Note> {
        if item.shape == Shape::Row {
            return self.cells(item).into_iter().collect();
        }
        if item.below.is_empty() {
            return Vec::new();
        }
        let first = &self.document.lines()[self.document.line_at(item.span.start)];
        let mut notes = self.notes(self.lines_of(item.below), if item.shape == Shape::Bullet { first.depth } else { 0 });
        let said = [item.why.as_ref().map(|why| why.whole), item.status.as_ref().map(|status| status.span)];
        notes.retain(|note| !said.iter().flatten().any(|said| said.start < note.span.end && note.span.start < said.end));
        if item.shape == Shape::Prose {
            // Its paragraphs are its words.
            notes.retain(|note| note.verbatim);
        }
        notes
    }

    /// Returns what a current section with a meaning says outside its items: prose beside a list, code.
    pub fn notes_beside(&self, section: &Section) -> Vec<Note> {
        let ours = |c: &Concept| !matches!(c, Concept::Metadata | Concept::Prompt);
        if !self.is_current(section.block) || section.stated_empty || !section.concepts.first().is_some_and(ours) {
            return Vec::new();
        }
        let mut notes = Vec::new();
        let body = self.body(section);
        let mut from = body.start;
        let first = self.items.partition_point(|item| item.span.end <= body.start);
        let items = self.items[first..].iter().map(|item| item.span).take_while(|item| item.start < body.end);
        for item in items.chain([Span::new(body.end, body.end)]) {
            if from < item.start {
                notes.extend(self.notes(self.lines_of(Span::new(from, item.start)), 0));
            }
            from = from.max(item.end);
        }
        // What only leads over to a list says nothing by itself; to code it may.
        let listed: Vec<bool> = notes.iter().skip(1).map(|next| !next.verbatim).chain([true]).collect();
        let says = |(note, listed): &(Note, bool)| {
            let words = self.slice(note.span);
            let empty = none_said(words) || is_remark(words) || is_waiting(words, &self.dialect);
            note.verbatim || !empty && !(*listed && words.ends_with([':', '：']))
        };
        notes.into_iter().zip(listed).filter(says).map(|(note, _)| note).collect()
    }

    /// Returns the words of a current section that was not understood, byte for byte; `None` where it says nothing.
    pub fn unread(&self, section: &Section) -> Option<&str> {
        let body = self.body(section);
        if !self.is_current(section.block) || section.mapping != Mapping::None || body.is_empty() || self.is_left_alone(section) {
            return None;
        }
        let lines = &self.document.lines()[self.lines_of(body)];
        let known = |line: &Line| {
            let next = self.metadata.partition_point(|meta| meta.name.start < line.span.start);
            matches!(line.kind, Kind::Blank | Kind::Comment | Kind::FrontMatter | Kind::Rule | Kind::Underline)
                || self.metadata.get(next).is_some_and(|meta| meta.name.start < line.span.end)
        };
        let (first, last) = (lines.iter().position(|l| !known(l))?, lines.iter().rposition(|l| !known(l))?);
        let text = self.slice(Span::new(lines[first].span.start, lines[last].text.end));
        let says = text.chars().any(char::is_alphanumeric) && !is_unfilled(&plain(text)) && !none_said(text);
        says.then_some(text)
    }

    /// Joins the cells of a row that say more than its words.
    fn cells(&self, item: &Item) -> Option<Note> {
        let mut said = Vec::new();
        for field in &item.fields {
            let value = plain(self.slice(field.value));
            if value.chars().any(char::is_alphanumeric) && !none_said(&value) && !item.text.ends_with(&value) {
                said.push(if field.name.is_empty() { value } else { format!("{}: {value}", field.name) });
            }
        }
        let note = Note { depth: 1, text: said.join("; "), verbatim: false, status: None, span: item.span };
        (!said.is_empty()).then_some(note)
    }

    /// Returns what a section says itself; the last one without what stands behind the file's last rule.
    fn body(&self, section: &Section) -> Span {
        let lines = &self.document.lines()[self.lines_of(section.body)];
        let rule = lines.iter().rfind(|line| line.kind == Kind::Rule && line.depth == 0).filter(|_| section.body.end == self.text().len());
        rule.map_or(section.body, |rule| Span::new(section.body.start, rule.span.start.max(section.body.start)))
    }

    /// Tells whether a section is a part of the author's own prompt, or of one that a profile or the user's dialect leaves alone.
    fn is_left_alone(&self, section: &Section) -> bool {
        let prompt = |p: &PromptPart| p.text.start <= section.span.start && section.span.start < p.text.end;
        let alone = |s: &Section| s.concepts.contains(&Concept::Prompt) || s.concepts.is_empty() && s.mapping != Mapping::None;
        self.prompt.as_ref().is_some_and(prompt) || std::iter::successors(Some(section), |s| self.sections.get(s.parent?)).any(alone)
    }

    fn lines_of(&self, span: Span) -> Range<usize> {
        let from = self.document.line_at(span.start);
        from..self.document.line_at(span.end.saturating_sub(1).max(span.start)) + 1
    }

    /// Reads lines that lie `base` list items deep.
    fn notes(&self, lines: Range<usize>, base: u8) -> Vec<Note> {
        let all = self.document.lines();
        let mut notes: Vec<Note> = Vec::new();
        // Whether the next line of text goes on with the last note.
        let mut open = false;
        let mut at = lines.start;
        while at < lines.end {
            let line = &all[at];
            let begin = at;
            at += 1;
            match line.kind {
                Kind::FenceOpen | Kind::Code | Kind::TableHead | Kind::TableRow => {
                    let within = |kind: Kind| match line.kind {
                        Kind::FenceOpen | Kind::Code => matches!(kind, Kind::Code | Kind::FenceClose),
                        _ => matches!(kind, Kind::TableRule | Kind::TableRow),
                    };
                    while at < lines.end && within(all[at].kind) && all[at - 1].kind != Kind::FenceClose {
                        at += 1;
                    }
                    let kept = all[begin..at].iter().filter(|l| !matches!(l.kind, Kind::FenceOpen | Kind::FenceClose));
                    let text = kept.map(|l| self.slice(l.text)).collect::<Vec<_>>().join("\n");
                    let span = Span::new(line.span.start, all[at - 1].span.end);
                    // The head of a table whose rows are items says nothing by itself.
                    let says = line.kind != Kind::TableHead || all[begin..at].iter().any(|l| l.kind == Kind::TableRow);
                    if says && !text.trim().is_empty() {
                        notes.push(Note { depth: 1, text, verbatim: true, status: None, span });
                    }
                    open = false;
                }
                Kind::Text | Kind::Heading(_) | Kind::Setext(_) | Kind::Banner if !line.text.is_empty() => {
                    let marker = line.marker();
                    if open && marker.is_none() && line.kind == Kind::Text && !detail::is_field(&self.document, &self.dialect, line.text) {
                        if let Some(note) = notes.last_mut() {
                            note.span.end = line.text.end;
                        }
                        continue;
                    }
                    let depth = line.depth.saturating_sub(base) + u8::from(marker.is_none());
                    let status = marker.and_then(|m| m.checkbox).map(|inside| box_kind(self.slice(inside)));
                    notes.push(Note { depth, text: String::new(), verbatim: false, status, span: line.text });
                    open = line.kind == Kind::Text;
                }
                _ => open = false,
            }
        }
        for note in notes.iter_mut().filter(|note| !note.verbatim) {
            note.text = plain(self.slice(note.span));
        }
        notes.retain(|note| note.verbatim || note.text.chars().any(char::is_alphanumeric) && !is_unfilled(&note.text));
        let mut deepest = 1;
        for note in notes.iter_mut().filter(|note| !note.verbatim) {
            note.depth = note.depth.clamp(1, deepest);
            deepest = DEEPEST.min(note.depth + 1);
        }
        notes
    }
}
