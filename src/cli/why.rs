//! `baton why`: how a topic came to be as it is.

use super::reply::Reply;
use super::shell::{Shell, unexpected};
use super::{chain_json, differences};
use crate::project::{Command, Error, Outcome};

/// Tell how a topic, decision or path came to be as it is
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  baton why PostgreSQL\n  baton why src/auth.py")]
pub struct Args {
    /// A word, a topic, the id of a decision or a path
    #[arg(value_name = "TOPIC")]
    about: String,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let events = match project.execute(Command::Why(self.about.clone()))? {
            Outcome::Why(events) => events,
            other => return Err(unexpected(&other)),
        };
        let event = |e: &crate::project::Event| chain_json::Event {
            session: e.id.map(|id| id.to_string()),
            number: e.number,
            change: (&e.change).into(),
        };
        let body = chain_json::Why { about: self.about, events: events.iter().map(event).collect() };
        let paint = shell.paint;
        Ok(shell.reply("baton.why/1", &body, || {
            let told = body.events.iter().map(|e| {
                let place = match &e.session {
                    Some(id) => format!("session {} {}", e.number, paint.faint(id)),
                    None => "the live file".to_owned(),
                };
                format!("{place}\n  {}", differences::told(&e.change, paint))
            });
            told.collect()
        }))
    }
}
