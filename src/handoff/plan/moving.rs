//! An item takes another place: bodies change places, markers stay.

use super::slots::pieces;
use super::style::line_of;
use super::{refuse, text};
use crate::document::{Edit, Span, Splice};
use crate::handoff::{Handoff, Item, Refusal, Shape};

/// Returns the index, among all items, of the place that `to` (from 1, among the items of its concept and block) names.
pub(super) fn target(h: &Handoff, from: usize, to: usize) -> Result<usize, Refusal> {
    let item = &h.all_items()[from];
    let here = |i: &Item| i.concept == item.concept && i.block == item.block;
    let found = h.all_items().iter().position(|i| here(i) && i.ordinal == to);
    found.ok_or_else(|| {
        refuse(format!("there is no place {to}; {} has {} items", item.concept.id(), h.all_items().iter().filter(|i| here(i)).count()))
    })
}

/// Returns the edit that moves the item at `from` to `to`.
pub(super) fn candidates(h: &Handoff, from: usize, to: usize) -> Result<Vec<Edit>, Refusal> {
    if from == to {
        return Ok(vec![Edit::default()]);
    }
    let range = from.min(to)..=from.max(to);
    let items = &h.all_items()[range];
    let moved = &h.all_items()[from];
    let target = &h.all_items()[to];
    // An item that is a heading is a section itself.
    let home = |i: &Item| if i.shape == Shape::Heading { h.sections()[i.section].parent } else { Some(i.section) };
    if home(target) != home(moved) && target.shape == moved.shape {
        return across(h, moved, target, from < to).map(|edit| vec![edit]);
    }
    if items.iter().any(|i| i.shape != moved.shape || home(i) != home(moved)) {
        return Err(refuse("the items between are written in another form (list, table, prose) or section; move them by hand"));
    }
    let mut order: Vec<usize> = (0..items.len()).collect();
    if from < to {
        order.rotate_left(1)
    } else {
        order.rotate_right(1)
    }
    let splices = order.iter().enumerate().filter_map(|(place, source)| {
        let (place, source) = (&items[place], &items[*source]);
        let slot = body(h, place);
        let with = carried(h, source, place);
        (h.slice(slot) != with).then(|| Splice::new(slot, with))
    });
    Ok(Edit::new(splices.collect()).into_iter().collect())
}

/// Takes an item out of its section and writes it before or behind one of another section, in that one's form.
fn across(h: &Handoff, item: &Item, target: &Item, behind: bool) -> Result<Edit, Refusal> {
    let Some((line, own)) = line_of(h.document(), target.span.start).zip(line_of(h.document(), item.span.start)) else {
        return Err(refuse("the items have changed; list them again"));
    };
    let fits = match item.shape {
        Shape::Bullet => true,
        Shape::Row => {
            let words = |i: &Item| super::row::header(h, i.span.start).iter().map(|c| h.slice(*c)).collect::<Vec<_>>();
            words(item) == words(target)
        }
        Shape::Heading => h.slice(line.span).starts_with(&h.text()[own.span.start..own.text.start]),
        Shape::Lead => true,
        Shape::Prose => false,
    };
    if !fits {
        return Err(refuse("that place is in a section of another form; move the item by hand"));
    }
    let slot = body(h, target);
    let gone = super::remove::lines(h, item);
    let eol = h.document().eol_near(line.span.start);
    let lead =
        if item.shape == Shape::Row { &h.text()[line.span.start..target.body.start] } else { &h.text()[line.span.start..slot.start] };
    let tail = if item.shape == Shape::Row { h.text()[target.body.end..line.span.end].trim_end() } else { "" };
    let words = if item.shape == Shape::Row { h.slice(item.body).to_owned() } else { carried(h, item, target) };
    let gap = if matches!(item.shape, Shape::Heading | Shape::Lead) { eol } else { "" };
    let (at, with) = if behind {
        let end = super::style::end_of(h, target).max(line.span.end);
        let ended = h.text()[..end].ends_with(['\n', '\r']);
        let with = format!("{}{gap}{lead}{words}{tail}", if ended { "" } else { eol });
        (end, if ended { with + eol } else { with })
    } else {
        (line.span.start, format!("{lead}{words}{tail}{eol}{gap}"))
    };
    Edit::new(vec![Splice::new(Span::at(at), with), Splice::new(gone, "")]).ok_or_else(|| refuse("that place touches the item itself"))
}

/// Returns what moves of an item: all behind its marker, number or heading marks.
fn body(h: &Handoff, item: &Item) -> Span {
    let Some(line) = line_of(h.document(), item.span.start) else { return item.body };
    let start = match (item.shape, line.marker()) {
        (Shape::Bullet, Some(marker)) => {
            let rest = &h.text()[marker.span.end..line.span.end];
            marker.span.end + rest.len() - rest.trim_start_matches([' ', '\t']).len()
        }
        (Shape::Heading, _) => line.text.start + super::slots::numbering(h.slice(line.text)),
        (Shape::Row, _) => {
            let cells = super::row::cells_of(h, item);
            let first = cells.first().copied().unwrap_or(item.body);
            let numbered = h.slice(first).parse::<u32>().is_ok() && cells.len() > 1;
            if numbered { first.end } else { item.body.start }
        }
        _ => item.body.start,
    };
    Span::new(start.min(item.body.end), item.body.end)
}

/// Returns the moving part of `source` with the indentation of `place`.
fn carried(h: &Handoff, source: &Item, place: &Item) -> String {
    let body = body(h, source);
    let lines = pieces(h, source, body);
    let from = text::hanging(h, source, &[]);
    let to = text::hanging(h, place, &[]);
    if from == to || lines.len() < 2 {
        return h.slice(body).to_owned();
    }
    let mut out = String::new();
    for (n, piece) in lines.iter().enumerate() {
        let raw = h.slice(piece.raw);
        let hung = &h.text()[piece.raw.start..piece.shown.start];
        if n == 0 || hung != from {
            out.push_str(raw);
        } else {
            out.push_str(&to);
            out.push_str(&raw[hung.len()..]);
        }
    }
    out
}
