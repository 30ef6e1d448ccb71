//! A log that one process owns and that others find when that process is dead.

use super::log::Log;
use super::private::append_private;
use super::state::State;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io;

/// How long the log grows before a new one takes its place, in bytes.
const FULL: u64 = 1 << 20;

/// A log that is locked for as long as its owner lives.
#[derive(Debug)]
pub struct Slot {
    log: Log,
    _held: File,
}

impl Slot {
    /// Makes a slot whose file name begins with `prefix`; `None` without a state directory or the means to lock.
    pub fn new(state: &State, prefix: &str) -> Option<Slot> {
        (0..1000).find_map(|n| {
            let path = state.path(&format!("{prefix}{}-{n}.log", std::process::id()))?;
            if path.exists() {
                return None;
            }
            Slot::hold(Log::at(path))
        })
    }

    /// Returns the slots that dead processes left, the newest first, and holds them.
    pub fn orphans(state: &State, prefix: &str) -> Vec<Slot> {
        let Some(dir) = state.path("") else { return Vec::new() };
        let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
        let ours = entries.flatten().filter(|e| e.file_name().to_string_lossy().starts_with(prefix));
        let mut found: Vec<_> = ours.map(|e| (e.metadata().and_then(|m| m.modified()).ok(), e.path())).collect();
        found.sort();
        found.into_iter().rev().filter_map(|(_, path)| Slot::hold(Log::at(path))).collect()
    }

    /// Returns the last good record.
    pub fn last<T: DeserializeOwned>(&mut self) -> Option<T> {
        self.log.read().ok()?.0.pop()
    }

    /// Adds a record; it is on disk when this returns.
    ///
    /// # Errors
    /// Any error of the file system.
    pub fn put<T: Serialize>(&mut self, record: &T) -> io::Result<()> {
        self.log.append(record, true)
    }

    /// Returns the slot's file.
    pub fn path(&self) -> &std::path::Path {
        self.log.path()
    }

    /// Tells whether the slot should give way to a new one.
    pub fn is_full(&self) -> bool {
        self.log.len() > FULL
    }

    /// Removes the slot's file.
    pub fn remove(self) {
        let _ = std::fs::remove_file(self.log.path());
    }

    fn hold(log: Log) -> Option<Slot> {
        let held = append_private(log.path()).ok()?;
        held.try_lock().ok()?;
        Some(Slot { log, _held: held })
    }
}
