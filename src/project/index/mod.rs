//! The chain without opening a file for each session (DESIGN §3): what was read of each seal before, kept in the user's cache.
//!
//! Invariant: what comes out is what reading every file would give. A record is taken from the index
//! only while the seal's own stamp is the one it was read under, and that was settled; the names in a
//! month's directory likewise. The month's stamp alone would not do: a byte altered in place leaves it
//! as it is. Stubs are always read. Limitation: on a file server that counts in whole seconds and whose
//! clock is slow, a second change within one second may go unseen.

mod pack;
mod texts;

pub(super) use texts::Texts;

use crate::chain::{Chain, Found, Id, Part, Record, SESSIONS};
use crate::store::{Cache, ChainFiles, Dir, Stamp};
use pack::{Pack, Unpack};
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// What is known of the files of a chain, and by which stamps.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Seen {
    months: Vec<Month>,
    /// How many records the file in the cache lacks.
    unsaved: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Month {
    name: String,
    /// `None`: its names must be read anew.
    stamp: Option<Stamp>,
    sessions: Vec<Session>,
    strangers: Vec<String>,
}

/// Which files of a session there are.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Session {
    id: Id,
    text: bool,
    stub: bool,
    seal: bool,
    /// That of the seal; `None`: it must be read anew.
    stamp: Option<Stamp>,
}

const NAME: &str = "sessions";
/// Changes with the packed form, and whenever a seal would be read to another record.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " 1");
/// How many records may be missing from the file before it is written anew: so many, and one in so many that are there.
const MISSING: (usize, usize) = (32, 64);

/// Reads every seal and stub, whatever is known.
pub(super) fn read_all(files: &ChainFiles) -> Chain {
    let mut look = Look::at(files);
    let months = look.months(&[]);
    look.chain(&months, Vec::new())
}

/// Brings the chain up to date: `chain` with `seen` is what was read last, or nothing.
pub(super) fn update(files: &ChainFiles, cache: &Cache, seen: &mut Seen, chain: &mut Arc<Chain>) {
    let mut loaded = None;
    if seen.months.is_empty() {
        loaded = cache.get(NAME, VERSION).and_then(|bytes| unpacked(&bytes));
    }
    let mut look = Look::at(files);
    let months = look.months(loaded.as_ref().map_or(&seen.months, |(months, _)| months));
    let is_same = loaded.is_none() && look.fresh.is_empty() && months == seen.months && !months.is_empty();
    if is_same && !months.iter().flat_map(|m| &m.sessions).any(|s| s.stub) {
        return;
    }
    let unsaved = seen.unsaved + look.settled;
    let known = loaded.map_or_else(|| Arc::unwrap_or_clone(std::mem::take(chain)).into_sessions(), |(_, records)| records);
    *chain = Arc::new(look.chain(&months, known));
    *seen = Seen { months, unsaved };
    let (some, share) = MISSING;
    if unsaved > some + chain.sessions().len() / share {
        cache.put(NAME, VERSION, &packed(&seen.months, chain));
        seen.unsaved = 0;
    }
}

/// Removes what is kept of a chain: after something was taken out of it for good.
pub(super) fn forget(cache: &Cache) {
    [NAME, texts::NAME].into_iter().for_each(|name| cache.forget(name));
}

impl Seen {
    /// Returns the sessions that have a stub, sound or not.
    pub fn stubs(&self) -> HashSet<Id> {
        self.months.iter().flat_map(|m| &m.sessions).filter(|s| s.stub).map(|s| s.id).collect()
    }
}

/// One look at the files.
struct Look<'a> {
    files: &'a ChainFiles,
    /// When it began, in nanoseconds since 1970.
    time: i64,
    /// The seals that had to be read: the places of month and session, and what they say.
    fresh: VecDeque<((usize, usize), Record)>,
    /// How many of them, and of the directories that had to be listed, need not be read again.
    settled: usize,
}

impl<'a> Look<'a> {
    fn at(files: &'a ChainFiles) -> Look<'a> {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| i64::try_from(d.as_nanos()).unwrap_or(0));
        Look { files, time, fresh: VecDeque::new(), settled: 0 }
    }

