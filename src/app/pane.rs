//! The panes: what each is called and which concepts it holds.

use crate::handoff::Concept;

/// A pane of the screen; the number key that opens it is its place, 1 to 9 and 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pane {
    /// What was decided.
    Decisions,
    /// Work with a status.
    Tasks,
    /// What waits.
    Pending,
    /// Objective, next steps, watchlist.
    Next,
    /// Completed, summary.
    Done,
    /// State, verification, environment.
    State,
    /// Context, exclusions, dead ends, questions, links, derived.
    Context,
    /// Constraints.
    Pins,
    /// Artifacts and domain sections.
    Artifacts,
    /// Every section in file order.
    Everything,
    /// The restoration prompt.
    Prompt,
}

impl Pane {
    /// All panes, in the order of their keys, the prompt last.
    pub const ALL: [Pane; 11] = [
        Pane::Decisions,
        Pane::Tasks,
        Pane::Pending,
        Pane::Next,
        Pane::Done,
        Pane::State,
        Pane::Context,
        Pane::Pins,
        Pane::Artifacts,
        Pane::Everything,
        Pane::Prompt,
    ];

    /// Returns its title.
    pub fn title(self) -> &'static str {
        match self {
            Pane::Decisions => "Decisions",
            Pane::Tasks => "Tasks",
            Pane::Pending => "Pending actions",
            Pane::Next => "Next objective",
            Pane::Done => "Done",
            Pane::State => "State",
            Pane::Context => "Context",
            Pane::Pins => "Pins",
            Pane::Artifacts => "Artifacts",
            Pane::Everything => "Everything",
            Pane::Prompt => "Next prompt",
        }
    }

    /// Returns the key that opens it.
    pub fn key(self) -> char {
        match self {
            Pane::Everything => '0',
            Pane::Prompt => 'v',
            pane => char::from(b'1' + pane as u8),
        }
    }

    /// Returns the concepts that it holds, in the order in which it shows them.
    pub fn concepts(self) -> &'static [Concept] {
        use Concept::*;
        match self {
            Pane::Decisions => &[Decisions],
            Pane::Tasks => &[Tasks],
            Pane::Pending => &[Pending],
            Pane::Next => &[Objective, Next, Watchlist],
            Pane::Done => &[Completed, Summary],
            Pane::State => &[State, Verification, Environment],
            Pane::Context => &[Context, Exclusions, DeadEnds, Questions, Links, Derived],
            Pane::Pins => &[Constraints],
            Pane::Artifacts => &[Artifacts, Domain],
            Pane::Everything | Pane::Prompt => &[],
        }
    }

    /// Returns the pane that holds `concept`.
    pub fn of(concept: Concept) -> Pane {
        Pane::ALL.into_iter().find(|p| p.concepts().contains(&concept)).unwrap_or(Pane::Everything)
    }
}

/// Returns what a concept's items are called on the screen, many and one.
pub fn words(concept: Concept) -> (&'static str, &'static str) {
    match concept {
        Concept::Metadata => ("Metadata", "value"),
        Concept::Summary => ("Summary", "summary"),
        Concept::Completed => ("Completed", "completed step"),
        Concept::Decisions => ("Decisions", "decision"),
        Concept::Tasks => ("Tasks", "task"),
        Concept::Pending => ("Pending actions", "pending action"),
        Concept::Artifacts => ("Artifacts", "artifact"),
        Concept::State => ("Current state", "state"),
        Concept::Verification => ("Verification", "verification"),
        Concept::Environment => ("Environment", "environment"),
        Concept::Objective => ("Objective", "objective"),
        Concept::Next => ("Next steps", "next step"),
        Concept::Watchlist => ("Watchlist", "watchlist item"),
        Concept::Context => ("Context", "context"),
        Concept::Constraints => ("Pins", "pin"),
        Concept::Exclusions => ("Exclusions", "exclusion"),
        Concept::DeadEnds => ("Dead ends and gotchas", "dead end"),
        Concept::Questions => ("Open questions", "question"),
        Concept::Links => ("Links", "link"),
        Concept::Derived => ("Derived from", "source"),
        Concept::Domain => ("Domain sections", "domain line"),
        Concept::Prompt => ("Prompt", "prompt"),
    }
}
