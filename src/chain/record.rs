//! What the graph needs of a session, and what in the directory is none.

use super::seal::{ActorKind, Left, Parent, Seal, Unreadable};
use super::{Hash, Id, Part, Stub};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A session without its text: what a listing or an index keeps of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The session.
    pub id: Id,
    /// The hash of its seal's bytes.
    pub sha256: Hash,
    /// Its number; 0 when its seal cannot be read.
    pub number: u32,
    /// Its line.
    pub line: String,
    /// A person's name for it.
    pub label: Option<String>,
    /// A few words on what it is about.
    pub title: String,
    /// The sessions that it continues.
    pub parents: Vec<Parent>,
    /// The sessions that it left.
    pub leaves: Vec<Left>,
    /// The session whose text it took up again.
    pub restores: Option<Id>,
    /// Who sealed it.
    pub by: String,
    /// What kind of actor that was.
    pub kind: ActorKind,
    /// What is odd about it.
    pub state: State,
}

/// How much of a session can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// All of it.
    #[default]
    Whole,
    /// Made by a newer baton: read as far as it is understood.
    Newer,
    /// Redacted: its text was changed on purpose.
    Redacted,
    /// Its seal cannot be read: why.
    Unreadable(String),
}

/// Something about a chain that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A parent that this tree does not hold: a boundary (shallow or pruned), not an error.
    MissingParent {
        /// The session.
        id: Id,
        /// The parent.
        parent: Id,
    },
    /// A session that would be its own ancestor through this parent, which is left out.
    Cycle {
        /// The session.
        id: Id,
        /// The parent.
        parent: Id,
    },
    /// Two different seals under one id; the first was taken.
    Twice(Id),
    /// A seal that cannot be read.
    Unreadable {
        /// The session.
        id: Id,
        /// Why.
        why: String,
    },
    /// A text without a seal: sealing it was broken off.
    Unsealed(Id),
    /// A file that belongs to no session.
    Stranger(String),
    /// A session's file in another folder than its name says.
    Misplaced {
        /// The session.
        id: Id,
        /// Where it lies.
        path: String,
        /// Whether the same bytes lie where they belong.
        same: bool,
    },
}

impl Record {
    /// Makes the record of a seal's bytes; one that cannot be read is still a session.
    pub fn of(id: Id, seal: &[u8]) -> Record {
        Record::read(id, Hash::of(seal), Seal::read(seal))
    }

    /// Makes the record of a seal that was read, whose bytes have that hash.
    pub fn read(id: Id, sha256: Hash, seal: Result<Seal, Unreadable>) -> Record {
        match seal {
            Err(why) => Record { state: State::Unreadable(why.message), ..Record::bare(id, sha256) },
            Ok(seal) => Record {
                id,
                sha256,
                number: seal.number,
                state: if seal.is_newer() { State::Newer } else { State::Whole },
                line: seal.line,
                label: seal.label,
                title: seal.title,
                parents: seal.parents,
                leaves: seal.leaves,
                restores: seal.restores,
                by: seal.by.name,
                kind: seal.by.kind,
            },
        }
    }

    /// Makes the record of a session of which only the stub is left.
    pub fn of_stub(stub: &Stub) -> Record {
        let said = stub.record.as_ref().map(|record| Record::of(stub.id, record.as_bytes()));
        let said = said.unwrap_or_else(|| Record::bare(stub.id, stub.seal));
        Record { number: stub.number, parents: stub.parents.clone(), sha256: stub.seal, state: State::Redacted, ..said }
    }

    /// Makes a record of which nothing but the id is known.
    pub fn bare(id: Id, sha256: Hash) -> Record {
        Record {
            id,
            sha256,
            number: 0,
            line: String::new(),
            label: None,
            title: String::new(),
            parents: vec![],
            leaves: vec![],
            restores: None,
            by: String::new(),
            kind: ActorKind::Script,
            state: State::Whole,
        }
    }
}

/// One file of a sessions directory, as far as the graph needs it.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A sealed text.
    Text(Id),
    /// A seal.
    Seal(Box<Record>),
    /// A stub: its bytes.
    Stub(Id, Vec<u8>),
    /// A file that belongs to no session: its name.
    Stranger(String),
}

