//! The graph as it is drawn: one row a session, newest first, each session above its parents.
//!
//! A line runs straight down for as long as it can; a session gives its lane up where one further left
//! leads to its parent already, so that many short lines stay narrow. Lanes on the right that lead to
//! the same session end in its row and in no other, so that none seems to come from what lies between.
//! Lanes beyond the widest allowed share the last one.

use super::graph::Chain;
use super::{Id, Trouble};
use std::collections::{BTreeSet, BinaryHeap, HashMap};

/// One row of the drawn graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The session.
    pub place: usize,
    /// The lane in which it stands, from 0.
    pub lane: usize,
    /// The lanes, up to the last one in use.
    pub cells: Vec<Cell>,
    /// Its parents that this tree does not hold.
    pub missing: Vec<Id>,
    /// Its parents that are left out because they come after it.
    pub cut: Vec<Id>,
    /// How many lanes share the last cell; 0 while each has one of its own.
    pub shared: usize,
}

/// One lane of a row: where its strokes go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Whether the session stands here.
    pub node: bool,
    /// To the row above.
    pub up: bool,
    /// To the row below.
    pub down: bool,
    /// To the lane on the left.
    pub left: bool,
    /// To the lane on the right.
    pub right: bool,
    /// Whether what goes from left to right only passes over what goes from above to below.
    pub over: bool,
}

impl Chain {
    /// Lays the graph out with at most `lanes` lanes (at least two); near linear in the number of sessions.
    pub fn layout(&self, lanes: usize) -> Vec<Row> {
        self.rows(Lanes::new(lanes))
    }

    /// Lays the graph out below a draft that continues `base`; returns the draft's row, whose place is that of no
    /// session, and those of the sessions.
    pub fn layout_below(&self, base: &[usize], lanes: usize) -> (Row, Vec<Row>) {
        let mut lanes = Lanes::new(lanes);
        let draft = lanes.row(self.sessions().len(), base);
        (draft, self.rows(lanes))
    }

    fn rows(&self, mut lanes: Lanes) -> Vec<Row> {
        let row = |place: usize| {
            let named = |wanted: fn(&Trouble) -> Option<Id>| self.troubles_of(self.sessions()[place].id).filter_map(wanted).collect();
            Row {
                missing: named(|t| if let Trouble::MissingParent { parent, .. } = t { Some(*parent) } else { None }),
                cut: named(|t| if let Trouble::Cycle { parent, .. } = t { Some(*parent) } else { None }),
                ..lanes.row(place, self.parents(place))
            }
        };
        self.newest_first().into_iter().map(row).collect()
    }

    /// Returns every session once, each before its parents; of two that have nothing to do with each other the one with
    /// the higher number comes first. (Drawing each line without a break took 31 lanes where this takes 9.)
    pub fn newest_first(&self) -> Vec<usize> {
        let mut waiting: Vec<usize> = (0..self.sessions().len()).map(|place| self.children(place).len()).collect();
        let key = |place: usize| (self.sessions()[place].number, place);
        let mut ready: BinaryHeap<(u32, usize)> = self.heads().into_iter().map(key).collect();
        let mut out = Vec::with_capacity(waiting.len());
        while let Some((_, place)) = ready.pop() {
            out.push(place);
            for parent in self.parents(place) {
                waiting[*parent] -= 1;
                if waiting[*parent] == 0 {
                    ready.push(key(*parent));
                }
            }
        }
        out
    }
}

impl Row {
    /// Returns the row in box-drawing characters: a lane and a gap each, without trailing blanks.
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(self.cells.len() * 4);
        for cell in &self.cells {
            out.push(cell.glyph());
            out.push(if cell.right { '─' } else { ' ' });
        }
        out.truncate(out.trim_end().len());
        out
    }
}

impl Cell {
    /// Returns the character for it.
    pub fn glyph(self) -> char {
        match (self.up, self.down, self.left, self.right) {
            _ if self.node => '●',
            _ if self.over => '│',
            (true, true, true, true) => '┼',
            (true, true, true, false) => '┤',
            (true, true, false, true) => '├',
            (true, false, true, true) => '┴',
            (false, true, true, true) => '┬',
            (true, false, true, false) => '╯',
            (true, false, false, true) => '╰',
            (false, true, true, false) => '╮',
            (false, true, false, true) => '╭',
            (false, false, false, false) => ' ',
            (false, false, ..) => '─',
            (.., false, false) => '│',
        }
    }
}

