//! What is in the work tree and in git: files, their lines, paths known under another directory, commits.

use super::git::{OUTPUT, PATIENCE, git, git_with};
use super::read_small;
use std::collections::HashSet;
use std::ffi::OsString;
use std::io::Read;
use std::path::Path;

/// The largest file whose lines are counted, in bytes.
const LARGEST: u64 = 16 << 20;

/// Tells whether a path below a directory names something.
pub fn exists(dir: &Path, path: &str) -> bool {
    dir.join(path).symlink_metadata().is_ok()
}

/// Counts the lines of a plain file of at most 16 MB.
pub fn lines(file: &Path) -> Option<usize> {
    let metadata = std::fs::metadata(file).ok().filter(|m| m.is_file() && m.len() <= LARGEST)?;
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    std::fs::File::open(file).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    let open = bytes.last().is_some_and(|b| *b != b'\n');
    Some(memchr::memchr_iter(b'\n', &bytes).count() + usize::from(open))
}

/// Returns those of some paths that git's index has, there or below any directory; `None` when git does not tell.
pub fn in_index(top: &Path, paths: &[&str]) -> Option<HashSet<String>> {
    if paths.is_empty() {
        return Some(HashSet::new());
    }
    let mut args: Vec<OsString> = ["ls-files", "-z", "--cached", "--full-name", "--"].map(OsString::from).into();
    for path in paths {
        let bare: String = path.trim_end_matches('/').chars().flat_map(|c| escaped(c).chain([c])).collect();
        args.push(format!(":(top,glob)**/{bare}").into());
        args.push(format!(":(top,glob)**/{bare}/**").into());
    }
    let out = git(top, &args)?;
    if out.len() as u64 >= OUTPUT {
        return None;
    }
    let known: Vec<String> = out.split('\0').map(|p| format!("/{p}/")).collect();
    let has = |path: &&&str| known.iter().any(|k| k.contains(&format!("/{}/", path.trim_end_matches('/'))));
    Some(paths.iter().filter(has).map(|p| (*p).to_owned()).collect())
}

/// Returns what stands before a character so that a pattern means itself.
fn escaped(c: char) -> impl Iterator<Item = char> {
    matches!(c, '[' | ']' | '*' | '?' | '\\').then_some('\\').into_iter()
}

/// Returns those of some commit names that git knows; `None` when it does not tell, or holds only a part of the history.
pub fn commits_here(top: &Path, names: &[&str]) -> Option<HashSet<String>> {
    if names.is_empty() {
        return Some(HashSet::new());
    }
    let shallow = git(top, &["rev-parse", "--is-shallow-repository"].map(OsString::from))?;
    if shallow.trim() != "false" || read_small(&top.join(".git/shallow")).is_some() {
        return None;
    }
    let asked: String = names.iter().map(|n| format!("{n}^{{commit}}\n")).collect();
    let out = git_with(top, &["cat-file", "--batch-check"].map(OsString::from), asked.into_bytes(), (PATIENCE, OUTPUT))?;
    let out = String::from_utf8_lossy(&out);
    let told: Vec<&str> = out.lines().collect();
    let known = |line: &&str| line.split(' ').nth(1) == Some("commit") || line.ends_with("ambiguous");
    (told.len() == names.len()).then(|| names.iter().zip(told).filter(|(_, l)| known(l)).map(|(n, _)| (*n).to_owned()).collect())
}
