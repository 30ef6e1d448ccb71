//! The journal of a live file: what baton did and what others did, folded into undo and redo.
//!
//! Invariant: `text` is the first checkpoint with every later edit applied, and is what baton last
//! left or saw on disk. Without a state directory the same history lives in memory only.

use super::dialect::Words;
use super::step::Step as ChainStep;
use crate::chain::Id;
use crate::document::Edit;
use crate::store::{Hash, Log, State};
use serde::{Deserialize, Serialize};

/// How long a journal may grow before its older half goes, in bytes (or four times the text, if that is more).
const LARGEST: u64 = 8 << 20;

/// One record of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
enum Entry {
    /// The whole text, from which what follows is told.
    Text { text: String },
    /// Something that baton did.
    Change {
        time: String,
        what: String,
        turn: Turn,
        edit: Edit,
        after: Hash,
        /// Whether it left every item in its place.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        kept: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chain: Option<Box<ChainStep>>,
    },
    /// What somebody else did, as far as baton saw it; the replaced text is in the entries before.
    Outside { time: String, edit: Edit, after: Hash },
}

/// Which way a change goes through the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Turn {
    /// A new change.
    #[default]
    Do,
    /// Takes the last change back.
    Undo,
    /// Makes the last undone change again.
    Redo,
    /// Only told: it is never taken back.
    Told,
}

/// A change that can be taken back or made again.
pub(super) struct Step {
    /// What was done.
    pub what: String,
    /// The text before it.
    pub before: String,
    /// The text after it.
    pub after: String,
    /// Whether both have the same items, each in its place, whatever they say.
    pub kept: bool,
    /// What it did to the chain.
    pub chain: Option<ChainStep>,
}

/// A line of the operation log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When, in RFC 3339.
    pub time: String,
    /// What, in a few words.
    pub what: String,
    /// `do`, `undo`, `redo`, `told` for what is never taken back, or `outside` for what somebody else did.
    pub turn: &'static str,
}

/// The history of one live file.
pub(super) struct History {
    log: Option<Log>,
    /// How long the log may grow, in bytes.
    largest: u64,
    /// Whether the log lacks entries that could not be written.
    behind: bool,
    entries: Vec<Entry>,
    text: String,
    done: Vec<usize>,
    undone: Vec<usize>,
}

impl Entry {
    /// Tells whether `text` is what the entry says that it left.
    fn leaves(&self, text: &str) -> bool {
        match self {
            Entry::Text { .. } => true,
            Entry::Change { after, .. } | Entry::Outside { after, .. } => *after == Hash::of(text.as_bytes()),
        }
    }
}

impl History {
    /// Opens the journal of the live file `name`; says what of it could not be used.
    pub(super) fn open(state: &State, name: &str) -> (History, Option<String>) {
        let log = state.log(&format!("journal-{}.log", &Hash::of(name.as_bytes()).short()[..8]));
        let mut history =
            History { log, largest: LARGEST, behind: false, entries: vec![], text: String::new(), done: vec![], undone: vec![] };
        let warning = history.reload();
        (history, warning)
    }

    /// Reads what other processes added; says what could not be used.
    pub(super) fn catch_up(&mut self) -> Option<String> {
        if self.behind || !self.log.as_ref().is_some_and(Log::is_stale) {
            return None;
        }
        self.reload()
    }

    /// Begins the journal with `text` if it has nothing yet.
    pub(super) fn begin(&mut self, text: &str) {
        if self.entries.is_empty() {
            self.see(text);
        }
    }

    /// Takes note of the text on disk: when it is not what baton left, somebody else changed it.
    pub(super) fn see(&mut self, text: &str) {
        if self.entries.is_empty() {
            self.push(Entry::Text { text: text.to_owned() });
        } else if self.text != text {
            let edit = Edit::between(&self.text, text);
            self.push(Entry::Outside { time: super::now(), edit, after: Hash::of(text.as_bytes()) });
        }
    }

    /// Records a change of baton's own, from the text last seen to `text`; `kept` when that left every item in its place.
    pub(super) fn record(&mut self, what: &str, turn: Turn, text: &str, kept: bool, chain: Option<&ChainStep>) {
        let edit = Edit::between(&self.text, text);
        self.push(Entry::Change {
            time: super::now(),
            what: what.to_owned(),
            turn,
            edit,
            after: Hash::of(text.as_bytes()),
            kept,
            chain: chain.cloned().map(Box::new),
        });
    }

    /// Records what is never taken back and changed no text.
    pub(super) fn tell(&mut self, what: &str) {
        self.begin("");
        let text = self.text.clone();
        self.record(what, Turn::Told, &text, true, None);
    }

