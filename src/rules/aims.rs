//! Rules on what is said to be done next, and what was done: whether it says anything.
//!
//! The words for "go on where we stopped" are known in many languages, the others in English only;
//! elsewhere the rules are silent.

use super::Finding;
use super::case::Case;
use super::words::{BIG, GENERIC, LEFT_OFF, SMALL, UNSPECIFIC, USELESS, VAGUE, WHOLE, is_specific, normal, without_courtesy};
use crate::handoff::{Concept, Item};

/// The most words of an objective or step that these rules judge: a longer one says something.
const WORDS: usize = 14;

/// Finds next steps, objectives and lines of the author's prompt such as "let's continue where we left off" (003, "Don't Assume Context").
pub(super) fn useless_next_step(case: &Case) -> Vec<Finding> {
    let items = [Concept::Objective, Concept::Next].into_iter().flat_map(|c| case.filled(c));
    let useless = items.filter(|i| i.why.is_none() && says_nothing(&i.text));
    let mut found: Vec<Finding> =
        useless.map(|i| case.on_item(i, format!("{} does not say what to do.", case.quote(i.span, &i.text)))).collect();
    if let Some(part) = case.handoff().prompt() {
        let document = case.handoff().document();
        let first = document.line_at(part.text.start);
        let lines = document.lines().iter().skip(first).take_while(|l| l.span.start < part.text.end);
        let useless = lines.filter(|l| l.span.len() < 200 && leaves_off(&normal(document.slice(l.text)), document.slice(l.text)));
        found.extend(useless.map(|l| {
            let message =
                format!("The prompt says {}, and a new session does not know where that was.", case.quote(l.text, document.slice(l.text)));
            case.on_span(l.text, message)
        }));
    }
    found
}

pub(super) fn says_nothing(text: &str) -> bool {
    let plain = normal(text);
    USELESS.contains(&without_courtesy(&plain)) || leaves_off(&plain, text)
}

/// Tells whether a text refers to where a session stopped and names nothing else.
fn leaves_off(plain: &str, text: &str) -> bool {
    plain.split(' ').count() <= 12 && LEFT_OFF.iter().any(|p| plain.contains(p)) && !is_specific(text) && !text.contains([':', '：'])
}

/// Finds an objective that names no outcome (001: "Too vague").
pub(super) fn vague_objective(case: &Case) -> Vec<Finding> {
    let vague = |i: &&Item| {
        let plain = normal(&i.text);
        !says_nothing(&i.text) && is_short(&plain) && !is_specific(&i.text) && is_vague(without_courtesy(&plain))
    };
    let objective = judged(case).filter(vague);
    objective.map(|i| case.on_item(i, format!("The objective {} names no outcome.", case.quote(i.span, &i.text)))).collect()
}

fn is_vague(plain: &str) -> bool {
    let Some(rest) = VAGUE.iter().find_map(|verb| plain.strip_prefix(verb)) else { return false };
    let words: Vec<&str> = rest.split(' ').filter(|w| !SMALL.contains(w)).collect();
    let generic = words.iter().filter(|w| GENERIC.contains(w)).count();
    words.len() <= 1 || generic == words.len() || words.len() <= 3 && words.last().is_some_and(|w| GENERIC.contains(w))
}

/// Finds an objective that no session can reach (001: "Too broad").
pub(super) fn broad_objective(case: &Case) -> Vec<Finding> {
    let broad = |i: &&Item| {
        let plain = normal(&i.text);
        is_short(&plain) && is_broad(&plain)
    };
    let objective = judged(case).filter(broad);
    objective
        .map(|i| case.on_item(i, format!("The objective {} is more than one session can reach.", case.quote(i.span, &i.text))))
        .collect()
}

fn is_broad(plain: &str) -> bool {
    let Some(at) = WHOLE.iter().find_map(|w| plain.find(w)) else { return false };
    let sentence = plain[at..].split(['.', ';', ':']).next().unwrap_or_default();
    sentence.split(|c: char| !c.is_alphanumeric()).any(|w| BIG.contains(&w))
}

/// Returns the objective where it is one statement: several items are a plan.
fn judged<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Item> {
    let items: Vec<&Item> = case.filled(Concept::Objective).collect();
    let one = items.len() == 1;
    items.into_iter().filter(move |i| one && i.why.is_none())
}

fn is_short(plain: &str) -> bool {
    plain.split(' ').count() <= WORDS
}

/// Finds entries of the summary that could stand in any handoff (001, Content Validation 1).
pub(super) fn vague_summary(case: &Case) -> Vec<Finding> {
    let items = [Concept::Completed, Concept::Summary].into_iter().flat_map(|c| case.filled(c));
    let vague = items.filter(|i| UNSPECIFIC.contains(&&*normal(&i.text)));
    vague.map(|i| case.on_item(i, format!("{} does not say what was done.", case.quote(i.span, &i.text)))).collect()
}
