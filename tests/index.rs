//! The index: whatever happens to the chain and to the index itself, answers are those of a project without one.

use baton::chain::{Actor, ActorKind, Id, Parent, Part, SESSIONS, Seal, Time};
use baton::project::{Command, Outcome, Project, World};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A project with a chain that is longer than what is read without an index.
struct Place {
    dir: TempDir,
    sessions: Vec<(Parent, u32)>,
}

/// What a project says of its chain.
#[derive(Debug, PartialEq)]
struct Said(Vec<String>);

impl Place {
    fn with(sessions: usize) -> Place {
        let mut place = Place { dir: tempfile::tempdir().unwrap(), sessions: Vec::new() };
        place.write("SESSION-HANDOFF.md", "# H\n\n## Tasks\n- [ ] The live task\n");
        for n in 0..sessions {
            place.seal(&[n.saturating_sub(1 + n % 3)]);
        }
        place
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("project")
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Seals a text as the child of those of the sessions that there are.
    fn seal(&mut self, parents: &[usize]) {
        let n = self.sessions.len();
        let text = format!("# H\n\n## Decisions\n- Store {n}: reason {}\n\n## Tasks\n- [ ] Part {} of it\n", n % 7, n / 4);
        let mut seal = Seal::new(time(n), text.as_bytes(), "SESSION-HANDOFF.md", Actor::new("t", ActorKind::Script));
        let parents: Vec<(Parent, u32)> = parents.iter().filter_map(|p| self.sessions.get(*p).copied()).collect();
        seal.parents = parents.iter().map(|p| p.0).collect();
        seal.number = 1 + parents.iter().map(|p| p.1).max().unwrap_or(0);
        seal.title = format!("Title {n}");
        let (id, sha256) = seal.id();
        self.write(&id.path(Part::Text), text);
        self.write(&id.path(Part::Seal), seal.write());
        self.sessions.push((Parent { id, sha256 }, seal.number));
    }

    fn file(&self, n: usize, part: Part) -> PathBuf {
        self.root().join(self.id(n).path(part))
    }

    fn id(&self, n: usize) -> Id {
        self.sessions[n % self.sessions.len()].0.id
    }

    fn cache(&self) -> PathBuf {
        self.dir.path().join("cache")
    }

    fn open(&self, cache: Option<PathBuf>) -> Project {
        let state = Some(self.dir.path().join("state"));
        Project::open(World { cwd: self.root(), home: Some(self.dir.path().into()), state, cache, ..World::default() }, None).unwrap()
    }

    /// Asserts that a project with the index, and one that stayed open, say what one without says.
    fn compare(&self, open: &mut Project) -> Result<(), TestCaseError> {
        let expected = said(&mut self.open(None));
        prop_assert_eq!(&said(&mut self.open(Some(self.cache()))), &expected, "with the index");
        prop_assert_eq!(&said(open), &expected, "in a project that stayed open");
        Ok(())
    }

    /// Returns the files of the index.
    fn index(&self) -> Vec<PathBuf> {
        let Ok(projects) = fs::read_dir(self.cache().join("projects")) else { return Vec::new() };
        let files = projects.flat_map(|p| fs::read_dir(p.unwrap().path()).unwrap());
        files.map(|f| f.unwrap().path()).filter(|f| f.is_file()).collect()
    }

    /// Waits until what was written is older than a tick of the file system's clock.
    fn settle(&self) {
        self.write("clock", "");
        let written = self.root().join("clock").metadata().unwrap().modified().unwrap();
        crate::support::eventually("the clock", || written.elapsed().is_ok_and(|e| e > Duration::from_millis(150)));
    }
}

fn time(n: usize) -> Time {
    format!("2026-{:02}-{:02}T12:00:{:02}Z", 1 + n % 3, 1 + n / 3 % 28, n % 60).parse().unwrap()
}

fn said(project: &mut Project) -> Said {
    let mut told = Vec::new();
    match project.execute(Command::Log) {
        Ok(Outcome::Log(log)) => {
            told.extend(log.chain.sessions().iter().map(|s| format!("{s:?}")));
            told.extend(log.rows.iter().map(|r| format!("{r:?}")));
            told.push(format!("{:?} {} {:?} {:?}", log.base, log.draft, log.troubles, log.chain.heads()));
        }
        other => told.push(format!("{other:?}")),
    }
    for words in ["part 3", "reason 5", "title 12", "store 1", "nowhere", "live TASK"] {
        told.push(format!("{words}: {:?}", project.execute(Command::Search(words.into()))));
    }
    Said(told)
}

/// Changes one byte where it stands; neither the name nor the length changes.
fn alter(path: &Path, at: usize) {
    let Ok(mut file) = OpenOptions::new().read(true).write(true).open(path) else { return };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    let Some(at) = at.checked_rem(bytes.len()) else { return };
    bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
    file.seek(SeekFrom::Start(at as u64)).unwrap();
    file.write_all(&bytes[at..=at]).unwrap();
}

/// Does one thing to the chain, or to the index.
fn happen(place: &mut Place, what: usize, n: usize, at: usize) {
    let (seal, text) = (place.file(n, Part::Seal), place.file(n, Part::Text));
    let month = seal.parent().unwrap().to_path_buf();
    match what {
        0 => place.seal(&[n, at]),
        1 => drop(fs::remove_file(&seal)),
        2 => drop(fs::remove_file(&text)),
        3 => alter(&seal, at),
        4 => alter(&text, at),
        // An old time, as a restored backup has.
        5 => {
            let past = SystemTime::UNIX_EPOCH + Duration::from_secs(at as u64);
            let _ = File::options().write(true).open(&seal).map(|f| f.set_times(FileTimes::new().set_modified(past)));
        }
        // Another file under the name, with the times of the old one.
        6 => {
            let Ok(old) = seal.metadata() else { return };
            let other = month.join(".other");
            fs::copy(&seal, &other).unwrap();
            alter(&other, at);
            File::options().write(true).open(&other).unwrap().set_times(FileTimes::new().set_modified(old.modified().unwrap())).unwrap();
            fs::rename(&other, &seal).unwrap();
        }
        // A checkout that takes a month away, or brings it back.
        7 => {
            let away = place.dir.path().join(month.file_name().unwrap());
            let (from, to) = if away.exists() { (&away, &month) } else { (&month, &away) };
            if from.exists() && !to.exists() {
                fs::rename(from, to).unwrap();
            }
        }
        8 => place.write(&format!("{SESSIONS}/2026-01/notes-{n}.txt"), "x"),
        9 => place.write(&place.id(n).path(Part::Stub), "sum = \"no\"\n"),
        // The same seal in another month.
        10 => {
            let other = month.with_file_name("2027-01");
            fs::create_dir_all(&other).unwrap();
            let _ = fs::copy(&seal, other.join(seal.file_name().unwrap()));
            if at.is_multiple_of(2) {
                alter(&other.join(seal.file_name().unwrap()), at);
            }
        }
        11 if seal.is_file() => {
            let target = place.root().join("target.toml");
            let _ = fs::copy(&seal, &target);
            fs::remove_file(&seal).unwrap();
            std::os::unix::fs::symlink(target, &seal).unwrap();
        }
        12 => place.write(&format!(".baton/base/{}", place.id(n)), ""),
        13 => drop(fs::remove_dir_all(place.cache())),
        14 => place.index().iter().for_each(|f| alter(f, at * 97)),
        15 => place.index().iter().for_each(|f| fs::write(f, &fs::read(f).unwrap()[..at % 300]).unwrap()),
        16 => place.index().iter().for_each(|f| drop((fs::remove_file(f), fs::create_dir(f)))),
        _ => place.settle(),
    }
}

/// What may happen: mostly to the chain, often nothing but time.
fn events() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    let what = prop_oneof![3 => 0..13usize, 1 => 13..17usize, 3 => Just(17usize)];
    proptest::collection::vec((what, 0..60usize, 0..2000usize), 4..14)
}

