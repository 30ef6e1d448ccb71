//! The list marker of a line, and how a line keeps it.

use super::{Line, Span};

/// A list marker: `-`, `*`, `+`, `•` or up to nine digits with `.` or `)`, followed by a blank or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The marker itself: `-`, `*`, `+`, `12.`, `3)`.
    pub span: Span,
    /// The number of an ordered marker.
    pub number: Option<u32>,
    /// What stands between the brackets of a checkbox that follows it: one character (`[x]`, `[ ]`, `[~]`, `[✅]`), or
    /// nothing (`[]`).
    pub checkbox: Option<Span>,
    /// Column at which the marker stands, containers of lists included.
    pub column: u16,
}

/// A marker in a fourth of its bytes, for a text has many lines; offsets count from the start of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    start: u32,
    /// `UNNUMBERED` for a bullet.
    number: u32,
    checkbox: u32,
    column: u16,
    /// The marker's bytes; none, no marker.
    length: u8,
    /// The bytes between the brackets of a checkbox and one more; none, no checkbox.
    inside: u8,
}

const UNNUMBERED: u32 = u32::MAX;

impl Line {
    /// Returns the outermost list marker that the line opens (`- - a` opens two, and is two items deep).
    #[inline]
    pub fn marker(&self) -> Option<Marker> {
        let mark = self.mark;
        let span = |start: u32, length: u8| {
            let start = self.span.start + start as usize;
            Span { start, end: start + usize::from(length) }
        };
        (mark.length > 0).then(|| Marker {
            span: span(mark.start, mark.length),
            number: (mark.number != UNNUMBERED).then_some(mark.number),
            checkbox: mark.inside.checked_sub(1).map(|inside| span(mark.checkbox, inside)),
            column: mark.column,
        })
    }

    /// Tells whether the line opens a list item.
    #[inline]
    pub fn is_marked(&self) -> bool {
        self.mark.length > 0
    }
}

impl Packed {
    pub(super) const NONE: Packed = Packed { start: 0, number: UNNUMBERED, checkbox: 0, column: 0, length: 0, inside: 0 };

    /// Takes up a marker of the line that begins at `line`: the outermost one, and the first checkbox.
    #[inline]
    pub(super) fn add(&mut self, line: usize, marker: Marker) {
        // Four gigabytes into a line nothing is marked.
        let offset = |at: usize| u32::try_from(at - line).ok();
        if self.length == 0
            && let Some(start) = offset(marker.span.start)
        {
            self.start = start;
            self.number = marker.number.unwrap_or(UNNUMBERED);
            self.column = marker.column;
            self.length = marker.span.len() as u8;
        }
        if self.inside == 0
            && let Some(checkbox) = marker.checkbox
            && let Some(start) = offset(checkbox.start)
        {
            self.checkbox = start;
            self.inside = checkbox.len() as u8 + 1;
        }
    }

    /// Tells whether a checkbox follows.
    #[inline]
    pub(super) fn has_checkbox(self) -> bool {
        self.inside > 0
    }
}
