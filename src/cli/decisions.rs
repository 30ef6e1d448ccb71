//! `baton decisions`: every decision of the line, and what became of it.

use super::reply::{Paint, Reply};
use super::shell::{Shell, unexpected};
use super::{chain_json, json};
use crate::project::{Command, Error, Outcome};
use crate::shown::Shown;
use std::path::PathBuf;

/// List every decision that was taken, and what became of it
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  baton decisions\n  baton decisions --standing\n  baton decisions --json | jq -r '.decisions[] | select(.fate == \"superseded\") | .choice'\n  baton decisions --write            DECISIONS.md, made anew"
)]
pub struct Args {
    /// Only those in force
    #[arg(long)]
    standing: bool,
    /// Write them as a page of markdown instead; DECISIONS.md without a name
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "DECISIONS.md", conflicts_with = "standing")]
    write: Option<PathBuf>,
    /// Replace a file that is not such a page
    #[arg(long, requires = "write")]
    force: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        if let Some(file) = self.write {
            shell.must_be_a_file()?;
            return match shell.execute(&mut project, Command::WriteDecisions { file, force: self.force })? {
                Outcome::Written(file) => {
                    let body = json::Written { file };
                    Ok(shell.reply("baton.written/1", &body, || format!("wrote {}", Shown::new(&body.file))))
                }
                other => Err(unexpected(&other)),
            };
        }
        let decided = match shell.execute(&mut project, Command::Decisions)? {
            Outcome::Decisions(decided) => decided,
            other => return Err(unexpected(&other)),
        };
        let wanted = decided.iter().map(chain_json::Decided::from).filter(|d| !self.standing || d.fate == "stands");
        let body = chain_json::Decisions { decisions: wanted.collect() };
        let paint = shell.paint;
        Ok(shell.reply("baton.decisions/1", &body, || {
            if body.decisions.is_empty() {
                "no decision is in force".into()
            } else {
                body.decisions.iter().map(|d| told(d, paint)).collect()
            }
        }))
    }
}

/// Writes a decision: its fate, the choice, the reason, and where it was taken.
pub fn told(one: &chain_json::Decided, paint: Paint) -> String {
    let mark = match one.fate {
        "stands" => paint.green("stands"),
        "gone" => paint.yellow("gone"),
        fate => paint.faint(fate),
    };
    let mut out = format!("{mark}: {}\n", Shown::new(&one.choice));
    let mut line = |name: &str, text: &str| out += &format!("    {} {}\n", paint.faint(name), Shown::new(text));
    for (name, text) in [("why", &one.why), ("instead of", &one.alternatives), ("decided by", &one.who)] {
        text.iter().for_each(|text| line(name, text));
    }
    line("since", &place(one.session.as_deref(), one.number));
    if let Some(number) = one.ended {
        let by = one.superseded_by.as_ref().map(|by| format!(", by {by}")).unwrap_or_default();
        line("until", &format!("{}{by}", place(one.ended_in.as_deref(), number)));
    }
    out
}

fn place(session: Option<&str>, number: u32) -> String {
    session.map_or_else(|| "the live file".to_owned(), |id| format!("session {number} {id}"))
}
