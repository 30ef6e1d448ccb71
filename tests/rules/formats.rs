//! The two formats: their own examples pass, each element that is taken away is missed by its rule and no other, and what
//! baton writes in Handoff Format 1.0 meets every demand of it.

use crate::cli::Place;
use crate::support;
use baton::handoff::{Concept, Handoff, StatusKind, is_placeholder};
use baton::prompt::{Facts, handoff_1_0};
use baton::rules::{Checks, Criterion, Level, Part, check, conformance};
use proptest::prelude::*;

/// 001, "Minimal Example".
const MINIMAL: &str = "\
=== SESSION HANDOFF ===

## Previous Session
Set up project structure and dependencies.

## Current State
Ready to begin implementation.

## Next Objective
Implement core data models.

## PROMPT FOR NEXT SESSION

Read and apply: https://example.com/templates/base.md

Project: Task management app
Status: Project setup complete
Goal: Implement User and Task models

Remember: Say \"snapshot\" to generate next handoff.
";

/// 002, "Generated Handoff Example"; its URL is a placeholder there.
const PATTERN: &str = "\
=== SESSION HANDOFF ===
Session 2 \u{2192} 3

## Previous Session Summary
- Created initial project structure
- Defined core data models
- Set up testing framework

## Current State
Project skeleton is complete. Ready to implement first feature.

## Next Objective
Implement user authentication module with tests.

## PROMPT FOR NEXT SESSION

Read and apply this bootstrap template:
https://example.com/base.md

## Session Context

We've completed the project setup phase. The structure includes:
- models/ with User and Session models
- tests/ with pytest configuration
- Basic CI/CD pipeline

This session should focus on:
Implementing user authentication (register, login, logout) with 
full test coverage.

Technical constraints:
- Use JWT for tokens
- Hash passwords with bcrypt
- Follow existing code style

---

Remember: Say \"snapshot\" when ready for the next handoff.
";

const COMPLETE: &str = include_str!("../fixtures/complete-example.md");
const DOCTRINE: &str = include_str!("../fixtures/session-handoff.md");

fn rules_at_should(text: &str) -> Vec<&'static str> {
    let found = check(&Handoff::parse(text), &Checks::default());
    found.iter().filter(|f| f.level <= Level::Should).map(|f| f.rule).collect()
}

fn unmet(text: &str, parts: &[Part]) -> Vec<(Part, usize)> {
    let all = conformance(&Handoff::parse(text), &Checks::default());
    let of = |c: &&Criterion| parts.contains(&c.part) && !c.met;
    all.iter().filter(of).map(|c| (c.part, c.number)).collect()
}

#[test]
fn the_examples_of_the_format_pass() {
    for text in [MINIMAL, PATTERN, COMPLETE] {
        assert_eq!(rules_at_should(text), [] as [&str; 0], "{text}");
        assert_eq!(unmet(text, &[Part::Must, Part::Structural, Part::Content, Part::Format]), []);
    }
    assert_eq!(unmet(COMPLETE, &[Part::Should]), []);
}

/// Takes parts of a text away.
#[track_caller]
fn without(text: &str, parts: &[&str]) -> String {
    parts.iter().fold(text.to_owned(), |text, part| {
        assert_eq!(text.matches(part).count(), 1, "{part:?}");
        text.replace(part, "")
    })
}

