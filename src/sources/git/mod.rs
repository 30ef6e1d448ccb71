//! Facts about the repository: from its files where that is enough, else by running `git`.
//!
//! Invariant: nothing that the repository's own configuration names is run.

mod batch;
mod database;
mod index;
mod objects;
mod packs;
pub mod staged;

use super::read_small;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long git may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);
/// How much of git's output is read, in bytes.
pub(super) const OUTPUT: u64 = 1 << 20;

/// Settings of the repository that would run a program or change what git prints.
const SETTINGS: [&str; 6] = [
    "core.fsmonitor=false",
    "core.quotepath=off",
    "core.hooksPath=/dev/null",
    "color.ui=false",
    "diff.external=",
    "log.showSignature=false",
];

/// What HEAD says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The branch; `None` when HEAD is detached.
    pub branch: Option<String>,
    /// The commit's first seven digits; `None` before the first commit.
    pub commit: Option<String>,
}

/// The state of a work tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Git {
    /// What HEAD says.
    pub head: Head,
    /// Whether tracked files differ from HEAD.
    pub dirty: bool,
}

/// Returns the nearest ancestor of `dir` (itself included) that holds a `.git`.
pub fn top_level(dir: &Path) -> Option<PathBuf> {
    dir.ancestors().find(|d| d.join(".git").symlink_metadata().is_ok()).map(Path::to_path_buf)
}

/// Reads HEAD from the repository's files, without running git; `None` where they have a form it does not know.
pub fn head(top: &Path) -> Option<Head> {
    let (branch, commit) = resolved_head(top)?;
    Some(Head { branch, commit: commit.and_then(|c| short(&c)) })
}

/// Reads the whole name of the commit at HEAD, as [`head`] does.
pub(super) fn head_commit(top: &Path) -> Option<String> {
    resolved_head(top)?.1
}

fn resolved_head(top: &Path) -> Option<(Option<String>, Option<String>)> {
    let own = own_dir(top)?;
    let common = common_dir(&own);
    let text = read_small(&own.join("HEAD"))?;
    let text = text.trim();
    let Some(name) = text.strip_prefix("ref:").map(str::trim) else { return Some((None, Some(text.to_owned()))) };
    let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
    if branch == ".invalid" || !is_plain(name) {
        return None;
    }
    let loose = || [&own, &common].into_iter().find_map(|dir| read_small(&dir.join(name)));
    let packed = || {
        let refs = read_small(&common.join("packed-refs"))?;
        refs.lines().find_map(|l| l.strip_suffix(name)?.strip_suffix(' ').map(str::to_owned))
    };
    Some((Some(branch.to_owned()), loose().or_else(packed).map(|commit| commit.trim().to_owned())))
}

/// Returns the directory that a work tree's own HEAD and index are in.
pub(super) fn own_dir(top: &Path) -> Option<PathBuf> {
    let dot_git = top.join(".git");
    Some(if dot_git.is_dir() { dot_git } else { top.join(read_small(&dot_git)?.trim().strip_prefix("gitdir:")?.trim()) })
}

/// Returns the directory that a repository's work trees share, from the one of a work tree.
pub(super) fn common_dir(own: &Path) -> PathBuf {
    read_small(&own.join("commondir")).map_or_else(|| own.to_path_buf(), |c| own.join(c.trim()))
}

/// Asks git for branch, commit and whether anything is changed; `None` without git or a repository.
pub fn facts(top: &Path) -> Option<Git> {
    let mut args: Vec<OsString> = Vec::new();
    for filter in own_filters(top)? {
        args.extend(["-c".into(), format!("{filter}=").into()]);
    }
    args.extend(["status", "--porcelain=v2", "--branch", "-z", "--untracked-files=no", "--ignore-submodules=all"].map(OsString::from));
    let out = git(top, &args)?;
    let mut facts = Git::default();
    for line in out.split('\0') {
        if let Some(commit) = line.strip_prefix("# branch.oid ") {
            facts.head.commit = short(commit);
        } else if let Some(branch) = line.strip_prefix("# branch.head ") {
            facts.head.branch = (branch != "(detached)").then(|| branch.to_owned());
        } else if !line.is_empty() && !line.starts_with('#') {
            facts.dirty = true;
        }
    }
    Some(facts)
}

