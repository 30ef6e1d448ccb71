//! What is about to be committed or pushed: blobs as git has them, never the work tree.

mod find;

use super::index::IndexFile;
use super::objects::{Object, Objects};
use super::{command, empty_tree, finished, head_commit, own_dir};
use crate::sources::open_plain;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long git may take over an index or a range, and how many bytes are read.
pub(super) const MUCH: (Duration, u64) = (Duration::from_secs(60), 1 << 30);

/// How many folders of HEAD are compared with the index.
const FOLDERS: usize = 1 << 17;

/// A file that a commit or a range changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path from the top level.
    pub path: String,
    /// The blob before; `None` for a new file.
    pub was: Option<String>,
    /// The blob afterwards; `None` for one that is removed.
    pub now: Option<String>,
    /// Whether it was a link before.
    pub was_link: bool,
    /// Whether it is a link afterwards, with the path it leads to as its text.
    pub link: bool,
}

/// Why an index was not compared here.
#[derive(Debug, PartialEq, Eq)]
enum Unread {
    /// It has a form that git must be asked about.
    Form,
    /// HEAD has more folders than anybody has: git would take all memory.
    TooMuch,
}

/// A repository and the index that counts: in a hook git names another one than `.git/index` for `commit -a` or `commit FILE`.
#[derive(Debug)]
pub struct Index {
    top: PathBuf,
    file: Option<PathBuf>,
    objects: RefCell<Objects>,
    /// The index itself, once it was read: git would read it again to say what a path of it is.
    known: RefCell<Option<Known>>,
}

/// What is known of an index that was compared with HEAD.
#[derive(Debug)]
struct Known {
    file: IndexFile,
    /// The files in folders that are not as HEAD has them.
    files: HashMap<Vec<u8>, Version>,
    /// The folders that are.
    same: HashSet<Vec<u8>>,
}

/// What a file is in a tree object or in the index: its mode and id.
type Version = (u32, Vec<u8>);

impl Index {
    /// Names the index of the work tree at `top`; `file` is what `GIT_INDEX_FILE` says, from there.
    pub fn of(top: &Path, file: Option<&Path>) -> Index {
        let file = file.map(|file| top.join(file));
        let objects = Objects::of(top, prepared(top, file.as_deref()));
        Index { top: top.to_path_buf(), file, objects: RefCell::new(objects), known: RefCell::default() }
    }

    /// Returns what is staged; `None` where git does not say.
    ///
    /// The index is read here where that is possible: git takes three times as long to say what five files of a long chain are.
    pub fn staged(&self) -> Option<Vec<Entry>> {
        match self.compared() {
            Ok(found) => Some(found),
            Err(Unread::Form) => self.raw(&["diff", "--cached"]),
            Err(Unread::TooMuch) => None,
        }
    }

    /// Returns everything that a commit has, or without one the index, as if it were new.
    pub fn everything(&self, at: Option<&str>) -> Option<Vec<Entry>> {
        let nothing = empty_tree(&self.top)?;
        at.map_or_else(|| self.raw(&["diff", "--cached", &nothing]), |commit| self.between(&nothing, commit))
    }

    /// Returns what differs between two commits or trees.
    pub fn between(&self, from: &str, to: &str) -> Option<Vec<Entry>> {
        self.raw(&["diff-tree", "-r", from, to])
    }

    /// Returns every blob that the commits of `to` beyond `from`, and beyond the branches of `remote`, gave some file, with the
    /// file's path.
    pub fn versions(&self, from: Option<&str>, to: &str, remote: Option<&str>) -> Option<Vec<Entry>> {
        let without: Vec<String> = from.map(str::to_owned).into_iter().chain(remote.map(|name| format!("--remotes={name}"))).collect();
        // `-m` would leave to a setting (log.diffMerges) whether what a merge itself brings is told.
        let shape = ["log", "--format=", "--diff-merges=separate", "--root", to, "--not"];
        self.raw(&shape.into_iter().chain(without.iter().map(String::as_str)).collect::<Vec<_>>())
    }

