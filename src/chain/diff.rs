//! Two handoffs beside each other, by meaning: what was decided, dropped, moved, changed.
//!
//! Items match by own id, text, topic, or as the only prose of their section; other than in the
//! merge, never by likeness. A missed match shows as one removed and one added.

use crate::document::Span;
use crate::handoff::{Concept, Handoff, Item, ItemRef, Shape, StatusKind, norm};
use crate::merge::pair_by;
use std::collections::HashMap;

/// What differs between two handoffs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// Items, by concept in canonical order, then in the order of the later handoff; removed ones behind the others.
    pub items: Vec<Difference>,
    /// Titles of sections without a concept whose words differ, or that only one of the two has.
    pub sections: Vec<String>,
}

/// How one item differs; at least one of `was` and `now` is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The headline of it.
    pub what: Change,
    /// The item in the earlier handoff.
    pub was: Option<Entry>,
    /// The item in the later one.
    pub now: Option<Entry>,
}

/// The kinds of difference; where several hold, the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// A later decision took its place: it is marked so, or another names it.
    Superseded,
    /// It stands under another concept (pending, now done).
    Moved,
    /// Its status is another one.
    Status,
    /// Its text or why is another one.
    Changed,
    /// Only the later handoff has it.
    Added,
    /// Only the earlier handoff has it.
    Removed,
}

/// An item as one handoff has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its reference in that handoff.
    pub reference: ItemRef,
    /// Its text on one line.
    pub text: String,
    /// Its subject.
    pub topic: Option<String>,
    /// Its why or blocking reason.
    pub why: Option<String>,
    /// What its status means.
    pub status: Option<StatusKind>,
}

impl Diff {
    /// Tells whether the two say the same.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.sections.is_empty()
    }
}

impl Difference {
    /// Tells whether the item, before or after, is about `words` (a topic, a path): any case, in text, topic, why or id.
    pub fn mentions(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        let about = |e: &Entry| {
            let id = e.reference.id.as_ref();
            [Some(&e.text), e.topic.as_ref(), e.why.as_ref(), id].into_iter().flatten().any(|t| t.to_lowercase().contains(&words))
        };
        self.was.iter().chain(&self.now).any(about)
    }
}

impl Change {
    /// Returns the name used in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Change::Superseded => "superseded",
            Change::Moved => "moved",
            Change::Status => "status",
            Change::Changed => "changed",
            Change::Added => "added",
            Change::Removed => "removed",
        }
    }
}

/// Compares the present state of two handoffs.
pub fn diff(earlier: &Handoff, later: &Handoff) -> Diff {
    let (was, now) = (current(earlier), current(later));
    let pairs = pair((earlier, &was), (later, &now));
    let replaced: Vec<String> = now.iter().flat_map(|i| later.replaces(i)).collect();
    let mut from: Vec<Option<usize>> = vec![None; now.len()];
    pairs.iter().enumerate().filter_map(|(i, j)| Some((i, (*j)?))).for_each(|(i, j)| from[j] = Some(i));
    let mut items = Vec::new();
    for (j, item) in now.iter().enumerate() {
        let old = from[j].map(|i| was[i]);
        let what = match old {
            None => Some(Change::Added),
            Some(old) => change(old, item, &replaced),
        };
        items.extend(what.map(|what| Difference { what, was: old.map(|o| entry(earlier, o)), now: Some(entry(later, item)) }));
    }
    for (old, _) in was.iter().zip(&pairs).filter(|(_, j)| j.is_none()) {
        let what = if is_named(old, &replaced) { Change::Superseded } else { Change::Removed };
        items.push(Difference { what, was: Some(entry(earlier, old)), now: None });
    }
    let concept = |d: &Difference| d.now.as_ref().or(d.was.as_ref()).map(|e| e.reference.concept);
    items.sort_by_key(|d| (concept(d), d.now.is_none()));
    Diff { items, sections: sections(earlier, later) }
}

/// Returns the decisions of `live` that stand open though an ancestor superseded them, each with the place in
/// `ancestors` (the newest first) of the handoff that last had it: marked as superseded or dropped, or named as
/// replaced.
pub fn superseded(live: &Handoff, ancestors: &[&Handoff]) -> Vec<(ItemRef, usize)> {
    let mut last: HashMap<String, (usize, bool)> = HashMap::new();
    for (n, handoff) in ancestors.iter().enumerate() {
        let replaced: Vec<String> = handoff.items(Concept::Decisions).flat_map(|i| handoff.replaces(i)).collect();
        for item in handoff.items(Concept::Decisions) {
            let over = item.is_over() || is_named(item, &replaced);
            for key in item.names() {
                last.entry(key).or_insert((n, over));
            }
        }
        for name in replaced {
            last.entry(name).or_insert((n, true));
        }
    }
    let open = live.items(Concept::Decisions).filter(|i| !i.is_over());
    let found = open.filter_map(|item| {
        let (n, _) = item.names().filter_map(|k| last.get(&k)).min().filter(|(_, over)| *over)?;
        Some((live.reference(item), *n))
    });
    found.collect()
}

