//! `baton paste`: takes in a handoff, item by item.

use super::reply::Reply;
use super::shell::{Shell, unexpected};
use super::words::{self, Pick};
use super::{inbox, input};
use crate::clipboard;
use crate::project::{Command, Error, ErrorKind, Outcome};
use std::path::{Path, PathBuf};

/// Take in a handoff of any shape, item by item, beside the present one
#[derive(clap::Args)]
#[command(
    after_help = "What is new or changed waits in the inbox until you keep or drop it.\n\nExamples:\n  baton paste                     from the clipboard\n  baton paste answer.md --keep all\n  llm ask … | baton paste - && baton review --keep 1,3"
)]
pub struct Args {
    /// A file, or - for stdin; the clipboard when there is none
    #[arg(value_name = "FILE")]
    from: Option<PathBuf>,
    /// Keep these lines at once: all, or numbers as 1,3-5
    #[arg(long, value_name = "N,..", value_parser = words::pick)]
    keep: Option<Pick>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let (text, origin) = match &self.from {
            None => (clipboard::paste().map_err(|why| Error::new(ErrorKind::Failed, why))?, "clipboard".to_owned()),
            Some(path) if path == Path::new("-") => (input::read(path)?, "stdin".to_owned()),
            Some(path) => (input::read(&shell.world.cwd.join(path))?, path.display().to_string()),
        };
        if text.trim().is_empty() {
            return Err(Error::new(ErrorKind::Nothing, format!("the {origin} holds no text")));
        }
        let name = origin.clone();
        let mut project = shell.open()?;
        let proposals = match project.execute(Command::Propose { text, origin })? {
            Outcome::Inbox(proposals) => proposals,
            other => return Err(unexpected(&other)),
        };
        if proposals.is_empty() {
            let hint = format!("see how it was understood with: baton read {}", self.from.as_deref().unwrap_or(Path::new("-")).display());
            return Err(Error::new(ErrorKind::Nothing, format!("no decision, task or other item was found in the {name}")).hint(hint));
        }
        let Some(pick) = self.keep else { return Ok(inbox::answer(shell, &proposals, None)) };
        let change = inbox::keep(shell, &mut project, &pick)?;
        Ok(inbox::answer(shell, &project.snapshot().inbox.clone(), change))
    }
}
