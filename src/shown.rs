//! Text that is safe to put on a terminal.
//!
//! Invariant: a [`Shown`] holds no control character, no bidirectional control, no tag, zero-width,
//! filler or private-use character outside the sequences that [`hidden`] allows, and no grapheme of
//! more than 32 code points; what was replaced is visible. It is the only text that widgets and
//! messages accept.

mod hidden;

pub use hidden::{Class, Hidden, Verdict, class_of, hidden};

use std::fmt;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Text made safe for a terminal; one line unless made by [`Shown::lines`].
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown(String);

/// What stands for a masked span, whatever its length.
const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}";
/// What stands for a tab.
const TAB: &str = "    ";
/// The most code points that one grapheme keeps.
const GRAPHEME: usize = 32;

impl Shown {
    /// Makes any text safe, as one line: line ends become `⏎`.
    pub fn new(text: &str) -> Shown {
        if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            return Shown(text.to_owned());
        }
        let mut out = String::with_capacity(text.len() + 16);
        push(&mut out, text);
        Shown(capped(out))
    }

    /// Makes any text safe, line by line; LF, CRLF and a lone CR end a line.
    pub fn lines(text: &str) -> Vec<Shown> {
        split(text).map(|line| Shown::new(&text[line])).collect()
    }

    /// Makes a text safe with `spans` of it (bytes, in any order) masked as `••••`, as one line.
    pub fn masked(text: &str, spans: &[Range<usize>]) -> Shown {
        Shown::with_masks(text, 0..text.len(), &merged(text, spans))
    }

    /// Makes a text safe line by line, with `spans` of it masked; a span over several lines masks its part of each.
    pub fn masked_lines(text: &str, spans: &[Range<usize>]) -> Vec<Shown> {
        let spans = merged(text, spans);
        let mut rest = &spans[..];
        let mut out = Vec::new();
        for line in split(text) {
            while rest.first().is_some_and(|s| s.end <= line.start) {
                rest = &rest[1..];
            }
            let here = rest.iter().take_while(|s| s.start < line.end).count();
            out.push(Shown::with_masks(text, line, &rest[..here]));
        }
        out
    }

    /// Returns the safe text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `spans` are sorted, disjoint and on character boundaries.
    fn with_masks(text: &str, part: Range<usize>, spans: &[Range<usize>]) -> Shown {
        let mut out = String::with_capacity(part.len());
        let mut at = part.start;
        for span in spans {
            let (start, end) = (span.start.max(part.start), span.end.min(part.end));
            push(&mut out, &text[at..start]);
            out.push_str(MASK);
            at = end;
        }
        push(&mut out, &text[at..part.end]);
        Shown(capped(out))
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Shown {
        Shown::new(text)
    }
}

impl AsRef<str> for Shown {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Appends `text` with everything hidden made visible.
fn push(out: &mut String, text: &str) {
    let mut marks = hidden(text).into_iter().peekable();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let marked = marks.next_if(|m| m.at == at).is_some();
        match c {
            '\r' if chars.peek().is_some_and(|(_, next)| *next == '\n') => {}
            '\n' | '\r' => out.push('\u{23CE}'),
            '\t' => out.push_str(TAB),
            '\u{7F}' => out.push('\u{2421}'),
            '\0'..='\u{1F}' => out.extend(char::from_u32(0x2400 + c as u32)),
            '\u{80}'..='\u{9F}' => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            _ if marked && class_of(c) == Class::Blank => out.push('\u{2423}'),
            _ if marked || c == '\u{FEFF}' => out.push_str(&format!("\u{2039}U+{:04X}\u{203A}", c as u32)),
            _ => out.push(c),
        }
    }
}

/// Cuts every grapheme to [`GRAPHEME`] code points and says how many went.
fn capped(text: String) -> String {
    // A grapheme of 33 code points with a combining mark takes more bytes than this.
    if text.len() <= GRAPHEME || text.is_ascii() || text.graphemes(true).all(|g| g.len() <= GRAPHEME || g.chars().count() <= GRAPHEME) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        match grapheme.char_indices().nth(GRAPHEME) {
            Some((cut, _)) => {
                out.push_str(&grapheme[..cut]);
                out.push_str(&format!("\u{2039}+{}\u{203A}", grapheme[cut..].chars().count()));
            }
            None => out.push_str(grapheme),
        }
    }
    out
}

/// The lines of a text without their ends; nothing follows a final line end.
fn split(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let start = at;
        let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |i| start + i);
        at = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
        Some(start..end)
    })
}

/// Sorts spans, joins those that touch, and widens them to character boundaries inside `text`.
fn merged(text: &str, spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let down = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let up = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at += 1;
        }
        at
    };
    let mut spans: Vec<_> = spans.iter().map(|s| down(s.start)..up(s.end)).filter(|s| s.start < s.end).collect();
    spans.sort_by_key(|s| (s.start, s.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}
