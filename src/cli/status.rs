//! `baton status`: how the project stands.

use super::json;
use super::reply::{Reply, count, pad, widest};
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Outcome, Snapshot, StatusReport, mask};
use crate::rules::Level;
use crate::shown::Shown;
use std::collections::HashSet;

/// Tell whether the handoff is compliant, and why not
#[derive(clap::Args)]
#[command(
    after_help = "With --short: b:ok, or b:2x1! for two findings at must and one at should, and +3 for three lines in the inbox; nothing where there is no handoff."
)]
pub struct Args {
    /// A few plain characters for a shell prompt; with --json the whole answer
    #[arg(long)]
    short: bool,
}

/// How many reasons against a handoff are told one by one.
const MOST: usize = 5;

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        if self.short && !shell.json {
            let project = shell.open();
            shell.notes.clear();
            return Ok(match project {
                Ok(mut project) if project.snapshot().live.is_ok() => match shell.execute(&mut project, Command::Status)? {
                    Outcome::Status(report) => Reply::text(short(&report, &project.snapshot())),
                    other => return Err(unexpected(&other)),
                },
                _ => Reply::default().with_exit(3),
            });
        }
        let mut project = shell.open_live()?;
        let report = match shell.execute(&mut project, Command::Status)? {
            Outcome::Status(report) => report,
            other => return Err(unexpected(&other)),
        };
        project.look_around();
        let status = body(&report, &project.snapshot());
        // The answer says it.
        shell.notes.retain(|note| status.view_only.as_ref() != Some(note));
        let paint = shell.paint;
        Ok(shell.reply("baton.status/1", &status, || {
            let head = if status.compliant { paint.green("compliant") } else { paint.red("not compliant") };
            let mut out = format!("{}  {head}\n", paint.bold(Shown::new(&status.file).as_str()));
            let mut rows: Vec<(String, String)> = Vec::new();
            if let Some(why) = &status.view_only {
                rows.push(("view only".into(), why.clone()));
            }
            if let Some(chain) = &status.chain {
                rows.push(("chain".into(), standing(chain)));
            }
            for newer in &status.elsewhere {
                rows.push(("newer".into(), newer.message.clone()));
            }
            rows.push(("findings".into(), format!("{} must, {} should, {} may", status.must, status.should, status.may)));
            for line in status.why.iter().take(MOST) {
                rows.push((String::new(), line.clone()));
            }
            if status.why.len() > MOST {
                rows.push((String::new(), format!("and {} more; see: baton check", status.why.len() - MOST)));
            }
            for items in &status.items {
                let closed = if items.closed > 0 { format!(", {} closed", items.closed) } else { String::new() };
                rows.push((items.concept.into(), format!("{}{closed}", items.all)));
            }
            rows.push(match (&status.prompt.refused, status.prompt.chars) {
                (Some(why), _) => ("prompt".into(), format!("refused: {why}")),
                (None, chars) => ("prompt".into(), count(chars.unwrap_or_default(), "character")),
            });
            if status.inbox > 0 {
                rows.push(("inbox".into(), format!("{}; see: baton review", count(status.inbox, "line"))));
            }
            if status.conflicts > 0 {
                rows.push(("conflicts".into(), format!("{}; open baton to settle them", status.conflicts)));
            }
            if let Some(what) = &status.undo {
                rows.push(("undo".into(), what.clone()));
            }
            let width = widest(rows.iter().map(|r| r.0.as_str()));
            for (name, value) in &rows {
                out += &format!("{}  {}\n", paint.faint(&pad(name, width)), Shown::new(value));
            }
            out
        }))
    }
}

fn body(report: &StatusReport, now: &Snapshot) -> json::Status {
    let live = now.live.as_ref().ok();
    let whole = crate::document::Span::new(0, now.handoff.text().len());
    let [must, should, may] = report.counts;
    let must_be = now.findings.iter().filter(|f| f.level == Level::Must);
    let mut why: Vec<_> = must_be.map(|f| mask(&now.handoff, &now.masked, whole, &format!("{}: {}", f.rule, f.message))).collect();
    let mut seen = HashSet::new();
    why.retain(|line| seen.insert(line.clone()));
    json::Status {
        root: now.root.display().to_string(),
        file: live.map(|l| l.name.clone()).unwrap_or_default(),
        view_only: live.and_then(|l| l.view_only.clone()),
        compliant: report.compliant,
        must,
        should,
        may,
        why,
        items: report.items.iter().map(|(concept, all, closed)| json::Count { concept, all: *all, closed: *closed }).collect(),
        prompt: json::PromptSize {
            chars: now.prompt.as_ref().ok().map(|p| p.text.chars().count()),
            bytes: now.prompt.as_ref().ok().map(|p| p.text.len()),
            refused: now.prompt.as_ref().err().cloned(),
        },
        inbox: now.inbox.len(),
        conflicts: now.dispute.as_ref().map_or(0, |d| d.conflicts.len()),
        undo: now.undo.clone(),
        redo: now.redo.clone(),
        elsewhere: now.elsewhere.iter().map(Into::into).collect(),
        chain: now.standing.as_ref().map(Into::into),
    }
}

/// Says who sealed the base, when and at which commit, and what is other by now.
fn standing(chain: &super::chain_json::Standing) -> String {
    if chain.base.is_empty() {
        return format!("{} and no base: baton switch ID goes to one", count(chain.heads, "head"));
    }
    let mut out = format!("session {}", chain.number);
    if chain.base.len() > 1 {
        out = format!("merge of {} sessions", chain.base.len());
    }
    if let Some(sealed) = &chain.sealed {
        let by = chain.by.as_deref().filter(|b| !b.is_empty()).map(|b| format!(" by {b}")).unwrap_or_default();
        out += &format!(", sealed {sealed}{by}");
    }
    if let Some(commit) = &chain.commit {
        let since = chain.commits_since.map_or_else(
            || "which is not here".to_owned(),
            |n| if n == 0 { "no commit since".to_owned() } else { format!("{} since", count(n, "commit")) },
        );
        out += &format!(" at {commit}, {since}");
    }
    if let Some(tree) = &chain.tree {
        out += &format!("; this tree is {tree}");
    }
    out += if chain.draft { "; draft" } else { "; no change since" };
    if !chain.stale.is_empty() {
        out += &format!("; cited files changed: {}", chain.stale.join(", "));
    }
    out
}

fn short(report: &StatusReport, now: &Snapshot) -> String {
    let part = |n: usize, sign: &str| if n > 0 { format!("{n}{sign}") } else { String::new() };
    let [must, should, _] = report.counts;
    let findings = part(must, "x") + &part(should, "!");
    let inbox = if now.inbox.is_empty() { String::new() } else { format!("+{}", now.inbox.len()) };
    format!("b:{}{inbox}", if findings.is_empty() { "ok" } else { findings.as_str() })
}
