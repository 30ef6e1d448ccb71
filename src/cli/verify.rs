//! `baton verify`: whether the chain is what was sealed.

use super::chain_json;
use super::reply::{Reply, count};
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Outcome};
use crate::shown::Shown;

/// Verify that the sealed sessions are what was sealed
#[derive(clap::Args)]
#[command(after_help = "Exit: 0 as sealed, 5 altered (white space included).")]
pub struct Args {
    /// Only this session and its ancestors
    #[arg(value_name = "ID")]
    session: Option<String>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let (sessions, verdicts, troubles) = match project.execute(Command::Verify(self.session))? {
            Outcome::Verified { sessions, verdicts, troubles } => (sessions, verdicts, troubles),
            other => return Err(unexpected(&other)),
        };
        let found = verdicts.iter().map(|v| chain_json::Found {
            session: v.id.to_string(),
            file: v.id.path(v.part),
            what: v.what.id(),
            altered: v.what.is_altered(),
            message: v.to_string(),
        });
        let body = chain_json::Verify {
            sessions,
            altered: verdicts.iter().any(|v| v.what.is_altered()),
            found: found.collect(),
            troubles: troubles.iter().map(ToString::to_string).collect(),
        };
        let paint = shell.paint;
        let exit = if body.altered { 5 } else { 0 };
        let reply = shell.reply("baton.verify/1", &body, || {
            let mut out = String::new();
            for f in body.found.iter().filter(|f| f.what != "unsigned") {
                let word = if f.altered { paint.red(f.what) } else { f.what.to_owned() };
                out += &format!("{word}: {}\n", Shown::new(&f.message));
            }
            let named = |t: &&String| !body.found.iter().any(|f| f.message == **t);
            body.troubles.iter().filter(named).for_each(|t| out += &format!("{}\n", Shown::new(t)));
            let verdict = if body.altered { paint.red("altered") } else { paint.green("as sealed") };
            let heads = body.found.iter().filter(|f| f.what == "unsigned").count();
            out + &format!("{}: {verdict}; {} vouched for by nothing but the name\n", count(body.sessions, "session"), count(heads, "head"))
        });
        Ok(reply.with_exit(exit))
    }
}
