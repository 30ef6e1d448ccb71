//! How much of real handoffs is understood: sections mapped, items with the status and the reason that their text has.

use baton::handoff::{Concept, Handoff, Item, Section};
use std::collections::BTreeMap;

/// Which files are working handoffs of which cluster: file, cluster. Assigned by hand before the reader was tuned.
const CLUSTERS: &str = include_str!("../gold/clusters.tsv");
/// The share of second-level sections of those clusters that is the goal, in percent.
const GOAL: f64 = 85.0;

/// Signs that a person reads as a status.
const SIGNS: [&str; 11] = ["✅", "✔", "✓", "❌", "✗", "⏳", "🔄", "🚧", "⏭", "[ ]", "[x]"];
/// Words that are a status where one stands alone: in parentheses, brackets, bold or a cell, or behind `status:`.
const STATUS: [&str; 30] = [
    "done",
    "complete",
    "completed",
    "finished",
    "fixed",
    "merged",
    "shipped",
    "landed",
    "todo",
    "to do",
    "open",
    "pending",
    "planned",
    "not started",
    "in progress",
    "in-progress",
    "wip",
    "started",
    "active",
    "in review",
    "blocked",
    "on hold",
    "paused",
    "deferred",
    "parked",
    "later",
    "dropped",
    "cancelled",
    "superseded",
    "partial",
];
/// Words behind which a person reads a reason.
const REASONS: [&str; 24] = [
    "because",
    "so that",
    "rationale",
    "reason:",
    "reason**",
    "why:",
    "why**",
    "(why)",
    "in order to",
    "blocked by",
    "blocked on",
    "waiting for",
    "waiting on",
    "depends on",
    "理由",
    "原因",
    "이유",
    "weil",
    "wegen",
    "porque",
    "por quê",
    "motivo",
    "çünkü",
    "lý do",
];

/// Reads the files of `$BATON_CORPUS/dev`, and prints the shares.
pub fn report() {
    let files: Vec<(String, Handoff)> = super::parse::texts().into_iter().map(|(name, text)| (name, Handoff::parse(text))).collect();
    let clusters: BTreeMap<&str, &str> = CLUSTERS.lines().skip(1).filter_map(|l| l.split_once('\t')).collect();
    println!("\n{} files read; a section is mapped when it has a concept: \"kept as text\" is unmapped", files.len());
    println!("second-level sections (##)   files  sections  mapped   share   by own words   headings of a log's blocks apart");
    let row = |name: &str, of: &dyn Fn(&str) -> bool| {
        let read: Vec<&Handoff> = files.iter().filter(|(file, _)| of(file)).map(|(_, handoff)| handoff).collect();
        sections(name, &read)
    };
    row("the whole corpus", &|_| true);
    let [working, apart] = row("snapshot, log, dated task", &|file| clusters.contains_key(file));
    for cluster in ["snapshot", "log", "dated-task"] {
        row(&format!("  {cluster}"), &|file| clusters.get(file) == Some(&cluster));
    }
    let told = |share: f64| if share >= GOAL { "reached" } else { "missed" };
    println!(
        "  goal {GOAL:.0} % of those three clusters: {} ({working:.1} %); the headings of a log's blocks, which are read as",
        told(working)
    );
    println!("  session and date and not as a concept, apart: {} ({apart:.1} %)", told(apart));
    let headed = |handoff: &Handoff| handoff.sections().iter().any(|s| s.heading.is_some());
    let blank: Vec<&(String, Handoff)> = files.iter().filter(|(_, h)| h.sections().iter().all(|s| s.concepts.is_empty())).collect();
    let names: Vec<&str> = blank.iter().map(|(name, _)| name.as_str()).collect();
    let bare = blank.iter().filter(|(_, h)| !headed(h)).count();
    println!("files with no section mapped: {} ({bare} of them without any heading): {}", blank.len(), names.join(" "));
    items(&files.iter().map(|(_, handoff)| handoff).collect::<Vec<_>>());
}

/// Prints one line on second-level sections; returns the share that is mapped in percent, of all and without the headings of blocks.
fn sections(name: &str, files: &[&Handoff]) -> [f64; 2] {
    let second = |handoff: &&Handoff| handoff.sections().iter().filter(|s| s.level == 2).cloned().collect::<Vec<Section>>();
    let all: Vec<Section> = files.iter().flat_map(second).collect();
    let mapped = all.iter().filter(|s| !s.concepts.is_empty()).count();
    let own = all.iter().filter(|s| !s.concepts.is_empty() && s.mapping != baton::handoff::Mapping::Inherited).count();
    let blocks = files.iter().flat_map(|h| h.blocks().iter().map(|b| &h.sections()[b.section]));
    let blocks = blocks.filter(|s| s.level == 2 && s.concepts.is_empty()).count();
    let shares = [all.len(), all.len() - blocks].map(|of| percent(mapped, of));
    println!(
        "  {name:26} {:5} {:9} {mapped:7} {:6.1}% {:13.1}% {:8.1}% of {}",
        files.len(),
        all.len(),
        shares[0],
        percent(own, all.len()),
        shares[1],
        all.len() - blocks,
    );
    shares
}

