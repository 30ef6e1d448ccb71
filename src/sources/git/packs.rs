//! One pack of git's objects and its index (gitformat-pack): objects whole, or as changes to another of the pack.

use super::database::{MOST, part};
use super::index::offset;
use super::objects::KINDS;
use crate::sources::open_plain;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use std::fs::File;
use std::path::Path;

/// A pack and its index, both open.
#[derive(Debug)]
pub(super) struct Pack {
    index: File,
    objects: File,
    /// How many objects have names that begin with no higher byte than each one.
    fan: Vec<u32>,
}

/// What a pack has at some place.
struct Packed {
    kind: u8,
    /// How many bytes it has when it is not compressed.
    size: usize,
    /// Where the object is that it changes.
    base: Option<u64>,
    /// Where its compressed bytes begin.
    body: u64,
}

/// Where the names of an index begin: behind eight bytes and the table by first bytes.
const NAMES: u64 = 8 + 4 * 256;
/// How many changes may lead to one object; git makes no more than 4095.
const DEEPEST: usize = 4096;
/// The longest beginning of an object: its kind and size, and the name or the distance of what it changes.
const HEAD: usize = 10 + 32;
/// Kinds of a pack beside those of all objects: changes to what lies so far before, and to what has that name.
const BEFORE: u8 = 6;
const NAMED: u8 = 7;

impl Pack {
    /// Opens the pack of an index; `None` for another version than 2.
    pub fn open(index: &Path) -> Option<Pack> {
        let (index, objects) = (open_plain(index)?.0, open_plain(&index.with_extension("pack"))?.0);
        let head = part(&index, 0, NAMES as usize)?;
        let fan: Vec<u32> = head.get(8..NAMES as usize)?.chunks(4).filter_map(|four| Some(number(four)? as u32)).collect();
        (head[..8] == *b"\xfftOc\0\0\0\x02" && fan.is_sorted()).then_some(Pack { index, objects, fan })
    }

    /// Reads an object by its name: its kind and its content; `None` for one that is not in this pack.
    pub fn get(&self, id: &[u8]) -> Option<(&'static str, Vec<u8>)> {
        let mut found = self.at(self.find(id)?, id.len())?;
        let mut changes = Vec::new();
        let mut size = found.size;
        while let Some(base) = found.base {
            changes.push(self.inflate(&found)?);
            found = self.at(base, id.len())?;
            size += found.size;
            if size > MOST || changes.len() > DEEPEST {
                return None;
            }
        }
        let kind = *KINDS.get(usize::from(found.kind).checked_sub(1)?)?;
        let whole = self.inflate(&found)?;
        Some((kind, changes.iter().rev().try_fold(whole, |bytes, change| changed(&bytes, change))?))
    }

    /// Returns where the pack has an object.
    fn find(&self, id: &[u8]) -> Option<u64> {
        let first = usize::from(*id.first()?);
        let (from, to) = (if first == 0 { 0 } else { self.fan[first - 1] }, self.fan[first]);
        let width = id.len() as u64;
        let names = part(&self.index, NAMES + u64::from(from) * width, (to - from) as usize * id.len())?;
        let names: Vec<&[u8]> = names.chunks_exact(id.len()).collect();
        let place = u64::from(from) + names.binary_search(&id).ok()? as u64;
        let count = u64::from(*self.fan.last()?);
        // Behind the names stand the checksums, then the offsets, then those that need more than 31 bits.
        let offsets = NAMES + count * (width + 4);
        let offset = number(&part(&self.index, offsets + 4 * place, 4)?)?;
        match offset.checked_sub(1 << 31) {
            None => Some(offset),
            Some(far) => number(&part(&self.index, offsets + 4 * count + 8 * far, 8)?),
        }
    }

    /// Reads what stands at a place.
    fn at(&self, place: u64, width: usize) -> Option<Packed> {
        let head = part(&self.objects, place, HEAD)?;
        let mut rest = head.as_slice();
        let first = next(&mut rest)?;
        let (kind, mut size) = (first >> 4 & 7, usize::from(first & 15));
        if first & 128 != 0 {
            size |= self::size(&mut rest)?.checked_mul(16)?;
        }
        let base = match kind {
            BEFORE => Some(place.checked_sub(distance(&mut rest)?)?),
            NAMED => {
                let name;
                (name, rest) = rest.split_at_checked(width)?;
                Some(self.find(name)?)
            }
            _ => None,
        };
        let body = place + (head.len() - rest.len()) as u64;
        (size <= MOST).then_some(Packed { kind, size, base, body })
    }

    fn inflate(&self, packed: &Packed) -> Option<Vec<u8>> {
        // What does not get shorter is stored, at five bytes for each block.
        let most = packed.size + packed.size / 1000 + 64;
        let bytes = decompress_to_vec_zlib_with_limit(&part(&self.objects, packed.body, most)?, packed.size).ok()?;
        (bytes.len() == packed.size).then_some(bytes)
    }
}

/// Makes an object of the one that a change begins with.
fn changed(base: &[u8], mut change: &[u8]) -> Option<Vec<u8>> {
    let rest = &mut change;
    let (before, after) = (size(rest)?, size(rest)?);
    if before != base.len() || after > MOST {
        return None;
    }
    let mut bytes = Vec::with_capacity(after);
    while let Some(code) = next(rest) {
        if code & 128 == 0 {
            let new;
            (new, *rest) = rest.split_at_checked(usize::from(code)).filter(|_| code != 0)?;
            bytes.extend_from_slice(new);
        } else {
            let mut value = |bits: std::ops::Range<u8>| {
                let mut given = bits.clone().filter(|bit| code >> bit & 1 == 1);
                given.try_fold(0, |value, bit| Some(value | usize::from(next(rest)?) << (8 * (bit - bits.start))))
            };
            let (from, length) = (value(0..4)?, value(4..7)?);
            let length = if length == 0 { 1 << 16 } else { length };
            bytes.extend_from_slice(base.get(from..from + length)?);
        }
        if bytes.len() > after {
            return None;
        }
    }
    (bytes.len() == after).then_some(bytes)
}

/// Reads four or eight bytes, the highest first; `None` where there are others.
fn number(bytes: &[u8]) -> Option<u64> {
    matches!(bytes.len(), 4 | 8).then(|| bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

fn next(rest: &mut &[u8]) -> Option<u8> {
    let (first, more) = rest.split_first()?;
    *rest = more;
    Some(*first)
}

/// Reads a number in groups of seven bits, the lowest first.
fn size(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for shift in (0..49).step_by(7) {
        let byte = next(rest)?;
        value |= usize::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(value);
        }
    }
    None
}

/// Reads how far before a change its base lies; at least one byte.
fn distance(rest: &mut &[u8]) -> Option<u64> {
    let (value, length) = offset(rest, 0)?;
    *rest = &rest[length..];
    u64::try_from(value).ok().filter(|value| *value > 0)
}
