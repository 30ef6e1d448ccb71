//! Behaviour of the merge: laws over generated texts, and the cases a person would meet.

use baton::handoff::{Handoff, plan};
use baton::merge::{Change, Take, compare, merge3, unwrap};
use proptest::prelude::*;

const BASE: &str = "\
# Handoff

## Decisions Made
- PostgreSQL over SQLite: Better production scalability
- UUID primary keys: Enables distributed systems later

## Active Tasks
- [ ] Auth endpoints
- [ ] Rate limiting

## Next Session Objective

Implement login.
";

#[track_caller]
fn check(ours: &str, theirs: &str, expected: &str) {
    let merge = merge3(BASE, ours, theirs);
    assert!(merge.conflicts.is_empty(), "{:#?}", merge.conflicts);
    assert_eq!(merge.edit.apply(ours), expected);
}

#[track_caller]
fn conflicts(ours: &str, theirs: &str) -> Vec<String> {
    merge3(BASE, ours, theirs).conflicts.into_iter().map(|c| c.title).collect()
}

#[test]
fn changes_of_different_items_go_together() {
    let ours = BASE.replace("Enables distributed systems later", "No central counter");
    let theirs = BASE.replace("- [ ] Auth endpoints", "- [x] Auth endpoints");
    check(&ours, &theirs, &ours.replace("- [ ] Auth endpoints", "- [x] Auth endpoints"));
}

#[test]
fn additions_go_after_what_they_follow() {
    let ours = BASE.replace("- [ ] Rate limiting\n", "- [ ] Rate limiting\n- [ ] Ours\n");
    let theirs = BASE.replace("- [ ] Auth endpoints\n", "- [ ] Auth endpoints\n- [ ] Theirs\n");
    check(&ours, &theirs, &ours.replace("- [ ] Auth endpoints\n", "- [ ] Auth endpoints\n- [ ] Theirs\n"));
}

#[test]
fn both_append_to_one_list() {
    let ours = BASE.replace("- [ ] Rate limiting\n", "- [ ] Rate limiting\n- [ ] Ours\n");
    let theirs = BASE.replace("- [ ] Rate limiting\n", "- [ ] Rate limiting\n- [ ] Theirs\n");
    let merged = merge3(BASE, &ours, &theirs).edit.apply(&ours);
    assert!(merged.contains("- [ ] Ours\n") && merged.contains("- [ ] Theirs\n"), "{merged}");
}

#[test]
fn a_new_section_comes_with_its_blank_lines() {
    let ours = BASE.replace("login", "logout");
    let theirs = BASE.replace("## Next Session", "## Open Questions\n\n- Which database?\n\n## Next Session");
    check(&ours, &theirs, &ours.replace("## Next Session", "## Open Questions\n\n- Which database?\n\n## Next Session"));
}

#[test]
fn a_deletion_of_what_nobody_changed_stands() {
    let ours = BASE.replace("Implement login.", "Implement logout.");
    let theirs = BASE.replace("- [ ] Auth endpoints\n", "");
    check(&ours, &theirs, &ours.replace("- [ ] Auth endpoints\n", ""));
}

#[test]
fn delete_against_change_is_a_conflict() {
    let ours = BASE.replace("- [ ] Auth endpoints", "- [x] Auth endpoints");
    let theirs = BASE.replace("- [ ] Auth endpoints\n", "");
    assert_eq!(conflicts(&ours, &theirs).len(), 1);
    assert_eq!(conflicts(&theirs, &ours).len(), 1);
}

#[test]
fn the_same_item_changed_twice_is_a_conflict_and_either_side_settles_it() {
    let ours = BASE.replace("Implement login.", "Implement logout.");
    let theirs = BASE.replace("Implement login.", "Implement register.");
    let merge = merge3(BASE, &ours, &theirs);
    assert_eq!(merge.conflicts.len(), 1, "{:#?}", merge.conflicts);
    assert_eq!(merge.settle(&[Take::Ours]).apply(&ours), ours);
    assert_eq!(merge.settle(&[Take::Theirs]).apply(&ours), theirs);
    let both = merge.settle(&[Take::Both]).apply(&ours);
    assert!(both.contains("logout") && both.contains("register"), "{both}");
}

#[test]
fn texts_without_common_ground_conflict_as_a_whole() {
    assert_eq!(conflicts("# Other\n\nwords\n", &BASE.replace("login", "logout")), ["the whole file"]);
}

#[test]
fn line_ends_stay_ours() {
    let ours = BASE.replace("login", "logout").replace('\n', "\r\n");
    let theirs = BASE.replace("- [ ] Auth endpoints\n", "- [ ] Auth endpoints\n- [ ] Theirs\n");
    let merged = merge3(&BASE.replace('\n', "\r\n"), &ours, &theirs).edit.apply(&ours);
    assert!(merged.contains("- [ ] Theirs\r\n"), "{merged:?}");
    assert_eq!(merged.matches('\n').count(), merged.matches("\r\n").count());
}

#[test]
fn a_chat_answer_is_unwrapped() {
    let answer = format!("Here is your handoff:\n\n```markdown\n{BASE}```\n\nSay snapshot when ready.\n");
    assert_eq!(unwrap(&answer), BASE);
    assert_eq!(unwrap(BASE), BASE);
    assert_eq!(unwrap("no handoff at all"), "no handoff at all");
    let fenced = format!("{BASE}\n## Open questions\n```sh\nls\n```\n- Which port?\n");
    assert_eq!(unwrap(&format!("```\n{fenced}```\n\nDone.\n")), fenced, "a fence inside is no end");
    assert_eq!(unwrap(&fenced), fenced);
}

