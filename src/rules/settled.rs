//! Rules on decisions against each other: across the chain and within the file (002, 003 "Don't Second-Guess").
//!
//! Only what can be shown counts: a decision that an ancestor marked as over, a choice that another
//! decision rejects by name, two answers under one topic. Likeness of words is no evidence.

use super::Finding;
use super::case::Case;
use super::words::normal;
use crate::handoff::{Concept, Item};
use std::collections::{HashMap, HashSet};

/// Words between what was chosen and what was not.
const OVER: [&str; 6] = [" over ", " instead of ", " rather than ", " and not ", ", not ", " statt "];
/// Words that say that a change of mind is meant.
const MEANT: [&str; 14] = [
    "supersede",
    "replaces",
    "revis",
    "reversed",
    "reopen",
    "re-open",
    "changed from",
    "no longer",
    "switched",
    "migrated",
    "instead of the earlier",
    "overrul",
    "取代",
    "ersetzt",
];

/// Labels that every decision may have: no topics.
const LABELS: [&str; 20] = [
    "status",
    "decision",
    "context",
    "consequences",
    "consequence",
    "alternatives",
    "date",
    "owner",
    "note",
    "notes",
    "why",
    "reason",
    "rationale",
    "choice",
    "result",
    "impact",
    "scope",
    "결정",
    "결과",
    "状态",
];

/// Finds decisions that stand open although an ancestor superseded or dropped them.
pub(super) fn decision_reopened(case: &Case) -> Vec<Finding> {
    let past = &case.checks().evidence.past;
    if past.is_empty() {
        return Vec::new();
    }
    // Of each name the newest ancestor that has it, and whether it was over there.
    let mut last: HashMap<String, (usize, bool)> = HashMap::new();
    for (n, session) in past.iter().enumerate() {
        for item in session.handoff.items(Concept::Decisions) {
            for name in names(item) {
                last.entry(name).or_insert((n, item.is_over()));
            }
        }
    }
    let open = case.filled(Concept::Decisions).filter(|i| !i.is_over() && !is_meant(i));
    let again = open.filter_map(|i| Some((i, names(i).filter_map(|k| last.get(&k)).min().filter(|(_, over)| *over)?.0)));
    let one = |(item, n): (&Item, usize)| {
        let message =
            format!("The decision {} is open again; {} has it as superseded or dropped.", case.quote(item.span, &item.text), past[n].name);
        case.on_item(item, message)
    };
    again.map(one).collect()
}

/// Finds decisions that choose what a standing decision rejects, or give another answer under the same topic.
pub(super) fn decision_contradicted(case: &Case) -> Vec<Finding> {
    let handoff = case.handoff();
    let here: Vec<&Item> = case.filled(Concept::Decisions).filter(|i| !i.is_over()).collect();
    if here.is_empty() {
        return Vec::new();
    }
    let own = Standing::of(here.iter().map(|i| (*i, None)));
    let over: HashSet<String> = handoff.items(Concept::Decisions).filter(|i| i.is_over()).flat_map(names).collect();
    // Of each name the newest ancestor speaks.
    let mut seen: HashSet<String> = HashSet::new();
    let mut earlier: Vec<(&Item, Option<&str>)> = Vec::new();
    for session in case.checks().evidence.past.iter() {
        for item in session.handoff.items(Concept::Decisions) {
            let known: Vec<bool> = names(item).map(|name| !seen.insert(name)).collect();
            let fresh = !known.contains(&true);
            if fresh && !item.is_over() && !names(item).any(|n| over.contains(&n)) {
                earlier.push((item, Some(session.name.as_str())));
            }
        }
    }
    let before = Standing::of(earlier.into_iter());
    let mut found = Vec::new();
    for (n, item) in here.iter().enumerate().filter(|(_, i)| !is_meant(i)) {
        let Some((other, name)) = own.against(item, Some(n)).or_else(|| before.against(item, None)) else { continue };
        let this = case.quote(item.span, &item.text);
        let message = match name {
            Some(name) => {
                format!("The decision {this} goes against {} of {name}, which nothing supersedes.", case.quote_other(&other.text))
            }
            None => format!("The decision {this} goes against {} in line {}.", case.quote(other.span, &other.text), case.line(other.span)),
        };
        found.push(case.on_item(item, message));
    }
    found
}

