//! Live files that are links: git's links count, at the end and on the way, whatever the work tree has.

use super::{LIVE, check, commit_all, leak, shut_by};
use crate::cli::Place;
use crate::seal::{git, repository};
use std::fs;
use std::os::unix::fs::symlink;

/// Makes the live file a link.
fn link(place: &Place, to: &str) {
    let live = place.root().join("SESSION-HANDOFF.md");
    let _ = fs::remove_file(&live);
    symlink(to, live).unwrap();
}

/// A repository whose live file is a link to `docs/real.md`, committed.
fn linked() -> Place {
    let place = repository("");
    place.write("docs/real.md", LIVE);
    link(&place, "docs/real.md");
    commit_all(&place, "first");
    place
}

/// Stages everything, and asserts why the gate is shut.
#[track_caller]
fn says(place: &Place, words: &str) {
    git(&place.root(), &["add", "-A"]);
    check(place, 4, &["handoff-missing"]);
    let told = place.run(&["check", "--staged"]).exits(4).stdout;
    assert!(told.contains(words), "no {words:?} in {told}");
}

#[test]
fn a_link_that_leads_nowhere_is_no_handoff() {
    let place = linked();
    let root = place.root();
    link(&place, "docs/none.md");
    says(&place, "SESSION-HANDOFF.md is a link to docs/none.md, and git has no such file.");
    link(&place, "docs");
    says(&place, "SESSION-HANDOFF.md is a link to docs, and git has no such file.");
    link(&place, "SESSION-HANDOFF.md");
    says(&place, "SESSION-HANDOFF.md is a link that leads nowhere.");
    link(&place, "../../none.md");
    says(&place, "SESSION-HANDOFF.md is a link that leads nowhere.");
    // A file that stays at home is none either.
    place.write("docs/new.md", LIVE);
    link(&place, "docs/new.md");
    git(&root, &["add", "SESSION-HANDOFF.md"]);
    check(&place, 4, &["handoff-missing"]);
    git(&root, &["add", "docs/new.md"]);
    check(&place, 0, &[]);
    commit_all(&place, "new");
    git(&root, &["rm", "-q", "docs/new.md"]);
    check(&place, 4, &["handoff-missing"]);
    git(&root, &["commit", "-qm", "gone"]);
    assert_eq!(shut_by(&place, &["check", "--range", "HEAD~1..HEAD"]), ["SESSION-HANDOFF.md"]);
    // Nobody demands a handoff, and the link is no matter of a commit that leaves it alone.
    place.write("main.c", "int main;\n");
    git(&root, &["add", "-A"]);
    check(&place, 0, &[]);
    place.write(".baton/config.toml", "");
    git(&root, &["add", "-A"]);
    check(&place, 4, &["handoff-missing"]);
}

#[test]
fn a_link_out_of_the_repository_is_a_handoff_to_nobody_else() {
    let place = repository("");
    fs::write(place.home().join("mine.md"), LIVE).unwrap();
    link(&place, place.home().join("mine.md").to_str().unwrap());
    git(&place.root(), &["add", "-A"]);
    check(&place, 0, &[]);
    place.write(".baton/config.toml", "");
    says(&place, "leads out of the repository");
}

#[test]
fn a_link_into_another_repository_inside_is_left_to_that() {
    let place = repository("");
    place.write("sub/HANDOFF.md", LIVE);
    git(&place.root().join("sub"), &["init", "-q"]);
    place.write(".gitignore", "sub/\n");
    place.write(".baton/config.toml", "");
    link(&place, "sub/HANDOFF.md");
    git(&place.root(), &["add", "-A"]);
    check(&place, 0, &[]);
}

#[test]
fn a_secret_is_found_wherever_the_link_led_in_between() {
    // Each has a version of the live file with a secret that no later commit shows.
    let turns: [fn(&Place); 4] = [
        |place| {
            link(place, "docs/other.md");
            place.write("docs/other.md", leak());
        },
        |place| {
            place.write("docs/other.md", leak());
            commit_all(place, "before the link is turned");
            link(place, "docs/other.md");
        },
        |place| {
            link(place, "notes/other.md");
            symlink("docs", place.root().join("notes")).unwrap();
            place.write("docs/other.md", leak());
        },
        |place| {
            place.write(".baton/config.toml", "live = \"docs/other.md\"\n");
            place.write("docs/other.md", leak());
        },
    ];
    for (number, turn) in turns.iter().enumerate() {
        let place = linked();
        git(&place.root(), &["tag", "before"]);
        turn(&place);
        commit_all(&place, "elsewhere");
        for gone in ["docs/other.md", "notes", ".baton/config.toml"] {
            let _ = fs::remove_file(place.root().join(gone));
        }
        link(&place, "docs/real.md");
        commit_all(&place, "and back");
        assert_eq!(shut_by(&place, &["check", "--range", "before..HEAD"]), ["docs/other.md"], "case {number}");
    }
}

#[test]
fn a_secret_is_found_where_the_link_led_before_it_became_a_file() {
    let place = linked();
    place.write("docs/real.md", leak());
    commit_all(&place, "leak");
    fs::remove_dir_all(place.root().join("docs")).unwrap();
    fs::remove_file(place.root().join("SESSION-HANDOFF.md")).unwrap();
    place.write("SESSION-HANDOFF.md", LIVE);
    commit_all(&place, "a file");
    assert_eq!(shut_by(&place, &["check", "--range", "HEAD~2..HEAD"]), ["docs/real.md"]);
}

#[test]
fn a_link_is_followed_as_git_has_it() {
    let place = linked();
    let root = place.root();
    place.write("docs/real.md", leak());
    git(&root, &["add", "-A"]);
    link(&place, "docs/none.md");
    assert_eq!(shut_by(&place, &["check", "--staged"]), ["docs/real.md"]);
    git(&root, &["commit", "-qm", "leak"]);
    git(&root, &["switch", "-qf", "--orphan", "other"]);
    assert_eq!(shut_by(&place, &["check", "--range", "main~1..main"]), ["docs/real.md"], "of a branch that is not checked out");
}
