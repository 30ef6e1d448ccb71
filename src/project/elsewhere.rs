//! Taking over: sessions that other branches and work trees of this repository have and this one has not.
//!
//! Bounded: three runs of git and a few hundred files, and never before the first frame.

use super::{Error, Outcome, Project, Snapshot, ago};
use crate::chain::{Chain, Id, Part, Record, SESSIONS, Time, Trouble};
use crate::sources::{self, Added};
use crate::store::ChainFiles;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A session that is newer than the base and not in this tree, the last one of its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The session.
    pub id: Id,
    /// Its number.
    pub number: u32,
    /// A few words on what it is about.
    pub title: String,
    /// Who sealed it.
    pub by: String,
    /// How long ago, in seconds, when it was looked for.
    pub age: u64,
    /// Where it is.
    pub spot: Spot,
}

/// A place beside this tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A branch, local or remote-tracking, as git takes it.
    Branch(String),
    /// A work tree where it is not committed.
    Worktree {
        /// The work tree.
        path: PathBuf,
        /// Its branch.
        branch: Option<String>,
    },
}

/// The most seals that are read.
const SEALS: usize = 400;
/// The most places that are told.
const PLACES: usize = 5;

impl Elsewhere {
    /// Says where it is and how to come by it, in one line.
    pub fn sentence(&self) -> String {
        let by = if self.by.is_empty() { String::new() } else { format!(" by {}", self.by) };
        format!("session {}{by}, {}, {}", self.number, ago(self.age), self.spot.sentence())
    }
}

impl Spot {
    /// Says where it is, and the command that brings it here.
    pub fn sentence(&self) -> String {
        format!("{}: {}", self.place(), self.command())
    }

    /// Says where it is.
    pub fn place(&self) -> String {
        match self {
            Spot::Branch(name) => format!("on branch {name}"),
            Spot::Worktree { path, .. } => format!("in the work tree {}, not committed", path.display()),
        }
    }

    /// Returns the command that brings its sessions here, or makes them ready for that.
    pub fn command(&self) -> String {
        match self {
            Spot::Branch(name) => format!("git merge {}", quoted(name)),
            Spot::Worktree { path, branch } => {
                let path = quoted(&path.display().to_string());
                let commit = format!("baton -C {path} seal --commit");
                branch.as_ref().map_or(commit.clone(), |b| format!("{commit}, then git merge {}", quoted(b)))
            }
        }
    }
}

impl Project {
    /// Looks for newer sessions on other branches and work trees; what there are is in the snapshot.
    ///
    /// Runs git: for the worker after the first frame, and for commands that tell of it.
    pub fn look_around(&mut self) {
        // Where the chain was gathered it is left at that: a session that came since is news for `look_again` to tell.
        if !self.gathered && self.past.chain.sessions().is_empty() {
            self.look_back();
        }
        let since = self.past.base_places().iter().map(|p| self.past.chain.sessions()[*p].id.time()).max();
        let now: Time = super::now().parse().unwrap_or_default();
        let found = self.elsewhere();
        let continued: HashSet<Id> = found.iter().flat_map(|(record, _)| record.parents.iter().map(|p| p.id)).collect();
        let mut heads: Vec<Elsewhere> = found
            .into_iter()
            .filter(|(record, _)| !continued.contains(&record.id) && since.is_none_or(|since| record.id.time() >= since))
            .map(|(record, spot)| Elsewhere {
                id: record.id,
                number: record.number,
                title: self.safe(&record.title),
                by: self.safe(&record.by),
                age: now.since(record.id.time()),
                spot,
            })
            .collect();
        heads.sort_by_key(|e| (e.age, e.id));
        heads.truncate(PLACES);
        self.elsewhere = heads;
        let (elsewhere, standing) = (self.elsewhere.clone(), self.standing());
        self.snapshot = Arc::new(Snapshot { elsewhere, standing, ..(*self.snapshot).clone() });
    }

    /// Draws the chain together with the sessions of other branches and work trees.
    pub(super) fn log_all(&mut self) -> Result<Outcome, Error> {
        self.look_back();
        let found = self.elsewhere();
        let own = std::mem::take(&mut self.past.chain);
        let odd = |t: &&Trouble| matches!(t, Trouble::Stranger(_) | Trouble::Unsealed(_) | Trouble::Twice(_));
        let troubles: Vec<Trouble> = own.troubles().iter().filter(odd).cloned().collect();
        let spots: HashMap<Id, Spot> = found.iter().map(|(record, spot)| (record.id, spot.clone())).collect();
        let both = own.sessions().iter().cloned().chain(found.into_iter().map(|(record, _)| record));
        self.past.chain = Arc::new(Chain::new(both.collect()));
        let log = self.drawn(spots, troubles);
        self.past.chain = own;
        log
    }

    /// Returns the project's root as seen from git's top level.
    pub(super) fn below(&self, top: &Path) -> Option<PathBuf> {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        real(&self.root).strip_prefix(real(top)).ok().map(Path::to_path_buf)
    }

    /// Returns the sessions that are not in this tree, each with the first place that has it.
    fn elsewhere(&self) -> Vec<(Record, Spot)> {
        let Some(top) = sources::top_level(&self.root) else { return Vec::new() };
        let Some(inside) = self.below(&top) else { return Vec::new() };
        let sessions = format!("{}/", inside.join(SESSIONS).display());
        let mut seen: HashSet<Id> = self.past.chain.sessions().iter().map(|r| r.id).collect();
        let mut added: Vec<(Id, Added)> = Vec::new();
        for file in sources::added_elsewhere(&top, &sessions) {
            if let Some((id, Part::Seal)) = file.path.rsplit('/').next().and_then(Id::of_file)
                && seen.insert(id)
            {
                added.push((id, file));
            }
        }
        added.sort_by_key(|(id, _)| std::cmp::Reverse(id.time()));
        added.truncate(SEALS);
        let names: Vec<String> = added.iter().map(|(_, file)| format!("{}:{}", file.commit, file.path)).collect();
        let read = sources::files_of_commits(&top, &names);
        let mut found: Vec<(Record, Spot)> = Vec::new();
        for ((id, file), bytes) in added.into_iter().zip(read) {
            // Bytes that do not fit the name are no session of anybody.
            if let Some(bytes) = bytes.filter(|b| Id::of(id.time(), b) == id) {
                found.push((Record::of(id, &bytes), Spot::Branch(file.branch)));
            }
        }
        for tree in sources::worktrees(&top) {
            let files = ChainFiles::of(&tree.path.join(&inside));
            let path = if inside.as_os_str().is_empty() { tree.path } else { tree.path.join(&inside) };
            let spot = Spot::Worktree { path, branch: tree.branch };
            // The newest months first.
            for month in files.names(SESSIONS).iter().rev() {
                for name in files.names(&format!("{SESSIONS}/{month}")) {
                    let Some((id, Part::Seal)) = Id::of_file(&name) else { continue };
                    if found.len() < SEALS
                        && seen.insert(id)
                        && let Some(bytes) = files.get(&id.path(Part::Seal)).filter(|b| Id::of(id.time(), b) == id)
                    {
                        found.push((Record::of(id, &bytes), spot.clone()));
                    }
                }
            }
        }
        found
    }
}

/// Returns a word as a shell takes it.
fn quoted(word: &str) -> String {
    shell_words::quote(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_with_odd_letters_is_quoted() {
        let spot = Spot::Branch("it's;rm".into());
        assert!(spot.command().starts_with("git merge '") || spot.command().starts_with("git merge \""), "{}", spot.command());
    }
}
