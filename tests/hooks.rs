//! The gate inside git's hooks, with real git: what is stopped, what still runs, and what comes back to the byte.

use crate::cli::Place;
use crate::gate::{LIVE, key, sealed};
use crate::seal::{git, git_may_fail, repository, work};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs git with the program under test on PATH.
fn git_with_baton(place: &Place, dir: &Path, args: &[&str]) -> (bool, String) {
    let program = place.command(&[]).get_program().to_owned();
    let bin = Path::new(&program).parent().unwrap().to_owned();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]).args(args);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("PATH", path).env("HOME", place.home());
    let out = command.output().unwrap();
    (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr))
}

fn hook(place: &Place, name: &str) -> PathBuf {
    place.root().join(".git/hooks").join(name)
}

fn program(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn an_installed_hook_stops_a_bad_commit_and_lets_a_good_one_through() {
    let place = sealed();
    let root = place.root();
    let _ = place.run(&["hook", "install", "git"]).ok();
    let good = place.live();
    place.write("SESSION-HANDOFF.md", good.replace("Write the models", "TBD"));
    // `commit -a` has an index of its own, which is what the hook must look at.
    let (done, told) = git_with_baton(&place, &root, &["commit", "-qam", "bad"]);
    assert!(!done && told.contains("placeholder"), "{told}");
    place.write("SESSION-HANDOFF.md", good.replace("Write the models", "Write all models"));
    let (done, told) = git_with_baton(&place, &root, &["commit", "-qam", "good"]);
    assert!(done, "{told}");
}

#[test]
fn a_push_is_stopped_by_a_secret_on_its_way() {
    let place = sealed();
    let root = place.root();
    git(&place.home(), &["init", "-q", "--bare", "other.git"]);
    let other = place.home().join("other.git");
    git(&root, &["remote", "add", "origin", other.to_str().unwrap()]);
    let _ = place.run(&["hook", "install", "git"]).ok();
    let (done, told) = git_with_baton(&place, &root, &["push", "-q", "origin", "main"]);
    assert!(done, "{told}");
    let good = place.live();
    place.write("SESSION-HANDOFF.md", good.replace("Write the models", &format!("Use the key {}", key())));
    git(&root, &["commit", "-qanm", "leak"]);
    place.write("SESSION-HANDOFF.md", good);
    git(&root, &["commit", "-qanm", "removed"]);
    let (done, told) = git_with_baton(&place, &root, &["push", "-q", "origin", "main"]);
    assert!(!done && told.contains("earlier version"), "{told}");
}

#[test]
fn what_the_other_repository_has_already_is_not_looked_for_again() {
    let place = sealed();
    let root = place.root();
    for name in ["origin", "public"] {
        git(&place.home(), &["init", "-q", "--bare", name]);
        git(&root, &["remote", "add", name, place.home().join(name).to_str().unwrap()]);
    }
    let good = place.live();
    for text in [&good.replace("Write the models", &format!("Use the key {}", key())), &good] {
        place.write("SESSION-HANDOFF.md", text);
        git(&root, &["commit", "-qam", "a leak, and its removal"]);
    }
    git(&root, &["push", "-q", "origin", "main"]);
    let _ = place.run(&["hook", "install", "git"]).ok();
    git(&root, &["switch", "-qc", "new"]);
    let (done, told) = git_with_baton(&place, &root, &["push", "-q", "origin", "new"]);
    assert!(done, "it was published: {told}");
    let (done, told) = git_with_baton(&place, &root, &["push", "-q", "public", "new"]);
    assert!(!done && told.contains("earlier version"), "not there: {told}");
}

/// Installs over a hook, asserts that both run, and that uninstalling gives its very bytes back.
#[track_caller]
fn check_chained(text: &str) {
    let place = sealed();
    let path = hook(&place, "pre-commit");
    program(&path, text);
    let _ = place.run(&["hook", "install", "git"]).ok();
    let again = fs::read(&path).unwrap();
    let _ = place.run(&["hook", "install", "git"]).ok();
    assert_eq!(fs::read(&path).unwrap(), again, "a second time changes nothing");
    place.write("a b \u{e9}.txt", "x");
    git(&place.root(), &["add", "-A"]);
    let (done, told) = git_with_baton(&place, &place.root(), &["commit", "-qm", "x"]);
    assert!(done, "{told}");
    assert!(place.root().join("ran").exists(), "the hook that was there runs: {told}");
    let _ = place.run(&["hook", "uninstall", "git"]).ok();
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o755);
    assert!(!hook(&place, "pre-push").exists());
    let _ = place.run(&["hook", "uninstall", "git"]).exits(3);
}

