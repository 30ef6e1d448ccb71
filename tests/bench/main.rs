//! Speed as ratios to a floor measured in the same run (DESIGN §12): printed, never asserted.

mod parse;

fn main() {
    parse::report();
}