impl Found {
    /// Takes a file by its name (without directories) and bytes; those of a text are not looked at.
    pub fn of(name: &str, bytes: &[u8]) -> Found {
        match Id::of_file(name) {
            Some((id, Part::Text)) => Found::Text(id),
            Some((id, Part::Seal)) => Found::Seal(Box::new(Record::of(id, bytes))),
            Some((id, Part::Stub)) => Found::Stub(id, bytes.to_vec()),
            None => Found::Stranger(name.to_owned()),
        }
    }
}

/// Sorts the files of a sessions directory into records and what is none.
pub fn records(files: impl IntoIterator<Item = Found>) -> (Vec<Record>, Vec<Trouble>) {
    let mut pieces: Vec<(Id, Found)> = Vec::new();
    let mut troubles = Vec::new();
    for found in files {
        match &found {
            Found::Stranger(name) => troubles.push(Trouble::Stranger(name.clone())),
            Found::Text(id) | Found::Stub(id, _) => pieces.push((*id, found)),
            Found::Seal(record) => pieces.push((record.id, found)),
        }
    }
    pieces.sort_by_key(|(id, _)| *id);
    let mut out: Vec<Record> = Vec::with_capacity(pieces.len() / 2);
    let mut pieces = pieces.into_iter().peekable();
    while let Some((id, first)) = pieces.next() {
        let (mut record, mut stub, mut damaged): (Option<Record>, Option<Stub>, bool) = (None, None, false);
        let mut next = Some(first);
        while let Some(found) = next {
            match found {
                Found::Text(_) | Found::Stranger(_) => {}
                Found::Stub(_, bytes) => match Stub::read(&bytes).ok().filter(|s| s.id == id) {
                    Some(sound) => stub = Some(sound),
                    None => damaged = true,
                },
                Found::Seal(seal) if record.as_ref().is_some_and(|r| r.sha256 != seal.sha256) => troubles.push(Trouble::Twice(seal.id)),
                Found::Seal(seal) => record = Some(*seal),
            }
            next = pieces.next_if(|(other, _)| *other == id).map(|(_, found)| found);
        }
        match (record, stub) {
            (Some(record), Some(_)) if record.state == State::Whole => out.push(Record { state: State::Redacted, ..record }),
            (Some(record), _) => out.push(record),
            (None, Some(stub)) => out.push(Record::of_stub(&stub)),
            // A session all the same: else its children would stand at a boundary and nobody would look.
            (None, None) if damaged => {
                let state = State::Unreadable("it is gone, and the stub that tells of it is damaged".to_owned());
                out.push(Record { state, ..Record::bare(id, Hash::of(b"")) });
            }
            (None, None) => troubles.push(Trouble::Unsealed(id)),
        }
    }
    (out, troubles)
}

impl Trouble {
    /// Returns the session that has it.
    pub fn id(&self) -> Option<Id> {
        match self {
            Trouble::MissingParent { id, .. }
            | Trouble::Cycle { id, .. }
            | Trouble::Misplaced { id, .. }
            | Trouble::Unreadable { id, .. } => Some(*id),
            Trouble::Twice(id) | Trouble::Unsealed(id) => Some(*id),
            Trouble::Stranger(_) => None,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::MissingParent { id, parent } => {
                write!(f, "{id} continues {parent}, which is not here: the history may be shallow or pruned")
            }
            Trouble::Cycle { id, parent } => {
                write!(f, "{id} names {parent} as its parent, which comes after it: that link is left out")
            }
            Trouble::Twice(id) => write!(f, "{id} stands twice with different seals: the first is shown"),
            Trouble::Unreadable { id, why } => write!(f, "the seal of {id} cannot be read: {why}"),
            Trouble::Unsealed(id) => write!(f, "{id} has a text but no seal: sealing it was broken off"),
            Trouble::Misplaced { id, path, same } => {
                let but = if *same { "the same bytes lie there" } else { "its bytes are not those there, or none are" };
                write!(f, "{path} does not lie in the folder of {id}; {but}")
            }
            Trouble::Stranger(name) => write!(f, "\"{}\" is no file of a session", crate::shown::Shown::new(name)),
        }
    }
}
