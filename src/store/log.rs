//! Append-only logs: one JSON record a line, each with a checksum.
//!
//! Invariant: whatever was done to the file, reading gives the records of its good beginning and
//! says what it could not use; a damaged file is set aside before the next record is added.

use super::Hash;
use super::private::{append_private, write_private};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const SUM: &str = "{\"sum\":\"";
const RECORD: &str = "\",\"record\":";

/// A log file.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    /// Length of the part that was read and found good, in bytes.
    good: u64,
    /// Whether something behind it could not be used.
    damaged: bool,
}

/// The part of a log that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The line it begins at, from 1.
    pub line: usize,
    /// How many bytes from there to the end.
    pub bytes: u64,
}

impl Log {
    /// Names a log; nothing is read or made yet.
    pub fn at(path: impl Into<PathBuf>) -> Log {
        Log { path: path.into(), good: 0, damaged: false }
    }

    /// Returns the path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the length of the good part that was read or written, in bytes.
    pub fn len(&self) -> u64 {
        self.good
    }

    /// Tells whether nothing good was read or written.
    pub fn is_empty(&self) -> bool {
        self.good == 0
    }

    /// Tells whether the file is other than this log last read or wrote it.
    pub fn is_stale(&self) -> bool {
        self.damaged || std::fs::metadata(&self.path).map_or(0, |m| m.len()) != self.good
    }

    /// Reads every good record from the beginning; a missing file has none.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub fn read<T: DeserializeOwned>(&mut self) -> io::Result<(Vec<T>, Option<Damage>)> {
        let mut bytes = Vec::new();
        match File::open(&self.path) {
            Ok(mut file) => file.read_to_end(&mut bytes)?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => 0,
            Err(e) => return Err(e),
        };
        let (records, good) = good_prefix(&bytes);
        self.good = good as u64;
        self.damaged = good < bytes.len();
        let damage = self.damaged.then(|| Damage { line: records.len() + 1, bytes: (bytes.len() - good) as u64 });
        Ok((records, damage))
    }

    /// Adds a record; with `sync` it is on disk when this returns.
    ///
    /// # Errors
    /// Any error of the file system; a record that was half written is left out by the next read.
    pub fn append<T: Serialize>(&mut self, record: &T, sync: bool) -> io::Result<()> {
        if self.damaged {
            self.set_aside()?;
        }
        let line = line_of(record)?;
        let mut file = append_private(&self.path)?;
        file.write_all(line.as_bytes())?;
        self.good += line.len() as u64;
        if sync { file.sync_data() } else { Ok(()) }
    }

    /// Replaces the whole log by these records; the old file is kept beside it as `.old`.
    ///
    /// # Errors
    /// Any error of the file system; the old log then stands.
    pub fn rewrite<T: Serialize>(&mut self, records: &[T]) -> io::Result<()> {
        let mut text = String::new();
        for record in records {
            text.push_str(&line_of(record)?);
        }
        let old = self.path.with_extension("old");
        let _ = std::fs::remove_file(&old);
        let _ = std::fs::hard_link(&self.path, &old);
        write_private(&self.path, text.as_bytes())?;
        self.good = text.len() as u64;
        self.damaged = false;
        Ok(())
    }

    /// Removes what was kept beside the log of its earlier states.
    ///
    /// # Errors
    /// Any error of the file system but that there is none.
    pub fn forget(&self) -> io::Result<()> {
        for ending in ["old", "damaged"] {
            match std::fs::remove_file(self.path.with_extension(ending)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        Ok(())
    }

    /// Keeps the damaged file as `.damaged` and goes on with its good beginning.
    fn set_aside(&mut self) -> io::Result<()> {
        let mut good = vec![0; self.good as usize];
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut good)?;
        std::fs::copy(&self.path, self.path.with_extension("damaged"))?;
        write_private(&self.path, &good)?;
        self.damaged = false;
        Ok(())
    }
}

fn line_of<T: Serialize>(record: &T) -> io::Result<String> {
    let json = serde_json::to_string(record)?;
    Ok(format!("{SUM}{}{RECORD}{json}}}\n", Hash::of(json.as_bytes()).short()))
}

/// Returns the records of the good beginning and its length in bytes.
fn good_prefix<T: DeserializeOwned>(bytes: &[u8]) -> (Vec<T>, usize) {
    let mut records = Vec::new();
    let mut good = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let Some(record) = parse(line) else { break };
        records.push(record);
        good += line.len();
    }
    (records, good)
}

fn parse<T: DeserializeOwned>(line: &[u8]) -> Option<T> {
    let line = std::str::from_utf8(line.strip_suffix(b"}\n")?).ok()?;
    let (sum, json) = line.strip_prefix(SUM)?.split_once(RECORD)?;
    (sum == Hash::of(json.as_bytes()).short()).then(|| serde_json::from_str(json).ok())?
}
