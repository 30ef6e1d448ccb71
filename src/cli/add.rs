//! `baton add`: a new item.

use super::edit::intend;
use super::reply::Reply;
use super::shell::Shell;
use super::words::{ConceptWord, StatusWord};
use crate::handoff::{Concept, Intent, StatusKind};
use crate::project::Error;

/// Add an item at the end of its section
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  baton add decision \"PostgreSQL over SQLite\" --why \"better production scalability\"\n  baton add pending \"Provision Redis\" --why \"waiting for ops\"\n  git log -1 --format=%s | baton add completed -"
)]
pub struct Args {
    /// What it is: decision, task, pending, completed, …
    #[arg(value_name = "CONCEPT", value_parser = ConceptWord)]
    concept: Concept,
    /// What it says; - reads it from stdin
    #[arg(value_name = "TEXT")]
    text: String,
    /// Why it was decided, or what blocks it; - reads it from stdin
    #[arg(long, value_name = "WHY")]
    why: Option<String>,
    /// Its status
    #[arg(long, value_name = "STATUS", value_parser = StatusWord)]
    status: Option<StatusKind>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let (text, why) = (shell.typed(self.text)?, shell.typed_in(self.why)?);
        let mut project = shell.open_live()?;
        intend(shell, &mut project, Intent::Add { concept: self.concept, text, why, status: self.status })
    }
}
