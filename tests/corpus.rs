//! Real handoffs: every file reads, its spans are sound, and its items are those a person sees.

use crate::support;
use baton::document::{Document, Span};
use baton::handoff::Handoff;
use std::collections::{BTreeMap, BTreeSet};

/// Items labelled by eye before the reader was tuned: file, line, concept.
const ITEMS: &str = include_str!("gold/items.tsv");
/// The lines of each file that were labelled.
const SCOPE: &str = include_str!("gold/scope.tsv");
/// Labels on which readers may differ: file, line, concept, rule, alternative.
const DOUBTFUL: &str = include_str!("gold/doubtful.tsv");

type Place = (String, usize);

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|l| l.split('\t').collect())
}

fn place(row: &[&str]) -> Place {
    (row[0].to_owned(), row[1].parse().unwrap())
}

/// Asserts what holds of the spans of every handoff.
#[track_caller]
pub fn assert_sound(handoff: &Handoff) {
    let text = handoff.text();
    let fits = |s: Span| s.start <= s.end && s.end <= text.len() && text.is_char_boundary(s.start) && text.is_char_boundary(s.end);
    for section in handoff.sections() {
        assert!(fits(section.span) && fits(section.body) && section.span.contains(section.body), "section {section:?}");
        assert!(section.heading.is_none_or(|h| fits(h) && section.span.contains(h)), "heading {section:?}");
    }
    let mut last = BTreeMap::new();
    for item in handoff.all_items() {
        let section = &handoff.sections()[item.section];
        assert!(fits(item.span) && section.span.contains(item.span), "item {item:?} in {section:?}");
        assert!(fits(item.body) && item.span.contains(item.body), "body {item:?}");
        if let Some(why) = &item.why {
            assert!(fits(why.whole) && item.span.contains(why.whole) && why.whole.contains(why.span), "why {item:?}");
        }
        if let Some(status) = &item.status {
            assert!(fits(status.span) && item.span.contains(status.span), "status {item:?}");
        }
        for field in &item.fields {
            assert!(fits(field.value) && item.span.contains(field.value), "field {item:?}");
        }
        let before = last.insert((item.concept, item.block), item.span.end);
        assert!(before.is_none_or(|b| b <= item.span.start), "overlap {item:?}");
        assert!(!item.text.contains('\n'), "one line {item:?}");
    }
    for meta in handoff.metadata() {
        assert!(fits(meta.name) && fits(meta.value), "{meta:?}");
    }
    if let Some(prompt) = handoff.prompt() {
        assert!(fits(prompt.text));
        assert!(handoff.all_items().iter().all(|i| i.span.end <= prompt.text.start || i.span.start >= prompt.text.end), "item in prompt");
    }
}

#[test]
fn every_file_of_the_corpus_reads() {
    for (name, bytes) in support::corpus_files() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        println!("{name}");
        assert_sound(&Handoff::parse(text));
    }
}

#[derive(Default)]
struct Score {
    gold: usize,
    found: usize,
    read: usize,
    invented: usize,
}

struct Judge {
    lines: Vec<String>,
    /// What the reader found: line to concept.
    read: BTreeMap<usize, &'static str>,
    /// What it found at lines that a doubtful row allows.
    allowed: BTreeSet<usize>,
}

impl Judge {
    fn text(&self, line: usize) -> &str {
        self.lines.get(line - 1).map_or("", String::as_str)
    }

    fn indent(&self, line: usize) -> usize {
        let text = self.text(line);
        text.len() - text.trim_start().len()
    }

    /// Takes the reader's items of `concept` in `lines` as right; tells whether there are any.
    fn allow(&mut self, lines: std::ops::Range<usize>, concept: &str) -> bool {
        let found: Vec<_> = self.read.range(lines).filter(|(_, c)| **c == concept).map(|(l, _)| *l).collect();
        self.allowed.extend(&found);
        !found.is_empty()
    }

    /// Tells whether the reader's answer is the alternative that a doubtful row names.
    fn accepts(&mut self, line: usize, concept: &str, alternative: &str) -> bool {
        let total = self.lines.len() + 1;
        match alternative {
            "none" => !self.read.contains_key(&line),
            "none/other" => {
                self.allowed.insert(line);
                true
            }
            "children" => {
                let column = self.indent(line);
                let end = (line + 1..total).find(|l| !self.text(*l).trim().is_empty() && self.indent(*l) <= column).unwrap_or(total);
                self.allow(line + 1..end, concept)
            }
            "list-items-below" => {
                let level = self.text(line).bytes().take_while(|b| *b == b'#').count();
                let heads = |l: &usize| (1..=level).any(|n| self.text(*l).starts_with(&format!("{} ", "#".repeat(n))));
                let end = (line + 1..total).find(heads).unwrap_or(total);
                self.allow(line + 1..end, concept)
            }
            "outer-item" => {
                let column = self.indent(line);
                let outer = (1..line).rev().find(|l| !self.text(*l).trim().is_empty() && self.indent(*l) < column);
                outer.is_some_and(|l| self.allow(l..l + 1, concept))
            }
            "heading-is-item" => {
                let head = (1..line).rev().find(|l| self.text(*l).starts_with('#'));
                head.is_some_and(|l| self.allow(l..l + 1, concept))
            }
            "one-paragraph-item" => {
                let first = (1..=line).rev().take_while(|l| !self.text(*l).trim().is_empty()).last().unwrap_or(line);
                self.allow(first..first + 1, concept)
            }
            other => other.split('|').any(|c| {
                c == "none" && !self.read.contains_key(&line)
                    || c == "prompt" && !self.read.contains_key(&line)
                    || self.allow(line..line + 1, c)
            }),
        }
    }
}