#[test]
fn an_incoming_handoff_is_compared_item_by_item() {
    let incoming = BASE.replace("Enables distributed systems later", "No counter").replace("- [ ] Rate limiting", "- [ ] Quotas");
    let proposals = compare(&Handoff::parse(BASE), &Handoff::parse(incoming.as_str()), "stdin");
    let of = |text: &str| proposals.iter().find(|p| p.text.contains(text)).map(|p| p.change.clone());
    assert_eq!(of("PostgreSQL"), Some(Change::Same));
    assert!(matches!(of("UUID"), Some(Change::Changed(_))), "{proposals:#?}");
    assert_eq!(of("Quotas"), Some(Change::New));
}

#[test]
fn a_decision_with_a_reason_and_more_below_it_is_taken_in_whole() {
    let incoming = "# Handoff\n\n## Decisions\n\n- **Use SQLite**: one file\n  - Not recommended: Postgres\n";
    let live = "# Handoff\n\n## Decisions\n\n- Use Rust: speed\n";
    let proposals = compare(&Handoff::parse(live), &Handoff::parse(incoming), "stdin");
    let text = plan(&Handoff::parse(live), &proposals[0].intents[0]).unwrap().edit.apply(live);
    assert_eq!(text, format!("{live}- **Use SQLite**: one file\n  - Not recommended: Postgres\n"));
}

/// A handoff of numbered parts, so that sides share some and differ in others.
fn text(parts: &[(u8, u8)]) -> String {
    let line = |(kind, n): &(u8, u8)| match kind % 6 {
        0 => format!("## Decisions Made\n\n- Topic {n}: why {n}\n"),
        1 => format!("- [ ] Task {n}\n"),
        2 => format!("\nSome prose number {n}\nover two lines.\n\n"),
        3 => format!("## Section {n}\n\n"),
        4 => format!("```\nfence {n}\n```\n"),
        _ => "---\n\n".to_owned(),
    };
    parts.iter().map(line).collect()
}

fn mutated(base: Vec<(u8, u8)>) -> impl Strategy<Value = Vec<(u8, u8)>> {
    let edits = prop::collection::vec((0..base.len().max(1), 0u8..4, 0u8..6, 0u8..40), 0..5);
    edits.prop_map(move |edits| {
        let mut side = base.clone();
        for (at, what, kind, n) in edits {
            let at = at.min(side.len().saturating_sub(1));
            match what {
                0 if !side.is_empty() => drop(side.remove(at)),
                1 if !side.is_empty() => side[at].1 = n,
                _ => side.insert(at, (kind, n)),
            }
        }
        side
    })
}

fn sides() -> impl Strategy<Value = (String, String, String)> {
    let base = prop::collection::vec((0u8..6, 0u8..20), 1..14);
    base.prop_flat_map(|base| (Just(text(&base)), mutated(base.clone()), mutated(base))).prop_map(|(b, o, t)| (b, text(&o), text(&t)))
}

fn says(text: &str) -> Vec<String> {
    text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|l| !l.is_empty()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn one_side_alone_is_taken((base, ours, _) in sides()) {
        prop_assert_eq!(merge3(&base, &ours, &base).edit.apply(&ours), ours.clone());
        prop_assert_eq!(merge3(&base, &base, &ours).edit.apply(&base), ours);
    }

    #[test]
    fn nothing_is_lost_in_silence((base, ours, theirs) in sides()) {
        let merge = merge3(&base, &ours, &theirs);
        let result = says(&merge.edit.apply(&ours));
        let disputed: Vec<String> = merge.conflicts.iter().flat_map(|c| [&c.ours, &c.theirs]).flatten().flat_map(|t| says(t)).collect();
        for (side, other) in [(&ours, &theirs), (&theirs, &ours)] {
            for line in says(side) {
                let deleted = says(&base).contains(&line) && says(other).iter().filter(|l| **l == line).count() < says(&base).iter().filter(|l| **l == line).count();
                prop_assert!(result.contains(&line) || disputed.contains(&line) || deleted, "{line:?} is gone\n--- base\n{base}\n--- ours\n{ours}\n--- theirs\n{theirs}\n--- result\n{}", merge.edit.apply(&ours));
            }
        }
    }

    #[test]
    fn sides_swapped_dispute_the_same((base, ours, theirs) in sides()) {
        let (one, two) = (merge3(&base, &ours, &theirs), merge3(&base, &theirs, &ours));
        prop_assert_eq!(one.conflicts.len(), two.conflicts.len(), "{:#?}\n{:#?}", one.conflicts, two.conflicts);
        if one.conflicts.is_empty() {
            let (mut a, mut b) = (says(&one.edit.apply(&ours)), says(&two.edit.apply(&theirs)));
            a.sort();
            b.sort();
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn any_text_merges(base in ".{0,80}", ours in "(.|\n|- |## ){0,80}", theirs in "(.|\n|- |\\| ){0,80}") {
        let merge = merge3(&base, &ours, &theirs);
        merge.edit.apply(&ours);
    }
}