#[test]
fn what_was_there_still_runs_and_comes_back_to_the_byte() {
    check_chained("#!/bin/sh\ntouch ran\n");
    check_chained("#!/usr/bin/env bash\nset -e\ntouch ran");
    check_chained("#!/usr/bin/env python3\nopen('ran', 'w')\n");
}

#[test]
fn a_pre_push_hook_that_reads_what_git_says_still_gets_it() {
    let place = sealed();
    let root = place.root();
    git(&place.home(), &["init", "-q", "--bare", "other.git"]);
    git(&root, &["remote", "add", "origin", place.home().join("other.git").to_str().unwrap()]);
    program(&hook(&place, "pre-push"), "#!/bin/sh\ncat > refs-pushed\n");
    let _ = place.run(&["hook", "install", "git"]).ok();
    let (done, told) = git_with_baton(&place, &root, &["push", "-q", "origin", "main"]);
    assert!(done, "{told}");
    let refs = fs::read_to_string(root.join("refs-pushed")).unwrap();
    assert!(refs.starts_with("refs/heads/main ") && refs.lines().count() == 1, "{refs}");
}

#[test]
fn husky_lefthook_and_hooks_elsewhere_are_served() {
    let place = sealed();
    let root = place.root();
    git(&root, &["config", "core.hooksPath", ".husky/_"]);
    place.write(".husky/pre-commit", "npm test\n");
    let _ = place.run(&["hook", "install", "git"]).ok();
    assert!(fs::read_to_string(root.join(".husky/pre-commit")).unwrap().ends_with("# baton:end\nnpm test\n"));
    let _ = place.run(&["hook", "uninstall", "git"]).ok();
    assert_eq!(fs::read_to_string(root.join(".husky/pre-commit")).unwrap(), "npm test\n");

    git(&root, &["config", "core.hooksPath", place.home().join("shared").to_str().unwrap()]);
    let _ = place.run(&["hook", "install", "git"]).exits(1).says("outside this repository");
    assert!(!place.home().join("shared").exists());
    git(&root, &["config", "--unset", "core.hooksPath"]);

    place.write("lefthook.yml", "pre-commit:\n  commands:\n    test:\n      run: true\n");
    let _ = place.run(&["hook", "install", "git"]).ok();
    assert!(fs::read_to_string(root.join("lefthook-local.yml")).unwrap().contains("run: baton hook pre-commit"));
    let _ = place.run(&["hook", "uninstall", "git"]).ok();
    assert!(!root.join("lefthook-local.yml").exists());
}

#[test]
fn a_hook_works_in_another_work_tree() {
    let place = sealed();
    let root = place.root();
    let other = place.home().join("other tree");
    git(&root, &["worktree", "add", "-q", other.to_str().unwrap(), "-b", "side"]);
    let _ = place.run(&["hook", "install", "git"]).ok();
    let live = other.join("SESSION-HANDOFF.md");
    let text = fs::read_to_string(&live).unwrap();
    fs::write(&live, text.replace("Write the models", "TBD")).unwrap();
    let (done, told) = git_with_baton(&place, &other, &["commit", "-qam", "bad"]);
    assert!(!done && told.contains("placeholder"), "{told}");
    let (clean, _) = git_may_fail(&root, &["status", "--porcelain"]);
    assert_eq!(clean, "");
}

