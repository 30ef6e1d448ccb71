//! What comes of a command, and the state that front ends show.

use super::arrive::Arrival;
use super::closing::Ahead;
use super::dispute::Dispute;
use super::elsewhere::Elsewhere;
use super::history::Told;
use super::join::Merged;
use super::past::Standing;
use super::peek::Peeked;
use super::seal::SealReport;
use super::tell::{Hit, Log, Shown, Story};
use super::travel::Moved;
use crate::chain::{Diff, Id, Trouble, Verdict};
use crate::document::Span;
use crate::handoff::{Handoff, ItemRef};
use crate::merge::Proposal;
use crate::prompt::{Facts, Prompt};
use crate::rules::Finding;
use std::path::PathBuf;
use std::sync::Arc;

/// What a command came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Of `Status`.
    Status(StatusReport),
    /// Of `List`: the place of each item in the snapshot's handoff.
    List(Vec<usize>),
    /// Of `Read`: the handoff as read, and what it was read from.
    Read(Read),
    /// Of everything that writes the live file.
    Changed(Changed),
    /// Of `Check`: the findings and the handoff whose spans they use.
    Findings {
        /// The findings.
        findings: Vec<Finding>,
        /// The checked handoff.
        handoff: Arc<Handoff>,
    },
    /// Of `Gate`: what was looked at, each with what is wrong.
    Gated(Vec<super::Gated>),
    /// Of `InstallHooks` and `UninstallHooks`.
    Hooked(Vec<super::Hooked>),
    /// Of `Prompt`.
    Prompt(Prompt),
    /// Of `Resume`: the prompt, and what happened since the seal, a line each.
    Resumed {
        /// The prompt; it says that too.
        prompt: Prompt,
        /// What happened.
        since: Vec<String>,
    },
    /// Of `Ask`.
    Text(String),
    /// Of `Propose`: the inbox, and the lines of the text that the live file says already.
    Proposed {
        /// What waits to be kept or dropped.
        waiting: Vec<Proposal>,
        /// What is there already.
        same: Vec<Proposal>,
        /// Why what waits ends with this process, where it could not be written down.
        unkept: Option<String>,
    },
    /// Of `Review`, `Keep` without a change, and `Drop`: the inbox.
    Inbox(Vec<Proposal>),
    /// Of `Settle`.
    Settled {
        /// What was settled.
        finding: Finding,
        /// In how many places of the file it stands: all of them are settled.
        places: usize,
    },
    /// Of `Config`: name, value, origin.
    Config(Vec<(String, String, String)>),
    /// Of `Init`: the files that were made, and those that stood there and were not touched.
    Begun {
        /// Made.
        made: Vec<String>,
        /// Left alone.
        kept: Vec<String>,
    },
    /// Of `Seal` and `PreviewSeal`.
    Sealed(Box<SealReport>),
    /// Of `LookAhead`.
    Ahead(Box<Ahead>),
    /// Of `Commit`.
    Committed {
        /// The session.
        id: Id,
        /// The commit's short name; `None` when git had everything already.
        commit: Option<String>,
    },
    /// Of `Next`.
    Turned {
        /// How the page turns.
        turned: Box<crate::chain::Turn>,
        /// The number of the session that begins.
        number: u32,
    },
    /// Of `Log`.
    Log(Box<Log>),
    /// Of `Peek`.
    Peeked(Box<Peeked>),
    /// Of `Show`.
    Session(Box<Shown>),
    /// Of `Diff`.
    Diff(Diff),
    /// Of `Why`.
    Why(Box<Story>),
    /// Of `Decisions`.
    Decisions(Vec<crate::chain::Decided>),
    /// Of `WriteDecisions`: the file, from the root.
    Written(String),
    /// Of `Search`.
    Hits(Vec<Hit>),
    /// Of `Verify`.
    Verified {
        /// How many sessions were looked at.
        sessions: usize,
        /// What was found, the oldest session first.
        verdicts: Vec<Verdict>,
        /// What is odd about the chain as a whole.
        troubles: Vec<Trouble>,
        /// What a head of a sealed merge has and the merge has not, in words: rule `merge-lost-item`.
        lost: Vec<(Id, String)>,
    },
    /// Of `Redact`.
    Redacted(super::redact::Redacted),
    /// Of `Switch` and `RollBack`.
    Moved(Moved),
    /// Of `TakeIn` and `LookIn`: what became of each file, or would.
    TakenIn(super::adopt::Taken),
    /// Of `Merge`.
    Merged(Merged),
    /// Of `Operations`, the oldest first.
    Operations(Vec<Told>),
}

