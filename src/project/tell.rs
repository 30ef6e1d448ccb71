//! What the chain tells: sessions, their texts and prompts, differences, whys, hits, soundness.

use super::elsewhere::Spot;
use super::facts::may_leave;
use super::{Error, ErrorKind, Outcome, Project};
use crate::chain::{Chain, Decided, Diff, Difference, Id, Part, Row, Seal, State, Trouble, diff};
use crate::handoff::{Concept, Dialect, Handoff, Item, ItemRef};
use crate::prompt::{self, Budget, Facts, Profile, Prompt};
use crate::rules;
use crate::tokens;
use std::collections::HashMap;
use std::sync::Arc;

/// The sessions as they are drawn.
#[derive(Clone, Debug)]
pub struct Log {
    /// The graph.
    pub chain: Arc<Chain>,
    /// Its rows, the newest first.
    pub rows: Vec<Row>,
    /// The row of the draft above them, when the live file is one.
    pub top: Option<Row>,
    /// The places of the base.
    pub base: Vec<usize>,
    /// Whether the live file differs from it.
    pub draft: bool,
    /// What is odd.
    pub troubles: Vec<Trouble>,
    /// Where the sessions are that this tree has not.
    pub spots: HashMap<Id, Spot>,
}

/// A session as it was sealed.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The session.
    pub id: Id,
    /// Its seal.
    pub seal: Seal,
    /// Its text, or the form that was asked for.
    pub text: String,
}

/// What the chain tells about a topic or a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The decisions about it, the oldest first, each with what became of it.
    pub decisions: Vec<Decided>,
    /// What happened, the oldest first.
    pub events: Vec<Event>,
    /// The sessions whose seal cites that path, the oldest first.
    pub cited: Vec<(Id, u32)>,
}

/// How one decision, task or other item came to be as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The session that changed it; `None` is the live file.
    pub id: Option<Id>,
    /// Its number.
    pub number: u32,
    /// What changed.
    pub change: Difference,
}

/// A place that has the words looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The session; `None` is the live file.
    pub id: Option<Id>,
    /// Its number.
    pub number: u32,
    /// What kind of item it is; `None` for a title or label.
    pub concept: Option<Concept>,
    /// Its text.
    pub text: String,
    /// The file, from the project root, and the line, from 1: of the live file and of a companion (which has no concept).
    pub place: Option<(String, usize)>,
}

/// The most lanes of the drawn graph.
const LANES: usize = 12;
/// The most hits of a search.
const HITS: usize = 500;

impl PartialEq for Log {
    fn eq(&self, other: &Log) -> bool {
        self.chain.sessions() == other.chain.sessions() && self.rows == other.rows && self.base == other.base && self.draft == other.draft
    }
}

impl Project {
    pub(super) fn log(&mut self) -> Result<Outcome, Error> {
        self.look_back();
        self.drawn(HashMap::new(), Vec::new())
    }

    /// Draws the chain as last read; `spots` says where sessions are that this tree has not.
    pub(super) fn drawn(&self, spots: HashMap<Id, Spot>, more: Vec<Trouble>) -> Result<Outcome, Error> {
        let chain = Arc::clone(&self.past.chain);
        if chain.sessions().is_empty() && chain.troubles().is_empty() {
            return Err(self.no_session());
        }
        let draft = self.place.is_ok() && self.is_draft_of(&self.markers(), self.handoff.text());
        let base = self.past.base_places();
        let (top, rows) = if draft {
            let (top, rows) = chain.layout_below(&base, LANES);
            (Some(top), rows)
        } else {
            (None, chain.layout(LANES))
        };
        let troubles = chain.troubles().iter().cloned().chain(more).collect();
        Ok(Outcome::Log(Box::new(Log { rows, top, base, draft, troubles, spots, chain })))
    }

    /// Returns a session's text, or the whole document in 001's format.
    pub(super) fn show_session(&mut self, words: &str, as_handoff: bool) -> Result<Outcome, Error> {
        self.look_back();
        let place = self.session(words)?;
        let id = self.past.chain.sessions()[place].id;
        let (seal, mut text) = (self.seal_of(id)?, self.text_of(id)?);
        if as_handoff {
            let handoff = self.handoff.again(text);
            text = prompt::handoff_1_0(&handoff, &self.facts_at(place, &handoff));
        }
        may_leave("session", rules::scan(&text, &self.checks)).map_err(|e| sealed_secret(e, id))?;
        Ok(Outcome::Session(Box::new(Shown { id, seal, text })))
    }

