//! How long ago something was, in words for a narrow place.

/// Says how long ago something was that lies `seconds` back: `just now`, `5 min ago`, `2 d ago`.
pub fn ago(seconds: u64) -> String {
    const UNITS: [(u64, &str); 6] = [(365 * 86_400, "y"), (30 * 86_400, "mo"), (7 * 86_400, "w"), (86_400, "d"), (3_600, "h"), (60, "min")];
    // Two of a unit at least, but for the smaller ones: "1 w" says less than "9 d".
    let fits = |(unit, _): &&(u64, &str)| seconds >= if *unit > 86_400 { 2 * unit } else { *unit };
    match UNITS.iter().find(fits) {
        Some((unit, word)) => format!("{} {word} ago", seconds / unit),
        None => "just now".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seconds: u64, want: &str) {
        assert_eq!(ago(seconds), want);
    }

    #[test]
    fn the_largest_unit_that_still_says_enough() {
        check(0, "just now");
        check(59, "just now");
        check(60, "1 min ago");
        check(3_599, "59 min ago");
        check(86_399, "23 h ago");
        check(2 * 86_400 + 5, "2 d ago");
        check(13 * 86_400, "13 d ago");
        check(21 * 86_400, "3 w ago");
        check(90 * 86_400, "3 mo ago");
        check(800 * 86_400, "2 y ago");
    }
}
