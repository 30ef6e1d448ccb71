//! The parts of an item: status, why, topic, id, and what is left as its text.

mod status;

pub(super) use status::box_kind;

use super::dialect::{self, Dialect, FieldKind, Lexicon};
use super::label::{self, Parted};
use super::plain::{closing, in_code, plain};
use super::{Carrier, Concept, Field, Status, StatusKind, Why};
use crate::document::{Document, Span};

/// What a paragraph is to its item.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// A list item or a paragraph with a bold lead.
    Line,
    /// The heading of one that has a body.
    Heading,
    /// Sentences.
    Prose,
}

/// What an item's own line says.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub text: String,
    pub topic: Option<String>,
    pub why: Option<Why>,
    pub status: Option<Status>,
    pub id: Option<String>,
}

/// Longest paragraph in bytes whose parts are looked for; a longer one is only text.
const LONGEST: usize = 16 << 10;

/// Tells whether items of a concept give the reason for a choice.
fn is_choice(concept: Concept) -> bool {
    matches!(concept, Concept::Decisions)
}

/// Tells whether items of a concept can wait for something.
fn waits(concept: Concept) -> bool {
    matches!(concept, Concept::Tasks | Concept::Pending | Concept::Next)
}

/// Reads the words under `raw`: an item's first paragraph, behind marker and checkbox.
pub(super) fn read(doc: &Document, own: &Dialect, concept: Concept, raw: Span, checkbox: Option<Span>, form: Form) -> Parts {
    let text = doc.text();
    let mut work = Work { text, own, span: label::trimmed(text, raw), cuts: Vec::new(), successor: None };
    if raw.len() > LONGEST {
        return Parts { text: work.words(), ..Parts::default() };
    }
    let status = work.status(concept, checkbox, form);
    let mut parts = Parts { status, id: own_id(work.bare()), ..Parts::default() };
    let lead = label::label(text, work.span);
    if parts.id.is_none() {
        parts.id = lead.filter(|l| l.bold).and_then(|l| own_id(doc.slice(l.name)));
    }
    if is_choice(concept) && form != Form::Heading {
        // What a label names is the reason; else the first of a clause and a separator begins it.
        let clause = work.clause(Clause::Because);
        let found = [clause, work.separated()].into_iter().flatten().min_by_key(|w| w.whole.start);
        parts.why = work.labelled_why().or(found).or_else(|| successor(work.successor?, parts.status.as_ref()?));
    } else if waits(concept) {
        parts.why = work.clause(Clause::Blocked);
    }
    if let Some(why) = &parts.why {
        work.cuts.push(why.whole);
    }
    parts.text = work.words();
    parts.topic = work.topic(concept, &parts.text, lead.as_ref());
    parts
}

/// Makes the words that name what took the place of a choice its reason, where it has no other.
fn successor(whole: Span, status: &Status) -> Option<Why> {
    Some(Why { text: plain(&status.token), span: status.span, whole })
}

/// Reads the words of a cell: as those of any item, but only a label or parentheses give a reason.
pub(super) fn read_cell(doc: &Document, own: &Dialect, concept: Concept, cell: Span) -> Parts {
    let mut parts = read(doc, own, Concept::Context, cell, None, Form::Line);
    if (is_choice(concept) || waits(concept)) && doc.slice(cell).ends_with([')', '）']) {
        let mut work = Work { text: doc.text(), own, span: label::trimmed(doc.text(), cell), cuts: Vec::new(), successor: None };
        let why = if is_choice(concept) { work.labelled_why() } else { work.clause(Clause::Blocked) };
        if let Some(why) = why.filter(|w| w.whole.end == work.span.end && parts.status.is_none()) {
            work.cuts.push(why.whole);
            parts.text = work.words();
            parts.why = Some(why);
        }
    }
    parts
}

/// Returns where the parenthesis ends that was opened before `text`; its end where nothing closes it.
fn closes(text: &str) -> usize {
    let mut open = 0;
    let end = text.char_indices().find(|(_, c)| {
        match c {
            '(' | '（' => open += 1,
            ')' | '）' => open -= 1,
            _ => {}
        }
        open < 0
    });
    end.map_or(text.len(), |(at, _)| at)
}

