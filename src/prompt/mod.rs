//! The prompt compiler: from a handoff to the text that starts the next session.
//!
//! Deterministic over handoff, facts, profile and budget. Laws P1 to P5 of DESIGN §7 are its
//! properties.

mod ask;
mod back;
mod bootstrap;
mod compile;
mod facts;
#[cfg(test)]
mod laws;
mod layout;
mod line;
mod musts;

pub use bootstrap::BOOTSTRAP;
pub use musts::{Missing, musts};

use crate::handoff::{Concept, Handoff, StatusKind};

/// What the compiler may know beside the handoff.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The project's name.
    pub project: String,
    /// Lines of project context: description, role, owner (agent_config.toml's [Context] and [Role]).
    pub context: Vec<String>,
    /// The session, as `Session 3 → 4`, where known.
    pub session: Option<String>,
    /// The seal's time and id; `None` is a draft.
    pub sealed: Option<String>,
    /// Git branch and commit, as `main at 1a2b3c4`, where known.
    pub git: Option<String>,
    /// Path of the live file relative to the project root.
    pub live: String,
    /// The bootstrap template's reference (a URL or path).
    pub template: String,
    /// Enough of the bootstrap template to work where nothing can be opened.
    pub bootstrap: String,
    /// The word that asks for the next handoff.
    pub trigger: String,
    /// What reaches the next session although the handoff may not say it: pins and dead ends of earlier sessions.
    pub carried: Vec<Fact>,
}

/// Whom the prompt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// An agent in the repository.
    ClaudeCode,
    /// A chat without the repository.
    Chatgpt,
    /// A person.
    Human,
}

/// How long the prompt may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// As long as it takes.
    Unlimited,
    /// At most so many characters.
    Chars(usize),
}

/// What of an item must reach the next session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// Its kind.
    pub concept: Concept,
    /// Its subject.
    pub topic: Option<String>,
    /// Its text, wrapped lines joined; a pin's byte for byte.
    pub text: String,
    /// Its why or blocking reason.
    pub why: Option<String>,
    /// What its status means.
    pub status: Option<StatusKind>,
}

/// A compiled restoration prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// The text, ready to paste.
    pub text: String,
    /// The facts in it, in order.
    pub carried: Vec<Fact>,
    /// The facts that did not fit.
    pub left_out: Vec<Fact>,
}

/// The budget is below the floor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a prompt of this handoff takes at least {least} characters; the budget is {budget}")]
pub struct TooSmall {
    /// The least budget in characters that works.
    pub least: usize,
    /// The one that was asked for.
    pub budget: usize,
}

impl Profile {
    /// All built-in profiles.
    pub const ALL: [Profile; 3] = [Profile::ClaudeCode, Profile::Chatgpt, Profile::Human];

    /// Returns the name used on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Profile::ClaudeCode => "claude-code",
            Profile::Chatgpt => "chatgpt",
            Profile::Human => "human",
        }
    }
}

/// Returns every fact of a handoff, in file order within the canonical order of concepts.
///
/// Placeholders that nobody has filled in are no facts; metadata and the author's own prompt are none either.
pub fn facts_of(handoff: &Handoff) -> Vec<Fact> {
    facts::facts_of(handoff)
}

/// Compiles the prompt.
///
/// # Errors
/// [`TooSmall`] when the budget is below the floor (DESIGN §7).
pub fn compile(handoff: &Handoff, facts: &Facts, profile: Profile, budget: Budget) -> Result<Prompt, TooSmall> {
    let own = handoff.prompt().map(|p| handoff.slice(p.text)).filter(|t| !t.trim().is_empty());
    compile::compile(&facts::with_carried(handoff, facts), own, facts, profile, budget)
}

/// Compiles the whole document in 001's Recommended Format, the restoration prompt at its end.
pub fn handoff_1_0(handoff: &Handoff, facts: &Facts) -> String {
    ask::handoff_1_0(handoff, facts)
}

/// Reads the facts back from the text of a prompt (law P2).
pub fn read_back(text: &str) -> Vec<Fact> {
    back::read_back(text)
}

/// Returns the request that makes a chat model write its handoff (002): format, open items, trigger.
pub fn ask(handoff: &Handoff, facts: &Facts) -> String {
    ask::ask(handoff, facts)
}
