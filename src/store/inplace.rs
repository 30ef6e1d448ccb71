//! Writing a file in place, where it cannot be replaced.
//!
//! Invariant: while the file may be torn, a backup has both texts; [`recover`] puts the old one back.

use super::read::reason;
use super::save::Saved;
use super::write_private;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What a backup file holds.
#[derive(Serialize, Deserialize)]
struct Backup {
    path: PathBuf,
    old: Vec<u8>,
    new: Vec<u8>,
}

/// Writes `new` over `old` in place; on an error the old bytes are put back.
pub(super) fn write(target: &Path, old: &[u8], new: &[u8], backup: Option<&Path>) -> io::Result<Saved> {
    let mut file = OpenOptions::new().write(true).open(target)?;
    if let Some(backup) = backup {
        let both = Backup { path: target.to_path_buf(), old: old.to_vec(), new: new.to_vec() };
        write_private(backup, &serde_json::to_vec(&both)?)?;
    }
    let written = overwrite(&mut file, new);
    if let Err(e) = written {
        let restored = overwrite(&mut file, old).and_then(|()| file.sync_all());
        if let (Ok(()), Some(backup)) = (restored, backup) {
            let _ = std::fs::remove_file(backup);
        }
        return Err(e);
    }
    Ok(match file.sync_all() {
        Ok(()) => {
            if let Some(backup) = backup {
                let _ = std::fs::remove_file(backup);
            }
            Saved::Durable
        }
        Err(e) => Saved::NotDurable(format!("{} is saved, but the disk did not confirm it: {}", target.display(), reason(&e))),
    })
}

/// Mends a file that a killed write left torn; returns its path when something was mended.
pub(super) fn recover(backup: &Path) -> Option<PathBuf> {
    let Backup { path, old, new } = serde_json::from_slice(&std::fs::read(backup).ok()?).ok()?;
    let now = std::fs::read(&path).ok()?;
    let torn = now != old && now != new && is_torn(&now, &old, &new);
    if torn {
        let mut file = OpenOptions::new().write(true).open(&path).ok()?;
        overwrite(&mut file, &old).and_then(|()| file.sync_all()).ok()?;
    }
    let _ = std::fs::remove_file(backup);
    torn.then_some(path)
}

/// Tells whether `now` is the beginning of `new` over `old`.
fn is_torn(now: &[u8], old: &[u8], new: &[u8]) -> bool {
    let same = now.iter().zip(new).take_while(|(a, b)| a == b).count();
    now[same..] == *old.get(same..).unwrap_or_default()
}

fn overwrite(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)
}
