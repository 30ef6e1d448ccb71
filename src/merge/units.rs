//! The units of a text: every line that says something belongs to exactly one.
//!
//! Blank lines between units are layout: they belong to none and are not merged.

use super::fields::status_marks;
use super::pairs::pair_by;
use crate::document::{Kind, Span};
use crate::handoff::{Concept, Handoff, Item, Shape};
use std::collections::HashMap;

/// An item, a heading, a metadata line, or another block of lines.
#[derive(Clone, Debug)]
pub(super) struct Unit<'a> {
    /// Its lines, the last line's ending included.
    pub span: Span,
    /// Whether a blank line stands before it.
    pub gap_before: bool,
    /// Whether a blank line stands behind it.
    pub gap_after: bool,
    /// The item it is, if it is one.
    pub item: Option<&'a Item>,
    /// What it says without layout, status and why: what makes it the same unit elsewhere.
    pub says: String,
    /// Names it when its text has changed: own id, topic, metadata key, the one prose of a section.
    pub key: Option<String>,
    /// The heading it stands under.
    pub section: String,
    /// Whether it is a heading.
    pub heading: bool,
}

/// Returns the units of a handoff in file order.
pub(super) fn units(handoff: &Handoff) -> Vec<Unit<'_>> {
    let lines = handoff.document().lines();
    let mut items = outermost(handoff).into_iter().peekable();
    let names: HashMap<usize, Span> = handoff.metadata().iter().map(|m| (handoff.document().line_at(m.name.start), m.name)).collect();
    let mut out: Vec<Unit> = Vec::new();
    let mut section = String::new();
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        while items.next_if(|i| i.span.end <= line.span.start).is_some() {}
        if line.kind == Kind::Blank {
            at += 1;
            continue;
        }
        let first = at;
        let item = items.next_if(|i| i.span.start <= line.span.start);
        let mut heading = false;
        let mut key = None;
        if let Some(item) = item {
            at += lines[at..].iter().take_while(|l| l.span.start < item.span.end).count().max(1);
            key = key_of(item, &section);
        } else if line.kind.heading().is_some() {
            heading = true;
            at += if lines.get(at + 1).is_some_and(|l| l.kind == Kind::Underline) { 2 } else { 1 };
        } else if let Some(name) = names.get(&at) {
            key = Some(format!("meta {}", handoff.slice(*name).to_lowercase()));
            at += 1;
        } else {
            at += 1;
            let stop = items.peek().map_or(usize::MAX, |i| i.span.start);
            while at < lines.len()
                && continues(line.kind, lines[at - 1].kind, lines[at].kind)
                && lines[at].span.start < stop
                && !names.contains_key(&at)
            {
                at += 1;
            }
        }
        let mut last = at - 1;
        while last > first && lines[last].kind == Kind::Blank {
            last -= 1;
        }
        let span = Span::new(line.span.start, lines[last].span.end);
        let says = item.map_or_else(|| words(handoff.slice(span)), |i| i.text.clone());
        if heading {
            section = words(handoff.slice(line.text)).to_lowercase();
        }
        out.push(Unit {
            span,
            gap_before: first > 0 && lines[first - 1].kind == Kind::Blank,
            gap_after: lines.get(last + 1).is_some_and(|l| l.kind == Kind::Blank),
            item,
            says,
            key,
            section: section.clone(),
            heading,
        });
    }
    out
}

impl Unit<'_> {
    /// Returns the words of its why, or nothing.
    pub fn why(&self) -> &str {
        self.item.and_then(|i| i.why.as_ref()).map_or("", |w| &w.text)
    }

    /// Returns all it says but status and why, without layout.
    pub fn rest(&self, handoff: &Handoff) -> String {
        self.without(handoff, [])
    }

    /// Returns all it says but status, why and these spans, without layout.
    pub fn without(&self, handoff: &Handoff, spans: impl IntoIterator<Item = Span>) -> String {
        let Some(item) = self.item else { return words(handoff.slice(self.span)) };
        let why = item.why.iter().map(|w| w.whole);
        let mut cuts: Vec<Span> = status_marks(handoff, item).into_iter().chain(why).chain(spans).collect();
        cuts.sort();
        let mut text = String::new();
        let mut at = self.span.start;
        for cut in cuts.into_iter().filter(|cut| self.span.contains(*cut)) {
            if cut.start > at {
                text.push_str(handoff.slice(Span::new(at, cut.start)));
            }
            at = at.max(cut.end);
        }
        text.push_str(handoff.slice(Span::new(at, self.span.end)));
        words(&text)
    }

    /// Tells whether it says the same as another unit of another text, layout aside.
    pub fn same(&self, handoff: &Handoff, other: &Unit, there: &Handoff) -> bool {
        words(handoff.slice(self.span)) == words(there.slice(other.span))
    }

    /// Returns a few words that name it to a person.
    pub fn title(&self) -> String {
        let kind = match (self.item, self.heading) {
            (Some(item), _) => item.concept.id(),
            (None, true) => "heading",
            (None, false) => "text",
        };
        let short: String = self.says.chars().take(60).collect();
        format!("{kind}: {short}")
    }
}

