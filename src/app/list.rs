//! What a pane lists, which entry is marked, and what is scrolled out of it.
//!
//! Building a list costs one pass over the items of its concepts; scrolling and drawing cost the
//! rows on the screen, whatever the length of the list.

use super::Pane;
use super::edit::Target;
use super::rows::Laid;
use crate::document::Span;
use crate::handoff::{Concept, Item, ItemRef, Shape, StatusKind};
use crate::project::Snapshot;

/// One entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// The name of a concept, with the number of its items.
    Label(Concept, usize),
    /// An item, by its place in the handoff.
    Item(usize),
    /// A proposal, by its place in the inbox.
    Proposal(usize),
    /// Where an item is being added.
    Adding(Concept),
    /// A section, by its place in the handoff.
    Section(usize),
    /// That there is no objective.
    NoObjective,
    /// A line of the prompt.
    Line(Span),
}

/// The list of one pane.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// What it lists.
    pub entries: Vec<Entry>,
    /// The marked entry.
    pub cursor: usize,
    /// The first entry on the screen, and how many of its rows are above it.
    pub top: (usize, usize),
    /// What its items must hold.
    pub filter: String,
    /// Items, filtered or not; of the prompt its characters.
    pub total: usize,
    /// Items that pass the filter.
    pub shown: usize,
    /// Items of them that are closed.
    pub closed: usize,
    /// Whether any item has a glyph in front.
    pub marks: bool,
    /// Places of the entries that cannot be marked, in order.
    pub labels: Vec<usize>,
    /// The rows of its entries.
    pub laid: Laid,
}

impl Entry {
    /// Tells whether it can be marked.
    pub fn is_row(self) -> bool {
        !matches!(self, Entry::Label(..) | Entry::NoObjective | Entry::Line(_))
    }
}

impl List {
    /// Fills the list from a snapshot; cursor and scrolling stay as near as they can.
    pub fn fill(&mut self, snapshot: &Snapshot, pane: Pane, editing: Option<&Target>) {
        let handoff = &snapshot.handoff;
        self.entries.clear();
        self.laid.clear();
        (self.total, self.shown, self.closed) = (0, 0, 0);
        self.marks = pane.concepts().iter().any(|c| c.has_status());
        match pane {
            Pane::Prompt => {
                self.total = snapshot.prompt.as_ref().map_or(0, |p| p.text.chars().count());
                self.entries.extend(snapshot.prompt.iter().flat_map(|p| lines(&p.text)).map(Entry::Line));
            }
            Pane::Everything => {
                let fits = |n: &usize| self.filter.is_empty() || holds(handoff.slice(handoff.sections()[*n].span), &self.filter);
                self.total = handoff.sections().len();
                self.entries.extend((0..self.total).filter(fits).map(Entry::Section));
                self.shown = self.entries.len();
            }
            _ => self.fill_items(snapshot, pane, editing),
        }
        self.labels = (0..self.entries.len()).filter(|n| !self.entries[*n].is_row()).collect();
        self.cursor = self.cursor.min(self.entries.len().saturating_sub(1));
        self.settle(1);
    }

    fn fill_items(&mut self, snapshot: &Snapshot, pane: Pane, editing: Option<&Target>) {
        let handoff = &snapshot.handoff;
        let adding = editing.and_then(|t| if let Target::Add(concept) = t { Some(*concept) } else { None });
        let all = handoff.all_items();
        let mut of_pane: Vec<(usize, usize)> = Vec::new();
        for (n, item) in all.iter().enumerate() {
            let Some(rank) = pane.concepts().iter().position(|c| *c == item.concept) else { continue };
            if !handoff.is_current(item.block) {
                continue;
            }
            self.total += 1;
            self.marks |= item.standing().is_some() || bulleted(item);
            if self.filter.is_empty() || item_holds(item, &self.filter) {
                self.shown += 1;
                self.closed += usize::from(item.standing().is_some_and(StatusKind::is_closed));
                of_pane.push((rank, n));
            }
        }
        of_pane.sort_unstable();
        for (rank, concept) in pane.concepts().iter().enumerate() {
            let from = of_pane.partition_point(|(r, _)| *r < rank);
            let to = of_pane.partition_point(|(r, _)| *r <= rank);
            let proposed = || (0..snapshot.inbox.len()).filter(|n| snapshot.inbox[*n].concept == *concept);
            let missing = *concept == Concept::Objective && from == to && adding != Some(*concept) && self.filter.is_empty();
            if missing && self.total > 0 {
                self.entries.push(Entry::NoObjective);
            }
            if pane.concepts().len() > 1 && (to > from || adding == Some(*concept) || proposed().next().is_some()) {
                self.entries.push(Entry::Label(*concept, to - from));
            }
            self.entries.extend(of_pane[from..to].iter().map(|(_, n)| Entry::Item(*n)));
            self.entries.extend(proposed().map(Entry::Proposal));
            if adding == Some(*concept) {
                self.entries.push(Entry::Adding(*concept));
            }
        }
    }

