//! What of a real handoff is neither in its prompt nor known to be told elsewhere.

use crate::support;
use baton::document::Kind;
use baton::handoff::{Concept, Handoff, is_unfilled};
use baton::prompt::facts_of;
use std::collections::HashMap;

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

#[test]
fn explore() {
    let (mut all, mut lost) = (0, 0);
    let mut rows = Vec::new();
    for (name, bytes) in support::corpus_files() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let handoff = Handoff::parse(text);
        let mut there: HashMap<String, usize> = HashMap::new();
        for fact in facts_of(&handoff) {
            for text in [fact.topic.as_deref(), Some(&*fact.text), fact.why.as_deref()].into_iter().flatten() {
                words(text).for_each(|w| *there.entry(w).or_insert(0) += 1);
            }
        }
        let skipped = |at: usize| {
            let inner = handoff.sections().iter().rev().find(|s| s.span.start <= at && at < s.span.end);
            inner.is_some_and(|s| {
                !handoff.is_current(s.block) || s.concepts.contains(&Concept::Prompt) || s.concepts.contains(&Concept::Metadata)
            }) || handoff.prompt().is_some_and(|p| p.text.start <= at && at < p.text.end)
                || handoff.metadata().iter().any(|m| m.name.start <= at + 4 && at < m.value.end)
        };
        for line in handoff.document().lines() {
            if !matches!(line.kind, Kind::Text | Kind::Code | Kind::TableRow) || skipped(line.text.start) {
                continue;
            }
            let text = handoff.slice(line.text);
            if is_unfilled(text) {
                continue;
            }
            let mut missing = 0;
            let mut n = 0;
            for word in words(text) {
                n += 1;
                if !there.contains_key(&word) {
                    missing += 1;
                }
            }
            all += n;
            lost += missing;
            if missing * 2 > n {
                rows.push(format!(
                    "{name}:{}\t{}",
                    handoff.document().line_at(line.span.start) + 1,
                    text.chars().take(150).collect::<String>()
                ));
            }
        }
    }
    println!("{} of {} words lost", lost, all);
    rows.iter().for_each(|r| println!("{r}"));
}
