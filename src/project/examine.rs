//! Everything that tree, git and chain can say about a handoff, gathered for the rules.
//!
//! Nothing of it is looked at before the first frame. Sealed texts never change and what git knows
//! seldom does, so both are remembered.

use super::facts::BOOTSTRAP;
use super::{Error, Project};
use crate::chain::{Cite, Cited, Hash, Id, State, Trouble};
use crate::handoff::{Concept, Handoff};
use crate::prompt::cites;
use crate::rules::{self, Changed, Checks, Evidence, Expected, Finding, Joined, Target, Tree, references};
use crate::sources;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How many ancestors are read for their decisions.
const ANCESTORS: usize = 50;
/// The most paths and commits that are looked up.
const MOST: usize = 500;

/// What was found out before and still holds.
#[derive(Default)]
pub(super) struct Remembered {
    /// The decisions of the ancestors of these sessions.
    past: Option<(Vec<Id>, Arc<Vec<rules::Past>>)>,
    /// The heads of the merge that the live file is, and what they began with.
    joined: Option<(Vec<Id>, Arc<Joined>)>,
    /// Whether git knows a commit, or a path below some directory.
    git: HashMap<String, bool>,
    /// The commits that were asked for last, and the full names of those that git has.
    commits: Option<(Vec<String>, Vec<String>)>,
}

impl Project {
    /// Runs every rule over a handoff of this project, with everything that can be known beside it.
    pub(super) fn examine(&self, handoff: &Handoff) -> Vec<Finding> {
        rules::check(handoff, &self.informed(handoff))
    }

    /// Returns the checks with the evidence on a handoff.
    pub(super) fn informed(&self, handoff: &Handoff) -> Checks {
        Checks { evidence: self.evidence(handoff), ..self.checks.clone() }
    }

    /// Forgets what git said: somebody may have fetched, committed or moved files.
    pub(super) fn forget_git(&self) {
        let mut remembered = self.remembered();
        remembered.git.clear();
        remembered.commits = None;
    }

    /// Returns the full names of those commits that git has.
    pub(super) fn known_commits(&self, names: &[&str]) -> Vec<String> {
        if let Some((asked, known)) = &self.remembered().commits
            && asked == names
        {
            return known.clone();
        }
        let top = sources::top_level(&self.root).filter(|_| !names.is_empty());
        let known = top.map(|top| sources::known_commits(&top, names)).unwrap_or_default();
        self.remembered().commits = Some((names.iter().map(|n| (*n).to_owned()).collect(), known.clone()));
        known
    }

    /// Returns the handoff that the project must have; `None` when none is demanded.
    pub(super) fn expected(&self) -> Option<Expected> {
        let by = match () {
            () if self.agent.handshake_required => "agent_config.toml (handshake_required)",
            () if self.files.get(super::configure::PROJECT_FILE).is_some() => ".baton/config.toml",
            () => return None,
        };
        Some(Expected { name: self.live_name(), by: by.to_owned() })
    }

    /// Returns the bootstrap template as a seal cites it: by its hash a change is noticed.
    pub(super) fn cite_of_bootstrap(&self) -> Option<Cite> {
        let hash = Some(hash(&self.files.get(BOOTSTRAP)?));
        Some(Cite { what: Cited::Path(BOOTSTRAP.to_owned()), hash, unknown: Default::default() })
    }

    fn evidence(&self, handoff: &Handoff) -> Evidence {
        let base = self.past.base_places();
        let sealed = base.first().map(|place| &self.past.chain.sessions()[*place]);
        let seal = sealed.and_then(|record| self.seal_of(record.id).ok());
        let name = sealed.map_or_else(String::new, |record| format!("session {}", record.number));
        let text = sealed.map(|record| self.text_of(record.id));
        let bootstrap = seal.as_ref().and_then(|seal| {
            let known = seal.cites.iter().find(|c| c.what == Cited::Path(BOOTSTRAP.to_owned()))?.hash.clone()?;
            let now = self.files.get(BOOTSTRAP).map_or_else(String::new, |bytes| hash(&bytes));
            (known != now).then(|| (name.clone(), now))
        });
        let stale = self.past.origin.as_ref().map(|o| o.stale.as_slice()).unwrap_or_default();
        let changed = match &text {
            Some(Ok(text)) if !stale.is_empty() => self.changed(stale, &name, text),
            _ => Vec::new(),
        };
        Evidence {
            path: self.place.as_ref().ok().map(|path| self.name_of(path)),
            tree: Some(self.tree(handoff)),
            changed,
            past: if handoff.items(Concept::Decisions).next().is_some() { self.ancestors(&base) } else { Arc::default() },
            joined: self.joined(&base),
            bootstrap,
            broken: self.broken(&base, text.and_then(Result::err)),
        }
    }

