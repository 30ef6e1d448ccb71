//! A pane: its frame, its title with the counts, and the rows of its entries.

use super::field;
use super::meter;
use super::pen::Pen;
use crate::app::layout::{Layout, Placed};
use crate::app::overlay::Overlay;
use crate::app::rows::{GUTTER, Row, rows};
use crate::app::theme::Role;
use crate::app::wrap::cells;
use crate::app::{Model, Pane, wrap};
use crate::prompt::Budget;
use crate::shown::Shown;
use ratatui::layout::Rect;

/// Draws a pane with its frame; the border below it is drawn with what stands there.
pub fn draw(model: &Model, pen: &mut Pen, placed: &Placed, layout: &Layout) {
    let focused = model.focus == placed.pane;
    let above = |p: &&Placed| p.area.bottom() == placed.area.y && p.area.x == placed.area.x;
    let under_focus = layout.panes.iter().find(above).is_some_and(|p| p.pane == model.focus);
    frame(model, pen, placed, focused, under_focus);
    let inner = placed.inner();
    let list = model.list(placed.pane);
    if list.entries.is_empty() {
        return empty(model, pen, placed.pane, inner);
    }
    let height = usize::from(inner.height);
    let (mut y, mut skip) = (0, list.top.1);
    for (n, entry) in list.entries.iter().enumerate().skip(list.top.0) {
        if y >= height {
            break;
        }
        let marked = focused && n == list.cursor && entry.is_row();
        if let Some(session) = model.session().filter(|_| model.is_edited(placed.pane, *entry)) {
            let area = Rect { y: inner.y + y as u16, height: (height - y) as u16, ..inner };
            let active = matches!(model.overlays.last(), Some(Overlay::Edit(_)));
            y += field::session(pen, session, area, active);
            skip = 0;
            continue;
        }
        let measure = model.measure(placed, skip + height - y);
        for (place, row) in rows(model, placed.pane, *entry, measure).iter().enumerate().skip(skip) {
            if y >= height {
                break;
            }
            draw_row(pen, inner, inner.y + y as u16, row, marked && place == 0, placed.pane == Pane::Prompt);
            y += 1;
        }
        skip = 0;
    }
}

pub(super) fn draw_row(pen: &mut Pen, inner: Rect, y: u16, row: &Row, first: bool, bare: bool) {
    let end = inner.right().saturating_sub(1);
    let gutter = if bare { 1 } else { GUTTER as u16 };
    if first {
        pen.put(inner.x, y, "›", Role::Marker);
    }
    let mut x = inner.x + gutter;
    if let Some((glyph, role)) = row.glyph {
        pen.text(x, y, 1, glyph, role);
    }
    x += row.indent as u16;
    let right = match &row.right {
        Some((text, role)) => pen.right(end, y, end.saturating_sub(x), text, *role).saturating_sub(1),
        None => end,
    };
    for (text, role) in &row.parts {
        x = pen.text(x, y, right.saturating_sub(x), text, *role);
    }
}

fn frame(model: &Model, pen: &mut Pen, placed: &Placed, focused: bool, under_focus: bool) {
    let area = placed.area;
    let border = if focused { Role::BorderFocus } else { Role::Border };
    let right = area.right() - 1;
    let (left_end, right_end) = if placed.below { ("├", "┤") } else { ("╭", "╮") };
    let top = if under_focus { Role::BorderFocus } else { border };
    pen.line(area.x + 1, right, area.y, "─", top);
    pen.put(area.x, area.y, left_end, top);
    pen.put(right, area.y, right_end, top);
    for y in area.y + 1..area.bottom() {
        pen.put(area.x, y, "│", border);
        pen.put(right, y, "│", border);
    }
    if placed.closes {
        let y = area.bottom() - 1;
        pen.line(area.x + 1, right, y, "─", border);
        pen.put(area.x, y, "╰", border);
        pen.put(right, y, "╯", border);
    }
    let room = area.width.saturating_sub(4);
    let count = count(model, placed, focused);
    let room_of_count = room.saturating_sub(cells(placed.pane.title()) as u16 + 3);
    let count_from = if count.is_empty() { right } else { pen.right(right - 1, area.y, room_of_count, &format!(" {count} "), Role::Muted) };
    let role = if focused { Role::TitleFocus } else { Role::Title };
    let number = placed.pane.key();
    let x = pen.text(area.x + 1, area.y, room, &format!(" {number}"), Role::Key);
    pen.text(x, area.y, count_from.saturating_sub(x), &format!(" {} ", placed.pane.title()), role);
}

