//! How one fact is written, and read back.
//!
//! Invariant: whatever the fact says, its line opens no heading, list, fence, table, rule, banner or
//! comment of its own, and [`read`] gives back what [`write`] was given. Verbatim text stands in a
//! fence longer than any run of backticks inside it.

use super::{Fact, Portion};
use crate::handoff::{Concept, StatusKind};

/// What stands before a fact of each status.
const STATUS: [(StatusKind, &str); 8] = [
    (StatusKind::Open, "[ ] "),
    (StatusKind::Done, "[x] "),
    (StatusKind::InProgress, "(in progress) "),
    (StatusKind::Blocked, "(blocked) "),
    (StatusKind::Deferred, "(deferred) "),
    (StatusKind::Dropped, "(dropped) "),
    (StatusKind::Superseded, "(superseded) "),
    (StatusKind::Odd, "(status unclear) "),
];
const WHY: &str = "  Why: ";
const BLOCKED: &str = "  Blocked by: ";
/// What stands before a line inside a list item.
const INSIDE: &str = "  ";

/// Joins the lines of a text by single spaces and drops what is blank around them.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// Writes a fact as a list item with its lines; a part that stays as it is, as a fence.
pub(super) fn write(fact: &Fact) -> String {
    if fact.portion == Portion::Verbatim {
        return indented(&fact.text);
    }
    let mark = STATUS.iter().find(|(kind, _)| Some(*kind) == fact.status).map_or("", |(_, mark)| mark);
    let mut out = format!("{}- {mark}{}\n", indent(fact), words(fact));
    if let Some(why) = &fact.why {
        let waits = fact.concept == Concept::Pending || fact.status == Some(StatusKind::Blocked);
        out.push_str(if waits { BLOCKED } else { WHY });
        out.push_str(why);
        out.push('\n');
    }
    out
}

/// Returns the blanks before a fact's line.
pub(super) fn indent(fact: &Fact) -> String {
    if let Portion::Detail(depth) = fact.portion { "  ".repeat(usize::from(depth)) } else { String::new() }
}

/// Writes text that must stay byte for byte: as a list item where that needs no escape, else in a fence.
pub(super) fn write_verbatim(text: &str) -> String {
    let plain = !text.contains(['\n', '\r']) && text.trim() == text && !text.is_empty() && escaped(text) == text;
    if plain { format!("- {text}\n") } else { fenced(text) }
}

/// Puts text into a fence that nothing inside it closes.
pub(super) fn fenced(text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for b in text.bytes() {
        run = if b == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}\n{text}\n{fence}\n")
}

/// Puts text into a fence inside the list item before it.
fn indented(text: &str) -> String {
    let fence = fenced(text);
    let mut out = String::with_capacity(fence.len() * 2);
    let mut starts = true;
    for (at, c) in fence.char_indices() {
        if starts && c != '\n' {
            out.push_str(INSIDE);
        }
        out.push(c);
        // What is not indented would end the list item, and the fence with it.
        starts = c == '\n' || c == '\r' && !fence[at + 1..].starts_with('\n');
    }
    out
}

/// Reads a line of such a fence back.
pub(super) fn outdented(line: &str) -> String {
    let line = line.strip_prefix(INSIDE).unwrap_or(line);
    let mut parts = line.split('\r');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "\r" + part.strip_prefix(INSIDE).unwrap_or(part))
}

/// Tells whether a line opens or closes such a fence.
pub(super) fn is_indented_fence(line: &str) -> bool {
    line.strip_prefix(INSIDE).is_some_and(|rest| rest.starts_with("```"))
}

/// Writes topic and text without mark and reason.
pub(super) fn words(fact: &Fact) -> String {
    let Some(topic) = &fact.topic else { return escaped(&fact.text) };
    let mut bold = topic.replace('\\', "\\\\").replace('*', "\\*");
    match fact.text.strip_prefix(topic.as_str()) {
        Some(rest) => {
            if bold.ends_with(':') {
                bold.insert(bold.len() - 1, '\\');
            }
            format!("**{bold}**{rest}")
        }
        None => format!("**{bold}:** {}", fact.text),
    }
}

/// Escapes the beginning of a one-line text so that it is nothing but text.
pub(super) fn escaped(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    if digits > 0 {
        let number = rest.starts_with(['.', ')', '\\']);
        return if number { format!("{}\\{rest}", &text[..digits]) } else { text.to_owned() };
    }
    let boxed = text.starts_with('[') && (text.chars().nth(2) == Some(']') || text.contains("]:"));
    let marked = STATUS.iter().any(|(_, mark)| text.starts_with(mark.trim_end()));
    let special = text.starts_with(['#', '-', '+', '*', '>', '~', '=', '|', '<', '_', '\\', ':', '\u{2022}', '\u{FEFF}']);
    let fence = text.starts_with("```");
    if special || fence || boxed || marked { format!("\\{text}") } else { text.to_owned() }
}

/// Reads the line of a list item back, `None` for another line; its why follows on the next one.
pub(super) fn read(line: &str, concept: Concept) -> Option<Fact> {
    let item = line.trim_start_matches(' ');
    let depth = (line.len() - item.len()) / 2;
    let line = item.strip_prefix("- ")?;
    let portion = if depth == 0 { Portion::Item } else { Portion::Detail(u8::try_from(depth).ok()?) };
    let (status, line) = match STATUS.iter().find_map(|(kind, mark)| line.strip_prefix(mark).map(|rest| (*kind, rest))) {
        Some((kind, rest)) => (Some(kind), rest),
        None => (None, line),
    };
    let (topic, text) = match line.strip_prefix("**").and_then(bold_lead) {
        Some((topic, true, rest)) => (Some(topic), rest.strip_prefix(' ').unwrap_or(rest).to_owned()),
        Some((topic, false, rest)) => {
            let text = format!("{topic}{rest}");
            (Some(topic), text)
        }
        None => (None, unescaped(line)),
    };
    Some(Fact { concept, portion, topic, text, why: None, status })
}

/// Reads a reason line; `None` when it is none.
pub(super) fn read_why(line: &str) -> Option<&str> {
    line.strip_prefix(WHY).or_else(|| line.strip_prefix(BLOCKED))
}

/// Reads `topic** rest`: the topic, whether a colon stands inside the bold, and the rest.
fn bold_lead(text: &str) -> Option<(String, bool, &str)> {
    let mut topic = String::new();
    let mut colon = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                topic.push(chars.next()?.1);
                colon = false;
            }
            '*' if text[at..].starts_with("**") => {
                if colon {
                    topic.pop();
                }
                return Some((topic, colon, &text[at + 2..]));
            }
            c => {
                topic.push(c);
                colon = c == ':';
            }
        }
    }
    None
}

/// Undoes [`escaped`].
pub(super) fn unescaped(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text[digits..].strip_prefix('\\') {
        Some(rest) if digits == 0 || rest.starts_with(['.', ')', '\\']) => format!("{}{rest}", &text[..digits]),
        _ => text.to_owned(),
    }
}
