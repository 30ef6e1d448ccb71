//! The decision ledger over real chains: what was decided, what became of it, and where one reads it.

use crate::cli::Place;
use crate::seal::seal;
use serde_json::Value;
use std::fs;

const LIVE: &str = "\
# Handoff

## Objective

Serve the readings over HTTP

## Decisions

- **Database**: Postgres over SQLite, because it scales (see src/db.rs)
- Cache in Redis: the sessions are short

## Tasks

- [ ] Write the models
";

/// Three sessions: two decisions, one of them superseded in the second, a third one dropped without a word.
fn told() -> Place {
    let place = Place::with(LIVE);
    place.write("src/db.rs", "mod db;\n");
    let _ = seal(&place);
    let _ = place.run(&["set", "decisions/2", "status", "superseded"]).ok();
    let _ = place.run(&["add", "decision", "Cache in memory (supersedes Cache in Redis)", "--why", "one process is enough"]).ok();
    let _ = place.run(&["add", "decision", "Log in JSON", "--why", "the collector wants it"]).ok();
    let _ = seal(&place);
    let text = place.live();
    place.write("SESSION-HANDOFF.md", text.lines().filter(|l| !l.contains("Log in JSON")).map(|l| format!("{l}\n")).collect::<String>());
    let _ = place.run(&["add", "task", "Go on"]).ok();
    let _ = seal(&place);
    place
}

fn fates(answer: &Value) -> Vec<(String, String, u64, Option<u64>)> {
    let all = answer["decisions"].as_array().unwrap().iter();
    let text = |d: &Value, key: &str| d[key].as_str().unwrap().to_owned();
    all.map(|d| (text(d, "fate"), text(d, "choice"), d["number"].as_u64().unwrap(), d["ended"].as_u64())).collect()
}

#[test]
fn every_decision_is_listed_with_what_became_of_it() {
    let place = told();
    let answer = place.run(&["decisions", "--json"]).ok().json();
    let found = fates(&answer);
    let short: Vec<_> =
        found.iter().map(|(fate, choice, since, end)| (fate.as_str(), choice.split(',').next().unwrap(), *since, *end)).collect();
    assert_eq!(
        short,
        [
            ("stands", "Database: Postgres over SQLite", 1, None),
            ("superseded", "Cache in Redis", 1, Some(2)),
            ("stands", "Cache in memory (supersedes Cache in Redis)", 2, None),
            ("gone", "Log in JSON", 2, Some(3)),
        ],
        "{answer:#}"
    );
    assert_eq!(answer["decisions"][1]["superseded_by"], "Cache in memory (supersedes Cache in Redis)");
    let standing = place.run(&["decisions", "--standing"]).ok().stdout;
    assert!(standing.contains("Cache in memory") && !standing.contains("Log in JSON") && !standing.contains("superseded:"), "{standing}");
    let _ = Place::with("# Handoff\n\n## Objective\n\nBegin\n").run(&["decisions"]).exits(3);
}

#[test]
fn why_begins_with_what_holds_and_knows_the_sessions_that_cite_a_path() {
    let place = told();
    let about = place.run(&["why", "cache", "--json"]).ok().json();
    assert_eq!(about["decisions"].as_array().unwrap().len(), 2);
    let path = place.run(&["why", "src/db.rs"]).ok().stdout;
    assert!(path.starts_with("stands: "), "{path}");
    assert!(path.contains("cited by session 1"), "{path}");
}

#[test]
fn the_page_is_made_anew_but_no_other_file_is_replaced() {
    let place = told();
    let _ = place.run(&["decisions", "--write"]).ok();
    let page = fs::read_to_string(place.root().join("DECISIONS.md")).unwrap();
    assert!(page.contains("## In force") && page.contains("## No longer in force") && page.contains("- **By:** Cache in memory"), "{page}");
    let _ = place.run(&["decisions", "--write"]).exits(3);
    let _ = place.run(&["add", "decision", "Serve over HTTP/2", "--why", "streams"]).ok();
    let _ = place.run(&["decisions", "--write"]).ok();
    assert!(fs::read_to_string(place.root().join("DECISIONS.md")).unwrap().contains("Serve over HTTP/2"));
    place.write("docs/decisions.md", "# Ours\n");
    let _ = place.run(&["decisions", "--write", "docs/decisions.md"]).exits(5).says("was not touched");
    assert_eq!(fs::read_to_string(place.root().join("docs/decisions.md")).unwrap(), "# Ours\n");
    let _ = place.run(&["decisions", "--write", "docs/decisions.md", "--force"]).ok();
    let _ = place.run(&["decisions", "--write", "../out.md"]).exits(2);
}

#[test]
fn a_difference_can_be_pasted_into_a_pull_request() {
    let place = told();
    let told = place.run(&["diff", "1..2", "--markdown"]).ok().stdout;
    assert!(told.starts_with("### decisions\n\n- **superseded**: Cache in Redis"), "{told}");
    assert!(told.contains("- **added**: Log in JSON (the collector wants it)"), "{told}");
}
