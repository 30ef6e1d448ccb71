//! What the rules on a handoff share: the case at hand and how they speak of its parts.

use super::references::{Reference, references};
use super::{Checks, Finding, Level, Levels, Rule, finding_id};
use crate::document::{Edit, Line, Span};
use crate::handoff::{Concept, Handoff, Item, Section, is_placeholder};
use crate::shown::Shown;
use std::cell::OnceCell;

/// The longest quotation in a message, in characters.
const QUOTE: usize = 60;

/// What all rules look at, read once.
pub(super) struct Shared<'a> {
    pub handoff: &'a Handoff,
    pub checks: &'a Checks,
    /// The format that the file declares.
    pub profile: Profile,
    /// Where unsettled secrets stand: nothing there is ever quoted.
    secrets: Vec<Span>,
    /// The blocks of a log that are history.
    old: Vec<Span>,
    references: OnceCell<Vec<Reference>>,
    own_prompt: OnceCell<Option<Handoff>>,
}

/// A handoff before one rule.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub shared: &'a Shared<'a>,
    pub rule: &'static Rule,
    pub level: Level,
}

/// A format that a file declares (the levels of the rules on missing elements depend on it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// Handoff Format 1.0 of 001: the banner, or most of its headings.
    Handoff10,
    /// SESSION-HANDOFF.md of 000: its sections.
    SessionHandoff,
    /// None.
    Free,
}

impl Levels {
    pub(super) fn of(self, profile: Profile) -> Option<Level> {
        match profile {
            Profile::Handoff10 => self.handoff10,
            Profile::SessionHandoff => self.session_handoff,
            Profile::Free => self.free,
        }
    }
}

impl<'a> Shared<'a> {
    pub fn new(handoff: &'a Handoff, checks: &'a Checks, secrets: Vec<Span>) -> Shared<'a> {
        let blocks = handoff.blocks().iter().enumerate();
        let old = joined(blocks.filter(|(i, _)| !handoff.is_current(Some(*i))).map(|(_, b)| b.span).collect());
        let (references, own_prompt) = (OnceCell::new(), OnceCell::new());
        Shared { handoff, checks, profile: profile(handoff), secrets, old, references, own_prompt }
    }
}