    /// Returns the heads that the live file joins: its bases, or the parents of the merge that it is.
    fn joined(&self, base: &[usize]) -> Option<Arc<Joined>> {
        let chain = &self.past.chain;
        let parents = |place: usize| chain.sessions()[place].parents.iter().filter_map(|p| chain.place(p.id)).collect::<Vec<_>>();
        let heads = if base.len() > 1 { base.to_vec() } else { self.sealed_now().map(parents)? };
        let ids: Vec<Id> = heads.iter().map(|p| chain.sessions()[*p].id).collect();
        if ids.len() < 2 {
            return None;
        }
        if let Some((known, joined)) = &self.remembered().joined
            && *known == ids
        {
            return Some(Arc::clone(joined));
        }
        let joined = Arc::new(self.heads(&heads)?);
        self.remembered().joined = Some((ids, Arc::clone(&joined)));
        Some(joined)
    }

    /// Reads heads and what they began with.
    pub(super) fn heads(&self, heads: &[usize]) -> Option<Joined> {
        let chain = &self.past.chain;
        let (first, others) = heads.split_first()?;
        let above: Vec<HashSet<usize>> = others.iter().map(|p| chain.ancestry(&[*p]).into_iter().collect()).collect();
        let common = chain.ancestry(&[*first]).into_iter().find(|p| above.iter().all(|line| line.contains(p)));
        let read = |place: usize| self.text_of(chain.sessions()[place].id).ok().map(|text| self.handoff.again(text));
        let base = common.map_or_else(|| Some(self.handoff.again("")), read)?;
        let named =
            |place: &usize| Some(rules::Past { name: format!("session {}", chain.sessions()[*place].number), handoff: read(*place)? });
        Some(Joined { base, heads: heads.iter().map(named).collect::<Option<Vec<_>>>()? })
    }

    /// Returns the stale files with what cites them in the base.
    fn changed(&self, stale: &[String], since: &str, text: &str) -> Vec<Changed> {
        let base = self.handoff.again(text);
        let document = base.document();
        let mut citing: HashMap<String, HashSet<String>> = HashMap::new();
        for text in document.lines().iter().map(|l| document.slice(l.span).trim()) {
            for cite in cites(text).filter(|c| stale.iter().any(|s| s == c.name)) {
                citing.entry(cite.name.to_owned()).or_default().insert(text.to_owned());
            }
        }
        let one = |path: &String| Changed {
            path: path.clone(),
            now: self.files.get(path).map_or_else(String::new, |bytes| hash(&bytes)),
            since: since.to_owned(),
            lines: citing.remove(path).unwrap_or_default(),
        };
        stale.iter().map(one).collect()
    }

    /// Returns the decisions of the ancestors, the newest first.
    fn ancestors(&self, base: &[usize]) -> Arc<Vec<rules::Past>> {
        let sessions = self.past.chain.sessions();
        let ids: Vec<Id> = base.iter().map(|p| sessions[*p].id).collect();
        if let Some((known, past)) = &self.remembered().past
            && *known == ids
        {
            return Arc::clone(past);
        }
        let places = self.past.chain.ancestry(base).into_iter().take(ANCESTORS);
        let read = places.filter_map(|place| {
            let handoff = self.handoff.again(self.text_of(sessions[place].id).ok()?);
            Some(rules::Past { name: format!("session {}", sessions[place].number), handoff })
        });
        let past = Arc::new(read.collect::<Vec<_>>());
        self.remembered().past = Some((ids, Arc::clone(&past)));
        past
    }

