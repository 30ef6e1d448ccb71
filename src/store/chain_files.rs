//! The files of the chain below a project's root: made once, never replaced.
//!
//! Invariant: a file that stands is left as it is, but for a redaction. Every writer needs nothing but its own names, so
//! any number of processes may write at once, with or without the lock.

use super::Hash;
use super::read::{reason, resolve};
use super::replace::sweep_all;
use super::save::{Saved, bytes_of, create_unconfirmed, save, sync_dir};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// The chain's directories of one project; paths are from its root, with `/`.
#[derive(Clone, Debug)]
pub struct ChainFiles {
    pub(super) root: PathBuf,
}

impl ChainFiles {
    /// Names the files below `root`; nothing is read or made yet.
    pub fn of(root: &Path) -> ChainFiles {
        ChainFiles { root: root.to_path_buf() }
    }

    /// Makes a file; one that stands there with the same bytes is as good. Tells whether it was made now.
    ///
    /// # Errors
    /// One sentence; also when other bytes stand there, which are not touched.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<bool, String> {
        let made = self.put_unconfirmed(path, bytes)?;
        if made {
            self.confirm([path])?;
        }
        Ok(made)
    }

    /// Makes many files, as [`ChainFiles::put`] does one; the disk confirms each directory once, when this returns.
    ///
    /// # Errors
    /// As for one; those before it are then made.
    pub fn put_all<'a>(&self, files: impl IntoIterator<Item = (String, &'a [u8])>) -> Result<(), String> {
        let files: Vec<(String, &[u8])> = files.into_iter().collect();
        files.iter().try_for_each(|(path, bytes)| self.put_unconfirmed(path, bytes).map(drop))?;
        self.confirm(files.iter().map(|(path, _)| path.as_str()))
    }

    fn put_unconfirmed(&self, path: &str, bytes: &[u8]) -> Result<bool, String> {
        if let Some(there) = self.get(path) {
            return if there == bytes { Ok(false) } else { Err(format!("{path} exists already with other bytes and was not touched")) };
        }
        self.make_dir(path)?;
        match create_unconfirmed(&self.root.join(path), bytes) {
            Ok(()) => Ok(true),
            Err(_) if self.get(path).is_some_and(|there| there == bytes) => Ok(false),
            Err(why) => Err(why),
        }
    }

    /// Confirms the directories of files on disk.
    fn confirm<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Result<(), String> {
        let dirs: BTreeSet<&str> = paths.into_iter().filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
        let failed = |dir: &str, e: io::Error| format!("{dir} was not confirmed by the disk: {}", reason(&e));
        dirs.into_iter().try_for_each(|dir| sync_dir(&self.root.join(dir)).map_err(|e| failed(dir, e)))
    }

    /// Puts bytes in the place of a file, or makes it: only for what was redacted.
    ///
    /// # Errors
    /// One sentence; the old bytes then stand.
    pub fn replace(&self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let Some(old) = self.get(path) else { return self.put(path, bytes).map(drop) };
        match save(&self.root.join(path), &self.root, &Hash::of(&old), bytes, None) {
            Saved::Durable => Ok(()),
            Saved::NotDurable(why) | Saved::NotSaved(why) => Err(why),
            Saved::Changed { .. } => Err(format!("{path} was changed by somebody else at this moment")),
        }
    }

    /// Reads a file of at most 64 MB; `None` when there is none that can be read.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        let shown = self.root.join(path);
        bytes_of(&resolve(&shown, &self.root).ok()?, &shown).ok()
    }

    /// Returns the names of what stands in a directory, sorted, without those that begin with a dot.
    pub fn names(&self, dir: &str) -> Vec<String> {
        self.open(dir).map(|dir| dir.names()).unwrap_or_default()
    }

    /// Returns the names of a directory but those of directories in it, sorted, without those that begin with a dot.
    pub fn marks(&self, dir: &str) -> Vec<String> {
        let whole = self.root.join(dir);
        self.names(dir).into_iter().filter(|name| !whole.join(name).is_dir()).collect()
    }

    /// Removes what killed processes left of files that they were making in a directory.
    pub fn sweep(&self, dir: &str) {
        if let Ok(real) = resolve(&self.root.join(dir), &self.root) {
            sweep_all(&real);
        }
    }

    /// Sets the empty files of a directory: those missing are made first, then the others go.
    ///
    /// # Errors
    /// One sentence; between the two steps there may be too many, never too few.
    pub fn mark(&self, dir: &str, names: &[String]) -> Result<(), String> {
        for name in names {
            self.put(&format!("{dir}/{name}"), b"")?;
        }
        for name in self.marks(dir).iter().filter(|n| !names.contains(n)) {
            self.remove(&format!("{dir}/{name}"))?;
        }
        Ok(())
    }

    /// Removes a file; a missing one is as good.
    ///
    /// # Errors
    /// One sentence.
    pub fn remove(&self, path: &str) -> Result<(), String> {
        let whole = self.root.join(path);
        let failed = |e: io::Error| format!("{path} was not removed: {}", reason(&e));
        match std::fs::remove_file(&whole) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(failed(e)),
            Ok(()) => whole.parent().map_or(Ok(()), sync_dir).map_err(failed),
        }
    }

    /// Makes the directory of a file, none of it outside the project, and confirms each new one on disk.
    fn make_dir(&self, path: &str) -> Result<(), String> {
        let whole = self.root.join(path);
        let Some(dir) = whole.parent() else { return Ok(()) };
        let missing: Vec<&Path> = dir.ancestors().take_while(|d| d.symlink_metadata().is_err()).collect();
        let above = dir.ancestors().find(|d| d.symlink_metadata().is_ok()).unwrap_or(&self.root);
        resolve(above, &self.root).map_err(|e| e.to_string())?;
        let failed = |e: io::Error| format!("{} was not created: {}", dir.display(), reason(&e));
        std::fs::create_dir_all(dir).map_err(failed)?;
        missing.iter().filter_map(|d| d.parent()).try_for_each(sync_dir).map_err(failed)
    }
}
