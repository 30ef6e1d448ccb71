//! Rules on what a handoff says and on its shape: when each speaks, and when it is silent.

use baton::handoff::Handoff;
use baton::rules::{Checks, Finding, check};

fn findings(rule: &str, text: &str) -> Vec<Finding> {
    check(&Handoff::parse(text), &Checks::default()).into_iter().filter(|f| f.rule == rule).collect()
}

/// Asserts how often a rule speaks.
#[track_caller]
fn speaks(rule: &str, text: &str, times: usize) {
    let found = findings(rule, text);
    assert_eq!(found.len(), times, "{rule} over {text:?}: {found:#?}");
}

#[track_caller]
fn objective(rule: &str, text: &str, times: usize) {
    speaks(rule, &format!("# Handoff\n\n## Next Objective\n\n{text}\n"), times);
}

#[track_caller]
fn done(rule: &str, text: &str, times: usize) {
    speaks(rule, &format!("# Handoff\n\n## Completed\n\n- {text}\n\n## Next Steps\n\n1. Ship it\n"), times);
}

/// Asserts what a fix makes of a text, and that the rule is silent then.
#[track_caller]
fn mends(rule: &str, text: &str, expected: &str) {
    let fix = findings(rule, text).into_iter().find_map(|f| f.fix).unwrap_or_else(|| panic!("{rule} has no fix for {text:?}"));
    let mended = fix.apply(text);
    assert_eq!(mended, expected);
    assert!(findings(rule, &mended).iter().all(|f| f.fix.is_none()), "{mended}");
}

#[test]
fn the_three_objectives_of_the_format_are_told_apart() {
    objective("vague-objective", "Implement password reset functionality with email verification", 0);
    objective("broad-objective", "Implement password reset functionality with email verification", 0);
    objective("vague-objective", "Work on user features", 1);
    objective("broad-objective", "Work on user features", 0);
    objective("vague-objective", "Complete entire user management system", 0);
    objective("broad-objective", "Complete entire user management system", 1);
}

#[test]
fn a_vague_objective_names_no_outcome() {
    for text in
        ["Improve performance", "Continue with development work", "Let's work on the app.", "Fix bugs and work on it", "Look into issues"]
    {
        let times = usize::from(!text.starts_with("Fix"));
        objective("vague-objective", text, times);
    }
    for text in [
        "Work on `src/auth.rs`: logout",
        "Improve test coverage to 80 %",
        "Continue the move of the billing service to the queue",
        "Continue with phase 2",
        "Work on the OAuth callback",
        "Handle expired tokens in the login form",
        "Login and logout work",
        "进一步改进",
        "An der Anmeldung arbeiten",
    ] {
        objective("vague-objective", text, 0);
    }
}

#[test]
fn a_broad_objective_is_all_of_something() {
    objective("broad-objective", "Rewrite the whole backend", 1);
    objective("broad-objective", "Finish everything in the roadmap", 1);
    objective("broad-objective", "Rewrite the whole login test", 0);
    objective("broad-objective", "Rename the entire list of settings keys", 0);
    speaks("broad-objective", "## Next Objective\n\n- Move the whole system\n- Then the rest\n", 0);
}

#[test]
fn a_next_step_says_what_to_do() {
    for text in [
        "Let's continue where we left off",
        "Continue where we left off.",
        "\"Pick up where we left off\"",
        "Please continue from where you left off!",
        "Continue working on it",
        "Keep going",
        "继续",
        "Seguir donde lo dejamos",
        "Da weitermachen, wo wir aufgehört haben",
    ] {
        objective("useless-next-step", text, 1);
        speaks("useless-next-step", &format!("## Next Steps\n\n1. {text}\n2. Ship version 2\n"), 1);
    }
    for text in [
        "Read SESSION_CONTEXT.md - we're on Phase 0, environment setup",
        "Pick up where we left off: the logout button",
        "Continue where we left off in `auth.rs`",
        "Continue the migration",
        "Go on vacation mode for the demo user",
    ] {
        objective("useless-next-step", text, 0);
    }
    let prompt = "## Next Objective\n\nShip it.\n\n## Prompt for next session\n\n```\nProject: ferry. Status: done.\nLet's continue where we left off.\n```\n";
    speaks("useless-next-step", prompt, 1);
    speaks("useless-next-step", &prompt.replace("Let's continue where we left off", "Goal: the timetable"), 0);
}

#[test]
fn what_was_done_is_said_in_the_past_and_in_particular() {
    for text in ["Add login endpoint", "Implement the parser", "Need to fix the build", "Will deploy tomorrow"] {
        done("not-past-tense", text, 1);
    }
    for text in [
        "Added login endpoint",
        "Login endpoint",
        "Set up CI",
        "Fix: the parser no longer loops",
        "Build green",
        "Use-case diagram drawn",
        "Test suite green",
    ] {
        let odd = ["Build green", "Test suite green"].contains(&text);
        done("not-past-tense", text, usize::from(odd));
    }
    speaks("not-past-tense", "## 已完成\n\n- Add login endpoint\n\n## 下一步\n\n- 发布\n", 0);
    for text in ["Made progress", "Various fixes.", "worked on the project"] {
        done("vague-summary", text, 1);
    }
    done("vague-summary", "Made progress on the parser: nested lists work", 0);
}

