//! Taking in what is there already: handoffs of any system become sessions, what lies beside them is proposed.
//!
//! Invariant: everything is read, understood and scanned before anything is written, and no source is ever written.

use super::seal::{After, Source};
use super::step::{Being, Sealed, Step};
use super::stores::{files_in, stores};
use super::write::Draft;
use super::{Error, ErrorKind, Outcome, Project, TakingIn, Unread};
use crate::chain::{Cite, Cited, Hash, Id};
use crate::handoff::Handoff;
use crate::imports::{Known, Role, System, known, pieces};
use crate::merge::unmarked;
use crate::{rules, store};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What was taken in, or would be.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// Each file, or part of one, in the order of the chain; then what is no session.
    pub files: Vec<Adopted>,
    /// The live file that was made of the newest session, or would be, where there was none or the base's text.
    pub live: Option<String>,
    /// Whether that file says the same already, so that it is not touched.
    pub unchanged: bool,
    /// Whether they are a line of their own: all are older than the session that the live file continues.
    pub beside: bool,
}

/// One file, or one part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Adopted {
    /// The file, from the project root where it lies below.
    pub file: String,
    /// What wrote it.
    pub system: System,
    /// What it was known by.
    pub because: String,
    /// When it was written, as it says.
    pub date: Option<String>,
    /// How many items were found in it.
    pub items: usize,
    /// What became of it.
    pub fate: Fate,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is a session; the id is not there before it is sealed.
    Session(Option<Id>),
    /// Its text is a session already.
    Same(Id),
    /// It is the same as another one of them.
    Twice,
    /// So many of its items wait in the inbox.
    Inbox(usize),
    /// Nothing of a handoff is in it.
    Left,
}

/// A folder of another system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// Whose it is.
    pub system: System,
    /// The folder, from the project root.
    pub dir: PathBuf,
    /// How many handoffs it has.
    pub count: usize,
}

/// What was read of one file, or of one part of it.
struct Read {
    name: String,
    known: Known,
    handoff: Handoff,
    role: Role,
    /// The lines of the source, where the text was rendered.
    lines: Vec<(usize, usize)>,
    /// The hash of the source's bytes, for those who cite it.
    hash: Hash,
}

/// What sessions that are taken in go on from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Onto {
    /// The base, and the live file stays as it is: nothing was sealed yet, or there is none.
    Base,
    /// The base, whose text the live file is: it becomes the newest.
    Live,
    /// Nothing: they are older.
    Beside,
}

/// How many broken files a refusal names.
const NAMED: usize = 3;

impl Project {
    /// Says what taking files in would do.
    pub(super) fn look_in(&mut self, what: &TakingIn) -> Result<Outcome, Error> {
        self.gather();
        self.refresh_quietly();
        self.look_back();
        let mut read = self.read_all(what)?;
        let (rows, fresh) = self.sort_out(&mut read, true);
        let (onto, live) = self.onto(&read, &fresh, &rows)?;
        let unchanged = self.is_newest(&read, &fresh);
        Ok(Outcome::TakenIn(Taken { files: rows, live, unchanged, beside: onto == Onto::Beside }))
    }

    /// Seals files, each as the parent of the next, the oldest first; the last becomes the base.
    pub(super) fn take_in(&mut self, what: &TakingIn) -> Result<Outcome, Error> {
        self.may_seal(what.person)?;
        let lock = self.settle_down()?;
        let mut read = self.read_all(what)?;
        let (mut rows, fresh) = self.sort_out(&mut read, false);
        let (onto, live) = self.onto(&read, &fresh, &rows)?;
        let (beside, unchanged) = (onto == Onto::Beside, self.is_newest(&read, &fresh));
        if !fresh.is_empty() {
            let made = self.seal_all(&read, &fresh, onto, what.person)?;
            for (row, id) in rows.iter_mut().filter(|row| row.fate == Fate::Session(None)).zip(made) {
                row.fate = Fate::Session(Some(id));
            }
        }
        drop(lock);
        for (row, one) in rows.iter_mut().zip(&read).filter(|(row, _)| matches!(row.fate, Fate::Inbox(_))) {
            row.fate = Fate::Inbox(self.propose_read(&one.handoff, &one.name, &one.lines)?);
        }
        if !rows.iter().any(|row| matches!(row.fate, Fate::Session(_) | Fate::Inbox(1..))) {
            let message = match rows.as_slice() {
                [one] => format!("nothing to take in: {} {}", self.safe(&one.file), one.fate.words()),
                more => format!("nothing to take in: all {} files are in the chain already, or hold nothing new", more.len()),
            };
            return Err(Error::new(ErrorKind::Nothing, message));
        }
        self.look_back();
        self.show();
        Ok(Outcome::TakenIn(Taken { files: rows, live, unchanged, beside }))
    }

