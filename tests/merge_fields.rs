//! The merge by field: what one side did to an item and the other to another field of it goes together, whatever each did.

use baton::handoff::{Dialect, Handoff, Intent, Item, StatusKind, plan};
use baton::merge::{Merge, Order, Take, merge3, merge3_with};
use proptest::prelude::*;

const BASE: &str = "\
# Handoff

## Decisions Made
- PostgreSQL over SQLite: Better production scalability
- UUID primary keys

## Active Tasks
- [ ] Write the endpoints for auth
- Limit the rate of calls
- Draw the login page

## Pending Actions
1. Order the new server (blocked by: budget)
2. Call the bank about terms

## Next Session Objective

Implement login.
";

/// Merges two sides that each replaced pieces of the base, and expects one text of them, whichever of the sides is ours.
#[track_caller]
fn together(ours: &[(&str, &str)], theirs: &[(&str, &str)], expected: &[(&str, &str)]) {
    let (one, two, all) = (changed(ours), changed(theirs), changed(expected));
    for (ours, theirs) in [(&one, &two), (&two, &one)] {
        let merge = merge3(BASE, ours, theirs);
        assert!(merge.conflicts.is_empty(), "{:#?}", merge.conflicts);
        assert_eq!(merge.edit.apply(ours), all);
    }
}

/// Merges a side that reworded an item with one that changed another field of it: where the edit is known to be one they go together,
/// whichever is ours; else it is one question.
#[track_caller]
fn reworded(one: &[(&str, &str)], other: &[(&str, &str)], expected: &[(&str, &str)]) {
    let (one, other, all) = (changed(one), changed(other), changed(expected));
    for (order, ours, theirs) in [(Order::Kept, &one, &other), (Order::KeptByTheirs, &other, &one)] {
        let merge = merged(order, BASE, ours, theirs);
        assert!(merge.conflicts.is_empty(), "{:#?}", merge.conflicts);
        assert_eq!(merge.edit.apply(ours), all);
        asked(ours, theirs);
    }
}

/// Expects one question of which either side leaves as many items as there were, as that side wrote them, and both one more.
#[track_caller]
fn asked(ours: &str, theirs: &str) {
    let items = |text: String| Handoff::parse(text.as_str()).all_items().len();
    for (ours, theirs) in [(ours, theirs), (theirs, ours)] {
        let merge = merge3(BASE, ours, theirs);
        assert_eq!(merge.conflicts.len(), 1, "{:#?}", merge.conflicts);
        let conflict = &merge.conflicts[0];
        assert!(ours.contains(conflict.ours.as_ref().unwrap()), "{conflict:#?}");
        assert!(theirs.contains(conflict.theirs.as_ref().unwrap()), "{conflict:#?}");
        let left = [Take::Ours, Take::Theirs, Take::Both].map(|take| items(merge.settle(&[take]).apply(ours)));
        let (fewest, most) = (items(ours.into()).min(items(theirs.into())), items(BASE.into()));
        assert!(left[0] == left[1] && left[2] == left[0] + 1 && (fewest..=most).contains(&left[0]), "{left:?} {conflict:#?}");
    }
}

#[track_caller]
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from:?} is not in\n{text}");
        text.replacen(from, to, 1)
    })
}

#[test]
fn another_task_in_the_place_of_one_is_never_ticked_because_that_was() {
    let base = "# Handoff\n\n## Active Tasks\n- [ ] Draw the page\n- [ ] Write tests for the parser\n- [ ] Call the bank\n";
    let lexer = base.replace("the parser", "the lexer");
    let done = base.replace("[ ] Write", "[x] Write");
    for (ours, theirs) in [(&lexer, &done), (&done, &lexer)] {
        let merge = merge3(base, ours, theirs);
        assert_eq!(merge.conflicts.len(), 1, "{:#?}", merge.conflicts);
        assert_eq!(merge.settle(&[Take::Ours]).apply(ours), *ours);
        assert_eq!(merge.settle(&[Take::Theirs]).apply(ours), *theirs);
        let both = merge.settle(&[Take::Both]).apply(ours);
        assert!(both.contains("- [ ] Write tests for the lexer\n") && both.contains("- [x] Write tests for the parser\n"), "{both}");
        assert!(both.contains("- [ ] Draw the page\n") && both.ends_with("- [ ] Call the bank\n"), "{both}");
    }
}

