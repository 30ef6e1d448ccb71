//! The part of an item that is its text: the body without what carries status and why at its ends.

use super::row;
use crate::document::{Line, Span};
use crate::handoff::{Carrier, Handoff, Item, Shape};

/// One line of an item's text.
pub(super) struct Piece {
    /// With indentation, trailing blanks and ending.
    pub raw: Span,
    /// Without them.
    pub shown: Span,
}

impl Handoff {
    /// Returns the text of an item as a text area offers it: the body without marker, checkbox, status token and separable why, continuation lines dedented.
    ///
    /// `Intent::SetText` with this text changes nothing.
    pub fn edit_text(&self, item: &Item) -> String {
        let core = core(self, item);
        if item.shape == Shape::Row {
            return row::unescape(self.slice(core));
        }
        let shown: Vec<&str> = pieces(self, item, core).iter().map(|p| self.slice(p.shown)).collect();
        shown.join("\n")
    }

    /// Returns what of [`edit_text`](Self::edit_text) stands below the item's own words, with the line end before it.
    pub fn edit_below(&self, item: &Item) -> String {
        if matches!(item.shape, Shape::Prose | Shape::Row) || item.below.is_empty() {
            return String::new();
        }
        let below = pieces(self, item, core(self, item)).into_iter().filter(|p| p.raw.start >= item.below.start);
        below.map(|p| format!("\n{}", self.slice(p.shown))).collect()
    }

    /// Returns [`edit_text`](Self::edit_text) with other words: a why behind them and what stands below them stay.
    pub fn edit_words(&self, item: &Item, words: &str) -> String {
        let below = self.edit_below(item);
        if words.contains('\n') || below.is_empty() {
            return words.to_owned();
        }
        let why = item.why.as_ref().filter(|why| self.tells_why(item) && why.span.end <= item.below.start);
        let why = why.map_or(String::new(), |why| format!("{} {}", if words.contains(':') { " \u{2014}" } else { ":" }, why.text));
        format!("{words}{why}{below}")
    }

    /// Tells whether [`edit_text`](Self::edit_text) holds the why of an item.
    pub fn tells_why(&self, item: &Item) -> bool {
        let core = core(self, item);
        item.why.as_ref().is_some_and(|why| core.contains(why.span))
    }

    /// Returns what of an item's body carries its status and goes with it: ` (status: done)`, `DONE: `.
    pub fn status_around(&self, item: &Item) -> Option<Span> {
        status_whole(self, item)
    }
}

/// Returns the span of the text of an item.
pub(super) fn core(h: &Handoff, item: &Item) -> Span {
    let mut span = match item.shape {
        Shape::Row => row::text_cell(h, item),
        Shape::Heading => Span::new(item.body.start + numbering(h.slice(item.body)), item.body.end),
        _ => item.body,
    };
    span = trim(h, span);
    let cuts = [item.why.as_ref().map(|w| w.whole), status_whole(h, item)];
    for cut in cuts.iter().chain(&cuts).flatten() {
        if cut.start > span.start && cut.start < span.end && cut.end >= span.end {
            span.end = cut.start;
        } else if cut.start <= span.start && cut.end > span.start && cut.end < span.end {
            span.start = cut.end;
        }
        span = trim(h, span);
    }
    span
}

