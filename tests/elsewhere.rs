//! Newer sessions on other branches and work trees, with real git.

use crate::cli::Place;
use crate::seal::{LIVE, base, git, repository, seal, work};
use crate::support::{eventually, terminal};
use serde_json::Value;
use std::path::Path;

fn answer_in(place: &Place, dir: &Path, args: &[&str]) -> Value {
    let out = place.command(args).current_dir(dir).output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}{}", String::from_utf8_lossy(&out.stderr)))
}

/// Returns the ids of the newer sessions that status tells of, and the commands that bring them.
fn newer(place: &Place, dir: &Path) -> Vec<(String, String)> {
    let status = answer_in(place, dir, &["status", "--json"]);
    let text = |e: &Value, key: &str| e[key].as_str().unwrap().to_owned();
    status["elsewhere"].as_array().unwrap().iter().map(|e| (text(e, "id"), text(e, "command"))).collect()
}

/// Seals and commits, and returns the id.
fn sealed(place: &Place, task: &str) -> String {
    work(place, task);
    let _ = place.run(&["seal", "--commit"]).ok();
    base(place)[0].clone()
}

#[test]
fn a_newer_session_on_another_branch_is_offered_until_it_is_merged() {
    let place = repository(LIVE);
    let root = place.root();
    let first = sealed(&place, "Start");
    git(&root, &["checkout", "-q", "-b", "feature/x"]);
    let second = sealed(&place, "One");
    let third = sealed(&place, "Two");
    git(&root, &["checkout", "-q", "main"]);
    assert_eq!(newer(&place, &root), [(third.clone(), "git merge feature/x".to_owned())], "only the last one of the branch");
    let told = place.run(&["status"]).ok().stdout;
    assert!(told.contains("session 3 by tester, just now, on branch feature/x: git merge feature/x"), "{told}");
    let told = place.run(&["log"]).ok().stdout;
    assert!(told.starts_with("newer: session 3 by tester"), "{told}");
    let all = place.run(&["log", "--all", "--json"]).ok().json();
    let ids: Vec<_> = all["sessions"].as_array().unwrap().iter().map(|s| (s["id"].as_str().unwrap(), s["elsewhere"].is_string())).collect();
    assert_eq!(ids, [(&*third, true), (&*second, true), (&*first, false)]);
    assert_eq!(all["base"][0], first.as_str());
    git(&root, &["merge", "-q", "feature/x"]);
    assert_eq!(newer(&place, &root), []);
}

#[test]
fn a_session_that_was_fetched_is_offered_and_so_is_one_where_there_is_none_yet() {
    let place = repository(LIVE);
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["commit", "-qm", "start"]);
    git(&place.home(), &["clone", "-q", place.root().to_str().unwrap(), "clone"]);
    let clone = place.home().join("clone");
    let id = sealed(&place, "Start");
    assert_eq!(newer(&place, &clone), [], "nothing is fetched unasked");
    git(&clone, &["fetch", "-q"]);
    assert_eq!(newer(&place, &clone), [(id, "git merge origin/main".to_owned())]);
    let out = place.command(&["log"]).current_dir(&clone).output().unwrap();
    assert_eq!(out.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&out.stderr).contains("git merge origin/main"));
    assert_eq!(answer_in(&place, &clone, &["log", "--all", "--json"])["sessions"].as_array().unwrap().len(), 1);
}

#[test]
fn a_session_in_another_work_tree_is_offered_also_before_it_is_committed() {
    let place = repository(LIVE);
    let root = place.root();
    let _ = sealed(&place, "Start");
    let tree = place.home().join("the tree");
    git(&root, &["worktree", "add", "-q", "-b", "side", tree.to_str().unwrap()]);
    let run = |args: &[&str]| assert!(place.command(args).current_dir(&tree).output().unwrap().status.success());
    run(&["add", "task", "In the work tree"]);
    run(&["seal"]);
    let found = answer_in(&place, &root, &["status", "--json"])["elsewhere"][0].clone();
    let real = tree.canonicalize().unwrap();
    assert_eq!((found["branch"].as_str(), found["worktree"].as_str()), (Some("side"), real.to_str()));
    assert!(found["message"].as_str().unwrap().contains("not committed") && found["command"].as_str().unwrap().contains("the tree'"));
    // What is advised brings the live file along.
    assert_eq!(found["command"], format!("baton -C '{}' seal --commit, then git merge side", real.display()));
    run(&["-C", real.to_str().unwrap(), "seal", "--commit"]);
    assert_eq!(newer(&place, &root)[0].1, "git merge side");
    assert!(git(&root, &["show", "side:SESSION-HANDOFF.md"]).contains("In the work tree"));
    // The other way round too.
    let id = sealed(&place, "In the main work tree");
    assert_eq!(newer(&place, &tree), [(id, "git merge main".to_owned())]);
}

#[test]
fn what_is_older_than_the_base_is_drawn_but_not_offered() {
    let place = repository(LIVE);
    let root = place.root();
    let _ = sealed(&place, "Start");
    git(&root, &["checkout", "-q", "-b", "given-up"]);
    let old = sealed(&place, "Given up");
    git(&root, &["checkout", "-q", "main"]);
    let second = || jiff::Timestamp::now().as_second();
    let then = second();
    // A seal rounds to the nearest second.
    eventually("a later second", || second() > then + 1);
    let _ = sealed(&place, "Go on");
    assert_eq!(newer(&place, &root), []);
    let all = place.run(&["log", "--all"]).ok().stdout;
    assert!(all.contains("on branch given-up") && all.contains(&old[old.len() - 6..]), "{all}");
}

