//! What the reader makes of each format.

use crate::corpus::assert_sound;
use baton::handoff::{Carrier, Concept, Handoff, Item, MetaKey, StatusKind};
use proptest::prelude::*;

/// Pieces that handoffs are made of, and pieces that are apt to break a reader.
fn line() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "# Handoff",
        "## Decisions Made",
        "## Next Steps",
        "### 1. Thing",
        "## Session 12 — 2026-03-04",
        "=== SESSION HANDOFF ===",
        "- ",
        "- [ ] ",
        "  - ",
        "1. ",
        "* ",
        "**Decisions:** ",
        "**Why:** ",
        "**X** — ",
        "Rationale: ",
        "(status: done)",
        "(done)",
        "✅ ",
        " ✅",
        "~~",
        "**",
        "`",
        "``` ",
        "| a | b |",
        "|---|---|",
        "| 1 | \\| `|` |",
        "> ",
        "<!-- ",
        "---",
        "X over Y: because ",
        "blocked by Z",
        "(blocked: ",
        "None.",
        "无",
        "：",
        "## 下一步",
        "** **",
        "Copy everything below this line:",
        "## PROMPT FOR NEXT SESSION",
        "**2025-11-XX, [time]:**",
        "**2026-01-02:**",
        "[Achievement 1]",
        "a: b",
        "é",
        "\u{200f}ق",
        "\t",
        "  ",
        "D-5: ",
        "#12 ",
        "2026-03-04",
        "=====",
        "word",
        ". ",
        "— ",
        "Session 2 → 3",
        "_",
        "(",
        "）",
        "\\",
    ]);
    prop::collection::vec(piece, 0..6).prop_map(|v| v.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_reads_soundly(text in "\\PC{0,200}") {
        assert_sound(&Handoff::parse(text));
    }

    #[test]
    fn anything_like_a_handoff_reads_soundly(lines in prop::collection::vec(line(), 0..25), eol in prop::sample::select(vec!["\n", "\r\n", "\r"])) {
        assert_sound(&Handoff::parse(lines.join(eol)));
    }
}

#[test]
fn a_prompt_among_numbered_headings_is_no_item() {
    let text = "## Next steps\n\n### 1. Ship it\n\nNow.\n\n### 2. PROMPT FOR NEXT SESSION\n\nDo it.\n\n### 3. Test it\n\nThen.\n";
    let handoff = Handoff::parse(text);
    assert_sound(&handoff);
    assert!(handoff.prompt().is_some() && handoff.items(Concept::Next).all(|item| item.text != "PROMPT FOR NEXT SESSION"));
}

/// Returns the items of a concept as `text | why | status`, empty parts left out.
fn items(text: &str, concept: Concept) -> Vec<String> {
    let handoff = Handoff::parse(text);
    assert_sound(&handoff);
    let line = |i: &Item| {
        let why = i.why.as_ref().map(|w| format!(" | why {}", w.text)).unwrap_or_default();
        let status = i.status.as_ref().map(|s| format!(" | {}", s.kind.id())).unwrap_or_default();
        format!("{}{why}{status}", i.text)
    };
    handoff.items(concept).map(line).collect()
}

#[track_caller]
fn check(text: &str, concept: Concept, expected: &[&str]) {
    assert_eq!(items(text, concept), expected, "in:\n{text}");
}

#[track_caller]
fn decision(line: &str, text: &str, why: Option<&str>) {
    let source = format!("## Decisions\n\n{line}\n");
    let handoff = Handoff::parse(source.as_str());
    assert_sound(&handoff);
    let item = handoff.items(Concept::Decisions).next().unwrap();
    assert_eq!((item.text.as_str(), item.why.as_ref().map(|w| w.text.as_str())), (text, why), "{line}");
    if let Some(why) = &item.why {
        // Cutting the why leaves the same item without one.
        let mut cut = source.clone();
        cut.replace_range(why.whole.start..why.whole.end, "");
        let left = Handoff::parse(cut.as_str());
        let item = left.items(Concept::Decisions).next().unwrap();
        assert_eq!((item.text.as_str(), item.why.as_ref()), (text, None), "after the cut:\n{cut}");
    }
}

