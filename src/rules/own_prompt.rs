//! Rules on the author's own prompt (001, "Restoration Prompt": what it must include).
//!
//! The compiled prompt has all of it by construction; these look at a prompt that somebody wrote.

use super::Finding;
use super::case::Case;
use super::words::normal;
use crate::handoff::{Concept, Handoff, is_placeholder};

/// References to what the reader of a prompt does not have before him.
const OUTSIDE: [&str; 16] = [
    "see above",
    "as described above",
    "as mentioned above",
    "the handoff above",
    "the summary above",
    "everything above",
    "listed above",
    "previous chat",
    "previous conversation",
    "last conversation",
    "our last chat",
    "our conversation",
    "as we discussed",
    "as discussed",
    "you already know",
    "as you know",
];

/// Finds a handoff without a restoration prompt of its own.
pub(super) fn no_prompt(case: &Case) -> Vec<Finding> {
    case.on_file(case.handoff().prompt().is_none(), "The file holds no prompt for the next session.")
}

/// Finds a prompt in the file that does not refer to the bootstrap template.
pub(super) fn no_template(case: &Case) -> Vec<Finding> {
    let Some(text) = text(case) else { return Vec::new() };
    let named = ["template", "bootstrap", "read and apply"].iter().any(|word| text.contains(word));
    let refers = text.contains("://") || text.contains(".md") || text.contains("template_url");
    let mut lines = text.lines().skip_while(|l| !l.trim().starts_with("read and apply"));
    let given = lines.next().is_some_and(|l| l.contains(':')) && lines.next().is_some_and(|l| !l.trim().is_empty());
    case.on_file(!(named && (refers || given)), "The prompt in the file names no bootstrap template.")
}

/// Finds a prompt in the file that does not say how to ask for the next handoff.
pub(super) fn no_trigger(case: &Case) -> Vec<Finding> {
    let Some(text) = text(case) else { return Vec::new() };
    let trigger = case.checks().trigger.as_deref().unwrap_or("snapshot").to_lowercase();
    let told = text.contains(&trigger) || text.contains("next handoff") || text.contains("next prompt");
    case.on_file(!told, "The prompt in the file does not say how to ask for the next handoff.")
}

/// Finds a prompt in the file that does not say what the project is.
pub(super) fn prompt_without_context(case: &Case) -> Vec<Finding> {
    let told = Told {
        concepts: &[Concept::Context, Concept::Summary],
        titles: &["project", "context", "background", "overview", "about", "repo"],
        phrases: &[
            "building a",
            "we are building",
            "we're building",
            "working on a",
            "working on the",
            "this project",
            "you are on ",
            "the project is",
        ],
    };
    lacks(case, &told, "The prompt in the file does not say what the project is.")
}

/// Finds a prompt in the file that does not say where things stand.
pub(super) fn prompt_without_state(case: &Case) -> Vec<Finding> {
    let told = Told {
        concepts: &[Concept::State, Concept::Completed, Concept::Tasks],
        titles: &["status", "state", "completed", "done", "progress", "accomplished", "where we", "where things", "so far"],
        phrases: &[
            "we've ",
            "we have ",
            "is complete",
            "are complete",
            "is done",
            "are done",
            "has been",
            "have been",
            "already",
            "so far",
            "finished",
        ],
    };
    lacks(case, &told, "The prompt in the file does not say where things stand.")
}

/// Finds a prompt in the file that does not say what the session is for.
pub(super) fn prompt_without_objective(case: &Case) -> Vec<Finding> {
    let told = Told {
        concepts: &[Concept::Objective, Concept::Next],
        titles: &["goal", "objective", "task", "focus", "next", "todo", "to do"],
        phrases: &[
            "this session should",
            "your task",
            "focus on",
            "start with",
            "continue with",
            "begin with",
            "go on with",
            "next step",
            "please ",
        ],
    };
    lacks(case, &told, "The prompt in the file does not say what the session is for.")
}