/// A file or text as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The file; the name of a text that is none.
    pub path: PathBuf,
    /// What was understood.
    pub handoff: Arc<Handoff>,
    /// Secrets in the text: what is masked wherever it is shown.
    pub masked: Vec<Span>,
    /// What the text is, where it is not all of the file to the byte: one sentence.
    pub partly: Option<String>,
    /// Where in the file the handoff was found, where it is not the file.
    pub inside: Option<super::Inside>,
    /// For lines of the handoff those of the file, as [`super::source_line`] takes them.
    pub lines: Vec<(usize, usize)>,
}

/// A change of the live file.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// What was done, in a few words ("added a decision"), for the message and the undo list.
    pub what: String,
    /// The item concerned, as it stands now.
    pub item: Option<ItemRef>,
    /// Lines touched in the file, 1-based, first and last.
    pub lines: Option<(usize, usize)>,
    /// Whether the disk confirmed the write (DESIGN §8: saved, or saved but not durable).
    pub durable: bool,
    /// Whether somebody else's change was merged in at the same time.
    pub merged: bool,
}

/// How the project stands.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusReport {
    /// Whether the handoff has no must-level finding.
    pub compliant: bool,
    /// Findings at must, should and may.
    pub counts: [usize; 3],
    /// Items per concept that has any: id, all, closed.
    pub items: Vec<(&'static str, usize, usize)>,
}

/// The live file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Its path.
    pub path: PathBuf,
    /// Its path from the project root.
    pub name: String,
    /// Why it can only be viewed, if so (invalid UTF-8, over 64 MB, read-only).
    pub view_only: Option<String>,
    /// Whether the text shown is the file's, to the byte; else `view_only` says what it is.
    pub whole: bool,
    /// Whether it was deleted since it was read.
    pub gone: bool,
}

/// Why there is no live file to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// None was found.
    Missing,
    /// Several of equal rank; one must be chosen.
    Several(Vec<PathBuf>),
    /// It is there but cannot be read: why.
    Unreadable(String),
}

/// The text of an open text area, for recovery.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    /// What is being edited: a reference, or `add CONCEPT`.
    pub target: String,
    /// Its label for the recovery notice.
    pub title: String,
    /// The text so far.
    pub text: String,
    /// The why so far.
    pub why: Option<String>,
}

/// The state of a project at one moment: everything that a screen shows.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The project root.
    pub root: PathBuf,
    /// The live file, or why there is none.
    pub live: Result<Live, Unread>,
    /// The live file that the chain knows and that is gone, by its path from the root.
    pub lost: Option<String>,
    /// The handoffs in folders below, where there is no live file.
    pub below: Vec<PathBuf>,
    /// The handoffs that other systems keep in the project, where there is no live file.
    pub stores: Vec<super::adopt::Store>,
    /// The live file as read (empty when there is none).
    pub handoff: Arc<Handoff>,
    /// What the rules say; before they ran, secrets and hidden text only.
    pub findings: Vec<Finding>,
    /// Whether all rules ran: not before the first frame.
    pub checked: bool,
    /// Secrets in the text: what the panes mask.
    pub masked: Vec<Span>,
    /// The prompt's facts (project, branch, session).
    pub facts: Facts,
    /// The names of the user's own templates, once they are looked for.
    pub forms: Vec<String>,
    /// The compiled prompt in the default profile, or why it is refused; no words while it is not compiled yet.
    pub prompt: Result<Prompt, String>,
    /// Where the live file stands in the chain; `None` without one, and before the first look back.
    pub standing: Option<Standing>,
    /// Why a person should be told first where the live file stands; only where a person opened the project.
    pub arrival: Option<Arrival>,
    /// Newer sessions on other branches and work trees, the newest first; empty before they were looked for.
    pub elsewhere: Vec<Elsewhere>,
    /// What waits to be kept or dropped.
    pub inbox: Vec<Proposal>,
    /// What a merge could not settle; nothing of it is written while it waits.
    pub dispute: Option<Dispute>,
    /// What `undo` would take back.
    pub undo: Option<String>,
    /// What `redo` would make again.
    pub redo: Option<String>,
    /// A text area that a crash left open.
    pub draft: Option<Draft>,
    /// The settings in force, each with its origin.
    pub settings: super::Settings,
    /// What the user should know once (no state directory, a bad setting with its line).
    pub warnings: Vec<String>,
}

impl Snapshot {
    /// Makes the state of a project without a live file.
    pub fn empty(root: PathBuf) -> Snapshot {
        Snapshot {
            root,
            live: Err(Unread::Missing),
            lost: None,
            below: Vec::new(),
            stores: Vec::new(),
            handoff: Arc::new(Handoff::parse("")),
            findings: Vec::new(),
            checked: false,
            masked: Vec::new(),
            facts: Facts::default(),
            forms: Vec::new(),
            prompt: Err("there is no handoff yet".into()),
            standing: None,
            arrival: None,
            elsewhere: Vec::new(),
            inbox: Vec::new(),
            dispute: None,
            undo: None,
            redo: None,
            draft: None,
            settings: super::Settings::default(),
            warnings: Vec::new(),
        }
    }
}