#[test]
fn a_why_is_read_in_every_form_and_can_be_cut() {
    decision("- PostgreSQL over SQLite: better scaling", "PostgreSQL over SQLite", Some("better scaling"));
    decision("- PostgreSQL over SQLite — better scaling", "PostgreSQL over SQLite", Some("better scaling"));
    decision("- PostgreSQL over SQLite - better scaling", "PostgreSQL over SQLite", Some("better scaling"));
    decision("- **UUID keys**: no central counter", "UUID keys", Some("no central counter"));
    decision("- **UUID keys:** no central counter", "UUID keys", Some("no central counter"));
    decision("- **UUID keys** — no central counter", "UUID keys", Some("no central counter"));
    decision("- Use UUID keys because shards merge", "Use UUID keys", Some("shards merge"));
    decision("- Use UUID keys, since shards merge.", "Use UUID keys.", Some("shards merge"));
    decision("- Use UUID keys (why: shards merge)", "Use UUID keys", Some("shards merge"));
    decision("- Use UUID keys. Rationale: shards merge", "Use UUID keys.", Some("shards merge"));
    decision("- Use UUID keys. **Why:** shards merge", "Use UUID keys.", Some("shards merge"));
    decision("- Use UUID keys\n  - Why: shards merge", "Use UUID keys", Some("shards merge"));
    decision("- Use UUID keys\n  - **Reason:** shards\n    merge", "Use UUID keys", Some("shards merge"));
    decision("- Use UUID keys\n  **Rationale:** shards merge", "Use UUID keys", Some("shards merge"));
    decision("- D-5: Use UUID keys — shards merge", "D-5: Use UUID keys", Some("shards merge"));
    decision("- **Keys**: UUID — shards merge", "Keys", Some("UUID — shards merge"));
    decision("- **Keys**: UUID over serial", "Keys: UUID over serial", None);
    decision("- 使用 UUID：便于合并", "使用 UUID", Some("便于合并"));
    decision("- Usar UUID porque hay varios nodos", "Usar UUID", Some("hay varios nodos"));
    decision("- UUID verwenden, weil Knoten verschmelzen", "UUID verwenden", Some("Knoten verschmelzen"));
    decision("- Use UUID keys", "Use UUID keys", None);
    decision("- Use `a: b` as the key", "Use `a: b` as the key", None);
    decision("- Keep http://example.com/a: it is fine", "Keep http://example.com/a", Some("it is fine"));
    decision("- Frozen since v2", "Frozen since v2", None);
}

#[test]
fn a_why_below_is_the_why() {
    check("## Decisions\n- **Keys**: UUID\n  - Why: shards merge\n", Concept::Decisions, &["Keys: UUID | why shards merge"]);
}

#[test]
fn tables_of_decisions_name_the_why_by_their_header() {
    let table = "## Key decisions\n\n| ID | Decision | Rationale |\n|---|---|---|\n| D-1 | **UUID** keys | shards merge |\n| D-2 | Soft deletes | |\n";
    check(table, Concept::Decisions, &["UUID keys | why shards merge", "Soft deletes"]);
    let handoff = Handoff::parse(table);
    let ids: Vec<_> = handoff.items(Concept::Decisions).map(|i| i.id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["D-1", "D-2"]);
    let topic = |t: &str| Handoff::parse(format!("## Decisions\n{t}\n")).items(Concept::Decisions).next().unwrap().topic.clone();
    assert_eq!(topic("- Use PostgreSQL over SQLite: scaling").as_deref(), Some("PostgreSQL"));
    assert_eq!(topic("- **Store**: PostgreSQL").as_deref(), Some("Store"));
}

