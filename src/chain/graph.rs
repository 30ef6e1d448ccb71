//! The graph of sessions: parents, children, heads, lines, ancestors.
//!
//! Invariant: known parents form no cycle and none is named twice; a parent stands before its
//! children in [`Chain::order`]. Order comes from parents, never from time.

use super::record::{Found, Record, State, Trouble};
use super::{Id, records};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The sessions of a project and how they hang together.
///
/// A session is named by its place in [`Chain::sessions`], which is sorted by id.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    records: Vec<Record>,
    places: HashMap<Id, usize>,
    parents: Vec<Vec<usize>>,
    children: Vec<Vec<usize>>,
    order: Vec<usize>,
    rank: Vec<usize>,
    left: HashSet<usize>,
    troubles: Vec<Trouble>,
    /// Session to its troubles.
    named: HashMap<Id, Vec<usize>>,
}

/// What the next seal continues (DESIGN §3 "Base").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Nothing: there is no session yet.
    None,
    /// These sessions, sorted by id; several are a merge.
    Of(Vec<usize>),
    /// Any of these heads, sorted by id: a person must say which.
    Ambiguous(Vec<usize>),
}

/// A run of sessions under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its sessions that no session of the same line continues.
    pub tips: Vec<usize>,
    /// How many sessions it has.
    pub sessions: usize,
}

/// Why words name no session.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfound {
    /// None fits.
    #[error("no session fits \"{0}\": name one by its id, the start or the end of it, its number, label or line")]
    None(String),
    /// Several fit.
    #[error("\"{0}\" fits {n} sessions: {ids}", n = .1.len(), ids = .1.iter().take(5).map(Id::to_string).collect::<Vec<_>>().join(", "))]
    Several(String, Vec<Id>),
}

/// The line of a session that names none.
const MAIN: &str = "main";
/// The least length of the start of an id that names a session.
const PREFIX: usize = 4;

