//! A CommonMark parser as an oracle: every difference over the corpus, by class, with its count.

use crate::support;
use baton::document::{Document, Kind};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};

/// What a block is, in words, by the line (0-based) in which it begins.
type Seen = BTreeSet<(usize, String)>;

fn ours(doc: &Document) -> Seen {
    let mut seen = Seen::new();
    for (n, line) in doc.lines().iter().enumerate() {
        if line.marker().is_some() {
            seen.insert((n, format!("item in {}", line.depth)));
        }
        match line.kind {
            Kind::Heading(level) | Kind::Setext(level) => {
                seen.insert((n, format!("heading {level}")));
            }
            Kind::TableHead => {
                seen.insert((n, "table".into()));
            }
            Kind::FenceOpen => {
                let code = doc.lines()[n + 1..].iter().take_while(|l| l.kind == Kind::Code).count();
                let closed = doc.lines().get(n + 1 + code).is_some_and(|l| l.kind == Kind::FenceClose);
                seen.insert((n, format!("fence to line {}", n + 1 + code + usize::from(closed))));
            }
            _ => {}
        }
    }
    seen
}

/// What CommonMark sees, and which lines it takes for code by indentation, HTML or metadata.
fn theirs(doc: &Document) -> (Seen, BTreeSet<usize>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let (mut seen, mut opaque) = (Seen::new(), BTreeSet::new());
    let mut items: Vec<usize> = Vec::new();
    for (event, range) in Parser::new_ext(doc.text(), options).into_offset_iter() {
        let block = &doc.text()[range.clone()];
        let line = doc.line_at(range.end - block.trim_start().len());
        let last = doc.line_at(range.start + block.trim_end().len().saturating_sub(1));
        match event {
            Event::Start(Tag::Heading { level, .. }) => _ = seen.insert((line, format!("heading {}", level as usize))),
            Event::Start(Tag::Item) => items.push(doc.line_at(range.start)),
            Event::End(TagEnd::Item) => {
                let depth = items.len();
                let line = items.pop().unwrap();
                // Of several items that one line opens, the innermost ends first and says how deep it is.
                if !seen.iter().any(|(n, what)| *n == line && what.starts_with("item")) {
                    seen.insert((line, format!("item in {depth}")));
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => _ = seen.insert((line, format!("fence to line {}", last + 1))),
            Event::Start(Tag::Table(_)) => _ = seen.insert((line, "table".into())),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock | Tag::MetadataBlock(_)) => opaque.extend(line..=last),
            _ => {}
        }
    }
    (seen, opaque)
}

/// Names why a block is seen by one side only; `None` is a difference that nobody has explained.
fn reason(doc: &Document, n: usize, what: &str, here: bool, opaque: bool) -> Option<&'static str> {
    let line = &doc.lines()[n];
    let before = n.checked_sub(1).map(|n| doc.lines()[n]);
    let goes_on = before.is_some_and(|b| b.kind == Kind::Text && !b.text.is_empty());
    let number = line.marker().and_then(|m| m.number);
    match what.split(' ').next()? {
        _ if n == 0 && doc.text().starts_with('\u{feff}') => Some("behind a byte-order mark"),
        _ if here && opaque => Some("inside what CommonMark takes for indented code, HTML or metadata"),
        "heading" if !here && line.kind == Kind::Text => Some("an underlined paragraph of several lines, or underlined by one or two"),
        "item" if here && goes_on && number.is_some_and(|n| n != 1) => Some("a number other than 1 in a paragraph"),
        "item" if here && goes_on && line.text.is_empty() => Some("an empty item in a paragraph"),
        "item" if here && doc.slice(line.marker()?.span) == "•" => Some("a bullet that CommonMark does not know"),
        "item" => Some("another depth: indented by two, where CommonMark wants more").filter(|_| line.depth > 0),
        _ => None,
    }
}

#[test]
fn every_difference_from_commonmark_is_listed() {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unexplained = Vec::new();
    let mut same = 0;
    for (name, bytes) in support::corpus_files() {
        let doc = Document::parse(String::from_utf8(bytes).unwrap());
        let (ours, (theirs, opaque)) = (ours(&doc), theirs(&doc));
        same += ours.intersection(&theirs).count();
        for (n, what) in ours.symmetric_difference(&theirs) {
            let here = ours.contains(&(*n, what.clone()));
            match reason(&doc, *n, what, here, opaque.contains(n)) {
                Some(reason) => *classes.entry(reason).or_default() += 1,
                None => unexplained.push(format!("{name}:{} {what} seen {}", n + 1, if here { "here only" } else { "by CommonMark only" })),
            }
        }
    }
    println!("{same} blocks are seen alike");
    for (class, count) in &classes {
        println!("{count:5} {class}");
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
}