fn cases() -> u32 {
    if std::env::var_os("BATON_LONG").is_some() { 60 } else { 6 }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: cases(), max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn answers_are_those_without_it(events in events()) {
        let mut place = Place::with(60);
        place.settle();
        let mut open = place.open(Some(place.cache()));
        place.compare(&mut open)?;
        prop_assert_eq!(place.index().len(), 2, "graph and texts are kept");
        let mut story = String::new();
        for (what, n, at) in events {
            let _ = writeln!(story, "{what} {n} {at}");
            happen(&mut place, what, n, at);
            place.compare(&mut open)?;
        }
    }
}

#[test]
fn another_seal_under_the_name_is_seen_and_verify_says_so() {
    let place = Place::with(60);
    place.settle();
    let mut project = place.open(Some(place.cache()));
    let _ = said(&mut project);
    // Two seals of one length.
    let [first, second] = [place.id(7), place.id(8)];
    let (one, other) = (place.file(7, Part::Seal), place.file(8, Part::Seal));
    let swapped = place.dir.path().join("swapped");
    fs::rename(&one, &swapped).unwrap();
    fs::copy(&other, &one).unwrap();
    let mut project = place.open(Some(place.cache()));
    let Ok(Outcome::Log(log)) = project.execute(Command::Log) else { panic!("no log") };
    let title = |id: Id| log.chain.sessions()[log.chain.place(id).unwrap()].title.clone();
    assert_eq!(title(first), title(second));
    let Ok(Outcome::Verified { verdicts, .. }) = project.execute(Command::Verify(None)) else { panic!("no verdicts") };
    assert!(verdicts.iter().any(|v| v.id == first && v.what.is_altered()));
}

