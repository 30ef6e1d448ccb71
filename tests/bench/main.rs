//! Speed as ratios to a floor measured in the same run (DESIGN §12): printed, never asserted.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "printing is what a bench is for")]

mod parse;
mod terminal;

fn main() {
    parse::report();
    terminal::report();
}