struct Work<'a> {
    text: &'a str,
    own: &'a Dialect,
    /// What is left of the paragraph, status at its ends taken off.
    span: Span,
    /// What is taken out of it.
    cuts: Vec<Span>,
    /// The parentheses that say what took the place of a choice, with the blank before them.
    successor: Option<Span>,
}

#[derive(Clone, Copy, PartialEq)]
enum Clause {
    Because,
    Blocked,
}

impl Work<'_> {
    fn bare(&self) -> &str {
        self.span.of(self.text)
    }

    fn shrink(&mut self, span: Span) {
        self.span = label::trimmed(self.text, span);
    }

    /// Finds `Why: …`, `**Rationale:** …`, `(reason: …)` inside the text.
    fn labelled_why(&self) -> Option<Why> {
        let bare = self.bare();
        let mut from = 0;
        while let Some(found) = find_sign(&bare[from..], b':', "：") {
            let colon = from + found;
            let behind = colon + bare[colon..].chars().next().map_or(1, char::len_utf8);
            from = behind;
            let mut near = colon.saturating_sub(40);
            while !bare.is_char_boundary(near) {
                near += 1;
            }
            let head = &bare[..colon];
            let begin = head[near..]
                .rfind(['.', '(', '（', '*', ';', '—', '–', ',', '。', '\n', '；', '，'])
                .map_or(near, |i| near + i + head[near + i..].chars().next().map_or(1, char::len_utf8));
            let name = head[begin..].trim();
            if name.is_empty() || name.len() > 32 || self.own.field_kind(name) != Some(FieldKind::Why) {
                continue;
            }
            let mut start = begin + (head[begin..].len() - head[begin..].trim_start().len());
            let mut value = behind;
            if bare[value..].starts_with("**") {
                value += 2;
            }
            let opened = bare[..start].trim_end_matches(['*', '_']);
            let paren = opened.ends_with(['(', '（']);
            start = opened.trim_end_matches(['(', '（']).trim_end_matches([' ', '—', '–', '-', ';', ',', '\n']).len();
            let end = if paren { value + closes(&bare[value..]) } else { bare.len() };
            let whole = if paren { (end + bare[end..].chars().next().map_or(0, char::len_utf8)).min(bare.len()) } else { end };
            return self.why(start, value, end, whole);
        }
        None
    }

    /// Finds a clause that begins with one of the words for its kind.
    fn clause(&self, kind: Clause) -> Option<Why> {
        let bare = self.bare();
        let (at, word) = match kind {
            Clause::Because => {
                let own = self.own.because(bare).filter(|(at, _)| !in_code(bare, *at));
                own.into_iter().chain(self.opening(&dialect::BECAUSE, kind)).min_by_key(|(at, _)| *at)
            }
            Clause::Blocked => self.opening(&dialect::BLOCKED, kind),
        }?;
        let head = &bare[..at];
        let trimmed = head.trim_end();
        let paren = trimmed.ends_with(['(', '（']);
        let cut = trimmed.trim_end_matches(['(', '（']).trim_end();
        let cut = cut.trim_end_matches(['—', '–', '-', ',', ';', ':', '，', '；', '：']).trim_end();
        let own = word.trim_end_matches([' ', ':', '—', '-', '：']);
        let value =
            if word.contains(':') || word.contains('：') || word.starts_with("blocked by") || word.ends_with("— ") || word.ends_with("- ")
            {
                at + word.len()
            } else {
                at
            };
        let value = if kind == Clause::Because && !own.is_empty() { at + word.len() } else { value };
        let end = if paren { value + closes(&bare[value..]) } else { value + sentence(&bare[value..]) };
        let whole = if paren { (end + bare[end..].chars().next().map_or(0, char::len_utf8)).min(bare.len()) } else { end };
        let stop = cut.ends_with(['.', '。', '!', '?']) && bare[end..].starts_with('.');
        (!cut.is_empty()).then(|| self.why(cut.len(), value, end, whole + usize::from(stop && !paren)))?
    }

    /// Finds the first of `words` that begins a clause: its offset and the word.
    fn opening<const N: usize>(&self, words: &Lexicon<(), N>, kind: Clause) -> Option<(usize, &'static str)> {
        let bare = self.bare();
        let bytes = bare.as_bytes();
        // A word in letters stands behind a blank, comma or parenthesis; the last two end in 0x88 and 0x8c where they are wide.
        let stands = |at: &usize| {
            let (before, first) = (bytes[*at - 1], bytes[*at]);
            (first >= 0x80 || matches!(before, b' ' | b'(' | b'\n' | b',' | 0x88 | 0x8c)) && words.is_initial(first)
        };
        let mut places = (1..bytes.len()).filter(stands).filter(|at| bare.is_char_boundary(*at));
        places.find_map(|at| {
            let here = words.near(&bare[at..]).map(|(word, ())| word).filter(|word| self.begins_clause(at, word, kind));
            here.min().map(|word| (at, word))
        })
    }

    fn begins_clause(&self, at: usize, word: &str, kind: Clause) -> bool {
        let bare = self.bare();
        let Some(written) = bare.get(at..at + word.len()) else { return false };
        let same = if kind == Clause::Blocked { written.eq_ignore_ascii_case(word) } else { written == word };
        if !same {
            return false;
        }
        let (head, tail) = (&bare[..at], &bare[at + word.len()..]);
        let coded = in_code(bare, at);
        let runs_on = !word.is_ascii() && !word.ends_with(' ');
        let before = runs_on || head.ends_with([' ', '(', '（', '\n', ',', '，']);
        let dated = word == "since " && tail.starts_with(|c: char| c.is_ascii_digit() || c == 'v');
        let bare = head.trim_end();
        let parted = bare.ends_with(['(', '（', '—', '–', '-', ':', ',', ';', '.', '：']);
        let loose = kind == Clause::Blocked && matches!(word, "needs " | "requires " | "depends on " | "awaiting " | "reason: ");
        before && !dated && !bare.is_empty() && (parted || !loose) && !coded
    }

    /// Reads the form `X: reason`, `X — reason`, `**X** — reason` of a decision.
    fn separated(&self) -> Option<Why> {
        let bare = self.bare();
        let (mut start, mut behind) = match label::bold(self.text, self.span) {
            Some(l) if l.parted != Parted::Bold && !l.rest.is_empty() => {
                (bold_end(bare, l.name.end - self.span.start), l.rest.start - self.span.start)
            }
            Some(_) => parting(bare)?,
            None => parting(bare)?,
        };
        // What stands before may be no choice but its number, date or name.
        if is_tag(bare[..start].trim_matches(['*', ' ', ':'])) {
            let (s, b) = parting(&bare[behind..])?;
            (start, behind) = (behind + s, behind + b);
        } else if over(&bare[behind..]).is_some() && over(&bare[..start]).is_none() {
            return None;
        }
        self.why(start, behind, bare.len(), bare.len())
    }

    fn why(&self, start: usize, value: usize, end: usize, whole: usize) -> Option<Why> {
        let at = self.span.start;
        let span = label::trimmed(self.text, Span::new(at + value.min(end), at + end));
        let words = plain(span.of(self.text));
        (!words.is_empty()).then(|| Why { text: words, span, whole: Span::new(at + start, (at + whole).max(span.end)) })
    }

    fn topic(&self, concept: Concept, left: &str, lead: Option<&label::Label>) -> Option<String> {
        if is_choice(concept)
            && let Some(at) = over(left)
        {
            let chosen = left[..at].rsplit_once(": ").map_or(&left[..at], |(_, c)| c);
            let chosen = ["Use ", "Chose ", "Choose ", "Using ", "Adopt ", "Picked ", "use ", "chose "]
                .iter()
                .find_map(|v| chosen.strip_prefix(v))
                .unwrap_or(chosen);
            return Some(chosen.trim_matches(['`', ' ']).to_owned());
        }
        let kept = |l: &&label::Label| self.cuts.iter().all(|c| l.name.end <= c.start || c.end <= l.name.start);
        let named = lead.filter(|l| l.bold || l.parted == Parted::Colon).filter(kept).map(|l| plain(l.name.of(self.text)));
        let named = named.filter(|n| !is_tag(n)).map(|n| n.trim_end_matches(['.', ':']).to_owned());
        named.or_else(|| {
            let cut = self.cuts.last().filter(|_| is_choice(concept))?;
            (cut.start > self.span.start && cut.end >= self.span.end && left.split(' ').count() <= 8).then(|| left.to_owned())
        })
    }

    /// Returns what is left when the cuts are taken out.
    fn words(&self) -> String {
        let mut words = match &self.cuts[..] {
            [] => plain(self.bare()),
            cuts => plain(&self.uncut(cuts)),
        };
        words.truncate(words.trim_end_matches([' ', ':', ';', ',', '—', '–']).len());
        words
    }

    fn uncut(&self, cuts: &[Span]) -> String {
        let mut cuts = cuts.to_vec();
        cuts.sort();
        let mut raw = String::with_capacity(self.span.len());
        let mut at = self.span.start;
        for cut in cuts {
            if cut.start > at {
                raw.push_str(&self.text[at..cut.start.min(self.span.end)]);
            }
            at = at.max(cut.end);
        }
        if at < self.span.end {
            raw.push_str(&self.text[at..self.span.end]);
        }
        raw
    }
}

