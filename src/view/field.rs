//! Text fields: their rows, and the caret.

use super::pen::Pen;
use crate::app::Field;
use crate::app::edit::Session;
use crate::app::rows::{GUTTER, field_rows, field_width, refusal_rows};
use crate::app::theme::Role;
use crate::app::wrap::{cells, rows};
use crate::shown::Shown;
use ratatui::layout::{Position, Rect};

/// Draws an open text area at the top of `area`; returns the rows it takes.
pub fn session(pen: &mut Pen, session: &Session, area: Rect, active: bool) -> usize {
    let notes = refusal_rows(session, area.width.into());
    let heights = field_rows(session, area.width.into(), usize::from(area.height).saturating_sub(notes.len()).max(1));
    let mut y = area.y;
    for (n, height) in heights.into_iter().enumerate() {
        if y >= area.bottom() {
            break;
        }
        let width = field_width(session, n, area.width.into()) as u16;
        let x = area.right().saturating_sub(width + 1);
        let here = n == session.active;
        if here {
            pen.put(area.x, y, "›", Role::Marker);
        }
        if n > 0 {
            let from = area.x + (GUTTER + session.indent) as u16 + 2;
            pen.text(from, y, x.saturating_sub(from), session.fields[n].label, Role::Muted);
        }
        let place = Rect { x, y, width: width + 1, height: (height as u16).min(area.bottom() - y) };
        draw(pen, &session.fields[n], place, active && here);
        y += place.height;
    }
    for row in notes {
        if y >= area.bottom() {
            break;
        }
        pen.text(area.x + GUTTER as u16, y, area.width.saturating_sub(GUTTER as u16), &row, Role::Must);
        y += 1;
    }
    usize::from(y - area.y)
}

/// Draws the rows of a field around its caret; the last column is for a caret behind a full row.
pub fn draw(pen: &mut Pen, field: &Field, area: Rect, active: bool) {
    let width = usize::from(area.width.saturating_sub(1)).max(1);
    let height = usize::from(area.height).max(1);
    pen.fill(area, Role::Field);
    let (line, at) = field.cursor();
    let lines = field.lines();
    let caret = |text: &str| -> (usize, usize) {
        let before = Shown::new(&text[..at]);
        let shown = Shown::new(text);
        let at = before.as_str().len().min(shown.as_str().len());
        let all: Vec<(usize, usize)> = rows(shown.as_str(), width, width).collect();
        let row = all.iter().rposition(|(start, _)| *start <= at).unwrap_or(0);
        let head = shown.as_str().get(all[row].0..at).map_or(0, cells);
        (row, head.min(width))
    };
    let (caret_row, caret_column) = caret(lines.get(line).map_or("", String::as_str));
    // Rows above the caret's line are counted back from it, so that a long text costs what is seen.
    let mut first = line;
    let mut above = caret_row + 1;
    while first > 0 && above < height {
        first -= 1;
        above += rows(Shown::new(&lines[first]).as_str(), width, width).count();
    }
    let mut skip = above.saturating_sub(height);
    let mut y = 0;
    for (n, text) in lines.iter().enumerate().skip(first) {
        let shown = Shown::new(text);
        for (row, (start, end)) in rows(shown.as_str(), width, width).enumerate() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            if y >= height {
                return;
            }
            let at = area.y + y as u16;
            pen.text(area.x, at, area.width, shown.as_str()[start..end].trim_end_matches(' '), Role::Field);
            if active && n == line && row == caret_row {
                pen.caret = Some(Position { x: area.x + caret_column as u16, y: at });
            }
            y += 1;
        }
    }
}
