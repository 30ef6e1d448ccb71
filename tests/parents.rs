//! The parent of the next seal, wherever the tree comes from: each way through real git.

use crate::cli::Place;
use crate::history::{add_task_in, parents_in, run_in};
use crate::seal::{LIVE, base, git, git_may_fail, repository, seal, work};
use std::fs;
use std::path::{Path, PathBuf};

/// Adds a task, seals and commits; returns the session.
fn sealed(place: &Place, task: &str) -> String {
    work(place, task);
    let _ = place.run(&["seal", "--commit"]).ok();
    let [id] = &*base(place) else { panic!("{:?}", base(place)) };
    id.clone()
}

/// A repository with two committed sessions, and the second.
fn two() -> (Place, String) {
    let place = repository(LIVE);
    sealed(&place, "First");
    let second = sealed(&place, "Second");
    (place, second)
}

/// A repository with a branch `side`: one session on both, then one more on each.
///
/// The handoffs of the two differ in places that git merges by itself.
fn forked() -> (Place, [String; 3]) {
    let live = LIVE.replace("Generated: 2026-11-20T14:30:00Z\nSession: Session 2\n", "");
    let place = repository(&live);
    let first = sealed(&place, "Start");
    git(&place.root(), &["checkout", "-q", "-b", "side"]);
    let _ = place.run(&["set", "objective", "Build the logout endpoints."]).ok();
    let _ = place.run(&["seal", "--commit"]).ok();
    let theirs = base(&place)[0].clone();
    git(&place.root(), &["checkout", "-q", "main"]);
    let _ = place.run(&["add", "decision", "MySQL for the reports", "--why", "they have it"]).ok();
    let _ = place.run(&["seal", "--commit"]).ok();
    let ours = base(&place)[0].clone();
    (place, [first, ours, theirs])
}

