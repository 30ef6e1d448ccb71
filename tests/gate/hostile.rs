//! A repository whose settings and objects are not what they seem: the gate is over what a commit and a push publish.

use super::{check, commit_all, key, leak, sealed, shut_by};
use crate::cli::Place;
use crate::seal::{git, repository};
use std::fs;
use std::process::Command;

fn said(place: &Place, args: &[&str]) -> String {
    git(&place.root(), args).trim().to_owned()
}

#[test]
fn a_secret_that_another_object_stands_for_is_still_published() {
    let place = sealed();
    let good = said(&place, &["rev-parse", ":SESSION-HANDOFF.md"]);
    place.write("SESSION-HANDOFF.md", place.live().replace("Write the models", &format!("Use the key {}", key())));
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["replace", &said(&place, &["rev-parse", ":SESSION-HANDOFF.md"]), &good]);
    check(&place, 6, &["secret"]);
    git(&place.root(), &["pack-refs", "--all", "--prune"]);
    check(&place, 6, &["secret"]);
    git(&place.root(), &["commit", "-qm", "leak"]);
    assert_eq!(shut_by(&place, &["check", "--range", "HEAD~1..HEAD"]), ["SESSION-HANDOFF.md"]);
}

#[test]
fn a_commit_that_is_hidden_behind_another_is_still_published() {
    let place = sealed();
    let good = place.live();
    place.write("SESSION-HANDOFF.md", leak());
    commit_all(&place, "leak");
    place.write("SESSION-HANDOFF.md", good);
    commit_all(&place, "taken out again");
    let (first, last) = (said(&place, &["rev-parse", "HEAD~2"]), said(&place, &["rev-parse", "HEAD"]));
    let range = format!("{first}..{last}");
    git(&place.root(), &["replace", "--graft", &last, &first]);
    assert!(!shut_by(&place, &["check", "--range", &range]).is_empty());
    git(&place.root(), &["replace", "-d", &last]);
    place.write(".git/info/grafts", format!("{last} {first}\n"));
    assert!(!shut_by(&place, &["check", "--range", &range]).is_empty());
}

#[test]
fn no_setting_hides_what_a_merge_itself_brings() {
    let place = sealed();
    let root = place.root();
    git(&root, &["checkout", "-qb", "side"]);
    place.write("of-the-side.txt", "side\n");
    commit_all(&place, "on the side");
    git(&root, &["checkout", "-q", "main"]);
    place.write("of-main.txt", "main\n");
    commit_all(&place, "on main");
    git(&root, &["merge", "-q", "--no-commit", "side"]);
    let good = place.live();
    place.write("SESSION-HANDOFF.md", leak());
    commit_all(&place, "merged, and more");
    place.write("SESSION-HANDOFF.md", good);
    commit_all(&place, "taken out again");
    for value in ["off", "none", "cc", "first-parent", "separate"] {
        git(&root, &["config", "log.diffMerges", value]);
        assert!(!shut_by(&place, &["check", "--range", "HEAD~3..HEAD"]).is_empty(), "{value}");
    }
}

#[test]
fn a_tree_that_holds_itself_over_and_over_gets_an_answer() {
    let place = repository("# Handoff\n");
    let blob = said(&place, &["hash-object", "-w", "SESSION-HANDOFF.md"]);
    let mut tree = String::new();
    for depth in 0..9 {
        let lines = (0..10).map(|n| if depth == 0 { format!("100644 blob {blob}\t{n}\n") } else { format!("040000 tree {tree}\t{n}\n") });
        fs::write(place.root().join(".git/list"), lines.collect::<String>()).unwrap();
        let list = fs::File::open(place.root().join(".git/list")).unwrap();
        let made = Command::new("git").arg("mktree").current_dir(place.root()).stdin(list).output().unwrap();
        tree = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    }
    let commit = said(&place, &["commit-tree", "-m", "a billion files", &tree]);
    git(&place.root(), &["update-ref", "HEAD", &commit]);
    git(&place.root(), &["add", "SESSION-HANDOFF.md"]);
    let told = place.run(&["check", "--staged"]).exits(1);
    assert!(told.stderr.contains("does not say what it is about to take in"), "{}", told.stderr);
}
