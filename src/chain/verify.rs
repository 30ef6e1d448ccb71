//! Whether the files of a chain are what was sealed, and if not, what happened to them.
//!
//! What is found here is tampering that does not take the trouble to seal anew: a chain rewritten
//! as a whole is consistent in itself. Only a head that is held elsewhere vouches for the rest.

use super::graph::Chain;
use super::seal::Seal;
use super::{Hash, Id, Part, Stub, Trouble};
use std::fmt;

/// The files of one session, as they are now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files<'a> {
    /// `<id>.md`.
    pub text: Option<&'a [u8]>,
    /// `<id>.toml`.
    pub seal: Option<&'a [u8]>,
    /// `<id>.redacted.toml`.
    pub stub: Option<&'a [u8]>,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The session.
    pub id: Id,
    /// Which of its files.
    pub part: Part,
    /// What happened.
    pub what: What,
}

/// What can have happened to a file of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is not what was sealed; the difference in bytes, where the sealed length is known.
    Altered(Option<i64>),
    /// Only its line ends are not what was sealed: git or an editor converted them.
    LineEnds,
    /// Only white space is not what was sealed: a formatter?
    WhiteSpace,
    /// It is what its name says, but no seal that can be read.
    Unreadable,
    /// It is gone, and no stub says why.
    Missing,
    /// Its stub says that it was redacted, but the sealed bytes stand there.
    Unredacted,
    /// It continues another seal of that parent than the one that is here.
    OtherParent(Id),
    /// It would be its own ancestor through that parent.
    Cycle(Id),
    /// It was redacted, as its stub says.
    Redacted,
    /// It continues a session that is not here: a boundary (shallow or pruned).
    Boundary(Id),
    /// It was made by a newer baton: its bytes are what was sealed, what they mean is not all known.
    Newer,
    /// A head: no other session holds its hash, and nothing but its own name vouches for it.
    Unsigned,
}

impl What {
    /// Tells whether the chain is not what was sealed.
    pub fn is_altered(self) -> bool {
        !matches!(self, What::Redacted | What::Boundary(_) | What::Newer | What::Unsigned)
    }

    /// Returns the name used in JSON.
    pub fn id(self) -> &'static str {
        match self {
            What::Altered(_) => "altered",
            What::LineEnds => "line-ends",
            What::WhiteSpace => "white-space",
            What::Unreadable => "unreadable",
            What::Missing => "missing",
            What::Unredacted => "unredacted",
            What::OtherParent(_) => "other-parent",
            What::Cycle(_) => "cycle",
            What::Redacted => "redacted",
            What::Boundary(_) => "boundary",
            What::Newer => "newer",
            What::Unsigned => "unsigned",
        }
    }
}

impl Chain {
    /// Verifies the sessions at `places` (parents first is best: then the first finding is the oldest), whose files
    /// `read` gives.
    pub fn verify<'a>(&self, places: &[usize], mut read: impl FnMut(Id) -> Files<'a>) -> Vec<Verdict> {
        places.iter().flat_map(|place| self.verify_session(*place, &read(self.sessions()[*place].id))).collect()
    }

    /// Verifies one session.
    pub fn verify_session(&self, place: usize, files: &Files) -> Vec<Verdict> {
        self.verify_read(place, files, files.seal.and_then(|bytes| Seal::read(bytes).ok()).as_ref())
    }

    /// Verifies one session whose seal was read; `seal` is `None` where it cannot be.
    pub fn verify_read(&self, place: usize, files: &Files, seal: Option<&Seal>) -> Vec<Verdict> {
        let record = &self.sessions()[place];
        let id = record.id;
        let mut out = Vec::new();
        let mut say = |part, what| out.push(Verdict { id, part, what });
        let stub = files.stub.map(|bytes| Stub::read(bytes).ok().filter(|s| s.id == id && Id::with(id.time(), s.seal) == id));
        if stub == Some(None) {
            say(Part::Stub, What::Altered(None));
        }
        let stub = stub.flatten();
        let seal = match files.seal {
            Some(bytes) => match seal_state(id, bytes, seal).or(seal.is_none().then_some(What::Unreadable)) {
                Some(what) => {
                    say(Part::Seal, what);
                    None
                }
                None => seal,
            },
            None => {
                say(Part::Seal, if stub.is_some() { What::Redacted } else { What::Missing });
                None
            }
        };
        if seal.is_some_and(Seal::is_newer) {
            say(Part::Seal, What::Newer);
        }
        let sealed = seal.and_then(|s| s.doc.sha256).or(stub.as_ref().map(|s| s.was));
        let now = files.text.map(Hash::of);
        match (files.text, now, &stub) {
            (_, _, Some(stub)) if now == Some(stub.was) => say(Part::Text, What::Unredacted),
            (_, _, Some(stub)) if now == stub.now => say(Part::Text, What::Redacted),
            (None, ..) => say(Part::Text, What::Missing),
            (Some(_), _, Some(_)) => say(Part::Text, What::Altered(None)),
            (Some(_), ..) if sealed == now => {}
            (Some(text), ..) => {
                // Without a sound seal nobody knows what the text was; that is said of the seal.
                if let Some(seal) = seal {
                    say(Part::Text, text_state(seal, text));
                }
            }
        }
        for parent in &record.parents {
            match self.place(parent.id).map(|p| &self.sessions()[p]) {
                None => {}
                // A parent whose bytes do not even fit its own name is said of the parent.
                Some(known) if known.sha256 != parent.sha256 && Id::with(known.id.time(), known.sha256) == known.id => {
                    say(Part::Seal, What::OtherParent(parent.id));
                }
                Some(_) => {}
            }
        }
        for trouble in self.troubles_of(id) {
            match trouble {
                Trouble::MissingParent { parent, .. } => say(Part::Seal, What::Boundary(*parent)),
                Trouble::Cycle { parent, .. } => say(Part::Seal, What::Cycle(*parent)),
                Trouble::Twice(_) => say(Part::Seal, What::Altered(None)),
                _ => {}
            }
        }
        if self.children(place).is_empty() && out.iter().all(|v| !v.what.is_altered()) {
            out.push(Verdict { id, part: Part::Seal, what: What::Unsigned });
        }
        out
    }
}

