//! One project at the gate: its live file, its sessions, and what else of it goes along.

use super::super::configure::{self, PROJECT_FILE};
use super::super::{Project, Unread, find};
use super::{Gated, Passing};
use crate::chain::{BASE, Chain, Files, Hash, Id, Part, SESSIONS, Seal, State, What};
use crate::handoff::Handoff;
use crate::rules::{self, Checks, Evidence, Finding};
use crate::sources::{self, AgentConfig, Entry};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The files of one project in one run of the gate.
pub(super) struct Run<'a> {
    project: &'a Project,
    passing: &'a Passing,
    /// The way from the top level to the project, with a `/` at its end; empty where they are the same.
    below: String,
    /// The setting `live`, as git has it where it has one.
    set: String,
    /// The files that are, or could be, the live file, and those that links among them lead to.
    live: BTreeSet<String>,
    /// What of the project is other than before, by path.
    entries: BTreeMap<&'a str, &'a Entry>,
    /// The blobs of the entries.
    now: HashMap<String, Vec<u8>>,
}

const CONFIG: &str = "agent_config.toml";

impl<'a> Run<'a> {
    /// Takes what is the project's; `below` is the way to it from the top level.
    pub fn of(project: &'a Project, passing: &'a Passing, below: &str) -> Run<'a> {
        let below = if below.is_empty() { String::new() } else { format!("{below}/") };
        let files = [PROJECT_FILE, CONFIG].map(|file| passing.spec(&format!("{below}{file}")));
        let mut texts = passing.index.read(&files).into_iter().map(|text| String::from_utf8(text?).ok());
        let set = texts.next().flatten().and_then(|text| configure::live_in(&text));
        let set = set.or_else(|| AgentConfig::parse(&texts.next()??).handshake_file);
        let set = set.unwrap_or_else(|| project.settings.live.value.clone());
        let mut run = Run { project, passing, below, set, live: BTreeSet::new(), entries: BTreeMap::new(), now: HashMap::new() };
        run.live = run.named().iter().map(|name| run.path(name)).collect();
        let links: Vec<(&String, Option<&Entry>)> =
            run.live.iter().map(|path| (path, passing.entries.iter().find(|e| e.path == **path && e.link))).collect();
        let targets: Vec<String> = links.iter().map(|(path, link)| run.target(path, *link)).collect();
        // A link that is turned brings its new target along, which need not be new itself.
        let turned = links.iter().zip(&targets).filter(|((_, link), _)| link.is_some()).map(|(_, target)| target.clone());
        let turned: Vec<String> = turned.collect();
        let texts = passing.index.read(&turned.iter().map(|path| passing.spec(path)).collect::<Vec<_>>());
        let links: Vec<String> =
            links.iter().zip(&targets).filter(|((path, _), to)| path != to).map(|((path, _), _)| (*path).clone()).collect();
        run.now = turned.into_iter().zip(texts).filter_map(|(path, text)| Some((path, text?))).collect();
        run.live.extend(targets);
        run.entries = passing.entries.iter().filter(|e| run.owns(&e.path)).map(|e| (&*e.path, e)).collect();
        let wanted: Vec<(&str, &String)> = run.entries.values().filter_map(|e| Some((&*e.path, e.now.as_ref()?))).collect();
        let blobs = passing.index.read(&wanted.iter().map(|(_, id)| (*id).clone()).collect::<Vec<_>>());
        run.now.extend(wanted.iter().zip(blobs).filter_map(|((path, _), bytes)| Some(((*path).to_owned(), bytes?))));
        for link in links {
            run.now.remove(&link);
        }
        run
    }

    /// Checks all of it.
    pub fn check(&self) -> Vec<Gated> {
        let mut found = self.live_files();
        found.extend(self.others());
        found.extend(self.chain());
        found.extend(self.passed());
        found
    }

    /// Names the live file from the root: as the work tree has it and the setting names it, else as what passes does.
    fn named(&self) -> BTreeSet<String> {
        let here = self.passing.entries.iter().filter(|e| e.now.is_some()).filter_map(|e| e.path.strip_prefix(&self.below));
        let mut named: BTreeSet<String> = match &self.project.place {
            Ok(path) => [self.project.name_of(path)].into(),
            Err(Unread::Several(paths)) => paths.iter().map(|path| self.project.name_of(path)).collect(),
            Err(_) => BTreeSet::new(),
        };
        if named.is_empty() || !self.set.contains('*') {
            named.extend(here.clone().filter(|path| find::is_set(&self.set, path)).map(str::to_owned));
        }
        if named.is_empty() {
            let best = here.clone().filter_map(find::rank).min();
            named.extend(here.filter(|path| best.is_some() && find::rank(path) == best).map(str::to_owned));
        }
        if named.is_empty() { [self.project.live_name()].into() } else { named }
    }

    /// Returns the file that a path stands for: as the link says that goes along, else as the work tree has it.
    fn target(&self, path: &str, link: Option<&Entry>) -> String {
        let blob = link.and_then(|link| link.now.clone()).and_then(|id| self.passing.index.read(&[id]).pop().flatten());
        let text = blob.and_then(|bytes| String::from_utf8(bytes).ok());
        let led = text.and_then(|text| plain(&Path::new(path).parent()?.join(text)));
        let path = led.unwrap_or_else(|| path.to_owned());
        let top = &self.passing.top;
        self.project.seen_from(top, &top.join(&path)).filter(|real| !real.is_empty()).unwrap_or(path)
    }

    /// Tells whether a file (from the top level) is the project's to answer for.
    fn owns(&self, path: &str) -> bool {
        let Some(inside) = path.strip_prefix(&self.below) else { return false };
        inside.starts_with(".baton/")
            || inside == CONFIG
            || self.live.contains(path)
            || find::rank(inside).is_some()
            || find::is_set(&self.set, inside)
    }

    /// Checks the live file, or says that there must be one.
    fn live_files(&self) -> Vec<Gated> {
        let texts = self.live.iter().filter_map(|path| Some((path, self.now.get(path)?)));
        let mut found: Vec<Gated> = texts.map(|(path, bytes)| self.live_file(path, bytes)).collect();
        if let Some(expected) = self.project.expected().filter(|_| found.is_empty()) {
            let removed = |path: &&String| self.entries.get(&***path).is_some_and(|e| e.now.is_none());
            let kept: Vec<String> = self.live.iter().filter(|path| !removed(path)).cloned().collect();
            if kept.is_empty() || self.lookup(&kept).is_empty() {
                found.push(gated(&self.path(&self.project.live_name()), vec![rules::missing(&expected)]));
            }
        }
        found
    }

    fn live_file(&self, path: &str, bytes: &[u8]) -> Gated {
        let Ok(text) = std::str::from_utf8(bytes) else { return self.scanned(path, bytes, |_| Vec::new()) };
        let here = &self.project.handoff;
        let handoff = if here.text() == text { Arc::clone(here) } else { Arc::new(here.again(text)) };
        let evidence = Evidence { path: Some(self.project.live_name()), ..Evidence::default() };
        let mut findings = rules::check(&handoff, &Checks { evidence, ..self.project.checks.clone() });
        findings.extend(self.without_session(bytes));
        Gated { name: path.to_owned(), blob: None, handoff, findings }
    }

    /// Tells that a live file is staged as a session of the base has it, and the session is neither staged nor committed.
    fn without_session(&self, live: &[u8]) -> Vec<Finding> {
        if self.passing.at.is_some() {
            return Vec::new();
        }
        let ids = self.project.files.names(BASE).into_iter().filter_map(|name| Some(Id::of_file(&format!("{name}.toml"))?.0));
        let sealed = ids.filter(|id| {
            let seal = self.project.files.get(&id.path(Part::Seal)).and_then(|bytes| Seal::read(&bytes).ok());
            seal.is_some_and(|seal| seal.doc.sha256 == Some(Hash::of(live)))
        });
        let left = sealed.map(|id| (id, self.path(&id.path(Part::Seal)))).filter(|(_, seal)| {
            self.lookup(std::slice::from_ref(seal)).is_empty() && !sources::is_ignored(&self.passing.top, Path::new(seal))
        });
        left.map(|(id, _)| rules::told("seal-split", &format!("The live file is staged as session {id} has it, and the session is not.")))
            .collect()
    }

    /// Looks for secrets in what else goes along: the settings, the template, agent_config.toml.
    fn others(&self) -> Vec<Gated> {
        let dirs = [self.path(SESSIONS), self.path(BASE)];
        let other = |path: &&String| !self.live.contains(*path) && !dirs.iter().any(|dir| path.starts_with(&format!("{dir}/")));
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
        for path in self.entries.keys().filter(|path| path.starts_with(&dir)) {
            let name = Path::new(path).file_name().and_then(|n| n.to_str()).unwrap_or_default();
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
            let is_live = |text: &[u8]| self.live.iter().any(|path| self.now.get(path).is_some_and(|live| live == text));
            let fresh = text.filter(|text| !is_live(text));
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
            (Some(_), Some(seal)) if self.is_new(&part(Part::Seal)) && self.passing.at.is_none() => told.extend(self.left_out(id, seal)),
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
        let name = self.target(&self.path(&doc.path), None);
        // A live file that somebody has worked on since is a draft of its own; only the one that was sealed belongs to the seal.
        if self.project.files.get(&doc.path).is_some_and(|bytes| sealed(&bytes)) {
            let staged = match self.now.get(&name) {
                Some(bytes) => Some(bytes.clone()),
                None => self.passing.index.read(&[format!(":{name}")]).pop().flatten(),
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
        let new = self.entries.values().filter(|e| e.now.is_some()).filter_map(|e| Some((&e.path, e.path.strip_prefix(&dir)?)));
        let ids = new.filter_map(|(path, name)| Some((path, Id::of_file(&format!("{name}.toml"))?.0)));
        let lost = ids.filter(|(_, id)| {
            let parts = [Part::Seal, Part::Stub].map(|part| self.path(&id.path(part)));
            !parts.iter().any(|p| self.now.contains_key(p)) && self.lookup(&parts).is_empty()
        });
        let found = lost.map(|(path, id)| {
            let message = format!("The base marker {path} goes along without session {id}.");
            gated(path, vec![rules::told("seal-split", &message)])
        });
        found.collect()
    }

    /// Looks for secrets in the versions that the commits had on the way: a push publishes them, too.
    fn passed(&self) -> Vec<Gated> {
        let last: BTreeSet<&String> = self.entries.values().filter_map(|e| e.now.as_ref()).collect();
        let own = self.passing.versions.iter().filter(|e| self.owns(&e.path));
        let mut wanted: Vec<(&String, &String)> = own.filter_map(|e| Some((e.now.as_ref()?, &e.path))).collect();
        wanted.sort();
        wanted.dedup_by_key(|(blob, _)| *blob);
        wanted.retain(|(blob, _)| !last.contains(blob));
        let blobs = self.passing.index.read(&wanted.iter().map(|(blob, _)| (*blob).clone()).collect::<Vec<_>>());
        let checked = wanted.iter().zip(blobs).filter_map(|((blob, path), bytes)| {
            let scan = |text: &str| rules::scan(text, &self.project.checks).into_iter().filter(|f| f.secret).collect();
            Some(Gated { blob: Some((*blob).clone()), ..self.scanned(path, &bytes?, scan) })
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
        let read = self.passing.index.read(&asked.iter().map(|path| self.passing.spec(path)).collect::<Vec<_>>());
        files.extend(asked.into_iter().zip(read).filter_map(|(path, bytes)| Some((path, bytes?))));
        files
    }

    /// Returns those of some paths that git has where it counts.
    fn lookup(&self, paths: &[String]) -> Vec<String> {
        match &self.passing.at {
            None => self.passing.index.holds(paths),
            Some(_) => {
                let read = self.passing.index.read(&paths.iter().map(|path| self.passing.spec(path)).collect::<Vec<_>>());
                paths.iter().zip(read).filter(|(_, bytes)| bytes.is_some()).map(|(path, _)| path.clone()).collect()
            }
        }
    }

    fn path(&self, path: &str) -> String {
        format!("{}{path}", self.below)
    }

    /// Tells whether a file comes with this commit or range.
    fn is_new(&self, path: &str) -> bool {
        self.entries.get(path).is_some_and(|e| e.was.is_none() && e.now.is_some())
    }

    /// Checks a file's text; it is read as a handoff only where something is found, to tell where.
    fn scanned(&self, name: &str, bytes: &[u8], scan: impl FnOnce(&str) -> Vec<Finding>) -> Gated {
        let (text, findings) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, scan(text)),
            Err(_) => ("", vec![rules::told("unreadable", &format!("{name} is not UTF-8 text."))]),
        };
        let handoff = if findings.is_empty() { "" } else { text };
        Gated { name: name.to_owned(), blob: None, handoff: Arc::new(self.project.handoff.again(handoff)), findings }
    }
}

/// Makes the result of a file that is not looked into.
fn gated(name: &str, findings: Vec<Finding>) -> Gated {
    Gated { name: name.to_owned(), blob: None, handoff: Arc::new(Handoff::parse("")), findings }
}

/// Returns a path from the top level without `.` and `..`; `None` for one that leads out of it.
fn plain(path: &Path) -> Option<String> {
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => whole.push(name),
            Component::CurDir => {}
            Component::ParentDir if whole.pop() => {}
            _ => return None,
        }
    }
    Some(whole.display().to_string())
}
