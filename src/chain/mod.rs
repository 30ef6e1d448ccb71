//! The chain (DESIGN §3): sessions, their seals, and the graph that they form; over bytes given.
//!
//! The bytes written here are dear to change: a seal is found by its hash for as long as a project
//! lives. Reading tolerates anything; what it could not use it explains.

mod canonical;
mod carry;
mod diff;
mod graph;
mod header;
mod id;
mod layout;
mod ledger;
mod parts;
mod record;
mod redact;
mod seal;
mod stub;
mod turn;
mod verify;

pub use carry::{DeadEnd, carried, retire, standing, with_live};
pub use diff::{Change, Diff, Difference, Entry, diff, superseded};
pub use graph::{Base, Chain, Line, Unfound};
pub use header::{Header, HeaderFacts, HeaderLine, seal_header};
pub use id::{ATTRIBUTES, BASE, Hash, Id, Malformed, Part, SESSIONS, Time};
pub use layout::{Cell, Row};
pub use ledger::{Chapter, Decided, Fate, Seen, ledger};
pub use record::{Found, Record, State, Trouble, records};
pub use redact::{REDACTED, seal_without, without};
pub use seal::{Actor, ActorKind, Cite, Cited, Despite, Doc, Git, Left, Parent, Pin, Seal, Unreadable};
pub use stub::Stub;
pub use turn::{Page, Turn, turn};
pub use verify::{Files, Verdict, What};