    /// Reads and scans every file that is named, or lies in a directory that is; nothing named: what other systems left here.
    fn read_all(&self, what: &TakingIn) -> Result<Vec<Read>, Error> {
        let named = what.files.as_slice();
        let mut paths: Vec<(PathBuf, bool)> = Vec::new();
        let found: Vec<PathBuf>;
        let named = if named.is_empty() {
            found = stores(&self.root).into_iter().map(|store| self.root.join(store.dir)).collect();
            if found.is_empty() {
                let message = format!("no handoffs of another system were found in {}", self.root.display());
                return Err(Error::new(ErrorKind::Nothing, message).hint("name the files or folders: baton adopt FILE…"));
            }
            &found
        } else {
            named
        };
        for name in named {
            let path = self.world.cwd.join(name);
            if path.is_dir() {
                let inside = files_in(&path);
                if inside.is_empty() {
                    return Err(Error::new(ErrorKind::Failed, format!("{} holds no markdown and no JSON", path.display())));
                }
                paths.extend(inside.into_iter().map(|path| (path, false)));
            } else {
                paths.push((path, true));
            }
        }
        let (mut read, mut broken) = (Vec::new(), Vec::new());
        for (path, explicit) in &paths {
            let piped = what.input.as_deref().filter(|_| path.ends_with("-") && *explicit);
            let text = piped.map_or_else(|| text_of(path), |text| Ok(text.to_owned()));
            let name = if piped.is_some() { "stdin".to_owned() } else { self.name_of(path) };
            match text.and_then(|text| self.read_one(name, path, text, *explicit)) {
                Ok(more) => read.extend(more),
                Err(why) => broken.push(why),
            }
        }
        match broken.len() {
            0 => {}
            1 => {
                return Err(
                    Error::new(ErrorKind::Failed, format!("nothing was taken in: {}", broken[0])).hint("mend it, or name the other files")
                );
            }
            n => {
                let more = if n > NAMED { format!("; and {} more", n - NAMED) } else { String::new() };
                let told = broken.into_iter().take(NAMED).collect::<Vec<_>>().join("; ");
                return Err(
                    Error::new(ErrorKind::Failed, format!("nothing was taken in: {told}{more}")).hint("mend them, or name the other files")
                );
            }
        }
        for one in &read {
            let text = one.handoff.text();
            let stops: Vec<_> = rules::scan(text, &self.checks).into_iter().filter(|f| f.secret || f.hidden).collect();
            if !stops.is_empty() {
                let mut error = Error::new(ErrorKind::Secrets, format!("not taken in: {} holds what must not leave", one.name));
                error.findings = stops;
                return Err(error.hint("take it out there, settle it, or name the other files"));
            }
            if one.role == Role::Session && unmarked(text).is_some() {
                let message = format!("not taken in: {} has conflict markers of git", one.name);
                return Err(Error::new(ErrorKind::Findings, message).hint("settle them there, or name the other files"));
            }
        }
        Ok(read)
    }