    /// Says what is wrong with the sessions that the live file continues.
    fn broken(&self, base: &[usize], unread: Option<Error>) -> Vec<String> {
        let chain = &self.past.chain;
        let line: HashSet<Id> = chain.ancestry(base).into_iter().map(|p| chain.sessions()[p].id).collect();
        let named = |id: &Id| chain.place(*id).map_or_else(|| id.to_string(), |p| format!("Session {}", chain.sessions()[p].number));
        let mut told: Vec<String> = unread.map(|e| format!("{}.", e.message)).into_iter().collect();
        for trouble in chain.troubles() {
            match trouble {
                Trouble::Cycle { id, parent } if line.contains(id) => {
                    told.push(format!("{} would be its own ancestor through {parent}.", named(id)))
                }
                Trouble::Twice(id) if line.contains(id) => told.push(format!("Two different seals say that they are {id}.")),
                _ => {}
            }
        }
        let unreadable = chain.sessions().iter().filter(|r| line.contains(&r.id));
        told.extend(unreadable.filter_map(|r| match &r.state {
            State::Unreadable(why) => Some(format!("The seal of {} cannot be read: {why}.", r.id)),
            _ => None,
        }));
        told
    }

    /// Looks up what a handoff refers to.
    fn tree(&self, handoff: &Handoff) -> Tree {
        let (mut paths, mut cited, mut commits) = (Vec::new(), Vec::new(), Vec::new());
        for reference in references(handoff) {
            match reference.target {
                Target::Path { path, line } => {
                    cited.extend(line.map(|_| path.clone()));
                    paths.push(path);
                }
                Target::Commit(name) => commits.push(name),
                Target::Anchor(_) | Target::Url(_) => {}
            }
        }
        for list in [&mut paths, &mut cited, &mut commits] {
            list.sort();
            list.dedup();
            list.truncate(MOST);
        }
        let top = sources::top_level(&self.root);
        let dirs = self.dirs(top.as_deref());
        let absent: Vec<&str> = paths.iter().map(String::as_str).filter(|p| !dirs.iter().any(|d| sources::exists(d, p))).collect();
        // Without git, a tree that has none of them is rather another one.
        let strange = top.is_none() && absent.len() == paths.len();
        let missing = if strange { HashSet::new() } else { self.unknown(top.as_deref(), &absent, sources::in_index) };
        let commits: Vec<&str> = commits.iter().map(String::as_str).collect();
        let unknown = if top.is_some() { self.unknown(top.as_deref(), &commits, sources::commits_here) } else { HashSet::new() };
        let count = |path: &String| Some((path.clone(), dirs.iter().find_map(|d| sources::lines(&d.join(path)))?));
        Tree { missing, lines: cited.iter().filter_map(count).collect(), unknown }
    }

    /// Returns the directories from which a path may be meant.
    fn dirs(&self, top: Option<&Path>) -> Vec<PathBuf> {
        let live = self.place.as_ref().ok().and_then(|p| p.parent()).map(Path::to_path_buf);
        let mut dirs = vec![self.root.clone()];
        for dir in live.into_iter().chain(top.map(Path::to_path_buf)) {
            if !dirs.contains(&dir) {
                dirs.push(dir);
            }
        }
        dirs
    }

    /// Returns those of some names that git does not know; where git says nothing, none.
    fn unknown(&self, top: Option<&Path>, names: &[&str], ask: fn(&Path, &[&str]) -> Option<HashSet<String>>) -> HashSet<String> {
        let Some(top) = top else { return names.iter().map(|n| (*n).to_owned()).collect() };
        let fresh: Vec<&str> = names.iter().copied().filter(|n| !self.remembered().git.contains_key(*n)).collect();
        if !fresh.is_empty() {
            let known = ask(top, &fresh);
            let is_known = |name: &str| known.as_ref().is_none_or(|k| k.contains(name));
            self.remembered().git.extend(fresh.iter().map(|n| ((*n).to_owned(), is_known(n))));
        }
        let remembered = self.remembered();
        names.iter().filter(|n| remembered.git.get(**n) == Some(&false)).map(|n| (*n).to_owned()).collect()
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the hash of a file as seals write it.
fn hash(bytes: &[u8]) -> String {
    format!("sha256:{}", Hash::of(bytes))
}

/// A place for what is remembered.
pub(super) type Memory = Mutex<Remembered>;
