//! Speed as ratios to a floor measured in the same run (DESIGN §12): printed, never asserted.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "printing is what a bench is for")]

mod chain;
mod compile;
mod gate;
mod parse;
mod read;
mod terminal;

#[path = "../support/dice.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod dice;
#[path = "../support/documents.rs"]
mod documents;
#[path = "../support/nasty.rs"]
mod nasty;

/// Runs the parts that are named (`cargo bench -- chain`), or all of them.
fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let parts: [(&str, fn()); 6] = [
        ("parse", parse::report),
        ("read", read::report),
        ("compile", compile::report),
        ("chain", chain::report),
        ("gate", gate::report),
        ("terminal", terminal::report),
    ];
    for (name, report) in parts {
        if named.is_empty() || named.iter().any(|n| n == name) {
            report();
        }
    }
}
