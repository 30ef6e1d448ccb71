//! git's index as it lies on disk (gitformat-index, versions 2 to 4): which paths it has, under which modes and ids.
//!
//! Total: whatever the bytes are, they give entries or `None`. What this does not read, git is asked for.

use super::database::part;
use super::staged::MUCH;
use memchr::{memchr, memmem, memrchr};
use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;

/// An index: what it has stays in the file, of which only what a commit concerns is looked into.
///
/// A long chain has an index of megabytes; git replaces the file and never writes into it.
#[derive(Debug)]
pub(super) struct IndexFile {
    file: File,
    version: u32,
    /// How many bytes an id has.
    width: usize,
    count: u32,
    /// Where the entries end.
    end: u64,
    /// The folders that are as a tree object has them, by path without a `/` at its end.
    pub trees: HashMap<Vec<u8>, Tree>,
}

/// A folder that is as a tree object has it.
#[derive(Debug)]
pub(super) struct Tree {
    pub id: Vec<u8>,
    /// How many entries it has in the index, those of the folders inside included.
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
/// How many bytes at the end are searched for where the entries end.
const TAIL: u64 = 1 << 16;
/// Flags of an entry.
const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const LENGTH: u16 = 0x0fff;
/// Of the flags beyond: `git add -N`.
const INTENT_TO_ADD: u16 = 0x2000;

impl IndexFile {
    /// Opens an index whose ids have `width` bytes; `None` for one that is split or sparse, or that this does not know.
    pub fn open(file: File, width: usize) -> Option<IndexFile> {
        let behind = file.metadata().ok()?.len().checked_sub(width as u64)?;
        let head = part(&file, 0, 12)?;
        let (version, count) = (number(&head, 4)?, number(&head, 8)?);
        if head[..4] != *b"DIRC" || !(2..=4).contains(&version) {
            return None;
        }
        let mut index = IndexFile { file, version, width, count, end: 0, trees: HashMap::new() };
        let from = behind.saturating_sub(TAIL);
        let tail = part(&index.file, from, (behind - from) as usize)?;
        // Where the extensions begin is said nowhere. What looks like it is not believed before all entries were walked over.
        let likely = memmem::find_iter(&tail, b"TREE").find_map(|at| Some((from + at as u64, index.extensions(&tail[at..])?)));
        (index.end, index.trees) = match likely {
            Some(known) => known,
            None => {
                let end = index.walk(|_| 0, |_| {})?;
                let length = usize::try_from(behind.checked_sub(end)?).ok().filter(|length| (*length as u64) < MUCH.1)?;
                (end, index.extensions(&part(&index.file, end, length)?)?)
            }
        };
        Some(index)
    }

    /// Hands out the entries in the order of their paths, but for those that are only announced and those of [`IndexFile::trees`]
    /// that are passed over; `None` when the file has another form or cannot be read.
    pub fn each(&self, passed: impl Fn(&[u8]) -> bool, mut see: impl FnMut(Staged)) -> Option<()> {
        let count = |dir: &[u8]| self.trees.get(dir).filter(|_| passed(dir)).map_or(0, |tree| tree.count);
        let end = self.walk(count, |entry| {
            if !entry.announced {
                see(entry);
            }
        })?;
        (end == self.end).then_some(())
    }

    /// Reads the extensions, which are all of some bytes: the folders that are as tree objects.
    fn extensions(&self, mut rest: &[u8]) -> Option<HashMap<Vec<u8>, Tree>> {
        let mut found = HashMap::new();
        while !rest.is_empty() {
            let (name, length) = (rest.get(..4)?, number(rest, 4)? as usize);
            let body = rest.get(8..length.checked_add(8)?)?;
            match name {
                b"TREE" => found = trees(body, self.width)?,
                // What begins with a capital may be passed over.
                [first, ..] if first.is_ascii_uppercase() => {}
                _ => return None,
            }
            rest = &rest[8 + length..];
        }
        Some(found)
    }