    fn read_one(&self, name: String, path: &Path, text: String, explicit: bool) -> Result<Vec<Read>, String> {
        let hash = Hash::of(text.as_bytes());
        if !path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
            let known = known(&name, &text);
            let role = known.role;
            return Ok(vec![Read { name, role, known, handoff: self.handoff.again(text), lines: Vec::new(), hash }]);
        }
        let parts = match pieces(&name, &text) {
            Ok(parts) => parts,
            // What else a store keeps in JSON is not asked for; what cannot be read at all is told.
            Err(_) if !explicit && serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok() => return Ok(Vec::new()),
            Err(why) => return Err(format!("{name}: {why}")),
        };
        let read = |part: crate::imports::Piece| {
            let role = if part.session { Role::Session } else { Role::Companion };
            let because =
                if part.session { "JSON with a summary and the fields of handoff-mcp" } else { "JSON with a title and a task's state" };
            let date = part.date.or_else(|| known(&name, "").date);
            let known = Known { system: System::HandoffMcp, because: because.to_owned(), role, date };
            Read { name: name.clone(), role, known, handoff: self.handoff.again(part.text), lines: part.lines, hash }
        };
        Ok(parts.into_iter().map(read).collect())
    }

    /// Orders what was read by its own dates and says what becomes of each; returns the places of those to be sealed, too.
    fn sort_out(&self, read: &mut Vec<Read>, dry: bool) -> (Vec<Adopted>, Vec<usize>) {
        let mut last = None;
        let mut keyed: Vec<((bool, Option<i64>), Read)> = Vec::new();
        for one in read.drain(..) {
            // What has no date stays behind the file that was named before it.
            let own = moment(one.known.date.as_deref()).or(last);
            if one.role == Role::Session {
                last = own;
            }
            keyed.push(((one.role == Role::Companion, own), one));
        }
        keyed.sort_by_key(|(key, _)| *key);
        read.extend(keyed.into_iter().map(|(_, one)| one));
        let sessions = self.past.chain.sessions().iter();
        let sealed: HashMap<Hash, Id> = sessions.filter_map(|record| Some((self.text_hash(record.id)?, record.id))).collect();
        let mut met = std::collections::HashSet::new();
        let (mut rows, mut fresh) = (Vec::new(), Vec::new());
        for (place, one) in read.iter().enumerate() {
            let hash = Hash::of(one.handoff.text().as_bytes());
            let items = one.handoff.all_items().len();
            let fate = match one.role {
                Role::Companion if items == 0 => Fate::Left,
                Role::Session if one.handoff.text().trim().is_empty() => Fate::Left,
                Role::Companion => Fate::Inbox(if dry { self.new_lines(&one.handoff, &one.name, &one.lines).len() } else { 0 }),
                Role::Session if sealed.contains_key(&hash) => Fate::Same(sealed[&hash]),
                Role::Session if !met.insert(hash) => Fate::Twice,
                Role::Session => {
                    fresh.push(place);
                    Fate::Session(None)
                }
            };
            let Known { system, because, date, .. } = one.known.clone();
            rows.push(Adopted { file: one.name.clone(), system, because, date, items, fate });
        }
        (rows, fresh)
    }

    /// Returns the name of the live file that is made of the newest session where there is none.
    fn would_begin(&self, rows: &[Adopted]) -> Option<String> {
        let any = rows.iter().any(|row| matches!(row.fate, Fate::Session(_)));
        (any && self.place == Err(Unread::Missing)).then(|| self.live_name())
    }

    /// Says where the sessions go on from, and which live file becomes the newest of them.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] where they would go on from the base and the live file has changes that are not sealed.
    fn onto(&self, read: &[Read], fresh: &[usize], rows: &[Adopted]) -> Result<(Onto, Option<String>), Error> {
        let begun = self.would_begin(rows);
        let base = self.past.base_places();
        let (Some(newest), Some(place)) = (fresh.last().and_then(|p| read.get(*p)), base.first()) else { return Ok((Onto::Base, begun)) };
        let time = self.past.chain.sessions()[*place].id.time();
        if moment(newest.known.date.as_deref()).is_some_and(|date| moment(Some(&time.to_string())).is_some_and(|time| date < time)) {
            return Ok((Onto::Beside, begun));
        }
        if self.place.is_ok() && !self.is_newest(read, fresh) && self.is_draft_of(&self.markers(), self.handoff.text()) {
            let message = "the live file has changes that are not sealed; what is taken in would go on from its base";
            return Err(Error::new(ErrorKind::Conflict, message).hint("seal them first: baton seal; or compare: baton paste FILE"));
        }
        Ok(if self.place.is_ok() { (Onto::Live, Some(self.live_name())) } else { (Onto::Base, begun) })
    }

    /// Tells whether the live file is there and says what the newest of the sessions does.
    fn is_newest(&self, read: &[Read], fresh: &[usize]) -> bool {
        let newest = fresh.last().and_then(|place| read.get(*place));
        self.place.is_ok() && newest.is_some_and(|newest| newest.handoff.text() == self.handoff.text())
    }

    fn seal_all(&mut self, read: &[Read], fresh: &[usize], onto: Onto, person: bool) -> Result<Vec<Id>, Error> {
        let failed = |why| Error::new(ErrorKind::Failed, why);
        let before = self.past.markers.clone();
        let (mut made, mut adds) = (Vec::new(), Vec::new());
        let parents = self.parents_of(&[])?;
        let base: Vec<String> = self.base_ids().iter().map(Id::to_string).collect();
        let mut after = if onto == Onto::Beside { After::nothing("adopted") } else { self.after(&parents) };
        let git = self.git_claim();
        let newest = fresh.last();
        for place in fresh {
            let Some(one) = read.get(*place) else { continue };
            let source = Source { handoff: &one.handoff, path: &one.name, after: &after, git: git.clone(), live: false };
            let (mut seal, _, text) = self.seal_for(&source)?;
            seal.by = self.actor(person);
            if Some(place) == newest {
                // What lay beside them belongs to the newest: the seal says which files, as they were.
                let beside = read.iter().filter(|other| other.role == Role::Companion && !other.name.starts_with('/'));
                for other in beside {
                    let what = Cited::Path(other.name.clone());
                    if !seal.cites.iter().any(|cite| cite.what == what) {
                        seal.cites.push(Cite { what, hash: Some(format!("sha256:{}", other.hash)), unknown: Default::default() });
                    }
                }
            }
            let (id, _) = seal.id();
            after = After::seal(&seal);
            made.push(id);
            adds.push(Sealed { id, seal: seal.write(), text: Some(text) });
        }
        let Some(last) = made.last() else { return Ok(made) };
        let missing = self.place == Err(Unread::Missing);
        let newest = adds.last().and_then(|s| s.text.clone()).unwrap_or_default();
        let to = if onto == Onto::Beside { base } else { vec![last.to_string()] };
        let live = if missing { Being::Comes } else { Being::Stays };
        let step = Step { from: before, to, adds, live, ..Step::default() };
        let what = format!("took in {} session{}", made.len(), if made.len() == 1 { "" } else { "s" });
        if missing || self.place.is_ok() {
            let text = if missing || onto == Onto::Live { newest } else { self.handoff.text().to_owned() };
            self.write_locked(Draft { what, text, chain: Some(step), ..Draft::default() })?;
        } else {
            self.take_step(&step, "").map_err(failed)?;
        }
        Ok(made)
    }
}