#[test]
fn an_item_reworded_by_one_side_and_ticked_by_the_other_is_one_item() {
    let words = ("Write the endpoints for auth", "Write the endpoints for logging in");
    reworded(&[words], &[("[ ] Write", "[x] Write")], &[("[ ] Write the endpoints for auth", "[x] Write the endpoints for logging in")]);
    let other = ("Write the endpoints for auth", "Buy milk");
    reworded(&[other], &[("[ ] Write", "[x] Write")], &[("[ ] Write the endpoints for auth", "[x] Buy milk")]);
}

#[test]
fn a_status_and_a_reason_that_were_not_there_before_go_to_the_reworded_item() {
    reworded(
        &[("Limit the rate of calls", "Limit the rate of all calls")],
        &[("- Limit the rate of calls", "- [x] Limit the rate of calls")],
        &[("- Limit the rate of calls", "- [x] Limit the rate of all calls")],
    );
    reworded(
        &[("UUID primary keys", "UUID keys, primary ones")],
        &[("- UUID primary keys", "- UUID primary keys: no central counter")],
        &[("- UUID primary keys", "- UUID keys, primary ones: no central counter")],
    );
    reworded(
        &[("UUID primary keys", "UUID keys, primary ones")],
        &[("- UUID primary keys", "- UUID primary keys — no central counter")],
        &[("- UUID primary keys", "- UUID keys, primary ones — no central counter")],
    );
}

#[test]
fn a_status_or_a_reason_that_was_taken_away_is_gone_from_the_reworded_item() {
    let words = ("Write the endpoints for auth", "Write the endpoints for logging in");
    reworded(&[words], &[("- [ ] Write", "- Write")], &[("- [ ] Write the endpoints for auth", "- Write the endpoints for logging in")]);
    reworded(
        &[("PostgreSQL over SQLite", "PostgreSQL 18 over SQLite")],
        &[(": Better production scalability", "")],
        &[("PostgreSQL over SQLite: Better production scalability", "PostgreSQL 18 over SQLite")],
    );
}

#[test]
fn status_and_reason_of_one_item_by_two_sides() {
    together(
        &[("- PostgreSQL over SQLite", "- [x] PostgreSQL over SQLite")],
        &[("Better production scalability", "It scales")],
        &[("- PostgreSQL over SQLite: Better production scalability", "- [x] PostgreSQL over SQLite: It scales")],
    );
    together(
        &[("(blocked by: budget)", "(blocked by: the bank)")],
        &[("1. Order the new server", "1. [x] Order the new server")],
        &[("1. Order the new server (blocked by: budget)", "1. [x] Order the new server (blocked by: the bank)")],
    );
}

#[test]
fn text_and_reason_of_one_item_by_two_sides() {
    reworded(
        &[("PostgreSQL over SQLite", "PostgreSQL 18 over SQLite")],
        &[("Better production scalability", "It scales")],
        &[("PostgreSQL over SQLite: Better production scalability", "PostgreSQL 18 over SQLite: It scales")],
    );
    reworded(
        &[("Order the new server", "Order the new big server")],
        &[("budget", "the bank")],
        &[("Order the new server (blocked by: budget)", "Order the new big server (blocked by: the bank)")],
    );
}

#[test]
fn an_item_that_one_side_moved_takes_the_other_sides_change_along() {
    let task = "- [ ] Write the endpoints for auth\n";
    let below = |to: &'static str| [(task, ""), ("- Draw the login page\n", to)];
    let away = |to: &'static str| [(task, ""), ("2. Call the bank about terms\n", to)];
    let moved_below = below("- Draw the login page\n- [ ] Write the endpoints for auth\n");
    let moved_away = away("2. Call the bank about terms\n- [ ] Write the endpoints for auth\n");
    let done = [("[ ] Write", "[x] Write")];
    together(&moved_below, &done, &below("- Draw the login page\n- [x] Write the endpoints for auth\n"));
    together(&moved_away, &done, &away("2. Call the bank about terms\n- [x] Write the endpoints for auth\n"));
    let words = [(task, "- [ ] Write the endpoints for logging in\n")];
    reworded(&words, &moved_away, &away("2. Call the bank about terms\n- [ ] Write the endpoints for logging in\n"));
}

