//! Writing a file that others may be writing too.

use super::read::{ReadError, open_plain, reason, resolve};
use super::{Hash, LIMIT, inplace, replace};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// What came of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The bytes are in place and the disk confirmed them.
    Durable,
    /// The bytes are in place, but the disk did not confirm them: why.
    NotDurable(String),
    /// The old file stands: why.
    NotSaved(String),
    /// Somebody else wrote the file; nothing of theirs was replaced.
    Changed {
        /// What stands there now.
        now: Vec<u8>,
        /// Other versions that came and went while the save looked; they exist nowhere else.
        displaced: Vec<Vec<u8>>,
    },
}

/// Replaces the file at `path` by `bytes` if it still has the hash `expected`.
///
/// Links are written through inside `root` and refused outside it. Mode, owner and extended attributes stay; a file
/// with several names, or in a directory that cannot be written, is written in place, with a copy of both texts in
/// `backup` for the time of the writing.
pub fn save(path: &Path, root: &Path, expected: &Hash, bytes: &[u8], backup: Option<&Path>) -> Saved {
    let target = match resolve(path, root) {
        Ok(target) => target,
        Err(e) => return not_saved(path, &e),
    };
    let old = match bytes_of(&target, path) {
        Ok(old) => old,
        Err(e) => return not_saved(path, &e),
    };
    if Hash::of(&old) != *expected {
        return Saved::Changed { now: old, displaced: Vec::new() };
    }
    let failed = |e: io::Error| Saved::NotSaved(format!("{} was not saved: {}; the old text stands", path.display(), reason(&e)));
    match replace::prepare(&target, bytes) {
        Ok(replace::Prepared::Temp(temp)) => replace::commit(&target, temp, expected, bytes).unwrap_or_else(failed),
        Ok(replace::Prepared::InPlace) => inplace::write(&target, &old, bytes, backup).unwrap_or_else(failed),
        Err(e) => failed(e),
    }
}

/// Removes the file at `path` if it still has the hash `expected`.
///
/// # Errors
/// One sentence; another file than the expected one stands where it stood.
pub fn remove(path: &Path, root: &Path, expected: &Hash) -> Result<(), String> {
    let failed = |why: &str| format!("{} was not removed: {why}", path.display());
    let target = resolve(path, root).map_err(|e| failed(&e.to_string()))?;
    let aside = replace::temp_name(&target);
    std::fs::rename(&target, &aside).map_err(|e| failed(&reason(&e)))?;
    if bytes_of(&aside, path).is_ok_and(|bytes| Hash::of(&bytes) == *expected) {
        std::fs::remove_file(&aside).map_err(|e| failed(&reason(&e)))?;
        return sync_dir(dir_of(&target)).map_err(|e| failed(&reason(&e)));
    }
    // Somebody else's text goes back to its place, unless there is a newer one by now.
    match std::fs::hard_link(&aside, &target) {
        Ok(()) => {
            let _ = std::fs::remove_file(&aside);
            Err(failed("somebody else changed it"))
        }
        Err(_) => Err(failed(&format!("somebody else changed it twice; an earlier text is in {}", aside.display()))),
    }
}

/// Makes a new file (0644 less the umask) whole or not at all; its directory is made if need be.
///
/// # Errors
/// One sentence; also when something stands at `path` already, which is then not touched.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), String> {
    create_unconfirmed(path, bytes)?;
    sync_dir(dir_of(path)).map_err(|e| not_created(path, &e))
}

/// As [`create`], but the name is on disk only once its directory is confirmed; the bytes are.
pub(super) fn create_unconfirmed(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let failed = |e: io::Error| not_created(path, &e);
    std::fs::create_dir_all(dir_of(path)).map_err(failed)?;
    let temp = replace::temp_name(path);
    let made = OpenOptions::new().write(true).create_new(true).mode(0o644).open(&temp).and_then(|mut file| {
        // Held for as long as this runs: a file that nobody holds is a dead process's.
        let _ = file.try_lock();
        file.write_all(bytes)?;
        file.sync_all()?;
        // A link, unlike a rename, fails when the name is taken.
        std::fs::hard_link(&temp, path).or_else(|e| if e.kind() == io::ErrorKind::AlreadyExists { Err(e) } else { exclusive(path, bytes) })
    });
    let _ = std::fs::remove_file(&temp);
    made.map_err(failed)
}

/// Confirms a directory's entries on disk; file systems that cannot do that are taken at their word.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    match File::open(dir)?.sync_all() {
        Err(e) if e.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

/// Reads what stands at `target`, up to the limit.
pub(super) fn bytes_of(target: &Path, shown: &Path) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let read = open_plain(target, shown)?.take(LIMIT + 1).read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(|e| ReadError::Refused(format!("{} cannot be read: {}", shown.display(), reason(&e))))
}

fn not_saved(path: &Path, e: &ReadError) -> Saved {
    Saved::NotSaved(match e {
        ReadError::Missing(_) => format!("{} was not saved: it is gone from the disk", path.display()),
        ReadError::Refused(why) => format!("not saved: {why}"),
    })
}

fn dir_of(path: &Path) -> &Path {
    path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn not_created(path: &Path, e: &io::Error) -> String {
    match e.kind() {
        io::ErrorKind::AlreadyExists => format!("{} exists already and was not touched", path.display()),
        _ => format!("{} was not created: {}", path.display(), reason(e)),
    }
}

/// For file systems without hard links.
fn exclusive(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o644).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
