//! The rule on the tense of what was done (001, "Use past tense"). English only; elsewhere it is silent.

use super::Finding;
use super::case::Case;
use super::words::{BASE_FORMS, TO_COME};
use crate::handoff::{Concept, Item, Shape};

/// Finds sections of things done whose entries are orders or intentions.
pub(super) fn not_past_tense(case: &Case) -> Vec<Finding> {
    if case.handoff().language() != "en" {
        return Vec::new();
    }
    let mut wrong: Vec<(&Item, usize)> = Vec::new();
    for item in case.filled(Concept::Completed).filter(|i| i.shape != Shape::Row && is_to_do(i)) {
        match wrong.last_mut().filter(|(first, _)| first.section == item.section) {
            Some((_, n)) => *n += 1,
            None => wrong.push((item, 1)),
        }
    }
    let one = |(item, n): (&Item, usize)| {
        let quote = case.quote(item.span, &item.text);
        let message = match n {
            1 => format!("{quote} stands among what was done and does not say so."),
            n => format!("{n} entries among what was done do not say so, the first {quote}."),
        };
        case.on_item(item, message)
    };
    wrong.into_iter().map(one).collect()
}

fn is_to_do(item: &Item) -> bool {
    let text = match &item.topic {
        Some(topic) => item.text.strip_prefix(topic.as_str()).unwrap_or(&item.text).trim_start_matches([':', ' ', '\u{2014}', '-']),
        None => &item.text,
    };
    let lower = text.to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').next().unwrap_or_default();
    let noun = |rest: &str| rest.starts_with([':', '-', '/']) || rest.is_empty();
    TO_COME.iter().any(|w| lower.starts_with(w)) || BASE_FORMS.contains(&first) && !noun(&lower[first.len()..])
}
