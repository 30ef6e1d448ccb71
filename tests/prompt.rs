//! The prompt compiler over handoffs: what is carried, in which order, for whom.

use crate::support;
use baton::handoff::{Concept, Handoff};
use baton::prompt::{self, Budget, Facts, Profile, Prompt, TooSmall, Uncompiled, ask, facts_of, handoff_1_0, musts, read_back};
use baton::{rules, tokens};

fn facts() -> Facts {
    Facts {
        project: "task-api".into(),
        context: vec!["An API for tasks".into(), "Role: backend engineer".into()],
        session: Some("Session 3 \u{2192} 4".into()),
        git: Some("main at 1a2b3c4".into()),
        live: "HANDOFF.md".into(),
        template: "https://example.org/templates/base.md".into(),
        trigger: "snapshot".into(),
        ..Facts::default()
    }
}

fn compile(handoff: &Handoff, facts: &Facts, profile: &Profile, budget: Budget) -> Result<Prompt, TooSmall> {
    prompt::compile(handoff, facts, profile, budget, &tokens::count).map_err(|e| match e {
        Uncompiled::TooSmall(e) => e,
        other => panic!("{other}"),
    })
}

fn prompt_of(text: &str, profile: &Profile) -> String {
    compile(&Handoff::parse(text), &facts(), profile, Budget::Unlimited).unwrap().text
}

/// A handoff with one of everything.
const FULL: &str = "\
# Handoff

## Summary

Built the data layer.

## Accomplished

- Models and migrations

## Decisions Made

- PostgreSQL over SQLite: better production scalability
- Redis for sessions (superseded)

## Active Tasks

- [x] Write the models
- [ ] Write the endpoints
- [ ] [Description of task A]

## Pending Actions

- [ ] Provision the cache
  - Blocked by: no budget yet

## Constraints

- Never log `tokens` -- *ever*
- Keep the schema as it is:
  no column goes,
  none is renamed

## Current State

The data layer is tested. The API is next.

## Next Session Objective

Implement login and logout.

## Next Steps

1. Write the login handler

## What Did Not Work

- An in-memory session store

## Artifacts

- models.py: all models

## Open Questions

- Who owns the staging database?
";

#[track_caller]
fn in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let (_, behind) = rest.split_once(part).unwrap_or_else(|| panic!("{part:?} is not there or not in order in\n{text}"));
        rest = behind;
    }
}

#[test]
fn a_decision_that_another_replaces_is_in_no_prompt_as_one_that_holds() {
    let text = "# Handoff\n\n## Decisions\n\n- D-8: Use Redis: it is fast\n- D-9: Use SQLite (supersedes D-8): one machine is enough\n\n## Next\n\nShip it.\n";
    for profile in &Profile::ALL {
        let prompt = prompt_of(text, profile);
        assert!(prompt.contains("Use SQLite"), "{prompt}");
        let current = prompt.lines().find(|line| line.contains("Use Redis"));
        assert!(current.is_none_or(|line| line.contains("superseded")), "{prompt}");
    }
}

#[test]
fn a_task_that_waits_is_blocked_in_the_prompt_by_what_it_waits_for() {
    let text = "## Tasks\n\n- [ ] Provision the cache\n  - Blocked by: no budget\n- [ ] Ask Ana (blocked by her leave)\n- [ ] Draw it\n  - Why: nobody sees it\n- [x] Ship it (blocked by ops)\n";
    let prompt = prompt_of(text, &Profile::Human);
    in_order(
        &prompt,
        &[
            "- [x] Ship it\n",
            "- (blocked) Provision the cache\n  Blocked by: no budget\n",
            "- (blocked) Ask Ana\n  Blocked by: her leave\n",
            "- [ ] Draw it\n  Why: nobody sees it\n",
        ],
    );
}

