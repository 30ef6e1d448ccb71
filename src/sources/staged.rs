//! What is about to be committed or pushed: blobs as git has them, never the work tree.

use super::git::{command, git, output};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long git may take over an index or a range, and how many bytes are read.
const MUCH: (Duration, u64) = (Duration::from_secs(60), 1 << 30);

/// A file that a commit or a range changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path from the top level.
    pub path: String,
    /// The blob before; `None` for a new file.
    pub was: Option<String>,
    /// The blob afterwards; `None` for one that is removed.
    pub now: Option<String>,
}

/// A repository and the index that counts: in a hook git names another one than `.git/index` for `commit -a` or `commit FILE`.
#[derive(Clone, Debug)]
pub struct Index {
    top: PathBuf,
    file: Option<PathBuf>,
}

impl Index {
    /// Names the index of the work tree at `top`; `file` is what `GIT_INDEX_FILE` says, from there.
    pub fn of(top: &Path, file: Option<&Path>) -> Index {
        Index { top: top.to_path_buf(), file: file.map(|f| top.join(f)) }
    }

    /// Returns what is staged of some files and folders (from the top level); `None` where git does not say.
    pub fn staged(&self, paths: &[String]) -> Option<Vec<Entry>> {
        self.raw(&["diff", "--cached"], paths)
    }

    /// Returns what differs of them between two commits or trees.
    pub fn between(&self, from: &str, to: &str, paths: &[String]) -> Option<Vec<Entry>> {
        self.raw(&["diff-tree", "-r", from, to], paths)
    }

    /// Returns every blob that the commits of `to` beyond `from` gave some files, with the file's path.
    pub fn versions(&self, from: Option<&str>, to: &str, paths: &[String]) -> Option<Vec<Entry>> {
        let range = from.map_or_else(|| to.to_owned(), |from| format!("{from}..{to}"));
        self.raw(&["log", "--format=", "-m", "--root", &range], paths)
    }

    /// Returns those of some files that are in the index.
    pub fn holds(&self, paths: &[String]) -> Vec<String> {
        let out = self.run(&["ls-files", "-z"], paths, Vec::new()).unwrap_or_default();
        String::from_utf8_lossy(&out).split('\0').filter(|p| !p.is_empty()).map(str::to_owned).collect()
    }

    /// Reads blobs by id, `:PATH` (of the index) or `COMMIT:PATH`, in one process; `None` for one that is not there.
    pub fn read(&self, names: &[String]) -> Vec<Option<Vec<u8>>> {
        if names.is_empty() {
            return Vec::new();
        }
        let input: String = names.iter().map(|name| format!("{name}\n")).collect();
        let out = self.run(&["cat-file", "--batch"], &[], input.into_bytes()).unwrap_or_default();
        let mut rest = &out[..];
        names.iter().map(|_| super::elsewhere::next_object(&mut rest)).collect()
    }

    fn raw(&self, verb: &[&str], paths: &[String]) -> Option<Vec<Entry>> {
        let shape = ["--raw", "--no-abbrev", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules", "--no-textconv"];
        let args: Vec<&str> = verb[..1].iter().chain(&shape).chain(&verb[1..]).copied().collect();
        let out = self.run(&args, paths, Vec::new())?;
        let out = String::from_utf8_lossy(&out);
        let mut parts = out.split('\0').map(|p| p.trim_start_matches('\n')).filter(|p| !p.is_empty());
        let mut found = Vec::new();
        while let (Some(head), Some(path)) = (parts.next(), parts.next()) {
            let mut fields = head.trim_start_matches(':').split(' ').skip(2);
            let blob = |id: Option<&str>| id.filter(|id| id.bytes().any(|b| b != b'0')).map(str::to_owned);
            let (was, now) = (blob(fields.next()), blob(fields.next()));
            found.push(Entry { path: path.to_owned(), was, now });
        }
        Some(found)
    }

    fn run(&self, args: &[&str], paths: &[String], input: Vec<u8>) -> Option<Vec<u8>> {
        let mut command = command(&self.top);
        if let Some(file) = &self.file {
            command.env("GIT_INDEX_FILE", file);
        }
        command.arg("--literal-pathspecs").args(args);
        if !paths.is_empty() {
            command.arg("--").args(paths);
        }
        output(command, input, MUCH)
    }
}

/// Returns the name of the tree without files: what a branch that nobody has yet is compared with.
pub fn empty_tree(top: &Path) -> Option<String> {
    let out = git(top, &["hash-object", "-t", "tree", "--stdin"].map(OsString::from))?;
    Some(out.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Returns the folder that git takes hooks from, and whether a setting (`core.hooksPath`) names it.
pub fn hooks_dir(top: &Path) -> Option<(PathBuf, bool)> {
    // baton's own runs of git set that key on the command line, so the scopes are asked one by one.
    for scope in ["--worktree", "--local", "--global", "--system"] {
        let args = ["config", scope, "--type=path", "--get", "core.hooksPath"].map(OsString::from);
        if let Some(dir) = git(top, &args).map(|out| out.trim_end_matches('\n').to_owned()).filter(|d| !d.is_empty()) {
            return Some((top.join(dir), true));
        }
    }
    let common = git(top, &["rev-parse", "--git-common-dir"].map(OsString::from))?;
    Some((top.join(common.trim_end_matches('\n')).join("hooks"), false))
}
