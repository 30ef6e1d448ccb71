//! The end of a session as a person sees it: what sealing would do, what stands in its way, and the commit behind it.

use super::seal::Sealing;
use super::{Error, ErrorKind, Outcome, Project, SealReport};
use crate::chain::{Id, Part, Seal};
use crate::{sources, store};
use std::path::Path;

/// What sealing the live file would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// The session that would come of it; `None` where it is not clear what it would continue, or nothing can be sealed at all.
    pub report: Option<SealReport>,
    /// What refuses it.
    pub refused: Option<Error>,
    /// Whether there is a git repository to commit to.
    pub git: bool,
    /// Whether HEAD holds the session that the live file is, when it is one.
    pub committed: bool,
}

impl Project {
    /// Looks at the end of the session; nothing is written.
    pub(super) fn look_ahead(&mut self, how: &Sealing) -> Ahead {
        self.gather();
        self.refresh_quietly();
        self.look_back();
        self.show();
        let (report, refused) = match self.lay_out(how, None) {
            Ok((report, _, refused)) => (Some(self.safe_report(report)), refused),
            Err(refused) => (None, Some(refused)),
        };
        let top = sources::top_level(&self.root);
        let here = self.sealed_now().map(|place| self.past.chain.sessions()[place].id);
        let committed = here.zip(top.as_ref()).is_some_and(|(id, top)| {
            self.seen_from(top, &self.root.join(id.path(Part::Seal))).is_some_and(|file| sources::is_committed(top, &file))
        });
        Ahead { report, refused, git: top.is_some(), committed }
    }

    /// Masks the secrets of what a preview shows; one that is sealed has none that is not settled.
    fn safe_report(&self, mut report: SealReport) -> SealReport {
        report.seal.title = self.safe(&report.seal.title);
        for line in &mut report.lines {
            (line.before, line.after) = (self.safe(&line.before), self.safe(&line.after));
        }
        report.pins = report.pins.iter().map(|pin| self.safe(pin)).collect();
        report
    }

    /// Commits a session that is sealed already.
    pub(super) fn commit_session(&mut self, words: &str) -> Result<Outcome, Error> {
        self.gather();
        self.refresh_quietly();
        self.look_back();
        let place = self.session(words)?;
        let id = self.past.chain.sessions()[place].id;
        let seal = self.seal_of(id)?;
        let commit = self.commit(id, &seal).map_err(|why| Error::new(ErrorKind::Failed, format!("not committed: {why}")))?;
        Ok(Outcome::Committed { id, commit })
    }

    /// Commits `.baton/`, and the live file while it is the session's text; `None` when HEAD has all that.
    pub(super) fn commit(&mut self, id: Id, seal: &Seal) -> Result<Option<String>, String> {
        let top = sources::top_level(&self.root).ok_or("this is no git repository")?;
        let title = if seal.title.is_empty() { String::new() } else { format!(": {}", seal.title) };
        let message = [format!("Handoff per {}", self.live_name()), format!("Session {}{title}", seal.number)];
        let is_live = self.sealed_now().is_some_and(|place| self.past.chain.sessions()[place].id == id);
        let mut paths = self.own_paths(&top);
        if !is_live {
            paths.retain(|path| path.ends_with(".baton"));
        }
        let commit = store::commit(&top, &paths, &message)?;
        self.gathered = false;
        self.gather();
        self.have_seen();
        Ok(commit)
    }

    /// Returns the live file and `.baton` as seen from git's top level.
    pub(super) fn own_paths(&self, top: &Path) -> Vec<String> {
        let live = self.place.as_ref().ok().and_then(|p| self.seen_from(top, p));
        live.into_iter().chain(self.seen_from(top, &self.root.join(".baton"))).collect()
    }

    /// Returns a path as seen from git's top level.
    pub(super) fn seen_from(&self, top: &Path, path: &Path) -> Option<String> {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let top = top.canonicalize().unwrap_or_else(|_| top.to_path_buf());
        real.strip_prefix(top).map(|p| p.display().to_string()).ok()
    }
}