#[test]
fn a_hook_that_is_switched_off_stays_off_and_the_gate_is_on() {
    let place = sealed();
    let path = hook(&place, "pre-commit");
    program(&path, "#!/bin/sh\ntouch ran\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    answers(&place, &["hook", "install", "git"], "switched off");
    let good = place.live();
    place.write("SESSION-HANDOFF.md", good.replace("Write the models", "TBD"));
    let (done, told) = git_with_baton(&place, &place.root(), &["commit", "-qam", "bad"]);
    assert!(!done && told.contains("placeholder"), "{told}");
    place.write("SESSION-HANDOFF.md", good.replace("Write the models", "Write all models"));
    let (done, told) = git_with_baton(&place, &place.root(), &["commit", "-qam", "good"]);
    assert!(done, "{told}");
    assert!(!place.root().join("ran").exists());
    let _ = place.run(&["hook", "uninstall", "git"]).ok();
    assert_eq!(fs::read_to_string(&path).unwrap(), "#!/bin/sh\ntouch ran\n");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
}

/// Asserts that a command succeeds and answers with these words.
#[track_caller]
fn answers(place: &Place, args: &[&str], words: &str) {
    let answer = place.run(args).ok();
    assert!(answer.stdout.contains(words), "no {words:?} in:\n{answer}");
}

const PYTHON: &str = "#!/usr/bin/env python3\nopen('ran', 'w')\n";
const SHELL: &str = "#!/bin/sh\ntouch other\n";

#[test]
fn a_hook_that_took_the_place_of_another_is_not_taken_away_with_the_lines() {
    let place = sealed();
    let path = hook(&place, "pre-commit");
    let aside = hook(&place, "pre-commit.before-baton");
    program(&path, PYTHON);
    let _ = place.run(&["hook", "install", "git"]).ok();
    program(&path, SHELL);
    let _ = place.run(&["hook", "install", "git"]).ok();
    answers(&place, &["hook", "uninstall", "git"], "pre-commit.before-baton: left as it is");
    assert_eq!(fs::read_to_string(&path).unwrap(), SHELL);
    assert_eq!(fs::read_to_string(&aside).unwrap(), PYTHON);
    // Without the second install, too, the program that was set aside is told of.
    program(&path, SHELL);
    answers(&place, &["hook", "uninstall", "git"], "pre-commit.before-baton: left as it is");
    // And a third cannot be set aside under the same name.
    program(&path, PYTHON);
    let refused = place.run(&["hook", "install", "git"]).exits(1).says("another name");
    assert_eq!(refused.to_string().matches("before-baton").count(), 1, "{refused}");
    assert_eq!(fs::read_to_string(&path).unwrap(), PYTHON);
}

#[test]
fn nothing_that_calls_a_program_which_is_gone_is_left_behind() {
    let place = sealed();
    let path = hook(&place, "pre-commit");
    program(&path, PYTHON);
    let _ = place.run(&["hook", "install", "git"]).ok();
    fs::remove_file(hook(&place, "pre-commit.before-baton")).unwrap();
    answers(&place, &["hook", "uninstall", "git"], "is gone");
    assert!(!path.exists());
}

#[test]
fn a_linked_hook_is_set_aside_and_never_written_through() {
    for target in ["../../../outside", "../../scripts/check"] {
        let place = sealed();
        let path = hook(&place, "pre-commit");
        let real = path.parent().unwrap().join(target);
        program(&real, "#!/bin/sh\ntouch ran\n");
        let _ = fs::remove_file(&path);
        symlink(target, &path).unwrap();
        let _ = place.run(&["hook", "install", "git"]).ok();
        assert_eq!(fs::read_to_string(&real).unwrap(), "#!/bin/sh\ntouch ran\n");
        place.write("a.txt", "x");
        git(&place.root(), &["add", "a.txt"]);
        let (done, told) = git_with_baton(&place, &place.root(), &["commit", "-qm", "x"]);
        assert!(done && place.root().join("ran").exists(), "{told}");
        let _ = place.run(&["hook", "uninstall", "git"]).ok();
        assert_eq!(fs::read_link(&path).unwrap(), Path::new(target));
    }
}

#[test]
fn hooks_that_lie_elsewhere_are_not_written() {
    let place = sealed();
    let root = place.root();
    let _ = fs::remove_dir_all(root.join(".git/hooks"));
    fs::create_dir(place.home().join("shared")).unwrap();
    symlink(place.home().join("shared"), root.join(".git/hooks")).unwrap();
    let _ = place.run(&["hook", "install", "git"]).exits(1).says("outside this repository");
    assert_eq!(fs::read_dir(place.home().join("shared")).unwrap().count(), 0);
    let answer = place.run(&["hook", "uninstall", "git"]).exits(1).says("outside this repository");
    assert!(!answer.to_string().contains("add these lines"), "{answer}");

    git(&root, &["config", "core.hooksPath", "/dev/null"]);
    for what in ["install", "uninstall"] {
        let answer = place.run(&["hook", what, "git"]).exits(1).says("git runs no hooks");
        assert!(!answer.to_string().contains("other repositories"), "{answer}");
    }
}

#[test]
fn lefthook_is_told_of_where_git_does_not_call_it_yet() {
    let place = sealed();
    place.write("lefthook.yml", "pre-commit:\n  commands:\n    test:\n      run: true\n");
    answers(&place, &["hook", "install", "git"], "lefthook install");
    let _ = place.run(&["hook", "uninstall", "git"]).ok();
    program(&hook(&place, "pre-commit"), "#!/bin/sh\ncall_lefthook run pre-commit\n");
    answers(&place, &["hook", "install", "git"], "lefthook install");
    let _ = place.run(&["hook", "uninstall", "git"]).ok();
    program(&hook(&place, "pre-push"), "#!/bin/sh\ncall_lefthook run pre-push\n");
    let answer = place.run(&["hook", "install", "git"]).ok();
    assert!(!answer.to_string().contains("lefthook install"), "{answer}");
}

#[test]
fn a_project_in_a_folder_is_guarded_by_the_hook_of_the_repository() {
    let place = repository("");
    let root = place.root();
    fs::remove_file(root.join("SESSION-HANDOFF.md")).unwrap();
    place.write("pkg/a/.baton/config.toml", "");
    let _ = place.run(&["-C", "pkg/a", "hook", "install", "git"]).ok();
    place.write("pkg/a/SESSION-HANDOFF.md", LIVE.replace("Write the models", &format!("Use the key {}", key())));
    git(&root, &["add", "-A"]);
    let (done, told) = git_with_baton(&place, &root.join("pkg/a"), &["commit", "-qm", "leak"]);
    assert!(!done && told.contains("secret at pkg/a/SESSION-HANDOFF.md"), "{told}");
    git(&root, &["commit", "-qnm", "leak"]);
    git(&place.home(), &["init", "-q", "--bare", "other.git"]);
    git(&root, &["remote", "add", "origin", place.home().join("other.git").to_str().unwrap()]);
    let (done, told) = git_with_baton(&place, &root, &["push", "-q", "origin", "main"]);
    assert!(!done && told.contains("secret at pkg/a/SESSION-HANDOFF.md"), "{told}");
}

/// Runs the hook that the framework's file names, as pre-commit runs it: with these variables.
#[track_caller]
fn framework(place: &Place, variables: &[(&str, &str)]) -> i32 {
    let file = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml")).unwrap();
    let entry = file.lines().find_map(|line| line.trim().strip_prefix("entry: baton ")).unwrap();
    let mut command = place.command(&entry.split(' ').collect::<Vec<_>>());
    let out = command.env("PRE_COMMIT", "1").envs(variables.iter().copied()).output().unwrap();
    out.status.code().unwrap()
}

#[test]
fn a_framework_is_answered_for_what_it_runs_the_hook_over() {
    let place = sealed();
    let root = place.root();
    let good = place.live();
    assert_eq!(framework(&place, &[]), 0, "all files");
    place.write("SESSION-HANDOFF.md", good.replace("Write the models", &format!("Use the key {}", key())));
    git(&root, &["add", "-A"]);
    assert_eq!(framework(&place, &[]), 6, "what is staged");
    git(&root, &["commit", "-qnm", "leak"]);
    assert_eq!(framework(&place, &[]), 6, "all files, and nothing is staged");
    let push = |from, to| framework(&place, &[("PRE_COMMIT_FROM_REF", from), ("PRE_COMMIT_TO_REF", to)]);
    assert_eq!(push("HEAD~1", "HEAD"), 6, "a push");
    assert_eq!(push("HEAD", "HEAD"), 0, "a push of nothing");
    assert_eq!(framework(&place, &[("PRE_COMMIT_LOCAL_BRANCH", "refs/heads/main")]), 6, "the first push of a branch");
    assert_eq!(push("nowhere", "HEAD"), 1, "what it does not know is not open");
}

#[test]
fn a_commit_that_git_refuses_leaves_what_is_staged_as_it_was() {
    let place = sealed();
    let root = place.root();
    for (name, value) in [("user.name", "T"), ("user.email", "t@example.com"), ("commit.gpgsign", "false")] {
        git(&root, &["config", name, value]);
    }
    work(&place, "Staged by hand");
    git(&root, &["add", "SESSION-HANDOFF.md"]);
    place.write(".baton/notes.md", "mine\n");
    work(&place, "Not staged");
    let before = git(&root, &["ls-files", "--stage"]);
    program(&hook(&place, "pre-commit"), "#!/bin/sh\necho no >&2\nexit 1\n");
    let _ = place.run(&["seal", "--commit"]).exits(1).says("not committed: git commit: no");
    assert_eq!(git(&root, &["ls-files", "--stage"]), before);

    fs::remove_file(hook(&place, "pre-commit")).unwrap();
    git(&root, &["rm", "-rq", "--cached", ".baton"]);
    git(&root, &["commit", "-qm", "private"]);
    place.write(".gitignore", ".baton/\n");
    let before = git(&root, &["ls-files", "--stage"]);
    let refused = place.run(&["seal", "--commit"]).exits(1).says("told to pass over .baton");
    assert!(!refused.to_string().contains("hint:"), "{refused}");
    assert_eq!(git(&root, &["ls-files", "--stage"]), before);
}

#[test]
fn hooks_are_installed_all_or_none_and_taken_away_with_a_word_on_each() {
    let place = sealed();
    let theirs = "#!/bin/sh\necho theirs\n";
    program(&hook(&place, "pre-commit"), theirs);
    fs::create_dir(hook(&place, "pre-push")).unwrap();
    let told = place.run(&["hook", "install", "git"]).exits(1).says("pre-push is a directory");
    assert!(told.stderr.contains("nothing was installed"), "{told}");
    assert_eq!(fs::read_to_string(hook(&place, "pre-commit")).unwrap(), theirs);
    fs::remove_dir(hook(&place, "pre-push")).unwrap();
    let _ = place.run(&["hook", "install", "git"]).ok();
    let ours = fs::read_to_string(hook(&place, "pre-push")).unwrap();
    program(&hook(&place, "pre-push"), &ours.replace("exit 1", "exit 3"));
    let _ = place.run(&["hook", "uninstall", "git"]).exits(1).says("by hand").says("pre-commit: as it was");
    assert_eq!(fs::read_to_string(hook(&place, "pre-commit")).unwrap(), theirs);
}