impl Taken {
    /// Says what was done, in one line.
    pub fn words(&self) -> String {
        let of = |wanted: &dyn Fn(Fate) -> bool| self.files.iter().filter(|file| wanted(file.fate)).count();
        let sessions = of(&|fate| matches!(fate, Fate::Session(_)));
        let same = of(&|fate| matches!(fate, Fate::Same(_) | Fate::Twice));
        let waiting: usize = self.files.iter().map(|file| if let Fate::Inbox(n) = file.fate { n } else { 0 }).sum();
        let mut words = format!("took in {sessions} session{}", if sessions == 1 { "" } else { "s" });
        if let Some(live) = &self.live {
            words += &format!("; the newest is {live} now");
        }
        if self.beside {
            words += "; older than the base, so a line of their own";
        }
        if same > 0 {
            words += &format!("; {same} passed over");
        }
        if waiting > 0 {
            words += &format!("; {waiting} for the inbox");
        }
        words
    }
}

impl Store {
    /// Says what the folder holds, in one line.
    pub fn words(&self) -> String {
        let handoffs = if self.count == 1 { "handoff" } else { "handoffs" };
        format!("{} {handoffs} of {} in {}", self.count, self.system.id(), self.dir.display())
    }
}

impl Fate {
    /// Says what became of a file, in a few words.
    pub fn words(self) -> String {
        match self {
            Fate::Session(_) => "becomes a session".to_owned(),
            Fate::Same(id) => format!("is session {id} already"),
            Fate::Twice => "is the same as another of them".to_owned(),
            Fate::Inbox(0) => "says nothing new".to_owned(),
            Fate::Inbox(1) => "1 line for the inbox".to_owned(),
            Fate::Inbox(n) => format!("{n} lines for the inbox"),
            Fate::Left => "holds nothing of a handoff".to_owned(),
        }
    }
}

/// Returns seconds since 1970 of a time in one of the usual forms; one without a zone counts as UTC.
pub(super) fn moment(words: Option<&str>) -> Option<i64> {
    let words = words?.trim();
    if let Ok(time) = words.parse::<jiff::Timestamp>() {
        return Some(time.as_second());
    }
    let bare = words.trim_end_matches('Z').trim_end_matches("UTC").trim();
    let civil = bare.parse::<jiff::civil::DateTime>().or_else(|_| bare.get(..16).unwrap_or(bare).parse()).ok();
    let civil = civil.or_else(|| Some(bare.get(..10)?.parse::<jiff::civil::Date>().ok()?.at(0, 0, 0, 0)))?;
    civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|time| time.timestamp().as_second())
}

/// Reads a file that is to be taken in; it may lie anywhere.
fn text_of(path: &Path) -> Result<String, String> {
    let root = path.parent().unwrap_or(path);
    let read = store::read(path, root).map_err(|e| e.to_string())?;
    // A file that is only protected against writing can be taken in.
    if read.whole { Ok(read.text) } else { Err(read.view_only.unwrap_or_default()) }
}
