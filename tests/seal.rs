//! Sealing as a user sees it: real git repositories, many processes, refusals, undo.

use crate::cli::Place;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

pub const LIVE: &str = "\
=== SESSION HANDOFF ===
Generated: 2026-11-20T14:30:00Z
Session: Session 2

## Previous Session Summary

### Accomplished
- Designed the schema

### Decisions Made
- Postgres over SQLite: scales better

## Active Tasks
- [ ] Write the models
- [x] Set up the tests

## Constraints
- Never touch production

## Current Project State

The data layer is complete. Two tables are missing.

## Next Session Objective

Build the login endpoints.
";

/// Makes a project in a git repository.
pub fn repository(live: &str) -> Place {
    let place = Place::with(live);
    git(&place.root(), &["init", "-q", "-b", "main"]);
    place
}

/// Runs git and returns what it printed.
#[track_caller]
pub fn git(dir: &Path, args: &[&str]) -> String {
    let (told, ok) = git_may_fail(dir, args);
    assert!(ok, "git {args:?}: {told}");
    told
}

pub fn git_may_fail(dir: &Path, args: &[&str]) -> (String, bool) {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]).args(args);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let out = command.output().unwrap();
    (String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr), out.status.success())
}

/// Seals and returns the id.
#[track_caller]
pub fn seal(place: &Place) -> String {
    let answer = place.run(&["seal", "--json"]).ok().json();
    answer["id"].as_str().unwrap().to_owned()
}

/// Adds a task, so that there is something to seal.
#[track_caller]
pub fn work(place: &Place, task: &str) {
    let _ = place.run(&["add", "task", task]).ok();
}

#[test]
fn undo_of_a_committed_seal_says_that_git_keeps_the_session() {
    let place = repository(LIVE);
    let _ = place.run(&["seal", "--commit"]).ok();
    let _ = place.run(&["undo"]).ok().says("git has it");
}

#[test]
fn where_nothing_says_who_seals_it_is_the_name_that_git_knows() {
    let place = repository(LIVE);
    git(&place.root(), &["config", "user.name", "Grace"]);
    assert!(place.command(&["seal"]).env_remove("BATON_ACTOR").output().unwrap().status.success());
    let log = place.run(&["log", "--json"]).ok().json();
    assert_eq!(log["sessions"][0]["by"], "Grace", "{log}");
}

