//! The decision ledger: every decision that a line of sessions took, and what became of it.
//!
//! A decision is followed by its own id or its text, and where the words changed by how the two handoffs differ by
//! meaning ([`diff`]); never by similarity.

use super::diff::{Change, Entry, diff};
use super::id::Id;
use crate::handoff::{Concept, Handoff, Item, ItemRef, StatusKind, norm};
use std::collections::HashMap;

/// A handoff on the way, parents before children.
#[derive(Clone, Copy, Debug)]
pub struct Chapter<'a> {
    /// Which one it is.
    pub seen: Seen,
    /// The place of its first parent among the chapters.
    pub parent: Option<usize>,
    /// What it says.
    pub handoff: &'a Handoff,
}

/// A session, or the live file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The session; `None` is the live file.
    pub id: Option<Id>,
    /// Its number.
    pub number: u32,
}

/// A decision and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What was chosen, as it was said last.
    pub choice: String,
    /// Its subject.
    pub topic: Option<String>,
    /// Why.
    pub why: Option<String>,
    /// What else was looked at.
    pub alternatives: Option<String>,
    /// Who decided.
    pub who: Option<String>,
    /// The file's own id.
    pub id: Option<String>,
    /// Its reference in the last chapter, where it still stands there.
    pub reference: Option<ItemRef>,
    /// Where it was taken.
    pub since: Seen,
    /// Where it was last said otherwise.
    pub changed: Option<Seen>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It holds.
    Stands,
    /// Another took its place.
    Superseded {
        /// Since when.
        at: Seen,
        /// What says so: the decision that names it.
        by: Option<String>,
    },
    /// It was given up.
    Dropped(Seen),
    /// It went without a word.
    Gone(Seen),
}

impl Fate {
    /// Returns the name used in JSON.
    pub fn id(&self) -> &'static str {
        match self {
            Fate::Stands => "stands",
            Fate::Superseded { .. } => "superseded",
            Fate::Dropped(_) => "dropped",
            Fate::Gone(_) => "gone",
        }
    }
}

impl Decided {
    /// Tells whether it is about `words` (a topic, a path): any case, in choice, topic, why, alternatives or id.
    pub fn mentions(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        let parts = [Some(&self.choice), self.topic.as_ref(), self.why.as_ref(), self.alternatives.as_ref(), self.id.as_ref()];
        parts.into_iter().flatten().any(|part| part.to_lowercase().contains(&words))
    }
}

/// Returns every decision of some chapters, in the order in which they were taken.
pub fn ledger(chapters: &[Chapter]) -> Vec<Decided> {
    let mut book = Book::default();
    let empty = Handoff::parse("");
    for chapter in chapters {
        let before = chapter.parent.and_then(|p| chapters.get(p)).map_or(&empty, |c| c.handoff);
        book.turn(before, chapter);
    }
    if let Some(last) = chapters.last() {
        book.close(last);
    }
    book.all
}

#[derive(Default)]
struct Book {
    all: Vec<Decided>,
    /// By own id and by every text that they had.
    known: HashMap<String, usize>,
}

impl Book {
    /// Takes in what a chapter changes.
    fn turn(&mut self, before: &Handoff, chapter: &Chapter) {
        let decision = |entry: &&Entry| entry.reference.concept == Concept::Decisions;
        for found in diff(before, chapter.handoff).items {
            let (was, now) = (found.was.as_ref().filter(decision), found.now.as_ref().filter(decision));
            let place = [was, now].into_iter().flatten().find_map(|entry| self.find(entry));
            match (place, now) {
                (place, Some(entry)) => {
                    let place = place.unwrap_or_else(|| self.open(entry, chapter.seen));
                    self.say(place, entry, chapter, found.what);
                }
                (Some(place), None) => {
                    let by = was.and_then(|entry| successor(chapter.handoff, entry));
                    self.all[place].fate = match found.what {
                        Change::Superseded => Fate::Superseded { at: chapter.seen, by },
                        _ if self.all[place].fate != Fate::Stands => continue,
                        _ => Fate::Gone(chapter.seen),
                    };
                }
                (None, None) => {}
            }
        }
    }

    fn find(&self, entry: &Entry) -> Option<usize> {
        let id = entry.reference.id.as_ref();
        id.into_iter().chain([&entry.text]).find_map(|name| self.known.get(&norm(name)).copied())
    }

    fn open(&mut self, entry: &Entry, since: Seen) -> usize {
        self.all.push(Decided {
            choice: entry.text.clone(),
            topic: None,
            why: None,
            alternatives: None,
            who: None,
            id: entry.reference.id.clone(),
            reference: None,
            since,
            changed: None,
            fate: Fate::Stands,
        });
        self.all.len() - 1
    }

