//! What other branches and work trees of the same repository hold, asked of git in few processes.
//!
//! Nothing is fetched: a remote-tracking branch is as of the last fetch.

use super::git::{git, git_with};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A file that a branch has and HEAD never had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The branch, as git takes it (`feature/x`, `origin/main`).
    pub branch: String,
    /// The commit that added it.
    pub commit: String,
    /// Its path from the top level.
    pub path: String,
}

/// Another work tree of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worktree {
    /// Its top level.
    pub path: PathBuf,
    /// Its branch; `None` when its HEAD is detached.
    pub branch: Option<String>,
}

/// How long git may take over a whole chain, and how many bytes are read of it.
const MUCH: (Duration, u64) = (Duration::from_secs(60), 1 << 30);
/// The most commits that are looked at.
const COMMITS: &str = "--max-count=2000";

/// Returns the files below `dir` (from the top level, with a `/` at its end) that branches add beyond HEAD: one walk over
/// the commits that HEAD has not, local branches first.
pub fn added_elsewhere(top: &Path, dir: &str) -> Vec<Added> {
    let fixed = ["--literal-pathspecs", "log", COMMITS, "--branches", "--exclude=*/HEAD", "--remotes", "--not", "HEAD"];
    let shape = ["--format=%x01%S%x01%h", "--name-only", "--no-renames", "--diff-filter=A", "--no-ext-diff", "--no-textconv", "--"];
    let args: Vec<OsString> = fixed.into_iter().chain(shape).chain([dir]).map(OsString::from).collect();
    let out = git(top, &args).unwrap_or_default();
    let (mut branch, mut commit) = (String::new(), String::new());
    let mut found = Vec::new();
    for line in out.lines() {
        if let Some((source, hash)) = line.strip_prefix('\x01').and_then(|l| l.split_once('\x01')) {
            let name = source.strip_prefix("refs/heads/").or(source.strip_prefix("refs/remotes/")).unwrap_or(source);
            (branch, commit) = (name.to_owned(), hash.to_owned());
        } else if line.starts_with(dir) {
            found.push(Added { branch: branch.clone(), commit: commit.clone(), path: line.to_owned() });
        }
    }
    found
}

/// Returns the full name of the commit that words name; `None` when git knows none.
pub fn commit_of(top: &Path, words: &str) -> Option<String> {
    let args = ["rev-parse", "--verify", "--quiet", "--end-of-options"].map(OsString::from).into_iter();
    let out = git(top, &args.chain([format!("{words}^{{commit}}").into()]).collect::<Vec<_>>())?;
    let name = out.trim();
    (name.len() >= 40 && name.bytes().all(|b| b.is_ascii_hexdigit())).then(|| name.to_owned())
}

/// Returns the files below `dir` (from the top level) that a commit has; `None` where git does not say.
pub fn files_at(top: &Path, commit: &str, dir: &str) -> Option<Vec<String>> {
    let args = ["--literal-pathspecs", "ls-tree", "-r", "--name-only", "-z", "--full-tree", commit, "--", dir].map(OsString::from);
    named(top, &args)
}

/// Returns the files below `dir` that differ between two commits; `None` where git does not say.
pub fn files_between(top: &Path, from: &str, to: &str, dir: &str) -> Option<Vec<String>> {
    let fixed = ["--literal-pathspecs", "diff-tree", "-r", "--name-only", "--no-renames", "-z", from, to, "--", dir].map(OsString::from);
    named(top, &fixed)
}

fn named(top: &Path, args: &[OsString]) -> Option<Vec<String>> {
    let out = String::from_utf8_lossy(&git_with(top, args, Vec::new(), MUCH)?).into_owned();
    Some(out.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// Returns the other work trees, at most 32; those that are gone or bare are left out.
pub fn worktrees(top: &Path) -> Vec<Worktree> {
    let out = git(top, &["worktree", "list", "--porcelain"].map(OsString::from)).unwrap_or_default();
    let own = top.canonicalize().unwrap_or_else(|_| top.to_path_buf());
    let trees = out.split("\n\n").filter_map(|entry| {
        let field = |name: &str| entry.lines().find_map(|l| l.strip_prefix(name));
        let path = PathBuf::from(field("worktree ")?);
        let branch = field("branch ").map(|b| b.strip_prefix("refs/heads/").unwrap_or(b).to_owned());
        let gone = entry.lines().any(|l| l == "bare" || l.starts_with("prunable"));
        let real = path.canonicalize().ok().filter(|real| !gone && *real != own)?;
        Some(Worktree { path: real, branch })
    });
    trees.take(32).collect()
}
