//! The prompt compiler: from a handoff to the text that starts the next session.
//!
//! Deterministic over handoff, facts, profile and budget. Laws P1 to P5 of DESIGN §7 are its
//! properties.

mod ask;
mod back;
mod bootstrap;
mod cite;
mod compile;
mod facts;
mod frame;
#[cfg(test)]
mod laws;
mod layout;
mod line;
mod marks;
mod musts;
mod own;

pub use bootstrap::BOOTSTRAP;
pub use cite::{Cite, cites};
pub use musts::{Missing, musts};

use crate::handoff::{Concept, Handoff, Item, StatusKind};

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
    /// Files and commits that the handoff cites, as [`Cite::name`] has them, and what is known of each.
    pub checked: Vec<(String, Mark)>,
    /// The cited lines of files, for a reader who cannot open them.
    pub snippets: Vec<Snippet>,
    /// What to read first, in this order: a path, and what it is good for.
    pub reading: Vec<(String, String)>,
    /// What happened since the session was sealed, a line each.
    pub since: Vec<String>,
    /// The source of the template that [`Profile::Own`] names.
    pub form: String,
}

/// What is known of a file or commit that the handoff cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// It is as it was when the session was sealed; of a commit: git has it.
    Verified,
    /// It is another than it was, or gone.
    Changed,
    /// Nothing says how it was.
    Unverified,
}

/// Lines of a cited file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Which, as `src/a.rs lines 10-14`.
    pub name: String,
    /// The lines, or why they are not quoted.
    pub text: Result<String, String>,
}

/// Whom the prompt is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Claude Code in the repository.
    ClaudeCode,
    /// Codex in the repository.
    Codex,
    /// A chat without the repository: cited lines are quoted, nothing has to be opened.
    Chatgpt,
    /// An assistant that reads the project's own documents first (003).
    SessionContext,
    /// A person.
    Human,
    /// The user's own template of that name, whose source is [`Facts::form`].
    Own(String),
}

/// How long the prompt may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// As long as it takes.
    Unlimited,
    /// At most so many characters.
    Chars(usize),
    /// At most so many tokens.
    Tokens(usize),
}

/// Counts the tokens of a text that ends with a line; the count of a whole must be the sum of those of its lines.
pub type Counter<'a> = &'a dyn Fn(&str) -> usize;

/// What of an item must reach the next session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// Its kind.
    pub concept: Concept,
    /// What of an item it is.
    pub portion: Portion,
    /// Its subject.
    pub topic: Option<String>,
    /// Its text, wrapped lines joined; that of a pin and of a verbatim part byte for byte.
    pub text: String,
    /// Its why or blocking reason.
    pub why: Option<String>,
    /// What its status means.
    pub status: Option<StatusKind>,
}

impl Fact {
    /// Makes a fact that says nothing but a text.
    pub fn new(concept: Concept, portion: Portion, text: String) -> Fact {
        Fact { concept, portion, topic: None, text, why: None, status: None }
    }
}

/// What of an item a fact is; what is of an item follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Portion {
    /// The item itself: text, why, status.
    Item,
    /// Prose beside the items of a section, or the heading of some of them.
    Beside,
    /// What stands below it, so many list items deep: 1 and more.
    Detail(u8),
    /// Lines that stay as they are: code, a table, a section that was not understood.
    Verbatim,
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

