//! `resume`: the prompt, and what happened since the session that it continues was sealed.

use super::{Error, Outcome, Project};
use crate::prompt::{Budget, Mark, Profile};
use crate::sources;

/// The most commits that are named.
const COMMITS: usize = 10;
/// The most changed files that are named.
const FILES: usize = 10;

impl Project {
    /// Compiles the prompt with what changed since the seal.
    ///
    /// The work tree as a whole is looked at only when asked for: it is the dearest part.
    pub(super) fn resume(&mut self, profile: &Profile, budget: Budget, tree: bool) -> Result<Outcome, Error> {
        self.live_path()?;
        if tree {
            self.gather();
        }
        self.read_chain();
        let mut facts = self.with_evidence(self.facts(), profile);
        facts.since = self.since(&facts.checked);
        let since = facts.since.clone();
        let prompt = self.compile_to_leave(&facts, &self.snapshot.findings, profile, budget)?;
        Ok(Outcome::Resumed { prompt, since })
    }

    /// Returns what happened since the base was sealed, a line each; nothing without a base.
    fn since(&self, checked: &[(String, Mark)]) -> Vec<String> {
        let places = self.past.base_places();
        let Some(seal) = places.first().and_then(|p| self.seal_of(self.past.chain.sessions()[*p].id).ok()) else { return Vec::new() };
        let mut since = Vec::new();
        if self.sealed_now().is_none() {
            since.push("The handoff was changed; what is above is the changed one, a draft.".to_owned());
        }
        let then = seal.git.map(|git| git.commit).unwrap_or_default();
        let head = self.git.as_ref().and_then(|git| git.head.commit.clone()).unwrap_or_default();
        if !then.is_empty() && !head.is_empty() && !then.starts_with(&head) {
            let log = sources::top_level(&self.root).and_then(|top| sources::log_since(&top, &then, &self.own_paths(&top)));
            let then = then.get(..7).unwrap_or(&then);
            match log {
                // The commit of the handoff itself is none.
                Some(log) if log.is_empty() => {}
                Some(log) => {
                    since.push(format!("{} commit{} since {then}:", log.len(), if log.len() == 1 { "" } else { "s" }));
                    since.extend(log.iter().take(COMMITS).cloned());
                    since.extend((log.len() > COMMITS).then(|| format!("and {} before these", log.len() - COMMITS)));
                }
                None => since.push(format!("HEAD is {head} now; git does not know {then}, where the session was sealed.")),
            }
        }
        let changed: Vec<&str> = checked.iter().filter(|(_, mark)| *mark == Mark::Changed).map(|(name, _)| name.as_str()).collect();
        if !changed.is_empty() {
            let more = if changed.len() > FILES { format!(" and {} more", changed.len() - FILES) } else { String::new() };
            since.push(format!("Cited files that changed: {}{more}.", changed[..changed.len().min(FILES)].join(", ")));
        }
        if self.git.as_ref().is_some_and(|git| git.dirty) {
            since.push("The work tree has uncommitted changes.".to_owned());
        }
        since
    }
}
