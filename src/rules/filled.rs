//! Rules on what was left to be filled in: placeholders, decisions without a why.

use super::Finding;
use super::case::{Case, Profile, joined, touches};
use crate::document::{Document, Kind, Line};
use crate::handoff::{Concept, is_placeholder};

/// Finds lines that a template left to be filled in: items and metadata, and in a file that declares a format any line.
pub(super) fn placeholder(case: &Case) -> Vec<Finding> {
    let handoff = case.handoff();
    let declared = case.profile() != Profile::Free;
    let items = handoff.all_items().iter().filter(|i| handoff.is_current(i.block)).map(|i| i.span);
    let metadata = handoff.metadata().iter().filter(|m| handoff.is_current(m.block)).map(|m| m.value);
    let places = joined(items.chain(metadata).collect());
    let prompt = handoff.prompt().map(|p| p.text);
    let text = |line: &&Line| matches!(line.kind, Kind::Text | Kind::TableRow | Kind::Heading(_) | Kind::Setext(_));
    let lines = case.lines().filter(text);
    let lines = lines.filter(|l| (declared || touches(&places, l)) && !prompt.is_some_and(|p| p.contains(l.text)));
    let open_code = code_spans_open(handoff.document());
    let unfilled = lines.filter(|l| match open_code.binary_search(&l.span.start) {
        Ok(_) => is_placeholder(&format!("`{}", handoff.slice(l.text))),
        Err(_) => is_placeholder(handoff.slice(l.text)),
    });
    let one = |line: &Line| {
        let message = format!("{} is still to be filled in.", case.quote(line.text, handoff.slice(line.text)));
        case.on_span(line.text, message)
    };
    unfilled.map(one).collect()
}

/// Returns where the lines begin that go on with a code span of the line before.
fn code_spans_open(document: &Document) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut open = false;
    for line in document.lines() {
        open &= line.kind == Kind::Text && line.marker().is_none();
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
    let bare = case.filled(Concept::Decisions).filter(|i| i.why.is_none() && !i.is_over());
    let one = |item: &crate::handoff::Item| {
        let message = format!("The decision {} does not say why.", case.quote(item.span, &item.text));
        case.on_item(item, message)
    };
    bare.map(one).collect()
}
