//! The chain screen: the graph of sessions, which of them is marked, and what is seen of it.
//!
//! Whatever a key does costs the rows on the screen, whatever the length of the chain: rows are named by
//! their place, and only a filter or a fresh log goes through all of them.

mod filter;
pub mod place;
pub mod preview;

use super::overlay::Marked;
use crate::chain::{Chain, Id, Row, State, Verdict};
use crate::project::{Log, Peek};
use filter::Words;
use preview::Preview;
use std::collections::HashMap;
use std::sync::Arc;

/// The state of the chain screen.
#[derive(Clone, Debug, Default)]
pub struct ChainScreen {
    /// What there is to show.
    pub log: Reading,
    /// The marked row among those that pass the filter.
    pub marked: Marked,
    /// What the rows must hold.
    pub filter: String,
    /// What the preview shows.
    pub view: View,
    /// Whether the preview has the whole screen.
    pub whole: bool,
    /// What a difference is taken against.
    pub against: Against,
    /// The session picked to be compared with another.
    pub picked: Option<Stop>,
    /// What was last seen of a session.
    pub preview: Option<Preview>,
    /// What the last verification said of a session, where it is not what was sealed.
    pub altered: HashMap<Id, &'static str>,
    /// Where the mark goes when the next log comes.
    pub(super) follow: Option<Stop>,
    /// Whether the log is older than the project.
    pub(super) stale: bool,
    /// Whether a log is on its way.
    pub(super) reading: bool,
    /// What of a session is on its way.
    pub(super) asked: Option<(Peek, View)>,
    /// The mark before the filter was put on.
    before: Option<Stop>,
    found: Option<Vec<u32>>,
    words: Option<Words>,
}

/// How far reading the chain has come.
#[derive(Clone, Debug, Default)]
pub enum Reading {
    /// It has not come yet.
    #[default]
    Begun,
    /// There is no session.
    Empty,
    /// It failed: why.
    Failed(String),
    /// It is there.
    Done(Arc<Drawn>),
}

/// A log with what is known of all its rows together.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The sessions.
    pub log: Log,
    /// The most lanes of any row.
    pub lanes: usize,
    /// The digits of the highest number.
    pub digits: usize,
    /// How many sessions nobody continues.
    pub heads: usize,
    /// Whether any session is on another line than most.
    pub lined: bool,
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The live file, which differs from its base.
    Draft,
    /// A session.
    Session(Id),
}

/// What the preview shows of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Its seal and its items.
    #[default]
    Summary,
    /// Its text.
    Text,
    /// Its prompt.
    Prompt,
    /// What it changed.
    Diff,
}

/// What a difference is taken against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// The first parent; of the draft its base.
    #[default]
    Parent,
    /// The picked session.
    Picked,
    /// The live file.
    Live,
}

impl View {
    /// Every view, in the order of the keys.
    pub const ALL: [View; 4] = [View::Summary, View::Text, View::Prompt, View::Diff];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            View::Summary => "summary",
            View::Text => "text",
            View::Prompt => "prompt",
            View::Diff => "diff",
        }
    }

    /// Returns the next view, or the one before.
    pub fn step(self, by: isize) -> View {
        let at = View::ALL.iter().position(|v| *v == self).unwrap_or(0);
        View::ALL[(at + View::ALL.len()).saturating_add_signed(by) % View::ALL.len()]
    }
}

impl Drawn {
    /// Looks through a log once.
    pub fn new(log: Log) -> Drawn {
        let chain = &log.chain;
        let lanes = log.rows.iter().chain(&log.top).map(|r| r.cells.len()).max().unwrap_or(1);
        let highest = chain.sessions().iter().map(|r| r.number).max().unwrap_or(0).saturating_add(1);
        let lined = chain.sessions().iter().any(|r| !matches!(&*r.line, "" | "main"));
        Drawn { lanes, digits: highest.to_string().len(), heads: chain.heads().len(), lined, log }
    }

    /// Returns the number of rows, the draft's among them.
    pub fn len(&self) -> usize {
        self.log.rows.len() + usize::from(self.log.top.is_some())
    }

    /// Tells whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns a row of the graph.
    pub fn row(&self, n: usize) -> Option<&Row> {
        match &self.log.top {
            Some(top) if n == 0 => Some(top),
            top => self.log.rows.get(n - usize::from(top.is_some())),
        }
    }

    /// Returns what a row stands for.
    pub fn stop(&self, n: usize) -> Option<Stop> {
        let row = self.row(n)?;
        Some(self.log.chain.sessions().get(row.place).map_or(Stop::Draft, |r| Stop::Session(r.id)))
    }

