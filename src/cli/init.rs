//! `baton init`: a project for the chain.

use super::chain_json;
use super::reply::Reply;
use super::shell::{Shell, unexpected};
use crate::project::{Command, Domain, Error, Format, Outcome};
use crate::shown::Shown;

/// Set a project up: .baton/ and a live file; nothing that exists is touched
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  baton init\n  baton init --format handoff-1.0 --domain software\n  baton init --format agent-handoff       also SOUL.md and MEMORY.md"
)]
pub struct Args {
    /// What a new live file looks like: session-handoff, handoff-1.0, session-context or agent-handoff
    #[arg(long, value_name = "FORMAT", default_value = "session-handoff", value_parser = format)]
    format: Format,
    /// Sections for what the project is about: research, software or content
    #[arg(long, value_name = "DOMAIN", value_parser = domain)]
    domain: Option<Domain>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        match shell.execute(&mut project, Command::Init { format: self.format, domain: self.domain })? {
            Outcome::Begun { made, kept } => {
                let body = chain_json::Init { made, kept };
                Ok(shell.reply("baton.init/1", &body, || {
                    let line = |word: &str, path: &String| format!("{word} {}\n", Shown::new(path));
                    body.made.iter().map(|p| line("made", p)).chain(body.kept.iter().map(|p| line("kept", p))).collect()
                }))
            }
            other => Err(unexpected(&other)),
        }
    }
}

fn format(words: &str) -> Result<Format, String> {
    let known: Vec<&str> = Format::ALL.iter().map(|f| f.id()).collect();
    Format::ALL
        .into_iter()
        .find(|f| f.id() == words)
        .ok_or_else(|| format!("there is no format \"{words}\" (there are {})", known.join(", ")))
}

fn domain(words: &str) -> Result<Domain, String> {
    let known = Domain::ALL.map(Domain::id).join(", ");
    Domain::ALL.into_iter().find(|d| d.id() == words).ok_or_else(|| format!("there is no domain \"{words}\" (there are {known})"))
}
