//! `baton diff`: two sessions by meaning.

use super::reply::Reply;
use super::shell::{Shell, unexpected};
use super::{chain_json, differences};
use crate::project::{Command, Error, ErrorKind, Outcome};
use crate::shown::Shown;

/// Compare two sessions by meaning, or one with the live file
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  baton diff 2..3\n  baton diff k7qf3m            with the live file\n  baton diff                   base and live file"
)]
pub struct Args {
    /// A..B, or A for A and the live file; without it the base and the live file
    #[arg(value_name = "RANGE")]
    range: Option<String>,
    /// Answer in markdown, for a pull request or a message
    #[arg(long)]
    markdown: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let (from, to) = match self.range.as_deref().map(|r| r.split_once("..").unwrap_or((r, ""))) {
            Some((from, to)) if from.trim().is_empty() || to.starts_with('.') => {
                let range = self.range.unwrap_or_default();
                return Err(Error::new(ErrorKind::Usage, format!("\"{range}\" is no range of sessions"))
                    .hint("write it as A..B, or A for A and the live file: baton diff 2..3"));
            }
            Some((from, to)) => (from.to_owned(), Some(to.to_owned()).filter(|to| !to.is_empty())),
            None => (base(shell, &mut project)?, None),
        };
        let body = match shell.execute(&mut project, Command::Diff { from, to })? {
            Outcome::Diff(diff) => chain_json::Compared::from(&diff),
            other => return Err(unexpected(&other)),
        };
        if self.markdown && !shell.json {
            return Ok(Reply::text(differences::markdown(&body)));
        }
        let paint = shell.paint;
        Ok(shell.reply("baton.diff/1", &body, || {
            let mut out: String = body.changes.iter().map(|c| differences::told(c, paint)).collect();
            body.sections.iter().for_each(|s| out += &format!("~ the section \"{}\" differs\n", Shown::new(s)));
            if out.is_empty() { "they say the same".into() } else { out }
        }))
    }
}

fn base(shell: &mut Shell, project: &mut crate::project::Project) -> Result<String, Error> {
    match shell.execute(project, Command::Log)? {
        Outcome::Log(log) => match log.base.first() {
            Some(place) => Ok(log.chain.sessions()[*place].id.to_string()),
            None => Err(Error::new(ErrorKind::Conflict, "there are several heads and no base").hint("name a session: baton diff ID")),
        },
        other => Err(unexpected(&other)),
    }
}
