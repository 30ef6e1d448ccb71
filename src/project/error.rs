//! What can go wrong with a command.

use crate::rules::Finding;

/// A command that was not carried out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// Which exit code it gives.
    pub kind: ErrorKind,
    /// What is wrong, in one sentence that names the path or the input.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The findings that caused it.
    pub findings: Vec<Finding>,
}

/// The kinds of error, each with its exit code (DESIGN §10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Exit 1.
    Failed,
    /// Exit 2.
    Usage,
    /// Exit 3: nothing to do.
    Nothing,
    /// Exit 4: findings at must.
    Findings,
    /// Exit 5: conflict or ambiguity.
    Conflict,
    /// Exit 6: unsettled secrets.
    Secrets,
}

impl Error {
    /// Makes an error without a hint.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), hint: None, findings: Vec::new() }
    }

    /// Adds what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }
}

impl ErrorKind {
    /// Returns the exit code.
    pub fn exit(self) -> u8 {
        match self {
            ErrorKind::Failed => 1,
            ErrorKind::Usage => 2,
            ErrorKind::Nothing => 3,
            ErrorKind::Findings => 4,
            ErrorKind::Conflict => 5,
            ErrorKind::Secrets => 6,
        }
    }
}
