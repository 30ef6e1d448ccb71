//! Labels: the bold or colon lead of a line (`**X:** y`, `**X** — y`, `X: y`).

use crate::document::Span;

/// The lead of a line and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// Its words, without marks and colon.
    pub name: Span,
    /// What follows on the line, trimmed; may be empty.
    pub rest: Span,
    pub bold: bool,
    pub parted: Parted,
}

/// What stands between a lead and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parted {
    Colon,
    Dash,
    /// Nothing but the end of the bold type (`**X.** y`, `**X** y`).
    Bold,
}

/// Longest plain label in bytes; a longer one is a sentence with a colon in it.
const PLAIN: usize = 72;

/// Returns the label that the text under `span` begins with.
pub(super) fn label(text: &str, span: Span) -> Option<Label> {
    bold(text, span).or_else(|| plain(text, span))
}

/// Returns the bold lead that the text under `span` begins with; an emoji may stand before it.
pub(super) fn bold(text: &str, span: Span) -> Option<Label> {
    let line = span.of(text);
    if line.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric) {
        return None;
    }
    let head = line.trim_start_matches(|c: char| !c.is_ascii() && !c.is_alphanumeric() || c == ' ');
    let mark = ["**", "__"].into_iter().find(|m| head.starts_with(m))?;
    let from = line.len() - head.len() + 2;
    let close = from + pair(&line.as_bytes()[from..], mark.as_bytes()[0])?;
    let inner = &line[from..close];
    let name = inner.trim().trim_end_matches([':', '：']).trim_end();
    if name.is_empty() {
        return None;
    }
    let mut parted = if inner.trim_end().ends_with([':', '：']) { Parted::Colon } else { Parted::Bold };
    let mut at = close + 2;
    if parted == Parted::Bold {
        let mut rest = &line[at..];
        let aside = rest.trim_start();
        if aside.starts_with(['(', '（'])
            && let Some(end) = aside.find([')', '）'])
        {
            let behind = end + aside[end..].chars().next().map_or(1, char::len_utf8);
            if parting(&aside[behind..]).is_some() {
                rest = &aside[behind..];
            }
        }
        if let Some((found, len)) = parting(rest) {
            parted = found;
            at = line.len() - rest.len() + len;
        }
    }
    let start = span.start + from + (inner.len() - inner.trim_start().len());
    Some(Label {
        name: Span::new(start, start + name.len()),
        rest: trimmed(text, Span::new(span.start + at, span.end)),
        bold: true,
        parted,
    })
}

/// Returns the plain label (`X: y`) that the text under `span` begins with.
pub(super) fn plain(text: &str, span: Span) -> Option<Label> {
    let line = span.of(text);
    let head = &line.as_bytes()[..line.len().min(PLAIN)];
    let wide = "：".as_bytes();
    let at = memchr::memchr2_iter(b':', wide[0], head).find(|at| head[*at] == b':' || head[*at..].starts_with(wide))?;
    let len = if head[at] == b':' { 1 } else { wide.len() };
    let behind = &line[at + len..];
    let name = line[..at].trim_end();
    let parted = len == wide.len() || behind.is_empty() || behind.starts_with(' ');
    let fits = parted && is_name(name);
    fits.then(|| Label {
        name: Span::new(span.start, span.start + name.len()),
        rest: trimmed(text, Span::new(span.start + at + len, span.end)),
        bold: false,
        parted: Parted::Colon,
    })
}

/// Tells whether words before a colon are a name: at most six of them, none quoted, and no sentence.
fn is_name(name: &str) -> bool {
    let mut blanks = 0;
    let mut before = 0;
    for byte in name.bytes() {
        match byte {
            b'`' | b'|' | b'"' | b'(' | b'[' | b'<' | b',' => return false,
            b' ' if before == b'.' => return false,
            b' ' => blanks += 1,
            _ => {}
        }
        before = byte;
    }
    !name.is_empty() && blanks < 6 && (name.is_ascii() || !name.contains('。'))
}

/// Returns the separator that `text` begins with, and its length with blanks.
fn parting(text: &str) -> Option<(Parted, usize)> {
    let bare = text.trim_start();
    let lead = text.len() - bare.len();
    for (sign, parted) in [(":", Parted::Colon), ("：", Parted::Colon), ("—", Parted::Dash), ("–", Parted::Dash), ("→", Parted::Dash)]
    {
        if bare.starts_with(sign) {
            return Some((parted, lead + sign.len()));
        }
    }
    ["-- ", "- ", "= "].into_iter().find(|s| bare.starts_with(s)).map(|s| (Parted::Dash, lead + s.len()))
}

/// Returns the offset of the first two marks in a row.
pub(super) fn pair(bytes: &[u8], mark: u8) -> Option<usize> {
    memchr::memchr_iter(mark, bytes).find(|at| bytes.get(at + 1) == Some(&mark))
}

/// Returns `span` without blanks at its ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let slice = span.of(text);
    if let [first, .., last] = slice.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return span;
    }
    let start = span.start + (slice.len() - slice.trim_start().len());
    Span::new(start, start + slice.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(&str, &str)>) {
        let found = label(line, Span::new(0, line.len()));
        assert_eq!(found.map(|l| (l.name.of(line), l.rest.of(line))), expected, "{line}");
    }

    #[test]
    fn leads_are_told_from_sentences() {
        check("**Why:** it scales", Some(("Why", "it scales")));
        check("**Why**: it scales", Some(("Why", "it scales")));
        check("**Store** — PostgreSQL", Some(("Store", "PostgreSQL")));
        check("**Next step** (in order):", Some(("Next step", "")));
        check("**Store.** PostgreSQL", Some(("Store.", "PostgreSQL")));
        check("✅ **Tests:** 5", Some(("Tests", "5")));
        check("Status: closed", Some(("Status", "closed")));
        check("分支：main", Some(("分支", "main")));
        check("See https://example.com/a: b", None);
        check("It works. Also: more", None);
        check("12:30 was late", None);
        check("no label here", None);
    }
}
