//! Random session documents: shared by the laws of the compiler and the bench.

use super::dice::Dice;
use super::nasty::NASTY;

const HEADINGS: [&str; 18] = [
    "Accomplished",
    "Decisions Made",
    "Active Tasks",
    "Pending Actions",
    "Constraints",
    "Current State",
    "Next Session Objective",
    "Next Steps",
    "Dead Ends",
    "Gotchas",
    "Artifacts Created",
    "Open Questions",
    "Watchlist",
    "Context",
    "Verification",
    "Environment",
    "Explicit Exclusions",
    "Summary",
];

fn text(d: &mut Dice) -> String {
    const PLAIN: &str = "abcdefgh ABC 0129 ,.() \u{E9}\u{4E2D}";
    let one = |d: &mut Dice| match (d.below(3), d.below(NASTY.len()), 1 + d.below(12)) {
        (0, n, _) => NASTY[n].to_owned(),
        (_, _, n) => d.of(PLAIN, n),
    };
    (0..1 + d.below(4)).map(|_| one(d)).collect()
}

fn item(d: &mut Dice) -> String {
    const MARKS: [&str; 10] = ["- ", "- [ ] ", "- [x] ", "- [~] ", "1. ", "* ", "", "- **Topic**: ", "| a | ", "### "];
    let rest = match d.below(9) {
        0..=3 => String::new(),
        4 | 5 => format!(": {}", text(d)),
        6 => format!("\n  - **Why:** {}", text(d)),
        7 => format!("\n  {}\n  {}", text(d), text(d)),
        _ => format!("\n\n  ```\n  {}\n  ```", text(d)),
    };
    format!("{}{}{rest}\n", MARKS[d.below(MARKS.len())], text(d))
}

/// Writes a handoff of known sections whose items hold whatever could become structure.
pub fn handoff(d: &mut Dice) -> String {
    let mut out = String::from("# Handoff\n\n");
    for _ in 0..d.below(6) {
        out.push_str(&format!("## {}\n\n", HEADINGS[d.below(HEADINGS.len())]));
        (0..d.below(4)).for_each(|_| out.push_str(&item(d)));
        out.push('\n');
    }
    if d.below(4) == 0 {
        out.push_str(&format!("## PROMPT FOR NEXT SESSION\n\nCopy everything below this line:\n\n{}\n\n{}\n", text(d), text(d)));
    }
    out.replace('\n', ["\n", "\n", "\r\n"][d.below(3)])
}
