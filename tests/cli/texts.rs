//! Texts that come in from outside: a part of a file, a fenced answer, stdin for a file or for words.

use super::place::Place;
use crate::seal::LIVE;
use std::process::Stdio;

const ANSWER: &str = "Here it is:\n\n```markdown\n# Handoff\n\n## Decisions\n- Redis: fast\n\n## Next Objective\n\nGo on.\n```\nBye.\n";

#[test]
fn read_says_that_what_it_shows_is_not_the_file_to_the_byte() {
    let place = Place::with(LIVE);
    place.write("old.md", b"# Handoff\n\n## Decisions\n- caf\xe9: nice\n");
    let told = place.run(&["read", "old.md"]).ok().says("is not valid UTF-8 (byte 29)");
    assert!(told.stdout.contains("caf\u{fffd}"), "{told}");
    let json = place.run(&["read", "old.md", "--json"]).ok().json();
    assert!(json["view_only"].as_str().unwrap().contains("UTF-8"), "{json}");
    place.write("old.md", [b"# Handoff\n\xff\n".as_slice(), &b"- word\n".repeat(50_000)].concat());
    let _ = place.run(&["read", "old.md"]).ok().says("its first 256 kB");
    std::fs::File::create(place.root().join("big.md")).unwrap().set_len(65 << 20).unwrap();
    let _ = place.run(&["read", "big.md"]).ok().says("only the beginning");
    assert!(place.run(&["read", "--json"]).ok().json()["view_only"].is_null());
    place.write("SESSION-HANDOFF.md", b"# Handoff\n\n## Decisions\n- caf\xe9: nice\n");
    for args in [&["list"][..], &["check"], &["prompt"], &["search", "nice"], &["read"]] {
        let told = place.run(args).says("is not valid UTF-8");
        assert_eq!(told.stderr.matches("UTF-8").count(), 1, "{told}");
    }
    let told = place.run(&["add", "task", "x"]).exits(1);
    assert_eq!(told.stderr.matches("UTF-8").count(), 1, "{told}");
    assert_eq!(place.run(&["status"]).to_string().matches("UTF-8").count(), 1);
}

#[test]
fn read_shows_what_paste_would_take_with_the_lines_of_the_file() {
    let place = Place::with(LIVE);
    place.write("answer.md", ANSWER);
    let from_file = place.run(&["read", "answer.md"]).ok().says("answer.md holds a handoff in a fence, lines 4 to 11");
    assert!(from_file.stdout.contains("7    Redis"), "{from_file}");
    let _ = place.pipe(&["read", "-"], ANSWER).ok().says("lines 4 to 11");
    let json = place.run(&["read", "answer.md", "--json"]).ok().json();
    assert_eq!((json["inside"]["kind"].as_str(), json["items"][0]["first_line"].as_u64()), (Some("fence"), Some(7)), "{json}");
    let _ = place.run(&["paste", "answer.md"]).ok();
    let waiting = place.run(&["review", "--json"]).ok().json();
    assert_eq!(waiting["lines"][0]["origin"], "answer.md line 7", "{waiting}");
    place.write("mcp.json", include_str!("../imports/mcp.json"));
    let _ = place.run(&["read", "mcp.json"]).ok().says("JSON of handoff-mcp");
    // The live file itself is what it is: its items are named and changed where they stand.
    place.write("SESSION-HANDOFF.md", ANSWER);
    assert!(place.run(&["read", "SESSION-HANDOFF.md", "--json"]).ok().json()["inside"].is_null());
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    let place = Place::with(LIVE);
    place.write("empty.md", "");
    assert_eq!(place.run(&["read", "empty.md"]).ok().stdout, "empty.md is empty: there is nothing to understand\n");
}

#[test]
fn what_a_shell_makes_of_a_command_is_read_as_stdin_is() {
    let place = Place::with(LIVE);
    let _ = place.pipe(&["read", "/dev/stdin"], ANSWER).ok().says("/dev/stdin holds a handoff");
    let checked = place.pipe(&["check", "/dev/stdin"], LIVE).ok();
    assert!(checked.stdout.contains("/dev/stdin: compliant"), "{checked}");
}

