//! The habits of a file that an edit keeps: endings, blank lines, bullets, status tokens.

use crate::document::{Document, Kind, Line};
use crate::handoff::{Carrier, Handoff, Item, StatusKind};

/// Returns the line that holds the byte `at`.
pub(super) fn line_of(doc: &Document, at: usize) -> Option<&Line> {
    doc.lines().get(doc.line_at(at))
}

/// Returns the offset behind the last line of an item that is not blank, its ending included.
pub(super) fn end_of(h: &Handoff, item: &Item) -> usize {
    let doc = h.document();
    let last = doc.line_at(item.body.end.max(item.body.start + 1) - 1);
    doc.lines().get(last).map_or(item.span.end, |l| l.span.end)
}

/// Tells whether the line at `at` (its start) has a blank line before it.
pub(super) fn blank_before(doc: &Document, at: usize) -> bool {
    let n = doc.line_at(at);
    n > 0 && doc.lines()[n - 1].kind == Kind::Blank
}

/// Tells whether most headings that text follows have a blank line between.
pub(super) fn blank_after_headings(doc: &Document) -> bool {
    let lines = doc.lines();
    let behind = |n: usize| if matches!(lines[n].kind, Kind::Setext(_)) { n + 2 } else { n + 1 };
    let spaced = (0..lines.len()).filter(|n| lines[*n].kind.heading().is_some()).filter_map(|n| lines.get(behind(n)));
    let (blank, tight): (Vec<&Line>, Vec<&Line>) = spaced.partition(|l| l.kind == Kind::Blank);
    blank.len() >= tight.len()
}

/// Returns the bullet that the file uses most, `-` where it uses none.
pub(super) fn bullet(doc: &Document) -> &str {
    let bullets = doc.lines().iter().filter_map(|l| l.marker()).filter(|m| m.number.is_none()).map(|m| doc.slice(m.span));
    commonest(bullets).unwrap_or("-")
}

/// Tells whether items that have a status carry it in a checkbox here.
pub(super) fn uses_checkboxes(h: &Handoff) -> bool {
    let doc = h.document();
    let boxes = |i: &&Item| line_of(doc, i.span.start).and_then(|l| l.marker()).is_some_and(|m| m.checkbox.is_some());
    h.all_items().iter().filter(|i| i.concept.has_status()).any(|i| boxes(&i))
}

/// Returns the file's commonest token of a kind in a carrier.
pub(super) fn token(h: &Handoff, kind: StatusKind, carrier: Carrier) -> Option<&str> {
    let statuses = h.all_items().iter().filter_map(|i| i.status.as_ref()).filter(|s| s.kind == kind && s.carrier == carrier);
    commonest(statuses.map(|s| h.slice(s.span)))
}

/// Returns the value that occurs most, the first of equals.
pub(super) fn commonest<T: PartialEq + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(v, _)| *v == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(value, _)| value)
}