/// Decisions by what they choose, reject and are about.
struct Standing<'a> {
    all: Vec<(&'a Item, Option<&'a str>)>,
    /// What is rejected, with the decision that does.
    rejected: HashMap<String, usize>,
    /// Answers by topic.
    topics: HashMap<String, usize>,
}

impl<'a> Standing<'a> {
    fn of(items: impl Iterator<Item = (&'a Item, Option<&'a str>)>) -> Standing<'a> {
        let all: Vec<_> = items.collect();
        let (mut rejected, mut topics) = (HashMap::new(), HashMap::new());
        for (n, (item, _)) in all.iter().enumerate() {
            if let Some((_, other)) = choice(item) {
                rejected.entry(other).or_insert(n);
            }
            if let Some((topic, _)) = answer(item) {
                topics.entry(topic).or_insert(n);
            }
        }
        Standing { all, rejected, topics }
    }

    /// Returns a decision that `item` goes against; `own` is its place when it is one of these.
    fn against(&self, item: &Item, own: Option<usize>) -> Option<(&'a Item, Option<&'a str>)> {
        // Within a file the later of two is told.
        let other = |n: &usize| own.is_none_or(|own| *n < own);
        if let Some((chosen, rejected)) = choice(item) {
            let found = self.rejected.get(&chosen).filter(|n| other(n) && choice(self.all[**n].0).is_some_and(|(c, _)| c == rejected));
            if let Some(n) = found {
                return Some(self.all[*n]);
            }
        }
        let (topic, words) = answer(item)?;
        let n = self.topics.get(&topic).filter(|n| other(n))?;
        let (_, others) = answer(self.all[*n].0)?;
        words.is_disjoint(&others).then_some(self.all[*n])
    }
}

/// Reads "A over B": what is chosen and what is not.
fn choice(item: &Item) -> Option<(String, String)> {
    if item.text.len() > 200 {
        return None;
    }
    let plain = normal(&item.text);
    let (chosen, rest) = OVER.iter().find_map(|w| plain.split_once(w))?;
    let chosen = ["use ", "using ", "chose ", "choose ", "adopt ", "picked ", "we use ", "go with "]
        .iter()
        .find_map(|v| chosen.strip_prefix(v))
        .unwrap_or(chosen);
    let chosen = chosen.rsplit_once(": ").map_or(chosen, |(_, c)| c);
    let rejected = rest.split([',', ';', '(', ':', '.', '\u{2014}']).next().unwrap_or_default();
    let rejected = rejected.split(" for ").next().unwrap_or_default().trim();
    let short = |t: &str| !t.is_empty() && t.split(' ').count() <= 3;
    (short(chosen) && short(rejected)).then(|| (chosen.to_owned(), rejected.to_owned()))
}

/// Reads `**Topic:** answer`: the topic and the telling words of the answer. Where an answer looks like a reason, as in
/// `Database: PostgreSQL`, only one of two words is taken for one.
fn answer(item: &Item) -> Option<(String, HashSet<String>)> {
    let topic = item.topic.as_deref()?;
    let reason = || item.why.as_ref().map(|w| w.text.as_str()).filter(|w| w.split(' ').count() <= 2);
    let rest = match item.text.strip_prefix(topic) {
        Some("") => reason()?,
        Some(rest) => rest.strip_prefix(':')?,
        None => &item.text,
    };
    let words: HashSet<String> =
        normal(rest).split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 3).map(str::to_owned).collect();
    let topic = normal(topic);
    (topic.chars().count() >= 3 && !LABELS.contains(&&*topic) && (1..=6).contains(&words.len())).then_some((topic, words))
}

/// Tells whether a decision says itself that it changes an earlier one.
fn is_meant(item: &Item) -> bool {
    let says = |text: &str| {
        let text = text.to_lowercase();
        MEANT.iter().any(|w| text.contains(w))
    };
    says(&item.text) || item.why.as_ref().is_some_and(|w| says(&w.text)) || item.fields.iter().any(|f| says(&f.name))
}

fn names(item: &Item) -> impl Iterator<Item = String> {
    item.id.iter().chain([&item.text]).map(|name| normal(name))
}