#[test]
fn stdin_can_stand_for_the_handoff_where_nothing_is_changed() {
    let place = Place::with(LIVE);
    let other = LIVE.replace("Postgres over SQLite", "MariaDB");
    for args in [&["list", "decisions"][..], &["prompt"], &["decisions"], &["why", "MariaDB"], &["search", "MariaDB"], &["read"]] {
        let told = place.pipe(&[&["--file", "-"], args].concat(), &other).ok();
        assert!(told.stdout.contains("MariaDB") && !told.stdout.contains("Postgres"), "{told}");
    }
    for args in [&["status"][..], &["check"], &["resume"], &["config"]] {
        let _ = place.pipe(&[&["--file", "-"], args].concat(), &other).ok();
    }
    let _ = place.pipe(&["--file", "-", "read"], ANSWER).ok().says("stdin holds a handoff in a fence");
    let changing: [&[&str]; 16] = [
        &["add", "task", "x"],
        &["set", "objective", "x"],
        &["drop", "tasks/1"],
        &["pin", "x"],
        &["paste"],
        &["review"],
        &["seal"],
        &["next"],
        &["init"],
        &["adopt"],
        &["undo"],
        &["switch", "1"],
        &["decisions", "--write"],
        &["check", "--staged"],
        &["hook", "install", "git"],
        &[],
    ];
    for args in changing {
        let told = place.pipe(&[&["--file", "-"], args].concat(), &other).exits(2).says("it can be read, not changed");
        assert!(told.stderr.contains("baton paste -"), "{told}");
    }
    let _ = place.pipe(&["--file", "-", "check", "--fix"], &other).exits(2).says("not stdin");
    let _ = place.pipe(&["--file", "-", "read", "-"], &other).exits(2).says("stdin can be read once");
    assert_eq!(std::fs::read_dir(place.root()).unwrap().count(), 1, "nothing was made");
    assert_eq!(place.live(), LIVE);
}

#[test]
fn every_option_that_takes_words_reads_them_from_stdin() {
    let place = crate::seal::repository(LIVE);
    let _ = place.pipe(&["add", "decision", "Use Redis", "--why", "-"], "measured twice\n").ok();
    assert!(place.live().contains("Use Redis: measured twice"), "{}", place.live());
    let _ = place.pipe(&["pin", "Never on Fridays", "--why", "-"], "nobody is here\n").ok();
    assert!(place.live().contains("nobody is here"), "{}", place.live());
    let _ = place.pipe(&["seal", "--title", "-"], "From the log\n").ok();
    assert!(place.run(&["log"]).ok().stdout.contains("From the log"));
    let _ = place.pipe(&["retire", "constraints/2", "--why", "-"], "hired one\n").ok();
    assert!(place.live().contains("hired one"), "{}", place.live());
    let _ = place.pipe(&["seal", "--label", "-"], "freeze\n").ok();
    let _ = place.pipe(&["rollback", "1", "--why", "-"], "too slow\n").ok();
    assert!(place.run(&["prompt"]).ok().stdout.contains("too slow"));
    let checked = place.run(&["check", "--json"]).json();
    let id = checked["findings"][0]["id"].as_str().unwrap().to_owned();
    let settled = place.pipe(&["check", "--settle", &id, "--why", "-"], "it is meant so\n").ok();
    assert!(settled.stdout.contains("it is meant so"), "{settled}");
    let _ = place.pipe(&["add", "decision", "-", "--why", "-"], "x\n").exits(2).says("stdin can be read once");
    let _ = place.pipe(&["add", "decision", "Use X", "--why", "-"], "\n").exits(2).says("stdin holds no text");
    let child = place.command(&["seal", "-", "--title", "-"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let _ = place.answer(&["seal", "-", "--title", "-"], child.unwrap()).exits(2).says("stdin can be read once");
}

#[test]
fn a_paste_without_an_item_is_no_success_whatever_waits_already() {
    let place = Place::with(LIVE);
    let _ = place.pipe(&["paste", "-"], ANSWER).ok();
    let told =
        place.pipe(&["paste", "-"], "Sorry, I cannot do that.\n").exits(3).says("no decision, task or other item was found in stdin");
    assert!(told.stdout.is_empty(), "{told}");
}

#[test]
fn one_line_for_an_item_leaves_its_why_and_what_stands_below_it() {
    let text = "# Handoff\n\n## Decisions\n\n- **Use SQLite:** one file\n  - Not recommended: Postgres\n- Drop v1\n\n  It is unused.\n";
    let place = Place::with(text);
    let _ = place.run(&["set", "decisions/1", "text", "Use SQLite 3"]).ok();
    let _ = place.run(&["set", "decisions/2", "text", "Drop v1: all of it"]).ok();
    let want = text.replace("**Use SQLite:** one", "Use SQLite 3: one").replace("v1\n", "v1: all of it\n");
    assert_eq!(std::fs::read_to_string(place.root().join("SESSION-HANDOFF.md")).unwrap(), want);
}