/// Returns the name that git puts on the user's commits.
pub fn author(top: &Path) -> Option<String> {
    let name = git(top, &["config", "user.name"].map(OsString::from))?.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

/// Returns how many commits HEAD has that `commit` has not and that change more than the files `beside` (from the top level);
/// `None` when git does not know that commit.
pub fn commits_since(top: &Path, commit: &str, beside: &[String]) -> Option<usize> {
    let out = git(top, &since("rev-list", "--count", commit, beside)?)?;
    out.trim().parse().ok()
}

/// Returns the subjects of those commits, the newest first, as `1a2b3c4 subject`.
pub fn log_since(top: &Path, commit: &str, beside: &[String]) -> Option<Vec<String>> {
    let out = git(top, &since("log", "--format=%h %s", commit, beside)?)?;
    Some(out.lines().map(str::to_owned).collect())
}

fn since(verb: &str, option: &str, commit: &str, beside: &[String]) -> Option<Vec<OsString>> {
    if commit.is_empty() || !commit.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut args: Vec<OsString> = vec![verb.into(), option.into(), format!("{commit}..HEAD").into(), "--".into(), ":(top)".into()];
    args.extend(beside.iter().map(|path| format!(":(top,exclude,literal){path}").into()));
    Some(args)
}

/// Returns the full names of those commits, given by their first digits, that git has.
pub fn known_commits(top: &Path, names: &[&str]) -> Vec<String> {
    let plain = |name: &&&str| name.bytes().all(|b| b.is_ascii_hexdigit());
    let mut args: Vec<OsString> = ["rev-list", "--no-walk", "--ignore-missing"].map(OsString::from).to_vec();
    args.extend(names.iter().filter(plain).map(OsString::from));
    args.push("--".into());
    git(top, &args).map(|out| out.lines().map(str::to_owned).collect()).unwrap_or_default()
}

/// Tells whether git's index holds a file.
pub fn is_tracked(top: &Path, file: &Path) -> bool {
    let args = ["--literal-pathspecs".into(), "ls-files".into(), "-z".into(), "--".into(), file.as_os_str().to_owned()];
    git(top, &args).is_some_and(|out| !out.is_empty())
}

/// Tells whether git is told to pass over a file (its path from the top level).
pub fn is_ignored(top: &Path, file: &Path) -> bool {
    git(top, &["check-ignore".into(), "--no-index".into(), "--".into(), file.as_os_str().to_owned()]).is_some_and(|out| !out.is_empty())
}

/// Tells whether a commit of any branch has one of the files (the first hundred are asked for); `None` where git does not say.
pub fn was_committed(top: &Path, files: &[PathBuf]) -> Option<bool> {
    let mut args: Vec<OsString> = ["--literal-pathspecs", "log", "--all", "-1", "--format=%h", "--"].map(OsString::from).into();
    args.extend(files.iter().take(100).map(|f| f.as_os_str().to_owned()));
    git(top, &args).map(|out| !out.trim().is_empty())
}

/// Tells whether HEAD holds a file (its path from the top level).
pub fn is_committed(top: &Path, file: &str) -> bool {
    let args = ["--literal-pathspecs", "ls-tree", "-z", "--name-only", "HEAD", "--", file].map(OsString::from);
    git(top, &args).is_some_and(|out| !out.is_empty())
}

/// Returns one side of a file in conflict: 1 what both began with, 2 ours, 3 theirs; `None` when there is none.
pub fn stage(top: &Path, name: &str, number: u8) -> Option<String> {
    let unmerged =
        git(top, &["--literal-pathspecs".into(), "ls-files".into(), "-u".into(), "-z".into(), "--".into(), top.join(name).into()])?;
    let wanted = unmerged.split('\0').find(|l| l.split('\t').next().is_some_and(|head| head.ends_with(&format!(" {number}"))))?;
    let object = wanted.split(' ').nth(1)?;
    let text = git(top, &["cat-file".into(), "blob".into(), object.into()])?;
    // A text that was cut off or is no UTF-8 is no side to merge.
    ((text.len() as u64) < OUTPUT && !text.contains('\u{FFFD}')).then_some(text)
}

/// Tells whether tracked files other than `beside` (from the top level) differ from HEAD.
pub fn is_dirty_beside(top: &Path, beside: &[String]) -> bool {
    let mut args: Vec<OsString> = Vec::new();
    for filter in own_filters(top).unwrap_or_default() {
        args.extend(["-c".into(), format!("{filter}=").into()]);
    }
    args.extend(["diff-index", "--name-only", "-z", "--ignore-submodules=all", "HEAD", "--"].map(OsString::from));
    let out = git(top, &args).unwrap_or_default();
    out.split('\0')
        .filter(|n| !n.is_empty())
        .any(|n| !beside.iter().any(|b| n == b || n.strip_prefix(&**b).is_some_and(|r| r.starts_with('/'))))
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

/// Returns the keys of filters that the repository's own configuration sets: `status` would run them.
fn own_filters(top: &Path) -> Option<Vec<String>> {
    if has_no_filter(top) == Some(true) {
        return Some(Vec::new());
    }
    let args = ["config", "--show-scope", "--name-only", "-z", "--get-regexp", r"^filter\..*\.(clean|smudge|process)$"].map(OsString::from);
    let out = git(top, &args)?;
    let mut parts = out.split('\0');
    let mut keys = Vec::new();
    while let (Some(scope), Some(key)) = (parts.next(), parts.next()) {
        if scope == "local" || scope == "worktree" {
            keys.push(key.to_owned());
        }
    }
    Some(keys)
}

/// Tells whether the repository's own configuration can name no filter, since neither that word nor another file stands in it;
/// `None` where its files do not tell.
fn has_no_filter(top: &Path) -> Option<bool> {
    let own = own_dir(top)?;
    let common = common_dir(&own);
    let plain = |text: &str| {
        let text = text.to_ascii_lowercase();
        !text.contains("filter") && !text.contains("include")
    };
    let tree = own.join("config.worktree");
    let of_tree = tree.symlink_metadata().is_err() || plain(&read_small(&tree)?);
    Some(of_tree && plain(&read_small(&common.join("config"))?))
}

/// Runs git and returns its output as text, as [`git_with`] does.
pub(super) fn git(top: &Path, args: &[OsString]) -> Option<String> {
    git_with(top, args, Vec::new(), (PATIENCE, OUTPUT)).map(|out| String::from_utf8_lossy(&out).into_owned())
}

/// Runs git on an input and returns its output; `None` when it is missing, too slow, or fails with no output.
///
/// `most` is how long it may take and how many bytes are read.
pub(super) fn git_with(top: &Path, args: &[OsString], input: Vec<u8>, most: (Duration, u64)) -> Option<Vec<u8>> {
    let mut command = command(top);
    command.args(args);
    output(command, input, most)
}

/// Prepares a run of git that executes nothing of the repository's.
pub(super) fn command(top: &Path) -> Command {
    let mut command = Command::new("git");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_PARAMETERS", "GIT_TRACE"] {
        command.env_remove(name);
    }
    // No lock, no translation, and no fetching of missing objects over a transport that the repository chose.
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "")
        .env("GIT_TERMINAL_PROMPT", "0")
        .arg("-C")
        .arg(top);
    command
}

