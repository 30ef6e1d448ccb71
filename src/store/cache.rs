//! Files in the user's cache directory: what they say can be found out without them.
//!
//! Invariant: [`Cache::get`] returns what [`Cache::put`] was given under that name and version, or nothing.
//! Nobody may rest on its being there; whoever wants a file gone may remove it at any time.

use super::private::private_dir;
use super::state::key_of;
use sha2::{Digest, Sha256};
use std::fs::{Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where a project's cache lies, if anywhere.
#[derive(Clone, Debug)]
pub struct Cache {
    dir: Option<PathBuf>,
}

const MAGIC: &[u8; 8] = b"baton\0\r\n";
/// Magic and sum.
const HEAD: usize = 8 + 32;
/// How long a file being put may take before its writer is taken for dead.
const PATIENCE: Duration = Duration::from_secs(60);
/// The largest cache file that is read, in bytes.
const LARGEST: u64 = 1 << 30;

impl Cache {
    /// Names the cache of the project at `root` under the user's cache directory `base`; nothing is made yet.
    pub fn of(base: Option<&Path>, root: &Path) -> Cache {
        Cache { dir: base.map(|b| b.join("projects").join(key_of(root))) }
    }

    /// Returns what was put under this name and version; `None` when it is not there or not what was put.
    pub fn get(&self, name: &str, version: &str) -> Option<Vec<u8>> {
        let flags = rustix::fs::OFlags::NONBLOCK.bits() as i32;
        let mut file = OpenOptions::new().read(true).custom_flags(flags).open(self.dir.as_ref()?.join(name)).ok()?;
        let about = file.metadata().ok().filter(|m| m.is_file() && m.len() <= LARGEST)?;
        let mut head = [0; HEAD];
        file.read_exact(&mut head).ok()?;
        let mut body = Vec::with_capacity(about.len() as usize + 1);
        file.take(LARGEST).read_to_end(&mut body).ok()?;
        (head[..] == head_of(version, &body)).then_some(body)
    }

    /// Puts bytes under a name, private to the user, whole or not at all; a failure only costs time later.
    ///
    /// Where somebody else is putting something there at this moment, that is left to them.
    pub fn put(&self, name: &str, version: &str, body: &[u8]) {
        let Some(dir) = &self.dir else { return };
        let temp = dir.join(format!(".{name}.tmp"));
        let at_work = |m: &Metadata| m.modified().is_ok_and(|time| time.elapsed().is_ok_and(|ago| ago < PATIENCE));
        if temp.symlink_metadata().is_ok_and(|m| at_work(&m)) {
            return;
        }
        let _ = std::fs::remove_file(&temp);
        let written = || -> io::Result<()> {
            private_dir(dir)?;
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temp)?;
            file.write_all(&head_of(version, body))?;
            file.write_all(body)?;
            std::fs::rename(&temp, dir.join(name))
        };
        match written() {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => drop(std::fs::remove_file(&temp)),
            _ => {}
        }
    }

    /// Removes what was put under a name.
    pub fn forget(&self, name: &str) {
        if let Some(dir) = &self.dir {
            let _ = std::fs::remove_file(dir.join(name));
        }
    }
}

/// The magic bytes, and the sum of version and body.
fn head_of(version: &str, body: &[u8]) -> Vec<u8> {
    let mut sum = Sha256::new();
    sum.update(version);
    sum.update([0]);
    sum.update(body);
    [&MAGIC[..], &sum.finalize()].concat()
}
