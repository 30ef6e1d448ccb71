//! git's objects as they lie on disk: loose ones, and those of packs (gitformat-pack, indexes of version 2).
//!
//! Total: whatever the bytes are, they give an object or `None`. What this does not read, git is asked for: a start of git takes
//! longer than all that the gate does itself.

use super::objects::{KINDS, Object};
use super::packs::Pack;
use crate::sources::open_plain;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The objects of one repository.
#[derive(Debug)]
pub(super) struct Database {
    dir: PathBuf,
    /// `None` until one is needed.
    packs: Option<Vec<Pack>>,
}

/// The largest object that is read here, in bytes.
pub(super) const MOST: usize = 16 << 20;
/// The longest first line of a loose object, in bytes: its kind and size.
const HEADER: usize = 64;

impl Database {
    /// Names the objects of the repository at `common`, the folder that its work trees share.
    pub fn of(common: &Path) -> Database {
        Database { dir: common.join("objects"), packs: None }
    }

    /// Reads an object by its whole name in hex digits; `None` for one that is not here, or not in a form that this reads.
    pub fn get(&mut self, name: &str) -> Option<Object> {
        let id = unhex(name)?;
        let (kind, bytes) = self.loose(name).or_else(|| self.packed(&id))?;
        Some(Object { id: name.to_owned(), kind, bytes })
    }

    fn loose(&self, name: &str) -> Option<(&'static str, Vec<u8>)> {
        let (file, length) = open_plain(&self.dir.join(&name[..2]).join(&name[2..]))?;
        let packed = part(&file, 0, usize::try_from(length).ok()?)?;
        let mut bytes = decompress_to_vec_zlib_with_limit(&packed, MOST + HEADER).ok()?;
        let end = memchr::memchr(0, bytes.get(..HEADER.min(bytes.len()))?)?;
        let (kind, size) = std::str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
        let kind = KINDS.into_iter().find(|known| *known == kind)?;
        let size: usize = size.parse().ok()?;
        bytes.drain(..=end);
        (bytes.len() == size && size <= MOST).then_some((kind, bytes))
    }

    fn packed(&mut self, id: &[u8]) -> Option<(&'static str, Vec<u8>)> {
        if self.packs.is_none() {
            let files = fs::read_dir(self.dir.join("pack")).ok()?.flatten().map(|file| file.path());
            self.packs =
                Some(files.filter(|path| path.extension().is_some_and(|e| e == "idx")).filter_map(|path| Pack::open(&path)).collect());
        }
        self.packs.as_ref()?.iter().find_map(|pack| pack.get(id))
    }
}

/// Reads some bytes of a file, fewer where it ends.
pub(super) fn part(file: &File, from: u64, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length.min(MOST + MOST / 1000 + 64)];
    let mut read = 0;
    while read < bytes.len() {
        match file.read_at(&mut bytes[read..], from.checked_add(read as u64)?) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    bytes.truncate(read);
    Some(bytes)
}

/// Reads hex digits; `None` for what is no name of an object.
fn unhex(name: &str) -> Option<Vec<u8>> {
    let whole = matches!(name.len(), 40 | 64) && name.bytes().all(|b| b.is_ascii_hexdigit());
    whole.then(|| (0..name.len()).step_by(2).filter_map(|at| u8::from_str_radix(&name[at..at + 2], 16).ok()).collect())
}

#[cfg(test)]
mod tests {
    //! What is read of a repository's objects is what git says of them, however they are kept.