/// Finds a prompt in the file that points at what is not in it (001, MUST 1).
pub(super) fn prompt_not_self_contained(case: &Case) -> Vec<Finding> {
    let Some(part) = case.handoff().prompt() else { return Vec::new() };
    let document = case.handoff().document();
    let first = document.line_at(part.text.start);
    let lines = document.lines().iter().skip(first).take_while(|l| l.span.start < part.text.end);
    let outside = |text: &str| {
        let plain = normal(text);
        OUTSIDE.iter().any(|w| plain.contains(w))
    };
    // What stands below an item points to it, or beside it.
    let pointing = lines.filter(|l| l.depth <= 1 && l.span.len() < 1_000 && outside(document.slice(l.text)));
    pointing
        .map(|l| case.on_span(l.text, format!("The prompt points outside itself: {}.", case.quote(l.text, document.slice(l.text)))))
        .collect()
}

/// Finds what is still to be filled in in the author's prompt, which should be ready to paste (001, "Restoration Prompt").
pub(super) fn prompt_placeholder(case: &Case) -> Vec<Finding> {
    let Some(part) = case.handoff().prompt() else { return Vec::new() };
    let document = case.handoff().document();
    let first = document.line_at(part.text.start);
    let lines = document.lines().iter().skip(first).take_while(|l| l.span.start < part.text.end);
    let unfilled = lines.filter(|l| is_placeholder(document.slice(l.text)) || holds_mark(document.slice(l.text)));
    unfilled
        .map(|l| case.on_span(l.text, format!("The prompt still has to be filled in: {}.", case.quote(l.text, document.slice(l.text)))))
        .collect()
}

/// Tells whether a line holds one of 001's own marks, in quotes or a URL too.
fn holds_mark(line: &str) -> bool {
    ["[TRIGGER]", "[TEMPLATE_URL]", "[HANDOFF FORMAT]", "[...]"].iter().any(|mark| line.contains(mark))
}

/// Returns the author's prompt in lower case.
fn text(case: &Case) -> Option<String> {
    Some(case.handoff().slice(case.handoff().prompt()?.text).to_lowercase()).filter(|t| !t.trim().is_empty())
}

/// How a prompt may say something.
struct Told<'a> {
    /// By a section of one of these.
    concepts: &'a [Concept],
    /// By a heading or label with one of these words.
    titles: &'a [&'a str],
    /// In a sentence.
    phrases: &'a [&'a str],
}

/// Says that the prompt lacks something. Of another script than Latin only sections are known, and silence is better than a guess.
fn lacks(case: &Case, told: &Told, message: &str) -> Vec<Finding> {
    let (Some(prompt), Some(text)) = (case.own_prompt(), text(case)) else { return Vec::new() };
    let body = without_frame(&text);
    let foreign = body.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() * 4 > body.len();
    let titled = |l: &str| {
        let heading = l.trim_start().starts_with('#').then_some(l);
        let label = l.split_once(':').map(|(label, _)| label).filter(|label| label.split(' ').count() <= 5);
        heading.or(label).is_some_and(|title| told.titles.iter().any(|w| title.contains(w)))
    };
    let has = told.concepts.iter().any(|c| says(prompt, *c)) || body.lines().any(titled) || told.phrases.iter().any(|w| body.contains(w));
    case.on_file(!has && !foreign, message)
}

/// Takes off the lines that every prompt has: the template and the reminder.
fn without_frame(text: &str) -> String {
    let frame = |l: &&str| {
        let l = l.trim();
        l.starts_with("read and apply") || l.starts_with("http") || l.starts_with("remember:") || l.starts_with("copy everything")
    };
    text.lines().filter(|l| !frame(l)).collect::<Vec<_>>().join("\n")
}

fn says(prompt: &Handoff, concept: Concept) -> bool {
    prompt.items(concept).next().is_some() || prompt.sections_of(concept).next().is_some()
}
