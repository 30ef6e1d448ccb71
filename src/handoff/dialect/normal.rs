//! Headings and labels as the word tables write them (corpus.md §4.3).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Stands where a heading's parts are parted by a dash, a colon or a bar.
pub(in crate::handoff) const STRONG: char = '\u{1}';
/// Stands where they are joined by a slash, a comma or a plus.
pub(in crate::handoff) const WEAK: char = '\u{2}';

/// Returns the words of `raw` in lower case, one blank between them, separators as [`STRONG`] and [`WEAK`]:
/// without emoji, markup, numbering, what stands in parentheses, and full-width forms.
pub(in crate::handoff) fn normalize(raw: &str) -> String {
    if memchr::memchr(b'`', raw.as_bytes()).is_some() {
        // Code names things, it does not say what a section is; a heading that is all code is read with it.
        let words: String = raw.split('`').step_by(2).collect();
        if words.chars().any(char::is_alphanumeric) {
            return normalize(&words);
        }
    }
    let mut out = Normal { text: String::with_capacity(raw.len()), depth: 0, gap: false };
    if raw.is_ascii() || raw.chars().all(is_settled) {
        out.push_all(raw);
    } else if raw.chars().all(|c| is_settled(narrow(c))) {
        out.push_all(&raw.chars().map(narrow).collect::<String>());
    } else {
        out.push_all(&raw.nfkc().collect::<String>());
    }
    out.text.make_ascii_lowercase();
    let start = numbering(&out.text);
    out.text.drain(..start);
    let end = out.text.trim_end_matches([STRONG, WEAK, ' ']).len();
    out.text.truncate(end);
    out.text
}

/// Tells whether `raw` begins with the ASCII letters and digits, or the letter without case, that `normalize(raw)` begins with,
/// whatever follows them.
pub(super) fn keeps_head(raw: &str) -> bool {
    if let Some(first @ ('一'..='\u{9fff}' | '가'..='힣')) = raw.chars().next() {
        return !"第一二三四五六七八九十".contains(first) && raw.chars().nth(1).is_none_or(is_settled);
    }
    let run = raw.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let closed = raw.as_bytes().get(run).is_none_or(|b| b.is_ascii() && !matches!(b, b'\'' | b'`'));
    let head = &raw[..run];
    closed && head.starts_with(|c: char| c.is_ascii_alphabetic()) && !NUMBERED.iter().any(|w| w.trim_end().eq_ignore_ascii_case(head))
}

/// Returns the ASCII character of which `c` is the full-width form, else `c`.
fn narrow(c: char) -> char {
    if ('！'..='～').contains(&c) { char::from((u32::from(c) - 0xFEE0) as u8) } else { c }
}

/// Tells whether compatibility composition leaves the character and those before it as they are: the commonest that it does.
fn is_settled(c: char) -> bool {
    matches!(c,
        '\0'..='\u{7f}' | '§' | '°'..='±' | '·' | 'À'..='ı' | 'Ơ'..='ơ' | 'Ư'..='ư' | 'Ѐ'..='џ' | 'ء'..='غ' | 'ف'..='ي' | 'Ạ'..='ỹ' | '–'..='—' | '‘'..='”' | '←'..='⇿' | '─'..='➿'
        | '、' | '。' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}' | '가'..='힣' | '\u{fe0f}' | '\u{1f300}'..='\u{1faff}')
}