    /// Hands out the entries; `count_of` tells how many of a folder are passed over. Returns where they end.
    fn walk(&self, count_of: impl Fn(&[u8]) -> u32, mut see: impl FnMut(Staged)) -> Option<u64> {
        let mut chunk = vec![0; AT_ONCE];
        let (mut at, mut left, mut passed) = (12, self.count, 0);
        let (mut path, mut dir) = (Vec::new(), Vec::new());
        while left > 0 {
            let read = self.file.read_at(&mut chunk, at).ok()?;
            let mut rest = &chunk[..read];
            while left > 0 {
                let (count, length) = self.pass(rest, left.min(passed));
                (at, left, passed, rest) = (at + length as u64, left - count, passed - count, &rest[length..]);
                let Some(length) = self.length(rest, &mut path).filter(|_| left > 0) else { break };
                if passed == 0 {
                    let entry = self.entry(&rest[..length], &path)?;
                    if folder(entry.path) != dir {
                        dir = folder(entry.path).to_vec();
                        passed = (1..=dir.len())
                            .filter(|at| *at == dir.len() || dir[*at] == b'/')
                            .map(|at| count_of(&dir[..at]))
                            .max()
                            .unwrap_or(0);
                    }
                    if passed == 0 {
                        see(entry);
                    }
                }
                passed = passed.saturating_sub(1);
                (at, left, rest) = (at + length as u64, left - 1, &rest[length..]);
            }
            // Not one entry that is whole: the file ends, or a path is beyond belief.
            if rest.len() == read {
                return None;
            }
        }
        Some(at)
    }

    /// Passes over as many plain entries at once as some bytes hold, `most` of them; returns how many, and how long they are.
    fn pass(&self, bytes: &[u8], most: u32) -> (u32, usize) {
        let (mut count, mut from) = (0, 0);
        let at = 40 + self.width;
        while count < most && self.version < 4 {
            let Some(&[high, low]) = bytes.get(from + at..from + at + 2) else { break };
            let flags = u16::from_be_bytes([high, low]);
            let end = from + ((at + 2 + usize::from(flags & LENGTH) + 8) & !7);
            if flags & EXTENDED != 0 || flags & LENGTH == LENGTH || end > bytes.len() {
                break;
            }
            (count, from) = (count + 1, end);
        }
        (count, from)
    }

    /// Returns how long the entry is that some bytes begin with; `path` is the one before, of version 4, and becomes its own.
    #[inline(always)]
    fn length(&self, bytes: &[u8], path: &mut Vec<u8>) -> Option<usize> {
        let (flags, name) = self.flags(bytes)?;
        if self.version == 4 {
            let (dropped, start) = offset(bytes, name)?;
            let end = start + memchr(0, bytes.get(start..)?)?;
            let kept = path.len().checked_sub(dropped).filter(|kept| kept + end - start <= LONGEST)?;
            path.truncate(kept);
            path.extend_from_slice(&bytes[start..end]);
            return Some(end + 1);
        }
        let length = usize::from(flags & LENGTH);
        let length = if length < usize::from(LENGTH) { length } else { memchr(0, bytes.get(name..)?)? };
        // At least one zero byte, and as many as make the entry's length a multiple of eight.
        let end = (name + length + 8) & !7;
        (end <= bytes.len()).then_some(end)
    }

    /// Reads an entry; `path` is its own, of version 4.
    fn entry<'a>(&self, bytes: &'a [u8], path: &'a [u8]) -> Option<Staged<'a>> {
        let (flags, name) = self.flags(bytes)?;
        let announced = flags & EXTENDED != 0 && self.version >= 3 && short(bytes, name - 2)? & INTENT_TO_ADD != 0;
        let path = if self.version == 4 { path } else { &bytes[name..name + memchr(0, &bytes[name..])?] };
        Some(Staged { path, mode: number(bytes, 24)?, id: &bytes[40..40 + self.width], unmerged: flags & STAGE != 0, announced })
    }

    /// Returns the flags of an entry, and where its path begins.
    #[inline(always)]
    fn flags(&self, bytes: &[u8]) -> Option<(u16, usize)> {
        let at = 40 + self.width;
        let [high, low] = *bytes.get(at..at + 2)? else { return None };
        let flags = u16::from_be_bytes([high, low]);
        Some((flags, if self.version >= 3 && flags & EXTENDED != 0 { at + 4 } else { at + 2 }))
    }
}

/// Returns the folder of a path, without a `/` at its end.
pub(super) fn folder(path: &[u8]) -> &[u8] {
    &path[..memrchr(b'/', path).unwrap_or(0)]
}

/// Reads the folders of the extension `TREE`, each before those inside it; one that something changed in has no id.
fn trees(mut rest: &[u8], width: usize) -> Option<HashMap<Vec<u8>, Tree>> {
    let mut found = HashMap::with_capacity(rest.len() / (width + 8));
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
        if let Ok(count) = u32::try_from(entries) {
            found.insert(path.clone(), Tree { id: rest.get(..width)?.to_vec(), count });
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
