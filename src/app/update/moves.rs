//! Moving between rows and panes.

use super::super::actions::Action;
use super::super::layout::Placed;
use super::super::overlay::Overlay;
use super::super::{Model, Pane};

/// Moves within the focused pane or the topmost list.
pub(super) fn rows(model: &mut Model, action: Action) {
    let page = usize::from(model.size.1.saturating_sub(8)).max(1);
    let by = match action {
        Action::Down => 1,
        Action::Up => -1,
        Action::PageDown => page as isize,
        Action::PageUp => -(page as isize),
        Action::Top => isize::MIN / 2,
        _ => isize::MAX / 2,
    };
    let snapshot = model.snapshot.clone();
    let shown = super::over::list_height(model);
    match model.overlays.last_mut() {
        None => pane_rows(model, action, by),
        Some(Overlay::Chain(_)) => super::chain::rows(model, by),
        Some(Overlay::Search(search)) => {
            search.marked.go(by, search.found.len(), shown);
            super::over::preview(model);
        }
        Some(Overlay::Menu(menu)) => menu.row = menu.row.saturating_add_signed(by).min(menu.rows.len().saturating_sub(1)),
        Some(Overlay::Review(marked)) => marked.go(by, snapshot.inbox.len(), shown),
        Some(Overlay::LeftOut(marked)) => marked.go(by, snapshot.prompt.as_ref().map_or(0, |p| p.left_out.len()), shown),
        Some(Overlay::Findings(marked)) => marked.go(by, snapshot.findings.len(), shown),
        Some(Overlay::Conflicts) => super::settle::rows(model, action),
        Some(Overlay::Page(page)) => page.top = page.top.saturating_add_signed(by).min(page.rows.len().saturating_sub(1)),
        Some(Overlay::Closing(_) | Overlay::Turning(_)) => super::closing::scroll(model, by),
        Some(Overlay::Edit(_) | Overlay::Filter(_) | Overlay::Ask(_)) => {}
    }
}

fn pane_rows(model: &mut Model, action: Action, by: isize) {
    let Some(placed) = model.placed() else { return };
    let height = usize::from(placed.inner().height);
    if model.focus == Pane::Prompt {
        return scroll(model, &placed, by, height);
    }
    match action {
        Action::Down if below(model, &placed, height) > 0 => model.list_mut().top.1 += 1,
        Action::Up if hidden_above(model) => model.list_mut().top.1 -= 1,
        Action::Down | Action::Up => {
            model.list_mut().step(by);
        }
        Action::PageDown | Action::PageUp => {
            let below = below(model, &placed, height);
            if action == Action::PageDown && below > 0 {
                model.list_mut().top.1 += below.min(height.saturating_sub(1)).max(1);
                return;
            }
            if action == Action::PageUp && hidden_above(model) {
                let top = &mut model.list_mut().top.1;
                *top = top.saturating_sub(height.saturating_sub(1).max(1));
                return;
            }
            let mut passed = 0;
            while passed < height.saturating_sub(1) {
                let Some(entry) = model.entry() else { break };
                passed += model.rows_of(&placed, entry, height);
                if !model.list_mut().step(by.signum()) {
                    break;
                }
                // What is taller than a page is read before it is passed.
                let tall = |entry| model.rows_of(&placed, entry, height + 1) > height;
                if model.entry().is_some_and(tall) {
                    break;
                }
            }
        }
        _ => {
            let list = model.list_mut();
            list.cursor = if by < 0 { 0 } else { list.entries.len().saturating_sub(1) };
            list.settle(-by.signum());
            if by < 0 {
                list.top = (0, 0);
            }
        }
    }
}

/// Returns the rows of the marked entry that are below the pane, when the entry is taller than the pane.
fn below(model: &Model, placed: &Placed, height: usize) -> usize {
    let list = model.list(model.focus);
    let Some(entry) = model.entry().filter(|_| list.top.0 == list.cursor) else { return 0 };
    let rows = model.rows_of(placed, entry, list.top.1 + 2 * height);
    rows.saturating_sub(list.top.1 + height)
}

fn hidden_above(model: &Model) -> bool {
    let list = model.list(model.focus);
    list.top.0 == list.cursor && list.top.1 > 0
}

fn scroll(model: &mut Model, placed: &Placed, by: isize, height: usize) {
    let by = if by.unsigned_abs() > 1 && by.unsigned_abs() < 1 << 20 { by.signum() * height.saturating_sub(1) as isize } else { by };
    let list = model.list(Pane::Prompt);
    let last = list.entries.len().saturating_sub(1);
    let (mut entry, mut row) = list.top;
    if by.unsigned_abs() >= 1 << 20 {
        (entry, row) = if by < 0 { (0, 0) } else { (last, 0) };
    } else {
        for _ in 0..by.unsigned_abs() {
            let rows = |n: usize| list.entries.get(n).map_or(1, |e| model.rows_of(placed, *e, usize::MAX)).max(1);
            if by > 0 {
                row += 1;
                if row >= rows(entry) {
                    (entry, row) = if entry < last { (entry + 1, 0) } else { (entry, row - 1) };
                }
            } else if row > 0 {
                row -= 1;
            } else if entry > 0 {
                entry -= 1;
                row = rows(entry) - 1;
            }
        }
    }
    model.list_mut().top = (entry, row);
}

/// Moves to another pane.
pub(super) fn panes(model: &mut Model, action: Action) {
    let order = |model: &Model, by: isize| {
        let at = Pane::ALL.iter().position(|p| *p == model.focus).unwrap_or(0);
        Pane::ALL[(at + Pane::ALL.len()).saturating_add_signed(by) % Pane::ALL.len()]
    };
    model.focus = match action {
        Action::Go(pane) => pane,
        Action::NextPane => order(model, 1),
        Action::PrevPane => order(model, -1),
        Action::Left | Action::Right => beside(model, action == Action::Right).unwrap_or_else(|| {
            let by = if action == Action::Right { 1 } else { -1 };
            order(model, by)
        }),
        _ => model.focus,
    };
}

/// Returns the pane on that side of the focused one; `None` when it stands alone.
fn beside(model: &Model, right: bool) -> Option<Pane> {
    let layout = &model.layout;
    let here = layout.panes.iter().find(|p| p.pane == model.focus)?.area;
    if layout.panes.len() == 1 {
        return None;
    }
    let side = layout.panes.iter().filter(|p| if right { p.area.x >= here.right() } else { p.area.right() <= here.x });
    let gap = |p: &&Placed| {
        let across = if right { p.area.x - here.right() } else { here.x - p.area.right() };
        (across, p.area.y.abs_diff(here.y))
    };
    Some(side.min_by_key(gap).map_or(model.focus, |p| p.pane))
}

impl Model {
    /// Moves the keys to an item, wherever it is shown.
    pub(in crate::app) fn go_to(&mut self, reference: &crate::handoff::ItemRef) {
        let pane = Pane::of(reference.concept);
        let snapshot = self.snapshot.clone();
        if self.lists[pane as usize].mark(&snapshot, reference) {
            self.focus = pane;
        }
    }
}
