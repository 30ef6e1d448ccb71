//! The closing panel, and the page before it is turned.

use super::pane::draw_row;
use super::pen::Pen;
use crate::app::Model;
use crate::app::actions::{Action, Place};
use crate::app::closing::{Closing, Step, Turning, placed};
use crate::app::rows::Row;
use crate::app::theme::Role;
use crate::shown::Shown;
use ratatui::layout::Rect;

/// Draws the closing panel: what scrolls above, the three steps below.
pub fn panel(model: &Model, pen: &mut Pen, closing: &Closing) {
    let Some((area, rows, shown)) = placed(model) else { return };
    let title = match (&closing.sealed, closing.looking && closing.ahead.is_some()) {
        (Some(sealed), _) => format!("Session {} is sealed", sealed.number),
        (None, true) => "Close the session · it changed, looking anew".to_owned(),
        _ => "Close the session".to_owned(),
    };
    pen.frame(area, &title, Role::BorderFocus);
    let inner = scrolled(pen, area, &rows, closing.top, shown);
    let line = inner.y + shown as u16;
    pen.line(area.x + 1, area.right() - 1, line, "─", Role::Border);
    pen.put(area.x, line, "├", Role::BorderFocus);
    pen.put(area.right() - 1, line, "┤", Role::BorderFocus);
    let git = closing.ahead.as_ref().is_none_or(|a| a.git);
    let sealed = closing.sealed.is_some();
    let refused = closing.ahead.as_ref().is_some_and(|a| a.refused.is_some());
    let seal = match (closing.ahead.is_some(), refused) {
        (false, _) => Some("looking …"),
        (_, true) => Some("something stands in the way"),
        _ => None,
    };
    let first = (!sealed).then_some("when it is sealed");
    let commit = if git { first } else { Some("this is no git repository") };
    let steps = [
        (Action::Seal, "seal", "sealed", "as a session of the chain", &closing.seal, seal),
        (Action::Copy, "copy", "copied", "the prompt that starts the next session", &closing.copy, first),
        (Action::Commit, "commit", "committed", ".baton/ and the live file, nothing else", &closing.commit, commit),
    ];
    for (n, (action, verb, done, what, step, not_yet)) in steps.into_iter().enumerate() {
        let (x, y) = (inner.x, line + 1 + n as u16);
        let room = inner.right().saturating_sub(x + 2);
        let key = model.settings.keymap.keys_of(action, Place::Closing).into_iter().next().unwrap_or_default();
        let (mark, role, word, text, of_text) = match step {
            Step::Done(text) => ("✓", Role::Done, done, text.as_str(), Role::Text),
            Step::Failed(why) => ("×", Role::Must, verb, why.lines().next().unwrap_or_default(), Role::Must),
            Step::Running => ("…", Role::Progress, verb, "under way", Role::Muted),
            Step::Open => match not_yet {
                Some(why) => ("·", Role::Muted, verb, why, Role::Muted),
                None => (key.as_str(), Role::Key, verb, what, Role::Muted),
            },
        };
        pen.text(x, y, 2, mark, role);
        let of_word = if not_yet.is_some() && *step == Step::Open { Role::Muted } else { Role::Heading };
        pen.text(x + 2, y, room, word, of_word);
        let column = if area.width >= 60 { 13 } else { word.len() as u16 + 3 };
        pen.text(x + column, y, (room + 2).saturating_sub(column), Shown::new(text).as_str(), of_text);
    }
}

/// Draws the page before it is turned.
pub fn turning(model: &Model, pen: &mut Pen, turning: &Turning) {
    let Some((area, rows, shown)) = placed(model) else { return };
    pen.frame(area, "Turn the page", Role::BorderFocus);
    scrolled(pen, area, &rows, turning.top, shown);
}

/// Draws the rows from `top`, with the place among them in the frame; returns the cells inside.
fn scrolled(pen: &mut Pen, area: Rect, rows: &[Row], top: usize, shown: usize) -> Rect {
    let inner = Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(4), height: area.height.saturating_sub(2) };
    let top = top.min(rows.len().saturating_sub(shown));
    if rows.len() > shown {
        let below = if top + shown < rows.len() { "↓" } else { " " };
        pen.right(area.right() - 2, area.y, 20, &format!(" {}–{} of {} {below}", top + 1, top + shown, rows.len()), Role::Muted);
    }
    // A row of a pane begins behind a gutter of one cell and leaves one at its end.
    let wide = Rect { x: inner.x - 1, width: inner.width + 2, ..inner };
    for (row, y) in rows.iter().skip(top).take(shown).zip(inner.y..) {
        draw_row(pen, wide, y, row, false, true);
    }
    inner
}