#[test]
fn lists_of_more_than_seven_are_told_once_a_section() {
    let list = |n: usize| (0..n).map(|i| format!("- Wrote chapter {i}\n")).collect::<String>();
    let text = |n| format!("# Handoff\n\n## Completed\n\n{}\n## Next Steps\n\n{}", list(n), list(20));
    speaks("too-many-items", &text(7), 0);
    speaks("too-many-items", &text(8), 1);
    assert_eq!(findings("too-many-items", &text(9))[0].message, "\"Completed\" has 9 entries.");
}

#[test]
fn a_state_has_two_to_four_sentences_where_the_format_is_declared() {
    let text = |state: &str| format!("=== SESSION HANDOFF ===\n\n## Current Project State\n\n{state}\n\n## Next Objective\n\nShip it.\n");
    speaks("state-length", &text("Ready to begin."), 1);
    speaks("state-length", &text("The data layer, e.g. models, is done. Version 1.2 of app.py works! No blockers"), 0);
    speaks("state-length", &text("数据层已完成。接口可用。没有阻塞。"), 0);
    speaks("state-length", &text("One. Two. Three. Four. Five."), 1);
    speaks("state-length", &text("- One thing\n- Another"), 0);
    speaks("state-length", "# Notes\n\n## Current State\n\nReady.\n", 0);
    speaks("too-long", &text(&"Words and words. ".repeat(2_000)), 1);
    speaks("too-long", &text("Short. And done."), 0);
}

#[test]
fn what_is_blocked_says_by_what_and_the_file_agrees() {
    let task = |status: &str, rest: &str| format!("## Tasks\n\n- [ ] Rate limiting ({status})\n\n## Next Steps\n\n1. Ship it\n{rest}");
    speaks("blocked-without-reason", &task("status: blocked", ""), 1);
    speaks("blocked-without-reason", &task("blocked by the missing Redis", ""), 0);
    speaks("blocked-without-reason", &task("status: in-progress", ""), 0);
    for none in ["\n## Blockers\n\nNone\n", "\n## 阻塞项\n\n无\n", "\n## Current State\n\nAll is well. No blockers currently.\n"] {
        speaks("blocked-beside-none", &task("status: blocked", none), 1);
        speaks("blocked-beside-none", &task("status: in-progress", none), 0);
    }
    speaks("blocked-beside-none", &task("status: blocked", "\n## Blockers\n\n- No Redis\n"), 0);
    speaks("blocked-beside-none", &task("status: blocked", "\n## Open Questions\n\nNone\n"), 0);
}

#[test]
fn decisions_do_not_go_against_each_other() {
    let two = |a: &str, b: &str| format!("## Decisions\n\n- {a}\n- {b}\n\n## Next Steps\n\n1. Ship it\n");
    let contradict = |a: &str, b: &str, times| speaks("decision-contradicted", &two(a, b), times);
    contradict("PostgreSQL over SQLite: it scales", "SQLite over PostgreSQL: it is simple", 1);
    contradict("Use PostgreSQL instead of SQLite: it scales", "SQLite rather than PostgreSQL: simple", 1);
    contradict("**Database:** PostgreSQL", "**Database:** SQLite", 1);
    contradict("**Database:** PostgreSQL", "**Database:** PostgreSQL, version 16", 0);
    contradict("PostgreSQL over SQLite: it scales", "Redis over Memcached: it keeps", 0);
    contradict("PostgreSQL over SQLite (superseded)", "SQLite over PostgreSQL: it is simple", 0);
    contradict("PostgreSQL over SQLite: it scales", "SQLite over PostgreSQL: supersedes the first, one machine is enough", 0);
    contradict("**Q:** why", "**Q:** other", 0);
}

#[test]
fn headings_and_lists_have_a_sound_shape() {
    let declared = |text: &str| format!("=== SESSION HANDOFF ===\n\n{text}\n");
    speaks("heading-levels", &declared("## State\n\n#### Tests\n\n##### Unit"), 1);
    speaks("heading-levels", &declared("## State\n\n### Tests\n\n#### Unit\n\n## Next"), 0);
    speaks("heading-levels", "# Notes\n\n### Tests\n", 0);
    mends("list-format", "## Next Steps\n\n-Ship it\n-Rest\n", "## Next Steps\n\n- Ship it\n- Rest\n");
    mends("list-format", "## Next Steps\n\n1)Ship it\n2)Rest\n", "## Next Steps\n\n1) Ship it\n2) Rest\n");
    speaks("list-format", "## Next Steps\n\n- Ship it\n* Rest\n", 1);
    for text in ["-5 degrees\n-7 degrees\n", "- a\n  - b\n- c\n", "- a\n\nText\n\n* b\n", "--flag\n--other\n", "- a\n  * b\n  * c\n- d\n"] {
        speaks("list-format", &format!("## Next Steps\n\n{text}"), 0);
    }
}

