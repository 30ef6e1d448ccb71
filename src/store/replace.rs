//! Replacing a file through a temporary one in the same directory.

use super::read::reason;
use super::save::{Saved, bytes_of, sync_dir};
use super::{Hash, ReadError};
use rustix::fs::{CWD, RenameFlags, XattrFlags, renameat_with};
use rustix::io::Errno;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long a file that somebody has emptied may stay so.
const MOMENT: Duration = Duration::from_millis(500);

/// How the names of temporary files begin.
const PREFIX: &str = ".baton-";

/// The temporary file of a save, removed when dropped.
pub(super) struct Temp {
    path: PathBuf,
    keep: bool,
    /// Holds a lock for as long as the save runs, so that [`sweep`] knows a dead owner.
    _file: File,
}

/// How a file can be written.
pub(super) enum Prepared {
    /// The new bytes lie ready on disk.
    Temp(Temp),
    /// Only in place: several names, an owner or attributes that a new file cannot have, or a closed directory.
    InPlace,
}

impl Drop for Temp {
    fn drop(&mut self) {
        if !self.keep {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Writes `bytes` into a temporary file that is like `target` in everything else.
pub(super) fn prepare(target: &Path, bytes: &[u8]) -> io::Result<Prepared> {
    let like = target.metadata()?;
    if like.nlink() > 1 {
        return Ok(Prepared::InPlace);
    }
    let path = temp_name(target);
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    let mut file = match opened {
        Ok(file) => file,
        Err(e) if matches!(e.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => return Ok(Prepared::InPlace),
        Err(e) => return Err(e),
    };
    let _ = file.try_lock();
    let temp = Temp { path, keep: false, _file: file.try_clone()? };
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (like.uid(), like.gid()) && std::os::unix::fs::fchown(&file, Some(like.uid()), Some(like.gid())).is_err() {
        return Ok(Prepared::InPlace);
    }
    file.set_permissions(Permissions::from_mode(like.mode() & 0o7777))?;
    if !copy_attributes(target, &file) {
        return Ok(Prepared::InPlace);
    }
    file.write_all(bytes)?;
    let size = file.metadata()?.len();
    if size != bytes.len() as u64 {
        return Err(io::Error::other(format!("the disk took {size} of {} bytes", bytes.len())));
    }
    file.sync_all()?;
    Ok(Prepared::Temp(temp))
}

/// Puts the temporary file in the place of `target`, which must still hold bytes of the hash `expected`.
///
/// Looked at just before and just after, because for as long as ours stands in the place of somebody's newer text,
/// whoever reads it goes on from the wrong one.
pub(super) fn commit(target: &Path, mut temp: Temp, expected: &Hash, ours: &[u8]) -> io::Result<Saved> {
    let now = look(target)?;
    if Hash::of(&now) != *expected {
        return Ok(Saved::Changed { now, displaced: Vec::new() });
    }
    match exchange(&temp.path, target) {
        Ok(()) => {}
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::PERM) => return rename(target, temp),
        Err(e) => return Err(e.into()),
    }
    // From here the temporary name holds what was replaced: it goes only when it is known.
    temp.keep = true;
    let replaced = match look(&temp.path) {
        Ok(replaced) => replaced,
        Err(e) => {
            let unseen = format!("what it replaced could not be looked at ({}) and is kept in {}", reason(&e), temp.path.display());
            return Ok(Saved::NotDurable(format!("{} is saved, but {unseen}", target.display())));
        }
    };
    if Hash::of(&replaced) != *expected {
        return put_back(target, temp, ours, replaced);
    }
    let synced = sync_dir(target.parent().unwrap_or(Path::new("/")));
    // Somebody who opened the old file before the exchange may have written to it since.
    let late = at_rest(|| look(&temp.path))?;
    temp.keep = false;
    if Hash::of(&late) != *expected {
        return Ok(Saved::Changed { now: look(target)?, displaced: vec![late] });
    }
    Ok(synced.map_or_else(|e| not_durable(target, &e), |()| Saved::Durable))
}

/// Gives the place back to the text that somebody else wrote between the last look and the exchange: `replaced`.
///
/// It is read once more at the end, from the file itself: they may not have written all of it before, and a next writer
/// that read ours meanwhile may have written over it.
fn put_back(target: &Path, mut temp: Temp, ours: &[u8], replaced: Vec<u8>) -> io::Result<Saved> {
    let theirs = File::open(&temp.path)?;
    exchange(&temp.path, target)?;
    if look(&temp.path)? == ours {
        temp.keep = false;
        let now = at_rest(|| bytes_in(&theirs))?;
        let displaced = if now == replaced { Vec::new() } else { vec![replaced] };
        return Ok(Saved::Changed { now, displaced });
    }
    // A third writer replaced our text meanwhile: theirs is the newest and goes back.
    exchange(&temp.path, target)?;
    let displaced = vec![replaced, at_rest(|| bytes_in(&theirs))?, at_rest(|| look(&temp.path))?];
    temp.keep = false;
    Ok(Saved::Changed { now: look(target)?, displaced })
}

/// For file systems that cannot exchange two names: what is written in the moment before the rename is lost there.
fn rename(target: &Path, mut temp: Temp) -> io::Result<Saved> {
    std::fs::rename(&temp.path, target)?;
    temp.keep = true;
    let synced = sync_dir(target.parent().unwrap_or(Path::new("/")));
    Ok(synced.map_or_else(|e| not_durable(target, &e), |()| Saved::Durable))
}

/// Returns a name beside `path` for a temporary file.
pub(super) fn temp_name(path: &Path) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!("{}{}-{count}.tmp", prefix(path), std::process::id()))
}

/// Takes away temporary files of `target` whose owner is dead, and returns what they held.
pub(super) fn sweep(target: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for path in target.parent().map(|dir| stale(dir, &prefix(target))).unwrap_or_default() {
        if let Ok(bytes) = bytes_of(&path, &path) {
            found.push(bytes);
            let _ = std::fs::remove_file(&path);
        }
    }
    found
}

/// Removes the temporary files of a directory whose owner is dead.
pub(super) fn sweep_all(dir: &Path) {
    for path in stale(dir, PREFIX) {
        let _ = std::fs::remove_file(path);
    }
}

fn stale(dir: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let dead = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(prefix) && name.ends_with(".tmp") && File::open(path).is_ok_and(|f| f.try_lock().is_ok())
    };
    entries.map(|e| e.path()).filter(dead).collect()
}

