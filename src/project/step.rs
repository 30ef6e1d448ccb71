//! What a command does to the chain beside the live file: sessions that come or go, and the base.
//!
//! It stands in the journal with the change of the live file, so that one undo takes back both.

use super::Project;
use super::dialect::Words;
use crate::chain::{BASE, Base, Id, Part};
use crate::store::{Hash, write_private};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A step of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    /// The base markers before it.
    pub from: Vec<String>,
    /// The base markers after it.
    pub to: Vec<String>,
    /// The sessions that it makes.
    #[serde(default)]
    pub adds: Vec<Sealed>,
    /// The sessions that it takes back.
    #[serde(default)]
    pub removes: Vec<Sealed>,
    /// What becomes of the live file, beside its text.
    #[serde(default, skip_serializing_if = "Being::stays")]
    pub live: Being,
    /// Whether it goes to another session: a draft that is left behind is parked.
    #[serde(default)]
    pub moves: bool,
    /// What it does to the dialect file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// Whether a step makes the live file, or takes it away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Being {
    #[default]
    Stays,
    Comes,
    Goes,
}

impl Being {
    fn stays(&self) -> bool {
        *self == Being::Stays
    }

    fn reversed(self) -> Being {
        match self {
            Being::Stays => Being::Stays,
            Being::Comes => Being::Goes,
            Being::Goes => Being::Comes,
        }
    }
}

/// The bytes of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sealed {
    pub id: Id,
    pub seal: String,
    /// The sealed text; `None`: the live file after the step.
    pub text: Option<String>,
}

/// A draft that was put aside.
#[derive(Serialize, Deserialize)]
pub(super) struct Parked {
    pub base: Vec<String>,
    pub text: String,
}

/// How many sessions are written between two confirmations of the disk.
const BATCH: usize = 64;

impl Project {
    /// Returns the step that takes this one back; the texts it removes are read, so that it can be made again.
    pub(super) fn reversed(&self, step: &Step) -> Step {
        let whole = |s: &Sealed| {
            let text = || self.files.get(&s.id.path(Part::Text)).and_then(|bytes| String::from_utf8(bytes).ok());
            Sealed { text: s.text.clone().or_else(text), ..s.clone() }
        };
        Step {
            from: step.to.clone(),
            to: step.from.clone(),
            adds: step.removes.iter().map(whole).collect(),
            removes: step.adds.iter().map(whole).collect(),
            live: step.live.reversed(),
            moves: step.moves,
            words: step.words.clone().map(|w| Words { from: w.to, to: w.from }),
        }
    }

    /// Puts the draft aside that a step leaves behind: before anything is written.
    ///
    /// # Errors
    /// One sentence; nothing else was put aside before it.
    pub(super) fn leave(&mut self, step: &Step, before: &str) -> Result<(), String> {
        if step.moves && self.is_draft_of(&step.from, before) { self.park(&step.from, before) } else { Ok(()) }
    }

    /// Carries a step out; the live file is `now` already.
    ///
    /// # Errors
    /// One sentence; the chain is then as it was, or the sentence says what of it is not.
    pub(super) fn take_step(&mut self, step: &Step, now: &str) -> Result<(), String> {
        let markers = self.files.marks(BASE);
        let known = |id: Id| self.past.chain.place(id).is_some();
        let fresh: Vec<Id> = step.adds.iter().map(|s| s.id).filter(|id| !known(*id)).collect();
        if let Err(why) = self.change_chain(step, now) {
            let left = self.change_back(step, &fresh, &markers);
            self.read_chain();
            return Err([vec![why], left].concat().join("; "));
        }
        if step.moves {
            self.unpark(&step.to, now);
        }
        self.look_back();
        Ok(())
    }

    fn change_chain(&mut self, step: &Step, now: &str) -> Result<(), String> {
        if let Some(words) = &step.words {
            self.put_words(words)?;
        }
        let adds: Vec<&Sealed> = step.adds.iter().filter(|s| self.stub_of(s.id).is_none()).collect();
        if !adds.is_empty() {
            self.attributes().map_err(|e| e.message)?;
        }
        // The disk is asked once for many files; a seal is still written after its text.
        for some in adds.chunks(BATCH) {
            let texts = some.iter().map(|s| (s.id.path(Part::Text), s.text.as_deref().unwrap_or(now).as_bytes()));
            let seals = some.iter().map(|s| (s.id.path(Part::Seal), s.seal.as_bytes()));
            self.files.put_all(texts).and_then(|()| self.files.put_all(seals))?;
        }
        if step.from != step.to {
            if self.files.marks(BASE) == step.from || step.removes.is_empty() {
                self.files.mark(BASE, &step.to)?;
            } else {
                self.warn(["the base was moved meanwhile and stays where it is".to_owned()]);
            }
        }
        self.read_chain();
        let mut kept = Vec::new();
        // Children first.
        for sealed in step.removes.iter().rev() {
            let continued = self.past.chain.place(sealed.id).is_some_and(|p| !self.past.chain.children(p).is_empty());
            if continued || self.is_tracked(sealed.id) || self.stub_of(sealed.id).is_some() {
                kept.push(sealed.id.to_string());
                continue;
            }
            self.files.remove(&sealed.id.path(Part::Seal))?;
            self.files.remove(&sealed.id.path(Part::Text))?;
            self.read_chain();
        }
        if !kept.is_empty() {
            self.warn([format!(
                "{} stays: git has it, another session continues it, or it was redacted; the next seal says that it was left",
                kept.join(", ")
            )]);
        }
        Ok(())
    }