    /// Reads blobs by id or `COMMIT:PATH`, in one process at most; `None` for one that is not there.
    pub fn read(&self, names: &[String]) -> Vec<Option<Vec<u8>>> {
        self.ask(names).into_iter().map(|object| object.filter(|o| o.kind == "blob").map(|o| o.bytes)).collect()
    }

    /// Compares HEAD's tree with the index folder by folder.
    fn compared(&self) -> Result<Vec<Entry>, Unread> {
        let file = self.file.clone().or_else(|| Some(own_dir(&self.top)?.join("index"))).ok_or(Unread::Form)?;
        let root = self.root().ok_or(Unread::Form)?;
        let index = open_plain(&file).and_then(|(file, _)| IndexFile::open(file, root.id.len() / 2)).ok_or(Unread::Form)?;
        let mut head = Head { files: BTreeMap::new(), known: Known { file: index, files: HashMap::new(), same: HashSet::new() } };
        let mut open = head.look_at(b"", &root).ok_or(Unread::Form)?;
        let mut left = FOLDERS;
        while !open.is_empty() {
            left = left.checked_sub(open.len()).ok_or(Unread::TooMuch)?;
            let trees = self.ask(&open.iter().map(|(_, id)| id.clone()).collect::<Vec<_>>());
            let inside = open.iter().zip(trees).map(|((path, _), tree)| head.look_at(path, &tree?));
            open = inside.collect::<Option<Vec<_>>>().ok_or(Unread::Form)?.concat();
        }
        let (found, known) = head.beside_index().ok_or(Unread::Form)?;
        *self.known.borrow_mut() = Some(known);
        Ok(found)
    }

    /// Returns the tree of HEAD.
    fn root(&self) -> Option<Object> {
        let commit = head_commit(&self.top).and_then(|id| self.ask(&[id]).pop()?).filter(|object| object.kind == "commit");
        let tree = |commit: Object| commit.bytes.strip_prefix(b"tree ")?.split(|b| *b == b'\n').next().map(<[u8]>::to_vec);
        let tree = commit.and_then(tree).and_then(|id| String::from_utf8(id).ok());
        self.ask(&[tree.unwrap_or_else(|| "HEAD^{tree}".to_owned())]).pop()?
    }

    fn ask(&self, names: &[String]) -> Vec<Option<Object>> {
        self.objects.borrow_mut().ask(names)
    }

