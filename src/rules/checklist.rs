//! Rules on the compliance checklist of 000: its boxes are computed, not ticked on trust.

use super::Finding;
use super::aims::says_nothing;
use super::case::Case;
use super::filled::{decision_without_why, placeholder};
use crate::document::{Edit, Span};
use crate::handoff::{Concept, MetaKey, is_placeholder};

/// One box of the checklist.
struct Tick {
    line: Span,
    mark: Span,
    ticked: bool,
    /// Why it does not hold; `None` when it does.
    fault: Option<&'static str>,
}

/// Finds boxes that are ticked and do not hold; the fix takes the tick away.
pub(super) fn checklist_wrong(case: &Case) -> Vec<Finding> {
    let wrong = boxes(case).into_iter().filter(|b| b.ticked);
    let one = |b: Tick| {
        let message = format!("{} is ticked, but {}.", case.quote(b.line, case.handoff().slice(b.line)), b.fault?);
        Some(Finding { fix: Some(Edit::one(b.mark, " ")), ..case.on_span(b.line, message) })
    };
    wrong.filter_map(one).collect()
}

/// Finds boxes that hold and are not ticked; the fix ticks them.
pub(super) fn checklist_open(case: &Case) -> Vec<Finding> {
    let open = boxes(case).into_iter().filter(|b| !b.ticked && b.fault.is_none());
    let one = |b: Tick| {
        let message = format!("{} holds and is not ticked.", case.quote(b.line, case.handoff().slice(b.line)));
        Finding { fix: Some(Edit::one(b.mark, "x")), ..case.on_span(b.line, message) }
    };
    open.map(one).collect()
}

/// Returns the boxes of the checklist that can be computed.
fn boxes(case: &Case) -> Vec<Tick> {
    let handoff = case.handoff();
    let Some(list) = case.sections().find(|s| s.title.to_lowercase().contains("compliance checklist")) else { return Vec::new() };
    let document = handoff.document();
    let first = document.line_at(list.body.start);
    let lines = document.lines().iter().skip(first).take_while(|l| l.span.start < list.body.end);
    let one = |line: &crate::document::Line| {
        let mark = line.marker()?.checkbox?;
        let text = document.slice(line.text).to_lowercase();
        let fault = match () {
            () if text.contains("decisions documented") => decisions(case),
            () if text.contains("context updates captured") => updates(case),
            () if text.contains("next steps clearly defined") => next_steps(case),
            () if text.contains("unresolved placeholders") => unfilled(case),
            () => return None,
        };
        let ticked = !document.slice(mark).trim().is_empty();
        Some(Tick { line: line.text, mark, ticked, fault })
    };
    lines.filter_map(one).collect()
}

fn decisions(case: &Case) -> Option<&'static str> {
    let handoff = case.handoff();
    if handoff.items(Concept::Decisions).any(|i| is_placeholder(&i.text)) || !case.says(Concept::Decisions) {
        Some("no decision is documented")
    } else if !decision_without_why(case).is_empty() {
        Some("a decision does not say why")
    } else {
        None
    }
}

fn updates(case: &Case) -> Option<&'static str> {
    let handoff = case.handoff();
    let part = case.sections().find(|s| s.title.to_lowercase().contains("context updates"));
    let text = part.map_or("", |s| handoff.slice(s.body)).trim();
    let updated = handoff.meta(MetaKey::Updated).is_some_and(|v| !is_placeholder(v));
    if text.is_empty() || text.lines().any(|l| is_placeholder(l.trim_start_matches(['-', '*', ' ']))) {
        Some("no context update is written down")
    } else if !updated {
        Some("nothing says when the file was last updated")
    } else {
        None
    }
}

fn next_steps(case: &Case) -> Option<&'static str> {
    let mut steps = [Concept::Next, Concept::Objective].into_iter().flat_map(|c| case.filled(c)).peekable();
    if steps.peek().is_none() {
        Some("nothing says what comes next")
    } else if steps.any(|i| says_nothing(&i.text)) {
        Some("a next step does not say what to do")
    } else {
        None
    }
}

fn unfilled(case: &Case) -> Option<&'static str> {
    (!placeholder(case).is_empty()).then_some("something is still to be filled in")
}
