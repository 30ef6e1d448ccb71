//! Where each fact stands in a prompt: the headings in the order of 001, and what comes first when
//! not everything fits.

use super::{Fact, Portion};
use crate::handoff::{Concept, StatusKind};

/// A place for facts: a heading, perhaps a subheading, and the facts that belong there.
pub(super) struct Place {
    /// The heading.
    pub heading: &'static str,
    /// The subheading.
    pub sub: Option<&'static str>,
    /// The concept.
    pub concept: Concept,
    /// Whether it takes the facts that are over (done, dropped, superseded) rather than those that hold.
    pub over: bool,
}

/// The heading of the project's own context, which holds no facts.
pub(super) const PROJECT: &str = "Project Context";
/// The heading of the state.
pub(super) const STATUS: &str = "Current Status";
/// The heading of the objective.
pub(super) const GOAL: &str = "This Session's Goal";
/// The heading of what to read before anything else.
pub(super) const READ_FIRST: &str = "Read First";
/// The heading of the quoted lines of cited files.
pub(super) const CITED: &str = "Cited Lines";
/// The heading of what happened since the seal.
pub(super) const SINCE: &str = "Since the Seal";
/// The heading of the ledger.
pub(super) const LEFT_OUT: &str = "Left Out";

/// All headings in order.
pub(super) const HEADINGS: [&str; 14] = [
    PROJECT,
    READ_FIRST,
    "Constraints",
    "Work Completed",
    "Decisions",
    STATUS,
    GOAL,
    "Open Tasks",
    "Pending Actions",
    "Dead Ends and Gotchas",
    "Continue From",
    CITED,
    SINCE,
    LEFT_OUT,
];

const fn place(heading: &'static str, sub: &'static str, concept: Concept, over: bool) -> Place {
    Place { heading, sub: if sub.is_empty() { None } else { Some(sub) }, concept, over }
}

/// All places in the order in which they stand.
pub(super) const PLACES: &[Place] = &[
    place("Constraints", "", Concept::Constraints, false),
    place("Constraints", "Retired", Concept::Constraints, true),
    place("Work Completed", "", Concept::Completed, false),
    place("Work Completed", "Tasks Closed", Concept::Tasks, true),
    place("Work Completed", "Pending Actions Closed", Concept::Pending, true),
    place("Work Completed", "Summary", Concept::Summary, false),
    place("Decisions", "", Concept::Decisions, false),
    place("Decisions", "No Longer Valid", Concept::Decisions, true),
    place(STATUS, "", Concept::State, false),
    place(GOAL, "", Concept::Objective, false),
    place("Open Tasks", "", Concept::Tasks, false),
    place("Pending Actions", "", Concept::Pending, false),
    place("Dead Ends and Gotchas", "", Concept::DeadEnds, false),
    place("Continue From", "Next Steps", Concept::Next, false),
    place("Continue From", "Artifacts", Concept::Artifacts, false),
    place("Continue From", "Watchlist", Concept::Watchlist, false),
    place("Continue From", "Verification", Concept::Verification, false),
    place("Continue From", "Environment", Concept::Environment, false),
    place("Continue From", "Context", Concept::Context, false),
    place("Continue From", "Open Questions", Concept::Questions, false),
    place("Continue From", "Exclusions", Concept::Exclusions, false),
    place("Continue From", "Other Notes", Concept::Domain, false),
    place("Continue From", "Links", Concept::Links, false),
    place("Continue From", "Derived From", Concept::Derived, false),
];

/// Returns the indices of the facts of each place, in order; a part stands where the item does that it is of.
pub(super) fn by_place(all: &[Fact]) -> Vec<Vec<usize>> {
    let mut places = vec![Vec::new(); PLACES.len()];
    for (i, item) in items_of(all).into_iter().enumerate() {
        if let Some(place) = place_of(&all[item]) {
            places[place].push(i);
        }
    }
    places
}

/// Returns for each fact the index of the item that it is a part of: the one before of its concept, else itself.
pub(super) fn items_of(all: &[Fact]) -> Vec<usize> {
    let mut last = 0;
    let item = |(i, fact): (usize, &Fact)| {
        if matches!(fact.portion, Portion::Item | Portion::Beside) || all[last].concept != fact.concept {
            last = i;
        }
        last
    };
    all.iter().enumerate().map(item).collect()
}

