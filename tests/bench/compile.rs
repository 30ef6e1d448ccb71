//! From bytes to a checked handoff and a prompt, against one pass that counts newlines; and whether ten times the text takes ten times as long.

use super::parse::{best, texts};
use baton::handoff::Handoff;
use baton::prompt::{Budget, Facts, Profile, compile};
use baton::rules::{Checks, check};
use baton::tokens;
use std::hint::black_box;

/// Measures all the texts in one go, and prints the ratios.
pub fn report() {
    tokens::load();
    let texts: Vec<String> = texts().into_iter().map(|(_, text)| text).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("\n{} files, {bytes} bytes; one pass = memchr newline count over the same warm buffers", texts.len());
    let all = |run: &dyn Fn(&str) -> usize| best(|| texts.iter().map(|text| run(black_box(text))).sum());
    let pass = all(&|text| memchr::memchr_iter(b'\n', text.as_bytes()).count());
    type Step<'a> = (&'a str, &'a dyn Fn(&str) -> usize);
    let steps: [Step; 5] = [
        ("parse and model", &|text| Handoff::parse(text).all_items().len()),
        ("and check", &|text| check(&Handoff::parse(text), &Checks::default()).len()),
        ("and compile", &|text| compiled(text, Budget::Unlimited)),
        ("compile to 9,500 characters", &|text| compiled(text, Budget::BRIEF)),
        ("compile to 2,000 tokens", &|text| compiled(text, Budget::Tokens(2_000))),
    ];
    for (name, run) in steps {
        let time = all(run);
        println!("  {name:28} {:7.0} passes  {:6.1} MB/s", time / pass, bytes as f64 / time / 1e6);
    }
    let (once, tenfold) = (listed(500), listed(5_000));
    for (name, run) in steps {
        println!("  {name:28} ten times the text takes {:5.1} times as long", best(|| run(&tenfold)) / best(|| run(&once)));
    }
}

/// Writes a handoff of so many decisions and as many tasks.
fn listed(items: usize) -> String {
    let decisions: String = (0..items).map(|n| format!("- **Choice {n}**: because it was the simplest that could work\n")).collect();
    let tasks: String = (0..items).map(|n| format!("- [ ] the thing with the number {n}\n")).collect();
    format!("# Handoff\n\n## Decisions\n\n{decisions}\n## Tasks\n\n{tasks}\n## Next Objective\n\nShip it.\n")
}

fn compiled(text: &str, budget: Budget) -> usize {
    let handoff = Handoff::parse(text);
    let count = |text: &str| tokens::count(text);
    compile(&handoff, &Facts::default(), &Profile::ClaudeCode, budget, &count).map_or(0, |prompt| prompt.text.len())
}
