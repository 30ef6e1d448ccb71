//! Rules on whether what a handoff refers to is still there, and still so.

use super::super::dead;
use super::{Level, Rule, Run, always};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "stale-citation",
        levels: always(Level::Should),
        gate: false,
        text: "A line names a file that changed since the base was sealed, and stands as it stood then. Only the content of cited files counts: five hundred commits elsewhere change nothing. A line that was rewritten since counts as looked at.",
        source: "Handoff Format 1.0, SHOULD 5; a wrong line in a handoff costs more than a missing one",
        mend: "Look whether the line still holds; rewrite it, or settle the finding.",
        example: ("- Login is in `src/auth.rs`, which was edited since", ""),
        run: Some(dead::stale_citation as Run),
    },
    Rule {
        id: "dead-path",
        levels: always(Level::Should),
        gate: false,
        text: "A path in backticks or a link is neither in the work tree nor anywhere in git's index. Lines that say of a file that it is gone or to come are left alone.",
        source: "Handoff Format 1.0, Format Validation 3 (no broken internal references)",
        mend: "Correct the path, or say that the file is gone.",
        example: ("- Go on in `src/atuh.rs`", "- Go on in `src/auth.rs`"),
        run: Some(dead::dead_path),
    },
    Rule {
        id: "dead-line",
        levels: always(Level::Should),
        gate: false,
        text: "A line is cited that is behind the end of its file.",
        source: "Handoff Format 1.0, Format Validation 3 (no broken internal references)",
        mend: "Correct the line, or name what stands there instead of its number.",
        example: ("`src/auth.rs:420`, of 90 lines", "`src/auth.rs:42`"),
        run: Some(dead::dead_line),
    },
    Rule {
        id: "dead-commit",
        levels: always(Level::Should),
        gate: false,
        text: "A commit is named that this repository does not have: rebased away, never pushed, or of another repository. Shallow clones are left alone.",
        source: "Handoff Format 1.0, Format Validation 3 (no broken internal references)",
        mend: "Name the commit as it is now: git log --oneline.",
        example: ("", ""),
        run: Some(dead::dead_commit),
    },
    Rule {
        id: "dead-anchor",
        levels: always(Level::Should),
        gate: false,
        text: "A link within the file names a heading that the file has not.",
        source: "Handoff Format 1.0, Format Validation 3 (no broken internal references)",
        mend: "Correct the link: lower case, hyphens for blanks, no other marks.",
        example: ("[see](#curent-state)", "[see](#current-state)"),
        run: Some(dead::dead_anchor),
    },
    Rule {
        id: "malformed-url",
        levels: always(Level::Should),
        gate: false,
        text: "A URL has no host, a port that is none, or a placeholder where its host should be. Nothing is fetched to find out.",
        source: "Handoff Format 1.0, MAY 5 (reference external resources)",
        mend: "Write the whole address.",
        example: ("https://[...]/base.md", "https://example.com/base.md"),
        run: Some(dead::malformed_url),
    },
];
