//! What the rules say of real handoffs: an honest free one has few findings.

use crate::support;
use baton::handoff::Handoff;
use baton::rules::{Checks, Level, check};
use std::collections::BTreeMap;

/// The most findings at should and above of the middle file.
const MIDDLE: usize = 2;

#[test]
fn an_honest_handoff_has_few_findings() {
    let mut rules: BTreeMap<(Level, &str), (usize, usize)> = BTreeMap::new();
    let mut counts = Vec::new();
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, bytes) in support::corpus_files() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let handoff = Handoff::parse(text);
        let found = check(&handoff, &Checks::default());
        let mut seen = std::collections::BTreeSet::new();
        for f in &found {
            let row = rules.entry((f.level, f.rule)).or_default();
            row.0 += 1;
            row.1 += usize::from(seen.insert(f.rule));
            let n = shown.entry(f.rule).or_default();
            *n += 1;
            if *n <= 12 {
                let line = f.span.map_or(0, |s| handoff.document().line_at(s.start) + 1);
                println!("{name}:{line}: {} {}", f.rule, f.message);
            }
        }
        counts.push((found.iter().filter(|f| f.level <= Level::Should).count(), name));
    }
    if counts.is_empty() {
        return;
    }
    println!("\n{:8} {:28} {:>8} {:>6}", "level", "rule", "findings", "files");
    for ((level, rule), (findings, files)) in &rules {
        println!("{:8} {rule:28} {findings:8} {files:6}", format!("{level:?}").to_lowercase());
    }
    counts.sort();
    let at = |share: usize| counts[(counts.len() - 1) * share / 100].0;
    println!(
        "\nfindings at should and above, of {} files: half {}, 75 % {}, 90 % {}, most {:?}",
        counts.len(),
        at(50),
        at(75),
        at(90),
        counts.last()
    );
    assert!(at(50) <= MIDDLE, "half of the files have more than {MIDDLE}");
}