/// Says what the next seal of a directory would continue.
#[track_caller]
fn next(place: &Place, dir: &Path) -> Vec<String> {
    add_task_in(place, dir, "Whatever comes next");
    let mut parents = parents_in(place, dir, &["--preview"]);
    parents.sort();
    let (told, exit) = run_in(place, dir, &["undo"]);
    assert_eq!(exit, 0, "{told}");
    parents
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

fn clone(place: &Place, name: &str, options: &[&str]) -> PathBuf {
    let from = format!("file://{}", place.root().display());
    let args: Vec<&str> = ["clone", "-q"].iter().chain(options).copied().chain([&*from, name]).collect();
    git(&place.home(), &args);
    place.home().join(name)
}

#[test]
fn a_fresh_clone() {
    let (place, second) = two();
    let there = clone(&place, "clone", &[]);
    assert_eq!(next(&place, &there), std::slice::from_ref(&second));
    add_task_in(&place, &there, "In the clone");
    assert_eq!(parents_in(&place, &there, &[]), [second]);
}

#[test]
fn two_worktrees() {
    let (place, second) = two();
    let tree = place.home().join("tree");
    git(&place.root(), &["worktree", "add", "-q", "-b", "side", tree.to_str().unwrap()]);
    for (dir, task) in [(&tree, "There"), (&place.root(), "Here")] {
        add_task_in(&place, dir, task);
        assert_eq!(parents_in(&place, dir, &[]), std::slice::from_ref(&second), "each has its own base");
    }
    let here = base(&place);
    assert_ne!(here, [second]);
    add_task_in(&place, &place.root(), "Once more");
    assert_eq!(parents_in(&place, &place.root(), &[]), here);
}

#[test]
fn a_checkout_back_and_forth() {
    let (place, [_, ours, theirs]) = forked();
    let root = place.root();
    for _ in 0..2 {
        git(&root, &["checkout", "-q", "side"]);
        assert_eq!(next(&place, &root), std::slice::from_ref(&theirs));
        git(&root, &["checkout", "-q", "main"]);
        assert_eq!(next(&place, &root), std::slice::from_ref(&ours));
    }
    git(&root, &["checkout", "-q", "main~1"]);
    assert_ne!(next(&place, &root), [ours], "also without a branch");
}

#[test]
fn a_merge_that_git_makes_by_itself() {
    let (place, [_, ours, theirs]) = forked();
    let root = place.root();
    git(&root, &["merge", "-q", "--no-edit", "side"]);
    let parents = sorted(parents_in(&place, &root, &["--preview"]));
    assert_eq!(parents, sorted(vec![ours, theirs]), "both, though nothing was edited");
    assert!(place.live().contains("logout") && place.live().contains("MySQL"));
    let merge = seal(&place);
    assert_eq!(base(&place), std::slice::from_ref(&merge));
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-qm", "sealed the merge"]);
    // A merge that only moves forward.
    git(&root, &["checkout", "-q", "side"]);
    git(&root, &["merge", "-q", "--ff-only", "main"]);
    assert_eq!(next(&place, &root), [merge]);
}

#[test]
fn a_rebase_over_commits_without_a_session() {
    let (place, second) = two();
    let root = place.root();
    git(&root, &["checkout", "-q", "-b", "side"]);
    let third = sealed(&place, "On the side");
    git(&root, &["checkout", "-q", "main"]);
    place.write("code.txt", "code\n");
    git(&root, &["add", "code.txt"]);
    git(&root, &["commit", "-qm", "code"]);
    assert_eq!(next(&place, &root), [second]);
    git(&root, &["checkout", "-q", "side"]);
    git(&root, &["rebase", "-q", "main"]);
    assert_eq!(next(&place, &root), [third]);
}

#[test]
fn a_rebase_over_another_session_joins_the_two() {
    let (place, [_, ours, theirs]) = forked();
    git(&place.root(), &["checkout", "-q", "side"]);
    git(&place.root(), &["rebase", "-q", "main"]);
    assert_eq!(next(&place, &place.root()), sorted(vec![ours, theirs]));
}

#[test]
fn a_cherry_pick() {
    let (place, [_, ours, theirs]) = forked();
    let root = place.root();
    git(&root, &["checkout", "-q", "-b", "picked", "main~1"]);
    git(&root, &["cherry-pick", "side"]);
    assert_eq!(next(&place, &root), std::slice::from_ref(&theirs));
    // Onto another session: both.
    git(&root, &["checkout", "-q", "main"]);
    git(&root, &["cherry-pick", "side"]);
    assert_eq!(next(&place, &root), sorted(vec![ours, theirs]));
}

#[test]
fn a_squash() {
    let place = repository(LIVE);
    let root = place.root();
    sealed(&place, "First");
    git(&root, &["checkout", "-q", "-b", "side"]);
    sealed(&place, "Second");
    let third = sealed(&place, "Third");
    git(&root, &["checkout", "-q", "main"]);
    git(&root, &["merge", "-q", "--squash", "side"]);
    git(&root, &["commit", "-qm", "squashed"]);
    assert_eq!(next(&place, &root), [third]);
    assert_eq!(place.run(&["log", "--json"]).ok().json()["sessions"].as_array().unwrap().len(), 3);
}

#[test]
fn a_revert() {
    let place = repository(LIVE);
    let root = place.root();
    let first = sealed(&place, "First");
    let second = sealed(&place, "Second");
    git(&root, &["revert", "--no-edit", "HEAD"]);
    assert_eq!(next(&place, &root), [first]);
    git(&root, &["revert", "--no-edit", "HEAD"]);
    assert_eq!(next(&place, &root), [second]);
}

#[test]
fn a_shallow_clone() {
    let (place, second) = two();
    let there = clone(&place, "shallow", &["--depth", "1"]);
    assert_eq!(next(&place, &there), [second]);
    assert_eq!(run_in(&place, &there, &["verify"]).1, 0, "the sessions are all there");
}

#[test]
fn a_deleted_state_directory() {
    let (place, second) = two();
    fs::remove_dir_all(place.home().join(".local")).unwrap();
    assert_eq!(next(&place, &place.root()), [second]);
}

#[test]
fn a_state_directory_that_goes_in_the_middle_of_a_draft() {
    let (place, second) = two();
    work(&place, "Half done");
    let draft = place.live();
    fs::remove_dir_all(place.home().join(".local")).unwrap();
    assert_eq!(parents_in(&place, &place.root(), &["--preview"]), std::slice::from_ref(&second));
    assert_eq!(place.live(), draft);
    assert_eq!(parents_in(&place, &place.root(), &[]), [second]);
    assert!(place.live().contains("Half done"));
}

#[test]
fn no_git_at_all() {
    let place = Place::with(LIVE);
    let first = seal(&place);
    assert_eq!(next(&place, &place.root()), std::slice::from_ref(&first));
    // Nor where the markers are gone: there is only one head.
    fs::remove_dir_all(place.root().join(".baton/base")).unwrap();
    assert_eq!(next(&place, &place.root()), [first]);
    // A copy of the directory is as good as a clone.
    let copy = place.home().join("copy");
    assert!(std::process::Command::new("cp").args(["-r"]).args([&place.root(), &copy]).status().unwrap().success());
    assert_eq!(next(&place, &copy), next(&place, &place.root()));
}

#[test]
fn a_merge_in_conflict_asks_first_and_continues_both() {
    let place = repository(LIVE);
    let root = place.root();
    sealed(&place, "Start");
    git(&root, &["checkout", "-q", "-b", "side"]);
    let theirs = sealed(&place, "Theirs");
    git(&root, &["checkout", "-q", "main"]);
    let ours = sealed(&place, "Ours");
    let (told, ok) = git_may_fail(&root, &["merge", "-q", "side"]);
    assert!(!ok, "{told}");
    let _ = place.run(&["seal"]).exits(4);
    let _ = place.run(&["merge", "--ours"]).ok();
    assert_eq!(sorted(parents_in(&place, &root, &["--preview"])), sorted(vec![ours, theirs]));
    // Given up, everything is as before.
    git(&root, &["merge", "--abort"]);
    assert_eq!(base(&place).len(), 1);
}
