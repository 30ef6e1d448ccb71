//! The one commit that baton makes: some paths, whatever else is staged.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Commits `paths` of the work tree at `top`, and nothing else; returns the commit's short name, `None` when HEAD has all that.
///
/// What is staged beside them stays staged. Nothing is pushed. The repository's hooks run as for any commit.
///
/// # Errors
/// What git said; what was staged of the paths is then as it was, but in a merge, where staging them settles their conflict.
pub fn commit(top: &Path, paths: &[String], message: &[String]) -> Result<Option<String>, String> {
    let before = staged(top, paths)?;
    let merging = in_merge(top);
    let done = add_and_commit(top, paths, message, merging);
    match (done.is_err() && !merging).then(|| put_back(top, paths, &before)) {
        Some(Err(why)) => {
            done.map_err(|said| format!("{said}\nwhat was staged is not as it was ({why}): git reset -- {}", paths.join(" ")))
        }
        _ => done,
    }
}

fn in_merge(top: &Path) -> bool {
    git(top, &["rev-parse".into(), "--quiet".into(), "--verify".into(), "MERGE_HEAD".into()]).is_ok()
}

fn add_and_commit(top: &Path, paths: &[String], message: &[String], merging: bool) -> Result<Option<String>, String> {
    let mut add = vec!["add".to_owned(), "--all".into(), "--".into()];
    add.extend(paths.iter().cloned());
    git(top, &add).map_err(|said| ignored(top, paths).unwrap_or(said))?;
    let mut differs = vec!["diff".to_owned(), "--cached".into(), "--quiet".into(), "--".into()];
    differs.extend(paths.iter().cloned());
    if git(top, &differs).is_ok() {
        return Ok(None);
    }
    let mut commit = vec!["commit".to_owned(), "--quiet".into()];
    for part in message {
        commit.extend(["-m".to_owned(), part.clone()]);
    }
    // A merge is committed whole: git takes no part of one.
    if merging {
        let left = git(top, &["diff".into(), "--name-only".into(), "--diff-filter=U".into()])?;
        if !left.is_empty() {
            return Err(format!("git is in a merge, and in conflict are still {}; git commit ends it", left.replace('\n', ", ")));
        }
    } else {
        commit.extend(["--only".to_owned(), "--".into()]);
        commit.extend(paths.iter().cloned());
    }
    git(top, &commit)?;
    git(top, &["rev-parse".into(), "--short".into(), "HEAD".into()]).map(Some)
}

/// Says which of the paths git is told to pass over.
fn ignored(top: &Path, paths: &[String]) -> Option<String> {
    let args: Vec<String> = ["check-ignore", "--"].map(str::to_owned).into_iter().chain(paths.iter().cloned()).collect();
    let names = git(top, &args).ok().filter(|names| !names.is_empty())?.replace('\n', ", ");
    Some(format!("git is told to pass over {names} (git check-ignore -v says where); take that out, or commit the rest yourself"))
}

/// Returns what the index has of some paths, as `update-index --index-info` takes it.
fn staged(top: &Path, paths: &[String]) -> Result<Vec<u8>, String> {
    let args: Vec<String> = ["ls-files", "--stage", "-z", "--"].map(str::to_owned).into_iter().chain(paths.iter().cloned()).collect();
    run(top, &args, b"")
}

/// Gives the index what it had of some paths.
fn put_back(top: &Path, paths: &[String], before: &[u8]) -> Result<(), String> {
    let now = staged(top, paths)?;
    if now == before {
        return Ok(());
    }
    let mut info = Vec::new();
    for entry in now.split(|b| *b == 0).filter(|entry| !entry.is_empty()) {
        // An entry is `mode id stage`, a tab and the path; mode 0 takes the path out.
        let tab = entry.iter().position(|b| *b == b'\t').unwrap_or(entry.len());
        let id = entry[..tab].split(|b| *b == b' ').nth(1).unwrap_or_default();
        info.extend([b"0 ", "0".repeat(id.len()).as_bytes(), &entry[tab..], b"\0"].concat());
    }
    info.extend(before);
    run(top, &["update-index", "-z", "--index-info"].map(str::to_owned), &info).map(|_| ())
}

fn git(top: &Path, args: &[String]) -> Result<String, String> {
    run(top, args, b"").map(|out| String::from_utf8_lossy(&out).trim().to_owned())
}

fn run(top: &Path, args: &[String], input: &[u8]) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    // `check-ignore` takes paths anyway, and refuses to be told so.
    let literal = args.first().is_some_and(|verb| verb != "check-ignore");
    command.arg("-C").arg(top).args(args).env("GIT_LITERAL_PATHSPECS", if literal { "1" } else { "0" });
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    let failed = |e: io::Error| format!("git cannot be run: {e}");
    let mut child = command.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A git that ends before it has read everything says why itself.
        let _ = stdin.write_all(input);
    }
    let out = child.wait_with_output().map_err(failed)?;
    if out.status.success() {
        return Ok(out.stdout);
    }
    let said = String::from_utf8_lossy(if out.stderr.is_empty() { &out.stdout } else { &out.stderr }).trim().to_owned();
    Err(format!("git {}: {said}", args.first().map_or("", String::as_str)))
}
