//! The header of a seal, and the turned page.

use baton::chain::*;
use baton::handoff::Handoff;

const FACTS: fn() -> HeaderFacts = || HeaderFacts { time: "2026-11-20T23:30:15Z".parse().unwrap(), number: 7 };

/// Seals a header line among others and returns what became of it.
#[track_caller]
fn check(line: &str, expected: &str) {
    let text = format!("# Handoff\n{line}\nBranch: main\n\n## Tasks\n- [ ] One of 2026-01-01\n");
    let handoff = Handoff::parse(text.clone());
    let header = seal_header(&handoff, &FACTS());
    let after = header.edit.apply(&text);
    assert_eq!(after, text.replace(line, expected));
    let lines: Vec<(usize, &str, &str)> = header.lines.iter().map(|l| (l.number, &*l.before, &*l.after)).collect();
    assert_eq!(lines, if line == expected { vec![] } else { vec![(2, line, expected)] });
    assert!(seal_header(&Handoff::parse(after), &FACTS()).edit.is_empty());
}

#[test]
fn a_time_keeps_the_form_that_the_file_has() {
    check("Generated: 2026-11-18T10:00:00Z", "Generated: 2026-11-20T23:30:15Z");
    check("Generated: 2026-11-18T10:00:00.123+01:00", "Generated: 2026-11-20T23:30:15Z");
    check("Generated: 2026-11-18 10:00", "Generated: 2026-11-20 23:30 UTC");
    check("Generated: 2026-11-18 10:00 UTC", "Generated: 2026-11-20 23:30 UTC");
    check("**Last Updated:** 2026-11-18", "**Last Updated:** 2026-11-20");
    check("**Last Updated:** 2026-11-18 (late, by Ada)", "**Last Updated:** 2026-11-20 (late, by Ada)");
    check("**Last Updated:** [ISO 8601 timestamp]", "**Last Updated:** 2026-11-20T23:30:15Z");
    check("**Last Updated:** Friday evening", "**Last Updated:** Friday evening");
    check("**Start Time:** 2026-11-18T10:00:00Z", "**Start Time:** 2026-11-18T10:00:00Z");
}

#[test]
fn a_session_number_is_set_where_there_is_one() {
    check("Session: 3", "Session: 7");
    check("Session: #003", "Session: #007");
    check("Session: Session 6", "Session: Session 7");
    check("**Session ID:** [auto-generated or manual ID]", "**Session ID:** 7");
    check("Session: 3 → 4", "Session: 7 → 8");
    for own in ["auth-refactor", "2026-11-18-a", "20261118", "3 of 5", "a81fc2"] {
        check(&format!("Session: {own}"), &format!("Session: {own}"));
    }
}

#[test]
fn line_ends_and_all_else_stay() {
    let text = "# H\r\nGenerated: 2026-11-18\r\nSession: 3\r\n\r\n## Next Session Objective\r\n\r\nGo on.\r\n";
    let header = seal_header(&Handoff::parse(text), &FACTS());
    assert_eq!(header.edit.apply(text), text.replace("-18", "-20").replace(": 3", ": 7"));
    assert_eq!(header.lines[1], HeaderLine { number: 3, before: "Session: 3".into(), after: "Session: 7".into() });
}

const LIVE: &str = "\
# SESSION-HANDOFF.md

## 1. Current Context
**Session ID:** 6
**Start Time:** 2026-11-18T10:00:00Z
**Agent/Actor:** Grace
**Active Scope:** Models

**Decisions Made:**
- [x] PostgreSQL over SQLite: better scalability

**Active Tasks:**
- [x] Models and migrations
- [ ] Auth endpoints
- [x] Docs
  - [ ] of the login

## 2. Changelog Summary
**Last Updated:** 2026-11-18T18:00:00Z

**Completed Steps:**
- [x] Models
- [x] Migrations

**Pending Actions:**
- [ ] Provision Redis (blocked: ops)
- [x] Rotate the signing key

## 3. Context Window

