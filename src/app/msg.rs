//! What reaches the model and what it asks for.

use crate::clipboard::Copied;
use crate::project::{Command, Draft, Error, Outcome, Snapshot};
use crossterm::event::KeyEvent;
use std::path::PathBuf;
use std::sync::Arc;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key was pressed (releases are not sent).
    Key(KeyEvent),
    /// A bracketed paste.
    Paste(String),
    /// The terminal has this many columns and rows; also sent once before the first frame.
    Resize(u16, u16),
    /// A [`Effect::Run`] or [`Effect::Open`] came to an end.
    Ran {
        /// The command, as it was asked for.
        command: Command,
        /// What came of it.
        result: Result<Outcome, Error>,
        /// The state afterwards, of a failure too.
        snapshot: Arc<Snapshot>,
    },
    /// The project changed from outside, facts arrived late, or another project was opened.
    Snapshot(Arc<Snapshot>),
    /// The tokens of the snapshot's prompt.
    Counted(usize),
    /// What was seen of an [`Effect::Copy`].
    Copied(Copied),
    /// The clipboard's text, or why there is none.
    Pasted(Result<String, String>),
    /// The external editor ended, or why it could not run; a [`Msg::Snapshot`] follows when the file changed.
    EditorClosed(Result<(), String>),
    /// Something to say, not an error.
    Notice(String),
    /// Something went wrong outside a command ([`Effect::Open`], the watcher, the journal).
    Failed(Error),
    /// The program runs again after [`Effect::Suspend`].
    Resumed,
}

/// Something to be done by the shell.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Carry out a command; answered by [`Msg::Ran`].
    Run(Command),
    /// Put a text on the clipboard; answered by [`Msg::Copied`].
    Copy {
        /// The text, byte for byte.
        text: String,
        /// What it is, for the file's name and the message: `prompt` or `request`.
        what: &'static str,
    },
    /// Read the clipboard; answered by [`Msg::Pasted`].
    Paste,
    /// Open a file in the user's editor; answered by [`Msg::EditorClosed`].
    OpenEditor {
        /// The file.
        path: PathBuf,
        /// 1-based line to stand on.
        line: usize,
    },
    /// Open another file (or the project around a directory); answered by [`Msg::Snapshot`] or [`Msg::Failed`].
    Open(PathBuf),
    /// Open the synthetic project in a temporary directory; answered likewise.
    Demo,
    /// Keep the text of the open text area in the journal; `None` forgets it. Not answered.
    KeepDraft(Option<Draft>),
    /// Give the terminal back to the shell (Ctrl-Z); answered by [`Msg::Resumed`].
    Suspend,
    /// Leave.
    Quit,
}
