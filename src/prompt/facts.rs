//! From items to facts.

use super::layout::is_pin;
use super::line::one_line;
use super::{Fact, Facts, layout};
use crate::handoff::{Concept, Handoff, Item, is_unfilled};

/// Returns every fact of a handoff.
pub(super) fn facts_of(handoff: &Handoff) -> Vec<Fact> {
    let concepts = Concept::ALL.into_iter().filter(|c| !matches!(c, Concept::Metadata | Concept::Prompt));
    concepts.flat_map(|c| handoff.items(c)).filter_map(|item| fact(handoff, item)).collect()
}

/// Returns every fact of a handoff, and those carried from earlier sessions that it does not state itself.
pub(super) fn with_carried(handoff: &Handoff, facts: &Facts) -> Vec<Fact> {
    let mut all = facts_of(handoff);
    for fact in &facts.carried {
        let same = |f: &Fact| f.concept == fact.concept && one_line(&f.text) == one_line(&fact.text);
        if layout::place_of(fact).is_some() && !all.iter().any(same) {
            all.push(fact.clone());
        }
    }
    all
}

/// Returns the fact of an item; `None` for an unfilled placeholder or an empty item.
pub(super) fn fact(handoff: &Handoff, item: &Item) -> Option<Fact> {
    let sourceless = || item.concept == Concept::Derived && item.text.split_once(": ").is_some_and(|(_, source)| is_unfilled(source));
    if is_unfilled(&item.text) || sourceless() {
        return None;
    }
    let topic = item.topic.as_deref().map(|t| unlinked(one_line(t))).filter(|t| !t.is_empty());
    let text = unlinked(one_line(&item.text));
    let text = if text.is_empty() { topic.clone()? } else { text };
    let why = item.why.as_ref().map(|w| unlinked(one_line(&w.text))).filter(|w| !w.is_empty());
    let status = item.standing();
    let mut fact = Fact { concept: item.concept, topic, text, why, status };
    if is_pin(&fact) {
        fact = Fact { text: handoff.slice(item.body).to_owned(), topic: None, why: None, status: None, ..fact };
    }
    layout::place_of(&fact).map(|_| fact)
}

/// The longest target of a link that is taken off, in bytes.
const ANCHOR: usize = 200;

/// Takes the targets off links to headings of the handoff: where the text goes, those headings are not.
fn unlinked(text: String) -> String {
    if !text.contains("](#") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("](#") {
        let (before, link) = rest.split_at(at);
        match (before.rfind('['), link.bytes().take(ANCHOR).position(|b| b == b')')) {
            (Some(open), Some(close)) if !link[..close].contains(' ') => {
                out.push_str(&before[..open]);
                out.push_str(&before[open + 1..]);
                rest = &link[close + 1..];
            }
            _ => {
                out.push_str(&rest[..at + 3]);
                rest = &rest[at + 3..];
            }
        }
    }
    out + rest
}