**Explicit Exclusions:**
- The billing service

## 4. Next Session Objective

Implement the REST
endpoints.

## Constraints
- Never log a key
";

#[test]
fn the_page_turns() {
    let turned = turn(&Handoff::parse(LIVE), &Page { header: FACTS(), actor: Some("Ada".into()) });
    let after = turned.edit.apply(LIVE);
    let mut expected = LIVE.to_owned();
    for (from, to) in [
        ("**Session ID:** 6", "**Session ID:** 7"),
        ("2026-11-18T10:00:00Z", "2026-11-20T23:30:15Z"),
        ("Grace", "Ada"),
        ("**Active Scope:** Models", "**Active Scope:** Implement the REST endpoints."),
        ("2026-11-18T18:00:00Z", "2026-11-20T23:30:15Z"),
        ("- [x] Models and migrations\n", ""),
        ("- [x] Models\n- [x] Migrations\n", ""),
        ("- [x] Rotate the signing key\n", ""),
    ] {
        assert!(expected.contains(from), "{from}");
        expected = expected.replace(from, to);
    }
    assert_eq!(after, expected);
    let left: Vec<&str> = turned.leaves.iter().map(|(_, text)| &**text).collect();
    assert_eq!(left, ["Models and migrations", "Models", "Migrations", "Rotate the signing key"]);
    assert_eq!(turned.stays.len(), 1);
    assert!(turned.stays[0].1.contains("still open"));
    assert_eq!(turned.goal.as_deref(), Some("Implement the REST endpoints."));
    let numbers: Vec<usize> = turned.lines.iter().map(|l| l.number).collect();
    assert_eq!(numbers, [4, 5, 6, 7, 19]);
}

#[test]
fn a_page_that_says_nothing_of_itself_loses_its_done_items_only() {
    let text = "# H\n\n## Tasks\n| Task | Status |\n|---|---|\n| A | done |\n| B | open |\n\n## Objective\nGo on | with it\n";
    let turned = turn(&Handoff::parse(text), &Page { header: FACTS(), actor: None });
    assert_eq!(turned.edit.apply(text), text.replace("| A | done |\n", ""));
    let nothing = "Some words.\n";
    let turned = turn(&Handoff::parse(nothing), &Page { header: FACTS(), actor: None });
    assert!(turned.edit.is_empty() && turned.leaves.is_empty());
}

#[test]
fn a_goal_stays_one_value_where_it_stands() {
    let page = Page { header: FACTS(), actor: None };
    let table = "# H\n\n## Metadata\n| Key | Value |\n|---|---|\n| Active Scope | Models |\n\n## Objective\nGo on | with it\n";
    let after = turn(&Handoff::parse(table), &page).edit.apply(table);
    assert_eq!(after, table.replace("| Models |", "| Go on \\| with it |"));
    let front = "---\ntitle: H\nscope: Models\n---\n# H\n\n## Objective\nAPI: \"login\"\n";
    let after = turn(&Handoff::parse(front), &page).edit.apply(front);
    assert_eq!(after, front.replace("scope: Models", "scope: \"API: \\\"login\\\"\""));
}

#[test]
fn every_real_handoff_turns_and_keeps_what_is_open() {
    for (name, bytes) in crate::support::corpus_files() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let handoff = Handoff::parse(text.clone());
        let header = seal_header(&handoff, &FACTS());
        let sealed = Handoff::parse(header.edit.apply(&text));
        assert_eq!(sealed.all_items().len(), handoff.all_items().len(), "{name}");
        let turned = turn(&handoff, &Page { header: FACTS(), actor: Some("Ada".into()) });
        let after = Handoff::parse(turned.edit.apply(&text));
        assert_eq!(after.all_items().len() + turned.leaves.len(), handoff.all_items().len(), "{name}");
        assert!(diff(&handoff, &handoff).is_empty(), "{name}");
        let again = turn(&after, &Page { header: FACTS(), actor: Some("Ada".into()) });
        assert_eq!(again.leaves, [], "{name}");
    }
}
