//! What lies over the panes.

use super::closing;
use super::field;
use super::findings;
use super::pen::Pen;
use super::settle;
use crate::app::layout::Layout;
use crate::app::overlay::{Ask, Marked, Menu, Overlay, Page, Search};
use crate::app::rows::change_look;
use crate::app::theme::Role;
use crate::app::{Model, search_height, words, wrap};
use crate::merge::Change;
use crate::shown::Shown;
use ratatui::layout::Rect;

/// Draws one layer; a text area and a filter are drawn where they belong, by pane and status line.
pub fn draw(model: &Model, pen: &mut Pen, overlay: &Overlay, layout: &Layout) {
    let body = Rect { x: 0, y: 1, width: layout.header.width, height: layout.status.y.saturating_sub(1) };
    match overlay {
        Overlay::Edit(_) | Overlay::Filter(_) => {}
        Overlay::Search(list) => search(model, pen, list, body),
        Overlay::Menu(list) => menu(pen, list, body),
        Overlay::Ask(question) => ask(pen, question, body),
        Overlay::Review(marked) => review(model, pen, *marked, body),
        Overlay::Findings(marked) => findings::draw(model, pen, *marked, body),
        Overlay::LeftOut(marked) => super::meter::left_out(model, pen, *marked, body, layout),
        Overlay::Conflicts => settle::draw(model, pen, body),
        Overlay::Page(text) => page(pen, text, body),
        Overlay::Chain(screen) => super::chain::draw(model, pen, screen),
        Overlay::Closing(panel) => closing::panel(model, pen, panel),
        Overlay::Turning(page) => closing::turning(model, pen, page),
    }
}

fn centred(body: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(body.width), height.min(body.height));
    Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 3, width, height }
}

fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(4), height: area.height.saturating_sub(2) }
}

/// Writes a text in rows; returns the row below it.
pub(super) fn paragraph(pen: &mut Pen, area: Rect, y: u16, text: &str, role: Role) -> u16 {
    let mut y = y;
    for line in Shown::lines(text) {
        for (start, end) in wrap::rows(line.as_str(), area.width.into(), area.width.into()) {
            if y >= area.bottom() {
                pen.text(area.right().saturating_sub(1), area.bottom() - 1, 1, "…", Role::Muted);
                return y;
            }
            pen.text(area.x, y, area.width, line.as_str()[start..end].trim_end(), role);
            y += 1;
        }
    }
    y
}

fn search(model: &Model, pen: &mut Pen, list: &Search, body: Rect) {
    let shown = search_height(model.size).min(list.rows.len().max(1));
    let area = centred(body, 84, shown as u16 + 4);
    pen.frame(area, list.title, Role::BorderFocus);
    let place = format!(" {}/{} ", (list.marked.row + 1).min(list.found.len()), list.found.len());
    pen.right(area.right() - 2, area.y, 20, &place, Role::Muted);
    let inner = inside(area);
    pen.text(inner.x, inner.y, 2, "›", Role::Marker);
    field::draw(pen, &list.field, Rect { x: inner.x + 2, height: 1, width: inner.width - 2, ..inner }, true);
    let keys = list.rows.iter().map(|r| wrap::cells(&r.keys)).max().unwrap_or(0).min(usize::from(inner.width) / 3).max(8) as u16;
    for (n, row) in list.found.iter().skip(list.marked.top).take(usize::from(inner.height.saturating_sub(2))).enumerate() {
        let Some(entry) = list.rows.get(*row) else { continue };
        let y = inner.y + 2 + n as u16;
        let marked = n + list.marked.top == list.marked.row;
        if marked {
            pen.text(inner.x, y, 1, "›", Role::Marker);
        }
        pen.text(inner.x + 2, y, keys, &entry.keys, if entry.why_not.is_some() { Role::Muted } else { Role::Key });
        let x = inner.x + 2 + keys + 2;
        let role = if entry.why_not.is_some() {
            Role::Muted
        } else if marked {
            Role::Selected
        } else {
            Role::Text
        };
        let end = pen.text(x, y, inner.right().saturating_sub(x), &entry.text, role);
        if let Some(why) = entry.why_not.as_ref().filter(|_| marked) {
            pen.text(end + 2, y, inner.right().saturating_sub(end + 2), &format!("({})", Shown::new(why)), Role::Should);
        }
    }
    if list.found.is_empty() {
        pen.text(inner.x + 2, inner.y + 2, inner.width - 2, "nothing fits", Role::Muted);
    }
}

fn menu(pen: &mut Pen, list: &Menu, body: Rect) {
    let longest =
        list.rows.iter().map(|(_, text, _)| wrap::cells(text) + 4).chain(list.text.iter().map(|t| wrap::cells(t))).max().unwrap_or(0);
    let width = (longest as u16 + 4).clamp(30, 72).min(body.width);
    let room = usize::from(width.saturating_sub(4)).max(1);
    let lines: usize = list.text.iter().map(|t| wrap::rows(Shown::new(t).as_str(), room, room).count()).sum();
    let gap = usize::from(!list.text.is_empty());
    let area = centred(body, width, (list.rows.len() + lines + gap + 2) as u16);
    pen.frame(area, &list.title, Role::BorderFocus);
    let inner = inside(area);
    let mut y = inner.y;
    for text in &list.text {
        y = paragraph(pen, inner, y, text, Role::Text);
    }
    y += gap as u16;
    let first = (list.row + 1).saturating_sub(usize::from(inner.bottom().saturating_sub(y)));
    for (n, (key, text, _)) in list.rows.iter().enumerate().skip(first) {
        if y >= inner.bottom() {
            break;
        }
        let marked = n == list.row;
        if marked {
            pen.text(inner.x, y, 1, "›", Role::Marker);
        }
        if *key != '*' {
            pen.text(inner.x + 2, y, 1, &key.to_string(), Role::Key);
        }
        let role = if marked { Role::Selected } else { Role::Text };
        pen.text(inner.x + 4, y, inner.width.saturating_sub(4), Shown::new(text).as_str(), role);
        y += 1;
    }
}