    /// Makes every text of the journal `clean`, as if it had never been another; says what could not be written.
    pub(super) fn scrub(&mut self, clean: impl Fn(&str) -> String) -> Option<String> {
        let (mut was, mut text) = (String::new(), String::new());
        for entry in &mut self.entries {
            match entry {
                Entry::Text { text: whole } => {
                    was.clone_from(whole);
                    *whole = clean(whole);
                    text.clone_from(whole);
                }
                Entry::Change { edit, after, .. } | Entry::Outside { edit, after, .. } => {
                    was = edit.apply(&was);
                    let next = clean(&was);
                    *edit = Edit::between(&text, &next);
                    *after = Hash::of(next.as_bytes());
                    text = next;
                }
            }
            if let Entry::Change { what, chain, .. } = entry {
                *what = clean(what);
                for words in chain.iter_mut().flat_map(|step| &mut step.words) {
                    *words = Words { from: clean(&words.from), to: clean(&words.to) };
                }
                for sealed in chain.iter_mut().flat_map(|step| step.adds.iter_mut().chain(&mut step.removes)) {
                    sealed.seal = clean(&sealed.seal);
                    sealed.text = sealed.text.as_deref().map(&clean);
                }
            }
        }
        self.text = text;
        let log = self.log.as_mut()?;
        let written = log.rewrite(&self.entries).and_then(|()| log.forget());
        self.behind = written.is_err();
        written.err().map(|e| format!("the journal still holds what was redacted: {} cannot be written: {e}", log.path().display()))
    }

    /// Returns the change that `turn` would reverse.
    pub(super) fn step(&self, turn: Turn) -> Option<Step> {
        let at = *self.stack(turn).last()?;
        let what = self.label(at)?.to_owned();
        let Entry::Change { kept, chain, .. } = self.entries.get(at)? else { return None };
        let (kept, chain) = (*kept, chain.as_deref().cloned());
        Some(Step { what, before: self.text_before(at), after: self.text_before(at + 1), kept, chain })
    }

    /// Returns what `turn` would reverse, in a few words.
    pub(super) fn what(&self, turn: Turn) -> Option<String> {
        self.stack(turn).last().and_then(|at| self.label(*at)).map(str::to_owned)
    }

    /// Returns every change, the oldest first: time, what, which way, and whether it was baton's.
    pub(super) fn told(&self) -> Vec<Told> {
        let told = self.entries.iter().filter_map(|entry| match entry {
            Entry::Text { .. } => None,
            Entry::Change { time, what, turn, .. } => {
                let turn = match turn {
                    Turn::Do => "do",
                    Turn::Undo => "undo",
                    Turn::Redo => "redo",
                    Turn::Told => "told",
                };
                Some(Told { time: time.clone(), what: what.clone(), turn })
            }
            Entry::Outside { time, .. } => Some(Told { time: time.clone(), what: "changed by somebody else".into(), turn: "outside" }),
        });
        told.collect()
    }

    /// Returns the sessions whose seals were taken back since the last seal.
    pub(super) fn taken_back(&self) -> Vec<Id> {
        let mut left: Vec<Id> = Vec::new();
        for entry in &self.entries {
            let Entry::Change { turn, chain: Some(step), .. } = entry else { continue };
            // Sealing another text leaves the live file where it was.
            if *turn == Turn::Do && !step.adds.is_empty() && step.from != step.to {
                left.clear();
            }
            left.retain(|id| !step.adds.iter().any(|s| s.id == *id));
            left.extend(step.removes.iter().map(|s| s.id));
        }
        left
    }

    /// Returns the last text that went on from this one, unless baton took it away.
    pub(super) fn last_after(&self, text: &str) -> Option<String> {
        let knows = self.entries.iter().any(|e| !matches!(e, Entry::Text { .. }) && e.leaves(text));
        (knows && !self.text.is_empty()).then(|| self.text.clone())
    }

    /// Tells whether the newest entries could not be written.
    pub(super) fn is_behind(&self) -> bool {
        self.behind
    }

    fn stack(&self, turn: Turn) -> &[usize] {
        if turn == Turn::Redo { &self.undone } else { &self.done }
    }

    fn label(&self, at: usize) -> Option<&str> {
        match self.entries.get(at)? {
            Entry::Change { what, .. } => Some(what),
            _ => None,
        }
    }

    fn text_before(&self, at: usize) -> String {
        let mut text = String::new();
        for entry in &self.entries[..at] {
            match entry {
                Entry::Text { text: whole } => text.clone_from(whole),
                Entry::Change { edit, .. } | Entry::Outside { edit, .. } => text = edit.apply(&text),
            }
        }
        text
    }

