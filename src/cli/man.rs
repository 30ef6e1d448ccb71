//! `baton man`: manual pages as roff, of baton or of one command.

use super::json;
use super::reply::Reply;
use super::shell::Shell;
use crate::project::{Error, ErrorKind};
use clap::CommandFactory;
use clap_mangen::Man;

/// Print the manual page, in roff
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  baton man | man -l -\n  baton man check | man -l -")]
pub struct Args {
    /// The page of one command
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut whole = super::Cli::command();
        whole.build();
        let (name, page) = match &self.command {
            None => ("baton".to_owned(), whole),
            Some(word) => match whole.find_subcommand(word) {
                Some(found) => (format!("baton-{word}"), found.clone()),
                None => {
                    return Err(Error::new(ErrorKind::Usage, format!("there is no command \"{word}\"")).hint("see them with: baton --help"));
                }
            },
        };
        let mut roff = Vec::new();
        Man::new(page)
            .title(name.clone())
            .section("1")
            .manual("baton")
            .render(&mut roff)
            .map_err(|e| Error::new(ErrorKind::Failed, e.to_string()))?;
        let body = json::Text { name, text: String::from_utf8_lossy(&roff).into_owned() };
        Ok(shell.reply("baton.man/1", &body, || body.text.clone()))
    }
}
