//! Spans of a text and the splices that change it.
//!
//! Invariant: the splices of an [`Edit`] are disjoint, sorted by position, and none is a no-op of
//! zero bytes by zero bytes.

use serde::{Deserialize, Serialize};

/// A byte range of a text, on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

/// The replacement of one span by other text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splice {
    /// What is replaced, in the text before the edit.
    pub span: Span,
    /// What stands there afterwards.
    pub with: String,
}

/// A set of splices that apply together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    splices: Vec<Splice>,
}

impl Span {
    /// Makes the span from `start` to `end`, both in bytes.
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// Makes the empty span at `offset`.
    pub fn at(offset: usize) -> Span {
        Span::new(offset, offset)
    }

    /// Returns the length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Tells whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Tells whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the text that the span covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

impl Splice {
    /// Makes the splice that replaces `span` by `with`.
    pub fn new(span: Span, with: impl Into<String>) -> Splice {
        Splice { span, with: with.into() }
    }
}

impl Edit {
    /// Makes an edit of splices in any order, or returns `None` if two of them overlap.
    pub fn new(mut splices: Vec<Splice>) -> Option<Edit> {
        splices.retain(|s| !(s.span.is_empty() && s.with.is_empty()));
        splices.sort_by_key(|s| (s.span.start, s.span.end));
        let disjoint = splices.windows(2).all(|w| w[0].span.end <= w[1].span.start && w[0].span != w[1].span);
        disjoint.then_some(Edit { splices })
    }

    /// Makes the edit of one splice.
    pub fn one(span: Span, with: impl Into<String>) -> Edit {
        Edit::new(vec![Splice::new(span, with)]).unwrap_or_default()
    }

    /// Returns the smallest single-splice edit that turns `before` into `after`.
    pub fn between(before: &str, after: &str) -> Edit {
        let mut start = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        while !(before.is_char_boundary(start) && after.is_char_boundary(start)) {
            start -= 1;
        }
        let rest = before.len().min(after.len()) - start;
        let mut tail = before.bytes().rev().zip(after.bytes().rev()).take(rest).take_while(|(a, b)| a == b).count();
        while !(before.is_char_boundary(before.len() - tail) && after.is_char_boundary(after.len() - tail)) {
            tail -= 1;
        }
        Edit::one(Span::new(start, before.len() - tail), &after[start..after.len() - tail])
    }

    /// Returns the splices, sorted and disjoint.
    pub fn splices(&self) -> &[Splice] {
        &self.splices
    }

    /// Tells whether the edit changes nothing.
    pub fn is_empty(&self) -> bool {
        self.splices.is_empty()
    }

    /// Returns `text` with the splices applied.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + self.splices.iter().map(|s| s.with.len()).sum::<usize>());
        let mut at = 0;
        for splice in &self.splices {
            out.push_str(&text[at..splice.span.start]);
            out.push_str(&splice.with);
            at = splice.span.end;
        }
        out.push_str(&text[at..]);
        out
    }

    /// Returns the edit that takes the applied text back to `text`.
    pub fn inverse(&self, text: &str) -> Edit {
        let mut shift = 0isize;
        let splices = self.splices.iter().map(|s| {
            let start = (s.span.start as isize + shift) as usize;
            shift += s.with.len() as isize - s.span.len() as isize;
            Splice::new(Span::new(start, start + s.with.len()), s.span.of(text))
        });
        Edit { splices: splices.collect() }
    }
}