    fn reload(&mut self) -> Option<String> {
        let log = self.log.as_mut()?;
        let (entries, damage) = match log.read::<Entry>() {
            Ok(read) => read,
            Err(e) => return Some(format!("the journal {} cannot be read ({e}); undo begins anew", log.path().display())),
        };
        let place = log.path().display().to_string();
        let unused = damage.map(|d| format!("line {} and {} bytes from there on are damaged", d.line, d.bytes));
        // The last hash vouches for all before it; only when it does not is each one looked at.
        let (mut text, mut good) = replay(&entries, false);
        let whole = entries[..good].last().is_none_or(|last| last.leaves(&text));
        if !whole {
            (text, good) = replay(&entries, true);
        }
        let odd = (good < entries.len()).then(|| format!("line {} does not follow from those before", good + 1));
        self.entries = entries;
        self.entries.truncate(good);
        self.behind = odd.is_some();
        self.text = text;
        self.fold();
        odd.or(unused).map(|why| format!("the journal {place}: {why}; what came before is used"))
    }

    fn fold(&mut self) {
        self.done.clear();
        self.undone.clear();
        for at in 0..self.entries.len() {
            self.count(at);
        }
    }

    fn count(&mut self, at: usize) {
        let Entry::Change { turn, .. } = &self.entries[at] else { return };
        match turn {
            Turn::Do => {
                self.undone.clear();
                self.done.push(at);
            }
            Turn::Undo => {
                self.done.pop();
                self.undone.push(at);
            }
            Turn::Redo => {
                self.undone.pop();
                self.done.push(at);
            }
            Turn::Told => {}
        }
    }

    fn push(&mut self, entry: Entry) {
        match &entry {
            Entry::Text { text } => self.text.clone_from(text),
            Entry::Change { edit, .. } | Entry::Outside { edit, .. } => self.text = edit.apply(&self.text),
        }
        self.entries.push(entry);
        self.count(self.entries.len() - 1);
        self.store();
    }

    /// Writes the newest entry, or all of them when the log is behind or too long.
    fn store(&mut self) {
        let Some(log) = &mut self.log else { return };
        let half = self.entries.len() / 2;
        if log.len() > self.largest.max(4 * self.text.len() as u64) && half > 0 {
            let text = self.text_before(half);
            self.entries.splice(..half, [Entry::Text { text }]);
            self.fold();
            self.behind = true;
        }
        let Some(log) = &mut self.log else { return };
        let written = match self.entries.last() {
            Some(newest) if !self.behind => log.append(newest, true),
            _ => log.rewrite(&self.entries),
        };
        self.behind = written.is_err();
    }
}

/// Applies entries read from disk as far as they follow from each other; returns the text and how many were good.
fn replay(entries: &[Entry], each: bool) -> (String, usize) {
    let mut text = String::new();
    for (good, entry) in entries.iter().enumerate() {
        let next = match entry {
            Entry::Text { text } => text.clone(),
            Entry::Change { edit, .. } | Entry::Outside { edit, .. } if good > 0 && fits(edit, &text) => edit.apply(&text),
            _ => return (text, good),
        };
        if each && !entry.leaves(&next) {
            return (text, good);
        }
        text = next;
    }
    (text, entries.len())
}

/// Tells whether an edit read from disk can be applied to `text`.
fn fits(edit: &Edit, text: &str) -> bool {
    let mut at = 0;
    edit.splices().iter().all(|s| {
        let ok =
            at <= s.span.start && s.span.start <= s.span.end && text.is_char_boundary(s.span.start) && text.is_char_boundary(s.span.end);
        at = s.span.end;
        ok
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_that_grows_too_long_loses_its_older_half_and_still_undoes() {
        let dir = tempfile::tempdir().unwrap();
        let state = State::of(Some(dir.path()), dir.path());
        let (mut history, _) = History::open(&state, "H.md");
        history.largest = 2_000;
        history.begin("0");
        for n in 1..100 {
            history.record("counted", Turn::Do, &n.to_string(), false, None);
            let length = history.log.as_ref().map_or(0, Log::len);
            assert!(length < 3_000, "{length} bytes after {n} changes");
        }
        let (again, warning) = History::open(&state, "H.md");
        assert_eq!(warning, None);
        for history in [&history, &again] {
            let step = history.step(Turn::Undo).unwrap();
            assert_eq!((step.before.as_str(), step.after.as_str(), history.done.len() > 3), ("98", "99", true));
        }
    }
}
