//! A text field: the text area, moved and cut by grapheme.
//!
//! The text area itself counts in `char`s (a Backspace behind a family emoji would leave half of
//! it) and moves by whole lines; here a step is a grapheme, and up and down go by rows as drawn.

use super::actions::Motion;
use super::wrap::{cells, rows};
use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

/// The most bytes that one paste into a field may bring.
pub const MOST: usize = 1 << 20;

/// A text being edited.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it is called, in front of it.
    pub label: &'static str,
    /// Whether it may have several lines.
    pub multiline: bool,
    /// Cells of a row as last drawn, for moves up and down.
    pub width: usize,
    opened: String,
    area: TextArea<'static>,
}

impl Field {
    /// Makes a field that holds `text`, the cursor at its end.
    pub fn new(label: &'static str, text: &str, multiline: bool) -> Field {
        let text = clean(text, multiline);
        let mut area = TextArea::from(text.split('\n'));
        area.set_max_histories(1000);
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Field { label, multiline, width: 80, opened: text, area }
    }

    /// Returns the text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Returns the lines of the text, at least one.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Tells whether the text differs from what the field was opened with.
    pub fn changed(&self) -> bool {
        !self.area.lines().iter().map(String::as_str).eq(self.opened.split('\n'))
    }

    /// Puts another text into the field, as one step of its undo.
    pub fn replace(&mut self, text: &str) {
        self.area.select_all();
        self.area.cut();
        self.area.insert_str(clean(text, self.multiline));
    }

    /// Puts the cursor at the end of the text above its last `lines` lines.
    pub fn end_above(&mut self, lines: usize) {
        (0..lines).for_each(|_| self.area.move_cursor(CursorMove::Up));
        self.area.move_cursor(CursorMove::End);
    }

    /// Returns the line of the cursor and its byte offset there.
    pub fn cursor(&self) -> (usize, usize) {
        let at = self.area.cursor();
        let line = self.area.lines().get(at.0).map_or("", String::as_str);
        (at.0, line.char_indices().nth(at.1).map_or(line.len(), |(i, _)| i))
    }

    /// Types one character.
    pub fn type_char(&mut self, c: char) {
        if !c.is_control() {
            self.area.insert_char(c);
        }
    }

    /// Begins a new line, where the field may have several.
    pub fn new_line(&mut self) {
        if self.multiline {
            self.area.insert_newline();
        }
    }

    /// Inserts a pasted text as one step of undo.
    ///
    /// # Errors
    /// Over [`MOST`] bytes nothing is inserted; says so.
    pub fn paste(&mut self, text: &str) -> Result<(), String> {
        if text.len() > MOST {
            let mb = text.len() as f64 / 1e6;
            return Err(format!("{mb:.1} MB is too much for a field (1 MB at most): nothing was pasted"));
        }
        self.area.insert_str(clean(text, self.multiline));
        Ok(())
    }

    /// Moves or deletes.
    pub fn motion(&mut self, motion: Motion) {
        match motion {
            Motion::Left => self.step(-1),
            Motion::Right => self.step(1),
            Motion::Up => self.row(-1),
            Motion::Down => self.row(1),
            Motion::WordLeft => self.area.move_cursor(CursorMove::WordBack),
            Motion::WordRight => self.area.move_cursor(CursorMove::WordForward),
            Motion::Home => self.area.move_cursor(CursorMove::Head),
            Motion::End => self.area.move_cursor(CursorMove::End),
            Motion::First => self.area.move_cursor(CursorMove::Top),
            Motion::Last => {
                self.area.move_cursor(CursorMove::Bottom);
                self.area.move_cursor(CursorMove::End);
            }
            Motion::Backspace => {
                let before = self.before();
                if before > 0 {
                    self.back(before);
                    self.area.delete_str(before);
                }
            }
            Motion::Delete => {
                self.area.delete_str(self.after());
            }
            Motion::DeleteWordLeft => drop(self.area.delete_word()),
            Motion::DeleteWordRight => drop(self.area.delete_next_word()),
            Motion::DeleteToHome => drop(self.area.delete_line_by_head()),
            Motion::DeleteToEnd => drop(self.area.delete_line_by_end()),
            Motion::Yank => drop(self.area.paste()),
            Motion::Undo => drop(self.area.undo()),
            Motion::Redo => drop(self.area.redo()),
        }
    }

    fn line(&self) -> (&str, usize) {
        let (row, at) = self.cursor();
        (self.area.lines().get(row).map_or("", String::as_str), at)
    }