/// Runs a prepared git on an input, as [`git_with`] does.
fn output(command: Command, input: Vec<u8>, most: (Duration, u64)) -> Option<Vec<u8>> {
    let (status, out) = finished(command, input, most)?;
    // `config` exits 1 when it finds nothing.
    (status.success() || status.code() == Some(1) || !out.is_empty()).then_some(out)
}

/// Runs a prepared git on an input; returns how it ended and what of its output was read, `None` when it is missing or too slow.
pub(super) fn finished(mut command: Command, input: Vec<u8>, most: (Duration, u64)) -> Option<(ExitStatus, Vec<u8>)> {
    let stdin = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let stdout = child.stdout.take()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Nobody waits for it: it ends with the process.
        std::thread::spawn(move || stdin.write_all(&input));
    }
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut out = Vec::new();
        let _ = stdout.take(most.1).read_to_end(&mut out);
        let _ = sender.send(out);
    });
    let out = receiver.recv_timeout(most.0);
    if out.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().ok()?;
    Some((status, out.ok()?))
}

fn short(commit: &str) -> Option<String> {
    (commit.len() >= 40 && commit.bytes().all(|b| b.is_ascii_hexdigit())).then(|| commit[..7].to_owned())
}

/// Tells whether a ref name stays inside the repository.
fn is_plain(name: &str) -> bool {
    name.starts_with("refs/") && !name.split('/').any(|part| part.is_empty() || part.starts_with('.'))
}
