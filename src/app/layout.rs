//! Where everything stands, from the size of the terminal and what there is to show (DESIGN §9).

use super::Pane;
use ratatui::layout::Rect;

/// The smallest terminal that baton works in, in columns and rows.
pub const LEAST: (u16, u16) = (40, 12);

/// The places of a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The line at the top.
    pub header: Rect,
    /// The panes on the screen.
    pub panes: Vec<Placed>,
    /// The border row below the panes, which names those that are not on the screen.
    pub strip: Rect,
    /// The panes that the strip names.
    pub tabs: Vec<Pane>,
    /// Findings and messages.
    pub status: Rect,
    /// The keys.
    pub footer: Rect,
}

/// A pane on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub pane: Pane,
    /// Its title row, its side borders and what is between them; the row below is the border of what stands there.
    pub area: Rect,
    /// Whether another pane stands above it in the same frame.
    pub below: bool,
    /// Whether the frame ends under it by itself (the strip ends it otherwise).
    pub closes: bool,
}

/// How much of the terminal there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Nothing can be shown.
    TooSmall,
    /// One pane at a time.
    Single,
    /// A grid, the prompt is a tab.
    Grid,
    /// A grid and the prompt beside it.
    Wide,
    /// Three rows of panes and the prompt beside them.
    Tall,
}

impl Size {
    /// Classifies a terminal of that many columns and rows.
    pub fn of((columns, rows): (u16, u16)) -> Size {
        match (columns, rows) {
            (c, r) if c < LEAST.0 || r < LEAST.1 => Size::TooSmall,
            (c, r) if c < 60 || r < 24 => Size::Single,
            (c, r) if c < 100 || r < 30 => Size::Grid,
            (c, r) if c >= 120 && r >= 44 => Size::Tall,
            _ => Size::Wide,
        }
    }
}

impl Placed {
    /// Returns the cells inside the borders.
    pub fn inner(&self) -> Rect {
        let Rect { x, y, width, height } = self.area;
        let bottom = 1 + u16::from(self.closes);
        Rect { x: x + 1, y: y + 1, width: width.saturating_sub(2), height: height.saturating_sub(bottom) }
    }
}

const GRID: [[Pane; 2]; 3] = [[Pane::Decisions, Pane::Tasks], [Pane::Pending, Pane::Next], [Pane::Done, Pane::State]];

/// Lays the screen out; `needs(pane, width)` counts the rows that a pane could fill.
pub fn layout(size: (u16, u16), focus: Pane, zoom: bool, needs: impl Fn(Pane, u16) -> usize) -> Layout {
    let (columns, rows) = size;
    let line = |y: u16| Rect { x: 0, y, width: columns, height: 1 };
    let kind = Size::of(size);
    let body = Rect { x: 0, y: 1, width: columns, height: rows.saturating_sub(3) };
    let mut out =
        Layout { header: line(0), panes: vec![], strip: Rect::ZERO, tabs: vec![], status: line(rows - 2), footer: line(rows - 1) };
    let beside = matches!(kind, Size::Wide | Size::Tall) && !zoom;
    let side = if beside { (columns * 3 / 8).clamp(36, 84) } else { 0 };
    let left = Rect { width: columns - side, ..body };
    let strip = Rect { y: left.bottom() - 1, height: 1, ..left };
    let panes = Rect { height: left.height - 1, ..left };
    out.strip = strip;
    let grid_rows = if kind == Size::Tall { 3 } else { 2 };
    let in_grid = |pane: Pane| GRID[..grid_rows].iter().flatten().any(|p| *p == pane);
    let single = kind == Size::Single || zoom;
    if beside {
        out.panes.push(Placed { pane: Pane::Prompt, area: prompt_area(body, side), below: false, closes: true });
    }
    if single || !(in_grid(focus) || focus == Pane::Prompt && beside) {
        out.tabs = Pane::ALL.into_iter().filter(|p| !(beside && *p == Pane::Prompt)).collect();
        if !single {
            out.tabs.retain(|p| !in_grid(*p) || *p == focus);
        }
        out.panes.push(Placed { pane: focus, area: panes, below: false, closes: false });
        return out;
    }
    out.tabs = Pane::ALL.into_iter().filter(|p| !(in_grid(*p) || beside && *p == Pane::Prompt)).collect();
    let half = panes.width / 2;
    let widths = [half, panes.width - half];
    let wanted: Vec<u16> = GRID[..grid_rows]
        .iter()
        .map(|pair| pair.iter().zip(widths).map(|(p, w)| needs(*p, w - 2)).max().unwrap_or(0))
        .map(|n| u16::try_from(n).unwrap_or(u16::MAX).saturating_add(1))
        .collect();
    let heights = share(panes.height, &wanted);
    let mut y = panes.y;
    for (row, (pair, height)) in GRID[..grid_rows].iter().zip(heights).enumerate() {
        let mut x = panes.x;
        for (pane, width) in pair.iter().zip(widths) {
            out.panes.push(Placed { pane: *pane, area: Rect { x, y, width, height }, below: row > 0, closes: false });
            x += width;
        }
        y += height;
    }
    out
}