#[track_caller]
fn pending(line: &str, text: &str, why: Option<&str>, status: Option<StatusKind>) {
    let handoff = Handoff::parse(format!("## Pending Actions\n\n{line}\n"));
    assert_sound(&handoff);
    let item = handoff.items(Concept::Pending).next().unwrap();
    let read = (item.text.as_str(), item.why.as_ref().map(|w| w.text.as_str()), item.status.as_ref().map(|s| s.kind));
    assert_eq!(read, (text, why, status), "{line}");
}

#[test]
fn what_waits_says_what_blocks_it() {
    use StatusKind::*;
    pending("- [ ] Provision Redis (blocked: no account)", "Provision Redis", Some("no account"), Some(Open));
    pending("- [ ] Provision Redis (blocked by ops)", "Provision Redis", Some("ops"), Some(Open));
    pending("- [ ] Provision Redis — blocked by ops", "Provision Redis", Some("ops"), Some(Open));
    pending("- Provision Redis — needs an account", "Provision Redis", Some("needs an account"), None);
    pending("- Provision Redis, waiting for ops.", "Provision Redis.", Some("waiting for ops"), None);
    pending("- Provision Redis. Blocked on ops.", "Provision Redis.", Some("Blocked on ops"), None);
    pending("- [ ] Provision Redis\n  - Blocked by: ops", "Provision Redis", Some("ops"), Some(Open));
    pending("- The frontend needs rework", "The frontend needs rework", None, None);
    pending(
        "| Action | Status | Blocked by |\n|---|---|---|\n| Provision Redis | ⛔ blocked | ops |",
        "Provision Redis",
        Some("ops"),
        Some(Blocked),
    );
}

#[track_caller]
fn status(line: &str, text: &str, expected: Option<(StatusKind, &str, Carrier)>) {
    let source = format!("## Tasks\n\n{line}\n");
    let handoff = Handoff::parse(source.as_str());
    assert_sound(&handoff);
    let item = handoff.items(Concept::Tasks).next().unwrap();
    let read = item.status.as_ref().map(|s| (s.kind, s.token.as_str(), s.carrier));
    assert_eq!((item.text.as_str(), read), (text, expected), "{line}");
    if let Some(s) = item.status.as_ref().filter(|s| s.carrier != Carrier::Strike) {
        assert_eq!(handoff.slice(s.span), s.token, "{line}");
    }
}

#[test]
fn a_status_is_read_from_every_carrier() {
    use StatusKind::*;
    status("- [x] Models", "Models", Some((Done, "x", Carrier::Checkbox)));
    status("- [~] Models", "Models", Some((InProgress, "~", Carrier::Checkbox)));
    status("- [ ] Models (status: in-progress)", "Models", Some((InProgress, "in-progress", Carrier::Parenthesis)));
    status("- ✅ Models", "Models", Some((Done, "✅", Carrier::Leading)));
    status("- Models ✅", "Models", Some((Done, "✅", Carrier::Trailing)));
    status("- Models ✅ DONE", "Models", Some((Done, "✅ DONE", Carrier::Trailing)));
    status("- [DONE] Models", "Models", Some((Done, "DONE", Carrier::Leading)));
    status("- WIP: Models", "Models", Some((InProgress, "WIP", Carrier::Leading)));
    status("- Models — blocked", "Models", Some((Blocked, "blocked", Carrier::Trailing)));
    status("- Models (done)", "Models", Some((Done, "done", Carrier::Parenthesis)));
    status("- 模型（进行中）", "模型", Some((InProgress, "进行中", Carrier::Parenthesis)));
    status("- Models\n  - Status: blocked", "Models", Some((Blocked, "blocked", Carrier::Field)));
    status("- ~~Models~~", "Models", Some((Done, "~~", Carrier::Strike)));
    status("| Task | Status |\n|---|---|\n| Models | ⏳ pending |", "Models", Some((Open, "⏳ pending", Carrier::Column)));
    status("| Task | Status |\n|---|---|\n| Models | simmering |", "Models", Some((Odd, "simmering", Carrier::Column)));
    status("### 1. Models ✅\n\nText.\n\n### 2. Auth\n\nMore.", "Models", Some((Done, "✅", Carrier::Heading)));
    status("- Models are done by hand", "Models are done by hand", None);
    status("- Models (see notes)", "Models (see notes)", None);
}

