//! git's objects: as they lie on disk where that is enough, else from a git that is started for the others.

use super::batch::Batch;
use super::database::Database;
use super::{common_dir, own_dir};
use std::path::Path;
use std::process::Command;

/// The objects of one repository.
#[derive(Debug)]
pub(super) struct Objects {
    /// `None` where the repository is not found.
    database: Option<Database>,
    /// How git is started.
    command: Command,
    git: Option<Batch>,
}

/// An object as git has it.
#[derive(Debug)]
pub(super) struct Object {
    /// Its name, in hex digits.
    pub id: String,
    /// What it is: one of [`KINDS`].
    pub kind: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The kinds of objects, in the order of their numbers in a pack.
pub(super) const KINDS: [&str; 4] = ["commit", "tree", "blob", "tag"];

impl Objects {
    /// Names the objects of the repository around `top`; `command` is a prepared git.
    pub fn of(top: &Path, command: Command) -> Objects {
        Objects { database: own_dir(top).map(|own| Database::of(&common_dir(&own))), command, git: None }
    }

    /// Reads objects by what git calls them; `None` for one that is not there.
    pub fn ask(&mut self, names: &[String]) -> Vec<Option<Object>> {
        let mut found: Vec<Option<Object>> = names.iter().map(|name| self.database.as_mut()?.get(name)).collect();
        let others: Vec<String> = names.iter().zip(&found).filter(|(_, object)| object.is_none()).map(|(name, _)| name.clone()).collect();
        if others.is_empty() {
            return found;
        }
        if self.git.is_none() {
            self.git = Batch::start(&mut self.command);
        }
        if let Some(git) = &mut self.git {
            found.iter_mut().filter(|object| object.is_none()).zip(git.ask(&others)).for_each(|(object, read)| *object = read);
        }
        found
    }
}