#[test]
fn the_prompt_follows_the_order_of_the_format() {
    let text = prompt_of(FULL, &Profile::ClaudeCode);
    in_order(
        &text,
        &[
            "# Restoration prompt: task-api, session 3 \u{2192} 4 (draft)\n",
            "Read and apply this bootstrap template:\nhttps://example.org/templates/base.md\n",
            "When the trigger word is said",
            "## Project Context\n\n- Project: task-api\n- An API for tasks\n- Role: backend engineer\n- Git: main at 1a2b3c4\n",
            "## Constraints\n\n",
            "- Never log `tokens` -- *ever*\n",
            "```\nKeep the schema as it is:\n  no column goes,\n  none is renamed\n```\n",
            "## Work Completed\n\n- Models and migrations\n",
            "- [x] Write the models\n",
            "Built the data layer.\n",
            "## Decisions\n\n",
            "PostgreSQL",
            "  Why: better production scalability\n",
            "## Current Status\n\nThe data layer is tested. The API is next.\n",
            "## This Session's Goal\n\nImplement login and logout.\n",
            "## Open Tasks\n\n- [ ] Write the endpoints\n",
            "## Pending Actions\n\n",
            "  Blocked by: no budget yet\n",
            "## Dead Ends and Gotchas\n\n- An in-memory session store\n",
            "## Continue From\n\n### Next Steps\n\n- Write the login handler\n",
            "### Artifacts\n\n",
            "### Open Questions\n\n- Who owns the staging database?\n",
            "\n---\n\nRemember: Say \"snapshot\" at session end to generate the next handoff.\n",
        ],
    );
    assert!(!text.contains("task A"), "a placeholder is carried");
    assert!(!text.contains("Left Out"), "nothing was left out");
}

#[test]
fn a_superseded_decision_is_never_current() {
    let text = prompt_of(FULL, &Profile::ClaudeCode);
    let (_, decisions) = text.split_once("## Decisions\n").unwrap();
    let (current, over) = decisions.split_once("### No Longer Valid").unwrap();
    assert!(!current.contains("Redis") && over.split("\n## ").next().unwrap().contains("Redis for sessions"));
}

#[test]
fn every_profile_keeps_the_musts_and_reads_back() {
    let handoff = Handoff::parse(FULL);
    for profile in &Profile::ALL {
        let prompt = compile(&handoff, &facts(), profile, Budget::Unlimited).unwrap();
        assert_eq!(musts(&prompt.text), [], "{}", prompt.text);
        assert_eq!(read_back(&prompt.text), prompt.carried);
        assert_eq!(prompt.carried.len(), facts_of(&handoff).len());
    }
    let chat = prompt_of(FULL, &Profile::Chatgpt);
    assert!(chat.contains("This chat has no repository") && !chat.contains("HANDOFF.md"));
    let human = prompt_of(FULL, &Profile::Human);
    assert!(human.len() + 800 < chat.len() && !human.contains("How to work"));
}

#[test]
fn the_musts_name_what_is_missing() {
    use baton::prompt::Missing::{Continuation, Markdown, Objective, SelfContained, Template};
    assert_eq!(musts(""), [SelfContained, Template, Objective, Continuation, Markdown]);
    let bare = prompt_of("# Handoff\n\n## Current State\n\nAll is well.\n", &Profile::ClaudeCode);
    assert_eq!(musts(&bare), [Objective]);
    let whole = prompt_of(FULL, &Profile::ClaudeCode);
    assert_eq!(musts(&whole.replace("base.md\n", "base.md\n```\n")), [SelfContained, Objective, Markdown]);
    assert_eq!(musts(&whole.replace("Remember:", "Recall:")), [Continuation]);
}

