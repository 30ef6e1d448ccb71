//! The author's own prompt: where it begins and ends.

use super::{Draft, offset};
use crate::document::{Document, Kind, Span};
use crate::handoff::Concept;
use std::ops::Range;

/// A prompt section.
pub(super) struct Part {
    /// The line of its heading.
    pub head: usize,
    pub lines: Range<usize>,
    pub text: Span,
    pub fenced: bool,
}

/// Finds the prompt sections and drops the headings inside them.
pub(super) fn prompts(doc: &Document, heads: &mut Vec<Draft>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < heads.len() {
        let is_prompt = heads[at].meaning.as_ref().is_some_and(|m| m.concepts.contains(&Concept::Prompt));
        if !is_prompt {
            at += 1;
            continue;
        }
        let level = heads[at].level;
        // A heading that the prompt begins with is not above it.
        let limit = |begins: bool| {
            let level = heads.get(at + 1).filter(|_| begins).map_or(level, |first| first.level.min(level));
            heads[at + 1..].iter().skip(usize::from(begins)).find(|h| h.level < level).map_or(doc.lines().len(), |h| h.line)
        };
        let next = heads.get(at + 1).map_or(doc.lines().len(), |h| h.line);
        let part = part(doc, heads[at].line, next, limit);
        let inside = part.lines.clone();
        parts.push(part);
        let behind = heads[at + 1..].iter().position(|h| !inside.contains(&h.line)).map_or(heads.len(), |p| at + 1 + p);
        heads.drain(at + 1..behind);
        at += 1;
    }
    parts
}

fn part(doc: &Document, head: usize, next: usize, limit: impl FnOnce(bool) -> usize) -> Part {
    let lines = doc.lines();
    let first = head + 1 + usize::from(matches!(lines.get(head + 1), Some(l) if l.kind == Kind::Underline));
    let (mut start, mut whole) = (None, false);
    for (i, line) in lines.iter().enumerate().take(next).skip(first) {
        if line.kind == Kind::FenceOpen && !whole {
            return fenced(doc, head, i, next);
        }
        if line.kind == Kind::Text && says_copy(doc.slice(line.text)) {
            whole = true;
            start = None;
        } else if line.kind == Kind::Text && is_template_line(doc.slice(line.text)) {
            start = Some(i);
            whole = true;
            break;
        } else if line.kind == Kind::FenceOpen {
            return fenced(doc, head, i, next);
        } else if whole && !matches!(line.kind, Kind::Blank | Kind::Rule) {
            start = Some(i);
            break;
        } else if !whole && start.is_none() && !matches!(line.kind, Kind::Blank | Kind::Rule) {
            start = Some(i);
        }
    }
    let end = if whole { limit(start.is_none()) } else { next };
    let start = start.unwrap_or(if whole { next } else { end }).min(end);
    let last = (start..end).rev().find(|i| !matches!(lines[*i].kind, Kind::Blank)).map_or(start, |i| i + 1);
    let text = if last > start {
        Span::new(lines[start].span.start, lines[last - 1].text.end.max(lines[start].span.start))
    } else {
        Span::at(offset(doc, start))
    };
    Part { head, lines: head + 1..end, text, fenced: false }
}

fn fenced(doc: &Document, head: usize, open: usize, next: usize) -> Part {
    let lines = doc.lines();
    let close = (open + 1..next).find(|i| lines[*i].kind != Kind::Code).unwrap_or(next);
    let text =
        if close > open + 1 { Span::new(lines[open + 1].span.start, lines[close - 1].span.end) } else { Span::at(offset(doc, close)) };
    Part { head, lines: head + 1..next, text, fenced: true }
}

fn says_copy(text: &str) -> bool {
    let bare = text.trim_start_matches(['*', '_', '>', ' ']);
    let begins = |head: &str| bare.get(..head.len()).is_some_and(|b| b.eq_ignore_ascii_case(head));
    begins("copy everything below")
        || begins("copy all below")
        || begins("copy the text below")
        || begins("copy and paste everything below")
}

fn is_template_line(text: &str) -> bool {
    text.get(..14).is_some_and(|b| b.eq_ignore_ascii_case("read and apply"))
}
