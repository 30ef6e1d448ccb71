//! The laws (a) to (f) of DESIGN §4, over made text and every corpus file. Law (d) is in `tests/plan.rs`.

use crate::support;
use baton::document::{Document, Edit, Span, Splice};
use proptest::prelude::*;

/// Pieces that open, close and break the blocks of a line scanner.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "  ",
    "    ",
    "\t",
    "- ",
    "* ",
    "1. ",
    "99) ",
    "• ",
    "> ",
    ">",
    "[ ] ",
    "[x] ",
    "[é] ",
    "[",
    "# ",
    "### ",
    "#",
    "===",
    "---",
    "***",
    "___",
    "=== A ===",
    "```",
    "~~~~",
    "`",
    "<!--",
    "-->",
    "|",
    "|---|",
    "a",
    "word ",
    "é",
    "日本",
    "🏁",
    "\u{feff}",
    "\0",
    "**X:** ",
    "—",
    "a: b",
    "\u{2028}",
    "\\|",
    "&",
];

fn made() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![6 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,3}", 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Laws (a) and (e).
#[track_caller]
fn check(text: &str) {
    let doc = Document::parse(text);
    assert_eq!(doc.text(), text);
    let mut at = 0;
    for line in doc.lines() {
        assert_eq!(line.span.start, at, "the lines leave no byte out: {text:?}");
        assert!(!line.span.is_empty());
        at = line.span.end;
        assert!(text.is_char_boundary(line.span.end) && line.span.contains(line.text));
        assert!(!doc.slice(line.text).contains(['\n', '\r']), "{text:?}");
        assert!(doc.slice(line.text).len() == doc.slice(line.text).trim_end_matches([' ', '\t']).len(), "{text:?} {line:?}");
        if let Some(marker) = line.marker() {
            assert!(line.span.start <= marker.span.start && marker.span.end <= line.text.start, "{text:?} {line:?}");
            let _ = doc.slice(marker.span);
            if let Some(checkbox) = marker.checkbox {
                assert!(marker.span.end < checkbox.start && checkbox.end < line.text.start, "{text:?} {line:?}");
                assert!(doc.slice(checkbox).chars().count() <= 2);
            }
            assert!(line.depth > 0);
        }
        assert!(line.quote as usize + line.depth as usize <= 16);
    }
    assert_eq!(at, text.len());
    let _ = doc.open_fence();
    let _ = doc.eol_near(text.len());
}

/// Laws (b) and (c).
#[track_caller]
fn check_edit(text: &str, cuts: &[(usize, usize, String)]) {
    let boundary = |n: usize| (n % (text.len() + 1)..).find(|n| text.is_char_boundary(*n)).unwrap();
    let splice = |(a, b, with): &(usize, usize, String)| {
        let (a, b) = (boundary(*a), boundary(*b));
        Splice::new(Span::new(a.min(b), a.max(b)), with.clone())
    };
    let Some(edit) = Edit::new(cuts.iter().map(splice).collect()) else { return };
    let after = edit.apply(text);
    let (mut old, mut new) = (0, 0);
    for s in edit.splices() {
        let kept = s.span.start - old;
        assert_eq!(text[old..s.span.start], after[new..new + kept]);
        old = s.span.end;
        new += kept + s.with.len();
    }
    assert_eq!(text[old..], after[new..]);
    assert_eq!(edit.inverse(text).apply(&after), text);
    let whole = Edit::between(text, &after);
    assert_eq!(whole.apply(text), after);
    assert_eq!(whole.inverse(text).apply(&after), text);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_covered_by_its_lines(text in made()) {
        check(&text);
    }

    #[test]
    fn an_edit_touches_its_spans_only_and_can_be_taken_back(text in made(), cuts in prop::collection::vec((any::<usize>(), any::<usize>(), made()), 0..4)) {
        check_edit(&text, &cuts);
    }

    /// What a line is does not depend on the kind of line ending.
    #[test]
    fn line_endings_are_alike(text in made()) {
        let text = text.replace('\r', "");
        let kinds = |t: String| Document::parse(t).lines().iter().map(|l| (l.kind, l.depth, l.quote, l.indent)).collect::<Vec<_>>();
        prop_assert_eq!(kinds(text.replace('\n', "\r\n")), kinds(text.clone()));
        prop_assert_eq!(kinds(text.replace('\n', "\r")), kinds(text));
    }
}

#[test]
fn every_corpus_file_keeps_the_laws() {
    for (name, bytes) in support::corpus_files() {
        let Ok(text) = String::from_utf8(bytes) else { panic!("{name} is no UTF-8") };
        check(&text);
        let cuts: Vec<_> = (1..4).map(|n| (n * 7919, n * 7919 + n * 13, "- x\n".to_owned())).collect();
        check_edit(&text, &cuts);
    }
}

/// Law (f): each of these is done in an instant by a linear scanner and in minutes by a quadratic one.
#[test]
fn odd_texts_are_scanned_in_linear_time() {
    let big = 1 << 20;
    let levels: String = (0..10_000).map(|n| format!("{}- a\n", "  ".repeat(n.min(200)))).collect();
    let texts = [
        "a".repeat(big),
        "| ".repeat(big / 2),
        "- ".repeat(big / 2),
        "> ".repeat(big / 2),
        "* ".repeat(big / 2) + "x",
        "#".repeat(big),
        "\0".repeat(big),
        "\r".repeat(big),
        "\n".repeat(big),
        "<!--\n".repeat(big / 5),
        "- <!--\n".repeat(big / 7) + "-->",
        "---\na: b\n".repeat(big / 9),
        "```\n".repeat(big / 4),
        "> ```\n\n".repeat(big / 7),
        "**a".repeat(big / 3),
        "- a\n**\n".repeat(big / 7),
        "a|\n-|-\n".repeat(big / 8),
        "=== ".repeat(big / 4),
        "1".repeat(big),
        levels,
        " ".repeat(big),
        "\t".repeat(big),
    ];
    for text in texts {
        check(&text);
    }
}