impl<'a> Case<'a> {
    pub fn handoff(&self) -> &'a Handoff {
        self.shared.handoff
    }

    pub fn checks(&self) -> &'a Checks {
        self.shared.checks
    }

    /// Returns the format that the file declares.
    pub fn profile(&self) -> Profile {
        self.shared.profile
    }

    /// Returns what the present state of the file refers to.
    pub fn references(&self) -> &'a [Reference] {
        self.shared.references.get_or_init(|| references(self.shared.handoff))
    }

    /// Returns the author's own prompt, read as a handoff.
    pub fn own_prompt(&self) -> Option<&'a Handoff> {
        let read = || Some(self.handoff().slice(self.handoff().prompt()?.text)).filter(|t| !t.trim().is_empty()).map(Handoff::parse);
        self.shared.own_prompt.get_or_init(read).as_ref()
    }

    /// Returns the lines that are not history: of a log those of the newest block and those outside any.
    pub fn lines(&self) -> impl Iterator<Item = &'a Line> {
        let old = &self.shared.old;
        self.handoff().document().lines().iter().filter(move |l| !touches(old, l))
    }

    /// Returns the items of a concept that somebody has filled in.
    pub fn filled(&self, concept: Concept) -> impl Iterator<Item = &'a Item> {
        self.handoff().items(concept).filter(|i| !is_placeholder(&i.text))
    }

    /// Tells whether the present state of the file says anything under a concept, "none" included.
    pub fn says(&self, concept: Concept) -> bool {
        self.filled(concept).next().is_some() || self.handoff().sections_of(concept).any(|s| s.stated_empty)
    }

    /// Returns the sections that are not history.
    pub fn sections(&self) -> impl Iterator<Item = &'a Section> {
        let handoff = self.handoff();
        handoff.sections().iter().filter(|s| handoff.is_current(s.block))
    }

    /// Quotes a part of the file, short and safe; a part with a secret in it is only named.
    pub fn quote(&self, span: Span, text: &str) -> String {
        if self.shared.secrets.iter().any(|s| s.start < span.end && span.start < s.end) {
            return format!("the entry in line {}", self.line(span));
        }
        quoted(text)
    }

    /// Quotes a text of another file, short and safe; one with a secret in it is only spoken of.
    pub fn quote_other(&self, text: &str) -> String {
        let secret = super::scan(text, self.checks()).iter().any(|f| f.secret);
        if secret { "the one".to_owned() } else { quoted(text) }
    }

    /// Returns the 1-based line of a span.
    pub fn line(&self, span: Span) -> usize {
        self.handoff().document().line_at(span.start) + 1
    }

    /// Returns the title of the innermost section around an offset: the field that binds a finding's id.
    pub fn field(&self, offset: usize) -> &str {
        let sections = self.handoff().sections();
        let around = |s: &&Section| s.span.start <= offset && offset < s.span.end.max(s.span.start + 1);
        let last = sections.partition_point(|s| s.span.start <= offset);
        sections[..last].iter().rev().find(around).map_or("", |s| s.title.as_str())
    }

    /// Makes a finding on an item.
    pub fn on_item(&self, item: &Item, message: String) -> Finding {
        let id = finding_id(self.rule.id, self.field(item.span.start), &item.text);
        Finding { id: Some(id), span: Some(item.body), ..self.bare(message) }
    }

    /// Makes a finding on a span of the text.
    pub fn on_span(&self, span: Span, message: String) -> Finding {
        let id = finding_id(self.rule.id, self.field(span.start), self.handoff().slice(span));
        Finding { id: Some(id), span: Some(span), ..self.bare(message) }
    }

    /// Makes a finding on a span whose id depends on `what` rather than on the text under it.
    pub fn about(&self, what: &str, span: Option<Span>, message: String) -> Finding {
        Finding { id: Some(finding_id(self.rule.id, "", what)), span, ..self.bare(message) }
    }

    /// Makes a finding on the file as a whole, when there is one.
    pub fn on_file(&self, wrong: bool, message: &str) -> Vec<Finding> {
        let one = || Finding { id: Some(finding_id(self.rule.id, "", "")), ..self.bare(message.to_owned()) };
        wrong.then(one).into_iter().collect()
    }

    /// Makes a finding that cannot be settled and has no place.
    pub fn bare(&self, message: String) -> Finding {
        finding(self.rule, self.level, message)
    }
}

/// Makes a finding that cannot be settled and has no place.
pub(super) fn finding(rule: &Rule, level: Level, message: String) -> Finding {
    let fix: Option<Edit> = None;
    Finding { rule: rule.id, level, span: None, message, help: rule.mend.to_owned(), fix, id: None, secret: false, hidden: false }
}

fn quoted(text: &str) -> String {
    let text = text.replace("**", "");
    let cut = text.char_indices().nth(QUOTE).map_or(text.len(), |(at, _)| at);
    format!("\"{}{}\"", Shown::new(&text[..cut]), if cut < text.len() { "\u{2026}" } else { "" })
}

/// Joins spans that overlap.
pub(super) fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut().filter(|last| span.start < last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => out.push(span),
        }
    }
    out
}

/// Tells whether a line touches one of some joined spans.
pub(super) fn touches(spans: &[Span], line: &Line) -> bool {
    let next = spans.partition_point(|s| s.start < line.span.end);
    spans[..next].last().is_some_and(|s| line.span.start < s.end)
}

fn profile(handoff: &Handoff) -> Profile {
    match handoff.profile().map(|p| p.profile.id) {
        Some("handoff-1.0") => Profile::Handoff10,
        Some("session-handoff") => Profile::SessionHandoff,
        _ => Profile::Free,
    }
}
