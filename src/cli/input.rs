//! Texts that come in: a file, or stdin for `-`.

use crate::project::{Error, ErrorKind};
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::os::fd::AsFd;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

/// The most that is read, in bytes (DESIGN §2: beyond it a file is only viewed).
const MOST: u64 = 64 * 1024 * 1024;

/// Reads a file, or stdin when the path is `-`.
///
/// # Errors
/// When stdin is a terminal, when the file is no regular file, too large or no UTF-8.
pub fn read(path: &Path) -> Result<String, Error> {
    if path == Path::new("-") {
        return stdin();
    }
    let name = path.display();
    let fail = |e: io::Error| match e.kind() {
        io::ErrorKind::NotFound => Error::new(ErrorKind::Failed, format!("{name} does not exist")),
        _ => Error::new(ErrorKind::Failed, format!("{name} cannot be read: {}", plain(&e))),
    };
    let kind = fs::metadata(path).map_err(fail)?;
    if kind.is_dir() {
        return Err(Error::new(ErrorKind::Failed, format!("{name} is a directory, not a file")));
    }
    if !kind.is_file() && !is_stream(path) {
        return Err(Error::new(ErrorKind::Failed, format!("{name} is no regular file")).hint(format!("pipe it in: baton … - < {name}")));
    }
    take(File::open(path).map_err(fail)?, &name.to_string())
}

/// Tells whether a path stands for what is piped in: `-`, or what a shell makes of `<(command)`.
pub fn is_stream(path: &Path) -> bool {
    path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd") || [Path::new("-"), Path::new("/dev/stdin")].contains(&path)
}

/// Reads what is piped in, or the file that stdin is; `None` for a terminal, `/dev/null`, a closed stdin, or nothing but blanks.
///
/// # Errors
/// As for [`read`].
pub fn piped() -> Result<Option<String>, Error> {
    let kind = io::stdin().as_fd().try_clone_to_owned().and_then(|fd| File::from(fd).metadata()).map(|m| m.file_type());
    if !kind.is_ok_and(|kind| kind.is_file() || kind.is_fifo()) {
        return Ok(None);
    }
    stdin().map(|text| Some(text).filter(|t| !t.trim().is_empty()))
}

fn stdin() -> Result<String, Error> {
    if io::stdin().is_terminal() {
        return Err(Error::new(ErrorKind::Usage, "\"-\" reads what is piped in, and stdin is the terminal")
            .hint("pipe a text in, as: baton … - < FILE, or name the file"));
    }
    take(io::stdin().lock(), "stdin")
}

fn take(from: impl Read, name: &str) -> Result<String, Error> {
    let mut bytes = Vec::new();
    from.take(MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Error::new(ErrorKind::Failed, format!("{name} cannot be read: {}", plain(&e))))?;
    if bytes.len() as u64 > MOST {
        return Err(Error::new(ErrorKind::Failed, format!("{name} is larger than 64 MB")));
    }
    String::from_utf8(bytes).map_err(|e| {
        Error::new(ErrorKind::Failed, format!("{name} is not UTF-8: the byte at offset {} cannot be read", e.utf8_error().valid_up_to()))
    })
}

/// Returns what went wrong without the number that the system adds.
pub fn plain(e: &io::Error) -> String {
    let text = e.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