#[test]
fn an_item_that_one_side_moved_among_its_like_and_a_known_edit_reworded_goes_there() {
    let task = "- [ ] Write the endpoints for auth\n";
    let moved = changed(&[(task, ""), ("- Draw the login page\n", "- Draw the login page\n- [ ] Write the endpoints for auth\n")]);
    let edited = changed(&[(task, "- [x] Buy milk\n")]);
    for (order, ours, theirs) in [(Order::Kept, &edited, &moved), (Order::KeptByTheirs, &moved, &edited)] {
        let merge = merged(order, BASE, ours, theirs);
        assert!(merge.conflicts.is_empty(), "{:#?}", merge.conflicts);
        assert_eq!(merge.edit.apply(ours), moved.replace("- [ ] Write the endpoints for auth", "- [x] Buy milk"));
    }
}

#[test]
fn an_item_that_one_side_put_under_another_heading_and_the_other_removed_is_asked_about() {
    let task = "- [ ] Write the endpoints for auth\n";
    let removed = changed(&[(task, "")]);
    let moved =
        changed(&[(task, ""), ("2. Call the bank about terms\n", "2. Call the bank about terms\n- [ ] Write the endpoints for auth\n")]);
    for (ours, theirs) in [(&removed, &moved), (&moved, &removed)] {
        let merge = merge3(BASE, ours, theirs);
        assert_eq!(merge.conflicts.len(), 1, "{:#?}", merge.conflicts);
        assert_eq!(merge.settle(&[Take::Ours]).apply(ours), *ours);
        assert_eq!(merge.settle(&[Take::Theirs]).apply(ours), *theirs);
    }
}

#[test]
fn a_list_that_one_side_numbered_anew_keeps_the_other_sides_words() {
    let fewer = changed(&[("1. Order the new server (blocked by: budget)\n2. Call", "1. Call")]);
    let words = changed(&[("Call the bank about terms", "Call the bank about better terms")]);
    for (order, ours, theirs) in [(Order::KeptByTheirs, &fewer, &words), (Order::Kept, &words, &fewer)] {
        let merge = merged(order, BASE, ours, theirs);
        assert!(merge.conflicts.is_empty(), "{:#?}", merge.conflicts);
        assert_eq!(merge.edit.apply(ours), fewer.replace("about terms", "about better terms"));
    }
}

#[test]
fn one_field_changed_by_both_is_one_conflict_that_holds_all_the_rest_on_both_sides() {
    let ours = changed(&[("PostgreSQL over SQLite: Better production scalability", "PostgreSQL 18 over SQLite: ours says so")]);
    let theirs = changed(&[("- PostgreSQL over SQLite: Better production scalability", "- [x] PostgreSQL over SQLite: theirs says so")]);
    let merge = merged(Order::Kept, BASE, &ours, &theirs);
    assert_eq!(merge.conflicts.len(), 1, "{:#?}", merge.conflicts);
    let conflict = &merge.conflicts[0];
    assert_eq!(conflict.did, ["changed its reason", "changed its reason"]);
    for (take, reason) in [(Take::Ours, "ours says so"), (Take::Theirs, "theirs says so")] {
        let settled = merge.settle(&[take]).apply(&ours);
        assert_eq!(
            settled,
            changed(&[("- PostgreSQL over SQLite: Better production scalability", &format!("- [x] PostgreSQL 18 over SQLite: {reason}"))])
        );
    }
    asked(&ours, &theirs);
}

#[test]
fn one_item_reworded_by_both_is_asked_about_and_stands_there_once() {
    asked(
        &changed(&[("Draw the login page", "Draw the login page for phones")]),
        &changed(&[("Draw the login page", "Draw the login page in blue")]),
    );
}