fn current(handoff: &Handoff) -> Vec<&Item> {
    let mut items: Vec<&Item> = handoff.all_items().iter().collect();
    items.retain(|i| handoff.is_current(i.block) && !matches!(i.concept, Concept::Metadata | Concept::Prompt));
    items
}

/// Matches items: for each earlier one the place of the later one.
fn pair((earlier, was): (&Handoff, &[&Item]), (later, now): (&Handoff, &[&Item])) -> Vec<Option<usize>> {
    type Key<'a> = &'a dyn Fn(&Handoff, &Item) -> Option<String>;
    let with = |item: &Item, key: &str| format!("{} {key}", item.concept.id());
    let by_id: Key = &|_, i| i.id.as_ref().map(|id| with(i, &norm(id)));
    let by_text: Key = &|_, i| Some(with(i, &norm(&i.text)));
    let anywhere: Key = &|_, i| (!i.text.is_empty()).then(|| norm(&i.text));
    let by_topic: Key = &|_, i| i.topic.as_ref().map(|t| with(i, &norm(t)));
    let by_section: Key = &|h, i| {
        let section = h.sections().get(i.section).filter(|_| i.shape == Shape::Prose);
        section.map(|s| with(i, &norm(&s.title)))
    };
    let alone: Key = &|_, i| (i.concept == Concept::Objective).then(|| with(i, ""));
    let mut pairs = vec![None; was.len()];
    let mut taken = vec![false; now.len()];
    for key in [by_id, by_text, anywhere, by_topic, by_section, alone] {
        pair_by(&mut pairs, &mut taken, |i| key(earlier, was[i]), |j| key(later, now[j]));
    }
    pairs
}

fn change(was: &Item, now: &Item, replaced: &[String]) -> Option<Change> {
    let over = |i: &Item| i.standing() == Some(StatusKind::Superseded);
    let why = |i: &Item| i.why.as_ref().map(|w| norm(&w.text));
    let status = |i: &Item| i.status.as_ref().map(|s| s.kind);
    if now.concept == Concept::Decisions && (!over(was) && over(now) || !now.is_over() && is_named(now, replaced)) {
        Some(Change::Superseded)
    } else if was.concept != now.concept {
        Some(Change::Moved)
    } else if status(was) != status(now) {
        Some(Change::Status)
    } else if words(&was.text) != words(&now.text) || why(was) != why(now) {
        Some(Change::Changed)
    } else {
        None
    }
}

fn is_named(item: &Item, replaced: &[String]) -> bool {
    item.concept == Concept::Decisions && item.names().any(|name| replaced.contains(&name))
}

fn sections(earlier: &Handoff, later: &Handoff) -> Vec<String> {
    let plain = |h: &Handoff| -> Vec<(String, String)> {
        let found = h.sections().iter().filter(|s| s.concepts.is_empty() && h.is_current(s.block));
        found.map(|s| (s.title.clone(), words(h.slice(Span::new(s.body.start, s.body.end))))).collect()
    };
    let (was, now) = (plain(earlier), plain(later));
    let mut left: HashMap<&(String, String), usize> = HashMap::new();
    was.iter().for_each(|s| *left.entry(s).or_default() += 1);
    let mut titles = Vec::new();
    for section in &now {
        match left.get_mut(section).filter(|n| **n > 0) {
            Some(n) => *n -= 1,
            None => titles.push(section.0.clone()),
        }
    }
    titles.extend(was.iter().filter(|s| left.get(s).is_some_and(|n| *n > 0)).map(|s| s.0.clone()));
    let mut seen = std::collections::HashSet::new();
    titles.retain(|t| seen.insert(t.clone()));
    titles
}

fn entry(handoff: &Handoff, item: &Item) -> Entry {
    Entry {
        reference: handoff.reference(item),
        text: item.text.clone(),
        topic: item.topic.clone(),
        why: item.why.as_ref().map(|w| w.text.clone()),
        status: item.kind(),
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