    use super::{Database, MOST};
    use std::fs;
    use std::io::Write;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    fn git(dir: &Path, args: &[&str], input: &[u8]) -> Vec<u8> {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]).args(args).current_dir(dir);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GIT_")) {
            command.env_remove(name);
        }
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success(), "git {args:?}");
        out.stdout
    }

    /// Makes commits whose files change a little each time, so that a pack keeps most of them as changes.
    fn repository(format: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        git(dir.path(), &["init", "-q", "-b", "main", &format!("--object-format={format}")], b"");
        let mut text: String = (0..400).map(|n| format!("line {n} of a long file, {}\n", n * n)).collect();
        for n in 0..12 {
            text = text.replace(&format!("line {} of", n * 31), &format!("line {n} was changed in")) + &format!("and {n}\n");
            fs::write(dir.path().join("a.md"), &text).unwrap();
            fs::write(dir.path().join(format!("{n}.bin")), (0..n as u64 * 70_000).map(|b| ((b * b) >> 7) as u8).collect::<Vec<_>>())
                .unwrap();
            git(dir.path(), &["add", "-A"], b"");
            git(dir.path(), &["commit", "-qm", &format!("commit {n}")], b"");
        }
        git(dir.path(), &["tag", "-am", "a tag", "v1"], b"");
        dir
    }

    fn names(dir: &Path) -> Vec<String> {
        let out = String::from_utf8(git(dir, &["rev-list", "--objects", "--all", "--no-object-names"], b"")).unwrap();
        out.lines().map(str::to_owned).collect()
    }

    #[track_caller]
    fn check(dir: &Path) {
        let mut database = Database::of(&dir.join(".git"));
        let names = names(dir);
        let mut read = Vec::new();
        for name in &names {
            let object = database.get(name).unwrap_or_else(|| panic!("{name}"));
            read.extend(format!("{name} {} {}\n", object.kind, object.bytes.len()).into_bytes());
            read.extend(object.bytes.iter().chain(b"\n"));
        }
        assert!(git(dir, &["cat-file", "--batch"], (names.join("\n") + "\n").as_bytes()) == read);
        assert!(database.get(&"0".repeat(40)).is_none() && database.get("HEAD").is_none() && database.get("").is_none());
    }

    fn files(dir: PathBuf, ends: &str) -> Vec<PathBuf> {
        fs::read_dir(dir).unwrap().map(|f| f.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == ends)).collect()
    }

    #[test]
    fn objects_are_read_as_git_reads_them() {
        for format in ["sha1", "sha256"] {
            let dir = repository(format);
            check(dir.path());
            git(dir.path(), &["repack", "-adfq", "--depth=50", "--window=50"], b"");
            check(dir.path());
            let [index] = &files(dir.path().join(".git/objects/pack"), "idx")[..] else { panic!() };
            let told = git(dir.path(), &["verify-pack", "-v", index.to_str().unwrap()], b"");
            assert!(String::from_utf8(told).unwrap().contains("chain length = 3"), "some are changes to changes");
            // The same by the names of what they change, and offsets of eight bytes.
            git(dir.path(), &["-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq"], b"");
            let [pack] = &files(dir.path().join(".git/objects/pack"), "pack")[..] else { panic!() };
            fs::remove_file(pack.with_extension("idx")).unwrap();
            git(dir.path(), &["index-pack", "--index-version=2,0x40", pack.to_str().unwrap()], b"");
            check(dir.path());
            fs::write(dir.path().join("more.md"), "more\n").unwrap();
            git(dir.path(), &["add", "-A"], b"");
            git(dir.path(), &["commit", "-qm", "loose, beside the pack"], b"");
            check(dir.path());
        }
    }

    #[test]
    fn what_is_too_large_or_of_another_form_is_left_to_git() {
        let dir = repository("sha1");
        let large = git(dir.path(), &["hash-object", "-w", "--stdin"], &vec![b'a'; MOST + 1]);
        let large = String::from_utf8(large).unwrap().trim().to_owned();
        let get = |name: &str| Database::of(&dir.path().join(".git")).get(name);
        assert!(get(&large).is_none());
        git(dir.path(), &["-c", "pack.indexVersion=1", "repack", "-adq"], b"");
        assert!(get(&names(dir.path())[0]).is_none());
    }

    #[test]
    fn a_pipe_is_no_object() {
        let dir = repository("sha1");
        let name = &names(dir.path())[0];
        let path = dir.path().join(".git/objects").join(&name[..2]).join(&name[2..]);
        fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(Database::of(&dir.path().join(".git")).get(name).is_none());
    }

    #[test]
    fn broken_objects_give_an_answer() {
        let dir = repository("sha1");
        let names = names(dir.path());
        let read_all = || {
            let mut database = Database::of(&dir.path().join(".git"));
            names.iter().step_by(13).for_each(|name| drop(database.get(name)));
        };
        git(dir.path(), &["repack", "-adfq"], b"");
        for ends in ["idx", "pack"] {
            let [path] = &files(dir.path().join(".git/objects/pack"), ends)[..] else { panic!() };
            fs::rename(path, path.with_extension("whole")).unwrap();
            let whole = fs::read(path.with_extension("whole")).unwrap();
            for at in (0..whole.len()).step_by(whole.len() / 150) {
                let mut bent = whole.clone();
                bent[at] ^= 0xff;
                fs::write(path, &bent).unwrap();
                read_all();
                fs::write(path, &whole[..at]).unwrap();
                read_all();
            }
            fs::write(path, &whole).unwrap();
        }
    }
}
