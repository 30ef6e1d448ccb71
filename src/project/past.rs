//! The chain as this project reads it, and what of it reaches the prompt.

use super::facts::BOOTSTRAP;
use super::index::{self, Seen, Texts};
use super::{Error, ErrorKind, Project, now};
use crate::chain::{BASE, Base, Chain, Cited, Hash, Id, Part, Pin, SESSIONS, Seal, Time, Unfound, carried, retire, standing};
use crate::handoff::{Concept, Handoff, MetaKey, is_placeholder, is_unfilled};
use crate::prompt::{Fact, Facts, Portion};
use crate::sources;
use std::sync::Arc;

/// The most characters of a title that a sentence has room for.
const TITLE: usize = 60;

/// The sessions and base markers as last read.
#[derive(Default)]
pub(super) struct Past {
    pub chain: Arc<Chain>,
    pub markers: Vec<String>,
    pub origin: Option<Origin>,
    pub seen: Seen,
}

/// Where the base comes from, and what happened to the tree since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// When it was sealed.
    pub time: Time,
    /// Who sealed it.
    pub by: String,
    /// HEAD before its commit, as the seal claims.
    pub commit: Option<String>,
    /// How many commits since that one change more than live file and `.baton/`; `None` where git does not know it.
    pub commits: Option<usize>,
    /// The files that its text cites and that are other than they were.
    pub stale: Vec<String>,
}

/// Where the live file stands in the chain, for the head of a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How many sessions there are; 0 in the first frame, which does not count them.
    pub sessions: usize,
    /// How many of them nobody continues; 0 likewise.
    pub heads: usize,
    /// The sessions that the live file continues; empty when there are several heads and none is chosen.
    pub base: Vec<Id>,
    /// The number of the newest of them; 0 without one.
    pub number: u32,
    /// The line of the first of them.
    pub line: String,
    /// Whether the live file differs from its base.
    pub draft: bool,
    /// Where the first of the base comes from.
    pub origin: Option<Origin>,
    /// Where this tree is: branch and commit; `None` without git.
    pub tree: Option<String>,
    /// When this was looked at.
    pub now: Time,
}

impl Past {
    pub(super) fn base(&self) -> Base {
        self.chain.base(self.markers.iter().map(String::as_str))
    }

    /// Returns the places of the base; none when it is not clear.
    pub(super) fn base_places(&self) -> Vec<usize> {
        match self.base() {
            Base::Of(places) => places,
            _ => Vec::new(),
        }
    }

    /// Returns a session in a few words: number, end of the id, title.
    pub(super) fn name(&self, place: usize) -> String {
        let record = &self.chain.sessions()[place];
        let title = if record.title.is_empty() { String::new() } else { format!(" \"{}\"", cut(&record.title, TITLE)) };
        format!("session {} ({}){title}", record.number, record.id.tail())
    }
}

impl Project {
    /// Reads the chain anew.
    pub(super) fn look_back(&mut self) {
        self.read_chain();
        self.past.origin = self.past.base_places().first().and_then(|place| self.origin(*place));
    }

    /// Brings sessions and markers up to date; the texts of sessions are not read.
    pub(super) fn read_chain(&mut self) {
        index::update(&self.files, &self.cache, &mut self.past.seen, &mut self.past.chain);
        self.past.markers = self.files.marks(BASE);
    }

    /// Drops what is kept of the texts of sessions.
    pub(super) fn forget_index(&mut self) {
        index::forget(&self.cache);
        self.texts = Texts::default();
    }

    /// Reads the chain from its own files only, whatever is known.
    pub(super) fn read_chain_itself(&mut self) {
        self.past = Past {
            chain: Arc::new(index::read_all(&self.files)),
            markers: self.files.marks(BASE),
            origin: self.past.origin.take(),
            ..Past::default()
        };
    }