/// Prints how many of the items whose text has a status or a reason were given it.
fn items(files: &[&Handoff]) {
    println!(
        "items: {}; \"the text has one\" is decided here, by plain search of the item's own lines:",
        files.iter().map(|h| h.all_items().len()).sum::<usize>()
    );
    println!("  a status: a box or sign ({}) at either end, the text struck through, or one of {} words", SIGNS.join(" "), STATUS.len());
    println!("    ({}, …) alone in (), [], ** **, a cell, or behind \"status:\"", STATUS[..4].join(", "));
    println!("  a reason: one of {} words ({}, …) in an item that was decided or waits", REASONS.len(), REASONS[..4].join(", "));
    println!("    what may be one: two words or more behind : — – or →, or a table's row of three cells");
    println!("                               has one  read     share   read where none was seen");
    let all = || files.iter().flat_map(|h| h.all_items().iter().map(move |i| (*h, i)));
    let with = |what: &str, of: &dyn Fn(&Item) -> bool, has: &dyn Fn(&str) -> bool, read: &dyn Fn(&Item) -> bool| {
        let (mut seen, mut both, mut more) = (0, 0, 0);
        for (handoff, item) in all().filter(|(_, item)| of(item)) {
            match (has(handoff.slice(item.span)), read(item)) {
                (true, true) => (seen, both) = (seen + 1, both + 1),
                (true, false) => seen += 1,
                (false, true) => more += 1,
                (false, false) => {}
            }
        }
        println!("  {what:28} {seen:7} {both:6} {:8.1}% {more:7}", percent(both, seen));
    };
    let status = |item: &Item| item.status.is_some();
    with("status, tasks and pending", &|i| i.concept.has_status(), &has_status, &status);
    with("status, every concept", &|_| true, &has_status, &status);
    let why = |item: &Item| item.why.is_some();
    with("reason, decisions", &|i| i.concept == Concept::Decisions, &has_reason, &why);
    with("  or what may be one", &|i| i.concept == Concept::Decisions, &|text| has_reason(text) || has_rest(text), &why);
    with("reason, tasks and pending", &|i| i.concept.has_status(), &has_reason, &why);
}

fn has_status(text: &str) -> bool {
    let lower = text.lines().next().unwrap_or_default().to_lowercase();
    let bare = lower
        .trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || "-*+|.)#_".contains(c))
        .trim_end_matches(['|', ' ', '*']);
    let ends = SIGNS.iter().any(|sign| bare.starts_with(sign) || bare.ends_with(sign)) || bare.starts_with("~~");
    let word = |text: &str| STATUS.contains(&text.trim().trim_matches(['*', '`', '_', '.', ':']).trim());
    let inside =
        |open: char, close: char| lower.split(open).skip(1).any(|rest| rest.split_once(close).is_some_and(|(inner, _)| word(inner)));
    let cell = lower.trim_start().starts_with('|') && lower.split('|').any(word);
    let bold = lower.split("**").skip(1).step_by(2).any(word);
    let named = text.to_lowercase().split("status").skip(1).any(|rest| {
        let rest = rest.trim_start_matches(['*', '_', ' ']).strip_prefix(':').unwrap_or_default();
        word(rest.trim_start_matches(['*', '_', ' ']).split(['\n', ',', ';', '(']).next().unwrap_or_default())
    });
    ends || inside('(', ')') || inside('[', ']') || cell || bold || named
}

fn has_reason(text: &str) -> bool {
    let lower = text.to_lowercase();
    REASONS.iter().any(|word| {
        let starts = |at: usize| !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        lower.match_indices(word).any(|(at, _)| starts(at))
    })
}

fn has_rest(text: &str) -> bool {
    let behind = |mark: char| text.split_once(mark).is_some_and(|(_, rest)| rest.trim_matches(['*', ' ']).split_whitespace().count() > 1);
    [':', '：', '—', '–', '→'].into_iter().any(behind) || text.matches('|').count() > 3
}

fn percent(part: usize, of: usize) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}