fn prompt_area(body: Rect, side: u16) -> Rect {
    Rect { x: body.width - side, width: side, ..body }
}

/// Shares `total` rows: each gets four at least, then what it wants, the neediest first; what is left is spread.
fn share(total: u16, wanted: &[u16]) -> Vec<u16> {
    let mut out = vec![4; wanted.len()];
    let mut left = total.saturating_sub(4 * wanted.len() as u16);
    while left > 0 {
        let lacking = |n: usize| wanted[n].saturating_sub(out[n]).min(total);
        let neediest = (0..out.len()).filter(|n| lacking(*n) > 0).min_by_key(|n| (out[*n] / 2, *n));
        match neediest.or_else(|| (0..out.len()).min_by_key(|n| out[*n])) {
            Some(n) => out[n] += 1,
            None => break,
        }
        left -= 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panes(size: (u16, u16), focus: Pane) -> Vec<Pane> {
        layout(size, focus, false, |_, _| 5).panes.iter().map(|p| p.pane).collect()
    }

    #[test]
    fn the_four_sizes_of_the_design() {
        assert_eq!(Size::of((100, 30)), Size::Wide);
        assert_eq!(Size::of((99, 50)), Size::Grid);
        assert_eq!(Size::of((200, 29)), Size::Grid);
        assert_eq!(Size::of((59, 50)), Size::Single);
        assert_eq!(Size::of((200, 23)), Size::Single);
        assert_eq!(Size::of((39, 50)), Size::TooSmall);
        assert_eq!(Size::of((200, 11)), Size::TooSmall);
    }

    #[test]
    fn the_focused_pane_is_always_on_the_screen() {
        for size in [(40, 12), (59, 24), (60, 24), (80, 24), (100, 30), (120, 36), (200, 50), (500, 200)] {
            for focus in Pane::ALL {
                for zoom in [false, true] {
                    let layout = layout(size, focus, zoom, |_, _| 50);
                    assert!(layout.panes.iter().any(|p| p.pane == focus), "{size:?} {focus:?}");
                    for placed in &layout.panes {
                        assert!(placed.area.right() <= size.0 && placed.area.bottom() < size.1, "{size:?} {placed:?}");
                        assert!(placed.inner().height >= 2 && placed.inner().width >= 10, "{size:?} {placed:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_prompt_stands_beside_the_grid_where_there_is_room() {
        assert!(panes((100, 30), Pane::Tasks).contains(&Pane::Prompt));
        assert!(!panes((80, 24), Pane::Tasks).contains(&Pane::Prompt));
        assert_eq!(panes((50, 24), Pane::Tasks), [Pane::Tasks]);
        assert!(panes((200, 50), Pane::Tasks).contains(&Pane::State));
    }

    #[test]
    fn rows_are_shared_by_need() {
        assert_eq!(share(20, &[30, 5]), [15, 5]);
        assert_eq!(share(20, &[30, 30]), [10, 10]);
        assert_eq!(share(20, &[5, 5]), [10, 10]);
    }
}
