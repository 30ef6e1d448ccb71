//! What the tests share: temporary projects, the corpus, and printed reasons for what is skipped.
#![allow(dead_code, reason = "each test module uses a part")]

pub mod chains;
pub mod dice;
pub mod documents;
pub mod nasty;
pub mod terminal;

pub use dice::Dice;

use std::path::{Path, PathBuf};
use std::process::Command;

/// Says why a test does nothing here. With `BATON_STRICT` set (as `.ci/run` does) it is a failure instead.
#[track_caller]
pub fn skip(reason: &str) {
    assert!(std::env::var_os("BATON_STRICT").is_none(), "must run here, but: {reason}");
    println!("skipped: {reason}");
}

/// Returns the folder of real handoffs, or says why the test is skipped.
#[track_caller]
pub fn corpus() -> Option<PathBuf> {
    let found = std::env::var_os("BATON_CORPUS").map(PathBuf::from).filter(|p| p.join("dev").is_dir());
    if found.is_none() {
        skip("BATON_CORPUS does not name a folder of real handoffs");
    }
    found
}

/// Returns the markdown files of the corpus with their numbers, sorted.
#[track_caller]
pub fn corpus_files() -> Vec<(String, Vec<u8>)> {
    let Some(corpus) = corpus() else { return Vec::new() };
    let mut files: Vec<_> = std::fs::read_dir(corpus.join("dev")).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "md"));
    files.sort();
    files.iter().map(|p| (p.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read(p).unwrap())).collect()
}

/// Returns the built program as a command that sees nothing of the user's own environment.
pub fn baton(home: &Path, cwd: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    command.current_dir(cwd).env_clear().env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_AUTHOR_NAME", "T").env("GIT_AUTHOR_EMAIL", "t@example.com");
    command.env("GIT_COMMITTER_NAME", "T").env("GIT_COMMITTER_EMAIL", "t@example.com");
    command
}

/// Waits until something is true; fails after a minute.
#[track_caller]
pub fn eventually(what: &str, is: impl Fn() -> bool) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !is() {
        assert!(std::time::Instant::now() < end, "waited in vain for {what}");
        std::thread::yield_now();
    }
}
