//! Laws of plans over made handoffs and hostile texts.

use baton::handoff::{Concept, Handoff, Intent, StatusKind, plan};
use proptest::prelude::*;

const FILE: &str = "# Handoff\n\n## Decisions Made\n\n- PostgreSQL over SQLite: it scales\n- **Keys**: UUID\n  - **Why:** they merge\n\n## Tasks\n\n\
    | # | Task | Status | Why |\n|---|---|---|---|\n| 1 | Models | ✅ done | |\n| 2 | Auth | ⏳ open | no keys |\n\n---\n\n**Pending Actions:**\n\
    - [ ] Redis (blocked by: ops)\n- [x] Rotate\n\n## Next Steps\n\n1. First\n   and more\n2. Second ✅\n\n## Notes\n\nfree text\n";

const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "# ",
    "## Tasks\n",
    "- ",
    "1. ",
    "```",
    "~~~",
    "---",
    "===",
    "| ",
    "|",
    "**Why:** ",
    "**",
    ": ",
    " — ",
    "because ",
    "[x] ",
    "(done)",
    "✅ ",
    "> ",
    "<!--",
    "-->",
    "word ",
    "é",
    "日本",
    "\t",
    "    ",
    "None",
    "DONE: ",
    "blocked by x",
    "`",
    "~~",
    "\\",
    "\u{200f}",
    "Copy everything below",
];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![4 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{1,8}"], 1..8)
        .prop_map(|p| p.concat())
}

type Says = (Concept, String, Option<String>, Option<StatusKind>);

fn says(h: &Handoff) -> Vec<Says> {
    let one =
        |i: &baton::handoff::Item| (i.concept, i.text.clone(), i.why.as_ref().map(|w| w.text.clone()), i.status.as_ref().map(|s| s.kind));
    h.all_items().iter().map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 600, ..ProptestConfig::default() })]

    /// Whatever is typed, other items stay as they are, or the plan is refused.
    #[test]
    fn a_hostile_text_changes_one_item_or_none(text in hostile(), pick in 0usize..8, kind in 0u8..4, crlf in any::<bool>()) {
        let file = if crlf { FILE.replace('\n', "\r\n") } else { FILE.to_owned() };
        let h = Handoff::parse(file);
        let n = pick % h.all_items().len();
        let item = h.reference(&h.all_items()[n]);
        let intent = match kind {
            0 => Intent::SetText { item, text },
            1 => Intent::SetWhy { item, why: Some(text) },
            2 => Intent::Add { concept: h.all_items()[n].concept, text, why: None, status: None },
            _ => Intent::SetObjective { text },
        };
        let Ok(plan) = plan(&h, &intent) else { return Ok(()) };
        let after = Handoff::parse(plan.edit.apply(h.text()));
        prop_assert_eq!(plan.edit.inverse(h.text()).apply(after.text()), h.text());
        let (mut old, mut new) = (says(&h), says(&after));
        match kind {
            0 | 1 => _ = (old.remove(n), new.remove(n)),
            _ => {
                prop_assert_eq!(new.len(), old.len() + 1);
                let place = after.all_items().iter().position(|i| Some(i.span) == plan.item);
                new.remove(place.unwrap());
            }
        }
        prop_assert_eq!(old, new);
    }

    /// Setting the status around the circle gives the first text or at least the first meaning again.
    #[test]
    fn a_status_can_be_set_and_set_back(pick in 0usize..8, kind in prop::sample::select(&StatusKind::ALL[..])) {
        let h = Handoff::parse(FILE);
        let item = &h.all_items()[pick % h.all_items().len()];
        let Some(first) = item.status.as_ref().map(|s| s.kind) else { return Ok(()) };
        let set = |h: &Handoff, status| {
            let item = h.reference(&h.all_items()[pick % h.all_items().len()]);
            plan(h, &Intent::SetStatus { item, status }).map(|p| Handoff::parse(p.edit.apply(h.text())))
        };
        let there = set(&h, kind).unwrap();
        let back = set(&there, first).unwrap();
        prop_assert_eq!(says(&back), says(&h));
    }
}
