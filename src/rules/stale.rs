//! The rule on the author's own prompt: does it still say what the handoff says?
//!
//! baton never rewrites that prompt unasked; the fix replaces the goal's section and adds decisions.

use super::Finding;
use super::case::Case;
use crate::document::{Document, Edit, Kind, Span, Splice};
use crate::handoff::{Concept, Item, is_placeholder};
use std::collections::HashSet;

/// Says when the objective, or a decision where the prompt lists decisions, is missing from the file's own prompt.
pub(super) fn embedded_prompt_stale(case: &Case) -> Vec<Finding> {
    let handoff = case.handoff();
    let Some(part) = handoff.prompt() else { return Vec::new() };
    let text = handoff.slice(part.text);
    if text.trim().is_empty() {
        return Vec::new();
    }
    let words = telling(text);
    let current = |c: Concept| handoff.items(c).filter(move |i| !is_placeholder(&i.text) && !i.is_over());
    let objective: Vec<&Item> = current(Concept::Objective).collect();
    let aim = objective.iter().map(|i| i.text.as_str()).collect::<Vec<_>>().join("\n");
    let old_aim = !aim.is_empty() && !is_said(&aim, &words);
    let sub = Document::parse(text);
    let listed = section(&sub, text, &["decision"]).is_some();
    let missing: Vec<&Item> = current(Concept::Decisions).filter(|i| listed && !is_said(&i.text, &words)).collect();
    if !old_aim && missing.is_empty() {
        return Vec::new();
    }
    let mut what = Vec::new();
    if old_aim {
        what.push("the objective".to_owned());
    }
    match missing.as_slice() {
        [] => {}
        [one] => what.push(format!("the decision {}", case.quote(one.span, &one.text))),
        more => what.push(format!("{} decisions", more.len())),
    }
    let message = format!("The prompt in the file does not have {}.", what.join(" and "));
    let eol = handoff.document().eol_near(part.text.start);
    let aim = old_aim.then_some(aim.as_str());
    let fix = fix(&sub, text, part.text.start, aim, &missing, eol).filter(|_| !part.fenced || !aim.is_some_and(|a| a.contains("```")));
    vec![Finding { fix, ..case.on_span(part.text, message) }]
}

/// Tells whether half of the telling words of `wanted` are among `said`.
fn is_said(wanted: &str, said: &HashSet<String>) -> bool {
    let wanted = telling(wanted);
    wanted.is_empty() || wanted.iter().filter(|word| said.contains(*word)).count() * 2 >= wanted.len()
}

/// Returns the words of four letters and more in lower case; of scripts without spaces, every two letters.
fn telling(text: &str) -> HashSet<String> {
    let mut out = HashSet::new();
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        if word.is_ascii() {
            out.extend((word.len() >= 4).then(|| word.to_owned()));
        } else {
            let letters: Vec<char> = word.chars().collect();
            out.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
        }
    }
    out
}

/// Finds the section of the prompt whose heading has one of `words`: the span of its body.
fn section(sub: &Document, text: &str, words: &[&str]) -> Option<Span> {
    let heading = |i: usize| sub.lines().get(i).and_then(|l| l.kind.heading());
    let named = |i: &usize| {
        let title = sub.slice(sub.lines()[*i].text).to_lowercase();
        heading(*i).is_some() && words.iter().any(|w| title.contains(w))
    };
    let at = (0..sub.lines().len()).find(named)?;
    let level = heading(at)?;
    let mut first = at + 1;
    while sub.lines().get(first).is_some_and(|l| l.kind == Kind::Underline) {
        first += 1;
    }
    let ends = |l: &crate::document::Line| {
        l.kind == Kind::Rule || l.kind.heading().is_some_and(|other| other <= level) || is_reminder(sub.slice(l.text))
    };
    let last = (first..sub.lines().len()).find(|i| ends(&sub.lines()[*i])).unwrap_or(sub.lines().len());
    let offset = |i: usize| sub.lines().get(i).map_or(text.len(), |l| l.span.start);
    Some(Span::new(offset(first), offset(last)))
}

fn is_reminder(line: &str) -> bool {
    line.to_lowercase().starts_with("remember")
}

/// Plans the mend: another body for the goal's section, decisions at the end of theirs.
fn fix(sub: &Document, text: &str, base: usize, aim: Option<&str>, missing: &[&Item], eol: &str) -> Option<Edit> {
    let at = |span: Span| Span::new(base + span.start, base + span.end);
    let mut splices = Vec::new();
    let reminder = sub.lines().iter().position(|l| l.kind == Kind::Rule || is_reminder(sub.slice(l.text)));
    let end = reminder.filter(|i| *i > 0).map_or(text.len(), |i| sub.lines()[i].span.start);
    let break_before = |offset: usize| if offset == 0 || text[..offset].ends_with(['\n', '\r']) { "" } else { eol };
    if let Some(aim) = aim {
        let aim = aim.replace('\n', eol);
        match section(sub, text, &["goal", "objective", "task for"]) {
            Some(body) => splices.push(Splice::new(at(body), format!("{}{eol}{aim}{eol}{eol}", break_before(body.start)))),
            None => splices
                .push(Splice::new(at(Span::at(end)), format!("{}{eol}## This Session's Goal{eol}{eol}{aim}{eol}{eol}", break_before(end)))),
        }
    }
    if !missing.is_empty() {
        let body = section(sub, text, &["decision"])?;
        let filled = text[body.start..body.end].trim_end().len();
        let offset = body.start + filled;
        let one = |i: &&Item| format!("{eol}- {}{}", i.text, i.why.as_ref().map_or(String::new(), |w| format!(": {}", w.text)));
        splices.push(Splice::new(at(Span::at(offset)), missing.iter().map(one).collect::<String>()));
    }
    Edit::new(splices)
}
