//! Named profiles: known by the text alone, and the words that mean something only there.

use crate::cli::Place;
use baton::handoff::{Concept, Handoff, Mapping, Profile};

/// One small text for each profile, by its id.
const TEXTS: &[(&str, &str)] = &[
    ("handoff-1.0", "=== SESSION HANDOFF ===\n\n## Current State\nOn time.\n"),
    ("handoff-1.0", "# Ferry\n\n## Previous Session\nBerths.\n\n## Next Objective\nBuoys.\n\n## PROMPT FOR NEXT SESSION\nGo on.\n"),
    ("session-handoff", "# SESSION-HANDOFF.md\n\n## 1. Current Context\n**Session ID:** 4\n"),
    ("session-handoff", "## Current Context\n\n## Changelog Summary\n\n## Next-Step Inference\n1. Sail\n"),
    ("handoff-pattern", "## Previous Session Summary\nBerths.\n\n## Current State\nFine.\n\n## Next Objective\nBuoys.\n"),
    ("handoff-pattern", "## Current State\nFine.\n\n## Next Objective\nBuoys.\n\n## Continuation Instructions\nSay snapshot.\n"),
    ("session-context", "# Session Context\n\n## Where We Are\nPhase 2.\n"),
    ("session-context", "**2026-11-XX, 14:00:**\n- Berths painted\n"),
    ("agent-handoff", "# HANDOFF.md — Session Continuity\n\n## Last Session\n- **Mode**: build\n"),
    ("soul", "# SOUL.md — Who I Am\n\n## Identity\n- **Name**: Rook\n"),
    ("memory", "# MEMORY.md — What I Know\n\n## Key Relationships\n- The harbour master\n"),
    ("memory", "---\nname: tides\ndescription: how tides are read\ntype: project\n---\n\nAt the north gauge.\n"),
    ("memory", "---\nname: tides\ndescription: how tides are read\nmetadata:\n  type: project\n---\n\nAt the north gauge.\n"),
    ("harness", "# Handoff\n\n## Currently Verified\n- dock\n\n## Changes This Session\n- dock\n\n## Next Best Step\n- sail\n"),
    ("harness", "# 交接\n\n## 当前已验证\n- 码头\n\n## 本轮改动\n- 码头\n\n## 命令\n- `make`\n"),
    ("ce-handoff", "---\nartifact_contract: \"ce-handoff/v1\"\n---\n\n# Dock\n"),
    ("ce-handoff", "# HANDOFF -- Dock\n\n## Key Artifacts\n- a\n\n## Deferred Items\n- b\n\n## Three Questions\n- c\n"),
    ("memory-bank", "# Active Context\n\n## Current Work Focus\nThe dock.\n\n## Recent Changes\n- paint\n"),
    ("memory-bank", "# Progress\n\n## What Works\n- the dock\n\n## What's Left to Build\n- the pier\n"),
    ("decisions", "# Decision Log\n\n## Two berths\n- one for the night boat\n"),
    ("session-glue", "---\nsession_id: 4\nnext_todo_items: []\n---\n\n# What We Did\n- paint\n"),
    (
        "agent-handoff-inbox",
        "---\nname: a\ndescription: b\nfrom: c\nto: d\ncreated: 2026-11-20\nbranch: e\n---\n\n## Open follow-ups\n- f\n",
    ),
    ("session-handoff-skill", "# Handoff: Dock\n\n## Session Metadata\n- Branch: dock\n\n## Handoff Chain\n- none\n"),
];

fn profile(text: &str) -> Option<&'static str> {
    Handoff::parse(text).profile().map(|p| p.profile.id)
}

#[test]
fn a_profile_is_known_by_its_text() {
    for (id, text) in TEXTS {
        assert_eq!(profile(text), Some(*id), "{text}");
        assert!(!Handoff::parse(*text).profile().unwrap().because.is_empty());
    }
    let unknown: Vec<_> = Profile::all().iter().filter(|p| !TEXTS.iter().any(|(id, _)| p.id == *id)).map(|p| p.id).collect();
    assert_eq!(unknown, Vec::<&str>::new(), "profiles without a text here");
}

