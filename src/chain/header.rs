//! The header values that change unasked: times and the session's number, in the form that the file has.

use super::Time;
use crate::document::{Edit, Kind, Span, Splice};
use crate::handoff::{Handoff, Meta, MetaKey, is_placeholder};
use std::ops::Range;

/// What the header is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderFacts {
    /// The moment of the seal, or of the turned page.
    pub time: Time,
    /// The number of the session that the text belongs to.
    pub number: u32,
}

/// An edit of header values, and the lines that it changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// The splices; empty when every value is as it should be.
    pub edit: Edit,
    /// The changed lines in file order.
    pub lines: Vec<HeaderLine>,
}

/// A changed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine {
    /// Its number from 1.
    pub number: usize,
    /// Its text before, without the ending.
    pub before: String,
    /// Its text after.
    pub after: String,
}

/// What may stand before a session's number.
const LEADS: [&str; 16] = [
    "",
    "s",
    "sess",
    "session",
    "no",
    "nr",
    "number",
    "sesión",
    "sessão",
    "sessione",
    "sitzung",
    "сессия",
    "セッション",
    "会话",
    "會話",
    "세션",
];
/// The most digits of a session's number; more is a date or another id.
const COUNTER: usize = 5;

/// Sets the times (Generated, Date, Last Updated; not the start) and the session number that a text about to be sealed
/// already states; a value in words stays as it is.
pub fn seal_header(handoff: &Handoff, facts: &HeaderFacts) -> Header {
    let mut splices = Vec::new();
    for meta in current(handoff) {
        match meta.key {
            MetaKey::Time if is_start(handoff, meta) => {}
            MetaKey::Time | MetaKey::Updated => set(&mut splices, handoff, meta, |value| restamped(value, facts.time)),
            MetaKey::Session => set(&mut splices, handoff, meta, |value| renumbered(value, facts.number)),
            _ => {}
        }
    }
    Header::of(handoff, splices)
}

impl Header {
    /// Makes the header change of splices; none when two of them meet.
    pub(super) fn of(handoff: &Handoff, splices: Vec<Splice>) -> Header {
        let edit = Edit::new(splices).unwrap_or_default();
        let doc = handoff.document();
        let mut lines: Vec<HeaderLine> = Vec::new();
        let mut at = 0;
        while let Some(splice) = edit.splices().get(at) {
            let n = doc.line_at(splice.span.start);
            let Some(line) = doc.lines().get(n) else { break };
            let here = edit.splices()[at..].iter().take_while(|s| s.span.start < line.span.end).count().max(1);
            let inside = edit.splices()[at..at + here].iter();
            let shifted = inside.map(|s| Splice::new(Span::new(s.span.start - line.span.start, s.span.end - line.span.start), &*s.with));
            let before = doc.slice(line.span);
            let after = Edit::new(shifted.collect()).unwrap_or_default().apply(before);
            let plain = |text: &str| text.trim_end_matches(['\r', '\n']).to_owned();
            lines.push(HeaderLine { number: n + 1, before: plain(before), after: plain(&after) });
            at += here;
        }
        Header { edit, lines }
    }
}

/// The metadata of the present state, outside the author's prompt.
pub(super) fn current(handoff: &Handoff) -> impl Iterator<Item = &Meta> {
    let prompt = handoff.prompt().and_then(|p| handoff.sections().get(p.section)).map(|s| s.span);
    handoff.metadata().iter().filter(move |m| handoff.is_current(m.block) && !prompt.is_some_and(|p| p.contains(m.value)))
}

/// Tells whether a time says when the session began.
pub(super) fn is_start(handoff: &Handoff, meta: &Meta) -> bool {
    let name = handoff.slice(meta.name).to_lowercase();
    ["start", "began", "begun", "beginn", "inicio", "início", "début", "inizio", "開始", "开始", "시작", "начал"]
        .iter()
        .any(|w| name.contains(w))
}

/// Adds the splice that gives a value another text.
pub(super) fn set(splices: &mut Vec<Splice>, handoff: &Handoff, meta: &Meta, with: impl FnOnce(&str) -> Option<String>) {
    let value = handoff.slice(meta.value);
    if let Some(text) = with(value).filter(|text| text != value) {
        splices.push(Splice::new(meta.value, as_value(handoff, meta, text)));
    }
}

