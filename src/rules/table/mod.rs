//! The table of rules: id, levels, what each demands and why, how to mend it, an example, the function.

mod content;
mod format;
mod prompt;
mod safety;
mod truth;

use super::case::Case;
use super::{Finding, Level, Levels, Rule};
use std::sync::LazyLock;

type Run = fn(&Case) -> Vec<Finding>;

/// At one level in every file.
const fn always(level: Level) -> Levels {
    Levels { handoff10: Some(level), session_handoff: Some(level), free: Some(level) }
}

/// An element of Handoff Format 1.0: at should where the file declares it, else at `free` or not at all.
const fn of_handoff10(free: Option<Level>) -> Levels {
    Levels { handoff10: Some(Level::Should), session_handoff: free, free }
}

/// What Handoff Format 1.0 only recommends: at may, in a file that declares it.
const RECOMMENDED: Levels = Levels { handoff10: Some(Level::May), session_handoff: None, free: None };

/// An element of SESSION-HANDOFF.md, in a file that declares it.
const fn of_session_handoff(level: Level) -> Levels {
    Levels { handoff10: None, session_handoff: Some(level), free: None }
}

/// Returns every rule in the order in which they run; [`super::scan`] runs those without a function.
pub(super) fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let mut all = Vec::new();
        for part in [safety::RULES, content::RULES, format::RULES, prompt::RULES, truth::RULES] {
            all.extend(part.iter().map(|rule| Rule { ..*rule }));
        }
        all
    });
    &RULES
}

/// Finds a rule by its id.
pub(super) fn find(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|r| r.id == id)
}

/// Returns a rule that is there; an unknown id gives the first.
pub(super) fn rule(id: &str) -> &'static Rule {
    find(id).unwrap_or(&rules()[0])
}
