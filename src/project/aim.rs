//! Whom the prompts of this project are for and how long they may be, as chosen in the panes; kept in the user's state.

use super::{Error, ErrorKind, Outcome, Project, Setting};
use crate::prompt::{Budget, Profile};
use crate::sources::read_small;
use crate::store::{State, write_private};

/// The file of the state directory that has it: the profile on the first line, the budget on the second.
const FILE: &str = "prompt";

/// Returns what was chosen earlier, by the names of the settings.
pub(super) fn chosen(state: &State) -> Vec<(&'static str, String)> {
    let text = state.path(FILE).and_then(|path| read_small(&path)).unwrap_or_default();
    ["profile", "budget"].into_iter().zip(text.lines()).map(|(name, value)| (name, value.to_owned())).collect()
}

impl Project {
    /// Has prompts compiled that way from now on.
    ///
    /// # Errors
    /// When the choice cannot be kept; it holds until the program ends, all the same.
    pub(super) fn aim(&mut self, profile: Profile, budget: Budget) -> Result<Outcome, Error> {
        let text = format!("{}\n{budget}\n", profile.id());
        let told = match budget {
            Budget::Unlimited => format!("the prompt is for {}, without a limit", profile.id()),
            Budget::Chars(n) => format!("the prompt is for {}, at most {n} characters", profile.id()),
            Budget::Tokens(n) => {
                format!("the prompt is for {}, at most {n} tokens", profile.id())
            }
        };
        let origin = "chosen in the panes".to_owned();
        self.settings.profile = Setting { value: profile, origin: origin.clone() };
        self.settings.budget = Setting { value: budget, origin };
        self.gather();
        self.show();
        let told = match &self.snapshot.prompt {
            Ok(prompt) if !prompt.left_out.is_empty() => format!("{told}: {} left out", prompt.left_out.len()),
            Ok(_) => told,
            Err(why) => format!("for {}: {why}", self.settings.profile.value.id()),
        };
        let Some(path) = self.state.path(FILE) else { return Ok(Outcome::Text(told)) };
        let kept = write_private(&path, text.as_bytes());
        kept.map_err(|e| Error::new(ErrorKind::Failed, format!("{told}, but that is forgotten when baton ends: {e}")))?;
        Ok(Outcome::Text(told))
    }
}
