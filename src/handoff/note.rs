//! What a handoff says beyond the words of its items: what stands below them, beside them, and in sections without a meaning.

use super::detail::{self, box_kind};
use super::items::{is_remark, is_waiting};
use super::plain::{is_unfilled, plain};
use super::{Carrier, Concept, Handoff, Item, Mapping, PromptPart, Section, Shape, Status, StatusKind, none_said, table};
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

/// Tells whether words stand beside the one that a status is.
fn says_more(status: &Status) -> bool {
    status.note.is_some() || status.kind == StatusKind::Odd && status.token.contains(char::is_alphabetic)
}

/// Tells whether words introduce what follows them.
pub fn introduces(text: &str) -> bool {
    text.ends_with([':', '：'])
}

/// Returns the line behind the code block or table that begins at `begin`.
fn block_end(lines: &[Line], begin: usize, limit: usize) -> usize {
    let coded = matches!(lines[begin].kind, Kind::FenceOpen | Kind::Code);
    let goes_on = |at: &usize| match lines[*at].kind {
        Kind::Code | Kind::FenceClose => coded && lines[at - 1].kind != Kind::FenceClose,
        Kind::TableRule | Kind::TableRow => !coded,
        _ => false,
    };
    (begin + 1..limit).find(|at| !goes_on(at)).unwrap_or(limit)
}

