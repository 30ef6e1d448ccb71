//! A text that a save replaced, held open: whoever was still writing it goes on in it, unseen by all who open the file by its name.

use super::Hash;
use super::read::{open_plain, resolve};
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A file as it was opened before a save.
pub struct Held {
    file: File,
    /// Its length and time of change when it was last looked at: as long as they stay, it is not read.
    stamp: (u64, i64, i64),
    /// What it said then.
    hash: Hash,
}

impl Held {
    /// Opens the file at `path`, whose text of the hash `expected` is about to be replaced.
    pub fn of(path: &Path, root: &Path, expected: &Hash) -> Option<Held> {
        let file = open_plain(&resolve(path, root).ok()?, path).ok()?;
        let stamp = stamp(&file)?;
        Some(Held { file, stamp, hash: expected.clone() })
    }

    /// Tells whether another file stands at `path` now.
    pub fn is_replaced(&self, path: &Path) -> bool {
        let id = |m: std::fs::Metadata| (m.dev(), m.ino());
        path.metadata().map(id).ok() != self.file.metadata().map(id).ok()
    }

    /// Returns its text if that was written on since it was last looked at.
    pub fn written_since(&mut self) -> Option<Vec<u8>> {
        let stamp = stamp(&self.file)?;
        if stamp == self.stamp {
            return None;
        }
        self.stamp = stamp;
        let mut bytes = Vec::new();
        self.file.rewind().ok()?;
        self.file.read_to_end(&mut bytes).ok()?;
        let hash = Hash::of(&bytes);
        let other = !bytes.is_empty() && hash != self.hash;
        self.hash = hash;
        other.then_some(bytes)
    }
}

fn stamp(file: &File) -> Option<(u64, i64, i64)> {
    let found = file.metadata().ok()?;
    Some((found.len(), found.mtime(), found.mtime_nsec()))
}
