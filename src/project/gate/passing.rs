//! What passes the gate, as git has it; where git has less than all of it, nothing passes.

use super::super::configure::PROJECT_FILE;
use super::super::{Error, ErrorKind};
use super::links;
use crate::sources::{Entry, Index};
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

/// What passes, and the files beside it.
pub(super) struct Passing {
    pub top: PathBuf,
    pub index: Index,
    /// The commit whose files count; `None` is the index.
    pub at: Option<String>,
    /// What is other than before.
    pub entries: Vec<Entry>,
    /// What the commits had on the way.
    pub versions: Vec<Entry>,
    /// All files where it counts, once somebody asked.
    pub whole: OnceCell<Vec<Entry>>,
}

impl Passing {
    /// Returns those of some files that git has where it counts.
    pub fn find(&self, paths: &[String]) -> Result<Vec<Entry>, Error> {
        self.index.find(self.at.as_deref(), paths).ok_or_else(|| self.silent())
    }

    /// Returns all files that git has where it counts.
    pub fn whole(&self) -> Result<&[Entry], Error> {
        if self.whole.get().is_none() {
            let _ = self.whole.set(self.index.everything(self.at.as_deref()).ok_or_else(|| self.silent())?);
        }
        Ok(self.whole.get().map_or(&[], Vec::as_slice))
    }

    /// Reads blobs; each comes with the path that it has.
    pub fn contents(&self, files: &[(&str, &str)]) -> Result<Vec<Vec<u8>>, Error> {
        let read = self.index.read(&files.iter().map(|(_, id)| (*id).to_owned()).collect::<Vec<_>>());
        let all = files.iter().zip(read).map(|((path, _), bytes)| {
            let lacking = || Error::new(ErrorKind::Failed, format!("git does not have here what {path} says"));
            bytes.ok_or_else(|| lacking().hint("a partial clone has few files: git fetch --refetch --no-filter"))
        });
        all.collect()
    }

    /// Reads those of some files that git has where it counts.
    pub fn texts(&self, paths: &[String]) -> Result<HashMap<String, Vec<u8>>, Error> {
        let found = self.find(paths)?;
        let blobs = self.contents(&found.iter().filter_map(|e| Some((&*e.path, e.now.as_deref()?))).collect::<Vec<_>>())?;
        Ok(found.into_iter().map(|e| e.path).zip(blobs).collect())
    }

    /// Returns the links on the way to some files where it counts, each with the path that it says.
    pub fn links(&self, paths: impl IntoIterator<Item = impl AsRef<str>>) -> Result<HashMap<String, String>, Error> {
        let ways: BTreeSet<String> =
            paths.into_iter().flat_map(|path| links::ways(path.as_ref()).map(str::to_owned).collect::<Vec<_>>()).collect();
        let mut found = self.find(&ways.into_iter().collect::<Vec<_>>())?;
        found.retain(|entry| entry.link);
        let texts = self.contents(&found.iter().filter_map(|e| Some((&*e.path, e.now.as_deref()?))).collect::<Vec<_>>())?;
        Ok(found.into_iter().map(|e| e.path).zip(texts.iter().map(|text| String::from_utf8_lossy(text).into_owned())).collect())
    }

    /// Returns the files of settings that git has in some folders: what passes need not be in the work tree.
    pub fn settings(&self, folders: BTreeSet<&str>) -> Result<Vec<String>, Error> {
        let files: Vec<String> = folders.iter().map(|dir| [dir, PROJECT_FILE].join("/").trim_start_matches('/').to_owned()).collect();
        Ok(self.find(&files)?.into_iter().map(|entry| entry.path).collect())
    }

    fn silent(&self) -> Error {
        Error::new(ErrorKind::Failed, format!("git does not say what it is about to take in {}", self.top.display()))
    }
}
