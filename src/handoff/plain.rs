//! Text as it is read: without emphasis, on one line; and its fingerprint.

use super::dialect::none_said;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// Returns `raw` on one line without emphasis; code spans and links stay as they are.
pub(super) fn plain(raw: &str) -> String {
    let raw = raw.trim();
    // Without a way out of the loops the compiler makes them vector code.
    let bytes = raw.as_bytes();
    let marked = bytes.iter().fold(false, |any, b| any | matches!(b, b'*' | b'_' | b'~' | b'\\'));
    let wide = bytes.windows(2).fold(false, |any, w| any | matches!(w[1], b'\n' | b'\r' | b'\t') | (w[0] == b' ' && w[1] == b' '));
    if !marked && !wide {
        return raw.to_owned();
    }
    let push = if wide { push_words } else { push_line };
    let mut out = String::with_capacity(raw.len());
    let (mut from, mut gap) = (0, false);
    for mark in emphasis(raw.as_bytes()) {
        push(&mut out, &raw[from..mark.start], &mut gap);
        from = mark.end;
    }
    push(&mut out, &raw[from..], &mut gap);
    out
}

/// Adds words that have one blank between them already; `gap` tells whether one is due before the next.
fn push_line(out: &mut String, raw: &str, gap: &mut bool) {
    let words = raw.trim_matches(' ');
    *gap |= raw.starts_with(' ');
    if !words.is_empty() {
        if *gap && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(words);
        *gap = raw.ends_with(' ');
    }
}

/// Adds words with one blank between them; `gap` tells whether one is due before the next.
fn push_words(out: &mut String, raw: &str, gap: &mut bool) {
    let bytes = raw.as_bytes();
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r');
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        // A run of words with one space between them is added at once.
        loop {
            at += bytes[at..].iter().position(|b| *b <= b' ' && blank(b)).unwrap_or(bytes.len() - at);
            match &bytes[at..] {
                [b' ', next, ..] if at > start && !blank(next) => at += 1,
                _ => break,
            }
        }
        if at > start {
            if std::mem::take(gap) && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&raw[start..at]);
        }
        let blanks = bytes[at..].iter().take_while(|b| blank(b)).count();
        *gap |= blanks > 0;
        at += blanks;
    }
}

/// Returns where the emphasis marks of `raw` stand, in order: paired runs of `*`, `_`, `~~` outside code.
fn emphasis(raw: &[u8]) -> Vec<Range<usize>> {
    let mut marks = Vec::with_capacity(8);
    // The last opener of each mark and run length, up to three.
    let mut open: [[Option<usize>; 4]; 3] = Default::default();
    let mut at = 0;
    while let Some(found) = raw.get(at..).and_then(|r| r.iter().position(|b| MARKS[usize::from(*b)])) {
        at += found;
        let run = || raw[at..].iter().take_while(|b| **b == raw[at]).count();
        let kind = match raw[at] {
            b'\\' => {
                at += 2;
                continue;
            }
            b'`' => {
                let run = run();
                at += run;
                at += if run <= 8 { closing(&raw[at..], run).unwrap_or(0) } else { 0 };
                continue;
            }
            b'*' => 0,
            b'_' => 1,
            _ => 2,
        };
        let run = run();
        let blank = |i: Option<usize>| i.and_then(|i| raw.get(i)).is_none_or(|b| b.is_ascii_whitespace());
        let inside = |i: Option<usize>| i.and_then(|i| raw.get(i)).is_some_and(|b| b.is_ascii_alphanumeric());
        // `__init__.py` is a name, not a bold `init` before `.py`.
        let named = |i: usize| raw.get(i) == Some(&b'.') && inside(Some(i + 1));
        let (before, after) = (at.checked_sub(1), Some(at + run));
        let fits = run <= 3 && !(kind == 2 && run == 1);
        let closes = fits && !blank(before) && !(kind == 1 && (inside(after) || run == 2 && named(at + run)));
        let opens = fits && !blank(after) && !(kind == 1 && inside(before));
        match open.get_mut(kind).and_then(|o| o.get_mut(run)) {
            Some(slot) if closes && slot.is_some() => {
                if let Some(start) = slot.take() {
                    marks.push(start..start + run);
                    marks.push(at..at + run);
                }
            }
            Some(slot) if opens => *slot = Some(at),
            _ => {}
        }
        at += run;
    }
    marks.sort_unstable_by_key(|m| m.start);
    marks
}

/// The bytes at which emphasis, code or an escape can begin.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let mut at = 0;
    while at < 5 {
        marks[b"\\`*_~"[at] as usize] = true;
        at += 1;
    }
    marks
};

