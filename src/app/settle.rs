//! The screen of two sides: what was chosen so far, and where everything stands.
//!
//! Invariant: choices are kept by the names of conflicts, so that leaving the screen, or a file that changes meanwhile, loses
//! none that still has its conflict.

use super::wrap;
use crate::merge::{Conflict, Take};
use crate::project::{Command, Dispute};
use crate::shown::Shown;
use ratatui::layout::Rect;

/// What was chosen for the conflicts that wait.
#[derive(Clone, Debug, Default)]
pub struct Settling {
    /// The marked conflict.
    pub row: usize,
    /// The first row of the sides that is drawn.
    pub scroll: usize,
    /// What an open text area was to change when it met the conflict, by its draft's name.
    pub of: Option<String>,
    taken: Vec<(String, Take)>,
}

/// Where the parts of the screen stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// Every conflict in a row; without it the marked one stands in the title.
    pub list: Option<Rect>,
    /// Ours and theirs, each with two rows of title.
    pub sides: [Rect; 2],
    /// Whether they stand side by side.
    pub beside: bool,
    /// What both began with, with a row of title.
    pub base: Option<Rect>,
    /// The text of one's own, with a row of title.
    pub own: Option<Rect>,
}

impl Settling {
    /// Returns what was chosen for a conflict.
    pub fn taken(&self, conflict: &Conflict) -> Option<&Take> {
        self.taken.iter().find(|(id, _)| *id == conflict.id).map(|(_, take)| take)
    }

    /// Returns how many conflicts have no choice yet.
    pub fn left(&self, dispute: &Dispute) -> usize {
        dispute.conflicts.iter().filter(|c| self.taken(c).is_none()).count()
    }

    /// Chooses.
    pub(super) fn choose(&mut self, id: &str, take: Take) {
        self.taken.retain(|(other, _)| other != id);
        self.taken.push((id.to_owned(), take));
    }

    /// Takes back the choice for a conflict, or where it has none the last one.
    pub(super) fn take_back(&mut self, conflict: &Conflict, all: &[Conflict]) {
        let Some(at) = self.taken.iter().position(|(id, _)| *id == conflict.id).or(self.taken.len().checked_sub(1)) else { return };
        let (id, _) = self.taken.remove(at);
        self.mark(all.iter().position(|c| c.id == id).unwrap_or(self.row));
    }

    /// Tells whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// Marks the next conflict without a choice, from the marked one on and around.
    pub(super) fn go_on(&mut self, dispute: &Dispute) {
        let count = dispute.conflicts.len();
        let open = |row: &usize| dispute.conflicts.get(*row).is_some_and(|c| self.taken(c).is_none());
        if let Some(row) = (0..count).map(|n| (self.row + n) % count).find(open) {
            self.mark(row);
        }
    }

    /// Marks a conflict.
    pub(super) fn mark(&mut self, row: usize) {
        if row != self.row {
            (self.row, self.scroll) = (row, 0);
        }
    }

    /// Forgets the choices whose conflict is gone.
    pub(super) fn follow(&mut self, dispute: Option<&Dispute>) {
        let conflicts = dispute.map_or(&[][..], |d| &d.conflicts);
        self.taken.retain(|(id, _)| conflicts.iter().any(|c| c.id == *id));
        self.row = self.row.min(conflicts.len().saturating_sub(1));
    }

    /// Returns the command that writes what was chosen.
    pub(super) fn command(&self) -> Command {
        Command::Resolve(self.taken.clone())
    }
}

/// Lays the screen out inside a frame; `own` tells whether a text of one's own is shown, and whether it is being typed.
pub fn areas(inner: Rect, dispute: &Dispute, row: usize, own: Option<bool>) -> Areas {
    let conflict = dispute.conflicts.get(row);
    let mut left = inner;
    let count = dispute.conflicts.len() as u16;
    let mut out = Areas::default();
    if count > 1 && inner.height >= 12 {
        let rows = count.min(inner.height / 4);
        out.list = Some(Rect { height: rows, ..left });
        left = Rect { y: left.y + rows + 1, height: left.height - rows - 1, ..left };
    }
    out.beside = left.width >= 72;
    let half = left.width.saturating_sub(3) / 2;
    let widths = if out.beside { [half, left.width - half - 3] } else { [left.width; 2] };
    let own_rows = own.map_or(0, |typing| if typing { left.height / 2 } else { left.height / 4 }.clamp(2, 12)).min(left.height);
    let base = conflict.and_then(|c| c.base.as_deref()).filter(|_| own != Some(true) && left.height - own_rows >= 10);
    let base_rows = base.map_or(0, |text| (height(Some(text), left.width) + 1).clamp(2, left.height / 4));
    let room = left.height - own_rows - base_rows;
    // A row of air above what stands below them.
    let needed = |n: usize| {
        let side = conflict.and_then(|c| if n == 0 { c.ours.as_deref() } else { c.theirs.as_deref() });
        height(side, widths[n]).saturating_add(TITLE + 1)
    };
    let (first, second) = (needed(0), needed(1));
    let mut y = left.y;
    out.sides = if out.beside {
        let rows = first.max(second).min(room);
        y += rows;
        [Rect { width: widths[0], height: rows, ..left }, Rect { x: left.x + half + 3, width: widths[1], height: rows, ..left }]
    } else {
        let upper = first.min((room / 2).max(room.saturating_sub(second)));
        let lower = second.min(room - upper);
        y += upper + lower;
        [Rect { height: upper, ..left }, Rect { y: left.y + upper, height: lower, ..left }]
    };
    out.base = base.map(|_| Rect { y, height: base_rows, ..left });
    out.own = own.map(|_| Rect { y: y + base_rows, height: own_rows, ..left });
    out
}

/// The most rows of a side above its text: who it is, what it did, and one of air.
const TITLE: u16 = 3;

/// Returns the rows above the text of a side.
pub fn title_rows(side: Rect) -> u16 {
    match side.height {
        0..4 => 1,
        4..7 => 2,
        _ => TITLE,
    }
}

/// Returns the rows of a text.
fn height(text: Option<&str>, width: u16) -> u16 {
    let width = usize::from(width).max(1);
    let rows = |text: &str| Shown::lines(text.trim_end()).iter().map(|l| wrap::rows(l.as_str(), width, width).count()).sum();
    u16::try_from(text.map_or(1, rows)).unwrap_or(u16::MAX)
}

/// Returns the cells inside the frame of an overlay that takes the whole body of a screen.
pub fn inside(size: (u16, u16)) -> Rect {
    let (columns, rows) = size;
    Rect { x: 2, y: 2, width: columns.saturating_sub(4), height: rows.saturating_sub(5) }
}

/// Returns how far the sides of a conflict can be scrolled.
pub(super) fn furthest(areas: &Areas, conflict: &Conflict) -> usize {
    let hidden = |side: &Option<String>, area: Rect| {
        let rows = area.height.saturating_sub(title_rows(area)).max(1);
        usize::from(height(side.as_deref(), area.width).saturating_sub(rows))
    };
    hidden(&conflict.ours, areas.sides[0]).max(hidden(&conflict.theirs, areas.sides[1]))
}