#[test]
fn each_element_of_the_format_is_missed_by_its_rule() {
    let section = |text: &str, from: &str, to: &str| {
        let start = text.find(from).unwrap();
        let end = text[start..].find(to).map_or(text.len(), |at| start + at);
        text[start..end].to_owned()
    };
    // What is taken away from the complete example, and what is said then at should and above.
    let parts: [(&str, &str, &[&str]); 11] = [
        ("=== SESSION", "## Previous", &["no-header"]),
        ("### Accomplished", "### Decisions", &["no-summary"]),
        ("## Current Project State", "## Next Session", &["no-state"]),
        ("## Next Session Objective", "## Context", &["no-objective"]),
        ("---\n\n## PROMPT FOR", "\u{0}", &["no-prompt"]),
        ("Read and apply", "## Project Context", &["no-template"]),
        ("Remember: Say", "\u{0}", &["no-trigger"]),
        ("## Project Context", "## Work Completed", &["prompt-without-context"]),
        ("## Work Completed", "## This Session", &["prompt-without-state"]),
        (": Better production", "\n- UUID", &["decision-without-why"]),
        ("## This Session's Goal", "## Technical", &["prompt-without-objective", "embedded-prompt-stale"]),
    ];
    for (from, to, rules) in parts {
        let part = section(COMPLETE, from, to);
        assert_eq!(rules_at_should(&without(COMPLETE, &[&part])), rules, "without {part:?}");
    }
    let minimal: [(&str, &str, &[&str]); 8] = [
        ("=== SESSION", "## Previous", &["no-header"]),
        ("## Previous", "## Current", &["no-summary"]),
        ("## Current", "## Next", &["no-state"]),
        ("## Next", "## PROMPT", &["no-objective"]),
        ("## PROMPT", "\u{0}", &["no-prompt"]),
        ("Read and apply", "Project:", &["no-template"]),
        ("Remember:", "\u{0}", &["no-trigger"]),
        ("Status:", "Goal:", &["prompt-without-state"]),
    ];
    for (from, to, rules) in minimal {
        let part = section(MINIMAL, from, to);
        assert_eq!(rules_at_should(&without(MINIMAL, &[&part])), rules, "without {part:?}");
    }
}

#[test]
fn each_element_of_session_handoff_is_missed_by_the_rule_of_its_section() {
    let sound =
        DOCTRINE.replace("Winter begins on 1 November", "Winter begins on 1 November: the pier closes").replace("blocked)", "open)");
    assert_eq!(rules_at_should(&sound), [] as [&str; 0], "{sound}");
    let parts: [(&str, &str, &str); 13] = [
        ("**Session ID:** ferry-12\n", "incomplete-context", "the session id"),
        ("**Start Time:** 2026-11-19T08:00:00Z\n", "incomplete-context", "the start time"),
        ("**Agent/Actor:** Ilse\n", "incomplete-context", "the agent or actor"),
        ("**Active Scope:** Winter timetable\n", "incomplete-context", "the active scope"),
        ("**Decisions Made:**", "incomplete-context", "the decisions made"),
        ("**Active Tasks:**", "incomplete-context", "the active tasks"),
        ("**Last Updated:** 2026-11-20T17:00:00Z\n", "incomplete-changelog", "the time of the last update"),
        ("**Completed Steps:**", "incomplete-changelog", "the completed steps"),
        ("**Pending Actions:**", "incomplete-changelog", "the pending actions"),
        ("**Context Updates:**", "incomplete-changelog", "the context updates"),
        ("**Relevant Prior Context:**", "incomplete-window", "the relevant prior context"),
        ("**Explicit Exclusions:**", "incomplete-window", "the explicit exclusions"),
        ("**Derived From:**", "incomplete-next", "what it was derived from"),
    ];
    for (part, rule, named) in parts {
        let start = sound.find(part).unwrap();
        let end = if part.ends_with('\n') {
            start + part.len()
        } else {
            start + sound[start..].find("\n\n").map_or(sound.len() - start, |at| at + 1)
        };
        let text = format!("{}{}", &sound[..start], &sound[end..]);
        let found = check(&Handoff::parse(text.as_str()), &Checks::default());
        let told: Vec<_> = found.iter().filter(|f| f.level <= Level::Should).map(|f| (f.rule, f.message.as_str())).collect();
        assert_eq!(told, [(rule, format!("The file does not give {named}.").as_str())], "without {part:?}");
        assert!(found.iter().all(|f| f.level > Level::Should || f.shuts_gate()), "a missing element shuts the gate");
    }
}

#[test]
fn may_demands_nothing_and_is_noticed() {
    let used = |text: &str| -> Vec<usize> {
        let all = conformance(&Handoff::parse(text), &Checks::default());
        all.iter().filter(|c| c.part == Part::May && c.met).map(|c| c.number).collect()
    };
    assert_eq!(used(MINIMAL), [5]);
    let rich = format!("{MINIMAL}\n").replace(
        "## PROMPT",
        "## Next Steps\n\n1. Models\n2. Or the views first\n\n## Warnings\n\n- Do not touch the lock file\n\n## Open Questions\n\n- Which database?\n\n## PROMPT",
    );
    let rich = rich.replace("HANDOFF ===\n", "HANDOFF ===\nModel: some-model\n");
    assert_eq!(used(&rich), [1, 2, 3, 4, 5]);
}