    /// Compiles the prompt of a sealed session.
    pub(super) fn prompt_of_session(&mut self, words: &str, profile: &Profile, budget: Budget) -> Result<Outcome, Error> {
        self.gather();
        self.look_back();
        let place = self.session(words)?;
        self.prompt_at(place, profile, budget).map(Outcome::Prompt)
    }

    /// Compiles the prompt of the session at a place of the chain as last read.
    pub(super) fn prompt_at(&self, place: usize, profile: &Profile, budget: Budget) -> Result<Prompt, Error> {
        let handoff = self.handoff.again(self.text_of(self.past.chain.sessions()[place].id)?);
        let facts = self.with_form(self.facts_at(place, &handoff), profile)?;
        let compiled =
            prompt::compile(&handoff, &facts, profile, budget, &tokens::count).map_err(|e| Error::new(ErrorKind::Failed, e.to_string()))?;
        let stops = rules::scan(&compiled.text, &self.checks).into_iter().chain(rules::scan(handoff.text(), &self.checks));
        may_leave("prompt", stops).map_err(|e| sealed_secret(e, self.past.chain.sessions()[place].id))?;
        Ok(compiled)
    }

    fn facts_at(&self, place: usize, handoff: &Handoff) -> Facts {
        self.facts_of_session(place, handoff, self.facts_beside(handoff))
    }

    /// Compares two sessions, or a session with the live file (`None`).
    pub(super) fn diff_of(&mut self, from: &str, to: Option<&str>) -> Result<Outcome, Error> {
        self.look_back();
        let earlier = self.handoff_of(from)?;
        let found = match to {
            Some(to) => self.difference(&earlier, &self.handoff_of(to)?),
            None => {
                self.live_path()?;
                self.difference(&earlier, &self.handoff)
            }
        };
        Ok(Outcome::Diff(found))
    }

    /// Compares two handoffs by meaning, secrets masked. Header values are set by every seal: as a change they say nothing.
    pub(super) fn difference(&self, before: &Handoff, after: &Handoff) -> Diff {
        let [before, after] =
            self.under_one_header([before.text().to_owned(), after.text().to_owned()]).map(|text| self.handoff.again(text));
        self.safe_diff(diff(&before, &after))
    }

    /// Returns what happened to a topic, the oldest first: in the ancestors of the base, then in the live file.
    pub(super) fn why(&mut self, words: &str) -> Result<Outcome, Error> {
        some(words)?;
        self.look_back();
        let topic = |item: &Item| item.topic.clone().unwrap_or_else(|| item.text.clone());
        let named = ItemRef::parse(words).ok().and_then(|item| self.handoff.resolve(&item).ok().map(topic));
        let words = named.as_deref().unwrap_or(words);
        let mut events = Vec::new();
        let base = match self.parents_of(&[]) {
            Ok(base) => base,
            Err(_) => self.past.chain.heads(),
        };
        let mut texts: HashMap<usize, Handoff> = HashMap::new();
        let empty = self.handoff.again("");
        for place in self.past.chain.ancestry(&base).into_iter().rev() {
            let record = &self.past.chain.sessions()[place];
            let Ok(text) = self.text_of(record.id) else { continue };
            let now = self.handoff.again(text);
            let before = self.past.chain.parents(place).iter().find_map(|p| texts.get(p)).unwrap_or(&empty);
            let changes = self.safe_diff(diff(before, &now)).items.into_iter().filter(|d| d.mentions(words));
            events.extend(changes.map(|change| Event { id: Some(record.id), number: record.number, change }));
            texts.insert(place, now);
        }
        if self.place.is_ok() {
            let before = base.first().and_then(|p| texts.get(p)).unwrap_or(&empty);
            let changes = self.safe_diff(diff(before, &self.handoff)).items.into_iter().filter(|d| d.mentions(words));
            events.extend(changes.map(|change| Event { id: None, number: self.past.chain.next_number(&base), change }));
        }
        let decisions = self.decided().into_iter().filter(|d| d.mentions(words)).collect();
        let cited = self.citing(words, &base);
        if events.is_empty() && cited.is_empty() {
            return Err(Error::new(ErrorKind::Nothing, format!("nothing in the chain or the live file is about \"{words}\"")));
        }
        Ok(Outcome::Why(Box::new(Story { decisions, events, cited })))
    }