#[test]
fn a_reason_stands_behind_backticks_that_nothing_closes() {
    check("## Decisions\n\n- Use ``` for fences, because ~~~ is rare\n", Concept::Decisions, &["Use ``` for fences | why ~~~ is rare"]);
    check("## Decisions\n\n- Print `no, because` there\n", Concept::Decisions, &["Print `no, because` there"]);
}

#[test]
fn an_item_that_begins_with_another_marker_is_one_wherever_it_stands() {
    let list = "## Tasks\n\n- Foo\n  - below it\n- 1. Bar\n- - Baz\n\n  more of it\n* 2) Qux\n- Last\n";
    check(list, Concept::Tasks, &["Foo", "Bar", "Baz", "Qux", "Last"]);
}

#[test]
fn a_decision_that_another_replaced_is_none_that_holds() {
    let told = |line: &str| {
        let handoff = Handoff::parse(format!("## Decisions\n\n{line}\n"));
        let items: Vec<_> = handoff.items(Concept::Decisions).collect();
        (items[0].status.as_ref().map(|s| s.kind), items[0].text.clone())
    };
    for line in [
        "- Use Redis (superseded by D-3)",
        "- [x] Use Redis (superseded by D-3)",
        "- [ ] Use Redis *(superseded 2026-11-01 by Postgres)*",
        "- Use Redis [superseded]",
        "- Use Redis (reversed 2026-11-02)",
        "- Use Redis (ersetzt durch Postgres)",
        "- Use Redis (no longer valid)",
        "- Use Redis (superseded by D-3）",
        "- Use Redis — superseded by Postgres",
        "- Use Redis, because it is fast. Superseded by Postgres.",
        "- Use Redis **SUPERSEDED by D-9**",
        "- ~~Use Redis~~ superseded by Postgres",
        "- **Superseded:** Use Redis",
        "- Superseded: Use Redis",
        "### ADR-4: Use Redis (superseded by ADR-5)\n\nReason: fast",
    ] {
        let (kind, text) = told(line);
        assert_eq!(kind, Some(StatusKind::Superseded), "{line}");
        assert!(text.contains("Use Redis"), "{line}: {text}");
    }
    for line in ["- Use Redis (superseded by D-3)", "- Use Redis *(superseded by D-3)*", "- Use Redis [superseded by D-3]"] {
        check(&format!("## Decisions\n\n{line}\n"), Concept::Decisions, &["Use Redis | why superseded by D-3 | superseded"]);
    }
    for line in [
        "- Use Postgres (replaces Redis)",
        "- Use Postgres, which superseded Redis",
        "- Use Postgres (MySQL is superseded by it)",
        "- Keep API v1 (deprecated since 2.0)",
        "- Keep the old rule (was superseded, now current)",
        "- **Replaced** Redis with Postgres",
    ] {
        assert_eq!(told(line).0, None, "{line}");
    }
    assert_eq!(told("- ~~Use Redis because it is fast~~"), (Some(StatusKind::Dropped), "Use Redis".to_owned()));
}

