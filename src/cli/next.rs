//! `baton next`: the page turned for the session that begins.

use super::reply::{Reply, count};
use super::shell::{Shell, unexpected};
use super::{chain_json, differences};
use crate::project::{Command, Error, Outcome};
use crate::shown::Shown;

/// Turn the page of a sealed handoff: done items leave, the objective becomes the goal
#[derive(clap::Args)]
pub struct Args {
    /// Only say what would happen
    #[arg(long)]
    preview: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open_live()?;
        let (turned, number) = match shell.execute(&mut project, Command::Next { preview: self.preview })? {
            Outcome::Turned { turned, number } => (turned, number),
            other => return Err(unexpected(&other)),
        };
        let left = |(reference, text): &(crate::handoff::ItemRef, String)| chain_json::Left {
            reference: reference.to_string(),
            text: text.clone(),
        };
        let body = chain_json::Next {
            number,
            preview: self.preview,
            goal: turned.goal.clone(),
            header: turned.lines.iter().map(Into::into).collect(),
            leaves: turned.leaves.iter().map(left).collect(),
            stays: turned.stays.iter().map(left).collect(),
        };
        let paint = shell.paint;
        Ok(shell.reply("baton.next/1", &body, || {
            let word = if body.preview { "would turn" } else { "turned" };
            let mut out = format!("{word} the page to session {}\n", body.number);
            body.header.iter().for_each(|line| out += &differences::header(line, paint));
            let leave = if body.preview { "would leave" } else { "left; the chain has them" };
            out += &match body.leaves.len() {
                0 => "  no done item to leave behind\n".to_owned(),
                n => format!("  {} {leave}\n", count(n, "done item")),
            };
            body.leaves.iter().for_each(|l| out += &format!("    - {}\n", Shown::new(&l.text)));
            body.stays.iter().for_each(|l| out += &format!("  {} stays: {}\n", Shown::new(&l.reference), Shown::new(&l.text)));
            body.goal.iter().for_each(|goal| out += &format!("  goal: {}\n", Shown::new(goal)));
            out
        }))
    }
}