/// Tells whether code is the snippet of 000 with no key in it.
fn carries_nothing(code: &str) -> bool {
    let plain = |line: &str| line.is_empty() || line.starts_with(['#', '[']) || line.replace(' ', "") == "carry_forward=[]";
    code.contains("carry_forward") && code.lines().all(|line| plain(line.trim()))
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
        // A status that says more than its word stands below the item as it is written.
        let said = [item.why.as_ref().map(|why| why.whole), item.status.as_ref().filter(|s| !says_more(s)).map(|status| status.span)];
        notes.retain(|note| !said.iter().flatten().any(|said| said.start < note.span.end && note.span.start < said.end));
        if item.shape == Shape::Prose {
            // Its paragraphs up to the first code are its words; a quote between them is not.
            let quoted = |note: &Note| self.document.lines()[self.document.line_at(note.span.start)].quote > 0;
            let shown = notes.iter().find(|note| note.verbatim).map_or(usize::MAX, |note| note.span.start);
            notes.retain(|note| note.verbatim || quoted(note) || note.span.start > shown);
        }
        notes
    }

    /// Returns what the current sections with a meaning say outside their items, each with its section, in file order: prose
    /// beside a list, the headings of groups, code.
    pub fn notes_beside(&self) -> Vec<(&Section, Note)> {
        let ours = |c: &Concept| !matches!(c, Concept::Metadata | Concept::Prompt);
        let parts = self.parts().into_iter().filter(|(section, _)| section.concepts.first().is_some_and(ours));
        parts.flat_map(|(section, part)| self.beside(section, part).into_iter().map(move |note| (section, note))).collect()
    }

    /// Returns what a part of a section says outside its items.
    fn beside(&self, section: &Section, part: Span) -> Vec<Note> {
        let first = self.items.partition_point(|item| item.span.end <= part.start);
        let items = || self.items[first..].iter().take_while(|item| item.span.start < part.end).map(|item| item.span);
        let mut notes = Vec::new();
        let mut from = part.start;
        for item in items().chain([Span::new(part.end, part.end)]) {
            if from < item.start {
                notes.extend(self.notes(self.lines_of(Span::new(from, item.start)), 0));
            }
            from = from.max(item.end);
        }
        // Alone, a remark says what is to be written.
        let listed = items().next().is_some();
        notes.retain(|note| {
            let words = self.slice(note.span);
            let says = || !none_said(words) && (listed || !is_remark(words)) && !is_waiting(words, &self.dialect);
            note.verbatim || says()
        });
        if let Some(title) = self.group(section, part, &notes) {
            notes.insert(0, title);
        }
        notes
    }

    /// Returns the heading of a section where it says more than the meaning of the section: it parts the items of the one above.
    fn group(&self, section: &Section, part: Span, notes: &[Note]) -> Option<Note> {
        let span = section.heading.filter(|h| part.start <= section.body.start && !self.is_in_item(*h) && !section.title.is_empty())?;
        let first = self.items.partition_point(|item| item.span.end <= part.start);
        let next = self.items.get(first);
        let above = section.parent.and_then(|parent| self.sections.get(parent));
        let named = if next.is_some_and(|item| item.span.start < section.span.end) {
            // A heading with a meaning of its own parts them as well where the one above it has some of the same.
            let goes_on =
                |last: &Item| above.is_some_and(|s| s.span.start < last.span.start) && section.concepts.first() == Some(&last.concept);
            section.mapping == Mapping::Inherited || self.items[..first].last().is_some_and(goes_on) && next.is_some_and(goes_on)
        } else {
            // Code alone does not say what it is.
            above.is_some_and(|s| s.level > 1) && !notes.is_empty() && notes.iter().all(|note| note.verbatim)
        };
        named.then(|| Note { depth: 1, text: format!("{}:", section.title), verbatim: false, status: None, span })
    }

    /// Returns the words that stand in no section with a meaning, byte for byte, each with the heading above it; none at the end.
    pub fn unread(&self) -> Vec<(Option<&Section>, &str)> {
        let unread = |s: &Section| s.mapping == Mapping::None || s.concepts[..] == [Concept::Metadata];
        let parts = self.parts().into_iter().filter(|(s, _)| unread(s) && !self.is_left_alone(s)).map(|(s, part)| (Some(s), part));
        // The author's own prompt has an end of its own.
        let prompted = self.prompt.as_ref().map_or(0, |prompt| prompt.text.end);
        let end = Span::new(self.footer().max(prompted), self.text().len());
        parts.chain([(None, end)]).filter_map(|(section, part)| Some((section, self.words(part)?))).collect()
    }

    /// Trims a part of the text to its first and last line that say something; `None` where none does.
    fn words(&self, part: Span) -> Option<&str> {
        let lines = &self.document.lines()[self.lines_of(part)];
        let known = |line: &Line| {
            let next = self.metadata.partition_point(|meta| meta.name.start < line.span.start);
            matches!(line.kind, Kind::Blank | Kind::Comment | Kind::FrontMatter | Kind::Rule | Kind::Underline)
                || self.metadata.get(next).is_some_and(|meta| meta.name.start < line.span.end)
        };
        // The head of a table whose rows are metadata says nothing by itself.
        let says = |at: usize| match lines[at].kind {
            Kind::TableHead | Kind::TableRule => {
                let mut rows = lines[at + 1..].iter().skip_while(|l| l.kind == Kind::TableRule).take_while(|l| l.kind == Kind::TableRow);
                rows.next().is_some_and(|row| !known(row))
            }
            _ => !known(&lines[at]),
        };
        let (first, last) = ((0..lines.len()).find(|at| says(*at))?, (0..lines.len()).rfind(|at| says(*at))?);
        let text = self.slice(Span::new(lines[first].span.start, lines[last].text.end));
        let says = text.chars().any(char::is_alphanumeric) && !is_unfilled(&plain(text)) && !none_said(text);
        // 000 begins with what such a file is for, in every project alike.
        let purpose = text.starts_with("**Purpose:**") && self.profile.as_ref().is_some_and(|f| f.profile.id == "session-handoff");
        (says && !purpose).then_some(text)
    }

    /// Returns what each current section says itself, its subsections left out, in file order; what stands at the end is no section's.
    fn parts(&self) -> Vec<(&Section, Span)> {
        let mut parts = Vec::new();
        // The sections that are open, and up to where each was taken.
        let mut open: Vec<(&Section, usize)> = Vec::new();
        let ends = self.sections.iter().map(Some).chain([None]);
        let footer = self.footer();
        for next in ends {
            let until = next.map_or(footer, |section| section.span.start);
            while let Some((section, from)) = open.pop() {
                let end = section.span.end.min(until);
                parts.push((section, Span::new(from.min(end), end)));
                if section.span.end > until {
                    open.push((section, until));
                    break;
                }
                if let Some((_, from)) = open.last_mut() {
                    *from = section.span.end;
                }
            }
            open.extend(next.map(|section| (section, section.body.start)));
        }
        parts.retain(|(section, part)| !part.is_empty() && self.is_current(section.block));
        parts
    }

    /// Returns where what closes the file begins; what closes an older block of a log is that block's.
    fn footer(&self) -> usize {
        let last = self.sections.iter().rfind(|s| s.level <= 6);
        if last.is_some_and(|s| !self.is_current(s.block)) { self.text().len() } else { self.footer }
    }

    fn is_in_item(&self, span: Span) -> bool {
        self.items.get(self.items.partition_point(|item| item.span.end <= span.start)).is_some_and(|item| item.span.start <= span.start)
    }

    /// Tells whether a section is a part of the author's own prompt, or of one that a profile or the user's dialect leaves alone.
    fn is_left_alone(&self, section: &Section) -> bool {
        let prompt = |p: &PromptPart| p.text.start <= section.span.start && section.span.start < p.text.end;
        let alone = |s: &Section| s.concepts.contains(&Concept::Prompt) || s.concepts.is_empty() && s.mapping != Mapping::None;
        self.prompt.as_ref().is_some_and(prompt) || std::iter::successors(Some(section), |s| self.sections.get(s.parent?)).any(alone)
    }

    /// Joins the cells of a row that say more than its words.
    fn cells(&self, item: &Item) -> Option<Note> {
        // By its id a row is referred to; a bare number is where it stands.
        let id = item.id.as_ref().filter(|id| id.starts_with('0') || !id.bytes().all(|b| b.is_ascii_digit()));
        let id = id.filter(|id| !item.text.contains(id.as_str()));
        let mut said: Vec<String> = id.map(|id| format!("ID: {id}")).into_iter().collect();
        for field in &item.fields {
            let value = plain(self.slice(field.value));
            if value.chars().any(char::is_alphanumeric) && !none_said(&value) && !item.text.ends_with(&value) {
                said.push(if field.name.is_empty() { value } else { format!("{}: {value}", field.name) });
            }
        }
        if let Some(status) = item.status.as_ref().filter(|status| status.carrier == Carrier::Column && says_more(status)) {
            let line = &self.document.lines()[self.document.line_at(item.span.start)];
            let cell = table::cells(self.text(), line.text).into_iter().find(|c| status.span.start < c.end && c.start < status.span.end);
            said.extend(cell.map(|cell| format!("Status: {}", plain(self.slice(cell)))));
        }
        let note = Note { depth: 1, text: said.join("; "), verbatim: false, status: None, span: item.span };
        (!said.is_empty()).then_some(note)
    }

    /// Returns the lines that begin in a part of the text.
    fn lines_of(&self, span: Span) -> Range<usize> {
        let lines = self.document.lines();
        let line = |at: usize| lines.partition_point(|line| line.span.start < at);
        line(span.start)..line(span.end)
    }

    /// Makes the note of the lines of a code block or table; `None` where they say nothing.
    fn block(&self, lines: &[Line]) -> Option<Note> {
        let (first, last) = (lines.first()?, lines.last()?);
        let kept = lines.iter().filter(|l| !matches!(l.kind, Kind::FenceOpen | Kind::FenceClose));
        let text = kept.map(|l| self.slice(l.text)).collect::<Vec<_>>().join("\n");
        // The head of a table whose rows are items says nothing by itself.
        let filled = first.kind != Kind::TableHead || lines.iter().any(|l| l.kind == Kind::TableRow);
        let says = filled && !text.trim().is_empty() && !carries_nothing(&text);
        let span = Span::new(first.span.start, last.span.end);
        says.then_some(Note { depth: 1, text, verbatim: true, status: None, span })
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
                    at = block_end(all, begin, lines.end);
                    notes.extend(self.block(&all[begin..at]));
                    open = false;
                }
                Kind::Text | Kind::Heading(_) | Kind::Setext(_) | Kind::Banner if !line.text.is_empty() => {
                    let marker = line.marker();
                    let goes_on = open && line.kind == Kind::Text && line.quote == all[begin - 1].quote;
                    if goes_on && marker.is_none() && !detail::is_field(&self.document, &self.dialect, line.text) {
                        if let Some(note) = notes.last_mut() {
                            note.span.end = line.text.end;
                            note.text.push('\n');
                            note.text.push_str(self.slice(line.text));
                        }
                        continue;
                    }
                    let depth = line.depth.saturating_sub(base) + u8::from(marker.is_none());
                    let status = marker.and_then(|m| m.checkbox).map(|inside| box_kind(self.slice(inside)));
                    let text = self.slice(line.text).to_owned();
                    notes.push(Note { depth, text, verbatim: false, status, span: line.text });
                    open = line.kind == Kind::Text;
                }
                _ => open = false,
            }
        }
        for note in notes.iter_mut().filter(|note| !note.verbatim) {
            note.text = plain(&note.text);
        }
        notes.retain(|note| note.verbatim || note.text.chars().any(char::is_alphanumeric) && !is_unfilled(&note.text));
        let mut deepest = 1;
        for note in &mut notes {
            note.depth = note.depth.clamp(1, deepest);
            // A fence ends what is nested: what were deeper behind it would be code to others.
            deepest = if note.verbatim { 1 } else { DEEPEST.min(note.depth + 1) };
        }
        notes
    }
}