#[test]
fn a_tight_budget_keeps_what_matters_most_and_counts_the_rest() {
    let handoff = Handoff::parse(FULL);
    let whole = compile(&handoff, &facts(), &Profile::Human, Budget::Unlimited).unwrap();
    let least = compile(&handoff, &facts(), &Profile::Human, Budget::Chars(1)).unwrap_err();
    assert_eq!(least.budget, 1);
    let floor = compile(&handoff, &facts(), &Profile::Human, Budget::Chars(least.least)).unwrap();
    assert!(
        floor.text.contains("Never log `tokens`")
            && floor.text.contains("Implement login and logout.")
            && floor.text.contains("_It begins:_ The data layer")
    );
    in_order(&floor.text, &["## Left Out", "2 decisions", "2 tasks", "1 pending action", "They are in HANDOFF.md."]);
    assert_eq!(musts(&floor.text), []);
    let concepts = |budget: usize| -> Vec<Concept> {
        let prompt = compile(&handoff, &facts(), &Profile::Human, Budget::Chars(budget)).unwrap();
        assert!(prompt.text.chars().count() <= budget);
        prompt.carried.iter().map(|f| f.concept).collect()
    };
    let order =
        [Concept::Decisions, Concept::Pending, Concept::Tasks, Concept::DeadEnds, Concept::State, Concept::Artifacts, Concept::Next];
    let first = |concept: Concept| (least.least..=whole.text.chars().count()).find(|b| concepts(*b).contains(&concept)).unwrap();
    let budgets: Vec<usize> = order.into_iter().map(first).collect();
    assert!(budgets.is_sorted(), "{budgets:?}");
}

#[test]
fn a_budget_in_tokens_is_kept_at_every_size_and_loses_nothing_as_it_grows() {
    let handoff = Handoff::parse(FULL);
    for profile in &Profile::ALL {
        let at = |budget| compile(&handoff, &facts(), profile, Budget::Tokens(budget));
        let whole = compile(&handoff, &facts(), profile, Budget::Unlimited).unwrap();
        let least = at(1).unwrap_err();
        assert_eq!((least.unit, least.budget), ("tokens", 1));
        assert_eq!(at(least.least - 1).unwrap_err().least, least.least);
        let mut before = 0;
        for budget in least.least..=tokens::count(&whole.text) {
            let prompt = at(budget).unwrap();
            assert!(tokens::count(&prompt.text) <= budget, "{} at {budget}", profile.id());
            assert!(prompt.carried.len() >= before && prompt.carried.len() + prompt.left_out.len() == whole.carried.len());
            assert_eq!(prompt.text.contains("## Left Out"), !prompt.left_out.is_empty());
            before = prompt.carried.len();
        }
        assert_eq!(at(tokens::count(&whole.text)).unwrap(), whole);
    }
}

#[test]
fn a_long_handoff_is_measured_once_whatever_the_budget() {
    use std::cell::Cell;
    let counted = |items: usize| {
        let list: String = (0..items).map(|n| format!("- Choice {n}: reason {n}\n")).collect();
        let handoff = Handoff::parse(format!("# Handoff\n\n## Decisions\n\n{list}\n## Next Objective\n\nShip it.\n"));
        let seen = Cell::new(0);
        let count = |text: &str| (seen.set(seen.get() + text.len()), text.split_whitespace().count()).1;
        let prompt = prompt::compile(&handoff, &facts(), &Profile::ClaudeCode, Budget::Tokens(items * 4), &count).unwrap();
        assert!(!prompt.left_out.is_empty());
        seen.get()
    };
    let (short, long) = (counted(1_000), counted(10_000));
    assert!(long < short * 12, "{long} bytes were counted for ten times the text, {short} for the text");
}

#[test]
fn of_a_compiled_prompt_only_what_its_author_wrote_is_carried() {
    let text = "# Handoff\n\n## Next Objective\n\nShip it.\n\n## PROMPT FOR NEXT SESSION\n\nGo on with `a.rs`.\n";
    let whole = |handoff: &Handoff| compile(handoff, &facts(), &Profile::ClaudeCode, Budget::Unlimited).unwrap().text;
    let mut handoff = Handoff::parse(text);
    for _ in 0..2 {
        handoff = Handoff::parse(handoff_1_0(&handoff, &facts()));
        let prompt = whole(&handoff);
        assert_eq!((prompt.matches("Go on with").count(), prompt.matches("# Restoration prompt").count()), (1, 1), "{prompt}");
    }
    let bare = Handoff::parse(handoff_1_0(&Handoff::parse("# Handoff\n\n## Next Objective\n\nShip it.\n"), &facts()));
    assert!(!whole(&bare).contains("author's own prompt"));
}

