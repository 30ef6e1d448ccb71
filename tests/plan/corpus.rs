//! Law (d) of DESIGN §4 over every corpus file: each intent on each item changes that item only, or is refused with a reason.

use crate::support;
use baton::document::Edit;
use baton::handoff::{Concept, Handoff, Intent, Item, Shape, StatusKind, is_unfilled, plan};
use std::collections::BTreeMap;

/// What of an item must stay when another one changes.
type Says = (Concept, String, Option<String>, Option<(StatusKind, String)>);

fn says(item: &Item) -> Says {
    let status = item.status.as_ref().map(|s| (s.kind, s.token.clone()));
    // The number of a heading stays where it is when items change places.
    let text = match item.shape {
        Shape::Heading => item.text.trim_start_matches(|c: char| c.is_ascii_digit() || ". )".contains(c)).to_owned(),
        _ => item.text.clone(),
    };
    (item.concept, text, item.why.as_ref().map(|w| w.text.clone()), status)
}

#[derive(Default)]
struct Counts {
    done: usize,
    refused: usize,
    reasons: BTreeMap<String, usize>,
    examples: Vec<String>,
}

/// Plans an intent and checks the result independently of `plan`'s own check.
#[track_caller]
fn check(h: &Handoff, n: usize, kind: &str, intent: &Intent, counts: &mut BTreeMap<String, Counts>, name: &str) {
    let entry = counts.entry(kind.to_owned()).or_default();
    let plan = match plan(h, intent) {
        Ok(plan) => plan,
        Err(refusal) => {
            assert!(!refusal.stale && refusal.message.len() > 20, "{name} {kind}: {refusal}");
            entry.refused += 1;
            let reason: String = refusal.message.split('"').step_by(2).collect::<Vec<_>>().join("…");
            *entry.reasons.entry(reason).or_default() += 1;
            let item = h.all_items().get(n);
            let line = item.map_or(0, |i| h.document().line_at(i.span.start) + 1);
            let shown = item.map(|i| format!("{:?} {:?}", i.shape, h.slice(i.span).chars().take(160).collect::<String>()));
            entry.examples.push(format!("{kind} {name}:{line} {}\n      {}", refusal.message, shown.unwrap_or_default()));
            return;
        }
    };
    entry.done += 1;
    let after_text = plan.edit.apply(h.text());
    assert_eq!(plan.edit.inverse(h.text()).apply(&after_text), h.text(), "{name} {kind}: the inverse restores");
    unchanged_outside(&plan.edit, h.text(), &after_text);
    let after = Handoff::parse(after_text);
    let mut old: Vec<Says> = h.all_items().iter().map(says).collect();
    let mut new: Vec<Says> = after.all_items().iter().map(says).collect();
    match intent {
        Intent::Add { concept, .. } => {
            let at = (0..old.len()).find(|n| old[*n] != new[*n]).unwrap_or(old.len());
            let place = plan.item.and_then(|p| after.all_items().iter().position(|i| i.span == p)).unwrap_or(at);
            assert_eq!(new.remove(place).0, *concept, "{name} {kind}");
            if old.len() > new.len() {
                let slot = old.remove(place).1;
                assert!(is_unfilled(&slot), "{name} {kind}: {slot:?} was no open slot");
            }
        }
        Intent::Remove { .. } => _ = old.remove(n),
        Intent::Move { to, .. } => {
            let concept = h.all_items()[n].concept;
            let block = h.all_items()[n].block;
            let target = h.all_items().iter().position(|i| i.concept == concept && i.block == block && i.ordinal == *to).unwrap();
            let moved = old.remove(n);
            old.insert(target, moved);
        }
        Intent::SetBody { .. } | Intent::SetObjective { .. } => return,
        _ => {
            assert_eq!(old.len(), new.len(), "{name} {kind}");
            old.remove(n);
            new.remove(n);
        }
    }
    assert_eq!(old, new, "{name} {kind}: other items stay as they are");
}

#[track_caller]
fn unchanged_outside(edit: &Edit, before: &str, after: &str) {
    let (mut old, mut new) = (0, 0);
    for s in edit.splices() {
        let kept = s.span.start - old;
        assert_eq!(before[old..s.span.start], after[new..new + kept]);
        (old, new) = (s.span.end, new + kept + s.with.len());
    }
    assert_eq!(before[old..], after[new..]);
}

