//! What a project knows beside its live file: looked at behind the first frame, and by the commands that tell of it.

use super::Project;
use crate::sources;
use crate::store::Slot;

impl Project {
    /// Completes what [`Project::open`] leaves out to be fast: the prompt, git facts, undo history, inbox, a draft that a crash left.
    ///
    /// Called once on the worker after the first frame; commands that need it call it themselves.
    pub fn gather(&mut self) {
        if !self.gathered {
            self.gather_beside();
            self.look_back();
            self.reconsider(false);
            self.prompted = true;
            self.show();
        }
    }

    /// Reads git facts, undo history, inbox, and a draft that a crash left, once; the chain and the prompt are left out.
    pub(super) fn gather_beside(&mut self) {
        if self.gathered {
            return;
        }
        self.gathered = true;
        self.ask_git();
        if self.world.state.is_some() {
            self.warn(self.state.ready().err());
        }
        self.mend();
        self.need_history();
        self.need_inbox();
        self.find_draft();
    }

    /// Asks git anew how the work tree stands.
    pub(super) fn ask_git(&mut self) {
        self.forget_git();
        if let Some(facts) = sources::top_level(&self.root).and_then(|top| sources::facts(&top)) {
            self.git = Some(facts);
        }
    }

    /// Clears up after killed saves of the live file.
    pub(super) fn mend(&mut self) {
        let told = self.place.as_ref().map(|path| self.state.recover(path)).unwrap_or_default();
        if !told.is_empty() {
            self.warn(told);
            self.load();
            self.show();
        }
    }

    pub(super) fn find_draft(&mut self) {
        if self.recovered.is_some() {
            return;
        }
        for mut slot in Slot::orphans(&self.state, &self.draft_prefix()) {
            match slot.last() {
                Some(draft) => {
                    self.recovered = Some((slot, draft));
                    return;
                }
                None => slot.remove(),
            }
        }
    }
}