#[test]
fn the_authors_own_prompt_is_carried_word_for_word() {
    let own =
        "Read and apply: https://example.org/base.md\n\n## Decisions\n\n- not a fact\n\nUse ``` wisely.\n\nRemember: Say \"snapshot\".";
    let text = format!("# Handoff\n\n## Next Objective\n\nShip it.\n\n## PROMPT FOR NEXT SESSION\n\n{own}\n");
    let prompt = compile(&Handoff::parse(text), &facts(), &Profile::ClaudeCode, Budget::Unlimited).unwrap();
    in_order(&prompt.text, &["Ship it.", "author's own prompt", "````\n", own, "\n````\n"]);
    assert_eq!(read_back(&prompt.text), prompt.carried);
    assert_eq!(prompt.carried.len(), 1);
}

#[test]
fn an_empty_handoff_gives_an_honest_prompt() {
    for facts in [Facts::default(), facts()] {
        let prompt = compile(&Handoff::parse(""), &facts, &Profile::ClaudeCode, Budget::Unlimited).unwrap();
        assert!(prompt.text.contains("No objective is stated: ask for it before anything else."));
        assert_eq!(prompt.carried, []);
    }
}

#[test]
fn the_whole_document_reads_as_the_handoff_it_came_from() {
    let handoff = Handoff::parse(FULL);
    let text = handoff_1_0(&handoff, &facts());
    in_order(
        &text,
        &[
            "=== SESSION HANDOFF ===\nGenerated: draft\nSession: Session 3 \u{2192} 4\n",
            "## Previous Session Summary",
            "### Accomplished",
            "### Decisions Made",
            "## Current Project State\n\nThe data layer is tested. The API is next.\n",
            "## Next Session Objective\n\nImplement login and logout.\n",
            "## Context for Next Session",
            "Copy everything below this line into a new chat:\n\n---\n\n# Restoration prompt",
        ],
    );
    let again = Handoff::parse(text);
    for concept in [Concept::Decisions, Concept::State, Concept::Objective, Concept::Artifacts] {
        let texts = |h: &Handoff| {
            facts_of(h).into_iter().filter(|f| f.concept == concept && f.status.is_none()).map(|f| (f.text, f.why)).collect::<Vec<_>>()
        };
        assert_eq!(texts(&again), texts(&handoff), "{concept:?}");
    }
}

#[test]
fn the_request_names_format_items_and_trigger() {
    let text = ask(&Handoff::parse(FULL), &facts());
    in_order(
        &text,
        &[
            "=== SESSION HANDOFF ===",
            "## Previous Session Summary",
            "## PROMPT FOR NEXT SESSION",
            "https://example.org/templates/base.md",
            "Remember: Say \"snapshot\"",
            "Never log `tokens`",
            "PostgreSQL",
            "Write the endpoints",
            "Provision the cache",
            "The trigger word is \"snapshot\"",
        ],
    );
    assert!(!text.contains("Write the models\n") && !text.contains("Redis"), "what is over is not asked for again");
}

#[test]
fn real_handoffs_compile_for_everybody() {
    for (name, bytes) in support::corpus_files() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let handoff = Handoff::parse(text);
        let aims = [Concept::Objective, Concept::Next].into_iter().any(|c| facts_of(&handoff).iter().any(|f| f.concept == c))
            || handoff.prompt().is_some();
        for profile in &Profile::ALL {
            let prompt = compile(&handoff, &facts(), profile, Budget::Unlimited).unwrap();
            assert_eq!(read_back(&prompt.text), prompt.carried, "{name}");
            assert_eq!(musts(&prompt.text).is_empty(), aims, "{name}");
        }
    }
}

/// Laws P1 to P5 of DESIGN §7 over handoffs written from a model.
mod laws {
    use super::*;
    use crate::support::{Dice, documents::handoff};
    use baton::document::{Document, Kind};
    use baton::prompt::{Fact, Portion};
    use std::collections::HashMap;

    fn count(facts: &[Fact]) -> HashMap<&Fact, usize> {
        let mut counts = HashMap::new();
        facts.iter().for_each(|f| *counts.entry(f).or_insert(0) += 1);
        counts
    }