fn intents(h: &Handoff, item: &Item) -> Vec<(&'static str, Intent)> {
    let named = h.reference(item);
    let mut out = vec![("text same", Intent::SetText { item: named.clone(), text: h.edit_text(item) })];
    let shown = h.edit_text(item);
    let first = shown.lines().next().unwrap_or_default();
    let changed = format!("{} and a word{}", first, &shown[first.len()..]);
    out.push(("text more", Intent::SetText { item: named.clone(), text: changed }));
    out.push(("text new", Intent::SetText { item: named.clone(), text: "Another matter altogether".into() }));
    if item.shape != Shape::Row {
        out.push(("text lines", Intent::SetText { item: named.clone(), text: "Another matter\nin two lines".into() }));
    }
    for status in [StatusKind::Done, StatusKind::InProgress, StatusKind::Open, StatusKind::Blocked] {
        if matches!(item.concept, Concept::Tasks | Concept::Pending | Concept::Next) {
            out.push(("status", Intent::SetStatus { item: named.clone(), status }));
        }
    }
    if matches!(item.concept, Concept::Tasks | Concept::Pending | Concept::Next | Concept::Decisions) {
        out.push(("why new", Intent::SetWhy { item: named.clone(), why: Some("nobody has the keys yet".into()) }));
        out.push(("why none", Intent::SetWhy { item: named.clone(), why: None }));
    }
    out.push(("remove", Intent::Remove { item: named.clone() }));
    let count = h.all_items().iter().filter(|i| i.concept == item.concept && i.block == item.block).count();
    if count > 1 {
        let to = if item.ordinal == count { item.ordinal - 1 } else { item.ordinal + 1 };
        out.push(("move", Intent::Move { item: named, to }));
    }
    out
}

#[test]
fn every_intent_on_every_corpus_file_changes_one_item_or_is_refused() {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for (name, bytes) in support::corpus_files() {
        let h = Handoff::parse(String::from_utf8(bytes).unwrap());
        let items = h.all_items();
        // All of them take minutes without optimisation; a sample tells as much.
        let most = if std::env::var_os("BATON_ALL").is_some() { 60 } else { (60_000 / h.text().len().max(1)).clamp(1, 6) };
        let step = items.len().div_ceil(most).max(1);
        for n in (0..items.len()).step_by(step) {
            if items[n].block.is_some() && !h.is_current(items[n].block) && n % 3 > 0 {
                continue;
            }
            for (kind, intent) in intents(&h, &items[n]) {
                check(&h, n, kind, &intent, &mut counts, &name);
            }
        }
        for concept in [Concept::Decisions, Concept::Tasks, Concept::Pending, Concept::Next, Concept::Objective, Concept::Constraints] {
            let why = (concept == Concept::Decisions || concept == Concept::Pending).then(|| "nobody has the keys yet".to_owned());
            let status = (concept == Concept::Tasks).then_some(StatusKind::InProgress);
            let add = Intent::Add { concept, text: "Quite another matter".into(), why, status };
            check(&h, usize::MAX, "add", &add, &mut counts, &format!("{name} {}", concept.id()));
        }
        check(&h, usize::MAX, "objective", &Intent::SetObjective { text: "Finish the quite other matter.".into() }, &mut counts, &name);
    }
    let (mut done, mut refused) = (0, 0);
    for (kind, c) in &counts {
        println!("{kind:12} done {:5}  refused {:4} ({:.1} %)", c.done, c.refused, 100.0 * c.refused as f64 / (c.done + c.refused) as f64);
        for (reason, count) in &c.reasons {
            println!("    {count:4} {reason}");
        }
        (done, refused) = (done + c.done, refused + c.refused);
    }
    if std::env::var_os("BATON_EXAMPLES").is_some() {
        for example in counts.values().flat_map(|c| &c.examples) {
            println!("{example}");
        }
    }
    println!("refused {refused} of {} ({:.1} %)", done + refused, 100.0 * refused as f64 / (done + refused).max(1) as f64);
}