#[test]
fn a_file_that_only_resembles_one_follows_none() {
    for text in [
        "",
        "# Notes\n\n## Current State\nFine.\n",
        "# SESSION-HANDOFF.md\n\n## Done\n- paint\n",
        "```\n=== SESSION HANDOFF ===\n```\n",
        "# Handoff\n\n## Commands\n- make\n\n## Next\n- sail\n",
        "# Progress report\n\nThe dock.\n",
        "# Handoff\n\n## Current Focus\nx\n\n## Recent Changes\n- paint\n\n## What Works\n- the dock\n",
        "# Soul of the harbour\n\n## Context\nThe dock.\n",
        "# Decisions made in May\n\n- paint\n",
        "# HANDOFF.md\n\n## State\nFine.\n",
        "---\ntype: handoff\nfrom: a\nto: b\n---\n\n# Dock\n",
        "---\nname: a\n\n# no end of the front matter\n",
    ] {
        assert_eq!(profile(text), None, "{text}");
    }
}

#[test]
fn a_word_means_something_particular_only_in_its_profile() {
    #[track_caller]
    fn check(text: &str, title: &str, inside: &[Concept], outside: &[Concept]) {
        let concepts = |text: &str| {
            let handoff = Handoff::parse(text);
            let section = handoff.sections().iter().find(|s| s.title == title).unwrap();
            (section.concepts.to_vec(), matches!(section.mapping, Mapping::Profile(_)))
        };
        assert_eq!(concepts(text), (inside.to_vec(), true), "{title}");
        assert_eq!(concepts(&format!("# Dock\n\n## {title}\n- one\n")), (outside.to_vec(), false), "{title} elsewhere");
    }
    check("# SOUL.md\n\n## Identity\n- one\n", "Identity", &[Concept::Context], &[]);
}

#[test]
fn updates_under_a_date_are_blocks_only_in_a_session_context() {
    let updates = "**2026-11-20, 14:00:**\n- Berths painted\n\n**2026-11-21, 09:00:**\n- Buoys out\n";
    let context = Handoff::parse(format!("# SESSION_CONTEXT.md\n\n## Updates\n\n{updates}"));
    assert_eq!(context.blocks().len(), 2);
    let done: Vec<_> = context.items(Concept::Completed).map(|i| i.text.as_str()).collect();
    assert_eq!(done, ["Buoys out"]);
    let other = Handoff::parse(format!("# SOUL.md\n\n## Diary\n\n{updates}"));
    assert_eq!((other.blocks().len(), other.items(Concept::Completed).count()), (0, 0));
}

#[test]
fn read_names_the_profile_and_what_stayed_unmapped() {
    let text = "# SESSION-HANDOFF.md\n\n## 1. Current Context\n**Session ID:** 4\n\n## Outcome\n- x\n\n## Tide lore: north\nSlow.\n\n### Moon\nFull.\n\n### Next steps\n- sail\n";
    let place = Place::with(text);
    let told = place.run(&["read"]).ok().stdout;
    assert!(told.contains("\nfollows SESSION-HANDOFF.md: the title session handoff.md, the heading current context\n"), "{told}");
    assert!(told.contains("1 section not understood, kept as text:\n9  Tide lore: north  and 1 in it\n"), "{told}");
    assert!(told.contains("tasks = [\"Tide lore\"]"), "{told}");
    let read = place.run(&["read", "--json"]).ok().json();
    assert_eq!(read["profile"]["id"], "session-handoff");
    assert_eq!(read["unmapped"], serde_json::json!([{"line": 9, "heading": "Tide lore: north", "inside": 1}]));

    place.write(".baton/dialect.toml", "[headings]\nnone = [\"Tide lore\"]\ncontext = \"moon\"\n");
    let told = place.run(&["read"]).ok().stdout;
    assert!(told.ends_with("\nevery section with a heading is understood\n"), "{told}");
    assert_eq!(place.run(&["read", "--json"]).ok().json()["unmapped"], serde_json::json!([]));
}

#[test]
fn an_item_names_its_own_concept_only_in_an_update() {
    let next = |text: &str| Handoff::parse(text).items(Concept::Next).map(|i| i.text.clone()).collect::<Vec<_>>();
    assert_eq!(next("# Session Context\n\n**2026-11-21, 09:00:**\n- Buoys out\n- Next: sail\n"), ["Next: sail"]);
    assert_eq!(
        next("# Handoff\n\n## Currently Verified\n- a\n\n## Changes This Session\n- b\n\n## Commands\n- Next: sail\n"),
        Vec::<String>::new()
    );
}
