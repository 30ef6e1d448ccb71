//! The JSON answers about the chain, in the manner of `cli/json.rs`: they only ever grow.

use crate::chain::{self, Chain, Diff, Difference, Entry, Fate, HeaderLine, Record, Row, State};
use crate::project::Spot;
use serde::Serialize;

/// Where the live file stands in the chain, in `baton.status/1`.
#[derive(Serialize)]
pub struct Standing {
    pub sessions: usize,
    pub heads: usize,
    pub base: Vec<String>,
    pub number: u32,
    pub line: String,
    pub draft: bool,
    pub sealed: Option<String>,
    pub by: Option<String>,
    pub commit: Option<String>,
    pub commits_since: Option<usize>,
    pub stale: Vec<String>,
    pub tree: Option<String>,
}

/// A newer session on another branch or work tree, in `baton.status/1` and `baton.log/1`.
#[derive(Serialize)]
pub struct Elsewhere {
    pub id: String,
    pub number: u32,
    pub title: String,
    pub by: String,
    pub seconds_ago: u64,
    pub branch: Option<String>,
    pub worktree: Option<String>,
    pub command: String,
    pub message: String,
}

/// `baton.init/1`.
#[derive(Serialize)]
pub struct Init {
    pub made: Vec<String>,
    pub kept: Vec<String>,
}

/// `baton.sealed/1`.
#[derive(Serialize)]
pub struct Sealed {
    pub id: String,
    pub preview: bool,
    pub again: bool,
    pub number: u32,
    pub line: String,
    pub label: Option<String>,
    pub title: String,
    pub parents: Vec<String>,
    pub leaves: Vec<String>,
    pub sha256: Option<String>,
    pub bytes: u64,
    pub header: Vec<Line>,
    pub changed: Vec<Change>,
    pub sections: Vec<String>,
    pub pins: Vec<String>,
    pub dead_ends: Vec<String>,
    pub despite: Vec<String>,
    pub findings: usize,
    pub reopened: Vec<Reopened>,
    pub committed: Option<String>,
}

/// `baton.committed/1`.
#[derive(Serialize)]
pub struct Committed {
    pub id: String,
    pub committed: String,
}

/// A decision that stands open though an earlier session superseded it.
#[derive(Serialize)]
pub struct Reopened {
    pub text: String,
    pub session: String,
}

/// A header line that a seal or a turned page changes.
#[derive(Serialize)]
pub struct Line {
    pub line: usize,
    pub before: String,
    pub after: String,
}

/// `baton.log/1`.
#[derive(Serialize)]
pub struct Log {
    pub base: Vec<String>,
    pub draft: bool,
    pub draft_graph: Option<String>,
    pub draft_number: Option<u32>,
    pub heads: Vec<String>,
    pub sessions: Vec<Session>,
    pub troubles: Vec<String>,
    pub elsewhere: Vec<Elsewhere>,
}

/// One session of the chain.
#[derive(Serialize)]
pub struct Session {
    pub id: String,
    pub time: String,
    pub number: u32,
    pub line: String,
    pub label: Option<String>,
    pub title: String,
    pub parents: Vec<String>,
    pub missing: Vec<String>,
    pub cut: Vec<String>,
    pub left: bool,
    pub leaves: Vec<Leaf>,
    pub restores: Option<String>,
    pub by: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub base: bool,
    pub graph: String,
    /// Where it is when this tree has it not.
    pub elsewhere: Option<String>,
    pub shared_lanes: usize,
}

/// A session that was left.
#[derive(Serialize)]
pub struct Leaf {
    pub id: String,
    pub why: Option<String>,
}

/// `baton.show/1`.
#[derive(Serialize)]
pub struct Show {
    pub id: String,
    pub number: u32,
    pub title: String,
    pub time: String,
    pub by: String,
    pub seal: String,
    pub text: String,
}

/// `baton.diff/1`.
#[derive(Serialize)]
pub struct Compared {
    pub changes: Vec<Change>,
    pub sections: Vec<String>,
}

/// One difference by meaning.
#[derive(Serialize)]
pub struct Change {
    pub change: &'static str,
    pub was: Option<Side>,
    pub now: Option<Side>,
}

/// An item as one of two handoffs has it.
#[derive(Serialize)]
pub struct Side {
    #[serde(rename = "ref")]
    pub reference: String,
    pub concept: &'static str,
    pub text: String,
    pub why: Option<String>,
    pub status: Option<&'static str>,
}

/// `baton.why/1`.
#[derive(Serialize)]
pub struct Why {
    pub about: String,
    pub decisions: Vec<Decided>,
    pub events: Vec<Event>,
    pub cited: Vec<CitedIn>,
}

/// A session whose seal cites the path.
#[derive(Serialize)]
pub struct CitedIn {
    pub session: String,
    pub number: u32,
}