    fn is_ours(heading: &str) -> bool {
        const MAIN: [&str; 12] = [
            "Project Context",
            "Read First",
            "Constraints",
            "Work Completed",
            "Decisions",
            "Current Status",
            "This Session's Goal",
            "Open Tasks",
            "Pending Actions",
            "Dead Ends and Gotchas",
            "Continue From",
            "Left Out",
        ];
        const SUB: [&str; 16] = [
            "Retired",
            "Tasks Closed",
            "Pending Actions Closed",
            "Summary",
            "No Longer Valid",
            "Next Steps",
            "Artifacts",
            "Watchlist",
            "Verification",
            "Environment",
            "Context",
            "Open Questions",
            "Exclusions",
            "Other Notes",
            "Links",
            "Derived From",
        ];
        let (marks, title) = heading.split_once(' ').unwrap_or_default();
        match marks {
            "#" => title == "Restoration prompt: task-api, session 3 \u{2192} 4 (draft)",
            "##" => MAIN.contains(&title),
            _ => SUB.contains(&title),
        }
    }

    #[track_caller]
    fn check(handoff: &Handoff, profile: &Profile, cut: usize) {
        let all = facts_of(handoff);
        let at = |budget| compile(handoff, &facts(), profile, budget);
        let whole = at(Budget::Unlimited).unwrap();
        let budget = whole.text.chars().count().saturating_sub(cut);
        let budget = at(Budget::Chars(budget)).map_or_else(|too_small| too_small.least, |_| budget);
        let part = at(Budget::Chars(budget)).unwrap();
        assert!(part.text.chars().count() <= budget, "P3");
        assert!(count(&part.carried).iter().all(|(fact, n)| count(&whole.carried).get(fact).is_some_and(|m| m >= n)), "P4");
        for prompt in [&whole, &part] {
            let both: Vec<Fact> = prompt.carried.iter().chain(&prompt.left_out).cloned().collect();
            assert_eq!(count(&both), count(&all), "P1");
            assert_eq!(read_back(&prompt.text), prompt.carried, "P2\n{}", prompt.text);
            let document = Document::parse(prompt.text.as_str());
            let headings: Vec<_> =
                document.lines().iter().filter(|l| l.kind.heading().is_some()).map(|l| document.slice(l.span).trim_end()).collect();
            assert!(headings.iter().all(|h| is_ours(h)), "P5 {headings:?}\n{}", prompt.text);
            let strange = |k: Kind| matches!(k, Kind::Comment | Kind::TableRow | Kind::Banner);
            assert!(document.open_fence().is_none() && !document.lines().iter().any(|l| strange(l.kind)), "P5\n{}", prompt.text);
            let is_pin = |f: &&Fact| f.concept == Concept::Constraints && f.portion == Portion::Item;
            let mut pins = all.iter().filter(is_pin).filter(|f| prompt.carried.contains(f));
            assert!(pins.all(|f| prompt.text.contains(&f.text)), "verbatim\n{}", prompt.text);
        }
    }

    #[test]
    fn hold_over_thousands_of_generated_handoffs_that_are_parsed_checked_and_compiled() {
        let d = &mut Dice::new(1);
        // BATON_LONG: all ten thousand.
        let many = if std::env::var_os("BATON_LONG").is_some() { 10_000 } else { 2_000 };
        for n in 0..many {
            let text = handoff(d);
            let (profile, cut) = (&Profile::ALL[n % Profile::ALL.len()], d.below(1_500));
            let run = || {
                let handoff = Handoff::parse(text.clone());
                rules::check(&handoff, &rules::Checks::default());
                check(&handoff, profile, cut);
            };
            assert!(std::panic::catch_unwind(run).is_ok(), "handoff {n}, {} cut by {cut}:\n{text}", profile.id());
        }
    }

    #[test]
    fn the_same_handoff_gives_the_same_prompt() {
        let d = &mut Dice::new(2);
        for _ in 0..200 {
            let text = handoff(d);
            let prompt = || compile(&Handoff::parse(text.clone()), &facts(), &Profile::ClaudeCode, Budget::Unlimited).unwrap();
            assert_eq!(prompt(), prompt());
        }
    }
}
