//! The domain extensions of Handoff Format 1.0 (001), filled in: what each line is, and that it can be edited.

use crate::cli::Place;
use baton::handoff::{Concept, Handoff, StatusKind};

const RESEARCH: &str = "=== SESSION HANDOFF ===
Session: Session 2 → 3

## Previous Session Summary

### Accomplished
- Read the harbour log of 1911

### Sources Consulted
- Harbour log of 1911, folio 12: the only tide record that survived
- [Almanac](https://example.org/almanac)

### Open Questions
- Who kept the log after May?
- Are the two gauges the same one?

## Current Project State
Two of three gauges are dated.
";

const SOFTWARE: &str = "=== SESSION HANDOFF ===
Session: v1.2

## Previous Session Summary

### Decisions Made
- One parser for both gauges: their files differ in one column

### Code Modules Modified
- src/tide.rs: reads both gauges
- src/log.rs: keeps the keeper's name

### Tests Added
- a gauge without a reading is skipped
- two readings of one hour: the later counts

### Technical Debt
- The parser copies every line (blocked by the borrow in src/log.rs)
- [ ] Dates before 1900 are refused

## Next Session Objective
Draw the curve.
";

const CONTENT: &str = "=== SESSION HANDOFF ===
Session: Session 7 → 8

## Previous Session Summary

### Content Pieces
- Newsletter for May: draft
- Landing page: in review
- Price list: published
- Photo essay: blocked (no permission yet)
- A walk: from the pier to the dock

### Editorial Decisions
- British spelling throughout: the readers are there
- No first names because the families asked for it

### Review Status
Two of five pieces are through the second reading.

## Next Session Objective
Publish the newsletter.
";

type Line<'a> = (&'a str, Option<StatusKind>, Option<&'a str>);

#[track_caller]
fn check(text: &str, concept: Concept, wanted: &[Line]) {
    let handoff = Handoff::parse(text);
    let items: Vec<Line> = handoff
        .items(concept)
        .map(|i| (i.text.as_str(), i.status.as_ref().map(|s| s.kind), i.why.as_ref().map(|w| w.text.as_str())))
        .collect();
    assert_eq!(items, wanted, "{concept:?}");
}

#[test]
fn research_reads_sources_and_questions() {
    let sources = [
        ("Harbour log of 1911, folio 12: the only tide record that survived", None, None),
        ("[Almanac](https://example.org/almanac)", None, None),
    ];
    check(RESEARCH, Concept::Links, &sources);
    check(RESEARCH, Concept::Questions, &[("Who kept the log after May?", None, None), ("Are the two gauges the same one?", None, None)]);
    check(RESEARCH, Concept::Completed, &[("Read the harbour log of 1911", None, None)]);
}

#[test]
fn software_reads_modules_tests_and_debt() {
    check(
        SOFTWARE,
        Concept::Artifacts,
        &[("src/tide.rs: reads both gauges", None, None), ("src/log.rs: keeps the keeper's name", None, None)],
    );
    check(
        SOFTWARE,
        Concept::Verification,
        &[("a gauge without a reading is skipped", None, None), ("two readings of one hour: the later counts", None, None)],
    );
    check(
        SOFTWARE,
        Concept::Pending,
        &[
            ("The parser copies every line", None, Some("the borrow in src/log.rs")),
            ("Dates before 1900 are refused", Some(StatusKind::Open), None),
        ],
    );
    check(SOFTWARE, Concept::Decisions, &[("One parser for both gauges", None, Some("their files differ in one column"))]);
}

#[test]
fn content_reads_pieces_as_tasks_and_editorial_decisions_as_decisions() {
    check(
        CONTENT,
        Concept::Tasks,
        &[
            ("Newsletter for May", Some(StatusKind::Open), None),
            ("Landing page", Some(StatusKind::InProgress), None),
            ("Price list", Some(StatusKind::Done), None),
            ("Photo essay", Some(StatusKind::Blocked), None),
            ("A walk: from the pier to the dock", None, None),
        ],
    );
    let photo = Handoff::parse(CONTENT);
    let status = photo.items(Concept::Tasks).nth(3).and_then(|i| i.status.clone()).unwrap();
    assert_eq!((status.token.as_str(), status.note.as_deref()), ("blocked", Some("no permission yet")));
    check(
        CONTENT,
        Concept::Decisions,
        &[
            ("British spelling throughout", None, Some("the readers are there")),
            ("No first names", None, Some("the families asked for it")),
        ],
    );
    check(CONTENT, Concept::State, &[("Two of five pieces are through the second reading.", None, None)]);
}

/// Runs commands over a handoff; every line that is gone or new must be one of these.
#[track_caller]
fn edits(text: &str, commands: &[&[&str]], gone: &[&str], new: &[&str]) {
    let place = Place::with(text);
    for command in commands {
        let _ = place.run(command).ok();
    }
    let live = place.live();
    let missing: Vec<&str> = text.lines().filter(|l| !live.lines().any(|n| n == *l)).collect();
    let added: Vec<&str> = live.lines().filter(|l| !text.lines().any(|o| o == *l)).collect();
    assert_eq!((missing.as_slice(), added.as_slice()), (gone, new), "{live}");
}

#[test]
fn the_sections_of_a_domain_are_edited_in_their_own_form() {
    edits(
        CONTENT,
        &[
            &["set", "tasks/1", "status", "done"],
            &["set", "tasks/4", "status", "in-progress"],
            &["add", "task", "Letter to readers"],
            &["set", "tasks/6", "status", "open"],
            &["add", "decision", "No footnotes", "--why", "the page is narrow"],
        ],
        &["- Newsletter for May: draft", "- Photo essay: blocked (no permission yet)"],
        &[
            "- Newsletter for May: published",
            "- Photo essay: in review (no permission yet)",
            "- Letter to readers: open",
            "- No footnotes: the page is narrow",
        ],
    );
    edits(RESEARCH, &[&["add", "question", "Which gauge came first?"]], &[], &["- Which gauge came first?"]);
    edits(
        SOFTWARE,
        &[&["set", "pending/2", "status", "done"], &["add", "artifact", "src/curve.rs: draws"]],
        &["- [ ] Dates before 1900 are refused"],
        &["- src/curve.rs: draws", "- [x] Dates before 1900 are refused"],
    );
}
