//! Redaction: a secret that was sealed goes out of the chain, the hashes stay (DESIGN §2.3, §3).
//!
//! The stub is written first, the text after it: broken off between the two, `verify` says "unredacted" and doing it
//! again ends it. Nothing of it can be undone, so the journal and parked drafts lose the words as well.

use super::history::Turn;
use super::past::words;
use super::write::Draft;
use super::{Error, ErrorKind, Outcome, Project};
use crate::chain::{Hash, Id, Part, Seal, Stub, seal_without, without};
use crate::document::Document;
use crate::rules::{self, Checks, Finding};
use crate::secret::Secret;
use crate::sources;

/// What is to be redacted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Redaction {
    /// The session whose text has it.
    pub session: String,
    /// Where in that text.
    pub what: Vec<Picked>,
    /// Why.
    pub why: String,
    /// Whether it is only said what would go.
    pub preview: bool,
    /// Whether a person at a terminal pressed a key for it, having seen what goes.
    pub person: bool,
}

/// Words picked out of a sealed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// A secret that the rules find there, by its finding's id; `all` is every one.
    Finding(String),
    /// Whole lines, first and last, from 1.
    Lines(usize, usize),
    /// Characters of one line, first and last, from 1.
    Columns(usize, usize, usize),
}

/// What was redacted, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The session that was named.
    pub session: Id,
    /// Its number.
    pub number: u32,
    /// Every session that held the words, the oldest first: its number, and in how many places of text and seal.
    pub sessions: Vec<(Id, u32, usize)>,
    /// In how many places of the live file they stood.
    pub live: usize,
    /// Sessions that hold them but are not what was sealed; they were left alone.
    pub left: Vec<Id>,
    /// Whether git's history still has the sealed text; `None` where git does not say.
    pub in_git: Option<bool>,
    /// Whether git's index still has one of the files as it was.
    pub staged: bool,
    /// The files beside the live file that hold the words; they are nobody's to change but yours.
    pub beside: Vec<String>,
}

/// The fewest characters that are looked for elsewhere: fewer would be found everywhere.
const FEWEST: usize = 6;

/// One session as it will be.
struct Change {
    id: Id,
    number: u32,
    places: usize,
    stub: Stub,
    /// The new text, where it changes.
    text: Option<String>,
    /// Whether the seal's file goes.
    seal_goes: bool,
}

impl Project {
    /// Takes words out of every session that holds them, and out of the live file.
    pub(super) fn redact(&mut self, how: &Redaction) -> Result<Outcome, Error> {
        let why = words(&how.why);
        if why.is_empty() {
            return Err(Error::new(ErrorKind::Usage, "a redaction takes a reason").hint("say why, without the secret: --why WHY"));
        }
        self.may_be_recorded([why.as_str()])?;
        let _lock = self.look_anew();
        self.sweep(usize::MAX);
        let place = self.session(&how.session)?;
        let record = self.past.chain.sessions()[place].clone();
        if self.disputed.is_some() {
            return Err(Error::new(ErrorKind::Conflict, "a change waits to be settled; settle it first"));
        }
        let secrets = self.picked(record.id, &how.what)?;
        let values: Vec<&str> = secrets.iter().map(Secret::expose).collect();
        if without(&why, &values).is_some() {
            return Err(Error::new(ErrorKind::Secrets, "the reason holds what is to be redacted").hint("say it without that"));
        }
        let mut left = Vec::new();
        let changes = self.changes(&values, &why, how.person, &mut left);
        if left.contains(&record.id) {
            let message = format!("{} is not what was sealed; nothing was redacted", record.id.path(Part::Text));
            return Err(Error::new(ErrorKind::Conflict, message).hint("see what happened with: baton verify"));
        }
        let live = without(self.handoff.text(), &values);
        if live.is_some() {
            self.editable()?;
        }
        let report = Redacted {
            session: record.id,
            number: record.number,
            sessions: changes.iter().map(|c| (c.id, c.number, c.places)).collect(),
            live: live.as_ref().map_or(0, |(_, places)| *places),
            left,
            in_git: self.git_holds(&changes),
            staged: changes.iter().any(|change| self.is_tracked(change.id)),
            beside: self.holding(&values),
        };
        if how.preview {
            return Ok(Outcome::Redacted(report));
        }
        for change in &changes {
            self.carry_out(change).map_err(|why| Error::new(ErrorKind::Failed, why).hint("nothing is lost; mend that and do it again"))?;
        }
        let what = format!("redacted session {}", record.number);
        match live {
            Some((text, _)) => {
                self.write_locked(Draft { what, turn: Turn::Told, text, ..Draft::default() })?;
            }
            None => self.need_history().tell(&what),
        }
        let told = self.need_history().scrub(|text| without(text, &values).map_or_else(|| text.to_owned(), |(clean, _)| clean));
        self.warn(told);
        let told = self.scrub_state(&values);
        self.warn(told);
        self.forget_index();
        self.look_back();
        self.show();
        Ok(Outcome::Redacted(report))
    }

