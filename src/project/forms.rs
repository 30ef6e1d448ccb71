//! The user's own prompt templates: `prompts/NAME.j2` beside the user's settings, else in `.baton/`.

use super::{Error, ErrorKind, Project, World};
use crate::prompt::{Facts, Profile};
use crate::sources::{names_in, read_small};
use std::path::{Path, PathBuf};

/// Where a repository keeps them, from the project root.
const PROJECT: &str = ".baton/prompts";
const EXTENSION: &str = ".j2";

/// Returns where a template of that name may be.
pub(super) fn places(root: &Path, world: &World, name: &str) -> Vec<PathBuf> {
    let own = world.config.as_ref().map(|dir| dir.join("prompts"));
    own.into_iter().chain([root.join(PROJECT)]).map(|dir| dir.join(format!("{name}{EXTENSION}"))).collect()
}

impl Project {
    /// Returns the names of the templates that there are, sorted.
    pub(super) fn forms(&self) -> Vec<String> {
        let own = self.own_forms().map(|dir| names_in(&dir)).unwrap_or_default();
        let names = own.into_iter().chain(self.files.names(PROJECT));
        let mut names: Vec<String> = names.filter_map(|file| file.strip_suffix(EXTENSION).map(str::to_owned)).collect();
        names.retain(|name| Profile::named(name).is_some_and(|profile| matches!(profile, Profile::Own(_))));
        names.sort();
        names.dedup();
        names
    }

    fn own_forms(&self) -> Option<PathBuf> {
        self.world.config.as_ref().map(|dir| dir.join("prompts"))
    }

    /// Adds the source of the profile's template, where it is one.
    ///
    /// # Errors
    /// When there is no template of that name.
    pub(super) fn with_form(&self, facts: Facts, profile: &Profile) -> Result<Facts, Error> {
        let Profile::Own(name) = profile else { return Ok(facts) };
        let file = format!("{name}{EXTENSION}");
        let own = self.own_forms().and_then(|dir| read_small(&dir.join(&file)));
        // A link that leads out of the project is not followed there.
        let source = own.or_else(|| String::from_utf8(self.files.get(&format!("{PROJECT}/{file}"))?).ok());
        match source {
            Some(form) => Ok(Facts { form, ..facts }),
            None if self.forms().contains(name) => {
                let message = format!(
                    "the template {file} cannot be read: it must be a plain file of UTF-8, 1 MB at most, and no link out of the project"
                );
                Err(Error::new(ErrorKind::Failed, message))
            }
            None => {
                let names: Vec<String> = Profile::ALL.iter().map(|p| p.id().to_owned()).chain(self.forms()).collect();
                Err(Error::new(ErrorKind::Usage, format!("there is no profile \"{name}\"; there are {}", names.join(", ")))
                    .hint(format!("a template of your own is {PROJECT}/{file}, or prompts/{file} beside your settings")))
            }
        }
    }
}
