//! What the content of one line opens: recognisers over its bytes, without containers and trailing blanks.

use super::Span;

/// A list marker at the start of some content.
pub(super) struct Mark {
    /// Its bytes.
    pub length: usize,
    /// Its columns.
    pub width: usize,
    pub number: Option<u32>,
}

impl Mark {
    /// Tells whether the marker starts a list in the middle of a paragraph; a bare number or a year rather ends a sentence there.
    pub(super) fn interrupts(&self, rest: &[u8]) -> bool {
        self.number.is_none_or(|n| n < 1000 && rest.len() > self.length)
    }
}

/// Recognises `-`, `*`, `+`, `•`, `12.`, `12)` followed by a blank or nothing.
#[inline]
pub(super) fn mark(rest: &[u8]) -> Option<Mark> {
    let mark = match rest.first()? {
        b'-' | b'*' | b'+' => Mark { length: 1, width: 1, number: None },
        0xE2 if rest.starts_with("•".as_bytes()) => Mark { length: "•".len(), width: 1, number: None },
        b'0'..=b'9' => {
            let digits = rest.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
            if digits > 9 || !matches!(rest.get(digits), Some(b'.' | b')')) {
                return None;
            }
            let number = rest[..digits].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
            Mark { length: digits + 1, width: digits + 1, number: Some(number) }
        }
        _ => return None,
    };
    matches!(rest.get(mark.length), None | Some(b' ' | b'\t')).then_some(mark)
}

/// A list item that holds nothing but words: its marker, one blank, perhaps a box (`[x]`, `[ ]`) and one more.
pub(super) struct PlainItem {
    /// The marker's bytes.
    pub length: usize,
    pub number: Option<u32>,
    pub boxed: bool,
}

impl PlainItem {
    /// Returns where the words begin.
    pub(super) fn words(&self) -> usize {
        self.length + 1 + if self.boxed { 4 } else { 0 }
    }
}

/// Recognises a list item whose words begin so that nothing else can begin there.
#[inline]
pub(super) fn plain_item(rest: &[u8]) -> Option<PlainItem> {
    let digit = |d: u8| u32::from(d - b'0');
    let (length, number, words) = match rest {
        [b'-' | b'*' | b'+', b' ', words @ ..] => (1, None, words),
        [a @ b'0'..=b'9', b'.' | b')', b' ', words @ ..] => (2, Some(digit(*a)), words),
        [a @ b'0'..=b'9', b @ b'0'..=b'9', b'.' | b')', b' ', words @ ..] => (3, Some(digit(*a) * 10 + digit(*b)), words),
        _ => return None,
    };
    let (boxed, plain) = match words {
        [b'[', b'x' | b'X' | b' ', b']', b' ', first, ..] => (true, !blank(*first)),
        [b'[', ..] => (false, checkbox(words).is_none()),
        [b'*', b'*', first, ..] => (false, *first != b'*' && !blank(*first)),
        [b'`', next, ..] => (false, *next != b'`'),
        [0xE2, ..] => (false, !words.starts_with("•".as_bytes())),
        [first, ..] => (false, !blank(*first) && OPENS[usize::from(*first)] == NOTHING),
        [] => (false, false),
    };
    plain.then_some(PlainItem { length, number, boxed })
}

/// Returns the length of what stands between the brackets of `[x]`, `[ ]`, `[]` or any one character; a blank or nothing follows.
#[inline]
pub(super) fn checkbox(rest: &[u8]) -> Option<usize> {
    if rest.first() != Some(&b'[') {
        return None;
    }
    let first = match rest.get(1)? {
        b']' => 0,
        b'[' => return None,
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    };
    let variation = "\u{FE0F}".as_bytes();
    let inner = if rest.get(1 + first..).is_some_and(|r| r.starts_with(variation)) { first + variation.len() } else { first };
    let closed = rest.get(1 + inner) == Some(&b']');
    (closed && matches!(rest.get(2 + inner), None | Some(b' ' | b'\t'))).then_some(inner)
}

/// Recognises `## X`, closing marks or not: its level and where its words stand.
#[inline]
pub(super) fn atx(rest: &[u8]) -> Option<(u8, Span)> {
    let level = rest.iter().take(7).take_while(|b| **b == b'#').count();
    if level > 6 || !matches!(rest.get(level), None | Some(b' ' | b'\t')) {
        return None;
    }
    let mut end = rest.len();
    if rest.last() == Some(&b'#') {
        let open = rest.iter().rposition(|b| *b != b'#').map_or(0, |at| at + 1);
        if open <= level {
            end = level;
        } else if blank(rest[open - 1]) {
            end = level + trimmed(&rest[level..open]).len();
        }
    }
    let start = level + rest[level..end].iter().take_while(|b| blank(**b)).count();
    Some((level as u8, Span { start, end }))
}

