//! Commands: every verb as plain data, built alike by keys, arguments and protocols.

use super::formats::Domain;
use super::peek::Peek;
use super::redact::Redaction;
use super::seal::Sealing;
use crate::handoff::{Concept, Intent};
use crate::merge::Take;
use crate::prompt::{Budget, Profile};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One verb with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Tells how the project stands.
    Status,
    /// Lists items with references: of one concept or of all; `history` includes the older blocks of a log.
    List {
        /// Only this concept.
        concept: Option<Concept>,
        /// Also older log blocks.
        history: bool,
    },
    /// Tells how a file was understood; the live file when `None`.
    Read(Option<PathBuf>),
    /// Tells how a text was understood that comes from somewhere else.
    ReadText {
        /// The text.
        text: String,
        /// Where it came from (`stdin`).
        origin: String,
    },
    /// Changes the live file.
    Edit(Intent),
    /// Changes the live file by several intents, as one step of undo.
    EditAll(Vec<Intent>),
    /// Changes the live file by intents that were made on an older text of it, as one step of undo: what changed since is merged in.
    EditFrom {
        /// The older text.
        base: String,
        /// What is wanted, in its words.
        intents: Vec<Intent>,
    },
    /// Ends a constraint, decision or other item with a reason: it is marked, not removed.
    Retire {
        /// The item.
        item: crate::handoff::ItemRef,
        /// Why.
        why: String,
    },
    /// Runs the rules over the live file, or over a text.
    Check {
        /// A text that stands for the live file (`check -`).
        text: Option<String>,
    },
    /// Checks what is about to be committed or pushed.
    Gate(super::Gate),
    /// Puts the gate before the hooks of git.
    InstallHooks,
    /// Takes it away again.
    UninstallHooks,
    /// Applies the safe fix of a finding (all of them when `None`).
    Fix(Option<String>),
    /// Settles a finding with a reason, in the user's state.
    Settle {
        /// The finding's id.
        id: String,
        /// Why it is no trouble.
        why: String,
    },
    /// Compiles the restoration prompt.
    Prompt {
        /// For whom.
        profile: Profile,
        /// How long at most.
        budget: Budget,
    },
    /// Compiles the prompt with what changed since the seal.
    Resume {
        /// For whom.
        profile: Profile,
        /// How long at most.
        budget: Budget,
        /// Whether the work tree is looked at, too.
        tree: bool,
    },
    /// Has the prompts of this project compiled for a reader and a length from now on; kept in the user's state.
    Aim {
        /// For whom.
        profile: Profile,
        /// How long at most.
        budget: Budget,
    },
    /// Remembers for this project what a heading means; nothing: it is left alone.
    Assign {
        /// The heading's words.
        heading: String,
        /// What it means.
        concept: Option<Concept>,
    },
    /// Makes the request that makes a model write its handoff.
    Ask,
    /// Compares a text with the live file, item by item, and keeps what is new or changed in the inbox.
    Propose {
        /// The incoming handoff.
        text: String,
        /// Where it came from (`clipboard`, `stdin`, a path).
        origin: String,
    },
    /// Keeps the inbox lines with these numbers (0-based): they go into the live file.
    Keep(Vec<usize>),
    /// Drops the inbox lines with these numbers.
    Drop(Vec<usize>),
    /// Lists the inbox.
    Review,
    /// Settles the conflicts that wait, each named by its id, and writes the result; unless each is named nothing is written.
    Resolve(Vec<(String, Take)>),
    /// Forgets the conflicts that wait; the live file stays as it is.
    GiveUp,
    /// Writes the last text of a live file back that was deleted while it was open.
    WriteBack,
    /// Takes the last change back.
    Undo,
    /// Makes the last undone change again.
    Redo,
    /// Creates a live file where there is none.
    Start(Format),
    /// Shows the settings in force and where each comes from.
    Config,
    /// Sets a project up: `.baton/`, and a live file where there is none. Nothing that exists is touched.
    Init {
        /// What a new live file looks like.
        format: Format,
        /// Which sections of its own the project's domain adds to it.
        domain: Option<Domain>,
    },
    /// Says what sealing would do.
    PreviewSeal(Box<Sealing>),
    /// Says what sealing the live file would do, and what stands in its way.
    LookAhead(Box<Sealing>),
    /// Commits a sealed session with `.baton/`, and the live file where it is still that session's text.
    Commit(String),
    /// Seals the live file, or another text, as a session of the chain.
    Seal(Box<Sealing>),
    /// Turns the page of a sealed live file; with `preview` only says how.
    Next {
        /// Whether nothing is written.
        preview: bool,
    },
    /// Lists the sessions.
    Log,
    /// Lists the sessions together with those of other branches and work trees.
    LogAll,
    /// Looks at a session, its prompt or a difference, for the preview beside the graph; secrets are masked.
    Peek(Peek),
    /// Shows a session as it was sealed, or as a whole document in 001's format.
    Show {
        /// The session: id, end or start of it, number, label or line.
        session: String,
        /// Whether it is shown in 001's format.
        handoff: bool,
    },
    /// Compiles the prompt of a sealed session.
    PromptOf {
        /// The session.
        session: String,
        /// For whom.
        profile: Profile,
        /// How long at most.
        budget: Budget,
    },
    /// Compares two sessions by meaning; without a second one, with the live file.
    Diff {
        /// The earlier one.
        from: String,
        /// The later one.
        to: Option<String>,
    },
    /// Tells how a topic or path came to be as it is.
    Why(String),
    /// Lists every decision of the line, with what became of it.
    Decisions,
    /// Writes them as a page of markdown.
    WriteDecisions {
        /// The file, from the root.
        file: PathBuf,
        /// Whether a file that is not such a page is replaced.
        force: bool,
    },
    /// Finds words in the live file and the chain.
    Search(String),
    /// Verifies the chain, one session and its ancestors, or `A..B`: what came between two sessions or two commits of git.
    Verify(Option<String>),
    /// Takes a secret out of the chain for good; its hashes stay.
    Redact(Box<Redaction>),
    /// Continues from another session.
    Switch {
        /// The session.
        session: String,
        /// Whether an unsealed draft is put aside.
        park: bool,
    },
    /// Puts an earlier session's text back and records what did not work.
    RollBack {
        /// The session to go back to.
        session: String,
        /// What did not work, in one line.
        why: String,
        /// Whether an unsealed draft is put aside.
        park: bool,
        /// Whether a person at a terminal pressed a key for it.
        person: bool,
    },
    /// Seals existing files, the oldest first.
    TakeIn(TakingIn),
    /// Says what `TakeIn` would do.
    LookIn(TakingIn),
    /// Merges another head, or without one the sides that git's conflict left. What conflicts waits for [`Command::Resolve`].
    Merge {
        /// The other head.
        session: Option<String>,
        /// Which side settles everything that conflicts.
        keep: Option<Side>,
    },
    /// Lists what was done.
    Operations,
}

/// What is taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakingIn {
    /// Files and folders; none: what other systems left in the project.
    pub files: Vec<PathBuf>,
    /// The text that `-` among them stands for.
    pub input: Option<String>,
    /// Whether a person at a terminal pressed a key for it, having seen what is taken in.
    pub person: bool,
}

/// A side of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The live file's, or what baton was about to write.
    Ours,
    /// The other one.
    Theirs,
}

/// What a new live file looks like (DESIGN §10 `init --format`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// SESSION-HANDOFF.md of 000.
    #[default]
    SessionHandoff,
    /// Handoff Format 1.0 of 001.
    #[serde(rename = "handoff-1.0")]
    Handoff10,
    /// SESSION_CONTEXT.md of 003.
    SessionContext,
    /// HANDOFF.md of 004, with SOUL.md and MEMORY.md beside it.
    AgentHandoff,
}