    fn raw(&self, verb: &[&str]) -> Option<Vec<Entry>> {
        let shape = ["--raw", "--no-abbrev", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules", "--no-textconv"];
        let args: Vec<&str> = verb[..1].iter().chain(&shape).chain(&verb[1..]).copied().collect();
        let out = self.run(&args, &[])?;
        let out = String::from_utf8_lossy(&out);
        let mut parts = out.split('\0').map(|p| p.trim_start_matches('\n')).filter(|p| !p.is_empty());
        let mut found = Vec::new();
        while let (Some(head), Some(path)) = (parts.next(), parts.next()) {
            let mut fields = head.trim_start_matches(':').split(' ');
            let (was_link, link) = (fields.next() == Some("120000"), fields.next() == Some("120000"));
            let blob = |id: Option<&str>| id.filter(|id| id.bytes().any(|b| b != b'0')).map(str::to_owned);
            let (was, now) = (blob(fields.next()), blob(fields.next()));
            found.push(Entry { path: path.to_owned(), was, now, was_link, link });
        }
        Some(found)
    }

    fn run(&self, args: &[&str], paths: &[String]) -> Option<Vec<u8>> {
        let mut command = prepared(&self.top, self.file.as_deref());
        command.arg("--literal-pathspecs").args(args);
        if !paths.is_empty() {
            command.arg("--").args(paths);
        }
        // What git said before it failed, or what was cut off, is not the whole of it.
        finished(command, Vec::new(), MUCH).filter(|(status, out)| status.success() && (out.len() as u64) < MUCH.1).map(|(_, out)| out)
    }
}

/// Prepares a git that takes this index for the one that counts.
fn prepared(top: &Path, file: Option<&Path>) -> Command {
    let mut command = command(top);
    // A commit and a push take objects as they are, whatever stands for them here (`git replace`, grafts).
    command.env("GIT_NO_REPLACE_OBJECTS", "1").env("GIT_GRAFT_FILE", "/dev/null");
    if let Some(file) = file {
        command.env("GIT_INDEX_FILE", file);
    }
    command
}

/// Reads files as commits have them, by names as `COMMIT:PATH`; `None` for one that is not there or whose objects are not
/// here. One process.
pub fn files_of_commits(top: &Path, names: &[String]) -> Vec<Option<Vec<u8>>> {
    Index::of(top, None).read(names)
}

fn hex(id: &[u8]) -> String {
    id.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// What HEAD's tree says, as far as the index may say something else.
struct Head {
    files: BTreeMap<Vec<u8>, Version>,
    known: Known,
}

impl Head {
    /// Takes in a tree; returns the folders inside that must be looked at too, by path and id.
    fn look_at(&mut self, path: &[u8], tree: &Object) -> Option<Vec<(Vec<u8>, String)>> {
        let mut open = Vec::new();
        let mut rest = &tree.bytes[..];
        let width = tree.id.len() / 2;
        if tree.kind != "tree" {
            return None;
        }
        while !rest.is_empty() {
            let end = memchr::memchr(0, rest)?;
            let space = memchr::memchr(b' ', &rest[..end])?;
            let mode = u32::from_str_radix(std::str::from_utf8(&rest[..space]).ok()?, 8).ok()?;
            let (name, id) = (&rest[space + 1..end], rest.get(end + 1..end + 1 + width)?);
            rest = &rest[end + 1 + width..];
            let path = if path.is_empty() { name.to_vec() } else { [path, name].join(&b'/') };
            match mode {
                0o40000 if self.known.file.trees.get(&path).is_some_and(|tree| tree.id == id) => _ = self.known.same.insert(path),
                0o40000 => open.push((path, hex(id))),
                _ => {
                    if let Some(mode) = plain(mode) {
                        self.files.insert(path, (mode, id.to_vec()));
                    }
                }
            }
        }
        Some(open)
    }

    /// Tells what the index has otherwise, and what is known of it then.
    fn beside_index(mut self) -> Option<(Vec<Entry>, Known)> {
        let mut found: BTreeMap<Vec<u8>, Entry> = BTreeMap::new();
        let mut odd = false;
        let Known { file, files, same } = &mut self.known;
        file.each(
            |dir| same.contains(dir),
            |entry| {
                odd |= entry.unmerged;
                let Some(mode) = plain(entry.mode) else { return };
                files.insert(entry.path.to_vec(), (mode, entry.id.to_vec()));
                let was = self.files.remove(entry.path);
                if was.as_ref().is_none_or(|was| (was.0, &*was.1) != (mode, entry.id)) {
                    let path = String::from_utf8_lossy(entry.path).into_owned();
                    let was_link = was.as_ref().is_some_and(|was| was.0 == LINK);
                    let was = was.map(|was| hex(&was.1));
                    found.insert(entry.path.to_vec(), Entry { path, was, now: Some(hex(entry.id)), was_link, link: mode == LINK });
                }
            },
        )?;
        let gone = std::mem::take(&mut self.files).into_iter().map(|(path, (mode, id))| {
            let name = String::from_utf8_lossy(&path).into_owned();
            (path, Entry { path: name, was: Some(hex(&id)), now: None, was_link: mode == LINK, link: false })
        });
        found.extend(gone);
        (!odd).then(|| (found.into_values().collect(), self.known))
    }
}

/// The mode of a link.
const LINK: u32 = 0o120_000;

/// Returns the mode of a file or link as git compares it; `None` for another repository.
fn plain(mode: u32) -> Option<u32> {
    match mode & 0o170_000 {
        0o100_000 => Some(if mode & 0o100 == 0 { 0o100_644 } else { 0o100_755 }),
        LINK => Some(LINK),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    //! What is read of the index itself is what git says of it, whatever was staged and however the index is written.

    use super::{Entry, Index, Unread};
    use std::fs;
    use std::path::Path;
    use std::process::{Command, Output};

    /// What may be staged; some are folders at times.
    const FILES: [&str; 10] = [
        "HANDOFF.md",
        "HANDOFF.md/inside",
        "agent_config.toml",
        ".baton/base/one",
        ".baton/sessions/2026-01/a.md",
        ".baton/sessions/2026-01/b.md",
        ".baton/sessions/2026-02/c.md",
        ".baton-else/x",
        ".baton.md",
        "src/deep/down/a.rs",
    ];

    fn try_git(dir: &Path, args: &[&str]) -> Output {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]).args(args).current_dir(dir);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GIT_")) {
            command.env_remove(name);
        }
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap()
    }

