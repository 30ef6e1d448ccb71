//! Where git has a part only, or says it in an odd way: names of two lines, no UTF-8, clones without the files.

use super::{LIVE, commit_all, leak, sealed, shut_by};
use crate::seal::{git, repository};
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
