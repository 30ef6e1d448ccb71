//! From items to facts.

use super::layout::is_pin;
use super::line::one_line;
use super::{Fact, layout};
use crate::handoff::{Concept, Handoff, Item, is_placeholder};

/// Returns every fact of a handoff.
pub(super) fn facts_of(handoff: &Handoff) -> Vec<Fact> {
    let concepts = Concept::ALL.into_iter().filter(|c| !matches!(c, Concept::Metadata | Concept::Prompt));
    concepts.flat_map(|c| handoff.items(c)).filter_map(|item| fact(handoff, item)).collect()
}

/// Returns the fact of an item; `None` for an unfilled placeholder or an empty item.
fn fact(handoff: &Handoff, item: &Item) -> Option<Fact> {
    if is_unfilled(&item.text) {
        return None;
    }
    let topic = item.topic.as_deref().map(one_line).filter(|t| !t.is_empty());
    let text = one_line(&item.text);
    let text = if text.is_empty() { topic.clone()? } else { text };
    let why = item.why.as_ref().map(|w| one_line(&w.text)).filter(|w| !w.is_empty());
    let status = item.status.as_ref().map(|s| s.kind);
    let mut fact = Fact { concept: item.concept, topic, text, why, status };
    if is_pin(&fact) {
        fact = Fact { text: handoff.slice(item.body).to_owned(), topic: None, why: None, status: None, ..fact };
    }
    layout::place_of(&fact).map(|_| fact)
}

/// Tells whether a text is a placeholder and nothing to speak of beside it: a fact with one open spot is still a fact.
fn is_unfilled(text: &str) -> bool {
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
    is_placeholder(text) && (!brackets || inside * 2 >= all)
}
