//! git's index as it lies on disk (gitformat-index, versions 2 to 4): which paths it has, under which modes and ids.
//!
//! Total: whatever the bytes are, they give entries or `None`. What this does not read, git is asked for.

use super::staged::MUCH;
use memchr::{memchr, memrchr};
use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;

/// An index that was read: what it has stays in the file, and where each folder's entries begin is known.
///
/// A long chain has an index of megabytes, of which a commit concerns some lines; git replaces the file and never writes into it.
#[derive(Debug)]
pub(super) struct IndexFile {
    file: File,
    version: u32,
    /// How many bytes an id has.
    width: usize,
    runs: Vec<Run>,
    /// The ids of the folders that are as a tree object has them, by path without a `/` at its end.
    pub trees: HashMap<Vec<u8>, Vec<u8>>,
}

/// Entries of one folder that follow each other.
#[derive(Debug)]
struct Run {
    /// The folder, without a `/` at its end.
    dir: Vec<u8>,
    /// The path before the first, which a path of version 4 begins with.
    before: Vec<u8>,
    at: u64,
    count: u32,
}

/// An entry of the index.
pub(super) struct Staged<'a> {
    /// The path from the top level.
    pub path: &'a [u8],
    /// As in a tree object.
    pub mode: u32,
    pub id: &'a [u8],
    /// Whether it is one side of a conflict.
    pub unmerged: bool,
    /// Whether it is announced by `git add -N`, and not staged.
    announced: bool,
}

/// The longest path that is believed, in bytes.
const LONGEST: usize = 1 << 12;
/// How many bytes are read at once: as many as stay in the processor's cache.
const AT_ONCE: usize = 1 << 16;
/// Flags of an entry.
const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const LENGTH: u16 = 0x0fff;
/// Of the flags beyond: `git add -N`.
const INTENT_TO_ADD: u16 = 0x2000;

impl IndexFile {
    /// Reads an index whose ids have `width` bytes; `None` for one that is split or sparse, or that this does not know.
    pub fn read(file: File, width: usize) -> Option<IndexFile> {
        let length = file.metadata().ok()?.len();
        let mut head = [0; 12];
        file.read_exact_at(&mut head, 0).ok()?;
        let (version, count) = (number(&head, 4)?, number(&head, 8)?);
        if head[..4] != *b"DIRC" || !(2..=4).contains(&version) {
            return None;
        }
        let mut index = IndexFile { file, version, width, runs: Vec::new(), trees: HashMap::new() };
        let all = Run { dir: Vec::new(), before: Vec::new(), at: 12, count };
        let mut runs: Vec<Run> = Vec::new();
        let end = index.walk(&all, |entry, at, before| {
            let dir = folder(entry.path);
            match runs.last_mut().filter(|run| run.dir == dir) {
                Some(run) => run.count += 1,
                None => runs.push(Run { dir: dir.to_vec(), before: before.to_vec(), at, count: 1 }),
            }
        })?;
        index.runs = runs;
        let mut tail = vec![0; usize::try_from(length.checked_sub(end + width as u64)?).ok().filter(|tail| *tail < MUCH.1 as usize)?];
        index.file.read_exact_at(&mut tail, end).ok()?;
        let mut rest = &tail[..];
        while !rest.is_empty() {
            let (name, length) = (rest.get(..4)?, number(rest, 4)? as usize);
            let body = rest.get(8..length.checked_add(8)?)?;
            match name {
                b"TREE" => index.trees = trees(body, width)?,
                // What begins with a capital may be passed over.
                [first, ..] if first.is_ascii_uppercase() => {}
                _ => return None,
            }
            rest = rest.get(8 + length..)?;
        }
        Some(index)
    }

    /// Hands out the entries of the folders that are wanted, in the order of their paths, but for those that are only announced;
    /// `None` when the file cannot be read.
    pub fn each(&self, wanted: impl Fn(&[u8]) -> bool, mut see: impl FnMut(Staged)) -> Option<()> {
        for run in self.runs.iter().filter(|run| wanted(&run.dir)) {
            self.walk(run, |entry, _, _| {
                if !entry.announced {
                    see(entry);
                }
            })?;
        }
        Some(())
    }

