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
            Some(path) => shell.text_of(path)?,
        };
        if text.trim().is_empty() {
            return Err(Error::new(ErrorKind::Nothing, format!("{origin} holds no text")));
        }
        let mut project = shell.open()?;
        let (same, unkept) = match shell.execute(&mut project, Command::Propose { text, origin }) {
            Ok(Outcome::Proposed { same, unkept, .. }) => (same, unkept),
            Ok(other) => return Err(unexpected(&other)),
            Err(nothing) if nothing.kind == ErrorKind::Nothing => {
                let name = self.from.as_deref().unwrap_or(Path::new("-")).display();
                return Err(nothing.hint(format!("see how it was understood with: baton read {name}")));
            }
            Err(e) => return Err(e),
        };
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
