//! The reader's own words: the user's dialect file, and over it the project's.

use super::step::Step;
use super::write::Draft;
use super::{Error, ErrorKind, Outcome, Project};
use crate::handoff::{Concept, Dialect, Handoff, with_heading};
use crate::sources::read_small;
use crate::store::{State, write_private};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

/// Where the project's dialect file is, from the project root; it is committed, so that everybody reads alike.
pub(super) const PROJECT_FILE: &str = ".baton/dialect.toml";

/// The name of the user's dialect file in the settings directory, and of the one in the state of a project that has no `.baton/`.
const USER_FILE: &str = "dialect.toml";

/// Returns the dialect in force and one sentence for each mistake in its files.
pub(super) fn load(root: &Path, world: &super::World, state: &State) -> (Arc<Dialect>, Vec<String>) {
    let (mut dialect, mut mistakes) = (Dialect::default(), Vec::new());
    let users = world.config.as_ref().map(|dir| dir.join(USER_FILE));
    let named = users.map(|path| (path.display().to_string(), path));
    let kept = state.path(USER_FILE).map(|path| ("the words kept for this project".to_owned(), path));
    let project = (PROJECT_FILE.to_owned(), root.join(PROJECT_FILE));
    for (shown, path) in named.into_iter().chain(kept).chain([project]) {
        match read_small(&path) {
            Some(text) => {
                let (words, wrong) = Dialect::read_file(&shown, &text);
                dialect.lay_over(words);
                mistakes.extend(wrong);
            }
            None if path.symlink_metadata().is_ok() => {
                mistakes.push(format!("{shown} is no readable text file of at most 1 MB; its words are not used"));
            }
            None => {}
        }
    }
    (Arc::new(dialect), mistakes)
}

/// A change of the dialect file that baton writes: its text before and after, empty where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    pub from: String,
    pub to: String,
}

impl Project {
    /// Remembers for this project what a heading means: in `.baton/`, so that everybody reads alike; without one, in the user's state.
    ///
    /// # Errors
    /// When the heading is none of the file's, has no letters, or the dialect file is broken.
    pub(super) fn assign(&mut self, heading: &str, concept: Option<Concept>) -> Result<Outcome, Error> {
        self.editable()?;
        self.may_be_recorded([heading])?;
        let _lock = self.look_anew();
        let from = self.words_kept();
        let to = with_heading(&from, heading, concept).ok_or_else(|| {
            let message = format!("what \"{}\" means cannot be written into {}", self.safe(heading), self.words_place());
            Error::new(ErrorKind::Failed, message).hint("it needs letters to be known by, and the file must be sound: baton doctor")
        })?;
        if from == to {
            return Err(Error::new(ErrorKind::Nothing, "it means that already"));
        }
        let what = match concept {
            Some(concept) => format!("\"{}\" means {}", self.safe(heading), concept.id()),
            None => format!("\"{}\" is left alone", self.safe(heading)),
        };
        let markers = self.past.markers.clone();
        let step = Step { from: markers.clone(), to: markers, words: Some(Words { from, to }), ..Step::default() };
        let text = self.handoff.text().to_owned();
        self.write_locked(Draft { what, text, chain: Some(step), ..Draft::default() }).map(Outcome::Changed)
    }

    /// Puts the dialect file as a step says and reads the live file by it; the file must be as the step found it.
    ///
    /// # Errors
    /// One sentence; the file is then as it was.
    pub(super) fn put_words(&mut self, words: &Words) -> Result<(), String> {
        if self.words_kept() != words.from {
            return Err(format!("{} was changed meanwhile and stays as it is", self.words_place()));
        }
        if self.has_folder() {
            match words.to.as_str() {
                "" => self.files.remove(PROJECT_FILE)?,
                text => self.files.replace(PROJECT_FILE, text.as_bytes())?,
            }
        } else {
            self.state.ready()?;
            let path = self.state.path(USER_FILE).ok_or("there is no state directory to keep it in")?;
            write_private(&path, words.to.as_bytes()).map_err(|e| format!("{} cannot be written: {e}", path.display()))?;
        }
        let (dialect, mistakes) = load(&self.root, &self.world, &self.state);
        self.warn(mistakes);
        self.handoff = Arc::new(Handoff::parse_with(self.handoff.text(), &dialect));
        Ok(())
    }

    fn has_folder(&self) -> bool {
        self.root.join(".baton").is_dir()
    }

    fn words_kept(&self) -> String {
        let in_state = || self.state.path(USER_FILE).and_then(|path| read_small(&path));
        let kept = if self.has_folder() { read_small(&self.root.join(PROJECT_FILE)) } else { in_state() };
        kept.unwrap_or_default()
    }

    fn words_place(&self) -> &'static str {
        if self.has_folder() { PROJECT_FILE } else { "the words kept for this project" }
    }
}
