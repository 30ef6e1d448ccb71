//! The gate over commits and pushes, with real git: what is staged counts, not what lies in the work tree.

use crate::cli::Place;
use crate::seal::{base, git, git_may_fail, repository, seal, work};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A handoff that declares no format, so that nothing but what a test does to it shuts the gate.
const LIVE: &str = "\
# Handoff

## Objective

Serve the readings over HTTP

## Decisions

- Postgres over SQLite: scales better

## Tasks

- [ ] Write the models

## Next steps

1. Write the first query
";

/// A key of a form that nothing else has; put together here so that no scanner takes this file for a leak.
fn key() -> String {
    format!("{}{}", "AKIA", "Z7QXNP4KDLMW3RTY")
}

/// A repository with one sealed and committed session.
fn sealed() -> Place {
    let place = repository(LIVE);
    let _ = seal(&place);
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["commit", "-qm", "first"]);
    place
}

fn rules(gate: &Value) -> Vec<String> {
    let files = gate["files"].as_array().unwrap();
    let found = files.iter().flat_map(|f| f["findings"].as_array().unwrap());
    found.filter(|f| f["shuts_gate"] == true).map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
}

/// Asserts what the gate says of what is staged: the exit code and the rules that shut it.
#[track_caller]
fn check(place: &Place, exit: i32, want: &[&str]) {
    let gate = place.run(&["check", "--staged", "--json"]).exits(exit).json();
    assert_eq!(rules(&gate), want, "{gate:#}");
    assert_eq!(gate["open"], exit == 0);
}

#[test]
fn a_whole_session_goes_through() {
    let place = repository(LIVE);
    let _ = seal(&place);
    check(&place, 0, &[]);
    git(&place.root(), &["add", "-A"]);
    check(&place, 0, &[]);
    git(&place.root(), &["commit", "-qm", "first"]);
    work(&place, "One more");
    let _ = seal(&place);
    git(&place.root(), &["add", "-A"]);
    check(&place, 0, &[]);
}

#[test]
fn the_index_counts_and_not_the_work_tree() {
    let place = sealed();
    let root = place.root();
    let good = place.live();
    place.write("SESSION-HANDOFF.md", format!("{good}\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"));
    check(&place, 0, &[]);
    git(&root, &["add", "SESSION-HANDOFF.md"]);
    place.write("SESSION-HANDOFF.md", &good);
    check(&place, 4, &["merge-markers"]);
    git(&root, &["add", "SESSION-HANDOFF.md"]);
    check(&place, 0, &[]);
}

#[test]
fn placeholders_and_secrets_shut_it() {
    let place = sealed();
    let good = place.live();
    let stage = |text: String| {
        place.write("SESSION-HANDOFF.md", text);
        git(&place.root(), &["add", "-A"]);
    };
    stage(good.replace("Write the models", "TBD"));
    check(&place, 4, &["placeholder"]);
    stage(good.replace("Write the models", &format!("Use the key {}", key())));
    check(&place, 6, &["secret"]);
    stage(good);
    place.write("agent_config.toml", "[MCP]\napi_key = \"9f8e7d6c5b4a39281706f5e4d3c2b1a0\"\n");
    git(&place.root(), &["add", "-A"]);
    check(&place, 6, &["known-secret"]);
}

#[test]
fn half_a_session_is_found_whichever_half_is_left_out() {
    let place = sealed();
    work(&place, "One more");
    let id = seal(&place);
    let root = place.root();
    let dir = format!(".baton/sessions/{}-{}", &id[..4], &id[4..6]);
    for (left, name) in [
        (format!("{dir}/{id}.toml"), "its seal"),
        (format!("{dir}/{id}.md"), "its text"),
        (format!(".baton/base/{id}"), "its marker"),
        ("SESSION-HANDOFF.md".to_owned(), "the live file"),
    ] {
        git(&root, &["add", "-A"]);
        check(&place, 0, &[]);
        git(&root, &["reset", "-q", "--", &left]);
        let gate = place.run(&["check", "--staged", "--json"]).exits(4).json();
        assert!(rules(&gate).contains(&"seal-split".to_owned()), "without {name}: {gate:#}");
    }
    git(&root, &["reset", "-q"]);
    git(&root, &["add", ".baton/base"]);
    check(&place, 4, &["seal-split"]);
}

