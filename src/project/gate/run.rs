//! One project at the gate: its live file, its sessions, and what else of it goes along.

use super::super::configure::{self, PROJECT_FILE};
use super::super::{Error, Project, Unread, find};
use super::Gated;
use super::links::{self, End, Reach};
use super::passing::Passing;
use crate::chain::{BASE, Chain, Files, Found, Hash, Id, Part, Record, SESSIONS, Seal, State, Unreadable, What};
use crate::handoff::Handoff;
use crate::rules::{self, Checks, Evidence, Expected, Finding};
use crate::sources::{self, AgentConfig, Entry};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

/// The files of one project in one run of the gate.
pub(super) struct Run<'a> {
    project: &'a Project,
    passing: &'a Passing,
    /// The way from the top level to the project, with a `/` at its end; empty where they are the same.
    below: String,
    /// The setting `live`, as git has it where it has one.
    set: String,
    /// The files that are, or could be, the live file; where a link is named, what it leads to.
    live: BTreeSet<String>,
    /// The links on the way to them, with the paths that they say.
    links: HashMap<String, String>,
    /// The live files that are reached by links, by name.
    linked: Vec<(String, End)>,
    /// What else was the live file on the way.
    earlier: BTreeSet<String>,
    /// What of the project is other than before, by path.
    entries: BTreeMap<&'a str, &'a Entry>,
    /// The blobs of the entries.
    now: HashMap<String, Vec<u8>>,
}

const CONFIG: &str = "agent_config.toml";