#[test]
fn a_cache_that_cannot_be_written_is_no_matter() {
    let place = Place::with(60);
    place.settle();
    let file = place.dir.path().join("file");
    fs::write(&file, "").unwrap();
    let expected = said(&mut place.open(None));
    assert_eq!(said(&mut place.open(Some(file))), expected);
    assert_eq!(said(&mut place.open(Some("/proc/none".into()))), expected);
}

#[test]
fn many_projects_write_it_at_once() {
    let place = Place::with(60);
    place.settle();
    let expected = said(&mut place.open(None));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..3 {
                    assert_eq!(said(&mut place.open(Some(place.cache()))), expected);
                    let _ = fs::remove_dir_all(place.cache());
                }
            });
        }
    });
}

#[test]
fn the_first_frame_knows_the_base_by_its_marker_and_seal_alone() {
    let place = Place::with(5);
    place.write(&format!(".baton/base/{}", place.id(4)), "");
    let state = Some(place.dir.path().join("state"));
    let world = World { cwd: place.root(), home: Some(place.dir.path().into()), state, interactive: true, ..World::default() };
    let open = || Project::open(world.clone(), None).unwrap();
    let first = open().snapshot().standing.clone().unwrap();
    let mut project = open();
    project.gather();
    let whole = project.snapshot().standing.clone().unwrap();
    assert_eq!((first.base, first.number, first.line, first.draft), (whole.base, whole.number, whole.line, whole.draft));
    assert_eq!((first.origin.map(|o| o.time), whole.sessions), (whole.origin.map(|o| o.time), 5));
    // Nothing else of the chain is needed for it.
    for n in 0..4 {
        fs::remove_file(place.file(n, Part::Seal)).unwrap();
    }
    fs::remove_file(place.file(4, Part::Text)).unwrap();
    assert_eq!(open().snapshot().standing.as_ref().map(|s| s.number), Some(whole.number));
}
