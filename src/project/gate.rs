//! The gate: what is about to be committed or pushed, checked as git has it and not as the work tree does.
//!
//! A commit is of a whole repository, so the gate is over every project in it that the commit touches, wherever it is asked.

mod links;
mod passing;
mod run;

use super::{Error, ErrorKind, Outcome, Project, World, find};
use crate::handoff::Handoff;
use crate::rules::Finding;
use crate::sources::{self, Index};
use passing::Passing;
use run::Run;
use std::cell::OnceCell;
use std::path::PathBuf;
use std::sync::Arc;

/// What passes through the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// What is staged, in the index that `GIT_INDEX_FILE` names, from the top level.
    Staged(Option<PathBuf>),
    /// What is staged or, where nothing is, all that the index has: frameworks run their hooks over all files, too.
    Tracked(Option<PathBuf>),
    /// What commits bring: live file and sessions as the later one has them, secrets in every version on the way.
    Range {
        /// What is there already; `None` where that is not known, or nothing.
        from: Option<String>,
        /// The last commit.
        to: String,
        /// The other repository, by the name that its branches are known under here: what they have is published already.
        remote: Option<String>,
    },
}

/// A file at the gate, and what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gated {
    /// Its path from the top level of the repository.
    pub name: String,
    /// The blob that it was in an earlier version; `None` for the version that counts.
    pub blob: Option<String>,
    /// Its text as git has it, read.
    pub handoff: Arc<Handoff>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Project {
    /// Checks what is about to be committed or pushed.
    pub(super) fn gate(&mut self, gate: &Gate) -> Result<Outcome, Error> {
        let passing = self.passing(gate)?;
        let paths: Vec<&str> = passing.entries.iter().chain(&passing.versions).map(|e| &*e.path).collect();
        let settings = passing.settings(find::folders(&paths))?;
        let mut roots = find::roots(&passing.top, paths.into_iter().chain(settings.iter().map(String::as_str)));
        let below = self.below(&passing.top).map(|b| b.display().to_string()).unwrap_or_default();
        roots.remove(&below);
        let mut found = Run::of(self, &passing, &below)?.check()?;
        for root in roots {
            let world = World { interactive: false, ..self.world.clone() };
            let project = Project::at(world, passing.top.join(&root), None)?;
            found.extend(Run::of(&project, &passing, &root)?.check()?);
        }
        Ok(Outcome::Gated(found))
    }

    fn passing(&self, gate: &Gate) -> Result<Passing, Error> {
        let failed = |message: String| Error::new(ErrorKind::Failed, message);
        let top = sources::top_level(&self.root).ok_or_else(|| failed(format!("{} is in no git repository", self.root.display())))?;
        let silent = || failed(format!("git does not say what it is about to take in {}", top.display()));
        let whole = OnceCell::new();
        let (index, at, entries, versions) = match gate {
            Gate::Staged(file) | Gate::Tracked(file) => {
                let index = Index::of(&top, file.as_deref());
                let mut entries = index.staged().ok_or_else(silent)?;
                if entries.is_empty() && matches!(gate, Gate::Tracked(_)) {
                    entries = index.everything(None).ok_or_else(silent)?;
                }
                (index, None, entries, Vec::new())
            }
            Gate::Range { from, to, remote } => {
                let known = |words: &str| {
                    let unknown = || failed(format!("\"{words}\" names no commit")).hint("a shallow clone has few: git fetch --unshallow");
                    sources::commit_of(&top, words).ok_or_else(unknown)
                };
                let from = from.as_deref().map(known).transpose()?;
                let to = known(to)?;
                let index = Index::of(&top, None);
                let begin = from.clone().or_else(|| sources::empty_tree(&top)).ok_or_else(silent)?;
                let entries = index.between(&begin, &to).ok_or_else(silent)?;
                let versions = index.versions(from.as_deref(), &to, remote.as_deref()).ok_or_else(silent)?;
                (index, Some(to), entries, versions)
            }
        };
        Ok(Passing { top, index, at, entries, versions, whole })
    }
}
