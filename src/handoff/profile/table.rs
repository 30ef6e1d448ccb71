//! The profiles, one row each: the source documents' five, then those of other systems.

use super::Profile;
use super::Sign::{Banner, Headings, Keys, Title, Update, Value};
use crate::handoff::Concept::*;

/// The four sections of 000.
const DOCTRINE: &str = "current context|changelog summary|context window|next step inference";
/// The headings of 001 before its prompt, in both of its formats.
const PREVIOUS: &str = "previous session|previous session summary";
const CURRENT: &str = "current state|current project state";
const OBJECTIVE: &str = "next objective|next session objective";
const PROMPT: &str = "prompt for next session";

/// Every profile; the first whose signs a text shows is the one that it follows.
pub(super) const PROFILES: &[Profile] = &[
    Profile {
        id: "handoff-1.0",
        name: "Handoff Format 1.0",
        signs: &[
            &[Banner("SESSION HANDOFF")],
            &[Headings(1, PROMPT), Headings(1, PREVIOUS), Headings(1, CURRENT)],
            &[Headings(1, PROMPT), Headings(1, PREVIOUS), Headings(1, OBJECTIVE)],
            &[Headings(1, PROMPT), Headings(1, CURRENT), Headings(1, OBJECTIVE)],
        ],
        words: &[],
    },
    Profile {
        id: "session-handoff",
        name: "SESSION-HANDOFF.md",
        signs: &[&[Headings(3, DOCTRINE)], &[Title("session handoff.md"), Headings(1, DOCTRINE)]],
        words: &[
            (&[Metadata, Context], "current context"),
            (&[Metadata, Completed], "changelog summary"),
            (&[], "rules\u{2}enforcement|rules and enforcement|automation notes|compliance checklist|outcome|template usage"),
        ],
    },
    Profile {
        id: "handoff-pattern",
        name: "the Session Handoff pattern",
        signs: &[
            &[Headings(1, PREVIOUS), Headings(1, CURRENT), Headings(1, OBJECTIVE)],
            &[Headings(1, "continuation instructions"), Headings(2, "previous session summary|current state|next objective")],
        ],
        words: &[(&[Context], "continuation instructions")],
    },
    Profile {
        id: "session-glue",
        name: "session-glue",
        signs: &[&[Keys(1, "session_id"), Keys(1, "active_context_files|next_todo_items|completed_tasks|head_commit")]],
        words: &[],
    },
    Profile {
        id: "agent-handoff-inbox",
        name: "a note of agent-handoff's inbox",
        signs: &[&[Keys(2, "from|to"), Keys(6, "name|description|from|to|created|branch|head|dirty_files_count|session_tool")]],
        words: &[],
    },
    Profile {
        id: "ce-handoff",
        name: "a handoff of compound engineering",
        signs: &[
            &[Value("artifact_contract", "ce-handoff/")],
            &[Headings(3, "key artifacts|deferred items|three questions|prompt for next session")],
        ],
        words: &[(&[Questions], "three questions")],
    },
    Profile {
        id: "session-handoff-skill",
        name: "the session-handoff skill",
        signs: &[
            &[Headings(2, "session metadata|handoff chain")],
            &[
                Headings(1, "session metadata"),
                Headings(2, "current state summary|codebase understanding|context for resuming agent|environment state|pending work"),
            ],
        ],
        words: &[
            (&[Metadata], "handoff chain"),
            (&[Context], "codebase understanding|key patterns discovered"),
            (&[], "table of contents|template usage notes"),
        ],
    },
    Profile {
        id: "harness",
        name: "the session-handoff of a harness",
        signs: &[
            &[Headings(3, "currently verified|changes this session|broken or unverified|next best step|commands")],
            &[Headings(3, "已验证|当前已验证|本轮改动|仍损坏或未验证|下一步最佳动作|命令")],
        ],
        words: &[(&[Verification], "commands|命令")],
    },
    Profile {
        id: "agent-handoff",
        name: "HANDOFF.md of agent-handoff",
        signs: &[&[Title("handoff.md"), Headings(1, "last session")]],
        words: &[],
    },
    Profile {
        id: "soul",
        name: "SOUL.md",
        signs: &[&[Title("soul.md|soul")], &[Headings(2, "identity|values|who i am|instructions for future me|core truths|vibe")]],
        words: &[(&[Context], "identity|values|who i am|instructions for future me"), (&[Constraints], "core truths")],
    },
    Profile {
        id: "memory-bank",
        name: "a memory bank",
        signs: &[&[Title(BANK), Headings(1, MEMORY_BANK)], &[Title(BANK), Headings(1, COMMON)], &[Headings(3, MEMORY_BANK)]],
        words: &[
            (&[State], "current focus|current work focus|what works"),
            (&[Decisions], "active decisions and considerations|active decisions|evolution of project decisions|key technical decisions"),
            (&[Constraints], "important patterns and preferences"),
            (
                &[Context],
                "why this project exists|problems it solves|how it should work|user experience goals|design patterns in use|component relationships|critical implementation paths|system architecture",
            ),
            (&[Environment], "technologies used|development setup|dependencies|tool usage patterns"),
            (&[Objective], "core requirements|core requirements and goals|project goals"),
        ],
    },
    Profile {
        id: "memory",
        name: "a memory file",
        signs: &[
            &[Title("memory.md|memory")],
            &[Value("type", "user|feedback|project|reference"), Keys(2, "name|description")],
            &[Headings(2, "patterns that work|patterns that failed|key relationships")],
        ],
        words: &[(&[Context], "patterns that work|key relationships|key facts|people|preferences")],
    },
    Profile {
        id: "decisions",
        name: "a log of decisions",
        signs: &[
            &[Title(
                "decision log|decision logs|decisions|decision record|decision records|architecture decisions|architecture decision record|architecture decision records|architectural decisions|adr|adrs",
            )],
            &[Headings(3, "context|decision|consequences|alternatives considered|options considered")],
        ],
        words: &[(&[Decisions], "consequences|decision outcome|considered options|decision drivers")],
    },
    Profile {
        id: "session-context",
        name: "SESSION_CONTEXT.md",
        signs: &[
            &[Title("session context.md|session context")],
            &[Headings(
                3,
                "where we are|current blockers|critical decisions|implementation gotchas|what not to do|documentation hierarchy",
            )],
            &[Update],
        ],
        words: &[(&[Links], "documentation|documentation hierarchy")],
    },
];

/// The titles of the files of a memory bank.
const BANK: &str = "active context|activecontext|project brief|projectbrief|product context|productcontext|system patterns|systempatterns|tech context|techcontext|progress";
/// Headings of a memory bank that other files have too.
const COMMON: &str = "current focus|recent changes|what works|development setup";
/// Headings that hardly anything but a memory bank has.
const MEMORY_BANK: &str = "current work focus|active decisions and considerations|important patterns and preferences|learnings and project insights|whats left to build|evolution of project decisions|why this project exists|problems it solves|how it should work|user experience goals|key technical decisions|design patterns in use|component relationships|critical implementation paths|technologies used|tool usage patterns|core requirements and goals";
