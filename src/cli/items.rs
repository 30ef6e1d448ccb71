//! Items as `list`, `read` and every change show them.

use super::json;
use super::reply::{Paint, pad, widest};
use crate::document::Span;
use crate::handoff::{Handoff, Item, Note, Shape, StatusKind};
use crate::project::mask;
use crate::shown::Shown;

/// Makes the JSON of an item, its secrets masked.
pub fn to_json(handoff: &Handoff, masked: &[Span], item: &Item) -> json::Item {
    let (first_line, last_line) = lines(handoff, item.span);
    let masked = |text: &str| mask(handoff, masked, item.span, text);
    json::Item {
        reference: handoff.reference(item).to_string(),
        concept: item.concept.id(),
        status: status(item),
        text: masked(&item.text),
        why: item.why.as_ref().map(|w| masked(&w.text)),
        topic: item.topic.as_deref().map(masked),
        id: item.id.clone(),
        below: handoff.notes_below(item).into_iter().map(|note| below(note, masked)).collect(),
        shape: shape(item.shape),
        first_line,
        last_line,
    }
}

fn below(note: Note, masked: impl Fn(&str) -> String) -> json::Below {
    json::Below { depth: note.depth, status: note.status.map(StatusKind::id), text: masked(&note.text), verbatim: note.verbatim }
}

fn status(item: &Item) -> Option<json::ItemStatus> {
    let said = item.status.clone();
    let (token, note) = said.map_or_else(Default::default, |said| (said.token, said.note));
    item.kind().map(|kind| json::ItemStatus { kind: kind.id(), token, note })
}

/// Writes items in aligned columns: reference, status, text, and the why below.
pub fn to_text(items: &[json::Item], paint: Paint) -> String {
    let references: Vec<String> = items.iter().map(|i| Shown::new(&i.reference).to_string()).collect();
    let statuses: Vec<&str> = items.iter().map(|i| i.status.as_ref().map_or("", |s| s.kind)).collect();
    let (first, second) = (widest(references.iter().map(String::as_str)), widest(statuses.iter().copied()));
    let mut out = String::new();
    for (i, item) in items.iter().enumerate() {
        if i > 0 && items[i - 1].concept != item.concept {
            out.push('\n');
        }
        out += &paint.faint(&pad(&references[i], first));
        if second > 0 {
            out += "  ";
            out += &coloured(paint, statuses[i], &pad(statuses[i], second));
        }
        let gap = first + if second > 0 { second + 4 } else { 2 };
        out += "  ";
        out += Shown::new(&item.text).as_str();
        if !item.below.is_empty() {
            out += &paint.faint(&format!("  +{}", item.below.len()));
        }
        out.push('\n');
        if let Some(why) = &item.why {
            out += &format!("{}{} {}\n", " ".repeat(gap), paint.faint("why"), Shown::new(why));
        }
    }
    out
}

/// Returns the first and last line of a span, counted from 1.
pub fn lines(handoff: &Handoff, span: Span) -> (usize, usize) {
    let at = |offset| handoff.document().line_at(offset) + 1;
    (at(span.start), at(span.end.saturating_sub(1).max(span.start)))
}

/// Returns the name of a shape.
pub fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Bullet => "bullet",
        Shape::Row => "row",
        Shape::Heading => "heading",
        Shape::Lead => "lead",
        Shape::Prose => "prose",
    }
}

fn coloured(paint: Paint, status: &str, padded: &str) -> String {
    match status {
        s if s == StatusKind::Done.id() => paint.green(padded),
        s if s == StatusKind::Blocked.id() => paint.red(padded),
        s if s == StatusKind::InProgress.id() || s == StatusKind::Odd.id() => paint.yellow(padded),
        _ => padded.to_owned(),
    }
}
