//! `baton op log`: what was done, from the journal.

use super::chain_json::{Operation, Operations};
use super::reply::Reply;
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, ErrorKind, Outcome};
use crate::shown::Shown;
use clap::Subcommand;

/// Tell what was done to the live file and the chain
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List what was done, the newest first
    Log,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let What::Log = self.what;
        let mut project = shell.open()?;
        let told = match shell.execute(&mut project, Command::Operations)? {
            Outcome::Operations(told) => told,
            other => return Err(unexpected(&other)),
        };
        let operations = told.into_iter().rev().map(|t| Operation { time: t.time, turn: t.turn, what: t.what }).collect();
        let body = Operations { operations };
        if body.operations.is_empty() && !shell.json {
            return Err(Error::new(ErrorKind::Nothing, "baton has changed nothing here yet"));
        }
        let paint = shell.paint;
        Ok(shell.reply("baton.op-log/1", &body, || {
            let line = |o: &Operation| {
                let turn = if o.turn == "do" { String::new() } else { format!("{}: ", o.turn) };
                format!("{}  {turn}{}\n", paint.faint(&o.time), Shown::new(&o.what))
            };
            body.operations.iter().map(line).collect()
        }))
    }
}