/// Recognises `=== X ===` and returns where its words stand.
pub(super) fn banner(rest: &[u8]) -> Option<Span> {
    let open = rest.iter().take_while(|b| **b == b'=').count();
    let close = rest.iter().rev().take_while(|b| **b == b'=').count();
    if open < 3 || close < 3 || open + close >= rest.len() {
        return None;
    }
    let words = trimmed(&rest[open..rest.len() - close]);
    let start = open + words.iter().position(|b| !blank(*b))?;
    Some(Span { start, end: open + words.len() })
}

/// Recognises the opening of a fence and returns the length of its run.
#[inline]
pub(super) fn fence(rest: &[u8]) -> Option<usize> {
    let mark = *rest.first()?;
    let length = rest.iter().take_while(|b| **b == mark).count();
    (length >= 3 && (mark == b'~' || memchr::memchr(b'`', &rest[length..]).is_none())).then_some(length)
}

/// Tells whether the content is an underline of three or more `=` or `-`.
#[inline]
pub(super) fn is_underline(rest: &[u8]) -> bool {
    rest.len() >= 3 && rest.iter().all(|b| *b == rest[0])
}

/// Tells whether the content is a rule: three or more `-`, `*` or `_`, blanks between them or not.
#[inline]
pub(super) fn is_rule(rest: &[u8]) -> bool {
    let mark = rest[0];
    // The second character tells nearly always.
    if rest.get(1).is_none_or(|b| *b != mark && !blank(*b)) {
        return false;
    }
    rest.iter().all(|b| *b == mark || blank(*b)) && rest.iter().filter(|b| **b == mark).take(3).count() == 3
}

/// Tells whether the content is the delimiter row of a table; it has a bar.
pub(super) fn is_table_rule(rest: &[u8]) -> bool {
    rest.iter().all(|b| matches!(b, b'|' | b'-' | b':') || blank(*b)) && rest.contains(&b'|') && rest.contains(&b'-')
}

/// Tells whether the content begins with a bold label (`**X:**`, `**X**:`).
pub(super) fn is_label(rest: &[u8]) -> bool {
    let Some(inner) = rest.strip_prefix(b"**") else { return false };
    let Some(end) = memchr::memmem::find(inner, b"**") else { return false };
    let (inside, behind) = (&inner[..end], &inner[end + 2..]);
    let wide = "：".as_bytes();
    inside.ends_with(b":") || inside.ends_with(wide) || behind.starts_with(b":") || behind.starts_with(wide)
}

/// Returns the offset behind the front matter at the start of a text, 0 if there is none.
pub(super) fn front_matter(bytes: &[u8]) -> usize {
    let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    if !bytes[start..].starts_with(b"---") {
        return 0;
    }
    let mut at = start;
    for number in 0.. {
        let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |n| at + n);
        let line = trimmed(&bytes[at..end]);
        let next = if bytes[end..].starts_with(b"\r\n") { end + 2 } else { end + 1 };
        match number {
            0 if line != b"---" => return 0,
            1 if line.starts_with(b"#") || !line.contains(&b':') => return 0,
            2.. if line == b"---" || line == b"..." => return next.min(bytes.len()),
            _ => {}
        }
        if next >= bytes.len() {
            return 0;
        }
        at = next;
    }
    0
}

/// Returns the offset behind the comment that opens at `start`.
pub(super) fn comment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let inner = &bytes[start + b"<!--".len()..];
    let close = memchr::memchr_iter(b'>', inner).find(|at| inner[..*at].ends_with(b"--"))?;
    Some(start + b"<!--".len() + close + 1)
}

/// Returns bytes without the blanks at their end.
#[inline]
pub(super) fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [before @ .., b' ' | b'\t'] = bytes {
        bytes = before;
    }
    bytes
}

/// Tells whether a byte is a space or a tab.
#[inline]
pub(super) fn blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

pub(super) const NOTHING: u8 = 0;
pub(super) const BLOCK: u8 = 1;
pub(super) const MARK: u8 = 2;
pub(super) const QUOTE: u8 = 4;

/// What a line of content may open by its first byte.
pub(super) const OPENS: [u8; 256] = {
    let mut opens = [NOTHING; 256];
    let mut byte = 0;
    while byte < 256 {
        opens[byte] = match byte as u8 {
            b'#' | b'=' | b'_' | b'`' | b'~' | b'<' => BLOCK,
            b'-' | b'*' => BLOCK | MARK,
            b'+' | b'0'..=b'9' | 0xE2 => MARK,
            b'>' => QUOTE,
            _ => NOTHING,
        };
        byte += 1;
    }
    opens
};