/// Returns the markers of the base.
pub fn base(place: &Place) -> Vec<String> {
    let Ok(dir) = fs::read_dir(place.root().join(".baton/base")) else { return Vec::new() };
    let mut names: Vec<String> = dir.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn session_files(place: &Place) -> Vec<String> {
    let Ok(months) = fs::read_dir(place.root().join(".baton/sessions")) else { return Vec::new() };
    let files = months.flat_map(|m| fs::read_dir(m.unwrap().path()).unwrap());
    let mut names: Vec<String> = files.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn init_makes_what_is_missing_and_touches_nothing() {
    let place = Place::new();
    let _ = place.run(&["init", "--format", "handoff-1.0"]).ok();
    for file in [".baton/config.toml", ".baton/.gitattributes", ".baton/bootstrap.md", "SESSION-HANDOFF.md"] {
        assert!(place.root().join(file).is_file(), "{file}");
    }
    assert!(place.live().contains("SESSION HANDOFF"));
    place.write(".baton/bootstrap.md", "mine\n");
    let live = place.live();
    let _ = place.run(&["init"]).exits(3);
    assert_eq!(fs::read_to_string(place.root().join(".baton/bootstrap.md")).unwrap(), "mine\n");
    assert_eq!(place.live(), live);
}

#[test]
fn a_seal_is_the_bytes_of_the_live_file_and_says_which_header_lines_it_set() {
    let place = repository(LIVE);
    let answer = place.run(&["seal", "--json"]).ok().json();
    let id = answer["id"].as_str().unwrap();
    let text = fs::read_to_string(place.root().join(format!(".baton/sessions/{}-{}/{id}.md", &id[..4], &id[4..6]))).unwrap();
    assert_eq!(text, place.live());
    let header: Vec<_> = answer["header"].as_array().unwrap().iter().map(|l| l["line"].as_u64().unwrap()).collect();
    assert_eq!(header, [2, 3], "{answer}");
    let differs = LIVE.lines().zip(place.live().lines().map(str::to_owned).collect::<Vec<_>>()).filter(|(a, b)| a != b).count();
    assert_eq!(differs, 2, "only those lines changed");
    assert_eq!(base(&place), [id]);
    assert_eq!(answer["number"], 1);
    assert_eq!(answer["pins"][0], "Never touch production");
    let attributes = fs::read_to_string(place.root().join(".baton/.gitattributes")).unwrap();
    assert!(attributes.contains("-text"));
    let _ = place.run(&["seal"]).exits(3).says("nothing changed");
    let _ = place.run(&["verify"]).ok();
}

#[test]
fn a_seal_is_refused_for_what_must_not_be_and_can_go_on_despite_a_rule() {
    let place = repository("# Notes\n\n## Decisions\n- Postgres: scales\n");
    let _ = place.run(&["seal"]).exits(4).says("--despite no-objective");
    let _ = place.run(&["seal", "--despite", "no-objective"]).exits(2);
    let _ = place.run(&["seal", "--despite", "no-such-rule", "--why", "x"]).exits(2).says("no rule");
    assert!(session_files(&place).is_empty());
    let answer = place.run(&["seal", "--despite", "no-objective", "--why", "it ends here", "--json"]).ok().json();
    assert_eq!(answer["despite"][0], "no-objective");
    let shown = place.run(&["show", "1", "--as", "seal"]).ok();
    assert!(shown.stdout.contains("it ends here"), "{shown}");

    let key = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0".repeat(2).get(..36).unwrap());
    let place = repository(&LIVE.replace("Write the models", &format!("Use {key}")));
    let answer = place.run(&["seal"]).exits(6);
    assert!(!answer.to_string().contains(&key));
    let place = repository(&LIVE.replace("- Never", "<<<<<<< HEAD\n- Ever\n=======\n- Nearly\n>>>>>>> other\n- Never"));
    let _ = place.run(&["seal"]).exits(4);
    let place = repository(&LIVE.replace("Write the models", "Write \u{202e}the models"));
    let _ = place.run(&["seal"]).exits(6);
    assert!(session_files(&place).is_empty());
}

#[test]
fn a_preview_writes_nothing() {
    let place = repository(LIVE);
    let _ = place.run(&["seal", "--preview"]).ok();
    assert!(session_files(&place).is_empty());
    assert_eq!(place.live(), LIVE);
}

#[test]
fn a_commit_holds_the_handoff_and_nothing_that_was_staged_beside_it() {
    let place = repository(LIVE);
    place.write("other.txt", "staged\n");
    place.write("loose.txt", "loose\n");
    git(&place.root(), &["add", "other.txt"]);
    let _ = place.run(&["seal", "--commit"]).ok();
    let message = git(&place.root(), &["log", "-1", "--format=%B"]);
    assert!(message.starts_with("Handoff per SESSION-HANDOFF.md\n\nSession 1: "), "{message}");
    let files = git(&place.root(), &["show", "--name-only", "--format=", "HEAD"]);
    assert!(files.lines().all(|f| f == "SESSION-HANDOFF.md" || f.starts_with(".baton/")), "{files}");
    let status = git(&place.root(), &["status", "--porcelain"]);
    assert_eq!(status, "A  other.txt\n?? loose.txt\n");
}

#[test]
fn sealing_another_text_moves_neither_base_nor_live_file() {
    let place = repository(LIVE);
    let first = seal(&place);
    let live = place.live();
    let text = live.replace("Write the models", "Write the views");
    let answer = place.pipe(&["seal", "-", "--json"], &text).ok().json();
    assert_eq!(answer["parents"][0], first.as_str());
    assert_eq!(answer["bytes"], text.len());
    assert_eq!((base(&place), place.live()), (vec![first.clone()], live.clone()));
    // The journal knows it: it is told, taken back and made again, and the live file stays out of it.
    let told = place.run(&["op", "log", "--json"]).ok().json();
    assert_eq!(told["operations"][0]["what"], "sealed stdin as session 2");
    let files = session_files(&place);
    let _ = place.run(&["undo"]).ok();
    assert_eq!(session_files(&place).len(), 2);
    let _ = place.run(&["redo"]).ok();
    assert_eq!((session_files(&place), base(&place), place.live()), (files, vec![first], live));
    let _ = place.run(&["verify"]).ok();
}

#[test]
fn several_heads_without_a_base_must_be_told_apart() {
    let place = repository(LIVE);
    let first = seal(&place);
    let text = |n: usize| place.live().replace("Write the models", &format!("Way {n}"));
    for n in 0..2 {
        let _ = place.pipe(&["seal", "-", "--parent", &first], text(n)).ok();
    }
    fs::remove_dir_all(place.root().join(".baton/base")).unwrap();
    work(&place, "More");
    let refused = place.run(&["seal"]).exits(5).says("2 heads");
    assert!(refused.stderr.contains("--parent"), "{refused}");
    let answer = place.run(&["seal", "--parent", &first, "--json"]).ok().json();
    assert_eq!(answer["parents"][0], first.as_str());
    assert_eq!(answer["line"], "main-3");
}

#[test]
fn a_seal_is_taken_back_while_git_does_not_know_it() {
    let place = repository(LIVE);
    seal(&place);
    work(&place, "More");
    let (live, before, files) = (place.live(), base(&place), session_files(&place));
    seal(&place);
    let sealed = (place.live(), base(&place), session_files(&place));
    let _ = place.run(&["undo"]).ok();
    assert_eq!((place.live(), base(&place), session_files(&place)), (live, before, files));
    let _ = place.run(&["redo"]).ok();
    assert_eq!((place.live(), base(&place), session_files(&place)), sealed);
    let _ = place.run(&["verify"]).ok();
}

#[test]
fn a_seal_that_git_knows_stays_and_the_next_one_says_that_it_was_left() {
    let place = repository(LIVE);
    let first = seal(&place);
    work(&place, "More");
    let _ = place.run(&["seal", "--commit"]).ok();
    let left = base(&place);
    let files = session_files(&place);
    let _ = place.run(&["undo"]).ok();
    assert_eq!((base(&place), session_files(&place)), (vec![first.clone()], files));
    work(&place, "Another way");
    let answer = place.run(&["seal", "--json"]).ok().json();
    assert_eq!((answer["leaves"][0].as_str(), answer["parents"][0].as_str()), (left.first().map(String::as_str), Some(first.as_str())));
}

#[test]
fn a_seal_that_was_broken_off_before_the_base_moved_is_taken_up() {
    let place = repository(LIVE);
    let first = seal(&place);
    work(&place, "More");
    let second = seal(&place);
    fs::rename(place.root().join(".baton/base").join(&second), place.root().join(".baton/base").join(&first)).unwrap();
    let answer = place.run(&["seal", "--json"]).ok().json();
    assert_eq!((answer["again"].as_bool(), answer["id"].as_str()), (Some(true), Some(&*second)));
    assert_eq!(base(&place), [second]);
    assert_eq!(session_files(&place).len(), 4);
}

#[test]
fn a_project_can_ask_for_a_person() {
    let place = repository(LIVE);
    place.write(".baton/config.toml", "[seal]\nrequire_person = true\n");
    let _ = place.run(&["seal"]).exits(1).says("only a person");
    let _ = place.run(&["seal", "--preview"]).ok();
    assert!(session_files(&place).is_empty());
}

#[test]
fn a_decision_that_an_earlier_session_superseded_is_told_when_it_comes_back() {
    let place = repository(LIVE);
    seal(&place);
    let open = place.live();
    let _ = place.run(&["set", "decisions/1", "status", "superseded"]).ok();
    seal(&place);
    work(&place, "More");
    let second = base(&place)[0].clone();
    assert!(place.run(&["seal", "--json"]).ok().json()["reopened"].as_array().unwrap().is_empty());
    place.write("SESSION-HANDOFF.md", open.replace("Write the models", "Write the views"));
    let answer = place.run(&["seal", "--json"]).ok().json();
    assert!(answer["reopened"][0]["text"].as_str().unwrap().contains("Postgres"), "{answer}");
    assert_ne!(second, answer["id"].as_str().unwrap());
}

#[test]
fn many_processes_seal_at_once() {
    for locked in [true, false] {
        let place = repository(LIVE);
        let first = seal(&place);
        // Twenty each take a minute or two with a debug build: set BATON_LONG for them, as `.ci/run` does.
        let (processes, each) = (32, if std::env::var_os("BATON_LONG").is_some() { 20 } else { 2 });
        thread::scope(|scope| {
            for p in 0..processes {
                let place = &place;
                scope.spawn(move || {
                    for n in 0..each {
                        let text = LIVE.replace("Write the models", &format!("Write part {p} of {n}"));
                        let path = place.home().join(format!("{p}-{n}.md"));
                        fs::write(&path, text).unwrap();
                        let path = path.to_string_lossy().into_owned();
                        let mut command = place.command(&["seal", &path]);
                        if !locked {
                            command.env("HOME", "");
                        }
                        let out = command.output().unwrap();
                        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
                    }
                });
            }
        });
        let files = session_files(&place);
        assert_eq!(files.len(), 2 * (processes * each + 1));
        assert!(files.iter().all(|f| f.starts_with("20")), "no debris");
        assert_eq!(base(&place), [first]);
        let verified = place.run(&["verify", "--json"]).ok().json();
        assert_eq!(verified["sessions"], processes * each + 1);
    }
}

#[test]
fn a_seal_cites_files_with_or_without_lines_and_the_commits_that_git_knows() {
    let place = repository("");
    let root = place.root();
    place.write("src/a.rs", "one\n");
    place.write("b.md", "two\n");
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-qm", "start"]);
    let commit = git(&root, &["rev-parse", "HEAD"]).trim().to_owned();
    // What has no letter or no digit is no commit's name.
    let name = |n: &usize| commit[..*n].bytes().any(|b| b.is_ascii_digit()) && commit[..*n].bytes().any(|b| b.is_ascii_alphabetic());
    let short = &commit[..(8..40).find(name).unwrap()];
    let cited = format!("Designed the schema in src/a.rs:12-14 and `b.md` at {short} (not deadbee1, {}, nor c/none.rs)", "0a".repeat(20));
    place.write("SESSION-HANDOFF.md", LIVE.replace("Designed the schema", &cited));
    let id = seal(&place);
    let text = place.run(&["show", &id, "--as", "seal"]).ok().stdout;
    let seal: toml::Table = text.parse().unwrap();
    let cites: Vec<(String, String)> = seal["cites"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            let what = c.get("path").or(c.get("commit")).unwrap();
            (what.as_str().unwrap().to_owned(), c["hash"].as_str().unwrap().to_owned())
        })
        .collect();
    let hash = |bytes: &[u8]| format!("sha256:{}", baton::chain::Hash::of(bytes));
    let wanted = [("src/a.rs".to_owned(), hash(b"one\n")), ("b.md".to_owned(), hash(b"two\n")), (short.to_owned(), commit.clone())];
    assert_eq!(cites, wanted, "{text}");
    // Staleness goes by content: another commit changes nothing, another content does.
    git(&root, &["commit", "-q", "--allow-empty", "-m", "other"]);
    place.write("src/a.rs", "one\n");
    let stale = |place: &Place| place.run(&["status", "--json"]).ok().json()["chain"]["stale"].clone();
    assert_eq!(stale(&place), serde_json::json!([]));
    place.write("src/a.rs", "one more\n");
    assert_eq!(stale(&place), serde_json::json!(["src/a.rs"]));
}

#[test]
fn taking_in_many_files_asks_git_no_more_often_than_taking_in_one() {
    let place = repository(LIVE);
    seal(&place);
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["commit", "-qm", "all"]);
    let count = place.home().join("count");
    let path = std::env::var("PATH").unwrap();
    let bin = place.home().join("bin");
    fs::create_dir_all(&bin).unwrap();
    let script = format!("#!/bin/sh\necho x >> '{}'\nPATH='{path}' exec git \"$@\"\n", count.display());
    fs::write(bin.join("git"), script).unwrap();
    fs::set_permissions(bin.join("git"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let adopt = |files: std::ops::Range<usize>| {
        let names = files.map(|n| {
            let name = place.home().join(format!("{n}.md")).to_string_lossy().into_owned();
            fs::write(&name, LIVE.replace("Write the models", &format!("Write part {n}"))).unwrap();
            name
        });
        let names: Vec<String> = names.collect();
        let args: Vec<&str> = ["adopt"].into_iter().chain(names.iter().map(String::as_str)).collect();
        let out = place.command(&args).env("PATH", format!("{}:{path}", bin.display())).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let asked = fs::read_to_string(&count).unwrap().lines().count();
        fs::remove_file(&count).unwrap();
        asked
    };
    // From the second time on each begins alike: the base is one that was taken in.
    let _ = adopt(0..1);
    assert_eq!(adopt(1..2), adopt(2..40));
    let _ = place.run(&["verify"]).ok();
    assert_eq!(session_files(&place).len(), 2 * 41);
}

#[test]
fn a_file_that_is_not_the_live_file_moves_no_marker() {
    let place = repository(LIVE);
    let first = seal(&place);
    work(&place, "More");
    let live = place.live();
    place.write("other.md", LIVE.replace("login", "logout"));
    for args in [
        &["seal"][..],
        &["seal", "--preview"],
        &["switch", "1", "--park"],
        &["rollback", "1", "--why", "x"],
        &["merge", "1"],
        &["adopt", "other.md"],
    ] {
        let told = place.run(&[&["--file", "other.md"], args].concat()).exits(2).says("other.md is not the live file");
        assert!(told.stderr.contains("baton seal other.md"), "{told}");
    }
    assert_eq!((base(&place), place.live()), (vec![first.clone()], live));
    let _ = place.run(&["seal", "other.md"]).ok();
    assert_eq!(base(&place), [first]);
    let _ = place.run(&["--file", "./SESSION-HANDOFF.md", "seal"]).ok();
    // The handoff that is gone has its place still; where there never was one, the named file is it.
    fs::remove_file(place.root().join("SESSION-HANDOFF.md")).unwrap();
    let _ = place.run(&["--file", "other.md", "seal"]).exits(2).says("goes on with SESSION-HANDOFF.md");
    let bare = Place::new();
    bare.write("notes.md", LIVE);
    let _ = bare.run(&["--file", "notes.md", "seal"]).ok();
    assert_eq!(base(&bare).len(), 1);
}