impl Chain {
    /// Reads the files of a sessions directory: names without directories, and bytes.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Chain {
        Chain::of(files.into_iter().map(|(name, bytes)| Found::of(name, bytes)))
    }

    /// Makes the chain of what was found in a sessions directory.
    pub fn of(found: impl IntoIterator<Item = Found>) -> Chain {
        let (records, troubles) = records(found);
        let mut chain = Chain::new(records);
        for trouble in troubles {
            chain.trouble(trouble);
        }
        chain
    }

    /// Makes the chain of records in any order; linear but for the sorting.
    pub fn new(mut records: Vec<Record>) -> Chain {
        let mut troubles = Vec::new();
        records.sort_by_key(|r| r.id);
        records.dedup_by(|next, first| {
            let same = next.id == first.id;
            if same && next.sha256 != first.sha256 {
                troubles.push(Trouble::Twice(next.id));
            }
            same
        });
        let places: HashMap<Id, usize> = records.iter().enumerate().map(|(n, r)| (r.id, n)).collect();
        let mut parents: Vec<Vec<usize>> = Vec::with_capacity(records.len());
        let mut seen = HashSet::new();
        for record in &records {
            if let State::Unreadable(why) = &record.state {
                troubles.push(Trouble::Unreadable { id: record.id, why: why.clone() });
            }
            let mut known = Vec::with_capacity(record.parents.len());
            seen.clear();
            for parent in record.parents.iter().filter(|p| seen.insert(p.id)) {
                match places.get(&parent.id) {
                    Some(place) => known.push(*place),
                    None => troubles.push(Trouble::MissingParent { id: record.id, parent: parent.id }),
                }
            }
            parents.push(known);
        }
        let (order, cut) = sorted(&parents);
        for (child, parent) in cut {
            parents[child].retain(|p| *p != parent);
            troubles.push(Trouble::Cycle { id: records[child].id, parent: records[parent].id });
        }
        let mut children = vec![Vec::new(); records.len()];
        for (child, parents) in parents.iter().enumerate() {
            parents.iter().for_each(|p| children[*p].push(child));
        }
        let mut rank = vec![0; records.len()];
        order.iter().enumerate().for_each(|(n, place)| rank[*place] = n);
        let left = records.iter().flat_map(|r| &r.leaves).filter_map(|l| places.get(&l.id).copied()).collect();
        let mut chain = Chain { records, places, parents, children, order, rank, left, ..Chain::default() };
        troubles.into_iter().for_each(|t| chain.trouble(t));
        chain
    }

    fn trouble(&mut self, trouble: Trouble) {
        if let Some(id) = trouble.id() {
            self.named.entry(id).or_default().push(self.troubles.len());
        }
        self.troubles.push(trouble);
    }

    /// Returns the sessions, sorted by id.
    pub fn sessions(&self) -> &[Record] {
        &self.records
    }

    /// Gives up the graph for its sessions, sorted by id.
    pub fn into_sessions(self) -> Vec<Record> {
        self.records
    }

    /// Returns the place of a session.
    pub fn place(&self, id: Id) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// Returns the parents of a session that are here, in the order of its seal.
    pub fn parents(&self, place: usize) -> &[usize] {
        &self.parents[place]
    }

    /// Returns the sessions that continue a session, sorted by id.
    pub fn children(&self, place: usize) -> &[usize] {
        &self.children[place]
    }

    /// Returns every session once, each behind its parents.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Returns what a person should know about the chain.
    pub fn troubles(&self) -> &[Trouble] {
        &self.troubles
    }

    /// Returns the troubles that name a session.
    pub(super) fn troubles_of(&self, id: Id) -> impl Iterator<Item = &Trouble> {
        self.named.get(&id).into_iter().flatten().map(|n| &self.troubles[*n])
    }

    /// Tells whether a later session turned away from this one.
    pub fn is_left(&self, place: usize) -> bool {
        self.left.contains(&place)
    }

    /// Returns the sessions that nobody continues, sorted by id.
    pub fn heads(&self) -> Vec<usize> {
        (0..self.records.len()).filter(|n| self.children[*n].is_empty()).collect()
    }

    /// Returns the sessions `from` and all their ancestors, each before its parents.
    pub fn ancestry(&self, from: &[usize]) -> Vec<usize> {
        let mut seen: HashSet<usize> = from.iter().copied().collect();
        let mut all: Vec<usize> = seen.iter().copied().collect();
        let mut at = 0;
        while let Some(place) = all.get(at).copied() {
            all.extend(self.parents[place].iter().copied().filter(|p| seen.insert(*p)));
            at += 1;
        }
        all.sort_by_key(|place| std::cmp::Reverse(self.rank[*place]));
        all
    }

    /// Tells whether `place` comes before `of` in its line of descent; no session is its own ancestor.
    pub fn is_ancestor(&self, place: usize, of: usize) -> bool {
        place != of && self.rank[place] < self.rank[of] && self.ancestry(&[of]).contains(&place)
    }

    /// Returns what the next seal continues, given the names in `.baton/base/`.
    pub fn base<'a>(&self, markers: impl IntoIterator<Item = &'a str>) -> Base {
        let mut held: Vec<usize> = markers.into_iter().filter_map(|name| self.place(name.parse().ok()?)).collect();
        held.sort();
        held.dedup();
        if held.len() > 1 {
            let above: Vec<usize> = held.iter().flat_map(|place| self.parents[*place].iter().copied()).collect();
            let above: HashSet<usize> = self.ancestry(&above).into_iter().collect();
            held.retain(|place| !above.contains(place));
        }
        if !held.is_empty() {
            return Base::Of(held);
        }
        let heads = self.heads();
        match heads.len() {
            0 => Base::None,
            1 => Base::Of(heads),
            _ => Base::Ambiguous(heads),
        }
    }

    /// Returns the number of a session that continues `parents`.
    pub fn next_number(&self, parents: &[usize]) -> u32 {
        let highest = parents.iter().map(|p| self.records[*p].number).max().unwrap_or(0);
        highest.saturating_add(1)
    }

    /// Returns the line of a session that continues `parents`: the first parent's, or a fresh name when another session
    /// has taken that line on.
    pub fn next_line(&self, parents: &[usize]) -> String {
        let Some(first) = parents.first() else { return MAIN.to_owned() };
        let line = self.line(*first);
        if !self.children[*first].iter().any(|c| self.line(*c) == line) {
            return line.to_owned();
        }
        let taken: HashSet<&str> = (0..self.records.len()).map(|n| self.line(n)).collect();
        let stem = line.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('-').unwrap_or(line);
        let mut n = 2u64;
        loop {
            let name = format!("{stem}-{n}");
            if !taken.contains(&*name) {
                return name;
            }
            n += 1;
        }
    }

    /// Returns the name of a session's line.
    pub fn line(&self, place: usize) -> &str {
        let line = &*self.records[place].line;
        if line.is_empty() { MAIN } else { line }
    }

    /// Returns the lines by name.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: BTreeMap<&str, (Vec<usize>, usize)> = BTreeMap::new();
        for place in 0..self.records.len() {
            let name = self.line(place);
            let (tips, sessions) = lines.entry(name).or_default();
            *sessions += 1;
            if !self.children[place].iter().any(|c| self.line(*c) == name) {
                tips.push(place);
            }
        }
        lines.into_iter().map(|(name, (tips, sessions))| Line { name: name.to_owned(), tips, sessions }).collect()
    }

    /// Finds the session that words name: an id, its six last characters, its start, a label, a number (`7`, `#7`), a line.
    ///
    /// # Errors
    /// [`Unfound`] when none or several fit.
    pub fn find(&self, words: &str) -> Result<usize, Unfound> {
        let words = words.trim();
        if let Some(place) = words.parse().ok().and_then(|id| self.place(id)) {
            return Ok(place);
        }
        let lower = words.to_ascii_lowercase();
        let number: Option<u32> = words.strip_prefix('#').unwrap_or(words).parse().ok();
        let all = 0..self.records.len();
        let fits: [&dyn Fn(usize) -> bool; 5] = [
            &|n| self.records[n].label.as_deref() == Some(words),
            &|n| self.records[n].id.tail() == lower,
            &|n| Some(self.records[n].number) == number,
            &|n| lower.len() >= PREFIX && self.records[n].id.to_string().starts_with(&lower),
            &|n| self.line(n) == words && !self.children[n].iter().any(|c| self.line(*c) == words),
        ];
        for fits in fits {
            let found: Vec<usize> = all.clone().filter(|n| fits(*n)).collect();
            match *found {
                [] => {}
                [place] => return Ok(place),
                _ => return Err(Unfound::Several(words.to_owned(), found.iter().map(|n| self.records[*n].id).collect())),
            }
        }
        Err(Unfound::None(words.to_owned()))
    }
}

/// Sorts places so that each stands behind its parents, and returns the links (child, parent) that had to be cut for it.
fn sorted(parents: &[Vec<usize>]) -> (Vec<usize>, Vec<(usize, usize)>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Closed,
    }
    let mut marks = vec![Mark::New; parents.len()];
    let mut order = Vec::with_capacity(parents.len());
    let mut cut = Vec::new();
    // Where the walk stands: a session and how many of its parents are done.
    let mut walk: Vec<(usize, usize)> = Vec::new();
    for start in 0..parents.len() {
        if marks[start] == Mark::New {
            marks[start] = Mark::Open;
            walk.push((start, 0));
        }
        while let Some((place, done)) = walk.last_mut() {
            match parents[*place].get(*done).copied() {
                None => {
                    marks[*place] = Mark::Closed;
                    order.push(*place);
                    walk.pop();
                }
                Some(parent) => {
                    *done += 1;
                    match marks[parent] {
                        Mark::New => {
                            marks[parent] = Mark::Open;
                            walk.push((parent, 0));
                        }
                        Mark::Open => cut.push((*place, parent)),
                        Mark::Closed => {}
                    }
                }
            }
        }
    }
    (order, cut)
}