    /// Takes over what an entry says now.
    fn say(&mut self, place: usize, entry: &Entry, chapter: &Chapter, what: Change) {
        for name in entry.reference.id.iter().chain([&entry.text]) {
            self.known.entry(norm(name)).or_insert(place);
        }
        let item = chapter.handoff.resolve(&entry.reference).ok();
        let decided = &mut self.all[place];
        if decided.since != chapter.seen && matches!(what, Change::Changed) {
            decided.changed = Some(chapter.seen);
        }
        (decided.choice, decided.topic, decided.why) = (entry.text.clone(), entry.topic.clone(), entry.why.clone());
        let named = |names: &[&str]| item.and_then(|item| field(chapter.handoff, item, names));
        decided.alternatives = named(&ALTERNATIVES).or(decided.alternatives.take());
        decided.who = named(&WHO).or(decided.who.take());
        decided.fate = match entry.status {
            _ if what == Change::Superseded => Fate::Superseded { at: chapter.seen, by: successor(chapter.handoff, entry) },
            Some(StatusKind::Superseded) => match &decided.fate {
                known @ Fate::Superseded { .. } => known.clone(),
                _ => Fate::Superseded { at: chapter.seen, by: successor(chapter.handoff, entry) },
            },
            Some(StatusKind::Dropped) => match &decided.fate {
                known @ Fate::Dropped(_) => known.clone(),
                _ => Fate::Dropped(chapter.seen),
            },
            _ => Fate::Stands,
        };
    }

    /// Settles what the last chapter has, whichever side line said otherwise.
    fn close(&mut self, last: &Chapter) {
        for item in last.handoff.items(Concept::Decisions) {
            let place = item.id.iter().chain([&item.text]).find_map(|name| self.known.get(&norm(name)).copied());
            let Some(decided) = place.and_then(|p| self.all.get_mut(p)) else { continue };
            decided.reference = Some(last.handoff.reference(item));
            if !item.is_over() && matches!(decided.fate, Fate::Gone(_)) {
                decided.fate = Fate::Stands;
            }
        }
        for decided in self.all.iter_mut().filter(|d| d.reference.is_none() && d.fate == Fate::Stands) {
            decided.fate = Fate::Gone(last.seen);
        }
    }
}

const ALTERNATIVES: [&str; 6] = ["alternatives", "alternatives considered", "considered", "rejected", "options", "instead of"];
const WHO: [&str; 6] = ["who", "by", "decided by", "owner", "decider", "deciders"];

fn field(handoff: &Handoff, item: &Item, names: &[&str]) -> Option<String> {
    let named = |name: &str| names.contains(&norm(name).trim_end_matches(':'));
    let value = item.fields.iter().find(|f| named(&f.name)).map(|f| handoff.slice(f.value))?;
    Some(value.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|v| !v.is_empty())
}

/// Returns the decision of a handoff that says that it takes the place of an entry.
fn successor(handoff: &Handoff, entry: &Entry) -> Option<String> {
    let names: Vec<String> = entry.reference.id.iter().chain([&entry.text]).map(|n| norm(n)).collect();
    let replaces = |item: &&Item| handoff.replaces(item).iter().any(|name| names.contains(name));
    handoff.items(Concept::Decisions).find(replaces).map(|item| item.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(texts: &[&str]) -> Vec<(String, &'static str, u32)> {
        let handoffs: Vec<Handoff> = texts.iter().map(|t| Handoff::parse(format!("# Handoff\n\n## Decisions\n\n{t}"))).collect();
        let chapter = |(n, handoff)| Chapter { seen: Seen { id: None, number: n as u32 + 1 }, parent: usize::checked_sub(n, 1), handoff };
        let chapters: Vec<Chapter> = handoffs.iter().enumerate().map(chapter).collect();
        ledger(&chapters).into_iter().map(|d| (d.choice, d.fate.id(), d.since.number)).collect()
    }

    #[track_caller]
    fn check(texts: &[&str], want: &[(&str, &str, u32)]) {
        let found = run(texts);
        let found: Vec<_> = found.iter().map(|(choice, fate, since)| (choice.as_str(), *fate, *since)).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn a_decision_is_followed_to_what_became_of_it() {
        check(&["- Postgres: scales\n", "- Postgres: scales\n- Redis: fast\n"], &[("Postgres", "stands", 1), ("Redis", "stands", 2)]);
        check(&["- Postgres: scales\n", "- Redis: fast\n"], &[("Postgres", "gone", 1), ("Redis", "stands", 2)]);
        check(
            &["- Postgres: scales\n", "- Postgres (superseded): scales\n- SQLite (supersedes Postgres)\n"],
            &[("Postgres", "superseded", 1), ("SQLite (supersedes Postgres)", "stands", 2)],
        );
        check(
            &["- D-1: Redis: fast\n- D-2: SQLite (supersedes D-1): one machine\n"],
            &[("D-1: Redis", "superseded", 1), ("D-2: SQLite (supersedes D-1)", "stands", 1)],
        );
        check(
            &["- Postgres: scales\n", "- Redis: fast\n", "- Postgres: scales\n- Redis: fast\n"],
            &[("Postgres", "stands", 1), ("Redis", "stands", 2)],
        );
        check(&["- **D-1**: Postgres\n", "- **D-1**: Postgres 17\n"], &[("D-1: Postgres 17", "stands", 1)]);
    }
}
