//! What stands around the facts: what this is, the template, the project, what to read first, and the end.
//!
//! Invariant: each piece is made of whole lines, so that lengths and tokens of pieces add up.

use super::layout::{CITED, GOAL, PROJECT, READ_FIRST, SINCE, STATUS};
use super::line::{escaped, fenced, one_line};
use super::{BOOTSTRAP, Fact, Facts, Portion, Profile, Snippet};
use crate::handoff::Concept;

/// What every prompt begins with.
pub(super) const TITLE: &str = "# Restoration prompt: ";

/// What stands before the author's own prompt.
pub(super) const QUOTES: &str = "_The author's own prompt for this session, word for word:_";

/// So many characters of the state stand in a prompt that has no room for it.
const EXCERPT: usize = 160;

/// Writes what this is, and the template's reference.
pub(super) fn title(facts: &Facts, profile: &Profile) -> String {
    let session = facts.session.as_deref().map(one_line).filter(|s| !s.is_empty());
    let named = |s: String| match s.strip_prefix("Session") {
        Some(rest) => format!(", session{rest}"),
        None if s.starts_with(|c: char| c.is_ascii_digit()) => format!(", session {s}"),
        None => format!(", {s}"),
    };
    let session = session.map_or(String::new(), named);
    let seal = facts.sealed.as_deref().map_or("draft".to_owned(), |s| format!("sealed {}", one_line(s)));
    let (name, template) = (name(facts), template_for(facts, profile));
    format!("{TITLE}{name}{session} ({seal})\n\nRead and apply this bootstrap template:\n{template}\n")
}

/// Writes the template's words, for whoever can open nothing; a person needs none.
pub(super) fn template_words(facts: &Facts, profile: &Profile) -> Option<String> {
    let words = || format!("\nIt says in brief, so that nothing has to be opened:\n\n{}", fenced(bootstrap(facts)));
    (*profile != Profile::Human).then(words)
}

fn name(facts: &Facts) -> String {
    let project = one_line(&facts.project);
    if project.is_empty() { "this project".to_owned() } else { project }
}

/// Writes what the project is, how the reader works in it, and what to read first.
pub(super) fn project(facts: &Facts, profile: &Profile) -> String {
    let mut out = format!("\n## {PROJECT}\n\n- Project: {}\n", name(facts));
    for line in facts.context.iter().map(|l| one_line(l)).filter(|l| !l.is_empty()) {
        out.push_str(&format!("- {}\n", escaped(&line)));
    }
    if let Some(git) = &facts.git {
        out.push_str(&format!("- Git: {}\n", one_line(git)));
    }
    let live = one_line(&facts.live);
    match profile {
        Profile::ClaudeCode | Profile::SessionContext if !live.is_empty() => {
            out.push_str(&format!("- Handoff file: {live}; keep it up to date while you work.\n"));
        }
        Profile::Codex if !live.is_empty() => out.push_str(&format!(
            "- Handoff file: {live}; keep it up to date while you work. What AGENTS.md says holds too; on the present state this prompt is newer.\n"
        )),
        Profile::Chatgpt => out.push_str(
            "- This chat has no repository: what it needs is below. A path below is a name, none has to be opened; ask for anything else.\n",
        ),
        _ => {}
    }
    if *profile == Profile::SessionContext {
        out.push_str(&read_first(facts));
    }
    out
}

/// Writes what to read and in which order, what not to do, and the answer that is expected (003).
fn read_first(facts: &Facts) -> String {
    let mut out = format!("\n## {READ_FIRST}\n\n");
    let numbered = |(n, (path, what)): (usize, &(String, String))| format!("{}. {}: {}\n", n + 1, escaped(&one_line(path)), one_line(what));
    let list: String = facts.reading.iter().enumerate().map(numbered).collect();
    if list.is_empty() {
        out.push_str("What is below is all there is to read.\n");
    } else {
        out.push_str("Before you suggest anything, read in this order; what you cannot open is said below as far as it is needed.\n\n");
        out.push_str(&list);
    }
    out.push_str(
        "\nDo not make up a new approach, do not build for later, and do not suggest again what is decided or ruled out below.\n\n\
         Answer first with (1) the present state in two or three sentences, (2) the task as you understand it and its steps, \
         (3) what you have to ask. Begin when that is confirmed.\n",
    );
    out
}

/// Returns the reference of the template on one line that is nothing but text.
pub(super) fn template(facts: &Facts) -> String {
    let line = one_line(&facts.template);
    if line.is_empty() { "Session Handoff Pattern (as given here)".to_owned() } else { escaped(&line) }
}

/// Returns the same for a reader; who has no repository is sent to no file in it.
pub(super) fn template_for(facts: &Facts, profile: &Profile) -> String {
    let openable = *profile != Profile::Chatgpt || facts.template.contains("://");
    if openable { template(facts) } else { template(&Facts { template: String::new(), ..facts.clone() }) }
}

/// Returns the bootstrap template's words.
pub(super) fn bootstrap(facts: &Facts) -> &str {
    if facts.bootstrap.trim().is_empty() { BOOTSTRAP } else { facts.bootstrap.trim_end() }
}

/// Returns the trigger word.
pub(super) fn trigger(facts: &Facts) -> String {
    let word = one_line(&facts.trigger);
    if word.is_empty() { "snapshot".to_owned() } else { word }
}

/// Returns what stands under the two headings that are always there while no fact does, and at how many units it goes.
pub(super) fn filler(heading: &str, all: &[Fact], own: Option<&str>, first: Option<usize>) -> Option<(String, usize)> {
    let until = first.unwrap_or(usize::MAX);
    let state = all.iter().find(|f| f.concept == Concept::State && f.portion == Portion::Item);
    let text = match (heading, state) {
        (STATUS, Some(state)) => format!("\n_It begins:_ {}\n", excerpt(&state.text)),
        (STATUS, None) => "\n_Nothing is said about the state; work completed and open tasks tell it._\n".to_owned(),
        (GOAL, _) if all.iter().any(|f| f.concept == Concept::Next) => {
            "\n_No objective is stated: go on with the first of the next steps below._\n".to_owned()
        }
        (GOAL, _) if own.is_some() => "\n_No objective is stated: the author's own prompt says what to do._\n".to_owned(),
        (GOAL, _) => "\n_No objective is stated: ask for it before anything else._\n".to_owned(),
        _ => return None,
    };
    (until > 0).then_some((text, until))
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((cut, _)) => format!("{} [...]", text[..cut].trim_end()),
        None => text.to_owned(),
    }
}

/// Writes what happened since the seal; nothing when nothing did.
pub(super) fn since(facts: &Facts) -> String {
    let line = |line: &String| format!("- {}\n", escaped(&one_line(line)));
    let lines: String = facts.since.iter().map(line).collect();
    if lines.is_empty() { lines } else { format!("\n## {SINCE}\n\n{lines}") }
}

/// Writes the heading of the quoted lines.
pub(super) fn cited() -> String {
    format!("\n## {CITED}\n")
}

/// Writes the lines of a cited file.
pub(super) fn snippet(snippet: &Snippet) -> String {
    let name = one_line(&snippet.name).replace('`', "'");
    match &snippet.text {
        Ok(text) => format!("\n_From {name}:_\n\n{}", fenced(text.trim_end_matches(['\n', '\r']))),
        Err(why) => format!("\n_From {name}: not quoted, {}._\n", one_line(why)),
    }
}

/// Writes the line that keeps the pattern going.
pub(super) fn tail(facts: &Facts) -> String {
    format!("\n---\n\nRemember: Say \"{}\" at session end to generate the next handoff.\n", trigger(facts))
}
