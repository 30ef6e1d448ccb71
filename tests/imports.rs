//! Handoffs of other systems: files in, sessions, proposals and the live file out.

use crate::cli::Place;
use crate::seal::{LIVE, base, repository};
use baton::handoff::{Concept, Handoff};
use baton::imports::{Role, System, known, pieces};
use proptest::prelude::*;
use serde_json::Value;

const MCP: &str = include_str!("imports/mcp.json");
const GLUE: &str = include_str!("imports/session-glue.md");
const INBOX: &str = include_str!("imports/inbox.md");
const SKILL: &str = include_str!("imports/skill.md");
const CE: &str = include_str!("imports/ce-handoff.md");
const SNAPSHOT: &str = include_str!("imports/snapshot.md");
const CONTEXT: &str = include_str!("imports/SESSION_CONTEXT.md");
const DECISIONS: &str = include_str!("imports/decisions.md");
const PHASE: &str = include_str!("imports/phase1.md");
const MEMORY: &str = include_str!("imports/memory-feedback.md");

#[track_caller]
fn check(path: &str, text: &str, system: System, date: Option<&str>) {
    let found = known(path, text);
    assert_eq!((found.system, found.date.as_deref()), (system, date), "{path}: {}", found.because);
    assert_eq!(found.role, system.role());
    assert!(!found.because.is_empty());
}

#[test]
fn a_source_is_known_by_its_shape() {
    check("x.md", GLUE, System::SessionGlue, Some("2026-09-03T18:20:00+02:00"));
    check("x.md", INBOX, System::Inbox, Some("2026-09-05T07:30:00Z"));
    check("2026-09-04-161500-rate-limit.md", SKILL, System::SessionSkill, Some("2026-09-04T16:15:00"));
    check("x.md", CE, System::CeHandoff, Some("2026-09-06T11:00:00Z"));
    check("x.md", SNAPSHOT, System::AgentHandoff, Some("2026-09-02T09:00:00Z"));
    check("notes/SESSION_CONTEXT.md", CONTEXT, System::SessionContext, Some("2026-09-01"));
    check("docs/decisions.md", DECISIONS, System::Decisions, None);
    check("docs/phases/phase1.md", PHASE, System::Phase, None);
    check("anywhere/feedback_tests.md", MEMORY, System::Memory, None);
    check("memory/MEMORY.md", "- [Tests](feedback_tests.md): how tests run here\n", System::Memory, None);
    check("SOUL.md", "# SOUL.md\n\n## Identity\n- **Name**: Rook\n", System::Soul, None);
    check("README.md", "# A project\n\nWords.\n", System::Document, None);
}

#[test]
fn a_session_in_json_is_rendered_with_the_lines_it_comes_from() {
    let made = pieces(".handoff/sessions/a.closed.json", MCP).unwrap();
    assert_eq!(made.len(), 1);
    let piece = &made[0];
    insta::assert_snapshot!("imports_mcp", piece.text);
    let handoff = Handoff::parse(piece.text.as_str());
    let texts = |concept| handoff.items(concept).map(|i| i.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(Concept::Decisions), ["Keep sessions in Redis", "Tokens live 15 minutes (estimated)"]);
    assert_eq!(handoff.items(Concept::Decisions).next().unwrap().why.as_ref().unwrap().text, "survives a restart: measured");
    assert_eq!(texts(Concept::Tasks), ["Load test the limiter (owner: ai)"]);
    assert_eq!(texts(Concept::Objective), ["Start with the limiter's clock"]);
    assert_eq!(texts(Concept::Pending), ["No staging Redis yet"]);
    for (at, source) in &piece.lines {
        let (line, from) = (piece.text.lines().nth(at - 1).unwrap(), MCP.lines().skip(source - 1).take(3).collect::<String>());
        let line = line.split(" (").next().unwrap();
        let word = line.split(|c: char| !c.is_alphanumeric()).rfind(|w| w.len() > 3).unwrap();
        assert!(from.contains(word), "{line:?} does not come from line {source}: {from:?}");
    }
}

