//! Which sessions can hold some words: a sieve before their texts are read, so that a search opens only files that it shows.
//!
//! Invariant: a session that [`Texts::may_hold`] denies has no item with those words. It is known by the
//! hash of its seal's bytes, which names the text's own hash; what could be another text (redacted, or
//! under a seal that cannot be read) is not kept here, and is read each time.

use super::super::tell::lines_beside;
use super::MISSING;
use super::pack::{Pack, Unpack};
use crate::chain::{Hash, Record, State};
use crate::handoff::Handoff;
use crate::store::Cache;
use std::collections::{BTreeSet, HashMap};

/// The words of sessions: each text of an item, and each line beside them, once, in lower case.
#[derive(Default)]
pub(in crate::project) struct Texts {
    loaded: bool,
    /// All texts, each behind a byte that no text has.
    all: Vec<u8>,
    /// Where each begins in `all`.
    starts: Vec<u32>,
    /// The texts of each session.
    sessions: HashMap<Hash, Vec<u32>>,
    /// The number of a text; empty until one is added.
    numbers: HashMap<Box<[u8]>, u32>,
    unsaved: usize,
}

/// The texts that hold some words.
pub(in crate::project) struct Holding(Option<Vec<bool>>);

pub(super) const NAME: &str = "texts";
/// Changes with the packed form, and whenever a text would be read to other items.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " 2");
/// Stands before each text; no UTF-8 has it, so that no words are found across two texts.
const BEFORE: u8 = 0xFF;

impl Texts {
    /// Reads what the cache holds, once.
    pub fn load(&mut self, cache: &Cache) {
        if !std::mem::replace(&mut self.loaded, true) {
            *self = cache.get(NAME, VERSION).and_then(|bytes| unpacked(&bytes)).unwrap_or_default();
            self.loaded = true;
        }
    }

    /// Finds the texts with words in lower case.
    pub fn holding(&self, words: &str) -> Holding {
        if words.is_empty() {
            return Holding(None);
        }
        let mut held = vec![false; self.starts.len()];
        for at in memchr::memmem::find_iter(&self.all, words) {
            let number = self.starts.partition_point(|start| *start as usize <= at);
            number.checked_sub(1).and_then(|n| held.get_mut(n)).into_iter().for_each(|held| *held = true);
        }
        Holding(Some(held))
    }

    /// Tells whether the session of a seal can have an item with the words; `None`: nothing is known of it.
    pub fn may_hold(&self, seal: Hash, holding: &Holding) -> Option<bool> {
        let texts = self.sessions.get(&seal)?;
        Some(holding.0.as_ref().is_none_or(|held| texts.iter().any(|n| held.get(*n as usize).is_none_or(|held| *held))))
    }

    /// Takes note of the items of a session.
    pub fn add(&mut self, seal: Hash, handoff: &Handoff) {
        if self.numbers.is_empty() {
            self.numbers = (0..self.starts.len() as u32).map(|n| (self.text(n).into(), n)).collect();
        }
        let items = handoff.all_items().iter().flat_map(|item| [Some(&item.text), item.why.as_ref().map(|why| &why.text)]);
        let lines = lines_beside(handoff).into_iter().map(|(_, text)| text);
        let all = items.flatten().map(String::as_str).chain(lines);
        let texts: Option<BTreeSet<u32>> = all.map(|text| self.number(&text.to_lowercase())).collect();
        if let Some(texts) = texts {
            self.sessions.insert(seal, texts.into_iter().collect());
            self.unsaved += 1;
        }
    }

    /// Writes what is known of these sessions, when much of it is new.
    pub fn save(&mut self, cache: &Cache, of: &[Record]) {
        let (some, share) = MISSING;
        if self.unsaved > some + self.sessions.len() / share {
            self.unsaved = 0;
            cache.put(NAME, VERSION, &self.packed(of));
        }
    }

    /// Returns the number of a text, a new one where it has none; `None` when 4 GB are full.
    fn number(&mut self, text: &str) -> Option<u32> {
        if let Some(number) = self.numbers.get(text.as_bytes()) {
            return Some(*number);
        }
        let number = u32::try_from(self.starts.len()).ok()?;
        self.all.push(BEFORE);
        self.starts.push(u32::try_from(self.all.len()).ok()?);
        self.all.extend(text.as_bytes());
        self.numbers.insert(text.as_bytes().into(), number);
        Some(number)
    }

    fn packed(&self, of: &[Record]) -> Vec<u8> {
        let sessions: Vec<_> =
            of.iter().filter(|r| r.state != State::Redacted).filter_map(|r| self.sessions.get_key_value(&r.sha256)).collect();
        // What no session has any more goes: it may have been taken out for good.
        let used: BTreeSet<u32> = sessions.iter().flat_map(|(_, texts)| *texts).copied().collect();
        let (mut all, mut starts, mut numbers) = (Vec::new(), Pack::default(), HashMap::new());
        starts.count(used.len());
        for (number, old) in used.into_iter().enumerate() {
            all.push(BEFORE);
            starts.count(all.len());
            all.extend(self.text(old));
            numbers.insert(old, number);
        }
        let mut pack = Pack::default();
        pack.bytes(&all);
        pack.0.extend(starts.0);
        pack.count(sessions.len());
        for (seal, texts) in sessions {
            pack.hash(*seal);
            pack.count(texts.len());
            texts.iter().filter_map(|text| numbers.get(text)).for_each(|n| pack.count(*n));
        }
        pack.0
    }

    fn text(&self, number: u32) -> &[u8] {
        let start = |n: usize| self.starts.get(n).map(|start| *start as usize);
        let number = number as usize;
        let end = start(number + 1).map_or(self.all.len(), |next| next - 1);
        start(number).and_then(|start| self.all.get(start..end)).unwrap_or_default()
    }
}

fn unpacked(bytes: &[u8]) -> Option<Texts> {
    let mut unpack = Unpack(bytes);
    let number = |unpack: &mut Unpack| u32::try_from(unpack.count()?).ok();
    let all = unpack.bytes()?.to_vec();
    let starts = unpack.list(number)?;
    let sessions = unpack.list(|unpack| Some((unpack.hash()?, unpack.list(number)?)))?;
    Some(Texts { all, starts, sessions: sessions.into_iter().collect(), ..Texts::default() })
}