    /// Tells where a session comes from, and what of what it names is another by now.
    fn origin(&self, place: usize) -> Option<Origin> {
        let seal = self.seal_of(self.past.chain.sessions()[place].id).ok()?;
        let stale = seal.cites.iter().filter_map(|cite| match &cite.what {
            Cited::Path(path) if path != BOOTSTRAP => {
                let now = self.files.get(path).map(|bytes| format!("sha256:{}", Hash::of(&bytes)));
                (now != cite.hash).then(|| path.clone())
            }
            _ => None,
        });
        let stale = stale.collect();
        let commit = seal.git.map(|git| git.commit).filter(|commit| !commit.is_empty());
        let top = sources::top_level(&self.root);
        let commits = commit.as_deref().zip(top).and_then(|(commit, top)| sources::commits_since(&top, commit, &self.own_paths(&top)));
        Some(Origin { time: seal.time, by: seal.by.name, commit, commits, stale })
    }

    /// Finds the session that words name.
    pub(super) fn session(&self, words: &str) -> Result<usize, Error> {
        if self.past.chain.sessions().is_empty() {
            return Err(self.no_session());
        }
        self.past.chain.find(words).map_err(|e| {
            let kind = if matches!(e, Unfound::Several(..)) { ErrorKind::Conflict } else { ErrorKind::Failed };
            Error::new(kind, e.to_string()).hint("baton log shows the sessions")
        })
    }

    /// Says that there is no session: none yet, or none in this tree.
    pub(super) fn no_session(&self) -> Error {
        let none = || Error::new(ErrorKind::Nothing, "no session is sealed yet").hint("seal the first one with: baton seal");
        self.chain_not_here().err().unwrap_or_else(none)
    }

    /// Refuses to go on without a chain that git has for this tree.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] where HEAD has sessions and this tree has none: a sparse checkout, or a folder that was removed.
    pub(super) fn chain_not_here(&self) -> Result<(), Error> {
        let committed = || {
            let top = sources::top_level(&self.root)?;
            let dir = self.below(&top)?.join(SESSIONS);
            sources::files_at(&top, "HEAD", &dir.display().to_string())
        };
        let sealed = |path: &String| path.rsplit('/').next().and_then(Id::of_file).is_some_and(|(_, part)| part == Part::Seal);
        if !self.past.chain.sessions().is_empty() || !committed().unwrap_or_default().iter().any(sealed) {
            return Ok(());
        }
        let message = "the chain is in git's HEAD and not in this tree: a sparse checkout, or .baton was removed";
        Err(Error::new(ErrorKind::Conflict, message)
            .hint("bring it here: git sparse-checkout add .baton, or git checkout HEAD -- .baton; to begin anew, commit that it is gone"))
    }

    /// Reads a session's seal.
    pub(super) fn seal_of(&self, id: Id) -> Result<Seal, Error> {
        let bytes = self.files.get(&id.path(Part::Seal));
        if let (None, Some(left)) = (&bytes, self.redacted_seal(id)) {
            return Ok(left);
        }
        Seal::read(&bytes.unwrap_or_default()).map_err(|e| Error::new(ErrorKind::Failed, format!("{}: {e}", id.path(Part::Seal))))
    }

