//! The state directory of one project: never history, only recovery (DESIGN §2.5).

use super::log::Log;
use super::private::{append_private, private_dir};
use super::{Hash, Slot, inplace, replace, write_private};
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// The file in the user's state directory that has the text of the last copy.
pub const LAST_COPY: &str = "last-prompt.md";
/// How long a save waits for another baton before it goes on without the lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a text that exists nowhere else is kept at least.
const KEPT_FOR: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How many of them are kept however old they are.
const LAST_KEPT: usize = 20;

/// Where a project's local state lies, if anywhere.
#[derive(Clone, Debug)]
pub struct State {
    dir: Option<PathBuf>,
}

/// A courtesy lock on a project, free when dropped or when its process dies.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

impl State {
    /// Names the state of the project at `root` under the user's state directory `base`; nothing is made yet.
    pub fn of(base: Option<&Path>, root: &Path) -> State {
        State { dir: base.map(|b| b.join("projects").join(key_of(root))) }
    }

    /// Tries to make the directory; `Err` says why nothing can be kept.
    ///
    /// # Errors
    /// One sentence, also when there is no state directory at all.
    pub fn ready(&self) -> Result<(), String> {
        let dir = self.dir.as_ref().ok_or("there is no state directory (no HOME): undo, drafts and settled findings are not kept")?;
        let made = private_dir(dir).and_then(|()| rustix::fs::access(dir, rustix::fs::Access::WRITE_OK).map_err(io::Error::from));
        made.map_err(|e| format!("{} cannot be written ({e}): undo, drafts and settled findings are not kept", dir.display()))
    }

    /// Returns the path of a file of this state.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.dir.as_ref().map(|d| d.join(name))
    }

    /// Names a log of this state.
    pub fn log(&self, name: &str) -> Option<Log> {
        self.path(name).map(Log::at)
    }

    /// Takes the project's lock, waiting up to ten seconds; without it, saving is as safe but may have to merge.
    pub fn lock(&self) -> Lock {
        let file = self.path("lock").and_then(|path| append_private(&path).ok());
        let deadline = Instant::now() + PATIENCE;
        while let Some(file) = &file {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(2)),
                _ => break,
            }
        }
        Lock { _file: file }
    }

    /// Keeps bytes that exist nowhere else any more; returns the file that has them.
    ///
    /// What was kept more than 90 days ago goes once 20 texts were kept after it.
    pub fn keep(&self, bytes: &[u8]) -> Option<PathBuf> {
        let path = self.path(&format!("kept-{}", Hash::of(bytes).short()))?;
        write_private(&path, bytes).ok()?;
        let time = |path: PathBuf| Some((path.symlink_metadata().ok()?.modified().ok()?, path));
        let mut kept: Vec<(SystemTime, PathBuf)> = self.files("kept-").into_iter().filter_map(time).collect();
        kept.sort();
        let older = kept.len().saturating_sub(LAST_KEPT);
        let is_old = |time: &SystemTime| time.elapsed().is_ok_and(|age| age > KEPT_FOR);
        for (_, old) in kept.iter().take(older).filter(|(time, _)| is_old(time)) {
            let _ = std::fs::remove_file(old);
        }
        Some(path)
    }

    /// Returns the files of this state whose names begin with `prefix`, sorted.
    pub fn files(&self, prefix: &str) -> Vec<PathBuf> {
        let entries = self.dir.iter().filter_map(|dir| std::fs::read_dir(dir).ok()).flatten().flatten();
        let mut found: Vec<PathBuf> = entries.filter(|e| e.file_name().to_string_lossy().starts_with(prefix)).map(|e| e.path()).collect();
        found.sort();
        found
    }

    /// Removes leftovers that hold one of `values`: kept texts, drafts of dead processes, the file of the last copy.
    ///
    /// Returns one sentence for each that could not be removed.
    pub fn forget(&self, values: &[&str]) -> Vec<String> {
        // Also as JSON writes them.
        let spelled = values.iter().map(|v| serde_json::to_string(v).unwrap_or_default().trim_matches('"').to_owned());
        let wanted: Vec<String> = values.iter().map(|v| (*v).to_owned()).chain(spelled).filter(|v| !v.is_empty()).collect();
        let base = self.dir.as_ref().and_then(|d| d.parent()?.parent());
        let copied = base.map(|base| base.join(LAST_COPY));
        let drafts = Slot::orphans(self, "draft-");
        let kept = self.files("kept-").into_iter().chain(self.path("in-place")).chain(copied);
        let holds = |path: &Path| {
            let bytes = std::fs::read(path).unwrap_or_default();
            wanted.iter().any(|value| memchr::memmem::find(&bytes, value.as_bytes()).is_some())
        };
        let all = kept.chain(drafts.iter().map(|slot| slot.path().to_path_buf())).filter(|path| holds(path));
        let failed = all.filter_map(|path| {
            let gone = std::fs::remove_file(&path);
            gone.err().map(|e| format!("{} still holds what was redacted: {e}", path.display()))
        });
        failed.collect()
    }

    /// Clears up after killed saves of `target`: mends a torn file, keeps what stale temporary files held.
    ///
    /// Returns one sentence for each thing the user should know.
    pub fn recover(&self, target: &Path) -> Vec<String> {
        let target = target.canonicalize().unwrap_or_else(|_| target.to_path_buf());
        let mut told = Vec::new();
        if let Some(path) = self.path("in-place").and_then(|b| inplace::recover(&b)) {
            told.push(format!("{} was half written when baton was killed; its text from before is back", path.display()));
        }
        let now = std::fs::read(&target).unwrap_or_default();
        for bytes in replace::sweep(&target) {
            if bytes != now
                && let Some(kept) = self.keep(&bytes)
            {
                told.push(format!("an interrupted save left another text of {}; it is kept in {}", target.display(), kept.display()));
            }
        }
        told
    }
}

/// Returns the name under which the user's own directories keep what belongs to the project at `root`.
pub(super) fn key_of(root: &Path) -> String {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    Hash::of(root.as_os_str().as_encoded_bytes()).short().to_owned()
}