#[test]
fn items_are_those_a_person_sees() {
    let Some(corpus) = support::corpus() else { return };
    let mut gold: BTreeMap<Place, &str> = BTreeMap::new();
    for row in rows(ITEMS) {
        gold.insert(place(&row), row[2]);
    }
    let doubtful: BTreeMap<Place, &str> = rows(DOUBTFUL).map(|row| (place(&row), row[4])).collect();
    let mut full: BTreeMap<&str, Score> = BTreeMap::new();
    let mut sure: BTreeMap<&str, Score> = BTreeMap::new();
    let mut wrong = Vec::new();
    for scope in rows(SCOPE) {
        let (file, first, last): (_, usize, usize) = (scope[0], scope[1].parse().unwrap(), scope[2].parse().unwrap());
        let bytes = std::fs::read(corpus.join("dev").join(format!("{file}.md"))).unwrap();
        let handoff = Handoff::parse(String::from_utf8(bytes).unwrap());
        let document: &Document = handoff.document();
        let mut read = BTreeMap::new();
        for item in handoff.all_items() {
            let line = document.line_at(item.span.start) + 1;
            if (first..=last).contains(&line) {
                read.insert(line, item.concept.id());
            }
        }
        let lines = document.lines().iter().map(|l| document.slice(l.span).trim_end().to_owned()).collect();
        let mut judge = Judge { lines, read, allowed: BTreeSet::new() };
        for ((_, line), concept) in gold.iter().filter(|((f, _), _)| f == file) {
            let exact = judge.read.get(line) == Some(concept);
            let alternative = doubtful.get(&(file.to_owned(), *line));
            let right = exact || alternative.is_some_and(|a| judge.accepts(*line, concept, a));
            for (table, counts) in [(&mut full, true), (&mut sure, alternative.is_none())] {
                if counts {
                    let score = table.entry(concept).or_default();
                    score.gold += 1;
                    score.found += usize::from(right);
                }
            }
            if !right {
                wrong.push(format!("missed   {file}:{line} {concept} (read: {})", judge.read.get(line).unwrap_or(&"nothing")));
            }
        }
        for (line, concept) in &judge.read {
            let at = gold.get(&(file.to_owned(), *line));
            let right = at == Some(concept) || judge.allowed.contains(line);
            for (table, counts) in
                [(&mut full, true), (&mut sure, !doubtful.contains_key(&(file.to_owned(), *line)) && !judge.allowed.contains(line))]
            {
                if counts {
                    let score = table.entry(concept).or_default();
                    score.read += 1;
                    score.invented += usize::from(!right);
                }
            }
            if !right {
                wrong.push(format!("invented {file}:{line} {concept}"));
            }
        }
    }
    wrong.sort();
    println!("{}", wrong.join("\n"));
    let (recall, invented) = print("all rows, alternatives of doubtful ones accepted", &full);
    print("without the doubtful rows", &sure);
    assert!(recall >= 0.95, "recall {:.1} %", recall * 100.0);
    assert!(invented <= 0.02, "invented {:.1} %", invented * 100.0);
}

fn print(title: &str, table: &BTreeMap<&str, Score>) -> (f64, f64) {
    println!("\n{title}\n{:14} {:>5} {:>6} {:>7} {:>5} {:>9}", "concept", "gold", "found", "recall", "read", "invented");
    let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    let mut all = Score::default();
    let line = |name: &str, s: &Score| {
        println!(
            "{name:14} {:5} {:6} {:6.1}% {:5} {:8.1}%",
            s.gold,
            s.found,
            share(s.found, s.gold) * 100.0,
            s.read,
            share(s.invented, s.read) * 100.0
        );
    };
    for (name, s) in table {
        line(name, s);
        all = Score { gold: all.gold + s.gold, found: all.found + s.found, read: all.read + s.read, invented: all.invented + s.invented };
    }
    line("all", &all);
    (share(all.found, all.gold), share(all.invented, all.read))
}