    /// Reads a session's text, which must be what was sealed, or once it was redacted what that left.
    pub(super) fn text_of(&self, id: Id) -> Result<String, Error> {
        let path = id.path(Part::Text);
        let bytes = self.files.get(&path).ok_or_else(|| Error::new(ErrorKind::Failed, format!("{path} is not here")))?;
        let redacted = self.files.get(&id.path(Part::Stub)).is_some();
        let wanted = if redacted { self.stub_of(id).map(|s| s.now) } else { self.seal_of(id).ok().map(|s| s.doc.sha256) };
        // A seal that cannot be read says nothing of the text; a stub that cannot be read excuses none.
        if wanted.map_or(redacted, |wanted| wanted != Some(Hash::of(&bytes))) {
            let what = if redacted { "what its redaction left" } else { "what was sealed" };
            return Err(Error::new(ErrorKind::Conflict, format!("{path} is not {what}")).hint("see what happened with: baton verify"));
        }
        String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::Failed, format!("{path} is not valid UTF-8")))
    }

    /// Returns where the live file stands in the chain; `None` without one.
    pub(super) fn standing(&self) -> Option<Standing> {
        let chain = &self.past.chain;
        let first = self.past.base_places();
        (!chain.sessions().is_empty()).then(|| Standing {
            sessions: chain.sessions().len(),
            heads: chain.heads().len(),
            base: self.base_ids(),
            number: first.iter().map(|p| chain.sessions()[*p].number).max().unwrap_or(0),
            line: first.first().map(|p| chain.line(*p).to_owned()).unwrap_or_default(),
            draft: self.sealed_now().is_none(),
            origin: self.past.origin.clone(),
            tree: self.git.as_ref().and_then(super::facts::describe),
            now: now().parse().unwrap_or_default(),
        })
    }

    /// Returns where the live file stands as far as its one marker and that session's seal tell: for the first frame, which
    /// does not wait for the chain.
    pub(super) fn standing_by_marker(&self) -> Option<Standing> {
        let [marker] = &*self.files.marks(BASE) else { return None };
        let id: Id = marker.parse().ok()?;
        let seal = self.seal_of(id).ok()?;
        let sealed = self.stub_of(id).map_or(seal.doc.sha256, |stub| stub.now);
        let commit = seal.git.map(|git| git.commit).filter(|commit| !commit.is_empty());
        Some(Standing {
            sessions: 0,
            heads: 0,
            base: vec![id],
            number: seal.number,
            line: if seal.line.is_empty() { "main".to_owned() } else { seal.line },
            draft: self.view_only.is_some() || sealed != Some(Hash::of(self.handoff.text().as_bytes())),
            origin: Some(Origin { time: seal.time, by: seal.by.name, commit, commits: None, stale: Vec::new() }),
            tree: self.git.as_ref().and_then(super::facts::describe),
            now: now().parse().unwrap_or_default(),
        })
    }

    /// Returns the place of the session whose text the live file is, when it is the base.
    pub(super) fn sealed_now(&self) -> Option<usize> {
        let places = self.past.base_places();
        let [place] = *places else { return None };
        let id = self.past.chain.sessions()[place].id;
        (self.view_only.is_none() && self.is_text_of(id, self.handoff.text())).then_some(place)
    }

    /// Tells whether a text is a session's, but for line ends: git may have converted those of the live file (core.autocrlf).
    pub(super) fn is_text_of(&self, id: Id, text: &str) -> bool {
        let Some(hash) = self.text_hash(id) else { return false };
        let is = |text: &str| Hash::of(text.as_bytes()) == hash;
        let converted = |text: &str| if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.replace('\n', "\r\n") };
        is(text) || is(&converted(text))
    }

    /// Returns the pins of sessions.
    pub(super) fn pins_at(&self, places: &[usize]) -> Vec<(Id, Vec<Pin>)> {
        let ids = places.iter().map(|place| self.past.chain.sessions()[*place].id);
        ids.filter_map(|id| Some((id, self.seal_of(id).ok()?.pins))).collect()
    }

    /// Returns what earlier sessions add to the prompt of the live file.
    pub(super) fn carried_now(&self) -> Vec<Fact> {
        let base = self.past.base_places();
        let pins = pins_carried(&self.pins_at(&base), &self.handoff);
        self.carried_from(&base, standing(&pins))
    }

    pub(super) fn carried_from<'a>(&self, base: &[usize], pins: impl IntoIterator<Item = &'a str>) -> Vec<Fact> {
        let fact = |concept, text: &str, why| Fact { why, ..Fact::new(concept, Portion::Item, text.to_owned()) };
        let mut facts: Vec<Fact> = pins.into_iter().map(|text| fact(Concept::Constraints, text, None)).collect();
        // A session that was left more than once is one dead end, with every reason.
        let mut ends: Vec<(Id, Vec<String>)> = Vec::new();
        for end in self.past.chain.dead_ends(base) {
            let why = end.left.why.as_deref().map(words).unwrap_or_default();
            match ends.iter_mut().find(|(id, _)| *id == end.left.id) {
                Some((_, whys)) if whys.contains(&why) => {}
                Some((_, whys)) => whys.push(why),
                None => ends.push((end.left.id, vec![why])),
            }
        }
        for (id, whys) in ends {
            let name = self.past.chain.place(id).map_or_else(|| format!("Session {id}"), |p| self.past.name(p));
            facts.push(fact(Concept::DeadEnds, &words(&format!("Turned away from {name}")), Some(whys.join("; "))));
        }
        facts
    }

    /// Returns the prompt's facts of a sealed session: all from its seal, so that its prompt stays the same.
    pub(super) fn facts_of_session(&self, place: usize, handoff: &Handoff, mut facts: Facts) -> Facts {
        let record = &self.past.chain.sessions()[place];
        facts.session =
            Some(handoff.meta(MetaKey::Session).filter(|s| !is_placeholder(s)).map_or_else(|| record.number.to_string(), str::to_owned));
        facts.sealed = Some(format!("{}, {}", record.id.time(), record.id));
        let seal = self.seal_of(record.id).ok();
        let git = seal.as_ref().and_then(|s| s.git.as_ref());
        facts.git = git.map(|git| {
            let changed = if git.dirty { ", with uncommitted changes" } else { "" };
            match (&git.branch, git.commit.as_str()) {
                (Some(branch), "") => format!("{branch}, no commit yet"),
                (Some(branch), commit) => format!("{branch} at {commit}{changed}"),
                (None, commit) => format!("{commit}{changed}"),
            }
        });
        let pins = seal.map(|s| s.pins).unwrap_or_default();
        facts.carried = self.carried_from(&[place], standing(&pins));
        facts
    }

    /// Tells whether git holds a file of the session.
    pub(super) fn is_tracked(&self, id: Id) -> bool {
        let Some(top) = sources::top_level(&self.root) else { return false };
        [Part::Seal, Part::Text].iter().any(|part| sources::is_tracked(&top, &self.root.join(id.path(*part))))
    }
}

