//! The formats that a new live file can have, and the sections that a domain adds to them (001, "Domain-Specific Extensions").

use super::{Format, Settings, find};
use std::path::Path;

/// What a project is about: which sections of 001 a new live file gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Domain {
    /// Sources and open questions.
    Research,
    /// Modules, tests, technical debt.
    Software,
    /// Pieces, editorial decisions, review.
    Content,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::SessionHandoff, Format::Handoff10, Format::SessionContext, Format::AgentHandoff];

    /// Returns the name used on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Format::SessionHandoff => "session-handoff",
            Format::Handoff10 => "handoff-1.0",
            Format::SessionContext => "session-context",
            Format::AgentHandoff => "agent-handoff",
        }
    }

    /// Returns the usual name of a live file of this format.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::SessionHandoff | Format::Handoff10 => "SESSION-HANDOFF.md",
            Format::SessionContext => "SESSION_CONTEXT.md",
            Format::AgentHandoff => "HANDOFF.md",
        }
    }

    /// Returns the files that belong beside a live file of this format: names and templates.
    pub(super) fn companions(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Format::AgentHandoff => {
                &[("SOUL.md", include_str!("templates/agent-soul.md")), ("MEMORY.md", include_str!("templates/agent-memory.md"))]
            }
            _ => &[],
        }
    }

    /// Returns the name that a new live file of this format gets under these settings.
    pub(super) fn file_name_in(self, settings: &Settings) -> &str {
        let setting = settings.live.value.as_str();
        if setting.is_empty() || setting.contains('*') || find::by_setting(Path::new(""), setting).is_err() {
            self.file_name()
        } else {
            setting
        }
    }

    /// Returns the template with the sections of a domain.
    pub(super) fn template(self, domain: Option<Domain>) -> String {
        let template = match self {
            Format::SessionHandoff => include_str!("templates/session-handoff.md"),
            Format::Handoff10 => include_str!("templates/handoff-1.0.md"),
            Format::SessionContext => include_str!("templates/session-context.md"),
            Format::AgentHandoff => include_str!("templates/agent-handoff.md"),
        };
        ["##", "###"].iter().fold(template.to_owned(), |text, level| {
            let sections = domain.map(|d| d.sections(level)).unwrap_or_default();
            text.replace(&format!("[DOMAIN {level}]"), &sections)
        })
    }
}

impl Domain {
    /// All domains.
    pub const ALL: [Domain; 3] = [Domain::Research, Domain::Software, Domain::Content];

    /// Returns the name used on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Domain::Research => "research",
            Domain::Software => "software",
            Domain::Content => "content",
        }
    }

    /// Returns the headings of 001 for this domain, each with what stands below it in an empty handoff.
    pub fn headings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Domain::Research => &[("Sources Consulted", "- [Citation]"), ("Open Questions", "- [Question]")],
            Domain::Software => {
                &[("Code Modules Modified", "- [Module]: [Changes]"), ("Tests Added", "- [Test]"), ("Technical Debt", "- [Debt item]")]
            }
            Domain::Content => &[
                ("Content Pieces", "- [Piece]: [Status]"),
                ("Editorial Decisions", "- [Decision]: [Rationale]"),
                ("Review Status", "[Current review state]"),
            ],
        }
    }

    fn sections(self, level: &str) -> String {
        self.headings().iter().map(|(heading, blank)| format!("\n{level} {heading}\n{blank}\n")).collect()
    }
}