/// `baton.decisions/1`.
#[derive(Serialize)]
pub struct Decisions {
    pub decisions: Vec<Decided>,
}

/// A decision and what became of it.
#[derive(Serialize)]
pub struct Decided {
    pub fate: &'static str,
    pub choice: String,
    pub topic: Option<String>,
    pub why: Option<String>,
    pub alternatives: Option<String>,
    pub who: Option<String>,
    pub id: Option<String>,
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    pub session: Option<String>,
    pub number: u32,
    pub changed: Option<u32>,
    pub ended: Option<u32>,
    pub ended_in: Option<String>,
    pub superseded_by: Option<String>,
}

impl From<&chain::Decided> for Decided {
    fn from(one: &chain::Decided) -> Decided {
        let (end, by) = match &one.fate {
            Fate::Stands => (None, None),
            Fate::Superseded { at, by } => (Some(at), by.clone()),
            Fate::Dropped(at) | Fate::Gone(at) => (Some(at), None),
        };
        Decided {
            fate: one.fate.id(),
            choice: one.choice.clone(),
            topic: one.topic.clone(),
            why: one.why.clone(),
            alternatives: one.alternatives.clone(),
            who: one.who.clone(),
            id: one.id.clone(),
            reference: one.reference.as_ref().map(ToString::to_string),
            session: one.since.id.map(|id| id.to_string()),
            number: one.since.number,
            changed: one.changed.map(|at| at.number),
            ended: end.map(|at| at.number),
            ended_in: end.and_then(|at| at.id).map(|id| id.to_string()),
            superseded_by: by,
        }
    }
}

/// One event in the life of an item.
#[derive(Serialize)]
pub struct Event {
    pub session: Option<String>,
    pub number: u32,
    #[serde(flatten)]
    pub change: Change,
}

/// `baton.search/1`.
#[derive(Serialize)]
pub struct Search {
    pub words: String,
    pub hits: Vec<Hit>,
}

/// A place that has the words.
#[derive(Serialize)]
pub struct Hit {
    pub session: Option<String>,
    pub number: u32,
    pub concept: Option<&'static str>,
    pub text: String,
    pub file: Option<String>,
    pub line: Option<usize>,
}

/// `baton.verify/1`.
#[derive(Serialize)]
pub struct Verify {
    pub sessions: usize,
    pub altered: bool,
    pub found: Vec<Found>,
    pub troubles: Vec<String>,
    pub lost: Vec<LostItem>,
}

/// An item of a head that a sealed merge has not.
#[derive(Serialize)]
pub struct LostItem {
    pub session: String,
    pub item: String,
}

/// One thing that `verify` found.
#[derive(Serialize)]
pub struct Found {
    pub session: String,
    pub file: String,
    pub what: &'static str,
    pub altered: bool,
    pub message: String,
}

/// `baton.redacted/1`.
#[derive(Serialize)]
pub struct Redacted {
    pub session: String,
    pub preview: bool,
    pub sessions: Vec<RedactedSession>,
    pub live: usize,
    pub left: Vec<String>,
    pub in_git: Option<bool>,
    /// Whether git's index still has what was sealed.
    pub staged: bool,
    /// Other files that hold the words.
    pub beside: Vec<String>,
}

/// A session that held what was redacted.
#[derive(Serialize)]
pub struct RedactedSession {
    pub id: String,
    pub number: u32,
    pub places: usize,
}

/// `baton.next/1`.
#[derive(Serialize)]
pub struct Next {
    pub number: u32,
    pub preview: bool,
    pub goal: Option<String>,
    pub header: Vec<Line>,
    pub leaves: Vec<Left>,
    pub stays: Vec<Left>,
}

/// An item that leaves, or a done one that stays and why.
#[derive(Serialize)]
pub struct Left {
    #[serde(rename = "ref")]
    pub reference: String,
    pub text: String,
}

/// `baton.moved/1`.
#[derive(Serialize)]
pub struct Moved {
    pub what: String,
    pub to: String,
    pub from: Option<String>,
    pub parked: bool,
    pub restored: bool,
    pub git: Option<String>,
}

/// `baton.adopted/1`.
#[derive(Serialize)]
pub struct Adopted {
    /// Whether this only says what would be done.
    pub dry_run: bool,
    pub sessions: Vec<AdoptedFile>,
    /// Every file that was looked at, in the order of the chain.
    pub files: Vec<AdoptedSource>,
    /// The live file that was made or became the newest, or would.
    pub live: Option<String>,
    /// Whether the live file says the same already, so that it is not touched.
    pub unchanged: bool,
    /// Whether the sessions are a line of their own, older than the base.
    pub beside: bool,
}

/// A file that became a session.
#[derive(Serialize)]
pub struct AdoptedFile {
    pub id: String,
    pub file: String,
}