/// Returns the pins that the child of some sessions takes over, with those ended that its text marks as retired.
pub(super) fn pins_carried(parents: &[(Id, Vec<Pin>)], handoff: &Handoff) -> Vec<Pin> {
    let pairs: Vec<(Id, &[Pin])> = parents.iter().map(|(id, pins)| (*id, &**pins)).collect();
    let mut pins = carried(&pairs);
    for (text, why) in retired(handoff) {
        let ended: Vec<String> = standing(&pins).into_iter().filter(|p| plain(p) == text).map(str::to_owned).collect();
        for pin in ended {
            retire(&mut pins, &pin, &why);
        }
    }
    pins
}

/// Returns the pins of a handoff, byte for byte; what is retired is none.
pub(super) fn pins_of(handoff: &Handoff) -> Vec<&str> {
    let items = handoff.items(Concept::Constraints).filter(|item| !item.is_over());
    items.filter(|i| !is_unfilled(&i.text)).map(|i| handoff.slice(i.body)).filter(|t| !t.trim().is_empty()).collect()
}

/// Returns the texts that the live file marks as retired, in plain words, each with the reason.
fn retired(handoff: &Handoff) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for item in handoff.items(Concept::Constraints) {
        if let Some((text, rest)) = item.text.split_once("[retired: ") {
            found.push((plain(text), rest.split(']').next().unwrap_or_default().to_owned()));
        }
    }
    for item in handoff.items(Concept::Exclusions) {
        if let Some(text) = item.text.strip_prefix("Retired: ") {
            let why = item.why.as_ref().map_or("it is excluded", |w| &*w.text);
            found.push((plain(text), why.to_owned()));
        }
    }
    found
}

/// Returns the letters and digits of a text: marks and emphasis come and go with a status.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Shortens a text to so many characters, with a sign that there was more.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