fn bold_end(bare: &str, from: usize) -> usize {
    let tail = &bare[from..];
    let marks = tail.find("**").or_else(|| tail.find("__")).map_or(0, |i| i + 2);
    from + marks
}

/// Finds where `X: y` or `X — y` parts: start and end of the separator with its blanks, outside code, links and parentheses.
fn parting(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0usize, 0i32);
    while at < bytes.len() {
        match bytes[at] {
            b'`' => {
                let ticks = bytes[at..].iter().take_while(|b| **b == b'`').count();
                at += ticks;
                at += if ticks <= 8 { closing(&bytes[at..], ticks).unwrap_or(0) } else { 0 };
                continue;
            }
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            _ if depth > 0 || at == 0 => {}
            b':' if at + 1 < bytes.len() && bytes[at + 1].is_ascii_whitespace() => {
                let words = text[..at].split_whitespace().count();
                return (words <= 14).then_some((at, at + 2));
            }
            0xe2 | 0xef => {
                let sign = [" — ", " – ", "—", "："].into_iter().find(|s| text[at..].starts_with(s.trim_start()));
                if let Some(sign) = sign
                    && (sign == "：" || bytes[at - 1] == b' ' || !text[..at].is_ascii())
                {
                    let start = text[..at].trim_end().len();
                    return Some((start, at + sign.trim().len()));
                }
            }
            b'-' if bytes[at - 1] == b' ' && (bytes.get(at + 1) == Some(&b' ') || bytes[at..].starts_with(b"-- ")) => {
                let start = text[..at].trim_end().len();
                return Some((start, at + if bytes[at + 1] == b'-' { 2 } else { 1 }));
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Returns the offset at which the sentence that `text` begins with ends.
fn sentence(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = text[at..].find(['.', '。', ';']) {
        let end = at + found;
        let behind = bytes.get(end + 1);
        if bytes[end] != b'.' || behind.is_none_or(|b| b.is_ascii_whitespace()) {
            return end;
        }
        at = end + 1;
    }
    text.trim_end().len()
}

/// Returns the offset of a sign or its full-width form.
fn find_sign(text: &str, sign: u8, wide: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(sign, wide.as_bytes()[0], bytes).find(|at| bytes[*at] == sign || bytes[*at..].starts_with(wide.as_bytes()))
}

/// Finds where a choice names what it was preferred to.
fn over(text: &str) -> Option<usize> {
    static OVER: Lexicon<(), 11> = Lexicon::new([
        ("over ", ()),
        ("instead of ", ()),
        ("rather than ", ()),
        ("vs ", ()),
        ("vs. ", ()),
        ("en lugar de ", ()),
        ("statt ", ()),
        ("anstelle von ", ()),
        ("вместо ", ()),
        ("thay vì ", ()),
        ("em vez de ", ()),
    ]);
    memchr::memchr_iter(b' ', text.as_bytes()).find(|at| {
        let rest = &text[at + 1..];
        OVER.near(rest).any(|(word, ())| rest.starts_with(word))
    })
}

/// Tells whether a lead is a number, date, id or the word "decision" rather than a subject.
fn is_tag(lead: &str) -> bool {
    static DECISION: Lexicon<(), 15> = Lexicon::new([
        ("decision", ()),
        ("decided", ()),
        ("choice", ()),
        ("chosen", ()),
        ("decisión", ()),
        ("decisão", ()),
        ("entscheidung", ()),
        ("décision", ()),
        ("решение", ()),
        ("quyết định", ()),
        ("决策", ()),
        ("决定", ()),
        ("決定", ()),
        ("결정", ()),
        ("القرار", ()),
    ]);
    let lead = lead.trim();
    let word = lead.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '#');
    own_id(lead).is_some_and(|id| id.len() >= lead.len() - 1)
        || super::log::date(lead).is_some()
        || lead.chars().all(|c| !c.is_alphabetic())
        || if word.is_ascii() { DECISION.get(word) } else { DECISION.get(&word.to_lowercase()) }.is_some()
}

/// Returns the id that a text begins with: `D-5`, `ADR-001`, `T12`, `#12`, alone or before a separator.
pub(super) fn own_id(text: &str) -> Option<String> {
    let bare = text.trim_start_matches(['*', '[', '`', '(', '_']);
    let letters = bare.bytes().take_while(u8::is_ascii_uppercase).count();
    let hash = usize::from(bare.starts_with('#'));
    if letters + hash == 0 || letters > 6 || letters > 0 && hash > 0 {
        return None;
    }
    let mut at = letters + hash;
    at += usize::from(letters > 0 && bare.as_bytes().get(at) == Some(&b'-'));
    let digits = bare[at..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 5 {
        return None;
    }
    at += digits;
    let parts = bare[at..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    at += bare[at..at + parts].trim_end_matches('.').len();
    let tail = bare[at..].trim_start_matches(['*', '`', '_', ']', ')']);
    let ends = tail.is_empty()
        || tail.starts_with([':', '：', '—', '–', '.'])
        || tail.starts_with(" (")
        || [" — ", " – ", " - ", " | "].iter().any(|s| tail.starts_with(s));
    let closed = bare[at..].starts_with([']', ')', '*', '`']);
    (ends || closed).then(|| bare[..at].to_owned())
}

/// A field that stands on a line of its own inside an item.
pub(super) struct Sub {
    pub kind: Option<FieldKind>,
    pub field: Field,
    /// From the end of what stands before it to its own end.
    pub whole: Span,
}

/// Tells whether a line inside an item is a field of its own.
pub(super) fn is_field(doc: &Document, own: &Dialect, line: Span) -> bool {
    label::label(doc.text(), line)
        .is_some_and(|l| l.parted != Parted::Bold && (l.bold && l.parted == Parted::Colon || own.field_kind(doc.slice(l.name)).is_some()))
}

/// Reads a line inside an item as a field: `- **Why:** …`, `Status: …`; `end` is where its text ends, `before` where the text before it ends.
pub(super) fn sub(doc: &Document, own: &Dialect, line: Span, end: usize, before: usize) -> Option<Sub> {
    let found = label::label(doc.text(), line)?;
    if found.parted == Parted::Bold || found.name.len() > 60 {
        return None;
    }
    let name = doc.slice(found.name);
    let kind = own.field_kind(name);
    if kind.is_none() && !found.bold {
        return None;
    }
    let value = label::trimmed(doc.text(), Span::new(found.rest.start.min(end), end));
    Some(Sub { kind, field: Field { name: plain(name), value }, whole: Span::new(before, end.max(before)) })
}

/// Reads a status from a cell or a field's value.
pub(super) fn cell_status(text: &str, own: &Dialect, span: Span, carrier: Carrier) -> Option<Status> {
    let written = span.of(text);
    let inner = written.trim_matches(['*', '`', '_', ' ', '[', ']', '~']);
    if inner.is_empty() {
        return None;
    }
    let start = span.start + written.find(inner).unwrap_or(0);
    let (kind, len) = match own.leading_token(inner) {
        Some(token) => (token.kind, token.len),
        None => (StatusKind::Odd, inner.find([' ', '(', '（', ',']).filter(|_| inner.len() > 24).unwrap_or(inner.len())),
    };
    let note = inner[len..].trim().trim_matches(['(', ')', '（', '）', '—', '–', '-', ':', ',', ' ']);
    Some(Status {
        kind,
        token: inner[..len].to_owned(),
        note: (!note.is_empty()).then(|| note.to_owned()),
        span: Span::new(start, start + len),
        carrier,
    })
}