    /// Lists the months, and reads the seals that are not as they are in `before`.
    fn months(&mut self, before: &[Month]) -> Vec<Month> {
        let mut months: Vec<Month> = Vec::new();
        for name in self.files.names(SESSIONS) {
            if let Some(dir) = self.files.open(&format!("{SESSIONS}/{name}")) {
                let before = before.iter().find(|m| m.name == name);
                months.push(self.month(months.len(), &dir, name, before));
            }
        }
        // Of a session that stands there twice no stamp says which seal is meant.
        let mut ids: Vec<Id> = months.iter().flat_map(|m| &m.sessions).map(|s| s.id).collect();
        ids.sort_unstable();
        let twice: HashSet<Id> = ids.iter().zip(ids.iter().skip(1)).filter(|(a, b)| a == b).map(|(id, _)| *id).collect();
        if !twice.is_empty() {
            let all = months.iter_mut().flat_map(|m| &mut m.sessions);
            all.filter(|s| twice.contains(&s.id)).for_each(|s| s.stamp = None);
        }
        months
    }

    fn month(&mut self, place: usize, dir: &Dir, name: String, before: Option<&Month>) -> Month {
        let stamp = dir.stamp().filter(|stamp| stamp.is_settled(self.time));
        let mut month = match before {
            Some(before) if stamp.is_some() && before.stamp == stamp => before.clone(),
            _ => {
                self.settled += usize::from(stamp.is_some());
                Month { stamp, ..listed(dir, name, before) }
            }
        };
        for (n, session) in month.sessions.iter_mut().enumerate().filter(|(_, s)| s.seal) {
            let file = session.id.file(Part::Seal);
            if session.stamp.is_some() && session.stamp == dir.stamp_of(&file) {
                continue;
            }
            let (bytes, stamp) = dir.get(&file).unwrap_or_default();
            session.stamp = stamp.filter(|stamp| stamp.is_settled(self.time) && !session.stub);
            self.settled += usize::from(session.stamp.is_some());
            self.fresh.push_back(((place, n), Record::of(session.id, &bytes)));
        }
        month
    }

    /// Makes the chain of what was listed, from what was read now and the records `known`, sorted by id.
    fn chain(self, months: &[Month], mut known: Vec<Record>) -> Chain {
        let (files, mut fresh, mut at) = (self.files, self.fresh.into_iter().peekable(), 0);
        let mut seal = |place: usize, n: usize, id: Id| {
            if let Some((_, record)) = fresh.next_if(|(read, _)| *read == (place, n)) {
                return Some(Found::Seal(Box::new(record)));
            }
            // Mostly the one behind the last.
            if known.get(at).is_none_or(|record| record.id != id) {
                at = known.partition_point(|record| record.id < id);
            }
            let record = known.get_mut(at).filter(|record| record.id == id)?;
            at += 1;
            Some(Found::Seal(Box::new(std::mem::replace(record, Record::bare(id, record.sha256)))))
        };
        let found = months.iter().enumerate().flat_map(|(place, month)| {
            let sessions: Vec<Found> = month
                .sessions
                .iter()
                .enumerate()
                .flat_map(|(n, session)| {
                    let id = session.id;
                    let stub = || files.get(&format!("{SESSIONS}/{}/{}", month.name, id.file(Part::Stub))).unwrap_or_default();
                    let stub = session.stub.then(|| Found::Stub(id, stub()));
                    let sealed = if session.seal { seal(place, n, id) } else { None };
                    // A text says nothing beside its seal.
                    let text = (session.text && !session.seal).then_some(Found::Text(id));
                    [stub, sealed, text].into_iter().flatten()
                })
                .collect();
            sessions.into_iter().chain(month.strangers.iter().cloned().map(Found::Stranger))
        });
        Chain::of(found)
    }
}

/// Lists a directory; what was known of its seals stays.
fn listed(dir: &Dir, name: String, before: Option<&Month>) -> Month {
    let mut month = Month { name, ..Month::default() };
    for name in dir.names() {
        let Some((id, part)) = Id::of_file(&name) else {
            month.strangers.push(name);
            continue;
        };
        month.sessions.push(Session { id, text: part == Part::Text, stub: part == Part::Stub, seal: part == Part::Seal, stamp: None });
    }
    month.sessions.sort_by_key(|session| session.id);
    month.sessions.dedup_by(|next, first| {
        let same = next.id == first.id;
        if same {
            (first.text, first.stub, first.seal) = (first.text | next.text, first.stub | next.stub, first.seal | next.seal);
        }
        same
    });
    let before = before.map_or(&[][..], |month| &month.sessions);
    let mut at = 0;
    for session in month.sessions.iter_mut().filter(|s| !s.stub) {
        at += before[at..].iter().take_while(|s| s.id < session.id).count();
        session.stamp = before.get(at).filter(|s| s.id == session.id).and_then(|s| s.stamp);
    }
    month
}