/// Returns the index of an item's place; `None` for concepts that are no facts.
pub(super) fn place_of(fact: &Fact) -> Option<usize> {
    let over = is_over(fact);
    let here = |p: &Place| p.concept == fact.concept;
    let exact = PLACES.iter().position(|p| here(p) && p.over == over);
    exact.or_else(|| PLACES.iter().position(|p| here(p) && !p.over))
}

/// Tells whether a fact no longer calls for anything: a closed task, a superseded decision, a retired pin.
pub(super) fn is_over(fact: &Fact) -> bool {
    match fact.concept {
        Concept::Tasks | Concept::Pending => fact.status.is_some_and(StatusKind::is_closed),
        Concept::Objective => false,
        _ => matches!(fact.status, Some(StatusKind::Superseded | StatusKind::Dropped)),
    }
}

/// Tells whether a fact is a pin: carried byte for byte at every budget.
pub(super) fn is_pin(fact: &Fact) -> bool {
    fact.concept == Concept::Constraints && fact.portion == Portion::Item && !is_over(fact)
}

/// Returns the rank of a fact among what is carried: lower first; 0 is the floor (DESIGN §7).
pub(super) fn rank(fact: &Fact) -> u8 {
    let over = is_over(fact);
    match fact.concept {
        Concept::Objective => 0,
        Concept::Constraints if !over => 0,
        Concept::Decisions if !over && fact.why.is_some() => 1,
        Concept::Decisions if !over => 2,
        Concept::Pending if !over => 3,
        Concept::Tasks if fact.status == Some(StatusKind::Blocked) => 3,
        Concept::Tasks if !over => 4,
        Concept::DeadEnds => 5,
        Concept::State => 6,
        Concept::Artifacts => 7,
        Concept::Verification => 8,
        Concept::Next => 10,
        Concept::Watchlist => 11,
        Concept::Questions => 12,
        Concept::Context | Concept::Exclusions => 13,
        Concept::Completed => 14,
        Concept::Environment => 15,
        Concept::Summary => 16,
        Concept::Tasks | Concept::Pending | Concept::Decisions | Concept::Constraints => 17,
        _ => 18,
    }
}

/// What is added to an item's rank for its parts: the words of all items come before what stands below any of them.
pub(super) const DETAIL: u8 = 20;

/// The rank of the author's own prompt, and of the quoted lines of cited files.
pub(super) const OWN_PROMPT: u8 = 9;

/// Names a number of facts of a concept, as `3 decisions`.
pub(super) fn counted(concept: Concept, n: usize) -> String {
    let one = match concept {
        Concept::Decisions => "decision",
        Concept::Tasks => "task",
        Concept::Pending => "pending action",
        Concept::Artifacts => "artifact",
        Concept::Constraints => "constraint",
        Concept::DeadEnds => "dead end",
        Concept::Questions => "open question",
        Concept::Links => "link",
        Concept::Exclusions => "exclusion",
        Concept::Next => "next step",
        Concept::Completed => "step done",
        Concept::Summary => "part of the summary",
        Concept::State => "part of the state",
        Concept::Verification => "check",
        Concept::Environment => "fact of the environment",
        Concept::Watchlist => "thing to watch",
        Concept::Context => "piece of context",
        Concept::Derived => "source",
        _ => "note",
    };
    let many = match concept {
        Concept::Completed => "steps done".to_owned(),
        Concept::Summary | Concept::State => one.replace("part", "parts"),
        Concept::Environment => "facts of the environment".to_owned(),
        Concept::Watchlist => "things to watch".to_owned(),
        Concept::Context => "pieces of context".to_owned(),
        _ => format!("{one}s"),
    };
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

#[cfg(test)]
mod tests {
    use super::PLACES;
    use crate::handoff::Handoff;

    #[test]
    fn every_heading_of_a_prompt_is_read_as_what_stands_below_it() {
        for place in PLACES {
            let sub = place.sub.map_or_else(String::new, |sub| format!("### {sub}\n\n"));
            let handoff = Handoff::parse(format!("## {}\n\n{sub}- Something said\n", place.heading));
            assert_eq!(handoff.items(place.concept).count(), 1, "{} {sub}", place.heading);
        }
    }
}
