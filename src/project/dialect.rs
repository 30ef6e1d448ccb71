//! The reader's own words: the user's dialect file, and over it the project's.

use crate::handoff::Dialect;
use crate::sources::read_small;
use crate::store::State;
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
