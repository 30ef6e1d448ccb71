//! A live file that was deleted while it was open: its last text stays in view, and one command writes it back.

use super::history::Turn;
use super::{Changed, Error, ErrorKind, Outcome, Project, find};
use crate::store::{self, Hash};
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
        Err(Error::new(ErrorKind::Failed, format!("{} was deleted by somebody else; what you see is its last text", self.live_name())))
    }

    /// Writes the last text of a deleted live file back.
    pub(super) fn write_back(&mut self, turn: Turn) -> Result<Outcome, Error> {
        // A file that is there again is told below.
        let _ = self.refresh();
        let path = self.live_path()?.to_path_buf();
        if !self.gone {
            return Err(Error::new(ErrorKind::Nothing, format!("{} is there: nothing has to be written back", self.live_name())));
        }
        let _lock = self.state.lock();
        let text = self.handoff.text().to_owned();
        store::create(&path, text.as_bytes()).map_err(|why| Error::new(ErrorKind::Failed, why))?;
        (self.gone, self.view_only) = (false, None);
        let history = self.need_history();
        let told = history.catch_up();
        history.begin(&text);
        history.see("");
        history.record(WROTE_BACK, turn, &text, None);
        self.warn(told);
        self.load();
        self.reconsider(false);
        self.show();
        let lines = Some((1, self.handoff.document().lines().len()));
        Ok(Outcome::Changed(Changed { what: WROTE_BACK.into(), item: None, lines, durable: true, merged: false }))
    }

    /// Takes the writing back of a deleted file back: it is gone again. The lock is held.
    pub(super) fn take_away(&mut self) -> Result<Outcome, Error> {
        let path = self.live_path()?.to_path_buf();
        store::remove(&path, &self.root, &Hash::of(self.handoff.text().as_bytes())).map_err(|why| Error::new(ErrorKind::Failed, why))?;
        self.need_history().record(WROTE_BACK, Turn::Undo, "", None);
        // Said by the answer.
        let _ = self.lose();
        self.show();
        let what = format!("undone: {WROTE_BACK}");
        Ok(Outcome::Changed(Changed { what, item: None, lines: None, durable: true, merged: false }))
    }

    /// Returns the handoffs in the folders below a root that has none.
    pub(super) fn look_below(&self) -> Vec<PathBuf> {
        if self.place == Err(super::Unread::Missing) { find::below(&self.root) } else { Vec::new() }
    }
}
