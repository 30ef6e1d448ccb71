//! The compiler: frame, facts by priority, budget, ledger.
//!
//! What is carried is always the first `k` units of the priority order, so every piece of the text
//! is there for a range of `k`: lengths for all `k` come from one pass, and so does the longest
//! prefix that fits. Every piece is measured once, whatever the budget.

use super::frame;
use super::layout::{CITED, DETAIL, GOAL, HEADINGS, LEFT_OUT, OWN_PROMPT, PLACES, PROJECT, Place, READ_FIRST, SINCE, STATUS};
use super::layout::{by_place, counted, is_pin, items_of, rank};
use super::line::{escaped, fenced, one_line, write, write_verbatim};
use super::marks::Marks;
use super::{Budget, Counter, Fact, Facts, Portion, Profile, Prompt, TooSmall};
use crate::handoff::{Concept, introduces};
use std::collections::BTreeMap;

/// A budget, and how a text is measured against it.
pub(super) struct Ruler<'a> {
    /// The most that fits.
    pub budget: usize,
    /// What is counted.
    pub unit: &'static str,
    count: Option<Counter<'a>>,
}

/// A piece of the text and the numbers of carried units at which it is there.
struct Piece {
    text: String,
    from: usize,
    until: usize,
}

/// A fact or a snippet (by index), or the author's own prompt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Fact(usize),
    Own,
    Snippet(usize),
    /// The words of the bootstrap template; its reference is always there.
    Template,
}

