//! Table rows: their cells and what goes into them.

use super::style::line_of;
use crate::document::{Kind, Span, Splice};
use crate::handoff::table::cells;
use crate::handoff::{Handoff, Item};

/// Returns the cells of an item that is a row.
pub(super) fn cells_of(h: &Handoff, item: &Item) -> Vec<Span> {
    line_of(h.document(), item.span.start).map(|l| cells(h.text(), l.text)).unwrap_or_default()
}

/// Returns the cells of the header above an item that is a row.
pub(super) fn header(h: &Handoff, at: usize) -> Vec<Span> {
    let doc = h.document();
    let above = doc.lines()[..doc.line_at(at).min(doc.lines().len())].iter().rev();
    above
        .take_while(|l| matches!(l.kind, Kind::TableHead | Kind::TableRule | Kind::TableRow))
        .find(|l| l.kind == Kind::TableHead)
        .map(|l| cells(h.text(), l.text))
        .unwrap_or_default()
}

/// Returns the cell that holds the text of a row.
pub(super) fn text_cell(h: &Handoff, item: &Item) -> Span {
    let cells = cells_of(h, item);
    let plain = |cell: &&Span| plain(h.slice(**cell));
    let carries = |cell: &&Span| {
        let status = item.status.as_ref().is_some_and(|s| cell.contains(s.span) && plain(cell) == super::row::plain(h.slice(s.span)));
        let why = item.why.as_ref().is_some_and(|w| cell.contains(w.span) && w.span.start == cell.start);
        status || why || cell.is_empty()
    };
    let named = [Some(item.text.as_str()), item.topic.as_deref()];
    let exact = named.iter().flatten().find_map(|name| cells.iter().find(|c| plain(c) == super::row::plain(name)));
    let free = || cells.iter().find(|c| !carries(c) && h.slice(**c).parse::<f64>().is_err() && Some(h.slice(**c)) != item.id.as_deref());
    exact.or_else(free).or(cells.first()).copied().unwrap_or(item.body)
}

/// Returns a text without emphasis and code marks, its blanks made one.
pub(super) fn plain(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !matches!(c, '*' | '_' | '`' | '~' | '\\')).collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a text as a cell holds it: one line, bars escaped.
pub(super) fn escape(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace("\\|", "|").replace('|', "\\|")
}

/// Returns the text that a cell holds.
pub(super) fn unescape(cell: &str) -> String {
    cell.replace("\\|", "|")
}

/// Returns the splice that puts a text into a cell; an empty one keeps its width where that is enough.
pub(super) fn fill(h: &Handoff, cell: Span, text: &str) -> Splice {
    if !cell.is_empty() {
        return Splice::new(cell, text);
    }
    let start = h.text()[..cell.start].trim_end_matches([' ', '\t']).len();
    let behind = &h.text()[cell.end..];
    let end = cell.end + behind.len() - behind.trim_start_matches([' ', '\t']).len();
    let rest = (end - start).saturating_sub(text.chars().count() + 2);
    Splice::new(Span::new(start, end), format!(" {text} {}", " ".repeat(rest)))
}
