//! Text measured in terminal cells: rows of a given width, and cuts that leave a sign.
//!
//! Invariant: the rows of a text cover it without gap or overlap; blanks at a break stay at the end
//! of their row and may hang over its width.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Byte ranges of the rows of one line; lazy, each row costs its own width only.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    text: &'a str,
    at: usize,
    width: usize,
    rest: usize,
    done: bool,
}

/// Returns the rows of `text` in `first` cells for the first row and `rest` for the others.
pub fn rows(text: &str, first: usize, rest: usize) -> Rows<'_> {
    Rows { text, at: 0, width: first.max(1), rest: rest.max(1), done: false }
}

/// Returns the graphemes of a text with their places.
///
/// A printable ASCII character before another is one by definition: the tables of Unicode, the dearest
/// part of a frame, are asked about the others only.
pub fn graphemes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let bytes = rest.as_bytes();
        let plain = matches!(bytes.first()?, b' '..=b'~') && bytes.get(1).is_none_or(u8::is_ascii);
        let grapheme = if plain { rest.get(..1) } else { rest.graphemes(true).next() }?;
        let place = at;
        at += grapheme.len();
        Some((place, grapheme))
    })
}

/// Tells whether a text is printable ASCII, so that each of its bytes is a cell.
pub fn is_plain(text: &str) -> bool {
    // Without a way out of the loop the compiler makes it vector code.
    text.bytes().fold(true, |plain, b| plain & matches!(b, b' '..=b'~'))
}

/// Returns the width of `text` in cells.
pub fn cells(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    graphemes(text).map(|(_, grapheme)| grapheme.width()).sum()
}

/// Returns as much of `text` as fits into `width` cells, with `…` where something was left out.
pub fn fit(text: &str, width: usize) -> Cow<'_, str> {
    if let Some(head) = text.get(..text.len().min(width.saturating_add(1))).filter(|head| is_plain(head)) {
        return match head.len() {
            fits if fits <= width => Cow::Borrowed(text),
            _ if width == 0 => Cow::Borrowed(""),
            _ => Cow::Owned(format!("{}…", &head[..width - 1])),
        };
    }
    let mut used = 0;
    let mut keep = 0;
    for (at, grapheme) in graphemes(text) {
        used += grapheme.width();
        if used > width {
            return if width == 0 { Cow::Borrowed("") } else { Cow::Owned(format!("{}…", &text[..keep])) };
        }
        if used < width {
            keep = at + grapheme.len();
        }
    }
    Cow::Borrowed(text)
}

impl Iterator for Rows<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        if self.done {
            return None;
        }
        let start = self.at;
        let mut used = 0;
        let mut blank = None;
        for (offset, grapheme) in graphemes(&self.text[start..]) {
            let here = start + offset;
            if grapheme == " " {
                used += 1;
                blank = Some(here + 1);
                continue;
            }
            used += grapheme.width();
            if used > self.width && here > start {
                self.at = blank.unwrap_or(here);
                self.width = self.rest;
                return Some((start, self.at));
            }
        }
        self.done = true;
        Some((start, self.text.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: usize, want: &[&str]) {
        let got: Vec<&str> = rows(text, width, width).map(|(a, b)| text[a..b].trim_end()).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn rows_break_at_blanks_and_inside_long_words() {
        check("", 5, &[""]);
        check("one two", 7, &["one two"]);
        check("one two", 6, &["one", "two"]);
        check("abcdefgh", 3, &["abc", "def", "gh"]);
        check("日本語", 4, &["日本", "語"]);
    }

    #[test]
    fn graphemes_are_those_of_unicode() {
        for text in ["plain", "e\u{301}a\u{301}", "👩‍👩‍👧ab🇩🇪🇫🇷x", "a\u{200d}b", "क्षि x", "a\r\nb\t", "日本\u{fe0f}1\u{fe0f}\u{20e3}"]
        {
            assert!(graphemes(text).eq(text.grapheme_indices(true)), "{text:?}");
        }
    }

    #[test]
    fn a_cut_leaves_a_sign_and_keeps_graphemes_whole() {
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abcd", 3), "ab…");
        assert_eq!(fit("abcd", 0), "");
        assert_eq!(fit("", 0), "");
        assert_eq!(fit("abc\u{301}", 3), "abc\u{301}");
        assert_eq!(fit("ab日", 3), "ab…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("👩‍👩‍👧ab", 3), "👩‍👩‍👧…");
    }
}