const CHECKLIST: &str = "\
# SESSION-HANDOFF.md

## 1. Current Context
**Session ID:** 7
**Start Time:** 2026-11-20T10:00:00Z
**Agent/Actor:** Ilse
**Active Scope:** Timetable
**Decisions Made:**
- [x] One timetable a season: passengers print it

**Active Tasks:**
- [ ] Import the stops (status: in-progress)

## 2. Changelog Summary
**Last Updated:** 2026-11-20T11:00:00Z
**Completed Steps:**
- [x] Stops read, 31 of them

**Pending Actions:**
- [ ] Ask for the calendar: the office answers on Mondays

**Context Updates:**
- Stop 14 has moved

## 3. Context Window
**Relevant Prior Context:**
- The stops of 2025

**Explicit Exclusions:**
- Fares

## 4. Next-Step Inference
**For Next Agent/Human:**
1. Finish Sundays

**Derived From:**
- Original TOML prompt section: [Context]

## Compliance Checklist
- [x] All decisions documented
- [x] All context updates captured
- [x] Next steps clearly defined
- [x] No unresolved placeholders
";

#[test]
fn the_boxes_of_the_checklist_are_computed() {
    let check = |with: &[(&str, &str)], wrong: usize, open: usize| {
        let text = with.iter().fold(CHECKLIST.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        speaks("checklist-wrong", &text, wrong);
        speaks("checklist-open", &text, open);
    };
    check(&[], 0, 0);
    check(&[("[x] Next steps", "[ ] Next steps"), ("[x] No unresolved", "[ ] No unresolved")], 0, 2);
    check(&[(": passengers print it", "")], 1, 0);
    check(&[(": passengers print it", ""), ("[x] All decisions", "[ ] All decisions")], 0, 0);
    check(&[("- Stop 14 has moved", "- Key variable changes or state modifications")], 2, 0);
    check(&[("Finish Sundays", "Continue where we left off")], 1, 0);
    check(&[("**Active Scope:** Timetable", "**Active Scope:** [brief description of session's focus]")], 1, 0);
    let ticked = CHECKLIST.replace("[x] Next", "[ ] Next");
    mends("checklist-open", &ticked, CHECKLIST);
    let bare = CHECKLIST.replace(": passengers print it", "");
    mends("checklist-wrong", &bare, &bare.replace("[x] All decisions", "[ ] All decisions"));
}

#[test]
fn a_prompt_in_the_file_is_ready_to_paste() {
    let text = |line: &str| {
        format!(
            "## Next Objective\n\nShip the ferry.\n\n## Prompt for next session\n\n```\nRead and apply: https://example.com/base.md\nProject: ferry\nStatus: timetable done\nGoal: ship the ferry\n{line}\nRemember: Say \"snapshot\"\n```\n"
        )
    };
    for line in ["Use [TEMPLATE_URL] again", "Say [TRIGGER]", "[Context and instructions for next session]", "see https://[...]/base.md"] {
        speaks("prompt-placeholder", &text(line), 1);
    }
    speaks("prompt-placeholder", &text("See [the notes](notes.md) and `app/[id]`"), 0);
    for line in ["Go on as we discussed.", "Everything above holds.", "See the previous conversation"] {
        speaks("prompt-not-self-contained", &text(line), 1);
    }
    speaks("prompt-not-self-contained", &text("The stops stand above the fares"), 0);
    for rule in ["no-template", "no-trigger", "prompt-without-context", "prompt-without-state", "prompt-without-objective"] {
        speaks(rule, &text(""), 0);
    }
}

#[test]
fn times_are_written_as_programs_read_them() {
    let text = |time: &str| format!("=== SESSION HANDOFF ===\nGenerated: {time}\n\n## Next Objective\n\nShip it.\n");
    speaks("time-format", &text("2026-11-20T10:00:00Z"), 0);
    speaks("time-format", &text("2026-11-20 10:00"), 0);
    speaks("time-format", &text("[ISO 8601 datetime]"), 0);
    speaks("time-format", &text("Friday, half past two"), 1);
    speaks("no-time", "# Handoff\n\n## Next Steps\n\n1. Ship it\n", 1);
    for dated in ["# Handoff, 2026-11-20\n", "# Handoff\n\nUpdated: 20.11.2026\n", "# 引き継ぎ 2026年11月20日\n", "# Handoff (Nov 2026)\n"]
    {
        speaks("no-time", &format!("{dated}\n## Next Steps\n\n1. Ship it\n"), 0);
    }
}
