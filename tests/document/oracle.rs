//! A CommonMark parser as an oracle: every difference over the corpus, by class, with its count.

use crate::support;
use baton::document::{Document, Kind};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use std::collections::{BTreeMap, BTreeSet};

/// A block that both scanners see: what and in which line (0-based) it begins.
type Seen = BTreeSet<(usize, String)>;

fn ours(doc: &Document) -> Seen {
    let mut seen = Seen::new();
    for (n, line) in doc.lines().iter().enumerate() {
        if line.marker.is_some() {
            seen.insert((n, "item".into()));
        }
        match line.kind {
            Kind::Heading(level) | Kind::Setext(level) => seen.insert((n, format!("heading {level}"))),
            Kind::FenceOpen => seen.insert((n, "fence".into())),
            Kind::TableHead => seen.insert((n, "table".into())),
            _ => continue,
        };
    }
    seen
}

fn theirs(doc: &Document) -> (Seen, BTreeSet<usize>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let (mut seen, mut opaque) = (Seen::new(), BTreeSet::new());
    for (event, range) in Parser::new_ext(doc.text(), options).into_offset_iter() {
        let first = range.start + doc.text()[range.clone()].len() - doc.text()[range.clone()].trim_start().len();
        let line = doc.line_at(first);
        match event {
            Event::Start(Tag::Heading { level, .. }) => seen.insert((line, format!("heading {}", level as usize))),
            Event::Start(Tag::Item) => seen.insert((doc.line_at(range.start), "item".into())),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => seen.insert((line, "fence".into())),
            Event::Start(Tag::Table(_)) => seen.insert((line, "table".into())),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock) => {
                opaque.extend(doc.line_at(range.start)..=doc.line_at(range.end.saturating_sub(1)));
                continue;
            }
            _ => continue,
        };
    }
    (seen, opaque)
}

#[test]
fn every_difference_from_commonmark_is_listed() {
    let mut classes: BTreeMap<String, usize> = BTreeMap::new();
    for (name, bytes) in support::corpus_files() {
        let doc = Document::parse(String::from_utf8(bytes).unwrap());
        let (ours, (theirs, opaque)) = (ours(&doc), theirs(&doc));
        for (n, what) in ours.symmetric_difference(&theirs) {
            let side = if ours.contains(&(*n, what.clone())) { "only here" } else { "only CommonMark" };
            let inside = if opaque.contains(n) { " opaque" } else { "" };
            println!(
                "{name}:{} {side} {what}{inside} {:?} | {:?}",
                n + 1,
                doc.lines()[*n].kind,
                doc.slice(doc.lines()[*n].span).chars().take(70).collect::<String>()
            );
            *classes.entry(format!("{side}: {what}{inside}")).or_default() += 1;
        }
    }
    for (class, count) in &classes {
        println!("{count:5} {class}");
    }
}
