//! The JSON answers: plain structs, apart from the types inside, so that they only ever grow.
//!
//! References, ids and status words are those of the command line; lines count from 1.

use crate::merge::{Change, Proposal};
use crate::project::Changed;
use crate::prompt::{Budget, Fact, Profile};
use crate::{prompt, tokens};
use serde::Serialize;

/// `baton.status/1`.
#[derive(Serialize)]
pub struct Status {
    pub root: String,
    pub file: String,
    pub view_only: Option<String>,
    pub compliant: bool,
    pub must: usize,
    pub should: usize,
    pub may: usize,
    pub why: Vec<String>,
    pub items: Vec<Count>,
    pub prompt: PromptSize,
    pub inbox: usize,
    pub conflicts: usize,
    pub undo: Option<String>,
    pub redo: Option<String>,
    pub elsewhere: Vec<super::chain_json::Elsewhere>,
    pub chain: Option<super::chain_json::Standing>,
}

/// How many items of a concept there are, and how many of them are closed.
#[derive(Serialize)]
pub struct Count {
    pub concept: &'static str,
    pub all: usize,
    pub closed: usize,
}

/// How long the prompt is, or why there is none.
#[derive(Serialize)]
pub struct PromptSize {
    pub chars: Option<usize>,
    pub bytes: Option<usize>,
    pub refused: Option<String>,
}

/// `baton.list/1`.
#[derive(Serialize)]
pub struct List {
    pub file: String,
    pub items: Vec<Item>,
}

/// One item, in `list`, `read` and after every change.
#[derive(Serialize)]
pub struct Item {
    #[serde(rename = "ref")]
    pub reference: String,
    pub concept: &'static str,
    pub status: Option<ItemStatus>,
    pub text: String,
    pub why: Option<String>,
    pub topic: Option<String>,
    pub id: Option<String>,
    /// What stands below its words.
    pub below: Vec<Below>,
    pub shape: &'static str,
    pub first_line: usize,
    pub last_line: usize,
}

/// Something that stands below an item's words, `depth` list items deep; code and tables are `verbatim`.
#[derive(Serialize)]
pub struct Below {
    pub depth: u8,
    pub status: Option<&'static str>,
    pub text: String,
    pub verbatim: bool,
}

/// A status and how the file writes it.
#[derive(Serialize)]
pub struct ItemStatus {
    pub kind: &'static str,
    pub token: String,
    pub note: Option<String>,
}

/// `baton.read/1`.
#[derive(Serialize)]
pub struct Read {
    pub file: String,
    /// Why it can only be viewed, where what was read is not all of it to the byte.
    pub view_only: Option<String>,
    /// Where in the file the handoff was found, where it is not the file.
    pub inside: Option<Inside>,
    pub bytes: usize,
    pub lines: usize,
    pub metadata: Vec<Meta>,
    pub blocks: Vec<Block>,
    pub sections: Vec<Section>,
    pub items: Vec<Item>,
    pub prompt: Option<PromptPart>,
    pub profile: Option<Followed>,
    pub unmapped: Vec<Unmapped>,
}

/// A handoff that was found inside a file: in a `fence`, or made of `json`.
#[derive(Serialize)]
pub struct Inside {
    pub kind: &'static str,
    pub first_line: Option<usize>,
    pub last_line: Option<usize>,
}

/// The named profile that a file follows, and what it was known by.
#[derive(Serialize)]
pub struct Followed {
    pub id: &'static str,
    pub name: &'static str,
    pub because: String,
}

/// A section that carries no concept, and its words.
#[derive(Serialize)]
pub struct Unmapped {
    pub line: usize,
    pub heading: String,
    /// How many of the sections inside it carry none either.
    pub inside: usize,
}

/// One metadata value.
#[derive(Serialize)]
pub struct Meta {
    pub key: String,
    pub name: String,
    pub value: String,
    pub line: usize,
}

/// One block of a log.
#[derive(Serialize)]
pub struct Block {
    pub line: usize,
    pub date: Option<String>,
    pub number: Option<u32>,
    pub newest: bool,
}

