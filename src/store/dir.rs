//! One directory of a project, looked up once: its names, its files, and by what a change of them is known.

use super::ChainFiles;
use super::read::{LIMIT, resolve};
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat};
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::path::PathBuf;

/// A directory of the chain that is open for reading.
pub struct Dir<'a> {
    files: &'a ChainFiles,
    /// From the project root, with `/`.
    path: String,
    real: PathBuf,
    fd: OwnedFd,
}

/// What the file system says of a file or directory: another stamp, another content.
///
/// The reverse holds once the clock has gone on since the last change (see [`Stamp::is_settled`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The inode, on its device.
    pub ino: u64,
    /// The length in bytes.
    pub size: u64,
    /// The last change of the content, in nanoseconds since 1970.
    pub mtime: i64,
    /// The last change of the content or of what is said of it, in nanoseconds since 1970.
    pub ctime: i64,
}

/// More than a tick of a kernel's clock, in nanoseconds: what stamps a change where nanoseconds are kept.
const FINE: i64 = 100_000_000;
/// The tick of the coarsest file systems, whose stamps show no part of a millisecond.
const COARSE: i64 = 2_000_000_000;

impl Stamp {
    /// Tells whether what was read at `time` (nanoseconds since 1970) is what stands there while the stamp stays the same:
    /// a later change within the same tick of the file system's clock would not show.
    pub fn is_settled(&self, time: i64) -> bool {
        let tick = if self.ctime % 1_000_000 == 0 { COARSE } else { FINE };
        self.ctime.saturating_add(tick) < time
    }

    fn of(stat: &Stat) -> Stamp {
        let nanos = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        Stamp {
            ino: stat.st_ino,
            size: stat.st_size as u64,
            mtime: nanos(stat.st_mtime, stat.st_mtime_nsec as i64),
            ctime: nanos(stat.st_ctime, stat.st_ctime_nsec as i64),
        }
    }
}

impl ChainFiles {
    /// Opens a directory; `None` when there is none inside the project that can be read.
    pub fn open(&self, path: &str) -> Option<Dir<'_>> {
        let real = resolve(&self.root.join(path), &self.root).ok()?;
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = rustix::fs::open(&real, flags, Mode::empty()).ok()?;
        Some(Dir { files: self, path: path.to_owned(), real, fd })
    }
}

impl Dir<'_> {
    /// Returns the names in it, sorted, without those that begin with a dot.
    pub fn names(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.real) else { return Vec::new() };
        let mut names: Vec<String> = entries.flatten().filter_map(|e| e.file_name().into_string().ok()).collect();
        names.retain(|n| !n.starts_with('.'));
        names.sort_unstable();
        names
    }

    /// Returns the directory's own stamp.
    pub fn stamp(&self) -> Option<Stamp> {
        rustix::fs::fstat(&self.fd).ok().map(|stat| Stamp::of(&stat))
    }

    /// Returns the stamp of a plain file in it; a link has none.
    pub fn stamp_of(&self, name: &str) -> Option<Stamp> {
        let stat = rustix::fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        is_plain(&stat).then(|| Stamp::of(&stat))
    }

    /// Reads a file of at most 64 MB and its stamp from before; `None` when there is none that can be read.
    pub fn get(&self, name: &str) -> Option<(Vec<u8>, Option<Stamp>)> {
        // Looked at before it is opened, because opening some devices has effects.
        if self.stamp_of(name).is_none() {
            return self.files.get(&format!("{}/{name}", self.path)).map(|bytes| (bytes, None));
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let fd = rustix::fs::openat(&self.fd, name, flags, Mode::empty()).ok()?;
        let stat = rustix::fs::fstat(&fd).ok().filter(is_plain)?;
        let stamp = Stamp::of(&stat);
        let mut bytes = Vec::with_capacity(stamp.size.min(LIMIT) as usize + 1);
        File::from(fd).take(LIMIT + 1).read_to_end(&mut bytes).ok()?;
        Some((bytes, Some(stamp)))
    }
}

fn is_plain(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
}