    /// Returns the row of a stop; goes through all rows.
    pub fn find(&self, stop: Stop) -> Option<usize> {
        match stop {
            Stop::Draft => self.log.top.as_ref().map(|_| 0),
            Stop::Session(id) => {
                let place = self.log.chain.place(id)?;
                let n = self.log.rows.iter().position(|r| r.place == place)?;
                Some(n + usize::from(self.log.top.is_some()))
            }
        }
    }

    /// Returns a session in a few words: its number and the end of its id.
    pub fn name(&self, id: Id) -> String {
        let number = self.log.chain.place(id).map_or(0, |p| self.log.chain.sessions()[p].number);
        format!("session {number} ({})", id.tail())
    }

    /// Returns the words that mark a session, the weightiest first, each with whether it warns.
    pub fn marks(&self, row: &Row, altered: &HashMap<Id, &'static str>) -> Vec<(String, Mark)> {
        let chain = &self.log.chain;
        let Some(record) = chain.sessions().get(row.place) else { return Vec::new() };
        let mut marks = Vec::new();
        let mut mark = |word: &str, mark| marks.push((word.to_owned(), mark));
        if let Some(what) = altered.get(&record.id) {
            mark(what, Mark::Wrong);
        }
        match record.state {
            State::Whole => {}
            State::Newer => mark("from a newer baton", Mark::Odd),
            State::Redacted => mark("redacted", Mark::Odd),
            State::Unreadable(_) => mark("seal unreadable", Mark::Wrong),
        }
        match row.missing.len() {
            0 => {}
            1 => mark("parent not here", Mark::Odd),
            n => mark(&format!("{n} parents not here"), Mark::Odd),
        }
        if !row.cut.is_empty() {
            mark("cycle: a parent left out", Mark::Wrong);
        }
        if self.log.base.contains(&row.place) {
            mark("base", Mark::Base);
        } else if chain.children(row.place).is_empty() {
            mark("head", Mark::Head);
        }
        if chain.is_left(row.place) {
            mark("left", Mark::Odd);
        }
        if self.lined && is_tip(chain, row.place) {
            mark(chain.line(row.place), Mark::Line);
        }
        if let Some(label) = &record.label {
            mark(&format!("\"{label}\""), Mark::Label);
        }
        marks
    }
}

/// What kind of word marks a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The live file continues it.
    Base,
    /// Nobody continues it.
    Head,
    /// The name of its line, at the line's end.
    Line,
    /// A person's name for it.
    Label,
    /// Something to know.
    Odd,
    /// Something that should not be.
    Wrong,
}

/// Tells whether no session of the same line continues this one.
fn is_tip(chain: &Chain, place: usize) -> bool {
    let line = chain.line(place);
    chain.children(place).iter().all(|child| chain.line(*child) != line)
}

impl ChainScreen {
    /// Makes the state of a screen whose chain is still to be read.
    pub(super) fn unread() -> ChainScreen {
        ChainScreen { stale: true, ..ChainScreen::default() }
    }

    /// Returns the log, once it is there.
    pub fn drawn(&self) -> Option<&Arc<Drawn>> {
        match &self.log {
            Reading::Done(drawn) => Some(drawn),
            _ => None,
        }
    }

    /// Returns the number of rows that pass the filter.
    pub fn len(&self) -> usize {
        self.found.as_ref().map_or_else(|| self.drawn().map_or(0, |d| d.len()), Vec::len)
    }

    /// Tells whether no row passes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the place of the `n`th row that passes the filter among all rows.
    pub fn nth(&self, n: usize) -> Option<usize> {
        match &self.found {
            Some(found) => found.get(n).map(|n| *n as usize),
            None => (n < self.len()).then_some(n),
        }
    }

    /// Returns what the marked row stands for.
    pub fn stop(&self) -> Option<Stop> {
        self.drawn()?.stop(self.nth(self.marked.row)?)
    }

    /// Returns the marked session.
    pub fn session(&self) -> Option<Id> {
        match self.stop()? {
            Stop::Session(id) => Some(id),
            Stop::Draft => None,
        }
    }

    /// Takes a fresh log; the mark stays on its session, at first it stands on the draft or the base.
    pub(super) fn take(&mut self, log: Log, shown: usize) {
        let follow = self.follow.take();
        if follow.is_some() {
            // What a step has just made is seen, whatever was filtered before.
            self.filter.clear();
        }
        let stop = follow.or(self.stop());
        let drawn = Drawn::new(log);
        let base = drawn.log.base.first().and_then(|p| drawn.log.chain.sessions().get(*p)).map(|r| Stop::Session(r.id));
        let first = stop.or(drawn.log.top.as_ref().map(|_| Stop::Draft)).or(base);
        let kept = |stop: &Stop| match stop {
            Stop::Draft => drawn.log.top.is_some(),
            Stop::Session(id) => drawn.log.chain.place(*id).is_some(),
        };
        self.picked = self.picked.filter(kept);
        self.words = None;
        self.found = None;
        let row = first.and_then(|stop| drawn.find(stop));
        self.log = Reading::Done(Arc::new(drawn));
        self.refind();
        match row {
            Some(row) => self.mark(row, shown),
            None => self.marked.go(0, self.len(), shown),
        }
    }

