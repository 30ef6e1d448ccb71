//! `baton verify`: whether the chain is what was sealed.

use super::chain_json;
use super::reply::{Reply, count};
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Outcome};
use crate::shown::Shown;
use std::collections::BTreeSet;

/// Verify that the sealed sessions are what was sealed
#[derive(clap::Args)]
#[command(
    after_help = "Exit: 0 as sealed, 5 altered (white space included).\n\nExamples:\n  baton verify\n  baton verify 7                          session 7 and what it continues\n  baton verify --range 3..7               sessions 4 to 7\n  baton verify --range origin/main..HEAD  what these commits did to the chain"
)]
pub struct Args {
    /// Only this session and its ancestors
    #[arg(value_name = "ID")]
    session: Option<String>,
    /// Only what came after A up to B: sessions, or commits of git, then as B has them
    #[arg(long, value_name = "A..B", conflicts_with = "session", value_parser = range)]
    range: Option<String>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let (sessions, verdicts, troubles, lost) = match shell.execute(&mut project, Command::Verify(self.range.or(self.session)))? {
            Outcome::Verified { sessions, verdicts, troubles, lost } => (sessions, verdicts, troubles, lost),
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
            lost: lost.into_iter().map(|(id, item)| chain_json::LostItem { session: id.to_string(), item }).collect(),
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
            for lost in &body.lost {
                out += &format!("{} {} has not {}\n", paint.yellow("merge-lost-item:"), lost.session, Shown::new(&lost.item));
            }
            let number = |what: &str| {
                let sessions = body.found.iter().filter(|f| f.what == what).map(|f| &f.session);
                sessions.collect::<BTreeSet<_>>().len()
            };
            let verdict = match (body.sessions, body.altered, number("redacted")) {
                (0, false, _) => return out + "no session to verify\n",
                (_, true, _) => paint.red("altered"),
                (_, _, 0) => paint.green("as sealed"),
                (_, _, n) => format!("{} but for {n} redacted", paint.green("as sealed")),
            };
            let heads = count(number("unsigned"), "head");
            out + &format!("{}: {verdict}; {heads} vouched for by nothing but the name\n", count(body.sessions, "session"))
        });
        Ok(reply.with_exit(exit))
    }
}

/// Parses `A..B`; an empty B is where this tree stands.
fn range(words: &str) -> Result<String, String> {
    match words.split_once("..") {
        Some((from, to)) if !from.is_empty() && !to.starts_with('.') => Ok(format!("{from}..{}", if to.is_empty() { "HEAD" } else { to })),
        _ => Err(format!("\"{words}\" is no range: write A..B")),
    }
}
