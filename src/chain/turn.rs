//! Turning the page: from a sealed handoff to the one that the next session writes.
//!
//! Done items leave (they stay in the chain), the objective becomes this session's goal, times,
//! number and actor are set; all else stays as it is, byte for byte.

use super::header::{Header, HeaderFacts, HeaderLine, current, renumbered, restamped, set};
use crate::document::{Edit, Kind, Span, Splice};
use crate::handoff::{Concept, Handoff, Intent, Item, ItemRef, MetaKey, Shape, StatusKind, is_placeholder, plan};
use std::collections::HashSet;

/// What the new page says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The time, and the number of the session that begins.
    pub header: HeaderFacts,
    /// Who begins it; `None` leaves the file's word.
    pub actor: Option<String>,
}

/// The turned page.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// From the text as it is to the new page; empty when nothing has to change.
    pub edit: Edit,
    /// The items that leave, in file order: reference in the text as it is, and words.
    pub leaves: Vec<(ItemRef, String)>,
    /// The done items that stay all the same, and why.
    pub stays: Vec<(ItemRef, String)>,
    /// The header lines that change.
    pub lines: Vec<HeaderLine>,
    /// The goal of the session that begins: the objective so far.
    pub goal: Option<String>,
}

/// The most bytes that are read again to take items out one by one.
const MOST: usize = 4_000_000;

/// Turns the page of a handoff.
pub fn turn(handoff: &Handoff, page: &Page) -> Turn {
    let goal = goal(handoff);
    let header = header(handoff, page, goal.as_deref());
    let turned = handoff.again(header.edit.apply(handoff.text()));
    // A goal or name that reads as something else in its place is left out, the rest is set.
    let header = if turned.all_items().len() == handoff.all_items().len() {
        header
    } else {
        self::header(handoff, &Page { actor: None, ..page.clone() }, None)
    };
    let (done, holding): (Vec<&Item>, Vec<&Item>) = done(handoff).partition(|i| !holds_open(handoff, i));
    let mut refused = Vec::new();
    let edit = all_at_once(handoff, &header.edit, &done).unwrap_or_else(|| one_by_one(handoff, &header.edit, &done, &mut refused));
    let named = |i: &&Item| (handoff.reference(i), i.text.clone());
    let gone = done.iter().filter(|i| !refused.iter().any(|(r, _)| *r == handoff.reference(i)));
    let open = holding.iter().map(|i| (handoff.reference(i), "it holds points that are still open".to_owned()));
    Turn { edit, leaves: gone.map(named).collect(), stays: open.chain(refused.clone()).collect(), lines: header.lines, goal }
}

/// The current items that are done: everything completed, and what is closed of what was to do.
fn done(handoff: &Handoff) -> impl Iterator<Item = &Item> {
    handoff.all_items().iter().filter(|i| {
        let status = i.status.as_ref().map(|s| s.kind);
        let over = match i.concept {
            Concept::Completed => {
                !matches!(status, Some(StatusKind::Open | StatusKind::InProgress | StatusKind::Blocked | StatusKind::Deferred))
            }
            Concept::Tasks | Concept::Pending | Concept::Next | Concept::Watchlist | Concept::Questions => {
                status.is_some_and(StatusKind::is_closed)
            }
            _ => false,
        };
        over && handoff.is_current(i.block) && !is_placeholder(&i.text)
    })
}

/// Tells whether an open checkbox stands inside a done item.
fn holds_open(handoff: &Handoff, item: &Item) -> bool {
    let doc = handoff.document();
    let first = doc.line_at(item.span.start);
    let inner = doc.lines()[first..].iter().take_while(|l| l.span.start < item.span.end);
    let skip = usize::from(item.shape == Shape::Bullet);
    inner.skip(skip).any(|l| l.marker().and_then(|m| m.checkbox).is_some_and(|c| doc.slice(c).trim().is_empty()))
}

fn goal(handoff: &Handoff) -> Option<String> {
    let text = |concept| {
        let items: Vec<&str> = handoff.items(concept).map(|i| i.text.trim()).filter(|t| !t.is_empty() && !is_placeholder(t)).collect();
        items
    };
    let objective = text(Concept::Objective);
    let next = text(Concept::Next);
    let goal = if objective.is_empty() { next.first().copied().unwrap_or_default().to_owned() } else { objective.join(" ") };
    (!goal.is_empty()).then_some(goal)
}

fn header(handoff: &Handoff, page: &Page, goal: Option<&str>) -> Header {
    let mut splices = Vec::new();
    let mut scoped = false;
    for meta in current(handoff) {
        match meta.key {
            MetaKey::Time | MetaKey::Updated => set(&mut splices, handoff, meta, |value| restamped(value, page.header.time)),
            MetaKey::Session => set(&mut splices, handoff, meta, |value| renumbered(value, page.header.number)),
            MetaKey::Actor => set(&mut splices, handoff, meta, |_| page.actor.clone().map(|a| one_line(&a))),
            MetaKey::Scope if !std::mem::replace(&mut scoped, true) => set(&mut splices, handoff, meta, |_| goal.map(one_line)),
            _ => {}
        }
    }
    Header::of(handoff, splices)
}

/// Takes all done items out in one edit, beside the header's; `None` when the result is not the rest of the items.
fn all_at_once(handoff: &Handoff, header: &Edit, done: &[&Item]) -> Option<Edit> {
    let mut splices = header.splices().to_vec();
    splices.extend(done.iter().map(|item| Splice::new(with_one_gap(handoff, item.span), "")));
    let edit = Edit::new(splices)?;
    let after = handoff.again(edit.apply(handoff.text()));
    let key = |i: &Item| (i.concept, i.text.clone());
    let gone: HashSet<(Concept, Span)> = done.iter().map(|d| (d.concept, d.span)).collect();
    let left: Vec<_> = handoff.all_items().iter().filter(|i| !gone.contains(&(i.concept, i.span))).map(key).collect();
    (after.all_items().iter().map(key).collect::<Vec<_>>() == left).then_some(edit)
}

/// Takes one of the blank lines on both sides along.
fn with_one_gap(handoff: &Handoff, lines: Span) -> Span {
    let doc = handoff.document();
    let line = |n: Option<usize>| n.and_then(|n| doc.lines().get(n)).filter(|l| l.kind == Kind::Blank);
    let before = line(doc.line_at(lines.start).checked_sub(1));
    let after = line(Some(doc.line_at(lines.end))).filter(|l| l.span.start == lines.end);
    Span::new(lines.start, after.filter(|_| before.is_some()).map_or(lines.end, |l| l.span.end))
}

/// Takes the done items out from the last to the first, and says which cannot go.
fn one_by_one(handoff: &Handoff, header: &Edit, done: &[&Item], refused: &mut Vec<(ItemRef, String)>) -> Edit {
    let mut now = handoff.again(header.apply(handoff.text()));
    if done.len().saturating_mul(handoff.text().len()) > MOST {
        let why = "there are too many to take out one by one: remove them as text";
        refused.extend(done.iter().map(|i| (handoff.reference(i), why.to_owned())));
        return header.clone();
    }
    for item in done.iter().rev() {
        let reference = handoff.reference(item);
        match remove(&now, reference.clone()) {
            Ok(edit) => now = now.again(edit.apply(now.text())),
            Err(why) => refused.push((reference, why)),
        }
    }
    refused.reverse();
    Edit::between(handoff.text(), now.text())
}

fn remove(handoff: &Handoff, item: ItemRef) -> Result<Edit, String> {
    plan(handoff, &Intent::Remove { item }).map(|p| p.edit).map_err(|r| r.message)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