    /// Chars of the grapheme before the cursor; 1 for the line end before it.
    fn before(&self) -> usize {
        let (line, at) = self.line();
        match line[..at].graphemes(true).next_back() {
            Some(grapheme) => grapheme.chars().count(),
            None => usize::from(self.cursor().0 > 0),
        }
    }

    /// Chars of the grapheme under the cursor; 1 for the line end.
    fn after(&self) -> usize {
        let (line, at) = self.line();
        match line[at..].graphemes(true).next() {
            Some(grapheme) => grapheme.chars().count(),
            None => usize::from(self.cursor().0 + 1 < self.area.lines().len()),
        }
    }

    fn back(&mut self, chars: usize) {
        for _ in 0..chars {
            self.area.move_cursor(CursorMove::Back);
        }
    }

    fn step(&mut self, by: isize) {
        if by < 0 {
            self.back(self.before());
        } else {
            for _ in 0..self.after() {
                self.area.move_cursor(CursorMove::Forward);
            }
        }
    }

    fn row(&mut self, by: isize) {
        let (line, at) = self.line();
        let all: Vec<(usize, usize)> = rows(line, self.width, self.width).collect();
        let here = all.iter().rposition(|(start, _)| *start <= at).unwrap_or(0);
        let column = cells(&line[all[here].0..at]);
        let within = here.checked_add_signed(by).and_then(|n| all.get(n)).copied();
        let (number, _) = self.cursor();
        let target = match within {
            Some(row) => Some((number, row)),
            None => {
                let next = number.checked_add_signed(by).and_then(|n| self.area.lines().get(n).map(|l| (n, l)));
                next.and_then(|(n, l)| {
                    let mut rows = rows(l, self.width, self.width);
                    let row = if by > 0 { rows.next() } else { rows.last() };
                    row.map(|row| (n, row))
                })
            }
        };
        let Some((number, (start, end))) = target else { return };
        let line = self.area.lines()[number].clone();
        let last = end == line.len();
        let mut used = 0;
        let mut to = start;
        for (offset, grapheme) in line[start..end].grapheme_indices(true) {
            if used >= column || (!last && start + offset + grapheme.len() >= end) {
                break;
            }
            used += cells(grapheme);
            to = start + offset + grapheme.len();
        }
        self.jump(number, line[..to].chars().count());
    }

    /// Goes to a line and char; the text area's own jump counts to 65,535 only.
    fn jump(&mut self, line: usize, column: usize) {
        while self.area.cursor().0 > line {
            self.area.move_cursor(CursorMove::Up);
        }
        while self.area.cursor().0 < line {
            self.area.move_cursor(CursorMove::Down);
        }
        self.area.move_cursor(CursorMove::Head);
        for _ in 0..column {
            self.area.move_cursor(CursorMove::Forward);
        }
    }
}

/// Makes every line end a line feed; in a field of one line, a blank.
fn clean(text: &str, multiline: bool) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if multiline { text } else { text.trim_end_matches('\n').replace('\n', " ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_family_goes_with_one_backspace() {
        let mut field = Field::new("text", "a👩‍👩‍👧e\u{301}", true);
        field.motion(Motion::Backspace);
        assert_eq!(field.text(), "a👩‍👩‍👧");
        field.motion(Motion::Left);
        assert_eq!(field.cursor(), (0, 1));
        field.motion(Motion::Delete);
        assert_eq!(field.text(), "a");
        field.motion(Motion::Undo);
        assert_eq!(field.text(), "a👩‍👩‍👧");
    }

    #[test]
    fn a_paste_is_one_step_of_undo_and_has_line_feeds_only() {
        let mut field = Field::new("text", "x", true);
        field.paste("1\r\n2\r3").unwrap();
        assert_eq!(field.text(), "x1\n2\n3");
        field.motion(Motion::Undo);
        assert_eq!(field.text(), "x");
        assert!(field.paste(&"y".repeat(MOST + 1)).is_err());
        assert_eq!(field.text(), "x");
    }

    #[test]
    fn up_and_down_go_by_rows_as_drawn() {
        let mut field = Field::new("text", "one two three", true);
        field.width = 8;
        field.motion(Motion::Up);
        assert_eq!(field.cursor(), (0, 5));
        field.motion(Motion::Down);
        assert_eq!(field.cursor(), (0, 13));
        field.motion(Motion::Up);
        field.motion(Motion::Up);
        assert_eq!(field.cursor(), (0, 5));
    }

    #[test]
    fn a_field_of_one_line_stays_one() {
        let mut field = Field::new("why", "a\nb", false);
        field.new_line();
        field.paste("c\nd\n").unwrap();
        assert_eq!(field.text(), "a bc d");
        assert!(Field::new("text", "a\n", true).text() == "a\n");
    }
}