fn packed(months: &[Month], chain: &Chain) -> Vec<u8> {
    let mut pack = Pack::default();
    pack.count(months.len());
    for month in months {
        pack.text(&month.name);
        pack.some(month.stamp, Pack::stamp);
        pack.count(month.strangers.len());
        month.strangers.iter().for_each(|name| pack.text(name));
        pack.count(month.sessions.len());
        for session in &month.sessions {
            pack.id(session.id);
            pack.byte(u8::from(session.text) | u8::from(session.stub) << 1 | u8::from(session.seal) << 2);
            let record = chain.place(session.id).map(|place| &chain.sessions()[place]);
            pack.some(session.stamp.zip(record), |pack, (stamp, record)| {
                pack.stamp(stamp);
                pack.record(record);
            });
        }
    }
    pack.0
}

/// Returns the months, and the records of those seals that have a stamp, sorted by id.
fn unpacked(bytes: &[u8]) -> Option<(Vec<Month>, Vec<Record>)> {
    let mut records = Vec::new();
    let mut unpack = Unpack(bytes);
    let months = unpack.list(|unpack| {
        Some(Month {
            name: unpack.text()?.to_owned(),
            stamp: unpack.some(Unpack::stamp)?,
            strangers: unpack.list(|unpack| unpack.text().map(str::to_owned))?,
            sessions: unpack.list(|unpack| {
                let (id, files) = (unpack.id()?, unpack.byte()?);
                let known = unpack.some(|unpack| Some((unpack.stamp()?, unpack.record()?)))?;
                if known.as_ref().is_some_and(|(_, record)| record.id != id) {
                    return None;
                }
                let stamp = known.map(|(stamp, record)| {
                    records.push(record);
                    stamp
                });
                Some(Session { id, text: files & 1 > 0, stub: files & 2 > 0, seal: files & 4 > 0, stamp })
            })?,
        })
    })?;
    records.sort_by_key(|record| record.id);
    Some((months, records))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{Actor, ActorKind, Seal};
    use std::time::{Duration, Instant};

    #[test]
    fn what_is_kept_is_used_and_reading_all_files_does_not_look_at_it() {
        let dir = tempfile::tempdir().unwrap();
        let (files, cache) = (ChainFiles::of(dir.path()), Cache::of(Some(&dir.path().join("cache")), dir.path()));
        for n in 0..40 {
            let mut seal = Seal::new("2026-11-20T10:00:00Z".parse().unwrap(), b"x", "H.md", Actor::new("t", ActorKind::Script));
            seal.title = format!("Title {n}");
            files.put(&seal.id().0.path(Part::Text), b"x").unwrap();
            files.put(&seal.id().0.path(Part::Seal), seal.write().as_bytes()).unwrap();
        }
        let update = |seen: &mut Seen, chain: &mut Arc<Chain>| update(&files, &cache, seen, chain);
        let end = Instant::now() + Duration::from_secs(20);
        while Look::at(&files).months(&[])[0].sessions.iter().any(|s| s.stamp.is_none()) {
            assert!(Instant::now() < end, "the clock stands still");
        }
        let (mut seen, mut chain) = Default::default();
        update(&mut seen, &mut chain);
        let (months, records) = unpacked(&cache.get(NAME, VERSION).unwrap()).unwrap();
        assert!(records.len() == 40 && records == chain.sessions());
        let mut look = Look::at(&files);
        assert!(look.months(&months) == months && look.fresh.is_empty());
        // Nothing else would show whether it is looked at.
        let mut other = records;
        other[0].title = "as kept".into();
        cache.put(NAME, VERSION, &packed(&seen.months, &Chain::new(other)));
        let (mut seen, mut chain) = Default::default();
        update(&mut seen, &mut chain);
        assert_eq!(chain.sessions()[0].title, "as kept");
        assert!(read_all(&files).sessions()[0].title.starts_with("Title"));
        forget(&cache);
        assert_eq!(cache.get(NAME, VERSION), None);
    }
}
