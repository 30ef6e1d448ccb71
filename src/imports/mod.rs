//! Handoffs of other systems: known by their shape, never by trust in a name, and made markdown where they are none.
//!
//! Pure. A markdown source is never changed: it is sealed as it is. A JSON source is rendered into the recommended format of
//! 001, with the lines of the source that each part comes from.

mod json;
mod shape;

pub use json::{Piece, pieces};
pub use shape::known;

/// What wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum System {
    /// session-glue: front matter with `session_id` and git facts.
    SessionGlue,
    /// zzyyfff/agent-handoff: notes from one work tree to another.
    Inbox,
    /// The session-handoff skill of softaworks/agent-toolkit.
    SessionSkill,
    /// compound-engineering, contract `ce-handoff/v1`.
    CeHandoff,
    /// handoff-mcp: sessions and tasks in JSON.
    HandoffMcp,
    /// SESSION_CONTEXT.md (003).
    SessionContext,
    /// The snapshots of agent-handoff 0.1.0 (004).
    AgentHandoff,
    /// SESSION-HANDOFF.md (000).
    SessionHandoff,
    /// Handoff Format 1.0 (001).
    Handoff10,
    /// Who an agent is (004).
    Soul,
    /// What an agent knows: MEMORY.md, and the files of a memory folder.
    Memory,
    /// A record of decisions beside a handoff.
    Decisions,
    /// A phase document beside a SESSION_CONTEXT.md.
    Phase,
    /// Markdown of any other kind.
    Document,
}

/// What a source is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The outcome of a session: it becomes one of the chain.
    Session,
    /// A file read beside handoffs: its items are proposed, one by one.
    Companion,
}

/// How a source was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What wrote it.
    pub system: System,
    /// What it was known by, in a few words.
    pub because: String,
    /// What it is taken for.
    pub role: Role,
    /// When it was written, as it says itself or its name does; not yet understood as a time.
    pub date: Option<String>,
}

impl System {
    /// All systems.
    const ALL: [System; 14] = [
        System::SessionGlue,
        System::Inbox,
        System::SessionSkill,
        System::CeHandoff,
        System::HandoffMcp,
        System::SessionContext,
        System::AgentHandoff,
        System::SessionHandoff,
        System::Handoff10,
        System::Soul,
        System::Memory,
        System::Decisions,
        System::Phase,
        System::Document,
    ];

    /// Returns the word that JSON answers and tests use.
    pub fn id(self) -> &'static str {
        match self {
            System::SessionGlue => "session-glue",
            System::Inbox => "agent-handoff-inbox",
            System::SessionSkill => "session-handoff-skill",
            System::CeHandoff => "ce-handoff",
            System::HandoffMcp => "handoff-mcp",
            System::SessionContext => "session-context",
            System::AgentHandoff => "agent-handoff",
            System::SessionHandoff => "session-handoff",
            System::Handoff10 => "handoff-1.0",
            System::Soul => "soul",
            System::Memory => "memory",
            System::Decisions => "decisions",
            System::Phase => "phase",
            System::Document => "document",
        }
    }

    /// Tells what files of this kind are.
    pub fn role(self) -> Role {
        match self {
            System::Soul | System::Memory | System::Decisions | System::Phase => Role::Companion,
            _ => Role::Session,
        }
    }
}
