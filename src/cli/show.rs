//! `baton show`: a session as it was sealed.

use super::chain_json;
use super::prompt::exact;
use super::reply::Reply;
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Outcome};
use clap::ValueEnum;

/// Print a session as it was sealed
#[derive(clap::Args)]
#[command(
    after_help = "A session is named by its id, the start or the end of it, its number, label or line.\n\nExamples:\n  baton show k7qf3m\n  baton show 3 --as handoff-1.0"
)]
pub struct Args {
    /// The session
    #[arg(value_name = "ID")]
    session: String,
    /// As what: the sealed text, its seal, or the whole document in the format 1.0
    #[arg(long = "as", value_name = "FORM", default_value = "text")]
    form: Form,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Form {
    Text,
    Seal,
    #[value(name = "handoff-1.0")]
    Handoff10,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let command = Command::Show { session: self.session, handoff: self.form == Form::Handoff10 };
        let shown = match shell.execute(&mut project, command)? {
            Outcome::Session(shown) => shown,
            other => return Err(unexpected(&other)),
        };
        let body = chain_json::Show {
            id: shown.id.to_string(),
            number: shown.seal.number,
            title: shown.seal.title.clone(),
            time: shown.seal.time.to_string(),
            by: shown.seal.by.name.clone(),
            seal: shown.seal.write(),
            text: shown.text,
        };
        if shell.json {
            return Ok(Reply::json("baton.show/1", &body));
        }
        Ok(exact(shell, if self.form == Form::Seal { &body.seal } else { &body.text }))
    }
}
