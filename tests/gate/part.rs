//! Where git has a part only, or says it in an odd way: names of two lines, no UTF-8, conflicts, clones without the files.

use super::{LIVE, check, commit_all, leak, rules, sealed, shut_by};
use crate::cli::Place;
use crate::seal::{git, git_may_fail, repository};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

#[test]
fn a_partial_clone_that_lacks_a_version_is_shut() {
    let place = sealed();
    let root = place.root();
    for text in [&leak(), LIVE] {
        place.write("SESSION-HANDOFF.md", text);
        commit_all(&place, "a leak, and its removal");
    }
    git(&root, &["config", "uploadpack.allowFilter", "true"]);
    let clone = place.home().join("clone");
    let from = format!("file://{}", root.display());
    git(&place.home(), &["clone", "-q", "--filter=blob:none", &from, clone.to_str().unwrap()]);
    let range = ["-C", clone.to_str().unwrap(), "check", "--range", "HEAD~2..HEAD"];
    let _ = place.run(&range).exits(1).says("a partial clone has few files");
    git(&clone, &["fetch", "-q", "--refetch", "--no-filter"]);
    let _ = place.run(&range).exits(6);
}

#[test]
fn files_of_any_name_are_found() {
    for folder in [&b"two\nlines"[..], b"no utf-8 \xe9"] {
        let place = repository("");
        let root = place.root();
        let dir = root.join(OsStr::from_bytes(folder));
        if fs::create_dir_all(dir.join(".baton")).is_err() {
            println!("skipped: no such names in this file system");
            continue;
        }
        fs::write(dir.join(".baton/config.toml"), "live = \"where.md\"\n").unwrap();
        fs::write(dir.join("where.md"), LIVE).unwrap();
        commit_all(&place, "first");
        fs::write(dir.join("where.md"), leak()).unwrap();
        git(&root, &["add", "-A"]);
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(shut_by(&place, &["check", "--staged"]).len(), 1);
        git(&root, &["commit", "-qm", "leak"]);
        assert_eq!(shut_by(&place, &["check", "--range", "HEAD~1..HEAD"]).len(), 1);
    }
}

#[test]
fn a_live_file_in_conflict_is_not_called_missing() {
    let place = sealed();
    let root = place.root();
    place.write(".baton/config.toml", "");
    commit_all(&place, "settings");
    let write = |text: &str| {
        place.write("SESSION-HANDOFF.md", LIVE.replace("Write the models", text));
        commit_all(&place, text);
    };
    git(&root, &["branch", "side"]);
    write("Here");
    git(&root, &["switch", "-q", "side"]);
    write("There");
    assert!(!git_may_fail(&root, &["merge", "-q", "main"]).1);
    let told = |place: &Place| rules(&place.run(&["check", "--staged", "--json"]).exits(4).json());
    assert_eq!(told(&place), ["merge-markers"]);
    git(&root, &["add", "-A"]);
    check(&place, 4, &["merge-markers"]);
    place.write("SESSION-HANDOFF.md", LIVE);
    git(&root, &["add", "-A"]);
    check(&place, 0, &[]);
}

#[test]
fn a_live_file_that_the_work_tree_lacks_is_not_called_missing() {
    for (settings, name) in [("", "HANDOFF.md"), ("live = \"docs/*.md\"\n", "docs/a.md")] {
        let place = repository("");
        let root = place.root();
        fs::remove_file(root.join("SESSION-HANDOFF.md")).unwrap();
        place.write(".baton/config.toml", settings);
        place.write(name, LIVE);
        commit_all(&place, "first");
        fs::remove_file(root.join(name)).unwrap();
        place.write("main.c", "int main;\n");
        git(&root, &["add", "main.c"]);
        check(&place, 0, &[]);
        git(&root, &["add", "-A"]);
        check(&place, 4, &["handoff-missing"]);
    }
}
