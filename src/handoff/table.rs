//! Table rows: cells, and what their columns hold.

use super::dialect::{Dialect, Role, column_role};
use super::label::trimmed;
use super::plain::closing;
use crate::document::Span;

/// The columns of a table.
pub(super) struct Columns {
    pub roles: Vec<Role>,
    pub headers: Vec<Span>,
}

/// Returns the cells of a row, trimmed: parted by bars that are neither escaped nor in code.
pub(super) fn cells(text: &str, row: Span) -> Vec<Span> {
    let inner = trimmed(text, row);
    let bytes = inner.of(text).as_bytes();
    let mut at = usize::from(bytes.first() == Some(&b'|'));
    let mut start = at;
    let mut cells = Vec::new();
    let mut cut = |from: usize, to: usize| cells.push(trimmed(text, Span::new(inner.start + from, inner.start + to)));
    while let Some(found) = memchr::memchr3(b'|', b'`', b'\\', &bytes[at.min(bytes.len())..]) {
        at += found;
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => {
                let ticks = bytes[at..].iter().take_while(|b| **b == b'`').count();
                at += ticks;
                let bar = memchr::memchr(b'|', &bytes[at..]);
                // A code span that would swallow the rest of the row is none.
                at += closing(&bytes[at..], ticks)
                    .filter(|end| bar.is_none_or(|bar| bar > *end) || balanced(&bytes[at + end..]))
                    .unwrap_or(0);
            }
            _ => {
                cut(start, at);
                at += 1;
                start = at;
            }
        }
    }
    if start < bytes.len() {
        cut(start, bytes.len());
    }
    cells
}

fn balanced(rest: &[u8]) -> bool {
    rest.iter().filter(|b| **b == b'`').count() % 2 == 0 && rest.contains(&b'|')
}

impl Columns {
    /// Reads the header row.
    pub(super) fn read(text: &str, header: Span, own: &Dialect) -> Columns {
        let headers = cells(text, header);
        let roles = headers.iter().map(|h| column_role(h.of(text), own)).collect();
        Columns { roles, headers }
    }

    /// Returns the first column that holds `role`.
    pub(super) fn find(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|r| *r == role)
    }

    /// Returns the column that names what a row is about: by its header, else the first that is no number.
    pub(super) fn topic(&self, text: &str, cells: &[Span]) -> usize {
        let says = |i: &usize| cells.get(*i).is_some_and(|c| !c.is_empty());
        if let Some(named) = self.find(Role::Topic).filter(says) {
            return named;
        }
        let free = |i: &usize| says(i) && !matches!(self.roles.get(*i), Some(Role::Status | Role::Id));
        let number = |i: &usize| cells[*i].of(text).chars().all(|c| !c.is_alphabetic());
        let mut all = (0..cells.len()).filter(free);
        all.clone().find(|i| !number(i)).or_else(|| all.next()).or_else(|| (0..cells.len()).find(|i| says(i))).unwrap_or(0)
    }
}