/// Why there is no prompt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Uncompiled {
    /// The budget is below the floor.
    #[error(transparent)]
    TooSmall(#[from] TooSmall),
    /// The user's own template cannot be rendered, or breaks a law.
    #[error("the template {name} {why}")]
    Template {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
}

/// The budget is below the floor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a prompt of this handoff takes at least {least} {unit}; the budget is {budget}")]
pub struct TooSmall {
    /// The least budget that works.
    pub least: usize,
    /// The one that was asked for.
    pub budget: usize,
    /// What both are counted in: `characters` or `tokens`.
    pub unit: &'static str,
}

impl Profile {
    /// All built-in profiles.
    pub const ALL: [Profile; 5] = [Profile::ClaudeCode, Profile::Codex, Profile::Chatgpt, Profile::SessionContext, Profile::Human];

    /// Returns the profile of a name: a built-in one, else a template that may be there; `None` when no template can have that name.
    pub fn named(name: &str) -> Option<Profile> {
        let plain = !name.is_empty() && name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let built_in = Profile::ALL.into_iter().find(|p| p.id() == name);
        built_in.or_else(|| plain.then(|| Profile::Own(name.to_owned())))
    }

    /// Returns the name used on the command line.
    pub fn id(&self) -> &str {
        match self {
            Profile::ClaudeCode => "claude-code",
            Profile::Codex => "codex",
            Profile::Chatgpt => "chatgpt",
            Profile::SessionContext => "session-context",
            Profile::Human => "human",
            Profile::Own(name) => name,
        }
    }
}

impl Budget {
    /// The budget of `--brief` in characters: what a hook prints is cut at 10,000 (DESIGN §7).
    pub const BRIEF: Budget = Budget::Chars(9_500);

    /// Reads `400t`, `9500c`, `9500`, `2k` (thousands, also before a unit), or `none`.
    pub fn parse(words: &str) -> Option<Budget> {
        if matches!(words, "none" | "unlimited") {
            return Some(Budget::Unlimited);
        }
        let (number, tokens) = match words.strip_suffix('t') {
            Some(number) => (number, true),
            None => (words.strip_suffix('c').unwrap_or(words), false),
        };
        let (number, times) = number.strip_suffix('k').map_or((number, 1), |thousands| (thousands, 1_000));
        let most = number.parse::<usize>().ok()?.checked_mul(times)?;
        Some(if tokens { Budget::Tokens(most) } else { Budget::Chars(most) })
    }
}

impl std::fmt::Display for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Budget::Unlimited => f.write_str("none"),
            Budget::Chars(n) => write!(f, "{n}c"),
            Budget::Tokens(n) => write!(f, "{n}t"),
        }
    }
}

/// Returns every fact of a handoff, in file order within the canonical order of concepts; at the end, what was not understood.
///
/// Placeholders that nobody has filled in are no facts; metadata and the author's own prompt are none either.
pub fn facts_of(handoff: &Handoff) -> Vec<Fact> {
    facts::facts_of(handoff)
}

/// Returns the item that a fact was made from; `None` for one that comes from an earlier session.
pub fn item_of<'h>(handoff: &'h Handoff, fact: &Fact) -> Option<&'h Item> {
    handoff.items(fact.concept).find(|item| facts::of_item(handoff, item).contains(fact))
}

/// Compiles the prompt; `count` is asked only for a budget in tokens.
///
/// # Errors
/// When the budget is below the floor (DESIGN §7), or the user's own template breaks a law.
pub fn compile(handoff: &Handoff, facts: &Facts, profile: &Profile, budget: Budget, count: Counter) -> Result<Prompt, Uncompiled> {
    let own = handoff.prompt().and_then(|p| authors(handoff.slice(p.text))).filter(|t| !t.trim().is_empty());
    let ruler = compile::Ruler::new(budget, count);
    let all = facts::with_carried(handoff, facts);
    match profile {
        Profile::Own(name) => own::compile(&all, own, facts, name, &ruler),
        _ => Ok(compile::compile(&all, own, facts, profile, &ruler)?),
    }
}

/// Returns what the author wrote of a prompt: of a compiled one what it quotes, since its facts are in the handoff.
fn authors(mut text: &str) -> Option<&str> {
    while text.trim_start().starts_with(frame::TITLE) {
        let (_, quoted) = text.split_once(frame::QUOTES)?;
        let (fence, inside) = quoted.trim_start_matches(['\r', '\n']).split_once('\n')?;
        text = inside.split_once(&format!("\n{}", fence.trim_end()))?.0;
    }
    Some(text)
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