/// Returns the status token with what surrounds it, where that stands inside the body and goes with it.
pub(super) fn status_whole(h: &Handoff, item: &Item) -> Option<Span> {
    let status = item.status.as_ref()?;
    let body = item.body;
    if !body.contains(status.span) {
        return None;
    }
    let before = &h.text()[body.start..status.span.start];
    let behind = &h.text()[status.span.end..body.end];
    match status.carrier {
        Carrier::Leading => {
            let glue = |c: char| c.is_whitespace() || "*_[]()`~:：.|".contains(c);
            let start = before.trim_end_matches(glue).len();
            let mut rest = behind.trim_start_matches(glue);
            for dash in ["— ", "– ", "- ", "→ "] {
                rest = rest.strip_prefix(dash).unwrap_or(rest).trim_start_matches(' ');
            }
            (start == 0).then(|| balanced(h, Span::new(body.start, body.end - rest.len())))
        }
        Carrier::Trailing | Carrier::Heading => {
            let glue = |c: char| c.is_whitespace() || "*_[]()`~.".contains(c);
            let line = behind.find(['\n', '\r']).unwrap_or(behind.len());
            let rest = behind[..line].trim_start_matches(glue).len();
            let start = before.trim_end_matches(|c: char| glue(c) || "—–-:→,;|·".contains(c)).len();
            (rest == 0).then(|| Span::new(body.start + start, status.span.end + line))
        }
        Carrier::Parenthesis => {
            let line_start = before.rfind(['\n', '\r']).map_or(0, |n| n + 1);
            let open = before[line_start..].rfind(['(', '（', '[']).map(|n| n + line_start)?;
            let line = behind.find(['\n', '\r']).unwrap_or(behind.len());
            let close = behind[..line].find([')', '）', ']'])?;
            let close = close + behind[close..].chars().next().map_or(1, char::len_utf8);
            Some(Span::new(body.start + open, status.span.end + close))
        }
        Carrier::Checkbox | Carrier::Column | Carrier::Field | Carrier::Strike => None,
    }
}

/// Returns the length of the number that a heading's words begin with, `3. ` or `5.1 `.
pub(super) fn numbering(words: &str) -> usize {
    let rest = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let rest = rest.strip_prefix(')').unwrap_or(rest);
    let bare = rest.trim_start_matches(' ');
    let numbered = words.starts_with(|c: char| c.is_ascii_digit()) && bare.len() < rest.len() && words.len() - rest.len() > 1;
    if numbered && !bare.is_empty() { words.len() - bare.len() } else { 0 }
}

/// Gives back emphasis marks that a leading status has swallowed from the text behind it.
fn balanced(h: &Handoff, span: Span) -> Span {
    let text = h.slice(span);
    let odd = text.matches("**").count() % 2 == 1;
    match text.rfind("**") {
        Some(at) if odd && at > 0 => Span::new(span.start, span.start + at),
        Some(_) if odd => Span::at(span.start),
        _ => span,
    }
}

/// Splits the text of an item into its lines.
pub(super) fn pieces(h: &Handoff, item: &Item, core: Span) -> Vec<Piece> {
    let doc = h.document();
    let first_line = doc.line_at(item.body.start);
    let Some(first) = doc.lines().get(first_line).copied() else { return Vec::new() };
    let mut pieces = Vec::new();
    for line in doc.lines().iter().skip(doc.line_at(core.start)).take_while(|l| l.span.start < core.end || l.span.start == core.start) {
        let raw = Span::new(line.span.start.max(core.start), line.span.end.min(core.end).max(core.start));
        let start = if line.span.start < core.start { core.start } else { line.span.start + hang(h.slice(line.span), &first) };
        let end = raw.start + h.slice(raw).trim_end().len();
        pieces.push(Piece { raw, shown: Span::new(start.min(end.max(raw.start)), end.max(start.min(end))) });
    }
    pieces
}

/// Returns how many bytes of a continuation line stand before its text: the quotes of the first line and its indentation.
pub(super) fn hang(line: &str, first: &Line) -> usize {
    let bytes = line.as_bytes();
    let blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t'));
    let mut at = 0;
    for _ in 0..first.quote {
        let mut quote = at;
        while blank(quote) {
            quote += 1;
        }
        if bytes.get(quote) != Some(&b'>') {
            break;
        }
        at = quote + 1 + usize::from(bytes.get(quote + 1) == Some(&b' '));
    }
    let (mut column, content) = (0, usize::from(first.indent).saturating_sub(2 * usize::from(first.quote)));
    while column < content && blank(at) {
        column = if bytes[at] == b'\t' { (column / 4 + 1) * 4 } else { column + 1 };
        at += 1;
    }
    at
}

/// Returns `span` without blanks and line endings at its ends.
pub(super) fn trim(h: &Handoff, span: Span) -> Span {
    let text = h.slice(span);
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    Span::new(span.start + start.min(end), span.start + end)
}