fn count(model: &Model, placed: &Placed, focused: bool) -> String {
    let list = model.list(placed.pane);
    if placed.pane == Pane::Prompt {
        let place = format!("{}/{}", list.top.0 + 1, list.entries.len());
        let scrolls = overflow(model, placed) || list.top != (0, 0);
        let seen = if scrolls { format!(" · {place}") } else { String::new() };
        let room = usize::from(placed.area.width).saturating_sub(cells(placed.pane.title()) + 8);
        return meter::title(model, room, &seen);
    }
    if !list.filter.is_empty() {
        return format!("{} of {} with \"{}\"", list.shown, list.total, Shown::new(&list.filter));
    }
    if list.total == 0 {
        return String::new();
    }
    let overflows = list.top != (0, 0) || focused && overflow(model, placed);
    let place = if overflows && focused { format!("{}/{}", list.ordinal(), list.rows()) } else { String::new() };
    let sum = match placed.pane {
        Pane::Tasks => format!("{} of {} done", list.closed, list.total),
        Pane::Next if list.total == 1 => String::new(),
        _ => list.total.to_string(),
    };
    match (place.is_empty(), sum.is_empty() || place.ends_with(&format!("/{sum}"))) {
        (true, _) => {
            if !focused && overflow(model, placed) {
                format!("{sum} ↓")
            } else {
                sum
            }
        }
        (false, true) => place,
        (false, false) => format!("{place} · {sum}"),
    }
}

/// Tells whether there are entries below the pane.
fn overflow(model: &Model, placed: &Placed) -> bool {
    let list = model.list(placed.pane);
    let height = usize::from(placed.inner().height) + list.top.1;
    let mut used = 0;
    for entry in list.entries.iter().skip(list.top.0) {
        used += model.rows_of(placed, *entry, height + 1);
        if used > height {
            return true;
        }
    }
    false
}

fn empty(model: &Model, pen: &mut Pen, pane: Pane, inner: Rect) {
    let handoff = &model.snapshot.handoff;
    let lines: Vec<(String, Role)> = match (&model.snapshot.prompt, pane) {
        (Err(why), Pane::Prompt) if why.is_empty() => vec![],
        (Err(why), Pane::Prompt) => {
            let hint = match model.snapshot.settings.budget.value {
                Budget::Unlimited if model.snapshot.findings.is_empty() => "",
                Budget::Unlimited => "! shows what the rules found",
                _ => "b sets another limit or another reader",
            };
            vec![("No prompt yet:".into(), Role::Missing), (why.clone(), Role::Text), (hint.into(), Role::Muted)]
        }
        (_, Pane::Prompt) => vec![("The prompt is empty.".into(), Role::Muted)],
        _ if !model.list(pane).filter.is_empty() => vec![("nothing here holds that; Esc shows all".into(), Role::Muted)],
        (_, Pane::Next) => vec![("No objective yet.".into(), Role::Missing), ("a says what comes next".into(), Role::Muted)],
        (_, Pane::Everything) => vec![("The file is empty.".into(), Role::Muted)],
        _ => {
            let stated = pane.concepts().iter().any(|c| handoff.sections_of(*c).next().is_some());
            let what = if stated { "None, says the file." } else { "Nothing in the file." };
            vec![(what.to_owned(), Role::Muted), ("a adds the first".to_owned(), Role::Muted)]
        }
    };
    let width = usize::from(inner.width).saturating_sub(GUTTER + 1);
    let mut y = inner.y;
    for (text, role) in lines {
        let shown = Shown::new(&text);
        for (start, end) in wrap::rows(shown.as_str(), width, width) {
            if y >= inner.bottom() {
                return;
            }
            pen.text(inner.x + GUTTER as u16, y, width as u16, shown.as_str()[start..end].trim_end(), role);
            y += 1;
        }
    }
}