#[test]
fn one_item_reworded_by_both_alike_is_no_question() {
    let both = changed(&[("Draw the login page", "Paint the login page")]);
    let ticked = both.replace("[ ] Write", "[x] Write");
    for (order, ours, theirs) in [(Order::Unknown, &both, &ticked), (Order::Kept, &both, &ticked), (Order::Kept, &ticked, &both)] {
        let merge = merged(order, BASE, ours, theirs);
        assert!(merge.conflicts.is_empty(), "{:#?}", merge.conflicts);
        assert_eq!(merge.edit.apply(ours), ticked);
    }
}

#[test]
fn another_item_in_the_place_of_one_that_the_other_side_changed_is_shown_beside_it() {
    let ours = changed(&[("- [ ] Write the endpoints for auth", "- [ ] Buy milk")]);
    let theirs = changed(&[("[ ] Write", "[x] Write")]);
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let merge = merge3(BASE, ours, theirs);
        assert_eq!(merge.conflicts.len(), 1, "{:#?}", merge.conflicts);
        assert_eq!(merge.settle(&[Take::Ours]).apply(ours), *ours);
        assert_eq!(merge.settle(&[Take::Theirs]).apply(ours), *theirs);
        let both = merge.settle(&[Take::Both]).apply(ours);
        assert!(both.contains("- [ ] Buy milk\n") && both.contains("- [x] Write the endpoints for auth\n"), "{both}");
    }
}

#[test]
fn unlike_tasks_that_both_sides_put_in_the_place_of_a_finished_one_both_stand() {
    let ours = changed(&[("- [ ] Write the endpoints for auth", "- [ ] Buy milk")]);
    let theirs = changed(&[("- [ ] Write the endpoints for auth", "- [ ] Paint the fence")]);
    let merge = merge3(BASE, &ours, &theirs);
    let merged = merge.edit.apply(&ours);
    assert!(merge.conflicts.is_empty() && merged.contains("Buy milk") && merged.contains("Paint the fence"), "{merged}");
}

#[test]
fn words_alike_in_another_place_may_be_another_item_and_are_shown_beside_it() {
    let ours = changed(&[
        ("- [ ] Write the endpoints for auth\n", ""),
        ("- Draw the login page\n", "- Draw the login page\n- Write the endpoints for mail\n"),
    ]);
    let theirs = changed(&[("[ ] Write", "[x] Write")]);
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let merge = merge3(BASE, ours, theirs);
        assert_eq!(merge.conflicts.len(), 1, "{:#?}", merge.conflicts);
        let settled =
            [Take::Ours, Take::Theirs, Take::Both].map(|take| merge.settle(&[take]).apply(ours).matches("Write the endpoints").count());
        assert_eq!(settled, [1, 1, 2], "and never is the new one ticked: {:#?}", merge.conflicts);
        assert!(!merge.settle(&[Take::Both]).apply(ours).contains("[x] Write the endpoints for mail"));
    }
}

/// One change of one field.
#[derive(Clone, Copy, Debug)]
struct Change {
    item: usize,
    field: usize,
    how: usize,
}

/// Nouns that no two items share.
const NOUNS: [&str; 18] = [
    "harbour", "violin", "meadow", "turbine", "lantern", "pepper", "glacier", "saddle", "compass", "walnut", "thunder", "cottage",
    "ribbon", "anchor", "falcon", "marble", "bucket", "orchard",
];

