//! Reading a file that anybody may have made: bounded, never blocking, never outside the project.

use super::Hash;
use rustix::fs::{Access, OFlags};
use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The largest file that is read as a whole, in bytes.
pub const LIMIT: u64 = 64 << 20;

/// How much of a file that can only be viewed is shown, in bytes.
const HEAD: usize = 256 << 10;

/// A file as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The text; of a file that is no text or too large, its head made readable.
    pub text: String,
    /// The hash of the bytes that were read.
    pub hash: Hash,
    /// Why the file can only be viewed, in one sentence.
    pub view_only: Option<String>,
    /// Whether the text is the file's, to the byte.
    pub whole: bool,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("{0} does not exist")]
    Missing(String),
    /// It is there but cannot be read; one sentence that names it.
    #[error("{0}")]
    Refused(String),
}

/// Reads the file at `path`; links are followed only to targets inside `root`.
///
/// # Errors
/// [`ReadError`] when there is nothing, or something that is no plain file of this project.
pub fn read(path: &Path, root: &Path) -> Result<Contents, ReadError> {
    let real = resolve(path, root)?;
    let mut file = open_plain(&real, path)?;
    let io = |e: io::Error| ReadError::Refused(format!("{} cannot be read: {}", path.display(), reason(&e)));
    let size = file.metadata().map_err(io)?.len();
    let wanted = if size > LIMIT { HEAD as u64 } else { LIMIT + 1 };
    let mut bytes = Vec::with_capacity(size.min(wanted) as usize);
    (&mut file).take(wanted).read_to_end(&mut bytes).map_err(io)?;
    let hash = Hash::of(&bytes);
    if size > LIMIT || bytes.len() as u64 > LIMIT {
        let why =
            format!("{} is {} MB; baton edits files up to {} MB, so it shows only the beginning", path.display(), size >> 20, LIMIT >> 20);
        return Ok(Contents { text: head(&bytes), hash, view_only: Some(why), whole: false });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Contents { text, hash, view_only: unwritable(&real, path), whole: true }),
        Err(e) => {
            let at = e.utf8_error().valid_up_to();
            let part = if e.as_bytes().len() > HEAD { format!(", its first {} kB", HEAD >> 10) } else { String::new() };
            let path = path.display();
            let why = format!(
                "{path} is not valid UTF-8 (byte {at}); it can be viewed{part} with \u{fffd} for what is none, but not edited: convert it first"
            );
            Ok(Contents { text: head(e.as_bytes()), hash, view_only: Some(why), whole: false })
        }
    }
}

/// Returns the file that `path` stands for, links followed, when it lies inside `root`.
pub(super) fn resolve(path: &Path, root: &Path) -> Result<PathBuf, ReadError> {
    let refused = |why: String| Err(ReadError::Refused(format!("{} {why}", path.display())));
    let real = match path.canonicalize() {
        Ok(real) => real,
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            return match path.symlink_metadata() {
                Ok(_) => refused("is a link to something that does not exist".into()),
                Err(_) => Err(ReadError::Missing(path.display().to_string())),
            };
        }
        Err(e) if e.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
            return refused("is a link that leads in a circle".into());
        }
        Err(e) => return refused(format!("cannot be read: {}", reason(&e))),
    };
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    if real.starts_with(&root) {
        return Ok(real);
    }
    refused(format!("leads to {}, outside the project {}; name that file itself to open it", real.display(), root.display()))
}

/// Opens a plain file for reading; `shown` is the name for messages.
pub(super) fn open_plain(real: &Path, shown: &Path) -> Result<File, ReadError> {
    let refused = |why: String| ReadError::Refused(format!("{} {why}", shown.display()));
    let check = |kind: FileType| if kind.is_file() { Ok(()) } else { Err(refused(format!("is {}, not a file", name_of(kind)))) };
    let failed = |e: io::Error| match e.kind() {
        io::ErrorKind::NotFound => ReadError::Missing(shown.display().to_string()),
        _ => refused(format!("cannot be read: {}", reason(&e))),
    };
    // Looked at before opening too, because opening some devices has effects.
    check(real.symlink_metadata().map_err(failed)?.file_type())?;
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW;
    let file = OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(real).map_err(failed)?;
    check(file.metadata().map_err(failed)?.file_type())?;
    Ok(file)
}

/// Says an I/O error in plain words.
pub(super) fn reason(e: &io::Error) -> String {
    match e.kind() {
        io::ErrorKind::PermissionDenied => "you have no permission".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::QuotaExceeded => "your disk quota is used up".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        io::ErrorKind::FileTooLarge => "it would be larger than this process may write (ulimit -f)".into(),
        _ => e.to_string().split(" (os error").next().unwrap_or_default().to_owned(),
    }
}

fn unwritable(real: &Path, shown: &Path) -> Option<String> {
    match rustix::fs::access(real, Access::WRITE_OK) {
        Ok(()) => None,
        Err(e) => Some(format!("{} can be viewed but not edited: {}", shown.display(), reason(&e.into()))),
    }
}

fn head(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).into_owned()
}

fn name_of(kind: FileType) -> &'static str {
    match kind {
        k if k.is_dir() => "a directory",
        k if k.is_fifo() => "a named pipe",
        k if k.is_socket() => "a socket",
        k if k.is_block_device() || k.is_char_device() => "a device",
        k if k.is_symlink() => "a link",
        _ => "something else",
    }
}