#[test]
fn a_project_below_the_top_level_sees_its_own_sessions_only() {
    let place = repository(LIVE);
    let root = place.root();
    let inner = root.join("apps/one");
    place.write("apps/one/SESSION-HANDOFF.md", LIVE);
    place.write("apps/one/.baton/config.toml", "");
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-qm", "start"]);
    git(&root, &["checkout", "-q", "-b", "side"]);
    let _ = sealed(&place, "Above");
    let out = place.command(&["seal", "--commit", "--json"]).current_dir(&inner).output().unwrap();
    let id: Value = serde_json::from_slice(&out.stdout).unwrap();
    git(&root, &["checkout", "-q", "main"]);
    let found = newer(&place, &inner);
    assert_eq!(found, [(id["id"].as_str().unwrap().to_owned(), "git merge side".to_owned())]);
}

#[test]
fn settings_of_the_repository_run_nothing() {
    let place = repository(LIVE);
    let root = place.root();
    let _ = sealed(&place, "Start");
    git(&root, &["checkout", "-q", "-b", "side"]);
    let _ = sealed(&place, "More");
    git(&root, &["checkout", "-q", "main"]);
    let trap = place.home().join("ran");
    place.write("trap.sh", format!("#!/bin/sh\ntouch {}\n", trap.display()));
    let script = root.join("trap.sh").display().to_string();
    std::process::Command::new("chmod").args(["+x", &script]).status().unwrap();
    for name in ["gpg.program", "diff.external", "core.fsmonitor", "core.pager", "pager.log"] {
        git(&root, &["config", name, &script]);
    }
    git(&root, &["config", "log.showSignature", "true"]);
    assert_eq!(newer(&place, &root).len(), 1);
    let _ = place.run(&["log", "--all"]).ok();
    assert!(!trap.exists());
}

#[test]
fn without_git_there_is_nothing_elsewhere() {
    let place = Place::with(LIVE);
    let _ = seal(&place);
    assert_eq!(newer(&place, &place.root()), []);
}

#[test]
fn whoever_opens_the_panes_is_told_first() {
    let place = repository(LIVE);
    let root = place.root();
    let _ = sealed(&place, "Start");
    git(&root, &["checkout", "-q", "-b", "side"]);
    let _ = sealed(&place, "More");
    git(&root, &["checkout", "-q", "main"]);
    let mut screen = terminal::start(terminal::baton(&place.home(), &root), 100, 30);
    screen.wait_for("newer: session 2");
    screen.send("I");
    screen.wait_for("git merge side");
    screen.send("\x1bq");
}

/// A live file that sealing leaves as it is.
fn without_header() -> String {
    LIVE.replace("Generated: 2026-11-20T14:30:00Z\nSession: Session 2\n", "")
}

/// A checkout of a branch on which only the base moved, while the panes are open.
#[test]
fn open_panes_notice_a_checkout_that_moves_only_the_base() {
    let place = repository(&without_header());
    let root = place.root();
    let _ = place.run(&["seal", "--commit"]).ok();
    let live = place.live();
    git(&root, &["checkout", "-q", "-b", "side"]);
    let _ = place.run(&["seal", "--label", "the same once more", "--commit"]).ok();
    assert_eq!(place.live(), live);
    git(&root, &["checkout", "-q", "main"]);
    let mut screen = terminal::start(terminal::baton(&place.home(), &root), 120, 30);
    screen.wait_for("session 1 · sealed");
    git(&root, &["checkout", "-q", "side"]);
    screen.wait_for("session 2 · sealed");
    git(&root, &["checkout", "-q", "main"]);
    screen.wait_for("session 1 · sealed");
    screen.send("q");
}

/// The first session of a project, sealed in another terminal while the panes are open.
#[test]
fn open_panes_notice_the_first_session() {
    let place = repository(&without_header());
    let mut screen = terminal::start(terminal::baton(&place.home(), &place.root()), 120, 30);
    screen.wait_for("1 Decisions");
    let _ = seal(&place);
    screen.wait_for("session 1 · sealed");
    screen.send("q");
}

#[test]
fn a_tree_without_the_chain_that_its_commit_has_begins_no_second_one() {
    let place = repository(LIVE);
    let root = place.root();
    place.write("src/main.rs", "fn main() {}\n");
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-qm", "start"]);
    let first = sealed(&place, "Start");
    git(&root, &["sparse-checkout", "set", "--cone", "src"]);
    assert!(!root.join(".baton").exists());
    for args in [&["log"][..], &["seal"], &["show", "1"], &["adopt", "SESSION-HANDOFF.md"]] {
        let _ = place.run(args).exits(5).says("git sparse-checkout add .baton");
    }
    git(&root, &["sparse-checkout", "add", ".baton"]);
    crate::seal::work(&place, "More");
    assert_eq!(place.run(&["seal", "--json"]).ok().json()["parents"][0], first.as_str());
}
