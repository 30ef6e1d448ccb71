//! `baton undo` and `baton redo`.

use super::edit::change;
use super::reply::Reply;
use super::shell::Shell;
use crate::project::{Command, Error};

/// Takes the last change back.
pub fn undo(shell: &mut Shell) -> Result<Reply, Error> {
    let mut project = shell.open()?;
    change(shell, &mut project, Command::Undo)
}

/// Makes the last undone change again.
pub fn redo(shell: &mut Shell) -> Result<Reply, Error> {
    let mut project = shell.open()?;
    change(shell, &mut project, Command::Redo)
}
