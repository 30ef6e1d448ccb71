//! `baton switch` and `baton rollback`: another session under the live file.

use super::chain_json;
use super::reply::Reply;
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Moved, Outcome, Project};
use crate::shown::Shown;

/// Continue from another session; the next seal goes on from there
#[derive(clap::Args)]
#[command(after_help = "The project's own files stay as they are.\n\nExamples:\n  baton switch 2\n  baton switch k7qf3m --park")]
pub struct Args {
    /// The session: id, start or end of it, number, label or line
    #[arg(value_name = "ID")]
    session: String,
    /// Put changes that are not sealed aside; switching back brings them back
    #[arg(long)]
    park: bool,
}

/// Put an earlier session's handoff back, and record what did not work
#[derive(clap::Args)]
#[command(
    after_help = "The old text is sealed again as a new session: nothing is lost, and every later prompt carries the dead end.\n\nExample:\n  baton rollback 2 --why \"the queue loses messages under load\""
)]
pub struct Back {
    /// The session to go back to
    #[arg(value_name = "ID")]
    session: String,
    /// What did not work, in one line; - reads it from stdin
    #[arg(long, value_name = "WHY")]
    why: String,
    /// Put changes that are not sealed aside
    #[arg(long)]
    park: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        go(shell, Command::Switch { session: self.session, park: self.park })
    }
}

impl Back {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let why = shell.typed(self.why)?;
        go(shell, Command::RollBack { session: self.session, why, park: self.park, person: false })
    }
}

fn go(shell: &mut Shell, command: Command) -> Result<Reply, Error> {
    let mut project: Project = shell.open()?;
    let Moved { what, to, from, parked, restored, git } = match shell.execute(&mut project, command)? {
        Outcome::Moved(moved) => moved,
        other => return Err(unexpected(&other)),
    };
    let body = chain_json::Moved { what, to: to.to_string(), from: from.map(|id| id.to_string()), parked, restored, git };
    let paint = shell.paint;
    Ok(shell.reply("baton.moved/1", &body, || {
        let mut out = format!("{}; the next seal continues {}\n", Shown::new(&body.what), paint.faint(&body.to));
        if body.parked {
            let place = body.from.as_deref().unwrap_or("its base");
            out += &format!("  your unsealed changes are put aside; baton switch {place} brings them back\n");
        }
        if body.restored {
            out += "  the changes that were put aside there are back\n";
        }
        out += "  the project's own files stay as they are";
        out += &body.git.as_ref().map_or("\n".to_owned(), |git| format!("; {git} would bring back those of its commit\n"));
        out
    }))
}
