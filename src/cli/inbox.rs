//! The inbox as `paste` and `review` show it.

use super::reply::{Paint, Reply, count, pad, widest};
use super::shell::{Shell, live_name, unexpected};
use super::words::Pick;
use super::{edit, json};
use crate::merge::{Change, Proposal};
use crate::project::{Command, Error, ErrorKind, Format, Outcome, Project, Unread};
use crate::shown::Shown;

/// Answers with the inbox, then with lines that have no place in it, and with the change that was just made to the file.
pub fn answer(shell: &Shell, proposals: &[Proposal], beside: &[Proposal], change: Option<json::Edited>) -> Reply {
    let numbered = proposals.iter().enumerate().map(|(i, p)| json::InboxLine::new(Some(i + 1), p));
    let lines = numbered.chain(beside.iter().map(|p| json::InboxLine::new(None, p))).collect();
    let inbox = json::Inbox { lines, change };
    let paint = shell.paint;
    shell.reply("baton.inbox/1", &inbox, || text(&inbox, paint))
}

/// Keeps the picked lines: they go into the live file, a new one where there is none. `Same` lines have nothing to keep.
pub fn keep(shell: &mut Shell, project: &mut Project, pick: &Pick) -> Result<Option<json::Edited>, Error> {
    if matches!(project.snapshot().live, Err(Unread::Missing)) {
        shell.execute(project, Command::Start(Format::default()))?;
        shell.note(format!("started {}", live_name(&project.snapshot())));
    }
    let inbox = waiting(shell, project)?;
    let numbers = chosen(pick, &inbox, |p| p.change != Change::Same)?;
    if numbers.is_empty() {
        shell.note("nothing to keep: the handoff says it all already");
        return Ok(None);
    }
    match shell.execute(project, Command::Keep(numbers))? {
        Outcome::Changed(changed) => Ok(Some(edit::edited(project, &changed))),
        Outcome::Inbox(_) => Ok(None),
        other => Err(unexpected(&other)),
    }
}

/// Returns what waits in the inbox.
pub fn waiting(shell: &mut Shell, project: &mut Project) -> Result<Vec<Proposal>, Error> {
    match shell.execute(project, Command::Review)? {
        Outcome::Inbox(lines) => Ok(lines),
        other => Err(unexpected(&other)),
    }
}

/// Drops the picked lines.
pub fn discard(shell: &mut Shell, project: &mut Project, pick: &Pick) -> Result<(), Error> {
    let inbox = waiting(shell, project)?;
    shell.execute(project, Command::Drop(chosen(pick, &inbox, |_| true)?)).map(|_| ())
}

/// Turns numbers from 1 into places from 0.
fn chosen(pick: &Pick, inbox: &[Proposal], all: impl Fn(&Proposal) -> bool) -> Result<Vec<usize>, Error> {
    match pick {
        Pick::All => Ok((0..inbox.len()).filter(|i| all(&inbox[*i])).collect()),
        Pick::Numbers(numbers) => match numbers.iter().find(|n| **n > inbox.len()) {
            Some(n) => Err(Error::new(ErrorKind::Usage, format!("there is no line {n}: the inbox has {}", count(inbox.len(), "line")))),
            None => Ok(numbers.iter().map(|n| n - 1).collect()),
        },
    }
}

fn text(inbox: &json::Inbox, paint: Paint) -> String {
    let mut out = String::new();
    if let Some(change) = &inbox.change {
        out += &format!("{}  {}\n", Shown::new(&change.what), paint.faint(Shown::new(&change.file).as_str()));
    }
    let width = inbox.lines.len().to_string().len();
    let concepts = widest(inbox.lines.iter().map(|l| l.concept));
    for line in &inbox.lines {
        let change = match line.change {
            "new" => paint.green("new    "),
            "changed" => paint.yellow("changed"),
            _ => paint.faint("same   "),
        };
        let number = format!("{:>width$}", line.number.map(|n| n.to_string()).unwrap_or_default());
        out += &format!("{number}  {change}  {}  {}\n", pad(line.concept, concepts), Shown::new(&line.text));
        let indent = " ".repeat(width + 2 + 7 + 2 + concepts + 2);
        if let Some(why) = &line.why {
            out += &format!("{indent}{} {}\n", paint.faint("why"), Shown::new(why));
        }
        if let Some(was) = &line.was {
            out += &format!("{indent}{} {}\n", paint.faint("now"), Shown::new(was));
        }
    }
    let of = |change: &str| inbox.lines.iter().filter(|l| l.change == change).count();
    let waiting = inbox.lines.iter().filter(|l| l.number.is_some()).count();
    let same = if of("same") > 0 { format!("; {} already there", of("same")) } else { String::new() };
    out + &format!("{} in the inbox: {} new, {} changed{same}\n", count(waiting, "line"), of("new"), of("changed"))
}