impl<'a> Run<'a> {
    /// Takes what is the project's; `below` is the way to it from the top level.
    ///
    /// # Errors
    /// Where git does not have all of it.
    pub fn of(project: &'a Project, passing: &'a Passing, below: &str) -> Result<Run<'a>, Error> {
        let below = if below.is_empty() { String::new() } else { format!("{below}/") };
        let files = [PROJECT_FILE, CONFIG].map(|file| format!("{below}{file}"));
        let texts = passing.texts(&files)?;
        let set = files.iter().find_map(|file| live_in(file, texts.get(file)?)).unwrap_or_else(|| project.settings.live.value.clone());
        let mut run = Run {
            project,
            passing,
            below,
            set,
            live: BTreeSet::new(),
            links: HashMap::new(),
            linked: Vec::new(),
            earlier: BTreeSet::new(),
            entries: BTreeMap::new(),
            now: HashMap::new(),
        };
        let names: BTreeSet<String> = run.named()?.iter().map(|name| run.path(name)).collect();
        run.links = links::all(passing, &names)?;
        let ends = names.iter().map(|name| (name.clone(), links::follow(&passing.top, name, &run.links)));
        let (plain, linked): (Vec<_>, Vec<_>) = ends.partition(|(name, end)| *end == End::Here(name.clone()));
        run.live = plain.into_iter().map(|(name, _)| name).chain(linked.iter().filter_map(|(_, end)| end.clone().here())).collect();
        run.linked = linked;
        run.earlier = run.before(names)?;
        run.entries = passing.entries.iter().filter(|e| run.owns(&e.path)).map(|e| (&*e.path, e)).collect();
        let wanted: Vec<(&str, &str)> = run.entries.values().filter_map(|e| Some((&*e.path, e.now.as_deref()?))).collect();
        run.now = wanted.iter().map(|(path, _)| (*path).to_owned()).zip(passing.contents(&wanted)?).collect();
        run.now.retain(|path, _| !run.links.contains_key(path));
        // A link that is turned brings its new target along, which need not be new itself.
        if passing.entries.iter().any(|e| run.links.contains_key(&e.path)) {
            let ends: Vec<String> = run.linked.iter().filter_map(|(_, end)| end.clone().here()).collect();
            run.now.extend(passing.texts(&ends)?);
        }
        Ok(run)
    }

    /// Checks all of it.
    ///
    /// # Errors
    /// Where git does not have all of it.
    pub fn check(&self) -> Result<Vec<Gated>, Error> {
        let mut found = self.live_files()?;
        found.extend(self.others());
        found.extend(self.chain()?);
        found.extend(self.passed()?);
        Ok(found)
    }

    /// Names the live file from the root: as the work tree has it and the setting names it, else as what passes does or, where
    /// there must be one, as git has it.
    fn named(&self) -> Result<BTreeSet<String>, Error> {
        let inside = |e: &'a Entry| e.path.strip_prefix(&self.below).filter(|_| e.now.is_some());
        let here = self.passing.entries.iter().filter_map(inside);
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
        if named.is_empty() && self.project.expected().is_some() {
            let could_be = self.passing.whole()?.iter().filter_map(inside).filter(|path| find::would_be(&self.set, path));
            let best = could_be.clone().filter_map(find::rank).min();
            named.extend(could_be.filter(|path| !self.set.is_empty() || find::rank(path) == best).map(str::to_owned));
        }
        Ok(if named.is_empty() { [self.project.live_name()].into() } else { named })
    }

    /// Returns the files that were the live file in the commits that pass, by the settings and links of then.
    fn before(&self, names: BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
        let versions = &self.passing.versions;
        if versions.is_empty() {
            return Ok(BTreeSet::new());
        }
        let settings = versions.iter().filter(|e| [PROJECT_FILE, CONFIG].iter().any(|file| e.path == self.path(file)));
        let blobs: Vec<(&str, &str)> =
            settings.flat_map(|e| [&e.was, &e.now].map(|id| Some((&*e.path, id.as_deref()?)))).flatten().collect();
        let texts = self.passing.contents(&blobs)?;
        let sets: BTreeSet<String> = blobs.iter().zip(texts).filter_map(|((path, _), text)| live_in(path, &text)).collect();
        let was_set = |path: &str| path.strip_prefix(&self.below).is_some_and(|inside| sets.iter().any(|set| find::is_set(set, inside)));
        let set = versions.iter().map(|e| &e.path).filter(|path| was_set(path)).cloned();
        let turned = versions.iter().filter(|e| (e.link || e.was_link) && self.owns(&e.path)).map(|e| e.path.clone());
        links::earlier(self.passing, names.into_iter().chain(set).chain(turned).collect())
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
    fn live_files(&self) -> Result<Vec<Gated>, Error> {
        let texts = self.live.iter().filter_map(|path| Some((path, self.now.get(path)?)));
        let mut found = texts.map(|(path, bytes)| self.live_file(path, bytes)).collect::<Result<Vec<_>, _>>()?;
        if !found.is_empty() && self.linked.is_empty() {
            return Ok(found);
        }
        let there = self.passing.find(&self.live.iter().cloned().collect::<Vec<_>>())?;
        let linked = self.linked.iter().map(|(name, end)| (name, end, links::reach(self.passing, end, &there)));
        let lost: Vec<(&String, &End, Reach)> = linked.filter(|(.., reach)| *reach != Reach::Carried).collect();
        let carried = !there.is_empty() || lost.len() < self.linked.len();
        let demanded = self.demanded()?.filter(|_| found.is_empty() && !carried);
        for (name, end, reach) in lost {
            if demanded.is_none() && (reach == Reach::Outside || !self.is_touched(name, end)) {
                continue;
            }
            let told = match (reach, end) {
                (Reach::Outside, _) => format!("{name} is a link that leads out of the repository, where no clone has it."),
                (_, End::Here(path)) => format!("{name} is a link to {path}, and git has no such file."),
                (_, End::Away(_)) => format!("{name} is a link that leads nowhere."),
            };
            let help = "Let git have the file that it leads to, or mend the link.".to_owned();
            found.push(gated(name, vec![Finding { help, ..rules::told("handoff-missing", &told) }]));
        }
        if let Some(expected) = demanded.filter(|_| found.is_empty()) {
            found.push(match self.live.iter().find(|path| self.is_in_conflict(path)) {
                Some(path) => {
                    gated(path, vec![rules::told("merge-markers", &format!("{path} is in conflict: git has its sides and no file."))])
                }
                None => gated(&self.path(&self.project.live_name()), vec![rules::missing(&expected)]),
            });
        }
        Ok(found)
    }

    /// Returns the handoff that there must be; none is demanded by a file that goes away itself, or that no commit has.
    fn demanded(&self) -> Result<Option<Expected>, Error> {
        let Some(expected) = self.project.expected() else { return Ok(None) };
        let file = self.path(if self.project.agent.handshake_required { CONFIG } else { PROJECT_FILE });
        let goes = match self.passing.at {
            Some(_) => self.passing.find(&[file])?.is_empty(),
            None => self.entries.get(&*file).is_some_and(|e| e.now.is_none()),
        };
        Ok(Some(expected).filter(|_| !goes))
    }

    /// Tells whether a link goes along, or one on its way, or goes what it leads to.
    fn is_touched(&self, name: &str, end: &End) -> bool {
        let ends = |path: &str| matches!(end, End::Here(end) if end == path);
        self.passing.entries.iter().any(|e| e.path == name || ends(&e.path) || self.links.contains_key(&e.path))
    }

    fn is_in_conflict(&self, path: &str) -> bool {
        self.passing.at.is_none() && (2..=3).any(|side| sources::stage(&self.passing.top, path, side).is_some())
    }

    fn live_file(&self, path: &str, bytes: &[u8]) -> Result<Gated, Error> {
        let Ok(text) = std::str::from_utf8(bytes) else { return Ok(self.scanned(path, bytes, |_| Vec::new())) };
        let here = &self.project.handoff;
        let handoff = if here.text() == text { Arc::clone(here) } else { Arc::new(here.again(text)) };
        let evidence = Evidence { path: Some(self.project.live_name()), ..Evidence::default() };
        let mut findings = rules::check(&handoff, &Checks { evidence, ..self.project.checks.clone() });
        findings.extend(self.without_session(bytes)?);
        Ok(Gated { name: path.to_owned(), blob: None, handoff, findings })
    }

    /// Tells that a live file is staged as a session of the base has it, and the session is neither staged nor committed.
    fn without_session(&self, live: &[u8]) -> Result<Vec<Finding>, Error> {
        if self.passing.at.is_some() {
            return Ok(Vec::new());
        }
        let ids = self.project.files.names(BASE).into_iter().filter_map(|name| Some(Id::of_file(&format!("{name}.toml"))?.0));
        let sealed = ids.filter(|id| {
            let seal = self.project.files.get(&id.path(Part::Seal)).and_then(|bytes| Seal::read(&bytes).ok());
            seal.is_some_and(|seal| seal.doc.sha256 == Some(Hash::of(live)))
        });
        let sealed: Vec<(Id, String)> = sealed.map(|id| (id, self.path(&id.path(Part::Seal)))).collect();
        let there = self.passing.find(&sealed.iter().map(|(_, seal)| seal.clone()).collect::<Vec<_>>())?;
        let left = sealed
            .iter()
            .filter(|(_, seal)| !there.iter().any(|entry| entry.path == *seal) && !sources::is_ignored(&self.passing.top, Path::new(seal)));
        let told = left.map(|(id, _)| format!("The live file is staged as session {id} has it, and the session is not."));
        Ok(told.map(|message| rules::told("seal-split", &message)).collect())
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
    fn chain(&self) -> Result<Vec<Gated>, Error> {
        let dir = format!("{}/", self.path(SESSIONS));
        let mut touched: BTreeMap<Id, BTreeSet<Part>> = BTreeMap::new();
        for path in self.entries.keys().filter(|path| path.starts_with(&dir)) {
            let name = Path::new(path).file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if let Some((id, part)) = Id::of_file(name) {
                touched.entry(id).or_default().insert(part);
            }
        }
        let files = self.files_of(&touched)?;
        let bytes = |id: Id, part: Part| files.get(&self.path(&id.path(part))).map(Vec::as_slice);
        let sealed: BTreeMap<Id, (Hash, Result<Seal, Unreadable>)> =
            touched.keys().filter_map(|id| bytes(*id, Part::Seal).map(|seal| (*id, (Hash::of(seal), Seal::read(seal))))).collect();
        let seals = sealed.iter().map(|(id, (hash, seal))| Found::Seal(Box::new(Record::read(*id, *hash, seal.clone()))));
        let stubs = touched.keys().filter_map(|id| Some(Found::Stub(*id, bytes(*id, Part::Stub)?.to_vec())));
        let chain = Chain::of(seals.chain(stubs));
        let (mut found, mut removed) = (Vec::new(), Vec::new());
        for id in touched.keys() {
            let [text, seal, stub] = [Part::Text, Part::Seal, Part::Stub].map(|part| bytes(*id, part));
            let name = self.path(&id.path(Part::Text));
            let mut findings = self.splits(*id, text, seal, stub)?;
            let split = !findings.is_empty();
            if let Some(place) = chain.place(*id) {
                let read = sealed.get(id).and_then(|(_, seal)| seal.as_ref().ok());
                let verdicts = chain.verify_read(place, &Files { text, seal, stub }, read);
                let wrong = verdicts.iter().filter(|v| v.what.is_altered() && !(split && v.what == What::Missing));
                findings.extend(wrong.map(|v| rules::told("chain-broken", &format!("{v}."))));
                if let State::Unreadable(why) = &chain.sessions()[place].state {
                    findings.push(rules::told("chain-broken", &format!("The seal of {id} cannot be read: {why}.")));
                }
            } else if seal.is_none() && stub.is_none() && !split {
                removed.push(*id);
            }
            let is_live = |text: &[u8]| self.live.iter().any(|path| self.now.get(path).is_some_and(|live| live == text));
            let fresh = text.filter(|text| !is_live(text));
            let gated = self.scanned(&name, fresh.unwrap_or_default(), |text| rules::scan(text, &self.project.checks));
            findings.extend(gated.findings);
            found.push(Gated { findings, ..gated });
        }
        found.extend(self.lost(&removed)?);
        found.extend(self.markers()?);
        found.retain(|g| !g.findings.is_empty());
        Ok(found)
    }

    /// Tells of sessions that are removed and stand nowhere else as they were: a project may move.
    fn lost(&self, removed: &[Id]) -> Result<Vec<Gated>, Error> {
        if removed.is_empty() {
            return Ok(Vec::new());
        }
        let whole = self.passing.whole()?;
        let mut standing: HashMap<&str, Vec<&str>> = HashMap::new();
        for entry in whole {
            if let (Some(root), Some(now)) = (find::marked_by(&entry.path), &entry.now) {
                standing.entry(entry.path[root.len()..].trim_start_matches('/')).or_default().push(now);
            }
        }
        // The stub of one that was redacted on the way is checked where it stands.
        let stands = |id: &Id| {
            let as_it_was = |path: String| {
                let was = self.entries.get(&*self.path(&path)).and_then(|e| e.was.as_deref());
                was.is_none_or(|was| standing.get(&*path).is_some_and(|blobs| blobs.contains(&was)))
            };
            standing.contains_key(&*id.path(Part::Stub))
                || [Part::Text, Part::Seal, Part::Stub].iter().all(|part| as_it_was(id.path(*part)))
        };
        let lost: Vec<&Id> = removed.iter().filter(|id| !stands(id)).collect();
        let dir = self.path(SESSIONS);
        if lost.len() == removed.len() && !whole.iter().any(|e| Path::new(&e.path).starts_with(&dir)) {
            let told = "The whole chain is removed, and no stub says why; if the project is given up, go past the gate with --no-verify.";
            return Ok(vec![gated(&dir, vec![rules::told("chain-broken", told)])]);
        }
        let told = |id: &&Id| rules::told("chain-broken", &format!("Session {id} is removed, and no stub says why."));
        Ok(lost.iter().map(|id| gated(&self.path(&id.path(Part::Text)), vec![told(id)])).collect())
    }

    /// Tells which half of a session is left out.
    fn splits(&self, id: Id, text: Option<&[u8]>, seal: Option<&[u8]>, stub: Option<&[u8]>) -> Result<Vec<Finding>, Error> {
        let part = |part| self.path(&id.path(part));
        let mut told = Vec::new();
        match (text, seal) {
            (Some(_), None) if stub.is_none() => {
                told.push(format!("{} goes along without its seal {}.", part(Part::Text), part(Part::Seal)))
            }
            (None, Some(_)) if stub.is_none() => {
                told.push(format!("{} goes along without its text {}.", part(Part::Seal), part(Part::Text)))
            }
            (Some(_), Some(seal)) if self.is_new(&part(Part::Seal)) && self.passing.at.is_none() => told.extend(self.left_out(id, seal)?),
            _ => {}
        }
        Ok(told.iter().map(|message| rules::told("seal-split", message)).collect())
    }

    /// Tells what of the work tree belongs to a newly staged session and is not staged with it.
    fn left_out(&self, id: Id, seal: &[u8]) -> Result<Vec<String>, Error> {
        let marker = format!("{BASE}/{id}");
        let Some(_) = self.project.files.get(&marker) else { return Ok(Vec::new()) };
        let marker = self.path(&marker);
        let mut told = Vec::new();
        if !self.is_new(&marker) && self.passing.find(std::slice::from_ref(&marker))?.is_empty() {
            told.push(format!("Session {id} is staged, and its base marker {marker} is not."));
        }
        let Some(doc) = Seal::read(seal).ok().map(|s| s.doc) else { return Ok(told) };
        let sealed = |bytes: &Vec<u8>| doc.sha256 == Some(Hash::of(bytes));
        let path = self.path(&doc.path);
        let name = links::follow(&self.passing.top, &path, &self.links).here().unwrap_or(path);
        // A live file that somebody has worked on since is a draft of its own; only the one that was sealed belongs to the seal.
        if self.project.files.get(&doc.path).is_some_and(|bytes| sealed(&bytes)) {
            let staged = match self.now.get(&name) {
                Some(bytes) => sealed(bytes),
                None => self.passing.texts(std::slice::from_ref(&name))?.values().any(sealed),
            };
            if !staged {
                told.push(format!("Session {id} is staged, and the live file {name} is not staged as it was sealed."));
            }
        }
        Ok(told)
    }

    /// Checks that every marker that goes along names a session that is there.
    fn markers(&self) -> Result<Vec<Gated>, Error> {
        let dir = format!("{}/", self.path(BASE));
        let new = self.entries.values().filter(|e| e.now.is_some()).filter_map(|e| Some((&e.path, e.path.strip_prefix(&dir)?)));
        let parts = |id: Id| [Part::Seal, Part::Stub].map(|part| self.path(&id.path(part)));
        let ids = new.filter_map(|(path, name)| Some((path, Id::of_file(&format!("{name}.toml"))?.0)));
        let ids: Vec<(&String, Id)> = ids.filter(|(_, id)| !parts(*id).iter().any(|part| self.now.contains_key(part))).collect();
        let there = self.passing.find(&ids.iter().flat_map(|(_, id)| parts(*id)).collect::<Vec<_>>())?;
        let lost = ids.into_iter().filter(|(_, id)| !there.iter().any(|entry| parts(*id).contains(&entry.path)));
        let found = lost.map(|(path, id)| {
            let message = format!("The base marker {path} goes along without session {id}.");
            gated(path, vec![rules::told("seal-split", &message)])
        });
        Ok(found.collect())
    }

    /// Looks for secrets in the versions that the commits had on the way: a push publishes them, too.
    fn passed(&self) -> Result<Vec<Gated>, Error> {
        let last: BTreeSet<&String> = self.entries.values().filter_map(|e| e.now.as_ref()).collect();
        let own = self.passing.versions.iter().filter(|e| !e.link && (self.owns(&e.path) || self.earlier.contains(&e.path)));
        let mut wanted: Vec<(&String, &String)> = own.filter_map(|e| Some((e.now.as_ref()?, &e.path))).collect();
        wanted.sort();
        wanted.dedup_by_key(|(blob, _)| *blob);
        wanted.retain(|(blob, _)| !last.contains(blob));
        let blobs = self.passing.contents(&wanted.iter().map(|(blob, path)| (path.as_str(), blob.as_str())).collect::<Vec<_>>())?;
        let checked = wanted.iter().zip(blobs).map(|((blob, path), bytes)| {
            let scan = |text: &str| rules::scan(text, &self.project.checks).into_iter().filter(|f| f.secret).collect();
            Gated { blob: Some((*blob).clone()), ..self.scanned(path, &bytes, scan) }
        });
        Ok(checked.filter(|g| !g.findings.is_empty()).collect())
    }

    /// Returns the files of the touched sessions; those that are not touched themselves are asked for.
    fn files_of(&self, touched: &BTreeMap<Id, BTreeSet<Part>>) -> Result<HashMap<String, Vec<u8>>, Error> {
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
        files.extend(self.passing.texts(&asked)?);
        Ok(files)
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

/// Returns the setting `live` of a file of settings.
fn live_in(path: &str, text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    if path.ends_with(CONFIG) { AgentConfig::parse(text).handshake_file } else { configure::live_in(text) }
}
