//! `baton merge`: two heads, or the two sides of a git conflict, become one handoff.

use super::chain_json;
use super::reply::{Reply, count};
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Outcome, Side};
use crate::shown::Shown;

/// Merge another session into the live file, or settle what git left in conflict
#[derive(clap::Args)]
#[command(
    after_help = "Without --ours or --theirs nothing is written while anything conflicts (exit 5). The next seal is the merge.\n\nExamples:\n  baton merge                  the live file after a git merge with a conflict\n  baton merge k7qf3m --json    what would have to be settled"
)]
pub struct Args {
    /// The session to merge; without it the sides that git's conflict left
    #[arg(value_name = "ID")]
    session: Option<String>,
    /// Settle every conflict by the live file's side
    #[arg(long, conflicts_with = "theirs")]
    ours: bool,
    /// Settle every conflict by the other side
    #[arg(long)]
    theirs: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open_live()?;
        let keep = match (self.ours, self.theirs) {
            (true, _) => Some(Side::Ours),
            (_, true) => Some(Side::Theirs),
            _ => None,
        };
        let merged = match project.execute(Command::Merge { session: self.session, keep })? {
            Outcome::Merged(merged) => merged,
            other => return Err(unexpected(&other)),
        };
        let conflict = |c: &crate::merge::Conflict| chain_json::Conflict {
            title: c.title.clone(),
            base: c.base.clone(),
            ours: c.ours.clone(),
            theirs: c.theirs.clone(),
        };
        let conflicts = merged.conflicts.iter().map(conflict).collect();
        let body = chain_json::Merge { what: merged.what, written: merged.written, conflicts, lost: merged.lost };
        let paint = shell.paint;
        let reply = shell.reply("baton.merge/1", &body, || {
            let mut out = String::new();
            for c in &body.conflicts {
                out += &format!("{} {}\n", paint.yellow("conflict:"), Shown::new(&c.title));
                for (name, text) in [("base", &c.base), ("ours", &c.ours), ("theirs", &c.theirs)] {
                    let lines: Vec<String> = Shown::lines(text.as_deref().unwrap_or("(nothing)")).iter().map(|l| l.to_string()).collect();
                    out += &format!("  {}\n    {}\n", paint.faint(name), lines.join("\n    "));
                }
            }
            body.lost.iter().for_each(|l| out += &format!("{} {}\n", paint.yellow("merge-lost-item:"), Shown::new(l)));
            out + &match (body.written, body.conflicts.len()) {
                (true, 0) => format!("{}; seal it with: baton seal\n", Shown::new(&body.what)),
                (true, n) => format!("{}, {} settled; seal it with: baton seal\n", Shown::new(&body.what), count(n, "conflict")),
                (false, n) => format!("{} to settle; nothing was written (--ours or --theirs settles all)\n", count(n, "conflict")),
            }
        });
        Ok(reply.with_exit(if body.written { 0 } else { 5 }))
    }
}