/// Matches the units of `base` with those of `side`: for each of base the index in side.
///
/// By what says the same, see [`pair_same`], and where the items are `kept` by their places too. Never by likeness (DESIGN §6).
pub(super) fn pair(base: &[Unit], side: &[Unit], kept: bool) -> Vec<Option<usize>> {
    let mut pairs = pair_same(base, side);
    if kept {
        pair_in_place(&mut pairs, base, side);
    }
    pairs
}

/// Pairs the items of two texts that have as many, each with the one in its place, unless some say the same in another place.
fn pair_in_place(pairs: &mut [Option<usize>], base: &[Unit], side: &[Unit]) {
    let items = |units: &[Unit]| -> Vec<(usize, Concept)> {
        units.iter().enumerate().filter_map(|(n, unit)| Some((n, unit.item?.concept))).collect()
    };
    let (old, new) = (items(base), items(side));
    if !old.iter().map(|(_, concept)| concept).eq(new.iter().map(|(_, concept)| concept)) {
        return;
    }
    let places: Vec<(usize, usize)> = old.iter().zip(&new).map(|((i, _), (j, _))| (*i, *j)).collect();
    let others: HashMap<usize, usize> = places.iter().map(|(i, j)| (*j, *i)).collect();
    let elsewhere = |(i, j): (usize, &Option<usize>)| j.is_some_and(|j| others.get(&j).is_some_and(|own| *own != i));
    if !pairs.iter().enumerate().any(elsewhere) {
        places.into_iter().for_each(|(i, j)| pairs[i] = Some(j));
    }
}

/// Matches the units that say the same or have the same name: for each of base the index in side.
///
/// First by own id, then by text unique in the section, then in the file, then repeated text in order, then by key.
pub(super) fn pair_same(base: &[Unit], side: &[Unit]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; base.len()];
    let mut taken = vec![false; side.len()];
    let by_id = |u: &Unit| u.item.and_then(|i| i.id.as_ref()).map(|id| format!("{} {id}", u.item.map_or("", |i| i.concept.id())));
    let in_section = |u: &Unit| Some(format!("{}\u{1f}{}\u{1f}{}", kind(u), u.section, u.says));
    let in_file = |u: &Unit| Some(format!("{}\u{1f}{}", kind(u), u.says));
    type Key<'a> = &'a dyn Fn(&Unit) -> Option<String>;
    let keys: [Key; 4] = [&by_id, &in_section, &in_file, &|u: &Unit| u.key.clone()];
    for key in keys {
        pair_by(&mut pairs, &mut taken, |i| key(&base[i]), |j| key(&side[j]));
    }
    pairs
}

/// Returns `text` with every run of white space as one blank.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns what sort of unit it is: only those of one sort are the same.
pub(super) fn kind(unit: &Unit) -> u8 {
    if unit.heading { 1 } else { 2 * u8::from(unit.item.is_some()) }
}

fn key_of(item: &Item, section: &str) -> Option<String> {
    let concept = item.concept.id();
    match (&item.topic, item.shape) {
        (Some(topic), _) => Some(format!("{concept} {}", words(topic).to_lowercase())),
        (None, Shape::Prose) => Some(format!("{concept} prose of {section}")),
        (None, _) if item.concept == Concept::Objective => Some(format!("objective of {section} {}", item.ordinal)),
        _ => None,
    }
}

fn continues(opening: Kind, before: Kind, now: Kind) -> bool {
    let inside = |k: Kind| matches!(k, Kind::Code | Kind::FenceOpen);
    if inside(before) {
        return matches!(now, Kind::Code | Kind::FenceClose);
    }
    if before == Kind::FenceClose || now == Kind::FenceOpen || now.heading().is_some() || matches!(now, Kind::Blank | Kind::Rule) {
        return matches!((opening, now), (Kind::Comment, Kind::Comment));
    }
    opening != Kind::Rule
}

fn outermost(handoff: &Handoff) -> Vec<&Item> {
    let mut items: Vec<&Item> = handoff.all_items().iter().collect();
    items.sort_by_key(|i| (i.span.start, std::cmp::Reverse(i.span.end)));
    let mut end = 0;
    items.retain(|i| {
        let outer = i.span.start >= end && !i.span.is_empty();
        if outer {
            end = i.span.end;
        }
        outer
    });
    items
}
