//! `baton man`: manual pages as roff, of baton or of one command.

use super::json;
use super::reply::Reply;
use super::shell::Shell;
use crate::app::actions::{ACTIONS, Place};
use crate::project::{Error, ErrorKind};
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
        let mut whole = super::whole();
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
        let page = Man::new(page).title(name.clone()).section("1").manual("baton");
        page.render(&mut roff).map_err(|e| Error::new(ErrorKind::Failed, e.to_string()))?;
        let mut text = String::from_utf8_lossy(&roff).into_owned();
        if self.command.is_none() {
            text += &keys();
        }
        let body = json::Text { name, text };
        Ok(shell.reply("baton.man/1", &body, || body.text.clone()))
    }
}

/// Writes the keys of the panes as a section of the page, from the action table.
fn keys() -> String {
    let rows = ACTIONS.iter().filter(|row| row.places.contains(&Place::Panes));
    rows.fold(".SH KEYS\n".to_owned(), |page, row| page + &format!(".TP\n\\fB{}\\fR\n{}\n", safe(&row.keys.join(", ")), safe(row.help)))
}

/// Escapes what roff would take for its own.
fn safe(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
