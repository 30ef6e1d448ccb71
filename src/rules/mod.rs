//! The rules: what is wrong with a handoff, one small function each.
//!
//! Pure: the same bytes and the same [`Checks`] give the same findings for the TUI, `check`, the
//! gate and the prompt.

mod assigned;
mod case;
mod elements;
mod filled;
mod formats;
mod hidden;
mod keywords;
mod placeholder;
mod secrets;
mod sound;
mod stale;
mod table;

use crate::document::{Edit, Span};
use crate::handoff::Handoff;
use crate::secret::Secret;
use crate::shown::Shown;
use case::Case;
use sha2::{Digest, Sha256};

/// How much a finding matters (DESIGN §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Stops sealing; exit 4.
    Must,
    /// Shuts the commit gate or `--strict`.
    Should,
    /// Worth knowing.
    May,
}

/// One result of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// Its level here.
    pub level: Level,
    /// Where in the text.
    pub span: Option<Span>,
    /// What is wrong, in one sentence; never the value of a secret.
    pub message: String,
    /// What to do.
    pub help: String,
    /// A safe mend, where there is one.
    pub fix: Option<Edit>,
    /// What `settle` names: twelve hex digits over rule, field and the offending text; `None` when it cannot be settled.
    pub id: Option<String>,
    /// Whether the text under `span` is a secret: masked wherever it is shown, and stops prompt and copy until settled.
    pub secret: bool,
    /// Whether it is hidden text of the stop level (reliability §4.7), which stops prompt and copy until settled too.
    pub hidden: bool,
}

/// A value that must not leave, and where it came from.
#[derive(Clone)]
pub struct KnownSecret {
    /// Where it is defined, as `agent_config.toml [MCP] api_key`.
    pub origin: String,
    /// The value.
    pub value: Secret,
}

/// What a check may know beside the handoff.
#[derive(Clone, Default)]
pub struct Checks {
    /// Values that must not leave.
    pub secrets: Vec<KnownSecret>,
    /// Ids of findings that a person has settled.
    pub settled: Vec<String>,
    /// The trigger word, for the rule on the embedded prompt.
    pub trigger: Option<String>,
}

/// One rule's documentation, for `check --explain`.
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// Its level where nothing softens it.
    pub level: Level,
    /// What it demands and why, a few sentences.
    pub text: &'static str,
    /// The function; `None` for the rules of [`scan`], which run over any text.
    run: Option<fn(&Case) -> Vec<Finding>>,
}

/// Returns every rule, in the order in which they run.
pub fn rules() -> &'static [Rule] {
    table::RULES
}

/// Runs every rule over a handoff: sorted by level, then position; settled findings are left out.
pub fn check(handoff: &Handoff, checks: &Checks) -> Vec<Finding> {
    let mut found = scan(handoff.text(), checks);
    let secrets = found.iter().filter(|f| f.secret).filter_map(|f| f.span).collect();
    let case = Case { handoff, checks, secrets };
    found.extend(table::RULES.iter().filter_map(|rule| rule.run).flat_map(|run| run(&case)));
    sorted(found, checks)
}

/// Runs the rules on secrets and hidden text over any text: what is about to be shown, copied or printed.
///
/// A secret keeps its id wherever it stands, so that one settled in the live file is settled in the prompt.
pub fn scan(text: &str, checks: &Checks) -> Vec<Finding> {
    let mut found = secrets::secrets(text, checks);
    found.extend(hidden::hidden(text));
    sorted(found, checks)
}

/// Makes a text safe to show, with the secrets among `findings` (of a [`scan`] of this very text) masked.
pub fn masked(text: &str, findings: &[Finding]) -> Shown {
    let spans: Vec<_> = findings.iter().filter(|f| f.secret).filter_map(|f| f.span).map(|s| s.start..s.end).collect();
    Shown::masked(text, &spans)
}

fn sorted(mut found: Vec<Finding>, checks: &Checks) -> Vec<Finding> {
    found.retain(|f| f.id.as_ref().is_none_or(|id| !checks.settled.contains(id)));
    found.sort_by_key(|f| (f.level, f.span));
    found
}

/// Returns the id of a finding: twelve hex digits over rule, field and offending text.
fn finding_id(rule: &str, field: &str, text: &str) -> String {
    let mut hash = Sha256::new();
    for part in [rule, field, text] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect()
}