    /// Moves the cursor off a label, towards `by` first.
    pub fn settle(&mut self, by: isize) {
        let row = |n: &usize| self.entries.get(*n).is_some_and(|e| e.is_row());
        let down = || (self.cursor..self.entries.len()).find(row);
        let up = || (0..self.cursor.min(self.entries.len())).rev().find(row);
        let found = if by >= 0 { down().or_else(up) } else { up().or_else(down) };
        if row(&self.cursor) {
            return;
        }
        self.cursor = found.unwrap_or(0);
    }

    /// Marks the next (or the previous) entry that can be marked; tells whether there is one.
    pub fn step(&mut self, by: isize) -> bool {
        let row = |n: &usize| self.entries[*n].is_row();
        let next = if by > 0 { (self.cursor + 1..self.entries.len()).find(row) } else { (0..self.cursor).rev().find(row) };
        self.cursor = next.unwrap_or(self.cursor);
        next.is_some()
    }

    /// Returns the place of the marked entry among those that can be marked, from 1.
    pub fn ordinal(&self) -> usize {
        (self.cursor + 1).saturating_sub(self.labels.partition_point(|n| *n <= self.cursor))
    }

    /// Returns the number of entries that can be marked.
    pub fn rows(&self) -> usize {
        self.entries.len() - self.labels.len()
    }

    /// Returns the reference of the marked item.
    pub fn reference(&self, snapshot: &Snapshot) -> Option<ItemRef> {
        match self.entries.get(self.cursor) {
            Some(Entry::Item(n)) => snapshot.handoff.all_items().get(*n).map(|i| snapshot.handoff.reference(i)),
            _ => None,
        }
    }

    /// Marks the item that `reference` names; tells whether the list has it.
    pub fn mark(&mut self, snapshot: &Snapshot, reference: &ItemRef) -> bool {
        let Ok(item) = snapshot.handoff.resolve(reference) else { return false };
        let same = |e: &Entry| matches!(e, Entry::Item(n) if snapshot.handoff.all_items().get(*n).is_some_and(|i| i.span == item.span));
        let found = self.entries.iter().position(same);
        self.cursor = found.unwrap_or(self.cursor);
        found.is_some()
    }

    /// Returns the `top` at which the marked entry is seen in `height` rows; `rows_of(entry, limit)` counts the rows of an entry, up to a limit.
    pub fn follow(&self, height: usize, rows_of: impl Fn(usize, usize) -> usize) -> (usize, usize) {
        let height = height.max(1);
        let last = self.entries.len().saturating_sub(1);
        let (mut first, mut above) = (self.top.0.min(last), self.top.1);
        if self.entries.get(self.cursor).is_some_and(|e| e.is_row()) {
            if self.cursor < first {
                let label = self.cursor > 0 && !self.entries[self.cursor - 1].is_row() && height > 1;
                (first, above) = (self.cursor - usize::from(label), 0);
            } else if self.cursor > first {
                let mut used = rows_of(self.cursor, height);
                let (mut at, mut behind) = (self.cursor, 0);
                while at > first && used < height {
                    at -= 1;
                    behind = used;
                    let hidden = if at == first { above } else { 0 };
                    used += rows_of(at, height + hidden).saturating_sub(hidden);
                }
                if at > first || used > height {
                    // Of an entry that is taller than the pane the end is seen, however tall it is.
                    let cut = used > height && at < self.cursor;
                    (first, above) = (at, if cut { (rows_of(at, usize::MAX) + behind).saturating_sub(height) } else { 0 });
                }
            }
        }
        // No empty rows at the end while something is scrolled out above.
        let mut below = 0;
        let mut at = first;
        while at <= last && below < height + above && !self.entries.is_empty() {
            below += rows_of(at, height + above);
            at += 1;
        }
        let mut missing = (height + above).saturating_sub(below);
        while missing > 0 && (first > 0 || above > 0) {
            if above > 0 {
                let back = above.min(missing);
                (above, missing) = (above - back, missing - back);
            } else {
                first -= 1;
                above = rows_of(first, missing + height);
            }
        }
        (first, above)
    }
}

/// Tells whether an item without a status gets a bullet or its number, to set it off from the next.
pub fn bulleted(item: &Item) -> bool {
    item.concept != Concept::Decisions && item.shape != Shape::Prose
}

fn item_holds(item: &Item, filter: &str) -> bool {
    holds(&item.text, filter) || item.why.as_ref().is_some_and(|w| holds(&w.text, filter))
}

/// Tells whether `text` holds `filter`; capitals count when the filter has any.
fn holds(text: &str, filter: &str) -> bool {
    if filter.chars().any(char::is_uppercase) { text.contains(filter) } else { text.to_lowercase().contains(filter) }
}

fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        Span::new(start, start + line.trim_end_matches(['\n', '\r']).len())
    })
}
