//! What the reader makes of each format.

use crate::corpus::assert_sound;
use baton::handoff::Handoff;
use proptest::prelude::*;

#[test]
fn dump() {
    let Some(path) = std::env::var_os("DUMP") else { return };
    let h = Handoff::parse(std::fs::read_to_string(path).unwrap());
    let line = |o: usize| h.document().line_at(o) + 1;
    println!(
        "lang? prompt {:?} blocks {:?} newest {:?}",
        h.prompt().map(|p| (line(p.text.start), line(p.text.end), p.fenced)),
        h.blocks().iter().map(|b| (line(b.span.start), b.date, b.number)).collect::<Vec<_>>(),
        h.newest()
    );
    for m in h.metadata() {
        println!("META {:?} {} = {}", m.key, h.slice(m.name), h.slice(m.value));
    }
    for (i, s) in h.sections().iter().enumerate() {
        println!(
            "§{i} L{} l{} [{}] {:?} {:?} block {:?} empty {} parent {:?}",
            line(s.span.start),
            s.level,
            s.title,
            s.concepts,
            s.mapping,
            s.block,
            s.stated_empty,
            s.parent
        );
        for it in h.all_items().iter().filter(|it| it.section == i) {
            println!("    L{} {} {:?} #{} {}", line(it.span.start), it.concept.id(), it.shape, it.ordinal, it.text);
            if it.topic.is_some() || it.id.is_some() {
                println!("        topic {:?} id {:?}", it.topic, it.id);
            }
            if let Some(w) = &it.why {
                println!("        why {:?} whole {:?}", w.text, h.slice(w.whole));
            }
            if let Some(s) = &it.status {
                println!("        status {:?} {:?} {:?} note {:?} at {:?}", s.kind, s.token, s.carrier, s.note, h.slice(s.span));
            }
            for f in &it.fields {
                println!("        field {} = {}", f.name, h.slice(f.value));
            }
        }
    }
}

#[test]
fn headings() {
    let Some(skip) = std::env::var_os("HEADS") else { return };
    let skip = skip.to_string_lossy().into_owned();
    for (name, bytes) in crate::support::corpus_files() {
        if skip.contains(&name) {
            continue;
        }
        let Ok(t) = String::from_utf8(bytes) else { continue };
        let h = Handoff::parse(t);
        for (i, s) in h.sections().iter().enumerate() {
            if s.level == 0 {
                continue;
            }
            let n = h.all_items().iter().filter(|x| x.section == i).count();
            let m = match &s.mapping {
                baton::handoff::Mapping::Word(w, l) => format!("{w}/{l}"),
                m => format!("{m:?}"),
            };
            println!(
                "{name} {} {} -> {} ({m}) {n}",
                "#".repeat(s.level as usize),
                s.title,
                s.concepts.iter().map(|c| c.id()).collect::<Vec<_>>().join("+")
            );
        }
    }
}

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
