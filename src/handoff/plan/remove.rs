//! An item goes, its lines with it.

use super::style::{end_of, line_of};
use crate::document::{Edit, Kind, Span};
use crate::handoff::{Handoff, Item, Shape};

/// Returns the edits that remove an item: its lines; with the label it was alone under; in its place a stated "None".
pub(super) fn candidates(h: &Handoff, item: &Item) -> Vec<Edit> {
    let doc = h.document();
    let Some(first) = line_of(doc, item.span.start) else { return Vec::new() };
    let lines = lines(h, item);
    let mut edits = vec![Edit::one(lines, "")];
    let n = doc.line_at(first.span.start);
    if item.shape == Shape::Bullet
        && let Some(group) = n.checked_sub(1).and_then(|n| doc.lines().get(n))
        && group.depth > 0
        && group.depth < first.depth
    {
        edits.push(Edit::one(Span::new(group.span.start, lines.end), ""));
    }
    match item.shape {
        Shape::Bullet => edits.push(Edit::one(item.body, "None")),
        Shape::Row => {
            let head = doc.lines()[..n].iter().rev().take_while(|l| matches!(l.kind, Kind::TableHead | Kind::TableRule)).last();
            edits.extend(head.map(|head| Edit::one(Span::new(head.span.start, lines.end), "")));
        }
        Shape::Heading => {}
        Shape::Lead | Shape::Prose => edits.push(Edit::one(item.body, "None.")),
    }
    edits
}

/// Returns the lines that go with an item.
pub(super) fn lines(h: &Handoff, item: &Item) -> Span {
    let first = line_of(h.document(), item.span.start).map_or(item.span, |l| l.span);
    with_one_gap(h, Span::new(first.start, end_of(h, item).max(first.end)))
}

/// Takes one of the blank lines on both sides along, and the ending before a last line that has none.
fn with_one_gap(h: &Handoff, lines: Span) -> Span {
    let doc = h.document();
    let blank = |at: Option<usize>| at.and_then(|n| doc.lines().get(n)).filter(|l| l.kind == Kind::Blank);
    let first = doc.line_at(lines.start);
    let before = blank(first.checked_sub(1));
    if lines.end == h.text().len() && !h.text().ends_with(['\n', '\r']) {
        let kept = h.text()[..lines.start].trim_end_matches([' ', '\t']);
        let start = kept.strip_suffix("\r\n").or(kept.strip_suffix(['\n', '\r'])).unwrap_or(kept).len();
        return Span::new(start, lines.end);
    }
    let behind = doc.line_at(lines.end);
    match (before, blank(Some(behind)).filter(|l| l.span.start == lines.end)) {
        (Some(_), Some(after)) => Span::new(lines.start, after.span.end),
        (Some(before), None) if lines.end == h.text().len() => Span::new(before.span.start, lines.end),
        _ => lines,
    }
}