/// One heading or label and what it was understood as.
#[derive(Serialize)]
pub struct Section {
    pub line: usize,
    pub level: u8,
    pub title: String,
    pub concepts: Vec<&'static str>,
    pub because: &'static str,
    pub word: Option<String>,
    pub language: Option<String>,
    pub stated_empty: bool,
    pub block: Option<usize>,
}

/// The author's own prompt.
#[derive(Serialize)]
pub struct PromptPart {
    pub first_line: usize,
    pub last_line: usize,
    pub fenced: bool,
}

/// `baton.changed/1`.
#[derive(Serialize)]
pub struct Edited {
    pub what: String,
    pub file: String,
    pub first_line: Option<usize>,
    pub last_line: Option<usize>,
    pub durable: bool,
    pub merged: bool,
    pub item: Option<Item>,
}

/// `baton.check/1`.
#[derive(Serialize)]
pub struct Check {
    pub file: String,
    /// The blob that the file was in an earlier version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blob: Option<String>,
    pub compliant: bool,
    pub must: usize,
    pub should: usize,
    pub may: usize,
    pub findings: Vec<Finding>,
}

impl Check {
    /// Says which version of the file it is, where it is not the last.
    pub fn version(&self) -> Option<String> {
        self.blob.as_ref().map(|blob| format!("an earlier version, blob {}", &blob[..blob.len().min(7)]))
    }
}

/// One result of a rule.
#[derive(Serialize)]
pub struct Finding {
    pub rule: &'static str,
    pub level: &'static str,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub message: String,
    pub help: String,
    pub id: Option<String>,
    pub fixable: bool,
    pub secret: bool,
    pub hidden: bool,
    pub shuts_gate: bool,
}

/// `baton.written/1`.
#[derive(Serialize)]
pub struct Written {
    pub file: String,
}

/// `baton.hooks/1`.
#[derive(Serialize)]
pub struct Hooks {
    pub hooks: Vec<Hook>,
}

/// A hook, and what was done about it.
#[derive(Serialize)]
pub struct Hook {
    pub path: String,
    pub what: &'static str,
}

/// `baton.gate/1`.
#[derive(Serialize)]
pub struct Gate {
    pub open: bool,
    pub files: Vec<Check>,
}

/// `baton.rules/1`.
#[derive(Serialize)]
pub struct Rules {
    pub rules: Vec<Rule>,
}

/// What a rule demands.
#[derive(Serialize)]
pub struct Rule {
    pub id: &'static str,
    pub level: &'static str,
    pub text: &'static str,
    pub levels: Levels,
    pub gate: bool,
    pub source: &'static str,
    pub mend: &'static str,
    pub bad: Option<&'static str>,
    pub good: Option<&'static str>,
}

/// `baton.conformance/1`.
#[derive(Serialize)]
pub struct Conformance {
    pub file: String,
    pub format: &'static str,
    pub must: usize,
    pub should: usize,
    pub checks: usize,
    pub criteria: Vec<Criterion>,
}

/// One demand of a format.
#[derive(Serialize)]
pub struct Criterion {
    pub part: &'static str,
    pub number: usize,
    pub text: &'static str,
    pub met: bool,
    pub rules: Vec<&'static str>,
}

/// The levels of a rule, by the format that a file declares.
#[derive(Serialize)]
pub struct Levels {
    pub handoff10: Option<&'static str>,
    pub session_handoff: Option<&'static str>,
    pub free: Option<&'static str>,
}

/// `baton.settled/1`.
#[derive(Serialize)]
pub struct Settled {
    pub id: Option<String>,
    pub rule: &'static str,
    pub message: String,
    pub why: String,
    pub places: usize,
}

/// `baton.prompt/1`.
#[derive(Serialize)]
pub struct Prompt {
    pub profile: String,
    pub budget_chars: Option<usize>,
    pub budget_tokens: Option<usize>,
    pub chars: usize,
    /// As o200k counts them; counted only for a budget in tokens.
    pub tokens: Option<usize>,
    pub bytes: usize,
    pub text: String,
    pub carried: usize,
    pub left_out: Vec<LeftOut>,
}

