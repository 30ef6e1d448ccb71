//! The mark below a claim that cites a file or a commit: verified, changed, unverified.

use super::layout::is_pin;
use super::line::indent;
use super::{Fact, Facts, Mark, Portion, cites};
use std::collections::HashMap;

/// What the mark of a claim begins with.
const CHECKED: &str = "Checked: ";

/// Tells whether a line below a list item is the mark of a claim.
pub(super) fn is_mark(line: &str) -> bool {
    line.starts_with("  ") && line.trim_start().starts_with(CHECKED)
}

/// What is known of everything that is cited, by its name.
pub(super) struct Marks<'f>(HashMap<&'f str, Mark>);

impl<'f> Marks<'f> {
    pub(super) fn new(facts: &'f Facts) -> Marks<'f> {
        Marks(facts.checked.iter().map(|(name, mark)| (name.as_str(), *mark)).collect())
    }

    /// Writes the line that stands below a fact; empty when it cites nothing that is known, or stays byte for byte.
    pub(super) fn line(&self, fact: &Fact, prose: bool) -> String {
        if self.0.is_empty() || is_pin(fact) || fact.portion == Portion::Verbatim {
            return String::new();
        }
        let texts = [fact.topic.as_deref(), Some(&*fact.text), fact.why.as_deref()].into_iter().flatten();
        let mut named: Vec<(&str, Mark)> = Vec::new();
        for cite in texts.flat_map(cites) {
            if let Some(mark) = self.0.get(cite.name)
                && !named.iter().any(|(name, _)| *name == cite.name)
            {
                named.push((cite.name, *mark));
            }
        }
        if named.is_empty() {
            return String::new();
        }
        let words: Vec<String> = named.iter().map(|(name, mark)| format!("{name} {}", mark.words())).collect();
        let words = words.join(", ");
        if prose { format!("_{CHECKED}{words}_\n") } else { format!("{}  {CHECKED}{words}\n", indent(fact)) }
    }
}

impl Mark {
    /// Returns the words in a prompt.
    pub fn words(self) -> &'static str {
        match self {
            Mark::Verified => "verified",
            Mark::Changed => "changed since the seal",
            Mark::Unverified => "unverified",
        }
    }
}