    /// Returns the words that are picked, each once.
    fn picked(&self, id: Id, what: &[Picked]) -> Result<Vec<Secret>, Error> {
        let path = id.path(Part::Text);
        let bytes = self.files.get(&path).ok_or_else(|| Error::new(ErrorKind::Failed, format!("{path} is not here")))?;
        let text = String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::Failed, format!("{path} is not valid UTF-8")))?;
        let found: Vec<Finding> = rules::scan(&text, &Checks { settled: Vec::new(), ..self.checks.clone() });
        let found: Vec<&Finding> = found.iter().filter(|f| f.secret).collect();
        let lines = Document::parse(text.as_str());
        let no_line = |n: usize| Error::new(ErrorKind::Usage, format!("there is no line {n}: the sealed text has {}", lines.lines().len()));
        let line = |n: usize| n.checked_sub(1).and_then(|n| lines.lines().get(n)).map(|l| l.text).ok_or_else(|| no_line(n));
        let mut values: Vec<&str> = Vec::new();
        for pick in what {
            match pick {
                Picked::Finding(name) => {
                    let fits = found.iter().filter(|f| name == "all" || f.id.as_ref() == Some(name));
                    let spans: Vec<_> = fits.filter_map(|f| f.span).collect();
                    if spans.is_empty() {
                        return Err(self.no_finding(name, &found));
                    }
                    values.extend(spans.iter().map(|s| lines.slice(*s)));
                }
                Picked::Lines(first, last) => {
                    let (first, last) = (line(*first)?, line(*last)?);
                    values.push(text.get(first.start..last.end).unwrap_or_default());
                }
                Picked::Columns(n, first, last) => {
                    let whole = lines.lines().get(n.wrapping_sub(1)).map(|l| lines.slice(l.span)).ok_or_else(|| no_line(*n))?;
                    let whole = whole.trim_end_matches(['\r', '\n']);
                    let at = |column: usize| whole.char_indices().map(|(at, _)| at).chain([whole.len()]).nth(column);
                    let span = first.checked_sub(1).and_then(at).zip(at(*last)).filter(|(from, to)| from < to);
                    let (from, to) = span.ok_or_else(|| {
                        let most = whole.chars().count();
                        Error::new(ErrorKind::Usage, format!("line {n} has {most} characters: there is no part {first}-{last} of it"))
                    })?;
                    values.push(&whole[from..to]);
                }
            }
        }
        if values.is_empty() {
            return Err(self.no_finding("", &found));
        }
        if values.iter().any(|v| v.trim().chars().count() < FEWEST) {
            let message = format!("fewer than {FEWEST} characters would be found everywhere");
            return Err(Error::new(ErrorKind::Usage, message).hint("pick the whole line: --span LINE"));
        }
        let mut out: Vec<Secret> = Vec::new();
        for value in values {
            let secret = Secret::new(value.trim());
            if !out.contains(&secret) {
                out.push(secret);
            }
        }
        Ok(out)
    }

    /// Says which secrets there are, when none was picked or the one that was is not among them.
    fn no_finding(&self, name: &str, found: &[&Finding]) -> Error {
        let message = match (name, found.is_empty()) {
            (_, true) => "the rules find no secret in the sealed text".to_owned(),
            ("", _) => "say what is to be redacted".to_owned(),
            _ => format!("there is no finding \"{name}\" in the sealed text"),
        };
        let names: Vec<&str> = found.iter().filter_map(|f| f.id.as_deref()).collect();
        Error::new(ErrorKind::Usage, message).hint(match names.is_empty() {
            true => "say where it stands: --span LINE or --span LINE:FIRST-LAST".to_owned(),
            false => format!("--finding all, or one of: {}; or say where it stands: --span LINE:FIRST-LAST", names.join(", ")),
        })
    }

    /// Plans what happens to each session that holds one of `values`.
    fn changes(&self, values: &[&str], why: &str, person: bool, left: &mut Vec<Id>) -> Vec<Change> {
        let mut out = Vec::new();
        for place in self.past.chain.order() {
            let record = &self.past.chain.sessions()[*place];
            let id = record.id;
            let bytes = self.files.get(&id.path(Part::Text));
            let text = bytes.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
            let seal = self.files.get(&id.path(Part::Seal));
            let (in_text, in_seal) = (without(&text, values), seal.as_deref().and_then(|s| seal_without(s, values)));
            let old = self.stub_of(id);
            let in_record = old.as_ref().and_then(|s| seal_without(s.record.as_deref()?.as_bytes(), values));
            if in_text.is_none() && in_seal.is_none() && in_record.is_none() {
                continue;
            }
            let sealed = self.seal_of(id).ok().and_then(|s| s.doc.sha256).or(old.as_ref().map(|s| s.was));
            let stands = bytes.as_deref().map(Hash::of);
            let clean = in_text.as_ref().map(|(text, _)| text);
            let now = clean.map(|t| Hash::of(t.as_bytes())).or(stands);
            let sound = stands == sealed || old.as_ref().is_some_and(|s| stands == s.now || now == s.now);
            let Some(was) = sealed.filter(|_| sound && seal.as_deref().is_none_or(|s| Hash::of(s) == record.sha256)) else {
                left.push(id);
                continue;
            };
            let said = |found: &Option<(String, usize)>| found.as_ref().map(|(text, _)| text.clone());
            out.push(Change {
                id,
                number: record.number,
                places: [&in_text, &in_seal, &in_record].into_iter().flatten().map(|(_, places)| places).sum(),
                seal_goes: in_seal.is_some(),
                stub: Stub {
                    id,
                    time: super::now().parse().unwrap_or_default(),
                    by: self.actor(person),
                    why: why.to_owned(),
                    was,
                    now,
                    seal: record.sha256,
                    number: record.number,
                    parents: record.parents.clone(),
                    record: said(&in_seal).or(said(&in_record)).or(old.as_ref().and_then(|s| s.record.clone())),
                    unknown: old.map(|s| s.unknown).unwrap_or_default(),
                },
                text: in_text.map(|(text, _)| text),
            });
        }
        out
    }

    fn carry_out(&self, change: &Change) -> Result<(), String> {
        self.files.replace(&change.id.path(Part::Stub), change.stub.write().as_bytes())?;
        if let Some(text) = &change.text {
            self.files.replace(&change.id.path(Part::Text), text.as_bytes())?;
        }
        if change.seal_goes { self.files.remove(&change.id.path(Part::Seal)) } else { Ok(()) }
    }

    /// Returns the files beside the live file that hold one of `values`.
    fn holding(&self, values: &[&str]) -> Vec<String> {
        let holds = |name: &String| {
            let bytes = self.files.get(name).unwrap_or_default();
            values.iter().any(|value| String::from_utf8_lossy(&bytes).contains(value))
        };
        self.companions().into_iter().filter(holds).collect()
    }

    /// Tells whether git's history has one of the sealed texts.
    fn git_holds(&self, changes: &[Change]) -> Option<bool> {
        let Some(top) = sources::top_level(&self.root) else { return Some(false) };
        let paths = changes.iter().flat_map(|c| [Part::Text, Part::Seal].map(|part| self.root.join(c.id.path(part))));
        sources::was_committed(&top, &paths.collect::<Vec<_>>())
    }

    /// Reads the stub of a session, if it has one that is sound.
    pub(super) fn stub_of(&self, id: Id) -> Option<Stub> {
        let stub = Stub::read(&self.files.get(&id.path(Part::Stub))?).ok();
        stub.filter(|s| s.id == id && Id::with(id.time(), s.seal) == id)
    }

    /// Returns the hash of a session's text as it may stand: redacted, else as sealed.
    pub(super) fn text_hash(&self, id: Id) -> Option<Hash> {
        match self.stub_of(id) {
            Some(stub) => stub.now,
            None => self.seal_of(id).ok()?.doc.sha256,
        }
    }

    /// Reads what is left of a seal that was redacted.
    pub(super) fn redacted_seal(&self, id: Id) -> Option<Seal> {
        Seal::read(self.stub_of(id)?.record?.as_bytes()).ok()
    }
}
