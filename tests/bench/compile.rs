//! From bytes to a checked handoff and a prompt, against one pass that counts newlines; and whether ten times the text takes ten times as long.

use super::dice::Dice;
use super::documents::handoff;
use super::nasty::NASTY;
use super::parse::{best, texts, timed};
use baton::handoff::Handoff;
use baton::prompt::{Budget, Facts, Profile, compile};
use baton::rules::{Checks, check};
use baton::tokens;
use std::hint::black_box;

type Step = (&'static str, fn(&str) -> usize);

const STEPS: [Step; 6] = [
    ("parse and model", |text| Handoff::parse(text).all_items().len()),
    ("parse and check", |text| check(&Handoff::parse(text), &Checks::default()).len()),
    ("parse and compile", |text| compiled(&Handoff::parse(text), Budget::Unlimited)),
    ("parse, check and compile", whole),
    ("compile to 9,500 characters", |text| compiled(&Handoff::parse(text), Budget::BRIEF)),
    ("compile to 2,000 tokens", |text| compiled(&Handoff::parse(text), Budget::Tokens(2_000))),
];

/// How many random documents are taken through.
const DOCUMENTS: usize = 10_000;
/// How often a piece that could become structure stands in a text, and ten times so often.
const OFTEN: usize = 1_000;

/// Measures real and random documents, each in one go, and prints the ratios.
pub fn report() {
    tokens::load();
    let real: Vec<String> = texts().into_iter().map(|(_, text)| text).collect();
    speed("files", &real);
    let dice = &mut Dice::new(1);
    let random: Vec<String> = (0..DOCUMENTS).map(|_| handoff(dice)).collect();
    speed("random session documents (seed 1)", &random);
    let joined = |count: usize| random[..count].concat();
    let grown = [("decisions and tasks", listed(500), listed(5_000)), ("random documents, joined", joined(30), joined(300))];
    for (what, once, tenfold) in &grown {
        println!("\nten times the text, {what}:");
        for (name, run) in STEPS {
            println!("  {name:28} {:5.1} times as long", growth(run, once, tenfold));
        }
    }
    nested();
}

fn speed(what: &str, texts: &[String]) {
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("\n{} {what}, {bytes} bytes; one pass = memchr newline count over the same warm buffers", texts.len());
    let all = |run: fn(&str) -> usize| best(|| texts.iter().map(|text| run(black_box(text))).sum());
    let pass = all(|text| memchr::memchr_iter(b'\n', text.as_bytes()).count());
    println!("  {:28} {:7.0} pass    {:6.0} MB/s", "memchr", 1.0, bytes as f64 / pass / 1e6);
    for (name, run) in STEPS {
        let time = all(run);
        println!("  {name:28} {:7.0} passes  {:6.1} MB/s", time / pass, bytes as f64 / time / 1e6);
    }
}

/// Prints for which of the pieces that could become structure ten times as many take the longest.
fn nested() {
    type Form = (&'static str, fn(&str, usize) -> String);
    let forms: [Form; 3] = [
        ("in one line", |piece, n| piece.repeat(n)),
        ("a line each", |piece, n| format!("{piece}\n").repeat(n)),
        ("an item each", |piece, n| format!("- {piece} word\n").repeat(n)),
    ];
    let mut worst = Vec::new();
    for piece in NASTY {
        for (form, write) in forms {
            let text = |n| format!("# Handoff\n\n## Decisions\n\n{}\n\n## Next Objective\n\nShip it.\n", write(piece, n));
            let (once, tenfold) = (text(OFTEN), text(10 * OFTEN));
            worst.push((growth(whole, &once, &tenfold), piece, form));
        }
    }
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("\nten times as many of one of {} pieces that could become structure, parse, check and compile:", NASTY.len());
    println!("  median {:5.1} times as long; the worst:", worst[worst.len() / 2].0);
    for (ratio, piece, form) in worst.iter().take(5) {
        println!("  {ratio:5.1} times as long: {piece:?} {form}");
    }
}

/// Returns how many times as long the longer text takes: the median of measurements in turn.
fn growth(run: fn(&str) -> usize, once: &str, tenfold: &str) -> f64 {
    let time = |text: &str| (0..3).map(|_| timed(|| run(black_box(text)))).fold(f64::MAX, f64::min);
    let mut ratios: Vec<f64> = (0..7).map(|_| time(tenfold) / time(once)).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Writes a handoff of so many decisions and as many tasks.
fn listed(items: usize) -> String {
    let decisions: String = (0..items).map(|n| format!("- **Choice {n}**: because it was the simplest that could work\n")).collect();
    let tasks: String = (0..items).map(|n| format!("- [ ] the thing with the number {n}\n")).collect();
    format!("# Handoff\n\n## Decisions\n\n{decisions}\n## Tasks\n\n{tasks}\n## Next Objective\n\nShip it.\n")
}

fn whole(text: &str) -> usize {
    let handoff = Handoff::parse(text);
    check(&handoff, &Checks::default()).len() + compiled(&handoff, Budget::Unlimited)
}

fn compiled(handoff: &Handoff, budget: Budget) -> usize {
    let count = |text: &str| tokens::count(text);
    compile(handoff, &Facts::default(), &Profile::ClaudeCode, budget, &count).map_or(0, |prompt| prompt.text.len())
}