    #[track_caller]
    fn git(dir: &Path, args: &[&str]) {
        let out = try_git(dir, args);
        assert!(out.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    }

    fn git_says(dir: &Path, args: &[&str]) -> String {
        String::from_utf8(try_git(dir, args).stdout).unwrap()
    }

    fn put(dir: &Path, name: &str, text: &str) {
        let path = dir.join(name);
        let above: Vec<&Path> = path.ancestors().skip(1).take_while(|a| *a != dir).collect();
        above.iter().filter(|a| a.is_file()).for_each(|a| fs::remove_file(a).unwrap());
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Compares; returns what is staged.
    #[track_caller]
    fn check(index: &Index, what: &str) -> Vec<Entry> {
        let by_git = index.raw(&["diff", "--cached"]).unwrap();
        assert_eq!(index.compared().as_ref(), Ok(&by_git), "{what}");
        by_git
    }

    /// Stages, takes back and commits at random; `seed` is any number.
    fn walk(dir: &Path, mut seed: u64) {
        let mut below = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % n
        };
        let mut seen = 0;
        for step in 0..40 {
            let name = FILES[below(FILES.len())];
            let what = format!("step {step}, {name}");
            match below(11) {
                0..=3 => {
                    put(dir, name, &format!("{step}\n"));
                    let _ = try_git(dir, &["add", "-A", "--", name]);
                }
                4 => put(dir, name, "only in the work tree\n"),
                5 => drop(try_git(dir, &["rm", "-rq", "--cached", "--", name])),
                6 => drop(try_git(dir, &["add", "-N", "--", name])),
                7 => drop(try_git(dir, &["update-index", "--chmod=+x", "--", name])),
                8 => git(dir, &["update-index", "--index-version", ["2", "3", "4"][below(3)]]),
                9 => git(dir, &["gc", "-q"]),
                _ => drop(try_git(dir, &["commit", "-qm", &what])),
            }
            seen += check(&Index::of(dir, None), &what).len();
        }
        assert!(seen > 15, "little was staged: {seen}");
    }

    fn repository(format: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        git(dir.path(), &["init", "-q", "-b", "main", &format!("--object-format={format}")]);
        FILES.iter().filter(|name| !name.contains("inside")).for_each(|name| put(dir.path(), name, "first\n"));
        git(dir.path(), &["add", "-A"]);
        git(dir.path(), &["commit", "-qm", "first"]);
        dir
    }

    #[test]
    fn the_index_is_read_as_git_reads_it() {
        (1..3).for_each(|seed| walk(repository("sha1").path(), seed));
        walk(repository("sha256").path(), 3);
    }

    #[test]
    fn a_file_before_every_folder_is_read_too() {
        let dir = tempfile::tempdir().unwrap();
        git(dir.path(), &["init", "-q"]);
        put(dir.path(), "A.md", "first\n");
        git(dir.path(), &["add", "-A"]);
        git(dir.path(), &["commit", "-qm", "first"]);
        put(dir.path(), "A.md", "second\n");
        git(dir.path(), &["add", "-A"]);
        assert!(check(&Index::of(dir.path(), None), "one file")[0].now.is_some());
    }

    #[test]
    fn another_work_tree_and_another_index_are_read_too() {
        let main = repository("sha1");
        let place = tempfile::tempdir().unwrap();
        let tree = place.path().join("tree");
        git(main.path(), &["worktree", "add", "-q", tree.to_str().unwrap(), "-b", "side"]);
        put(&tree, "HANDOFF.md", "of the other tree\n");
        fs::copy(main.path().join(".git/index"), main.path().join(".git/other.index")).unwrap();
        git(&tree, &["add", "-A"]);
        assert_eq!(check(&Index::of(&tree, None), "in the other tree").len(), 1);
        put(main.path(), "agent_config.toml", "changed\n");
        git(main.path(), &["add", "-A"]);
        assert_eq!(check(&Index::of(main.path(), None), "in the first").len(), 1);
        assert_eq!(check(&Index::of(main.path(), Some(Path::new(".git/other.index"))), "by its name").len(), 0);
    }

    #[test]
    fn what_is_not_read_here_is_asked_of_git() {
        #[track_caller]
        fn check(dir: &Path, count: usize) {
            let index = Index::of(dir, None);
            assert_eq!(index.compared(), Err(Unread::Form));
            assert_eq!(index.staged().map(|found| found.len()), Some(count));
        }
        let dir = repository("sha1");
        put(dir.path(), "HANDOFF.md", "staged\n");
        git(dir.path(), &["add", "-A"]);
        git(dir.path(), &["update-index", "--split-index"]);
        check(dir.path(), 1);
        git(dir.path(), &["update-index", "--no-split-index"]);
        git(dir.path(), &["checkout", "-qb", "side"]);
        git(dir.path(), &["commit", "-qm", "one"]);
        git(dir.path(), &["checkout", "-q", "main"]);
        put(dir.path(), "HANDOFF.md", "otherwise\n");
        git(dir.path(), &["commit", "-qam", "two"]);
        assert!(!try_git(dir.path(), &["merge", "-q", "side"]).status.success(), "they are in conflict");
        check(dir.path(), 1);
        let new = tempfile::tempdir().unwrap();
        git(new.path(), &["init", "-q"]);
        put(new.path(), "HANDOFF.md", "first\n");
        git(new.path(), &["add", "-A"]);
        check(new.path(), 1);
    }

    #[test]
    fn a_long_index_is_read_too() {
        let dir = repository("sha1");
        let blob = git_says(dir.path(), &["hash-object", "-w", "HANDOFF.md"]);
        let names = (0..4000).map(|n| format!("{}/{}/file {n}", n % 7, "a long folder ".repeat(n % 5 + 1)));
        put(dir.path(), "list", &names.map(|name| format!("100644 {}\t{name}\n", blob.trim())).collect::<String>());
        let list = fs::File::open(dir.path().join("list")).unwrap();
        let status = Command::new("git").args(["update-index", "--index-info"]).current_dir(dir.path()).stdin(list).status();
        assert!(status.unwrap().success());
        for version in ["2", "4"] {
            git(dir.path(), &["update-index", "--index-version", version]);
            assert!(check(&Index::of(dir.path(), None), "before the commit").len() >= 4000 || version == "4");
            git(dir.path(), &["commit", "-qm", "many"]);
            put(dir.path(), &format!("3/{version}.md"), "staged\n");
            put(dir.path(), &format!("zz/{version}.md"), "staged\n");
            git(dir.path(), &["add", &format!("3/{version}.md"), &format!("zz/{version}.md")]);
            let index = Index::of(dir.path(), None);
            assert_eq!(check(&index, "after it").len(), 2);
            let paths = [format!("3/{version}.md"), "5/a long folder /file 5".to_owned(), "5/a long folder".to_owned()];
            let found = index.find(None, &paths).unwrap();
            assert_eq!(found.iter().map(|entry| &entry.path).collect::<Vec<_>>(), paths[..2].iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_broken_index_gives_an_answer() {
        let dir = repository("sha1");
        let path = dir.path().join(".git/index");
        let whole = fs::read(&path).unwrap();
        for cut in (0..whole.len()).step_by(29) {
            fs::write(&path, &whole[..cut]).unwrap();
            let _ = Index::of(dir.path(), None).compared();
            let mut bent = whole.clone();
            bent[cut] ^= 0xff;
            let _ = {
                fs::write(&path, &bent).unwrap();
                super::IndexFile::open(fs::File::open(&path).unwrap(), 20).and_then(|index| index.each(|_| false, |_| {}))
            };
        }
    }
}
