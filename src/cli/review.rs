//! `baton review`: what waits in the inbox, kept or dropped without a full-screen UI.

use super::reply::{Reply, count, say};
use super::shell::Shell;
use super::words::{self, Pick};
use super::{inbox, json};
use crate::merge::Proposal;
use crate::project::{Error, ErrorKind, Project};
use std::io::{self, BufRead};

/// List what waits in the inbox; keep or drop it
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  baton review\n  baton review --keep 1,3 --drop 2\n  baton review --plain            one question a line, for screen readers"
)]
pub struct Args {
    /// Keep these lines: all, or numbers as 1,3-5
    #[arg(long, value_name = "N,..", value_parser = words::pick)]
    keep: Option<Pick>,
    /// Drop these lines: all, or numbers as 1,3-5
    #[arg(long, value_name = "N,..", value_parser = words::pick)]
    drop: Option<Pick>,
    /// Ask line by line
    #[arg(long, conflicts_with_all = ["keep", "drop"])]
    plain: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let proposals = inbox::waiting(shell, &mut project)?;
        if self.plain && shell.world.interactive {
            return ask(shell, &mut project);
        }
        if proposals.is_empty() && !shell.json {
            return Err(Error::new(ErrorKind::Nothing, "the inbox is empty").hint("fill it with: baton paste"));
        }
        let (keep, drop) = apart(self.keep, self.drop, proposals.len())?;
        let change = both(shell, &mut project, keep, drop)?;
        let left = inbox::waiting(shell, &mut project)?;
        Ok(inbox::answer(shell, &left, &[], change))
    }
}

/// Sees to it that no line is both kept and dropped; `all` beside numbers means all the others.
fn apart(keep: Option<Pick>, drop: Option<Pick>, all: usize) -> Result<(Option<Pick>, Option<Pick>), Error> {
    let rest = |taken: &[usize]| Pick::Numbers((1..=all).filter(|n| !taken.contains(n)).collect());
    match (keep, drop) {
        (Some(Pick::All), Some(Pick::All)) => Err(Error::new(ErrorKind::Usage, "keep all or drop all, not both")),
        (Some(Pick::All), Some(Pick::Numbers(d))) => Ok((Some(rest(&d)), Some(Pick::Numbers(d)))),
        (Some(Pick::Numbers(k)), Some(Pick::All)) => {
            let others = rest(&k);
            Ok((Some(Pick::Numbers(k)), Some(others)))
        }
        (Some(Pick::Numbers(k)), Some(Pick::Numbers(d))) => match k.iter().find(|n| d.contains(n)) {
            Some(n) => Err(Error::new(ErrorKind::Usage, format!("line {n} can be kept or dropped, not both"))),
            None => Ok((Some(Pick::Numbers(k)), Some(Pick::Numbers(d)))),
        },
        other => Ok(other),
    }
}

/// Keeps, then drops what the dropped numbers have become.
fn both(shell: &mut Shell, project: &mut Project, keep: Option<Pick>, drop: Option<Pick>) -> Result<Option<json::Edited>, Error> {
    let Some(keep) = keep else {
        return drop.map_or(Ok(()), |d| inbox::discard(shell, project, &d)).map(|()| None);
    };
    let before = inbox::waiting(shell, project)?;
    let change = inbox::keep(shell, project, &keep)?;
    if let Some(Pick::Numbers(numbers)) = drop {
        let after = inbox::waiting(shell, project)?;
        let gone: Vec<&Proposal> = numbers.iter().filter_map(|n| before.get(n - 1)).collect();
        let now = after.iter().enumerate().filter(|(_, p)| gone.contains(p)).map(|(i, _)| i + 1).collect();
        inbox::discard(shell, project, &Pick::Numbers(now))?;
    }
    Ok(change)
}

/// Asks about each line on stderr and reads the answers from stdin.
fn ask(shell: &mut Shell, project: &mut Project) -> Result<Reply, Error> {
    let (mut at, mut kept, mut dropped) = (0, 0, 0);
    while let Some(proposal) = inbox::waiting(shell, project)?.get(at).cloned() {
        let line = json::InboxLine::new(Some(at + 1), &proposal);
        say(&format!("{} {}: {}", line.change, line.concept, line.text));
        if let Some(why) = &line.why {
            say(&format!("  why {why}"));
        }
        if let Some(was) = &line.was {
            say(&format!("  now {was}"));
        }
        say("  keep, drop, later or quit? [k d l q]");
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer).unwrap_or(0);
        match answer.trim() {
            _ if read == 0 => break,
            "q" | "quit" => break,
            "k" | "keep" => {
                inbox::keep(shell, project, &Pick::Numbers(vec![at + 1]))?;
                kept += 1;
            }
            "d" | "drop" => {
                inbox::discard(shell, project, &Pick::Numbers(vec![at + 1]))?;
                dropped += 1;
            }
            "l" | "later" => at += 1,
            _ => {}
        }
    }
    let left = inbox::waiting(shell, project)?.len();
    shell.note(format!("{kept} kept, {dropped} dropped, {} left", count(left, "line")));
    Ok(Reply::default())
}
