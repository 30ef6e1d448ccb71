//! A text from outside as a handoff: what `paste` takes in and `read` shows.

use super::adopt::moment;
use super::{Error, ErrorKind, Project};
use crate::document::Document;
use crate::imports::pieces;
use crate::merge::{self, Proposal};

/// A text from outside, made a handoff.
pub(super) struct Incoming {
    /// The handoff's own text.
    pub text: String,
    /// For lines of it (from 1) those of the source (from 1), ascending; none: the source is the text.
    pub lines: Vec<(usize, usize)>,
    /// Where in the source it was found.
    pub inside: Option<Inside>,
}

/// Where a handoff was found inside a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// In a fence, as a model answers: the first and the last line inside it, from 1.
    Fence(usize, usize),
    /// In JSON of handoff-mcp.
    Json,
}

impl Project {
    /// Returns what a text from outside is as a handoff: markdown as it is or in its fence, JSON of handoff-mcp rendered.
    ///
    /// # Errors
    /// Where it begins like JSON and is none that is known.
    pub(super) fn incoming(text: &str, origin: &str) -> Result<Incoming, Error> {
        let bare = text.trim_start_matches('\u{feff}');
        let is_json = bare.trim_start().starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(bare).is_ok();
        if is_json {
            let mut parts =
                pieces(origin, text).map_err(|why| Error::new(ErrorKind::Failed, format!("{origin} was not taken in: {why}")))?;
            // Of several sessions the newest says what is.
            parts.sort_by_key(|part| moment(part.date.as_deref()));
            let (text, lines) = parts.pop().map(|part| (part.text, part.lines)).unwrap_or_default();
            return Ok(Incoming { text, lines, inside: Some(Inside::Json) });
        }
        let Some(span) = merge::fenced(text) else { return Ok(Incoming { text: text.to_owned(), lines: Vec::new(), inside: None }) };
        let (before, text) = (&text[..span.start], &text[span.start..span.end]);
        let count = |text: &str| Document::parse(text).lines().len();
        let (before, count) = (count(before), count(text));
        let lines = (1..=count).map(|line| (line, before + line)).collect();
        Ok(Incoming { text: text.to_owned(), lines, inside: Some(Inside::Fence(before + 1, before + count)) })
    }
}

/// Gives proposals the lines of a source that they were found in.
pub(super) fn with_lines(mut proposals: Vec<Proposal>, origin: &str, lines: &[(usize, usize)]) -> Vec<Proposal> {
    for proposal in proposals.iter_mut().filter(|_| !lines.is_empty()) {
        if let Some(number) = proposal.origin.rsplit(' ').next().and_then(|n| n.parse().ok()) {
            proposal.origin = format!("{origin} line {}", source_line(lines, number));
        }
    }
    proposals
}

/// Returns the line of the source for a line of the handoff that was found in it.
pub fn source_line(lines: &[(usize, usize)], number: usize) -> usize {
    let after = lines.partition_point(|(at, _)| *at <= number);
    after.checked_sub(1).and_then(|at| lines.get(at)).map_or(number, |(_, line)| *line)
}
