//! `baton drop`: an item goes.

use super::edit::intend;
use super::reply::Reply;
use super::shell::{Shell, find};
use super::words;
use crate::handoff::{Intent, ItemRef};
use crate::project::{Error, mask};

/// Remove an item and its lines
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  baton drop tasks/2~k7qf3\n  baton undo                     and it is back\n\nA proposal that waits in the inbox goes with: baton review --drop N"
)]
pub struct Args {
    /// The item, as baton list shows it
    #[arg(value_name = "REF", value_parser = words::reference)]
    item: ItemRef,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open_live()?;
        let before = project.snapshot();
        let item = find(&before.handoff, &self.item)?;
        let reference = before.handoff.reference(item);
        let reply = intend(shell, &mut project, Intent::Remove { item: reference.clone() })?;
        let text = mask(&before.handoff, &before.masked, item.span, &item.text);
        shell.note(format!("{reference} said: {text}"));
        Ok(reply)
    }
}
