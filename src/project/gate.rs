//! The gate: what is about to be committed or pushed, checked as git has it and not as the work tree does.

use super::{Error, ErrorKind, Outcome, Project};
use crate::chain::{BASE, Chain, Files, Hash, Id, Part, SESSIONS, Seal, State, What};
use crate::handoff::Handoff;
use crate::rules::{self, Checks, Evidence, Finding};
use crate::sources::{self, AgentConfig, Entry, Index};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What passes through the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// What is staged, in the index that `GIT_INDEX_FILE` names, from the top level.
    Staged(Option<PathBuf>),
    /// What commits bring: live file and sessions as the later one has them, secrets in every version on the way.
    Range {
        /// What is there already; `None` is nothing.
        from: Option<String>,
        /// The last commit.
        to: String,
    },
}

/// A file at the gate, and what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gated {
    /// Its path from the top level of the repository.
    pub name: String,
    /// Its text as git has it, read.
    pub handoff: Arc<Handoff>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// The files of one run of the gate.
struct Run<'a> {
    project: &'a Project,
    index: Index,
    /// The commit whose files count; `None` is the index.
    at: Option<String>,
    /// The way from the top level to the project, with a `/` at its end; empty where they are the same.
    below: String,
    entries: Vec<Entry>,
    /// The blobs of the entries.
    now: HashMap<String, Vec<u8>>,
}

impl Project {
    /// Checks what is about to be committed or pushed.
    pub(super) fn gate(&mut self, gate: &Gate) -> Result<Outcome, Error> {
        let failed = |message: String| Error::new(ErrorKind::Failed, message);
        let top = sources::top_level(&self.root).ok_or_else(|| failed(format!("{} is in no git repository", self.root.display())))?;
        let below = self.below(&top).map(|b| b.display().to_string()).unwrap_or_default();
        let below = if below.is_empty() { below } else { format!("{below}/") };
        let paths: Vec<String> = [&*self.live_name(), ".baton", CONFIG].iter().map(|path| format!("{below}{path}")).collect();
        let silent = || failed(format!("git does not say what it is about to take in {}", top.display()));
        let (index, at, entries, passed) = match gate {
            Gate::Staged(file) => {
                let index = Index::of(&top, file.as_deref());
                let entries = index.staged(&paths).ok_or_else(silent)?;
                (index, None, entries, Vec::new())
            }
            Gate::Range { from, to } => {
                let known = |words: &str| {
                    let unknown = || failed(format!("\"{words}\" names no commit")).hint("a shallow clone has few: git fetch --unshallow");
                    sources::commit_of(&top, words).ok_or_else(unknown)
                };
                let from = from.as_deref().map(known).transpose()?;
                let to = known(to)?;
                let index = Index::of(&top, None);
                let begin = from.clone().or_else(|| sources::empty_tree(&top)).ok_or_else(silent)?;
                let entries = index.between(&begin, &to, &paths).ok_or_else(silent)?;
                let passed = index.versions(from.as_deref(), &to, &paths).ok_or_else(silent)?;
                (index, Some(to), entries, passed)
            }
        };
        let ids: Vec<String> = entries.iter().filter_map(|e| e.now.clone()).collect();
        let blobs = index.read(&ids);
        let now = entries.iter().filter(|e| e.now.is_some()).zip(blobs).filter_map(|(e, bytes)| Some((e.path.clone(), bytes?)));
        let now = now.collect();
        let run = Run { project: self, index, at, below, entries, now };
        let mut found: Vec<Gated> = run.live().into_iter().collect();
        found.extend(run.others());
        found.extend(run.chain());
        found.extend(run.passed(&passed));
        Ok(Outcome::Gated(found))
    }
}

const CONFIG: &str = "agent_config.toml";

