//! The table of rules: id, level, what it demands and why, function.

use super::case::Case;
use super::{Finding, Level, Rule, elements, filled, sound, stale};

const fn rule(id: &'static str, level: Level, run: Option<fn(&Case) -> Vec<Finding>>, text: &'static str) -> Rule {
    Rule { id, level, text, run }
}

/// Every rule in the order in which they run; [`super::scan`] runs those without a function.
pub(super) const RULES: &[Rule] = &[
    rule(
        "known-secret",
        Level::Must,
        None,
        "A value of agent_config.toml or an environment file stands in the text, as it is or in base64, URL or JSON form. It would leave with the next copy.",
    ),
    rule(
        "secret",
        Level::Must,
        None,
        "The text holds a key of a published format, a private key, a URL with a password, or an opaque value behind a name such as password or api_key. Commit hashes, UUIDs and placeholders are none.",
    ),
    rule(
        "hidden-text",
        Level::Must,
        None,
        "The text holds characters that a reader does not see and a model does: controls, tags, controls of writing direction, runs of variation selectors, zero-width characters inside words.",
    ),
    rule(
        "merge-markers",
        Level::Must,
        Some(sound::merge_markers),
        "Git left both sides of a merge in the file. A session that starts from it would read contradicting decisions as one.",
    ),
    rule(
        "unclosed-fence",
        Level::Must,
        Some(sound::unclosed_fence),
        "A fence of backticks or tildes is opened and never closed, so that everything below it counts as code and no item in it is seen.",
    ),
    rule(
        "no-objective",
        Level::Must,
        Some(sound::no_objective),
        "A handoff specifies the next objective (001, MUST 3). An objective or next steps will do; placeholders will not.",
    ),
    rule("possible-secret", Level::Should, None, "A value behind a name such as password looks like one, but may be an example."),
    rule(
        "placeholder",
        Level::Should,
        Some(filled::placeholder),
        "A line still says what a template left to be filled in. It may be sealed (000: placeholders are acceptable but must be clearly marked), but the commit gate stays shut until it is gone.",
    ),
    rule(
        "decision-without-why",
        Level::Should,
        Some(filled::decision_without_why),
        "A decision is documented with its rationale (001, SHOULD 2). Without one the next session opens it again.",
    ),
    rule(
        "embedded-prompt-stale",
        Level::Should,
        Some(stale::embedded_prompt_stale),
        "The file holds a prompt for the next session, and the objective or a decision of the handoff is not in it. Whoever pastes it starts from an older state. The fix replaces the goal and adds the decisions; nothing else of the prompt changes.",
    ),
    rule(
        "incomplete-context",
        Level::Should,
        Some(elements::incomplete_context),
        "A file with the four sections of SESSION-HANDOFF.md gives session, start, actor, scope, last update, decisions, tasks, completed steps and pending actions (000, sections 1 and 2).",
    ),
    rule(
        "no-summary",
        Level::May,
        Some(elements::no_summary),
        "A handoff summarises the previous session (001, Structural Validation). At should where the file declares Handoff Format 1.0.",
    ),
    rule(
        "no-state",
        Level::May,
        Some(elements::no_state),
        "A handoff says where the project stands in two to four sentences (001, Structural Validation). At should where the file declares Handoff Format 1.0.",
    ),
    rule(
        "no-prompt",
        Level::May,
        Some(elements::no_prompt),
        "A handoff ends with a restoration prompt (001, Structural Validation). At should where the file declares Handoff Format 1.0.",
    ),
    rule(
        "no-template",
        Level::May,
        Some(elements::no_template),
        "A restoration prompt refers to the bootstrap template, so that the pattern goes on (001, MUST 2). At should where the file declares Handoff Format 1.0.",
    ),
    rule(
        "no-trigger",
        Level::May,
        Some(elements::no_trigger),
        "A restoration prompt says which word asks for the next handoff (001, MUST 4). At should where the file declares Handoff Format 1.0.",
    ),
    rule(
        "odd-characters",
        Level::May,
        None,
        "No-break spaces, soft hyphens, marks of writing direction or private-use characters; mostly an accident of copying.",
    ),
];
