//! `verify` with real git: line ends, filters and formatters named for what they are; ranges of sessions and of commits.

use crate::cli::Place;
use crate::seal::{LIVE, base, git, repository, seal, work};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// What verify says in a directory: its exit code and the altered files, by session, file ending and name of what happened.
#[track_caller]
fn verify(place: &Place, dir: &Path, args: &[&str]) -> (i32, Vec<(String, String, String)>) {
    let all: Vec<&str> = ["verify", "--json"].iter().chain(args).copied().collect();
    let out = place.command(&all).current_dir(dir).output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let answer: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}{}", String::from_utf8_lossy(&out.stderr)));
    let text = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    let ending = |f: &Value| text(f, "file").split_once('.').unwrap().1.rsplit_once('.').unwrap().1.to_owned();
    let found = answer["found"].as_array().unwrap_or_else(|| panic!("{answer}")).iter().filter(|f| f["altered"] == true);
    (out.status.code().unwrap(), found.map(|f| (text(f, "session"), ending(f), text(f, "what"))).collect())
}

fn file(root: &Path, id: &str, end: &str) -> PathBuf {
    root.join(format!(".baton/sessions/{}-{}/{id}{end}", &id[..4], &id[4..6]))
}

fn clone(place: &Place) -> PathBuf {
    git(&place.home(), &["clone", "-q", "-c", "core.autocrlf=true", place.root().to_str().unwrap(), "clone"]);
    place.home().join("clone")
}

/// A repository that converts line ends in both ways that git has, with one committed session of `live`.
fn converting(live: &str) -> (Place, String) {
    let place = repository(live);
    place.write(".gitattributes", "* text=auto eol=lf\n");
    git(&place.root(), &["config", "core.autocrlf", "true"]);
    git(&place.root(), &["add", ".gitattributes"]);
    git(&place.root(), &["commit", "-qm", "attributes"]);
    let _ = place.run(&["seal", "--commit"]).ok();
    let id = base(&place)[0].clone();
    (place, id)
}

#[test]
fn line_ends_of_any_kind_come_through_git_as_they_were_sealed() {
    for live in [LIVE.to_owned(), LIVE.replace('\n', "\r\n"), LIVE.replacen('\n', "\r\n", 3)] {
        let (place, id) = converting(&live);
        let sealed = fs::read(file(&place.root(), &id, ".md")).unwrap();
        let there = clone(&place);
        assert_eq!(fs::read(file(&there, &id, ".md")).unwrap(), sealed);
        assert_eq!(verify(&place, &there, &[]), (0, vec![]));
        git(&place.root(), &["rm", "-rq", "--cached", "."]);
        git(&place.root(), &["reset", "-q", "--hard"]);
        assert_eq!(verify(&place, &place.root(), &[]), (0, vec![]), "also after everything was checked out anew");
    }
}

#[test]
fn a_live_file_whose_line_ends_git_converted_is_no_draft() {
    for (live, eol) in [(LIVE.to_owned(), "crlf"), (LIVE.replace('\n', "\r\n"), "lf")] {
        let place = repository(&live);
        place.write(".gitattributes", format!("*.md text eol={eol}\n"));
        git(&place.root(), &["add", ".gitattributes"]);
        git(&place.root(), &["commit", "-qm", "attributes"]);
        let _ = place.run(&["seal", "--commit"]).ok();
        let there = clone(&place);
        let converted = fs::read_to_string(there.join("SESSION-HANDOFF.md")).unwrap();
        assert_eq!(converted.contains('\r'), eol == "crlf", "git converted it");
        let run = |args: &[&str]| place.command(args).current_dir(&there).output().unwrap();
        assert!(String::from_utf8_lossy(&run(&["status"]).stdout).contains("no change since"));
        assert_eq!(run(&["seal"]).status.code(), Some(3));
        assert!(run(&["next", "--preview"]).status.success());
        // What is sealed there next is told from its parent by its words, not by its line ends.
        assert!(run(&["add", "task", "More"]).status.success());
        assert_eq!(run(&["seal", "--preview", "--json"]).status.code(), Some(0));
    }
}

#[test]
fn without_the_attributes_the_conversion_is_told_by_its_name() {
    let place = repository(&LIVE.replace('\n', "\r\n"));
    let id = seal(&place);
    fs::remove_file(place.root().join(".baton/.gitattributes")).unwrap();
    place.write(".gitattributes", "* text=auto eol=lf\n");
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["commit", "-qm", "all"]);
    let there = clone(&place);
    assert_eq!(verify(&place, &there, &[]), (5, vec![(id, "md".into(), "line-ends".into())]));
    let out = place.command(&["verify"]).current_dir(&there).output().unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains("only the line ends of"), "{out:?}");
}

#[test]
fn a_filter_of_the_project_does_not_touch_what_is_sealed() {
    let place = repository(LIVE);
    place.write(".gitattributes", "* filter=shout ident\n");
    git(&place.root(), &["config", "filter.shout.clean", "tr a-z A-Z"]);
    git(&place.root(), &["config", "filter.shout.smudge", "tr a-z A-Z"]);
    let id = seal(&place);
    git(&place.root(), &["add", ".baton"]);
    git(&place.root(), &["commit", "-qm", "sealed"]);
    fs::remove_file(file(&place.root(), &id, ".md")).unwrap();
    git(&place.root(), &["checkout", "--", ".baton"]);
    assert_eq!(verify(&place, &place.root(), &[]), (0, vec![]));
}

