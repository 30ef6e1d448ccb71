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
    /// A file, or - for stdin; without one what is piped in, else the clipboard
    #[arg(value_name = "FILE")]
    from: Option<PathBuf>,
    /// Keep these lines at once: all, or numbers as 1,3-5
    #[arg(long, value_name = "N,..", value_parser = words::pick)]
    keep: Option<Pick>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let (text, origin) = match &self.from {
            None => match input::piped()? {
                Some(text) => (text, "stdin".to_owned()),
                None => (clipboard()?, "the clipboard".to_owned()),
            },
            Some(path) if path == Path::new("-") => (input::read(path)?, "stdin".to_owned()),
            Some(path) => (input::read(&shell.world.cwd.join(path))?, path.display().to_string()),
        };
        if text.trim().is_empty() {
            return Err(Error::new(ErrorKind::Nothing, format!("{origin} holds no text")));
        }
        let mut project = shell.open()?;
        let from = origin.clone();
        let (waiting, same, unkept) = match shell.execute(&mut project, Command::Propose { text, origin })? {
            Outcome::Proposed { waiting, same, unkept } => (waiting, same, unkept),
            other => return Err(unexpected(&other)),
        };
        if waiting.is_empty() && same.is_empty() {
            let hint = format!("see how it was understood with: baton read {}", self.from.as_deref().unwrap_or(Path::new("-")).display());
            return Err(Error::new(ErrorKind::Nothing, format!("no decision, task or other item was found in {from}")).hint(hint));
        }
        let change = match self.keep {
            Some(pick) => inbox::keep(shell, &mut project, &pick)?,
            None => None,
        };
        let waiting = inbox::waiting(shell, &mut project)?;
        match unkept.filter(|_| !waiting.is_empty()) {
            Some(why) => Err(Error::new(ErrorKind::Failed, why).hint("keep lines at once, as with: baton paste FILE --keep all")),
            None => Ok(inbox::answer(shell, &waiting, &same, change)),
        }
    }
}

fn clipboard() -> Result<String, Error> {
    clipboard::paste().map_err(|why| Error::new(ErrorKind::Failed, why).hint("use: baton paste < FILE"))
}