impl Run<'_> {
    /// Checks the live file, or says that there must be one.
    fn live(&self) -> Option<Gated> {
        let name = self.path(&self.project.live_name());
        if let Some(bytes) = self.now.get(&name) {
            let Ok(text) = std::str::from_utf8(bytes) else { return Some(self.scanned(&name, bytes, |_| Vec::new())) };
            let handoff = Arc::new(self.project.handoff.again(text));
            let evidence = Evidence { path: Some(self.project.live_name()), ..Evidence::default() };
            let findings = rules::check(&handoff, &Checks { evidence, ..self.project.checks.clone() });
            return Some(Gated { name, handoff, findings });
        }
        let expected = self.project.expected()?;
        let removed = self.entries.iter().any(|e| e.path == name);
        let there = !removed && !self.lookup(std::slice::from_ref(&name)).is_empty();
        (!there).then(|| Gated { name, handoff: Arc::new(Handoff::parse("")), findings: vec![rules::missing(&expected)] })
    }

    /// Looks for secrets in what else goes along: the settings, the template, agent_config.toml.
    fn others(&self) -> Vec<Gated> {
        let live = self.path(&self.project.live_name());
        let dirs = [self.path(SESSIONS), self.path(BASE)];
        let other = |path: &&String| **path != live && !dirs.iter().any(|dir| path.starts_with(&format!("{dir}/")));
        let mut names: Vec<&String> = self.now.keys().filter(other).collect();
        names.sort();
        let checked = names.into_iter().map(|name| {
            self.scanned(name, &self.now[name], |text| {
                let mut found = rules::scan(text, &self.project.checks);
                if name.ends_with(CONFIG) && !found.iter().any(|f| f.secret) {
                    let secrets = AgentConfig::parse(text).secrets;
                    found.extend(secrets.iter().map(|s| {
                        let message = format!("{} holds a value of its own; name an environment variable instead.", s.origin);
                        Finding { secret: true, ..rules::told("secret", &message) }
                    }));
                }
                found
            })
        });
        checked.filter(|g| !g.findings.is_empty()).collect()
    }

    /// Checks the sessions that are touched: whole, as sealed, and without secrets.
    fn chain(&self) -> Vec<Gated> {
        let dir = format!("{}/", self.path(SESSIONS));
        let mut touched: BTreeMap<Id, BTreeSet<Part>> = BTreeMap::new();
        for entry in self.entries.iter().filter(|e| e.path.starts_with(&dir)) {
            let name = Path::new(&entry.path).file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if let Some((id, part)) = Id::of_file(name) {
                touched.entry(id).or_default().insert(part);
            }
        }
        let files = self.files_of(&touched);
        let bytes = |id: Id, part: Part| files.get(&self.path(&id.path(part))).map(Vec::as_slice);
        let named: Vec<(String, &[u8])> =
            touched.keys().flat_map(|id| [Part::Seal, Part::Stub].into_iter().filter_map(|p| Some((id.file(p), bytes(*id, p)?)))).collect();
        let chain = Chain::read(named.iter().map(|(name, bytes)| (name.as_str(), *bytes)));
        let mut found = Vec::new();
        for id in touched.keys() {
            let [text, seal, stub] = [Part::Text, Part::Seal, Part::Stub].map(|part| bytes(*id, part));
            let name = self.path(&id.path(Part::Text));
            let mut findings = self.splits(*id, text, seal, stub);
            let split = !findings.is_empty();
            if let Some(place) = chain.place(*id) {
                let verdicts = chain.verify_session(place, &Files { text, seal, stub });
                let wrong = verdicts.iter().filter(|v| v.what.is_altered() && !(split && v.what == What::Missing));
                findings.extend(wrong.map(|v| rules::told("chain-broken", &format!("{v}."))));
                if let State::Unreadable(why) = &chain.sessions()[place].state {
                    findings.push(rules::told("chain-broken", &format!("The seal of {id} cannot be read: {why}.")));
                }
            } else if seal.is_none() && stub.is_none() && !split {
                findings.push(rules::told("chain-broken", &format!("Session {id} is removed, and no stub says why.")));
            }
            let live = self.now.get(&self.path(&self.project.live_name()));
            let fresh = text.filter(|text| live.is_none_or(|live| live != text));
            let gated = self.scanned(&name, fresh.unwrap_or_default(), |text| rules::scan(text, &self.project.checks));
            findings.extend(gated.findings);
            found.push(Gated { findings, ..gated });
        }
        found.extend(self.markers());
        found.retain(|g| !g.findings.is_empty());
        found
    }

    /// Tells which half of a session is left out.
    fn splits(&self, id: Id, text: Option<&[u8]>, seal: Option<&[u8]>, stub: Option<&[u8]>) -> Vec<Finding> {
        let part = |part| self.path(&id.path(part));
        let mut told = Vec::new();
        match (text, seal) {
            (Some(_), None) if stub.is_none() => {
                told.push(format!("{} goes along without its seal {}.", part(Part::Text), part(Part::Seal)))
            }
            (None, Some(_)) if stub.is_none() => {
                told.push(format!("{} goes along without its text {}.", part(Part::Seal), part(Part::Text)))
            }
            (Some(_), Some(seal)) if self.is_new(&part(Part::Seal)) && self.at.is_none() => told.extend(self.left_out(id, seal)),
            _ => {}
        }
        told.iter().map(|message| rules::told("seal-split", message)).collect()
    }

    /// Tells what of the work tree belongs to a newly staged session and is not staged with it.
    fn left_out(&self, id: Id, seal: &[u8]) -> Vec<String> {
        let marker = format!("{BASE}/{id}");
        let Some(_) = self.project.files.get(&marker) else { return Vec::new() };
        let mut told = Vec::new();
        if !self.is_new(&self.path(&marker)) && self.lookup(&[self.path(&marker)]).is_empty() {
            told.push(format!("Session {id} is staged, and its base marker {} is not.", self.path(&marker)));
        }
        let Some(doc) = Seal::read(seal).ok().map(|s| s.doc) else { return told };
        let sealed = |bytes: &[u8]| doc.sha256 == Some(Hash::of(bytes));
        let name = self.path(&doc.path);
        // A live file that somebody has worked on since is a draft of its own; only the one that was sealed belongs to the seal.
        if self.project.files.get(&doc.path).is_some_and(|bytes| sealed(&bytes)) {
            let staged = match self.now.get(&name) {
                Some(bytes) => Some(bytes.clone()),
                None => self.index.read(&[format!(":{name}")]).pop().flatten(),
            };
            if !staged.is_some_and(|bytes| sealed(&bytes)) {
                told.push(format!("Session {id} is staged, and the live file {name} is not staged as it was sealed."));
            }
        }
        told
    }

    /// Checks that every marker that goes along names a session that is there.
    fn markers(&self) -> Vec<Gated> {
        let dir = format!("{}/", self.path(BASE));
        let new = self.entries.iter().filter(|e| e.now.is_some()).filter_map(|e| Some((&e.path, e.path.strip_prefix(&dir)?)));
        let ids = new.filter_map(|(path, name)| Some((path, Id::of_file(&format!("{name}.toml"))?.0)));
        let lost = ids.filter(|(_, id)| {
            let parts = [Part::Seal, Part::Stub].map(|part| self.path(&id.path(part)));
            !parts.iter().any(|p| self.now.contains_key(p)) && self.lookup(&parts).is_empty()
        });
        let gated = lost.map(|(path, id)| {
            let message = format!("The base marker {path} goes along without session {id}.");
            let findings = vec![rules::told("seal-split", &message)];
            Gated { name: path.clone(), handoff: Arc::new(Handoff::parse("")), findings }
        });
        gated.collect()
    }

    /// Looks for secrets in the versions that the commits had on the way: a push publishes them, too.
    fn passed(&self, versions: &[Entry]) -> Vec<Gated> {
        let last: BTreeSet<&String> = self.entries.iter().filter_map(|e| e.now.as_ref()).collect();
        let mut wanted: Vec<(&String, &String)> = versions.iter().filter_map(|e| Some((e.now.as_ref()?, &e.path))).collect();
        wanted.sort();
        wanted.dedup_by_key(|(blob, _)| *blob);
        wanted.retain(|(blob, _)| !last.contains(blob));
        let blobs = self.index.read(&wanted.iter().map(|(blob, _)| (*blob).clone()).collect::<Vec<_>>());
        let checked = wanted.iter().zip(blobs).filter_map(|((blob, path), bytes)| {
            let short: String = blob.chars().take(7).collect();
            let scan = |text: &str| rules::scan(text, &self.project.checks).into_iter().filter(|f| f.secret).collect();
            Some(self.scanned(&format!("{path} (an earlier version, blob {short})"), &bytes?, scan))
        });
        checked.filter(|g| !g.findings.is_empty()).collect()
    }

    /// Returns the files of the touched sessions; those that are not touched themselves are asked for.
    fn files_of(&self, touched: &BTreeMap<Id, BTreeSet<Part>>) -> HashMap<String, Vec<u8>> {
        let mut files: HashMap<String, Vec<u8>> = HashMap::new();
        let mut asked = Vec::new();
        for (id, parts) in touched {
            let whole = [Part::Text, Part::Seal].iter().all(|p| parts.contains(p) && self.is_new(&self.path(&id.path(*p))));
            for part in [Part::Text, Part::Seal, Part::Stub] {
                let path = self.path(&id.path(part));
                match self.now.get(&path) {
                    Some(bytes) => drop(files.insert(path, bytes.clone())),
                    None if parts.contains(&part) || whole => {}
                    None => asked.push(path),
                }
            }
        }
        let read = self.index.read(&asked.iter().map(|path| self.spec(path)).collect::<Vec<_>>());
        files.extend(asked.into_iter().zip(read).filter_map(|(path, bytes)| Some((path, bytes?))));
        files
    }

    /// Returns those of some paths that git has where it counts.
    fn lookup(&self, paths: &[String]) -> Vec<String> {
        match &self.at {
            None => self.index.holds(paths),
            Some(_) => {
                let read = self.index.read(&paths.iter().map(|path| self.spec(path)).collect::<Vec<_>>());
                paths.iter().zip(read).filter(|(_, bytes)| bytes.is_some()).map(|(path, _)| path.clone()).collect()
            }
        }
    }

    fn spec(&self, path: &str) -> String {
        format!("{}:{path}", self.at.as_deref().unwrap_or_default())
    }

    fn path(&self, path: &str) -> String {
        format!("{}{path}", self.below)
    }

    /// Tells whether a file comes with this commit or range.
    fn is_new(&self, path: &str) -> bool {
        self.entries.iter().any(|e| e.path == path && e.was.is_none() && e.now.is_some())
    }

    /// Checks a file's text; it is read as a handoff only where something is found, to tell where.
    fn scanned(&self, name: &str, bytes: &[u8], scan: impl FnOnce(&str) -> Vec<Finding>) -> Gated {
        let (text, findings) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, scan(text)),
            Err(_) => ("", vec![rules::told("unreadable", &format!("{name} is not UTF-8 text."))]),
        };
        let handoff = if findings.is_empty() { "" } else { text };
        Gated { name: name.to_owned(), handoff: Arc::new(self.project.handoff.again(handoff)), findings }
    }
}
