//! Rules on the elements that Handoff Format 1.0 asks for (001, "Structural Validation", SHOULD 1 to 5).
//!
//! What 001 must have is at should where the file declares the format, what it should have at may:
//! its own Minimal Conformant Format has none of the latter.

use super::Finding;
use super::case::Case;
use crate::document::Kind;
use crate::handoff::{Concept, MetaKey, is_placeholder};

/// Finds a handoff in the headings of the format without its first line.
pub(super) fn no_header(case: &Case) -> Vec<Finding> {
    let document = case.handoff().document();
    let banner = document.lines().iter().any(|l| l.kind == Kind::Banner && document.slice(l.text).eq_ignore_ascii_case("session handoff"));
    case.on_file(!banner, "The file has the headings of Handoff Format 1.0 and not its first line.")
}

/// Finds a handoff that does not say what was done.
pub(super) fn no_summary(case: &Case) -> Vec<Finding> {
    let lacking = ![Concept::Summary, Concept::Completed].into_iter().any(|c| case.says(c));
    case.on_file(lacking, "Nothing says what the last session did.")
}

/// Finds a handoff that does not say where things stand.
pub(super) fn no_state(case: &Case) -> Vec<Finding> {
    case.on_file(!case.says(Concept::State), "Nothing says where the project stands.")
}

/// Finds a handoff without decisions.
pub(super) fn no_decisions(case: &Case) -> Vec<Finding> {
    case.on_file(!case.says(Concept::Decisions), "Nothing says what was decided.")
}

/// Finds a handoff that names nothing that was made.
pub(super) fn no_artifacts(case: &Case) -> Vec<Finding> {
    let lacking = !case.says(Concept::Artifacts) && case.handoff().items(Concept::Domain).next().is_none();
    case.on_file(lacking, "Nothing says which files or other things were made or changed.")
}

/// Finds a handoff without a time.
pub(super) fn no_time(case: &Case) -> Vec<Finding> {
    let dated = [MetaKey::Time, MetaKey::Updated].into_iter().any(|key| case.handoff().meta(key).is_some());
    let heading = || {
        let document = case.handoff().document();
        case.lines().filter(|l| l.kind.heading().is_some()).any(|l| has_date(document.slice(l.text)))
    };
    let head = || {
        let document = case.handoff().document();
        document.lines().iter().filter(|l| l.kind != Kind::Blank).take(12).any(|l| has_date(document.slice(l.text)))
    };
    case.on_file(!dated && !heading() && !head(), "Nothing says when the handoff was written.")
}

/// Tells whether a text holds a year and a month, or a day of a year, in digits.
fn has_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let year = |at: usize| bytes[at..].starts_with(b"20") && bytes[at..].iter().take(4).all(u8::is_ascii_digit) && bytes.len() >= at + 4;
    let beside = |b: Option<&u8>| b.is_some_and(|b| matches!(b, b'-' | b'/' | b'.')) || b.is_some_and(|b| *b >= 0x80);
    (0..bytes.len()).any(|at| {
        year(at)
            && (beside(bytes.get(at + 4))
                || at > 0 && (beside(bytes.get(at - 1)) || bytes[at - 1] == b' ' && bytes[..at].iter().any(u8::is_ascii_alphabetic)))
    })
}

/// Finds a time that is not written as ISO 8601 says.
pub(super) fn time_format(case: &Case) -> Vec<Finding> {
    let times = case.handoff().metadata().iter().filter(|m| case.handoff().is_current(m.block));
    let times = times.filter(|m| matches!(m.key, MetaKey::Time | MetaKey::Updated));
    let odd = times.filter(|m| {
        let value = case.handoff().slice(m.value);
        !is_placeholder(value) && !begins_iso(value)
    });
    odd.map(|m| {
        let value = case.handoff().slice(m.value);
        case.on_span(m.value, format!("{} is no time in ISO 8601.", case.quote(m.value, value)))
    })
    .collect()
}

/// Tells whether a text begins with `2026-11-20`, or that and a time.
fn begins_iso(text: &str) -> bool {
    let bytes = text.trim_start_matches(['`', '*', '"']).as_bytes();
    let digits = |from: usize, to: usize| bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    digits(0, 4) && bytes[4] == b'-' && digits(5, 7) && bytes.get(7) == Some(&b'-') && digits(8, 10)
}

/// Finds a handoff that does not say which session it is.
pub(super) fn no_session(case: &Case) -> Vec<Finding> {
    case.on_file(case.handoff().meta(MetaKey::Session).is_none(), "Nothing says which session this was.")
}
