//! Parsing and reading every corpus file against one pass that counts its newlines over the same warm buffer.

use baton::document::{Document, Kind, Span};
use baton::handoff::{Concept, Handoff, heading_for};
use std::hint::black_box;
use std::time::Instant;

/// What one file takes.
struct Row {
    name: String,
    bytes: usize,
    /// Seconds: of a pass, then of each of [`WORK`].
    times: [f64; 1 + WORK.len()],
}

/// What is measured.
const WORK: [&str; 4] = [
    "parse",
    "floor: parse, a hash and a table look-up for each heading, a concept and a span for each item",
    "parse + model, the items that are current as a screen or prompt asks for them",
    "parse + model, everything read: every item with text and why",
];

/// How often all files are measured: a machine that others use is slow for a while, and the least counts.
const ROUNDS: usize = 5;

/// The passes that reading a file shall take (DESIGN §12).
const GOAL: f64 = 20.0;

/// Measures the files of `$BATON_CORPUS/dev`, else a handoff made here, and prints the ratios.
pub fn report() {
    // Once so much was freed, the allocator keeps what it has: what is measured is reading, not the kernel's clearing of pages.
    drop(black_box(vec![0u8; 16 << 20]));
    let texts = texts();
    let rows = texts.iter().map(|(name, text)| Row { name: name.clone(), bytes: text.len(), times: [f64::MAX; 1 + WORK.len()] });
    let mut rows: Vec<Row> = rows.collect();
    for _ in 0..ROUNDS {
        for (row, (_, text)) in rows.iter_mut().zip(&texts) {
            for (least, time) in row.times.iter_mut().zip(measure(text)) {
                *least = least.min(time);
            }
        }
    }
    println!("{} files; one pass = memchr newline count over the same warm buffer", rows.len());
    for (n, what) in WORK.iter().enumerate() {
        summary(what, &mut rows, |row| row.times[n + 1] / row.times[0]);
    }
}

pub fn texts() -> Vec<(String, String)> {
    let folder = std::env::var_os("BATON_CORPUS").map(|c| std::path::Path::new(&c).join("dev"));
    let Some(entries) = folder.and_then(|f| std::fs::read_dir(f).ok()) else {
        println!("BATON_CORPUS names no folder of handoffs: measuring a made one");
        return vec![("made".into(), made())];
    };
    let paths = entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "md"));
    let named = paths.filter_map(|p| Some((p.file_stem()?.to_string_lossy().into_owned(), std::fs::read_to_string(&p).ok()?)));
    named.collect()
}

fn made() -> String {
    let mut text = String::from("# Handoff\n\n");
    for n in 0..200 {
        text += &format!("## Session {n}\n\n### Decisions\n\n- **Choice {n}**: because it was the simplest that could work\n");
        text += "- another, with no reason\n\n### Tasks\n\n- [ ] one thing\n- [x] another thing\n\n| a | b |\n|---|---|\n| c | d |\n\n";
    }
    text
}

fn measure(text: &str) -> [f64; 1 + WORK.len()] {
    let mut words = [None; WORDS];
    for concept in Concept::ALL {
        words[slot(heading_for(concept, "en"))] = Some(concept);
    }
    let pass = best(|| memchr::memchr_iter(b'\n', black_box(text.as_bytes())).count());
    let parse = best(|| Document::parse(black_box(text)).lines().len());
    let floor = best(|| floor(&Document::parse(black_box(text)), &words));
    let asked = best(|| {
        let handoff = Handoff::parse(black_box(text));
        Concept::ALL.into_iter().flat_map(|concept| handoff.items(concept)).map(|item| item.text.len()).sum()
    });
    let read = best(|| {
        let handoff = Handoff::parse(black_box(text));
        handoff.all_items().iter().map(|item| item.text.len() + item.why.as_ref().map_or(0, |why| why.text.len())).sum()
    });
    [pass, parse, floor, asked, read]
}

/// The least that a model must do which knows each heading's concept and where each item stands: one hash of a heading's words in
/// lower case, one look-up, and a concept and a span for every line that is an item; no text is copied.
fn floor(document: &Document, words: &[Option<Concept>; WORDS]) -> usize {
    let mut items: Vec<(Option<Concept>, Span)> = Vec::new();
    let mut concept = None;
    for line in document.lines() {
        if line.kind.heading().is_some() {
            concept = words[slot(document.slice(line.text))];
        } else if line.is_marked() || line.kind == Kind::TableRow {
            items.push((concept, line.span));
        }
    }
    black_box(items).len()
}

/// How many slots the table of the floor has.
const WORDS: usize = 1024;

/// Returns the slot of a heading.
fn slot(heading: &str) -> usize {
    let hash = heading.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(b | 0x20)).wrapping_mul(0x0100_0000_01b3));
    hash as usize % WORDS
}

/// Returns the seconds that one run takes.
pub fn timed(run: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    black_box(run());
    start.elapsed().as_secs_f64()
}

/// Returns the seconds of the fastest of many batches, each long enough for the clock.
pub fn best(mut run: impl FnMut() -> usize) -> f64 {
    let once = timed(&mut run).max(1e-9);
    let count = (100e-6 / once).clamp(1.0, 2000.0) as usize;
    let batch = |_| {
        let start = Instant::now();
        for _ in 0..count {
            black_box(run());
        }
        start.elapsed().as_secs_f64() / count as f64
    };
    // Fewer of what takes long.
    let batches = (1.0 / once).clamp(2.0, 25.0) as usize;
    (0..batches).map(batch).fold(f64::MAX, f64::min)
}

fn summary(what: &str, rows: &mut [Row], figure: impl Fn(&Row) -> f64) {
    rows.sort_by(|a, b| figure(a).total_cmp(&figure(b)));
    let at = |share: f64| rows.get(((rows.len() - 1) as f64 * share) as usize).map_or(0.0, &figure);
    let over = rows.iter().filter(|row| figure(row) > GOAL).count();
    println!("\n{what}: min {:.1}  median {:.1}  p90 {:.1}  max {:.1} passes", at(0.0), at(0.5), at(0.9), at(1.0));
    println!("  over {GOAL} passes: {over} of {} files", rows.len());
    for row in rows.iter().rev().take(8) {
        let pass = row.times[0] * 1e9;
        println!(
            "  {:5.1}  {:28} {:7} bytes, pass {pass:7.0} ns, {:.0} MB/s",
            figure(row),
            row.name,
            row.bytes,
            row.bytes as f64 / figure(row) / row.times[0] / 1e6
        );
    }
}
