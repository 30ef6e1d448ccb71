//! `baton ask`: the request that makes a model write its handoff.

use super::copy::{body, ladder};
use super::prompt::exact;
use super::reply::Reply;
use super::shell::{Shell, unexpected};
use crate::clipboard;
use crate::project::{Command, Error, Outcome};

/// Copy and print the request that makes a model write its handoff
#[derive(clap::Args)]
#[command(after_help = "Paste it into the session that ends; take the answer in with: baton paste")]
pub struct Args {}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let text = match shell.execute(&mut project, Command::Ask)? {
            Outcome::Text(text) => text,
            other => return Err(unexpected(&other)),
        };
        let copied = clipboard::copy(&text, &ladder(shell, &project.snapshot()));
        if shell.json {
            return Ok(Reply::json("baton.ask/1", &body(&copied, Some(text))));
        }
        shell.note(copied.sentence());
        Ok(exact(shell, &text))
    }
}
