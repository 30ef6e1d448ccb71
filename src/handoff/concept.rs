//! The concepts: kinds of section that a handoff can have.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;

/// A kind of section (DESIGN §5), in canonical order: the order in which a new section is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concept {
    /// Id, number, time, actor, scope, branch, platform, model.
    Metadata,
    /// What happened, in prose.
    Summary,
    /// What was done.
    Completed,
    /// What was decided, with why.
    Decisions,
    /// Work with a status.
    Tasks,
    /// What waits, with what blocks it.
    Pending,
    /// Files and other things made or changed.
    Artifacts,
    /// Where things stand.
    State,
    /// What was checked, and how.
    Verification,
    /// Set-up, git state, services.
    Environment,
    /// The one goal of the next session.
    Objective,
    /// What to do next, in order.
    Next,
    /// What needs attention.
    Watchlist,
    /// Background, updates, carry-forward keys, what to read first.
    Context,
    /// What must hold: rules, do-nots; pins.
    Constraints,
    /// What was left out on purpose.
    Exclusions,
    /// What did not work, and what bites.
    DeadEnds,
    /// What nobody has answered yet.
    Questions,
    /// Links and related documents.
    Links,
    /// What the handoff was made from.
    Derived,
    /// Domain sections of 001 that nothing else fits.
    Domain,
    /// The author's own prompt for the next session.
    Prompt,
}

impl Concept {
    /// All concepts in canonical order.
    pub const ALL: [Concept; 22] = [
        Concept::Metadata,
        Concept::Summary,
        Concept::Completed,
        Concept::Decisions,
        Concept::Tasks,
        Concept::Pending,
        Concept::Artifacts,
        Concept::State,
        Concept::Verification,
        Concept::Environment,
        Concept::Objective,
        Concept::Next,
        Concept::Watchlist,
        Concept::Context,
        Concept::Constraints,
        Concept::Exclusions,
        Concept::DeadEnds,
        Concept::Questions,
        Concept::Links,
        Concept::Derived,
        Concept::Domain,
        Concept::Prompt,
    ];

    /// Returns the name used in references, JSON and the command line.
    pub fn id(self) -> &'static str {
        match self {
            Concept::Metadata => "metadata",
            Concept::Summary => "summary",
            Concept::Completed => "completed",
            Concept::Decisions => "decisions",
            Concept::Tasks => "tasks",
            Concept::Pending => "pending",
            Concept::Artifacts => "artifacts",
            Concept::State => "state",
            Concept::Verification => "verification",
            Concept::Environment => "environment",
            Concept::Objective => "objective",
            Concept::Next => "next",
            Concept::Watchlist => "watchlist",
            Concept::Context => "context",
            Concept::Constraints => "constraints",
            Concept::Exclusions => "exclusions",
            Concept::DeadEnds => "dead-ends",
            Concept::Questions => "questions",
            Concept::Links => "links",
            Concept::Derived => "derived",
            Concept::Domain => "domain",
            Concept::Prompt => "prompt",
        }
    }

    /// Returns the concept that `word` names: its id, its singular or a common short form (`decision`, `task`, `pin`, `goal`).
    pub fn from_word(word: &str) -> Option<Concept> {
        let word = word.to_lowercase();
        let alias = match word.as_str() {
            "done" => Some(Concept::Completed),
            "goal" => Some(Concept::Objective),
            "pin" | "pins" => Some(Concept::Constraints),
            "step" | "steps" | "next-steps" => Some(Concept::Next),
            "gotcha" | "gotchas" => Some(Concept::DeadEnds),
            "blocker" | "blockers" | "action" | "actions" => Some(Concept::Pending),
            "file" | "files" => Some(Concept::Artifacts),
            _ => None,
        };
        alias.or_else(|| Concept::ALL.into_iter().find(|c| c.id() == word || c.id().strip_suffix('s') == Some(word.as_str())))
    }

    /// Tells whether the concept's items carry a status box when nothing in the file says otherwise (DESIGN §5 "Status").
    pub fn has_status(self) -> bool {
        matches!(self, Concept::Tasks | Concept::Pending)
    }
}

/// Concepts in the order in which a heading names them, each once.
#[derive(Clone, Copy)]
pub struct Concepts {
    all: [Concept; Concept::ALL.len()],
    count: usize,
}

impl Concepts {
    /// Adds a concept, unless it is one of them.
    pub(super) fn add(&mut self, concept: Concept) {
        if !self.contains(&concept)
            && let Some(free) = self.all.get_mut(self.count)
        {
            *free = concept;
            self.count += 1;
        }
    }
}

impl Default for Concepts {
    fn default() -> Concepts {
        Concepts { all: Concept::ALL, count: 0 }
    }
}

impl Deref for Concepts {
    type Target = [Concept];

    fn deref(&self) -> &[Concept] {
        &self.all[..self.count]
    }
}

impl<const N: usize> From<[Concept; N]> for Concepts {
    fn from(concepts: [Concept; N]) -> Concepts {
        concepts.into_iter().collect()
    }
}

impl FromIterator<Concept> for Concepts {
    fn from_iter<I: IntoIterator<Item = Concept>>(concepts: I) -> Concepts {
        let mut all = Concepts::default();
        concepts.into_iter().for_each(|concept| all.add(concept));
        all
    }
}

impl PartialEq for Concepts {
    fn eq(&self, other: &Concepts) -> bool {
        **self == **other
    }
}

impl Eq for Concepts {}

impl fmt::Debug for Concepts {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.deref().fmt(f)
    }
}
