//! From model to frame: reads the [`Model`], changes nothing.
//!
//! Every text that comes from a file passes through [`Shown`](crate::shown::Shown); only what is on
//! the screen is laid out.

mod chain;
mod chrome;
mod closing;
mod field;
mod findings;
mod header;
mod meter;
mod over;
mod pane;
mod pen;
mod settle;

use crate::app::Model;
use crate::app::layout::{LEAST, Size};
use crate::app::theme::Role;
use pen::Pen;
use ratatui::Frame;

/// Draws the whole screen.
pub fn draw(model: &Model, frame: &mut Frame) {
    let area = frame.area();
    let theme = model.settings.seen.as_ref().unwrap_or(&model.settings.theme);
    let mut pen = Pen::new(frame.buffer_mut(), theme);
    if pen.is_dressed(Role::Background) {
        pen.fill(area, Role::Background);
    }
    if area.is_empty() {
        return;
    }
    if Size::of((area.width, area.height)) == Size::TooSmall {
        too_small(&mut pen, area);
        return;
    }
    if model.size != (area.width, area.height) {
        // The resize message is on its way; nothing is drawn for a size that is gone.
        return;
    }
    let layout = &model.layout;
    header::draw(model, &mut pen, layout.header);
    if model.snapshot.live.is_ok() && model.chain().is_none() {
        for placed in &layout.panes {
            pane::draw(model, &mut pen, placed, layout);
        }
        chrome::strip(model, &mut pen, layout);
    }
    chrome::status(model, &mut pen, layout.status);
    chrome::footer(model, &mut pen, layout.footer);
    for overlay in &model.overlays {
        over::draw(model, &mut pen, overlay, layout);
    }
    let caret = pen.caret;
    if let Some(position) = caret {
        frame.set_cursor_position(position);
    }
}

fn too_small(pen: &mut Pen, area: ratatui::layout::Rect) {
    let words = [format!("baton needs {}×{}", LEAST.0, LEAST.1), format!("here is {}×{}", area.width, area.height), "q quits".into()];
    for (y, text) in (area.y..area.bottom()).zip(&words) {
        pen.text(area.x, y, area.width, text, Role::Text);
    }
}
