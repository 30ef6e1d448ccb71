//! The inner records of a seal, between values and TOML.

use super::Hash;
use super::canonical::{Fields, Keep, record};
use super::seal::{Actor, ActorKind, Cite, Cited, Despite, Doc, Git, Left, Parent, Pin};
use std::fmt;
use toml::{Table, Value};

/// What reading an inner record gives: the record, and where the rest of its fields goes.
type Read<T> = Option<(T, Keep<T>)>;

impl Parent {
    /// Reads `<id> sha256:<hash>`.
    pub(super) fn read(words: &str) -> Option<Parent> {
        let (id, hash) = words.split_once(" sha256:")?;
        Some(Parent { id: id.parse().ok()?, sha256: hash.parse().ok()? })
    }
}

impl fmt::Display for Parent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sha256:{}", self.id, self.sha256)
    }
}

impl Left {
    pub(super) fn value(&self) -> Value {
        record([("id", text_of(Some(self.id))), ("why", text_of(self.why.as_ref()))], &self.unknown)
    }

    pub(super) fn read(f: &mut Fields) -> Read<Left> {
        Some((Left { id: f.parse("id")?, why: f.text("why"), unknown: Table::new() }, |r| &mut r.unknown))
    }
}

impl Doc {
    /// Describes a text that stands at `path` of the project.
    pub fn of(text: &[u8], path: impl Into<String>) -> Doc {
        Doc {
            sha256: Some(Hash::of(text)),
            words: Some(Hash::of_words(text)),
            bytes: text.len() as u64,
            path: path.into(),
            unknown: Table::new(),
        }
    }

    pub(super) fn value(&self) -> Value {
        let known = [
            ("sha256", text_of(self.sha256)),
            ("words", text_of(self.words)),
            ("bytes", i64::try_from(self.bytes).ok().map(Value::from)),
            ("path", text_of(Some(&self.path))),
        ];
        record(known, &self.unknown)
    }

    pub(super) fn read(f: &mut Fields) -> Read<Doc> {
        let doc = Doc {
            sha256: Some(f.parse("sha256")?),
            words: f.parse("words"),
            bytes: f.number("bytes")?,
            path: f.text("path").unwrap_or_default(),
            unknown: Table::new(),
        };
        Some((doc, |r| &mut r.unknown))
    }
}

impl Actor {
    /// Names an actor.
    pub fn new(name: impl Into<String>, kind: ActorKind) -> Actor {
        Actor { name: name.into(), kind, unknown: Table::new() }
    }

    pub(super) fn value(&self) -> Value {
        record([("name", text_of(Some(&self.name))), ("kind", text_of(Some(self.kind.id())))], &self.unknown)
    }

    pub(super) fn read(f: &mut Fields) -> Read<Actor> {
        let kind = f.take("kind", |k| ActorKind::ALL.into_iter().find(|kind| Some(kind.id()) == k.as_str()));
        let actor = Actor { name: f.text("name").unwrap_or_default(), kind: kind.unwrap_or_default(), unknown: Table::new() };
        Some((actor, |r| &mut r.unknown))
    }
}

impl ActorKind {
    /// All kinds.
    pub const ALL: [ActorKind; 3] = [ActorKind::Person, ActorKind::Script, ActorKind::Agent];

    /// Returns the word for it.
    pub fn id(self) -> &'static str {
        match self {
            ActorKind::Person => "person",
            ActorKind::Script => "script",
            ActorKind::Agent => "agent",
        }
    }
}

impl Cite {
    pub(super) fn value(&self) -> Value {
        let what = match &self.what {
            Cited::Path(path) => ("path", text_of(Some(path))),
            Cited::Commit(commit) => ("commit", text_of(Some(commit))),
        };
        record([what, ("hash", text_of(self.hash.as_ref()))], &self.unknown)
    }

    pub(super) fn read(f: &mut Fields) -> Read<Cite> {
        let what = f.text("path").map(Cited::Path).or_else(|| f.text("commit").map(Cited::Commit))?;
        Some((Cite { what, hash: f.text("hash"), unknown: Table::new() }, |r| &mut r.unknown))
    }
}

impl Pin {
    pub(super) fn value(&self) -> Value {
        let known = [("text", text_of(Some(&self.text))), ("since", text_of(self.since)), ("retired", text_of(self.retired.as_ref()))];
        record(known, &self.unknown)
    }

    pub(super) fn read(f: &mut Fields) -> Read<Pin> {
        let pin = Pin { text: f.text("text")?, since: f.parse("since"), retired: f.text("retired"), unknown: Table::new() };
        Some((pin, |r| &mut r.unknown))
    }
}

impl Git {
    pub(super) fn value(&self) -> Value {
        let known =
            [("commit", text_of(Some(&self.commit))), ("branch", text_of(self.branch.as_ref())), ("dirty", Some(Value::from(self.dirty)))];
        record(known, &self.unknown)
    }

    pub(super) fn read(f: &mut Fields) -> Read<Git> {
        let git =
            Git { commit: f.text("commit")?, branch: f.text("branch"), dirty: f.flag("dirty").unwrap_or_default(), unknown: Table::new() };
        Some((git, |r| &mut r.unknown))
    }
}

impl Despite {
    pub(super) fn value(&self) -> Value {
        record([("rule", text_of(Some(&self.rule))), ("why", text_of(Some(&self.why)))], &self.unknown)
    }

    pub(super) fn read(f: &mut Fields) -> Read<Despite> {
        Some((Despite { rule: f.text("rule")?, why: f.text("why")?, unknown: Table::new() }, |r| &mut r.unknown))
    }
}

fn text_of(value: Option<impl ToString>) -> Option<Value> {
    value.map(|v| Value::from(v.to_string()))
}
