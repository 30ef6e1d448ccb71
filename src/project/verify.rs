//! Whether the chain is what was sealed: as this tree has it, or what commits of git did to it.

use super::{Error, ErrorKind, Outcome, Project};
use crate::chain::{Chain, Files, Id, Part, SESSIONS, Trouble, Verdict, What};
use crate::handoff::Handoff;
use crate::merge::{Lost, lost};
use crate::sources;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

impl Project {
    /// Verifies the chain, one session with its ancestors, or a range: by its own files and nothing that was kept of them.
    pub(super) fn verify(&mut self, words: Option<&str>) -> Result<Outcome, Error> {
        self.read_chain_itself();
        let chain = &self.past.chain;
        let places = match words.map(|w| (w, w.split_once(".."))) {
            Some((_, Some((from, to)))) => match (chain.find(from), chain.find(to)) {
                (Ok(from), Ok(to)) => {
                    let before = chain.ancestry(&[from]);
                    chain.ancestry(&[to]).into_iter().filter(|p| !before.contains(p)).rev().collect()
                }
                (Ok(_), Err(_)) => return Err(self.one_of_two(from, to)),
                (Err(_), Ok(_)) => return Err(self.one_of_two(to, from)),
                _ => return self.verify_commits(from, to),
            },
            Some((words, None)) => chain.ancestry(&[self.session(words)?]).into_iter().rev().collect(),
            None => chain.order().to_vec(),
        };
        let mut verdicts: Vec<Verdict> = Vec::new();
        for place in &places {
            let id = chain.sessions()[*place].id;
            let [text, seal, stub] = [Part::Text, Part::Seal, Part::Stub].map(|part| self.files.get(&id.path(part)));
            let files = Files { text: text.as_deref(), seal: seal.as_deref(), stub: stub.as_deref() };
            verdicts.extend(chain.verify_session(*place, &files));
        }
        let lost = places.iter().flat_map(|place| self.lost_in(*place)).collect();
        let troubles = chain.troubles().iter().cloned().chain(self.misplaced()).collect();
        Ok(Outcome::Verified { sessions: places.len(), verdicts, troubles, lost })
    }

    /// Says that one end of a range names a session and the other none.
    fn one_of_two(&self, session: &str, other: &str) -> Error {
        let commit = sources::top_level(&self.root).and_then(|top| sources::commit_of(&top, other));
        let what = commit.map_or("names no session", |_| "is a commit of git and no session");
        let message = format!("\"{session}\" names a session, and \"{other}\" {what}");
        Error::new(ErrorKind::Failed, message).hint("a range is of two sessions (baton log) or of two commits (git log)")
    }

    /// Lists the files of sessions that lie in another folder than their names say.
    fn misplaced(&self) -> Vec<Trouble> {
        let mut found = Vec::new();
        for month in self.files.names(SESSIONS) {
            for name in self.files.names(&format!("{SESSIONS}/{month}")) {
                let path = format!("{SESSIONS}/{month}/{name}");
                if let Some((id, part)) = Id::of_file(&name).filter(|(id, part)| id.path(*part) != path) {
                    let same = self.files.get(&path) == self.files.get(&id.path(part));
                    found.push(Trouble::Misplaced { id, path, same });
                }
            }
        }
        found
    }

    /// Lists what the heads of a sealed merge have and it has not, in words.
    fn lost_in(&self, place: usize) -> Vec<(Id, String)> {
        let record = &self.past.chain.sessions()[place];
        let parents: Vec<usize> = record.parents.iter().filter_map(|p| self.past.chain.place(p.id)).collect();
        let Some(joined) = Some(parents).filter(|p| p.len() > 1).and_then(|p| self.heads(&p)) else { return Vec::new() };
        let Ok(text) = self.text_of(record.id) else { return Vec::new() };
        let heads: Vec<&Handoff> = joined.heads.iter().map(|head| &head.handoff).collect();
        let words = |l: Lost| (record.id, self.safe(&format!("{} of {}: {}", l.concept.id(), joined.heads[l.head].name, l.text)));
        lost(&joined.base, &heads, &self.handoff.again(text)).into_iter().map(words).collect()
    }

    /// Verifies the sessions whose files differ between two commits, as the later one has them.
    fn verify_commits(&self, from: &str, to: &str) -> Result<Outcome, Error> {
        let unknown = |words: &str| {
            let message = format!("\"{words}\" names no session and no commit of git");
            Error::new(ErrorKind::Failed, message).hint("baton log shows the sessions, git log the commits; a shallow clone has few")
        };
        let top = sources::top_level(&self.root).ok_or_else(|| unknown(from))?;
        let commit = |words: &str| sources::commit_of(&top, words).ok_or_else(|| unknown(words));
        let (from, to) = (commit(from)?, commit(to)?);
        let dir = self.below(&top).ok_or_else(|| unknown(&from))?.join(SESSIONS);
        let dir = format!("{}/", dir.display());
        let silent = || Error::new(ErrorKind::Failed, format!("git does not say what {to} has below {dir}"));
        let between = sources::files_between(&top, &from, &to, &dir).ok_or_else(silent)?;
        let touched: BTreeSet<Id> = between.iter().filter_map(|path| Some(Id::of_file(last(path))?.0)).collect();
        let all = sources::files_at(&top, &to, &dir).ok_or_else(silent)?;
        // The graph needs every seal and stub, the verdicts the texts that were touched.
        let wanted = |path: &&String| Id::of_file(last(path)).is_some_and(|(id, part)| part != Part::Text || touched.contains(&id));
        let paths: Vec<&String> = all.iter().filter(wanted).collect();
        let read = sources::files_of_commits(&top, &paths.iter().map(|path| format!("{to}:{path}")).collect::<Vec<_>>());
        let files: HashMap<&str, Vec<u8>> = paths.iter().zip(read).filter_map(|(path, bytes)| Some((last(path), bytes?))).collect();
        let chain = Chain::read(files.iter().map(|(name, bytes)| (*name, bytes.as_slice())));
        let file = |id: Id, part| files.get(&*id.file(part)).map(Vec::as_slice);
        let mut verdicts = Vec::new();
        for place in chain.order().iter().copied().filter(|p| touched.contains(&chain.sessions()[*p].id)) {
            let id = chain.sessions()[place].id;
            let files = Files { text: file(id, Part::Text), seal: file(id, Part::Seal), stub: file(id, Part::Stub) };
            verdicts.extend(chain.verify_session(place, &files));
        }
        // A session that the later commit has no more: its seal went without a stub.
        let gone = touched.iter().filter(|id| chain.place(**id).is_none());
        verdicts.extend(gone.map(|id| Verdict { id: *id, part: Part::Seal, what: What::Missing }));
        Ok(Outcome::Verified { sessions: touched.len(), verdicts, troubles: chain.troubles().to_vec(), lost: Vec::new() })
    }
}

fn last(path: &str) -> &str {
    Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default()
}