#[test]
fn text_of_json_opens_no_block_of_its_own() {
    for text in
        ["# Heading", "- [x] done", "```", "<!-- gone", "1. one", "> quote", "| a | b |", "=== SESSION HANDOFF ===", "a\n\n## b\n- c"]
    {
        let json = serde_json::json!({"version": 1, "summary": text, "decisions": [text, "After it"], "blockers": [text]}).to_string();
        let made = pieces("s.json", &json).unwrap();
        let handoff = Handoff::parse(made[0].text.as_str());
        assert_eq!(handoff.items(Concept::Decisions).count(), 2, "{text:?}:\n{}", made[0].text);
        assert_eq!(handoff.items(Concept::Derived).count(), 1, "{text:?}:\n{}", made[0].text);
    }
}

/// Makes a project without a handoff.
fn bare() -> Place {
    let place = repository(LIVE);
    std::fs::remove_file(place.root().join("SESSION-HANDOFF.md")).unwrap();
    place
}

fn sealed(place: &Place, id: &Value) -> String {
    place.run(&["show", id.as_str().unwrap()]).ok().stdout
}

#[test]
fn a_store_of_handoff_mcp_becomes_a_chain_and_a_live_file() {
    let place = bare();
    place.write(".handoff/sessions/20260901-120000-limits.closed.json", MCP);
    let later = MCP.replace("2026-09-01T12:00:00Z", "2026-09-07T12:00:00Z").replace("Keep sessions in Redis", "Keep sessions in Valkey");
    place.write(".handoff/sessions/20260831-000000-named-earlier.closed.json", &later);
    place.write(".handoff/tasks/t1/_task.todo.json", r#"{"id": "t1", "title": "Write the runbook", "priority": "low"}"#);
    let seen = place.run(&["adopt", "--dry-run", ".handoff", "--json"]).ok().json();
    assert_eq!((seen["dry_run"].as_bool(), seen["sessions"].as_array().unwrap().len()), (Some(true), 0));
    assert!(!place.root().join(".baton").exists(), "a dry run writes nothing");
    let told = place.run(&["adopt", "--dry-run"]).ok().stdout;
    assert!(
        told.contains("handoff-mcp") && told.contains("JSON with a summary") && told.contains("would write SESSION-HANDOFF.md"),
        "{told}"
    );
    let taken = place.run(&["adopt", ".handoff", "--json"]).ok().json();
    let files: Vec<_> =
        taken["files"].as_array().unwrap().iter().map(|f| (f["becomes"].as_str().unwrap(), f["file"].as_str().unwrap())).collect();
    assert_eq!(
        files,
        [
            ("session", ".handoff/sessions/20260901-120000-limits.closed.json"),
            ("session", ".handoff/sessions/20260831-000000-named-earlier.closed.json"),
            ("inbox", ".handoff/tasks/t1/_task.todo.json"),
        ],
        "the order is that of their own dates"
    );
    let last = &taken["sessions"][1]["id"];
    assert_eq!(base(&place), [last.as_str().unwrap()]);
    assert_eq!(place.live(), sealed(&place, last));
    assert!(place.live().contains("Valkey"));
    let waiting = place.run(&["review", "--json"]).ok().json().to_string();
    assert!(waiting.contains("Write the runbook") && waiting.contains("_task.todo.json line 1"), "{waiting}");
    let _ = place.run(&["adopt", ".handoff"]).exits(3);
    assert_eq!(place.run(&["log", "--json"]).ok().json()["sessions"].as_array().unwrap().len(), 2);
    let _ = place.run(&["verify"]).ok();
}

#[test]
fn markdown_is_sealed_to_the_byte_in_the_order_of_its_dates() {
    let place = repository(LIVE);
    let sources = [("glue.md", GLUE), ("inbox.md", INBOX), ("skill.md", SKILL), ("ce.md", CE), ("snapshot.md", SNAPSHOT)];
    for (name, text) in sources {
        place.write(&format!("old/{name}"), text);
    }
    let taken = place.run(&["adopt", "old", "--json"]).ok().json();
    let order: Vec<_> = taken["sessions"].as_array().unwrap().iter().map(|s| s["file"].as_str().unwrap()).collect();
    assert_eq!(order, ["old/snapshot.md", "old/glue.md", "old/skill.md", "old/inbox.md", "old/ce.md"]);
    for session in taken["sessions"].as_array().unwrap() {
        let (_, text) = sources.iter().find(|(name, _)| session["file"].as_str().unwrap().ends_with(name)).unwrap();
        assert_eq!(&sealed(&place, &session["id"]), text);
    }
    assert_eq!(place.live(), LIVE);
    for (name, text) in sources {
        assert_eq!(std::fs::read_to_string(place.root().join("old").join(name)).unwrap(), text);
    }
    let _ = place.run(&["undo"]).ok();
    assert!(base(&place).is_empty());
}

#[test]
fn what_lies_beside_a_session_context_is_cited_and_proposed_with_its_lines() {
    let place = bare();
    place.write("SESSION_CONTEXT.md", CONTEXT);
    place.write("docs/decisions.md", DECISIONS);
    place.write("docs/phases/phase1.md", PHASE);
    place.write("memory/feedback_tests.md", MEMORY);
    let taken = place.run(&["adopt", "SESSION_CONTEXT.md", "docs", "memory", "--json"]).ok().json();
    let id = taken["sessions"][0]["id"].as_str().unwrap();
    let month = format!(".baton/sessions/{}-{}", &id[..4], &id[4..6]);
    let seal = std::fs::read_to_string(place.root().join(month).join(format!("{id}.toml"))).unwrap();
    for path in ["docs/decisions.md", "docs/phases/phase1.md", "memory/feedback_tests.md"] {
        assert!(seal.contains(path), "{seal}");
    }
    let waiting = place.run(&["review", "--json"]).ok().json();
    let lines: Vec<_> = waiting["lines"].as_array().unwrap().iter().map(|p| p["origin"].as_str().unwrap().to_owned()).collect();
    assert!(lines.contains(&"docs/decisions.md line 5".to_owned()), "{lines:?}");
    assert!(lines.iter().any(|l| l.starts_with("docs/phases/phase1.md line")), "{lines:?}");
    assert!(lines.iter().any(|l| l.starts_with("memory/feedback_tests.md line")), "{lines:?}");
    assert_eq!(
        std::fs::read_to_string(place.root().join("SESSION_CONTEXT.md")).unwrap(),
        CONTEXT,
        "nothing unreviewed enters the live file"
    );
}

#[test]
fn damage_and_secrets_stop_all_of_it() {
    let place = repository(LIVE);
    place.write("s/good.json", MCP);
    place.write("s/bad.json", &MCP[..MCP.len() / 2]);
    let refused = place.run(&["adopt", "s"]).exits(1);
    assert!(refused.stderr.contains("s/bad.json") && refused.stderr.contains("line"), "{}", refused.stderr);
    let _ = place.run(&["log"]).exits(3);
    place.write("s/bad.json", r#"{"version": 1, "name": "another thing"}"#);
    let refused = place.run(&["adopt", "s/bad.json"]).exits(1);
    assert!(refused.stderr.contains("neither a session nor a task"), "{}", refused.stderr);
    let key = format!("AKIA{}", "Q3ZBT7LWMX5RKD2P");
    place.write("s/bad.json", MCP.replace("No staging Redis yet", &format!("key {key}")));
    let _ = place.run(&["adopt", "s"]).exits(6);
    place.write("s/bad.json", MCP.replace("No staging Redis yet", "unseen \\u202e words"));
    let _ = place.run(&["adopt", "s", "--dry-run"]).exits(6);
    let _ = place.run(&["log"]).exits(3);
    let _ = place.run(&["adopt", "nowhere.md"]).exits(1);
    let _ = bare().run(&["adopt"]).exits(3);
}

#[test]
fn json_of_handoff_mcp_can_be_pasted() {
    let place = repository(LIVE);
    let waiting = place.pipe(&["paste", "-", "--json"], MCP).ok().json();
    let decision = waiting["lines"].as_array().unwrap().iter().find(|p| p["text"] == "Keep sessions in Redis").unwrap();
    assert_eq!(decision["origin"], "stdin line 10");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn damaged_sources_are_read_or_refused(which in 0..10usize, cuts in prop::collection::vec((0..4000usize, 0..40usize, "\\PC{0,6}"), 0..6)) {
        let all = [MCP, GLUE, INBOX, SKILL, CE, SNAPSHOT, CONTEXT, DECISIONS, PHASE, MEMORY];
        let mut text = all[which].to_owned();
        for (at, len, with) in cuts {
            let at = text.floor_char_boundary(at.min(text.len()));
            let end = text.ceil_char_boundary((at + len).min(text.len()));
            text.replace_range(at..end, &with);
        }
        let found = known("some/file.md", &text);
        prop_assert!(found.role == Role::Session || found.role == Role::Companion);
        if let Ok(made) = pieces("some/file.json", &text) {
            for piece in made {
                let lines = text.lines().count().max(1) + 1;
                prop_assert!(piece.lines.iter().all(|(_, source)| (1..=lines).contains(source)));
                let _ = Handoff::parse(piece.text);
            }
        }
    }
}

#[test]
fn who_may_not_seal_may_not_take_in_and_neither_is_a_conflict_taken_in() {
    let place = crate::seal::repository(crate::seal::LIVE);
    place.write("old/1.md", crate::seal::LIVE.replace("- [ ] Write the models", "<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> side"));
    let _ = place.run(&["adopt", "old/1.md"]).exits(4).says("conflict markers");
    place.write("old/1.md", crate::seal::LIVE);
    place.write(".baton/config.toml", "[seal]\nrequire_person = true\n");
    let _ = place.run(&["adopt", "old/1.md"]).exits(1).says("only a person");
    let _ = place.run(&["log"]).exits(3);
}

#[test]
fn what_is_taken_in_after_a_seal_becomes_the_live_file_or_stands_beside() {
    let place = crate::seal::repository(crate::seal::LIVE);
    let first = crate::seal::seal(&place);
    let undated = |task: &str| {
        place.live().lines().filter(|l| !l.starts_with("Generated")).collect::<Vec<_>>().join("\n").replace("Write the models", task)
    };
    let (newer, older) = (undated("Newer"), crate::seal::LIVE.replace("Write the models", "Older"));
    place.write("newer.md", &newer);
    place.write("older.md", &older);
    crate::seal::work(&place, "Not sealed yet");
    let draft = place.live();
    let _ = place.run(&["adopt", "newer.md"]).exits(5).says("baton seal");
    // An older one is history: what the live file goes on from stays.
    let told = place.run(&["adopt", "older.md"]).ok().stdout;
    assert!(told.contains("a line of their own"), "{told}");
    assert_eq!((crate::seal::base(&place), place.live()), (vec![first.clone()], draft));
    let _ = place.run(&["undo"]).ok();
    let _ = place.run(&["undo"]).ok();
    let told = place.run(&["adopt", "newer.md", "--json"]).ok().json();
    assert_eq!((told["live"].as_str(), place.live()), (Some("SESSION-HANDOFF.md"), newer));
    let _ = place.run(&["seal"]).exits(3);
    let _ = place.run(&["undo"]).ok();
    assert_eq!(crate::seal::base(&place), [first]);
}

#[test]
fn a_handoff_is_taken_in_from_stdin_and_undone_whole_and_an_empty_one_is_left() {
    let place = bare();
    let _ = place.pipe(&["adopt", "-"], "\n").exits(3);
    let _ = place.pipe(&["adopt", "-"], crate::seal::LIVE).ok();
    assert_eq!(place.live(), crate::seal::LIVE);
    let _ = place.run(&["undo"]).ok();
    assert!(!place.root().join("SESSION-HANDOFF.md").exists());
    let _ = place.run(&["log"]).exits(3);
}

#[test]
fn taking_the_own_draft_in_says_that_the_file_is_not_touched() {
    let place = repository(LIVE);
    let _ = crate::seal::seal(&place);
    crate::seal::work(&place, "Draft");
    let draft = place.live();
    let told = place.run(&["adopt", "SESSION-HANDOFF.md"]).ok();
    assert!(told.stdout.contains("SESSION-HANDOFF.md says that already and is not touched") && !told.stdout.contains("wrote"), "{told}");
    assert_eq!(place.live(), draft);
    let generated = draft.lines().find(|line| line.starts_with("Generated: ")).unwrap();
    place.write("newer.md", draft.replace("Draft", "Newer").replace(generated, "Generated: 2099-01-01T00:00:00Z"));
    let told = place.run(&["adopt", "newer.md", "--json"]).ok().json();
    assert_eq!((told["unchanged"].as_bool(), told["live"].as_str()), (Some(false), Some("SESSION-HANDOFF.md")), "{told}");
}