/// A file, how it was understood and what became of it.
#[derive(Serialize)]
pub struct AdoptedSource {
    pub file: String,
    pub system: &'static str,
    pub because: String,
    pub date: Option<String>,
    pub items: usize,
    /// `session`, `same`, `inbox` or `left`.
    pub becomes: &'static str,
    pub session: Option<String>,
    pub lines: Option<usize>,
}

/// `baton.merge/1`.
#[derive(Serialize)]
pub struct Merge {
    pub what: String,
    pub written: bool,
    pub ours: String,
    pub theirs: String,
    pub conflicts: Vec<Conflict>,
    pub lost: Vec<String>,
    pub remains: Option<String>,
}

/// One conflict of a merge.
#[derive(Serialize)]
pub struct Conflict {
    pub number: usize,
    pub id: String,
    pub title: String,
    pub ours_did: String,
    pub theirs_did: String,
    pub both: bool,
    pub base: Option<String>,
    pub ours: Option<String>,
    pub theirs: Option<String>,
}

/// `baton.op-log/1`.
#[derive(Serialize)]
pub struct Operations {
    pub operations: Vec<Operation>,
}

/// One line of the operation log.
#[derive(Serialize)]
pub struct Operation {
    pub time: String,
    pub turn: &'static str,
    pub what: String,
}

impl From<&crate::project::Standing> for Standing {
    fn from(s: &crate::project::Standing) -> Standing {
        let origin = s.origin.as_ref();
        Standing {
            sessions: s.sessions,
            heads: s.heads,
            base: s.base.iter().map(ToString::to_string).collect(),
            number: s.number,
            line: s.line.clone(),
            draft: s.draft,
            sealed: origin.map(|o| o.time.to_string()),
            by: origin.map(|o| o.by.clone()),
            commit: origin.and_then(|o| o.commit.clone()),
            commits_since: origin.and_then(|o| o.commits),
            stale: origin.map(|o| o.stale.clone()).unwrap_or_default(),
            tree: s.tree.clone(),
        }
    }
}

impl From<&crate::project::Elsewhere> for Elsewhere {
    fn from(e: &crate::project::Elsewhere) -> Elsewhere {
        let (branch, worktree) = match &e.spot {
            Spot::Branch(name) => (Some(name.clone()), None),
            Spot::Worktree { path, branch } => (branch.clone(), Some(path.display().to_string())),
        };
        Elsewhere {
            id: e.id.to_string(),
            number: e.number,
            title: e.title.clone(),
            by: e.by.clone(),
            seconds_ago: e.age,
            branch,
            worktree,
            command: e.spot.command(),
            message: e.sentence(),
        }
    }
}

impl From<&HeaderLine> for Line {
    fn from(line: &HeaderLine) -> Line {
        Line { line: line.number, before: line.before.clone(), after: line.after.clone() }
    }
}

impl From<&Difference> for Change {
    fn from(d: &Difference) -> Change {
        Change { change: d.what.id(), was: d.was.as_ref().map(Side::from), now: d.now.as_ref().map(Side::from) }
    }
}

impl From<&Entry> for Side {
    fn from(e: &Entry) -> Side {
        Side {
            reference: e.reference.to_string(),
            concept: e.reference.concept.id(),
            text: e.text.clone(),
            why: e.why.clone(),
            status: e.status.map(|s| s.id()),
        }
    }
}

impl From<&Diff> for Compared {
    fn from(d: &Diff) -> Compared {
        Compared { changes: d.items.iter().map(Change::from).collect(), sections: d.sections.clone() }
    }
}

impl Session {
    /// Makes the JSON of a session in its row of the graph.
    pub fn of(chain: &Chain, row: &Row, base: bool, spot: Option<&Spot>) -> Session {
        let record: &Record = &chain.sessions()[row.place];
        Session {
            id: record.id.to_string(),
            time: record.id.time().to_string(),
            number: record.number,
            line: chain.line(row.place).to_owned(),
            label: record.label.clone(),
            title: record.title.clone(),
            parents: record.parents.iter().map(|p| p.id.to_string()).collect(),
            missing: row.missing.iter().map(ToString::to_string).collect(),
            cut: row.cut.iter().map(ToString::to_string).collect(),
            left: chain.is_left(row.place),
            leaves: record.leaves.iter().map(|l| Leaf { id: l.id.to_string(), why: l.why.clone() }).collect(),
            restores: record.restores.map(|id| id.to_string()),
            by: record.by.clone(),
            kind: record.kind.id(),
            state: match record.state {
                State::Whole => "whole",
                State::Newer => "newer",
                State::Redacted => "redacted",
                State::Unreadable(_) => "unreadable",
            },
            base,
            graph: row.text(),
            elsewhere: spot.map(Spot::sentence),
            shared_lanes: row.shared,
        }
    }
}
