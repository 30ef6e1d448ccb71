//! Projects that move, and projects that go: a session may stand elsewhere, but not nowhere.

use super::{LIVE, check, commit_all, rules};
use crate::cli::Place;
use crate::seal::{git, repository, seal, work};
use serde_json::Value;
use std::fs;

/// A repository with a project of two committed sessions in `pkg/a`.
fn project() -> Place {
    let place = repository("");
    fs::remove_file(place.root().join("SESSION-HANDOFF.md")).unwrap();
    place.write("pkg/a/.baton/config.toml", "");
    place.write("pkg/a/SESSION-HANDOFF.md", LIVE);
    let _ = place.run(&["-C", "pkg/a", "seal"]).ok();
    let _ = place.run(&["-C", "pkg/a", "add", "task", "One more"]).ok();
    let _ = place.run(&["-C", "pkg/a", "seal"]).ok();
    commit_all(&place, "first");
    place
}

/// Asserts what the gate says of what is staged and, once it is committed, of that commit.
#[track_caller]
fn both(place: &Place, exit: i32, want: &[&str]) -> Value {
    check(place, exit, want);
    commit_all(place, "next");
    let gate = place.run(&["check", "--range", "HEAD~1..HEAD", "--json"]).exits(exit).json();
    assert_eq!(rules(&gate), want, "{gate:#}");
    gate
}

/// Moves the project; git lists what it moves.
fn move_it(place: &Place) {
    fs::create_dir(place.root().join("lib")).unwrap();
    git(&place.root(), &["mv", "pkg/a", "lib/b"]);
}

/// Returns a file of the newest session, from the top level.
fn newest(place: &Place, suffix: &str) -> String {
    let files = git(&place.root(), &["ls-files"]);
    files.lines().filter(|f| f.contains("/sessions/") && f.ends_with(suffix)).max().unwrap().to_owned()
}

#[test]
fn a_project_may_move_with_its_sessions() {
    let place = project();
    move_it(&place);
    both(&place, 0, &[]);
    git(&place.root(), &["switch", "-qc", "old", "HEAD~1"]);
    let _ = place.run(&["check", "--range", "main~1..main"]).ok();
}

#[test]
fn a_project_may_move_after_a_redaction() {
    let place = project();
    let text = newest(&place, ".md");
    let id = text.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).unwrap();
    git(&place.root(), &["tag", "before"]);
    let _ = place.run(&["-C", "pkg/a", "redact", id, "--span", "13", "--why", "a name"]).ok();
    commit_all(&place, "redacted");
    move_it(&place);
    both(&place, 0, &[]);
    let _ = place.run(&["check", "--range", "before..HEAD"]).ok();
}

#[test]
fn a_project_may_move_by_a_copy_that_is_committed_first() {
    let place = project();
    let root = place.root();
    git(&root, &["switch", "-qc", "copy"]);
    move_it(&place);
    git(&root, &["checkout", "-q", "HEAD", "pkg"]);
    commit_all(&place, "two of them");
    git(&root, &["rm", "-rq", "pkg"]);
    both(&place, 0, &[]);
}

#[test]
fn a_project_may_move_from_the_top_level() {
    let place = repository(LIVE);
    let root = place.root();
    let _ = seal(&place);
    place.write(".baton/config.toml", "");
    commit_all(&place, "first");
    fs::create_dir(root.join("pkg")).unwrap();
    git(&root, &["mv", ".baton", "SESSION-HANDOFF.md", "pkg"]);
    both(&place, 0, &[]);
    place.write("main.c", "int main;\n");
    commit_all(&place, "later");
    git(&root, &["switch", "-qc", "old", "main~2"]);
    let _ = place.run(&["check", "--range", "main~1..main"]).ok();
}

#[test]
fn a_session_that_is_lost_on_the_way_is_told() {
    let place = project();
    move_it(&place);
    let text = newest(&place, ".md");
    let seal = newest(&place, ".toml");
    git(&place.root(), &["rm", "-qf", &text, &seal]);
    git(&place.root(), &["rm", "-rqf", "lib/b/.baton/base"]);
    let gate = both(&place, 5, &["chain-broken"]);
    assert!(gate.to_string().contains("is removed, and no stub says why"), "{gate:#}");
}

#[test]
fn a_session_that_is_altered_on_the_way_is_told() {
    let place = project();
    move_it(&place);
    let text = newest(&place, ".md");
    place.write(&text, "otherwise\n");
    git(&place.root(), &["add", "-A"]);
    both(&place, 5, &["chain-broken", "chain-broken"]);
}

#[test]
fn a_project_that_is_given_up_is_told_once_with_the_way_past() {
    let place = project();
    git(&place.root(), &["rm", "-rq", "pkg/a"]);
    let gate = both(&place, 5, &["chain-broken"]);
    assert_eq!(gate["files"][0]["file"], "pkg/a/.baton/sessions");
    assert!(gate.to_string().contains("--no-verify"), "{gate:#}");
}

#[test]
fn a_project_that_is_taken_out_of_git_and_kept_is_not_asked_for_its_handoff() {
    let place = project();
    git(&place.root(), &["rm", "-rq", "--cached", "pkg/a"]);
    check(&place, 5, &["chain-broken"]);
}

#[test]
fn a_live_file_may_be_renamed_with_a_seal() {
    let place = repository(LIVE);
    let root = place.root();
    place.write(".baton/config.toml", "");
    let _ = seal(&place);
    commit_all(&place, "first");
    git(&root, &["mv", "SESSION-HANDOFF.md", "HANDOFF.md"]);
    work(&place, "One more");
    let _ = seal(&place);
    git(&root, &["add", "-A"]);
    both(&place, 0, &[]);
}