    /// Takes back what a step that failed did to the chain; says what could not be.
    fn change_back(&self, step: &Step, fresh: &[Id], markers: &[String]) -> Vec<String> {
        let marked = if self.files.marks(BASE) == markers { Ok(()) } else { self.files.mark(BASE, markers) };
        let made = fresh.iter().rev().flat_map(|id| [Part::Seal, Part::Text].map(|part| id.path(part)));
        let made = made.filter(|path| self.files.get(path).is_some()).map(|path| self.files.remove(&path));
        let removed = step.removes.iter().filter(|s| self.stub_of(s.id).is_none()).flat_map(|s| {
            let text = s.text.as_ref().map(|text| (Part::Text, text));
            text.into_iter().chain([(Part::Seal, &s.seal)]).map(|(part, text)| self.files.put(&s.id.path(part), text.as_bytes()).map(drop))
        });
        [marked].into_iter().chain(made).chain(removed).filter_map(Result::err).collect()
    }

    /// Tells whether a text is other than the sessions of these markers.
    pub(super) fn is_draft_of(&self, markers: &[String], text: &str) -> bool {
        !self.ids_of(markers).iter().any(|id| self.is_text_of(*id, text))
    }

    /// Returns the sessions that the draft continues, as far as that is clear.
    pub(super) fn base_ids(&self) -> Vec<Id> {
        match self.past.base() {
            Base::Of(places) => places.iter().map(|p| self.past.chain.sessions()[*p].id).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the sessions that these markers name, or without any the base.
    fn ids_of(&self, markers: &[String]) -> Vec<Id> {
        let ids: Vec<Id> = markers.iter().filter_map(|m| m.parse().ok()).filter(|id| self.past.chain.place(*id).is_some()).collect();
        if ids.is_empty() { self.base_ids() } else { ids }
    }

    /// Returns the draft that was parked last over this session, alone or with others; none over the base that is `left`.
    pub(super) fn parked_at(&self, id: Id, left: bool) -> Option<Parked> {
        let here = self.parking(&self.past.markers).filter(|_| left);
        let read = |path: PathBuf| {
            let parked: Parked = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
            let place = self.parking(&parked.base)?;
            let fits = place == (path, parked.base.clone()) && Some(&place) != here.as_ref() && parked.base.contains(&id.to_string());
            fits.then(|| (place.0.metadata().and_then(|m| m.modified()).ok(), parked))
        };
        let parked = self.state.files("parked-").into_iter().filter_map(read);
        parked.max_by_key(|(time, _)| *time).map(|(_, parked)| parked)
    }

    /// Returns the text that was parked over these bases.
    fn parked(&self, base: &[String]) -> Option<String> {
        let (path, base) = self.parking(base)?;
        let parked: Parked = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        (parked.base == base).then_some(parked.text)
    }

    fn park(&mut self, base: &[String], text: &str) -> Result<(), String> {
        self.state.ready()?;
        if let Some(other) = self.parked(base).filter(|other| other != text)
            && let Some(place) = self.state.keep(other.as_bytes())
        {
            self.warn([format!("an older parked draft is kept in {}", place.display())]);
        }
        let (path, base) = self.parking(base).ok_or("there is no state directory to park the draft in")?;
        let parked = Parked { base, text: text.to_owned() };
        let json = serde_json::to_vec(&parked).map_err(|e| e.to_string())?;
        write_private(&path, &json).map_err(|e| format!("the draft cannot be parked in {}: {e}", path.display()))
    }

    /// Forgets the parked draft that is the live file again.
    pub(super) fn unpark(&self, base: &[String], now: &str) {
        if self.parked(base).is_some_and(|text| text == now)
            && let Some((path, _)) = self.parking(base)
        {
            let _ = std::fs::remove_file(path);
        }
    }

    /// Returns where a draft over these bases is parked, and their names.
    fn parking(&self, base: &[String]) -> Option<(PathBuf, Vec<String>)> {
        let base: Vec<String> = self.ids_of(base).iter().map(Id::to_string).collect();
        let key = format!("{}\n{}", self.live_name(), base.join("\n"));
        Some((self.state.path(&format!("parked-{}", Hash::of(key.as_bytes()).short()))?, base))
    }
}
