//! Rules on what SESSION-HANDOFF.md (000) asks for in each of its four sections, and on where it stands.
//!
//! They speak only in a file that declares that format: nothing else in the wild would pass them.

use super::Finding;
use super::case::Case;
use crate::handoff::{Concept, MetaKey, is_placeholder};

/// Finds what section 1 lacks.
pub(super) fn incomplete_context(case: &Case) -> Vec<Finding> {
    let keys = [
        (MetaKey::Session, "the session id"),
        (MetaKey::Time, "the start time"),
        (MetaKey::Actor, "the agent or actor"),
        (MetaKey::Scope, "the active scope"),
    ];
    let missing =
        unset(case, &keys).chain(unsaid(case, &[(Concept::Decisions, "the decisions made"), (Concept::Tasks, "the active tasks")]));
    told(case, missing.collect())
}

/// Finds what section 2 lacks.
pub(super) fn incomplete_changelog(case: &Case) -> Vec<Finding> {
    let parts = [(Concept::Completed, "the completed steps"), (Concept::Pending, "the pending actions")];
    let updates = (!has_part(case, "context updates")).then_some("the context updates");
    told(case, unset(case, &[(MetaKey::Updated, "the time of the last update")]).chain(unsaid(case, &parts)).chain(updates).collect())
}

/// Finds what section 3 lacks.
pub(super) fn incomplete_window(case: &Case) -> Vec<Finding> {
    let prior = (!has_part(case, "prior context") && case.handoff().carry_forward().is_empty()).then_some("the relevant prior context");
    let exclusions = (!has_part(case, "exclusions") && !case.says(Concept::Exclusions)).then_some("the explicit exclusions");
    told(case, prior.into_iter().chain(exclusions).collect())
}

/// Finds what section 4 lacks.
pub(super) fn incomplete_next(case: &Case) -> Vec<Finding> {
    let next = ![Concept::Next, Concept::Objective].into_iter().any(|c| case.says(c));
    let derived = !has_part(case, "derived from") && !case.says(Concept::Derived);
    told(case, next.then_some("what comes next").into_iter().chain(derived.then_some("what it was derived from")).collect())
}

/// Finds a SESSION-HANDOFF.md that does not stand in the project's root.
pub(super) fn misplaced(case: &Case) -> Vec<Finding> {
    let path = case.checks().evidence.path.as_deref().filter(|p| p.contains('/'));
    let one = |path: &str| {
        let message = format!("The file stands at {}, not in the project's root.", crate::shown::Shown::new(path));
        case.about(path, None, message)
    };
    path.map(one).into_iter().collect()
}

fn unset<'a>(case: &'a Case, keys: &'a [(MetaKey, &'static str)]) -> impl Iterator<Item = &'static str> + 'a {
    let unset = |key: MetaKey| case.handoff().meta(key).is_none_or(|v| v.trim().is_empty());
    keys.iter().filter(move |(key, _)| unset(*key)).map(|(_, name)| *name)
}

/// A part whose entries are still placeholders is there; the rule on placeholders speaks of it.
fn unsaid<'a>(case: &'a Case, parts: &'a [(Concept, &'static str)]) -> impl Iterator<Item = &'static str> + 'a {
    let unsaid = |c: Concept| !case.says(c) && !case.handoff().items(c).any(|i| is_placeholder(&i.text));
    parts.iter().filter(move |(c, _)| unsaid(*c)).map(|(_, name)| *name)
}

/// Tells whether a section or label whose title has the words says anything.
fn has_part(case: &Case, words: &str) -> bool {
    let named = case.sections().filter(|s| s.title.to_lowercase().contains(words));
    named.into_iter().any(|s| s.stated_empty || !case.handoff().slice(s.body).trim().is_empty())
}

fn told(case: &Case, missing: Vec<&str>) -> Vec<Finding> {
    if missing.is_empty() {
        return Vec::new();
    }
    let message = format!("The file does not give {}.", missing.join(", "));
    vec![case.about(&missing.join(","), None, message)]
}