/// A handoff of these items, each section in a form of its own.
fn handoff(forms: &[u8]) -> String {
    let text = |n: usize| format!("Mend the {} before the {} opens", NOUNS[2 * n], NOUNS[2 * n + 1]);
    let mut out = "# Handoff\n\n## Active Tasks\n".to_owned();
    for (n, form) in forms.iter().enumerate().take(4) {
        out += &match form % 5 {
            0 => format!("- [ ] {}\n", text(n)),
            1 => format!("- [x] {}\n", text(n)),
            2 => format!("- {}\n", text(n)),
            3 => format!("- [ ] {} (blocked by: the weather)\n", text(n)),
            _ => format!("- {} (status: in-progress)\n", text(n)),
        };
    }
    out += "\n## Decisions Made\n";
    for (n, form) in forms.iter().enumerate().skip(4).take(3) {
        out += &match form % 3 {
            _ if forms[0].is_multiple_of(2) => {
                format!("### {}\n- **Why:** it was cheap\n- **Status:** accepted\n- **Owner:** ana\n\n", text(n))
            }
            0 => format!("{}. {}: it was cheap\n", n - 3, text(n)),
            1 => format!("{}. {}\n", n - 3, text(n)),
            _ => format!("{}. **{}** — it was cheap\n", n - 3, text(n)),
        };
    }
    out += "\n## Pending Actions\n\n| Action | Status | Blocked by | Owner |\n|---|---|---|---|\n";
    for (n, form) in forms.iter().enumerate().skip(7) {
        out += &match form % 2 {
            0 => format!("| {} | open |  | ana |\n", text(n)),
            _ => format!("| {} | blocked | the weather | bo |\n", text(n)),
        };
    }
    out + "\n## Next Session Objective\n\nImplement login.\n"
}

/// Carries changes out as baton would; those that the file has no place for are left.
fn with(text: &str, changes: &[Change], side: &str, anew: bool) -> (String, Vec<(usize, usize)>) {
    let mut now = Handoff::parse(text);
    let mut done = Vec::new();
    // The text last: it is what the reference goes by.
    let mut changes = changes.to_vec();
    changes.sort_by_key(|c| std::cmp::Reverse(c.field));
    for Change { item, field, how } in changes {
        let at = &now.all_items()[item];
        let reference = now.reference(at);
        let text = match how % 3 {
            _ if anew => format!("Something else by {side} number {item}"),
            0 => now.edit_text(at).replace("Mend", &format!("Mend for {side}")),
            1 => now.edit_text(at).replace("opens", &format!("closes, {side} thinks")),
            _ => now.edit_text(at).replace("before", &format!("{side} and after")),
        };
        let kinds = [StatusKind::Done, StatusKind::Open, StatusKind::InProgress, StatusKind::Blocked];
        let intent = match field {
            0 => Intent::SetText { item: reference, text },
            1 => Intent::SetStatus { item: reference, status: kinds[(how + side.len()) % kinds.len()] },
            _ if how % 4 == 0 => Intent::SetWhy { item: reference, why: None },
            _ => Intent::SetWhy { item: reference, why: Some(format!("{side} says number {how}")) },
        };
        if let Ok(plan) = plan(&now, &intent)
            && !plan.edit.is_empty()
        {
            now = Handoff::parse(plan.edit.apply(now.text()));
            done.push((item, field));
        }
    }
    (now.text().to_owned(), done)
}

fn fields(item: &Item) -> [String; 3] {
    let status = item.status.as_ref().map(|s| s.kind.id().to_owned()).unwrap_or_default();
    [item.text.trim_end_matches('.').to_owned(), status, item.why.as_ref().map(|w| w.text.clone()).unwrap_or_default()]
}

/// A base, and changes of which each names another item and field.
fn edits() -> impl Strategy<Value = (String, Vec<Change>)> {
    let change = (0usize..10, 0usize..3, 0usize..12).prop_map(|(item, field, how)| Change { item, field, how });
    (prop::collection::vec(0u8..30, 9), prop::collection::vec(change, 1..10)).prop_map(|(forms, mut changes)| {
        changes.retain(|c| c.item < 9);
        changes.sort_by_key(|c| (c.item, c.field));
        changes.dedup_by_key(|c| (c.item, c.field));
        (handoff(&forms), changes)
    })
}