    /// Finds words in the live file, in its companions, then in every session, the newest first.
    pub(super) fn search(&mut self, words: &str) -> Result<Outcome, Error> {
        some(words)?;
        self.look_back();
        let wanted = words.to_lowercase();
        let mut hits = Vec::new();
        if self.place.is_ok() {
            self.hits(&mut hits, &self.handoff, &wanted, None, self.past.chain.next_number(&self.past.base_places()));
        }
        hits.extend(self.hits_beside(&wanted, HITS));
        self.texts.load(&self.cache);
        let (holding, stubs) = (self.texts.holding(&wanted), self.past.seen.stubs());
        for place in self.past.chain.newest_first() {
            if hits.len() >= HITS {
                break;
            }
            let record = &self.past.chain.sessions()[place];
            for text in [Some(&record.title), record.label.as_ref()].into_iter().flatten().filter(|t| t.to_lowercase().contains(&wanted)) {
                hits.push(Hit { id: Some(record.id), number: record.number, concept: None, text: self.safe(text), place: None });
            }
            // What a stub or a broken seal stands beside may be any text.
            let sound = !stubs.contains(&record.id) && !matches!(record.state, State::Unreadable(_));
            // The index knows the items that the built-in words find.
            let sound = sound && self.handoff.dialect() == Dialect::built_in();
            let may_hold = self.texts.may_hold(record.sha256, &holding).filter(|_| sound);
            if may_hold != Some(false)
                && let Ok(text) = self.text_of(record.id)
            {
                let handoff = self.handoff.again(text);
                self.hits(&mut hits, &handoff, &wanted, Some(record.id), record.number);
                if sound && may_hold.is_none() {
                    self.texts.add(record.sha256, &handoff);
                }
            }
        }
        self.texts.save(&self.cache, self.past.chain.sessions());
        if hits.is_empty() {
            return Err(Error::new(ErrorKind::Nothing, format!("nothing holds \"{words}\"")));
        }
        hits.truncate(HITS);
        Ok(Outcome::Hits(hits))
    }

    fn hits(&self, hits: &mut Vec<Hit>, handoff: &Handoff, wanted: &str, id: Option<Id>, number: u32) {
        let has = |text: &str| text.to_lowercase().contains(wanted);
        for item in handoff.all_items() {
            let why = item.why.as_ref().map(|w| w.text.as_str()).filter(|w| has(w));
            if has(&item.text) || why.is_some() {
                let text = why.filter(|_| !has(&item.text)).map_or_else(|| item.text.clone(), |why| format!("{} ({why})", item.text));
                let line = || (self.live_name(), handoff.document().line_at(item.span.start) + 1);
                let place = id.is_none().then(line);
                hits.push(Hit { id, number, concept: Some(item.concept), text: self.safe(&text), place });
            }
        }
        for (n, text) in lines_beside(handoff).into_iter().filter(|(_, text)| has(text)) {
            let file = id.map_or_else(|| self.live_name(), |id| id.path(Part::Text));
            hits.push(Hit { id, number, concept: None, text: self.safe(text), place: Some((file, n + 1)) });
        }
    }

    fn handoff_of(&self, words: &str) -> Result<Handoff, Error> {
        let place = self.session(words)?;
        Ok(self.handoff.again(self.text_of(self.past.chain.sessions()[place].id)?))
    }

    /// Masks the secrets of what is shown.
    pub(super) fn safe_diff(&self, mut found: Diff) -> Diff {
        for entry in found.items.iter_mut().flat_map(|d| d.was.iter_mut().chain(&mut d.now)) {
            entry.text = self.safe(&entry.text);
            entry.why = entry.why.as_deref().map(|w| self.safe(w));
            entry.topic = entry.topic.as_deref().map(|t| self.safe(t));
        }
        found
    }
}

/// Returns the lines that stand in no item, with their places from 0: headings, and what was not understood.
pub(super) fn lines_beside(handoff: &Handoff) -> Vec<(usize, &str)> {
    let mut items = handoff.all_items().iter().map(|item| item.span).peekable();
    let mut covered = 0;
    let mut found = Vec::new();
    for (n, line) in handoff.document().lines().iter().enumerate() {
        while let Some(span) = items.next_if(|span| span.start < line.span.end.max(line.span.start + 1)) {
            covered = covered.max(span.end);
        }
        let text = handoff.slice(line.text).trim();
        if line.span.start >= covered && !text.is_empty() {
            found.push((n, text));
        }
    }
    found
}

/// Says what to do about a secret that is sealed: the file cannot simply be edited.
fn sealed_secret(error: Error, id: Id) -> Error {
    error.hint(format!(
        "take it out of the chain: baton redact {id} --finding all --why WHY; or settle it: baton check --settle ID --why WHY"
    ))
}

/// Refuses words that everything would fit.
fn some(words: &str) -> Result<(), Error> {
    if words.trim().is_empty() { Err(Error::new(ErrorKind::Usage, "there is no word to look for; name one")) } else { Ok(()) }
}
