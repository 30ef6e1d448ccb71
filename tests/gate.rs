//! The gate over commits and pushes, with real git: what is staged counts, not what lies in the work tree.

mod hostile;
mod links;
mod moved;
mod part;

use crate::cli::Place;
use crate::seal::{base, git, repository, seal, work};
use serde_json::Value;
use std::fs;

/// A handoff that declares no format, so that nothing but what a test does to it shuts the gate.
pub const LIVE: &str = "\
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
pub fn key() -> String {
    format!("{}{}", "AKIA", "Z7QXNP4KDLMW3RTY")
}

/// A repository with one sealed and committed session.
pub fn sealed() -> Place {
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

/// Stages everything and commits it past every hook.
fn commit_all(place: &Place, message: &str) {
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["commit", "-qnm", message]);
}

fn leak() -> String {
    LIVE.replace("Write the models", &format!("Use the key {}", key()))
}

/// Returns the files that shut the gate, as `check --staged` or `--range` names them.
fn shut_by(place: &Place, args: &[&str]) -> Vec<String> {
    let gate = place.run(&[args, &["--json"]].concat()).json();
    let files = gate["files"].as_array().unwrap().iter();
    let shut = files.filter(|f| f["findings"].as_array().unwrap().iter().any(|f| f["shuts_gate"] == true));
    shut.map(|f| f["file"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_project_that_a_commit_touches_is_checked() {
    let place = sealed();
    let root = place.root();
    place.write("pkg/a/.baton/config.toml", "live = \"docs/where.md\"\n");
    place.write("pkg/a/docs/where.md", LIVE);
    place.write("pkg/b/.baton/notes.md", "nothing\n");
    place.write("pkg/b/HANDOFF.md", LIVE);
    commit_all(&place, "projects");
    place.write("pkg/a/docs/where.md", leak());
    place.write("pkg/b/HANDOFF.md", leak());
    git(&root, &["add", "-A"]);
    let both = ["pkg/a/docs/where.md", "pkg/b/HANDOFF.md"];
    assert_eq!(shut_by(&place, &["check", "--staged"]), both);
    let mut below = shut_by(&place, &["-C", "pkg/b", "check", "--staged"]);
    below.sort();
    assert_eq!(below, both);
    commit_all(&place, "leak");
    place.write("pkg/a/docs/where.md", LIVE);
    git(&root, &["rm", "-rqf", "pkg/b"]);
    commit_all(&place, "gone");
    let range = ["check", "--range", "HEAD~2..HEAD"];
    assert_eq!(shut_by(&place, &range), both, "on the way, too, and where nothing is left of the project");
    git(&root, &["switch", "-q", "--orphan", "other"]);
    assert_eq!(shut_by(&place, &["check", "--range", "main~2..main~1"]).len(), 2, "of a branch that is not checked out");
}

#[test]
fn a_project_without_settings_of_its_own_is_one_by_its_handoff() {
    let place = repository("");
    fs::remove_file(place.root().join("SESSION-HANDOFF.md")).unwrap();
    place.write("pkg/docs/SESSION_CONTEXT.md", leak());
    git(&place.root(), &["add", "-A"]);
    assert_eq!(shut_by(&place, &["check", "--staged"]), ["pkg/docs/SESSION_CONTEXT.md"]);
    fs::remove_dir_all(place.root().join("pkg")).unwrap();
    assert_eq!(shut_by(&place, &["check", "--staged"]), ["pkg/docs/SESSION_CONTEXT.md"], "as git has it");
}

#[test]
fn of_several_that_could_be_the_live_file_all_are_checked() {
    let place = repository(LIVE);
    fs::remove_file(place.root().join("SESSION-HANDOFF.md")).unwrap();
    place.write("handoff.md", LIVE);
    place.write("Handoff.md", leak());
    git(&place.root(), &["add", "-A"]);
    assert_eq!(shut_by(&place, &["check", "--staged"]), ["Handoff.md"]);
}

#[test]
fn a_live_file_that_is_a_link_is_what_it_leads_to() {
    let place = repository(LIVE);
    let root = place.root();
    fs::remove_file(root.join("SESSION-HANDOFF.md")).unwrap();
    place.write("docs/real.md", LIVE);
    std::os::unix::fs::symlink("docs/real.md", root.join("SESSION-HANDOFF.md")).unwrap();
    git(&root, &["add", "-A"]);
    check(&place, 0, &[]);
    let _ = seal(&place);
    git(&root, &["add", "-A"]);
    check(&place, 0, &[]);
    commit_all(&place, "first");
    place.write("docs/real.md", leak().replace("Write the first query", "TBD"));
    git(&root, &["add", "-A"]);
    check(&place, 6, &["secret", "placeholder"]);
    commit_all(&place, "leak");
    assert_eq!(shut_by(&place, &["check", "--range", "HEAD~1..HEAD"]), ["docs/real.md"]);
    // A link that is turned to a file which is there already.
    place.write("docs/other.md", leak());
    place.write("docs/real.md", LIVE);
    commit_all(&place, "other");
    fs::remove_file(root.join("SESSION-HANDOFF.md")).unwrap();
    std::os::unix::fs::symlink("docs/other.md", root.join("SESSION-HANDOFF.md")).unwrap();
    git(&root, &["add", "SESSION-HANDOFF.md"]);
    fs::remove_file(root.join("SESSION-HANDOFF.md")).unwrap();
    assert_eq!(shut_by(&place, &["check", "--staged"]), ["docs/other.md"]);
}

#[test]
fn a_secret_on_a_side_branch_is_published_by_its_merge() {
    let place = sealed();
    let root = place.root();
    let good = place.live();
    git(&root, &["switch", "-qc", "side"]);
    for text in [&leak(), &good] {
        place.write("SESSION-HANDOFF.md", text);
        commit_all(&place, "on the side");
    }
    git(&root, &["switch", "-q", "main"]);
    git(&root, &["merge", "-q", "--no-ff", "--no-edit", "side"]);
    assert_eq!(shut_by(&place, &["check", "--range", "HEAD~1..HEAD"]), ["SESSION-HANDOFF.md"]);
}

#[test]
fn an_earlier_version_has_the_path_of_its_file() {
    let place = sealed();
    let good = place.live();
    for text in [&leak(), &good] {
        place.write("SESSION-HANDOFF.md", text);
        commit_all(&place, "next");
    }
    let range = ["check", "--range", "HEAD~2..HEAD"];
    let _ = place.run(&range).exits(6);
    let gate = place.run(&[&range[..], &["--json"]].concat()).exits(6).json();
    let file = gate["files"].as_array().unwrap().iter().find(|f| f["must"] != 0).unwrap();
    assert_eq!(file["file"], "SESSION-HANDOFF.md");
    assert_eq!(file["blob"].as_str().unwrap().len(), 40);
    let sarif = place.run(&[&range[..], &["--format", "sarif"]].concat()).exits(6).json();
    let found = &sarif["runs"][0]["results"][0];
    assert_eq!(found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "SESSION-HANDOFF.md");
    assert!(found["locations"][0]["physicalLocation"]["region"].is_null(), "its lines are not those of the file as it is");
    assert!(found["message"]["text"].as_str().unwrap().contains("earlier version"));
    let github = place.run(&[&range[..], &["--format", "github"]].concat()).exits(6).stdout;
    assert!(github.starts_with("::error file=SESSION-HANDOFF.md,title=secret::"), "{github}");
}

#[test]
fn a_shut_gate_says_what_shuts_it() {
    let place = sealed();
    place.write("SESSION-HANDOFF.md", place.live().replace("Write the models", "TBD").replace(": scales better", ""));
    git(&place.root(), &["add", "-A"]);
    let told = place.run(&["check", "--staged"]).exits(4).stdout;
    let last = told.lines().last().unwrap();
    assert!(last.starts_with("gate: shut by placeholder at SESSION-HANDOFF.md:13"), "{told}");
    assert!(told.contains("decision-without-why") && !last.contains("decision-without-why"), "{told}");
    let told = place.run(&["check", "--staged", "--strict"]).exits(4).stdout;
    assert!(told.lines().last().unwrap().contains("decision-without-why"), "{told}");
}

#[test]
fn a_live_file_that_was_sealed_does_not_go_without_its_session() {
    let place = sealed();
    work(&place, "One more");
    let _ = seal(&place);
    git(&place.root(), &["add", "SESSION-HANDOFF.md"]);
    check(&place, 4, &["seal-split"]);
    // A chain that git is told to pass over stays at home.
    git(&place.root(), &["rm", "-rq", "--cached", ".baton"]);
    git(&place.root(), &["commit", "-qnm", "private"]);
    place.write(".gitignore", ".baton/\n");
    work(&place, "Another");
    let _ = seal(&place);
    git(&place.root(), &["add", "SESSION-HANDOFF.md"]);
    check(&place, 0, &[]);
}
