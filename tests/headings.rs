//! Headings of real handoffs: each is taken for what a person says it is, or left alone.

use crate::support;
use baton::document::Document;
use baton::handoff::Handoff;
use std::collections::BTreeMap;

/// Headings drawn with a seed (`gold/draw.py`) and labelled by eye before the reader was tuned on them.
struct Table {
    name: &'static str,
    /// File, line, level, concepts: the first is the best one; each of the others is right too; `none` stands for "not understood".
    rows: &'static str,
    /// The least shares that hold.
    precision: f64,
    recall: f64,
}

const TABLES: [Table; 5] = [
    Table { name: "drawn first", rows: include_str!("gold/headings.tsv"), precision: 0.98, recall: 0.95 },
    // From other files; read after the first tuning, and tuned on since.
    Table { name: "other files", rows: include_str!("gold/headings_held.tsv"), precision: 0.95, recall: 0.95 },
    // Headings that neither of them has, labelled before the words of that time were added, by one who had read them.
    Table { name: "drawn later", rows: include_str!("gold/headings_fresh.tsv"), precision: 0.95, recall: 0.9 },
    // Headings that none of the three has, labelled by one who had read neither the words nor more than ten labels a table. The first run
    // is the clean figure: precision 94.6 % (211 of 223), recall 87.0 % (194 of 223). The reader was tuned on it since.
    Table { name: "unseen", rows: include_str!("gold/headings_unseen.tsv"), precision: 0.98, recall: 0.95 },
    // Headings of a wording that none of the four has, labelled in the same way. The first run is the clean figure: precision 89.4 %
    // (193 of 216), recall 78.4 % (109 of 139). The reader was tuned on it since.
    Table { name: "new wordings", rows: include_str!("gold/headings_novel.tsv"), precision: 0.94, recall: 0.92 },
];

#[derive(Default)]
struct Score {
    /// Headings that a person understands, and how many of them the reader gave one of their concepts.
    gold: usize,
    found: usize,
    /// Headings that the reader gave a concept, and how many of them were right.
    mapped: usize,
    right: usize,
    by_concept: BTreeMap<&'static str, (usize, usize)>,
    wrong: Vec<String>,
    missed: Vec<String>,
}

impl Score {
    fn precision(&self) -> f64 {
        self.right as f64 / self.mapped.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.found as f64 / self.gold.max(1) as f64
    }
}

fn score(table: &'static str) -> Option<Score> {
    let corpus = support::corpus()?;
    let mut score = Score::default();
    let mut read: BTreeMap<&str, BTreeMap<usize, Vec<&'static str>>> = BTreeMap::new();
    for row in table.lines().skip(1).map(|l| l.split('\t').collect::<Vec<_>>()) {
        let &[file, line, _, labels] = row.as_slice() else { panic!("{row:?}") };
        let line: usize = line.parse().unwrap();
        let sections = read.entry(file).or_insert_with(|| {
            let bytes = std::fs::read(corpus.join("dev").join(format!("{file}.md"))).unwrap();
            sections(&String::from_utf8_lossy(&bytes))
        });
        let empty = Vec::new();
        let concepts = sections.get(&line).unwrap_or(&empty);
        let labels: Vec<&'static str> = labels.split('|').collect();
        let fits = concepts.iter().any(|c| labels.contains(c));
        let known = !labels.contains(&"none");
        if known {
            score.gold += 1;
            let best = score.by_concept.entry(labels[0]).or_default();
            best.0 += 1;
            best.1 += usize::from(fits);
            score.found += usize::from(fits);
            if concepts.is_empty() {
                score.missed.push(format!("{file}:{line} {labels:?}"));
            }
        }
        if !concepts.is_empty() {
            score.mapped += 1;
            score.right += usize::from(fits);
            if !fits {
                score.wrong.push(format!("{file}:{line} read as {concepts:?}, not {labels:?}"));
            }
        }
    }
    Some(score)
}

/// Returns the concepts of each heading by its line.
fn sections(text: &str) -> BTreeMap<usize, Vec<&'static str>> {
    let handoff = Handoff::read(Document::parse(text));
    let lines: Vec<usize> = handoff.document().lines().iter().map(|l| l.span.start).collect();
    let at = |start: usize| lines.partition_point(|l| *l <= start);
    let headed = handoff.sections().iter().filter_map(|s| Some((at(s.heading?.start), s.concepts.iter().map(|c| c.id()).collect())));
    headed.collect()
}

fn print(name: &str, score: &Score) {
    println!("{name}: precision {:.1} % ({} of {})", 100.0 * score.precision(), score.right, score.mapped);
    println!("  recall {:.1} % ({} of {})", 100.0 * score.recall(), score.found, score.gold);
    for (concept, (gold, found)) in &score.by_concept {
        println!("  {concept:14} {found:3} of {gold}");
    }
    for line in score.wrong.iter().chain(&score.missed) {
        println!("  {line}");
    }
}

#[test]
fn headings_are_taken_for_what_they_say() {
    for table in TABLES {
        let Some(score) = score(table.rows) else { return };
        print(table.name, &score);
        assert!(score.precision() >= table.precision, "{}: precision {:.3}", table.name, score.precision());
        assert!(score.recall() >= table.recall, "{}: recall {:.3}", table.name, score.recall());
    }
}

/// The least share of second-level sections that are understood, in the clusters of working handoffs that are snapshots, logs or dated tasks.
const MAPPED: f64 = 0.85;

#[test]
fn second_level_sections_of_working_handoffs_are_understood() {
    let Some(corpus) = support::corpus() else { return };
    let index = std::fs::read_to_string(corpus.join("dev/INDEX.tsv")).unwrap();
    let mut clusters: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in index.lines().skip(1).map(|l| l.split('\t').collect::<Vec<_>>()).filter(|row| row[0].ends_with(".md")) {
        let text = std::fs::read(corpus.join("dev").join(row[0])).unwrap();
        let handoff = Handoff::parse(String::from_utf8_lossy(&text));
        let blocks: Vec<usize> = handoff.blocks().iter().map(|b| b.section).collect();
        let counts = clusters.entry(row[7]).or_default();
        // A block of a log is understood as one: it is neither counted as mapped nor as left.
        for (_, section) in handoff.sections().iter().enumerate().filter(|(i, s)| s.level == 2 && !blocks.contains(i)) {
            counts.0 += 1;
            counts.1 += usize::from(!section.concepts.is_empty());
        }
    }
    let share = |(all, mapped): (usize, usize)| mapped as f64 / all.max(1) as f64;
    for (cluster, counts) in &clusters {
        println!("{cluster:24} {:5.1} % of {:3} second-level sections understood", 100.0 * share(*counts), counts.0);
    }
    for cluster in ["A-snapshot", "B-log", "C-dated-task"] {
        assert!(share(clusters[cluster]) >= MAPPED, "{cluster}: {:.3}", share(clusters[cluster]));
    }
}
