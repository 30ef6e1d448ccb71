//! Parsing and reading every corpus file against one pass that counts its newlines over the same warm buffer.

use baton::document::Document;
use baton::handoff::Handoff;
use std::hint::black_box;
use std::time::Instant;

/// The figures of one file, in passes.
struct Row {
    name: String,
    bytes: usize,
    pass: f64,
    parse: f64,
    read: f64,
}

/// Measures the files of `$BATON_CORPUS/dev`, else a handoff made here, and prints the ratios.
pub fn report() {
    // Once so much was freed, the allocator keeps what it has: what is measured is reading, not the kernel's clearing of pages.
    drop(black_box(vec![0u8; 16 << 20]));
    let mut rows: Vec<Row> = texts().into_iter().map(|(name, text)| measure(name, &text)).collect();
    println!("{} files; one pass = memchr newline count over the same warm buffer", rows.len());
    summary("parse", &mut rows, |r| r.parse);
    summary("parse + model", &mut rows, |r| r.read);
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

fn measure(name: String, text: &str) -> Row {
    let pass = best(|| memchr::memchr_iter(b'\n', black_box(text.as_bytes())).count());
    let parse = best(|| Document::parse(black_box(text)).lines().len());
    let read = best(|| Handoff::parse(black_box(text)).all_items().len());
    Row { name, bytes: text.len(), pass, parse: parse / pass, read: read / pass }
}

/// Returns the seconds of the fastest of many batches, each long enough for the clock.
pub fn best(mut run: impl FnMut() -> usize) -> f64 {
    let start = Instant::now();
    black_box(run());
    let once = start.elapsed().as_secs_f64().max(1e-9);
    let count = (100e-6 / once).clamp(1.0, 2000.0) as usize;
    let batch = |_| {
        let start = Instant::now();
        for _ in 0..count {
            black_box(run());
        }
        start.elapsed().as_secs_f64() / count as f64
    };
    (0..25).map(batch).fold(f64::MAX, f64::min)
}

fn summary(what: &str, rows: &mut [Row], figure: impl Fn(&Row) -> f64) {
    rows.sort_by(|a, b| figure(a).total_cmp(&figure(b)));
    let at = |share: f64| rows.get(((rows.len() - 1) as f64 * share) as usize).map_or(0.0, &figure);
    println!("\n{what}: min {:.1}  median {:.1}  p90 {:.1}  max {:.1} passes", at(0.0), at(0.5), at(0.9), at(1.0));
    for row in rows.iter().rev().take(8) {
        let pass = row.pass * 1e9;
        println!(
            "  {:5.1}  {:28} {:7} bytes, pass {pass:7.0} ns, {:.0} MB/s",
            figure(row),
            row.name,
            row.bytes,
            row.bytes as f64 / figure(row) / row.pass / 1e6
        );
    }
}