/// Tells whether a script writes words without blanks between them, so that a phrase may stand inside a run.
pub(super) fn runs_on(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

struct Normal {
    text: String,
    /// How many parentheses are open.
    depth: usize,
    /// Whether a blank is due before the next word.
    gap: bool,
}

impl Normal {
    /// Adds composed text; its ASCII letters stay in their case.
    fn push_all(&mut self, raw: &str) {
        let bytes = raw.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let sort = if byte.is_ascii() { SORTS[usize::from(*byte)] } else { Sort::Wide };
            let mut end = at + 1;
            match sort {
                Sort::Word => {
                    end += bytes[end..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                    if self.depth == 0 {
                        self.begin_word();
                        self.text.push_str(&raw[at..end]);
                    }
                }
                Sort::Wide => {
                    let Some(c) = raw[at..].chars().next() else { return };
                    end = at + c.len_utf8();
                    // Signs and scripts without case, which are the commonest, need no look into the tables of cases.
                    if c >= '–' && is_settled(c) { self.push(c) } else { c.to_lowercase().for_each(|c| self.push(c)) }
                }
                Sort::Blank => self.gap |= self.depth == 0,
                Sort::Open if self.depth > 0 || !self.text.is_empty() => self.depth += 1,
                Sort::Close => {
                    self.depth = self.depth.saturating_sub(1);
                    self.gap = true;
                }
                _ if self.depth > 0 => {}
                Sort::Nothing => {}
                Sort::Point if is_between(&raw[..at], &raw[end..]) => self.word(char::from(*byte)),
                Sort::Hyphen if is_between(&raw[..at], &raw[end..]) => self.gap = true,
                Sort::Hyphen | Sort::Strong => self.separator(STRONG),
                Sort::Weak => self.separator(WEAK),
                Sort::Open | Sort::Point | Sort::Other => self.gap = true,
            }
            at = end;
        }
    }

    /// Adds a character beyond ASCII, in lower case.
    fn push(&mut self, c: char) {
        match c {
            '【' | '「' | '〔' if self.depth > 0 || !self.text.is_empty() => self.depth += 1,
            '】' | '」' | '〕' => {
                self.depth = self.depth.saturating_sub(1);
                self.gap = true;
            }
            _ if self.depth > 0 => {}
            '’' | '‘' | '\u{fe0f}' | '\u{200d}' => {}
            '—' | '–' | '→' => self.separator(STRONG),
            '、' | '・' | '，' => self.separator(WEAK),
            '←'..='⇿' | '─'..='❵' | '➔'..='➿' | '\u{1f300}'..='\u{1faff}' => self.gap = true,
            'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ı' | 'Ѐ'..='џ' | 'Ạ'..='ỹ' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | '가'..='힣' =>
            {
                self.word(c);
            }
            _ if c.is_alphanumeric() || is_combining_mark(c) => self.word(c),
            _ => self.gap = true,
        }
    }

    fn word(&mut self, c: char) {
        self.begin_word();
        self.text.push(c);
    }

    fn begin_word(&mut self) {
        if std::mem::take(&mut self.gap) && !self.text.is_empty() && !self.text.ends_with([STRONG, WEAK]) {
            self.text.push(' ');
        }
    }

    fn separator(&mut self, mark: char) {
        self.gap = false;
        if !self.text.is_empty() && !self.text.ends_with([STRONG, WEAK]) {
            self.text.push(mark);
        }
    }
}

/// Tells whether one text ends and the other begins within a word.
fn is_between(before: &str, after: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    before.chars().next_back().is_some_and(is_word) && after.chars().next().is_some_and(is_word)
}

/// What a byte of ASCII is to a heading's words; `Wide` begins a character beyond it.
#[derive(Clone, Copy)]
enum Sort {
    Word,
    Blank,
    Open,
    Close,
    Nothing,
    Point,
    Hyphen,
    Strong,
    Weak,
    Other,
    Wide,
}

const SORTS: [Sort; 128] = {
    let mut sorts = [Sort::Other; 128];
    let mut byte = 0;
    while byte < 128 {
        sorts[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Sort::Word,
            b' ' => Sort::Blank,
            b'(' | b'[' | b'{' => Sort::Open,
            b')' | b']' | b'}' => Sort::Close,
            b'\'' | b'`' => Sort::Nothing,
            b'.' | b'!' => Sort::Point,
            b'-' => Sort::Hyphen,
            b':' | b'|' | b'=' => Sort::Strong,
            b'/' | b'&' | b'+' | b',' => Sort::Weak,
            _ => Sort::Other,
        };
        byte += 1;
    }
    sorts
};

/// Words that number what follows them.
const NUMBERED: [&str; 3] = ["section ", "part ", "chapter "];

/// Returns the length of the numbering that `text` begins with: `3 `, `2.1 `, `section 4`, `第一章`, `a `.
fn numbering(text: &str) -> usize {
    let mut rest = text;
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && !NUMBERED.iter().any(|word| text.starts_with(word)) {
        return 0;
    }
    for word in NUMBERED {
        if let Some(tail) = rest.strip_prefix(word)
            && tail.starts_with(|c: char| c.is_ascii_digit())
        {
            rest = tail;
        }
    }
    if let Some(tail) = rest.strip_prefix('第') {
        let tail = tail.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        rest = tail.strip_prefix(['章', '节', '節', '部', '次']).unwrap_or(rest);
    }
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if digits.len() < rest.len() && digits.starts_with([' ', STRONG, WEAK]) || digits.starts_with(runs_on) {
        rest = digits;
    }
    if let Some(tail) = rest.strip_prefix(|c: char| "一二三四五六七八九十".contains(c))
        && tail.starts_with(WEAK)
    {
        rest = tail;
    }
    text.len() - rest.trim_start_matches([' ', STRONG, WEAK]).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::char::canonical_combining_class;
    use unicode_normalization::{IsNormalized, is_nfkc_quick};

    #[track_caller]
    fn check(raw: &str, normal: &str) {
        assert_eq!(normalize(raw).replace(['\u{1}', '\u{2}'], "|"), normal);
    }

    #[test]
    fn settled_characters_are_composed_already() {
        for c in (0..0x20000).filter_map(char::from_u32).filter(|c| is_settled(*c)) {
            assert_eq!(is_nfkc_quick(std::iter::once(c)), IsNormalized::Yes, "{c}");
            assert_eq!(canonical_combining_class(c), 0, "{c}");
            let mut normal = Normal { text: String::new(), depth: 0, gap: false };
            normal.push(c);
            assert!(c.is_ascii() || c < '–' || c.to_lowercase().eq([c]), "{c}");
            let letter = c.is_alphanumeric() || is_combining_mark(c);
            assert!(c.is_ascii() || letter == (normal.text == c.to_string()) || c == '\u{fe0f}', "{c}");
        }
    }

    #[test]
    fn headings_lose_what_is_not_a_word() {
        check("## ✅ Completed Work (This Session)", "completed work");
        check("3 · What's Next", "whats next");
        check("SECTION 4: Next-Step Inference", "next step inference");
        check("**Blockers / risks**", "blockers|risks");
        check("Session Handoff — Next", "session handoff|next");
        check("Ｓｔａｔｕｓ：ok", "status|ok");
        check("10 个任务与当前状态", "个任务与当前状态");
        check("2.1 `git` state", "state");
        check("`notes.md`", "notes.md");
        check("Next.js setup", "next.js setup");
        check("第一章 概要", "概要");
        check("PENDING ACTIONS for the next session:", "pending actions for the next session");
    }
}