/// Returns the offset behind the run of exactly `ticks` backticks that closes a code span.
pub(super) fn closing(raw: &[u8], ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'`', &raw[at..]) {
        let run = raw[at + found..].iter().take_while(|b| **b == b'`').count();
        at += found + run;
        if run == ticks {
            return Some(at);
        }
    }
    None
}

/// Tells whether a place lies in a code span: one that nothing closes is none.
pub(super) fn in_code(text: &str, place: usize) -> bool {
    let bytes = text.as_bytes();
    let mut open = [false; 9];
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'`', &bytes[at..place.max(at)]) {
        let start = at + found;
        let ticks = bytes[start..].iter().take_while(|b| **b == b'`').count();
        at = start + ticks;
        if ticks > 8 || open[ticks] {
            continue;
        }
        match closing(&bytes[at..], ticks) {
            Some(length) if at + length > place => return true,
            Some(length) => at += length,
            None => open[ticks] = true,
        }
    }
    false
}

/// Returns the five base32 characters that name a text: the first 25 bits of the SHA-256 of its words in lower case.
pub fn fingerprint(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().flat_map(char::to_lowercase));
    }
    let hash = Sha256::digest(words.as_bytes());
    let bits = hash.iter().take(4).fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
    (0..5).map(|i| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[(bits >> (27 - 5 * i) & 31) as usize])).collect()
}

/// Tells whether `text` is what a template leaves to be filled in (corpus.md §5.2): `[Achievement 1]`, `TBD`, `YYYY-MM-DD`, `<name>`.
pub fn is_placeholder(text: &str) -> bool {
    const KNOWN: [&str; 12] = [
        "decision 1 with",
        "decision 2 with",
        "action 1 with blocking reason",
        "action 2 with blocking reason",
        "step 1 with outcome reference",
        "step 2 with outcome reference",
        "(status: in-progress/completed/blocked)",
        "key variable changes or state modifications",
        "context keys or topics intentionally excluded",
        "immediate next action based on current state",
        "secondary task queue (prioritized)",
        "watchlist items requiring attention",
    ];
    let text = text.trim().trim_end_matches('.');
    let lower = text.to_lowercase();
    let begins = |rest: &[u8]| KNOWN.iter().any(|k| rest.first() == k.as_bytes().first() && rest.starts_with(k.as_bytes()));
    if (0..lower.len()).any(|at| begins(&lower.as_bytes()[at..])) {
        return true;
    }
    if matches!(
        lower.as_str(),
        "tbd" | "todo" | "fixme" | "xxx" | "..." | "…" | "yyyy-mm-dd" | "aaaa-mm-dd" | "jjjj-mm-tt" | "<tbd>" | "[tbd]"
    ) {
        return true;
    }
    let mut rest = text;
    let mut seen = false;
    while let Some(open) = rest.bytes().position(|b| matches!(b, b'[' | b'<' | b'{' | b'`')) {
        let close = match rest.as_bytes()[open] {
            b'[' => ']',
            b'<' => '>',
            b'{' => '}',
            _ => '`',
        };
        let (before, inner) = (&rest[..open], &rest[open + 1..]);
        let Some(end) = inner.find(close) else { break };
        let words = &inner[..end];
        let behind = &inner[end + close.len_utf8()..];
        seen |= match close {
            ']' => !behind.starts_with(['(', '[', ':']) && !before.ends_with('[') && to_fill_in(words) && !is_quoted(text, behind, end),
            // `[a link](<to a file>)`, `ssh ubuntu@<host>`
            '>' => !before.ends_with(['(', '@', '/']) && angled(words),
            '}' => words.starts_with('{') && behind.starts_with('}'),
            _ => false,
        };
        rest = behind;
    }
    seen
}

/// Tells whether the brackets before `behind`, around `length` bytes, stand among other words of a quotation: `Log shows "[TEST MODE] on"`.
fn is_quoted(text: &str, behind: &str, length: usize) -> bool {
    let end = text.len() - behind.len();
    let before = &text[..end - length - 2];
    let is_open = before.matches('"').count() % 2 == 1 && behind.contains('"');
    is_open && !(before.ends_with('"') && behind.starts_with('"'))
}

/// Tells whether a text is a placeholder and nothing to speak of beside it: an item with one open spot is still an item.
pub fn is_unfilled(text: &str) -> bool {
    let (mut depth, mut inside, mut brackets) = (0u32, 0, false);
    for c in text.chars() {
        match c {
            '[' | '<' | '{' => (depth, brackets) = (depth + 1, true),
            ']' | '>' | '}' => depth = depth.saturating_sub(1),
            c if depth > 0 && c.is_alphanumeric() => inside += 1,
            _ => {}
        }
    }
    let all = text.chars().filter(|c| c.is_alphanumeric()).count();
    is_own_slot(text) || is_placeholder(text) && (!brackets || inside * 2 >= all)
}