impl<'a> Ruler<'a> {
    pub(super) fn new(budget: Budget, count: Counter<'a>) -> Ruler<'a> {
        match budget {
            Budget::Unlimited => Ruler { budget: usize::MAX, unit: "characters", count: None },
            Budget::Chars(budget) => Ruler { budget, unit: "characters", count: None },
            Budget::Tokens(budget) => Ruler { budget, unit: "tokens", count: Some(count) },
        }
    }

    /// Measures whole lines.
    pub(super) fn measure(&self, text: &str) -> usize {
        self.count.map_or_else(|| text.chars().count(), |count| count(text))
    }

    pub(super) fn too_small(&self, least: usize) -> TooSmall {
        TooSmall { least, budget: self.budget, unit: self.unit }
    }
}

/// Compiles facts and the author's own prompt.
pub(super) fn compile(all: &[Fact], own: Option<&str>, facts: &Facts, profile: &Profile, ruler: &Ruler) -> Result<Prompt, TooSmall> {
    let (order, floor) = order(all, own, facts, profile);
    let pieces = pieces(all, own, &order, facts, profile);
    let end = [frame::since(facts), frame::tail(facts)];
    let mut change = vec![0isize; order.len() + 2];
    for piece in &pieces {
        let length = ruler.measure(&piece.text) as isize;
        change[piece.from] += length;
        change[piece.until.min(order.len() + 1)] -= length;
    }
    let mut length = end.iter().map(|text| ruler.measure(text) as isize).sum::<isize>();
    let bare: Vec<usize> = change[..=order.len()].iter().map(|by| (length += by, length.unsigned_abs()).1).collect();
    // From the top down, so that a ledger is written only where it decides.
    let walk = |found: &mut dyn FnMut(usize, &Left) -> bool| {
        let mut left = Left::default();
        (floor..=order.len()).rev().find(|k| {
            order.get(*k).into_iter().for_each(|unit| left.put(all, *unit));
            found(*k, &left)
        })
    };
    let total = |k: usize, left: &Left| bare[k] + ruler.measure(&left.ledger(facts, profile));
    let Some(k) = walk(&mut |k, left| bare[k] <= ruler.budget && total(k, left) <= ruler.budget) else {
        let mut least = usize::MAX;
        walk(&mut |k, left| {
            least = least.min(total(k, left));
            false
        });
        return Err(ruler.too_small(least));
    };
    let mut text: String = pieces.iter().filter(|p| p.from <= k && k < p.until).map(|p| p.text.as_str()).collect();
    let mut left = Left::default();
    order[k..].iter().for_each(|unit| left.put(all, *unit));
    text.push_str(&end[0]);
    text.push_str(&left.ledger(facts, profile));
    text.push_str(&end[1]);
    let mut in_prompt = vec![false; all.len()];
    for unit in &order[..k] {
        if let Unit::Fact(i) = unit {
            in_prompt[*i] = true;
        }
    }
    let carried = by_place(all).concat().into_iter().filter(|i| in_prompt[*i]).map(|i| all[i].clone()).collect();
    let left_out = (0..all.len()).filter(|i| !in_prompt[*i]).map(|i| all[i].clone()).collect();
    Ok(Prompt { text, carried, left_out })
}

/// Returns every unit by priority, and how many of them are the floor.
pub(super) fn order(all: &[Fact], own: Option<&str>, facts: &Facts, profile: &Profile) -> (Vec<Unit>, usize) {
    let aimless = !all.iter().any(|f| f.concept == Concept::Objective);
    let first_step =
        by_place(all).concat().into_iter().find(|i| aimless && all[*i].concept == Concept::Next && all[*i].portion == Portion::Item);
    let items = items_of(all);
    let rank_of = |unit: &Unit| match unit {
        Unit::Fact(i) if Some(*i) == first_step => 0,
        Unit::Fact(i) if all[*i].portion == Portion::Item || is_label(&all[*i]) => rank(&all[*i]),
        Unit::Fact(i) => DETAIL + rank(&all[items[*i]]),
        Unit::Own if aimless && first_step.is_none() => 0,
        Unit::Template | Unit::Own | Unit::Snippet(_) => OWN_PROMPT,
    };
    let beside = frame::template_words(facts, profile).map(|_| Unit::Template).into_iter().chain(own.map(|_| Unit::Own));
    let beside = beside.chain((0..facts.snippets.len()).map(Unit::Snippet));
    let mut order: Vec<Unit> = by_place(all).concat().into_iter().map(Unit::Fact).chain(beside).collect();
    order.sort_by_key(rank_of);
    let floor = order.iter().take_while(|unit| rank_of(unit) == 0).count();
    (order, floor)
}

fn pieces(all: &[Fact], own: Option<&str>, order: &[Unit], facts: &Facts, profile: &Profile) -> Vec<Piece> {
    let places = by_place(all);
    let marks = Marks::new(facts);
    let mut from = vec![0; all.len()];
    let mut quoted_from = vec![0; facts.snippets.len()];
    let (mut own_from, mut template_from) = (0, 0);
    for (at, unit) in order.iter().enumerate() {
        match unit {
            Unit::Fact(i) => from[*i] = at + 1,
            Unit::Own => own_from = at + 1,
            Unit::Template => template_from = at + 1,
            Unit::Snippet(i) => quoted_from[*i] = at + 1,
        }
    }
    let first = |place: usize| places[place].iter().map(|i| from[*i]).min();
    let always = usize::MAX;
    let mut pieces = vec![Piece { text: frame::title(facts, profile), from: 0, until: always }];
    pieces.extend(frame::template_words(facts, profile).map(|text| Piece { text, from: template_from, until: always }));
    pieces.push(Piece { text: frame::project(facts, profile), from: 0, until: always });
    for heading in HEADINGS.iter().filter(|h| ![PROJECT, READ_FIRST, SINCE, LEFT_OUT].contains(h)) {
        if *heading == CITED {
            let begins = quoted_from.iter().min().copied();
            pieces.extend(begins.map(|from| Piece { text: frame::cited(), from, until: always }));
            let quoted = facts.snippets.iter().zip(&quoted_from);
            pieces.extend(quoted.map(|(s, from)| Piece { text: frame::snippet(s), from: *from, until: always }));
            continue;
        }
        let here = || PLACES.iter().enumerate().filter(|(_, p)| p.heading == *heading);
        let begins = here().filter_map(|(place, _)| first(place)).min();
        let begins = if [STATUS, GOAL].contains(heading) { Some(0) } else { begins };
        let Some(begins) = begins else { continue };
        pieces.push(Piece { text: format!("\n## {heading}\n"), from: begins, until: always });
        if let Some((text, until)) = frame::filler(heading, all, own, here().find_map(|(place, _)| first(place))) {
            pieces.push(Piece { text, from: 0, until });
        }
        for (place, Place { sub, .. }) in here() {
            let Some(begins) = first(place) else { continue };
            let lead = sub.map_or("\n".to_owned(), |sub| format!("\n### {sub}\n\n"));
            pieces.push(Piece { text: lead, from: begins, until: always });
            let alone = places[place].len() == 1;
            let mut before: Option<usize> = None;
            for i in &places[place] {
                let fact = &all[*i];
                let beside = fact.portion == Portion::Beside;
                if is_apart(before.map(|b| all[b].portion), fact.portion) {
                    let both = before.filter(|_| !beside).map_or(0, |b| from[b]).max(from[*i]);
                    pieces.push(Piece { text: "\n".into(), from: both, until: always });
                }
                let text = fact_text(fact, alone) + &marks.line(fact, beside || stands_as_prose(fact, alone));
                pieces.push(Piece { text, from: from[*i], until: always });
                before = Some(*i);
            }
        }
        if let Some(own) = own.filter(|_| *heading == GOAL) {
            let text = format!("\n{}\n\n{}", frame::QUOTES, fenced(own));
            pieces.push(Piece { text, from: own_from, until: always });
        }
    }
    pieces
}

/// Writes a fact; one that is alone in its place and nothing but prose stands as a paragraph.
pub(super) fn fact_text(fact: &Fact, alone: bool) -> String {
    if is_pin(fact) {
        write_verbatim(&fact.text)
    } else if fact.portion == Portion::Beside || stands_as_prose(fact, alone) {
        format!("{}\n", escaped(&fact.text))
    } else {
        write(fact)
    }
}

/// Tells whether a blank line stands between two portions of a place: around what stands beside items.
pub(super) fn is_apart(before: Option<Portion>, now: Portion) -> bool {
    before.is_some_and(|before| before == Portion::Beside || now == Portion::Beside)
}

/// Tells whether what stands beside items is the heading of those behind it.
pub(super) fn is_label(fact: &Fact) -> bool {
    fact.portion == Portion::Beside && introduces(&fact.text)
}

fn stands_as_prose(fact: &Fact, alone: bool) -> bool {
    let bare = fact.portion == Portion::Item && fact.topic.is_none() && fact.why.is_none() && fact.status.is_none();
    alone && bare && is_prose(fact.concept) && !introduces(&fact.text)
}

/// Tells whether a lone fact of the concept stands as a paragraph.
pub(super) fn is_prose(concept: Concept) -> bool {
    matches!(concept, Concept::Objective | Concept::State | Concept::Summary)
}

/// What is not carried.
#[derive(Default)]
pub(super) struct Left {
    facts: BTreeMap<Concept, usize>,
    parts: usize,
    own: bool,
    template: bool,
    snippets: usize,
}

impl Left {
    /// Adds a unit.
    pub(super) fn put(&mut self, all: &[Fact], unit: Unit) {
        match unit {
            Unit::Own => self.own = true,
            Unit::Template => self.template = true,
            Unit::Snippet(_) => self.snippets += 1,
            Unit::Fact(i) if all[i].portion != Portion::Item => self.parts += 1,
            Unit::Fact(i) => *self.facts.entry(all[i].concept).or_insert(0) += 1,
        }
    }

    /// Writes what was left out; nothing when nothing was.
    pub(super) fn ledger(&self, facts: &Facts, profile: &Profile) -> String {
        let counts = self.facts.iter().map(|(concept, n)| counted(*concept, *n));
        let parts = (self.parts > 0).then(|| format!("{} detail{}", self.parts, if self.parts == 1 { "" } else { "s" }));
        let own = self.own.then(|| "the author's own prompt".to_owned());
        let quoted =
            (self.snippets > 0).then(|| format!("the lines of {} citation{}", self.snippets, if self.snippets == 1 { "" } else { "s" }));
        let template = self.template.then(|| "the template's words".to_owned());
        let parts: Vec<String> = counts.chain(parts).chain(own).chain(quoted).chain(template).collect();
        if parts.is_empty() {
            return String::new();
        }
        let where_ = match profile {
            Profile::Chatgpt => "Ask when you miss them.".to_owned(),
            _ if facts.live.is_empty() => "The handoff has them.".to_owned(),
            _ => format!("They are in {}.", one_line(&facts.live)),
        };
        format!("\n## {LEFT_OUT}\n\n_For length:_ {}. {where_}\n", parts.join(", "))
    }
}