#[test]
fn a_formatter_that_rewrites_sealed_files_is_told_from_somebody_who_edits_them() {
    let (place, id) = converting(LIVE);
    let root = place.root();
    let path = file(&root, &id, ".md");
    let sealed = fs::read_to_string(&path).unwrap();
    // What formatters of markdown do: indent, blank lines, trailing blanks, a last line end.
    let formatted = sealed.replace("\n- ", "\n-   ").replace("\n## ", "\n\n\n## ").replace(": ", ":  ") + "\n";
    fs::write(&path, &formatted).unwrap();
    let white_space = (5, vec![(id.clone(), "md".into(), "white-space".into())]);
    assert_eq!(verify(&place, &root, &[]), white_space);
    let _ = place.run(&["verify"]).exits(5);
    assert!(place.run(&["verify"]).stdout.contains("a formatter?"));
    // Nothing of it reaches a prompt.
    let _ = place.run(&["prompt", "--session", &id]).exits(5);
    git(&root, &["commit", "-qam", "run the formatter"]);
    assert_eq!(verify(&place, &root, &["--range", "HEAD~1..HEAD"]), white_space);
    assert_eq!(verify(&place, &clone(&place), &[]), white_space, "in a clone too");
    fs::write(&path, sealed.replace("Postgres", "MySQL")).unwrap();
    assert_eq!(verify(&place, &root, &[]), (5, vec![(id.clone(), "md".into(), "altered".into())]));
    git(&root, &["checkout", "-q", "HEAD~1", "--", ".baton"]);
    assert_eq!(verify(&place, &root, &[]), (0, vec![]));
    // The seal as a formatter of TOML leaves it.
    let path = file(&root, &id, ".toml");
    let seal = fs::read_to_string(&path).unwrap();
    fs::write(&path, seal.replace(" = ", "=")).unwrap();
    assert_eq!(verify(&place, &root, &[]), (5, vec![(id, "toml".into(), "white-space".into())]));
}

#[test]
fn a_range_of_sessions_looks_at_those_alone() {
    let place = repository(LIVE);
    let ids: Vec<String> = (0..4)
        .map(|n| {
            work(&place, &format!("Step {n}"));
            seal(&place)
        })
        .collect();
    let path = file(&place.root(), &ids[1], ".md");
    fs::write(&path, fs::read_to_string(&path).unwrap() + "more\n").unwrap();
    let sessions = |range: &str, exit| place.run(&["verify", "--range", range, "--json"]).exits(exit).json()["sessions"].as_u64().unwrap();
    assert_eq!(sessions("1..2", 5), 1);
    assert_eq!(sessions("2..4", 0), 2);
    assert_eq!(sessions(&format!("{}..4", ids[0]), 5), 3);
    let _ = place.run(&["verify", "--range", "2"]).exits(2).says("A..B");
    let _ = place.run(&["verify", "--range", "2...4"]).exits(2);
    let _ = place.run(&["verify", "--range", "2..nowhere"]).exits(1).says("names no session");
    let _ = place.run(&["verify", "--range=--help..HEAD"]).exits(1);
}

#[test]
fn a_range_of_commits_is_looked_at_as_the_later_one_has_it() {
    let place = repository(LIVE);
    let root = place.root();
    let commit = |message: &str| {
        git(&root, &["add", "-A"]);
        git(&root, &["commit", "-qm", message]);
        git(&root, &["rev-parse", "HEAD"]).trim().to_owned()
    };
    let first = seal(&place);
    let start = commit("one");
    work(&place, "More");
    let second = seal(&place);
    let sealed = commit("two");
    let range = format!("{start}..{sealed}");
    assert_eq!(verify(&place, &root, &["--range", &range]), (0, vec![]));
    assert_eq!(place.run(&["verify", "--range", &range, "--json"]).ok().json()["sessions"], 1);
    // What the work tree has is not looked at.
    fs::write(file(&root, &second, ".md"), "nothing\n").unwrap();
    assert_eq!(verify(&place, &root, &["--range", &range]).0, 0);
    assert_eq!(verify(&place, &root, &["--range", &format!("{start}..")]).0, 0);
    let altered = commit("alter");
    let found = verify(&place, &root, &["--range", &format!("{sealed}..{altered}")]);
    assert_eq!(found, (5, vec![(second.clone(), "md".into(), "altered".into())]));
    git(&root, &["checkout", "-q", &sealed, "--", ".baton"]);
    for end in [".md", ".toml"] {
        fs::remove_file(file(&root, &first, end)).unwrap();
    }
    let removed = commit("remove");
    let found = verify(&place, &root, &["--range", &format!("{sealed}..{removed}")]);
    assert_eq!(found, (5, vec![(first.clone(), "toml".into(), "missing".into())]));
    // A redaction is none of that.
    git(&root, &["checkout", "-q", &sealed, "--", ".baton"]);
    let _ = place.run(&["redact", "2", "--span", "11", "--why", "a name"]).ok();
    let redacted = commit("redact");
    assert_eq!(verify(&place, &root, &["--range", &format!("{sealed}..{redacted}")]), (0, vec![]));
}

#[test]
fn a_pruned_parent_is_a_boundary_and_a_head_says_that_nothing_vouches_for_it() {
    let place = repository(LIVE);
    let first = seal(&place);
    work(&place, "More");
    let second = seal(&place);
    for end in [".md", ".toml"] {
        fs::remove_file(file(&place.root(), &first, end)).unwrap();
    }
    let answer = place.run(&["verify", "--json"]).ok().json();
    let found: Vec<_> = answer["found"].as_array().unwrap().iter().map(|f| (f["session"].as_str(), f["what"].as_str())).collect();
    assert_eq!(found, [(Some(&*second), Some("boundary")), (Some(&*second), Some("unsigned"))]);
    let told = place.run(&["verify"]).ok().stdout;
    assert!(told.contains("shallow or pruned") && told.contains("vouched for by nothing but the name"), "{told}");
}
