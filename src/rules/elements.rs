//! Rules on the elements that a format demands (001 "Structural Validation", 000's four sections).
//!
//! An element of the format that the file declares is at should, of Handoff Format 1.0 in any other
//! file at may: real handoffs follow nobody's format.

use super::case::{Case, Profile};
use super::{Finding, Level};
use crate::handoff::{Concept, MetaKey, is_placeholder};

fn level(case: &Case) -> Level {
    if case.profile() == Profile::Handoff10 { Level::Should } else { Level::May }
}

fn lacks(case: &Case, rule: &'static str, lacking: bool, message: &str, help: &str) -> Vec<Finding> {
    if lacking { vec![case.on_file(rule, level(case), message.to_owned(), help)] } else { Vec::new() }
}

/// Finds a handoff that does not say what was done.
pub(super) fn no_summary(case: &Case) -> Vec<Finding> {
    let lacking = ![Concept::Summary, Concept::Completed].into_iter().any(|c| case.says(c));
    lacks(case, "no-summary", lacking, "Nothing says what the last session did.", "List what was accomplished: baton add completed TEXT.")
}

/// Finds a handoff that does not say where things stand.
pub(super) fn no_state(case: &Case) -> Vec<Finding> {
    let lacking = !case.says(Concept::State);
    lacks(
        case,
        "no-state",
        lacking,
        "Nothing says where the project stands.",
        "Write two to four sentences on the state: baton add state TEXT.",
    )
}

/// Finds a handoff without a restoration prompt of its own.
pub(super) fn no_prompt(case: &Case) -> Vec<Finding> {
    let lacking = case.handoff.prompt().is_none();
    lacks(
        case,
        "no-prompt",
        lacking,
        "The file holds no prompt for the next session.",
        "baton prompt compiles one; keep it in the file if others use it without baton.",
    )
}

/// Finds a prompt in the file that does not refer to the bootstrap template.
pub(super) fn no_template(case: &Case) -> Vec<Finding> {
    let Some(part) = case.handoff.prompt() else { return Vec::new() };
    let text = case.handoff.slice(part.text).to_lowercase();
    let named = ["template", "bootstrap", "read and apply"].iter().any(|word| text.contains(word));
    let refers = text.contains("://") || text.contains(".md") || text.contains("template_url");
    lacks(
        case,
        "no-template",
        !(named && refers),
        "The prompt in the file names no bootstrap template.",
        "Begin it with: Read and apply this bootstrap template, and where it is.",
    )
}

/// Finds a prompt in the file that does not say how to ask for the next handoff.
pub(super) fn no_trigger(case: &Case) -> Vec<Finding> {
    let Some(part) = case.handoff.prompt() else { return Vec::new() };
    let text = case.handoff.slice(part.text).to_lowercase();
    let trigger = case.checks.trigger.as_deref().unwrap_or("snapshot").to_lowercase();
    let told = text.contains(&trigger) || text.contains("next handoff") || text.contains("next prompt");
    lacks(
        case,
        "no-trigger",
        !told,
        "The prompt in the file does not say how to ask for the next handoff.",
        "End it with: Remember: Say \"snapshot\" at session end to generate the next handoff.",
    )
}

/// Finds what 000's template asks for and a file with its four sections lacks.
pub(super) fn incomplete_context(case: &Case) -> Vec<Finding> {
    if case.profile() != Profile::SessionHandoff {
        return Vec::new();
    }
    let keys = [
        (MetaKey::Session, "the session id"),
        (MetaKey::Time, "the start time"),
        (MetaKey::Actor, "the agent or actor"),
        (MetaKey::Scope, "the active scope"),
        (MetaKey::Updated, "the time of the last update"),
    ];
    let parts = [
        (Concept::Decisions, "the decisions made"),
        (Concept::Tasks, "the active tasks"),
        (Concept::Completed, "the completed steps"),
        (Concept::Pending, "the pending actions"),
    ];
    let unset = |key: &MetaKey| case.handoff.meta(*key).is_none_or(|v| v.trim().is_empty() || is_placeholder(v));
    let unsaid = |concept: &Concept| !case.says(*concept);
    let keys = keys.iter().filter(|(key, _)| unset(key)).map(|(_, name)| *name);
    let missing: Vec<&str> = keys.chain(parts.iter().filter(|(c, _)| unsaid(c)).map(|(_, name)| *name)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let message = format!("The file does not give {}.", missing.join(", "));
    vec![case.on_file("incomplete-context", Level::Should, message, "Fill in what SESSION-HANDOFF.md asks for, or say none.")]
}
