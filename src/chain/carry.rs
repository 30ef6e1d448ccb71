//! What reaches later sessions whatever the live file says: pins until they are retired, and dead ends.

use super::Id;
use super::graph::Chain;
use super::seal::{Left, Pin};
use std::collections::HashSet;
use toml::Table;

/// Returns the pins of a session that continues `parents` (each with the pins of its seal): theirs, each once.
///
/// A pin that one parent retired is retired, whatever the other says: the other may only not have heard of it. Pinning
/// the same text anew makes another pin.
pub fn carried(parents: &[(Id, &[Pin])]) -> Vec<Pin> {
    let mut out: Vec<Pin> = Vec::new();
    for (parent, pins) in parents {
        for pin in *pins {
            let since = Some(pin.since.unwrap_or(*parent));
            match out.iter_mut().find(|p| p.since == since && p.text == pin.text) {
                Some(known) => known.retired = known.retired.take().or(pin.retired.clone()),
                None => out.push(Pin { since, ..pin.clone() }),
            }
        }
    }
    out
}

/// Returns the pins of the next seal: the carried ones, and those texts of the live file that are not among the standing.
pub fn with_live<'a>(mut carried: Vec<Pin>, live: impl IntoIterator<Item = &'a str>) -> Vec<Pin> {
    for text in live {
        if !standing(&carried).contains(&text) {
            carried.push(Pin { text: text.to_owned(), since: None, retired: None, unknown: Table::new() });
        }
    }
    carried
}

/// Returns the texts that every later prompt carries, each once, the oldest pin first.
pub fn standing(pins: &[Pin]) -> Vec<&str> {
    let mut seen = HashSet::new();
    pins.iter().filter(|p| p.retired.is_none() && seen.insert(&*p.text)).map(|p| &*p.text).collect()
}

/// Retires every standing pin of that text; tells whether there was one.
pub fn retire(pins: &mut [Pin], text: &str, why: &str) -> bool {
    let mut found = false;
    for pin in pins.iter_mut().filter(|p| p.text == text && p.retired.is_none()) {
        pin.retired = Some(why.to_owned());
        found = true;
    }
    found
}

/// A way that was left, and the session that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadEnd<'a> {
    /// The session that turned away.
    pub place: usize,
    /// What it left and why.
    pub left: &'a Left,
}

impl Chain {
    /// Returns the dead ends of `base` and its ancestors, and of the sessions that those took up again, the newest first;
    /// those without a reason are none.
    pub fn dead_ends(&self, base: &[usize]) -> Vec<DeadEnd<'_>> {
        let mut from = base.to_vec();
        let all = loop {
            let all = self.ancestry(&from);
            let seen: HashSet<usize> = all.iter().copied().collect();
            let taken_up = all.iter().filter_map(|p| self.place(self.sessions()[*p].restores?)).filter(|p| !seen.contains(p));
            let more: Vec<usize> = taken_up.collect();
            if more.is_empty() {
                break all;
            }
            from.extend(more);
        };
        let ends = all.into_iter().flat_map(|place| {
            let leaves = self.sessions()[place].leaves.iter();
            leaves.filter(|l| l.why.is_some()).map(move |left| DeadEnd { place, left })
        });
        ends.collect()
    }
}