fn ask(pen: &mut Pen, question: &Ask, body: Rect) {
    let area = centred(body, 72, 6);
    pen.frame(area, &question.title, Role::BorderFocus);
    let inner = inside(area);
    pen.text(inner.x, inner.y, inner.width, Shown::new(&question.hint).as_str(), Role::Muted);
    let x = pen.text(inner.x, inner.y + 2, inner.width, question.field.label, Role::Heading) + 1;
    field::draw(pen, &question.field, Rect { x, y: inner.y + 2, width: inner.right().saturating_sub(x), height: 1 }, true);
}

/// Splits a screen into a list above and the details of its marked row below.
pub(super) fn halves(pen: &mut Pen, title: &str, count: (usize, usize), rows: usize, body: Rect) -> (Rect, Rect) {
    pen.frame(body, title, Role::BorderFocus);
    pen.right(body.right() - 2, body.y, 20, &format!(" {}/{} ", count.0, count.1), Role::Muted);
    let inner = inside(body);
    let upper = Rect { height: (rows as u16).min(inner.height / 2).max(1), ..inner };
    let y = upper.bottom();
    pen.line(body.x + 1, body.right() - 1, y, "─", Role::Border);
    pen.put(body.x, y, "├", Role::BorderFocus);
    pen.put(body.right() - 1, y, "┤", Role::BorderFocus);
    (upper, Rect { y: y + 1, height: inner.bottom().saturating_sub(y + 1), ..inner })
}

pub(super) fn list_rows(marked: Marked, area: Rect, len: usize) -> impl Iterator<Item = (usize, u16, bool)> {
    let shown = usize::from(area.height);
    let top = marked.top.min(marked.row).max((marked.row + 1).saturating_sub(shown)).min(len.saturating_sub(shown));
    (top..len).zip(area.y..area.bottom()).map(move |(n, y)| (n, y, n == marked.row))
}

fn review(model: &Model, pen: &mut Pen, marked: Marked, body: Rect) {
    let inbox = &model.snapshot.inbox;
    let origin = inbox.first().map_or("", |p| p.origin.split(" line ").next().unwrap_or_default());
    let title = format!("Review what came from {}", Shown::new(origin));
    let (list, detail) = halves(pen, &title, (marked.row + 1, inbox.len()), inbox.len() + model.same.len(), body);
    for (n, y, here) in list_rows(marked, list, inbox.len() + model.same.len()) {
        let Some(proposal) = inbox.get(n).or_else(|| model.same.get(n - inbox.len())) else { break };
        let (glyph, role, word) = change_look(&proposal.change);
        if here {
            pen.text(list.x, y, 1, "›", Role::Marker);
        }
        let x = list.x + 2;
        pen.text(x, y, 9, &format!("{glyph} {word}"), role);
        pen.text(x + 10, y, 16, words(proposal.concept).1, Role::Muted);
        let role = if here {
            Role::Selected
        } else if n < inbox.len() {
            Role::Text
        } else {
            Role::Muted
        };
        pen.text(x + 27, y, list.right().saturating_sub(x + 27), Shown::new(&proposal.text).as_str(), role);
    }
    let Some(proposal) = inbox.get(marked.row) else { return };
    let (_, role, word) = change_look(&proposal.change);
    let title = format!("{word} {} · {}", words(proposal.concept).1, Shown::new(&proposal.origin));
    let mut y = paragraph(pen, detail, detail.y, &title, Role::Heading);
    let sign = |sign: &str, text: &str| text.lines().map(|l| format!("{sign} {l}")).collect::<Vec<_>>().join("\n");
    if let Change::Changed(before) = &proposal.change {
        y = paragraph(pen, detail, y, &sign("-", before), Role::Muted);
    }
    let why = proposal.why.as_ref().map(|w| format!(": {w}")).unwrap_or_default();
    let mark = if proposal.change == Change::Same { "=" } else { "+" };
    paragraph(pen, detail, y, &sign(mark, &format!("{}{why}", proposal.text)), role);
}

fn page(pen: &mut Pen, text: &Page, body: Rect) {
    let label = text.rows.iter().map(|(name, _)| wrap::cells(name)).max().unwrap_or(0).min(16);
    let width = body.width.min(90);
    let room = usize::from(width.saturating_sub(4)).saturating_sub(label + 2).max(1);
    let lines: usize = text.rows.iter().map(|(_, t)| wrap::rows(Shown::new(t).as_str(), room, room).take(200).count()).sum();
    let area = centred(body, width, (lines + 2).min(200) as u16);
    pen.frame(area, &text.title, Role::BorderFocus);
    let inner = inside(area);
    let mut y = inner.y;
    for (name, words) in text.rows.iter().skip(text.top) {
        if y >= inner.bottom() {
            break;
        }
        pen.text(inner.x, y, label as u16, Shown::new(name).as_str(), Role::Heading);
        let gap = if label > 0 { label as u16 + 2 } else { 0 };
        let place = Rect { x: inner.x + gap, width: inner.width.saturating_sub(gap), ..inner };
        y = paragraph(pen, place, y, words, Role::Text);
    }
}