/// The lanes between two rows.
#[derive(Default)]
struct Lanes {
    /// The lane that all further ones share.
    most: usize,
    /// For each lane the session to which it leads.
    to: Vec<Option<usize>>,
    /// Session to the leftmost lane that leads to it.
    at: HashMap<usize, usize>,
    /// Session to the other lanes that do.
    more: HashMap<usize, Vec<usize>>,
    free: BTreeSet<usize>,
    /// How many lanes in use share the last one.
    beyond: usize,
}

impl Lanes {
    fn new(lanes: usize) -> Lanes {
        Lanes { most: lanes.max(2) - 1, ..Lanes::default() }
    }

    fn row(&mut self, place: usize, parents: &[usize]) -> Row {
        let before = self.in_use();
        let (lane, above) = match self.at.remove(&place) {
            Some(lane) => {
                self.leave(lane);
                (lane, true)
            }
            None => (self.next_free(&[]), false),
        };
        let mut ends = self.more.remove(&place).unwrap_or_default();
        for end in &ends {
            self.leave(*end);
        }
        // A lane that ends in this row begins again in the next one at the earliest.
        let ended = [ends.as_slice(), &[lane]].concat();
        let mut own = false;
        for (n, parent) in parents.iter().enumerate() {
            match self.at.get(parent).copied() {
                Some(there) if n == 0 && there > lane => {
                    self.enter(lane, *parent);
                    self.more.entry(*parent).or_default().push(there);
                    own = true;
                }
                Some(there) => ends.push(there),
                None if n == 0 => {
                    self.enter(lane, *parent);
                    own = true;
                }
                None => {
                    let fresh = self.next_free(&ended);
                    self.enter(fresh, *parent);
                    ends.push(fresh);
                }
            }
        }
        let mut cells = self.cells(&before);
        self.draw(&mut cells, lane, above, own, &ends);
        let shared = if self.beyond > 1 { self.beyond } else { 0 };
        Row { place, lane: lane.min(self.most), cells, missing: vec![], cut: vec![], shared }
    }

    /// Draws the strokes that pass from the row above to the row below.
    fn cells(&self, before: &[bool]) -> Vec<Cell> {
        let after = self.in_use();
        let cell = |n: usize| Cell {
            up: before.get(n).copied().unwrap_or_default(),
            down: after.get(n).copied().unwrap_or_default(),
            ..Cell::default()
        };
        (0..before.len().max(after.len())).map(cell).collect()
    }

    fn draw(&self, cells: &mut Vec<Cell>, lane: usize, above: bool, own: bool, ends: &[usize]) {
        let at = lane.min(self.most);
        let ends: Vec<usize> = ends.iter().map(|end| (*end).min(self.most)).collect();
        let width = ends.iter().copied().chain([at]).max().unwrap_or(0) + 1;
        cells.resize(cells.len().max(width), Cell::default());
        cells[at].node = true;
        if at < self.most {
            (cells[at].up, cells[at].down) = (above, own);
        }
        for end in &ends {
            let (from, to) = (at.min(*end), at.max(*end));
            for (n, cell) in cells.iter_mut().enumerate().take(to + 1).skip(from) {
                cell.left |= n > from;
                cell.right |= n < to;
            }
        }
        for (n, cell) in cells.iter_mut().enumerate() {
            cell.over = cell.up && cell.down && cell.left && cell.right && !ends.contains(&n);
        }
        let used = cells.iter().rposition(|c| *c != Cell::default()).map_or(0, |n| n + 1);
        cells.truncate(used);
    }

    /// Tells for each lane that is drawn whether it is in use.
    fn in_use(&self) -> Vec<bool> {
        let mut out: Vec<bool> = self.to.iter().take(self.most).map(Option::is_some).collect();
        if self.beyond > 0 {
            out.resize(self.most, false);
            out.push(true);
        }
        out
    }

    fn enter(&mut self, lane: usize, to: usize) {
        if lane >= self.to.len() {
            self.free.extend(self.to.len()..lane);
            self.to.resize(lane + 1, None);
        }
        self.free.remove(&lane);
        self.to[lane] = Some(to);
        self.at.insert(to, lane);
        self.beyond += usize::from(lane >= self.most);
    }

    fn leave(&mut self, lane: usize) {
        if let Some(to) = self.to[lane].take() {
            self.at.remove(&to);
            self.free.insert(lane);
            self.beyond -= usize::from(lane >= self.most);
        }
        while self.to.last() == Some(&None) {
            self.to.pop();
            self.free.remove(&self.to.len());
        }
    }

    /// Returns the leftmost lane that is free, other than `not`.
    fn next_free(&self, not: &[usize]) -> usize {
        self.free.iter().copied().chain(self.to.len()..).find(|n| !not.contains(n)).unwrap_or(self.to.len())
    }
}
