//! The rules on a handoff: what must not be, what a declared format demands, what a prompt lacks.

use baton::handoff::Handoff;
use baton::rules::{Checks, Finding, Level, check, rules};

const SOUND: &str = "\
=== SESSION HANDOFF ===
Generated: 2026-11-20T10:00:00Z
Session: Session 2 \u{2192} 3

## Previous Session Summary

### Accomplished
- Designed the schema

### Decisions Made
- PostgreSQL over SQLite: it scales

### Artifacts Created
- models.py: the tables

## Current Project State

The data layer is done. No blockers currently.

## Next Session Objective

Implement login and logout with signed tokens.

## PROMPT FOR NEXT SESSION

Copy everything below this line:

---

Read and apply this bootstrap template:
https://example.org/base.md

## Project Context

A task list with an API.

## Current Status

The data layer is done.

## Decisions

- PostgreSQL over SQLite

## This Session's Goal

Implement login and logout
with signed tokens.

---

Remember: Say \"snapshot\" when ready for the next handoff.
";

fn found(text: &str) -> Vec<Finding> {
    check(&Handoff::parse(text), &Checks::default())
}

/// The rules that speak up, at should and above.
#[track_caller]
fn says(text: &str, expected: &[&str]) {
    let found = found(text);
    let rules: Vec<_> = found.iter().filter(|f| f.level <= Level::Should).map(|f| f.rule).collect();
    assert_eq!(rules, expected, "{found:#?}");
}

#[test]
fn a_sound_handoff_has_no_findings() {
    assert_eq!(found(SOUND), []);
}

#[test]
fn what_must_not_be_is_found() {
    says("", &["no-objective"]);
    says("# Handoff\n\n## Next Objective\n\n[What to do next]\n", &["no-objective", "placeholder"]);
    says("# Handoff\n\n## Next Steps\n\n1. Ship it\n", &[]);
    says("## Next Steps\n\n1. Ship it\n\n```\ncode\n", &["unclosed-fence"]);
    let merge = "## Next Steps\n\n<<<<<<< HEAD\n1. Ship it\n=======\n1. Wait\n>>>>>>> other\n";
    says(merge, &["merge-markers"]);
    assert_eq!(found(merge)[0].message, "Lines 3 to 7 are an unresolved merge.");
    says("## Next Steps\n\n1. Ship it\n\nTitle\n=======\n\n>>>>>>> quoted deep\n", &[]);
}

#[test]
fn a_decision_says_why() {
    let text = "## Decisions\n\n- Use Redis\n- Use Kafka: it is there\n- Use files (superseded)\n\n## Next Steps\n\n1. Ship it\n";
    says(text, &["decision-without-why"]);
    assert_eq!(found(text)[0].message, "The decision \"Use Redis\" does not say why.");
}

#[test]
fn a_secret_in_an_item_is_never_quoted() {
    let word = format!("Tr0ub{}!x9", "abcQ7");
    let text = format!("## Decisions\n\n- Keep the password: {word}\n\n## Next Steps\n\n1. Ship it\n");
    let found = found(&text);
    assert!(found.iter().any(|f| f.secret) && found.iter().all(|f| !f.message.contains(&word)), "{found:#?}");
}

#[test]
fn a_declared_format_demands_its_elements() {
    let banner = "=== SESSION HANDOFF ===\n\n## Next Objective\n\nShip it.\n";
    says(banner, &["no-summary", "no-state", "no-prompt"]);
    let free = "# Notes\n\n## Next Objective\n\nShip it.\n";
    says(free, &[]);
    let may: Vec<_> = found(free).iter().map(|f| (f.rule, f.level)).collect();
    assert_eq!(may, [("no-summary", Level::May), ("no-state", Level::May), ("no-time", Level::May)]);
    says(&SOUND.replace("Read and apply this bootstrap template:\nhttps://example.org/base.md\n", ""), &["no-template"]);
    says(&SOUND.replace("Remember: Say \"snapshot\" when ready for the next handoff.\n", ""), &["no-trigger"]);
    let four = "# SESSION-HANDOFF.md\n\n## 1. Current Context\n\n**Session ID:** 7\n**Active Tasks:**\n- [ ] Write it\n\n## 2. Changelog Summary\n\n**Completed Steps:**\n- [x] Read it\n\n## 3. Context Window\n\n## 4. Next-Step Inference\n\n1. Ship it\n";
    says(four, &["incomplete-context", "incomplete-changelog", "incomplete-window", "incomplete-next"]);
    assert!(
        found(four)[0].message.contains("the start time") && !found(four)[0].message.contains("the active tasks"),
        "{}",
        found(four)[0].message
    );
}

#[test]
fn a_stale_prompt_is_told_and_mended() {
    for eol in ["\n", "\r\n"] {
        let text = SOUND
            .replace("Implement login and logout with signed tokens.", "Migrate the billing service to the queue.")
            .replace(
                "- PostgreSQL over SQLite: it scales",
                "- PostgreSQL over SQLite: it scales\n- Invoices stay immutable: auditors ask for it",
            )
            .replace('\n', eol);
        let stale = found(&text).into_iter().find(|f| f.rule == "embedded-prompt-stale").expect("stale");
        assert_eq!(stale.message, "The prompt in the file does not have the objective and the decision \"Invoices stay immutable\".");
        let mended = stale.fix.expect("a fix").apply(&text);
        assert!(
            mended.contains(&format!("## This Session's Goal{eol}{eol}Migrate the billing service to the queue.{eol}{eol}---{eol}")),
            "{mended}"
        );
        assert!(mended.contains(&format!("- PostgreSQL over SQLite{eol}- Invoices stay immutable: auditors ask for it{eol}")), "{mended}");
        assert_eq!(found(&mended), [], "{mended}");
    }
}

#[test]
fn a_stale_prompt_in_a_fence_is_mended_inside_it() {
    let text = "## Next Objective\n\nMigrate the billing service.\n\n## Prompt for Next Session\n\n```\nRead and apply the template base.md\nGo on with the login.\n\nSay snapshot at the end.\n```\n";
    let stale = found(text).into_iter().find(|f| f.rule == "embedded-prompt-stale").expect("stale");
    let mended = stale.fix.expect("a fix").apply(text);
    assert!(found(&mended).iter().all(|f| f.level == Level::May), "{mended}");
    assert!(mended.ends_with("Migrate the billing service.\n\n```\n"), "{mended}");
}

#[test]
fn findings_come_by_level_and_can_be_settled() {
    let text = "## Decisions\n\n- Use Redis\n- Use Kafka\n";
    let all = found(text);
    assert!(all.is_sorted_by_key(|f| f.level));
    let first = all.iter().find(|f| f.rule == "decision-without-why").and_then(|f| f.id.clone()).expect("an id");
    assert_eq!(first.len(), 12);
    let checks = Checks { settled: vec![first], ..Checks::default() };
    assert_eq!(check(&Handoff::parse(text), &checks).len() + 1, all.len());
    assert!(found("").iter().all(|f| f.rule != "no-objective" || f.id.is_none()), "a must of the document is mended, not settled");
}

#[test]
fn every_rule_is_explained_once() {
    let mut ids: Vec<_> = rules().iter().map(|r| r.id).collect();
    for rule in rules() {
        let told = rule.text.len() > 40 && rule.text.ends_with('.') && rule.source.len() > 10 && rule.mend.len() > 10;
        assert!(told, "{}", rule.id);
        assert!(rule.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", rule.id);
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rules().len());
}
