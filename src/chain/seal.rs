//! The seal: the record that says when a session was sealed, by whom, and from which parents.

use super::canonical::{Fields, Lines};
use super::{Hash, Id, Time};
use serde::{Deserialize, Serialize};
use toml::Table;

/// One seal; its bytes are [`Seal::write`], its id follows from them.
///
/// Fields that this baton does not know are kept, here and in the inner records.
#[derive(Clone, Debug, PartialEq)]
pub struct Seal {
    /// The version of the record: [`Seal::VERSION`] when made by this baton.
    pub v: u32,
    /// The format of the text, as `session-handoff`; `free` where it declares none.
    pub format: String,
    /// When it was sealed; the id carries the same.
    pub time: Time,
    /// 1 + the highest number of the parents.
    pub number: u32,
    /// The line it belongs to.
    pub line: String,
    /// A person's name for this one session.
    pub label: Option<String>,
    /// The sessions that it continues.
    pub parents: Vec<Parent>,
    /// The sessions that were turned away from on the way here (undone, rolled back).
    pub leaves: Vec<Left>,
    /// The session whose text it took up again.
    pub restores: Option<Id>,
    /// A few words on what it is about.
    pub title: String,
    /// The sealed text.
    pub doc: Doc,
    /// Who sealed it.
    pub by: Actor,
    /// Whether a person looked through it before it was sealed.
    pub reviewed: bool,
    /// The files and commits that the text cites, as they were.
    pub cites: Vec<Cite>,
    /// Every pin of the session and its ancestors, the retired ones too: the base's seal alone says what stands.
    pub pins: Vec<Pin>,
    /// What HEAD was before the commit that adds the session: a claim, never verified.
    pub git: Option<Git>,
    /// The rules that were overridden, and why.
    pub despite: Vec<Despite>,
    /// What this baton does not know.
    pub unknown: Table,
}

/// A parent and the hash of its seal's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Parent {
    /// The parent.
    pub id: Id,
    /// The hash of its seal.
    pub sha256: Hash,
}

/// A session that was left, and what did not work there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// The session.
    pub id: Id,
    /// What did not work: a dead end of all that follows.
    pub why: Option<String>,
    /// What this baton does not know.
    #[serde(default)]
    pub unknown: Table,
}

/// The text that was sealed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doc {
    /// The hash of its bytes.
    pub sha256: Option<Hash>,
    /// The hash of its bytes without white space, by which a formatter's work is known.
    pub words: Option<Hash>,
    /// Its length in bytes.
    pub bytes: u64,
    /// Where it stood, from the project root.
    pub path: String,
    /// What this baton does not know.
    pub unknown: Table,
}

/// Who sealed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actor {
    /// The name.
    pub name: String,
    /// What kind of actor.
    pub kind: ActorKind,
    /// What this baton does not know.
    pub unknown: Table,
}

/// The kinds of actor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    /// A key press at a terminal.
    Person,
    /// A command without one.
    #[default]
    Script,
    /// An agent.
    Agent,
}

/// Something that the text cites, as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Cite {
    /// What is cited.
    pub what: Cited,
    /// `sha256:…` of a file's bytes, the full name of a commit; `None` when it was not there.
    pub hash: Option<String>,
    /// What this baton does not know.
    pub unknown: Table,
}

/// What can be cited.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cited {
    /// A path from the project root.
    Path(String),
    /// A commit as the text writes it.
    Commit(String),
}

/// A constraint that reaches every later prompt until it is retired.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// The text, byte for byte.
    pub text: String,
    /// The session that pinned it first; `None` is the one whose seal this is.
    pub since: Option<Id>,
    /// Why it no longer holds.
    pub retired: Option<String>,
    /// What this baton does not know.
    pub unknown: Table,
}

/// Where git stood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Git {
    /// HEAD's commit.
    pub commit: String,
    /// The branch; `None` when HEAD is detached.
    pub branch: Option<String>,
    /// Whether the work tree had changes beside the live file and `.baton/`.
    pub dirty: bool,
    /// What this baton does not know.
    pub unknown: Table,
}

/// A rule that was overridden.
#[derive(Clone, Debug, PartialEq)]
pub struct Despite {
    /// The rule's id.
    pub rule: String,
    /// Why.
    pub why: String,
    /// What this baton does not know.
    pub unknown: Table,
}

