//! `baton retire`: an item ends, with a reason.

use super::edit::change;
use super::reply::Reply;
use super::shell::Shell;
use super::words;
use crate::handoff::ItemRef;
use crate::project::{Command, Error};

/// End a constraint, decision or other item with a reason; it is marked, not removed
#[derive(clap::Args)]
#[command(after_help = "Example:\n  baton retire constraints/1 --why \"the freeze is over\"")]
pub struct Args {
    /// The item, as baton list shows it
    #[arg(value_name = "REF", value_parser = words::reference)]
    item: ItemRef,
    /// Why it no longer holds; - reads it from stdin
    #[arg(long, value_name = "WHY")]
    why: String,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let why = shell.typed(self.why)?;
        let mut project = shell.open_live()?;
        change(shell, &mut project, Command::Retire { item: self.item, why })
    }
}
