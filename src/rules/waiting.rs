//! Rules on what waits: whether it says for what, and whether the file agrees with itself.

use super::Finding;
use super::case::Case;
use super::words::{BLOCKERS, NO_BLOCKERS};
use crate::handoff::{Concept, Item, StatusKind};

/// Finds blocked tasks and actions that do not say what blocks them (000: "with blocking reason").
pub(super) fn blocked_without_reason(case: &Case) -> Vec<Finding> {
    let bare = blocked(case).filter(|i| i.why.is_none() && i.status.as_ref().is_none_or(|s| s.note.is_none()));
    bare.map(|i| case.on_item(i, format!("{} is blocked and does not say by what.", case.quote(i.span, &i.text)))).collect()
}

/// Finds blocked tasks in a file that says elsewhere that nothing blocks.
pub(super) fn blocked_beside_none(case: &Case) -> Vec<Finding> {
    let handoff = case.handoff();
    let named = |title: &str| {
        let title = title.to_lowercase();
        BLOCKERS.iter().any(|w| title.contains(w))
    };
    let section = case.sections().find(|s| s.stated_empty && named(&s.title)).and_then(|s| s.heading);
    let sentence = || {
        let denies = |i: &&Item| {
            let text = i.text.to_lowercase();
            NO_BLOCKERS.iter().any(|w| text.contains(w))
        };
        [Concept::State, Concept::Summary].into_iter().flat_map(|c| handoff.items(c)).find(denies).map(|i| i.span)
    };
    let Some(place) = section.or_else(sentence) else { return Vec::new() };
    let line = case.line(place);
    blocked(case)
        .map(|i| case.on_item(i, format!("{} is blocked, and line {line} says that nothing blocks.", case.quote(i.span, &i.text))))
        .collect()
}

fn blocked<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Item> {
    let waits = case.filled(Concept::Tasks).chain(case.filled(Concept::Pending));
    waits.filter(|i| i.status.as_ref().is_some_and(|s| s.kind == StatusKind::Blocked))
}