/// Says what happened to a seal's bytes, if anything did; `seal` is what they say.
fn seal_state(id: Id, bytes: &[u8], seal: Option<&Seal>) -> Option<What> {
    let fits = |bytes: &[u8]| Id::of(id.time(), bytes) == id;
    if fits(bytes) {
        // The hash says nothing about the time in the name.
        let renamed = seal.is_some_and(|seal| seal.time != id.time() && !seal.is_newer());
        return renamed.then_some(What::Altered(None));
    }
    if fits(&with_lf(bytes)) {
        return Some(What::LineEnds);
    }
    let same = seal.is_some_and(|seal| fits(seal.write().as_bytes()));
    Some(if same { What::WhiteSpace } else { What::Altered(None) })
}

/// Says what happened to a text that is not the one that was sealed.
fn text_state(seal: &Seal, text: &[u8]) -> What {
    let lf = with_lf(text);
    let crlf: Vec<u8> = lf.iter().flat_map(|b| if *b == b'\n' { &b"\r\n"[..] } else { std::slice::from_ref(b) }).copied().collect();
    if [lf, crlf].iter().any(|t| Some(Hash::of(t)) == seal.doc.sha256) {
        What::LineEnds
    } else if seal.doc.words == Some(Hash::of_words(text)) {
        What::WhiteSpace
    } else {
        let (now, then) = (i64::try_from(text.len()), i64::try_from(seal.doc.bytes));
        What::Altered(now.ok().zip(then.ok()).map(|(now, then)| now - then))
    }
}

fn with_lf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for (n, byte) in bytes.iter().enumerate() {
        if !(*byte == b'\r' && bytes.get(n + 1) == Some(&b'\n')) {
            out.push(*byte);
        }
    }
    out
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.id.file(self.part);
        match self.what {
            What::Altered(None) => write!(f, "{file} is not what was sealed"),
            What::Altered(Some(0)) => write!(f, "{file} is not what was sealed, though as long"),
            What::Altered(Some(n)) => {
                let more = if n > 0 { "longer" } else { "shorter" };
                write!(f, "{file} is not what was sealed: it is {} bytes {more}", n.unsigned_abs())
            }
            What::LineEnds => write!(f, "only the line ends of {file} are not what was sealed: git or an editor converted them"),
            What::WhiteSpace => write!(f, "only white space of {file} is not what was sealed: a formatter?"),
            What::Unreadable => write!(f, "{file} is no seal that can be read"),
            What::Missing => write!(f, "{file} is gone, and no stub says why"),
            What::Unredacted => write!(f, "{file} was redacted, but the sealed text stands there again"),
            What::OtherParent(parent) => write!(f, "{} continues another seal of {parent} than the one that is here", self.id),
            What::Cycle(parent) => write!(f, "{} names {parent} as its parent, which comes after it", self.id),
            What::Redacted => write!(f, "{file} was redacted; its hash is kept"),
            What::Boundary(parent) => {
                write!(f, "{} continues {parent}, which is not here: the history may be shallow or pruned", self.id)
            }
            What::Newer => write!(f, "{file} was made by a newer baton: its bytes are what was sealed, not all of it is understood"),
            What::Unsigned => write!(f, "{} is a head: nothing but its own name vouches for it", self.id),
        }
    }
}
