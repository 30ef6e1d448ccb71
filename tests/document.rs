//! The document: what lines are, and the laws of DESIGN §4.

mod laws;
mod oracle;

use baton::document::{Document, Kind, Line};

/// Draws a line as its kind, containers, marker and text.
fn draw(doc: &Document, line: &Line) -> String {
    let mut out = match line.kind {
        Kind::Heading(n) => format!("h{n}"),
        Kind::Setext(n) => format!("s{n}"),
        other => format!("{other:?}").to_lowercase(),
    };
    if line.quote > 0 {
        out += &format!(" q{}", line.quote);
    }
    if line.depth > 0 {
        out += &format!(" d{}", line.depth);
    }
    if let Some(marker) = line.marker() {
        out += &format!(" {}", doc.slice(marker.span));
        if let Some(checkbox) = marker.checkbox {
            out += &format!("[{}]", doc.slice(checkbox));
        }
    }
    let text = doc.slice(line.text);
    if text.is_empty() { out } else { format!("{out} {text:?}") }
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let doc = Document::parse(text);
    let drawn: Vec<String> = doc.lines().iter().map(|l| draw(&doc, l)).collect();
    assert_eq!(drawn, expected, "{text:?}");
}

#[test]
fn headings() {
    check("# A\n## B ##\n### C#\n####### D\n#E\n##\n", &["h1 \"A\"", "h2 \"B\"", "h3 \"C#\"", "text \"####### D\"", "text \"#E\"", "h2"]);
    check("A\n===\nB\n---\n", &["s1 \"A\"", "underline \"===\"", "s2 \"B\"", "underline \"---\""]);
    check("A\nB\n---\n\n---\n", &["text \"A\"", "text \"B\"", "rule \"---\"", "blank", "rule \"---\""]);
    check("=== SESSION HANDOFF ===\nA\n--\n", &["banner \"SESSION HANDOFF\"", "text \"A\"", "text \"--\""]);
    check("- a\n---\n***\n* * *\n", &["text d1 - \"a\"", "rule \"---\"", "rule \"***\"", "rule \"* * *\""]);
    check("    # not code but no heading\n", &["text \"# not code but no heading\""]);
}

#[test]
fn line_endings() {
    check("# A\r\n- b\rc\n\rd", &["h1 \"A\"", "text d1 - \"b\"", "text d1 \"c\"", "blank", "text \"d\""]);
    check("\u{feff}# A\n", &["h1 \"A\""]);
    check("", &[]);
    check("\n", &["blank"]);
    check("\u{feff}", &["blank"]);
}

#[test]
fn lists() {
    check("- a\n  b\nc\n\nd\n", &["text d1 - \"a\"", "text d1 \"b\"", "text d1 \"c\"", "blank", "text \"d\""]);
    check("- a\n\n  b\n- c\n", &["text d1 - \"a\"", "blank d1", "text d1 \"b\"", "text d1 - \"c\""]);
    check("1. a\n  - b\n    - c\n2) d\n", &["text d1 1. \"a\"", "text d2 - \"b\"", "text d3 - \"c\"", "text d1 2) \"d\""]);
    check("text\n7. a\n• b\n+\n", &["text \"text\"", "text d1 7. \"a\"", "text d1 • \"b\"", "text d1 +"]);
    check("in the year\n2024. Then\n", &["text \"in the year\"", "text \"2024. Then\""]);
    check("- a total of\n  768.\n", &["text d1 - \"a total of\"", "text d1 \"768.\""]);
    check("- a\n**Next:**\n- b\n", &["text d1 - \"a\"", "text \"**Next:**\"", "text d1 - \"b\""]);
    check("- - a\n\t- b\n", &["text d2 - \"a\"", "text d3 - \"b\""]);
    check("-a\n*b*\n1.c\n", &["text \"-a\"", "text \"*b*\"", "text \"1.c\""]);
}

#[test]
fn checkboxes() {
    check(
        "- [ ] a\n- [x] b\n1. [~] c\n* [✓] d\n",
        &["text d1 -[ ] \"a\"", "text d1 -[x] \"b\"", "text d1 1.[~] \"c\"", "text d1 *[✓] \"d\""],
    );
    check("- [] a\n- [ ]\n- [x](y)\n- [ab] c\n", &["text d1 -[] \"a\"", "text d1 -[ ]", "text d1 - \"[x](y)\"", "text d1 - \"[ab] c\""]);
}

#[test]
fn fences() {
    check(
        "```md\n# A\n\n~~~\n```\nB\n",
        &["fenceopen \"```md\"", "code \"# A\"", "code", "code \"~~~\"", "fenceclose \"```\"", "text \"B\""],
    );
    check("- a\n  ```\n   b\n  ```\n", &["text d1 - \"a\"", "fenceopen d1 \"```\"", "code d1 \" b\"", "fenceclose d1 \"```\""]);
    check("- ```\n  a\nb\n", &["fenceopen d1 - \"```\"", "code d1 \"a\"", "text \"b\""]);
    check("> ```\n> a\n\n# B\n", &["fenceopen q1 \"```\"", "code q1 \"a\"", "blank", "h1 \"B\""]);
    check("``` a`b\n", &["text \"``` a`b\""]);
    assert!(Document::parse("a\n```\nb\n").open_fence().is_some());
    assert!(Document::parse("> ```\n\nb\n").open_fence().is_none());
}

#[test]
fn comments_and_front_matter() {
    check("<!-- a\n\n# b -->\n# C\n", &["comment \"<!-- a\"", "comment", "comment \"# b -->\"", "h1 \"C\""]);
    check("<!-- a -->\n<!-- b --> c\n<!-- d\n# E\n", &["comment \"<!-- a -->\"", "text \"<!-- b --> c\"", "text \"<!-- d\"", "h1 \"E\""]);
    check("- <!-- a\n  b -->\n- c\n", &["comment d1 - \"<!-- a\"", "comment d1 \"b -->\"", "text d1 - \"c\""]);
    check("---\na: b\n---\n# C\n", &["frontmatter \"---\"", "frontmatter \"a: b\"", "frontmatter \"---\"", "h1 \"C\""]);
    check("---\n# A\n---\n", &["rule \"---\"", "h1 \"A\"", "rule \"---\""]);
    check("---\na: b\n", &["rule \"---\"", "text \"a: b\""]);
}

#[test]
fn tables() {
    check(
        "| a | b |\n|---|---|\n| c | - d |\ne\n",
        &["tablehead \"| a | b |\"", "tablerule \"|---|---|\"", "tablerow \"| c | - d |\"", "text \"e\""],
    );
    check(
        "x\na | b\n--|--\nc | d\n- e\n",
        &["text \"x\"", "tablehead \"a | b\"", "tablerule \"--|--\"", "tablerow \"c | d\"", "text d1 - \"e\""],
    );
    check("a | b\n---\n", &["s2 \"a | b\"", "underline \"---\""]);
}

#[test]
fn quotes() {
    check("> a\n> - b\n> c\nd\n", &["text q1 \"a\"", "text q1 d1 - \"b\"", "text q1 d1 \"c\"", "text \"d\""]);
    check("> > # A\n>\n- > b\n", &["h1 q2 \"A\"", "blank q1", "text q1 d1 - \"b\""]);
}