#[test]
fn a_draft_that_goes_on_after_the_seal_is_no_split() {
    let place = sealed();
    work(&place, "One more");
    let _ = seal(&place);
    git(&place.root(), &["add", "-A"]);
    work(&place, "Begun since");
    check(&place, 0, &[]);
}

#[test]
fn an_altered_session_is_refused_with_5() {
    let place = sealed();
    let id = base(&place)[0].clone();
    let path = format!(".baton/sessions/{}-{}/{id}.md", &id[..4], &id[4..6]);
    let text = fs::read_to_string(place.root().join(&path)).unwrap();
    place.write(&path, text.replace("Postgres", "MySQL"));
    git(&place.root(), &["add", "-A"]);
    check(&place, 5, &["chain-broken"]);
    git(&place.root(), &["rm", "-rqf", ".baton/sessions"]);
    check(&place, 5, &["chain-broken"]);
}

#[test]
fn a_handoff_that_is_demanded_must_be_there() {
    let place = repository(LIVE);
    let root = place.root();
    fs::remove_file(root.join("SESSION-HANDOFF.md")).unwrap();
    place.write("main.c", "int main;\n");
    git(&root, &["add", "-A"]);
    check(&place, 0, &[]);
    place.write("agent_config.toml", "[Handoff]\nhandshake_file = \"SESSION-HANDOFF.md\"\nhandshake_required = true\n");
    check(&place, 4, &["handoff-missing"]);
    place.write("SESSION-HANDOFF.md", LIVE);
    check(&place, 4, &["handoff-missing"]);
    git(&root, &["add", "-A"]);
    check(&place, 0, &[]);
}

#[test]
fn a_range_is_checked_as_its_end_has_it_and_for_secrets_on_the_way() {
    let place = sealed();
    let root = place.root();
    let good = place.live();
    let commit = |text: &str| {
        place.write("SESSION-HANDOFF.md", text);
        git(&root, &["commit", "-qam", "next"]);
    };
    let range = |exit: i32| rules(&place.run(&["check", "--range", "HEAD~2..HEAD", "--json"]).exits(exit).json());
    commit(&good.replace("Write the models", "TBD"));
    commit(&good.replace("Write the models", "Write all models"));
    assert_eq!(range(0), Vec::<String>::new(), "a placeholder on the way is no matter");
    commit(&good.replace("Write the models", &format!("Use the key {}", key())));
    commit(&good);
    assert_eq!(range(6), ["secret"], "a secret on the way is published");
    let _ = place.run(&["check", "--range", "nowhere..HEAD"]).exits(1).says("names no commit");
    let _ = place.run(&["check", "--range", "HEAD"]).exits(2).says("no range");
}

#[test]
fn a_workflow_gets_annotations_and_a_summary() {
    let place = sealed();
    let bad = place.live().replace("Write the models", "TBD");
    place.write("SESSION-HANDOFF.md", bad);
    git(&place.root(), &["add", "-A"]);
    let summary = place.home().join("summary.md");
    let out = place.command(&["check", "--staged", "--format", "github"]).env("GITHUB_STEP_SUMMARY", &summary).output().unwrap();
    assert_eq!(out.status.code(), Some(4));
    let told = String::from_utf8(out.stdout).unwrap();
    let line = told.lines().find(|l| l.contains("title=placeholder")).unwrap();
    assert!(line.starts_with("::warning file=SESSION-HANDOFF.md,line="), "{told}");
    let summary = fs::read_to_string(summary).unwrap();
    assert!(summary.contains("SESSION-HANDOFF.md") && summary.contains("`placeholder`"), "{summary}");
}

#[test]
fn sarif_has_what_the_specification_requires() {
    let place = sealed();
    place.write("SESSION-HANDOFF.md", place.live().replace("Write the models", "TBD"));
    git(&place.root(), &["add", "-A"]);
    let log: Value = place.run(&["check", "--staged", "--format", "sarif"]).exits(4).json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(result["message"]["text"].as_str().is_some_and(|t| !t.is_empty()));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "SESSION-HANDOFF.md");
        assert!(place["region"].is_null() || place["region"]["startLine"].as_u64().unwrap() > 0);
    }
}

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
    let _ = place.run(&["hook", "install", "git"]).exits(1).says("other repositories use too");
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
