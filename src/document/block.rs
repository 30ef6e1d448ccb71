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
    while end > level && rest[end - 1] == b'#' {
        end -= 1;
    }
    if !matches!(rest[end - 1], b' ' | b'\t') {
        end = if end == level { level } else { rest.len() };
    }
    let end = trim_end(rest, level, end);
    let start = (level..end).find(|i| !blank(rest[*i])).unwrap_or(end);
    Some((level as u8, Span { start, end }))
}

/// Recognises `=== X ===` and returns where its words stand.
pub(super) fn banner(rest: &[u8]) -> Option<Span> {
    let open = rest.iter().take_while(|b| **b == b'=').count();
    let close = rest.iter().rev().take_while(|b| **b == b'=').count();
    if open < 3 || close < 3 || open + close >= rest.len() {
        return None;
    }
    let end = trim_end(rest, open, rest.len() - close);
    let start = (open..end).find(|i| !blank(rest[*i]))?;
    Some(Span { start, end })
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
        let line = &bytes[at..trim_end(bytes, at, end)];
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

/// Returns `end` less the blanks before it, not below `start`.
#[inline]
pub(super) fn trim_end(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && blank(bytes[end - 1]) {
        end -= 1;
    }
    end
}

/// Tells whether a byte is a space or a tab.
#[inline]
pub(super) fn blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}
