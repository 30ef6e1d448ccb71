//! What the rules on a handoff share: the case at hand and how they speak of its parts.

use super::{Checks, Finding, Level, finding_id};
use crate::document::{Edit, Kind, Span};
use crate::handoff::{Concept, Handoff, Item};
use crate::shown::Shown;

/// The longest quotation in a message, in characters.
const QUOTE: usize = 60;

/// A handoff under examination.
pub(super) struct Case<'a> {
    pub handoff: &'a Handoff,
    pub checks: &'a Checks,
    /// Where unsettled secrets stand: nothing there is ever quoted.
    pub secrets: Vec<Span>,
}

/// A format that a file declares (reliability of the rules on missing elements depends on it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// Handoff Format 1.0 of 001: the banner.
    Handoff10,
    /// SESSION-HANDOFF.md of 000: its four sections.
    SessionHandoff,
    /// None.
    Free,
}

impl Case<'_> {
    /// Returns the format that the file declares.
    pub fn profile(&self) -> Profile {
        let document = self.handoff.document();
        let banner = |l: &crate::document::Line| l.kind == Kind::Banner && document.slice(l.text).eq_ignore_ascii_case("session handoff");
        let titled = |words: &str| self.handoff.sections().iter().any(|s| s.title.to_lowercase().contains(words));
        if document.lines().iter().any(banner) {
            Profile::Handoff10
        } else if ["current context", "changelog summary", "context window", "next-step inference"].into_iter().all(titled) {
            Profile::SessionHandoff
        } else {
            Profile::Free
        }
    }

    /// Tells whether the present state of the file says anything under a concept, "none" included.
    pub fn says(&self, concept: Concept) -> bool {
        let filled = self.handoff.items(concept).any(|item| !crate::handoff::is_placeholder(&item.text));
        filled || self.handoff.sections_of(concept).any(|s| s.stated_empty)
    }

    /// Quotes a part of the file, short and safe; a part with a secret in it is only named.
    pub fn quote(&self, span: Span, text: &str) -> String {
        if self.secrets.iter().any(|s| s.start < span.end && span.start < s.end) {
            return format!("the entry in line {}", self.line(span));
        }
        let text = text.replace("**", "");
        let cut = text.char_indices().nth(QUOTE).map_or(text.len(), |(at, _)| at);
        format!("\"{}{}\"", Shown::new(&text[..cut]), if cut < text.len() { "\u{2026}" } else { "" })
    }

    /// Returns the 1-based line of a span.
    pub fn line(&self, span: Span) -> usize {
        self.handoff.document().line_at(span.start) + 1
    }

    /// Returns the title of the innermost section around an offset: the field that binds a finding's id.
    pub fn field(&self, offset: usize) -> &str {
        let sections = self.handoff.sections();
        let around = |s: &&crate::handoff::Section| s.span.start <= offset && offset < s.span.end.max(s.span.start + 1);
        let last = sections.partition_point(|s| s.span.start <= offset);
        sections[..last].iter().rev().find(around).map_or("", |s| s.title.as_str())
    }

    /// Makes a finding on an item.
    pub fn on_item(&self, rule: &'static str, level: Level, item: &Item, message: String, help: &str) -> Finding {
        let id = finding_id(rule, self.field(item.span.start), &item.text);
        Finding { id: Some(id), span: Some(item.body), ..finding(rule, level, message, help) }
    }

    /// Makes a finding on a span of the text.
    pub fn on_span(&self, rule: &'static str, level: Level, span: Span, message: String, help: &str) -> Finding {
        let id = finding_id(rule, self.field(span.start), self.handoff.slice(span));
        Finding { id: Some(id), span: Some(span), ..finding(rule, level, message, help) }
    }

    /// Makes a finding on the file as a whole.
    pub fn on_file(&self, rule: &'static str, level: Level, message: String, help: &str) -> Finding {
        Finding { id: Some(finding_id(rule, "", "")), ..finding(rule, level, message, help) }
    }
}

/// Makes a finding that cannot be settled and has no place.
pub(super) fn finding(rule: &'static str, level: Level, message: String, help: &str) -> Finding {
    let fix: Option<Edit> = None;
    Finding { rule, level, span: None, message, help: help.to_owned(), fix, id: None, secret: false, hidden: false }
}
