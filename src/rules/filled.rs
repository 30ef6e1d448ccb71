//! Rules on what was left to be filled in: placeholders, decisions without a why.

use super::case::{Case, Profile};
use super::{Finding, Level};
use crate::document::{Document, Kind, Line, Span};
use crate::handoff::{Concept, StatusKind, is_placeholder};

/// Finds lines that a template left to be filled in: items and metadata, and in a file that declares a format any line.
pub(super) fn placeholder(case: &Case) -> Vec<Finding> {
    let handoff = case.handoff;
    let declared = case.profile() != Profile::Free;
    let items = handoff.all_items().iter().filter(|i| handoff.is_current(i.block)).map(|i| i.span);
    let metadata = handoff.metadata().iter().filter(|m| handoff.is_current(m.block)).map(|m| m.value);
    let places = joined(items.chain(metadata).collect());
    let prompt = handoff.prompt().map(|p| p.text);
    let blocks = handoff.blocks().iter().enumerate();
    let old = joined(blocks.filter(|(i, _)| !handoff.is_current(Some(*i))).map(|(_, b)| b.span).collect());
    let text = |line: &&Line| matches!(line.kind, Kind::Text | Kind::TableRow | Kind::Heading(_) | Kind::Setext(_));
    let lines = handoff.document().lines().iter().filter(text);
    let lines = lines.filter(|l| (declared || touches(&places, l)) && !prompt.is_some_and(|p| p.contains(l.text)) && !touches(&old, l));
    let open_code = code_spans_open(handoff.document());
    let unfilled = lines.filter(|l| match open_code.binary_search(&l.span.start) {
        Ok(_) => is_placeholder(&format!("`{}", handoff.slice(l.text))),
        Err(_) => is_placeholder(handoff.slice(l.text)),
    });
    let one = |line: &Line| {
        let message = format!("{} is still to be filled in.", case.quote(line.text, handoff.slice(line.text)));
        case.on_span("placeholder", Level::Should, line.text, message, "Fill it in, or remove the line.")
    };
    unfilled.map(one).collect()
}

/// Joins spans that overlap.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut().filter(|last| span.start < last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => out.push(span),
        }
    }
    out
}

/// Tells whether a line touches one of some joined spans.
fn touches(spans: &[Span], line: &Line) -> bool {
    let next = spans.partition_point(|s| s.start < line.span.end);
    spans[..next].last().is_some_and(|s| line.span.start < s.end)
}

/// Returns where the lines begin that go on with a code span of the line before.
fn code_spans_open(document: &Document) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut open = false;
    for line in document.lines() {
        open &= line.kind == Kind::Text && line.marker.is_none();
        if open {
            starts.push(line.span.start);
        }
        let ticks = document.slice(line.text).matches('`').count();
        open = line.kind == Kind::Text && open != (ticks % 2 == 1);
    }
    starts
}

/// Finds decisions that do not say why they were taken.
pub(super) fn decision_without_why(case: &Case) -> Vec<Finding> {
    let over = |kind: StatusKind| matches!(kind, StatusKind::Superseded | StatusKind::Dropped);
    let decisions = case.handoff.items(Concept::Decisions);
    let bare = decisions.filter(|i| i.why.is_none() && !is_placeholder(&i.text) && !i.status.as_ref().is_some_and(|s| over(s.kind)));
    let one = |item: &crate::handoff::Item| {
        let message = format!("The decision {} does not say why.", case.quote(item.span, &item.text));
        case.on_item("decision-without-why", Level::Should, item, message, "Add the reason, so that nobody opens it again for lack of one.")
    };
    bare.map(one).collect()
}