/// Why a seal cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the seal cannot be read: {message}")]
pub struct Unreadable {
    /// What is wrong with it.
    pub message: String,
}

impl Seal {
    /// The version that this baton writes.
    pub const VERSION: u32 = 1;

    /// Makes the seal of a first session, with nothing but what every seal has.
    pub fn new(time: Time, text: &[u8], path: impl Into<String>, by: Actor) -> Seal {
        Seal {
            v: Seal::VERSION,
            format: "free".into(),
            time,
            number: 1,
            line: "main".into(),
            label: None,
            parents: vec![],
            leaves: vec![],
            restores: None,
            title: String::new(),
            doc: Doc::of(text, path),
            by,
            reviewed: false,
            cites: vec![],
            pins: vec![],
            git: None,
            despite: vec![],
            unknown: Table::new(),
        }
    }

    /// Returns the bytes of the seal: equal seals give equal bytes.
    pub fn write(&self) -> String {
        let mut out = Lines::default();
        out.put("v", Some(i64::from(self.v)));
        out.put("format", Some(&*self.format));
        out.put("time", self.time.to_string().parse::<toml::value::Datetime>().ok());
        out.put("number", Some(i64::from(self.number)));
        out.put("line", Some(&*self.line));
        out.put("label", self.label.as_deref());
        out.list("parents", self.parents.iter().map(Parent::to_string));
        out.list("leaves", self.leaves.iter().map(Left::value));
        out.put("restores", self.restores.map(|id| id.to_string()));
        out.put("title", Some(&*self.title));
        out.put("doc", Some(self.doc.value()));
        out.put("by", Some(self.by.value()));
        out.put("reviewed", Some(self.reviewed));
        out.list("cites", self.cites.iter().map(Cite::value));
        out.list("pins", self.pins.iter().map(Pin::value));
        out.put("git", self.git.as_ref().map(Git::value));
        out.list("despite", self.despite.iter().map(Despite::value));
        out.rest(&self.unknown);
        out.text()
    }

    /// Returns the id that the seal gets, and the hash of its bytes.
    pub fn id(&self) -> (Id, Hash) {
        let hash = Hash::of(self.write().as_bytes());
        (Id::with(self.time, hash), hash)
    }

    /// Reads the bytes of a seal in any spelling.
    ///
    /// A seal [made by a newer baton](Seal::is_newer) reads as far as it is understood.
    ///
    /// # Errors
    /// [`Unreadable`] when the bytes are no TOML, or a field is missing or holds what it should not.
    pub fn read(bytes: &[u8]) -> Result<Seal, Unreadable> {
        let text = std::str::from_utf8(bytes).map_err(|_| Unreadable { message: "it is not UTF-8".into() })?;
        let parsed: Table = text.parse().map_err(|e: toml::de::Error| Unreadable { message: e.message().to_owned() })?;
        let v = parsed.get("v").and_then(toml::Value::as_integer).and_then(|v| u32::try_from(v).ok());
        let strict = v.is_none_or(|v| v <= Seal::VERSION);
        let mut f = Fields::new(parsed, strict);
        let seal = Seal {
            v: f.need("v", Fields::number),
            format: f.text("format").unwrap_or_default(),
            time: f.need("time", |f, key| f.take(key, |t| t.as_datetime()?.to_string().parse().ok())),
            number: f.need("number", Fields::number),
            line: f.text("line").unwrap_or_default(),
            label: f.text("label"),
            parents: f.list("parents", |p| Parent::read(p.as_str()?)),
            leaves: f.inner_list("leaves", Left::read),
            restores: f.parse("restores"),
            title: f.text("title").unwrap_or_default(),
            doc: f.need("doc", |f, key| f.inner(key, Doc::read)),
            by: f.inner("by", Actor::read).unwrap_or_default(),
            reviewed: f.flag("reviewed").unwrap_or_default(),
            cites: f.inner_list("cites", Cite::read),
            pins: f.inner_list("pins", Pin::read),
            git: f.inner("git", Git::read),
            despite: f.inner_list("despite", Despite::read),
            unknown: Table::new(),
        };
        Ok(Seal { unknown: f.finish()?, ..seal })
    }

    /// Tells whether it was made by a newer baton: what this one does not understand of it is among the unknown.
    pub fn is_newer(&self) -> bool {
        self.v > Seal::VERSION
    }
}