/// Tells whether a text is nothing but a slot of baton's own templates, whose words may be somebody's tag before other words.
fn is_own_slot(text: &str) -> bool {
    const SLOTS: [&str; 8] = ["decision", "gotcha", "question", "test", "path", "next step", "pitfall to avoid", "blocker, or none"];
    let words = text.trim().strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    words.is_some_and(|words| SLOTS.iter().any(|slot| words.eq_ignore_ascii_case(slot)))
}

/// Tells whether bracketed words ask to be replaced: known template words, or a phrase that is no tag, link or checkbox.
fn to_fill_in(words: &str) -> bool {
    const TEMPLATE: [&str; 40] = [
        "fill in",
        "add notes",
        "achievement",
        "decision ",
        "artifact",
        "rationale",
        "description",
        "trigger",
        "template_url",
        "identifier",
        "iso 8601",
        "what ",
        "where ",
        "any additional",
        "clear, specific",
        "brief",
        "summary of",
        "state description",
        "next objective",
        "references to",
        "citation",
        "question ",
        "module ",
        "changes",
        "test ",
        "debt item",
        "piece ",
        "status",
        "current ",
        "auto-",
        "reference",
        "context and",
        "your ",
        "priority tasks",
        "review this",
        "anything that",
        "specific ",
        "insert",
        "2-4 sentence",
        "auto-populated",
    ];
    let lower = words.trim().to_lowercase();
    if lower.chars().count() < 2 || none_said(&lower) {
        return false;
    }
    if matches!(
        lower.as_str(),
        "tbd" | "todo" | "date" | "name" | "time" | "project" | "task" | "topic" | "description" | "yyyy-mm-dd" | "url" | "title"
    ) {
        return true;
    }
    TEMPLATE.iter().any(|t| lower.starts_with(t)) && !lower.contains('/')
        || lower.split(' ').count() >= 4 && words.is_ascii() && !words.contains(['=', '/', '@'])
}

fn angled(words: &str) -> bool {
    let lower = words.trim();
    !lower.is_empty()
        && lower.len() <= 60
        && !lower.starts_with(['/', '!', '?', 'h'])
        && !lower.contains(['@', '=', '"', ':'])
        && (lower.contains([' ', '_', '-'])
            || matches!(lower, "name" | "date" | "time" | "identifier" | "url" | "path" | "id" | "branch" | "commit" | "title"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(raw: &str, text: &str) {
        assert_eq!(plain(raw), text);
    }

    #[test]
    fn emphasis_goes_and_code_stays() {
        reads("**Use** `a*b*c` _now_", "Use `a*b*c` now");
        reads("2 * 3 and snake_case_name", "2 * 3 and snake_case_name");
        reads("~~gone~~ line\n   wrapped", "gone line wrapped");
        reads("*.md and *.rs", "*.md and *.rs");
        reads("***both***", "both");
    }

    #[test]
    fn a_fingerprint_is_five_characters_of_the_words() {
        let fp = fingerprint("PostgreSQL over SQLite");
        assert_eq!(fp.len(), 5);
        assert_eq!(fp, fingerprint("postgresql  over\nsqlite"));
        assert_ne!(fp, fingerprint("PostgreSQL"));
    }

    #[track_caller]
    fn placeholder(text: &str, expected: bool) {
        assert_eq!(is_placeholder(text), expected, "{text}");
    }

    #[test]
    fn template_words_are_told_from_brackets() {
        placeholder("[Achievement 1]", true);
        placeholder("Decision 1 with reference to context", true);
        placeholder("[ISO 8601 timestamp]", true);
        placeholder("Session: <session identifier>", true);
        placeholder("TBD", true);
        placeholder("[Anything that's stuck or needs human intervention]", true);
        placeholder("See [the docs](a.md)", false);
        placeholder("`app/[id]/route.ts` works", false);
        placeholder("[x] done", false);
        placeholder("PostgreSQL over SQLite", false);
        placeholder("[✅ verified]", false);
        placeholder("See [the plan](<docs/my plan.md>)", false);
        placeholder("rsync ubuntu@<build-host>:/srv/www .", false);
        placeholder("Host: <build-host>", true);
        placeholder("Log shows \"[TEST MODE] on\"", false);
        placeholder("title = \"[Project]\"", true);
        placeholder("[Describe what \"done\" means here]", true);
    }
}
