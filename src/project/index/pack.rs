//! The bytes of the index: numbers of fixed width, texts behind their length.
//!
//! Unpacking is total: bytes that were not packed here give `None`, never a panic or a large allocation.

use crate::chain::{ActorKind, Hash, Id, Left, Parent, Record, State};
use crate::store::Stamp;

/// For how many things room is made before the first is there.
const MOST_AT_ONCE: usize = 1 << 16;

/// Bytes being packed.
#[derive(Default)]
pub(super) struct Pack(pub Vec<u8>);

/// Bytes being unpacked.
pub(super) struct Unpack<'a>(pub &'a [u8]);

impl Pack {
    pub fn byte(&mut self, n: u8) {
        self.0.push(n);
    }

    /// Packs a count; a text or list is never near 4 GB long.
    pub fn count(&mut self, n: usize) {
        self.0.extend(u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
    }

    pub fn id(&mut self, id: Id) {
        self.0.extend(&id.to_bits().to_le_bytes()[..12]);
    }

    pub fn hash(&mut self, hash: Hash) {
        self.0.extend(hash.as_bytes());
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.0.extend(bytes);
    }

    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Packs a byte that tells whether there is something, then that.
    pub fn some<T>(&mut self, value: Option<T>, pack: impl FnOnce(&mut Pack, T)) {
        self.byte(u8::from(value.is_some()));
        if let Some(value) = value {
            pack(self, value);
        }
    }

    pub fn stamp(&mut self, stamp: Stamp) {
        for n in [stamp.ino, stamp.size, stamp.mtime as u64, stamp.ctime as u64] {
            self.0.extend(n.to_le_bytes());
        }
    }

    pub fn record(&mut self, record: &Record) {
        self.id(record.id);
        self.hash(record.sha256);
        self.0.extend(record.number.to_le_bytes());
        self.text(&record.line);
        self.some(record.label.as_deref(), Pack::text);
        self.text(&record.title);
        self.count(record.parents.len());
        for parent in &record.parents {
            self.id(parent.id);
            self.hash(parent.sha256);
        }
        self.count(record.leaves.len());
        for left in &record.leaves {
            self.id(left.id);
            self.some(left.why.as_deref(), Pack::text);
            self.text(&left.unknown.to_string());
        }
        self.some(record.restores, Pack::id);
        self.text(&record.by);
        self.byte(ActorKind::ALL.iter().position(|kind| *kind == record.kind).unwrap_or_default() as u8);
        self.some((record.state == State::Newer).then_some(()), |_, ()| {});
        let unreadable = if let State::Unreadable(why) = &record.state { Some(why.as_str()) } else { None };
        self.some(unreadable, Pack::text);
    }
}

impl<'a> Unpack<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    pub fn byte(&mut self) -> Option<u8> {
        self.array().map(|[n]| n)
    }

    pub fn count(&mut self) -> Option<usize> {
        self.array().map(|n| u32::from_le_bytes(n) as usize)
    }

    /// Unpacks a list of things that take at least one byte each.
    pub fn list<T>(&mut self, mut one: impl FnMut(&mut Unpack<'a>) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count().filter(|n| *n <= self.0.len())?;
        let mut all = Vec::with_capacity(count.min(MOST_AT_ONCE));
        for _ in 0..count {
            all.push(one(self)?);
        }
        Some(all)
    }

    pub fn id(&mut self) -> Option<Id> {
        let mut bits = [0; 16];
        bits[..12].copy_from_slice(self.take(12)?);
        Id::from_bits(u128::from_le_bytes(bits))
    }

    pub fn hash(&mut self) -> Option<Hash> {
        self.array().map(Hash::from_bytes)
    }

    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.count()?;
        self.take(length)
    }

    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// Unpacks what may be there: `Some(None)` when it is not.
    pub fn some<T>(&mut self, one: impl FnOnce(&mut Unpack<'a>) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            _ => one(self).map(Some),
        }
    }

    pub fn stamp(&mut self) -> Option<Stamp> {
        let mut next = || self.array().map(u64::from_le_bytes);
        Some(Stamp { ino: next()?, size: next()?, mtime: next()? as i64, ctime: next()? as i64 })
    }

    pub fn record(&mut self) -> Option<Record> {
        Some(Record {
            id: self.id()?,
            sha256: self.hash()?,
            number: self.array().map(u32::from_le_bytes)?,
            line: self.text()?.to_owned(),
            label: self.some(Unpack::text)?.map(str::to_owned),
            title: self.text()?.to_owned(),
            parents: self.list(|u| Some(Parent { id: u.id()?, sha256: u.hash()? }))?,
            leaves: self.list(|u| {
                let (id, why, unknown) = (u.id()?, u.some(Unpack::text)?.map(str::to_owned), u.text()?);
                Some(Left { id, why, unknown: unknown.parse().ok()? })
            })?,
            restores: self.some(Unpack::id)?,
            by: self.text()?.to_owned(),
            kind: *ActorKind::ALL.get(usize::from(self.byte()?))?,
            state: match (self.some(|_| Some(()))?, self.some(Unpack::text)?) {
                (_, Some(why)) => State::Unreadable(why.to_owned()),
                (Some(()), None) => State::Newer,
                (None, None) => State::Whole,
            },
        })
    }
}
