//! Handoff Format 1.0, point by point: its MUST, SHOULD and MAY, and the sixteen checks of its "Format Validation".

use super::case::Profile;
use super::{Checks, check_as};
use crate::handoff::{Concept, Handoff, MetaKey};
use std::collections::HashSet;

/// One demand of the format and whether a document meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Where it stands.
    pub part: Part,
    /// Its number there, from 1.
    pub number: usize,
    /// Its words.
    pub text: &'static str,
    /// Whether the document meets it; of a MAY, whether it makes use of it.
    pub met: bool,
    /// The rules that found it unmet.
    pub rules: Vec<&'static str>,
}

/// The parts of the format that demand something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// "MUST Requirements".
    Must,
    /// "SHOULD Requirements".
    Should,
    /// "MAY Requirements": nothing is wrong without.
    May,
    /// "Structural Validation".
    Structural,
    /// "Content Validation".
    Content,
    /// "Format Validation".
    Format,
}

impl Part {
    /// Returns the name used in answers.
    pub fn id(self) -> &'static str {
        match self {
            Part::Must => "must",
            Part::Should => "should",
            Part::May => "may",
            Part::Structural => "structural",
            Part::Content => "content",
            Part::Format => "format",
        }
    }
}

const SELF_CONTAINED: &[&str] = &["no-prompt", "prompt-without-context", "prompt-without-state", "prompt-not-self-contained"];
const VALID: &[&str] = &["unclosed-fence", "merge-markers"];
const TEMPLATE: &[&str] = &["no-prompt", "no-template"];
const OBJECTIVE: &[&str] = &["no-objective"];
const TRIGGER: &[&str] = &["no-prompt", "no-trigger"];

/// Every demand in order, with the rules that find it unmet.
const DEMANDS: [(Part, usize, &str, &[&str]); 32] = [
    (Part::Must, 1, "Be self-contained", SELF_CONTAINED),
    (Part::Must, 2, "Reference the bootstrap template", TEMPLATE),
    (Part::Must, 3, "Specify next objective", OBJECTIVE),
    (Part::Must, 4, "Include continuation instructions", TRIGGER),
    (Part::Must, 5, "Be valid markdown", VALID),
    (Part::Should, 1, "Summarize previous work", &["no-summary"]),
    (Part::Should, 2, "Document decisions", &["no-decisions", "decision-without-why"]),
    (Part::Should, 3, "Include timestamp", &["no-time"]),
    (Part::Should, 4, "Version or number sessions", &["no-session"]),
    (Part::Should, 5, "Reference artifacts", &["no-artifacts"]),
    (Part::Should, 6, "Be concise", &["too-long", "too-many-items"]),
    (Part::May, 1, "Include metadata", &[]),
    (Part::May, 2, "Add domain-specific sections", &[]),
    (Part::May, 3, "Provide alternative next steps", &[]),
    (Part::May, 4, "Include warnings or notes", &[]),
    (Part::May, 5, "Reference external resources", &[]),
    (Part::Structural, 1, "Contains header section", &["no-header"]),
    (Part::Structural, 2, "Contains previous session summary", &["no-summary"]),
    (Part::Structural, 3, "Contains current state", &["no-state"]),
    (Part::Structural, 4, "Contains next objective", OBJECTIVE),
    (Part::Structural, 5, "Contains restoration prompt", &["no-prompt"]),
    (Part::Structural, 6, "Restoration prompt includes template URL", TEMPLATE),
    (Part::Structural, 7, "Restoration prompt includes continuation trigger", TRIGGER),
    (Part::Content, 1, "Previous session summary is specific", &["no-summary", "vague-summary"]),
    (Part::Content, 2, "Decisions include rationale", &["decision-without-why"]),
    (
        Part::Content,
        3,
        "Next objective is clear and actionable",
        &["no-objective", "vague-objective", "broad-objective", "useless-next-step"],
    ),
    (Part::Content, 4, "Restoration prompt is self-contained", SELF_CONTAINED),
    (Part::Content, 5, "Total length is reasonable", &["too-long"]),
    (Part::Format, 1, "Valid markdown", VALID),
    (Part::Format, 2, "Consistent heading levels", &["heading-levels"]),
    (Part::Format, 3, "No broken internal references", &["dead-anchor"]),
    (Part::Format, 4, "Proper list formatting", &["list-format"]),
];

/// Holds a document against every demand of Handoff Format 1.0, whatever format it declares.
pub fn conformance(handoff: &Handoff, checks: &Checks) -> Vec<Criterion> {
    let found: HashSet<&str> = check_as(handoff, checks, Some(Profile::Handoff10)).iter().map(|f| f.rule).collect();
    let one = |(part, number, text, rules): (Part, usize, &'static str, &[&'static str])| {
        let rules: Vec<&'static str> = rules.iter().copied().filter(|r| found.contains(r)).collect();
        let met = if part == Part::May { makes_use(handoff, number) } else { rules.is_empty() };
        Criterion { part, number, text, met, rules }
    };
    DEMANDS.into_iter().map(one).collect()
}

/// Tells whether a document makes use of a MAY.
fn makes_use(handoff: &Handoff, number: usize) -> bool {
    let any = |concepts: &[Concept]| concepts.iter().any(|c| handoff.items(*c).next().is_some());
    match number {
        1 => {
            [MetaKey::Platform, MetaKey::Model, MetaKey::Actor, MetaKey::Branch, MetaKey::Commit].iter().any(|k| handoff.meta(*k).is_some())
        }
        2 => any(&[Concept::Domain, Concept::Questions, Concept::Links]),
        3 => handoff.items(Concept::Next).count() > 1,
        4 => any(&[Concept::Watchlist, Concept::DeadEnds, Concept::Constraints]),
        _ => handoff.text().contains("://"),
    }
}
