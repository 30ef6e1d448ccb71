//! A live file that is gone, or not there yet: its last text stays in view, a command writes it back, a step makes it or
//! takes it away.

use super::step::{Being, Step};
use super::write::Draft;
use super::{Changed, Error, ErrorKind, Outcome, Project, Unread, find};
use crate::chain::BASE;
use crate::store;
use std::path::PathBuf;

/// How the step is called that writes a deleted file back.
pub(super) const WROTE_BACK: &str = "wrote the deleted handoff back";

impl Project {
    /// Takes note that the live file is gone; its last text stays.
    ///
    /// Returns an error that says so, the first time only.
    pub(super) fn lose(&mut self) -> Result<(), Error> {
        if std::mem::replace(&mut self.gone, true) {
            return Ok(());
        }
        self.view_only = Some("deleted; this is its last text".into());
        Err(Error::new(ErrorKind::Failed, format!("{} was deleted by somebody else; its last text is shown", self.live_name())))
    }

    /// Writes the last text of a deleted live file back.
    pub(super) fn write_back(&mut self) -> Result<Outcome, Error> {
        // A file that is there again is told below.
        let _ = self.refresh();
        self.live_path()?;
        if !self.gone {
            return Err(Error::new(ErrorKind::Nothing, format!("{} is there: nothing has to be written back", self.live_name())));
        }
        let text = self.handoff.text().to_owned();
        self.write(Draft { what: WROTE_BACK.into(), text, chain: Some(self.coming()), ..Draft::default() }).map(Outcome::Changed)
    }

    /// Returns the step that makes the live file and leaves the chain as it is.
    pub(super) fn coming(&self) -> Step {
        let markers = self.past.markers.clone();
        Step { from: markers.clone(), to: markers, live: Being::Comes, ..Step::default() }
    }

    /// Makes the live file where there is none; the lock is held.
    pub(super) fn come(&mut self, draft: &Draft, step: &Step) -> Result<Changed, Error> {
        let path = match &self.place {
            Ok(path) => path.clone(),
            Err(Unread::Missing) => self.root.join(self.live_name()),
            Err(_) => return Err(self.no_live_file()),
        };
        let failed = |why| Error::new(ErrorKind::Failed, why);
        let lost = self.last_text().unwrap_or_default();
        self.leave(step, &lost).map_err(failed)?;
        let made = store::create(&path, draft.text.as_bytes()).map_err(failed).and_then(|()| {
            let first = self.place.is_err();
            self.place = Ok(path);
            (self.gone, self.view_only) = (false, None);
            if first {
                self.load_secrets();
            }
            self.need_history().begin("");
            self.written(draft, "", &draft.text, true, false)
        });
        if made.is_err() && step.moves {
            self.unpark(&step.from, &lost);
        }
        made
    }

    /// Takes the live file away that a step made; the lock is held.
    pub(super) fn go(&mut self, draft: &Draft, step: &Step) -> Result<Changed, Error> {
        let (path, before) = (self.live_path()?.to_path_buf(), self.handoff.text().to_owned());
        let failed = |why| Error::new(ErrorKind::Failed, why);
        self.leave(step, &before).map_err(failed)?;
        store::remove(&path, &self.root, &self.hash).map_err(failed)?;
        if let Err(why) = self.take_step(step, "") {
            let back = store::create(&path, before.as_bytes());
            self.show();
            return Err(failed(why).hint(back.err().unwrap_or_else(|| "nothing was changed; mend that and try again".to_owned())));
        }
        self.need_history().see(&before);
        self.need_history().record(&draft.what, draft.turn, "", false, Some(step));
        // Said by the answer.
        let _ = self.lose();
        self.show();
        Ok(Changed { what: draft.what.clone(), item: None, lines: None, durable: true, merged: false })
    }

    /// Returns the name of a live file that the chain knows and the disk has no more.
    pub(super) fn lost_name(&self) -> Option<String> {
        let [marker] = &*self.files.marks(BASE) else { return None };
        let path = self.seal_of(marker.parse().ok()?).ok()?.doc.path;
        find::would_be(&self.settings.live.value, &path).then_some(path)
    }

    /// Returns the last text of such a file: the journal's where that went on from the base, else the base's.
    pub(super) fn last_text(&mut self) -> Option<String> {
        if self.place != Err(Unread::Missing) {
            return None;
        }
        self.look_back();
        let id = *self.base_ids().first()?;
        let sealed = self.text_of(id).ok()?;
        Some(self.need_history().last_after(&sealed).unwrap_or(sealed))
    }

    /// Returns the handoffs in the folders below a root that has none.
    pub(super) fn look_below(&self) -> Vec<PathBuf> {
        if self.place == Err(Unread::Missing) { find::below(&self.root) } else { Vec::new() }
    }
}