/// `baton.resume/1`: a prompt, and what happened since the seal.
#[derive(Serialize)]
pub struct Resume {
    #[serde(flatten)]
    pub prompt: Prompt,
    pub since: Vec<String>,
}

/// A fact that did not fit.
#[derive(Serialize)]
pub struct LeftOut {
    pub concept: &'static str,
    pub text: String,
}

/// `baton.copied/1` and, with the request itself, `baton.ask/1`.
#[derive(Serialize)]
pub struct Copied {
    pub served_by: String,
    pub seen: bool,
    pub bytes: usize,
    pub file: Option<String>,
    pub failed: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// `baton.inbox/1`.
#[derive(Serialize)]
pub struct Inbox {
    pub lines: Vec<InboxLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Edited>,
}

/// One line that waits to be kept or dropped.
#[derive(Serialize)]
pub struct InboxLine {
    pub number: Option<usize>,
    pub concept: &'static str,
    pub change: &'static str,
    pub text: String,
    pub why: Option<String>,
    pub was: Option<String>,
    pub origin: String,
}

/// `baton.config/1`.
#[derive(Serialize)]
pub struct Config {
    pub settings: Vec<Setting>,
}

/// One setting in force.
#[derive(Serialize)]
pub struct Setting {
    pub name: String,
    pub value: String,
    pub origin: String,
}

/// `baton.doctor/1`.
#[derive(Serialize)]
pub struct Doctor {
    pub version: &'static str,
    pub checks: Vec<DoctorCheck>,
}

/// One thing that `doctor` looked at.
#[derive(Serialize)]
pub struct DoctorCheck {
    pub name: &'static str,
    pub state: &'static str,
    pub found: String,
    pub help: Option<String>,
}

/// `baton.text/1`: completions and man pages.
#[derive(Serialize)]
pub struct Text {
    pub name: String,
    pub text: String,
}

/// `baton.demo/1`.
#[derive(Serialize)]
pub struct Demo {
    pub directory: String,
    pub files: Vec<String>,
}

impl Edited {
    /// Makes the answer to a change.
    pub fn new(changed: &Changed, file: String, item: Option<Item>) -> Edited {
        Edited {
            what: changed.what.clone(),
            file,
            first_line: changed.lines.map(|l| l.0),
            last_line: changed.lines.map(|l| l.1),
            durable: changed.durable,
            merged: changed.merged,
            item,
        }
    }
}

impl Prompt {
    pub fn new(profile: &Profile, budget: Budget, prompt: prompt::Prompt) -> Prompt {
        Prompt {
            profile: profile.id().to_owned(),
            budget_chars: if let Budget::Chars(n) = budget { Some(n) } else { None },
            budget_tokens: if let Budget::Tokens(n) = budget { Some(n) } else { None },
            chars: prompt.text.chars().count(),
            tokens: matches!(budget, Budget::Tokens(_)).then(|| tokens::count(&prompt.text)),
            bytes: prompt.text.len(),
            carried: prompt.carried.len(),
            left_out: prompt.left_out.iter().map(LeftOut::from).collect(),
            text: prompt.text,
        }
    }
}

impl From<&Fact> for LeftOut {
    fn from(fact: &Fact) -> LeftOut {
        LeftOut { concept: fact.concept.id(), text: fact.text.clone() }
    }
}

impl InboxLine {
    /// Makes the line of a proposal; one that does not wait in the inbox has no number.
    pub fn new(number: Option<usize>, proposal: &Proposal) -> InboxLine {
        let (change, was) = match &proposal.change {
            Change::New => ("new", None),
            Change::Changed(was) => ("changed", Some(was.clone())),
            Change::Same => ("same", None),
        };
        InboxLine {
            number,
            concept: proposal.concept.id(),
            change,
            text: proposal.text.clone(),
            why: proposal.why.clone(),
            was,
            origin: proposal.origin.clone(),
        }
    }
}