/// Facts as a project gives them.
fn facts() -> Facts {
    Facts { project: "ferry".into(), template: "https://example.com/base.md".into(), trigger: "snapshot".into(), ..Facts::default() }
}

/// Asserts that what baton writes of a handoff meets all sixteen checks, but those of content that the handoff itself fails.
#[track_caller]
fn assert_conforms(name: &str, text: &str) {
    let (left, document) = unmet_by_ours(text);
    assert_eq!(left, [], "{name}: {:#?}\n{document}", check(&Handoff::parse(document.as_str()), &Checks::default()));
}

/// Returns what the document that baton writes of a handoff does not meet, and the document.
fn unmet_by_ours(text: &str) -> (Vec<(Part, usize)>, String) {
    let handoff = Handoff::parse(text);
    let document = handoff_1_0(&handoff, &facts());
    let own: Vec<_> = unmet(text, &[Part::Content]);
    let parts = [Part::Must, Part::Structural, Part::Content, Part::Format];
    let aimless = ![Concept::Objective, Concept::Next].iter().any(|c| handoff.items(*c).any(|i| !is_placeholder(&i.text)));
    let may_lack = |(part, number): &(Part, usize)| match (part, number) {
        (Part::Must, 3) | (Part::Structural, 4) => aimless,
        // The document says everything twice, above and in its prompt.
        (Part::Content, 5) => text.chars().count() > 8_000,
        (Part::Content, n) => own.contains(&(Part::Content, *n)) || aimless && *n == 3,
        _ => false,
    };
    let mut left = unmet(&document, &parts);
    left.retain(|c| !may_lack(c));
    (left, document)
}

#[test]
fn what_baton_writes_of_real_handoffs_conforms() {
    let mut wrong = Vec::new();
    for (name, bytes) in support::corpus_files() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let (left, document) = unmet_by_ours(&text);
        if !left.is_empty() {
            let handoff = Handoff::parse(document.as_str());
            for criterion in conformance(&handoff, &Checks::default()).iter().filter(|c| left.contains(&(c.part, c.number))) {
                let found = check(&handoff, &Checks::default()).into_iter().filter(|f| criterion.rules.contains(&f.rule));
                wrong.extend(found.map(|f| format!("{name}: {:?} {}: {} {}", criterion.part, criterion.number, f.rule, f.message)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for text in [MINIMAL, PATTERN, COMPLETE, DOCTRINE] {
        assert_conforms("an example", text);
    }
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => "[A-Z][a-z]{3,9}( [a-z]{2,9}){2,6}",
        1 => Just("Use `a|b` and #1 of \\*all\\*".to_owned()),
        1 => Just("- dash first, 1. then a number".to_owned()),
        1 => "[A-Z][\\PC]{3,40}",
    ]
}

fn generated() -> impl Strategy<Value = String> {
    let list = |n: usize| prop::collection::vec(words(), 1..n);
    let status = prop::sample::select(StatusKind::ALL.map(StatusKind::id).to_vec());
    (list(6), prop::collection::vec((words(), words()), 1..6), words(), list(4), prop::collection::vec((words(), status), 0..5)).prop_map(
        |(done, decided, goal, state, tasks)| {
            let items = |list: &[String]| list.iter().map(|t| format!("- {t}\n")).collect::<String>();
            let decided: String = decided.iter().map(|(d, why)| format!("- {d}\n  **Why:** {why}\n")).collect();
            let tasks: String = tasks.iter().map(|(t, s)| format!("- {t} (status: {s})\n")).collect();
            format!(
                "# Handoff\n\n## Completed\n\n{}\n## Decisions\n\n{decided}\n## Current State\n\n{}\n\n## Next Objective\n\nImplement {goal} with tests\n\n## Tasks\n\n{tasks}",
                items(&done),
                state.join(". ")
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_baton_writes_of_generated_handoffs_conforms(text in generated()) {
        // An open spot says nothing, and two texts can make one between them.
        prop_assume!(Handoff::parse(text.as_str()).all_items().iter().all(|i| !is_placeholder(&i.text)));
        assert_conforms("generated", &text);
    }
}

#[test]
fn check_holds_the_live_file_against_the_format() {
    let place = Place::with(MINIMAL);
    let told = place.run(&["check", "--as", "handoff-1.0"]);
    assert_eq!(told.exit, 0, "{told}");
    assert!(told.stdout.contains("16 of 16 checks") && told.stdout.contains("MUST"), "{told}");
}
