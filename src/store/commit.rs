//! The one commit that baton makes: some paths, whatever else is staged.

use std::path::Path;
use std::process::{Command, Stdio};

/// Commits `paths` of the work tree at `top`, and nothing else; returns the commit's short name, `None` when HEAD has all that.
///
/// What is staged beside them stays staged. Nothing is pushed. The repository's hooks run as for any commit.
///
/// # Errors
/// What git said.
pub fn commit(top: &Path, paths: &[String], message: &[String]) -> Result<Option<String>, String> {
    let mut add = vec!["add".to_owned(), "--all".into(), "--".into()];
    add.extend(paths.iter().cloned());
    git(top, &add)?;
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
    if git(top, &["rev-parse".into(), "--quiet".into(), "--verify".into(), "MERGE_HEAD".into()]).is_ok() {
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

fn git(top: &Path, args: &[String]) -> Result<String, String> {
    let mut command = Command::new("git");
    command.arg("--literal-pathspecs").arg("-C").arg(top).args(args).stdin(Stdio::null());
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    let out = command.output().map_err(|e| format!("git cannot be run: {e}"))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned());
    }
    let said = String::from_utf8_lossy(if out.stderr.is_empty() { &out.stdout } else { &out.stderr }).trim().to_owned();
    Err(format!("git {}: {said}", args.first().map_or("", String::as_str)))
}
