//! Drawing into the buffer by role; no text runs past the cells it is given.

use crate::app::theme::{Role, Theme};
use crate::app::wrap::{cells, fit, is_plain};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

/// A buffer, the theme, and where the caret shall stand.
pub struct Pen<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
    /// Where the terminal's own cursor goes, if anywhere.
    pub caret: Option<Position>,
}

impl<'a> Pen<'a> {
    /// Makes a pen.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Pen<'a> {
        Pen { buffer, theme, caret: None }
    }

    /// Returns the whole style of a role: what it does not set is taken off what was drawn before.
    fn style(&self, role: Role) -> Style {
        let style = self.theme.style(role);
        Style {
            fg: style.fg.or(Some(Color::Reset)),
            bg: style.bg.or(Some(Color::Reset)),
            sub_modifier: Modifier::all() - style.add_modifier,
            ..style
        }
    }

    /// Tells whether a role looks other than a cell of a fresh frame.
    pub fn is_dressed(&self, role: Role) -> bool {
        let style = self.style(role);
        style.fg != Some(Color::Reset) || style.bg != Some(Color::Reset) || !style.add_modifier.is_empty()
    }

    /// Empties an area in the style of a role.
    pub fn fill(&mut self, area: Rect, role: Role) {
        let style = self.style(role);
        let area = area.intersection(self.buffer.area);
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Writes a text, cut with `…` at `width` cells; returns the column behind it.
    pub fn text(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        if width == 0 {
            return x;
        }
        let cut = fit(text, width.into());
        let style = self.style(role);
        let area = self.buffer.area;
        let room = usize::from(area.right().saturating_sub(x));
        if !area.contains(Position { x, y }) {
            return x + cells(&cut).min(room) as u16;
        }
        if !is_plain(&cut) {
            return self.buffer.set_stringn(x, y, &cut, width.into(), style).0;
        }
        // The same for plain text, without asking the tables of Unicode.
        let (from, count) = (self.buffer.index_of(x, y), cut.len().min(room));
        for (cell, byte) in self.buffer.content[from..from + count].iter_mut().zip(cut.bytes()) {
            cell.set_char(char::from(byte)).set_style(style);
        }
        x + count as u16
    }

    /// Writes a text that ends at the column `right` (exclusive); returns the column where it begins.
    pub fn right(&mut self, right: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let cut = fit(text, width.into());
        let x = right.saturating_sub(u16::try_from(cells(&cut)).unwrap_or(width));
        self.text(x, y, right - x, &cut, role);
        x
    }

    /// Writes one symbol.
    pub fn put(&mut self, x: u16, y: u16, symbol: &str, role: Role) {
        let style = self.style(role);
        if let Some(cell) = self.buffer.cell_mut(Position { x, y }) {
            cell.set_symbol(symbol).set_style(style);
        }
    }

    /// Repeats a symbol over a row.
    pub fn line(&mut self, from: u16, to: u16, y: u16, symbol: &str, role: Role) {
        let style = self.style(role);
        for x in from..to {
            if let Some(cell) = self.buffer.cell_mut(Position { x, y }) {
                cell.set_symbol(symbol).set_style(style);
            }
        }
    }

    /// Draws a frame with round corners and an empty inside.
    pub fn frame(&mut self, area: Rect, title: &str, role: Role) {
        self.fill(area, Role::Text);
        let (right, bottom) = (area.right().saturating_sub(1), area.bottom().saturating_sub(1));
        self.line(area.x + 1, right, area.y, "─", role);
        self.line(area.x + 1, right, bottom, "─", role);
        for y in area.y + 1..bottom {
            self.put(area.x, y, "│", role);
            self.put(right, y, "│", role);
        }
        for (x, y, symbol) in [(area.x, area.y, "╭"), (right, area.y, "╮"), (area.x, bottom, "╰"), (right, bottom, "╯")] {
            self.put(x, y, symbol, role);
        }
        self.text(area.x + 2, area.y, area.width.saturating_sub(4), &format!(" {title} "), Role::TitleFocus);
    }
}
