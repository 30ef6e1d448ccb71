//! git's index as it lies on disk (gitformat-index, versions 2 to 4): which paths it has, under which modes and ids.
//!
//! Total: whatever the bytes are, they give entries or `None`. What this does not read, git is asked for.

use memchr::memchr;
use std::collections::HashMap;

/// An index that was read.
#[derive(Debug)]
pub(super) struct IndexFile {
    bytes: Vec<u8>,
    version: u32,
    /// How many bytes an id has.
    width: usize,
    count: u32,
    /// The ids of the folders that are as a tree object has them, by path without a `/` at its end.
    pub trees: HashMap<Vec<u8>, Vec<u8>>,
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
}

/// The longest path of a folder that is believed, in bytes.
const LONGEST: usize = 1 << 12;
/// Flags of an entry.
const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const LENGTH: u16 = 0x0fff;
/// `git add -N`: the path is announced and not staged.
const INTENT_TO_ADD: u16 = 0x2000;

impl IndexFile {
    /// Reads an index whose ids have `width` bytes; `None` for one that is split or sparse, or that this does not know.
    pub fn read(bytes: Vec<u8>, width: usize) -> Option<IndexFile> {
        let (version, count) = (number(&bytes, 4)?, number(&bytes, 8)?);
        if bytes.get(..4)? != b"DIRC" || !(2..=4).contains(&version) {
            return None;
        }
        let mut index = IndexFile { bytes, version, width, count, trees: HashMap::new() };
        let end = index.each(|_| {})?;
        let mut rest = index.bytes.get(end..index.bytes.len().checked_sub(width)?)?;
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

    /// Hands out the entries in the order of their paths, but for those that are only announced; returns where they end.
    pub fn each(&self, mut see: impl FnMut(Staged)) -> Option<usize> {
        let (mut at, mut whole) = (12, Vec::new());
        let fixed = 40 + self.width + 2;
        for _ in 0..self.count {
            let entry = self.bytes.get(at..at + fixed)?;
            let (mode, flags, id) = (number(entry, 24)?, short(entry, fixed - 2)?, &entry[40..fixed - 2]);
            let mut name = at + fixed;
            let mut announced = false;
            if self.version >= 3 && flags & EXTENDED != 0 {
                announced = short(&self.bytes, name)? & INTENT_TO_ADD != 0;
                name += 2;
            }
            let path = if self.version == 4 {
                let (dropped, start) = offset(&self.bytes, name)?;
                let end = start + memchr(0, self.bytes.get(start..)?)?;
                whole.truncate(whole.len().checked_sub(dropped)?);
                whole.extend_from_slice(&self.bytes[start..end]);
                at = end + 1;
                &whole[..]
            } else {
                let length = usize::from(flags & LENGTH);
                let length = if length < usize::from(LENGTH) { length } else { memchr(0, self.bytes.get(name..)?)? };
                // At least one zero byte, and as many as make the entry's length a multiple of eight.
                at += (name + length - at + 8) & !7;
                self.bytes.get(name..name + length)?
            };
            if !announced {
                see(Staged { path, mode, id, unmerged: flags & STAGE != 0 });
            }
        }
        Some(at)
    }
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
fn offset(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *bytes.get(at)?;
    let mut value = usize::from(byte & 127);
    while byte & 128 != 0 {
        at += 1;
        byte = *bytes.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 127))?;
    }
    Some((value, at + 1))
}
