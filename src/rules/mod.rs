//! The rules: what is wrong with a handoff, one small function each.
//!
//! Pure: the same bytes and the same [`Checks`] give the same findings for the TUI, `check`, the
//! gate and the prompt.

mod aims;
mod assigned;
mod case;
mod checklist;
mod conform;
mod dead;
mod doctrine;
mod elements;
mod evidence;
mod filled;
mod formats;
mod hidden;
mod keywords;
mod length;
mod lost;
mod own_prompt;
mod placeholder;
mod references;
mod secrets;
mod settled;
mod shape;
mod sound;
mod stale;
mod table;
mod tense;
mod waiting;
mod words;

pub use conform::{Criterion, Part, conformance};
pub use evidence::{Changed, Evidence, Expected, Joined, Past, Tree};
pub use references::{Reference, Target, references};

use crate::document::{Edit, Span};
use crate::handoff::Handoff;
use crate::secret::Secret;
use crate::shown::Shown;
use case::{Case, Profile, Shared};
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
    /// What tree, git and chain say of this handoff; rules that rest on it are silent without.
    pub evidence: Evidence,
}

/// One rule: what it demands, of whom, and the documentation that `check --explain` prints.
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// Its level, by the format that a file declares.
    pub levels: Levels,
    /// Whether a finding at should shuts the commit gate too (DESIGN §10).
    pub gate: bool,
    /// What it demands and why, a few sentences.
    pub text: &'static str,
    /// Where the demand comes from.
    pub source: &'static str,
    /// What to do: the help of its findings.
    pub mend: &'static str,
    /// A line that it finds, and one that it does not; either may be empty.
    pub example: (&'static str, &'static str),
    /// The function; `None` for the rules of [`scan`], which run over any text, and for [`missing`].
    run: Option<fn(&Case) -> Vec<Finding>>,
}

/// The level of a rule by the format that a file declares; `None` where it does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    /// In Handoff Format 1.0.
    pub handoff10: Option<Level>,
    /// In the format of SESSION-HANDOFF.md.
    pub session_handoff: Option<Level>,
    /// In any other file: real handoffs follow nobody's format.
    pub free: Option<Level>,
}

/// Returns every rule, in the order in which they run.
pub fn rules() -> &'static [Rule] {
    table::rules()
}

/// Runs every rule over a handoff: sorted by level, then position; settled findings are left out.
pub fn check(handoff: &Handoff, checks: &Checks) -> Vec<Finding> {
    check_as(handoff, checks, None)
}

/// Runs every rule as for a file of a format, by default the one it declares.
fn check_as(handoff: &Handoff, checks: &Checks, profile: Option<Profile>) -> Vec<Finding> {
    let mut found = scan(handoff.text(), checks);
    let secrets = found.iter().filter(|f| f.secret).filter_map(|f| f.span).collect();
    let mut shared = Shared::new(handoff, checks, secrets);
    shared.profile = profile.unwrap_or(shared.profile);
    for rule in rules() {
        if let (Some(run), Some(level)) = (rule.run, rule.levels.of(shared.profile)) {
            found.extend(run(&Case { shared: &shared, rule, level }));
        }
    }
    sorted(found, checks)
}

/// Returns the unresolved merge of a handoff, which makes a prompt of neither side.
pub fn unmerged(handoff: &Handoff, checks: &Checks) -> Option<Finding> {
    memchr::memmem::find(handoff.text().as_bytes(), b"<<<<<<<")?;
    let rule = table::rule("merge-markers");
    let case = Case { shared: &Shared::new(handoff, checks, Vec::new()), rule, level: rule.levels.highest() };
    sorted(rule.run?(&case), checks).into_iter().next()
}

/// Returns the finding on a project that must have a handoff and has none (000, "Rules & Enforcement").
pub fn missing(expected: &Expected) -> Finding {
    let message = format!("There is no {}, and {} demands one.", Shown::new(&expected.name), Shown::new(&expected.by));
    case::finding(table::rule("handoff-missing"), Level::Must, message)
}

/// Returns a finding that rests on git or on the chain rather than on a text: of the rule `id`, at its level, in these words.
pub fn told(id: &'static str, message: &str) -> Finding {
    let rule = table::rule(id);
    case::finding(rule, rule.levels.highest(), Shown::new(message).to_string())
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

impl Levels {
    /// Returns the highest of them: what the rule is at where nothing softens it.
    pub fn highest(self) -> Level {
        [self.handoff10, self.session_handoff, self.free].into_iter().flatten().min().unwrap_or(Level::May)
    }
}

impl Finding {
    /// Tells whether the finding shuts the commit gate (DESIGN §10): anything at must, any secret, and at should what a
    /// declared format must have and what is still to be filled in.
    pub fn shuts_gate(&self) -> bool {
        self.level == Level::Must || self.secret || self.level == Level::Should && table::find(self.rule).is_some_and(|rule| rule.gate)
    }
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
