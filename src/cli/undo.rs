//! `baton undo` and `baton redo`.

use super::edit::change;
use super::reply::Reply;
use super::shell::Shell;
use crate::project::{Command, Error};

/// Take the last change of the handoff back
#[derive(clap::Args)]
pub struct Undo {}

/// Make the last undone change again
#[derive(clap::Args)]
pub struct Redo {}

impl Undo {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        change(shell, &mut project, Command::Undo)
    }
}

impl Redo {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        change(shell, &mut project, Command::Redo)
    }
}
