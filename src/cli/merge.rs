//! `baton merge`: two heads, or the two sides of a git conflict, become one handoff.

use super::chain_json;
use super::reply::{Paint, Reply, count};
use super::shell::{Shell, unexpected};
use crate::merge::{Conflict, Take};
use crate::project::{Command, Error, ErrorKind, Merged, Outcome, Project, Side};
use crate::shown::Shown;

/// Merge another session into the live file, or settle what git left in conflict
#[derive(clap::Args)]
#[command(
    after_help = "While anything conflicts nothing is written (exit 5); each conflict has a number. The next seal is the merge.\n\nExamples:\n  baton merge                              the live file after a git merge with a conflict\n  baton merge k7qf3m --json                what would have to be settled, with both texts\n  baton merge k7qf3m --take 1=ours,2=theirs\n  baton merge k7qf3m --take 3=both --ours  ours for all others"
)]
pub struct Args {
    /// The session to merge; without it the sides that git's conflict left
    #[arg(value_name = "ID")]
    session: Option<String>,
    /// Settle every conflict, or the others beside --take, by the live file's side
    #[arg(long, conflicts_with = "theirs")]
    ours: bool,
    /// Settle every conflict, or the others beside --take, by the other side
    #[arg(long)]
    theirs: bool,
    /// Settle conflicts one by one: ours, theirs or both; N~ID takes it only while it is the same conflict
    #[arg(long, value_name = "N=SIDE", value_delimiter = ',')]
    take: Vec<String>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open_live()?;
        let keep = match (self.ours, self.theirs) {
            (true, _) => Some(Side::Ours),
            (_, true) => Some(Side::Theirs),
            _ => None,
        };
        let named = self.take.iter().map(|words| parse(words)).collect::<Result<Vec<_>, _>>()?;
        let at_once = if named.is_empty() { keep } else { None };
        let mut merged = merged(shell.execute(&mut project, Command::Merge { session: self.session, keep: at_once })?)?;
        if !named.is_empty() && !merged.written {
            merged = settle(shell, &mut project, &merged.conflicts, &named, keep)?;
        } else if !named.is_empty() {
            shell.notes.push("nothing conflicted: --take chose nothing".into());
        }
        let paint = shell.paint;
        let body = body(merged);
        let reply = shell.reply("baton.merge/1", &body, || text(&body, paint));
        Ok(reply.with_exit(if body.written { 0 } else { 5 }))
    }
}

/// Which conflict, by number and perhaps id, and what is taken for it.
struct Named {
    number: usize,
    id: Option<String>,
    take: Take,
}

fn parse(words: &str) -> Result<Named, Error> {
    let wrong = || {
        Error::new(ErrorKind::Usage, format!("\"{words}\" is no choice for --take"))
            .hint("write number=side, as 1=ours, 2=theirs or 3=both; the numbers are those of baton merge --json")
    };
    let (which, side) = words.split_once('=').ok_or_else(wrong)?;
    let (number, id) = which.split_once('~').map_or((which, None), |(number, id)| (number, Some(id.trim().to_lowercase())));
    let take = match side.trim() {
        "ours" => Take::Ours,
        "theirs" => Take::Theirs,
        "both" => Take::Both,
        _ => return Err(wrong()),
    };
    let number = number.trim().parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?;
    Ok(Named { number, id, take })
}

/// Settles what waits by these choices, the others by `rest`.
fn settle(shell: &mut Shell, project: &mut Project, conflicts: &[Conflict], named: &[Named], rest: Option<Side>) -> Result<Merged, Error> {
    let rest = rest.map(|side| if side == Side::Ours { Take::Ours } else { Take::Theirs });
    let mut taken: Vec<(String, Take)> = Vec::new();
    taken.extend(rest.into_iter().flat_map(|take| conflicts.iter().map(move |c| (c.id.clone(), take.clone()))));
    for Named { number, id, take } in named {
        let conflict = conflicts
            .get(number - 1)
            .ok_or_else(|| Error::new(ErrorKind::Usage, format!("there is no conflict {number}: there {}", are(conflicts.len()))))?;
        if id.as_ref().is_some_and(|id| *id != conflict.id) {
            let message = format!("conflict {number} is another one now ({number}~{}): {}", conflict.id, conflict.title);
            return Err(Error::new(ErrorKind::Conflict, message).hint("look at what conflicts now: baton merge --json"));
        }
        taken.push((conflict.id.clone(), take.clone()));
    }
    merged(shell.execute(project, Command::Resolve(taken))?)
}

fn are(n: usize) -> String {
    if n == 1 { "is one".into() } else { format!("are {n}") }
}

fn merged(outcome: Outcome) -> Result<Merged, Error> {
    match outcome {
        Outcome::Merged(merged) => Ok(merged),
        other => Err(unexpected(&other)),
    }
}

fn body(merged: Merged) -> chain_json::Merge {
    let conflict = |(n, c): (usize, &Conflict)| chain_json::Conflict {
        number: n + 1,
        id: c.id.clone(),
        title: c.title.clone(),
        ours_did: c.did[0].clone(),
        theirs_did: c.did[1].clone(),
        both: c.both.is_some(),
        base: c.base.clone(),
        ours: c.ours.clone(),
        theirs: c.theirs.clone(),
    };
    let conflicts = merged.conflicts.iter().enumerate().map(conflict).collect();
    let Merged { what, written, lost, sides: [ours, theirs], remains, .. } = merged;
    chain_json::Merge { what, written, ours, theirs, conflicts, lost, remains }
}

fn text(body: &chain_json::Merge, paint: Paint) -> String {
    let mut out = String::new();
    if !body.conflicts.is_empty() {
        for (name, who) in [("ours", &body.ours), ("theirs", &body.theirs)] {
            out += &format!("{} {}\n", paint.faint(&format!("{name:<7}")), Shown::new(who));
        }
    }
    for c in &body.conflicts {
        out += &format!("{} {}\n", paint.yellow(&format!("conflict {}:", c.number)), Shown::new(&c.title));
        let sides = [
            ("base", String::new(), &c.base),
            ("ours", format!(" {}", c.ours_did), &c.ours),
            ("theirs", format!(" {}", c.theirs_did), &c.theirs),
        ];
        for (name, did, text) in sides {
            let lines: Vec<String> =
                Shown::lines(text.as_deref().unwrap_or("(nothing)").trim_end()).iter().map(|l| l.to_string()).collect();
            out += &format!("  {}{}\n    {}\n", paint.faint(name), Shown::new(&did), lines.join("\n    "));
        }
    }
    body.lost.iter().for_each(|l| out += &format!("{} {}\n", paint.yellow("merge-lost-item:"), Shown::new(l)));
    out += &match (body.written, body.conflicts.len()) {
        (true, 0) => format!("{}; seal it with: baton seal\n", Shown::new(&body.what)),
        (true, n) => format!("{}, {} settled; seal it with: baton seal\n", Shown::new(&body.what), count(n, "conflict")),
        (false, n) => {
            format!("{} to settle; nothing was written (--take 1=ours, --ours or --theirs, or open baton)\n", count(n, "conflict"))
        }
    };
    out + &body.remains.as_ref().map(|remains| format!("{}\n", Shown::new(remains))).unwrap_or_default()
}
