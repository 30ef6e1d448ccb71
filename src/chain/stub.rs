//! The stub of a redacted session: the secret goes, the hashes stay.

use super::canonical::{Fields, Lines};
use super::seal::{Actor, Parent};
use super::{Hash, Id, Time, Unreadable};
use toml::Table;

/// What `<id>.redacted.toml` says: that the text was changed on purpose, and all that the graph needs should the seal
/// have to go too.
///
/// Its last line is the hash of what stands above it, so that a damaged stub excuses nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Stub {
    /// The session.
    pub id: Id,
    /// When it was redacted.
    pub time: Time,
    /// Who redacted it.
    pub by: Actor,
    /// Why.
    pub why: String,
    /// The hash of the text as sealed.
    pub was: Hash,
    /// The hash of the text as it stands; `None` when it was taken out whole.
    pub now: Option<Hash>,
    /// The hash of the seal's bytes.
    pub seal: Hash,
    /// The session's number.
    pub number: u32,
    /// The session's parents.
    pub parents: Vec<Parent>,
    /// What the seal said without the secret, when the seal had to go too.
    pub record: Option<String>,
    /// What this baton does not know.
    pub unknown: Table,
}

const VERSION: i64 = 1;
const SUM: &str = "\nsum = \"";

impl Stub {
    /// Returns the bytes of the stub.
    pub fn write(&self) -> String {
        let mut out = Lines::default();
        out.put("v", Some(VERSION));
        out.put("id", Some(self.id.to_string()));
        out.put("time", self.time.to_string().parse::<toml::value::Datetime>().ok());
        out.put("by", Some(self.by.value()));
        out.put("why", Some(&*self.why));
        out.put("was", Some(self.was.to_string()));
        out.put("now", self.now.map(|h| h.to_string()));
        out.put("seal", Some(self.seal.to_string()));
        out.put("number", Some(i64::from(self.number)));
        out.list("parents", self.parents.iter().map(Parent::to_string));
        out.put("record", self.record.as_deref());
        out.rest(&self.unknown);
        let mut text = out.text();
        let sum = Hash::of(text.as_bytes());
        text.push_str(&format!("{}{sum}\"\n", &SUM[1..]));
        text
    }

    /// Reads the bytes of a stub.
    ///
    /// # Errors
    /// [`Unreadable`] when the bytes are no stub or not those that were written.
    pub fn read(bytes: &[u8]) -> Result<Stub, Unreadable> {
        let wrong = |message: &str| Unreadable { message: message.to_owned() };
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8"))?;
        let at = text.rfind(SUM).ok_or_else(|| wrong("its sum is missing"))? + 1;
        if text[at..] != format!("{}{}\"\n", &SUM[1..], Hash::of(&bytes[..at])) {
            return Err(wrong("its sum does not fit"));
        }
        let mut table: Table = text[..at].parse().map_err(|e: toml::de::Error| wrong(e.message()))?;
        table.remove("v");
        let mut f = Fields::new(table, true);
        let need = |what: &str| wrong(&format!("its {what} is missing"));
        let stub = Stub {
            id: f.parse("id").ok_or_else(|| need("id"))?,
            time: f.take("time", |t| t.as_datetime()?.to_string().parse().ok()).ok_or_else(|| need("time"))?,
            by: f.inner("by", Actor::read).unwrap_or_default(),
            why: f.text("why").unwrap_or_default(),
            was: f.parse("was").ok_or_else(|| need("was"))?,
            now: f.parse("now"),
            seal: f.parse("seal").ok_or_else(|| need("seal"))?,
            number: f.number("number").ok_or_else(|| need("number"))?,
            parents: f.list("parents", |p| Parent::read(p.as_str()?)),
            record: f.text("record"),
            unknown: Table::new(),
        };
        Ok(Stub { unknown: f.finish()?, ..stub })
    }
}
