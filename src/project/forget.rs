//! What the user's state directory forgets after a redaction: everything that holds the words.

use super::Project;
use super::step::Parked;
use crate::chain::{BASE, SESSIONS, without};
use crate::store::write_private;

/// The folder of the chain and the project's settings.
const FOLDER: &str = ".baton";

impl Project {
    /// Removes what killed processes left in the chain's directories: those of the last `months`.
    pub(super) fn sweep(&self, months: usize) {
        let all = self.files.names(SESSIONS).into_iter().rev().take(months).map(|month| format!("{SESSIONS}/{month}"));
        all.chain([FOLDER, BASE].map(str::to_owned)).for_each(|dir| self.files.sweep(&dir));
    }

    /// Takes `values` out of parked drafts and the inbox, and removes leftovers that hold them; says what could not be done.
    pub(super) fn scrub_state(&mut self, values: &[&str]) -> Vec<String> {
        let mut told = Vec::new();
        for path in self.state.files("parked-") {
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let Ok(parked) = serde_json::from_slice::<Parked>(&bytes) else { continue };
            let Some((text, _)) = without(&parked.text, values) else { continue };
            let json = serde_json::to_vec(&Parked { text, ..parked }).unwrap_or_default();
            told.extend(write_private(&path, &json).err().map(|e| format!("{} still holds what was redacted: {e}", path.display())));
        }
        let inbox = self.need_inbox().forget(values);
        told.extend(inbox);
        told.extend(self.state.forget(values));
        told
    }
}