/// Writes a text so that it stays one value where it stands: a table's cell, front matter.
fn as_value(handoff: &Handoff, meta: &Meta, text: String) -> String {
    let doc = handoff.document();
    match doc.lines().get(doc.line_at(meta.value.start)).map(|l| l.kind) {
        Some(Kind::TableRow | Kind::TableHead) => text.replace('|', "\\|"),
        Some(Kind::FrontMatter) if text.contains([':', '#', '"', '\'', '[', '{']) && !is_stamp(&text) => {
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
        _ => text,
    }
}

fn is_stamp(text: &str) -> bool {
    stamp(text).is_some_and(|s| s.range == (0..text.len()))
}

/// Returns a value with the time that it states replaced in its own form; `None` when it states none.
pub(super) fn restamped(value: &str, time: Time) -> Option<String> {
    if is_placeholder(value) {
        return Some(time.to_string());
    }
    let stamp = stamp(value)?;
    let mut with = time.date();
    if let Some(clock) = &stamp.clock {
        with.push_str(&value[clock.parting.clone()]);
        with.push_str(&time.clock()[..if clock.seconds { 8 } else { 5 }]);
        with.push_str(match &value[clock.zone.clone()] {
            zone if zone.trim() == "UTC" || zone.trim() == "GMT" => zone,
            "" if !value[clock.parting.clone()].eq_ignore_ascii_case("t") => " UTC",
            _ => "Z",
        });
    }
    let mut out = value.to_owned();
    out.replace_range(stamp.range, &with);
    Some(out)
}

/// Where a value states a time.
struct Stamp {
    range: Range<usize>,
    clock: Option<Clock>,
}

struct Clock {
    /// What stands between date and clock: `T` or blanks.
    parting: Range<usize>,
    seconds: bool,
    zone: Range<usize>,
}

/// Finds the first `2026-11-20`, with or without `T23:30`, `:15`, a fraction and a zone behind it.
fn stamp(value: &str) -> Option<Stamp> {
    let bytes = value.as_bytes();
    let fits = |at: usize, form: &[u8]| {
        bytes
            .get(at..at + form.len())
            .is_some_and(|b| b.iter().zip(form).all(|(b, f)| if *f == b'0' { b.is_ascii_digit() } else { b == f }))
    };
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let start = (0..bytes.len()).find(|at| fits(*at, b"0000-00-00") && !digit(at + 10) && !(*at > 0 && digit(at - 1)))?;
    let date = start + 10;
    let mut at = date;
    while matches!(bytes.get(at), Some(b' ' | b',')) {
        at += 1;
    }
    if at == date && matches!(bytes.get(at), Some(b'T' | b't')) {
        at += 1;
    }
    if at == date || !fits(at, b"00:00") {
        return Some(Stamp { range: start..date, clock: None });
    }
    let parting = date..at;
    at += 5;
    let seconds = fits(at, b":00");
    at += if seconds { 3 } else { 0 };
    if seconds && matches!(bytes.get(at), Some(b'.' | b',')) && digit(at + 1) {
        at += 1;
        while digit(at) {
            at += 1;
        }
    }
    let zone = at..at + zone(&value[at..]);
    Some(Stamp { range: start..zone.end, clock: Some(Clock { parting, seconds, zone }) })
}

/// Returns the length of a zone at the start of a text: `Z`, `+01:00`, `+0100`, ` UTC`.
fn zone(rest: &str) -> usize {
    let words = rest.trim_start_matches(' ');
    let blanks = rest.len() - words.len();
    let ends = |n: usize| !words[n..].starts_with(|c: char| c.is_alphanumeric());
    for word in ["UTC", "GMT", "Z", "z"] {
        if words.starts_with(word) && ends(word.len()) {
            return blanks + word.len();
        }
    }
    let digits = words.strip_prefix(['+', '-']).map_or(0, |d| d.bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count());
    if matches!(digits, 2 | 4 | 5) { blanks + 1 + digits } else { 0 }
}

/// Returns a session value with its number replaced (`3`, `Session 3`, `#003`, `3 → 4`); `None` when it is another kind of id.
pub(super) fn renumbered(value: &str, number: u32) -> Option<String> {
    if is_placeholder(value) {
        return Some(number.to_string());
    }
    let runs = numbers(value);
    if runs.iter().any(|r| r.len() > COUNTER) {
        return None;
    }
    let width =
        |run: &Range<usize>, n: u32| format!("{n:0width$}", width = if value[run.clone()].starts_with('0') { run.len() } else { 1 });
    let lead = |text: &str| LEADS.contains(&&*text.trim_matches([' ', '#', '-', '_', ':', '.', '№']).to_lowercase());
    match &runs[..] {
        [one] if lead(&value[..one.start]) && value[one.end..].trim().is_empty() => {
            Some(format!("{}{}{}", &value[..one.start], width(one, number), &value[one.end..]))
        }
        [from, to] if lead(&value[..from.start]) && value[to.end..].trim().is_empty() => {
            let between = &value[from.end..to.start];
            let arrow = ["→", "->", "=>", "⟶"].iter().any(|a| between.contains(a)) && between.len() < 16;
            let next = number.saturating_add(1);
            arrow.then(|| format!("{}{}{between}{}", &value[..from.start], width(from, number), width(to, next)) + &value[to.end..])
        }
        _ => None,
    }
}

fn numbers(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if run > 0 {
            out.push(at..at + run);
        }
        at += run.max(1);
    }
    out
}
