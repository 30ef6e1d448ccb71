//! Where graph and preview stand, from the size of the terminal alone.

use ratatui::layout::Rect;

/// The frames of the chain screen; one that is not on the screen is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The graph.
    pub list: Rect,
    /// The preview.
    pub preview: Rect,
}

impl Places {
    /// Lays the screen out; `whole` gives all of it to the preview.
    pub fn of((columns, rows): (u16, u16), whole: bool) -> Places {
        let body = Rect { x: 0, y: 1, width: columns, height: rows.saturating_sub(3) };
        if whole {
            return Places { list: Rect::ZERO, preview: body };
        }
        if columns >= 100 {
            let width = (columns * 2 / 5).clamp(40, 90);
            let list = Rect { width: columns - width, ..body };
            return Places { list, preview: Rect { x: list.right(), width, ..body } };
        }
        if rows >= 18 {
            let height = (body.height * 11 / 20).max(8);
            let list = Rect { height, ..body };
            return Places { list, preview: Rect { y: list.bottom(), height: body.height - height, ..body } };
        }
        Places { list: body, preview: Rect::ZERO }
    }

    /// Returns the number of rows that the graph shows.
    pub fn shown(&self) -> usize {
        usize::from(self.list.height.saturating_sub(2)).max(1)
    }

    /// Returns the cells of a text in the preview, across and down.
    pub fn page(&self) -> (usize, usize) {
        (usize::from(self.preview.width.saturating_sub(4)).max(1), usize::from(self.preview.height.saturating_sub(2)).max(1))
    }
}
