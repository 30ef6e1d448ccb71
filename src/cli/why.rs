//! `baton why`: how a topic came to be as it is.

use super::reply::Reply;
use super::shell::{Shell, unexpected};
use super::{chain_json, decisions, differences};
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
        let story = match shell.execute(&mut project, Command::Why(self.about.clone()))? {
            Outcome::Why(story) => story,
            other => return Err(unexpected(&other)),
        };
        let event = |e: &crate::project::Event| chain_json::Event {
            session: e.id.map(|id| id.to_string()),
            number: e.number,
            change: (&e.change).into(),
        };
        let body = chain_json::Why {
            about: self.about,
            decisions: story.decisions.iter().map(chain_json::Decided::from).collect(),
            events: story.events.iter().map(event).collect(),
            cited: story.cited.iter().map(|(id, number)| chain_json::CitedIn { session: id.to_string(), number: *number }).collect(),
        };
        let paint = shell.paint;
        Ok(shell.reply("baton.why/1", &body, || {
            let mut out: String = body.decisions.iter().map(|d| decisions::told(d, paint)).collect();
            if !out.is_empty() && !body.events.is_empty() {
                out.push('\n');
            }
            let told = body.events.iter().map(|e| {
                let place = match &e.session {
                    Some(id) => format!("session {} {}", e.number, paint.faint(id)),
                    None => "the live file".to_owned(),
                };
                format!("{place}\n  {}", differences::told(&e.change, paint))
            });
            out.extend(told);
            out.extend(body.cited.iter().map(|c| format!("cited by session {} {}\n", c.number, paint.faint(&c.session))));
            out
        }))
    }
}