    /// Hands out the entries of a run, each with where it stands and the path before; returns where they end.
    fn walk(&self, run: &Run, mut see: impl FnMut(Staged, u64, &[u8])) -> Option<u64> {
        let mut chunk = vec![0; AT_ONCE.min(run.count as usize * (LONGEST + 128))];
        let (mut at, mut left) = (run.at, run.count);
        let (mut path, mut before) = (run.before.clone(), run.before.clone());
        while left > 0 {
            let read = self.file.read_at(&mut chunk, at).ok()?;
            let mut rest = &chunk[..read];
            while left > 0 {
                let Some((entry, length)) = self.entry(rest, &mut path) else { break };
                see(entry, at, &before);
                before.clone_from(&path);
                (at, left, rest) = (at + length as u64, left - 1, &rest[length..]);
            }
            // Not one entry that is whole: the file ends, or a path is beyond belief.
            if rest.len() == read {
                return None;
            }
        }
        Some(at)
    }

    /// Reads the entry that some bytes begin with, and how long it is; `path` is the one before, of version 4, and becomes its own.
    fn entry<'a>(&self, bytes: &'a [u8], path: &'a mut Vec<u8>) -> Option<(Staged<'a>, usize)> {
        let fixed = 40 + self.width + 2;
        let entry = bytes.get(..fixed)?;
        let (mode, flags, id) = (number(entry, 24)?, short(entry, fixed - 2)?, &entry[40..fixed - 2]);
        let mut name = fixed;
        let mut announced = false;
        if self.version >= 3 && flags & EXTENDED != 0 {
            announced = short(bytes, name)? & INTENT_TO_ADD != 0;
            name += 2;
        }
        let (path, end) = if self.version == 4 {
            let (dropped, start) = offset(bytes, name)?;
            let end = start + memchr(0, bytes.get(start..)?)?;
            path.truncate(path.len().checked_sub(dropped)?);
            path.extend_from_slice(&bytes[start..end]);
            (&path[..], end + 1)
        } else {
            let length = usize::from(flags & LENGTH);
            let length = if length < usize::from(LENGTH) { length } else { memchr(0, bytes.get(name..)?)? };
            // At least one zero byte, and as many as make the entry's length a multiple of eight.
            (bytes.get(name..name + length)?, (name + length + 8) & !7)
        };
        let entry = Staged { path, mode, id, unmerged: flags & STAGE != 0, announced };
        (end <= bytes.len()).then_some((entry, end))
    }
}

/// Returns the folder of a path, without a `/` at its end.
pub(super) fn folder(path: &[u8]) -> &[u8] {
    &path[..memrchr(b'/', path).unwrap_or(0)]
}

/// Reads the folders of the extension `TREE`, each before those inside it; one that something changed in has no id.
fn trees(mut rest: &[u8], width: usize) -> Option<HashMap<Vec<u8>, Vec<u8>>> {
    let mut found = HashMap::new();
    // The folders that are open: the length of the path, and how many folders are still to come.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut path: Vec<u8> = Vec::new();
    while !rest.is_empty() {
        let end = memchr(0, rest)?;
        let (name, behind) = (&rest[..end], &rest[end + 1..]);
        let line = memchr(b'\n', behind)?;
        let (entries, inside) = std::str::from_utf8(&behind[..line]).ok()?.split_once(' ')?;
        let (entries, inside): (i64, usize) = (entries.parse().ok()?, inside.parse().ok()?);
        rest = &behind[line + 1..];
        while open.last().is_some_and(|(_, left)| *left == 0) {
            open.pop();
        }
        if let Some((length, left)) = open.last_mut() {
            *left -= 1;
            path.truncate(*length);
            if !path.is_empty() {
                path.push(b'/');
            }
            path.extend_from_slice(name);
            if path.len() > LONGEST {
                return None;
            }
        }
        if entries >= 0 {
            found.insert(path.clone(), rest.get(..width)?.to_vec());
            rest = &rest[width..];
        }
        open.push((path.len(), inside));
    }
    Some(found)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// Reads a number of git's offset encoding; returns it and where it ends.
pub(super) fn offset(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *bytes.get(at)?;
    let mut value = usize::from(byte & 127);
    while byte & 128 != 0 {
        at += 1;
        byte = *bytes.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 127))?;
    }
    Some((value, at + 1))
}