    /// Shows only what holds `filter`; the mark stays on its session where that passes.
    pub(super) fn set_filter(&mut self, filter: &str, shown: usize) {
        if self.filter.is_empty() {
            self.before = self.stop();
        }
        let row = self.nth(self.marked.row);
        let narrower = self.found.is_some() && filter.starts_with(&self.filter);
        self.filter = filter.to_owned();
        if !narrower {
            self.found = None;
        }
        self.refind();
        match row {
            Some(row) => self.mark(row, shown),
            None => self.marked = Marked::default(),
        }
    }

    /// Takes a filter off that was only tried.
    pub(super) fn drop_filter(&mut self, shown: usize) {
        let before = self.before.take();
        self.set_filter("", shown);
        before.map(|stop| self.go_to(stop, shown));
    }

    /// Marks the session of that id, taking the filter off where it hides it; tells whether it is there.
    pub(super) fn go_to(&mut self, stop: Stop, shown: usize) -> bool {
        let Some(row) = self.drawn().and_then(|d| d.find(stop)) else { return false };
        if self.found.as_ref().is_some_and(|found| found.binary_search(&(row as u32)).is_err()) {
            self.set_filter("", shown);
        }
        self.mark(row, shown);
        true
    }

    fn mark(&mut self, row: usize, shown: usize) {
        let n = match &self.found {
            Some(found) => found.binary_search(&(row as u32)).unwrap_or_else(|near| near),
            None => row,
        };
        let far = n < self.marked.top || n >= self.marked.top + shown;
        self.marked.row = n.min(self.len().saturating_sub(1));
        if far {
            self.marked.top = n.saturating_sub(shown / 2);
        }
        self.marked.top = self.marked.top.min(self.len().saturating_sub(shown));
        self.marked.go(0, self.len(), shown);
    }

    fn refind(&mut self) {
        let Some(drawn) = self.drawn().cloned() else { return };
        if self.filter.trim().is_empty() {
            self.found = None;
            return;
        }
        let words = self.words.get_or_insert_with(|| Words::of(&drawn));
        self.found = Some(words.find(&self.filter, self.found.as_deref()));
    }

    /// Remembers what verification found.
    pub(super) fn judge(&mut self, verdicts: &[Verdict]) {
        self.altered = verdicts.iter().rev().filter(|v| v.what.is_altered()).map(|v| (v.id, v.what.id())).collect();
    }

    /// Returns what the preview should show now.
    pub fn wanted(&self) -> Option<(Peek, View)> {
        let drawn = self.drawn()?;
        let stop = self.stop()?;
        let id = self.session();
        let peek = match self.view {
            View::Summary | View::Text => Peek::Session(id),
            View::Prompt => Peek::Prompt(id),
            View::Diff => self.compared(drawn, stop),
        };
        Some((peek, self.view))
    }

    fn compared(&self, drawn: &Drawn, stop: Stop) -> Peek {
        let chain = &drawn.log.chain;
        let id = |stop: Stop| if let Stop::Session(id) = stop { Some(id) } else { None };
        match (self.against, self.picked, stop) {
            (Against::Live, _, Stop::Session(id)) => Peek::Diff { from: Some(id), to: None },
            (Against::Picked, Some(picked), stop) if picked != stop => {
                let older = |stop: Stop| id(stop).map(|id| (chain.place(id).map(|p| chain.sessions()[p].number), id));
                match (older(picked), older(stop)) {
                    (None, from) | (from, None) => Peek::Diff { from: from.map(|(_, id)| id), to: None },
                    (Some(a), Some(b)) => Peek::Diff { from: Some(a.min(b).1), to: Some(a.max(b).1) },
                }
            }
            (_, _, Stop::Draft) => Peek::Diff { from: drawn.log.base.first().map(|p| chain.sessions()[*p].id), to: None },
            (_, _, Stop::Session(id)) => {
                let parent = chain.place(id).and_then(|p| chain.parents(p).first()).map(|p| chain.sessions()[*p].id);
                Peek::Diff { from: parent, to: Some(id) }
            }
        }
    }
}
