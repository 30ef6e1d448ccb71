//! `baton add`: a new item.

use super::edit::intend;
use super::input;
use super::reply::Reply;
use super::shell::Shell;
use super::words::{ConceptWord, StatusWord};
use crate::handoff::{Concept, Intent, StatusKind};
use crate::project::{Error, ErrorKind};
use std::path::Path;

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
    /// Why it was decided, or what blocks it
    #[arg(long, value_name = "WHY")]
    why: Option<String>,
    /// Its status
    #[arg(long, value_name = "STATUS", value_parser = StatusWord)]
    status: Option<StatusKind>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let text = typed(self.text)?;
        let mut project = shell.open_live()?;
        intend(shell, &mut project, Intent::Add { concept: self.concept, text, why: self.why, status: self.status })
    }
}

/// Returns a text from the command line, or that on stdin when it is `-`.
pub fn typed(text: String) -> Result<String, Error> {
    if text != "-" {
        return Ok(text);
    }
    let read = input::read(Path::new("-"))?.trim_end_matches(['\n', '\r']).to_owned();
    // Nothing is what a command that failed before the pipe gives.
    if read.trim().is_empty() { Err(Error::new(ErrorKind::Usage, "stdin holds no text")) } else { Ok(read) }
}
