//! What the work tree and git say about a handoff's citations: marks, quoted lines, what to read first.
//!
//! Only the live file's prompt has it: a sealed session's prompt must be the same on every machine.

use super::Project;
use crate::chain::{Cited, Hash};
use crate::handoff::{Concept, Handoff};
use crate::prompt::{Cite, Facts, Mark, Portion, Profile, Snippet, cites, facts_of};
use crate::rules;
use std::collections::{BTreeMap, BTreeSet};

/// The most files and commits that are looked at for one prompt.
const MOST: usize = 200;
/// The most quotations in a prompt, and lines in one of them.
const QUOTES: usize = 20;
const LINES: usize = 20;
/// So many lines before and after a cited line are quoted with it.
const AROUND: usize = 2;

/// Documents that a project may keep beside its handoff, in reading order (003), with what each is good for.
const DOCUMENTS: [(&[&str], &str); 2] = [
    (&["docs/decisions.md", "docs/DECISIONS.md", "DECISIONS.md"], "what is decided, and why"),
    (&["docs/architecture.md", "docs/ARCHITECTURE.md", "ARCHITECTURE.md"], "how it is designed"),
];

impl Project {
    /// Adds what the tree and git say now, as far as the profile has a use for it.
    pub(super) fn with_evidence(&self, facts: Facts, profile: &Profile) -> Facts {
        let said = facts_of(&self.handoff).into_iter().filter(|f| f.portion != Portion::Verbatim);
        let texts: Vec<String> = said.flat_map(|f| [f.topic, Some(f.text), f.why]).flatten().collect();
        let cited: Vec<Cite> = texts.iter().flat_map(|text| cites(text)).collect();
        let checked = self.checked(&cited);
        let snippets = if *profile == Profile::Chatgpt { self.snippets(&cited) } else { Vec::new() };
        let mut reading = facts.reading;
        if *profile == Profile::SessionContext {
            reading.extend(self.documents(&self.handoff));
        }
        Facts { checked, snippets, reading, ..facts }
    }

    /// Tells of every cited file and commit how it stands beside the base's seal.
    fn checked(&self, cited: &[Cite]) -> Vec<(String, Mark)> {
        let names: BTreeSet<(&str, bool)> = cited.iter().map(|c| (c.name, c.commit)).take(MOST * 10).collect();
        let sealed = self.sealed_hashes();
        let commits: Vec<&str> = names.iter().filter(|(_, commit)| *commit).map(|(name, _)| *name).take(MOST).collect();
        let known = self.known_commits(&commits);
        let mark = |(name, commit): &(&str, bool)| {
            if *commit {
                return known.iter().any(|full| full.starts_with(name)).then_some(Mark::Verified);
            }
            match (sealed.get(*name), self.hash_of(name)) {
                (Some(then), now) => Some(if then.as_ref() == now.as_ref() { Mark::Verified } else { Mark::Changed }),
                (None, Some(_)) => Some(Mark::Unverified),
                // Neither there nor ever sealed: perhaps no path at all, and nothing to say about it.
                (None, None) => None,
            }
        };
        names.iter().filter_map(|name| Some((name.0.to_owned(), mark(name)?))).take(MOST).collect()
    }

    /// Returns the hashes of the files that the seals of the base cite.
    fn sealed_hashes(&self) -> BTreeMap<String, Option<String>> {
        let sessions = self.past.chain.sessions();
        let seals = self.past.base_places().into_iter().filter_map(|place| self.seal_of(sessions[place].id).ok());
        let paths = seals.flat_map(|seal| seal.cites).filter_map(|cite| match cite.what {
            Cited::Path(path) => Some((path, cite.hash)),
            Cited::Commit(_) => None,
        });
        paths.collect()
    }

    fn hash_of(&self, path: &str) -> Option<String> {
        self.files.get(path).map(|bytes| format!("sha256:{}", Hash::of(&bytes)))
    }

    /// Quotes the cited lines; what holds a secret or hidden text is named, not quoted.
    fn snippets(&self, cited: &[Cite]) -> Vec<Snippet> {
        let mut seen = BTreeSet::new();
        let wanted = cited.iter().filter_map(|c| Some((c.name, c.lines?))).filter(|one| seen.insert(*one));
        let quoted = wanted.filter_map(|(path, (first, last))| {
            let text = String::from_utf8(self.files.get(path)?).ok()?;
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let from = first.saturating_sub(1 + AROUND).min(lines.len());
            let until = last.saturating_add(AROUND).min(from + LINES).min(lines.len());
            let name = if from + 1 == until { format!("{path} line {until}") } else { format!("{path} lines {}-{until}", from + 1) };
            if from >= until {
                return None;
            }
            let start: usize = lines[..from].iter().map(|l| l.len()).sum();
            let end = start + lines[from..until].iter().map(|l| l.len()).sum::<usize>();
            // The whole file is looked at: the mark of a secret may stand outside the quoted lines.
            let inside = |f: &rules::Finding| f.span.is_some_and(|s| s.start < end && start < s.end);
            let stop = rules::scan(&text, &self.checks).into_iter().find(|f| (f.secret || f.hidden) && inside(f));
            let text = match stop {
                None => Ok(text[start..end].to_owned()),
                Some(stop) if stop.secret => Err("it holds what looks like a secret".to_owned()),
                Some(_) => Err("it holds hidden characters".to_owned()),
            };
            Some(Snippet { name, text })
        });
        quoted.take(QUOTES).collect()
    }

    /// Returns the project's own documents that are there, the one of the present phase last.
    fn documents(&self, handoff: &Handoff) -> Vec<(String, String)> {
        let there = |path: &str| self.root.join(path).is_file();
        let one = |(paths, what): &(&[&str], &str)| Some((paths.iter().find(|p| there(p))?.to_string(), (*what).to_owned()));
        let mut found: Vec<_> = DOCUMENTS.iter().filter_map(one).collect();
        let phase = [Concept::Objective, Concept::Next, Concept::State].into_iter().find_map(|concept| {
            let texts = facts_of(handoff).into_iter().filter(|f| f.concept == concept);
            texts.filter_map(|f| phase_in(&f.text)).find(|n| there(&format!("docs/phases/phase{n}.md")))
        });
        found.extend(phase.map(|n| (format!("docs/phases/phase{n}.md"), format!("phase {n}, the present one, and its checklist"))));
        found
    }
}

/// Returns the number behind the first word "phase".
fn phase_in(text: &str) -> Option<u32> {
    let lower = text.to_lowercase();
    let behind = lower.split("phase").skip(1);
    behind.map(str::trim_start).find_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::phase_in;

    #[test]
    fn the_number_of_a_phase_is_found() {
        assert_eq!(phase_in("We are on Phase 0 (environment setup)"), Some(0));
        assert_eq!(phase_in("the phases are done; Phase 12 begins"), Some(12));
        assert_eq!(phase_in("in phase two"), None);
    }
}
