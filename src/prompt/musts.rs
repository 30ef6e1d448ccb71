//! The five musts of Handoff Format 1.0 (001, "MUST Requirements"), checked on a compiled prompt.

use super::layout::{GOAL, PROJECT, STATUS};
use crate::document::{Document, Kind};

/// Something that 001 demands and a text lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Project context or state: the prompt does not stand on its own.
    SelfContained,
    /// A reference to the bootstrap template.
    Template,
    /// The next objective.
    Objective,
    /// The instruction that makes the pattern go on.
    Continuation,
    /// A closed fence: the markdown is not sound.
    Markdown,
}

/// Returns which of the five musts a prompt lacks.
pub fn musts(text: &str) -> Vec<Missing> {
    let document = Document::parse(text);
    let lines: Vec<(&str, Kind)> = document.lines().iter().map(|l| (document.slice(l.text), l.kind)).collect();
    let under = |title: &str| {
        let at = lines.iter().position(|(text, kind)| kind.heading() == Some(2) && *text == title);
        let body =
            at.map(|at| lines[at + 1..].iter().take_while(|(_, kind)| *kind != Kind::Rule && kind.heading().is_none_or(|level| level > 2)));
        body.is_some_and(|mut body| body.any(|(text, kind)| *kind != Kind::Blank && !text.starts_with("_No objective is stated: ask")))
    };
    let template = lines.windows(2).any(|w| w[0].0 == "Read and apply this bootstrap template:" && w[1].1 != Kind::Blank);
    let trigger = |line: &str| line.strip_prefix("Remember: Say \"").is_some_and(|rest| rest.find('"').is_some_and(|end| end > 0));
    let continues = lines.iter().rev().find(|(_, kind)| *kind != Kind::Blank).is_some_and(|(text, _)| trigger(text));
    let titled = lines.first().is_some_and(|(_, kind)| kind.heading() == Some(1));
    let checks = [
        (Missing::SelfContained, under(PROJECT) && under(STATUS)),
        (Missing::Template, template),
        (Missing::Objective, under(GOAL)),
        (Missing::Continuation, continues),
        (Missing::Markdown, titled && document.open_fence().is_none()),
    ];
    checks.into_iter().filter_map(|(missing, met)| (!met).then_some(missing)).collect()
}