fn merged(order: Order, base: &str, ours: &str, theirs: &str) -> Merge {
    merge3_with(Dialect::built_in(), order, base, ours, theirs)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 150, max_global_rejects: 65_536, ..ProptestConfig::default() })]

    #[test]
    fn changes_of_different_fields_go_together_without_a_question(
        (base, changes) in edits(),
        whose in prop::collection::vec(any::<bool>(), 10),
        (known, anew, swapped) in any::<(bool, bool, bool)>(),
    ) {
        let (mine, other): (Vec<_>, Vec<_>) = changes.iter().zip(&whose).partition(|(_, mine)| **mine);
        let [mut mine, mut other] = [mine, other].map(|some| some.into_iter().map(|(c, _)| *c).collect::<Vec<_>>());
        // Only an edit of baton's own is known to go on with the item, and may put whatever words it likes.
        mine.retain(|c| c.field != 0 || known);
        other.retain(|c| c.field != 0);
        let (mut ours, mut by_us) = with(&base, &mine, "ours", anew);
        let (mut theirs, mut by_them) = with(&base, &other, "theirs", false);
        if swapped {
            std::mem::swap(&mut ours, &mut theirs);
            std::mem::swap(&mut by_us, &mut by_them);
        }
        let order = match (known, swapped) {
            (false, _) => Order::Unknown,
            (true, false) => Order::Kept,
            (true, true) => Order::KeptByTheirs,
        };
        let merge = merged(order, &base, &ours, &theirs);
        prop_assert!(merge.conflicts.is_empty(), "{:#?}\n--- base\n{base}\n--- ours\n{ours}\n--- theirs\n{theirs}", merge.conflicts);
        let text = merge.edit.apply(&ours);
        let [b, o, t, m] = [&base, &ours, &theirs, &text].map(|text| Handoff::parse(text.as_str()).all_items().to_vec());
        prop_assert_eq!(m.len(), b.len(), "--- base\n{}\n--- ours\n{}\n--- theirs\n{}\n--- merged\n{}", base, ours, theirs, text);
        for n in 0..b.len() {
            for field in 0..3 {
                let from = if by_us.contains(&(n, field)) { &o[n] } else if by_them.contains(&(n, field)) { &t[n] } else { &b[n] };
                prop_assert_eq!(&fields(&m[n])[field], &fields(from)[field], "--- base\n{}\n--- ours\n{}\n--- theirs\n{}\n--- merged\n{}", base, ours, theirs, text);
            }
        }
    }

    #[test]
    fn an_unknown_rewording_is_one_question_at_most_and_loses_nothing(
        (base, mine) in edits(),
        (_, other) in edits(),
        anew in any::<bool>(),
    ) {
        let (ours, by_us) = with(&base, &mine, "ours", anew);
        let (theirs, by_them) = with(&base, &other, "theirs", false);
        let merge = merge3(&base, &ours, &theirs);
        let told = || format!("{:#?}\n--- base\n{base}\n--- ours\n{ours}\n--- theirs\n{theirs}", merge.conflicts);
        let by = |done: &[(usize, usize)], n: usize| done.iter().any(|(item, _)| *item == n);
        let met = (0..9).filter(|n| by(&by_us, *n) && by(&by_them, *n)).count();
        prop_assert!(merge.conflicts.len() <= met, "{}", told());
        let text = merge.edit.apply(&ours);
        let shown = |text: &str| Handoff::parse(text).all_items().iter().map(fields).collect::<Vec<_>>();
        let [b, o, t, m] = [&base, &ours, &theirs, &text].map(|text| shown(text));
        let asked: String = merge.conflicts.iter().flat_map(|c| [&c.ours, &c.theirs]).flatten().map(String::as_str).collect();
        for n in 0..9 {
            for (side, other) in [(&o, &t), (&t, &o)] {
                let there = m.iter().any(|item| item[0] == side[n][0]) || asked.contains(&side[n][0]);
                prop_assert!(there || side[n][0] == b[n][0] && other[n][0] != b[n][0], "{:?} is gone: {}", side[n], told());
            }
        }
    }

    #[test]
    fn one_field_changed_by_both_is_one_question_and_either_answer_leaves_each_item_once(
        (base, changes) in edits(),
        at in 0usize..9,
        field in 0usize..3,
        anew in any::<bool>(),
    ) {
        let (extra, mut more): (Vec<_>, Vec<_>) = changes.into_iter().filter(|c| (c.item, c.field) != (at, field)).partition(|c| c.how % 2 == 0);
        more.retain(|c| c.field != 0);
        let same = |how| Change { item: at, field, how };
        let (ours, by_us) = with(&base, &[&extra[..], &[same(1)]].concat(), "ours", anew);
        let (theirs, by_them) = with(&base, &[&more[..], &[same(2)]].concat(), "theirs", false);
        prop_assume!(by_us.contains(&(at, field)) && by_them.contains(&(at, field)));
        let [b, o, t] = [&base, &ours, &theirs].map(|text| Handoff::parse(text.as_str()).all_items().to_vec());
        prop_assume!(fields(&o[at])[field] != fields(&t[at])[field]);
        let merge = merged(Order::Kept, &base, &ours, &theirs);
        prop_assert_eq!(merge.conflicts.len(), 1, "{:#?}\n--- base\n{}\n--- ours\n{}\n--- theirs\n{}", merge.conflicts, base, ours, theirs);
        for (take, side) in [(Take::Ours, &o), (Take::Theirs, &t)] {
            let text = merge.settle(&[take]).apply(&ours);
            let m = Handoff::parse(text.as_str()).all_items().to_vec();
            prop_assert_eq!(m.len(), b.len(), "--- base\n{}\n--- ours\n{}\n--- theirs\n{}\n--- settled\n{}", base, ours, theirs, text);
            prop_assert_eq!(&fields(&m[at])[field], &fields(&side[at])[field], "--- base\n{}\n--- ours\n{}\n--- theirs\n{}\n--- settled\n{}", base, ours, theirs, text);
        }
    }

    #[test]
    fn an_item_that_one_side_moved_keeps_what_the_other_did_to_it(
        (base, changes) in edits(),
        whose in prop::collection::vec(any::<bool>(), 10),
        (at, to) in (0usize..9, 1usize..5),
        swapped in any::<bool>(),
    ) {
        let (mine, other): (Vec<_>, Vec<_>) = changes.iter().zip(&whose).partition(|(_, mine)| **mine);
        let [mine, mut other] = [mine, other].map(|some| some.into_iter().map(|(c, _)| *c).collect::<Vec<_>>());
        // Of the side that moves it is not known what goes on with what.
        other.retain(|c| c.field != 0);
        let (stays, by_one) = with(&base, &mine, "one", false);
        let (moved, by_two) = with(&base, &other, "two", false);
        let now = Handoff::parse(moved.as_str());
        let shift = plan(&now, &Intent::Move { item: now.reference(&now.all_items()[at]), to });
        prop_assume!(shift.as_ref().is_ok_and(|plan| !plan.edit.is_empty()));
        let moved = shift.unwrap().edit.apply(&moved);
        let (order, ours, theirs) = if swapped { (Order::KeptByTheirs, &moved, &stays) } else { (Order::Kept, &stays, &moved) };
        let merge = merged(order, &base, ours, theirs);
        prop_assert!(merge.conflicts.is_empty(), "{:#?}\n--- base\n{base}\n--- ours\n{ours}\n--- theirs\n{theirs}", merge.conflicts);
        let text = merge.edit.apply(ours);
        let [b, s, o, m] = [&base, &stays, &moved, &text].map(|text| Handoff::parse(text.as_str()).all_items().to_vec());
        let told = || format!("--- base\n{base}\n--- stays\n{stays}\n--- moved\n{moved}\n--- merged\n{text}");
        prop_assert_eq!(m.len(), b.len(), "{}", told());
        for n in 0..9 {
            let of = |items: &[Item]| items.iter().position(|i| i.text.contains(NOUNS[2 * n])).unwrap();
            prop_assert_eq!(of(&m), of(&o), "another order: {}", told());
            for field in 0..3 {
                let from = if by_one.contains(&(n, field)) { &s[of(&s)] } else if by_two.contains(&(n, field)) { &o[of(&o)] } else { &b[of(&b)] };
                prop_assert_eq!(&fields(&m[of(&m)])[field], &fields(from)[field], "{}", told());
            }
        }
    }
}