/// Returns whether each decision is over, and checks that an unmarked text of the same items says nothing of the sort.
#[track_caller]
fn over(text: &str, expected: &[bool]) {
    let handoff = Handoff::parse(text);
    let found: Vec<bool> = handoff.items(Concept::Decisions).map(|item| item.is_over()).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_decision_holds_no_more_once_another_names_it_as_replaced() {
    for successor in [
        "- D-9: Use SQLite. Supersedes D-8.",
        "- D-9: Use SQLite (supersedes D-8)",
        "- D-9: Use SQLite: supersedes D-8, one machine is enough",
        "- D-9: Use SQLite, because it replaces D-8; simpler",
        "- D-9: Use SQLite (supersedes Use Redis)",
    ] {
        over(&format!("## Decisions\n\n- D-8: Use Redis\n{successor}\n"), &[true, false]);
        over(&format!("## Decisions\n\n{successor}\n- D-8: Use Redis\n"), &[false, true]);
    }
    over(
        "## Decisions\n\n| ID | Decision | Supersedes |\n|---|---|---|\n| D-8 | Use Redis | |\n| D-9 | Use SQLite | D-8 |\n",
        &[true, false],
    );
    over("## Decisions\n\n- D-8: Use Redis\n- D-9: Use SQLite (supersedes D-80)\n", &[false, false]);
    over("## Decisions\n\n- D-8: Use Redis\n- ~~D-9: Use SQLite (supersedes D-8)~~\n", &[false, true]);
    over("## Decisions\n\n- D-8: Use Redis (supersedes D-9)\n- D-9: Use SQLite (supersedes D-8)\n", &[false, false]);
    over("## Decisions\n\n- D-9: Use SQLite (supersedes D-9)\n", &[false]);
}

#[test]
fn decisions_under_a_heading_that_calls_them_superseded_hold_no_more() {
    over("## Decisions\n\n- Use SQLite\n\n### Superseded decisions\n\n- Use Redis\n", &[false, true]);
    over("## Decisions\n\n- Use SQLite\n\n### Not superseded\n\n- Use Redis\n", &[false, false]);
}

const TEMPLATE: &str = "# SESSION-HANDOFF.md\n\n**Purpose:**\nEnsure transfer.\n\n---\n\n## 1. Current Context\n**Session ID:** S-7\n**Start Time:** 2026-03-04T10:00:00Z\n\
**Agent/Actor:** Ada\n**Active Scope:** the parser\n**Decisions Made:**\n- [ ] One pass over the lines: it is linear\n- [ ] No regex\n\n**Active Tasks:**\n\
- [ ] Scanner (status: in-progress)\n- [x] Types (status: completed)\n\n---\n\n## 2. Changelog Summary\n**Last Updated:** 2026-03-04T12:00:00Z\n**Completed Steps:**\n\
- [x] Wrote the types\n\n**Pending Actions:**\n- [ ] Publish (blocked by the name)\n\n**Context Updates:**\n- MSRV is 1.90\n\n---\n\n## 3. Context Window\n\
**Relevant Prior Context:**\n```toml\n[Context]\ncarry_forward = [\"msrv\", 'layout']\n```\n\n**Explicit Exclusions:**\n- Windows\n\n---\n\n## 4. Next-Step Inference\n\
**For Next Agent/Human:**\n1. Finish the scanner\n2. Then the reader\n\n**Derived From:**\n- Current context section: 1\n\n---\n\n## Compliance Checklist\n- [ ] All decisions documented\n";

#[test]
fn the_session_handoff_template_is_read_whole() {
    check(TEMPLATE, Concept::Decisions, &["One pass over the lines | why it is linear | open", "No regex | open"]);
    check(TEMPLATE, Concept::Tasks, &["Scanner | in-progress", "Types | done"]);
    check(TEMPLATE, Concept::Completed, &["Wrote the types | done"]);
    check(TEMPLATE, Concept::Pending, &["Publish | why the name | open"]);
    check(TEMPLATE, Concept::Context, &["MSRV is 1.90"]);
    check(TEMPLATE, Concept::Exclusions, &["Windows"]);
    check(TEMPLATE, Concept::Next, &["Finish the scanner", "Then the reader"]);
    check(TEMPLATE, Concept::Derived, &["Current context section: 1"]);
    check(TEMPLATE, Concept::Objective, &[]);
    let handoff = Handoff::parse(TEMPLATE);
    assert_eq!(handoff.carry_forward(), ["msrv", "layout"]);
    assert_eq!(handoff.meta(MetaKey::Session), Some("S-7"));
    assert_eq!(handoff.meta(MetaKey::Time), Some("2026-03-04T10:00:00Z"));
    assert_eq!(handoff.meta(MetaKey::Actor), Some("Ada"));
    assert_eq!(handoff.meta(MetaKey::Scope), Some("the parser"));
    assert_eq!(handoff.meta(MetaKey::Updated), Some("2026-03-04T12:00:00Z"));
}

const PROMPTED: &str = "=== SESSION HANDOFF ===\nGenerated: 2026-03-04T10:00:00Z\nSession: Session 2 → 3\n\n## Previous Session Summary\n\n### Accomplished\n- Drew the map\n\n\
### Decisions Made\n- Ink over pencil: it lasts\n\n### Artifacts Created\n- map.svg: the map\n\n## Current Project State\n\nThe map is drawn.\nIt is to scale.\n\n## Next Session Objective\n\n\
Colour the\nmap.\n\n## Context for Next Session\n\nUse few colours.\n\n---\n\n## PROMPT FOR NEXT SESSION\n\nCopy everything below this line:\n\n---\n\nRead and apply this bootstrap template:\n\
https://example.com/base.md\n\n## Current Status\n\n- drawn\n\n## This Session's Goal\n\n- colour\n\n---\n\nRemember: Say \"snapshot\".\n";

#[test]
fn the_recommended_format_is_read_and_its_prompt_left_alone() {
    check(PROMPTED, Concept::Completed, &["Drew the map"]);
    check(PROMPTED, Concept::Decisions, &["Ink over pencil | why it lasts"]);
    check(PROMPTED, Concept::Artifacts, &["map.svg: the map"]);
    check(PROMPTED, Concept::State, &["The map is drawn. It is to scale."]);
    check(PROMPTED, Concept::Objective, &["Colour the map."]);
    check(PROMPTED, Concept::Context, &["Use few colours."]);
    let handoff = Handoff::parse(PROMPTED);
    let prompt = handoff.prompt().unwrap();
    assert!(handoff.slice(prompt.text).starts_with("Read and apply") && handoff.slice(prompt.text).ends_with("\"snapshot\"."));
    assert!(!prompt.fenced);
    assert_eq!(handoff.meta(MetaKey::Session), Some("Session 2 → 3"));
}

#[test]
fn a_prompt_is_its_fence_or_its_section() {
    let prompt = |text: &str| {
        let handoff = Handoff::parse(text);
        handoff.prompt().map(|p| (handoff.slice(p.text).to_owned(), p.fenced))
    };
    let fenced = "# H\n\n## Prompt for Next Session\n\n```\nRead H.\n## Next\n- a\n```\n\n## Next steps\n- b\n";
    assert_eq!(prompt(fenced), Some(("Read H.\n## Next\n- a\n".into(), true)));
    check(fenced, Concept::Next, &["b"]);
    let plain = "# H\n\n## Resume prompt\n\nRead H and go on.\n\n## Next steps\n- b\n";
    assert_eq!(prompt(plain), Some(("Read H and go on.".into(), false)));
    check(plain, Concept::Next, &["b"]);
    let minimal = "=== SESSION HANDOFF ===\n\n## Next Objective\nGo on.\n\n## PROMPT FOR NEXT SESSION\n\nRead and apply: https://example.com\n\nGoal: more\n";
    assert_eq!(prompt(minimal), Some(("Read and apply: https://example.com\n\nGoal: more".into(), false)));
    assert_eq!(prompt("# H\n\n## Next\n- a\n"), None);
}

#[test]
fn the_session_context_form_is_read() {
    let text = "# SESSION_CONTEXT.md\n\n## Where We Are\n- Phase 1 of 4\n\n## What NOT to Do\n- No external APIs\n\n## Implementation Gotchas\n- Pass `trust=True`\n\n## Current Blockers\n- None\n\n\
**2026-03-03, 10:00:**\n- Model downloaded\n\n**2026-03-04, 11:00:**\n- Phase 0 completed ✅\n- Next: Phase 1\n";
    check(text, Concept::State, &["Phase 1 of 4"]);
    check(text, Concept::Constraints, &["No external APIs"]);
    check(text, Concept::DeadEnds, &["Pass `trust=True`"]);
    check(text, Concept::Pending, &[]);
    check(text, Concept::Completed, &["Phase 0 completed | done"]);
    check(text, Concept::Next, &["Next: Phase 1"]);
    let handoff = Handoff::parse(text);
    assert!(handoff.sections_of(Concept::Pending).all(|s| s.stated_empty));
    assert_eq!(handoff.blocks().len(), 2);
    assert_eq!(handoff.newest(), Some(1));
}

#[test]
fn the_three_files_of_agent_handoff_are_read() {
    let handoff = "# HANDOFF.md — Session Continuity\n\n## Last Session\n- **When**: 2026-03-04T10:00:00Z\n- **Mode**: build\n- **Branch**: main\n\n## Recent Commits\n- abc1234 first\n\n\
## What's Next\n- Colour the map\n\n## Blockers\n- [None detected — update manually if needed]\n\n## Open Questions\n- Which blue?\n";
    check(handoff, Concept::Next, &["Colour the map"]);
    check(handoff, Concept::Environment, &["abc1234 first"]);
    check(handoff, Concept::Pending, &[]);
    check(handoff, Concept::Questions, &["Which blue?"]);
    assert_eq!(Handoff::parse(handoff).meta(MetaKey::Branch), Some("main"));
    let memory = "# MEMORY.md — What I Know\n\n## Project State\n- Drawn\n\n## Patterns That Failed\n- Pencil\n\n## Important Files\n- map.svg\n\n## Last Updated\n2026-03-04T10:00:00Z\n";
    check(memory, Concept::State, &["Drawn"]);
    check(memory, Concept::DeadEnds, &["Pencil"]);
    check(memory, Concept::Artifacts, &["map.svg"]);
    assert_eq!(Handoff::parse(memory).meta(MetaKey::Updated), Some("2026-03-04T10:00:00Z"));
}

#[test]
fn metadata_is_read_in_every_form() {
    let meta = |text: &str, key: MetaKey| Handoff::parse(text).meta(key).map(str::to_owned);
    for text in [
        "# H\n\n**Branch:** main\n**Date:** 2026-03-04\n\n## Next\n- a\n",
        "# H\n\nBranch: main\nDate: 2026-03-04\n\n## Next\n- a\n",
        "# H\n\n> **Branch:** main\n> **Date:** 2026-03-04\n\n## Next\n- a\n",
        "# H\n\n**Branch:** main | **Date:** 2026-03-04\n\n## Next\n- a\n",
        "# H\n\n- Branch: main\n- **Date:** 2026-03-04\n\n## Next\n- a\n",
        "# H\n\n| Key | Value |\n|---|---|\n| Branch | main |\n| Date | 2026-03-04 |\n\n## Next\n- a\n",
        "---\nbranch: main\ndate: 2026-03-04\n---\n\n# H\n\n## Next\n- a\n",
        "# H\n\n## Meta\n\n- **Branch:** main\n- **Date:** 2026-03-04\n\n## Next\n- a\n",
        "# H\n\n_Branch: main_\n\n## Date\n\n2026-03-04\n\n## Next\n- a\n",
    ] {
        assert_eq!(meta(text, MetaKey::Branch).as_deref(), Some("main"), "{text}");
        assert_eq!(meta(text, MetaKey::Time).as_deref(), Some("2026-03-04"), "{text}");
        check(text, Concept::Next, &["a"]);
    }
}

#[test]
fn a_log_shows_its_newest_block() {
    let log =
        "# Log\n\n## Session 1 — 2026-03-01\n\n### Next\n- old\n\n## Session 2 — 2026-03-02\n\n### Next\n- new\n\n## Conventions\n- tabs\n";
    check(log, Concept::Next, &["new"]);
    check(log, Concept::Constraints, &["tabs"]);
    let handoff = Handoff::parse(log);
    assert_eq!(handoff.all_items().len(), 3);
    assert_eq!(
        handoff.blocks().iter().map(|b| (b.date, b.number)).collect::<Vec<_>>(),
        [(Some((2026, 3, 1)), Some(1)), (Some((2026, 3, 2)), Some(2))]
    );
    check("# Log\n\n## Last session\n### Done\n- b\n\n## Previous session\n### Done\n- a\n", Concept::Completed, &["b"]);
    check("# H\n\n## Completed (2026-03-01)\n- a\n\n## Next steps (2026-03-01)\n- b\n", Concept::Completed, &["a"]);
}

#[test]
fn sections_and_labels_find_their_items() {
    check("**Decisions:**\n- a: b\n\n**Next:** go on\n", Concept::Next, &["go on"]);
    check("Title\n=====\n\nNext steps\n----------\n\n1. one\n2. two\n   wrapped\n", Concept::Next, &["one", "two wrapped"]);
    check("## Next steps\n\n- **Now:**\n  - one\n- **Later:**\n  - two\n", Concept::Next, &["one", "two"]);
    check("## Next steps\n\n### Frontend\n- one\n\n### Documentation\n- two\n", Concept::Next, &["one", "two"]);
    check("## Known issues / open questions\n- one\n", Concept::DeadEnds, &["one"]);
    check("## 下一步\n\n- 一\n\n## 阻塞项\n\n- 无\n", Concept::Next, &["一"]);
    check("## Open questions\n\nNone known.\n", Concept::Questions, &[]);
    check("## Next steps\n\n- [ ] \n- \n", Concept::Next, &[]);
    check("## Next steps\n\n```\n- no item\n```\n> - nor this\n", Concept::Next, &[]);
    check("- Todo\n  - [ ] one\n  - [x] two\n- Paths\n  - `src`\n", Concept::Pending, &["one | open", "two | done"]);
    check(
        "## Decisions\n\n### D-1: Ink\n**Why:** it lasts\n\n### D-2: Paper\n**Why:** it folds\n",
        Concept::Decisions,
        &["D-1: Ink | why it lasts", "D-2: Paper | why it folds"],
    );
    assert_eq!(Handoff::parse("## 下一步\n- 一\n").language(), "zh");
    assert_eq!(Handoff::parse("## Decisiones\n- a\n\n## Próximos pasos\n- b\n").language(), "es");
    assert_eq!(Handoff::parse("text").language(), "en");
}

#[test]
fn an_entry_of_a_log_without_a_date_is_a_block_that_is_not_the_newest() {
    let day = |d: u32| format!("## 2026-11-{d:02} — tide {d}\n\n### Next\n- sail {d}\n\n");
    let next = |text: &str| Handoff::parse(text).items(Concept::Next).map(|i| i.text.clone()).collect::<Vec<_>>();
    let undated = "## Gauge repair ready for review\n\n### Next\n- old wish\n\n";
    let log = format!("# Log\n\n{}{undated}{}{}{}", day(4), day(3), day(2), day(1));
    assert_eq!(Handoff::parse(log.as_str()).blocks().len(), 5);
    assert_eq!(next(&log), ["sail 4"]);
    // Before, behind, or beside few blocks it is a section like any other, and so is one that says what it is.
    for text in [format!("# Log\n\n{undated}{}{}{}{}", day(4), day(3), day(2), day(1)), format!("# Log\n\n{}{undated}{}", day(2), day(1))] {
        assert!(next(&text).contains(&"old wish".to_owned()), "{text}");
    }
    let said = format!("# Log\n\n{}## Open questions\n- who?\n\n{}{}{}", day(4), day(3), day(2), day(1));
    assert_eq!(Handoff::parse(said).items(Concept::Questions).count(), 1);
}

#[test]
fn a_reason_in_parentheses_may_hold_some_of_its_own() {
    let handoff = Handoff::parse(
        "## Pending Actions\n\n- [ ] Get the key (blocked by: ops (Bob) on holiday)\n- [ ] Call Ann (blocked by: budget (Q3))\n",
    );
    let told: Vec<_> = handoff.items(Concept::Pending).map(|i| (i.text.as_str(), i.why.as_ref().map(|w| w.text.as_str()))).collect();
    assert_eq!(told, [("Get the key", Some("ops (Bob) on holiday")), ("Call Ann", Some("budget (Q3)"))]);
}
