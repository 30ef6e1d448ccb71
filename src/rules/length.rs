//! Rules on length: of a section, of the state, of the whole (001, "Section Specifications", SHOULD 6).

use super::Finding;
use super::case::Case;
use crate::handoff::{Concept, Shape};

/// The most items of a subsection (001: "Maximum 5-7 items per subsection").
const ITEMS: usize = 7;
/// The longest handoff that is not excessive, in characters: some six thousand tokens.
const CHARS: usize = 24_000;
/// The sentences of a state (001: "2-4 sentence summary").
const SENTENCES: std::ops::RangeInclusive<usize> = 2..=4;

/// Finds sections of the summary with more than seven entries.
pub(super) fn too_many_items(case: &Case) -> Vec<Finding> {
    let handoff = case.handoff();
    let mut found = Vec::new();
    for concept in [Concept::Completed, Concept::Decisions, Concept::Artifacts] {
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for item in case.filled(concept) {
            match counts.last_mut().filter(|(section, _)| *section == item.section) {
                Some((_, n)) => *n += 1,
                None => counts.push((item.section, 1)),
            }
        }
        for (section, n) in counts.into_iter().filter(|(_, n)| *n > ITEMS) {
            let section = &handoff.sections()[section];
            let title = section.heading.map_or_else(|| "The beginning".to_owned(), |h| case.quote(h, &section.title));
            let message = format!("{title} has {n} entries.");
            found.push(match section.heading {
                Some(heading) => case.on_span(heading, message),
                None => case.about(concept.id(), None, message),
            });
        }
    }
    found
}

/// Finds a state in prose of another length than two to four sentences.
pub(super) fn state_length(case: &Case) -> Vec<Finding> {
    let state: Vec<_> = case.filled(Concept::State).collect();
    let Some(first) = state.first().filter(|_| state.iter().all(|i| i.shape == Shape::Prose)) else { return Vec::new() };
    let n: usize = state.iter().map(|i| sentences(&i.text)).sum();
    if SENTENCES.contains(&n) {
        return Vec::new();
    }
    let sentences = if n == 1 { "sentence" } else { "sentences" };
    vec![case.on_item(first, format!("The state has {n} {sentences}; two to four tell it."))]
}

/// Counts sentences: a full stop, question or exclamation mark ends one when a blank and no small letter follows.
fn sentences(text: &str) -> usize {
    let mut count = 0;
    let mut open = false;
    let mut chars = text.chars().peekable();
    let mut word = String::new();
    while let Some(c) = chars.next() {
        open |= c.is_alphanumeric();
        let wide = matches!(c, '。' | '！' | '？');
        let stop = matches!(c, '.' | '!' | '?') && chars.peek().is_none_or(|n| n.is_whitespace() || matches!(n, ')' | '"' | '*' | '`'));
        let short = matches!(word.to_lowercase().as_str(), "e.g" | "i.e" | "vs" | "etc" | "approx" | "no" | "ca" | "cf");
        let goes_on = || chars.clone().find(|n| !n.is_whitespace() && !matches!(n, ')' | '"')).is_some_and(char::is_lowercase);
        if open && (wide || stop && !short && !goes_on()) {
            (count, open) = (count + 1, false);
        }
        if c.is_whitespace() {
            word.clear();
        } else if word.len() < 12 {
            word.push(c);
        }
    }
    count + usize::from(open)
}

/// Finds a handoff that is too long to be read at the start of every session (001, Content Validation 5).
pub(super) fn too_long(case: &Case) -> Vec<Finding> {
    let document = case.handoff().document();
    let chars: usize = case.lines().map(|l| document.slice(l.span).chars().count()).sum();
    let message = format!("The handoff has {chars} characters, some {} tokens.", chars / 4);
    if chars > CHARS { vec![case.about("", None, message)] } else { Vec::new() }
}