fn prefix(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    format!("{PREFIX}{}-", &Hash::of(name).short()[..8])
}

fn bytes_in(mut file: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a file, and once more for as long as it is empty: whoever empties it is about to write, and gets a moment for that.
fn at_rest(read: impl Fn() -> io::Result<Vec<u8>>) -> io::Result<Vec<u8>> {
    let end = Instant::now() + MOMENT;
    loop {
        let bytes = read()?;
        if !bytes.is_empty() || Instant::now() >= end {
            return Ok(bytes);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn look(path: &Path) -> io::Result<Vec<u8>> {
    bytes_of(path, path).map_err(|e| match e {
        ReadError::Missing(_) => io::Error::from(io::ErrorKind::NotFound),
        ReadError::Refused(why) => io::Error::other(why),
    })
}

fn not_durable(target: &Path, e: &io::Error) -> Saved {
    Saved::NotDurable(format!("{} is saved, but the disk did not confirm it: {}", target.display(), reason(e)))
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> Result<(), Errno> {
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> Result<(), Errno> {
    Err(Errno::NOSYS)
}

/// Copies extended attributes (access lists among them); tells whether the new file has them all.
fn copy_attributes(from: &Path, to: &File) -> bool {
    let mut names = Vec::with_capacity(4096);
    let listed = rustix::fs::listxattr(from, rustix::buffer::spare_capacity(&mut names));
    match listed {
        Ok(_) => {}
        Err(Errno::NOTSUP | Errno::NOSYS) => return true,
        Err(_) => return false,
    }
    names.split(|b| *b == 0).filter(|n| !n.is_empty()).all(|name| {
        let mut value = Vec::with_capacity(64 << 10);
        rustix::fs::getxattr(from, name, rustix::buffer::spare_capacity(&mut value)).is_ok()
            && rustix::fs::fsetxattr(to, name, &value, XattrFlags::empty()).is_ok()
    })
}
