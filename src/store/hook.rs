//! Files outside a project that baton makes for git: hooks.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Writes a program whole or not at all; one that stands keeps its mode, a new one can be run by everybody.
///
/// # Errors
/// Any error of the file system; the old file then stands.
pub fn write_program(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir)?;
    let mode = fs::metadata(path).map_or(0o755, |meta| meta.permissions().mode());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temp = dir.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = OpenOptions::new().write(true).create_new(true).mode(0o755).open(&temp).and_then(|mut file| {
        file.write_all(bytes)?;
        file.set_permissions(fs::Permissions::from_mode(mode & 0o7777))?;
        file.sync_data()
    });
    let done = written.and_then(|()| fs::rename(&temp, path));
    if done.is_err() {
        let _ = fs::remove_file(&temp);
    }
    done
}

/// Tells whether a file may be run by anybody.
pub fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// Gives a program another name, which nothing has yet.
///
/// # Errors
/// Any error of the file system, or that the name is taken.
pub fn rename_program(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Removes a program that baton wrote.
///
/// # Errors
/// Any error of the file system.
pub fn remove_program(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}
