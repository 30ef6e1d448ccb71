//! Arguments that name nothing, too much, or two things at once: each gets a sentence, and nothing is done.

use super::place::Place;
use crate::seal::{LIVE, repository, seal};
use std::fs;

#[test]
fn a_blank_is_no_topic_and_no_word() {
    let place = Place::with(LIVE);
    for args in [["why", ""], ["why", "  "], ["search", ""], ["search", " "]] {
        let _ = place.run(&args).exits(2).says("no word to look for");
    }
}

#[test]
fn why_takes_an_item_as_list_shows_it() {
    let place = Place::with(LIVE);
    let told = place.run(&["why", "decisions/1"]).ok();
    assert!(told.stdout.contains("Postgres over SQLite"), "{told}");
    let _ = place.run(&["why", "decisions/9"]).exits(3);
}

#[test]
fn a_range_of_sessions_begins_somewhere() {
    let place = repository(LIVE);
    let _ = seal(&place);
    for range in ["..1", "..", "1...1"] {
        let _ = place.run(&["diff", range]).exits(2).says("is no range of sessions");
    }
    let _ = place.run(&["diff", "1.."]).ok();
}

#[test]
fn a_page_of_decisions_replaces_nothing_of_the_handoff_of_baton_or_of_git() {
    let place = repository(LIVE);
    let _ = seal(&place);
    let (live, config) = (place.live(), fs::read(place.root().join(".git/config")).unwrap());
    for file in ["SESSION-HANDOFF.md", "./SESSION-HANDOFF.md", ".git/config", ".baton/config.toml", "./.baton/x.md"] {
        let _ = place.run(&["decisions", "--write", file, "--force"]).exits(2).says("is no place for a page");
    }
    assert_eq!((place.live(), fs::read(place.root().join(".git/config")).unwrap()), (live, config));
    let _ = place.run(&["decisions", "--write", "docs/DECISIONS.md"]).ok();
}

#[test]
fn options_of_check_that_do_not_go_together_are_refused() {
    let place = Place::with(LIVE);
    for args in [&["--explain", "secret", "--format", "sarif"][..], &["--as", "handoff-1.0", "--format", "github"]] {
        let _ = place.run(&[&["check"], args].concat()).exits(2).says("answer in text or JSON");
    }
    for args in [&["--explain", "secret", "--fix"][..], &["--strict", "--explain", "secret"], &["x.md", "--explain", "secret"]] {
        let _ = place.run(&[&["check"], args].concat()).exits(2).says("cannot be used with");
    }
}

#[test]
fn a_template_that_cannot_be_read_is_not_said_to_be_missing() {
    let place = Place::with(LIVE);
    place.write(".baton/prompts/mine.j2", b"\xff\xfe{{ ledger }}");
    fs::create_dir_all(place.root().join(".baton/prompts/dir.j2")).unwrap();
    let _ = place.run(&["prompt", "--for", "mine"]).exits(1).says("the template mine.j2 cannot be read");
    let _ = place.run(&["prompt", "--for", "dir"]).exits(1).says("the template dir.j2 cannot be read");
    let _ = place.run(&["prompt", "--for", "none"]).exits(2).says("there is no profile \"none\"");
}

#[test]
fn a_journal_without_an_entry_says_so() {
    let place = Place::with(LIVE);
    let _ = place.run(&["op", "log"]).exits(3).says("changed nothing here yet");
    assert_eq!(place.run(&["op", "log", "--json"]).ok().json()["operations"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_budget_may_be_written_as_baton_writes_numbers() {
    let place = Place::with(LIVE);
    let _ = place.run(&["prompt", "--budget", "9,500"]).ok();
    let _ = place.run(&["prompt", "--budget", "much"]).exits(2).says("400t, 2kt or 9500c, or none");
}

#[test]
fn what_a_seal_writes_into_the_header_is_no_difference() {
    let place = repository(LIVE);
    let _ = seal(&place);
    let _ = place.run(&["add", "decision", "Use NATS", "--why", "small"]).ok();
    let _ = seal(&place);
    assert_eq!(place.run(&["diff", "1..2"]).ok().stdout, "+ decisions added: Use NATS\n    why small\n");
}
